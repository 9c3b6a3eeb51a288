"""What the first reason hides, undefined and not mature."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from statsmodels.stats.proportion import proportion_confint

from building import ECONOMIC, VIOLENCE, WINDOW, case, day, register
from vnr import metrics
from vnr.metrics import ReactivationRule, Years
from vnr.model import Case, Period, ViolenceForm
from vnr.register import Register
from vnr.results import Estimate, State

YEAR = Period.year(2019)


def test_undated() -> None:
    """A form alone makes the case known, without a delay."""
    made = register(case("1", reason=ECONOMIC, forms=frozenset({ViolenceForm.SEXUAL})))
    found = metrics.detection(made, YEAR)
    assert found.columns["known"].tolist() == [1]
    assert np.isnan(found.columns["delay_median"][0])


def test_known_before() -> None:
    """What was known before the case opened has no delay, not a negative one."""
    made = register(case("1", reason=ECONOMIC, violence_known=day("2019-02-01")))
    assert metrics.detection(made, YEAR).columns["delay_median"].tolist() == [0]


def test_intervals_are_of_95_percent() -> None:
    """The limits of the missed and of the returned share are Wilson's, 3 of 4 and 1 of 4."""
    known = frozenset({ViolenceForm.SEXUAL})
    made = register(
        case("0", "a", closed="2019-04-01"),
        *(
            case(str(place), f"b{place}", reason=ECONOMIC, closed="2019-04-01", forms=known)
            for place in range(1, 4)
        ),
        case("9", "a", opened="2019-06-01"),
    )
    first = Period(day("2019-03-01"), day("2019-04-30"))
    rule = ReactivationRule("test", "episode_closed", "episode", (Years(1),), source="test")
    for found, count in (
        (metrics.detection(made, first), 3),
        (metrics.reactivation(made, first, rule=rule), 1),
    ):
        assert (float(found), found.n.tolist(), found.confidence) == (count / 4, [4], 0.95)
        limits = proportion_confint(count, 4, alpha=0.05, method="wilson")
        np.testing.assert_allclose([found.lower[0], found.upper[0]], limits)


def test_states() -> None:
    """No case is undefined; one too young is not mature; one never delivered isn't reported."""
    found = metrics.detection(
        register(case("1", opened="2020-06-01")).expecting(["0488"]),
        Period.year(2020),
        by="municipality",
    )
    assert found.state.tolist() == [State.NOT_MATURE, State.NOT_REPORTED]
    assert found.columns["n_not_mature"].tolist() == [1, 0]
    none = metrics.detection(register(case(reason=ECONOMIC)), YEAR)
    assert none.state.tolist() == [State.VALUE]
    assert np.isnan(none.value[0])


def test_horizon_on_the_cut_off() -> None:
    """A horizon that ends on the cut-off is over: 2020-01-01 + 365 = 2020-12-31."""
    found = metrics.detection(
        register(case("1", opened="2020-01-01"), case("2", opened="2020-01-02")),
        Period.year(2020),
    )
    assert found.n.tolist() == [1]
    assert found.columns["n_not_mature"].tolist() == [1]


def test_a_year_and_a_day() -> None:
    """Evidence on day 365 is within the horizon, on day 366 not: 1 - 0/1, then none."""
    inside = case("1", reason=ECONOMIC, later=(("2020-02-29", VIOLENCE),))
    beyond = case("2", reason=ECONOMIC, later=(("2020-03-01", VIOLENCE),))
    assert (day("2020-02-29") - day("2019-03-01")).days == 365
    found = metrics.detection(register(inside, beyond), YEAR)
    assert found.n.tolist() == [1]
    assert found.value.tolist() == [1 - 0 / 1]
    assert found["intake"].tolist() == [1]
    assert found.columns["delay_median"].tolist() == [365]


def test_delays_of_cases_whose_horizon_is_over() -> None:
    """300 days in a year that ends on the cut-off; ten days of a case that isn't judged don't count."""
    late = case("1", "a", "2020-01-01", reason=ECONOMIC, later=(("2020-10-27", VIOLENCE),))
    young = case("2", "b", "2020-06-01", reason=ECONOMIC, later=(("2020-06-11", VIOLENCE),))
    next_cell = case("3", "c", "2020-01-01", municipality="0488")
    found = metrics.detection(
        register(late, young, next_cell), Period.year(2020), by="municipality"
    )
    assert (day("2020-10-27") - day("2020-01-01")).days == 300
    assert found["n_not_mature"].tolist() == [1, 0]
    assert found["delay_median"].tolist() == [300, 0]


@pytest.mark.parametrize(("days", "median"), [([2, 10], 6), ([2, 10, 11], 10)])
def test_median_delay(days: list[int], median: float) -> None:
    """Of an even number it lies between the two in the middle."""
    told = {n: (day("2019-03-01") + timedelta(n)).isoformat() for n in days}
    cases = [
        case(str(n), f"p{n}", reason=ECONOMIC, later=((when, VIOLENCE),))
        for n, when in told.items()
    ]
    found = metrics.detection(register(*cases), YEAR)
    assert found.columns["delay_median"].tolist() == [median]


def test_a_leap_year_is_a_day_longer() -> None:
    """Within a calendar year of 1 March 2019 lie 366 days, and so may the delay."""
    made = register(
        case("1", "a", "2019-03-01", reason=ECONOMIC, later=(("2020-03-01", VIOLENCE),)),
        case("2", "b", "2019-01-01", municipality="0480"),
    )
    found = metrics.detection(made, YEAR, horizon=Years(1), by="municipality")
    assert found["delay_median"].tolist() == [0, 366]


class TestNotDelivered:
    """What the first reason misses needs something that could tell of more."""

    def found(self, *cases: Case) -> Estimate:
        made = Register.from_cases(cases, observed=WINDOW)
        return metrics.detection(made, YEAR, by="municipality")

    def test_nothing_that_could_tell(self) -> None:
        """First reasons alone miss nothing that can be seen: that is no 0 per cent."""
        found = self.found(case("1"), case("2", "b", reason=ECONOMIC))
        assert found.state.tolist() == [State.NOT_REPORTED]
        assert found.state_of("original", "intake", "known").tolist() == [State.NOT_REPORTED]
        (note,) = found.notes
        assert (note.code, note.parameters["what"]) == ("not_delivered", ["evidence"])

    def test_no_later_intake(self) -> None:
        """With forms, and one reason in each case, no later reason can be told."""
        forms = frozenset({ViolenceForm.DIGITAL})
        found = self.found(case("1", forms=forms), case("2", "b", reason=ECONOMIC, forms=forms))
        assert found.value.tolist() == [1 / 2]
        assert found.state_of("intake").tolist() == [State.NOT_REPORTED]
        assert found.state_of("n_later_spell").tolist() == [State.NOT_REPORTED]
        assert found.state_of("original", "known").tolist() == [State.VALUE]
        assert "may_be_more" in [note.code for note in found.notes]

    def test_a_later_intake_anywhere(self) -> None:
        """A second intake in one case, in whatever year, tells that they are delivered."""
        later = case("3", "c", "2018-02-01", later=(("2018-05-01", ECONOMIC),))
        found = self.found(case("1"), case("2", "b", reason=ECONOMIC), later)
        assert (found.value.tolist(), found["intake"].tolist()) == ([0], [1])
        assert found.notes == ()
        # Who doesn't close can't open again.
        assert found.state_of("n_later_spell").tolist() == [State.NOT_REPORTED]
