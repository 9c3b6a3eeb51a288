"""The report's tables as a workbook, every sheet marked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import count
from pathlib import Path
from types import MappingProxyType
from typing import Final, Protocol

from vnr.errors import require
from vnr.files import cell, replacing, working_path
from vnr.report._report import Report, report_of
from vnr.report.chapters import Chapter
from vnr.words import Language, text

__all__ = ["workbook", "write_xlsx"]

_MARKED: Final = {"bold": True, "font_color": "white", "bg_color": "#8B0000"}


class Sheet(Protocol):
    """What is used of a sheet of xlsxwriter's, which carries no types."""

    def set_column(self, first: int, last: int, width: float, /) -> object:
        """Set the width of columns."""

    def write_string(self, row: int, column: int, words: str, form: object = None, /) -> object:
        """Write words in a cell."""

    def write_number(self, row: int, column: int, number: int, /) -> object:
        """Write a number in a cell."""

    def freeze_panes(self, row: int, column: int, /) -> object:
        """Keep the rows and columns before a cell in sight."""


class Book(Protocol):
    """What is used of a workbook of xlsxwriter's."""

    def add_format(self, properties: Mapping[str, object], /) -> object:
        """A way to show cells."""

    def add_worksheet(self, name: str, /) -> Sheet:
        """A new sheet."""

    def set_properties(self, properties: Mapping[str, object], /) -> object:
        """Set the properties that programs show of the file."""

    def close(self) -> object:
        """Write the file."""


def write_xlsx(report: Report, path: str | Path, *, language: Language = "sv") -> Path:
    """Write the report's tables as xlsx, each sheet marked as internal working material.

    Parameters
    ----------
    report : Report
        What was counted.
    path : path
        Where to; an existing file is replaced whole.
    language : str
        ``sv`` or ``en``.

    Raises
    ------
    MissingExtraError
        If xlsxwriter isn't installed.
    DataError
        If the folder can't be written.
    """
    require("xlsxwriter", "report")
    target = working_path(path)
    report = report_of(report)
    with replacing(target) as beside:
        workbook(report, beside, report.warning(language), language)
    return target


def workbook(
    report: Report,
    path: Path,
    mark: str,
    language: Language,
    *,
    looks: Mapping[str, object] = MappingProxyType(_MARKED),
    created: datetime | None = None,
) -> None:
    """Write a workbook, each sheet with a mark.

    Parameters
    ----------
    report : Report
        What was counted.
    path : Path
        The file.
    mark : str
        What must be seen first.
    language : str
        ``sv`` or ``en``.
    looks : mapping of str to object
        How the mark looks.
    created : datetime, optional
        When, by the book's properties.
    """
    xlsxwriter = require("xlsxwriter", "report")
    read_me = text("report", "read_me", language)
    book: Book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False})
    book.set_properties(
        {"title": report.title(language), "comments": mark, "created": created}
        if created
        else {"title": report.title(language), "comments": mark}
    )
    marked = mark, book.add_format(looks)
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    first = book.add_worksheet(read_me)
    first.set_column(0, 0, 110)
    lines = [report.title(language), *report.summary(language), *report.sources(language)]
    lines += [": ".join(defined) for defined in report.definitions(language)]
    first.write_string(0, 0, *marked)
    for row, line in enumerate(lines, start=2):
        first.write_string(row, 0, cell(line), wrap)
    taken = {read_me.lower()}
    for chapter in report.tables:
        sheet = book.add_worksheet(_sheet_name(chapter.heading(language), taken))
        sheet.write_string(0, 0, *marked)
        _write(sheet, chapter, language, bold)
    book.close()


def _write(sheet: Sheet, chapter: Chapter, language: Language, bold: object) -> None:
    """A chapter's heading, what is said of it, and its table, below the mark."""
    lines = chapter.lines(language)
    sheet.write_string(1, 0, cell(chapter.heading(language)))
    sheet.write_string(2, 0, cell(chapter.introduction(language)))
    sheet.set_column(0, len(lines.head), 24)
    for column, heading in enumerate(lines.head):
        sheet.write_string(4, column, cell(heading), bold)
    for number, row in enumerate(lines.body, start=5):
        for column, words in enumerate(row):
            plain = words.replace("\N{NO-BREAK SPACE}", "")
            if column and plain.isdigit():
                sheet.write_number(number, column, int(plain))
            else:
                sheet.write_string(number, column, cell(words))
    sheet.freeze_panes(5, 1)


def _sheet_name(title: str, taken: set[str]) -> str:
    """A sheet's name: at most 31 characters, none of those that Excel refuses, and not taken."""
    plain = "".join(letter for letter in title if letter not in "[]:*?/\\'")
    for number in count(1):
        tail = f" {number}" if number > 1 else ""
        name = plain[: 31 - len(tail)].strip() + tail
        if name and name.lower() not in (*taken, "history"):
            break
    taken.add(name.lower())
    return name
