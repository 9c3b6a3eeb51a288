"""Days as columns hold them: whole numbers since 1970-01-01."""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from vnr.register.columns._table import stretches

__all__ = ["NO_DAY", "Agenda", "date_of", "day_key", "day_number", "owner_and_day"]

NO_DAY: Final = -(2**31)
"""The missing day. Other whole numbers and codes are missing at -1, scores at nan."""

_EPOCH: Final = date(1970, 1, 1).toordinal()


def day_number(day: date) -> int:
    """Days from 1970-01-01 to a day.

    Examples
    --------
    >>> day_number(date(1970, 1, 2)), date_of(1)
    (1, datetime.date(1970, 1, 2))
    """
    return day.toordinal() - _EPOCH


def date_of(number: int) -> date:
    """The day that lies so many days after 1970-01-01.

    Examples
    --------
    >>> date_of(17897)
    datetime.date(2019, 1, 1)
    """
    return date.fromordinal(number + _EPOCH)


_BITS: Final = 32
_SHIFT: Final = 1 << (_BITS - 1)


def day_key(owner: NDArray[np.integer], day: NDArray[np.int32]) -> NDArray[np.int64]:
    """Owner and day in one whole number, in order of both.

    Examples
    --------
    >>> owner, day = owner_and_day(day_key(np.array([3, -1]), np.array([-7, 7], np.int32)))
    >>> owner.tolist(), day.tolist()
    ([3, -1], [-7, 7])
    """
    # In place: of many rows most of the time would go into new memory.
    key = owner.astype(np.int64)
    key <<= _BITS
    key += day
    key += _SHIFT
    return key


def owner_and_day(key: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The owner and the day that `day_key` put together.

    Examples
    --------
    >>> owner_and_day(day_key(np.array([3]), np.array([17897])))
    (array([3], dtype=int32), array([17897], dtype=int32))
    """
    # The lower half is the day from the least there is: half a turn further it is the day.
    day = key.astype(np.int32)
    day += np.int32(-_SHIFT)
    owner = np.empty(key.shape, np.int32)
    # Straight into half as much memory.
    np.right_shift(key, _BITS, out=owner, casting="unsafe")
    return owner, day


_STEPS: Final = 16
"""Owners with more days than this are looked up by halves: one may have very many."""


class Agenda:
    """Days of owners in order, in which each is found from the first of its owner's.

    An owner has few, and a search by halves goes through all of the memory for each.

    Parameters
    ----------
    ordered : array of int64, shape ``(days,)``
        Owner and day as `day_key` puts them together, in order; no owner is below 0.
    owners : int
        How many owners there are.
    """

    def __init__(self, ordered: NDArray[np.int64], owners: int) -> None:
        self._ordered = ordered
        last = int(ordered[-1] >> _BITS) if ordered.size else 0
        self._first = np.zeros(max(owners, last) + 2, np.int32)
        for some in stretches(ordered.size):
            owner = ordered[some] >> _BITS
            count = np.bincount(owner - owner[0])
            self._first[owner[0] + 1 :][: count.size] += count
        np.cumsum(self._first, out=self._first)

    def place(self, key: NDArray[np.int64], *, behind: bool = False) -> NDArray[np.intp]:
        """Where each key would stand: before what is equal to it, or behind; as `searchsorted`.

        Examples
        --------
        >>> days = day_key(np.array([0, 0, 2]), np.array([5, 9, 5], np.int32))
        >>> agenda, asked = Agenda(days, 3), day_key(np.array([0, 1, 2]), np.array([9, 1, 5], np.int32))
        >>> agenda.place(asked).tolist(), agenda.place(asked, behind=True).tolist()
        ([1, 2, 2], [2, 2, 3])
        """
        place = np.empty(key.size, np.intp)
        for some in stretches(key.size):
            place[some] = self._place(key[some], behind)
        return place

    def _place(self, key: NDArray[np.int64], behind: bool) -> NDArray[np.intp]:
        # What is no owner's stands before all of them, or behind.
        place = self._first[np.clip(key >> _BITS, 0, self._first.size - 1)].astype(np.intp)
        rows = self._passed(place, key, np.arange(key.size), behind)
        for _ in range(_STEPS):
            if not rows.size:
                return place
            place[rows] += 1
            rows = self._passed(place, key, rows, behind)
        place[rows] = np.searchsorted(self._ordered, key[rows], "right" if behind else "left")
        return place

    def _passed(
        self, place: NDArray[np.intp], key: NDArray[np.int64], rows: NDArray[np.intp], behind: bool
    ) -> NDArray[np.intp]:
        """Those of the rows whose key lies behind what stands at their place."""
        rows = rows[place[rows] < self._ordered.size]
        here = self._ordered[place[rows]]
        return rows[here <= key[rows] if behind else here < key[rows]]
