"""The report's tables as a workbook: all figures as flat rows, a sheet for each chapter, charts."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime
from itertools import accumulate, count
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Protocol

import attrs

from vnr.errors import require
from vnr.files import cell, replacing, working_path
from vnr.report._charts import Range, chart
from vnr.report._data_sheet import HEADINGS, Block, blocks
from vnr.report._report import Report, report_of
from vnr.report.chapters import Chapter
from vnr.words import Language, text

__all__ = ["workbook", "write_xlsx"]

_MARKED: Final = {"bold": True, "font_color": "white", "bg_color": "#8B0000"}
_TEXT: Final = 110
"""Letters on a line of the sheet to read first."""
_LEAST, _WIDEST = 9, 46
"""Letters that a column is wide."""
_ACROSS: Final = 5
"""Columns that the mark and what is said run over, at least."""
_DATA: Final = (10, 30, 60, 10, 10, 10, 10, 16, 40)
"""Letters of each column of flat rows."""
_TOP: Final = 2
"""Rows above the heading of flat rows: the mark, and an empty one."""
_A4: Final = 9
_LINE: Final = 15
"""Points of a line."""
_NAME: Final = 31
"""Letters of a sheet's name."""
_JOINED: Final = " \N{ZERO WIDTH JOINER}"
"""What joins two emojis to one joins nothing at the end."""


class Sheet(Protocol):
    """What is used of a sheet of xlsxwriter's, which carries no types."""

    def set_column(self, first: int, last: int, width: float, /) -> object:
        """Set the width of columns."""

    def set_row(self, row: int, height: float, /) -> object:
        """Set the height of a row."""

    def write_string(self, row: int, column: int, words: str, form: object = None, /) -> object:
        """Write words in a cell."""

    def write_number(self, row: int, column: int, number: float, form: object = None, /) -> object:
        """Write a number in a cell."""

    def merge_range(
        self, top: int, left: int, bottom: int, right: int, words: str, form: object, /
    ) -> object:
        """Write words over several cells."""

    def set_paper(self, kind: int, /) -> object:
        """Set the paper's size."""

    def set_landscape(self) -> object:
        """Print broad."""

    def fit_to_pages(self, wide: int, high: int, /) -> object:
        """Print at most so many pages beside and below each other; 0 is as many as it takes."""

    def freeze_panes(self, row: int, column: int, /) -> object:
        """Keep the rows and columns before a cell in sight."""

    def insert_chart(
        self, row: int, column: int, chart: object, options: Mapping[str, object], /
    ) -> object:
        """Lay a chart over cells."""


class Book(Protocol):
    """What is used of a workbook of xlsxwriter's."""

    def add_format(self, properties: Mapping[str, object], /) -> object:
        """A way to show cells."""

    def add_worksheet(self, name: str, /) -> Sheet:
        """A new sheet."""

    def add_chart(self, options: Mapping[str, object], /) -> Any:
        """A new chart."""

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

    Examples
    --------
    >>> from vnr import metrics
    >>> from vnr.report import Report, chapters
    >>> from tempfile import TemporaryDirectory
    >>> own = chapters.further("Antal", metrics.count(gotland, 2019))
    >>> with TemporaryDirectory() as folder:
    ...     written = write_xlsx(Report(place="Gotland", period=2019, chapters=[own]), f"{folder}/a.xlsx")
    >>> written.name
    'a.xlsx'
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
    book: Book = require("xlsxwriter", "report").Workbook(str(path), {"strings_to_formulas": False})
    properties: dict[str, object] = {"title": report.title(language), "comments": mark}
    properties |= {"author": report.sender} if report.sender else {}
    book.set_properties(properties | ({"created": created} if created else {}))
    _Writing(book, report, language, mark, looks).write()
    book.close()


@attrs.frozen
class _Forms:
    """How cells look."""

    mark: object
    head: object
    words: object
    figure: object
    figure_head: object
    number: object
    percent: object


class _Writing:
    """A workbook while it is written."""

    def __init__(
        self, book: Book, report: Report, language: Language, mark: str, looks: Mapping[str, object]
    ) -> None:
        self.book, self.report, self.language, self.mark = book, report, language, mark
        self._taken: set[str] = set()
        top = {"valign": "top"}
        self._forms = _Forms(
            mark=book.add_format(looks),
            head=book.add_format({"bold": True, "bottom": 1, "text_wrap": True, **top}),
            words=book.add_format({"text_wrap": True, **top}),
            figure=book.add_format({"text_wrap": True, "align": "right", **top}),
            figure_head=book.add_format(
                {"bold": True, "bottom": 1, "text_wrap": True, "align": "right", **top}
            ),
            number=book.add_format({"num_format": "#,##0.##", **top}),
            percent=book.add_format({"num_format": "0.0%", **top}),
        )

    def write(self) -> None:
        """What to read first, the flat rows, and a sheet for each table."""
        report, language = self.report, self.language
        first = self._sheet(text("report", "read_me", language), 2)
        first.set_column(0, 0, _TEXT)
        lines = [report.title(language), *report.summary(language), *report.sources(language)]
        lines += [": ".join(defined) for defined in report.definitions(language)]
        for row, line in enumerate(lines, start=2):
            first.write_string(row, 0, cell(line), self._forms.words)
            # Not all programs make room of themselves for what is wrapped.
            first.set_row(row, _LINE * max(1, math.ceil(1.1 * len(line) / _TEXT)))
        name = _sheet_name(text("report", "data_title", language), {*self._taken})
        ranges = self._data(self._sheet(name), name)
        for chapter in report.tables:
            self._chapter(chapter, ranges)

    def _sheet(self, title: str, across: int = _ACROSS) -> Sheet:
        """A new sheet of that title, marked."""
        sheet = self.book.add_worksheet(_sheet_name(title, self._taken))
        sheet.merge_range(0, 0, 0, across - 1, self.mark, self._forms.mark)
        sheet.set_row(0, _LINE * math.ceil(len(self.mark) / _TEXT))
        sheet.set_paper(_A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        return sheet

    def _data(self, sheet: Sheet, name: str) -> dict[tuple[str, str], Range]:
        """All figures as flat rows; where those of each result and figure stand."""
        for column, (key, width) in enumerate(zip(HEADINGS, _DATA, strict=True)):
            sheet.set_column(column, column, width)
            heading = text("report", key, self.language)
            sheet.write_string(_TOP, column, heading, self._forms.head)
        sheet.freeze_panes(_TOP + 1, 2)
        ranges, row = {}, _TOP + 1
        for block in blocks(self.report, self.language):
            ranges[block.label, block.figure] = Range(name, row, block)
            row = self._rows(sheet, block, row)
        return ranges

    def _rows(self, sheet: Sheet, block: Block, row: int) -> int:
        """A block's rows from a row on; the row below them."""
        form = self._forms.percent if block.is_share else self._forms.number
        beside = {HEADINGS.index(f"data_{key}") for key in ("value", "lower", "upper")}
        for row_of, cells in enumerate(block.cells, start=row):
            for column, shown in enumerate(cells):
                if isinstance(shown, str):
                    # A note isn't wrapped: it would make its row as high as it is long.
                    sheet.write_string(row_of, column, cell(shown))
                elif shown is not None:
                    own = form if column in beside else self._forms.number
                    sheet.write_number(row_of, column, shown, own)
        return row + len(block.cells)

    def _chapter(self, chapter: Chapter, ranges: Mapping[tuple[str, str], Range]) -> None:
        """A chapter's heading, its finding and what is said of it, its table and charts, below the mark."""
        language = self.language
        lines = chapter.lines(language)
        told = (chapter.summary(language), chapter.introduction(language))
        said = cell(" ".join(filter(None, told)))
        widths = [
            min(max(_LEAST, *(len(words) + 2 for words in column)), _WIDEST)
            for column in zip(lines.head, *lines.body, strict=True)
        ]
        across = max(len(widths), _ACROSS)
        sheet = self._sheet(chapter.heading(language), across)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.write_string(1, 0, cell(chapter.heading(language)))
        room = sum(widths) + _LEAST * (across - len(widths))
        sheet.merge_range(2, 0, 2, across - 1, said, self._forms.words)
        sheet.set_row(2, _LINE * min(max(math.ceil(1.1 * len(said) / room), 1), 27))
        for column, heading in enumerate(lines.head):
            head = self._forms.figure_head if column else self._forms.head
            sheet.write_string(4, column, cell(heading), head)
        high = max(
            math.ceil(1.1 * len(one) / wide) for one, wide in zip(lines.head, widths, strict=True)
        )
        sheet.set_row(4, _LINE * high)
        for number, row in enumerate(lines.body, start=5):
            for column, words in enumerate(row):
                plain = words.replace("\N{NO-BREAK SPACE}", "")
                if column and plain.isdigit():
                    sheet.write_number(number, column, int(plain))
                else:
                    # A figure to the right, a long text as it is read.
                    short = column and len(words) < _WIDEST
                    form = self._forms.figure if short else self._forms.words
                    form = self._forms.head if number - 5 in lines.groups else form
                    sheet.write_string(number, column, cell(words), form)
        sheet.freeze_panes(5, 1)
        self._charts(sheet, chapter, ranges, 6 + len(lines.body))

    def _charts(
        self, sheet: Sheet, chapter: Chapter, ranges: Mapping[tuple[str, str], Range], row: int
    ) -> None:
        """Charts of the chapter's drawings below its table, each told in words."""
        panels = () if chapter.picture is None else chapter.picture.panels
        for panel in (one for one in panels if one.is_drawn(chapter.results)):
            drawn = [ranges[panel.result, name] for name in panel.figures
                     if (panel.result, name) in ranges]  # fmt: skip
            made = chart(self.book, panel.heading(self.language), drawn)
            if made is not None:
                told = chapter.alternative(self.language)
                sheet.insert_chart(row, 0, made.chart, {"description": told})
                row += made.height


def _sheet_name(title: str, taken: set[str]) -> str:
    """A sheet's name: at most 31 letters, none of those that Excel refuses, and not taken."""
    plain = "".join(letter for letter in title if letter not in "[]:*?/\\'")
    for number in count(1):
        tail = f" {number}" if number > 1 else ""
        # Excel counts a letter beyond the first 65 536, such as an emoji, as two.
        sizes = accumulate(1 + (letter > "\uffff") for letter in plain)
        name = plain[: sum(size <= _NAME - len(tail) for size in sizes)].strip(_JOINED) + tail
        if name and name.lower() not in (*taken, "history"):
            break
    taken.add(name.lower())
    return name
