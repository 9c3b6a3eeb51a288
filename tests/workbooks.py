"""Workbooks of each kind, made by hand or by other libraries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape
from zipfile import ZipFile

import xlsxwriter
import xlwt

Rows = Sequence[Sequence[Any]]

HEAD = ["Ärende-ID", "Klient", "Kommun", "Roll", "Aktualiseringsdatum", "Aktualiseringsorsak"]
CLOSING = [*HEAD, "Avslutsdatum"]


def row(case: str, person: str = "p1", day: Any = "2019-03-01", *more: Any) -> list[Any]:
    """A row that is right."""
    return [case, person, "0484", "våldsutsatt vuxen", day, "våld i nära relation", *more]


def xlsx(path: Path, sheets: Mapping[str, Rows], *, since_1904: bool = False) -> Path:
    """An .xlsx; a text that begins with = is a formula, whose value is 0."""
    book = xlsxwriter.Workbook(str(path), {"date_1904": since_1904})
    days = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, lines in sheets.items():
        sheet = book.add_worksheet(name)
        for number, cells in enumerate(lines):
            for column, value in enumerate(cells):
                if isinstance(value, date):
                    sheet.write_datetime(number, column, value, days)
                else:
                    sheet.write(number, column, value)
    book.close()
    return path


def xls(path: Path, sheets: Mapping[str, Rows], *, since_1904: bool = False) -> Path:
    """An .xls; a text that begins with = is a formula."""
    book = xlwt.Workbook()
    book.dates_1904 = since_1904
    days = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for name, lines in sheets.items():
        sheet = book.add_sheet(name)
        for number, cells in enumerate(lines):
            for column, value in enumerate(cells):
                if isinstance(value, date):
                    sheet.write(number, column, value, days)
                elif str(value).startswith("="):
                    sheet.write(number, column, xlwt.Formula(value[1:]))
                else:
                    sheet.write(number, column, value)
    book.save(str(path))
    return path


_CONTENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
 xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">
<office:automatic-styles><style:style style:name="hid" style:family="table">
<style:table-properties table:display="false"/></style:style></office:automatic-styles>
<office:body><office:spreadsheet>{settings}{tables}</office:spreadsheet></office:body>
</office:document-content>"""


def ods(path: Path, sheets: Mapping[str, Sequence[Any]], *, since_1904: bool = False) -> Path:
    """An .ods; a cell or a row that begins with < is markup. A sheet that ends in ! is hidden."""
    tables = ""
    for name, lines in sheets.items():
        style = ' table:style-name="hid"' if name.endswith("!") else ""
        shown = escape(name.rstrip("!"))
        tables += f'<table:table table:name="{shown}"{style}>'
        tables += "".join(map(_ods_row, lines)) + "</table:table>"
    settings = (
        "<table:calculation-settings><table:null-date table:date-value='1904-01-01'/>"
        "</table:calculation-settings>"
        if since_1904
        else ""
    )
    content = _CONTENT.format(settings=settings, tables=tables)
    with ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return path


def _ods_row(cells: Any) -> str:
    if isinstance(cells, str):
        return cells
    return "<table:table-row>" + "".join(map(ods_cell, cells)) + "</table:table-row>"


def ods_cell(value: Any) -> str:
    """The markup of a cell."""
    if isinstance(value, str) and value.startswith("<"):
        return value
    if value in ("", None):
        return "<table:table-cell/>"
    if isinstance(value, date):
        kind, text = f'date" office:date-value="{value}', str(value)
    elif isinstance(value, (int, float)):
        kind, text = f'float" office:value="{value}', str(value)
    else:
        kind, text = "string", str(value)
    return (
        f'<table:table-cell office:value-type="{kind}"><text:p>{escape(text)}</text:p>'
        "</table:table-cell>"
    )


def edited(path: Path, part: str, old: str, new: str) -> Path:
    """The workbook with a part of its markup changed."""
    with ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old.encode() in parts[part]
    parts[part] = parts[part].replace(old.encode(), new.encode())
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    path.write_bytes(packed.getvalue())
    return path


MAKERS = {".xlsx": xlsx, ".xls": xls, ".ods": ods}
