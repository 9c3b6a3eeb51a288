"""How far the answer on the unseen moves, as a picture."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from vnr.errors import DataError, UnknownNameError
from vnr.results import Estimate
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

__all__ = ["unseen_plot"]

_ALONG: Final = {"candidates": "model", "list_dependence": "odds_ratio", "missed_links": "rate"}
"""What each kind of result is drawn along."""
_WORDS: Final = {
    "sv": {
        "seen": "sedda",
        "total": "Sedda och osedda",
        "behind": "AIC efter den bästa modellen",
        "near": "inom 2 från bästa {criterion}",
        "odds_ratio": "Oddskvot mellan listorna",
        "independent": "listorna beror inte av varandra",
        "rate": "Andel missade kopplingar (%)",
        "limits": "slumpens gränser om oddskvoten stämmer",
    },
    "en": {
        "seen": "seen",
        "total": "Seen and unseen",
        "behind": "AIC behind the best model",
        "near": "within 2 of the best {criterion}",
        "odds_ratio": "Odds ratio between the lists",
        "independent": "the lists don't depend on each other",
        "rate": "Share of links missed (%)",
        "limits": "limits of chance if the odds ratio is right",
    },
}
_ABOUT_EQUAL = 2
"""Models within 2 of the best fit about equally (Burnham and Anderson)."""
_WIDE = 20
"""From how many times the least the totals are drawn on a logarithmic scale."""
_FAR = 20
"""Models further behind, by AIC, are drawn only if they are near the best by BIC."""


def unseen_plot(result: Estimate, *, axes: Any = None, language: str = "sv") -> Any:
    """Draw how far the answer on the unseen moves with the model or with what can't be known.

    Models: how far each is behind the best by AIC, by its total, with those near the best by AIC
    and by BIC marked, so that customary choices which answer differently are seen at once. Lists: the total along the odds ratio between them.
    Links: the total along the share of links missed. What must be said stands below.

    Parameters
    ----------
    result : Estimate
        What `metrics.candidates`, `metrics.list_dependence` or `metrics.missed_links` gave, of
        one table; select one where there are several.
    axes : matplotlib Axes, optional
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
        If the estimate is none of these, or of several tables.
    """
    if language not in _WORDS:
        raise UnknownNameError("language", language, _WORDS)
    along = _ALONG.get(result.definition.rule)
    if along is None:
        raise DataError(
            "draw what metrics.candidates, metrics.list_dependence or metrics.missed_links gives"
        )
    if any(np.unique(one).size > 1 for name, one in result.strata.items() if name != along):
        raise DataError("these are several tables; select one of them")
    axes = axes_of(axes)
    if along == "model":
        _models(result, axes, _WORDS[language], language)
    else:
        _curve(result, axes, along, _WORDS[language], language)
    plain(axes)
    said_below(result, axes, language)
    return axes


def _models(result: Estimate, axes: Any, words: dict[str, str], language: str) -> None:
    """Each model at its total, the best on top."""
    total, behind = result.value, result.columns["aic"] - result.columns["aic"].min()
    near = {
        criterion: result.columns[criterion] <= result.columns[criterion].min() + _ABOUT_EQUAL
        for criterion in ("aic", "bic")
    }
    last = max(_FAR, float(behind[near["bic"]].max()))
    shown = behind <= last
    axes.plot(total[shown], behind[shown], "o", color=LINE, alpha=0.5, markersize=3)
    for (criterion, marked), colour, sign in zip(near.items(), (OUTSIDE, POINT), "Dv", strict=True):
        axes.plot(total[marked], behind[marked], sign, color=colour,
                  label=words["near"].format(criterion=criterion.upper()))  # fmt: skip
    axes.axvline(result.n[0], color=LINE, linestyle="--", linewidth=1, label=words["seen"])
    if total[shown].max() > _WIDE * total[shown].min():
        axes.set_xscale("log")
    thousands(axes.xaxis, language)
    axes.set_xlabel(words["total"])
    axes.set_ylabel(words["behind"])
    axes.set_ylim(1.08 * min(last, max(float(behind.max()), _ABOUT_EQUAL)), -1)


def _curve(result: Estimate, axes: Any, along: str, words: dict[str, str], language: str) -> None:
    """The total along what can't be known."""
    order = np.argsort(result.strata[along], kind="stable")
    at = result.strata[along][order] * (100 if along == "rate" else 1)
    axes.plot(at, result.value[order], "o-", color=POINT)
    if along == "odds_ratio":
        axes.fill_between(at, result.lower[order], result.upper[order], color=POINT, alpha=0.15,
                          linewidth=0, label=words["limits"])  # fmt: skip
        axes.axvline(1, color=LINE, linestyle=":", linewidth=1, label=words["independent"])
        axes.set_xscale("log")
        axes.set_xticks(at, [decimal(f"{one:g}", language) for one in at])
        axes.minorticks_off()
    axes.axhline(result.n[0], color=LINE, linestyle="--", linewidth=1, label=words["seen"])
    axes.set_xlabel(words[along])
    axes.set_ylabel(words["total"])
    axes.set_ylim(bottom=0)
    thousands(axes.yaxis, language)
