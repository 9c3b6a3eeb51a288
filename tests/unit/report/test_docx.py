"""The document holds what the page does, in Word's own forms, and nothing of anybody else's."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import attrs
import pytest
from docx import Document
from docx.oxml.ns import qn
from PIL import Image

from building import case, counts, register
from reports import MARK, YEAR, small
from vnr import metrics
from vnr.report import Report, write_docx
from vnr.report.chapters import Chapter, Drawing, Panel, Picture, Whole
from vnr.results.pictures import bars_plot
from vnr.words import Language


@pytest.fixture(scope="module")
def written(report: Report, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The document on a county."""
    named = attrs.evolve(report, sender="FoU <Mitt> & län")
    return write_docx(named, tmp_path_factory.mktemp("docx") / "a.docx")


@pytest.fixture(scope="module")
def made(written: Path) -> Any:
    return Document(str(written))


def headings(made: Any, style: str = "Heading 1") -> list[str]:
    return [one.text for one in made.paragraphs if one.style.name == style]


def test_chapters_are_headings_in_order(report: Report, made: Any) -> None:
    """Each heading of the page is one of the document, numbered, and the contents lead there."""
    wanted = [f". {one.title('sv')}" for one in report.headings]
    assert [one for one in headings(made) if one in wanted] == wanted
    assert headings(made, "Title") == [report.title("sv")]
    links = {one.get(qn("w:anchor")) for one in made.element.iter(qn("w:hyperlink"))}
    there = {one.get(qn("w:name")) for one in made.element.iter(qn("w:bookmarkStart"))}
    assert {f"vnr_{one.name}" for one in report.headings} < links <= there
    assert {f"vnr_{one.name}" for one in report.sections} <= there


def test_how_it_is_counted_is_a_smaller_section(report: Report, made: Any) -> None:
    """What the page folds stands under a smaller heading, in smaller letters."""
    assert headings(made, "Heading 3").count("Så är det räknat") > 5
    told = headings(made, "Small")
    for one in report.headings:
        assert {*one.explained("sv")} <= {*told}
    small, normal = made.styles["Small"].font.size, made.styles["Normal"].font.size
    assert small < normal


def test_tables_are_those_of_the_page(report: Report, made: Any) -> None:
    """Every cell in the chapter's words, the head repeated, rows whole, numbers to the right."""
    chapters = [chapter for heading in report.headings for chapter in heading.chapters]
    shown = [chapter.lines("sv") for chapter in (*chapters, *report.counted)]
    tables = [table for table in made.tables if len(table._tbl.xpath(".//w:tblHeader")) == 1]
    lines = [one for one in shown if one.body]
    assert len(tables) == len(lines) > 5
    for table, one in zip(tables, lines, strict=True):
        rows = [
            tuple("".join(t.text or "" for t in cell.iter(qn("w:t"))) for cell in row.tc_lst)
            for row in table._tbl.tr_lst
        ]
        assert rows == [one.head, *one.body]
        assert table._tbl.tr_lst[0].xpath("./w:trPr/w:tblHeader")
        assert len(table._tbl.xpath(".//w:cantSplit")) == len(rows)
    first = tables[0]._tbl.tr_lst[1].tc_lst
    assert [bool(cell.xpath(".//w:jc[@w:val='right']")) for cell in first][:3] == [
        False,
        True,
        True,
    ]


def test_pictures_are_told(report: Report, made: Any) -> None:
    """Each drawing stands as dots with alternative text and a numbered caption of its title."""
    drawings = [(chapter, one) for chapter in report.sections for one in chapter.drawings("sv")]
    told = [shape._inline.docPr for shape in made.inline_shapes]
    assert [one.get("title") for one in told] == [drawing.title for _, drawing in drawings]
    assert told[0].get("descr") == drawings[0][0].alternative("sv")
    assert all(one.get("descr") for one in told)
    captions = headings(made, "Caption")
    pictures = [one for one in captions if one.startswith("Bild")]
    assert len(pictures) == len(drawings) > 2
    numbered = [one for one in made.element.iter(qn("w:fldSimple")) if "Bild" in one.get(qn("w:instr"))]  # fmt: skip
    fields = [t.text for one in numbered for t in one.iter(qn("w:t"))]
    for number, (caption, (_, drawing)) in enumerate(zip(pictures, drawings, strict=True), start=1):
        assert caption.endswith(f": {drawing.title}")
        assert fields[number - 1] == str(number)


def test_language_and_properties_are_ours(written: Path, report: Report, made: Any) -> None:
    """Swedish, the report's title, the sender as author, and no word of what wrote it."""
    own = made.core_properties
    assert (own.title, own.author) == (report.title("sv"), "FoU <Mitt> & län")
    assert (own.language, own.comments, own.last_modified_by) == ("sv-SE", "", "")
    spoken = {one.get(qn("w:val")) for one in made.styles.element.iter(qn("w:lang"))}
    assert spoken == {"sv-SE"}
    with zipfile.ZipFile(written) as book:
        assert not [name for name in book.namelist() if "thumbnail" in name or "custom" in name]
        for name in book.namelist():
            if name.endswith(".xml"):
                words = book.read(name).decode()
                assert "python-docx" not in words
                assert "Macintosh" not in words
                ET.fromstring(words)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_page_is_marked(tmp_path: Path, language: Language) -> None:
    """What mustn't be spread says so above each page."""
    bare = Report(place="x", period=YEAR, chapters=[])
    made = Document(str(write_docx(bare, tmp_path / "a.docx", language=language)))
    assert made.sections[0].header.paragraphs[0].text.startswith(MARK[language])


def test_odd_words_stand_as_they_are(tmp_path: Path) -> None:
    """Signs of XML and of other scripts, a title of 300 letters, and what no XML can hold."""
    odd = {"part": ["<b>Ö & Å</b>", "a|b", "Solna 🏳️‍🌈"]}
    districts = metrics.count(register(case("1")), YEAR, by={"part": ["]]>"]})
    shown = Chapter(name="x", title="=cmd|'<x>", results={"r": districts}, table=Whole("r"))
    panel = Panel("figure_bases", 2.0, "c", lambda one, axes, _: bars_plot(one, ax=axes, notes=False))  # fmt: skip
    drawn = Chapter(
        name="y", title="Y", results={"c": counts(odd, [1, 2, 3])}, table=Whole("c"),
        picture=Picture((panel,), lambda *_: ["<a> & 'b'"]),
    )  # fmt: skip
    report = Report(place="Å" * 300, period=YEAR, chapters=[shown, drawn])
    made = Document(str(write_docx(report, tmp_path / "a.docx")))
    assert ". =cmd|'<x>" in headings(made)
    assert headings(made, "Title")[0].count("Å") == 300
    words = "".join(t.text or "" for t in made.element.iter(qn("w:t")))
    assert all(one in words for one in (*odd["part"], "]]>"))
    assert made.inline_shapes[0]._inline.docPr.get("descr").endswith("<a> & 'b'.")


def test_nothing_delivered(tmp_path: Path) -> None:
    """States stand as words, as on the page."""
    report = small()
    made = Document(str(write_docx(report, tmp_path / "a.docx")))
    words = {t.text for t in made.element.iter(qn("w:t"))}
    assert "ej rapporterat" in words


def test_a_high_picture_is_parted_where_nothing_is_written() -> None:
    """Parts together are the whole below its title, none higher than asked."""

    def high(_: str) -> Any:
        from matplotlib.figure import Figure

        figure = Figure(figsize=(2, 12))
        axes = figure.subplots()
        axes.set_title("Titel", loc="left")
        axes.set_yticks(range(40), [f"rad {place}" for place in range(40)])
        return figure

    drawing = Drawing("Titel", high)
    sizes = [Image.open(io.BytesIO(part)).size for part in drawing.pieces(1.5)]
    whole = Image.open(io.BytesIO(drawing.png)).size
    assert {width for width, _ in sizes} == {whole[0]}
    assert max(height for _, height in sizes) <= 1.5 * whole[0]
    assert 0.85 * whole[1] < sum(height for _, height in sizes) < whole[1]


def test_no_empty_paragraph_makes_room(made: Any) -> None:
    """Below a table what follows has room before it; only pictures stand in paragraphs without words."""
    empty = [one for one in made.paragraphs if not one.text.strip()]
    assert all("<w:drawing>" in one._p.xml for one in empty)
    below = [
        one
        for one in made.paragraphs
        if next(
            (
                before
                for before in one._p.itersiblings(preceding=True)
                if "bookmark" not in before.tag
            ),
            one._p,
        ).tag.endswith("}tbl")
    ]
    assert len(below) == len(made.tables) > 5
    assert all((one.paragraph_format.space_before or 0) >= 8 * 12_700 for one in below)
    assert made.element.body[-2].tag.endswith(("}p", "}bookmarkEnd"))
