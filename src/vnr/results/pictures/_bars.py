"""Figures as bars, a row for each cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np

from vnr.errors import DataError
from vnr.results import Result, State, heading, places
from vnr.results.pictures._axes import (
    COLOURS,
    absence,
    axes_of,
    cell_names,
    footnotes,
    frame,
    row_axis,
    thousands,
)

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
    axes: Axes | None = None,
    language: str = "sv",
    order: Sequence[str | int] | None = None,
    colours: Sequence[str] = COLOURS,
    stacked: bool = False,
    notes: bool = True,
) -> Axes:
    """Draw figures of each cell as bars (stapeldiagram); what is no value is hatched and told.

    Parameters
    ----------
    result : Counts or Estimate
        Cells of one stratum, or a single one.
    figures : mapping of str to str, optional
        Which figures, each with its word; by default the value.
    axes : matplotlib Axes, optional
        Where to draw; by default on a new figure.
    language : str
        ``sv`` or ``en``.
    order : sequence of str or int, optional
        Labels of the stratum from above; by default as they stand.
    colours : sequence of str
        A colour for each figure.
    stacked : bool
        Whether the figures are parts of a whole, one bar for each cell.
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
    """
    cells = ordered(result, order)
    drawn = {"value": heading(result.unit, language)} if figures is None else figures
    axes = axes_of(axes)
    thick = 0.7 if stacked else _THICK / len(drawn)
    axes.use_sticky_edges = False  # a bar of length 0 would leave the longest no room
    states = np.array([cells.state_of(name) for name in drawn])
    if stacked:  # a part that isn't told leaves no whole
        states[:] = states.max(axis=0)
    alike = (states == states[0]).all(axis=0)
    left = np.zeros(len(cells))
    for place, ((name, word), colour) in enumerate(zip(drawn.items(), colours, strict=False)):
        shift = 0.0 if stacked else thick * (place - (len(drawn) - 1) / 2)
        rows = np.flatnonzero(states[place] == State.VALUE)
        axes.barh(rows + shift, cells[name][rows], thick, left=left[rows], color=colour, label=word)
        if stacked:
            left[rows] += cells[name][rows]
        for row in np.flatnonzero((states[place] != State.VALUE) & ~alike).tolist():
            absence(axes, row + shift, State(states[place, row]).label(language), thick)
    # Where all figures of a cell lack for one reason it stands once.
    for row in np.flatnonzero((states[0] != State.VALUE) & alike).tolist():
        absence(axes, row, State(states[0, row]).label(language))
    row_axis(axes, cell_names(cells, language))
    thousands(axes.xaxis, language)
    axes.set_xlim(0, max(1.0, axes.get_xlim()[1]))  # where all are 0 the axis has a scale too
    frame(axes, legend=figures is not None)
    if notes:
        footnotes(result, axes, language)
    return axes
