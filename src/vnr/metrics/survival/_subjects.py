"""Subjects given as arrays: their times, events, entries and groups, checked."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from vnr.errors import DataError
from vnr.results import column

__all__ = ["codes_of", "entry_of", "groups_of", "happened_of", "times_of"]

Array = NDArray[Any]

_MOST = 2**31
"""No time is as many days, and no subject has as many codes."""


def _at(name: str, bad: Array) -> str:
    rows = np.flatnonzero(bad)
    return f"{name} is not at row {rows[0]} (and {rows.size - 1} more)"


def times_of(time: ArrayLike) -> Array:
    """Times from 0, shape ``(subjects,)``: whole numbers as they are, else float64."""
    array = column(time, "time")
    if array.ndim != 1:
        raise DataError(f"time needs one dimension, got {array.ndim}")
    if array.dtype.kind not in "iu":
        try:
            array = array.astype(np.float64)
        except (TypeError, ValueError):
            raise DataError("time must be numbers: days since the start") from None
    # An infinite time, or one that is no number, is refused with the negative ones.
    bad = ~((array >= 0) & (array <= _MOST))
    if bad.any():
        raise DataError(f"time must be numbers from 0; {_at('time', bad)}")
    return array


def codes_of(name: str, codes: ArrayLike, size: int) -> NDArray[np.int64]:
    """Whole numbers from 0, one for each subject."""
    array = column(codes, name)
    if array.shape != (size,):
        raise DataError(f"{name} needs shape ({size},) as time has, got {array.shape}")
    if array.dtype.kind in "bu" or (array.dtype.kind == "i" and array.min(initial=0) >= 0):
        return np.asarray(array, np.int64)
    given = array.astype(np.float64) if array.dtype.kind in "if" else np.full(size, np.nan)
    bad = ~(np.isfinite(given) & (given >= 0) & (given == np.floor(given)))
    if bad.any():
        raise DataError(f"{name} must be whole numbers from 0; {_at(name, bad)}")
    if (given > _MOST).any():
        raise DataError(f"{name} must be whole numbers up to {_MOST}; {_at(name, given > _MOST)}")
    return given.astype(np.int64)


def entry_of(entry: ArrayLike | None, time: Array) -> Array | None:
    """When each subject came under observation, before its time; None is from the beginning."""
    if entry is None:
        return None
    array = column(entry, "entry")
    if array.shape != time.shape or array.dtype.kind not in "iuf":
        raise DataError(f"entry needs numbers of shape {time.shape} as time has")
    # Not a number is no time below either.
    bad = ~(array < time)
    if bad.any():
        raise DataError(
            f"entry must lie before time; {_at('entry', bad)}. Leave out those who were never "
            "under observation"
        )
    return array


def groups_of(group: ArrayLike | None, size: int) -> tuple[Array | None, NDArray[np.int64]]:
    """Labels of the groups that occur, sorted, and the place of each subject's among them."""
    if group is None:
        return None, np.zeros(size, np.int64)
    array = column(group, "group")
    if array.shape != (size,):
        raise DataError(f"group needs shape ({size},) as time has, got {array.shape}")
    if array.dtype.kind in "iu" and array.size and array.min() >= 0 and array.max() < array.size:
        # Numbers of groups need no sorting.
        there = np.bincount(array) > 0
        return np.flatnonzero(there), (np.cumsum(there) - 1)[array]
    labels, codes = np.unique(array, return_inverse=True)
    return labels, codes.astype(np.int64)


def happened_of(event: ArrayLike, size: int) -> NDArray[np.int64]:
    """Whether the event happened to each subject, 1 or 0."""
    happened = codes_of("event", event, size)
    if (happened > 1).any():
        raise DataError(f"event must be true or false; {_at('event', happened > 1)}")
    return happened
