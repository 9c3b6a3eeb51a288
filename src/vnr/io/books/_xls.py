"""Sheets of an .xls."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import lru_cache
from io import StringIO
from typing import Any

from vnr.io.books._content import Sheet

__all__ = ["xls_sheets"]


def xls_sheets(data: bytes) -> Iterator[Sheet]:
    """The sheets of a workbook that hold cells."""
    import xlrd

    # Formatting tells of merged cells; only with it are they known.
    book = xlrd.open_workbook(
        file_contents=data,
        formatting_info=True,
        on_demand=True,
        ragged_rows=True,
        logfile=StringIO(),
    )
    for place in range(book.nsheets):
        sheet = book.sheet_by_index(place)
        merged = [(top, left, low - 1, right - 1) for top, low, left, right in sheet.merged_cells]
        rows = (
            [
                _value(xlrd, kind, value, book.datemode)
                for kind, value in zip(
                    sheet.row_types(number), sheet.row_values(number), strict=True
                )
            ]
            for number in range(sheet.nrows)
        )
        yield Sheet(sheet.name, sheet.visibility != 0, rows, merged, book.datemode == 1)
        book.unload_sheet(place)


def _value(xlrd: Any, kind: int, value: Any, datemode: int) -> Any:
    """A cell as plain data; an error as the text that Excel shows."""
    if kind == xlrd.XL_CELL_DATE:
        # A time of day alone is less than one.
        return _moment(xlrd, value, datemode) if value >= 1 else str(timedelta(value))
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    if kind == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(value, "#N/A")
    return value


@lru_cache(maxsize=10_000)
def _moment(xlrd: Any, value: float, datemode: int) -> Any:
    try:
        moment = xlrd.xldate_as_datetime(value, datemode)
    except (ValueError, OverflowError):
        return value
    return moment if moment.time() != moment.min.time() else moment.date()
