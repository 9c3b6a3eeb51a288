"""Figures of one place on their intervals, each with another's as a stroke to lay it beside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from vnr.errors import DataError
from vnr.results import Estimate, State, heading
from vnr.results.pictures._axes import LINE, OUTSIDE, POINT, absence, axes_of, decimals, row_axis
from vnr.results.pictures._layout import fit, frame
from vnr.words import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["beside_plot"]

_STROKE: Final = 16
"""Points that a stroke is high."""


def beside_plot(
    own: Mapping[str, Estimate],
    other: Mapping[str, Estimate],
    *,
    called: tuple[str, str],
    ax: Axes | None = None,
    language: Language = "sv",
) -> Axes:
    """Draw figures of one place as points on their intervals, beside another's as strokes.

    Where a thin line reaches over the stroke the difference may be by chance.

    Parameters
    ----------
    own, other : mapping of str to Estimate
        Figures of one cell and one unit by what they are called, of the place and of what it is
        laid beside. Shares are drawn in per cent.
    called : pair of str
        What the two are called.
    ax : matplotlib Axes, optional
        Where to draw; by default on a new figure.
    language : str
        ``sv`` or ``en``.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    MissingExtraError
        If matplotlib isn't installed.
    DataError
        If a figure isn't of one cell, or not in the unit of the others.

    Examples
    --------
    >>> from vnr import metrics
    >>> own, county = ({"missed": metrics.proportion(k, 40)} for k in (12, 9))
    >>> axes = beside_plot(own, county, called=("Flen", "the county"), language="en")
    >>> [text.get_text() for text in axes.get_legend().get_texts()]
    ['the county', 'Flen']
    """
    every = [*own.values(), *other.values()]
    units = {one.unit for one in every}
    if not own or [*own] != [*other] or len(units) != 1 or any(len(one) != 1 for one in every):
        raise DataError("laid beside each other are the same figures, of one cell and one unit")
    axes = axes_of(ax, len(own))
    unit = units.pop()
    scale = 100 if unit == "proportion" else 1
    for row, one in enumerate(own.values()):
        told = one.state.item() == State.VALUE and not np.isnan(one.value.item())
        if told and one.state_of("lower", "upper").item() == State.VALUE:
            (lower,), (upper,) = one.limits()
            axes.hlines(row, scale * lower, scale * upper, color=LINE, linewidth=1.5, zorder=1)
        if not told:
            absence(axes, row, int(one.state.item()), one.cells(language)[0])
    stroke = {"marker": "|", "markersize": _STROKE, "markeredgewidth": 2.5, "color": OUTSIDE}
    looks: tuple[dict[str, Any], ...] = (stroke, {"marker": "o", "markersize": 7, "color": POINT})
    # The stroke first: the point lies on it.
    for figures, name, look in zip((other, own), called[::-1], looks, strict=True):
        places = [
            (scale * float(one.value.item()), row)
            for row, one in enumerate(figures.values())
            if one.state.item() == State.VALUE and not np.isnan(one.value.item())
        ]
        if places:
            across, rows = zip(*places, strict=True)
            axes.plot(across, rows, linestyle="none", label=name, clip_on=False, **look)
    row_axis(axes, [*own])
    axes.set_xlim(left=0)
    axes.set_xlabel("%" if scale == 100 else heading(unit, language))
    decimals(axes.xaxis, language)
    frame(axes)
    fit(axes)
    return axes
