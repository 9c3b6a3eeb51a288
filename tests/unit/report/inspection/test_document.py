"""A document holds nothing that isn't declared, in its words, its parts and its pictures."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from building import counts
from reports import YEAR
from vnr.report import Report, write_docx
from vnr.report._first_screen import first_screen
from vnr.report.chapters import Chapter, Drawing, Panel, Picture, Whole
from vnr.report.inspection import Stray, declared_of, document_strays
from vnr.results.pictures import bars_plot

PANEL = Panel("figure_bases", 2.0, "c", lambda one, axes, _: bars_plot(one, ax=axes, notes=False))
CHAPTER = Chapter(
    name="own-one", title="Kommunerna", results={"c": counts({"part": ["a", "b"]}, [31, 27])},
    table=Whole("c"), picture=Picture((PANEL,), lambda *_: ["a: 31"]),
)  # fmt: skip
REPORT = Report(place="Länet", period=YEAR, chapters=[CHAPTER])
FIGURES = declared_of(CHAPTER.results.values(), "sv")
MADE = CHAPTER.results["c"].provenance
KNOWN = declared_of((), "sv", known=["2019"])
BODY, CORE = "word/document.xml", "docProps/core.xml"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Drawing]:
    (drawing,) = CHAPTER.drawings("sv")
    return write_docx(REPORT, tmp_path_factory.mktemp("docx") / "a.docx"), drawing


def strays(path: Path, drawing: Drawing) -> list[Stray]:
    dots = set(drawing.pieces(21 / 16.5))
    with zipfile.ZipFile(path) as book:
        moments = book.read(CORE).decode().split("Z<")
    times = [one.rpartition(">")[2] + "Z" for one in moments[:-1]]
    everywhere = KNOWN | declared_of(
        (), "sv", texts=[*times, MADE.vnr, first_screen(REPORT, "sv").by]
    )
    return [*document_strays(path, {"own-one": FIGURES}, everywhere, dots, "sv")]


def test_as_it_is_written(whole: tuple[Path, Drawing]) -> None:
    """Figures in their chapter, numbers of captions, the moment: nothing strays."""
    assert strays(*whole) == []


def edited(
    path: Path, folder: Path, name: str, change: Callable[[bytes], bytes], new: bool
) -> Path:
    changed = folder / "b.docx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w") as book:
        for one in old.namelist():
            part = old.read(one)
            book.writestr(one, change(part) if one == name else part)
        if new:
            book.writestr(name, change(b""))
    return changed


def replaced(old: str, new: str) -> Callable[[bytes], bytes]:
    def change(part: bytes) -> bytes:
        assert old.encode() in part
        return part.replace(old.encode(), new.encode(), 1)

    return change


@pytest.mark.parametrize(
    ("name", "change", "stray"),
    [
        (BODY, replaced(">31<", ">4<"), Stray("text", "own-one")),
        (BODY, replaced('descr="', 'descr="4 '), Stray("alternative", "own-one")),
        (BODY, replaced('tblCaption w:val="', 'tblCaption w:val="4 '), Stray("table", "own-one")),
        (BODY, replaced("<w:pStyle", "<w:comment/><w:pStyle"), Stray("document_form")),
        (BODY, replaced('w:name="vnr_sources', 'w:name="vnr_4'), Stray("heading")),
        (BODY, replaced(r'SEQ Bild \* ARABIC "><w:r><w:t xml:space="preserve">1', r'SEQ Bild \* ARABIC "><w:r><w:t xml:space="preserve">4'), Stray("text", "own-one")),
        (BODY, replaced("SEQ Tabell", "DOCPROPERTY x"), Stray("text", "own-one")),
        ("word/header1.xml", replaced("Internt", "4 internt"), Stray("text")),
        (CORE, replaced("<dc:title>", "<dc:title>4 "), Stray("properties")),
        ("word/media/image1.png", lambda part: part + b"4", Stray("picture_form")),
        ("word/comments.xml", lambda _: b"<x/>", Stray("document_form")),
    ],
)  # fmt: skip
def test_what_strays(
    whole: tuple[Path, Drawing],
    tmp_path: Path,
    name: str,
    change: Callable[[bytes], bytes],
    stray: Stray,
) -> None:
    """A number in words, names, fields, headers or properties, another picture, another part."""
    path, drawing = whole
    assert stray in strays(edited(path, tmp_path, name, change, "comments" in name), drawing)
