"""The workbook holds a sheet for each chapter, every one marked."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import attrs
import numpy as np
import pytest
from python_calamine import CalamineWorkbook

from building import case, counts, register
from reports import MARK, YEAR, small
from vnr import metrics
from vnr.report import Report, write_html, write_xlsx
from vnr.report.chapters import Chapter, Table, Whole, defined
from vnr.results import State
from vnr.results.pictures import names
from vnr.words import Language


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_sheet_is_marked(tmp_path: Path, language: Language) -> None:
    """What to read first, all figures as rows, and fourteen tables."""
    path = write_xlsx(small(), tmp_path / "a.xlsx", language=language)
    book = CalamineWorkbook.from_path(str(path))
    assert len(book.sheet_names) == 16
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).to_python()
        assert str(rows[0][0]).startswith(MARK[language])


def test_cells_are_those_of_the_page(report: Report, tmp_path: Path) -> None:
    """Numbers are numbers, and all else stands in the words of the chapter."""
    book = CalamineWorkbook.from_path(str(write_xlsx(report, tmp_path / "a.xlsx")))
    for chapter, name in zip(report.tables, book.sheet_names[2:], strict=True):
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
    assert report.definitions(language)[-2] == (title, defined(unseen.definition, language))
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


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Å" * 300, "Å" * 31),
        ("a" * 30 + "👩", "a" * 30),  # two of Excel's letters
        ("a" * 29 + "👩", "a" * 29 + "👩"),
        ("a" * 26 + "👩‍👧", "a" * 26 + "👩‍👧"),
        ("a" * 27 + "👩‍👧", "a" * 27 + "👩"),
        ("[Norra]: a/b*?", "Norra ab"),
    ],
)
def test_names_of_sheets(tmp_path: Path, title: str, name: str) -> None:
    """As Excel counts letters, whatever the title; a second of the same name has a number."""
    cells = counts({"municipality": ["0480"]}, [1])
    chapters = [Chapter(name=n, title=title, results={n: cells}, table=Whole(n)) for n in "ab"]
    odd = Report(place=title, period=YEAR, chapters=chapters)
    book = CalamineWorkbook.from_path(str(write_xlsx(odd, tmp_path / "a.xlsx")))
    first, second = book.sheet_names[-2:]
    assert first == name
    assert second.endswith(" 2")
    assert len(second.encode("utf-16-le")) <= 62


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


@pytest.fixture(scope="module")
def written(report: Report, tmp_path_factory: pytest.TempPathFactory) -> Path:
    named = attrs.evolve(report, sender="FoU i Mitt län")
    return write_xlsx(named, tmp_path_factory.mktemp("xlsx") / "a.xlsx")


def told(result: Any, name: str) -> list[float | str]:
    """What stands of a figure in the cells of a sheet."""
    there = result.state_of(name) == State.VALUE
    return [
        float(one) if known and np.isfinite(one) else ""
        for one, known in zip(result[name], there, strict=True)
    ]


def in_order(result: Any) -> Any:
    """The cells as a sheet has them: municipalities by name, in each the others as they stand."""
    if "municipality" not in result.strata:
        return result
    called = names("municipality", result.strata["municipality"].tolist(), "sv")
    assert all(one[0] in "EFGKNOSTV" for one in called)  # no letters that Python sorts elsewhere
    (place,) = [row for row, name in enumerate(result.strata) if name == "municipality"]
    assert place == 0
    return result.take(sorted(range(len(result)), key=lambda row: called[row]))


def same(cells: list[Any], wanted: list[float | str]) -> None:
    """Cells hold these numbers, and are empty where there is none."""
    assert [one == "" for one in cells] == [one == "" for one in wanted]
    numbers = [one for one in wanted if one != ""]
    assert [one for one in cells if one != ""] == pytest.approx(numbers, abs=1e-6)


class TestData:
    """All figures as flat rows."""

    def test_numbers_are_numbers(self, report: Report, written: Path) -> None:
        """Each cell of a share: code, name, value and limits as numbers, its denominator."""
        rows = CalamineWorkbook.from_path(str(written)).get_sheet_by_name("Data").to_python()
        assert rows[2] == [
            "kod", "namn", "mått", "värde", "undre gräns", "övre gräns", "antal", "status",
            "att veta",
        ]  # fmt: skip
        missed = report.results["missed"]
        heading = f"{report.chapter('missed').heading('sv')}: andel"
        shown = [row for row in rows if row[2] == heading and row[0]]
        # As on the page, by name.
        table = report.chapter("missed").table
        assert isinstance(table, Table)
        assert [row[0] for row in shown] == list(table.labels) != sorted(table.labels)
        missed = in_order(missed)
        there = missed.state == State.VALUE
        for row, value, lower, n, known in zip(
            shown, missed.value, missed["lower"], missed["n"], there, strict=True
        ):
            if known:
                assert row[3:5] == pytest.approx([value, lower], abs=1e-6)
                assert (row[6], row[7]) == (n, "värde")

    def test_every_number_is_that_of_its_result(self, report: Report, written: Path) -> None:
        """Value, limits and denominator of each cell of each result, in its order; else empty."""
        rows = CalamineWorkbook.from_path(str(written)).get_sheet_by_name("Data").to_python()[3:]
        at = 0
        for result in map(in_order, report.results.values()):
            for name in result.names:
                if name in ("lower", "upper", "n") or ("day" in result.strata and name != "value"):
                    continue
                shown, at = rows[at : at + len(result)], at + len(result)
                beside = ("lower", "upper", "n") if name == "value" else ()
                for column, figure in ((3, name), *zip((4, 5, 6), beside, strict=False)):
                    if figure in result.names and result[figure].dtype.kind in "iuf":
                        same([row[column] for row in shown], told(result, figure))
                states = [State(code).label("sv") or "värde" for code in result.state_of(name)]
                assert [row[7] for row in shown] == states
        assert at == len(rows)

    def test_every_figure_is_there_once(self, report: Report, written: Path) -> None:
        """No result and no figure is left out, but those of each day of a curve."""
        rows = CalamineWorkbook.from_path(str(written)).get_sheet_by_name("Data").to_python()[3:]
        wanted = sum(
            len(result)
            * (1 if "day" in result.strata else len({*result.names} - {"lower", "upper", "n"}))
            for result in report.results.values()
        )
        assert len(rows) == wanted > 300

    def test_what_is_no_value_is_empty_and_told(self, tmp_path: Path) -> None:
        """Zero is a number; not reported is none, and a part delivered says that it is the least."""
        cells = counts({"municipality": ["0480", "0482", "0484"]}, [0, 7, 9],
                       state=[0, State.NOT_REPORTED, 0], covered=[1, 0, 0.5])  # fmt: skip
        chapter = Chapter(name="x", title="X", results={"r": cells}, table=Whole("r"))
        path = write_xlsx(Report(place="L", period=YEAR, chapters=[chapter]), tmp_path / "a.xlsx")
        rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("Data").to_python()[3:]
        assert [row[1] for row in rows] == ["Eskilstuna", "Flen", "Nyköping"]
        assert [row[3] for row in rows] == [9, "", 0]
        assert [row[7] for row in rows] == ["värde", "ej rapporterat", "värde"]
        assert [bool(row[8]) for row in rows] == [True, True, False]
        assert str(rows[0][8]).startswith("Minst")


def test_charts_are_native_and_told(report: Report, written: Path) -> None:
    """A chart for each drawing, of the flat rows' cells, with the picture in words."""
    panels = [panel for one in report.tables if one.picture for panel in one.picture.panels]
    told = {one.alternative("sv") for one in report.tables if one.picture}
    with zipfile.ZipFile(written) as book:
        charts = [book.read(one).decode() for one in book.namelist() if "charts/chart" in one]
        drawings = [ET.fromstring(book.read(one)) for one in book.namelist() if "drawings/drawing" in one and one.endswith(".xml")]  # fmt: skip
    assert len(charts) == len(panels) >= 4
    assert {
        one.attrib["descr"]
        for drawing in drawings
        for one in drawing.iter()
        if "descr" in one.attrib
    } == told
    for one in charts:
        assert "Data!$D$" in one
        assert "<c:numLit>" not in one


def test_charts_are_of_their_figures(report: Report, written: Path) -> None:
    """The cells that each chart draws hold the figures of its drawing, and no others."""
    sheet = CalamineWorkbook.from_path(str(written)).get_sheet_by_name("Data").to_python()
    panels = [panel for one in report.tables if one.picture for panel in one.picture.panels]
    values = re.compile(r"<c:(?:val|yVal)><c:numRef><c:f>Data!\$(\w)\$(\d+):\$\1\$(\d+)<")
    with zipfile.ZipFile(written) as book:
        charts = [book.read(f"xl/charts/chart{n}.xml").decode() for n in range(1, len(panels) + 1)]
    for panel, drawn in zip(panels, charts, strict=True):
        limited = "<c:lineChart>" in drawn
        figures = ("upper", "value", "lower") if limited else panel.figures
        cells = [
            sheet[row - 1]["ABCDEFG".index(column)]
            for column, first, last in values.findall(drawn)
            for row in range(int(first), int(last) + 1)
        ]
        result = in_order(report.results[panel.result])
        same(cells, [one for name in figures for one in told(result, name)])


def test_looks(written: Path) -> None:
    """Rows and columns that say what a number is stay in sight, and long notes are wrapped."""
    with zipfile.ZipFile(written) as book:
        sheets = [book.read(f"xl/worksheets/sheet{number}.xml").decode() for number in (2, 3)]
        core = book.read("docProps/core.xml").decode()
    assert all('state="frozen"' in one for one in sheets)
    assert "<mergeCell " in sheets[1]
    assert all("<col " in one for one in sheets)
    assert "<dc:creator>FoU i Mitt län</dc:creator>" in core


def test_rows_have_room(report: Report, written: Path) -> None:
    """What is wrapped on the first sheet has a row of its height; a note of the data isn't wrapped."""
    long = [line for line in report.summary("sv") if len(line) > 110]
    assert long
    with zipfile.ZipFile(written) as book:
        first, flat = (book.read(f"xl/worksheets/sheet{n}.xml").decode() for n in (1, 2))
    rows = re.findall(r'<row r="(\d+)"[^>]* ht="(\d+)" customHeight', first)
    assert len(rows) > len(long)
    assert all(int(high) % 15 == 0 and int(high) > 15 for _, high in rows)
    assert not re.search(r'<c r="I(?!3")\d+" s=', flat)


def test_names_of_sheets_are_short_and_their_own(tmp_path: Path) -> None:
    """A chapter called as the flat rows, and two that differ after 31 letters."""
    cells = counts({"part": ["a"]}, [1])
    titles = ["Data", "Läs mig", "å" * 40 + "1", "å" * 40 + "2"]
    chapters = [
        Chapter(
            name=f"c{place}", title=title, results={f"r{place}": cells}, table=Whole(f"r{place}")
        )
        for place, title in enumerate(titles)
    ]
    path = write_xlsx(Report(place="L", period=YEAR, chapters=chapters), tmp_path / "a.xlsx")
    names = CalamineWorkbook.from_path(str(path)).sheet_names
    assert names == ["Läs mig", "Data", "Data 2", "Läs mig 2", "å" * 31, "å" * 29 + " 2"]
