"""Figures that nothing was counted for, in words: a guess, a bound, a sum of them."""

from __future__ import annotations

import math
from typing import Final

from vnr.words import Language, labels, number, text

__all__ = ["stated", "written"]

_UNSURE: Final = ("guess", "bound", "model")
"""What a figure without limits rests on where it is about so large."""


def stated(
    value: float,
    lower: float,
    upper: float,
    unit: str,
    method: str,
    basis: str,
    language: Language,
) -> str:
    """One figure as it would be said: *minst 2 000*, *25 (23–27), gissning*."""
    percent = "\N{NO-BREAK SPACE}%" if unit in ("%", "proportion") else ""
    scale = 100 if unit == "proportion" else 1
    ways, kinds = labels("stated", language), labels("basis", language)

    def about(way: str, figure: float) -> str:
        return f"{ways[way]} {written(scale * figure, language)}{percent}"

    if method in ways:
        return about(method, value)
    kind = f", {kinds[basis]}" if basis in kinds else ""
    if math.isinf(lower) and math.isinf(upper):
        return text("figures", "unbounded", language)
    if math.isinf(upper) or math.isinf(lower):
        side, limit = ("at least", lower) if math.isinf(upper) else ("at most", upper)
        if math.isnan(limit):
            return f"{ways[side]} {about('approximately', value)}{kind}"
        return about(side, limit) + ("" if basis == "bound" else kind)
    if math.isnan(lower) or math.isnan(upper):
        if math.isnan(value):
            return text("figures", "undefined", language)
        if basis not in _UNSURE:  # as it is published
            return f"{written(scale * value, language)}{percent}"
        return about("approximately", value) + kind
    figure, low, high = (written(scale * at, language) for at in (value, lower, upper))
    if lower == upper:
        return figure + percent
    if not lower < value < upper:
        return text("figures", "between", language, low=low, high=high + percent)
    to = "range" if lower >= 0 else "range_below_zero"
    return f"{figure}{percent} ({text('figures', to, language, low=low, high=high)}){kind}"


def written(figure: float, language: Language) -> str:
    """At most two decimals, or two digits that count; no zeros at the end."""
    if math.isnan(figure):
        return ""
    decimals = 2 if figure == 0 or abs(figure) >= 1 else 1 - math.floor(math.log10(abs(figure)))
    return number(figure, f",.{decimals}f", language).rstrip("0").rstrip(",.")
