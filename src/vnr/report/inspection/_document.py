"""The walk over a document: its words, alternative texts, pictures and properties."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree as ET

from vnr.report.inspection._declared import Declared
from vnr.report.inspection._stray import Stray
from vnr.report.inspection._wording import is_declared
from vnr.words import Language

__all__ = ["anchor", "document_strays"]

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BODY: Final = "word/document.xml"
_WORDS: Final = re.compile(r"word/(document|header\d|footer\d)\.xml")
_PICTURE: Final = re.compile(r"word/media/image\d+\.png")
# How a document looks and hangs together, the same in each of ours.
_FORM: Final = re.compile(
    r"word/(styles|settings|webSettings|fontTable|numbering|theme/theme1)\.xml|\[Content_Types\]\.xml"
    r"|(word/)?_rels/(document\.xml)?\.rels"
)
_PROPERTIES: Final = "docProps/core.xml"
_TEXT: Final = f"{_W}t"
_FIELD: Final = f"{_W}fldSimple"
_COUNTED: Final = "SEQ "
_TOLD: Final = ("tblCaption", "tblDescription")
"""Elements whose value is read aloud."""
_NAMED: Final = {"bookmarkStart": "name", "hyperlink": "anchor"}
_READ: Final = ("title", "descr")
"""Attributes of a picture that are read aloud; its name is its number."""
_BUILT: Final = frozenset(
    {
        "body",
        "bookmarkEnd",
        "bookmarkStart",
        "color",
        "cantSplit",
        "document",
        "fldSimple",
        "ftr",
    }
    | {"gridCol", "hdr", "hyperlink", "insideH", "bottom", "jc", "keepNext", "left", "p", "pPr"}
    | {
        "pStyle",
        "pgMar",
        "pgSz",
        "r",
        "rPr",
        "rStyle",
        "right",
        "sectPr",
        "shd",
        "spacing",
        "t",
        "tab",
    }
    | {
        "tbl",
        "tblBorders",
        "tblCaption",
        "tblCellMar",
        "tblDescription",
        "tblGrid",
        "tblHeader",
        "tblLook",
    }
    | {"tblLayout", "tblPr", "tblW", "tc", "tcPr", "tcW", "tr", "trHeight", "trPr", "u", "b", "br"}
    | {"headerReference", "footerReference", "cols", "docGrid", "drawing"}
    | {
        "inline",
        "extent",
        "docPr",
        "cNvGraphicFramePr",
        "graphicFrameLocks",
        "graphic",
        "graphicData",
    }
    | {
        "pic",
        "nvPicPr",
        "cNvPr",
        "cNvPicPr",
        "blipFill",
        "blip",
        "stretch",
        "fillRect",
        "spPr",
        "xfrm",
    }
    | {"off", "ext", "prstGeom", "avLst", "effectExtent"}
)
"""Of all that a document may be built of, what ours are."""


def anchor(name: str) -> str:
    """What marks a chapter's heading: letters, figures and underscores, 40 at most."""
    return re.sub(r"\W", "_", f"vnr_{name}")[:40]


def document_strays(
    path: Path,
    chapters: Mapping[str, Declared],
    everywhere: Declared,
    pictures: AbstractSet[bytes],
    language: Language,
) -> Iterator[Stray]:
    """Places of a document with numbers that aren't declared.

    Parameters
    ----------
    path : Path
        A docx file.
    chapters : mapping of str to Declared
        What may stand in each chapter, by its name.
    everywhere : Declared
        What may stand elsewhere.
    pictures : set of bytes
        The pictures that were drawn, which are walked through as lines.
    language : str
        ``sv`` or ``en``.
    """
    with zipfile.ZipFile(path) as book:
        for name in book.namelist():
            if _WORDS.fullmatch(name):
                here = chapters if name == _BODY else {}
                yield from _strays(_tree(book, name), here, everywhere, language)
            elif _PICTURE.fullmatch(name):
                if book.read(name) not in pictures:
                    yield Stray("picture_form")
            elif name == _PROPERTIES:
                for element in _tree(book, name).iter():
                    counted = element.tag.rpartition("}")[2] == "revision"
                    if not counted and not is_declared(element.text or "", everywhere, language):
                        yield Stray("properties")
            elif not _FORM.fullmatch(name):
                yield Stray("document_form")


def _tree(book: zipfile.ZipFile, name: str) -> Any:
    # Written by ourselves a moment ago.
    return ET.fromstring(book.read(name))  # noqa: S314


def _strays(
    root: Any, chapters: Mapping[str, Declared], everywhere: Declared, language: Language
) -> Iterator[Stray]:
    """What stands in one part, each under the chapter whose mark came last."""
    marks = {anchor(name): name for name in chapters}
    section, numbers = "", dict[str, int]()
    counted = {one for field in root.iter(_FIELD) for one in field.iter(_TEXT)}
    for element in root.iter():
        tag = element.tag.rpartition("}")[2]
        if tag not in _BUILT:
            yield Stray("document_form", section)
        elif tag == "bookmarkStart":
            section = marks.get(element.attrib[f"{_W}name"], "")
        elif tag == "fldSimple":
            asked = element.attrib[f"{_W}instr"].strip()
            numbers[asked] = numbers.get(asked, 0) + 1
            shown = "".join(element.itertext())
            if shown != (str(numbers[asked]) if asked.startswith(_COUNTED) else ""):
                yield Stray("text", section)
        declared = chapters.get(section, everywhere)
        for kind, words in _told(element, tag, element in counted):
            if not is_declared(words, declared, language):
                yield Stray(kind, section)


def _told(element: Any, tag: str, counted: bool) -> Iterator[tuple[str, str]]:
    """What is read of an element."""
    if tag == "t" and not counted:
        yield "text", element.text or ""
    elif tag in _TOLD:
        yield "table", element.attrib[f"{_W}val"]
    elif tag in _NAMED:
        yield "heading", element.attrib[f"{_W}{_NAMED[tag]}"]
    elif tag == "docPr":
        yield from (("alternative", element.attrib.get(name, "")) for name in _READ)
