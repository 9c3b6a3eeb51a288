"""The report says what was counted, marks itself, and asks for nothing from outside."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import pytest
from python_calamine import CalamineWorkbook

from building import ECONOMIC, case, day, register
from vnr import metrics, synthetic
from vnr.errors import DataError, UnknownNameError
from vnr.io import Faults
from vnr.model import FollowUp, Intervention, InterventionKind, Period, Role
from vnr.register import Coverage, Register
from vnr.report import county_report, write_html, write_xlsx
from vnr.report._page import page
from vnr.results import Note

YEAR = Period.year(2019)
MARK = {"sv": "Internt arbetsmaterial", "en": "Internal working material"}
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")


def small(**more: Any) -> Any:
    found = register(case("1"), case("2", "b", reason=ECONOMIC, municipality="0488"))
    return county_report(found, "04", YEAR, **more)


@pytest.mark.parametrize("language", ["sv", "en"])
class TestPage:
    """One page, self-contained."""

    def test_self_contained(self, tmp_path: Path, language: str) -> None:
        """No address but names of formats, no script, and the mark twice."""
        text = write_html(small(), tmp_path / "a.html", language=language).read_text("utf-8")
        assert text.count(MARK[language]) == 2
        assert not re.search(r"(src|href)=[\"']?https?:", text)
        assert "<script" not in text
        assert "default-src 'none'" in text
        assert text.count('aria-label="') >= 2

    def test_silent_municipalities(self, tmp_path: Path, language: str) -> None:
        """Seven of nine delivered nothing, and are not zero."""
        text = write_html(small(), tmp_path / "a.html", language=language).read_text("utf-8")
        word = {"sv": "ej rapporterat", "en": "not reported"}[language]
        assert text.count(word) >= 7
        assert {"sv": "7 av 9 kommuner", "en": "7 of 9 municipalities"}[language] in text

    def test_workbook(self, tmp_path: Path, language: str) -> None:
        """Every sheet starts with the mark."""
        path = write_xlsx(small(), tmp_path / "a.xlsx", language=language)
        book = CalamineWorkbook.from_path(str(path))
        assert len(book.sheet_names) == 10
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python()
            assert str(rows[0][0]).startswith(MARK[language])


@pytest.mark.parametrize(("children", "own_case"), [(19, "för få: se länet"), (20, "1")])
def test_children_where_numbers_allow(children: int, own_case: str) -> None:
    """A municipality's own steps are shown from 20 children on."""
    from vnr.report._page import page

    made = register(
        case("1", "a", household_id="h", children_at_home=children),
        case("2", "b", role=Role.WITNESSING_CHILD, household_id="h"),
    )
    shown = page(county_report(made, "04", YEAR), "sv")
    (table,) = (rows for name, *_, rows in shown.tables if name == "children_places")
    row = next(row for row in table if row[0] == "Eskilstuna")
    assert row[1:3] == [str(children), own_case]


def test_follow_up_and_children() -> None:
    """The chapters hold what was planned, done and judged, and the children step by step."""
    from vnr.report._page import page

    planned = (FollowUp(day("2019-06-01"), day("2019-06-02")), FollowUp(day("2019-09-01")))
    made = register(
        case(
            "1",
            "a",
            "2019-03-01",
            household_id="h",
            children_at_home=2,
            interventions=(
                Intervention(InterventionKind.TRAPPAN, day("2019-03-01"), follow_ups=planned),
                Intervention(InterventionKind.COUNSELLING, day("2019-03-01")),
            ),
        ),
        case("2", "b", "2019-03-01", role=Role.WITNESSING_CHILD, household_id="h"),
    )
    shown = page(county_report(made, "04", YEAR), "sv")
    table = {name: rows for name, _, _, _, rows in shown.tables}
    row = next(row for row in table["follow_due"] if row[0] == "Eskilstuna")
    assert row[1].startswith("50,0")
    assert row[2:5] == ["1", "0", "1"]
    assert row[5].startswith("50,0")
    children = {row[0]: row[1:] for row in table["children"]}
    assert children["barnen till antalet"][0] == "minst 2"
    assert children["barn med eget ärende"][:2] == ["minst 1", "minst 1"]
    places = {row[0]: row[1:] for row in table["children_places"]}
    assert places["Eskilstuna"][:2] == ["2", "för få: se länet"]
    assert places["Trosa"][1] == "ej rapporterat"
    sentence = next(line for line in shown.summary if "insatser" in line)
    assert "50,0" in sentence
    english = page(
        county_report(made.as_of(date(2019, 6, 2)), "04", Period(YEAR.start, date(2019, 6, 2))),
        "en",
    )
    assert any("No follow-up can be judged" in line for line in english.summary)


def test_figures_of_the_page_are_the_results() -> None:
    """Summary and table hold the figures that were counted."""
    from vnr.report._page import page

    shown = page(small(), "sv")
    assert "minst 1 ärenden" in shown.summary[0]
    table = {name: rows for name, _, _, _, rows in shown.tables}
    row = next(row for row in table["missed"] if row[0] == "Eskilstuna")
    assert row[1:4] == ["1", "1", "1"]
    young = page(
        county_report(register(case("1", opened="2020-06-01")), "04", Period.year(2020)), "sv"
    )
    assert "ett år har inte gått" in young.summary[1]
    none = page(county_report(register(case("1", reason=ECONOMIC)), "04", YEAR), "en")
    assert "No known violence cases" in none.summary[1]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_notes_are_said_where_the_figure_is(tmp_path: Path, language: str) -> None:
    """In the table that shows it, or in the summary; once, on the page and in the workbook."""
    caution, aside = (
        Note("a", sv="Försiktigt <nu>.", en="Careful <now>."),
        Note("b", sv="Obs.", en="NB."),
    )
    plain = small()
    changed = {
        name: attrs.evolve(getattr(plain, name), notes=[caution])
        for name in ("missed", "missed_total")
    }
    noted = attrs.evolve(plain, **changed, returned=attrs.evolve(plain.returned, notes=[aside]))
    shown, before = page(noted, language), page(plain, language)
    assert shown.summary == (*before.summary, aside.text(language))
    for one, was in zip(shown.tables, before.tables, strict=True):
        said = f"{was[2]} {caution.text(language)}" if one[0] == "missed" else was[2]
        assert one[2] == said
    text = write_html(noted, tmp_path / "a.html", language=language).read_text("utf-8")
    assert {"sv": "Försiktigt &lt;nu&gt;.", "en": "Careful &lt;now&gt;."}[language] in text
    book = CalamineWorkbook.from_path(
        str(write_xlsx(noted, tmp_path / "a.xlsx", language=language))
    )
    assert any(
        caution.text(language) in str(row)
        for name in book.sheet_names
        for row in book.get_sheet_by_name(name).to_python()
    )


@pytest.mark.parametrize("language", ["sv", "en"])
def test_further_results(tmp_path: Path, language: str) -> None:
    """Results of one's own come last, with their notes and definitions, and every row."""
    lists = metrics.CaptureTable({"10": 781, "01": 254, "11": 5}, ("=A", "<B>"))
    unseen = metrics.hidden(lists, model="chapman")
    places = metrics.count(register(case("1")), YEAR, by=("municipality", "unit", "sex"))
    assert len(places) > 12
    title = "=Hur många [ser] ingen, och hur säkert är det?"
    found = small(further={title: unseen, title + " 2": places})
    shown = page(found, language)
    (_, head_title, note, head, rows), (_, _, _, _, cells) = shown.tables[-2:]
    assert head_title == title
    assert {one.code for one in unseen.notes} >= {"few_in_common", "lists_taken_as_independent"}
    assert all(one.text(language) in note for one in unseen.notes)
    assert (head, rows) == unseen.rows(language)
    assert len(cells) == len(places)
    assert {row[0] for row in cells} == {"Eskilstuna"}
    assert shown.definitions[-2] == (title, unseen.definition.text(language))
    text = write_html(found, tmp_path / "a.html", language=language).read_text("utf-8")
    assert "&lt;B&gt;" in text
    assert "<B>" not in text
    path = write_xlsx(found, tmp_path / "a.xlsx", language=language)
    book = CalamineWorkbook.from_path(str(path))
    first, second = book.sheet_names[-2:]
    assert (first, second) == ("=Hur många ser ingen, och hur s", "=Hur många ser ingen, och hur 2")
    lines = book.get_sheet_by_name(first).to_python()
    assert lines[1][0] == "'" + title
    assert str(lines[2][0]) == note


def test_beside_chance() -> None:
    """Each municipality stands beside what chance alone would give one of its size."""
    from vnr.report._figures import figures
    from vnr.report._page import page

    many = [case(str(i), f"p{i}", municipality="0428") for i in range(40)]
    few = [case(str(i), f"q{i}", municipality="0484") for i in range(60)]
    report = county_report(
        register(*many, *few, coverage=Coverage([("0428", None, YEAR), ("0484", None, YEAR)])),
        "04",
        YEAR,
    )
    shown = page(report, "sv")
    (rows,) = (rows for name, _, _, _, rows in shown.tables if name == "rates")
    place = {row[0]: row[-1] for row in rows}
    assert place["Vingåker"] == "långt över"
    assert place["Eskilstuna"] == "långt under"
    assert place["Gnesta"] == "–"
    (note,) = (note for name, _, note, _, _ in shown.tables if name == "rates")
    assert "Av 2 enheter" in note
    assert "upptäcks" in note
    assert "Vingåker: över; Eskilstuna: under." in figures(report, "sv")["rates"][1]
    assert "No municipality lies outside" in figures(small(), "en")["rates"][1]


def test_rates_reckon_with_repeats() -> None:
    """One person's three cases widen the interval of the rate."""
    cases = [case(str(i), "p", f"2019-0{i}-01", f"2019-0{i}-09") for i in (1, 3, 5)]
    report = county_report(register(*cases), "04", YEAR)
    row = report.rates.strata["municipality"].tolist().index("0484")
    plain = metrics.rate(3, 106859)
    assert report.rates.upper[row] > plain.upper[0]


def test_figures_are_said() -> None:
    """Each figure has its title in it, and its figures in its text alternative."""
    from vnr.report._figures import figures

    made = register(
        case("1", "a", "2019-03-01", household_id="h", children_at_home=2),
        case("2", "b", "2019-03-01", role=Role.WITNESSING_CHILD, household_id="h"),
    )
    found = figures(county_report(made, "04", YEAR), "sv")
    assert "Missad andel per kommun" in found["missed"][0]
    assert "Eskilstuna: 2 kända, 2 ursprungliga" in found["missed"][1]
    assert "barnen till antalet: ja 2, nej 0, ej registrerat 0" in found["children"][1]


def test_many_rows() -> None:
    """Thousands of rows are written as thousands."""
    from types import SimpleNamespace

    from vnr.report._page import page

    reading: Any = SimpleNamespace(rows_read=23_665, rejected=1037, faults=Faults(), files=())
    assert any(
        "1\u00a0037 av 23\u00a0665 rader" in line
        for line in page(small(reading=reading), "sv").summary
    )


def test_whole_delivery(made_up: synthetic.World) -> None:
    """When all deliver the whole period that is said."""
    from vnr.report._page import page

    found = Register.from_cases(made_up.cases, observed=made_up.observed)
    shown = page(county_report(found, "04", YEAR), "sv")
    assert "Alla 9 kommuner har levererat hela perioden." in shown.summary


def test_misuse(tmp_path: Path) -> None:
    """Another county, another year, several years, no such language."""
    found = register(case())
    for county, period in (("01", YEAR), ("04", Period.year(2022)), ("04", found.observed)):
        with pytest.raises(DataError):
            county_report(found, county, period)
    for further in ({"": metrics.proportion(1, 2)}, {"a": 3}, {1: metrics.proportion(1, 2)}):
        with pytest.raises(DataError, match="each title a Counts or an Estimate"):
            small(further=further)
    with pytest.raises(UnknownNameError):
        write_html(small(), tmp_path / "a.html", language="fi")
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError, match="choose another folder"):
        write_html(small(), tmp_path / "file" / "a.html")


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no browser on this machine")
def test_in_a_browser(tmp_path: Path) -> None:
    """A real browser lays the page out, figures and all."""
    path = write_html(small(), tmp_path / "a.html")
    shot = tmp_path / "a.png"
    flags = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run"
    flags += " --disable-background-networking --disable-component-update --disable-sync"
    out = subprocess.run(
        [
            str(CHROMIUM),
            *flags.split(),
            f"--user-data-dir={tmp_path / 'u'}",
            "--dump-dom",
            path.as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    ).stdout
    assert out.count("<svg") == 5
    assert MARK["sv"] in out
    assert not shot.exists()
