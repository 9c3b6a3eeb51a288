"""The event nearest to a day, of the same owner."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vnr.metrics.ground._windows import NEVER
from vnr.register import day_key, owner_and_day

__all__ = ["nearest"]

DayArray = NDArray[np.int32]


def nearest(
    event_day: DayArray,
    event_of: NDArray[np.integer],
    day: DayArray,
    of: NDArray[np.integer],
    *,
    back: bool = False,
) -> DayArray:
    """First event of the same owner after each day, or last one before it; `NEVER` if none.

    Examples
    --------
    >>> import numpy as np
    >>> events, day = np.array([5, 20], np.int32), np.array([3, 21], np.int32)
    >>> nearest(events, np.array([0, 0]), day, np.array([0, 0])) == NEVER
    array([False,  True])
    """
    if not event_day.size:
        return np.full(day.size, NEVER, np.int32)
    key, asked = np.sort(day_key(event_of, event_day)), day_key(of, day)
    place = (
        np.searchsorted(key, asked, "left") - 1 if back else np.searchsorted(key, asked, "right")
    )
    there = np.clip(place, 0, key.size - 1)
    owner, found = owner_and_day(key[there])
    same = (place >= 0) & (place < key.size) & (owner == of)
    return np.where(same, found, NEVER).astype(np.int32)
