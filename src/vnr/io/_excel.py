"""Workbooks, xlsx, xls and ods, every sheet; and Parquet, which is as one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from vnr.errors import require
from vnr.io._days import Serial1904
from vnr.io._grid import collect
from vnr.io._headings import Terms
from vnr.io._raw import Raw
from vnr.io._remark import Remark, remark
from vnr.io.books import Refused, Sheet, Workbooks
from vnr.words import LANGUAGES, text

__all__ = ["read_excel"]


_LIBRARIES = {
    "workbook": (("python_calamine", "excel"), ("xlrd", "excel")),
    "parquet": (("pyarrow", "arrow"),),
}


def read_excel(
    data: bytes, kind: str, file: str, terms: Terms, books: Workbooks, named: tuple[str, ...]
) -> list[Raw] | tuple[str, Remark | None]:
    """Read every sheet of the ``workbook``, or the ``parquet``, that has known headings.

    Or say by which rule the file can't be read, with a hint. A hidden sheet is left out unless
    it is among those `named`.

    Parameters
    ----------
    data : bytes
        The content.
    kind : str
        What its name says that it is.
    file : str
        What it is called.
    terms : Terms
        What headings mean.
    books : Workbooks
        Who reads it.
    named : tuple of str
        Hidden sheets to read.

    Raises
    ------
    MissingExtraError
        If a library that reads workbooks isn't installed.
    """
    if not data:
        return "file-empty", None
    for library, extra in _LIBRARIES[kind]:
        require(library, extra)
    # The template's own sheet has the words to choose from.
    codes = tuple(text("reading", "codes_sheet", language) for language in LANGUAGES)
    found: list[Raw] = []
    passed_over: list[str] = []
    hidden: list[str] = []
    try:
        for sheet in books.sheets(data, skip=codes, named=named):
            if sheet.hidden:
                hidden.append(sheet.name)
                continue
            raw = collect(file, sheet.name or None, _rows(sheet), terms, [], merged=sheet.merged)
            if raw is None:
                passed_over.append(sheet.name)
            else:
                found.append(raw)
    except Refused as refused:
        return "file-unreadable", remark(refused.code, **refused.parameters)
    left_out = remark("sheets_hidden", sheets=tuple(hidden)) if hidden else None
    if not found:
        return "headings-missing", left_out
    if left_out:
        found[0].notes.append(left_out)
    if passed_over:
        found[0].notes.append(remark("sheets_passed_over", sheets=tuple(passed_over)))
    return found


def _rows(sheet: Sheet) -> Iterator[list[Any]]:
    """The rows of a sheet, with numbers that know from when days are numbered."""
    for row in sheet.lines:
        if sheet.since_1904:
            yield [Serial1904(cell) if type(cell) in (int, float) else cell for cell in row]
        else:
            yield row
