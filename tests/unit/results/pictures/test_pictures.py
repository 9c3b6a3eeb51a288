"""Pictures of one result: what is a value is drawn, and what is none is told, never as nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs
import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from building import counts
from vnr import metrics
from vnr.errors import DataError
from vnr.results import Note, Result, State
from vnr.results.pictures import bars_plot, curve_plot, funnel_plot, intervals_plot, unseen_plot

CODES = ["0480", "0484", "0488"]
BARS = counts({"municipality": CODES}, [4, 0, 9], columns={"known": [7, 2, 9]})
SHARES = metrics.proportion(counts({"municipality": CODES}, [1, 20, 0]), [9, 40, 0])
FUNNEL = metrics.funnel(
    counts({"municipality": CODES}, [10, 400, 30]),
    counts({"municipality": CODES}, [100, 1000, 150]),
)
CURVE = metrics.cumulative_incidence([3, 5, 8, 9, 20, 30], [1, 2, 1, 0, 2, 0])
FIELDS: dict[int, list[tuple[str | None, str]]] = {1: [("////", "solid")], 2: [(None, ":")], 3: []}
"""How what is no value looks: hatched, dotted round, and not at all."""
WORDS = {1: "ej rapporterat", 2: "kan inte bedömas än", 3: ".."}


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    plt.close("all")


def texts(axes: Axes) -> list[str]:
    return [text.get_text() for text in axes.texts]


def legend(axes: Axes) -> list[str]:
    box = axes.get_legend()
    return [] if box is None else [text.get_text() for text in box.get_texts()]


def lengths(axes: Axes) -> list[float]:
    """Lengths of the bars, the fields of what is no value aside."""
    return [
        patch.get_width()
        for patch in axes.patches
        if isinstance(patch, Rectangle) and patch.get_width() != 0.05
    ]


def in_state(result: Result, rows: list[int], state: int) -> Any:
    """The result with these rows in a state."""
    states = result.state.copy()
    states[rows] = state
    return attrs.evolve(result, state=states)


class TestBars:
    """A bar for each figure of each cell."""

    def test_values(self) -> None:
        """A bar for each value, 0 among them, by the names of the municipalities."""
        axes = bars_plot(BARS, notes=False)
        assert lengths(axes) == [4, 0, 9]
        assert [tick.get_text() for tick in axes.get_yticklabels()] == [
            "Nyköping",
            "Eskilstuna",
            "Trosa",
        ]
        assert not [text for text in texts(axes) if text]

    @pytest.mark.parametrize("state", WORDS)
    @pytest.mark.parametrize("stacked", [True, False])
    def test_no_value(self, state: int, stacked: bool) -> None:
        """What is no value has no bar, but the reason beside a field by its state, once."""
        result = in_state(BARS, [1], state)
        figures = {"value": "Våld", "known": "Känt"}
        axes = bars_plot(result, figures, stacked=stacked, notes=False)
        told = [text for text in texts(axes) if text]
        if state == State.NOT_MATURE and not stacked:
            assert sorted(lengths(axes)) == [2, 4, 7, 9, 9]
        else:
            assert sorted(lengths(axes)) == [4, 7, 9, 9]
        assert told == [WORDS[state]]
        patches: list[Any] = [*axes.patches]
        fields = [patch for patch in patches if patch.get_width() == 0.05]
        assert [(field.get_hatch(), field.get_linestyle()) for field in fields] == FIELDS[state]

    def test_one_figure_of_a_cell(self) -> None:
        """A figure with a state of its own is told where its bar would stand."""
        result = attrs.evolve(BARS, states={"known": [0, 3, 0]})
        axes = bars_plot(result, {"value": "Våld", "known": "Känt"}, notes=False)
        assert sorted(lengths(axes)) == [0, 4, 7, 9, 9]
        (told,) = [text for text in axes.texts if text.get_text()]
        assert told.get_text() == ".."
        assert 1 < told.get_position()[1] < 1.5

    def test_by_label(self) -> None:
        """The rows stand in the order asked for, whatever theirs is."""
        turned = BARS.take([2, 0, 1])
        axes = bars_plot(turned, order=CODES)
        assert lengths(axes) == [4, 0, 9]
        with pytest.raises(DataError, match="no cell for municipality 0461"):
            bars_plot(BARS, order=["0461"])

    def test_marks_are_whole(self) -> None:
        """Numbers of things have whole marks along the axis."""
        axes = bars_plot(counts({"municipality": CODES}, [1, 2, 3]))
        axes.figure.canvas.draw()
        assert [tick.get_text() for tick in axes.get_xticklabels()][:4] == ["0", "1", "2", "3"]

    def test_stacked(self) -> None:
        """Parts of a whole stand one after the other."""
        axes = bars_plot(BARS, {"value": "a", "known": "b"}, stacked=True)
        starts = [patch.get_x() for patch in axes.patches if isinstance(patch, Rectangle)]
        assert starts == [0, 0, 0, 4, 0, 9]

    def test_several_strata(self) -> None:
        """Cells of several strata have no one row each."""
        two = counts({"municipality": CODES, "year": [2018, 2018, 2019]}, [1, 2, 3])
        with pytest.raises(DataError, match="one stratum"):
            bars_plot(two)


class TestIntervals:
    """A point on its interval for each cell."""

    def test_values(self) -> None:
        """Shares in per cent; none of none is told in words."""
        axes = intervals_plot(SHARES)
        (points,) = (line for line in axes.lines if line.get_marker() == "o")
        assert list(np.asarray(points.get_xdata())) == pytest.approx([100 / 9, 50])
        assert texts(axes)[:1] == ["inget att räkna på (0 av 0)"]
        assert axes.get_xlim() == (0, 100)

    @pytest.mark.parametrize("state", WORDS)
    def test_no_value(self, state: int) -> None:
        """The reason stands in place of the point, and no interval is drawn."""
        axes = intervals_plot(in_state(SHARES, [0, 1, 2], state), notes=False)
        assert texts(axes) == [WORDS[state]] * 3
        assert sum(len(np.asarray(line.get_xdata())) for line in axes.lines) == 0
        assert [len(lines.get_segments()) for lines in axes.collections] == [0]  # type: ignore[attr-defined]

    def test_limits_with_a_state_of_their_own(self) -> None:
        """A point without limits stands without a line."""
        axes = intervals_plot(attrs.evolve(SHARES, states={"lower": [3, 0, 0]}), notes=False)
        assert [len(lines.get_segments()) for lines in axes.collections] == [1]  # type: ignore[attr-defined]

    def test_rates(self) -> None:
        """What is no share has its unit along the axis."""
        rate = metrics.rate(counts({"municipality": CODES}, [1, 2, 3]), 900, per=1_000)
        axes = intervals_plot(rate, language="en")
        assert axes.get_xlabel() == "per 1,000 person-years"
        assert axes.get_xlim()[0] == 0


class TestCurves:
    """A curve of each group, in steps from where it begins."""

    def test_values(self) -> None:
        """It begins at 0 on day 0, and rises to its last value."""
        axes = curve_plot(CURVE)
        last = {line.get_label(): np.asarray(line.get_ydata()) for line in axes.lines}
        assert all(values[0] == 0 for values in last.values())
        assert {np.asarray(line.get_xdata())[0] for line in axes.lines} == {0}
        assert sorted(values[-1] for values in last.values()) == pytest.approx(
            sorted(100 * CURVE.select(cause=cause).value[-1] for cause in (1, 2))
        )

    @pytest.mark.parametrize("state", WORDS)
    def test_no_value(self, state: int) -> None:
        """A group without values is told in the legend, and nothing of it is drawn."""
        rows = np.flatnonzero(CURVE.strata["cause"] == 2).tolist()
        axes = curve_plot(in_state(CURVE, rows, state), notes=False)
        assert legend(axes) == [f"2: {WORDS[state]}", "1"]
        assert sum(len(np.asarray(line.get_xdata())) == 0 for line in axes.lines) == 1

    def test_survival(self) -> None:
        """A curve of survival begins at 100 per cent, and one without groups needs no legend."""
        axes = curve_plot(metrics.kaplan_meier([3, 5, 8], [1, 0, 1]))
        assert np.asarray(axes.lines[0].get_ydata())[0] == 100
        assert legend(axes) == []

    def test_steps_of_weeks(self) -> None:
        """Points and dotted limits where it isn't known on which day of a step something was."""
        made = metrics.kaplan_meier([3, 5, 8, 9], [1, 1, 0, 0])
        merged = attrs.evolve(made, notes=(*made.notes, Note("curve_in_steps", days=7)))
        axes = curve_plot(merged)
        drawn = [[100, *(100 * values)] for values in (merged.value, *merged.limits())]
        assert [np.asarray(line.get_ydata()).tolist() for line in axes.lines] == [
            pytest.approx(values) for values in drawn
        ]
        assert [line.get_linestyle() for line in axes.lines] == ["-", ":", ":"]
        assert [line.get_marker() for line in axes.lines] == [".", "None", "None"]
        assert {line.get_drawstyle() for line in axes.lines} == {"default"}
        assert not axes.collections

    @pytest.mark.parametrize("state", [1, 3])
    def test_one_curve_without_values(self, state: int) -> None:
        """A single curve of which nothing is told says so in its middle."""
        made = metrics.kaplan_meier([3, 5, 8], [1, 0, 1])
        axes = curve_plot(in_state(made, [0, 1], state), notes=False)
        assert [text.get_text() for text in axes.texts] == [WORDS[state]]
        assert not axes.lines


class TestFunnel:
    """A unit stands where its size says, if that may be told."""

    @pytest.mark.parametrize("state", WORDS)
    def test_no_value(self, state: int) -> None:
        """A unit without a value is told in words and not drawn."""
        axes = funnel_plot(in_state(FUNNEL, [1], state), notes=False)
        assert f"Eskilstuna: {WORDS[state]}" in legend(axes)
        points = [x for line in axes.lines if line.get_linestyle() == "None"
                  for x in np.asarray(line.get_xdata())]  # fmt: skip
        assert sorted(points) == [100, 150]

    def test_a_base_that_is_not_told(self) -> None:
        """Where a unit stands would tell its base, so it isn't drawn."""
        axes = funnel_plot(attrs.evolve(FUNNEL, states={"base": [0, 3, 0]}), notes=False)
        assert "Eskilstuna: .." in legend(axes)

    def test_many_are_a_number(self) -> None:
        """Of more than a handful without a value the number stands, by reason."""
        many = metrics.funnel(np.arange(20), np.full(20, 100))
        hidden = in_state(in_state(many, list(range(9)), 1), [12, 13], 3)
        axes = funnel_plot(hidden, notes=False, names=[f"u{row:02}" for row in range(20)])
        assert legend(axes)[-2:] == ["9: ej rapporterat", "u12, u13: .."]


class TestUnseen:
    """How far the answer moves, as far as it may be told."""

    @pytest.mark.parametrize("state", WORDS)
    def test_no_value(self, state: int) -> None:
        """Nothing is drawn but the reason."""
        table = metrics.CaptureTable({"10": 781, "01": 254, "11": 167}, ("A", "B"))
        result = metrics.list_dependence(table)
        axes = unseen_plot(in_state(result, list(range(len(result))), state), notes=False)
        assert texts(axes) == [WORDS[state]]
        assert not axes.lines


@pytest.mark.parametrize("result", [BARS, SHARES, FUNNEL, CURVE])
def test_plot(result: Result) -> None:
    """Every result draws itself, on axes of one's own too, with what must be said below."""
    noted = attrs.evolve(result, notes=[Note("a", sv="Läs så här.", en="Read so.")])
    assert "Read so." in texts(noted.plot(language="en"))
    _, axes = plt.subplots()
    assert noted.plot(ax=axes, notes=False) is axes
    assert "Läs så här." not in texts(axes)


def test_no_axes() -> None:
    """What isn't matplotlib's axes is refused."""
    with pytest.raises(DataError, match="ax must be Axes of matplotlib's, got str"):
        counts({}, [1]).plot(ax="here")
