"""Days as they stand in cells: year first, a workbook's dates and serial numbers, moments."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vnr.io.cells._coded import Refused, text_of
from vnr.io.cells._day_words import day_first as first_of
from vnr.io.cells._day_words import day_with_name, parted_weekday
from vnr.register import day_number

__all__ = ["Serial1904", "day_of", "days_of", "true_days"]

_EXCEL = date(1899, 12, 30)
_FROM_1904 = 1462
"""Days between the first days of the two ways in which workbooks number them."""
# Serial numbers of a workbook's dates, 1954 to 2119; others aren't dates.
_SERIALS = range(20_000, 80_001)
# A record of social services is no older; 0019 is a slip of the pen for 2019.
_FIRST_YEAR = 1900
# Year, month and day in that order and no other: of 01/02/2019 nobody can tell the month.
_ISO = re.compile(
    r"(\d{4})(?P<sign>[-/.])(\d{1,2})(?P=sign)(\d{1,2})(?:(?:T| +)(?P<time>\d.*))?", re.ASCII
)
_TIME = re.compile(
    r"(\d{1,2})[:.](\d\d)(?:[:.](\d\d)(?:[.,]\d+)?)? ?(?P<zone>Z|UTC|[-+]\d\d(?::?\d\d)?)?",
    re.ASCII,
)
_BASIC = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
# Eight digits are such a day, five a serial number; programs add a decimal to either.
_NUMBERED = re.compile(r"(\d{5}|\d{8})(?:[.,]0*)?", re.ASCII)
# The year has two digits; from 70 on it is one of the 1900s.
_SHORT = re.compile(r"(\d{2})-?(\d{2})-?(\d{2})", re.ASCII)
_LAST_SHORT = 69
_UTC = ("Z", "UTC", "+00", "-00", "+00:00", "-00:00", "+0000", "-0000")


class Serial1904(float):
    """A number of a workbook whose days are numbered from 1904."""


def day_of(value: Any, *, day_first: bool = False, short_year: bool = False) -> int:
    """The number of the day that a cell tells: year first, or with the month's name.

    With ``day_first`` also of 13/3 2019, 13.03.2019 and their like, which may be misread; with
    ``short_year`` of 190313, whose century is the nearer one.

    A moment with a time zone is of its day there, which is what a clock on the wall said; one in
    UTC, where nobody lives, of its day in Sweden. 24:00 is the next day's beginning. The weekday
    may stand beside it, if it is that day's.

    Raises
    ------
    Refused
        If it is no day, or no time of one.
    """
    if isinstance(value, datetime):
        value = _in_sweden(value) if value.tzinfo and not value.utcoffset() else value.date()
    if isinstance(value, date):
        return _recorded(value)
    short = _SHORT.fullmatch(text_of(value)) if short_year else None
    if short is not None:
        century = "19" if int(short[1]) > _LAST_SHORT else "20"
        return _recorded(_dated(century + short[1], short[2], short[3]))
    if isinstance(value, Serial1904) and value < _SERIALS[-1]:
        return _serial(value + _FROM_1904)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _serial(value)
    text = str(value).strip()
    numbered = _NUMBERED.fullmatch(text)
    if numbered is not None:
        return _serial(int(numbered[1]))
    match = _ISO.fullmatch(text)
    if match is not None:
        year, month, number, time = match[1], match[3], match[4], match["time"]
    else:
        other = day_with_name(text) or (first_of(text) if day_first else None)
        if other is None:
            return _with_weekday(text, day_first=day_first)
        year, month, number, time = other
    day = _dated(year, month, number)
    return _recorded(day if time is None else _at(day, time))


def _with_weekday(text: str, *, day_first: bool) -> int:
    """The day beside which its weekday stands; another weekday says that one of them is wrong."""
    parted = parted_weekday(text)
    if parted is None:
        raise Refused("date-invalid")
    weekday, day = parted
    number = day_of(day, day_first=day_first)
    # The first of January 1970 was a Thursday.
    if (number + 3) % 7 != weekday:
        raise Refused("date-invalid")
    return number


def _at(day: date, time: str) -> date:
    """The day of a moment, by its time of day."""
    match = _TIME.fullmatch(time.strip())
    if match is None:
        raise Refused("date-invalid")
    hour, minute, second = (int(match[place] or 0) for place in (1, 2, 3))
    next_day = (hour, minute, second) == (24, 0, 0)
    # A minute may have a second more, which is told now and then.
    if not next_day and (hour > 23 or minute > 59 or second > 60):
        raise Refused("date-invalid")
    try:
        if next_day:
            day += timedelta(1)
        if match["zone"] not in _UTC:
            return day
        return _in_sweden(datetime(day.year, day.month, day.day, hour % 24, minute, tzinfo=UTC))
    except OverflowError:
        raise Refused("date-invalid") from None


def _in_sweden(moment: datetime) -> date:
    """The day in Sweden of a moment in UTC."""
    year = moment.year
    hours = 1
    if year >= 1980:
        ends = _last_sunday(year, 10 if year >= 1996 else 9)
        begins = date(1980, 4, 6) if year == 1980 else _last_sunday(year, 3)
        # The hour is changed at one o'clock in UTC.
        hours += begins <= (moment - timedelta(hours=1)).date() < ends
    return (moment + timedelta(hours=hours)).date()


def _last_sunday(year: int, month: int) -> date:
    last = date(year, month + 1, 1) - timedelta(1)
    return last - timedelta((last.weekday() + 1) % 7)


def _serial(number: float) -> int:
    """A workbook's serial number, or the eight digits of a day."""
    if _SERIALS[0] <= number < _SERIALS[-1] + 1:
        return day_number(_EXCEL + timedelta(int(number)))
    match = _BASIC.fullmatch(f"{number:.0f}") if 0 < number < 10**8 else None
    if match is None or int(number) != number:
        raise Refused("date-invalid")
    return _recorded(_dated(*match.groups()))


def _dated(year: str, month: str, day: str) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise Refused("date-invalid") from None


def _recorded(day: date) -> int:
    if day.year < _FIRST_YEAR:
        raise Refused("date-invalid")
    return day_number(day)


def days_of(texts: NDArray[np.bytes_], missing: int) -> NDArray[np.int32] | None:
    """The numbers of days that are all written YYYY-MM-DD, or blank; None if any isn't.

    It is what `day_of` says of each.
    """
    if texts.dtype.itemsize != len("YYYY-MM-DD"):
        return None
    letters = texts.view(np.uint8).reshape(texts.size, -1)
    blank = letters[:, 0] == 0
    letters = letters[~blank]
    digits = (letters - np.uint8(ord("0"))).astype(np.int32)
    numbers = np.delete(digits, (4, 7), axis=1)
    year, month, day = (
        numbers[:, places] @ powers
        for places, powers in (
            (slice(0, 4), np.array([1000, 100, 10, 1])),
            (slice(4, 6), np.array([10, 1])),
            (slice(6, 8), np.array([10, 1])),
        )
    )
    months = (year - 1970) * 12 + month - 1
    first, after = (
        (months + more).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
        for more in (0, 1)
    )
    right = (letters[:, [4, 7]] == ord("-")).all(axis=1) & (numbers < 10).all(axis=1)
    right &= (year >= _FIRST_YEAR) & (month >= 1) & (month <= 12)
    right &= (day >= 1) & (first + day <= after)
    if not right.all():
        return None
    found = np.full(texts.size, missing, np.int32)
    found[~blank] = first + day - 1
    return found


def true_days(values: Sequence[Any], missing: int) -> NDArray[np.int32] | None:
    """The numbers of what are all days already, as of a workbook, or empty; None if any isn't.

    It is what `day_of` says of each.
    """
    days = [value for value in values if type(value) is date]
    if not days or min(days).year < _FIRST_YEAR:
        return None
    empty = [place for place, value in enumerate(values) if value is None or value == ""]
    if len(days) + len(empty) < len(values):
        return None
    found = np.full(len(values), missing, np.int32)
    filled = np.ones(len(values), bool)
    filled[empty] = False
    found[filled] = np.fromiter(map(day_number, days), np.int32, len(days))
    return found
