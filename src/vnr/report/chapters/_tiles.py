"""A schematic map: one tile for each municipality, by county part, drawn by ourselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

import attrs

from vnr.errors import require
from vnr.report.chapters._picture import Drawing, Panel, Picture
from vnr.report.chapters._table import Results
from vnr.report.chapters._writing import text
from vnr.results import State
from vnr.results.pictures import names
from vnr.words import Language

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["TileMap"]

_WIDE, _HIGH, _GAP = 120, 58, 6
_HEAD: Final = 22
_ACROSS: Final = 6
_SHADES: Final = ("#f4f6f8", "#d6e4f0", "#a9c9e3", "#6ea6d1", "#3d7fb5")
"""From none to all of what is known; the last two with white words."""
_UNKNOWN: Final = "#e6e6e6"


def _nothing(*_: object) -> Sequence[str]:
    """Of panels, of which there are none."""
    return ()


@attrs.frozen
class TileMap(Picture):
    """Tiles of municipalities in columns of their county parts: boundaries aren't packaged.

    Attributes
    ----------
    label
        Label of the result: its value is how many of the things there are, ``n_known`` of how
        many that is known.
    groups
        County part by code; municipalities without one stand in rows of six.
    """

    panels: Sequence[Panel] = ()
    told: Callable[[Results, Language], Sequence[str]] = attrs.field(default=_nothing, eq=False)
    label: str = attrs.field(kw_only=True)
    groups: Mapping[str, str] = attrs.field(kw_only=True, factory=dict)

    def drawings(self, results: Results, language: Language) -> list[Drawing]:
        """The tiles; none if there is nobody."""
        if not len(results[self.label]):
            return []
        tiles = {form: self._tiles(results, language, form) for form in ("wide", "narrow")}
        return [_Tiled(text("offer_map_title", language), tiles["wide"], tiles["narrow"])]

    def _tiles(self, results: Results, language: Language, form: str) -> str:
        """The tiles as inline SVG."""
        placed = list(self._placed(results, 2 if form == "narrow" else _ACROSS))
        cells = dict(self._cells(results, language))
        width = max(x for _, x, _, _ in placed) + _WIDE + _GAP
        if form == "wide":
            # A few tiles are no larger than many.
            width = max(width, _ACROSS * (_WIDE + _GAP) + _GAP)
        height = max(y for _, _, y, _ in placed) + _HIGH + _GAP
        drawn = []
        for code, x, y, head in placed:
            if head:
                drawn.append(_words(x, y - 7, names("county_part", [head], language)[0], 13))
            name, told, shade = cells[code]
            fill = _UNKNOWN if shade is None else _SHADES[shade]
            ink = "#ffffff" if shade is not None and shade > 2 else "#1a1a1a"
            drawn += [
                f'<rect x="{x}" y="{y}" width="{_WIDE}" height="{_HIGH}" rx="4" fill="{fill}" stroke="#777"/>',
                _words(x + 8, y + 24, name, 13, ink),
                _words(x + 8, y + 44, told, 12, ink),
            ]
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="tiles" viewBox="0 0 {width} {height}" '
            f'font-family="sans-serif">{"".join(drawn)}</svg>'
        )

    def alternative(self, results: Results, language: Language) -> str:
        """The tiles in words."""
        told = "; ".join(
            f"{name}: {words}" for _, (name, words, _) in self._cells(results, language)
        )
        return f"{text('offer_map_title', language)}. {told or text('figure_empty', language)}."

    def _cells(
        self, results: Results, language: Language
    ) -> Iterator[tuple[str, tuple[str, str, int | None]]]:
        """Name, words and shade of each municipality."""
        result = results[self.label]
        codes = result.strata["municipality"].tolist()
        rows = zip(
            codes, names("municipality", codes, language), result.state.tolist(),
            result.value.tolist(), result["n_known"].tolist(), strict=True,
        )  # fmt: skip
        for code, name, state, value, known in rows:
            if state != State.VALUE or not known:
                yield code, (name, text("offer_tile_unknown", language), None)
                continue
            shade = round((len(_SHADES) - 1) * value / known)
            words = text("offer_tile", language, number=int(value), known=int(known))
            yield code, (name, words, shade)

    def _placed(self, results: Results, across: int) -> Iterator[tuple[str, int, int, str]]:
        """Where each tile stands, and the heading above it."""
        codes = results[self.label].strata["municipality"].tolist()
        columns: dict[str, list[str]] = {}
        for code in codes:
            columns.setdefault(self.groups.get(code, ""), []).append(code)
        step, row = _WIDE + _GAP, _HIGH + _GAP
        if set(columns) != {""} and across == _ACROSS:
            for place, (part, members) in enumerate(sorted(columns.items())):
                for at, code in enumerate(members):
                    yield code, _GAP + place * step, _HEAD + at * row, "" if at else part
            return
        if set(columns) != {""}:
            # On a narrow screen county parts stand below each other.
            top = 0
            for part, members in sorted(columns.items()):
                for at, code in enumerate(members):
                    x, y = _GAP + at % across * step, top + _HEAD + at // across * row
                    yield code, x, y, "" if at else part
                top += _HEAD + -(-len(members) // across) * row
            return
        for at, code in enumerate(codes):
            yield code, _GAP + at % across * step, _GAP + at // across * row, ""


class _Tiled(Drawing):
    """Tiles that are drawn by ourselves, and by matplotlib where they are to be dots."""

    def __init__(self, title: str, wide: str, narrow: str) -> None:
        super().__init__(title, self._figure)
        self.wide, self.narrow = wide, narrow

    def _figure(self, _: str) -> Figure:
        """The broad tiles once more, read from what we wrote."""
        root = ET.fromstring(self.wide)  # noqa: S314 - written by ourselves a moment ago
        width, height = map(float, root.attrib["viewBox"].split()[2:])
        inches = (width / 96, height / 96)
        figure: Figure = require("matplotlib.figure", "report").Figure(figsize=inches)
        axes = figure.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(height, 0))
        axes.set_axis_off()
        tile = require("matplotlib.patches", "report").Rectangle
        for one in root:
            told = one.attrib
            x, y = float(told["x"]), float(told["y"])
            if one.tag.endswith("rect"):
                size = float(told["width"]), float(told["height"])
                axes.add_patch(tile((x, y), *size, facecolor=told["fill"], edgecolor="#777777"))
            else:
                points = 0.75 * float(told["font-size"])
                axes.text(x, y, one.text or "", fontsize=points, color=told["fill"])
        return figure


def _words(x: int, y: int, words: str, size: int, ink: str = "#1a1a1a") -> str:
    return f'<text x="{x}" y="{y}" font-size="{size}" fill="{ink}">{escape(words)}</text>'
