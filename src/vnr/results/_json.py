"""Arrays as JSON types and back: nan is null, infinity a string."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["array_of", "listed", "plain"]

Array = NDArray[Any]


def plain(value: Any) -> Any:
    """A set as a sorted list."""
    return sorted(value) if isinstance(value, frozenset) else value


def listed(array: Array, known: NDArray[np.bool_] | None = None) -> list[Any]:
    """An array's values, null where they are not known."""
    values: list[Any] = array.tolist()
    if array.dtype.kind == "f":
        values = [_number(value) for value in values]
    if known is not None:
        values = [value if there else None for value, there in zip(values, known, strict=True)]
    return values


def _number(value: float) -> float | str | None:
    if math.isnan(value):
        return None
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    return value


def array_of(name: str, values: Sequence[Any], whole: set[str]) -> Array:
    """The array of a list's values; those named in `whole` are whole numbers."""
    if name in whole:
        return np.array([0 if value is None else value for value in values], np.int64)
    if any(isinstance(value, str) and value not in ("inf", "-inf") for value in values):
        return np.array(values)
    return np.array([math.nan if value is None else float(value) for value in values])
