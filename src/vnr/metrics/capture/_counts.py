"""What tables of persons have in common: whole counts in rows, one for each stratum."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError

__all__ = ["placed", "read_only", "shown", "side_by_side", "told_apart"]

_LABELS = 6
_MOST = 10**12
_TOO_MANY = "counts must be numbers of persons, at most 1 000 000 000 000"
_TAKEN = frozenset(
    [
        "contacts",
        "count",
        "covered",
        "lower",
        "model",
        "n",
        "observed",
        "odds_ratio",
        "rate",
        "state",
        "unseen",
        "upper",
        "value",
    ]
)
"""What results, and tables as frames, name their columns."""


def read_only(values: Any) -> NDArray[Any]:
    """A copy that nobody can change."""
    array = np.array(values)
    array.flags.writeable = False
    return array


def placed(counts: Any, width: int | None = None) -> NDArray[np.int64]:
    """Counts as int64, shape ``(tables, width)``; by default as wide as they are.

    Raises
    ------
    DataError
        If they have another width, or one is negative or not whole.
    """
    try:
        array = np.atleast_2d(np.asarray(counts, object))
    except ValueError:
        raise DataError("counts must be rows of one length") from None
    width = array.shape[-1] if width is None else width
    if array.ndim != 2 or array.shape[1] != width:
        raise DataError(f"counts need shape (tables, {width}), got {array.shape}")
    try:
        numbers = array.astype(np.float64)
    except (TypeError, ValueError):
        raise DataError("counts must be numbers") from None
    except OverflowError:
        raise DataError(_TOO_MANY) from None
    if not (np.isfinite(numbers) & (numbers == np.floor(numbers)) & (numbers >= 0)).all():
        bad = numbers[~(np.isfinite(numbers) & (numbers == np.floor(numbers)) & (numbers >= 0))]
        raise DataError(f"counts must be whole numbers, not negative, got {bad[0]:g}")
    if (numbers > _MOST).any():
        raise DataError(_TOO_MANY)
    return numbers.astype(np.int64)


def told_apart(strata: Mapping[str, NDArray[Any]], tables: int, names: Iterable[str] = ()) -> None:
    """Refuse strata that don't tell the tables apart, or whose names mean something else.

    Parameters
    ----------
    strata : mapping of str to ndarray
        Labels of each table.
    tables : int
        How many there are.
    names : iterable of str
        Names that are taken besides those of the columns of results.

    Raises
    ------
    DataError
        If they do.
    """
    for name, labels in strata.items():
        if labels.shape != (tables,):
            raise DataError(f"{name} has {labels.size} labels for {tables} tables")
        if name in (*_TAKEN, *names):
            raise DataError(f"a stratum can't be named {name!r}, which results use; rename it")
    if not strata and tables != 1:
        raise DataError("several tables need strata that tell them apart")
    rows = list(zip(*(labels.tolist() for labels in strata.values()), strict=True))
    if len(set(rows)) < len(rows):
        raise DataError("two tables have the same labels; give each its own")


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
