"""How far the answer on the unseen moves, as a picture."""

from __future__ import annotations

from typing import Any

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest

from vnr import metrics
from vnr.errors import DataError, UnknownNameError
from vnr.metrics import CaptureTable
from vnr.results.pictures import unseen_plot

SPINA = CaptureTable(  # Hook, Albright & Cross 1980
    {"001": 60, "010": 48, "011": 4, "100": 244, "101": 111, "110": 142, "111": 12},
    ("birth", "death", "rehabilitation"),
)
PAIR = CaptureTable({"10": 781, "01": 254, "11": 167}, ("A", "B"))


@pytest.fixture(autouse=True)
def closed() -> object:
    yield None
    plt.close("all")


def points(axes: object) -> dict[str, list[tuple[float, float]]]:
    return {
        line.get_label(): list(zip(line.get_xdata(), line.get_ydata(), strict=True))
        for line in axes.lines  # type: ignore[attr-defined]
    }


def test_models() -> None:
    """Every model near the best, those within 2 by either criterion marked, and the seen."""
    found = metrics.candidates(SPINA)
    axes: Any = unseen_plot(found)
    shown = points(axes)
    behind = found.columns["aic"] - found.columns["aic"].min()
    for criterion in ("aic", "bic"):
        values = found.columns[criterion]
        near = values <= values.min() + 2
        expected = sorted(zip(found.value[near], behind[near], strict=True))
        assert sorted(shown[f"inom 2 från bästa {criterion.upper()}"]) == expected
    (others,) = (pairs for name, pairs in shown.items() if name.startswith("_"))
    assert len(others) == (behind <= 20).sum() < len(found)
    assert [x for x, _ in shown["sedda"]] == [621, 621]
    bottom, top = axes.get_ylim()
    assert bottom > 0 > top, "the best on top"
    assert axes.get_xscale() == "linear"


def test_models_far_apart() -> None:
    """Totals that differ twentyfold, in English, along logarithms; the note stands below."""
    table = CaptureTable({"100": 30, "010": 30, "001": 300, "110": 30, "101": 1, "011": 1, "111": 1},
                         tuple("abc"))  # fmt: skip
    found = metrics.candidates(table)
    assert found.value.max() > 20 * found.value.min()
    axes: Any = unseen_plot(found, language="en")
    assert axes.get_xscale() == "log"
    assert "within 2 of the best BIC" in points(axes)
    assert all(note.text("en") in axes.texts[-1].get_text() for note in found.notes)


def test_dependence() -> None:
    """Along the odds ratio in order, with limits and the seen; on axes that are there."""
    found = metrics.list_dependence(PAIR, odds_ratios=(4, 0.5, 1))
    axes: Any = plt.subplots()[1]
    assert unseen_plot(found, ax=axes) is axes
    curve = next(iter(points(axes).values()))
    assert curve == [(ratio, found.select(odds_ratio=ratio).value[0]) for ratio in (0.5, 1, 4)]
    assert [tick.get_text() for tick in axes.get_xticklabels()] == ["0,5", "1", "4"]
    (band,) = axes.collections
    vertices: Any = band.get_paths()[0].vertices
    heights = vertices[:, 1]
    assert (heights.min(), heights.max()) == (found.lower.min(), found.upper.max())
    assert all(note.text("sv") in axes.texts[-1].get_text() for note in found.notes)
    assert [row[0] for row in found.rows("sv")[1]] == ["4", "0,5", "1"]
    assert [row[0] for row in found.rows("en")[1]] == ["4", "0.5", "1"]


def test_links() -> None:
    """Along the share of links missed, per cent."""
    found = metrics.missed_links(PAIR, rates=(0, 0.1), model="chapman")
    axes: Any = unseen_plot(found)
    curve = next(iter(points(axes).values()))
    assert curve == [(0, found.value[0]), (10, found.value[1])]
    assert axes.get_xlabel() == "Andel missade kopplingar (%)"


def test_refused() -> None:
    """Another kind of result, several tables, an unknown language."""
    with pytest.raises(DataError, match=r"draw what metrics\.candidates"):
        unseen_plot(metrics.hidden(PAIR, model="chapman"))
    two = CaptureTable.concat({"women": PAIR, "men": PAIR}, by="sex")
    both = metrics.list_dependence(two)
    with pytest.raises(DataError, match="several tables"):
        unseen_plot(both)
    assert unseen_plot(both.select(sex="men")) is not None
    with pytest.raises(UnknownNameError, match="language"):
        unseen_plot(both.select(sex="men"), language="fi")  # type: ignore[arg-type]
    assert np.isfinite(both.value).all()
