"""A step function that ends where the follow-up does."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import pytest

from measuring import INF, curve
from vnr.errors import DataError
from vnr.results import State


def test_at() -> None:
    """Right-continuous: an event's day counts; before the first it is where it begins."""
    found = curve().at([0, 9, 10, 25, 40, 41])
    women = found.select(sex="woman")
    assert women.value[:5].tolist() == [0, 0, 0.25, 0.5, 0.75]
    assert women.state.tolist() == [0, 0, 0, 0, 0, State.NOT_MATURE]
    assert found.select(sex="man", day=41).value.tolist() == [0.1]
    assert found.strata["day"].tolist() == [0, 9, 10, 25, 40, 41] * 2


def test_followed_to_its_last_row() -> None:
    """Without the column, a curve ends with its last row."""
    assert curve(columns={}).at(31).state.tolist() == [State.NOT_MATURE] * 2


def test_median() -> None:
    """Half reached on day 20; its limits where theirs reach it, if ever."""
    found = curve().median()
    assert found.value.tolist() == [20, INF]
    assert (found.lower[0], found.upper[0]) == (20, 30)
    falling = curve(
        begins=1.0, value=[0.75, 0.5, 0.25, 0.9], lower=[0.6, 0.3, 0.1, 0.8],
        upper=[0.9, 0.7, 0.5, 1.0],
    )  # fmt: skip
    assert falling.median().value.tolist() == [20, INF]
    assert (falling.median().lower[0], falling.median().upper[0]) == (20, 30)


def test_restricted_mean() -> None:
    """0 × 10 + 0.25 × 10 + 0.5 × 5 up to day 25; not mature where nobody was followed so far."""
    assert curve().restricted_mean(25).value[0] == 0 * 10 + 0.25 * 10 + 0.5 * 5
    assert curve().restricted_mean(41).state.tolist() == [State.NOT_MATURE, State.VALUE]


def test_begins_at_one() -> None:
    """A curve of survival is 1 until its first day, and the area below it counts that."""
    falling = curve(begins=1.0, value=[0.75, 0.5, 0.25, 0.9], lower=[0.6, 0.3, 0.1, 0.8])
    assert falling.at([0, 9]).select(sex="woman").value.tolist() == [1, 1]
    assert falling.restricted_mean(25).value[0] == 1 * 10 + 0.75 * 10 + 0.5 * 5


def test_days_last() -> None:
    """A curve without days is none."""
    with pytest.raises(DataError, match="day"):
        curve(strata={"sex": ["woman"] * 4})


def test_alone_and_empty() -> None:
    """A curve of one group, and of none."""
    one = curve(strata={"day": [10, 20, 30, 35]})
    assert one.at(20).value.tolist() == [0.5]
    empty: dict[str, Any] = {
        key: []
        for key in [
            "value",
            "lower",
            "upper",
            "n",
            "at_risk",
            "events",
            "censored",
            "state",
            "covered",
        ]
    }
    none = attrs.evolve(one, strata={"day": np.empty(0, int)}, columns={}, **empty)
    assert len(none.at(5)) == 0
    assert len(none.median()) == 0


def test_days_are_numbers() -> None:
    """No words, nothing undefined, and one day for a mean."""
    for days in (["a"], [np.nan]):
        with pytest.raises(DataError, match="days since the start"):
            curve().at(days)
    with pytest.raises(DataError, match="one day"):
        curve().restricted_mean([1, 2])  # type: ignore[arg-type]
