"""A chapter's picture: panels drawn from its results, and the same in words."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import attrs

from vnr.errors import require
from vnr.report.chapters._table import Results
from vnr.report.chapters._writing import text
from vnr.results.pictures import WHOLE, fit

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["Panel", "Picture"]

_WIDTHS = {"wide": 7.5, "narrow": 2.9}
"""Inches of the two drawings: on a page, and on a telephone, with letters that can be read on both."""
_STYLE = {"svg.fonttype": "none", "font.family": "sans-serif"}


@attrs.frozen
class Panel:
    """One drawing.

    Attributes
    ----------
    title
        Key of its heading.
    height
        In inches, at a width of 7.5.
    result
        Label of the result that is drawn.
    draw
        Draws it on axes, in a language.
    """

    title: str
    height: float
    result: str
    draw: Callable[[Any, Axes, str], object] = attrs.field(eq=False)

    def is_drawn(self, results: Results) -> bool:
        """Whether there is a cell to draw: one without a number has its reason drawn."""
        return len(results[self.result]) > 0

    def svg(self, results: Results, language: str, form: str = "wide") -> str:
        """The drawing as inline SVG: ``wide`` or ``narrow``."""
        drawing: Figure = require("matplotlib.figure", "report").Figure(
            figsize=(_WIDTHS[form], self.height), gid=WHOLE
        )
        axes = drawing.subplots()
        axes.set_title(text(self.title, language), loc="left", fontsize=11)
        self.draw(results[self.result], axes, language)
        if not axes.get_label():  # drawn by hand
            fit(axes)
        buffer = io.StringIO()
        # Names of shapes are of one drawing: those of another may not be shown where it is.
        salt = {"svg.hashsalt": f"vnr {self.title} {form}"}
        with require("matplotlib", "report").rc_context(salt):
            drawing.savefig(buffer, format="svg", metadata={"Date": None})
        inline = buffer.getvalue()
        inline = inline[inline.index("<svg") :]
        # Width comes of the page; the metadata names addresses that nothing needs.
        inline = re.sub(r"<metadata>.*?</metadata>", "", inline, flags=re.DOTALL)
        return re.sub(
            r'width="[^"]*pt" height="[^"]*pt"|height="[^"]*pt" width="[^"]*pt"',
            "",
            inline,
            count=1,
        )


@attrs.frozen
class Picture:
    """Panels that are told by one alternative text.

    Attributes
    ----------
    panels
        What is drawn, from above.
    told
        The figures in words, part by part, for those who don't see them.
    """

    panels: Sequence[Panel]
    told: Callable[[Results, str], Sequence[str]] = attrs.field(eq=False)

    def svg(self, results: Results, language: str, form: str = "wide") -> str:
        """The panels as inline SVG, ``wide`` for a page or ``narrow`` for a telephone.

        Raises
        ------
        MissingExtraError
            If matplotlib isn't installed.
        """
        matplotlib = require("matplotlib", "report")
        with warnings.catch_warnings(), matplotlib.rc_context(_STYLE):
            # Words stay words: who shows them has the signs that matplotlib's letters lack.
            warnings.filterwarnings("ignore", "Glyph .* missing from font")
            return "".join(
                panel.svg(results, language, form)
                for panel in self.panels
                if panel.is_drawn(results)
            )

    def alternative(self, results: Results, language: str) -> str:
        """The picture in words."""
        drawn = [panel for panel in self.panels if panel.is_drawn(results)]
        titles = [text(panel.title, language) for panel in drawn or self.panels]
        told = "; ".join(self.told(results, language)) or text("figure_empty", language)
        return f"{'. '.join([*titles, told])}."
