"""The empty extract: a workbook to fill in, with the codes to choose from."""

from __future__ import annotations

from pathlib import Path

from vnr.errors import require
from vnr.files import replacing
from vnr.io._alias import REQUIRED, TABLES, columns_of, title
from vnr.register import Kind
from vnr.words import text as words_of
from vnr.words import topic

__all__ = ["write_template"]

_TABLES = [table for table in TABLES if table != "katrineholm"]
_ROWS = 5000


def write_template(path: str | Path) -> Path:
    """Write the empty extract as xlsx, with drop-down codes; `read` reads it when filled in.

    Raises
    ------
    MissingExtraError
        If xlsxwriter isn't installed.
    """
    xlsxwriter = require("xlsxwriter", "excel")
    target = Path(path)
    with replacing(target) as beside:
        book = xlsxwriter.Workbook(str(beside))
        needed = book.add_format({"bold": True, "bg_color": "#FCE4D6", "text_wrap": True})
        other = book.add_format({"bold": True, "bg_color": "#E7E6E6", "text_wrap": True})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        text = book.add_format({"num_format": "@"})
        names = topic("columns", "sv")["sheet"]
        sheets = {table: book.add_worksheet(names[table][0].capitalize()) for table in _TABLES}
        codes_sheet = words_of("reading", "codes_sheet", "sv")
        codes = book.add_worksheet(codes_sheet)
        lists: dict[str, str] = {}
        for table, sheet in sheets.items():
            for place, (field, column) in enumerate(columns_of(table).items()):
                must = field in (*REQUIRED[table], "municipality", "role")
                sheet.write_string(0, place, title(table, field), needed if must else other)
                form = {Kind.DAY: day, Kind.KEY: text, Kind.NAME: text}.get(column.kind)
                sheet.set_column(place, place, 18, form)
                options: dict[str, object] = {}
                if column.kind is Kind.DAY:
                    options = {"validate": "date", "criteria": ">=", "value": _first_day()}
                elif column.kind in (Kind.TRI, Kind.FLAG):
                    options = {"validate": "list", "source": ["ja", "nej"]}
                elif column.kind is Kind.CODE and column.vocabulary is not None:
                    name = column.vocabulary.__name__
                    if name not in lists:
                        words = [member.label("sv") for member in column.vocabulary]
                        codes.write_column(0, len(lists), [name, *words])
                        letter = _letter(len(lists))
                        lists[name] = f"={codes_sheet}!${letter}$2:${letter}${len(words) + 1}"
                    options = {"validate": "list", "source": lists[name]}
                if options:
                    sheet.data_validation(1, place, _ROWS, place, options)
            sheet.freeze_panes(1, 0)
        codes.protect()
        book.close()
    return target


def _first_day() -> object:
    from datetime import date

    return date(1954, 10, 3)


def _letter(place: int) -> str:
    return (chr(64 + place // 26) if place >= 26 else "") + chr(65 + place % 26)
