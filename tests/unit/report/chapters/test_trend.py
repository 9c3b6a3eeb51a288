"""Breaks in the series are marked wherever the years are shown."""

from __future__ import annotations

from pathlib import Path

import attrs
import numpy as np
import pytest
from docx import Document
from python_calamine import CalamineWorkbook

from building import case, register
from vnr import data
from vnr.model import Period
from vnr.report import Report, release, write_docx, write_html, write_xlsx
from vnr.report.chapters import Chapter, trend
from vnr.report.chapters._trend import _SERIES

CASES = {2019: 24, 2020: 30, 2021: 36, 2022: 45, 2023: 50}


def years(first: int, last: int) -> Chapter:
    """The chapter of a municipality with more cases every year."""
    cases = [
        case(f"{year}-{n}", f"p{year}-{n}", f"{year}-{1 + n % 9:02}-1{n % 9}")
        for year in range(first, last + 1)
        for n in range(CASES[year])
    ]
    (chapter,) = trend(register(*cases, observed=Period.years(first, last)), last - 1)
    return chapter


@pytest.fixture(scope="module")
def broken() -> Chapter:
    """Of 2020–2023, in which children, honour, risk assessments and perpetrators are counted anew."""
    return years(2020, 2023)


@pytest.fixture(scope="module")
def report(broken: Chapter) -> Report:
    return Report(place="Eskilstuna", period=Period.year(2022), chapters=[broken])


def test_every_known_break_within_the_years_is_told(broken: Chapter) -> None:
    """By its day and what changed, once; of years that can't be compared none has more."""
    told = broken.summary("sv")
    within = [one for one in data.breaks(*_SERIES) if 2020 <= one.date.year <= 2023]
    assert len(within) == 4
    assert all(one.sv in told for one in within)
    assert told.count("Brott i serien") == len({one.date for one in within}) == 3
    assert "Brott i serien 1 juli 2021. " in told
    assert told.endswith("Före och efter kan inte jämföras.")
    assert "Fler ärenden blev kända varje år" not in told
    assert all(one.en in broken.summary("en") for one in within)


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [(2019, 2020, []), (2020, 2021, ["1 juli 2021"]), (2021, 2022, ["1 juli 2021", "1 juni 2022", "1 november 2022"])],
)  # fmt: skip
def test_only_breaks_within_the_years(first: int, last: int, days: list[str]) -> None:
    """Those outside the years say nothing of them; without any, more every year is said."""
    told = years(first, last).summary("sv")
    assert [told.count(f"Brott i serien {day}. ") for day in days] == [1] * len(days)
    assert told.count("Brott i serien") == len(days)
    assert ("Fler ärenden blev kända varje år" in told) is (not days)


def test_a_break_is_drawn(broken: Chapter) -> None:
    """A dashed line for each day, named below, and no line from point to point over it."""
    (drawing,) = broken.drawings("sv")
    (axes,) = drawing._wide.axes
    dashed = [line for line in axes.lines if line.get_linestyle() == "--"]
    assert len(dashed) == 3
    assert all(np.unique(np.asarray(line.get_xdata())).size == 1 for line in dashed)
    solid = [line for line in axes.lines if line.get_linestyle() == "-"]
    assert max(np.asarray(line.get_xdata()).size for line in solid) == 1
    for form in (drawing.wide, drawing.narrow):
        assert all(f"Brott i serien {day}" in form for day in ("2021-07-01", "2022-06-01", "2022-11-01"))  # fmt: skip
    told = broken.alternative("sv")
    assert told.endswith(
        "Brott i serien 1 juli 2021; Brott i serien 1 juni 2022; Brott i serien 1 november 2022."
    )


def test_a_break_is_in_all_three_formats(report: Report, tmp_path: Path) -> None:
    """Its sentence and its picture in words: on the page, in the document and in the workbook."""
    (chapter,) = report.chapters
    told, picture = chapter.summary("sv"), chapter.alternative("sv")
    page = write_html(report, tmp_path / "a.html").read_text("utf-8")
    assert told in page
    document = Document(str(write_docx(report, tmp_path / "a.docx")))
    assert told in [paragraph.text for paragraph in document.paragraphs]
    assert f'descr="{picture}"' in document.element.xml
    book = CalamineWorkbook.from_path(str(write_xlsx(report, tmp_path / "a.xlsx")))
    cells = book.get_sheet_by_name("År för år").to_python()
    assert str(cells[2][0]).startswith(told)


def test_a_report_with_breaks_is_released(report: Report, tmp_path: Path) -> None:
    """Days and names of laws are no figures: what holds them is no stray number."""
    made = release(report, "VNR_BOARD", tmp_path / "ut")
    page = (tmp_path / "ut" / "rapport.html").read_text("utf-8")
    assert "Brott i serien 2021-07-01" in page
    assert report.chapters[0].summary("sv") in page
    assert made.audit.verdict.name == "SAFE"
    (chapter,) = report.chapters
    bare = attrs.evolve(report, chapters=[attrs.evolve(chapter, known=())])
    with pytest.raises(Exception, match="År för år"):
        release(bare, "VNR_BOARD", tmp_path / "igen")
