"""A chapter's picture: panels drawn from its results, and the same in words."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.errors import require
from vnr.report.chapters._table import Results
from vnr.report.chapters._writing import text
from vnr.results import State
from vnr.results.pictures import WHOLE, fit
from vnr.words import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["Drawing", "Panel", "Picture"]

_WIDTHS: Final = {"wide": 7.5, "narrow": 2.9}
"""Inches of the two drawings: on a page, and on a telephone, with letters that can be read on both."""
_STYLE: Final = {"svg.fonttype": "none", "font.family": "sans-serif"}
_DOTS: Final = 160
"""Dots to the inch where a drawing is no lines."""
_DARK: Final = 160
"""Dots darker than this are words or what is drawn."""


@contextmanager
def _styled(more: Mapping[str, str] = MappingProxyType({})) -> Iterator[None]:
    with warnings.catch_warnings(), require("matplotlib", "report").rc_context(_STYLE | {**more}):
        # Words stay words: who shows them has the signs that matplotlib's letters lack.
        warnings.filterwarnings("ignore", "Glyph .* missing from font")
        yield


def _png(dots: NDArray[np.uint8]) -> bytes:
    """Dots as a file: which program drew it is told nowhere."""
    image, buffer = require("PIL.Image", "report"), io.BytesIO()
    # To press it harder takes twice as long, and makes it a sixth smaller.
    paper = image.fromarray(dots).convert("RGB")
    paper.save(buffer, "PNG", dpi=(_DOTS, _DOTS), compress_level=3)
    return buffer.getvalue()


class Drawing:
    """One drawing in the forms that pages and documents show, each made when it is first asked for.

    Parameters
    ----------
    title : str
        Its heading, in words; it stands above what is drawn.
    drawn : function
        Gives the figure of a form: ``wide`` or ``narrow``.
    """

    def __init__(self, title: str, drawn: Callable[[str], Figure]) -> None:
        self.title = title
        self._drawn = drawn
        self._pieces: dict[float, list[bytes]] = {}

    @cached_property
    def _wide(self) -> Figure:
        return self._drawn("wide")

    @cached_property
    def wide(self) -> str:
        """Inline SVG for a page."""
        return self._svg("wide", self._wide)

    @cached_property
    def narrow(self) -> str:
        """Inline SVG for a telephone."""
        return self._svg("narrow", self._drawn("narrow"))

    @cached_property
    def png(self) -> bytes:
        """The broad drawing in dots, on white."""
        return _png(self._dots)

    @cached_property
    def _dots(self) -> NDArray[np.uint8]:
        """Red, green, blue and how opaque, shape ``(rows, columns, 4)``."""
        buffer = io.BytesIO()
        with _styled():
            self._wide.savefig(buffer, format="rgba", dpi=_DOTS)
        dots = np.frombuffer(buffer.getbuffer(), np.uint8)
        return dots.reshape(-1, int(self._wide.get_figwidth() * _DOTS), 4)

    def pieces(self, most: float) -> list[bytes]:
        """The broad drawing in dots without its title, in parts that are at most so high for each width.

        It is cut where least is drawn, so that no word is parted.
        """
        if most not in self._pieces:
            self._pieces[most] = self._cut(most)
        return self._pieces[most]

    def _cut(self, most: float) -> list[bytes]:
        array = self._untitled
        parts = []
        high = max(int(most * array.shape[1]), 1)
        while len(array) > high:
            window = array[high - high // 10 : high].min(axis=2)
            at = high - high // 10 + int((window < _DARK).sum(axis=1).argmin())
            parts.append(array[:at])
            array = array[at:]
        return [*map(_png, (*parts, array))]

    @property
    def _untitled(self) -> NDArray[np.uint8]:
        """The dots below the title."""
        top = 0.0
        for axes in self._wide.axes:
            words = axes.get_title(loc="left")
            for one in axes.findobj(require("matplotlib.text", "report").Text) if words else ():
                if one.get_text() == words:
                    top = 1 - one.get_window_extent().y0 / self._wide.bbox.height
        return self._dots[int(top * len(self._dots)) :]

    def _svg(self, form: str, figure: Figure) -> str:
        buffer = io.StringIO()
        # Names of shapes are of one drawing: those of another may not be shown where it is.
        with _styled({"svg.hashsalt": f"vnr {self.title} {form}"}):
            figure.savefig(buffer, format="svg", metadata={"Date": None})
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
    figures
        Which figures of the result a workbook's chart shows in its place.
    others
        Labels of results that are drawn with it: `draw` is given all of them by their labels.
    parameters
        What stands in the places of its heading.
    """

    title: str
    height: float
    result: str
    draw: Callable[[Any, Axes, Language], object] = attrs.field(eq=False)
    figures: Sequence[str] = ("value",)
    others: Sequence[str] = ()
    parameters: Mapping[str, str] = attrs.field(factory=dict)

    def heading(self, language: Language) -> str:
        """Its heading in words."""
        return text(self.title, language, **self.parameters)

    def is_drawn(self, results: Results) -> bool:
        """Whether there is a number to draw: beside it one that lacks has its reason drawn."""
        return bool(self._numbers(results).size) and not self.is_nothing(results)

    def is_nothing(self, results: Results) -> bool:
        """Whether all its numbers are known, and counts of nobody: no scale is theirs."""
        result = results[self.result]
        counted = all(
            result.figure(name).kind.adds and (result.state_of(name) == State.VALUE).all()
            for name in self.figures
        )
        numbers = self._numbers(results)
        return counted and bool(numbers.size) and not numbers.any()

    def _numbers(self, results: Results) -> NDArray[np.float64]:
        """What is known of the figures, as numbers."""
        each = [
            one[name][one.state_of(name) == State.VALUE].astype(float)
            for one in self._drawn(results).values()
            for name in self.figures
        ]
        numbers: NDArray[np.float64] = np.concatenate(each)
        return numbers[np.isfinite(numbers)]

    def shows(self, label: str) -> bool:
        """Whether it is drawn of the result of that label."""
        return label in (self.result, *self.others)

    def _drawn(self, results: Results) -> Results:
        """The results that are drawn, by label."""
        return {label: results[label] for label in (self.result, *self.others)}

    def drawing(self, results: Results, language: Language) -> Drawing:
        """The drawing of results.

        Raises
        ------
        MissingExtraError
            If matplotlib isn't installed, once it is drawn.
        """
        title, each = self.heading(language), self._drawn(results)
        result = each if self.others else each[self.result]

        def drawn(form: str) -> Figure:
            figure: Figure = require("matplotlib.figure", "report").Figure(
                figsize=(_WIDTHS[form], self.height), gid=WHOLE
            )
            # Without a canvas of its own letters are measured by a new one each time.
            require("matplotlib.backends.backend_agg", "report").FigureCanvasAgg(figure)
            with _styled():
                axes = figure.subplots()
                axes.set_title(title, loc="left", fontsize=11)
                self.draw(result, axes, language)
                if not axes.get_label():  # drawn by hand
                    fit(axes)
            return figure

        return Drawing(title, drawn)


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
    told: Callable[[Results, Language], Sequence[str]] = attrs.field(eq=False)

    def drawings(self, results: Results, language: Language) -> list[Drawing]:
        """The drawings of what there is to draw, from above."""
        return [
            panel.drawing(results, language) for panel in self.panels if panel.is_drawn(results)
        ]

    def undrawn(self, results: Results, language: Language) -> list[str]:
        """Why a panel isn't drawn, a sentence for each."""
        return [
            text(
                "figure_left_out",
                language,
                form="nothing" if panel.is_nothing(results) else "unknown",
                title=panel.heading(language),
            )
            for panel in self.panels
            if not panel.is_drawn(results)
        ]

    def alternative(self, results: Results, language: Language) -> str:
        """The picture in words."""
        drawn = [panel for panel in self.panels if panel.is_drawn(results)]
        titles = [panel.heading(language) for panel in drawn or self.panels]
        told = "; ".join(self.told(results, language)) or text("figure_empty", language)
        return f"{'. '.join([*titles, told])}."
