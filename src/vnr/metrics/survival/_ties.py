"""Times that differ only by rounding are one time."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError

__all__ = ["tied"]

Array = NDArray[Any]

_TOLERANCE: Final = float(np.sqrt(np.finfo(np.float64).eps))
"""Times nearer than this are one, also as a share of the mean of the times that occur."""


def tied(time: Array, entry: Array | None) -> tuple[Array, Array | None]:
    """The times and entries, with each that follows another by no more than rounding set to it.

    Three tenths of a month are 0.3 or 0.1 + 0.2, which no reader can tell apart, while an order
    between them makes a loss come before an event of the same day. Whole days stay as they are.

    Parameters
    ----------
    time, entry : array, shape ``(subjects,)``
        Of whole numbers or float64.

    Raises
    ------
    DataError
        If an entry and its own time become one.

    References
    ----------
    .. [1] Therneau TM. *survival* for R: ``aeqSurv`` and its vignette "Roundoff error and tied
       times"; the rule and tolerance are those.
    """
    whole = time.dtype.kind in "iu"
    if not time.size or (whole and (entry is None or entry.dtype.kind in "iu")):
        return time, entry
    days = np.unique(time if entry is None else np.concatenate([time, entry]))
    days = days[np.isfinite(days)]
    gaps = np.diff(days)
    near = (gaps <= _TOLERANCE) | (gaps <= _TOLERANCE * np.abs(days).sum() / days.size)
    if near.any():
        first = np.append(True, ~near)
        run = np.cumsum(first) - 1
        heads = days[first]
        if whole:
            # Whole days stay whole: the entries move to them, not they to the entries.
            holds = np.maximum.reduceat(days == np.rint(days), np.flatnonzero(first))
            heads = np.where(holds, np.rint(heads), heads)

        def snapped(array: Array) -> Array:
            place = run[np.minimum(np.searchsorted(days, array), days.size - 1)]
            return np.where(np.isfinite(array), heads[place], array)

        if not whole:
            time = snapped(time)
        entry = None if entry is None else snapped(entry)
    if entry is not None and (joined := ~(entry < time)).any():
        rows = np.flatnonzero(joined)
        raise DataError(
            f"entry must lie before time by more than rounding; it does not at row {rows[0]} "
            f"(and {rows.size - 1} more). Leave out those who were never under observation"
        )
    return time, np.floor(entry) if whole and entry is not None else entry
