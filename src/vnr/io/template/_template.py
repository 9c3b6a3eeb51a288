"""The empty extract: a workbook to fill in, with the codes to choose from."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from vnr.errors import require
from vnr.files import path_of, replacing
from vnr.io.template._layout import BIRTH_DATE, layout_of
from vnr.model import Vocabulary
from vnr.register import CASES, Column, Kind, Schema
from vnr.words import telling, topic
from vnr.words import text as words_of

__all__ = ["write_template"]

_ROWS = 5000
_FIRST_DAY = date(1954, 10, 3)


@telling()
def write_template(path: str | Path, *, schema: Schema = CASES) -> Path:
    """Write the empty extract as xlsx, with drop-down codes; `read` reads it when filled in.

    Parameters
    ----------
    path : path
        The workbook.
    schema : Schema
        What is to be delivered; that of a class that adds fields to `Case` has these too.

    Raises
    ------
    MissingExtraError
        If xlsxwriter isn't installed.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     write_template(f"{folder}/uttag.xlsx").name
    'uttag.xlsx'
    """
    xlsxwriter = require("xlsxwriter", "excel")
    target = path_of(path)
    layout = layout_of(Schema.checked(schema))
    with replacing(target) as beside:
        book = xlsxwriter.Workbook(str(beside))
        needed = book.add_format({"bold": True, "bg_color": "#FCE4D6", "text_wrap": True})
        other = book.add_format({"bold": True, "bg_color": "#E7E6E6", "text_wrap": True})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        text = book.add_format({"num_format": "@"})
        names = topic("columns", "sv")["sheet"]
        sheets = {
            table: book.add_worksheet(names.get(table, [table])[0].capitalize())
            for table in layout.columns
            if table != "katrineholm"
        }
        codes = _Codes(book)
        for table, sheet in sheets.items():
            must = {*layout.required[table], *layout.by_profile(table)}
            asked = {
                field: column
                for field, column in layout.columns[table].items()
                if field != BIRTH_DATE
            }
            for place, (field, column) in enumerate(asked.items()):
                sheet.write_string(
                    0, place, layout.title(table, field), needed if field in must else other
                )
                form = {Kind.DAY: day, Kind.KEY: text, Kind.NAME: text}.get(column.kind)
                sheet.set_column(place, place, 18, form)
                options = codes.options(column, layout.title(table, field))
                if options is not None:
                    sheet.data_validation(1, place, _ROWS, place, options)
            sheet.freeze_panes(1, 0)
        codes.sheet.protect()
        book.close()
    return target


class _Codes:
    """The sheet of words to choose from, each with its code: two columns for each vocabulary."""

    def __init__(self, book: Any) -> None:
        self.name = words_of("reading", "codes_sheet", "sv")
        self.sheet = book.add_worksheet(self.name)
        self.sheet.freeze_panes(1, 0)
        self._head = book.add_format({"bold": True})
        self._lists: dict[type[Vocabulary], str] = {}

    def options(self, column: Column, title: str) -> dict[str, object] | None:
        """What may stand in the cells of a column under a title, if that is known."""
        if column.kind is Kind.DAY:
            return {"validate": "date", "criteria": ">=", "value": _FIRST_DAY}
        if column.kind in (Kind.TRI, Kind.FLAG):
            return {"validate": "list", "source": ["ja", "nej"]}
        if column.kind is Kind.CODE and column.vocabulary is not None:
            return {"validate": "list", "source": self._list(column.vocabulary, title)}
        return None

    def _list(self, vocabulary: type[Vocabulary], title: str) -> str:
        if vocabulary not in self._lists:
            words = [member.label("sv") for member in vocabulary]
            place = 2 * len(self._lists)
            self.sheet.write_column(1, place, words)
            self.sheet.write_column(1, place + 1, [member.value for member in vocabulary])
            heads = (title, words_of("reading", "codes_code", "sv"))
            for column, head in enumerate(heads, place):
                self.sheet.write_string(0, column, head, self._head)
            self.sheet.set_column(place, place, max(map(len, (title, *words))) + 2)
            letter = _letter(place)
            self._lists[vocabulary] = f"={self.name}!${letter}$2:${letter}${len(words) + 1}"
        return self._lists[vocabulary]


def _letter(place: int) -> str:
    return (chr(64 + place // 26) if place >= 26 else "") + chr(65 + place % 26)
