"""The chapter on how many cases became known each year, and what of them can be compared."""

from __future__ import annotations

import re
from datetime import date
from functools import partial
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np

from vnr import data, metrics
from vnr.model import Period, PeriodLike
from vnr.report.chapters._chapter import Chapter
from vnr.report.chapters._finding import Finding, Found
from vnr.report.chapters._maturity import ripe
from vnr.report.chapters._picture import Panel, Picture
from vnr.report.chapters._sentence import Sentence
from vnr.report.chapters._table import Column, Results, Table
from vnr.report.chapters._writing import spelled_day, text, whole
from vnr.results import State
from vnr.results.pictures import trend_plot
from vnr.words import Language, number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from vnr.register import Register

__all__ = ["trend"]

_YEARS: Final = 4
"""So many years at most stand beside each other."""
_SERIES: Final = ("children", "honour", "population", "risk_assessments", "perpetrators")
"""Series whose breaks touch what is known of a case."""
_CASES, _HIDDEN = "trend_cases", "trend_missed"


@attrs.frozen
class _Broken:
    """From which days something else is counted, and what."""

    years: tuple[int, ...]

    def text(self, results: Results, language: Language) -> str:  # noqa: ARG002
        """Each day once, with what changed on it."""
        told = []
        for day, changes in groupby(_breaks(self.years), key=lambda one: one.date):
            told.append(text("trend_break", language, day=spelled_day(day, language)) + ".")
            told += [one.sv if language == "sv" else one.en for one in changes]
        return text("trend_broken", language, breaks=" ".join(told))


def trend(register: Register, period: PeriodLike) -> tuple[Chapter, ...]:
    """Known cases by year and the share that the first reason hides; nothing of a single year.

    Years are those observed as a whole, up to the last of the period or the one after, since a
    year that can't be judged yet is told as such.
    """
    years = _years(register, Period.of(period))
    if len(years) < 2:
        return ()
    span = Period.years(years[0], years[-1])
    hidden = metrics.detection(register, span, by="year")
    return (
        Chapter(
            name="trend",
            results={
                _CASES: metrics.count(register, span, by="year"),
                _HIDDEN: ripe(hidden, hidden["n_not_mature"]),
            },
            definitions={_CASES: "figure_trend", _HIDDEN: "figure_missed"},
            note=Sentence("trend_note"),
            sentences=(
                Finding("trend_found", partial(_counted, years)),
                Finding("trend_hidden", partial(_shares, years)),
                *([_Broken(years)] if _breaks(years) else []),
            ),
            table=Table("year", years, [Column("cases", _CASES), Column("share", _HIDDEN)]),
            picture=Picture(
                (Panel("figure_trend", 3.0, _CASES, partial(_drawn, years)),), partial(_told, years)
            ),
            shown={_CASES: (), _HIDDEN: ()},
            known=_numbers(years),
        ),
    )


def _years(register: Register, period: Period) -> tuple[int, ...]:
    """The whole years observed, no more than four, the last of them the one after the period."""
    first, last = register.observed.start, register.observed.end
    whole_years = [
        year
        for year in range(first.year, min(last.year, period.end.year + 1) + 1)
        if Period.year(year).start >= first and Period.year(year).end <= last
    ]
    return tuple(whole_years[-_YEARS:])


def _breaks(years: tuple[int, ...]) -> list[data.Break]:
    """Breaks that have a day before them in the years."""
    first, last = date(years[0], 1, 1), date(years[-1], 12, 31)
    return [one for one in data.breaks(*_SERIES) if first < one.date <= last]


def _numbers(years: tuple[int, ...]) -> list[str]:
    """The numbers in which breaks are told: days, and what laws are called."""
    told = {str(one.date) for one in _breaks(years)}
    for one in _breaks(years):
        told |= {str(int(digits)) for digits in re.findall(r"\d+", f"{one.date} {one.sv} {one.en}")}
    return sorted(told)


def _drawn(years: tuple[int, ...], cases: Any, axes: Axes, language: Language) -> None:
    # What changed on each day is said in the finding.
    days = dict.fromkeys(one.date for one in _breaks(years))
    trend_plot(cases, ax=axes, language=language, breaks=days, notes=False)
    axes.set_ylabel("")


def _told(years: tuple[int, ...], results: Results, language: Language) -> list[str]:
    cases = results[_CASES]
    told = dict(zip(cases.strata["year"].tolist(), whole(cases, "value", language), strict=True))
    marks = [
        text("trend_break", language, day=spelled_day(one.date, language)) for one in _breaks(years)
    ]
    return [*(f"{year}: {told[year]}" for year in years), *dict.fromkeys(marks)]


def _counted(years: tuple[int, ...], results: Results, language: Language) -> Found:
    """Each year's cases, and whether they were more or fewer every year."""
    cases = results[_CASES]
    rows = np.argsort(cases.strata["year"], kind="stable")
    state = cases.state[rows]
    if (state != State.VALUE).all():
        return State(int(state.max())).code, {}
    written = np.array(whole(cases, "value", language), dtype=object)[rows]
    listed = ", ".join(f"{told} ({year})" for told, year in zip(written, years, strict=True))
    values, full = cases.value[rows].tolist(), cases.covered[rows] >= 1
    # Over a break no year has more than another.
    told = (state == State.VALUE).all() and not _breaks(years)
    # Of a year known in part nobody can say that the next had more, nor of the last that it had fewer.
    if told and full[:-1].all() and all(one < other for one, other in pairwise(values)):
        return "more", {"listed": listed}
    if told and full[1:].all() and all(one > other for one, other in pairwise(values)):
        return "fewer", {"listed": listed}
    return "line", {"listed": listed}


def _shares(years: tuple[int, ...], results: Results, language: Language) -> Found:
    """The shares that the first reason hides, of the years that can be judged, and of which not."""
    hidden = results[_HIDDEN]
    rows = np.argsort(hidden.strata["year"], kind="stable").tolist()
    shares, waiting = [], []
    for year, row in zip(years, rows, strict=True):
        if hidden.state[row] == State.VALUE and not np.isnan(hidden.value[row]):
            share = number(100 * float(hidden.value[row]), ".0f", language)
            shares.append(f"{text('percent', language, share=share)} ({year})")
        elif hidden.state[row] == State.NOT_MATURE:
            waiting.append(str(year))
    if not shares:
        return (State(int(hidden.state.max())).code if hidden.state.any() else "none"), {}
    listed = ", ".join(shares)
    if waiting:
        return "waits", {"listed": listed, "years": ", ".join(waiting)}
    return "line", {"listed": listed}
