"""What all plots have in common: their colours, numbers in words, and the notes below."""

from __future__ import annotations

from typing import Any, Final

from vnr.errors import require
from vnr.results import Estimate

__all__ = ["LINE", "OUTSIDE", "POINT", "axes_of", "decimal", "plain", "said_below", "thousands"]

POINT, OUTSIDE, LINE = "#0072B2", "#D55E00", "#555555"
"""Told apart in grey print and by people who see colours differently (Okabe and Ito)."""
_THIN: Final = {"sv": "\N{NO-BREAK SPACE}", "en": ","}


def axes_of(axes: Any) -> Any:
    """The axes given, or those of a new figure."""
    if axes is None:
        _, axes = require("matplotlib.pyplot", "plot").subplots(figsize=(7.5, 4.6))
    return axes


def decimal(text: str, language: str) -> str:
    """A number's point as a comma in Swedish."""
    return text.replace(".", ",") if language == "sv" else text


def plain(axes: Any) -> None:
    """No frame but the two axes, and a small legend."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, fontsize=8)


def said_below(result: Estimate, axes: Any, language: str) -> None:
    """What must be said with the figure, below it."""
    said = "\n".join(note.text(language) for note in result.notes)
    axes.text(0, -0.2, said, transform=axes.transAxes, fontsize=7, va="top", wrap=True)


def thousands(axis: Any, language: str) -> None:
    """Whole numbers along an axis, with the language's separator."""
    axis.set_major_formatter(lambda x, _: f"{x:,.0f}".replace(",", _THIN[language]))
