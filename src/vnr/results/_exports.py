"""Tables that leave a result: columns for frames and records, files, and one crossed by a stratum."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from vnr.errors import UnknownNameError, require
from vnr.files import cell, path_of, replacing
from vnr.results import _show
from vnr.results._arrays import masked
from vnr.results._state import State
from vnr.words import Language, text

if TYPE_CHECKING:
    from vnr.results._table import FigureTable

__all__ = ["columns", "crossed", "csv_file", "records", "workbook"]

_CODED: Final = ("municipality", "county")
_WIDEST: Final = 60
"""Characters of the widest column of a workbook."""


def columns(result: FigureTable, language: Language | None) -> dict[str, Any]:
    """Strata, figures with their states, and what was covered, by name; in words if asked."""
    states = np.array([state.code for state in State], object)
    if language:
        labels = [state.label(language) or text("figures", state.code, language) for state in State]
        states = np.array(labels, object)
    made: dict[str, Any] = {}

    def add(heading: str, array: Any) -> None:
        made[_free(heading, made)] = array

    def add_state(name: str, codes: Any) -> None:
        add(f"{name}: {text('figures', 'state', language)}" if language else name, states[codes])

    for name, codes in result.strata.items():
        if language:
            add(_show.stratum(name, language), _show.in_words(name, codes, language))
        else:
            add(name, codes)
    for name in result.names:
        heading = name
        # Of an estimate's own n nobody knows here what they are; a table's column has its words.
        if language and not (name == "n" and name not in result.columns):
            heading = _show.heading(result.unit if name == "value" else name, language)
        add(heading, masked(result[name], result.state_of(name) == State.VALUE))
        if name in result.states:
            add_state(heading if language else f"state_{name}", result.states[name])
        if name == "value":
            add_state(heading if language else "state", result.state)
            add(_show.heading("covered", language) if language else "covered", result.covered)
    return made


def _free(heading: str, taken: Mapping[str, Any]) -> str:
    """The heading, with a mark for each time that it stands already."""
    while heading in taken:
        heading += "\N{PRIME}"
    return heading


def records(table: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of a table as dicts of plain values."""
    listed = [array.tolist() for array in table.values()]
    return [dict(zip(table, row, strict=True)) for row in zip(*listed, strict=True)]


def _with_meaning(result: FigureTable, language: Language) -> dict[str, Any]:
    """Columns in words, codes of places first, what the figures mean last."""
    size = len(result)
    told = {
        text("figures", "defined", language): _show.definition(result.definition, language),
        text("figures", "noted", language): " ".join(note.text(language) for note in result.notes),
    }
    codes = {
        f"{_show.stratum(name, language)} ({text('figures', 'code', language)})": array
        for name, array in result.strata.items()
        if name in _CODED
    }
    meaning = {heading: np.full(size, line, object) for heading, line in told.items()}
    return {**codes, **columns(result, language), **meaning}


def csv_file(result: FigureTable, path: Any, language: Language) -> Path:
    """Write the columns as text, with the marks that a spreadsheet of the language takes."""
    target = path_of(path)
    table = _with_meaning(result, language)
    mark, decimal = (";", ",") if language == "sv" else (",", ".")

    def written(value: Any) -> str:
        if value is None:
            return ""
        return cell(value) if isinstance(value, str) else str(value).replace(".", decimal)

    with replacing(target) as beside, beside.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file, delimiter=mark)
        rows.writerow(map(cell, table))
        rows.writerows([*map(written, row.values())] for row in records(table))
    return target


def workbook(result: FigureTable, path: Any, language: Language) -> Path:
    """Write the columns as a sheet, numbers as numbers, and what they mean as another."""
    xlsxwriter = require("xlsxwriter", "excel")
    target = path_of(path)
    table = _with_meaning(result, language)
    with replacing(target) as beside:
        book = xlsxwriter.Workbook(str(beside), {"strings_to_formulas": False})
        bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
        sheet = book.add_worksheet("Data")
        listed = {heading: array.tolist() for heading, array in [*table.items()][:-2]}
        for place, (heading, values) in enumerate(listed.items()):
            sheet.write_string(0, place, cell(heading), bold)
            for row, value in enumerate(values, start=1):
                if isinstance(value, str):
                    sheet.write_string(row, place, cell(value))
                elif value is not None and np.isfinite(value):
                    sheet.write_number(row, place, value)
                elif value is not None:
                    sheet.write_string(row, place, "∞" if value > 0 else "-∞")
            width = max(map(len, map(str, [heading, *values])))
            sheet.set_column(place, place, min(width + 2, _WIDEST))
        sheet.freeze_panes(1, 0)
        told = book.add_worksheet(text("figures", "defined", language).capitalize())
        told.set_column(0, 0, 100)
        lines = [_show.definition(result.definition, language)]
        lines += [note.text(language) for note in result.notes]
        for row, line in enumerate(lines):
            told.write_string(row, 0, cell(line), wrap)
        book.close()
    return target


def crossed(
    result: FigureTable, stratum: str, cells: list[str], language: Language
) -> dict[str, Any]:
    """The cells in words: a row for the labels of all other strata, a column for each of one's."""
    if not isinstance(stratum, str) or stratum not in result.strata:
        raise UnknownNameError("stratum", stratum, result.strata)
    others = [name for name in result.strata if name != stratum]
    rows: dict[tuple[Any, ...], int] = {}
    at = [
        rows.setdefault(labels, len(rows))
        for labels in zip(*(result.strata[name].tolist() for name in others), strict=True)
    ] or [0] * len(result)
    if not others:
        rows[()] = 0
    made: dict[str, Any] = {}
    for place, name in enumerate(others):
        codes = np.array([labels[place] for labels in rows], result.strata[name].dtype)
        made[_free(_show.stratum(name, language), made)] = _show.in_words(name, codes, language)
    labels, which = np.unique(result.strata[stratum], return_inverse=True)
    words = _show.in_words(stratum, labels, language)
    for number, word in enumerate(words.tolist()):
        column = np.full(len(rows), "", object)
        for row in np.flatnonzero(which == number).tolist():
            column[at[row]] = cells[row]
        made[_free(str(word), made)] = column
    return made
