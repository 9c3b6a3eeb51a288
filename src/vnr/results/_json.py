"""Arrays and parameters as JSON types and back: nan is null, infinity a string."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError, legible

__all__ = ["array_of", "listed", "plain"]

Array = NDArray[Any]


def plain(value: Any) -> Any:
    """A parameter as JSON types: numbers of numpy plain, days as text, sets as sorted lists."""
    if isinstance(value, Mapping):
        return {str(name): plain(inner) for name, inner in value.items()}
    if isinstance(value, (frozenset, set)):
        return sorted(plain(inner) for inner in value)
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    return legible(value, "a parameter") if isinstance(value, str) else value


def listed(array: Array, there: NDArray[np.bool_]) -> list[Any]:
    """An array's values, null where they are not there."""
    values: list[Any] = array.tolist()
    if array.dtype.kind == "f":
        values = [_number(value) for value in values]
    return [value if known else None for value, known in zip(values, there, strict=True)]


def _number(value: float) -> float | str | None:
    if math.isnan(value):
        return None
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    return value


def array_of(name: str, values: Sequence[Any], whole: set[str]) -> Array:
    """The array of a list's values; those named in `whole` are whole numbers.

    Raises
    ------
    DataError
        If one of these is none.
    """
    if name in whole:
        for row, value in enumerate(values):
            if value is not None and type(value) is not int:
                raise DataError(f"{name} must be a whole number or null at row {row}")
        return np.array([0 if value is None else value for value in values], np.int64)
    if any(isinstance(value, str) and value not in ("inf", "-inf") for value in values):
        return np.array(["" if value is None else value for value in values])
    return np.array([math.nan if value is None else float(value) for value in values])
