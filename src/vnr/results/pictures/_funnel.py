"""A funnel as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError
from vnr.results import Estimate, State, heading
from vnr.results.pictures._axes import (
    LINE,
    OUTSIDE,
    POINT,
    axes_of,
    cell_names,
    decimals,
    thousands,
)
from vnr.results.pictures._caption import finish
from vnr.results.pictures._labels import label_points
from vnr.results.pictures._layout import frame
from vnr.words import Language, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["funnel_plot"]

Array = NDArray[np.int8]

_FEW = 12
_PAIR: Final = ("inner", "outer")
_STYLES: Final = ("--", ":", "-.")


def funnel_plot(
    funnel: Estimate,
    *,
    ax: Axes | None = None,
    names: Sequence[str] | None = None,
    language: Language = "sv",
    base: str | None = None,
    mean: str | None = None,
    notes: bool = True,
) -> Axes:
    """Draw units around their target, with the limits that chance alone would give (trattdiagram).

    Units outside the widest limits are named, and all of them where they are a dozen at most; those without a value are told in words. What must be said with the figure stands below it.

    Parameters
    ----------
    funnel : Estimate
        What `metrics.funnel` gave; one funnel, so select one year where there are several.
    ax : matplotlib Axes, optional
        Where to draw; by default on a new figure.
    names : sequence of str, shape ``(units,)``, optional
        Names of the units; by default their labels, municipalities by name.
    language : str
        ``sv`` or ``en``.
    base : str, optional
        What the units are sized by, under the horizontal axis.
    mean : str, optional
        What the mean of all is called, where they are laid beside it.
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
        If the estimate is no funnel, or holds several.

    Examples
    --------
    >>> from vnr import metrics
    >>> funnel = metrics.funnel({"a": 3, "b": 5, "c": 9}, {"a": 30, "b": 40, "c": 50})
    >>> axes = funnel_plot(funnel, language="en")
    >>> axes.get_xlabel(), axes.get_ylabel()
    ('Base', '%')
    """
    if funnel.definition.rule != "funnel":
        raise DataError("this is no funnel; draw what metrics.funnel gives")
    called = cell_names(funnel, language) if names is None else [str(name) for name in names]
    levels = [100 * level for level in funnel.definition.parameters["levels"]]
    limits = {level: (f"lower_{level:g}", f"upper_{level:g}") for level in levels}
    widest = f"outside_{max(levels):g}"
    # A unit stands where its base says, so it can be drawn only if that is told too.
    drawn = (
        "value",
        "base",
        "target",
        widest,
        *(name for pair in limits.values() for name in pair),
    )
    state = funnel.state_of(*drawn)
    shown = np.flatnonzero((state == State.VALUE) & ~np.isnan(funnel["score"]))
    target = np.unique(funnel["target"][shown])
    if target.size > 1:
        raise DataError("these are several funnels; select one of them, such as one year")
    axes = axes_of(ax)
    scale = 100 if funnel.unit == "proportion" else 1
    # By size, and by name among equals, so that the order of the rows doesn't matter.
    shown = np.array(
        sorted(shown.tolist(), key=lambda row: (funnel["base"][row], called[row])), int
    )
    size, value = funnel["base"][shown], scale * funnel.value[shown]
    for (level, pair), style in zip(limits.items(), np.resize(_STYLES, len(levels)), strict=True):
        label = _limit(level, levels, language)
        for name in pair:
            axes.plot(size, scale * funnel[name][shown], str(style), color=LINE, linewidth=1,
                      label=label if name == pair[0] else None)  # fmt: skip
    if target.size:
        asked = funnel.definition.parameters
        pooled = asked.get("target") is None and asked.get("kind") != "smr"
        middle = text("pictures", "pooled" if pooled else "target", language)
        middle = mean if pooled and mean else middle
        axes.axhline(scale * target[0], color=LINE, linewidth=1, label=middle)
    outside = funnel[widest][shown] != 0
    axes.plot(size[~outside], value[~outside], "o", color=POINT)
    axes.plot(size[outside], value[outside], "D", color=OUTSIDE)
    for row in _reasons(state, called, language):
        axes.plot([], [], " ", label=row)
    axes.set_xlabel(base or text("pictures", "base", language))
    axes.set_ylabel("%" if scale == 100 else heading(funnel.unit, language))
    thousands(axes.xaxis, language)
    decimals(axes.yaxis, language)
    axes.set_ylim(bottom=0)
    if not shown.size:  # only reasons, on axes with a scale
        axes.set(xlim=(0, 1), ylim=(0, scale))
    frame(axes)
    finish(funnel, axes, language, notes=notes)
    few = shown.size <= _FEW
    # Whoever lies outside is named first, beside the point.
    named = [*np.flatnonzero(outside), *np.flatnonzero(~outside & few)]
    points = [(float(size[place]), float(value[place])) for place in named]
    label_points(axes, points, [called[shown[place]] for place in named])
    return axes


def _limit(level: float, levels: Sequence[float], language: Language) -> str:
    """What a limit is called: of two the inner and the outer, else by its level."""
    if len(levels) != len(_PAIR):
        return text("pictures", "limit", language, level=level)
    return text("pictures", _PAIR[int(level == max(levels))], language)


def _reasons(state: Array, names: Sequence[str], language: Language) -> list[str]:
    """Why units can't be drawn, each reason with the names of the few, or the number of the many."""
    lines = []
    for reason in sorted(set(state.tolist()) - {State.VALUE}):
        absent = sorted(name for name, why in zip(names, state, strict=True) if why == reason)
        who = ", ".join(absent) if len(absent) <= _FEW // 2 else str(len(absent))
        lines.append(f"{who}: {State(reason).label(language)}")
    return lines
