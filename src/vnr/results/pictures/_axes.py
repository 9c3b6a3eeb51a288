"""What all pictures have in common: colours, rows, numbers in words, and what is no value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from vnr.errors import DataError, require
from vnr.results import Result, State, in_words
from vnr.results.pictures._layout import SIZE, WHOLE
from vnr.words import Language, number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis

__all__ = [
    "BLUE",
    "COLOURS",
    "DASHES",
    "GREEN",
    "GREY",
    "LINE",
    "MARKERS",
    "ORANGE",
    "OUTSIDE",
    "PATTERNS",
    "POINT",
    "absence",
    "axes_of",
    "cell_names",
    "decimals",
    "names",
    "row_axis",
    "state_look",
    "thousands",
]

BLUE, ORANGE, GREEN, GREY = "#0072B2", "#E69F00", "#009E73", "#BBBBBB"
POINT, OUTSIDE, LINE = BLUE, "#D55E00", "#555555"
"""Told apart in grey print and by people who see colours differently (Okabe and Ito)."""
COLOURS: Final = (BLUE, ORANGE, GREEN, GREY)
PATTERNS: Final = ("", "|||", "xx", "---")
"""What tells fields apart beside their colour; slanting lines are those of what isn't reported."""
DASHES: Final = ("-", "--", "-.", (0, (1, 1)))
MARKERS: Final = (".", "s", "^", "D")
_FIELD: Final = 0.05
"""Width of the field of what is no value, as a share of the axes."""


def axes_of(ax: Axes | None, rows: int = 0) -> Axes:
    """The axes given, or those of a new figure that has room for so many rows."""
    if ax is not None:
        if not hasattr(ax, "transAxes"):
            raise DataError(f"ax must be Axes of matplotlib's, got {type(ax).__name__}")
        return ax
    size = (7.5, max(4.2, 0.32 * rows + 1.2))
    figure, new = require("matplotlib.pyplot", "plot").subplots(figsize=size)
    figure.set_gid(WHOLE)
    axes: Axes = new
    return axes


def row_axis(axes: Axes, names: Sequence[str]) -> None:
    """Names down the left side, the first on top, and light lines across."""
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.grid(axis="x", color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)


def thousands(axis: Axis, language: Language) -> None:
    """Whole numbers along an axis, with the language's separator."""
    if axis.get_scale() == "linear":  # a mark at 2.5 would read as one at 2
        ticker = require("matplotlib.ticker", "plot")
        axis.set_major_locator(ticker.MaxNLocator("auto", integer=True, steps=[1, 2, 5, 10]))
    axis.set_major_formatter(lambda x, _: number(x, ",.0f", language))


def decimals(axis: Axis, language: Language) -> None:
    """Numbers along an axis as short as they can be, with the language's signs."""
    # Adding nothing takes the sign from zero.
    axis.set_major_formatter(lambda x, _: number(x + 0.0, ",.10g", language))


def state_look(state: int) -> dict[str, Any]:
    """How the field of what is no value looks: hatched, dotted round, or not there at all.

    Nothing but two points stand where a figure is suppressed, so that no field reads as a height.
    """
    if state == State.NOT_REPORTED:
        return {"edgecolor": GREY, "hatch": "////", "linewidth": 0}
    if state == State.NOT_MATURE:
        return {"edgecolor": LINE, "linestyle": ":", "linewidth": 1}
    return {"edgecolor": "none", "linewidth": 0}


def absence(
    axes: Axes, at: float, state: int, words: str, thick: float = 0.6, *, upright: bool = False
) -> None:
    """A field by the state with the reason beside it, where no bar and no point would read as none.

    Parameters
    ----------
    axes : matplotlib Axes
        Where to draw.
    at : float
        Its row; with `upright` its place along the horizontal axis.
    state : int
        What it looks like; `State.VALUE` is undefined, and has no field.
    words : str
        The reason.
    thick : float
        How much of a row it takes.
    upright : bool
        Whether it stands on the horizontal axis.
    """
    patches = require("matplotlib.patches", "plot")
    if state in (State.NOT_REPORTED, State.NOT_MATURE):
        start, size = (0.0, at - thick / 2), (_FIELD, thick)
        if upright:
            start, size = start[::-1], size[::-1]
        across = axes.get_xaxis_transform() if upright else axes.get_yaxis_transform()
        look = state_look(state)
        axes.add_patch(patches.Rectangle(start, *size, transform=across, facecolor="none", **look))
    place: dict[str, Any] = {"color": LINE, "fontsize": SIZE}
    if upright:
        axes.text(
            at, _FIELD + 0.01, words, transform=axes.get_xaxis_transform(), rotation=90,
            ha="center", va="bottom", **place,
        )  # fmt: skip
    else:
        axes.text(
            _FIELD + 0.01, at, words, transform=axes.get_yaxis_transform(), va="center", **place
        )


def names(stratum: str, codes: Iterable[Any], language: Language) -> list[str]:
    """Labels of a stratum in words, one text for each.

    Examples
    --------
    >>> names("municipality", ["0980", "0484"], "sv")
    ['Gotland', 'Eskilstuna']
    """
    return [str(word) for word in in_words(stratum, np.array(list(codes)), language)]


def cell_names(result: Result, language: Language) -> list[str]:
    """Each cell's labels in words, one after the other."""
    columns = [names(stratum, codes, language) for stratum, codes in result.strata.items()]
    return [" ".join(parts) for parts in zip(*columns, strict=True)] or [""] * len(result)
