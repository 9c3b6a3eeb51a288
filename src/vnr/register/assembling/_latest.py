"""The latest of each record's days before another day: the one way in which spells are looked up."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from vnr.register.columns import NO_DAY, Agenda, day_key, in_order, owner_and_day

__all__ = ["Latest"]

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
        return in_order(day_key(self._record, self._days))

    @cached_property
    def _agenda(self) -> Agenda:
        return Agenda(self._sorted, self._least.size)

    def any_before(self, record: Days, days: Days) -> Mask:
        """Whether each record has a day before the one asked for."""
        return self._least[np.minimum(record, self._least.size - 1)] < days

    def before(self, record: Days, days: Days) -> Days:
        """The latest day of each record before the one asked for; `NO_DAY` where there is none."""
        place = self._agenda.place(day_key(record, days)) - 1
        found, some = np.full(place.size, NO_DAY, np.int32), np.flatnonzero(place >= 0)
        whose, latest = owner_and_day(self._sorted[place[some]])
        found[some] = np.where(whose == record[some], latest, np.int32(NO_DAY))
        return found
