"""A funnel as a picture."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from vnr.errors import DataError, UnknownNameError
from vnr.results import Estimate, State, heading
from vnr.results.pictures._axes import (
    LINE,
    OUTSIDE,
    POINT,
    axes_of,
    decimal,
    plain,
    said_below,
    thousands,
)
from vnr.words import labels

__all__ = ["draw", "funnel_plot"]

_WORDS: Final = {
    "sv": {"base": "Underlag", "target": "mål", "limits": "gräns {level} %"},
    "en": {"base": "Base", "target": "target", "limits": "limit {level} %"},
}
_FEW = 12
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

    Units outside the widest limits are named, and all of them where they are a dozen at most. What must be said with the figure stands below it.

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
    if funnel.definition.rule != "funnel":
        raise DataError("this is no funnel; draw what metrics.funnel gives")
    axes = axes_of(axes)
    draw(funnel, axes, names=names, language=language, base=base)
    said_below(funnel, axes, language)
    return axes


def draw(funnel: Estimate, axes: Any, *, names: Any, language: str, base: str | None) -> None:
    """Draw a funnel without what must be said with it, which its place has to show."""
    words = _WORDS[language]
    shown = np.flatnonzero((funnel.state == State.VALUE) & ~np.isnan(funnel.columns["score"]))
    target = np.unique(funnel.columns["target"][shown])
    if target.size > 1:
        raise DataError("these are several funnels; select one of them, such as one year")
    scale = 100 if funnel.unit == "proportion" else 1
    size = funnel.columns["base"][shown]
    order = np.argsort(size, kind="stable")
    levels = [100 * level for level in funnel.definition.parameters["levels"]]
    for level, style in zip(levels, np.resize(_STYLES, len(levels)), strict=True):
        label = words["limits"].format(level=decimal(f"{level:g}", language))
        for side in ("lower", "upper"):
            limit = scale * funnel.columns[f"{side}_{level:g}"][shown]
            axes.plot(size[order], limit[order], str(style), color=LINE, linewidth=1,
                      label=label if side == "lower" else None)  # fmt: skip
    if target.size:
        axes.axhline(scale * target[0], color=LINE, linewidth=1, label=words["target"])
    outside = funnel.columns[f"outside_{max(levels):g}"][shown] != 0
    told = np.full(shown.size, shown.size <= _FEW) | outside
    value = scale * funnel.value[shown]
    axes.plot(size[~outside], value[~outside], "o", color=POINT)
    axes.plot(size[outside], value[outside], "D", color=OUTSIDE)
    called = _names(funnel) if names is None else [str(name) for name in names]
    for turn, place in enumerate(order[told[order]]):
        axes.annotate(called[shown[place]], (size[place], value[place]), xytext=(5, 4 - 13 * (turn % 2)),
                      textcoords="offset points", fontsize=8)  # fmt: skip
    axes.set_xlabel(base or words["base"])
    axes.set_ylabel("%" if scale == 100 else heading(funnel.unit, language))
    thousands(axes.xaxis, language)
    axes.set_ylim(bottom=0)
    plain(axes)


def _names(funnel: Estimate) -> list[str]:
    """Each unit's labels, municipalities by name."""
    parts = []
    for stratum, codes in funnel.strata.items():
        names = labels("municipality", "sv") if stratum == "municipality" else {}
        parts.append([names.get(code, str(code)) for code in codes.tolist()])
    return [" ".join(part) for part in zip(*parts, strict=True)] or [""] * len(funnel)
