"""A look at the markup of an .xlsx: how far its cells reach, and which of them are no values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import join, normpath
from xml.etree import ElementTree as ET
from zipfile import ZipFile

from vnr.io.books._content import UNCALCULATED, Refused

__all__ = ["Marks", "extent_of", "marks_of", "parts_of"]

_CHUNK = 4 << 20
_LONGEST_ROW = 64 << 20
_ROW = re.compile(rb"row [^>]*?\br=[\"'](\d+)")
# Columns of one letter are few enough not to be looked for. Of cells with a style alone one may
# be taken for filled, which makes the sheet no wider than Excel's.
_WIDE = re.compile(rb" r=[\"']([A-Z]{2,3})\d[^>]*[^/]>")
_COLUMN = re.compile(rb" r=[\"']([A-Z]{1,3})\d")
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*[^/>])>(.*?)</(?:\w+:)?c>", re.DOTALL)
_PLACE = re.compile(rb"\br\s*=\s*[\"']([A-Z]{1,3})(\d+)[\"']")
_KIND = re.compile(rb"\bt\s*=\s*[\"'](\w+)[\"']")
_VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*>\s*([^<\s][^<]*)<")
_FORMULA = re.compile(rb"<(?:\w+:)?f\b")


class Marks:
    """What a sheet's markup tells.

    Attributes
    ----------
    height, width
        At least as many rows and columns as its cells span, and 26 columns.
    cells
        By row and column from 0, what stands in cells of errors and formulas never calculated.
    """

    width = 26

    def __init__(self) -> None:
        self.height = 0
        self.cells: dict[int, dict[int, str]] = {}


def parts_of(archive: ZipFile) -> tuple[dict[str, str], bool]:
    """The part of the archive that holds each sheet, and whether days are from 1904."""
    place, root = _workbook(archive)
    folder, _, file = place.rpartition("/")
    related = _tree(archive, join(folder, "_rels", file + ".rels"))
    targets = {one.get("Id"): one.get("Target", "") for one in related}
    parts = {}
    since_1904 = False
    for element in root.iter():
        tag = _local(element.tag)
        if tag == "sheet":
            key = next((value for name, value in element.items() if _local(name) == "id"), None)
            target = targets.get(key, "")
            path = target.lstrip("/") if target.startswith("/") else join(folder, target)
            parts[element.get("name", "")] = normpath(path)
        elif tag == "workbookPr":
            since_1904 = element.get("date1904", "0") in ("1", "true")
    return parts, since_1904


def _workbook(archive: ZipFile) -> tuple[str, ET.Element]:
    """Where the workbook itself lies, and its markup."""
    for relation in _tree(archive, "_rels/.rels"):
        if relation.get("Type", "").endswith("/officeDocument"):
            place = relation.get("Target", "").lstrip("/")
            return place, _tree(archive, place)
    raise Refused("damaged")


def _tree(archive: ZipFile, name: str) -> ET.Element:
    return ET.fromstring(archive.read(name))  # noqa: S314


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def marks_of(archive: ZipFile, part: str) -> Marks:
    """Look through the markup of one sheet."""
    marks = Marks()
    for text in _chunks(archive, part):
        numbers = _ROW.findall(text)
        marks.height = max(marks.height, *map(int, numbers)) if numbers else marks.height
        for letters in set(_WIDE.findall(text)):
            marks.width = max(marks.width, _column(letters) + 1)
        if _is_telling(text):
            _mark(marks, text)
    return marks


def _is_telling(text: bytes) -> bool:
    """Whether markup may hold a formula or an error; to look for one letter is the quickest."""
    formula = b"f" in text and (
        b"<f" in text or (b":" in text and any(sign in text for sign in (b":f>", b":f ", b":f/")))
    )
    return formula or (b"e" in text and (b'"e"' in text or (b"'" in text and b"'e'" in text)))


def extent_of(archive: ZipFile, part: str) -> tuple[int, int]:
    """How many columns the cells of a sheet span, at the most, and about how many hold something."""
    letters: set[bytes] = set()
    filled = 0
    for text in _chunks(archive, part):
        letters.update(_COLUMN.findall(text))
        filled += text.count(b"<v") + text.count(b":v>") + text.count(b"<is")
    return max((_column(one) + 1 for one in letters), default=0), filled


def _chunks(archive: ZipFile, part: str) -> Iterator[bytes]:
    """The markup, some whole rows at a time."""
    rest = b""
    with archive.open(part) as content:
        while chunk := content.read(_CHUNK):
            rest += chunk
            end = rest.rfind(b"row>") + len(b"row>")
            if end >= len(b"row>"):
                yield rest[:end]
                rest = rest[end:]
            elif len(rest) > _LONGEST_ROW:
                raise Refused("damaged")
            if b"\0" in chunk:
                # In UTF-16 nothing would be found.
                raise Refused("damaged")
    yield rest


def _mark(marks: Marks, text: bytes) -> None:
    """Keep the cells that hold an error, or a formula and nothing that came of it."""
    for about, content in _CELL.findall(text):
        kind = _KIND.search(about)
        value = _VALUE.search(content)
        if kind is not None and kind[1] == b"e":
            mark = value[1].decode("utf-8", "replace").strip() if value else UNCALCULATED
        elif (
            value is None
            and _FORMULA.search(content)
            # Such a formula may have come to an empty text.
            and (kind is None or kind[1] != b"str")
        ):
            mark = UNCALCULATED
        else:
            continue
        place = _PLACE.search(about)
        if place is None:
            raise Refused("damaged")
        marks.cells.setdefault(int(place[2]) - 1, {})[_column(place[1])] = mark


def _column(letters: bytes) -> int:
    """Place of a column from 0."""
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number - 1
