"""The workbook holds a sheet for each chapter, every one marked."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest
from python_calamine import CalamineWorkbook

from building import case, register
from reports import MARK, YEAR, small
from vnr import metrics
from vnr.report import Report, write_html, write_xlsx
from vnr.words import Language


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_sheet_is_marked(tmp_path: Path, language: Language) -> None:
    """What to read first, and ten tables."""
    path = write_xlsx(small(), tmp_path / "a.xlsx", language=language)
    book = CalamineWorkbook.from_path(str(path))
    assert len(book.sheet_names) == 11
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).to_python()
        assert str(rows[0][0]).startswith(MARK[language])


def test_cells_are_those_of_the_page(report: Report, tmp_path: Path) -> None:
    """Numbers are numbers, and all else stands in the words of the chapter."""
    book = CalamineWorkbook.from_path(str(write_xlsx(report, tmp_path / "a.xlsx")))
    for chapter, name in zip(report.tables, book.sheet_names[1:], strict=True):
        lines = chapter.lines("sv")
        sheet = book.get_sheet_by_name(name).to_python()[4:]
        width = len(lines.head)
        assert list(lines.head) == sheet[0][:width]
        for row, cells in zip(lines.body, sheet[1:], strict=True):
            written = [f"{cell:.0f}" if isinstance(cell, float) else cell for cell in cells]
            assert [
                cell.replace("\N{NO-BREAK SPACE}", "")
                if cell[:1].isdigit() and cell.replace("\N{NO-BREAK SPACE}", "").isdigit()
                else cell
                for cell in row
            ] == written[:width]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_further_results(tmp_path: Path, language: Language) -> None:
    """Results of one's own come last, with their notes and definitions, and every row."""
    lists = metrics.CaptureTable({"10": 781, "01": 254, "11": 5}, ("=A", "<B>"))
    unseen = metrics.hidden(lists, model="chapman")
    places = metrics.count(register(case("1")), YEAR, by=("municipality", "unit", "sex"))
    assert len(places) > 12
    title = "=Hur många [ser] ingen, och hur säkert är det?"
    report = small(further={title: unseen, title + " 2": places})
    first, second = report.chapters[-2:]
    assert first.heading(language) == title
    assert {note.code for note in unseen.notes} >= {"few_in_common", "lists_taken_as_independent"}
    assert all(note.text(language) in first.introduction(language) for note in unseen.notes)
    head, rows = unseen.rows(language)
    assert (
        list(first.lines(language).head),
        [list(row) for row in first.lines(language).body],
    ) == (head, rows)
    assert len(second.lines(language).body) == len(places)
    assert {row[0] for row in second.lines(language).body} == {"Eskilstuna"}
    assert report.definitions(language)[-2] == (title, unseen.definition.text(language))
    last = attrs.evolve(report, chapters=report.chapters[-2:])
    page = write_html(last, tmp_path / "a.html", language=language).read_text("utf-8")
    assert "&lt;B&gt;" in page
    assert "<B>" not in page
    path = write_xlsx(report, tmp_path / "a.xlsx", language=language)
    book = CalamineWorkbook.from_path(str(path))
    assert book.sheet_names[-2:] == [
        "=Hur många ser ingen, och hur s",
        "=Hur många ser ingen, och hur 2",
    ]
    lines = book.get_sheet_by_name(book.sheet_names[-2]).to_python()
    assert lines[1][0] == "'" + title
    assert str(lines[2][0]) == first.introduction(language)


def test_no_cell_runs(tmp_path: Path) -> None:
    """A label that a spreadsheet would run is text, in the head, the cells and the read-me."""
    asked = {"=district": ["=1+1"]}
    districts = metrics.count(register(case("1")), YEAR, by=asked)
    path = write_xlsx(small(further={"@title": districts}), tmp_path / "a.xlsx", language="en")
    book = CalamineWorkbook.from_path(str(path))
    lines = book.get_sheet_by_name("@title").to_python()
    assert (lines[1][0], lines[4][0], lines[5][0]) == ("'@title", "'=district", "'=1+1")
    read_me = book.get_sheet_by_index(0).to_python()
    assert any(str(row[0]).startswith("'@title: ") for row in read_me)
