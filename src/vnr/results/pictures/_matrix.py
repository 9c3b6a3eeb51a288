"""Two strata crossed: how much is filled in, or what may be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from vnr.errors import DataError, require
from vnr.results import Result, State, heading
from vnr.results.pictures._axes import BLUE, LINE, axes_of, names, state_look
from vnr.results.pictures._caption import finish
from vnr.results.pictures._layout import SIZE, frame
from vnr.words import Language, number, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["matrix_plot", "pattern_plot"]

_ROOM: Final = 26
"""Points that a cell's number needs."""
_DARK: Final = 0.55
"""From this share on numbers are white."""


def matrix_plot(
    result: Result, *, ax: Axes | None = None, language: Language = "sv", notes: bool = True
) -> Axes:
    """Draw the cells of two strata as a matrix with their numbers (matris), such as completeness.

    The stratum with more labels goes down. What is no value looks as it does in other pictures.

    Parameters
    ----------
    result : Counts or Estimate
        Cells of two strata.
    ax : matplotlib Axes, optional
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
    DataError
        If the result hasn't two strata.

    Examples
    --------
    >>> from vnr import metrics
    >>> axes = matrix_plot(metrics.count(gotland, 2019, by=("sex", "role")), language="en")
    >>> [text.get_text() for text in axes.get_xticklabels()]
    ['exposed adult', 'exposed child', 'witnessing child', 'perpetrator']
    """
    return _drawn(result, ax, language, notes=notes, numbers=True)


def pattern_plot(
    result: Result, *, ax: Axes | None = None, language: Language = "sv", notes: bool = True
) -> Axes:
    """Draw which cells show a value, and which don't and why (mönster av det som inte visas).

    No shade and no number hangs on a figure's size.

    Parameters
    ----------
    result : Counts or Estimate
        Cells of two strata, such as what `disclosure.protect` gave; or of one, whose figures
        stand side by side.
    ax : matplotlib Axes, optional
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
    DataError
        If the result has neither one nor two strata.

    Examples
    --------
    >>> from vnr import disclosure, metrics
    >>> shown = disclosure.protect(metrics.count(gotland, 2019, by=("sex", "role")), "FIVE")
    >>> axes = pattern_plot(shown, language="en")
    >>> [text.get_text() for text in axes.get_legend().get_texts()]
    ['shown', '.. not shown']
    """
    return _drawn(result, ax, language, notes=notes, numbers=False)


def _drawn(
    result: Result, ax: Axes | None, language: Language, *, notes: bool, numbers: bool
) -> Axes:
    grid = _crossed(result, language, figures=not numbers)
    axes = axes_of(ax, len(grid.down))
    patches = require("matplotlib.patches", "plot")
    share = result.unit == "proportion"
    value = grid.value * (100 if share else 1)
    most = 100.0 if share else max(1.0, float(np.nanmax(value, initial=1.0)))
    for (row, column), state in np.ndenumerate(grid.state):
        if state < 0:
            continue  # there is no such cell
        corner, middle = (column - 0.47, row - 0.44), (column, row)
        shade = 0.0
        if state != State.VALUE:
            look = state_look(int(state))
            look = look if look["edgecolor"] != "none" else {"edgecolor": "none"}
            axes.add_patch(patches.Rectangle(corner, 0.94, 0.88, facecolor="none", **look))
        else:
            own = value[row, column]
            shade = 0.25 if not numbers else 0.0 if np.isnan(own) else float(own / most)
            colour = (BLUE, 0.08 + 0.92 * shade if shade else 0.0)
            axes.add_patch(
                patches.Rectangle(
                    corner, 0.94, 0.88, facecolor=colour, edgecolor=LINE, linewidth=0.4
                )
            )
        words = ".." if state == State.SUPPRESSED else ""
        if numbers and state == State.VALUE:
            words = (
                "–"
                if np.isnan(value[row, column])
                else number(float(value[row, column]), ",.0f", language)
            )
        axes.text(
            *middle, words, ha="center", va="center", fontsize=SIZE,
            color="white" if shade > _DARK else "black",
        )  # fmt: skip
    axes.set_xticks(range(len(grid.across)), grid.across, rotation=90)
    axes.xaxis.tick_top()
    axes.set_yticks(range(len(grid.down)), grid.down)
    axes.set(xlim=(-0.5, len(grid.across) - 0.5), ylim=(len(grid.down) - 0.5, -0.5))
    axes.tick_params(length=0)
    _legend(
        axes,
        grid.state,
        patches,
        language,
        value=text("pictures", "shown", language)
        if not numbers
        else "%"
        if share
        else heading(result.unit, language),
    )
    frame(axes)
    axes.spines[:].set_visible(False)
    finish(result, axes, language, notes=notes)
    return axes


class _Crossed:
    """Labels down and across, with the state (-1 where there is no cell) and value between."""

    def __init__(self, down: list[str], across: list[str]) -> None:
        self.down, self.across = down, across
        self.state = np.full((len(down), len(across)), -1)
        self.value = np.full((len(down), len(across)), np.nan)


def _crossed(result: Result, language: Language, *, figures: bool) -> _Crossed:
    strata = [*result.strata]
    if len(strata) == 1 and figures:
        called = [
            heading(result.unit if name == "value" else name, language) for name in result.names
        ]
        grid = _Crossed(names(strata[0], result.strata[strata[0]].tolist(), language), called)
        for column, name in enumerate(result.names):
            grid.state[:, column] = result.state_of(name)
        return grid
    if len(strata) != 2:
        raise DataError(f"a matrix needs cells of two strata; got {strata or 'none'}")
    labels = [list(dict.fromkeys(result.strata[name].tolist())) for name in strata]
    turned = len(labels[0]) < len(labels[1])
    order = (1, 0) if turned else (0, 1)
    down, across = (labels[place] for place in order)
    grid = _Crossed(
        names(strata[order[0]], down, language), names(strata[order[1]], across, language)
    )
    at_down, at_across = ({label: row for row, label in enumerate(side)} for side in (down, across))
    for cell in range(len(result)):
        row = at_down[result.strata[strata[order[0]]].tolist()[cell]]
        column = at_across[result.strata[strata[order[1]]].tolist()[cell]]
        grid.state[row, column] = result.state[cell]
        grid.value[row, column] = result["value"][cell]
    return grid


def _legend(axes: Axes, states: Any, patches: Any, language: Language, *, value: str) -> None:
    """What each look means, of those that are there."""
    there = set(states.ravel().tolist())
    if State.VALUE in there:
        axes.add_patch(
            patches.Rectangle((0, 0), 0, 0, facecolor=(BLUE, 0.3), edgecolor=LINE, label=value)
        )
    for state in (State.NOT_REPORTED, State.NOT_MATURE):
        if state in there:
            look = state_look(state)
            axes.add_patch(
                patches.Rectangle(
                    (0, 0), 0, 0, facecolor="none", label=state.label(language), **look
                )
            )
    if State.SUPPRESSED in there:
        axes.plot([], [], " ", label=text("pictures", "suppressed", language))
