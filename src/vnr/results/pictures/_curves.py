"""A curve of each group, in steps, with its interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vnr.results import Curve, State, heading
from vnr.results.pictures._axes import (
    COLOURS,
    LINE,
    axes_of,
    decimals,
    footnotes,
    frame,
    names,
    thousands,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["curve_plot"]


def curve_plot(
    curve: Curve, *, axes: Axes | None = None, language: str = "sv", notes: bool = True
) -> Axes:
    """Draw each group's curve in steps; a group without values is told in words.

    Parameters
    ----------
    curve : Curve
        What `metrics.time_to_event`, `kaplan_meier` or `reactivation_curve` gave.
    axes : matplotlib Axes, optional
        Where to draw; by default on a new figure.
    language : str
        ``sv`` or ``en``.
    notes : bool
        Whether what must be said stands below; if not, the picture's place has to say it.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    MissingExtraError
        If matplotlib isn't installed.
    """
    axes = axes_of(axes)
    merged = "curve_in_steps" in {note.code for note in curve.notes}
    groups: dict[tuple[str, ...], list[int]] = {}
    strata = [
        names(stratum, codes, language)
        for stratum, codes in curve.strata.items()
        if stratum != "day"
    ]
    for row, group in enumerate(zip(*strata, strict=True) if strata else [()] * len(curve)):
        groups.setdefault(group, []).append(row)
    # By name from the end, so that the order of the rows doesn't matter.
    for place, (group, rows) in enumerate(sorted(groups.items(), reverse=True)):
        part = curve.take(sorted(rows, key=lambda row: curve.strata["day"][row]))
        colour, label = COLOURS[place % len(COLOURS)], " ".join(group)
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
            axes.plot(day, value, marker=".", color=colour, label=label or None)
            for limit in (lower, upper):
                axes.plot(day, limit, color=colour, linewidth=0.7, linestyle=":")
            continue
        axes.step(day, value, where="post", color=colour, label=label or None)
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
    if notes:
        footnotes(curve, axes, language)
    return axes
