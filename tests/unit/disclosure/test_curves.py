"""Curves that may be shown: steps of whole weeks, none of which tells of a few."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counties import small_county
from vnr import metrics
from vnr.disclosure import FIVE, Rule, audit, protect
from vnr.errors import DisclosureError
from vnr.metrics.survival import stepwise
from vnr.results import Curve, Definition, State

RULE = Rule(threshold=5, insider=0)


def two_splits(numbers: tuple[int, int, int, int]) -> dict[str, Curve]:
    """By sex and by town: of A and of B how many had the event on day 7, and then how many hadn't."""
    days = np.repeat([7, 7, 99, 99], numbers)
    town = np.repeat(["A", "B", "A", "B"], numbers)
    sex = np.resize(["woman", "man"], days.size)
    adds = frozenset({"group", "sex"})
    towns = attrs.evolve(metrics.kaplan_meier(days, days < 99, group=town), adds_over=adds)
    by_sex = metrics.kaplan_meier(days, days < 99, group=sex)
    strata = {"sex": by_sex.strata["group"], "day": by_sex.strata["day"]}
    return {"sexes": attrs.evolve(by_sex, strata=strata, adds_over=adds), "towns": towns}


def told(curve: Curve) -> Curve:
    """The steps that are shown."""
    return curve.select(curve.state == State.VALUE)


class TestSteps:
    """Where a step ends, and what stands in it."""

    def test_by_hand(self) -> None:
        """Twenty, of whom one has the event on each of days 1 to 12, and the others are lost on 12.

        By day 7 they are 7 of 20; on days 8 to 12 5 of 13, and the 8 others are lost.
        """
        days, event = [*range(1, 13), *[12] * 8], [1] * 12 + [0] * 8
        shown = protect(metrics.kaplan_meier(days, event), RULE)

        assert shown.strata["day"].tolist() == [7, 14]
        assert shown.at_risk.tolist() == [20, 13]
        assert shown.events.tolist() == [7, 5]
        assert shown.censored.tolist() == [0, 8]
        assert shown.value.tolist() == pytest.approx([13 / 20, 13 / 20 * 8 / 13])
        assert shown.notes[0].code == "curve_in_steps"

    def test_the_same_as_by_weeks(self) -> None:
        """Where all events lie on the last day of a week the curve is as it was, with its limits."""
        days = np.repeat([7, 14, 21, 28], [9, 8, 7, 16])
        whole = metrics.kaplan_meier(days, days < 28)
        shown = protect(whole, RULE)

        for name in ("value", "lower", "upper", "at_risk", "events"):
            assert shown[name] == pytest.approx(whole[name]), name

    def test_causes(self) -> None:
        """Two causes with the same steps; the incidences and their limits as by single days."""
        days = np.repeat([7, 7, 14, 14, 21, 21], [6, 7, 9, 8, 7, 16])
        cause = np.repeat([1, 2, 1, 2, 1, 0], [6, 7, 9, 8, 7, 16])
        whole = metrics.cumulative_incidence(days, cause)
        shown = protect(whole, RULE)

        for name in ("value", "lower", "upper", "events"):
            assert shown[name] == pytest.approx(whole[name], nan_ok=True), name

    def test_one_cause_of_several(self) -> None:
        """Who goes by a cause that isn't shown is reckoned with, though not told of."""
        days = np.repeat([7, 7, 14, 14, 21, 21], [6, 7, 9, 8, 7, 16])
        cause = np.repeat([1, 2, 1, 2, 1, 0], [6, 7, 9, 8, 7, 16])
        whole = metrics.cumulative_incidence(days, cause).select(cause=1)
        shown = protect(whole, RULE)

        assert shown.value[:2] == pytest.approx(whole.value[:2])
        assert audit(shown, RULE).verdict == "safe"

    @pytest.mark.parametrize(
        ("weeks", "steps"),
        [
            ([6, 3, 3, 9], [7, 21, 28]),  # 3 and 3 together
            ([6, 5, 4, 9], [7, 14, 28]),  # 4 with the next
            ([6, 5, 9, 4], [7, 14, 28]),  # 4 with the one before
            ([6, 4], [14]),
        ],
    )
    def test_few_events(self, weeks: list[int], steps: list[int]) -> None:
        """A week with few events goes with the next, at the end with the one before."""
        days = np.repeat([*np.arange(1, len(weeks) + 1) * 7, 99], [*weeks, 30])
        event = np.repeat([True, False], [sum(weeks), 30])
        shown = protect(metrics.kaplan_meier(days, event), RULE)

        assert told(shown).strata["day"].tolist() == steps

    @pytest.mark.parametrize("zeros", ["safe", "sensitive"])
    def test_few_left(self, zeros: Any) -> None:
        """Three are left: the tail is hidden from the last step on that leaves enough."""
        days, event = [7] * 10 + [14] * 10 + [99] * 3, [1] * 20 + [0] * 3
        whole = metrics.kaplan_meier(days, event)
        shown = protect(whole, attrs.evolve(RULE, zeros=zeros))

        # 23 at risk, 10 events, 13 left; then 10, and 3 are left.
        expected = [] if zeros == "sensitive" else [7]
        assert told(shown).strata["day"].tolist() == expected
        assert (shown.state == State.SUPPRESSED).sum() == 1
        assert shown.at([7]).state.tolist() == ([0] if expected else [3])
        assert shown.at([30]).state.tolist() == [3]
        assert shown.median().state.tolist() == [3]
        assert shown.median().value.tolist() == pytest.approx([np.nan], nan_ok=True)

    def test_who_comes_in_later(self) -> None:
        """Twenty come under observation after the first step: they are told of as well."""
        days = np.repeat([7, 14, 21], [10, 10, 30])
        entry = np.where(np.arange(50) < 30, -1, 8)
        curve = metrics.kaplan_meier(days, days < 21, entry=np.maximum(entry, 0))
        shown = protect(curve, RULE)

        assert told(shown).at_risk.tolist() == curve.at_risk.tolist()
        assert audit(shown, RULE).verdict == "safe"

    def test_nothing_of_persons_who_repeat(self) -> None:
        """A curve that says nothing of them has the limits of independent subjects."""
        days = np.repeat([7, 14, 21], [9, 8, 16])
        whole = metrics.kaplan_meier(days, days < 21)
        bare = attrs.evolve(whole, columns={}, figures={})
        shown = protect(bare, RULE)

        assert shown.lower == pytest.approx(whole.lower)

    def test_a_median(self) -> None:
        """It is told in whole weeks, and its limits outwards, only with enough on both sides."""
        days = np.arange(1, 101)
        median = metrics.kaplan_meier(days, days > 0).median()
        shown = protect(median, RULE)
        few = metrics.kaplan_meier([10, 20, 30], [1, 1, 1]).median()

        assert median.value.tolist() == [50]
        assert shown.value.tolist() == [49]
        assert (shown.lower % 7 == 0).all()
        assert (shown.upper % 7 == 0).all()
        assert shown.lower[0] <= median.lower[0]
        assert shown.upper[0] >= median.upper[0]
        assert protect(few, RULE).state.tolist() == [3]

    def test_a_handful(self) -> None:
        """Of three persons nothing is told."""
        shown = protect(metrics.kaplan_meier([3, 5, 8], [1, 0, 1]), RULE)

        assert shown.state.tolist() == [3]
        assert shown.strata["day"].tolist() == [0]
        assert ".." in str(shown)

    def test_without_rows(self) -> None:
        """A curve of nobody is as it was."""
        curve = metrics.kaplan_meier([3, 5], [1, 1], group=["a", "a"])
        empty = curve.select(np.zeros(len(curve), bool))

        assert len(protect(empty, RULE)) == 0


@pytest.fixture(scope="module")
def curves() -> dict[str, Curve]:
    """Of a county, of its municipalities, and of deaths that nobody delivered."""
    register = small_county()
    asked: dict[str, Any] = {"start": "intervention", "event": "follow_up"}
    return {
        "county": metrics.time_to_event(register, 2019, **asked),
        "towns": metrics.time_to_event(register, 2019, by="municipality", **asked),
        "died": metrics.time_to_event(register, 2019, competing=("died",), **asked),
    }


class TestTogether:
    """Curves of a whole and of its parts."""

    def test_a_whole_less_its_parts(self, curves: dict[str, Curve]) -> None:
        """No difference of county and municipalities is small, by whatever days it is taken."""
        shown = protect({name: curves[name] for name in ("county", "towns")}, FIVE)
        county, towns = told(shown["county"]), told(shown["towns"])

        assert audit(shown, FIVE).verdict == "safe"
        days = [0, *county.strata["day"].tolist()]
        at = dict(zip(days, [0, *np.cumsum(county.events).tolist()], strict=True))
        until: dict[str, dict[int, int]] = {}
        for town in np.unique(towns.strata["municipality"]):
            own = towns.select(municipality=town)
            own_days = [0, *own.strata["day"].tolist()]
            until[town] = dict(zip(own_days, [0, *np.cumsum(own.events)], strict=True))
        for place, start in enumerate(days):
            for end in days[place + 1 :]:
                known = [one for one in until.values() if start in one and end in one]
                left = at[end] - at[start] - sum(one[end] - one[start] for one in known)
                assert left == 0 or left >= FIVE.threshold

    def test_a_town_that_is_left(self) -> None:
        """Of two towns one is hidden: the county's curve, less the other's, would tell of its 3.

        The county has the event 20 times by day 7 and 23 times by day 14, and A all but three.
        """
        days = np.repeat([7, 14, 7, 14, 99], [20, 9, 2, 1, 40])
        town = np.repeat(["A", "A", "B", "B", "A"], [20, 9, 2, 1, 40])
        towns = attrs.evolve(
            metrics.kaplan_meier(days, days < 99, group=town), adds_over=frozenset({"group"})
        )
        county = metrics.kaplan_meier(days, days < 99)
        alike = attrs.evolve(county, definition=towns.definition)
        shown = protect({"towns": towns, "county": alike}, RULE)

        assert told(shown["towns"]).strata["group"].tolist() == ["A", "A"]
        assert told(shown["county"]).strata["day"].tolist() == []
        apart = {"towns": shown["towns"], "county": protect(alike, RULE)}
        assert audit(apart, RULE).verdict == "unsafe"

    def test_two_splits(self) -> None:
        """By town and by sex: what the sexes add up to, less town A, is town B's 3."""
        shown = protect(two_splits((20, 3, 40, 40)), RULE)

        assert audit(shown, RULE).verdict == "safe"
        assert set(told(shown["towns"]).strata["group"].tolist()) == {"A"}
        assert len(told(shown["sexes"])) < 2

    def test_two_splits_of_which_enough_is_left(self) -> None:
        """Town B is hidden for the three it leaves; the sexes less town A tell of its 8 events."""
        splits = two_splits((20, 8, 40, 3))
        shown = protect(splits, RULE)

        assert told(shown["towns"]).strata["group"].tolist() == ["A"]
        assert told(shown["sexes"]).strata["sex"].tolist() == ["man", "woman"]
        assert audit(shown, RULE).verdict == "safe"
        # What doesn't add up tells nothing of what is left.
        apart = {
            label: attrs.evolve(split, adds_over=frozenset()) for label, split in splits.items()
        }
        assert audit(protect(apart, RULE), RULE).verdict == "safe"

    def test_last_years(self) -> None:
        """A curve that is out already is reckoned with if it is of the same events."""
        days = np.repeat([7, 14], [20, 30])
        curve = metrics.kaplan_meier(days, days > 0)
        other = attrs.evolve(curve, definition=Definition("other", {}))

        assert audit(protect(curve, RULE), RULE, published={"a": curve}).unreckoned == ()
        assert audit(protect(curve, RULE), RULE, published={"a": other}).unreckoned == (
            ("published a", "value"),
        )

    def test_numbers_of_persons(self, curves: dict[str, Curve]) -> None:
        """What isn't a number of the steps is hidden, and persons beside them are one figure."""
        shown = protect(curves["county"], FIVE)

        assert (shown.state_of("design_effect") == State.SUPPRESSED).all()
        assert np.isnan(shown.restricted_mean(100).lower).all()
        assert len(np.unique(shown["n_persons"])) == 1

    def test_not_reported_stays(self, curves: dict[str, Curve]) -> None:
        """A curve of what nobody delivered is told as that."""
        assert (curves["died"].state == State.NOT_REPORTED).all()
        assert protect(curves["died"], FIVE).state.tolist() == curves["died"].state.tolist()

    def test_from_two_registers(self) -> None:
        """Two curves of the same that differ are refused."""
        days = np.repeat([7, 14], [9, 9])
        one, other = (metrics.kaplan_meier(days + late, days > 0) for late in (0, 7))
        later = attrs.evolve(other, strata={"day": one.strata["day"]}, at_risk=other.at_risk + 9)

        with pytest.raises(DisclosureError, match="show different numbers as at_risk"):
            audit({"one": one, "other": later}, RULE)


@settings(max_examples=15)
@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 2)), max_size=60),
    st.integers(2, 6),
    st.integers(0, 1),
)
def test_nothing_is_small(rows: list[tuple[int, int]], threshold: int, insider: int) -> None:
    """Of no step, however they lie, is a number small, and the attacker agrees."""
    rule = Rule(threshold=threshold, insider=insider)
    curve = metrics.cumulative_incidence([day for day, _ in rows], [cause for _, cause in rows])
    shown = protect(curve, rule)
    steps = told(shown)

    for name in ("at_risk", "events", "censored"):
        assert not ((steps[name] >= 1) & (steps[name] <= rule.sensitive_to)).any(), name
    assert (steps.strata["day"] % 7 == 0).all()
    assert audit(shown, rule).verdict == "safe"


def test_steps_without_limits() -> None:
    """Two steps by hand: of 10 two go and of 8 four, which leaves 8/10 × 4/8; nobody asks how sure."""
    value, lower, upper = stepwise(
        np.array([10.0, 8.0]), np.array([[2.0, 4.0]]), survival=True,
        effect=np.ones((1, 2)), confidence=None,
    )  # fmt: skip

    assert value.ravel().tolist() == pytest.approx([0.8, 0.4])
    assert np.isnan(lower).all()
    assert np.isnan(upper).all()
