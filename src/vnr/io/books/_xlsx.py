"""Sheets of an .xlsx, with what the library that reads them takes for empty."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from vnr.io.books._content import CELLS, Sheet, check_spread, indented
from vnr.io.books._markup import Marks, extent_of, marks_of, parts_of

__all__ = ["xlsx_sheets"]


def xlsx_sheets(data: bytes) -> Iterator[Sheet]:
    """The sheets of a workbook that hold cells."""
    import python_calamine as calamine

    with ZipFile(BytesIO(data)) as archive:
        parts, since_1904 = parts_of(archive)
        book = calamine.CalamineWorkbook.from_filelike(BytesIO(data))
        for about in book.sheets_metadata:
            if about.typ != calamine.SheetTypeEnum.WorkSheet:
                continue
            name = about.name
            hidden = about.visible != calamine.SheetVisibleEnum.Visible
            sheet = Sheet(name, hidden, [], since_1904=since_1904)
            sheet.lines = _rows(sheet, book, archive, parts[name])
            yield sheet


def _rows(sheet: Sheet, book: Any, archive: ZipFile, part: str) -> Iterator[list[Any]]:
    """Rows from the first, once it is known that they can be laid out."""
    marks = marks_of(archive, part)
    if marks.height * marks.width > CELLS:
        width, filled = extent_of(archive, part)
        width = width if marks.width == Marks.width else marks.width
        check_spread(sheet.name, marks.height, width, filled)
    read = book.get_sheet_by_name(sheet.name)
    sheet.merged += [(*first, *last) for first, last in read.merged_cell_ranges or ()]
    rows = indented(read.iter_rows(), read.start)
    if not marks.cells:
        yield from rows
        return
    number = -1
    for number, row in enumerate(rows):
        yield _marked(marks, number, row)
    # Where nothing else stands the library takes the sheet for shorter.
    for last in range(number + 1, max(marks.cells) + 1):
        yield _marked(marks, last, [])


def _marked(marks: Marks, number: int, row: list[Any]) -> list[Any]:
    for column, mark in marks.cells.get(number, {}).items():
        row += [""] * (column + 1 - len(row))
        row[column] = mark
    return row
