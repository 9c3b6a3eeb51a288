"""Rows of what others printed, read from a file with a line for each."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import attrs

from vnr.data import municipality_code
from vnr.disclosure.ledger._row import Row
from vnr.errors import DisclosureError, UnknownNameError
from vnr.files import path_of
from vnr.model import Period
from vnr.results import code_of
from vnr.words import LANGUAGES, fold, labels, topic, unknown, withholding

__all__ = ["read_rows"]

_NEEDED: Final = ("value", "period")
_SEPARATORS: Final = ";\t,"
_HIDDEN: Final = ("", "..", "-", "–")
_SPAN: Final = re.compile(r"(\d+)\s*[-–]\s*(\d+)")
_BELOW: Final = re.compile(r"<\s*(\d+)")
_YES: Final = {"ja": True, "yes": True, "true": True, "nej": False, "no": False, "false": False}
_NOT_READ: Final = ("parameters", "strata")


def read_rows(path: str | Path) -> tuple[Row, ...]:
    r"""Rows of a CSV file: what others have printed, or oneself a year ago.

    Parameters
    ----------
    path : path
        A file with headings. *Värde* and *period* must be there (``value``, ``period``); the other
        attributes of a `Row` may be, in Swedish or English, and a column for each stratum, such
        as *kommun* or *kön*, with labels or codes. A row that lacks a label is a total over that
        stratum. A value is a whole number, ``1–5`` or ``<5`` where it lies between these, or
        ``..`` where it is hidden. Without a source it is the file's name.

    Raises
    ------
    DisclosureError
        If it can't be read, or a row tells of nothing; the row and the column are named.
    UnknownNameError
        If a heading is none of these.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "kolada.csv"
    >>> _ = path.write_text("kommun;period;värde\nTrosa;2019;<5\n", "utf-8")
    >>> row, = read_rows(path)
    >>> row.strata, row.box
    ({'municipality': '0488'}, (0.0, 4.0))
    """
    path = path_of(path)
    lines = _lines(path)
    # A file without headings has cells there, which may be of people and aren't shown.
    headed = any(fold(name) in _headings() for name in lines[0]) if lines else False
    head = [_heading(path, name) for name in lines[0]] if headed else []
    for name in _NEEDED:
        if name not in head:
            called = [topic("disclosure", language)["row"][name] for language in LANGUAGES]
            raise withholding("rows_lack", path=str(path), names=list(dict.fromkeys(called)))
    for name in head:
        if head.count(name) > 1:
            raise withholding("rows_twice", path=str(path), name=lines[0][head.index(name)])
    return tuple(_rows(path, head, lines))


def _lines(path: Path) -> list[list[str]]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise withholding("rows_unreadable", path=str(path), why=error) from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # As a Swedish spreadsheet saves what it calls CSV.
        text = data.decode("cp1252", "replace")
    first = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    try:
        return list(csv.reader(text.splitlines(), delimiter=separator, strict=True))
    except csv.Error:
        raise withholding("rows_form", path=str(path)) from None


@cache
def _headings() -> Mapping[str, str]:
    """Attributes of a row and strata by how they may be called; an attribute goes first."""
    called: dict[str, str] = {}
    for language in LANGUAGES:
        called |= {fold(word): name for name, word in labels("heading", language).items()}
        called |= {fold(name): name for name in labels("heading", language)}
    for language in LANGUAGES:
        called |= {fold(word): name for name, word in topic("disclosure", language)["row"].items()}
    own = [name for name in attrs.fields_dict(Row) if name not in _NOT_READ]
    return called | {fold(name): name for name in own}


def _heading(path: Path, word: str) -> str:
    name = _headings().get(fold(word))
    if name is None:
        choices = topic("disclosure", LANGUAGES[0])["row"].values()
        raise unknown("rows_heading", word, choices, path=str(path))
    return name


def _rows(path: Path, head: list[str], lines: list[list[str]]) -> Iterator[Row]:
    for number, line in enumerate(lines[1:], start=2):
        if not any(cell.strip() for cell in line):
            continue
        if len(line) != len(head):
            raise withholding("rows_cells", path=str(path), row=number)
        cells = dict(zip(head, map(str.strip, line), strict=True))
        told: dict[str, Any] = {"source": path.stem, "strata": {}}
        for name, cell in cells.items():
            if name in _READ:
                if cell or name == "value":
                    try:
                        told |= _READ[name](cell)
                    except ValueError:
                        place = {"path": str(path), "row": number}
                        column = lines[0][head.index(name)]
                        raise withholding("rows_cell", **place, column=column) from None
            elif cell:
                code = _code(name, cell)
                if code is None:
                    column = lines[0][head.index(name)]
                    raise withholding("rows_label", path=str(path), row=number, column=column)
                told["strata"][name] = code
        try:
            yield Row(**told)
        except DisclosureError as error:
            raise withholding("rows_row", path=str(path), row=number, why=error) from None


def _code(stratum: str, label: str) -> str | None:
    if stratum == "municipality":
        try:
            return municipality_code(label)
        except UnknownNameError:
            return None
    return code_of(stratum, label)


def _value(cell: str) -> dict[str, Any]:
    """A number, or between which ones it lies."""
    if cell in _HIDDEN:
        return {"value": None}
    between, below = _SPAN.fullmatch(cell), _BELOW.fullmatch(cell)
    if between:
        return {"value": None, "rounding": (int(between[1]), int(between[2]))}
    if below:
        return {"value": None, "rounding": (0, int(below[1]) - 1)}
    return {"value": _number(cell)}


def _number(cell: str) -> float:
    plain = re.sub(r"\s", "", cell)
    number = float(plain.replace(",", "."))
    return int(number) if number.is_integer() else number


def _rounding(cell: str) -> dict[str, Any]:
    between = _SPAN.fullmatch(cell)
    return {"rounding": (int(between[1]), int(between[2])) if between else _number(cell)}


def _period(cell: str) -> dict[str, Any]:
    Period.of(cell)
    return {"period": cell}


def _cutoff(cell: str) -> dict[str, Any]:
    return {"cutoff": date.fromisoformat(cell).isoformat()}


def _adds(cell: str) -> dict[str, Any]:
    if cell.casefold() not in _YES:
        raise ValueError
    return {"adds": _YES[cell.casefold()]}


_READ: Final[dict[str, Any]] = {
    # A rounding beside the value goes before what the value says.
    "value": _value,
    "rounding": _rounding,
    "period": _period,
    "cutoff": _cutoff,
    "adds": _adds,
    **{
        name: (lambda cell, name=name: {name: cell})
        for name in ("source", "figure", "rule", "unit", "basis")
    },
}
