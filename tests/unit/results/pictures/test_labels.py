"""Names in a picture lie beside their points, and on nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.transforms import Bbox

from building import counts
from vnr import metrics
from vnr.results.pictures import funnel_plot
from vnr.results.pictures._labels import label_points

CODES = ["0428", "0461", "0480", "0481", "0482", "0483", "0484", "0486", "0488"]


@pytest.fixture
def axes() -> Iterator[Any]:
    _, axes = plt.subplots(figsize=(7.5, 3.8))
    axes.set_xlim(0, 100)
    axes.set_ylim(0, 100)
    yield axes
    plt.close("all")


def boxes(axes: Any) -> list[Bbox]:
    """Where each name lies, a hair within its box."""
    extents = [text.get_window_extent() for text in axes.texts if text.get_text()]
    return [Bbox.from_extents(b.x0 + 0.1, b.y0 + 0.1, b.x1 - 0.1, b.y1 - 0.1) for b in extents]


def lies_apart(axes: Any, points: list[tuple[float, float]]) -> None:
    """No name on another, on the legend, outside, or on the middle of a point."""
    laid, inside = boxes(axes), axes.get_window_extent()
    legend = axes.get_legend()
    for one, other in combinations(laid, 2):
        assert not one.overlaps(other)
    for box in laid:
        assert inside.x0 <= box.x0 <= box.x1 <= inside.x1
        assert inside.y0 <= box.y0 <= box.y1 <= inside.y1
        assert legend is None or not box.overlaps(legend.get_window_extent())
        assert not any(box.contains(*point) for point in axes.transData.transform(points))


@pytest.mark.parametrize(
    "points",
    [
        [(50.0, 50.0)] * 6,
        [(50.0 + place, 50.0 + place % 3) for place in range(9)],
        [(1.0, 1.0), (99.0, 99.0), (1.0, 99.0), (99.0, 1.0)],
        [(10.0 + place, 40.0) for place in range(12)],
    ],
    ids=["one place", "a heap", "corners", "a row"],
)
def test_lie_apart(axes: Any, points: list[tuple[float, float]]) -> None:
    """However close the points stand, every name can be read."""
    label_points(axes, points, [f"kommun {place}" for place in range(len(points))])
    assert len(boxes(axes)) == len(points)
    lies_apart(axes, points)


def test_the_first_stand_nearest(axes: Any) -> None:
    """Right above its point if that is free; a line leads to a name that stands further off."""
    label_points(axes, [(50, 50)] * 9, [str(place) for place in range(9)])
    first, *_ = [text for text in axes.texts if text.get_text()]
    assert first.get_position() == (5, 5)
    assert (first.get_horizontalalignment(), first.get_verticalalignment()) == ("left", "bottom")
    lines = [text for text in axes.texts if text.arrow_patch is not None]
    assert 0 < len(lines) < 9


def test_a_line_is_kept_clear(axes: Any) -> None:
    """A name doesn't stand on a line where there is room beside it."""
    axes.axhline(54)
    axes.plot([np.nan, 0], [np.nan, 0], ":")
    axes.plot([50], [50], "o")
    label_points(axes, [(50, 50)], ["Eskilstuna"])
    (text,) = axes.texts
    assert text.get_verticalalignment() == "top"


def test_nothing_to_name(axes: Any) -> None:
    """Without points nothing is written."""
    label_points(axes, [], [])
    assert not axes.texts


def test_a_funnel_of_a_county() -> None:
    """Nine municipalities of much the same size and rate, as a county has them."""
    n = [91, 113, 1168, 120, 164, 349, 1070, 365, 137]
    k = [37, 31, 51, 42, 76, 13, 510, 140, 44]
    strata = {"municipality": CODES}
    funnel = metrics.funnel(counts(strata, k), counts(strata, [10 * size for size in n]))
    axes: Any = funnel_plot(funnel, notes=False)
    lies_apart(axes, list(zip(funnel["base"], 100 * funnel.value, strict=True)))
    assert len(boxes(axes)) == 9
    plt.close("all")
