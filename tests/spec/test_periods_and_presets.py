"""A period may be a `Period`, a year or its text, and a rule goes by its name too, everywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from golden.figures import registers
from vnr import Period, metrics, synthetic
from vnr.errors import DataError, UnknownNameError
from vnr.metrics import CaptureTable, RepeatCounts
from vnr.model import Instrument
from vnr.register import Register
from vnr.report import Report, chapters, county_report

m = metrics
CALLS: dict[str, Callable[[Register, Any], Any]] = {
    "count": lambda r, p: m.count(r, p, by="quarter"),
    "repeats": m.repeats,
    "detection": m.detection,
    "reactivation": m.reactivation,
    "reactivation_curve": m.reactivation_curve,
    "follow_up": lambda r, p: m.follow_up(r, p, denominator="due"),
    "follow_up started": lambda r, p: m.follow_up(r, p, denominator="started"),
    "time_to_event": lambda r, p: m.time_to_event(r, p, start="intervention", event="follow_up"),
    "assessments_used": m.assessments_used,
    "judged_risks": lambda r, p: m.judged_risks(r, p, instrument=Instrument.SARA_SV),
    "attendance": m.attendance,
    "goal": lambda r, p: m.goal(r, p, numerator="reached"),
    "change": lambda r, p: m.change(r, p, instrument=Instrument.DANGER_ASSESSMENT, error=2.0),
    "children_behind": m.children_behind,
    "su_kvinnofrid": m.su_kvinnofrid,
    "kolada": lambda r, p: m.kolada(r, p, adults=dict.fromkeys(r.coverage.municipalities, 9000)),
}
ROWS: dict[str, Callable[[Register, Any], Any]] = {
    "follow_up_status": m.follow_up_status,
    "individual_follow_up": m.individual_follow_up,
}
FORMS = [2019, np.int64(2019), "2019", " 2019 ", "2019-01-01/2019-12-31"]


@pytest.fixture(scope="module")
def register() -> Register:
    return registers()["varied"]


@pytest.fixture(scope="module")
def full() -> Register:
    return synthetic.register(county="09")


@pytest.mark.parametrize("name", CALLS)
def test_every_metric_takes_every_form(name: str, register: Register) -> None:
    """The figure is that of the period, and so is its definition."""
    expected = CALLS[name](register, Period.year(2019))
    for form in FORMS:
        assert CALLS[name](register, form) == expected


@pytest.mark.parametrize("name", ROWS)
def test_rows_too(name: str, register: Register) -> None:
    """What has a row for each thing has the same ones."""
    expected = ROWS[name](register, Period.year(2019)).to_frame("polars")
    for form in FORMS:
        assert ROWS[name](register, form).to_frame("polars").equals(expected)


def test_lists(full: Register) -> None:
    """A register's persons are linked with lists of the same period."""
    form = "2019"
    others = {"health": full.keys("person_id")[:9].tolist()}
    others = {name: [person.decode() for person in persons] for name, persons in others.items()}
    expected = CaptureTable.from_register(full, others, period=Period.year(2019))
    found = CaptureTable.from_register(full, others, period=form)
    assert found.counts.tolist() == expected.counts.tolist()
    assert found.periods == expected.periods
    contacts = RepeatCounts.from_register(full, period=form)
    assert contacts.counts.tolist() == (
        RepeatCounts.from_register(full, period=Period.year(2019)).counts.tolist()
    )


def test_reports(full: Register) -> None:
    """A report and its chapters take the year, or its text."""
    year = Period.year(2019)
    expected = county_report(full, "09", year)
    assert county_report(full, "09", "2019").results == expected.results
    for chapter in (
        *(chapters.cases, chapters.rates, chapters.episodes, chapters.gaps, chapters.returns),
        *(chapters.detection, chapters.follow_up, chapters.children, chapters.coverage),
        chapters.children_by_municipality,
    ):
        counted = chapter(full, 2019)
        assert counted.results == chapter(full, year).results
    report = Report(place="Gotland", period=2019, chapters=[chapters.cases(full, "2019")])
    assert report.period == year
    assert report == Report(place="Gotland", period=year, chapters=[chapters.cases(full, year)])


@pytest.mark.parametrize(
    "form", ["2019-13-01/2019-12-31", "i fjol", "2019H3", "2019-1/2019-2/2019-3", "", 0, 10_000,
             True, 2019.0, None, b"2019", ("2019", "2020")],
)  # fmt: skip
def test_no_period(form: Any, register: Register) -> None:
    """What is none is refused, with how one is written."""
    with pytest.raises(DataError, match=r"period|there is no"):
        m.count(register, form)
    with pytest.raises(DataError, match=r"period|there is no"):
        m.kolada(register, form, adults={"0484": 9_000})


@pytest.mark.parametrize("name", ["KKIK_1Y", "DFE_12M", "HUD_SPM2"])
def test_a_rule_goes_by_its_name(name: str, register: Register) -> None:
    """A preset is the rule of that name."""
    rule = getattr(metrics, name)
    assert m.reactivation(register, 2019, rule=name) == m.reactivation(register, 2019, rule=rule)  # type: ignore[arg-type]
    if rule.index != "intake":
        by_name = m.reactivation_curve(register, 2019, rule=name)  # type: ignore[arg-type]
        assert by_name == m.reactivation_curve(register, 2019, rule=rule)


def test_no_rule(register: Register) -> None:
    """Another name is refused with the nearest ones."""
    for metric in (m.reactivation, m.reactivation_curve):
        with pytest.raises(UnknownNameError, match="unknown rule 'KKIK': did you mean 'KKIK_1Y'"):
            metric(register, 2019, rule="KKIK")  # type: ignore[arg-type]
