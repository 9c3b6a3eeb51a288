"""The latest of each record's days before another day: the one way in which spells are looked up."""

from __future__ import annotations

from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["Latest", "parted", "placed"]

Days = NDArray[np.int32]
Mask = NDArray[np.bool_]


class Latest:
    """Days of records, in which the latest before a day is found.

    Parameters
    ----------
    record : array of int32, shape ``(days,)``
        Whose each day is.
    days : array of int32, shape ``(days,)``
        The days, in any order.
    """

    NONE: Final = np.iinfo(np.int32).min

    def __init__(self, record: Days, days: Days) -> None:
        self._record = record
        self._days = days

    @cached_property
    def _least(self) -> Days:
        """The first day of each record, as far as there are any."""
        least = np.full(int(self._record.max(initial=-1)) + 2, np.iinfo(np.int32).max, np.int32)
        np.minimum.at(least, self._record, self._days)
        return least

    @cached_property
    def _sorted(self) -> NDArray[np.int64]:
        key = placed(self._record, self._days)
        key.sort()
        return key

    def any_before(self, record: Days, days: Days) -> Mask:
        """Whether each record has a day before the one asked for."""
        return self._least[np.minimum(record, self._least.size - 1)] < days

    def before(self, record: Days, days: Days) -> Days:
        """The latest day of each record before the one asked for; `NONE` where there is none."""
        place = np.searchsorted(self._sorted, placed(record, days)) - 1
        whose, latest = parted(np.append(self._sorted, np.int64(-1))[place])
        return np.where(whose == record, latest, self.NONE)


_BITS: Final = 32
_MASK: Final = (1 << _BITS) - 1
_SHIFT: Final = 1 << (_BITS - 1)


def placed(record: Days, days: Days) -> NDArray[np.int64]:
    """Record and day in one whole number, in order of both."""
    return (record.astype(np.int64) << _BITS) | (days.astype(np.int64) + _SHIFT)


def parted(key: NDArray[np.int64]) -> tuple[Days, Days]:
    """The record and the day that `placed` put together."""
    return (key >> _BITS).astype(np.int32), ((key & _MASK) - _SHIFT).astype(np.int32)
