"""Sheets of an .xls."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import lru_cache
from io import BytesIO, StringIO
from typing import Any

from vnr.io.books._biff import is_plain
from vnr.io.books._content import Sheet, indented

__all__ = ["xls_sheets"]


def xls_sheets(data: bytes) -> Iterator[Sheet]:
    """The sheets of a workbook that hold cells, by the faster library where it tells the same."""
    book = _fast(data) if is_plain(data) else None
    return _by_xlrd(data) if book is None else _by_calamine(book)


def _fast(data: bytes) -> Any:
    """The workbook as calamine has it; None where it has none."""
    import python_calamine as calamine

    try:
        return calamine.CalamineWorkbook.from_filelike(BytesIO(data))
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException:  # noqa: BLE001
        # The other library may know; Rust's panic is no Exception.
        return None


def _by_calamine(book: Any) -> Iterator[Sheet]:
    from python_calamine import SheetVisibleEnum

    for about in book.sheets_metadata:
        read = book.get_sheet_by_name(about.name)
        hidden = about.visible != SheetVisibleEnum.Visible
        rows = indented(read.iter_rows(), read.start)
        yield Sheet(
            about.name, hidden, rows, cell=lambda one: float(one) if type(one) is int else one
        )


def _by_xlrd(data: bytes) -> Iterator[Sheet]:
    """What errors, formulas, merged cells or rarer forms stand in."""
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
