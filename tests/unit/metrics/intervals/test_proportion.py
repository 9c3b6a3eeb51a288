"""Counts of a whole, and the level of their interval."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from vnr import metrics
from vnr.errors import DataError


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
