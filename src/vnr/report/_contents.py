"""What a county's report and a municipality's tell, under the same ten headings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from vnr.report import chapters
from vnr.report.chapters import Chapter, Delivery

if TYPE_CHECKING:
    from vnr.model import Period
    from vnr.register import Register

__all__ = ["contents"]


def contents(
    register: Register,
    period: Period,
    reading: Delivery | None,
    *,
    parts: Mapping[str, str] | None = None,
    alone: bool = False,
    beside: Iterable[Chapter] = (),
) -> list[Chapter]:
    """The chapters, each under its heading.

    Parameters
    ----------
    register : Register
        The cases reported on.
    period : Period
        What is reported on.
    reading : Reading, optional
        Where they came from.
    parts : mapping of str to str, optional
        County part by municipality.
    alone : bool
        Whether it is on one municipality.
    beside : iterable of Chapter
        What lays it beside others.
    """
    many = [chapters.detection(register, period), chapters.cases(register, period)]
    back = [chapters.returns(register, period), chapters.episodes(register, period, parts=parts)]
    home = [chapters.children(register, period)]
    if not alone:
        home.append(chapters.children_by_municipality(register, period, parts=parts))
    sure = [
        chapters.coverage(register, period),
        chapters.completeness(register, period),
        chapters.faults(reading),
    ]
    return [
        *_placed("under_many", [*many, *chapters.trend(register, period)]),
        *_placed("under_whom", [chapters.whom(register, period)]),
        *_placed("under_violence", [chapters.violence(register, period)]),
        chapters.done(register, period).placed("under_done"),
        *_placed("under_done", chapters.contacts(register, period), folded=True),
        *_placed("under_followed", [chapters.follow_up(register, period, parts=parts)]),
        *_placed("under_back", back),
        *_placed("under_home", home[:1]),
        *_placed("under_home", home[1:], folded=True),
        *_placed(
            "under_apart_alone" if alone else "under_apart",
            [chapters.rates(register, period), *beside],
        ),
        *_placed("under_sure", sure[:1]),
        *_placed("under_sure", sure[1:], folded=True),
        chapters.gaps(register, period).placed("under_counted", folded=True),
    ]


def _placed(under: str, told: Iterable[Chapter], *, folded: bool = False) -> list[Chapter]:
    return [chapter.placed(under, folded=folded) for chapter in told]
