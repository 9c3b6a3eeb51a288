"""A workbook's own charts, made of its flat rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, Final

import attrs

from vnr.report._data_sheet import HEADINGS, Block

__all__ = ["Chart", "Range", "chart"]

_COLOURS: Final = ("#0072B2", "#E69F00", "#009E73", "#777777")
_PATTERNS: Final = (None, "dark_vertical", "outlined_diamond", "dark_horizontal")
_DASHES: Final = ("solid", "dash", "dash_dot", "round_dot")
_LINE: Final = "#555555"
_MOST: Final = 60
"""More cells than these are no chart that can be read."""
_WIDE, _ROW, _LEAST = 720, 20, 240
"""Pixels: a chart's width, a row of the sheet, and a chart's height at least."""


@attrs.frozen
class Range:
    """Where a block of flat rows stands.

    Attributes
    ----------
    sheet, row
        Name of the sheet, and the first row, from 0.
    block
        What stands there.
    """

    sheet: str
    row: int
    block: Block

    def of(self, heading: str, first: int = 0, last: int | None = None) -> list[str | int]:
        """The cells of a column, as xlsxwriter takes them."""
        column = HEADINGS.index(f"data_{heading}")
        end = self.row + (len(self.block.cells) if last is None else last) - 1
        return [self.sheet, self.row + first, column, end, column]


@attrs.frozen
class Chart:
    """A chart, and how many rows of a sheet it takes."""

    chart: Any
    height: int


def chart(book: Any, title: str, drawn: Sequence[Range]) -> Chart | None:
    """A chart of figures of one result: curves, points on their intervals, or bars.

    Parameters
    ----------
    book : xlsxwriter workbook
        Where it is to stand.
    title : str
        Its heading.
    drawn : sequence of Range
        Where its figures stand.

    Returns
    -------
    Chart or None
        None if there is one cell only, nothing, or more than can be read.
    """
    cells = len(drawn[0].block.cells) if drawn else 0
    curves = bool(drawn) and bool(drawn[0].block.groups)
    if cells < 2 or (cells > _MOST and not curves):
        return None
    high = _LEAST
    if curves:
        made, series = book.add_chart({"type": "scatter", "subtype": "straight"}), _curves(drawn[0])
    elif len(drawn) == 1 and drawn[0].block.is_limited:
        made, series = book.add_chart({"type": "line"}), _limited(drawn[0])
        made.set_high_low_lines({"line": {"color": _LINE}})
    else:
        made, series = book.add_chart({"type": "bar"}), _bars(drawn)
        made.set_y_axis({"reverse": True})
        high = max(_LEAST, 100 + cells * (8 + 12 * len(drawn)))
    for one in series:
        made.add_series(one)
    if drawn[0].block.is_share and high == _LEAST:
        made.set_y_axis({"num_format": "0%"})
    # The first in sight is the first in the table; names of one series say nothing.
    if len(drawn) == 1 and not curves:
        made.set_legend({"none": True})
    else:
        made.set_legend({"position": "bottom"})
    # Letters of ours, so that no formula is taken for a title.
    made.set_title({"name": title, "name_font": {"size": 11}, "overlay": False})
    made.set_size({"width": _WIDE, "height": high})
    made.show_blanks_as("gap")
    return Chart(made, high // _ROW + 2)


def _bars(drawn: Sequence[Range]) -> Iterator[dict[str, Any]]:
    for place, one in enumerate(drawn):
        colour, pattern = _COLOURS[place % 4], _PATTERNS[place % 4]
        look: dict[str, Any] = {"fill": {"color": colour}}
        if pattern is not None:
            shape = {"pattern": pattern, "fg_color": colour, "bg_color": "#FFFFFF"}
            look = {"pattern": shape, "border": {"color": colour}}
        yield {
            "name": one.block.called,
            "categories": one.of("name"),
            "values": one.of("value"),
            **look,
        }


def _limited(one: Range) -> Iterator[dict[str, Any]]:
    """The limits as ends of a line, the value as a point on it."""
    for heading in ("upper", "value", "lower"):
        colour = _COLOURS[0]
        point = {
            "type": "circle",
            "size": 7,
            "fill": {"color": colour},
            "border": {"color": colour},
        }
        end = {"type": "long_dash", "size": 5, "border": {"color": _LINE}, "fill": {"color": _LINE}}
        yield {
            "categories": one.of("name"), "values": one.of(heading), "line": {"none": True},
            "marker": point if heading == "value" else end,
        }  # fmt: skip


def _curves(one: Range) -> Iterator[dict[str, Any]]:
    """A line for each group, along its days."""
    start = 0
    for place, (_, rows) in enumerate(groupby(one.block.groups)):
        end = start + sum(1 for _ in rows)
        yield {
            "name": [one.sheet, one.row + start, HEADINGS.index("data_name")],
            "categories": one.of("code", start, end), "values": one.of("value", start, end),
            "line": {"color": _COLOURS[place % 4], "dash_type": _DASHES[place % 4], "width": 1.75},
        }  # fmt: skip
        start = end
