"""Days from which a figure is counted in another way, among the years of a series."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final, Protocol

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError
from vnr.frames import listed
from vnr.results import Note

__all__ = ["Dated", "Step", "inside", "the_step"]

_PROPOSED: Final = "proposed"


class Dated(Protocol):
    """A break in a series: anything with a date, and perhaps with a `certainty`."""

    @property
    def date(self) -> date:
        """First day of the new way of counting."""


@attrs.frozen(eq=False)
class Step:
    """The day of a step among the years of a series.

    Attributes
    ----------
    day
        First day of the new way of counting.
    proposed
        Whether it is only proposed that it be that.
    used, after
        Which years are wholly of one way or the other, and which are of the new, shape
        ``(years,)``. The year that the day lies within is of neither.
    """

    day: date
    proposed: bool
    used: NDArray[np.bool_]
    after: NDArray[np.bool_]

    @property
    def notes(self) -> list[Note]:
        """What the step can't tell."""
        day = self.day.isoformat()
        return [
            *([Note("step_is_proposed", day=day)] if self.proposed else []),
            *([] if self.used.all() else [Note("step_within_year", day=day, year=day[:4])]),
            Note("step_is_mixed", day=day),
            Note("step_or_trend"),
        ]


def the_step(step: Dated | date, year: NDArray[np.int64]) -> Step:
    """The step of a day, or of a break, among years that rise.

    Raises
    ------
    DataError
        If it is no day, or no whole year lies before it or after.
    """
    day = _day(step, "step must be a day, or one of what data.breaks gives")
    before = year < day.year
    after = year > day.year if day > date(day.year, 1, 1) else year >= day.year
    if not before.any() or not after.any():
        raise DataError(
            f"no whole year lies {'after' if before.any() else 'before'} the step on {day}, within "
            f"the years {year[0]}–{year[-1]}: give more years, or no step"
        )
    return Step(day, _is_proposed(step), before | after, after)


def inside(
    year: NDArray[np.int64], breaks: Iterable[Dated | date], but: date | None = None
) -> tuple[list[str], list[str]]:
    """Breaks with years, or parts of them, on both sides: those in force, and those proposed.

    Raises
    ------
    DataError
        If they are no days.
    """
    first, last = date(int(year[0]), 1, 1), date(int(year[-1]), 12, 31)
    found: dict[bool, set[str]] = {False: set(), True: set()}
    for one in listed(breaks, "breaks"):
        day = _day(one, "breaks must be days, or what data.breaks gives")
        if first < day <= last and day != but:
            found[_is_proposed(one)].add(day.isoformat())
    return sorted(found[False]), sorted(found[True])


def _day(one: Any, rule: str) -> date:
    day = one if isinstance(one, date) else getattr(one, "date", None)
    if type(day) is not date:
        raise DataError(rule)
    return day


def _is_proposed(one: Any) -> bool:
    return str(getattr(one, "certainty", "")) == _PROPOSED
