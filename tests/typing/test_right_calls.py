"""What is written as the examples write it passes every checker, and runs."""

from __future__ import annotations

from typing import assert_type

from building import case, register
from vnr import Counts, Curve, Estimate, Period, metrics
from vnr.metrics.choices import By, Of, Stratum
from vnr.model import Role

MADE = register(case("1", "p", "2019-02-01"), case("2", "q", "2019-03-01"))


def test_periods() -> None:
    """A year, its text, or days."""
    asked = (2019, "2019", "2019H1", Period.year(2019), Period.years(2018, 2019))
    assert [int(metrics.count(MADE, one)) for one in asked] == [2, 2, 2, 2, 2]


def test_strata() -> None:
    """A name, several in a tuple or a list, or a mapping."""
    own: By = {"half": ["a", "b"], "sex": None}
    several: tuple[Stratum, ...] = ("year", "sex")
    assert_type(metrics.count(MADE, 2019, by="municipality"), Counts)
    assert_type(metrics.count(MADE, 2019, by=("year", "sex")), Counts)
    assert_type(metrics.count(MADE, 2019, by=["year"]), Counts)
    assert_type(metrics.count(MADE, 2019, by=several), Counts)
    assert_type(metrics.count(MADE, 2019, by=own), Counts)


def test_roles() -> None:
    """A side, a role by name or as it is, or several."""
    assert_type(metrics.count(MADE, 2019, roles="all"), Counts)
    assert_type(metrics.count(MADE, 2019, roles="exposed_child"), Counts)
    assert_type(metrics.count(MADE, 2019, roles=Role.PERPETRATOR), Counts)
    assert_type(metrics.count(MADE, 2019, roles={Role.PERPETRATOR, Role.EXPOSED_ADULT}), Counts)
    assert_type(metrics.count(MADE, 2019, roles=("exposed_adult", "exposed_child")), Counts)


def test_what_comes_back() -> None:
    """No choice changes what kind of result it is."""
    each: tuple[Of, ...] = ("case", "person", "household")
    assert [int(metrics.count(MADE, 2019, of=of)) for of in each] == [2, 2, 2]
    assert_type(metrics.detection(MADE, 2019, cluster=None), Estimate)
    assert_type(metrics.reactivation(MADE, 2019, rule="KKIK_1Y", by="sex"), Estimate)
    assert_type(metrics.judged_risks(MADE, 2019, instrument="patriark"), Counts)
    curve = metrics.time_to_event(MADE, 2019, start="intake", event="closing", competing="moved")
    assert_type(curve, Curve)
    assert_type(curve.select(cause="closing"), Curve)
    assert_type(metrics.proportion(3, 10).to_json(), str)
    assert_type(float(metrics.proportion(3, 10)), float)
