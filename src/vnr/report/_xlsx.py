"""The report's tables as a workbook, every sheet marked."""

from __future__ import annotations

from itertools import count
from pathlib import Path

from vnr.errors import require
from vnr.files import cell, replacing
from vnr.report._report import Report
from vnr.words import text

__all__ = ["write_xlsx"]


def write_xlsx(report: Report, path: str | Path, *, language: str = "sv") -> Path:
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
    xlsxwriter = require("xlsxwriter", "report")
    read_me, marked = text("report", "read_me", language), report.warning(language)
    target = Path(path)
    with replacing(target) as beside:
        book = xlsxwriter.Workbook(str(beside), {"strings_to_formulas": False})
        warning = book.add_format({"bold": True, "font_color": "white", "bg_color": "#8B0000"})
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        first = book.add_worksheet(read_me)
        first.set_column(0, 0, 110)
        lines = [report.title(language), *report.summary(language), *report.sources(language)]
        lines += [": ".join(defined) for defined in report.definitions(language)]
        first.write_string(0, 0, marked, warning)
        for row, line in enumerate(lines, start=2):
            first.write_string(row, 0, cell(line), wrap)
        taken = {read_me.lower()}
        for chapter in report.sections:
            title, table = chapter.heading(language), chapter.lines(language)
            sheet = book.add_worksheet(_sheet_name(title, taken))
            sheet.write_string(0, 0, marked, warning)
            sheet.write_string(1, 0, cell(title))
            sheet.write_string(2, 0, cell(chapter.introduction(language)))
            sheet.set_column(0, len(table.head), 24)
            for column, heading in enumerate(table.head):
                sheet.write_string(4, column, cell(heading), bold)
            for number, row_cells in enumerate(table.rows, start=5):
                for column, words in enumerate(row_cells):
                    plain = words.replace("\N{NO-BREAK SPACE}", "")
                    if column and plain.isdigit():
                        sheet.write_number(number, column, int(plain))
                    else:
                        sheet.write_string(number, column, cell(words))
            sheet.freeze_panes(5, 1)
        book.close()
    return target


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
