"""A figure along time: points on their intervals, and what can't be compared or judged yet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, TypeVar

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError
from vnr.results import Estimate, Result, State, heading
from vnr.results.pictures._axes import (
    LINE,
    OUTSIDE,
    POINT,
    absence,
    axes_of,
    decimals,
    names,
    thousands,
)
from vnr.results.pictures._caption import finish
from vnr.results.pictures._layout import frame, written_below
from vnr.words import Language, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["TIMES", "judged", "trend_plot"]

R = TypeVar("R", bound=Result)
TIMES: Final = ("year", "quarter", "month")
"""Strata that are drawn along, the longest first."""
_MATURE: Final = 0.8
"""The share that must have had their time, or a figure can't be judged yet."""
_ROOM: Final = 1.1
"""How far the axis goes beside what is highest."""
_WAITING: Final = "n_not_mature"


def judged(result: R) -> R:
    """The result, not mature where less than 80 per cent have had their time."""
    if _WAITING not in result.names or "n" not in result.names:
        return result
    waiting, had = result[_WAITING].astype(float), result["n"].astype(float)
    told = (result.state_of(_WAITING, "n") == State.VALUE) & (result.state == State.VALUE)
    early = told & (waiting > 0) & (had < _MATURE * (waiting + had))
    return attrs.evolve(result, state=np.where(early, State.NOT_MATURE, result.state))


def trend_plot(
    result: Estimate | Any,
    *,
    ax: Axes | None = None,
    language: Language = "sv",
    breaks: Iterable[Any] = (),
    notes: bool = True,
) -> Axes:
    """Draw a figure along time with its intervals (trend), and the breaks in its series.

    No point stands where less than 80 per cent have had their time: it can't be judged yet. An
    open one is of a time that wasn't delivered as a whole.

    Parameters
    ----------
    result : Counts or Estimate
        Cells of one stratum of time.
    ax : matplotlib Axes, optional
        Where to draw; by default on a new figure.
    language : str
        ``sv`` or ``en``.
    breaks : iterable of date, or of what `data.breaks` gives
        Days from which something else is counted; those outside the series aren't drawn.
    notes : bool
        Whether what must be said stands below; if not, the picture's place has to say it.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    MissingExtraError
        If matplotlib isn't installed.
    DataError
        If the cells aren't those of one stratum of time, or a break is no day.

    Examples
    --------
    >>> from vnr import metrics
    >>> axes = trend_plot(metrics.count(gotland, "2018-2019", by="year"), language="en")
    >>> axes.get_ylabel()
    'cases'
    """
    strata = [*result.strata]
    if len(strata) != 1 or strata[0] not in TIMES:
        raise DataError(f"a trend needs cells of one of {', '.join(TIMES)}; got {strata}")
    cells = judged(result.take(np.argsort(result.strata[strata[0]], kind="stable")))
    axes = axes_of(ax)
    share = cells.unit == "proportion"
    scale = 100 if share else 1
    value = scale * cells["value"].astype(float)
    shown = (cells.state == State.VALUE) & ~np.isnan(value)
    at = np.arange(len(cells))
    highest = [0.0]
    if isinstance(cells, Estimate):
        limited = np.flatnonzero(shown & (cells.state_of("lower", "upper") == State.VALUE))
        lower, upper = (scale * limit[limited] for limit in cells.limits())
        axes.vlines(limited, lower, upper, color=LINE, linewidth=1.5)
        highest += upper[np.isfinite(upper)].tolist()
    breaks_at = _places(breaks, strata[0], cells.strata[strata[0]])
    edges = [-1.0, *(place for place, _, _ in breaks_at), float(len(cells))]
    for start, end in pairwise(edges):
        # No line leads over a break, nor over what isn't there.
        part = (at > start) & (at < end)
        axes.plot(at[part], np.where(shown, value, np.nan)[part], "-", color=POINT)
    partly = shown & (cells.covered < 1)
    whole = shown & ~partly
    axes.plot(at[whole], value[whole], "o", color=POINT, clip_on=False)
    if partly.any():  # at least so many: an open mark, with its word
        word = text("pictures", "partly", language)
        axes.plot(
            at[partly],
            value[partly],
            "o",
            color=POINT,
            markerfacecolor="white",
            clip_on=False,
            label=word,
        )
    for row, (place, day, what) in enumerate(breaks_at):
        axes.axvline(place, color=OUTSIDE, linestyle="--", linewidth=1)
        title = text("pictures", "break", language, day=day.isoformat())
        said = getattr(what, language, "")
        written_below(axes, row, f"{title}: {said}" if said else title)
    words = cells.cells(language)
    for row in np.flatnonzero(~shown).tolist():
        reason = State(int(cells.state[row]))
        absence(axes, row, reason, reason.label(language) or words[row], upright=True)
    axes.set_xticks(at, names(strata[0], cells.strata[strata[0]].tolist(), language))
    axes.set_xlim(-0.6, len(cells) - 0.4)
    drawn = max([*value[shown].tolist(), *highest])
    # The highest must not lie on the edge; where nothing is drawn the axis has a scale too.
    axes.set_ylim(0, _ROOM * drawn if drawn else 100 if share and not shown.any() else 1)
    axes.set_ylabel("%" if share else heading(cells.unit, language))
    (decimals if isinstance(cells, Estimate) else thousands)(axes.yaxis, language)
    axes.grid(axis="y", color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)
    frame(axes, legend=bool(partly.any()))
    finish(cells, axes, language, notes=notes, row=len(breaks_at))
    return axes


def _places(
    breaks: Iterable[Any], stratum: str, labels: NDArray[Any]
) -> list[tuple[float, date, Any]]:
    """Where breaks lie between the labels, each with its day and itself."""
    starts = [_first_day(stratum, label) for label in labels.tolist()]
    places = []
    for one in breaks:
        day = one if isinstance(one, date) else getattr(one, "date", None)
        if not isinstance(day, date):
            raise DataError("a break must be a day, or one of what data.breaks gives")
        before = sum(start <= day for start in starts)
        within = before > 0 and starts[before - 1] < day
        if before == 0 or (before == len(starts) and day > _last_day(stratum, starts[-1])):
            continue
        # A day within a cell goes through it; the first day of a cell stands before it.
        places.append((before - (1.0 if within else 1.5), day, one))
    return sorted((place for place in places if place[0] >= 0), key=lambda place: place[:2])


def _first_day(stratum: str, label: Any) -> date:
    """The first day of a year, a half, a quarter or a month."""
    if stratum == "year":
        return date(int(label), 1, 1)
    if stratum == "quarter":
        year, quarter = str(label).split("Q")
        return date(int(year), 3 * int(quarter) - 2, 1)
    return date.fromisoformat(f"{label}-01")


def _last_day(stratum: str, start: date) -> date:
    """The last day of what begins on a day."""
    months = {"year": 12, "quarter": 3, "month": 1}[stratum]
    over = start.month + months - 1
    return date(start.year + over // 12, over % 12 + 1, 1) - timedelta(days=1)
