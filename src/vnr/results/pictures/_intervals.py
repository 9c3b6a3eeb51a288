"""Estimates as points with their intervals, a row for each cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from vnr.results import Estimate, State, heading
from vnr.results.pictures._axes import (
    LINE,
    OUTSIDE,
    absence,
    axes_of,
    cell_names,
    decimals,
    row_axis,
)
from vnr.results.pictures._bars import ordered
from vnr.results.pictures._caption import finish
from vnr.results.pictures._layout import frame
from vnr.words import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["intervals_plot"]


def intervals_plot(
    estimate: Estimate,
    *,
    ax: Axes | None = None,
    language: Language = "sv",
    order: Sequence[str | int] | None = None,
    notes: bool = True,
) -> Axes:
    """Draw each cell's figure as a point on its interval; what is no value is hatched and told.

    Parameters
    ----------
    estimate : Estimate
        Cells of one stratum, or a single one. Shares are drawn from 0 to 100 per cent.
    ax : matplotlib Axes, optional
        Where to draw; by default on a new figure.
    language : str
        ``sv`` or ``en``.
    order : sequence of str or int, optional
        Labels of the stratum from above; by default as they stand.
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
        If the estimate has several strata, or no cell for a label.

    Examples
    --------
    >>> from vnr import metrics
    >>> axes = intervals_plot(metrics.proportion({"a": 3, "b": 5}, 40), language="en", order=["b", "a"])
    >>> [text.get_text() for text in axes.get_yticklabels()]
    ['b', 'a']
    """
    cells = ordered(estimate, order)
    axes = axes_of(ax, len(cells))
    share = cells.unit == "proportion"
    scale = 100 if share else 1
    shown = np.flatnonzero((cells.state == State.VALUE) & ~np.isnan(cells.value))
    limited = shown[cells.state_of("lower", "upper")[shown] == State.VALUE]
    lower, upper = (scale * limit[limited] for limit in cells.limits())
    axes.hlines(limited, lower, upper, color=LINE, linewidth=1.5)
    axes.plot(scale * cells.value[shown], shown, "o", color=OUTSIDE, clip_on=False)
    words = cells.cells(language)
    for row in sorted(set(range(len(cells))) - set(shown.tolist())):
        absence(axes, row, int(cells.state[row]), words[row])
    if share:
        axes.set_xlim(0, 100)
    else:
        axes.set_xlim(left=0)
    axes.set_xlabel("%" if share else heading(cells.unit, language))
    decimals(axes.xaxis, language)
    row_axis(axes, cell_names(cells, language))
    frame(axes, legend=False)
    finish(estimate, axes, language, notes=notes)
    return axes
