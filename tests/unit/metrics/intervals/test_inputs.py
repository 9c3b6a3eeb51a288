"""Figures are joined by label, never by position, and bad ones are refused with a remedy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from building import counts
from vnr import metrics
from vnr.errors import DataError
from vnr.results import Counts, Definition, Estimate, State

TWO: dict[str, Any] = {
    "municipality": ["0480", "0480", "0484", "0484"],
    "year": [2018, 2019, 2018, 2019],
}
CASES = counts(TWO, [1, 2, 3, 4])


class TestJoin:
    """A label finds its label wherever it stands; what has fewer strata serves for all."""

    def test_other_order(self) -> None:
        """Exposure in another order of the rows gives the same rates."""
        turned = {name: labels[::-1] for name, labels in TWO.items()}
        found = metrics.rate(CASES, counts(turned, [400, 300, 200, 100]), per=1)
        assert found.value.tolist() == [0.01, 2 / 200, 3 / 300, 4 / 400]
        assert [one.rule for one in found.definition.operands] == ["count", "count"]

    def test_fewer_strata(self) -> None:
        """One number for each municipality serves for all its years; one for all is for all."""
        people = counts({"municipality": ["0484", "0480"]}, [20, 10])
        assert metrics.rate(CASES, people, per=20).value.tolist() == [2, 4, 3, 4]
        assert metrics.rate(CASES, counts({}, [8]), per=8).value.tolist() == [1, 2, 3, 4]

    def test_states_and_coverage(self) -> None:
        """What one of them doesn't have, the figure doesn't; the poorer coverage stands."""
        people = counts(
            TWO,
            [10, 0, 10, 10],
            state=[State.VALUE, State.NOT_REPORTED, State.VALUE, State.VALUE],
            covered=[1, 0, 0.5, 1],
        )
        late = counts(TWO, [1, 2, 0, 4], state=[0, 0, State.NOT_MATURE, 0], covered=[0.9, 1, 1, 1])
        found = metrics.rate(late, people, per=1)
        assert found.state.tolist() == [
            State.VALUE, State.NOT_REPORTED, State.NOT_MATURE, State.VALUE,
        ]  # fmt: skip
        assert found.covered.tolist() == [0.9, 0, 0.5, 1]
        assert np.isnan(found.value[1:3]).all()
        assert metrics.proportion(late, people).state.tolist() == found.state.tolist()

    def test_array_beside_counts(self) -> None:
        """An array has as many cells as the counts, or is one number."""
        assert metrics.rate(CASES, [1, 2, 3, 4], per=1).value.tolist() == [1, 1, 1, 1]
        assert metrics.proportion([1, 1, 1, 1], CASES).value[3] == 0.25
        with pytest.raises(DataError, match="exposure needs 4 cells"):
            metrics.rate(CASES, [1, 2])

    @pytest.mark.parametrize(
        ("other", "says"),
        [
            (counts({"sex": ["woman"]}, [1]), "the stratum sex, which the figures .* lack"),
            (counts({"municipality": ["0480"]}, [1]), "no cell for municipality 0484 .and 1 more"),
            (
                counts({"municipality": ["0480", "0480", "0484"]}, [1, 1, 1]),
                "municipality 0480 twice",
            ),
            (counts({}, [1, 2]), "2 cells without labels"),
            (counts({"municipality": np.empty(0, "U4")}, []), "no cell for municipality 0480"),
        ],
    )
    def test_what_does_not_match(self, other: Counts, says: str) -> None:
        """The stratum and the label are named."""
        with pytest.raises(DataError, match=f"exposure has {says}"):
            metrics.rate(CASES, other)


class TestNumbers:
    """A number that can't be one is refused with its argument, row, and how many more."""

    @pytest.mark.parametrize(
        ("k", "n", "says"),
        [
            ([1, 2.5, 0.5], 9, r"k must be a whole number from 0, got 2.5 at row 1 \(and 1 more"),
            ([1, -1], 9, "k must be a whole number from 0, got -1 at row 1"),
            ([1, np.nan], 9, "k must be a whole number from 0, got nan at row 1"),
            (1, np.inf, "n must be a whole number from 0, got inf at row 0"),
            ([1, 5, 6], [9, 4, 4], r"k must not be over n: it is 5 of 4 at row 1 \(and 1 more"),
            ([1, 2, 3], [1, 2], r"the shapes don't match: k \(3,\), n \(2,\)"),
            (["a"], [1], "k must be numbers"),
        ],
    )
    def test_proportion(self, k: Any, n: Any, says: str) -> None:
        """Trials and hits are whole, from 0, and no hit is without its trial."""
        with pytest.raises(DataError, match=says):
            metrics.proportion(k, n)

    @pytest.mark.parametrize("exposure", [-1, np.nan, np.inf])
    def test_rate(self, exposure: float) -> None:
        """Exposure is a number from 0."""
        with pytest.raises(DataError, match="exposure must be a number from 0"):
            metrics.rate([1], [exposure])

    @pytest.mark.parametrize("confidence", [0, 1, 95, -0.1, np.nan])
    def test_confidence(self, confidence: float) -> None:
        """A level is a proportion, and the message says which."""
        with pytest.raises(DataError, match=r"95 percent is 0\.95"):
            metrics.proportion(1, 2, confidence=confidence)


def test_bad_number_of_counts_names_its_row() -> None:
    """Rows without a value don't move the number of the row."""
    people = Estimate(
        strata={"year": [2018, 2019]},
        value=[np.nan, -1],
        lower=[np.nan] * 2,
        upper=[np.nan] * 2,
        n=[0, 0],
        state=[State.NOT_REPORTED, State.VALUE],
        covered=[0, 1],
        unit="persons",
        method="x",
        definition=Definition("x"),
    )
    with pytest.raises(DataError, match="exposure must be a number from 0, got -1 at row 1"):
        metrics.rate(counts({"year": [2018, 2019]}, [1, 1]), people)


def test_methods_are_named() -> None:
    """A method that isn't there is refused with those that are."""
    calls: list[Any] = [
        lambda: metrics.proportion_difference(1, 2, 1, 2, method="wald"),  # type: ignore[arg-type]
        lambda: metrics.proportion_ratio(1, 2, 1, 2, method="wald"),  # type: ignore[arg-type]
        lambda: metrics.rate_difference(1, 2, 1, 2, method="wald"),  # type: ignore[arg-type]
        lambda: metrics.rate(1, 2, method="wald"),  # type: ignore[arg-type]
    ]
    for call in calls:
        with pytest.raises(DataError, match="method must be one of"):
            call()


class TestInflation:
    """Repeats of one person widen an interval and never narrow it."""

    def test_limits_are_those_of_fewer_events(self) -> None:
        """20 events that count as 10 have the limits of 10, doubled."""
        wide = metrics.rate(20, 1, per=1, inflation=2)
        ten = metrics.rate(10, 1, per=1)
        assert wide.value[0] == 20
        assert wide.lower[0] == 2 * ten.lower[0]
        assert wide.upper[0] == 2 * ten.upper[0]
        assert wide.method == "exact below 10 events, else Byar, widened for repeats"
        assert metrics.rate(20, 1, inflation=1).method == "exact below 10 events, else Byar"

    def test_exact_below_ten_of_them(self) -> None:
        """18 events that count as 9 have the exact limits of 9."""
        wide = metrics.rate(18, 1, per=1, inflation=2)
        assert wide.upper[0] == 2 * metrics.rate(9, 1, per=1, method="exact").upper[0]

    def test_below_one(self) -> None:
        """A factor below 1 is refused."""
        with pytest.raises(DataError, match=r"inflation must be at least 1, got 0.5 at row 1"):
            metrics.rate([1, 2], 10, inflation=[1, 0.5])
