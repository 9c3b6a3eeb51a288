"""A curve of each group, in steps, with its interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vnr.results import Curve, State, heading
from vnr.results.pictures._axes import (
    COLOURS,
    DASHES,
    LINE,
    MARKERS,
    axes_of,
    decimals,
    names,
    thousands,
)
from vnr.results.pictures._caption import finish
from vnr.results.pictures._layout import frame, width_of, written_below
from vnr.words import Language, number, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["curve_plot"]


def curve_plot(
    curve: Curve,
    *,
    ax: Axes | None = None,
    language: Language = "sv",
    at_risk: bool = True,
    notes: bool = True,
) -> Axes:
    """Draw each group's curve in steps; a group without values is told in words.

    Parameters
    ----------
    curve : Curve
        What `metrics.time_to_event`, `kaplan_meier` or `reactivation_curve` gave.
    ax : matplotlib Axes, optional
        Where to draw; by default on a new figure.
    language : str
        ``sv`` or ``en``.
    at_risk : bool
        Whether the number under observation stands below the axis.
    notes : bool
        Whether what must be said stands below; if not, the picture's place has to say it.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    MissingExtraError
        If matplotlib isn't installed.

    Examples
    --------
    >>> from vnr import metrics
    >>> axes = curve_plot(metrics.kaplan_meier([5, 10, 20], [1, 0, 1]), language="en")
    >>> axes.get_xlabel()
    'days'
    """
    axes = axes_of(ax)
    merged = "curve_in_steps" in {note.code for note in curve.notes}
    groups: dict[tuple[str, ...], list[int]] = {}
    strata = [
        names(stratum, codes, language)
        for stratum, codes in curve.strata.items()
        if stratum != "day"
    ]
    for row, group in enumerate(zip(*strata, strict=True) if strata else [()] * len(curve)):
        groups.setdefault(group, []).append(row)
    shown: dict[str, Curve] = {}
    # By name from the end, so that the order of the rows doesn't matter.
    for place, (group, rows) in enumerate(sorted(groups.items(), reverse=True)):
        part = curve.take(sorted(rows, key=lambda row: curve.strata["day"][row]))
        look = place % len(COLOURS)
        colour, dash, label = COLOURS[look], DASHES[look], " ".join(group)
        state = State(int(part.state.min(initial=State.SUPPRESSED)))
        if state != State.VALUE:
            reason = state.label(language)
            if group:
                axes.plot([], [], color=colour, label=f"{label}: {reason}")
            else:
                axes.text(0.5, 0.5, reason, transform=axes.transAxes, ha="center", color=LINE)
            continue
        day = np.append(0, part.strata["day"])
        value, lower, upper = (
            100 * np.append(curve.begins, array) for array in (part.value, *part.limits())
        )
        if merged:
            # What happens within a step of weeks isn't known to happen on its last day.
            axes.plot(
                day, value, marker=MARKERS[look], linestyle=dash, color=colour, label=label or None
            )
            shown[label] = part
            for limit in (lower, upper):
                axes.plot(day, limit, color=colour, linewidth=0.7, linestyle=":")
            continue
        axes.step(day, value, where="post", color=colour, linestyle=dash, label=label or None)
        shown[label] = part
        axes.fill_between(day, lower, upper, step="post", color=colour, alpha=0.15, linewidth=0)
    frame(axes, legend=any(groups))
    axes.set_ylim(0, 100)
    axes.set_xlim(left=0)
    if (curve.state != State.VALUE).all():  # only reasons, on axes with a scale
        axes.set_xlim(0, 1)
    axes.set_ylabel("%")
    axes.set_xlabel(heading("days", language))
    thousands(axes.xaxis, language)
    decimals(axes.yaxis, language)
    axes.grid(color="#dddddd", linewidth=0.6)
    row = _observed(shown, axes, language) if at_risk and shown else 0
    finish(curve, axes, language, notes=notes, row=row)
    return axes


def _observed(shown: dict[str, Curve], axes: Axes, language: Language) -> int:
    """How many are under observation at each mark of the axis; the rows that this takes."""
    low, high = axes.get_xlim()
    # A narrow picture has room for few numbers.
    marks = [tick for tick in axes.get_xticks() if low <= tick <= high]
    marks = marks[:: 1 + len(marks) // max(2, int(1.2 * width_of(axes)))]
    told: dict[tuple[str, ...], list[str]] = {}
    for label, part in shown.items():
        told.setdefault(tuple(_still(part, mark, language) for mark in marks), []).append(label)
    row = 0
    for numbers, labels in told.items():
        # Causes of one group have the same persons under observation.
        of = "" if len(told) == 1 else ": " + ", ".join(labels)
        written_below(axes, row, text("pictures", "at_risk", language) + of)
        for mark, words in zip(marks, numbers, strict=True):
            written_below(axes, row + 1, words, at=mark)
        row += 2
    return row


def _still(part: Curve, mark: float, language: Language) -> str:
    """The number under observation just before a day; nothing after the last that is told of."""
    later = np.flatnonzero(part.strata["day"] >= mark)
    if not later.size:
        return ""
    state = State(int(part.state_of("at_risk")[later[0]]))
    return state.label(language) or number(int(part.at_risk[later[0]]), ",.0f", language)
