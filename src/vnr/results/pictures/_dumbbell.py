"""Two figures of each cell and the way between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from vnr.errors import DataError
from vnr.results import Result, State
from vnr.results.pictures._axes import (
    LINE,
    OUTSIDE,
    POINT,
    absence,
    axes_of,
    cell_names,
    row_axis,
    thousands,
)
from vnr.results.pictures._bars import ordered
from vnr.results.pictures._caption import finish
from vnr.results.pictures._layout import frame
from vnr.words import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["dumbbell_plot"]


def dumbbell_plot(
    result: Result,
    figures: Mapping[str, str],
    *,
    ax: Axes | None = None,
    language: Language = "sv",
    order: Sequence[str | int] | None = None,
    notes: bool = True,
) -> Axes:
    """Draw two figures of each cell with a line between (hantelbild): first reason and known.

    Parameters
    ----------
    result : Counts or Estimate
        Cells of one stratum, or a single one.
    figures : mapping of str to str
        Two figures, each with its word.
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
        If there are not two figures, the result has several strata, or no cell for a label.

    Examples
    --------
    >>> from vnr import metrics
    >>> found = metrics.detection(gotland, 2018)
    >>> axes = dumbbell_plot(found, {"original": "first reason", "known": "all that is known"}, language="en")
    >>> [text.get_text() for text in axes.get_legend().get_texts()]
    ['first reason', 'all that is known']
    """
    if len(figures) != 2:
        raise DataError(f"a dumbbell has two figures, got {len(figures)}")
    cells = ordered(result, order)
    axes = axes_of(ax, len(cells))
    states = np.array([cells.state_of(name) for name in figures])
    both = np.flatnonzero((states == State.VALUE).all(axis=0))
    first, last = (cells[name] for name in figures)
    axes.hlines(both, first[both], last[both], color=LINE, linewidth=2, zorder=1)
    looks: tuple[dict[str, Any], ...] = (
        {"marker": "o", "color": "white", "markeredgecolor": OUTSIDE},
        {"marker": "D", "color": POINT},
    )
    for (name, word), own, look in zip(figures.items(), states, looks, strict=True):
        rows = np.flatnonzero(own == State.VALUE)
        axes.plot(
            cells[name][rows],
            rows,
            linestyle="none",
            markersize=7,
            label=word,
            clip_on=False,
            **look,
        )
    for row in np.flatnonzero((states != State.VALUE).any(axis=0)).tolist():
        reason = State(int(states[:, row].max()))
        if (states[:, row] != State.VALUE).all():
            absence(axes, row, reason, reason.label(language))
        else:  # one of them is drawn, and why the other isn't stands with its name
            lacking = next(
                word for word, own in zip(figures.values(), states[:, row], strict=True) if own
            )
            absence(axes, row, reason, f"{lacking}: {reason.label(language)}")
    row_axis(axes, cell_names(cells, language))
    thousands(axes.xaxis, language)
    axes.set_xlim(0, max(1.0, axes.get_xlim()[1]))
    frame(axes)
    finish(cells, axes, language, notes=notes)
    return axes
