"""Days as columns hold them: whole numbers since 1970-01-01."""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["NO_DAY", "date_of", "day_key", "day_number", "owner_and_day"]

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
    """The day that lies so many days after 1970-01-01."""
    return date.fromordinal(number + _EPOCH)


_BITS: Final = 32
_MASK: Final = (1 << _BITS) - 1
_SHIFT: Final = 1 << (_BITS - 1)


def day_key(owner: NDArray[np.integer], day: NDArray[np.int32]) -> NDArray[np.int64]:
    """Owner and day in one whole number, in order of both.

    Examples
    --------
    >>> owner, day = owner_and_day(day_key(np.array([3, -1]), np.array([-7, 7], np.int32)))
    >>> owner.tolist(), day.tolist()
    ([3, -1], [-7, 7])
    """
    return (owner.astype(np.int64) << _BITS) | (day.astype(np.int64) + _SHIFT)


def owner_and_day(key: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """The owner and the day that `day_key` put together."""
    return key >> _BITS, ((key & _MASK) - _SHIFT).astype(np.int32)
