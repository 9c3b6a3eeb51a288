"""The event nearest to a day, of the same owner."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vnr.metrics.ground._windows import NEVER

__all__ = ["nearest"]

DayArray = NDArray[np.int32]


def nearest(
    event_day: DayArray,
    event_of: NDArray[np.int64],
    day: DayArray,
    of: NDArray[np.int64],
    *,
    back: bool = False,
) -> DayArray:
    """First event of the same owner after each day, or last one before it; `NEVER` if none."""
    if not event_day.size:
        return np.full(day.size, NEVER, np.int32)
    key = np.sort((event_of << 33) + event_day + 2**31)
    asked = (of << 33) + day + 2**31
    place = (
        np.searchsorted(key, asked, "left") - 1 if back else np.searchsorted(key, asked, "right")
    )
    there = np.clip(place, 0, key.size - 1)
    same = (place >= 0) & (place < key.size) & (key[there] >> 33 == of)
    return np.where(same, (key[there] & (2**33 - 1)) - 2**31, NEVER).astype(np.int32)
