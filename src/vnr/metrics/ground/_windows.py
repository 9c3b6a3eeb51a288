"""Windows of time after a day, whole days or calendar years."""

from __future__ import annotations

from collections.abc import Callable
from operator import index
from typing import Any, Final, Protocol

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.display import Fields
from vnr.errors import DataError
from vnr.register import NO_DAY

__all__ = [
    "NEVER",
    "Days",
    "Months",
    "Window",
    "Years",
    "check_window",
    "number_of_days",
    "whole_number",
]

DayArray = NDArray[np.int32]

NEVER: Final = np.int32(2**31 - 1)
"""A day that never comes: the close of what is still open."""

LONGEST_DAYS: Final = 3_652_058
"""Days from the calendar's first to its last, 9999-12-31: no two lie farther apart."""
LONGEST_YEARS: Final = 9_998


class Window(Protocol):
    """Something that says until which day a return counts.

    Examples
    --------
    >>> from datetime import date
    >>> from vnr.metrics import Days, Years
    >>> from vnr.register import date_of, day_number
    >>> closed = np.array([day_number(date(2019, 3, 1))])
    >>> [str(date_of(int(window.end(closed)[0]))) for window in (Days(365), Years(1))]
    ['2020-02-29', '2020-03-01']
    """

    @property
    def name(self) -> str:
        """The window in words, as the stratum ``window`` shows it."""
        ...

    def end(self, days: NDArray[Any]) -> DayArray:
        """Last day inside the window that opens after each day."""
        ...

    def start(self, days: NDArray[Any]) -> DayArray:
        """Earliest day whose window still holds each day."""
        ...


def whole_number(name: str, value: Any, *, to: int | None = None) -> int:
    """A whole number from 0, of Python or numpy, as Python's.

    Raises
    ------
    DataError
        If it is anything else, or greater than `to`.

    Examples
    --------
    >>> import numpy as np
    >>> whole_number("n", np.int64(3))
    3
    >>> whole_number("n", 2.5)
    Traceback (most recent call last):
        ...
    vnr.errors.DataError: n must be a whole number from 0, got 2.5
    """
    try:
        number = -1 if isinstance(value, (bool, np.bool_)) else index(value)
    except TypeError:
        number = -1
    if number < 0:
        raise DataError(f"{name} must be a whole number from 0, got {value!r}")
    if to is not None and number > to:
        raise DataError(f"{name} must be at most {to}, which is all the calendar has, got {number}")
    return number


def number_of_days(name: str, value: Any) -> int:
    """A whole number of days from 0, at most as many as the calendar has.

    Raises
    ------
    DataError
        If it is anything else.

    Examples
    --------
    >>> number_of_days("tolerance", 30)
    30
    >>> number_of_days("tolerance", -1)
    Traceback (most recent call last):
        ...
    vnr.errors.DataError: tolerance must be a whole number from 0, got -1
    """
    return whole_number(name, value, to=LONGEST_DAYS)


def check_window(name: str, window: Any) -> None:
    """Refuse what is none of `Days`, `Months` and `Years`.

    Examples
    --------
    >>> check_window("window", Years(1))
    >>> check_window("window", 365)
    Traceback (most recent call last):
        ...
    vnr.errors.DataError: window must be Days, Months or Years, got int
    """
    if not isinstance(window, (Days, Months, Years)):
        raise DataError(f"{name} must be Days, Months or Years, got {type(window).__name__}")


def _days_of(value: Any) -> int:
    return number_of_days("count", value)


def _months_of(value: Any) -> int:
    return whole_number("count", value, to=12 * LONGEST_YEARS)


def _years_of(value: Any) -> int:
    return whole_number("count", value, to=LONGEST_YEARS)


@attrs.frozen
class Days(Fields):
    """A window of so many days: ``start - closed <= count``.

    Attributes
    ----------
    count
        Number of days, at most 3 652 058: as many as the calendar has.

    Examples
    --------
    >>> import numpy as np
    >>> Days(365).end(np.array([0]))
    array([365], dtype=int32)
    """

    count: int = attrs.field(converter=_days_of)

    @property
    def name(self) -> str:
        """``365 days``."""
        return f"{self.count} days"

    def end(self, days: NDArray[Any]) -> DayArray:
        """Last day inside the window that opens after each day, shape as given."""
        # A day that never comes stays one.
        least = np.minimum(days, NEVER - np.int32(self.count)).astype(np.int32, copy=False)
        return least + np.int32(self.count)

    def start(self, days: NDArray[Any]) -> DayArray:
        """Earliest day whose window still holds each day, shape as given."""
        most = np.maximum(days, np.int32(NO_DAY + self.count)).astype(np.int32, copy=False)
        return most - np.int32(self.count)


class _Calendar:
    """A window to the same day of a later month."""

    _months: int

    def end(self, days: NDArray[Any]) -> DayArray:
        """Last day inside the window that opens after each day, shape as given."""
        return _by_day(days, self._end)

    def _end(self, days: NDArray[Any]) -> DayArray:
        moved, overshot = _moved(days, self._months)
        return _days(moved - overshot)

    def start(self, days: NDArray[Any]) -> DayArray:
        """Earliest day whose window still holds each day, shape as given."""
        return _by_day(days, self._start)

    def _start(self, days: NDArray[Any]) -> DayArray:
        moved, overshot = _moved(days, -self._months)
        # Of a day that an earlier month lacks the window of its last day is over: the next it is.
        return _days(moved - overshot + (overshot > 0))


@attrs.frozen
class Months(_Calendar, Fields):
    """A window to the same day of the month so many months on; the last where it has no such day.

    Attributes
    ----------
    count
        Number of months, at most as many as the calendar has.

    Examples
    --------
    >>> import numpy as np
    >>> day = np.array(["2019-10-31"], "datetime64[D]").astype(int)
    >>> Months(4).end(day).astype("datetime64[D]")
    array(['2020-02-29'], dtype='datetime64[D]')
    """

    count: int = attrs.field(converter=_months_of)

    @property
    def _months(self) -> int:  # type: ignore[override]
        return self.count

    @property
    def name(self) -> str:
        """``4 months``."""
        return f"{self.count} month{'' if self.count == 1 else 's'}"


@attrs.frozen
class Years(_Calendar, Fields):
    """A window to the same calendar day so many years on; 29 February becomes 28 February.

    Attributes
    ----------
    count
        Number of years, at most 9 998: as many as the calendar has.

    Examples
    --------
    >>> import numpy as np
    >>> leap = np.array(["2020-02-29"], "datetime64[D]").astype(int)
    >>> Years(1).end(leap).astype("datetime64[D]")
    array(['2021-02-28'], dtype='datetime64[D]')
    """

    count: int = attrs.field(converter=_years_of)

    @property
    def name(self) -> str:
        """``1 year``."""
        return f"{self.count} year{'' if self.count == 1 else 's'}"

    @property
    def _months(self) -> int:  # type: ignore[override]
        return 12 * self.count


def _by_day(days: NDArray[Any], function: Callable[[NDArray[Any]], DayArray]) -> DayArray:
    """A function of days, asked once for each day from the first to the last of many."""
    days = np.asarray(days)
    first = int(days.min(initial=0))
    reach = int(days.max(initial=0)) - first + 1
    if reach > days.size:
        return function(days)
    return function(np.arange(first, first + reach)).take(days - first)


def _days(days: NDArray[np.int64]) -> DayArray:
    """Days as the columns hold them; one beyond what they can is `NEVER`, or none."""
    return np.clip(days, NO_DAY, NEVER).astype(np.int32)


def _moved(days: NDArray[Any], months: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The same day of another month, and by how many days it lies beyond that month."""
    day = np.asarray(days, np.int64).astype("datetime64[D]")
    month = day.astype("datetime64[M]")
    place = (day - month.astype("datetime64[D]")).astype(np.int64)
    first = (month + months).astype("datetime64[D]").astype(np.int64)
    length = (month + months + 1).astype("datetime64[D]").astype(np.int64) - first
    return first + place, np.maximum(place - length + 1, 0)
