"""Sheets of an .ods, row by row."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from functools import lru_cache
from io import BytesIO
from typing import Any, NamedTuple
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from vnr.io.books._content import UNCALCULATED, Refused, Sheet, check_spread

__all__ = ["is_ods", "ods_sheets"]

_CHUNK = 1 << 16
_NS = "urn:oasis:names:tc:opendocument:xmlns:"
_DRAW = _NS + "drawing:1.0 "
_ANNOTATION = _NS + "office:1.0 annotation"
_TABLE = _NS + "table:1.0 table"
_ROW = _NS + "table:1.0 table-row"
_CELLS = (_NS + "table:1.0 table-cell", _NS + "table:1.0 covered-table-cell")
_NULL_DATE = _NS + "table:1.0 null-date"
_STYLE = _NS + "style:1.0 style"
_PROPERTIES = _NS + "style:1.0 table-properties"
_PARAGRAPH = _NS + "text:1.0 p"
_BLANKS = _NS + "text:1.0 s"
_GAPS = (_NS + "text:1.0 tab", _NS + "text:1.0 line-break")
# Attributes.
_NAME, _STYLE_NAME = _NS + "table:1.0 name", _NS + "style:1.0 name"
_STYLED = _NS + "table:1.0 style-name"
_DISPLAY = _NS + "table:1.0 display"
_DATE_VALUE = _NS + "table:1.0 date-value"
_ACROSS = _NS + "table:1.0 number-columns-repeated"
_DOWN = _NS + "table:1.0 number-rows-repeated"
_SPANS = (_NS + "table:1.0 number-rows-spanned", _NS + "table:1.0 number-columns-spanned")
_FORMULA = _NS + "table:1.0 formula"
_COUNT = _NS + "text:1.0 c"
_KIND = _NS + "office:1.0 value-type"
_VALUE = _NS + "office:1.0 value"
_DAY = _NS + "office:1.0 date-value"
_TRUTH = _NS + "office:1.0 boolean-value"
_STRING = _NS + "office:1.0 string-value"
_CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 value-type"
_ERROR = re.compile(r"#\S+[!?A]|Err:\d+")
# As many as a spreadsheet has.
_ROWS, _COLUMNS = 1 << 20, 1 << 14


def is_ods(data: bytes) -> bool:
    """Whether an archive is one of these."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            return "content.xml" in archive.namelist()
    except BadZipFile:
        return False


def ods_sheets(data: bytes) -> Iterator[Sheet]:
    """The sheets of a workbook; each is to be read, or passed over, before the next."""
    with ZipFile(BytesIO(data)) as archive, archive.open("content.xml") as content:
        book = _Content(iter(lambda: content.read(_CHUNK), b""))
        while book.more(sheet_begins=True):
            sheet = book.sheets.popleft()
            sheet.lines = book.rows_of(sheet)
            yield sheet
            for _ in sheet.lines:
                pass


class _Content:
    """The markup as it is read: sheets that have begun, and rows of the one that is read."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self.sheets: deque[Sheet] = deque()
        self._rows: deque[list[Any] | None] = deque()
        self._chunks = chunks
        self._hidden: set[str] = set()
        self._style = ""
        self._since_1904 = False
        self._depth = 0
        self._aside = 0
        self._row: list[Any] = []
        self._blank = 0
        self._repeated = 1
        self._cell: dict[str, str] | None = None
        self._texts: list[str] = []
        self._sheet: Sheet | None = None
        self._number = 0
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters

    def more(self, *, sheet_begins: bool) -> bool:
        """Read on until a sheet begins, or until there are rows; whether that came to be."""
        waiting: deque[Any] = self.sheets if sheet_begins else self._rows
        while not waiting:
            chunk = next(self._chunks, b"")
            self._parser.Parse(chunk, not chunk)
            if not chunk:
                break
        return bool(waiting)

    def rows_of(self, sheet: Sheet) -> Iterator[list[Any]]:
        """The rows of the sheet that has begun, to its end."""
        while self.more(sheet_begins=False):
            row = self._rows.popleft()
            if row is None:
                return
            yield row
        raise Refused("damaged", sheet=sheet.name)

    def _start(self, name: str, about: dict[str, str]) -> None:
        if self._aside:
            self._aside += 1
        elif self._depth == 1 and name in _CELLS:
            self._cell, self._texts = about, []
        elif self._depth == 1 and name == _PARAGRAPH:
            if self._texts:
                self._texts.append("\n")
        elif name == _ANNOTATION or name.startswith(_DRAW):
            # Remarks and drawings hold text that is none of the cell's.
            self._aside += 1
        elif name == _TABLE:
            self._depth += 1
            if self._depth == 1:
                self._begin(about)
        elif self._depth == 1:
            self._start_within(name, about)
        elif name == _STYLE:
            self._style = about.get(_STYLE_NAME, "")
        elif name == _PROPERTIES and about.get(_DISPLAY) == "false":
            self._hidden.add(self._style)
        elif name == _NULL_DATE:
            self._since_1904 = about.get(_DATE_VALUE, "").startswith("1904")

    def _begin(self, about: dict[str, str]) -> None:
        """A sheet begins."""
        self._sheet = Sheet(about.get(_NAME, ""), about.get(_STYLED) in self._hidden, [])
        self._sheet.since_1904 = self._since_1904
        self._number = self._blank = 0
        self.sheets.append(self._sheet)

    def _start_within(self, name: str, about: dict[str, str]) -> None:
        if name == _ROW:
            self._row = []
            self._repeated = _times(about, _DOWN)
        elif name == _BLANKS:
            self._texts.append(" " * min(_times(about, _COUNT), 1000))
        elif name in _GAPS:
            self._texts.append(" ")

    def _end(self, name: str) -> None:
        if self._aside:
            self._aside -= 1
        elif self._depth == 1 and name in _CELLS:
            if self._cell is not None:
                self._take(self._cell)
                self._cell = None
        elif self._depth == 1 and name == _ROW:
            self._close_row()
        elif name == _TABLE:
            self._depth -= 1
            if self._depth == 0:
                self._rows.append(None)

    def _characters(self, text: str) -> None:
        if self._cell is not None and not self._aside and self._depth == 1:
            self._texts.append(text)

    def _take(self, about: dict[str, str]) -> None:
        """Put a cell into the row, as often as it stands there."""
        value = _value(about, "".join(self._texts))
        times = _times(about, _ACROSS)
        if value == "" or times > 1:
            # Those at the end of a row may be many, and are none.
            self._row.append(_Run(value, times))
        else:
            self._row.append(value)
        down, across = (_times(about, span) for span in _SPANS) if len(about) > 2 else (1, 1)
        if (down > 1 or across > 1) and self._sheet is not None:
            top = self._number + self._blank
            left = sum(one.times if isinstance(one, _Run) else 1 for one in self._row) - times
            self._sheet.merged.append((top, left, top + down - 1, left + across - 1))

    def _close_row(self) -> None:
        runs = self._row
        while runs and isinstance(runs[-1], _Run) and runs[-1].value == "":
            runs.pop()
        row: list[Any] = []
        for run in runs:
            if isinstance(run, _Run):
                if len(row) + run.times > _COLUMNS:
                    self._refuse(self._number, len(row) + run.times)
                row += [run.value] * run.times
            else:
                row.append(run)
        if not row:
            self._blank += self._repeated
            return
        last = self._number + self._blank + self._repeated
        if last > _ROWS:
            self._refuse(last, len(row))
        check_spread(self._name, self._repeated, len(row), 0)
        self._rows += [[] for _ in range(self._blank)]
        self._rows += [list(row) for _ in range(self._repeated)]
        self._number, self._blank = last, 0

    @property
    def _name(self) -> str:
        return self._sheet.name if self._sheet else ""

    def _refuse(self, rows: int, columns: int) -> None:
        raise Refused("cells_scattered", sheet=self._name, rows=rows, columns=columns)


class _Run(NamedTuple):
    """A cell that stands there several times, or an empty one."""

    value: Any
    times: int


def _times(about: dict[str, str], name: str) -> int:
    """A number in an attribute; 1 where there is none."""
    text = about.get(name)
    if text is None or not (text.isascii() and text.isdigit() and len(text) < 10):
        return 1
    return max(int(text), 1)


def _value(about: dict[str, str], text: str) -> Any:
    """A cell as plain data; an error as the text that is shown."""
    kind = about.get(_KIND, "")
    if about.get(_CALC) == "error":
        return text or UNCALCULATED
    if _FORMULA in about:
        if _ERROR.fullmatch(text):
            return text
        if not kind and not text:
            return UNCALCULATED
    if kind == "date":
        return _moment(about.get(_DAY, ""), text)
    if kind in ("float", "percentage", "currency"):
        with suppress(ValueError):
            return float(about.get(_VALUE, ""))
    if kind == "boolean":
        return about.get(_TRUTH) == "true"
    return text or about.get(_STRING, "")


@lru_cache(maxsize=10_000)
def _moment(value: str, text: str) -> Any:
    try:
        return datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    except ValueError:
        return text or value
