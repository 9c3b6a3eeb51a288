"""How far the answer on the unseen moves, as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from vnr.errors import DataError
from vnr.results import Estimate, State
from vnr.results.pictures._axes import (
    LINE,
    OUTSIDE,
    POINT,
    axes_of,
    decimals,
    thousands,
)
from vnr.results.pictures._caption import finish
from vnr.results.pictures._layout import frame
from vnr.words import Language, number, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["unseen_plot"]

_ALONG: Final = {"candidates": "model", "list_dependence": "odds_ratio", "missed_links": "rate"}
"""What each kind of result is drawn along."""
_ABOUT_EQUAL = 2
"""Models within 2 of the best fit about equally (Burnham and Anderson)."""
_WIDE = 20
"""From how many times the least the totals are drawn on a logarithmic scale."""
_FAR = 20
"""Models further behind, by AIC, are drawn only if they are near the best by BIC."""


def unseen_plot(
    result: Estimate, *, ax: Axes | None = None, language: Language = "sv", notes: bool = True
) -> Axes:
    """Draw how far the answer on the unseen moves with the model or with what can't be known.

    Models: how far each is behind the best by AIC, by its total, with those near the best by AIC
    and by BIC marked, so that customary choices which answer differently are seen at once. Lists: the total along the odds ratio between them.
    Links: the total along the share of links missed. What must be said stands below.

    Parameters
    ----------
    result : Estimate
        What `metrics.candidates`, `metrics.list_dependence` or `metrics.missed_links` gave, of
        one table; select one where there are several.
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
        If the estimate is none of these, or of several tables.

    Examples
    --------
    >>> from vnr import metrics
    >>> seen = {"110": 5, "101": 4, "011": 6, "111": 3, "100": 9, "010": 8, "001": 7}
    >>> table = metrics.CaptureTable(seen, ("police", "health", "shelter"))
    >>> axes = unseen_plot(metrics.candidates(table), language="en")
    >>> axes.get_xlabel()
    'Seen and unseen'
    """
    along = _ALONG.get(result.definition.rule)
    if along is None:
        raise DataError(
            "draw what metrics.candidates, metrics.list_dependence or metrics.missed_links gives"
        )
    if any(np.unique(codes).size > 1 for name, codes in result.strata.items() if name != along):
        raise DataError("these are several tables; select one of them")
    axes = axes_of(ax)
    shown = result.select(result.state_of("value", "n") == State.VALUE)
    if along == "model":
        shown = shown.select(shown.state_of("aic", "bic") == State.VALUE)
    if not len(shown):
        reason = State(int(result.state.max(initial=State.NOT_REPORTED))).label(language)
        axes.text(0.5, 0.5, reason, transform=axes.transAxes, ha="center", color=LINE)
    elif along == "model":
        _models(shown, axes, language)
    else:
        _along(shown, axes, along, language)
    frame(axes, legend=len(shown) > 0)
    finish(result, axes, language, notes=notes)
    return axes


def _models(result: Estimate, axes: Axes, language: Language) -> None:
    """Each model at its total, the best on top."""
    total, behind = result.value, result["aic"] - result["aic"].min()
    near = {
        criterion: result[criterion] <= result[criterion].min() + _ABOUT_EQUAL
        for criterion in ("aic", "bic")
    }
    last = max(_FAR, float(behind[near["bic"]].max()))
    shown = behind <= last
    axes.plot(total[shown], behind[shown], "o", color=LINE, alpha=0.5, markersize=3)
    for (criterion, marked), colour, sign in zip(near.items(), (OUTSIDE, POINT), "Dv", strict=True):
        axes.plot(total[marked], behind[marked], sign, color=colour,
                  label=text("pictures", "near", language, criterion=criterion.upper()))  # fmt: skip
    axes.axvline(
        result.n[0],
        color=LINE,
        linestyle="--",
        linewidth=1,
        label=text("pictures", "seen", language),
    )
    if total[shown].max() > _WIDE * total[shown].min():
        axes.set_xscale("log")
    thousands(axes.xaxis, language)
    axes.set_xlabel(text("pictures", "total", language))
    decimals(axes.yaxis, language)
    axes.set_ylabel(text("pictures", "behind", language))
    axes.set_ylim(1.08 * min(last, max(float(behind.max()), _ABOUT_EQUAL)), -1)


def _along(result: Estimate, axes: Axes, along: str, language: Language) -> None:
    """The total along what can't be known."""
    order = np.argsort(result.strata[along], kind="stable")
    at = result.strata[along][order] * (100 if along == "rate" else 1)
    axes.plot(at, result.value[order], "o-", color=POINT)
    if along == "odds_ratio":
        axes.fill_between(at, result.lower[order], result.upper[order], color=POINT, alpha=0.15,
                          linewidth=0, label=text("pictures", "chance", language))  # fmt: skip
        axes.axvline(
            1,
            color=LINE,
            linestyle=":",
            linewidth=1,
            label=text("pictures", "independent", language),
        )
        axes.set_xscale("log")
        axes.set_xticks(at, [number(ratio, "g", language) for ratio in at])
        axes.minorticks_off()
    else:
        decimals(axes.xaxis, language)
    axes.axhline(
        result.n[0],
        color=LINE,
        linestyle="--",
        linewidth=1,
        label=text("pictures", "seen", language),
    )
    axes.set_xlabel(text("pictures", along, language))
    axes.set_ylabel(text("pictures", "total", language))
    axes.set_ylim(bottom=0)
    thousands(axes.yaxis, language)
