"""Periods of days, closed at both ends."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import MAXYEAR, MINYEAR, date, datetime, timedelta
from operator import index
from typing import Any, Final, Literal

import attrs

from vnr.display import html_lines
from vnr.errors import ModelError, shown
from vnr.words import breach, refusal

__all__ = ["Period", "PeriodLike"]

Size = Literal["year", "half", "quarter", "month"]
_MONTHS: Final[dict[str, int]] = {"year": 12, "half": 6, "quarter": 3, "month": 1}
_MARKS: Final = {"year": "", "half": "H", "quarter": "Q", "month": "-"}
_FOUR_DIGITS: Final = 1000
_PART: Final = re.compile(r"(\d{4})(?:(H|Q|-)(\d{1,2}))?", re.ASCII)
# Only so: the standard library also reads 20190101 and the days of ISO weeks.
_DAYS: Final = re.compile(r"(\d{4}-\d\d-\d\d)\s*/\s*(\d{4}-\d\d-\d\d)", re.ASCII)
# From one year to another.
_YEARS: Final = re.compile(r"(\d{4})\s*[-\N{EN DASH}]\s*(\d{4})", re.ASCII)
_LACKING: Final = {
    "year": "period_no_year",
    "half": "period_no_half",
    "quarter": "period_no_quarter",
    "month": "period_no_month",
}

_LONGEST: Final = 10**6
"""Beyond it a number isn't shown: one of thousands of digits has no text."""


def _is_day(instance: object, attribute: attrs.Attribute[date], value: object) -> None:  # noqa: ARG001
    if type(value) is not date:
        raise ModelError(f"{attribute.name}: a date is needed, not {type(value).__name__}")


@attrs.frozen(order=True)
class Period:
    """Days from `start` to `end`, both included (period).

    Attributes
    ----------
    start, end
        First and last day.

    Examples
    --------
    >>> Period.half(2019, 1)
    Period(2019-01-01–2019-06-30)
    >>> [part.label for part in Period.half(2019, 1).split("quarter")]
    ['2019Q1', '2019Q2']
    """

    start: date = attrs.field(validator=_is_day)
    end: date = attrs.field(validator=_is_day)

    def __attrs_post_init__(self) -> None:
        """Refuse a period that ends before it starts."""
        if self.end < self.start:
            raise breach("period_backwards", end=self.end, start=self.start)

    @classmethod
    def _part(cls, year: int, number: int, size: str) -> Period:
        months = _MONTHS[size]
        if not all(type(whole) is int and abs(whole) <= _LONGEST for whole in (year, number)):
            raise refusal("period_whole")
        if not 1 <= number <= 12 // months or not MINYEAR <= year <= MAXYEAR:
            raise refusal(_LACKING[size], number=number, year=year)
        last = number * months
        start = date(year, last - months + 1, 1)
        return cls(start, date(year, last, monthrange(year, last)[1]))

    @classmethod
    def year(cls, year: int) -> Period:
        """The calendar year."""
        return cls._part(year, 1, "year")

    @classmethod
    def years(cls, first: int, last: int) -> Period:
        """The calendar years from one to another, both included."""
        return cls(cls.year(first).start, cls.year(last).end)

    @classmethod
    def half(cls, year: int, number: int) -> Period:
        """First or second half-year."""
        return cls._part(year, number, "half")

    @classmethod
    def quarter(cls, year: int, number: int) -> Period:
        """Quarter 1 to 4."""
        return cls._part(year, number, "quarter")

    @classmethod
    def month(cls, year: int, number: int) -> Period:
        """Month 1 to 12."""
        return cls._part(year, number, "month")

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read what `label` writes: a year, a half-year, a quarter, a month, or two days; or years.

        Raises
        ------
        DataError
            If the text is none of these.

        Examples
        --------
        >>> Period.parse("2019H1"), Period.parse("2017-01-01/2020-12-31")
        (Period(2019-01-01–2019-06-30), Period(2017-01-01–2020-12-31))
        >>> Period.parse("2017-2020") == Period.years(2017, 2020)
        True
        """
        if not isinstance(text, str):
            raise refusal("period_kind", kind=type(text).__name__)
        written = text.strip()
        part = _PART.fullmatch(written)
        if part is not None:
            size = next(size for size, mark in _MARKS.items() if mark == (part[2] or ""))
            return cls._part(int(part[1]), int(part[3] or 1), size)
        years = _YEARS.fullmatch(written)
        if years is not None:
            return cls.years(int(years[1]), int(years[2]))
        days = _DAYS.fullmatch(written)
        try:
            start, end = map(date.fromisoformat, days.groups() if days else ())
        except ValueError:
            raise refusal("period_text", text=f"{text!r}") from None
        return cls(start, end)

    @classmethod
    def of(cls, period: Any) -> Period:
        """A period as it is, or by its year, or by its text: what every metric takes.

        Raises
        ------
        DataError
            If it is none of these.

        Examples
        --------
        >>> Period.of(2019) == Period.of("2019") == Period.year(2019)
        True
        """
        if isinstance(period, Period):
            return period
        if isinstance(period, str):
            return cls.parse(period)
        if not isinstance(period, bool):
            try:
                year = index(period)
            except TypeError:
                pass
            else:
                if abs(year) < _FOUR_DIGITS:
                    raise refusal("period_digits", year=year)
                return cls.year(year)
        raise refusal("period_kind", kind=type(period).__name__)

    def split(self, into: Size) -> tuple[Period, ...]:
        """The calendar years, quarters or months that the period touches, cut to it.

        Raises
        ------
        DataError
            If `into` is not year, half, quarter or month.
        """
        if not isinstance(into, str) or into not in _MONTHS:
            raise refusal("period_split", sizes=", ".join(_MONTHS), value=repr(into))
        parts, day = [], self.start
        while day <= self.end:
            whole = self._part(day.year, (day.month - 1) // _MONTHS[into] + 1, into)
            parts.append(Period(day, min(whole.end, self.end)))
            day = whole.end + timedelta(1)
        return tuple(parts)

    def overlap(self, other: Period) -> Period | None:
        """The days that both have, or None."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Period(start, end) if start <= end else None

    def __contains__(self, day: object) -> bool:
        """Whether it holds a day, or another period as a whole.

        Raises
        ------
        DataError
            If it is neither: a text that looks like a day would never be found.
        """
        if isinstance(day, Period):
            return self.start <= day.start and day.end <= self.end
        if not isinstance(day, date):
            raise refusal("period_holds", value=shown(day))
        moment = day.date() if isinstance(day, datetime) else day
        return self.start <= moment <= self.end

    @property
    def days(self) -> int:
        """Number of days."""
        return (self.end - self.start).days + 1

    @property
    def label(self) -> str:
        """``2019``, ``2019H1``, ``2019Q1``, ``2019-01`` where it is just that, else both days."""
        for size, mark in _MARKS.items():
            months = _MONTHS[size]
            number = (self.start.month - 1) // months + 1
            if self == self._part(self.start.year, number, size):
                if size == "year":
                    return str(self.start.year)
                return f"{self.start.year}{mark}{number:{'02' if size == 'month' else ''}}"
        return f"{self.start}/{self.end}"

    def __str__(self) -> str:
        return f"{self.start}–{self.end}"

    def __repr__(self) -> str:
        return f"Period({self})"

    def _repr_html_(self) -> str:
        return html_lines(repr(self), language="en")


PeriodLike = Period | int | str
"""A period, a calendar year, or the text of one: see `Period.of`."""
