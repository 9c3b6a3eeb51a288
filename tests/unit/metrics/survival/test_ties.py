"""Times that differ only by rounding are one, by the rule of R's survival (``aeqSurv``)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnr.errors import DataError
from vnr.metrics import cumulative_incidence, kaplan_meier, log_rank
from vnr.metrics.survival._ties import tied
from vnr.results import State

LATER = 0.1 + 0.2
"""Three tenths of a month, reckoned in another way than 0.3."""
TOLERANCE = 2.0**-26
LITTLE = [0.0, 2.0**-27, 2.0**-26, 2.0**-25, 1e-5, 2e-5]


def one_time(times: list[float]) -> list[float]:
    """The rule by hand: a time follows the one before it by so little that it is the same."""
    occur = sorted(set(times))
    mean = sum(occur) / len(occur)
    head: dict[float, float] = {}
    for before, day in zip([-math.inf, *occur], occur, strict=False):
        gap = day - before
        same = gap <= TOLERANCE or gap <= TOLERANCE * mean
        head[day] = head[before] if same else day
    return [head[day] for day in times]


class TestOneTime:
    """The rule of ``aeqSurv``."""

    @given(
        st.lists(st.tuples(st.sampled_from([0, 1, 5, 1000]), st.sampled_from(LITTLE)), min_size=1)
    )
    def test_by_hand(self, parts: list[tuple[int, float]]) -> None:
        """Each time becomes the first of those that follow one another that closely."""
        times = [day + little for day, little in parts]
        expected = one_time(times)
        found, _ = tied(np.array(times), None)
        assert expected == found.tolist()

    @pytest.mark.parametrize(
        ("apart", "days"),
        [
            (2.0**-26, 1),
            (2.0**-26 * 1.01, 2),
            (1.9 * 2.0**-26 * 500, 2),
            (0.99 * 2.0**-26 * 500, 1),
        ],
    )
    def test_edge(self, apart: float, days: int) -> None:
        """So near as the root of the machine's epsilon, or that share of the mean, and no more."""
        # With a mean of about 1/2, and of about 500: the absolute bound, and the relative one.
        start, end = (0.5, 0.5) if apart < 1e-7 else (500.0, 500.0)
        assert days == np.unique(tied(np.array([start, end + apart]), None)[0]).size

    def test_whole_days(self) -> None:
        """Whole days are given back as they came, without a copy."""
        days = np.array([1, 2, 2])
        assert tied(days, np.array([0, 1, 1]))[0] is days

    def test_entry(self) -> None:
        """An entry on the day of another's event, but for rounding, is too late for it."""
        exact = kaplan_meier([3.0, 5.0], [1, 1], entry=[0.0, 3.0])
        for entry in (3 - 1e-12, 3 + 1e-12):
            for time in ([3, 5], [3.0, 5.0]):
                found = kaplan_meier(time, [1, 1], entry=[0.0, entry])
                assert exact.at_risk.tolist() == found.at_risk.tolist() == [1, 1]

    def test_entry_between_days(self) -> None:
        """One that is truly before it is in time."""
        found = kaplan_meier([3, 5], [1, 1], entry=[0.0, 2.9])
        assert found.at_risk.tolist() == [2, 1]

    @pytest.mark.parametrize("time", [[0.3, 9.0], [3, 9]])
    def test_no_time_at_all(self, time: list[Any]) -> None:
        """An entry and a time that are one by rounding are refused with their row."""
        with pytest.raises(DataError, match="by more than rounding; it does not at row 0"):
            kaplan_meier(time, [1, 1], entry=[time[0] * (1 - 1e-15), 1.0])

    def test_never_before(self) -> None:
        """Who was there from always is so still."""
        found = kaplan_meier([0.3, LATER], [0, 1], entry=[-math.inf, -math.inf])
        assert found.value.tolist() == [0.5]


class TestEveryEstimate:
    """What takes times gives what it gives for the same times written alike."""

    ROUNDED, EXACT = [0.3, LATER, 0.7, 0.1 + 0.6], [0.3, 0.3, 0.7, 0.7]

    def test_kaplan_meier(self) -> None:
        """One loss and one event at one time: the loss comes last, and half are left."""
        assert kaplan_meier([0.3, LATER], [0, 1]).value.tolist() == [1 - 1 / 2]

    @pytest.mark.parametrize("group", [None, ["a", "b", "a", "b"]])
    def test_curves(self, group: list[str] | None) -> None:
        """Also in groups, of whom one has the one spelling and another the other."""
        for curve in (kaplan_meier, cumulative_incidence):
            exact = curve(self.EXACT, [0, 1, 1, 0], group=group)
            assert exact == curve(self.ROUNDED, [0, 1, 1, 0], group=group)

    def test_derived(self) -> None:
        """Medians, restricted means and values at a day."""
        exact = kaplan_meier(self.EXACT, [0, 1, 1, 1])
        rounded = kaplan_meier(self.ROUNDED, [0, 1, 1, 1])
        assert exact.median() == rounded.median()
        assert exact.restricted_mean(0.7) == rounded.restricted_mean(0.7)

    def test_log_rank(self) -> None:
        """Observed, expected and their variance."""
        group = ["a", "b", "b", "a"]
        exact = log_rank(self.EXACT, [1, 1, 1, 1], group=group)
        assert exact == log_rank(self.ROUNDED, [1, 1, 1, 1], group=group)

    def test_asked(self) -> None:
        """A day is asked for by either spelling, the last one too."""
        curve = kaplan_meier([LATER, LATER], [1, 0])
        assert curve.at([0.3, LATER]).value.tolist() == [0.5, 0.5]
        late = kaplan_meier([0.3, 0.3], [1, 0])
        assert late.at(LATER).state.tolist() == [State.VALUE]
        assert late.restricted_mean(LATER).state.tolist() == [State.VALUE]
        assert late.at(0.31).state.tolist() == [State.NOT_MATURE]


@pytest.mark.parametrize("persons", [2, 24, 28, 110])
def test_half_of_all(persons: int) -> None:
    """Half of them have had the event when half have, however the product is rounded."""
    days, all_of_them = range(1, persons + 1), [1] * persons
    assert float(kaplan_meier(days, all_of_them).median()) == persons / 2
    assert float(cumulative_incidence(days, all_of_them).median()) == persons / 2


class TestNobody:
    """Curves of those to whom nothing happened can be shown and asked."""

    def test_no_cause(self) -> None:
        """One row, of the first cause: nothing by the last day."""
        curve = cumulative_incidence([1, 2, 3], [0, 0, 0])
        assert (curve.value.tolist(), curve.at_risk.tolist()) == ([0.0], [1])
        assert curve.strata["cause"].tolist() == [1]
        assert curve.at([2]).value.tolist() == [0.0]
        assert curve.select(cause=1).restricted_mean(3).value.tolist() == [0.0]
        assert curve.median().value.tolist() == [math.inf]
        assert "0,0" in curve.show()
        assert len(curve.to_frame("polars")) == len(curve.to_dict()["value"]) == 1

    def test_groups(self) -> None:
        """Each group has its row, whether nobody at all or only nobody of theirs had an event."""
        nothing = cumulative_incidence([1, 2, 3], [0, 0, 0], group=["a", "b", "b"])
        assert nothing.strata["group"].tolist() == ["a", "b"]
        assert nothing.value.tolist() == [0.0, 0.0]
        some = cumulative_incidence([1, 2, 3], [0, 2, 1], group=["a", "b", "b"])
        assert some.select(group="a").value.tolist() == [0.0, 0.0]
        assert some.at([1]).value.tolist() == [0.0] * 4

    def test_survival(self) -> None:
        """All are left."""
        curve = kaplan_meier([1, 2, 3], [0, 0, 0])
        assert curve.value.tolist() == curve.at([2]).value.tolist() == [1.0]

    def test_no_subjects(self) -> None:
        """Of nobody at all there is no row."""
        assert len(cumulative_incidence([], [])) == len(kaplan_meier([], [])) == 0
