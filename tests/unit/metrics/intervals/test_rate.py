"""Events by exposure, and the level of their interval."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from building import case, register
from vnr import metrics
from vnr.errors import DataError
from vnr.model import Period
from vnr.results import State

YEAR = Period.year(2019)


@pytest.mark.parametrize(
    ("events", "exposure", "more"),
    [
        (-1, 1, {}),
        (1, -1, {}),
        (np.nan, 1, {}),
        (1, 1, {"method": "wald"}),
        (1, 1, {"confidence": 0}),
    ],
)
def test_rate(events: Any, exposure: Any, more: dict[str, Any]) -> None:
    """Neither events nor exposure are negative."""
    with pytest.raises(DataError):
        metrics.rate(events, exposure, **more)


def test_rate_of_counts() -> None:
    """Counts keep their strata and states; the exposure has their length."""
    counted = metrics.count(register(case()).expecting(["0488"]), YEAR, by="municipality")
    found = metrics.rate(counted, [1000, 1000])
    assert found.value[0] == 10
    assert found.state.tolist() == [State.VALUE, State.NOT_REPORTED]
    assert found.definition.operands == (counted.definition,)
    assert metrics.rate(counted, 1000).value[0] == 10
    with pytest.raises(DataError, match="2 cells"):
        metrics.rate(counted, [1.0])


def test_single() -> None:
    """A scalar in is one figure out."""
    assert float(metrics.rate(5, 10, per=2)) == 1
    assert float(metrics.proportion(1, 2)) == 0.5


@pytest.mark.parametrize(("events", "method"), [(0, "exact"), (9, "exact"), (10, "byar")])
def test_where_byar_begins(events: int, method: str) -> None:
    """Where nothing else is said limits are exact below ten events, and Byar's from there on."""
    auto, named = metrics.rate(events, 100), metrics.rate(events, 100, method=method)  # type: ignore[arg-type]
    other = metrics.rate(events, 100, method={"exact": "byar", "byar": "exact"}[method])  # type: ignore[arg-type]

    assert (auto.lower[0], auto.upper[0]) == (named.lower[0], named.upper[0])
    assert auto.upper[0] != other.upper[0]


def test_no_inflation_is_one() -> None:
    """1 widens nothing; less than 1 is refused."""
    plain, one = metrics.rate(5, 100), metrics.rate(5, 100, inflation=1)

    assert (plain.lower[0], plain.upper[0]) == (one.lower[0], one.upper[0])
    with pytest.raises(DataError, match="at least 1"):
        metrics.rate(5, 100, inflation=0.99)
