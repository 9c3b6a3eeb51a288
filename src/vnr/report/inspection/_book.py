"""The walk over a workbook: its cells, charts, the names of its sheets, and its properties."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree as ET

import attrs
import numpy as np

from vnr.report.inspection._declared import Declared
from vnr.report.inspection._stray import Stray
from vnr.report.inspection._wording import is_declared
from vnr.words import Language

__all__ = ["book_strays"]

_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_WORKBOOK: Final = "xl/workbook.xml"
_STRINGS: Final = "xl/sharedStrings.xml"
_PROPERTIES: Final = re.compile(r"docProps/\w+\.xml")
_SHEET: Final = re.compile(r"xl/worksheets/sheet(\d+)\.xml")
# How a book looks and hangs together, the same in each of ours.
_FORM: Final = re.compile(
    r"xl/(styles|theme/theme1)\.xml|\[Content_Types\]\.xml|_rels/\.rels|xl/_rels/workbook\.xml\.rels"
    r"|xl/(worksheets|drawings)/_rels/(sheet|drawing)\d+\.xml\.rels"
)
_CHART: Final = re.compile(r"xl/charts/chart\d+\.xml")
_DRAWING: Final = re.compile(r"xl/drawings/drawing\d+\.xml")
_CELLS: Final = re.compile(r"'?[^'!]+'?!\$[A-Z]\$\d+(:\$[A-Z]\$\d+)?")
"""Cells of a sheet that a chart is drawn from: the walk looks at them where they stand."""
_NEAR: Final = 1e-6
"""Numbers are written with six decimals."""
_COUNTED: Final = {"AppVersion", "DocSecurity", "i4"}
"""Properties of the program, and how many sheets there are."""


def book_strays(
    path: Path, sheets: Sequence[tuple[str, Declared]], everywhere: Declared, language: Language
) -> Iterator[Stray]:
    """Places of a workbook with numbers that aren't declared.

    Parameters
    ----------
    path : Path
        An xlsx file.
    sheets : sequence of str and Declared
        The section of each sheet, and what may stand in it, in their order.
    everywhere : Declared
        What may stand in names and properties.
    language : str
        ``sv`` or ``en``.
    """
    with zipfile.ZipFile(path) as book:
        strings = _strings(book)
        for name in book.namelist():
            sheet = _SHEET.fullmatch(name)
            if sheet is not None:
                section, declared = sheets[int(sheet[1]) - 1]
                for stray in _cells(book, name, strings, declared, language):
                    yield attrs.evolve(stray, section=section)
            elif name == _WORKBOOK:
                tree = _tree(book, name)
                for one in tree.iter(f"{_MAIN}sheet"):
                    if not is_declared(one.attrib["name"], everywhere, language):
                        yield Stray("sheet_name")
                if tree.find(f"{_MAIN}definedNames") is not None:
                    yield Stray("book_form")
            elif _PROPERTIES.fullmatch(name):
                for element in _tree(book, name).iter():
                    tag = element.tag.rpartition("}")[2]
                    words = element.text or ""
                    if tag not in _COUNTED and not is_declared(words, everywhere, language):
                        yield Stray("properties")
            elif _CHART.fullmatch(name):
                yield from _chart(_tree(book, name), everywhere, language)
            elif _DRAWING.fullmatch(name):
                for element in _tree(book, name).iter():
                    words = (element.attrib.get(key, "") for key in ("descr", "title"))
                    if not all(is_declared(one, everywhere, language) for one in words):
                        yield Stray("chart")
            elif name != _STRINGS and not _FORM.fullmatch(name):
                yield Stray("book_form")


def _tree(book: zipfile.ZipFile, name: str) -> Any:
    # Written by ourselves a moment ago.
    return ET.fromstring(book.read(name))  # noqa: S314


def _strings(book: zipfile.ZipFile) -> list[str]:
    if _STRINGS not in book.namelist():
        return []
    return ["".join(item.itertext()) for item in _tree(book, _STRINGS).iter(f"{_MAIN}si")]


def _cells(
    book: zipfile.ZipFile, name: str, strings: list[str], declared: Declared, language: Language
) -> Iterator[Stray]:
    tree = _tree(book, name)
    # A note stands in many rows.
    may: dict[str, bool] = {}
    for cell in tree.iter(f"{_MAIN}c"):
        value = cell.find(f"{_MAIN}v")
        words = "" if value is None or value.text is None else value.text
        kind = cell.attrib.get("t")
        if cell.find(f"{_MAIN}f") is not None:
            yield Stray("formula", at=cell.attrib["r"])
        elif kind == "s":
            if words not in may:
                may[words] = is_declared(strings[int(words)], declared, language)
            if not may[words]:
                yield Stray("cell", at=cell.attrib["r"])
        elif kind is not None or (words and not _is_number(words, declared)):
            yield Stray("cell", at=cell.attrib["r"])
    for tag in ("headerFooter", "hyperlinks", "legacyDrawing"):
        if tree.find(f"{_MAIN}{tag}") is not None:
            yield Stray("book_form")


def _is_number(words: str, declared: Declared) -> bool:
    """Whether a number is declared, as it is written or by its size."""
    if words in declared.numbers:
        return True
    try:
        number = float(words)
    except ValueError:
        return False
    place = int(np.searchsorted(declared.values, number))
    near = declared.values[max(place - 1, 0) : place + 1]
    return bool((np.abs(near - number) < _NEAR).any())


def _chart(tree: Any, declared: Declared, language: Language) -> Iterator[Stray]:
    """A chart's words, and the numbers that it remembers of its cells."""
    for element in tree.iter():
        tag, words = element.tag.rpartition("}")[2], element.text or ""
        if tag == "numLit":
            yield Stray("chart")
        elif tag == "numCache":
            for number in element.iter(f"{element.tag.removesuffix('numCache')}v"):
                if not _is_number(number.text or "", declared):
                    yield Stray("chart")
        elif tag == "f":
            if not _CELLS.fullmatch(words):
                yield Stray("chart")
        elif tag == "formatCode":
            continue
        elif tag != "v" and not is_declared(words, declared, language):
            yield Stray("chart")
        elif tag in ("strCache", "tx"):
            for one in element.iter(f"{element.tag.removesuffix(tag)}v"):
                if not is_declared(one.text or "", declared, language):
                    yield Stray("chart")
