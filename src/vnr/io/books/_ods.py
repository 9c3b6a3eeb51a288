"""Sheets of an .ods, row by row."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from io import BytesIO
from typing import Any
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from vnr.io.books._content import UNCALCULATED, Refused, Sheet, check_spread, trimmed

__all__ = ["is_ods", "ods_sheets"]

_CHUNK = 1 << 16
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
_STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0 "
_DRAW = "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0 "
_CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 "
_CELL = (_TABLE + "table-cell", _TABLE + "covered-table-cell")
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
            sheet.rows = book.rows_of(sheet)
            yield sheet
            for _ in sheet.rows:
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
        self._filled = 0
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
        if self._aside or name.startswith(_DRAW) or name == _OFFICE + "annotation":
            # Remarks and drawings hold text that is none of the cell's.
            self._aside += 1
        elif name == _TABLE + "table":
            self._depth += 1
            if self._depth == 1:
                hidden = about.get(_TABLE + "style-name") in self._hidden
                self._sheet = Sheet(about.get(_TABLE + "name", ""), hidden, [])
                self._sheet.since_1904 = self._since_1904
                self._number = self._filled = self._blank = 0
                self.sheets.append(self._sheet)
        elif self._depth == 1:
            self._start_within(name, about)
        elif name == _STYLE + "style":
            self._style = about.get(_STYLE + "name", "")
        elif name == _STYLE + "table-properties" and about.get(_TABLE + "display") == "false":
            self._hidden.add(self._style)
        elif name == _TABLE + "null-date":
            self._since_1904 = about.get(_TABLE + "date-value", "").startswith("1904")

    def _start_within(self, name: str, about: dict[str, str]) -> None:
        if name == _TABLE + "table-row":
            self._row = []
            self._repeated = _times(about, "number-rows-repeated")
        elif name in _CELL:
            self._cell, self._texts = about, []
        elif self._cell is None:
            return
        elif name == _TEXT + "p" and self._texts:
            self._texts.append("\n")
        elif name == _TEXT + "s":
            self._texts.append(" " * min(_times(about, "c", _TEXT), 1000))
        elif name in (_TEXT + "tab", _TEXT + "line-break"):
            self._texts.append(" ")

    def _end(self, name: str) -> None:
        if self._aside:
            self._aside -= 1
        elif name == _TABLE + "table":
            self._depth -= 1
            if self._depth == 0:
                self._rows.append(None)
        elif self._depth != 1:
            return
        elif name in _CELL and self._cell is not None:
            self._take(self._cell)
            self._cell = None
        elif name == _TABLE + "table-row":
            self._close_row()

    def _characters(self, text: str) -> None:
        if self._cell is not None and not self._aside and self._depth == 1:
            self._texts.append(text)

    def _take(self, about: dict[str, str]) -> None:
        """Put a cell into the row, as often as it stands there."""
        value = _value(about, "".join(self._texts))
        times = _times(about, "number-columns-repeated")
        if value in ("", None):
            # Those at the end of a row may be many, and are none.
            self._row.append(times)
        else:
            self._row.append((value, times))
        down = _times(about, "number-rows-spanned")
        across = _times(about, "number-columns-spanned")
        if (down > 1 or across > 1) and self._sheet is not None:
            top = self._number + self._blank
            left = sum(one if isinstance(one, int) else one[1] for one in self._row) - times
            self._sheet.merged.append((top, left, top + down - 1, left + across - 1))

    def _close_row(self) -> None:
        row: list[Any] = []
        runs = self._row
        while runs and isinstance(runs[-1], int):
            runs.pop()
        for run in runs:
            value, times = ("", run) if isinstance(run, int) else run
            if len(row) + times > _COLUMNS:
                self._refuse(self._number, len(row) + times)
            row += [value] * times
        row = trimmed(row)
        if not row:
            self._blank += self._repeated
            return
        filled = sum(value != "" for value in row)
        self._filled += filled * self._repeated
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


def _times(about: dict[str, str], name: str, space: str = _TABLE) -> int:
    """A number in an attribute; 1 where there is none."""
    text = about.get(space + name, "1")
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) < 10 else 1


def _value(about: dict[str, str], text: str) -> Any:
    """A cell as plain data; an error as the text that is shown."""
    kind = about.get(_OFFICE + "value-type", "")
    if about.get(_CALC + "value-type") == "error":
        return text or UNCALCULATED
    if _TABLE + "formula" in about:
        if _ERROR.fullmatch(text):
            return text
        if not kind and not text:
            return UNCALCULATED
    if kind in ("float", "percentage", "currency"):
        with suppress(ValueError):
            return float(about.get(_OFFICE + "value", ""))
    elif kind == "date":
        return _moment(about.get(_OFFICE + "date-value", ""), text)
    elif kind == "boolean":
        return about.get(_OFFICE + "boolean-value") == "true"
    return text or about.get(_OFFICE + "string-value", "")


def _moment(value: str, text: str) -> Any:
    with suppress(ValueError):
        return datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    return text or value
