"""What is made from protected results stays protected, through every door."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from itertools import product
from typing import Any

import attrs
import numpy as np
import pytest

from vnr import metrics
from vnr.disclosure import Rule, audit, protect
from vnr.results import Counts, Definition, Estimate, Grid, Result, State

TOWNS = ["0480", "0481", "0482", "0483", "0484"]
EXPOSURE = np.array([1000.0, 2000, 3000, 3500, 4000])
BASE = [911.0, 1013, 1217, 1709]
HIDE, ROUND = Rule(insider=0), Rule(method="round", base=10, rounding="midpoint")


def counts(values: list[int], name: str, labels: list[Any], **asked: str) -> Counts:
    """Counts of cases by one stratum."""
    grid = Grid(
        strata={name: labels},
        state=np.zeros(len(values)),
        covered=np.ones(len(values)),
        definition=Definition("count", {"period": "2019", "by": [name], **asked}),
        adds_over=[name],
    )
    return Counts.over(grid, value=values, unit="cases")


def protected(rule: Rule) -> tuple[Counts, Counts]:
    """Known cases and those by the first reason, of five towns of which two are small."""
    known = counts([3, 20, 30, 40, 50], "municipality", TOWNS)
    first = counts([1, 9, 12, 22, 18], "municipality", TOWNS, basis="original")
    total = counts([143], "row", [0])
    shown = protect({"known": known, "first": first, "total": total.sum("row")}, rule)
    return shown["known"], shown["first"]


Door = Callable[[Counts, Counts], Result]
DOORS: dict[str, Door] = {
    "rate": lambda known, _: metrics.rate(known, EXPOSURE),
    "smr": lambda known, _: metrics.smr(known, EXPOSURE / 100),
    "funnel": lambda known, first: metrics.funnel(first, known),
    "shrink": lambda known, _: metrics.shrink(known, EXPOSURE),
    "ranks": lambda known, _: metrics.ranks(known, EXPOSURE, draws=100),
    "proportion": lambda known, first: metrics.proportion(first, known),
    "rate_ratio": lambda known, first: metrics.rate_ratio(known, EXPOSURE, first, EXPOSURE),
    "taken": lambda known, _: known.take([0, 1, 2, 3, 4]),
    "read again": lambda known, _: Counts.from_json(known.to_json()),
}


@pytest.mark.parametrize("door", DOORS)
def test_hidden_stays_hidden(door: str) -> None:
    """No figure of a cell that is hidden is made from it, and the rule is named."""
    known, first = protected(HIDE)
    made = DOORS[door](known, first)

    assert known.state.tolist() == [3, 3, 0, 0, 0]
    for name in made.names:
        if name not in ("expected", "base") and made.figure(name).kind != "limit":
            assert (made.state_of(name)[:2] == State.SUPPRESSED).all(), name
    assert (made.state[:2] == State.SUPPRESSED).all()
    assert "protected" in {note.code for note in made.notes}
    assert json.loads(made.to_json())["value"][:2] == [None, None]


@pytest.mark.parametrize("door", DOORS)
def test_made_of_what_is_printed(door: str) -> None:
    """By a rule that rounds all is made of the printed numbers, and says so."""
    known, first = protected(ROUND)
    made = DOORS[door](known, first)
    by_hand = DOORS[door](
        counts([5, 15, 25, 35, 45], "municipality", TOWNS),
        counts([5, 5, 15, 25, 15], "municipality", TOWNS, basis="original"),
    )

    assert made["value"] == pytest.approx(by_hand["value"])
    assert "rounded_midpoint" in {note.code for note in made.notes}


def test_sums() -> None:
    """The sum of what is partly hidden is hidden, and of rounded numbers is that of these."""
    assert protected(HIDE)[0].sum("municipality").state.tolist() == [State.SUPPRESSED]
    assert int(protected(ROUND)[0].sum("municipality")) == 5 + 15 + 25 + 35 + 45
    ages = list("abcde")
    standard = dict(zip(ages, EXPOSURE.tolist(), strict=True))
    by_age = protect(counts([3, 20, 30, 40, 50], "age_group", ages), HIDE)
    made = metrics.standardise(by_age, standard, standard)
    assert made.state.tolist() == [State.SUPPRESSED]
    by_year = protect(counts([3, 20, 30, 40, 50], "year", [2015, 2016, 2017, 2018, 2019]), HIDE)
    trend = metrics.trend(by_year, attrs.evolve(by_year, value=EXPOSURE, state=np.zeros(5)))
    assert trend.state.tolist() == [State.SUPPRESSED]
    assert "protected" in {note.code for note in trend.notes}


@pytest.mark.parametrize("step", [None, date(2016, 6, 1)], ids=["trend", "step"])
def test_a_trend_beside_its_years(step: date | None) -> None:
    """Where a year is hidden the slope would give it back: it is hidden too, the number is not."""
    towns, years = ["0480", "0481", "0482"], list(range(2014, 2020))
    numbers = np.array([[30, 3, 40, 2, 44, 50], [31, 35, 30, 41, 38, 40], [25, 22, 31, 30, 28, 33]])
    grid = Grid(
        strata={"municipality": np.repeat(towns, 6), "year": np.tile(years, 3)},
        state=np.zeros(18),
        covered=np.ones(18),
        definition=Definition(
            "count", {"period": "2014-01-01/2019-12-31", "of": "case", "measure": "new"}
        ),
        adds_over=["municipality", "year"],
    )
    cases = Counts.over(grid, value=numbers.reshape(-1), unit="cases")
    trend = metrics.trend(cases, attrs.evolve(cases, value=np.full(18, 1000)), step=step)
    whole = cases.sum("municipality")
    shown = protect({"cases": cases, "trend": trend, "whole": whole}, HIDE)
    hidden = shown["cases"].state.reshape(3, 6) == State.SUPPRESSED
    assert hidden[0].any()
    assert (shown["trend"].state == State.SUPPRESSED).tolist() == hidden.any(axis=1).tolist()
    assert not hidden.any(axis=1).all()
    for name in ("lower", "dispersion"):
        assert np.isnan(shown["trend"][name][0])
    assert shown["trend"]["n"].tolist() == numbers.sum(axis=1).tolist()


def test_in_words() -> None:
    """A hidden figure is .. in text, table and frame's words, never 0 or blank."""
    known, _ = protected(HIDE)
    _, rows = known.rows("sv")

    assert [row[-1] for row in rows[:2]] == ["..", ".."]
    assert known["value"][:2].tolist() == [0, 0]
    frame = known.to_frame("pandas")
    assert frame["value"].isna().tolist() == [True, True, False, False, False]
    assert ".." in known._repr_html_()


def fitted(label: str, values: list[int]) -> tuple[Counts, Estimate]:
    """Counts by year or by age, and a trend over the years or a rate standardised by age."""
    labels: list[Any] = [2017, 2018, 2019, 2020] if label == "year" else list("abcd")
    period = "2017-01-01/2020-12-31" if label == "year" else "2019"
    own = counts(values, label, labels, period=period, of="case", measure="new")
    base = attrs.evolve(own, value=BASE)
    if label == "year":
        return own, metrics.trend(own, base)
    return own, metrics.standardise(own, base, dict(zip(labels, [3, 5, 4, 2], strict=True)))


@pytest.mark.parametrize("label", ["year", "age_group"])
class TestMadeOfSeveral:
    """A trend and a standardised rate are equations between counts: they show only beside these."""

    def test_what_it_gives_back(self, label: str) -> None:
        """By trying all whole numbers the figure alone tells its counts, the smallest too."""
        _, made = fitted(label, [3, 6, 9, 7])
        tried = np.array([one for one in product(range(14), repeat=4) if sum(one) == 25])
        if label == "year":
            again = metrics.trend(tried, BASE, years=[2017, 2018, 2019, 2020])
            names = ["value", "dispersion"]
        else:
            again, names = metrics.standardise(tried, BASE, [3, 5, 4, 2]), ["value", "upper"]
        fit = np.all([abs(again[name] / made[name] - 1) < 1e-9 for name in names], axis=0)
        assert tried[fit].tolist() == [[3, 6, 9, 7]]

    def test_alone(self, label: str) -> None:
        """Nobody knows whether its counts are small: it is hidden, and says why."""
        _, made = fitted(label, [30, 60, 90, 70])
        shown = protect(made, HIDE)
        assert shown.state.tolist() == [State.SUPPRESSED]
        assert np.isnan([shown["value"][0], shown["lower"][0], shown["upper"][0]]).all()
        assert shown["n"].tolist() == [250]
        assert "made_of_hidden" in {note.code for note in shown.notes}

    def test_beside_its_counts(self, label: str) -> None:
        """Where all of them are shown it tells nothing more; where one is hidden, the hidden one."""
        for values, state in (
            ([30, 60, 90, 70], State.VALUE),
            ([3, 60, 90, 70], State.SUPPRESSED),
        ):
            own, made = fitted(label, values)
            shown = protect({"own": own, "made": made}, HIDE)
            assert shown["made"].state.tolist() == [state]
            assert audit(shown, HIDE).verdict == "safe"
            assert audit(shown, HIDE).unreckoned == ()

    def test_what_is_out_already(self, label: str) -> None:
        """Its counts may be out already, but not only some of them."""
        own, made = fitted(label, [30, 60, 90, 70])
        assert protect(made, HIDE, published=own).state.tolist() == [State.VALUE]
        part = attrs.evolve(own, adds_over=()).take([0, 1, 2])
        assert protect(made, HIDE, published=part).state.tolist() == [State.SUPPRESSED]

    def test_an_audit(self, label: str) -> None:
        """What is shown without its counts isn't called safe, and is named."""
        own, made = fitted(label, [30, 60, 90, 70])
        found = audit(made, HIDE)
        assert found.verdict == "not proved in time"
        assert found.unreckoned == (("result", "value"),)
        assert "result, value" in found.show("sv")
        hidden = protect({"own": fitted(label, [3, 60, 90, 70])[0]}, HIDE)
        assert audit(hidden | {"made": made}, HIDE).unreckoned == (("made", "value"),)
        assert audit(own, HIDE, published=made).unreckoned == ()
        assert ("published 1", "value") in audit(published=made).unreckoned


def test_a_trend_without_a_year_that_nobody_reported() -> None:
    """A year that wasn't reported is no part of the trend: the others beside it are enough."""
    own, _ = fitted("year", [30, 60, 90, 70])
    own = attrs.evolve(own, state=[0, 0, State.NOT_REPORTED, 0])
    trend = metrics.trend(own, attrs.evolve(own, value=BASE, state=[0] * 4))
    assert protect({"own": own, "trend": trend}, HIDE)["trend"].state.tolist() == [State.VALUE]


def test_rates_by_place_of_a_standard() -> None:
    """Of arrays nobody knows the groups: what is made of them shows nowhere."""
    rate = metrics.standardise([30, 60], [1000, 1000], [1, 2])
    assert protect(rate, HIDE).state.tolist() == [State.SUPPRESSED]
