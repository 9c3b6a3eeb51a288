"""A report is a list of chapters, whatever place it is on."""

from __future__ import annotations

import gc
import pickle
import weakref
from pathlib import Path
from typing import Any

import attrs
import pytest
from python_calamine import CalamineWorkbook

from building import case, register
from reports import YEAR, small
from vnr import metrics
from vnr.errors import DataError, UnknownNameError
from vnr.register import Register
from vnr.report import Report, chapters, county_report, write_html, write_xlsx
from vnr.report.chapters import defined
from vnr.results import Note
from vnr.words import Language


def test_two_chapters_for_one_municipality(county: Register, tmp_path: Path) -> None:
    """A second report is another list: two chapters, on the page and in the workbook."""
    nykoping = county.where(municipality="0480")
    report = Report(
        place="Nyköping",
        period=YEAR,
        chapters=[chapters.detection(nykoping, YEAR), chapters.follow_up(nykoping, YEAR)],
    )
    page = write_html(report, tmp_path / "a.html").read_text("utf-8")
    assert [page.count(f'<section class="{chapter.name}"') for chapter in report.chapters] == [1, 1]
    of_the_page = ("first", "questions", "under_counted")
    assert page.count("<section") == len(report.chapters) + len(report.headings) + len(of_the_page)
    assert "<h1>Våld i nära relationer i Nyköping, 2019</h1>" in page
    # One municipality is its own total.
    assert [row[0] for row in report.chapter("missed").lines("sv").body] == ["Nyköping"]
    book = CalamineWorkbook.from_path(str(write_xlsx(report, tmp_path / "a.xlsx")))
    assert book.sheet_names == [
        "Läs mig",
        "Data",
        "Tre sätt att räkna ärenden",
        "Uppföljning av insatser",
    ]


def test_stored_as_it_is(report: Report) -> None:
    """A pickled report is equal, and shows the same."""
    copy = pickle.loads(pickle.dumps(report))
    assert copy == report
    assert copy.summary("sv") == report.summary("sv")
    for chapter, other in zip(report.sections, copy.sections, strict=True):
        assert chapter.lines("sv") == other.lines("sv")
        assert chapter.alternative("sv") == other.alternative("sv")


def test_holds_no_persons(report: Report, county: Register) -> None:
    """What is stored has figures, and nobody's key."""
    stored = pickle.dumps(report)
    assert [
        key for key in county.keys("person_id").tolist() if len(key) > 3 and key in stored
    ] == []


def test_lets_go_of_the_register() -> None:
    """Whoever keeps many reports doesn't keep the rows that they were counted from."""
    made = register(case("1"), case("2", "b"))
    kept, report = weakref.ref(made.table("cases")), county_report(made, "04", YEAR)
    del made
    gc.collect()
    assert kept() is None
    assert report.results


def test_names_and_labels_are_one_of_a_kind(county: Register) -> None:
    """Two chapters of one name, or two results under one label, are refused."""
    chapter = chapters.cases(county, YEAR)
    with pytest.raises(DataError, match="2 chapters called cases"):
        Report(place="", period=YEAR, chapters=[chapter, chapter])
    other = attrs.evolve(chapter, name="other", results={"cases_total": metrics.proportion(1, 2)})
    with pytest.raises(DataError, match="different results as cases_total"):
        Report(place="", period=YEAR, chapters=[chapter, other])
    same = attrs.evolve(chapter, name="other", results=dict(chapter.results))
    assert len(Report(place="", period=YEAR, chapters=[chapter, same]).results) == 1


def test_looked_up_by_name(report: Report) -> None:
    """Chapters by name, results by label; another name is refused."""
    assert report.chapter("rates").results["rates"] is report.results["rates"]
    with pytest.raises(UnknownNameError, match="chapter"):
        report.chapter("rate")
    with pytest.raises(UnknownNameError, match="result"):
        report.showing({"rate": metrics.proportion(1, 2)})


@pytest.mark.parametrize("language", ["sv", "en"])
def test_notes_are_told_where_the_figure_is(tmp_path: Path, language: Language) -> None:
    """In the chapter that shows it, or in the summary; once, on the page and in the workbook."""
    caution = Note("a", sv="Försiktigt <nu>.", en="Careful <now>.")
    aside = Note("b", sv="Obs.", en="NB.")
    whole = small()
    shown = [whole.chapter(name) for name in ("missed", "returned", "coverage")]
    plain = attrs.evolve(whole, chapters=shown)
    noted = plain.showing(
        {
            **{
                label: attrs.evolve(plain.results[label], notes=[caution])
                for label in ("missed", "missed_total")
            },
            "returned": attrs.evolve(plain.results["returned"], notes=[aside]),
        }
    )
    assert (*plain.summary(language), aside.text(language)) == noted.summary(language)
    for chapter, before in zip(noted.sections, plain.sections, strict=True):
        told = f"{before.introduction(language)} {caution.text(language)}"
        expected = told if chapter.name == "missed" else before.introduction(language)
        assert expected == chapter.introduction(language)
    page = write_html(noted, tmp_path / "a.html", language=language).read_text("utf-8")
    assert {"sv": "Försiktigt &lt;nu&gt;.", "en": "Careful &lt;now&gt;."}[language] in page
    book = CalamineWorkbook.from_path(
        str(write_xlsx(noted, tmp_path / "a.xlsx", language=language))
    )
    assert any(
        caution.text(language) in str(row)
        for name in book.sheet_names
        for row in book.get_sheet_by_name(name).to_python()
    )


def test_definitions_and_sources(report: Report) -> None:
    """Every result that is no total of another, nor split as one, is defined by a name; sources stand once."""
    named = {text for _, text in report.definitions("sv")}
    for label, result in report.results.items():
        alike = label.endswith("_total") or label.startswith("cases_by_")
        assert alike or label == "coverage" or defined(result.definition, "sv") in named
    assert all(name for name, _ in report.definitions("en"))
    assert len(report.sources("sv")) == 3
    assert Report(place="", period=YEAR, chapters=[]).sources("sv") == ()


@pytest.mark.parametrize("given", [[1], 1, ["cases"], [chapters.cases], "x"])
def test_no_chapters(given: Any) -> None:
    """What is no chapter is refused with its place, and with what makes one."""
    with pytest.raises(DataError, match=r"chapter 0 is a \w+ and no Chapter; count one with"):
        Report(place="Nyköping", period=YEAR, chapters=given)
