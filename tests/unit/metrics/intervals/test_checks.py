"""Levels and multipliers are plain numbers, or refused in words."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from vnr import Estimate, metrics
from vnr.errors import DataError
from vnr.metrics.intervals import PER, check_confidence, check_per, check_whole

K, N = [1, 20, 9, 4], [100, 200, 90, 50]
LEVEL: Any = np.float64(0.9)
SIZE: Any = np.int64(1_000)
ONE: Any = np.int64(1)
CALLS: dict[str, Callable[[], Estimate]] = {
    "proportion": lambda: metrics.proportion(K, N, confidence=LEVEL),
    "rate": lambda: metrics.rate(K, N, per=SIZE, confidence=LEVEL, inflation=np.float64(2)),
    "rate_ratio": lambda: metrics.rate_ratio(K, N, 1, SIZE, confidence=LEVEL),
    "rate_difference": lambda: metrics.rate_difference(K, N, 1, 10, per=SIZE, confidence=LEVEL),
    "proportion_difference": lambda: metrics.proportion_difference(K, N, 1, SIZE, confidence=LEVEL),
    "proportion_ratio": lambda: metrics.proportion_ratio(K, N, 1, SIZE, confidence=LEVEL),
    "clustered_proportion": lambda: metrics.clustered_proportion([1, 0], [1, 2], confidence=LEVEL),
    "standardise": lambda: metrics.standardise(K, N, np.ones(4), per=SIZE, confidence=LEVEL),
    "smr": lambda: metrics.smr(K, N, confidence=LEVEL),
    "expected": lambda: metrics.expected(N, K, per=SIZE),
    "funnel": lambda: metrics.funnel(
        K, N, kind="rate", per=SIZE, target=np.float64(90), levels=(LEVEL,), overdispersion=None
    ),
    "shrink": lambda: metrics.shrink(K, N, per=SIZE, confidence=LEVEL),
    "ranks": lambda: metrics.ranks(K, N, confidence=LEVEL, draws=SIZE, seed=ONE),
    "trend": lambda: metrics.trend(K, N, years=np.arange(2018, 2022), confidence=LEVEL),
    "complete": lambda: metrics.complete(
        [1, 2, np.nan], exposure=SIZE, assumption="same", confidence=LEVEL
    ),
    "percentages": lambda: metrics.percentages(K, decimals=ONE),
    "scale": lambda: metrics.scale(metrics.rate(1, 2), np.float64(2)),
    "hidden": lambda: metrics.hidden(
        metrics.CaptureTable({"10": 30, "01": 20, "11": 9}, ("A", "B")),
        model="independence",
        method="bca",
        confidence=LEVEL,
        resamples=20 * ONE,
        seed=ONE,
    ),
    "candidates": lambda: metrics.candidates(
        metrics.CaptureTable({"10": 30, "01": 20, "11": 9}, ("A", "B")), order=ONE
    ),
    "list_dependence": lambda: metrics.list_dependence(
        metrics.CaptureTable({"10": 30, "01": 20, "11": 9}, ("A", "B")), confidence=LEVEL
    ),
    "missed_links": lambda: metrics.missed_links(
        metrics.CaptureTable({"10": 30, "01": 20, "11": 9}, ("A", "B")), order=2 * ONE
    ),
}


@pytest.mark.parametrize("name", CALLS)
def test_numbers_of_numpy(name: str) -> None:
    """A parameter of numpy's is as plain as Python's: shown, written as JSON and read back."""
    found = CALLS[name]()
    assert "np." not in repr(found) + found.definition.text("en") + found.method + found.unit
    assert type(found).from_json(found.to_json()) == found
    assert json.dumps(dict(found.definition.parameters))
    assert found.confidence is None or type(found.confidence) is float


@pytest.mark.parametrize("wrong", [0, 1, 95, -0.5, float("nan"), "0.95", None, True])
def test_no_level(wrong: Any) -> None:
    """What lies not between 0 and 1 is no level."""
    with pytest.raises(DataError, match=r"95 percent is 0\.95"):
        check_confidence(wrong)


@pytest.mark.parametrize("wrong", [0, -1, float("nan"), float("inf"), "1", None, True])
def test_no_multiplier(wrong: Any) -> None:
    """A rate is per a number over 0."""
    with pytest.raises(DataError, match="per must be a number over 0"):
        check_per(wrong)
    with pytest.raises(DataError, match="per must be a number over 0"):
        metrics.rate(1, 2, per=wrong)


def test_plain() -> None:
    """A whole number stays whole, and the usual one is ten thousand."""
    assert [check_per(np.int64(7)), check_per(2.0), check_per(0.5)] == [7, 2, 0.5]
    assert [type(check_per(one)) for one in (np.int64(7), 2.0, 0.5)] == [int, int, float]
    assert PER == 10_000
    assert metrics.rate(1, 2).value[0] == PER / 2


def test_whole() -> None:
    """A whole number from its least, also as numpy or a float has it."""
    assert [check_whole("n", one, least=1) for one in (1, np.int64(2), 3.0)] == [1, 2, 3]
    for wrong in (0, 1.5, float("inf"), float("nan"), "2", None, True):
        with pytest.raises(DataError, match=f"n must be a whole number from 1, got {wrong!r}"):
            check_whole("n", wrong, least=1)
