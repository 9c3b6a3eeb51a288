"""The chapter on how many cases became known, of which the summary speaks first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vnr import metrics
from vnr.model import Period, PeriodLike
from vnr.report.chapters._chapter import Chapter
from vnr.report.chapters._sentence import Sentence

if TYPE_CHECKING:
    from vnr.register import Register

__all__ = ["cases"]


def cases(register: Register, period: PeriodLike) -> Chapter:
    """Cases in which violence became known in the period, together; in the summary only."""
    period = Period.of(period)
    counted = metrics.count(register, period, by="municipality")
    return Chapter(
        name="cases",
        results={"cases_total": counted.sum("municipality")},
        sentences=(Sentence("known", "cases_total", {"cases": "value"}, {"period": period.label}),),
    )
