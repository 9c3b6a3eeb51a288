"""The chapter on how many cases became known, of which the summary speaks first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vnr import metrics
from vnr.model import Period, PeriodLike
from vnr.report.chapters._chapter import Chapter
from vnr.report.chapters._sentence import Sentence

if TYPE_CHECKING:
    from vnr.register import Register
    from vnr.results import Counts

__all__ = ["cases", "cases_total", "known_cases"]


def cases(register: Register, period: PeriodLike) -> Chapter:
    """Cases in which violence became known in the period, together; in the summary only."""
    period = Period.of(period)
    return Chapter(
        name="cases",
        results={"cases_total": cases_total(register, period)},
        sentences=(Sentence("known", "cases_total", {"cases": "value"}, {"period": period}),),
    )


def cases_total(register: Register, period: Period) -> Counts:
    """The same of all municipalities together."""
    return known_cases(register, period).sum("municipality")


def known_cases(register: Register, period: Period) -> Counts:
    """Cases in which violence became known, by municipality: of the years that it delivered.

    A case of a year of which nothing is delivered would stand without the inhabitants of that year.
    """
    if period.start.year == period.end.year:
        return metrics.count(register, period, by="municipality")
    return metrics.count(register, period, by=("municipality", "year")).sum("year")
