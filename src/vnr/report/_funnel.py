"""A funnel as a picture."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from vnr import data
from vnr.errors import DataError, UnknownNameError, require
from vnr.register import Estimate, State

__all__ = ["funnel_plot"]

_WORDS: Final = {
    "sv": {"base": "Underlag", "target": "mål", "limits": "gräns {level} %"},
    "en": {"base": "Base", "target": "target", "limits": "limit {level} %"},
}
_POINT, _OUTSIDE, _LINE = "#0072B2", "#D55E00", "#555555"
_STYLES = ("--", ":", "-.")


def funnel_plot(
    funnel: Estimate,
    *,
    axes: Any = None,
    names: Any = None,
    language: str = "sv",
    base: str | None = None,
) -> Any:
    """Draw units around their target, with the limits that chance alone would give (trattdiagram).

    Units outside the widest limits are named. What must be said with the figure stands below it.

    Parameters
    ----------
    funnel : Estimate
        What `metrics.funnel` gave; one funnel, so select one year where there are several.
    axes : matplotlib Axes, optional
        Where to draw; by default on a new figure.
    names : sequence of str, shape ``(units,)``, optional
        Names of the units; by default their labels, municipalities by name.
    language : str
        ``sv`` or ``en``.
    base : str, optional
        What the units are sized by, under the horizontal axis.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    MissingExtraError
        If matplotlib isn't installed.
    DataError
        If the estimate is no funnel, or holds several.
    """
    if language not in _WORDS:
        raise UnknownNameError("language", language, _WORDS)
    words = _WORDS[language]
    if funnel.definition.rule != "funnel":
        raise DataError("this is no funnel; draw what metrics.funnel gives")
    shown = np.flatnonzero((funnel.state == State.VALUE) & ~np.isnan(funnel.columns["score"]))
    target = np.unique(funnel.columns["target"][shown])
    if target.size > 1:
        raise DataError("these are several funnels; select one of them, such as one year")
    if axes is None:
        figure = require("matplotlib.figure", "plot").Figure(figsize=(7.5, 4.6))
        axes = figure.subplots()
    scale = 100 if funnel.unit == "proportion" else 1
    size = funnel.columns["base"][shown]
    order = np.argsort(size, kind="stable")
    levels = [100 * level for level in funnel.definition.parameters["levels"]]
    for level, style in zip(levels, np.resize(_STYLES, len(levels)), strict=True):
        label = words["limits"].format(level=f"{level:g}")
        for side in ("lower", "upper"):
            limit = scale * funnel.columns[f"{side}_{level:g}"][shown]
            axes.plot(size[order], limit[order], str(style), color=_LINE, linewidth=1,
                      label=label if side == "lower" else None)  # fmt: skip
    if target.size:
        axes.axhline(scale * target[0], color=_LINE, linewidth=1, label=words["target"])
    outside = funnel.columns[f"outside_{max(levels):g}"][shown] != 0
    value = scale * funnel.value[shown]
    axes.plot(size[~outside], value[~outside], "o", color=_POINT)
    axes.plot(size[outside], value[outside], "D", color=_OUTSIDE)
    called = _names(funnel) if names is None else [str(name) for name in names]
    for place in np.flatnonzero(outside):
        axes.annotate(called[shown[place]], (size[place], value[place]), xytext=(5, 4),
                      textcoords="offset points", fontsize=8)  # fmt: skip
    axes.set_xlabel(base or words["base"])
    axes.set_ylabel("%" if scale == 100 else funnel.unit)
    axes.set_ylim(bottom=0)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, fontsize=8)
    said = "\n".join(note.text(language) for note in funnel.notes)
    axes.text(0, -0.2, said, transform=axes.transAxes, fontsize=7, va="top", wrap=True)
    return axes


def _names(funnel: Estimate) -> list[str]:
    """Each unit's labels, municipalities by name."""
    parts = []
    for stratum, labels in funnel.strata.items():
        if stratum == "municipality":
            parts.append([data.municipality(str(code)).name for code in labels])
        else:
            parts.append([str(label) for label in labels])
    return [" ".join(part) for part in zip(*parts, strict=True)] or [""] * len(funnel)
