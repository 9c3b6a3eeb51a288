"""Two municipalities with the same cases, one of which delivers cases only, side by side.

Whoever reads the report sees that one of them can't tell, and nowhere a nought or a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path

import attrs
import pytest

from building import ECONOMIC, VIOLENCE, case, day
from vnr import Period, Register
from vnr.model import (
    Case,
    ClosingReason,
    FollowUp,
    Instrument,
    Intervention,
    InterventionKind,
    Investigation,
    InvestigationKind,
    RiskAssessment,
    Role,
    ViolenceForm,
)
from vnr.report import Report, county_report, write_html

OBSERVED = Period(day("2017-01-01"), day("2020-12-31"))
Y19 = Period.year(2019)
RICH, POOR = "Eskilstuna", "Trosa"
SAID = "ej rapporterat"
KINDS = (InvestigationKind.PRELIMINARY, InvestigationKind.FULL)


def cases_of(municipality: str) -> Iterator[Case]:
    """Forty persons: what the first reason says of some, and much that it doesn't."""
    for number in range(40):
        opened = day("2019-01-10") + timedelta(number)
        day_of = opened.isoformat()
        person = f"{municipality}-{number}"
        help_ = Intervention(
            InterventionKind.TRAPPAN,
            opened + timedelta(10),
            follow_ups=(
                FollowUp(opened + timedelta(70), opened + timedelta(75) if number % 3 else None),
            ),
        )
        yield case(
            f"{person}-1",
            person,
            day_of,
            (opened + timedelta(100)).isoformat(),
            municipality=municipality,
            closing_reason=ClosingReason.GOAL_REACHED,
            forms=frozenset({ViolenceForm.PHYSICAL}),
            investigations=(Investigation(opened),),
            interventions=(help_,),
            assessments=(RiskAssessment(Instrument.SARA_SV, opened),) if number % 2 else (),
            children_at_home=1,
            household_id=person,
            reason=VIOLENCE if number % 4 else ECONOMIC,
            later=() if number % 8 else ((day_of, VIOLENCE),),
        )
        yield case(
            f"{person}-child", f"{person}-child", day_of, municipality=municipality,
            role=Role.WITNESSING_CHILD, household_id=person,
            investigations=(Investigation(opened, closed=opened, kind=KINDS[number % 2]),),
        )  # fmt: skip
        if number % 5 < 2:
            again = opened + timedelta(200)
            yield case(
                f"{person}-2", person, again.isoformat(), municipality=municipality,
                investigations=(Investigation(again),), children_at_home=1,
            )  # fmt: skip


def bare(whole: Case) -> Case:
    """The case as a sheet of cases alone has it."""
    return Case(
        whole.case_id, whole.person, whole.municipality, None, whole.roles, whole.intakes[:1]
    )


@pytest.fixture(scope="module")
def report() -> Report:
    cases = [*cases_of("0484"), *map(bare, cases_of("0488"))]
    made = Register.from_cases(cases, observed=OBSERVED)
    return attrs.evolve(county_report(made, "04", Y19), place="två kommuner")


def row(report: Report, chapter: str, place: str) -> tuple[str, ...]:
    (found,) = [row[1:] for row in report.chapter(chapter).lines("sv").body if row[0] == place]
    return found


@pytest.mark.parametrize("chapter", ["missed", "kinds", "follow_due", "children_places"])
def test_one_cannot_tell(report: Report, chapter: str) -> None:
    """Where one has figures, the other is not reported, in every column but what has cases only."""
    rich, poor = row(report, chapter, RICH), row(report, chapter, POOR)
    assert SAID not in rich
    assert set(poor) == {SAID}


def test_what_both_tell(report: Report) -> None:
    """New cases with violence as first reason are told by both, and may be more for one."""
    rich, poor = (row(report, "rates", place) for place in (RICH, POOR))
    assert int(poor[0]) < int(rich[0])
    notes = report.chapter("rates").notes("sv")
    assert any(POOR in note and "kan antalet vara högre" in note for note in notes)


def test_the_matrix(report: Report) -> None:
    """What each delivers stands side by side by field."""
    lines = report.chapter("completeness").lines("sv")
    rich, poor = lines.head.index(RICH), lines.head.index(POOR)
    told = {row[0]: (row[rich], row[poor]) for row in lines.body}
    for name in ("avslut", "utredningar", "insatser", "uppföljningar", "riskbedömningar"):
        assert told[name][0].endswith("%")
        assert told[name][1] == SAID


def test_the_summary(report: Report) -> None:
    """It names the one that can't tell, and its totals are over the other."""
    summary = report.summary("sv")
    (line,) = [line for line in summary if "inte lämnat alla tabeller" in line]
    assert POOR in line
    assert RICH not in line
    (returned,) = [line for line in summary if "kom" in line and "ny utredning" in line]
    assert re.search(r"16 av (minst )?40 personer", returned)
    assert any(f"Går inte att säga för {POOR}" in line for line in summary)


def test_the_page(report: Report, tmp_path: Path) -> None:
    """Neither page nor alternative text says none, or all, of the one that can't tell."""
    page = unescape(write_html(report, tmp_path / "a.html").read_text("utf-8"))
    for line in re.findall(rf"{POOR}: [^;<.]*", page):
        assert not re.search(r"[:,] 0 |0,0\s%|100,0\s%", line), line
    for cells in re.findall(rf"<t[hd][^>]*>{POOR}</t[hd]>(.*?)</tr>", page, re.DOTALL):
        words = [re.sub(r"<[^>]*>", "", cell).strip() for cell in cells.split("</td>")]
        assert not {"0", "0,0 %", "100,0 %"} & set(words), words


def test_no_bar_of_no_length(report: Report) -> None:
    """In the picture of the bases the one that can't tell has a hatched field and no mark."""
    figure = pytest.importorskip("matplotlib.figure").Figure()
    axes = figure.subplots()
    picture = report.chapter("missed").picture
    assert picture is not None
    picture.panels[0].draw(report.results["missed"], axes, "sv")
    names = [tick.get_text() for tick in axes.get_yticklabels()]
    marks = {names[round(row)] for line in axes.lines for row in line.get_ydata()}
    assert POOR not in marks
    assert RICH in marks
    assert any(patch.get_hatch() for patch in axes.patches)
