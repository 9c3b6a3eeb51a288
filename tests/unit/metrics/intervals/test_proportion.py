"""Counts of a whole, and the level of their interval."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from vnr import metrics
from vnr.errors import DataError
from vnr.metrics.intervals import binomial_limits


@pytest.mark.parametrize(
    ("k", "n", "more"),
    [
        (-1, 2, {}),
        (3, 2, {}),
        (1.5, 2, {}),
        (np.nan, 2, {}),
        (1, 2, {"confidence": 95}),
        (1, 2, {"method": "wald"}),
    ],
)
def test_proportion(k: Any, n: Any, more: dict[str, Any]) -> None:
    """Counts are whole and within n; a level is a proportion."""
    with pytest.raises(DataError):
        metrics.proportion(k, n, **more)


@pytest.mark.parametrize("method", ["wilson", "clopper-pearson", "jeffreys", "agresti-coull"])
def test_whole_numbers(method: str) -> None:
    """Limits are the same of counts that are kept as whole numbers."""
    k: Any = np.array([0, 3, 7])
    n: Any = np.array([7, 7, 7])
    whole = binomial_limits(k, n, method=method, confidence=0.95)
    real = binomial_limits(k.astype(float), n.astype(float), method=method, confidence=0.95)
    assert np.array_equal(whole, real)
