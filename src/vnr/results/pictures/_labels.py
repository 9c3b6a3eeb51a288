"""Names beside points, placed so that none lies on another, on a point or on a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from vnr.errors import require
from vnr.results.pictures._axes import LINE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["label_points"]

_SIZE: Final = 9
_NEAR: Final = 5
"""Points between a mark and its name."""
_POINT: Final = 4
"""Points from a mark's middle to its side."""
_STEP: Final = 11
"""Points by which a name moves away at a time: a little more than its height."""
_STEPS: Final = 7
_COVERED: Final = 100.0
"""What a pixel of another name or point under a name weighs beside one of a line."""
_FAR: Final = 75.0
"""What each step away from the point weighs: most of a name's length on a line."""


def label_points(axes: Axes, points: Sequence[tuple[float, float]], names: Sequence[str]) -> None:
    """Write each name beside its point.

    Of several places, beside the point and further off with a thin line to it, a name gets the
    one where it covers least of other names, points and lines; the nearer the better.

    Parameters
    ----------
    axes : matplotlib Axes
        With its limits and legend as they will be.
    points : sequence of pairs of float
        Where the points are, in data.
    names : sequence of str
        Their names, the most important first; all points are kept clear of them.
    """
    scale = axes.get_figure().dpi / 72  # type: ignore[union-attr]
    box = require("matplotlib.transforms", "plot").Bbox
    inside = axes.get_window_extent()
    taken = []
    for x, y in axes.transData.transform(points) if len(points) else ():
        half = _POINT * scale
        taken.append(box([[x - half, y - half], [x + half, y + half]]))
    lines = _pixels(axes)
    legend = axes.get_legend()
    if legend is not None:
        taken.append(legend.get_window_extent())
    for name, point in zip(names, points, strict=True):
        note = axes.annotate(name, point, xytext=(0, 0), textcoords="offset points", fontsize=_SIZE)
        # Measured once: it is as large wherever it stands.
        size, at = note.get_window_extent(), axes.transData.transform(point)
        best, own, least = None, size, float("inf")
        for place in _places():
            box_there = box.from_bounds(*_corner(place, at, size, scale), size.width, size.height)
            covered = sum(_overlap(box_there, other) for other in taken)
            covered += size.width * size.height - _overlap(box_there, inside)
            cost = _COVERED * covered + _FAR * place[2]
            if cost < least:
                within = (lines > box_there.min) & (lines < box_there.max)
                cost += np.count_nonzero(within.all(axis=1))
            if cost < least:
                best, own, least = place, box_there, cost
        assert best is not None
        _move(note, *best)
        taken.append(own)
        if best[2]:
            axes.annotate(
                "", point, xytext=best[:2], textcoords="offset points",
                # As a line: by default it is a curve, which is straight.
                arrowprops={"arrowstyle": "-", "connectionstyle": "arc", "color": LINE, "linewidth": 0.5},
            )  # fmt: skip


def _corner(
    place: tuple[float, float, int], at: NDArray[np.float64], size: Any, scale: float
) -> tuple[float, float]:
    """The lower left corner of a name of that size at an offset from its point, as `_move` puts it."""
    sides = zip(place[:2], at.tolist(), (size.width, size.height), strict=True)
    x, y = (
        middle + scale * away - (0.0 if away > 0 else own if away < 0 else own / 2)
        for away, middle, own in sides
    )
    return x, y


def _places() -> Iterator[tuple[float, float, int]]:
    """Offsets from a point, the nearest first, each with how many steps off it is."""
    for step in range(_STEPS):
        away = _NEAR + step * _STEP
        for side in (1, -1):
            for up in (1, -1):
                yield side * _NEAR, up * away, step
        for up in (1, -1):
            yield 0, up * away, step
    for step in range(1, _STEPS):
        for side in (1, -1):
            yield side * (_NEAR + 2 * step * _STEP), 0, step


def _move(note: Any, x: float, y: float, _: int) -> None:
    """Put a name at an offset, on the side of it that is away from the point."""
    note.set_position((x, y))
    note.set_horizontalalignment("left" if x > 0 else "right" if x < 0 else "center")
    note.set_verticalalignment("bottom" if y > 0 else "top" if y < 0 else "center")


def _pixels(axes: Axes) -> NDArray[np.float64]:
    """Where the lines run that join their points, a pixel at a time, shape ``(pixels, 2)``."""
    run = [np.empty((0, 2))]
    for line in axes.lines:
        if line.get_linestyle() != "None":
            corners = line.get_transform().transform(line.get_xydata())
            corners = corners[~np.isnan(corners).any(axis=1)]
            for start, end in pairwise(corners):
                run.append(np.linspace(start, end, int(np.abs(end - start).max()) + 2))
    return np.concatenate(run)


def _overlap(one: Any, other: Any) -> float:
    """The area that two boxes share."""
    width = min(one.x1, other.x1) - max(one.x0, other.x0)
    height = min(one.y1, other.y1) - max(one.y0, other.y0)
    return float(max(width, 0) * max(height, 0))
