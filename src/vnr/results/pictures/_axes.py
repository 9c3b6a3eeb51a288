"""What all pictures have in common: colours, rows, numbers in words, what is no value, and notes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from vnr.errors import DataError, require
from vnr.results import Result, in_words
from vnr.words import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis

__all__ = [
    "BLUE",
    "COLOURS",
    "GREEN",
    "GREY",
    "LINE",
    "ORANGE",
    "OUTSIDE",
    "POINT",
    "absence",
    "axes_of",
    "cell_names",
    "decimals",
    "footnotes",
    "frame",
    "names",
    "row_axis",
    "thousands",
]

BLUE, ORANGE, GREEN, GREY = "#0072B2", "#E69F00", "#009E73", "#BBBBBB"
POINT, OUTSIDE, LINE = BLUE, "#D55E00", "#555555"
"""Told apart in grey print and by people who see colours differently (Okabe and Ito)."""
COLOURS: Final = (BLUE, ORANGE, GREEN, GREY)
_HATCHED: Final = 0.05
"""Width of the hatched field of what is no value, as a share of the axes."""


def axes_of(axes: Axes | None) -> Axes:
    """The axes given, or those of a new figure."""
    if axes is not None:
        if not hasattr(axes, "transAxes"):
            raise DataError(f"axes must be Axes of matplotlib's, got {type(axes).__name__}")
        return axes
    new: Axes = require("matplotlib.pyplot", "plot").subplots(figsize=(7.5, 4.6))[1]
    return new


def frame(axes: Axes, *, legend: bool = True) -> None:
    """No frame but the two axes, and a small legend."""
    axes.spines[["top", "right"]].set_visible(False)
    if legend:
        axes.legend(frameon=False, fontsize=9)


def row_axis(axes: Axes, names: Sequence[str]) -> None:
    """Names down the left side, the first on top, and light lines across."""
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.grid(axis="x", color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)


def footnotes(result: Result, axes: Axes, language: str) -> None:
    """What must be said with the figure, below it."""
    notes = "\n".join(note.text(language) for note in result.notes)
    axes.text(0, -0.2, notes, transform=axes.transAxes, fontsize=7, va="top", wrap=True)


def thousands(axis: Axis, language: str) -> None:
    """Whole numbers along an axis, with the language's separator."""
    if axis.get_scale() == "linear":  # a mark at 2.5 would read as one at 2
        ticker = require("matplotlib.ticker", "plot")
        axis.set_major_locator(ticker.MaxNLocator("auto", integer=True, steps=[1, 2, 5, 10]))
    axis.set_major_formatter(lambda x, _: number(x, ",.0f", language))


def decimals(axis: Axis, language: str) -> None:
    """Numbers along an axis as short as they can be, with the language's signs."""
    # Adding nothing takes the sign from zero.
    axis.set_major_formatter(lambda x, _: number(x + 0.0, ",.10g", language))


def absence(axes: Axes, row: float, words: str, height: float = 0.6) -> None:
    """A hatched field with the reason beside it, where a bar of no length would read as none."""
    patches = require("matplotlib.patches", "plot")
    across = axes.get_yaxis_transform()
    field = (0, row - height / 2), _HATCHED, height
    axes.add_patch(
        patches.Rectangle(
            *field, transform=across, facecolor="none", edgecolor=GREY, hatch="////", linewidth=0
        )
    )
    axes.text(_HATCHED + 0.01, row, words, transform=across, va="center", fontsize=8, color=LINE)


def names(stratum: str, codes: Iterable[Any], language: str) -> list[str]:
    """Labels of a stratum in words, one text for each."""
    return [str(word) for word in in_words(stratum, np.array(list(codes)), language)]


def cell_names(result: Result, language: str) -> list[str]:
    """Each cell's labels in words, one after the other."""
    columns = [names(stratum, codes, language) for stratum, codes in result.strata.items()]
    return [" ".join(parts) for parts in zip(*columns, strict=True)] or [""] * len(result)
