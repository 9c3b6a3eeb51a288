"""Days as columns hold them: whole numbers since 1970-01-01."""

from __future__ import annotations

from datetime import date
from typing import Final

__all__ = ["NO_DAY", "date_of", "day_number"]

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
