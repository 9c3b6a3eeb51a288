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

__all__ = ["asked_period", "further_chapters", "told_apart"]


def told_apart(register: Any, reading: Any) -> tuple[Register, Any]:
    """Register and reading, where the register may be given as the reading that it came from.

    Raises
    ------
    DataError
        If there is no register.
    """
    if hasattr(register, "register") and hasattr(register, "faults"):
        register, reading = register.register, register if reading is None else reading
    if not isinstance(register, Register):
        raise refusal("report_register")
    return register, reading


def asked_period(register: Register, period: Any, reading: Any) -> Period:
    """The period, if register, period and reading are what a report is made of.

    Raises
    ------
    DataError
        If reading is none, or the period isn't within the observed window.
    """
    period = Period.of(period)
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
