"""What a county's report and a municipality's are asked for, looked over in the same way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vnr.model import Period
from vnr.register import Register
from vnr.report import chapters
from vnr.report.chapters import Chapter
from vnr.results import Counts, Estimate
from vnr.words import refusal

__all__ = ["asked_period", "further_chapters"]


def asked_period(register: Any, period: Any, reading: Any) -> Period:
    """The period, if register, period and reading are what a report is made of.

    Raises
    ------
    DataError
        If register or reading is none, or the period isn't within the observed window.
    """
    period = Period.of(period)
    if not isinstance(register, Register):
        raise refusal("report_register")
    if reading is not None and not hasattr(reading, "faults"):
        raise refusal("report_reading")
    if period.start not in register.observed or period.end not in register.observed:
        raise refusal("report_window", period=period, window=register.observed)
    return period


def further_chapters(further: Mapping[str, Counts | Estimate] | None) -> list[Chapter]:
    """Chapters of results by title."""
    if further is not None and not isinstance(further, Mapping):
        raise refusal("further_mapping", kind=type(further).__name__)
    return [
        chapters.further(title, result, number)
        for number, (title, result) in enumerate((further or {}).items(), start=1)
    ]
