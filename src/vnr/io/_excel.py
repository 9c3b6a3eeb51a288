"""Workbooks: xlsx, xls and ods, every sheet."""

from __future__ import annotations

from pathlib import Path

from vnr.errors import require
from vnr.io._grid import collect
from vnr.io._headings import Terms
from vnr.io._raw import Raw
from vnr.io._remark import remark
from vnr.words import LANGUAGES, text

__all__ = ["ENDINGS", "read_excel"]

ENDINGS = (".xlsx", ".xlsm", ".xls", ".ods")


def read_excel(path: Path, file: str, terms: Terms) -> list[Raw] | str:
    """Read every sheet of the workbook, called `file`, that has known headings.

    Or say by which rule the file can't be read.

    Raises
    ------
    MissingExtraError
        If python-calamine isn't installed.
    """
    calamine = require("python_calamine", "excel")
    if path.stat().st_size == 0:
        return "file-empty"
    try:
        book = calamine.CalamineWorkbook.from_path(str(path))
        sheets = {name: book.get_sheet_by_name(name) for name in book.sheet_names}
        rows = {name: sheet.to_python(skip_empty_area=False) for name, sheet in sheets.items()}
    except BaseException as error:
        # A damaged workbook may also make the library panic, which is no Exception.
        if isinstance(error, calamine.CalamineError) or type(error).__name__ == "PanicException":
            return "file-unreadable"
        raise
    # The template's own sheet has the words to choose from.
    codes = [text("reading", "codes_sheet", language) for language in LANGUAGES]
    found, passed_over = [], []
    for name, lines in rows.items():
        if name in codes:
            continue
        sheet = collect(file, name, lines, terms, [])
        if sheet is None:
            passed_over.append(name)
        else:
            found.append(sheet)
    if not found:
        return "headings-missing"
    if passed_over:
        found[0].notes.append(remark("sheets_passed_over", sheets=tuple(passed_over)))
    return found
