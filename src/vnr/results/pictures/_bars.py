"""Figures as bars, a row for each cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np

from vnr.errors import DataError
from vnr.results import Result, State, heading, places
from vnr.results.pictures._axes import (
    COLOURS,
    LINE,
    PATTERNS,
    absence,
    axes_of,
    cell_names,
    row_axis,
    thousands,
)
from vnr.results.pictures._caption import finish
from vnr.results.pictures._layout import SIZE, frame, width_of
from vnr.words import Language, number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["bars_plot", "ordered"]

_THICK: Final = 0.78
R = TypeVar("R", bound=Result)


def ordered(result: R, order: Sequence[str | int] | None) -> R:
    """The cells of one stratum in the order of these labels; as they stand without any.

    Raises
    ------
    DataError
        If the result has several strata, or no cell for a label.
    """
    if len(result.strata) > 1:
        raise DataError(
            "a row for each cell needs cells of one stratum; select one label of others"
        )
    if order is None:
        return result
    (stratum,) = result.strata
    rows = places({stratum: np.array(order)}, result.strata, size=len(order), name="what is drawn")
    return result.take(rows)


def bars_plot(
    result: Result,
    figures: Mapping[str, str] | None = None,
    *,
    ax: Axes | None = None,
    language: Language = "sv",
    order: Sequence[str | int] | None = None,
    colours: Sequence[str] = COLOURS,
    stacked: bool = False,
    numbers: bool = False,
    notes: bool = True,
) -> Axes:
    """Draw figures of each cell as bars (stapeldiagram); what is no value is hatched and told.

    Parameters
    ----------
    result : Counts or Estimate
        Cells of one stratum, or a single one.
    figures : mapping of str to str, optional
        Which figures, each with its word; by default the value.
    ax : matplotlib Axes, optional
        Where to draw; by default on a new figure.
    language : str
        ``sv`` or ``en``.
    order : sequence of str or int, optional
        Labels of the stratum from above; by default as they stand.
    colours : sequence of str
        A colour for each figure.
    stacked : bool
        Whether the figures are parts of a whole, one bar for each cell.
    numbers : bool
        Whether each bar that is long enough holds its number.
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
        If the result has several strata, or no cell for a label.

    Examples
    --------
    >>> from vnr import metrics
    >>> axes = bars_plot(metrics.percentages({"a": 3, "b": 5}), language="en")
    >>> [text.get_text() for text in axes.get_yticklabels()]
    ['a', 'b']
    """
    cells = ordered(result, order)
    drawn = {"value": heading(result.unit, language)} if figures is None else figures
    axes = axes_of(ax, len(cells) * (1 if stacked else len(drawn)))
    thick = 0.7 if stacked else _THICK / len(drawn)
    axes.use_sticky_edges = False  # a bar of length 0 would leave the longest no room
    states = np.array([cells.state_of(name) for name in drawn])
    if stacked:  # a part that isn't told leaves no whole
        states[:] = states.max(axis=0)
    alike = (states == states[0]).all(axis=0)
    left = np.zeros(len(cells))
    bars: list[tuple[float, float, float]] = []
    for place, (name, word) in enumerate(drawn.items()):
        shift = 0.0 if stacked else thick * (place - (len(drawn) - 1) / 2)
        rows = np.flatnonzero(states[place] == State.VALUE)
        figures_there = cells[name][rows]
        axes.barh(
            rows + shift, figures_there, thick, left=left[rows], label=word, linewidth=0,
            color=colours[place % len(colours)], edgecolor="white", hatch=PATTERNS[place % len(PATTERNS)],
        )  # fmt: skip
        bars += zip(left[rows], rows + shift, figures_there, strict=True)
        if stacked:
            left[rows] += figures_there
        else:  # none is a number too, and no bar shows it
            none = (rows + shift)[figures_there == 0]
            axes.plot(np.zeros(none.size), none, "|", color=LINE, markersize=8, clip_on=False)
        for row in np.flatnonzero((states[place] != State.VALUE) & ~alike).tolist():
            state = State(states[place, row])
            absence(axes, row + shift, state, state.label(language), thick)
    if stacked:
        none = np.flatnonzero((states[0] == State.VALUE) & (left == 0))
        axes.plot(np.zeros(none.size), none, "|", color=LINE, markersize=8, clip_on=False)
    # Where all figures of a cell lack for one reason it stands once.
    for row in np.flatnonzero((states[0] != State.VALUE) & alike).tolist():
        state = State(states[0, row])
        absence(axes, row, state, state.label(language))
    row_axis(axes, cell_names(cells, language))
    thousands(axes.xaxis, language)
    axes.set_xlim(0, max(1.0, axes.get_xlim()[1]))  # where all are 0 the axis has a scale too
    frame(axes, legend=figures is not None)
    if numbers:
        _numbered(axes, bars, language)
    finish(result, axes, language, notes=notes)
    return axes


def _numbered(axes: Axes, bars: Sequence[tuple[float, float, float]], language: Language) -> None:
    """The number of each bar at its start, where it has room for it."""
    room = 0.55 * 72 * width_of(axes) / axes.get_xlim()[1]
    for start, row, value in bars:
        words = number(value, ",.0f", language)
        if value * room > 10 + 0.65 * SIZE * len(words):
            axes.annotate(
                words, (start, row), xytext=(5, 0), textcoords="offset points", va="center",
                fontsize=SIZE, bbox={"facecolor": "white", "linewidth": 0, "pad": 1},
            )  # fmt: skip
