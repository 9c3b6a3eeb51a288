"""What was planned, done on time and judged."""

from __future__ import annotations

from datetime import date

import attrs
import numpy as np
import pytest

from building import case, day, register
from reports import YEAR, small, table_rows
from vnr.disclosure import FIVE, Rule, protect
from vnr.errors import DisclosureError
from vnr.model import FollowUp, Intervention, InterventionKind, Period
from vnr.register import Register
from vnr.report import Report, county_report
from vnr.report._public import _alone, public
from vnr.report.chapters import Chapter
from vnr.report.chapters._follow_up import _apart
from vnr.report.inspection import declared_of, drawing_strays, drawings
from vnr.results import Curve, Estimate, State


@pytest.fixture
def planned() -> Register:
    """Two follow-ups planned of one intervention, one of them done; none of another."""
    follow_ups = (FollowUp(day("2019-06-01"), day("2019-06-02")), FollowUp(day("2019-09-01")))
    interventions = (
        Intervention(InterventionKind.TRAPPAN, day("2019-03-01"), follow_ups=follow_ups),
        Intervention(InterventionKind.COUNSELLING, day("2019-03-01")),
    )
    return register(case("1", "a", "2019-03-01", interventions=interventions))


def test_planned_and_judged(planned: Register) -> None:
    """The table and the summary hold the share with anything planned beside the share on time."""
    report = county_report(planned, "04", YEAR)
    row = table_rows(report, "follow_due")["Eskilstuna"]
    assert row[0] == "50\N{NO-BREAK SPACE}% av 2"
    assert row[1:4] == ("1", "0", "1")
    assert row[4].startswith("50\N{NO-BREAK SPACE}%")
    summary = report.chapter("follow_due").summary("sv")
    assert summary.startswith("För 50 procent av de minst 2 insatser")


def test_not_mature(planned: Register) -> None:
    """While all time still runs that is told, beside what was planned."""
    early = Period(YEAR.start, date(2019, 6, 2))
    summary = county_report(planned.as_of(early.end), "04", early).summary("en")
    assert any("can't be judged yet" in line for line in summary)
    assert any(line.startswith("For 50 per cent") for line in summary)


def test_curves_in_words(report: Report) -> None:
    """The picture's words are the curves at half a year; without interventions there is nothing."""
    waits = report.results["waits"].select(cause="follow_up")
    share = waits.value[waits.strata["day"] <= 180][-1]
    told = report.chapter("follow_due").alternative("sv")
    assert f"uppföljning: {100 * share:.0f}\N{NO-BREAK SPACE}% efter 180 dagar" in told
    assert np.isfinite(share)
    assert small().chapter("follow_due").alternative("en").endswith(". Nothing to show.")


@pytest.mark.parametrize(("after", "base"), [(0, 0), (1, 0), (20, 0), (20, 1)])
def test_the_curve_beside_the_table(report: Report, after: int, base: int) -> None:
    """Those who are in one of them only are a number, if both are of the same interventions."""
    waits, started = report.results["waits"], report.results["follow_started"]
    assert isinstance(waits, Curve)
    assert isinstance(started, Estimate)
    first = waits.select(cause="follow_up")
    early = int(first.events[first.strata["day"] <= 180].sum())
    row = started.select(municipality="0484")
    columns = {
        **row.columns,
        "followed": np.array([early + after]),
        "interventions": np.array([int(first.at_risk[0]) + base]),
    }
    told = _apart(waits, attrs.evolve(row, columns=columns))
    assert told == (None if base else after)


@pytest.mark.parametrize(
    ("apart", "rule", "drawn"),
    [
        (0, Rule(), True),
        (1, Rule(), False),
        (19, Rule(), False),
        (20, Rule(), True),
        (20, Rule(threshold=30), False),
        (30, Rule(threshold=30), False),
        (31, Rule(threshold=30), True),
        (5, Rule(whole_below=0), False),
        (6, Rule(whole_below=0), True),
        (0, Rule(zeros="sensitive"), False),
    ],
)
def test_the_curve_in_a_release(report: Report, apart: int, rule: Rule, *, drawn: bool) -> None:
    """It stands there where they are none, or as many as the rule asks of what may be told."""
    chapter = attrs.evolve(report.chapter("follow_due"), apart={"waits": apart})
    shown = _alone(chapter, rule)
    assert ("waits" in shown.results, "waits" in shown.definitions) == (drawn, drawn)
    assert (shown.picture is not None) == drawn
    assert "follow_due" in shown.results


def test_a_release_of_nothing_but_the_curve(report: Report) -> None:
    """It is left out before anything is protected: there is nothing to release then."""
    curve = {"waits": report.results["waits"]}
    alone = Chapter(name="waits", title="Waits", results=curve, apart={"waits": 3})
    with pytest.raises(DisclosureError, match="no result to release"):
        public(attrs.evolve(report, chapters=[alone]), FIVE)


def test_the_curve_in_steps_of_weeks(report: Report) -> None:
    """Its picture goes from step to step, its words name the last step's day, and both are walked."""
    shown = protect({"waits": report.results["waits"]}, "FIVE")
    days = shown["waits"].strata["day"][shown["waits"].state == State.VALUE]
    whole = report.chapter("follow_due")
    one = attrs.evolve(whole, results={**whole.results, **shown})
    last = int(max(days[days <= 180]))
    assert f"efter {last} dagar" in one.alternative("sv")
    assert last % 7 == 0
    declared = declared_of([shown["waits"]], "sv")
    for _, panel in drawings(one.drawings("sv")[0].wide):
        assert not list(drawing_strays(panel, declared, "sv"))
