"""What tables of persons have in common: whole counts in rows, one for each stratum."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError

__all__ = ["placed", "read_only", "shown", "side_by_side"]

_LABELS = 6


def read_only(values: Any) -> NDArray[Any]:
    """A copy that nobody can change."""
    array = np.array(values)
    array.flags.writeable = False
    return array


def placed(counts: Any, width: int) -> NDArray[np.int64]:
    """Counts as int64, shape ``(tables, width)``.

    Raises
    ------
    DataError
        If they have another width, or one is negative or not whole.
    """
    array = np.atleast_2d(np.asarray(counts, object))
    if array.ndim != 2 or array.shape[1] != width:
        raise DataError(f"counts need shape (tables, {width}), got {np.shape(counts)}")
    try:
        numbers = array.astype(np.float64)
    except (TypeError, ValueError):
        raise DataError("counts must be numbers") from None
    if not (np.isfinite(numbers) & (numbers == np.floor(numbers)) & (numbers >= 0)).all():
        bad = numbers[~(np.isfinite(numbers) & (numbers == np.floor(numbers)) & (numbers >= 0))]
        raise DataError(f"counts must be whole numbers, not negative, got {bad[0]:g}")
    return numbers.astype(np.int64)


def side_by_side(what: str, given: Mapping[Any, Any]) -> tuple[Any, list[Any]]:
    """What all tables have in common, and their labels.

    Raises
    ------
    DataError
        If there is no table, or one differs.
    """
    if not given:
        raise DataError("there is no table to set side by side")
    first, *rest = given.values()
    for label, other in zip(list(given)[1:], rest, strict=True):
        if other != first:
            raise DataError(f"the table {label!r} has other {what} than the first")
    return first, list(given)


def shown(strata: Mapping[str, NDArray[Any]], seen: NDArray[np.int64]) -> str:
    """Strata and the persons of each row, as the end of a repr."""
    if not strata:
        return ""
    rows: Iterable[tuple[Any, ...]] = list(zip(*strata.values(), strict=True))[:_LABELS]
    parts = [
        f"{' '.join(map(str, row))} {count}"
        for row, count in zip(rows, seen[:_LABELS].tolist(), strict=True)
    ]
    more = f" and {seen.size - _LABELS} more" if seen.size > _LABELS else ""
    return f", by {' and '.join(strata)}: {', '.join(parts)}{more}"
