"""Where everything around a drawing lies: title above, legend and footnotes below, nothing cut."""

from __future__ import annotations

import textwrap
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any, Final

from vnr.errors import require

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text

__all__ = ["SIZE", "WHOLE", "fit", "frame", "is_whole", "width_of", "written_below"]

WHOLE: Final = "vnr-whole"
"""Mark (gid) of a figure that holds one drawing, which may take all of it."""

SIZE: Final = 9
"""Points of the smallest letters; 12 pixels from a width of 3 inches on 288 pixels on."""
_TITLE: Final = 11
_EDGE: Final = 0.08
"""Inches between what is written and the figure's edge, and between things below each other."""
_LETTER: Final = 0.62
"""How wide a letter is beside its height, at most on average."""
_HANDLE: Final = 42
"""Points that a sign of the legend takes beside its words."""
_NAMES: Final = 0.38
"""Share of the width that the names of rows may take."""
_BELOW: Final = "below-"
_TITLE_PAD: Final = 6
"""Points between the axes and their title."""


def frame(axes: Axes, *, legend: bool = True) -> None:
    """No frame but the two axes, letters that can be read, and a legend for below."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=SIZE)
    axes.xaxis.label.set_fontsize(SIZE)
    axes.yaxis.label.set_fontsize(SIZE)
    handles, words = axes.get_legend_handles_labels()
    if not legend or not handles:
        return
    room = 72 * (width_of(axes) - 2 * _EDGE)
    lines = [_lines(label, room - _HANDLE) for label in words]
    widest = max(len(line) for label in lines for line in label.split("\n"))
    columns = max(1, min(len(words), int(room // (widest * _LETTER * SIZE + _HANDLE))))
    axes.legend(
        handles, lines, frameon=False, fontsize=SIZE, ncols=columns, loc="upper left",
        bbox_to_anchor=(0, -0.2), borderaxespad=0, borderpad=0, columnspacing=1.2,
    )  # fmt: skip


def width_of(axes: Axes) -> float:
    """Width of the figure in inches."""
    figure: Any = axes.figure
    return float(figure.get_figwidth())


def is_whole(axes: Axes) -> bool:
    """Whether the figure holds nothing else, so that it may be laid out anew."""
    return axes.figure.get_gid() == WHOLE


def written_below(axes: Axes, row: int, words: str, at: float | None = None) -> None:
    """Words below the drawing: from the left edge, or under a place of the horizontal axis.

    They stand in rows by number; `fit` says where each row lies.
    """
    inches = axes.figure.dpi_scale_trans
    across = inches
    if at is not None:
        blended = require("matplotlib.transforms", "plot").blended_transform_factory
        across = blended(axes.transData, inches)
    axes.text(
        _EDGE if at is None else at, 0, words, transform=across, va="top",
        ha="left" if at is None else "center", fontsize=SIZE, gid=f"{_BELOW}{row:03}",
    )  # fmt: skip


def fit(axes: Axes) -> None:
    """Lay out what stands around a drawing, by the size that its letters really have.

    Parameters
    ----------
    axes : matplotlib Axes
        With all that is drawn and written.

    Notes
    -----
    Where the figure holds nothing else (`WHOLE`) it grows by what stands below, and the axes take
    what is left. Otherwise the axes stay where they are.

    Examples
    --------
    >>> from vnr import metrics
    >>> axes = metrics.proportion(3, 10).plot(language="en")
    >>> fit(axes)
    """
    figure: Any = axes.figure
    width, dpi, whole = figure.get_figwidth(), figure.dpi, is_whole(axes)
    if whole:
        _wrap(axes, width)
    grown, lowest = 0.0, float("nan")
    rows = _rows(axes)
    heights = [max(text.get_window_extent().height for text in row) / dpi for row in rows]
    legend = axes.get_legend()
    keys = 0.0 if legend is None else legend.get_window_extent().height / dpi
    under = [*([keys] if keys else []), *heights]
    below = sum(under) + _EDGE * len(under)
    for _ in range(3 if whole else 0):  # how far apart marks of an axis stand hangs on its length
        before, lowest = lowest, _place(axes, below, below - grown + _crowded(axes))
        grown = below
        if lowest == before and not _crowded(axes):
            break
    at = (lowest if whole else _lowest(axes)) / dpi - _EDGE
    left = _EDGE if whole else axes.get_window_extent().x0 / dpi
    if legend is not None:
        legend.set_bbox_to_anchor((left, at), transform=figure.dpi_scale_trans)
        at -= keys + _EDGE
    for row, height in zip(rows, heights, strict=True):
        for text in row:
            text.set_y(at)
            if text.get_horizontalalignment() == "left":
                text.set_x(left)
        at -= height + _EDGE


def _wrap(axes: Axes, width: float) -> None:
    """Break what is too long for the width into lines."""
    ticker = require("matplotlib.ticker", "plot")
    title = axes.get_title(loc="left").replace("\n", " ")
    if title:
        room = 72 * (width - 2 * _EDGE)
        axes.set_title(_lines(title, room, _TITLE), loc="left", fontsize=_TITLE, x=0, ha="left")
    labels = [label.get_text() for label in axes.get_yticklabels()]
    if labels and isinstance(axes.yaxis.get_major_locator(), ticker.FixedLocator):
        room = 72 * _NAMES * width
        parted = [_lines(label, room, parted=not any(map(str.isdigit, label))) for label in labels]
        axes.set_yticks(axes.get_yticks(), parted)
    for row in _rows(axes):
        for text in row:
            if text.get_horizontalalignment() == "left":
                joined = text.get_text().replace("\n", " ")
                text.set_text(_lines(joined, 72 * (width - 2 * _EDGE), SIZE))


def _crowded(axes: Axes) -> float:
    """Inches that the axes lack for the names of their rows, which may take several lines."""
    if not isinstance(
        axes.yaxis.get_major_locator(), require("matplotlib.ticker", "plot").FixedLocator
    ):
        return 0.0
    boxes = [one.get_window_extent() for one in axes.get_yticklabels() if one.get_text()]
    boxes.sort(key=lambda box: -float(box.y1))
    most = max((float(low.y1 - high.y0) for high, low in pairwise(boxes)), default=0.0)
    # Each row becomes as much higher as the two that lie on each other most have to.
    return max(most + 1, 0.0) * (len(boxes) + 1) / float(axes.figure.dpi) if most > -1 else 0.0


def _place(axes: Axes, below: float, growth: float) -> float:
    """Put the axes into what margins leave of the figure, which grows as what stands below does.

    Returns where the axes with their words end below, in pixels.
    """
    figure: Any = axes.figure
    dpi = figure.dpi
    width, height = figure.get_size_inches()
    height += growth
    figure.set_size_inches(width, height)
    inner = axes.get_window_extent()
    side = axes.yaxis.get_tightbbox()
    along = axes.xaxis.get_tightbbox()
    left = _EDGE + (0.0 if side is None else max(inner.x0 - side.x0, 0) / dpi)
    over = 0.0 if along is None else max(along.x1 - inner.x1, 0) / dpi
    under = 0.0 if along is None else max(inner.y0 - along.y0, 0) / dpi
    above = 0.0 if along is None else max(along.y1 - inner.y1, 0) / dpi
    words, titled = axes.get_title(loc="left"), 0.0
    if words:
        # Its place is told, so that matplotlib needn't look for it.
        title = axes.set_title(words, loc="left", fontsize=_TITLE, ha="left", y=1, pad=_TITLE_PAD)
        titled = title.get_window_extent().height / dpi + _TITLE_PAD / 72
    bottom, right = below + under + _EDGE, max(over, 0.05) + _EDGE
    top = above + titled + 2 * _EDGE
    inside = max(width - left - right, 0.5), max(height - bottom - top, 0.5)
    axes.set_position((left / width, bottom / height, inside[0] / width, inside[1] / height))
    if words:
        # It begins where the figure does, not where the rows' names end, above all of the axes.
        title.set_position(((_EDGE - left) / inside[0], 1 + above / inside[1]))
    return float((bottom - under) * dpi)


def _rows(axes: Axes) -> list[list[Text]]:
    """What is written below, row by row."""
    below = [text for text in axes.texts if str(text.get_gid()).startswith(_BELOW)]
    below.sort(key=lambda text: str(text.get_gid()))
    return [[*row] for _, row in groupby(below, key=lambda text: str(text.get_gid()))]


def _lowest(axes: Axes) -> float:
    """The lower end of the axes with its words."""
    along = axes.xaxis.get_tightbbox()
    own = float(axes.get_window_extent().y0)
    return own if along is None else min(own, float(along.y0))


def _lines(words: str, room: float, size: float = SIZE, *, parted: bool = False) -> str:
    """Words in lines of so many points at most; a word that is longer stands whole.

    With `parted` it may be parted at a hyphen; a day would be no day then.
    """
    letters = max(8, int(room / (_LETTER * size)))
    paragraphs = words.split("\n")
    return "\n".join(
        line
        for paragraph in paragraphs
        for line in textwrap.wrap(
            paragraph, letters, break_long_words=False, break_on_hyphens=parted
        )
        or [""]
    )
