"""Figures that nothing was counted for, in words: a guess, a bound, a sum of them."""

from __future__ import annotations

import math
from typing import Final

__all__ = ["words", "written"]

_WORDS: Final[dict[str, tuple[str, str]]] = {
    "approximately": ("cirka", "about"),
    "just over": ("drygt", "just over"),
    "just under": ("knappt", "just under"),
    "more than": ("över", "more than"),
    "at least": ("minst", "at least"),
    "at most": ("högst", "at most"),
    "less than": ("under", "less than"),
}
_BASIS: Final[dict[str, tuple[str, str]]] = {
    "guess": ("gissning", "guess"),
    "bound": ("gränser", "bounds"),
    "model": ("modell", "model"),
    "sampling": ("skattning", "estimate"),
}
_UNDEFINED: Final = ("odefinierat", "undefined")
_UNBOUNDED: Final = ("utan gräns åt något håll", "without bound either way")
_BETWEEN: Final = ("mellan {} och {}", "between {} and {}")
_TO: Final = (" till ", " to ")
_GAP: Final = "\N{NO-BREAK SPACE}"


def words(
    value: float,
    lower: float,
    upper: float,
    unit: str,
    method: str,
    basis: str,
    language: str,
) -> str:
    """One figure as it would be said: *minst 2 000*, *25 (23–27), gissning*."""
    english = language == "en"
    percent = f"{_GAP}%" if unit in ("%", "proportion") else ""
    scale = 100 if unit == "proportion" else 1

    def said(name: str, figure: float) -> str:
        return f"{_WORDS[name][english]} {written(scale * figure, language)}{percent}"

    if method in _WORDS:
        return said(method, value)
    kind = f", {_BASIS[basis][english]}" if basis in _BASIS else ""
    if math.isinf(lower) and math.isinf(upper):
        return _UNBOUNDED[english]
    if math.isinf(upper) or math.isinf(lower):
        side, limit = ("at least", lower) if math.isinf(upper) else ("at most", upper)
        if math.isnan(limit):
            about = said("approximately", value)
            return f"{_WORDS[side][english]} {about}{kind}"
        return said(side, limit) + ("" if basis == "bound" else kind)
    if math.isnan(lower) or math.isnan(upper):
        return _UNDEFINED[english] if math.isnan(value) else said("approximately", value) + kind
    figure, low, high = (written(scale * one, language) for one in (value, lower, upper))
    if lower == upper:
        return figure + percent
    if not lower < value < upper:
        return _BETWEEN[english].format(low, high + percent)
    to = "–" if lower >= 0 else _TO[english]
    return f"{figure}{percent} ({low}{to}{high}){kind}"


def written(figure: float, language: str) -> str:
    """At most two decimals, or two digits that count; no zeros at the end."""
    if math.isnan(figure):
        return ""
    decimals = 2 if figure == 0 or abs(figure) >= 1 else 1 - math.floor(math.log10(abs(figure)))
    written = f"{figure:,.{decimals}f}".rstrip("0").rstrip(".")
    if language == "sv":
        return written.replace(",", _GAP).replace(".", ",")
    return written
