"""The empty extract: a workbook to fill in, with an example, explanations and codes to choose from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from vnr.errors import require
from vnr.files import replacing
from vnr.io._alias import cell_words
from vnr.io._layout import Layout, layout_of
from vnr.model import Vocabulary
from vnr.register import CASES, Column, Kind, Schema
from vnr.words import text as words_of
from vnr.words import topic

__all__ = ["write_template"]

_ROWS = 5000
_FIRST_DAY = date(1954, 10, 3)
_EXAMPLE_DAY = date(2019, 3, 1)
_LANGUAGE = "sv"


def write_template(path: str | Path, *, schema: Schema = CASES) -> Path:
    """Write the empty extract (uttagsmallen) as xlsx; `read` reads it when filled in.

    One sheet for each table, an example row in each that is never read, a sheet that explains
    every column, and one with the codes to choose from.

    Parameters
    ----------
    path : path
        The workbook.
    schema : Schema
        What is to be delivered; that of a class that adds fields to `Case` has these too.

    Raises
    ------
    MissingExtraError
        If xlsxwriter isn't installed.
    """
    xlsxwriter = require("xlsxwriter", "excel")
    layout = layout_of(schema)
    target = Path(path)
    with replacing(target) as beside:
        book = xlsxwriter.Workbook(str(beside))
        needed = book.add_format({"bold": True, "bg_color": "#FCE4D6", "text_wrap": True})
        other = book.add_format({"bold": True, "bg_color": "#E7E6E6", "text_wrap": True})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        text = book.add_format({"num_format": "@"})
        shown = book.add_format({"italic": True, "font_color": "#808080"})
        shown_day = book.add_format(
            {"italic": True, "font_color": "#808080", "num_format": "yyyy-mm-dd"}
        )
        tables = {table: _columns(layout, table) for table in layout.columns if table != _SEVEN}
        sheets = {table: book.add_worksheet(layout.sheet(table, _LANGUAGE)) for table in tables}
        explained = book.add_worksheet(words_of("reading", "explained_sheet", _LANGUAGE))
        codes = _Codes(book, layout)
        for table, sheet in sheets.items():
            must = _needed(layout, table)
            for place, (field, column) in enumerate(tables[table].items()):
                sheet.write_string(
                    0, place, layout.title(table, field), needed if field in must else other
                )
                form = {Kind.DAY: day, Kind.KEY: text, Kind.NAME: text}.get(column.kind)
                sheet.set_column(place, place, 18, form)
                example = _example(table, column, first=not place)
                if isinstance(example, date):
                    sheet.write_datetime(1, place, example, shown_day)
                else:
                    sheet.write(1, place, example, shown)
                options = codes.options(table, column)
                if options is not None:
                    sheet.data_validation(2, place, _ROWS, place, options)
            sheet.freeze_panes(1, 0)
        _explain(explained, layout, tables, other)
        codes.sheet.protect()
        explained.protect()
        book.close()
    return target


_SEVEN = "katrineholm"


def _columns(layout: Layout, table: str) -> Mapping[str, Column]:
    """The columns of a sheet; those of an intervention stand in its own sheet only."""
    schema, columns = layout.schema, layout.columns[table]
    above = schema.parents.get(table, schema.root)
    if above == schema.root:
        return columns
    mine = {**schema.keys, **schema.link(table), **schema.tables[table]}
    return {field: column for field, column in columns.items() if field in mine}


def _needed(layout: Layout, table: str) -> set[str]:
    return {*layout.required[table], *layout.by_profile(table)}


def _example(table: str, column: Column, *, first: bool) -> Any:
    """What the example row has in a column; its first cell says that it is one."""
    if first:
        return words_of("reading", "example", _LANGUAGE)
    if table == "coverage" and column.kind is Kind.KEY:
        return next(iter(cell_words("all"))) if column.name != "district" else ""
    if column.kind is Kind.DAY:
        return _EXAMPLE_DAY
    if column.kind in (Kind.TRI, Kind.FLAG):
        return topic("codes", _LANGUAGE)["cell"]["no"][0]
    if column.kind is Kind.NAME:
        return "0484"
    if column.kind is Kind.KEY:
        return f"{words_of('reading', 'example', _LANGUAGE).casefold()}-1"
    if column.vocabulary is not None:
        return next(iter(column.vocabulary)).label(_LANGUAGE)
    return 1985 if column.name == "birth_year" else 1


def _explain(
    sheet: Any, layout: Layout, tables: Mapping[str, Mapping[str, Column]], bold: Any
) -> None:
    """One row for each column of each sheet: whether it is needed, and what stands in it."""
    titles = topic("reading", _LANGUAGE)["explained_column"]
    for place, (title, width) in enumerate(zip(titles.values(), (20, 24, 10, 90), strict=True)):
        sheet.write_string(0, place, title, bold)
        sheet.set_column(place, place, width)
    row = 1
    for table, columns in tables.items():
        must = _needed(layout, table)
        for field, column in columns.items():
            said = topic("codes", _LANGUAGE)["cell"]["yes" if field in must else "no"][0]
            cells = (
                layout.sheet(table, _LANGUAGE),
                layout.title(table, field),
                said,
                " ".join(_explanation(table, column)),
            )
            for place, cell in enumerate(cells):
                sheet.write_string(row, place, cell)
            row += 1
    sheet.freeze_panes(1, 0)


def _explanation(table: str, column: Column) -> Iterator[str]:
    """What stands in a column, and how it is written."""
    said = topic("columns", _LANGUAGE)["explained"]
    about = said.get(f"{table}.{column.name}", said.get(column.name))
    if about:
        yield about
    yield words_of("reading", "written", _LANGUAGE, form=column.kind.name.lower())


class _Codes:
    """The sheet of codes to choose from: a column for each vocabulary that is asked for."""

    def __init__(self, book: Any, layout: Layout) -> None:
        self.name = words_of("reading", "codes_sheet", _LANGUAGE)
        self.sheet = book.add_worksheet(self.name)
        self._layout = layout
        self._lists: dict[type[Vocabulary], str] = {}

    def options(self, table: str, column: Column) -> dict[str, object] | None:
        """What may stand in the cells of a column, if that is known."""
        if column.kind is Kind.DAY:
            return {"validate": "date", "criteria": ">=", "value": _FIRST_DAY}
        if column.kind in (Kind.TRI, Kind.FLAG):
            cell = topic("codes", _LANGUAGE)["cell"]
            return {"validate": "list", "source": [cell["yes"][0], cell["no"][0]]}
        if column.vocabulary is None:
            return None
        title = self._layout.title(table, column.name)
        place = self._list(title, column.vocabulary)
        if column.kind is Kind.LEVELS:
            self._list(words_of("reading", "level", _LANGUAGE), column.levels)
        # A cell that may hold several is chosen from no list.
        return {"validate": "list", "source": place} if column.kind is Kind.CODE else None

    def _list(self, title: str, vocabulary: type[Vocabulary]) -> str:
        if vocabulary not in self._lists:
            words = [member.label(_LANGUAGE) for member in vocabulary]
            self.sheet.write_column(0, len(self._lists), [title, *words])
            self.sheet.set_column(len(self._lists), len(self._lists), 26)
            letter = _letter(len(self._lists))
            self._lists[vocabulary] = f"={self.name}!${letter}$2:${letter}${len(words) + 1}"
        return self._lists[vocabulary]


def _letter(place: int) -> str:
    return (chr(64 + place // 26) if place >= 26 else "") + chr(65 + place % 26)
