"""Trend, dumbbell, matrix, pattern and timeline: each state looks like itself in every picture."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import combinations
from typing import Any

import attrs
import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from building import case, counts
from vnr import data, metrics, synthetic
from vnr.errors import DataError, DisclosureError
from vnr.results import Definition, Result, State
from vnr.results.pictures import (
    bars_plot,
    beside_plot,
    caption,
    curve_plot,
    dumbbell_plot,
    intervals_plot,
    matrix_plot,
    pattern_plot,
    timeline_plot,
    trend_plot,
)

CODES = ["0480", "0484", "0488", "0461"]
YEARS = [2017, 2018, 2019, 2020]
STATES = [State.VALUE, State.NOT_REPORTED, State.NOT_MATURE, State.SUPPRESSED]
"""Of four cells; the first one is 0."""
BREAK = date(2018, 7, 1)


@cache
def world() -> synthetic.World:
    return synthetic.world("09")


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    plt.close("all")


def four(stratum: str, labels: list[Any]) -> Any:
    """Zero, and one in each state that is no value."""
    return attrs.evolve(
        counts({stratum: labels}, [0, 5, 6, 7], columns={"known": [0, 8, 9, 9]}), state=STATES
    )


def looks(axes: Axes) -> set[tuple[str | None, str]]:
    """Hatch and outline of each field."""
    return {
        (patch.get_hatch(), str(patch.get_linestyle()))
        for patch in axes.patches
        if isinstance(patch, Rectangle) and 0.05 in (patch.get_width(), patch.get_height())
    }


def words(axes: Axes) -> list[str]:
    return [text.get_text() for text in axes.texts if text.get_text()]


def points(axes: Axes) -> int:
    """How many marks are drawn."""
    return sum(
        int(np.count_nonzero(~np.isnan(np.asarray(line.get_ydata(), float))))
        for line in axes.lines
        if line.get_marker() not in ("None", "", " ")
    )


SHARES = metrics.proportion(counts({"municipality": CODES}, [0, 5, 6, 7]), [20] * 4)
DRAWN: dict[str, Any] = {
    "bars": lambda: bars_plot(four("municipality", CODES), notes=False),
    "stacked": lambda: bars_plot(
        four("municipality", CODES), {"value": "a", "known": "b"}, stacked=True, notes=False
    ),
    "forest": lambda: intervals_plot(attrs.evolve(SHARES, state=STATES), notes=False),
    "trend": lambda: trend_plot(four("year", YEARS), notes=False),
    "dumbbell": lambda: dumbbell_plot(
        attrs.evolve(four("municipality", CODES), states={"known": STATES}),
        {"value": "a", "known": "b"},
        notes=False,
    ),
}


@pytest.mark.parametrize("kind", DRAWN)
def test_four_states_look_different(kind: str) -> None:
    """Zero is a mark, not reported hatched, not mature dotted round, suppressed two points alone."""
    axes = DRAWN[kind]()
    assert looks(axes) == {("////", "solid"), (None, ":")}
    assert [
        word for word in words(axes) if word in ("ej rapporterat", "kan inte bedömas än", "..")
    ] == [
        "ej rapporterat",
        "kan inte bedömas än",
        "..",
    ]
    assert points(axes) == (2 if kind == "dumbbell" else 1)


def test_beside_another_place() -> None:
    """Points on their intervals and strokes, in per cent; what lacks has its reason, and no point."""
    own = {name: attrs.evolve(one, state=[state]) for name, one, state in zip(
        "abcd", (SHARES.select(municipality=code) for code in CODES), STATES, strict=True)}  # fmt: skip
    other = {name: SHARES.select(municipality=CODES[3]) for name in own}
    axes = beside_plot(own, other, called=("Flen", "länet"))
    assert looks(axes) == {("////", "solid"), (None, ":")}
    strokes, dots = axes.lines
    assert (strokes.get_marker(), strokes.get_label()) == ("|", "länet")
    assert np.asarray(strokes.get_xdata()).tolist() == [35.0] * 4
    assert (dots.get_marker(), dots.get_label()) == ("o", "Flen")
    assert np.asarray(dots.get_xdata()).tolist() == [0.0]
    assert [label.get_text() for label in axes.get_yticklabels()] == [*"abcd"]
    rate = metrics.rate([4], [1000])
    hidden = attrs.evolve(rate, state=[State.SUPPRESSED], states={})
    axes = beside_plot({"a": rate}, {"a": hidden}, called=("Flen", "länet"), language="en")
    assert axes.get_xlabel() == "per 10,000 person-years"
    (dot,) = axes.lines
    assert np.asarray(dot.get_xdata()).tolist() == [40.0]
    # A point whose limits aren't shown has no line.
    bare = attrs.evolve(rate, states={"lower": [State.SUPPRESSED], "upper": [State.SUPPRESSED]})
    for one, lines in ((rate, 1), (bare, 0)):
        drawn = beside_plot({"a": one}, {"a": rate}, called=("Flen", "länet"))
        assert len(drawn.collections) == lines
    for wrong in ({}, {"b": rate}, {"a": SHARES}):
        with pytest.raises(DataError, match="the same figures"):
            beside_plot({"a": rate}, wrong, called=("Flen", "länet"))


@pytest.mark.parametrize("draw", [matrix_plot, pattern_plot])
def test_four_states_of_a_matrix(draw: Any) -> None:
    """The same in the cells of a matrix; the look of a hidden cell says nothing."""
    strata = {"municipality": [*CODES, *CODES], "sex": ["woman"] * 4 + ["man"] * 4}
    crossed = attrs.evolve(counts(strata, [0, 5, 6, 7, 1, 2, 3, 4]), state=[*STATES, 0, 0, 0, 3])
    axes = draw(crossed, notes=False)
    cells = [p for p in axes.patches if isinstance(p, Rectangle) and p.get_width() == 0.94]
    look = [(p.get_hatch(), p.get_linestyle(), p.get_facecolor()) for p in cells]
    by_state: dict[int, set[Any]] = {}
    for state, one in zip([0, 0, 1, 0, 2, 0, 3, 3], look, strict=True):
        by_state.setdefault(state, set()).add(one)
    assert all(not one & other for one, other in combinations(by_state.values(), 2))
    assert len(by_state[State.SUPPRESSED]) == 1
    assert words(axes).count("..") == 2
    assert ("3" in words(axes)) is (draw is matrix_plot)
    labels = [text.get_text() for text in axes.get_legend().get_texts()]
    assert labels[1:] == ["ej rapporterat", "kan inte bedömas än", ".. visas inte"]


def test_a_matrix_without_a_value() -> None:
    """Its legend has no look of a value, since none is there."""
    strata = {"municipality": CODES[:2] * 2, "sex": ["woman"] * 2 + ["man"] * 2}
    hidden = attrs.evolve(counts(strata, [5, 6, 7, 8]), state=[State.SUPPRESSED] * 4)
    axes: Any = matrix_plot(hidden, notes=False)
    assert [text.get_text() for text in axes.get_legend().get_texts()] == [".. visas inte"]


def test_pattern_of_one_stratum() -> None:
    """Its figures stand side by side, each with its own state."""
    one = attrs.evolve(four("municipality", CODES), states={"known": [0, 0, 0, 3]})
    axes = pattern_plot(one, notes=False)
    assert [tick.get_text() for tick in axes.get_xticklabels()] == ["ärenden", "känt"]
    assert words(axes).count("..") == 2


def test_matrix_of_cells_that_lack() -> None:
    """A pair without a cell is empty, an undefined share a dash, and few labels go across."""
    strata = {"sex": ["woman", "man", "woman"], "municipality": CODES[:3]}
    axes = matrix_plot(metrics.proportion(counts(strata, [1, 0, 3]), [4, 0, 5]), notes=False)
    assert words(axes) == ["25", "–", "60"]
    assert [tick.get_text() for tick in axes.get_xticklabels()] == ["kvinna", "man"]
    with pytest.raises(DataError, match="two strata"):
        matrix_plot(counts({"municipality": CODES}, [1, 2, 3, 4]))
    with pytest.raises(DataError, match="two strata"):
        pattern_plot(counts({}, [1]))


class TestTrend:
    """A figure along time."""

    @pytest.mark.parametrize(("waiting", "drawn"), [(25, 2), (26, 1)])
    def test_not_mature(self, waiting: int, drawn: int) -> None:
        """No point stands where under 80 per cent have had their time: 100 of 126."""
        share = attrs.evolve(
            metrics.proportion(counts({"year": YEARS[:2]}, [30, 40]), [100, 100]),
            columns={"n_not_mature": [0, waiting]},
        )
        axes = trend_plot(share, notes=False)
        assert points(axes) == drawn
        (intervals,) = (lines for lines in axes.collections)
        assert len(intervals.get_segments()) == drawn  # type: ignore[attr-defined]
        assert ("kan inte bedömas än" in words(axes)) is (drawn == 1)
        assert ("2018: 40,0" in str(axes.get_label())) is (drawn == 2)

    def test_a_year_known_in_part_is_an_open_mark(self) -> None:
        """It stands where it does and is told; where all is known nothing is said."""
        cases = counts({"year": YEARS}, [3, 4, 5, 6])
        axes = trend_plot(attrs.evolve(cases, covered=[1.0, 1.0, 0.5, 1.0]), notes=False)
        marks = {
            line.get_markerfacecolor(): np.asarray(line.get_xdata()).tolist()
            for line in axes.lines
            if line.get_marker() == "o"
        }
        assert marks.pop("white") == [2]
        assert [*marks.values()] == [[0, 1, 3]]
        assert axes.get_legend() is not None
        assert trend_plot(cases, notes=False).get_legend() is None

    @pytest.mark.parametrize(
        ("day", "at", "runs"),
        [
            (date(2019, 1, 1), 1.5, [[0, 1], [2, 3]]),
            (BREAK, 1.0, [[0], [2, 3]]),
            (date(2020, 12, 31), 3.0, [[0, 1, 2], []]),
            (date(2021, 1, 1), None, [[0, 1, 2, 3]]),
            (date(2016, 12, 31), None, [[0, 1, 2, 3]]),
            (date(2017, 1, 1), None, [[0, 1, 2, 3]]),
        ],
    )
    def test_breaks(self, day: date, at: float | None, runs: list[list[int]]) -> None:
        """A dashed line with its day, which no line of the figure crosses."""
        axes = trend_plot(counts({"year": YEARS}, [3, 4, 5, 6]), breaks=[day], notes=False)
        lines = [line for line in axes.lines if line.get_linestyle() == "-"]
        assert [np.asarray(line.get_xdata()).tolist() for line in lines] == runs
        dashed = [line for line in axes.lines if line.get_linestyle() == "--"]
        assert [np.asarray(line.get_xdata())[0] for line in dashed] == ([] if at is None else [at])
        assert (day.isoformat() in " ".join(words(axes))) is (at is not None)
        assert points(axes) == 4

    def test_known_breaks_say_what_changed(self) -> None:
        """Of `data.breaks` what changed stands below, whatever time runs by."""
        (known,) = data.breaks("sheltered_housing")
        months = counts({"month": ["2024-03", "2024-04"]}, [3, 4])
        quarters = counts({"quarter": ["2024Q2", "2024Q1"]}, [3, 4])
        for cells in (months, quarters):
            axes = trend_plot(cells, breaks=[known], language="en", notes=False)
            told = " ".join(words(axes)).replace("\n", " ")
            assert known.en in told
            (dashed,) = (line for line in axes.lines if line.get_linestyle() == "--")
            assert np.asarray(dashed.get_xdata())[0] == 0.5

    def test_misuse(self) -> None:
        """Cells of something else than time, and breaks that are no days."""
        with pytest.raises(DataError, match="a trend needs cells of one of year, quarter, month"):
            trend_plot(counts({"municipality": CODES}, [1, 2, 3, 4]))
        with pytest.raises(DataError, match="a break must be a day"):
            trend_plot(counts({"year": YEARS}, [1, 2, 3, 4]), breaks=["2019"])
        none = metrics.proportion(counts({"year": YEARS[:1]}, [0]), [0])
        assert words(trend_plot(none, notes=False)) == ["inget att räkna på (0 av 0)"]


def test_dumbbell() -> None:
    """A line between two marks of different shapes; one that lacks is named."""
    made = attrs.evolve(
        counts({"municipality": CODES[:2]}, [3, 4], columns={"known": [5, 9]}),
        states={"known": [0, 3]},
    )
    axes = dumbbell_plot(made, {"value": "första", "known": "känt"}, notes=False)
    assert [line.get_marker() for line in axes.lines] == ["o", "D"]
    (between,) = axes.collections
    assert [segment.tolist() for segment in between.get_segments()] == [[[3, 0], [5, 0]]]  # type: ignore[attr-defined]
    assert words(axes) == ["känt: .."]
    with pytest.raises(DataError, match="two figures"):
        dumbbell_plot(made, {"value": "a"})


def test_series_are_told_apart_without_colour() -> None:
    """Bars by pattern, curves by dashes; each long bar holds its number if asked."""
    two = counts({"municipality": CODES[:2]}, [300, 1], columns={"known": [500, 1]})
    axes = bars_plot(two, {"value": "a", "known": "b"}, stacked=True, numbers=True, notes=False)
    bars = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
    assert [bar.get_hatch() for bar in bars] == ["", "", "|||", "|||"]
    assert words(axes) == ["300", "500"]
    curve = curve_plot(metrics.cumulative_incidence([3, 5, 8, 9], [1, 2, 1, 2]), notes=False)
    assert {str(line.get_linestyle()) for line in curve.lines} == {"-", "--"}


def test_number_at_risk() -> None:
    """Below the marks of the axis stands how many are still under observation, by group."""
    made = metrics.kaplan_meier([3, 5, 8, 9], [1, 1, 0, 1])
    told = words(curve_plot(made, notes=False))
    assert told[:2] == ["Under observation", "4"]
    assert words(curve_plot(made, at_risk=False, notes=False)) == []
    groups = metrics.kaplan_meier([3, 5, 8, 9], [1, 1, 0, 1], group=["a", "a", "b", "b"])
    assert "Under observation: a" in words(curve_plot(groups, notes=False))
    causes = metrics.cumulative_incidence([3, 5, 8, 9], [1, 2, 1, 2])
    assert words(curve_plot(causes, notes=False)).count("Under observation") == 1


class TestTimeline:
    """A line for each person."""

    def test_made_up(self) -> None:
        """Persons of a made-up world are numbered, and that they are made up stands below."""
        axes = timeline_plot(world(), persons=3, language="en")
        names = [tick.get_text() for tick in axes.get_yticklabels()]
        assert names == ["person 1", "person 2", "person 3"]
        assert words(axes) == ["The persons are made up."]
        assert words(timeline_plot(world(), persons=3, notes=False)) == []

    def test_real(self) -> None:
        """Others are drawn only if told to, without a trace of who they are."""
        mine = [case("hemligt-1", "Karin"), case("hemligt-2", "Eva")]
        with pytest.raises(DisclosureError, match="real=True"):
            timeline_plot(mine)
        axes = timeline_plot(mine, real=True)
        drawn = " ".join([*words(axes), str(axes.get_label()), *map(str, axes.get_yticklabels())])
        assert "Karin" not in drawn
        assert "hemligt" not in drawn
        assert "får inte spridas" in drawn

    def test_misuse(self) -> None:
        """Nobody, nothing, and a number of persons that is none."""
        with pytest.raises(DataError):
            timeline_plot([], real=True)
        with pytest.raises(DataError):
            timeline_plot(5, real=True)
        with pytest.raises(DataError, match="from 1 to 40"):
            timeline_plot(world(), persons=0)


def overlaps(axes: Axes) -> list[tuple[str, str]]:
    """Pairs of words that lie on each other, or outside the figure."""
    figure: Any = axes.figure
    figure.canvas.draw()
    along: list[Any] = [axes.xaxis, axes.yaxis]
    ticks = [tick for axis in along for tick in axis._update_ticks()]
    legend = axes.get_legend()
    texts = [
        *axes.texts,
        *(label for tick in ticks for label in (tick.label1, tick.label2) if label.get_visible()),
        *([] if legend is None else legend.get_texts()),
        *(axes.xaxis.label, axes.yaxis.label, axes._left_title),  # type: ignore[attr-defined]
    ]
    texts = [text for text in texts if text.get_text()]
    boxes = [(text.get_text(), text.get_window_extent()) for text in texts]
    inside = figure.bbox
    on = [
        (one, other)
        for (one, a), (other, b) in combinations(boxes, 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > 1 and min(a.y1, b.y1) - max(a.y0, b.y0) > 1
    ]
    out = [
        (name, "outside")
        for name, box in boxes
        if box.x0 < -1 or box.y0 < -1 or box.x1 > inside.x1 + 1 or box.y1 > inside.y1 + 1
    ]
    return on + out


WIDE: dict[str, Any] = {
    **DRAWN,
    "noted": lambda: four("municipality", CODES).plot(),
    "curve": lambda: metrics.kaplan_meier([3, 5, 8, 9], [1, 1, 0, 1]).plot(),
    "breaks": lambda: trend_plot(counts({"year": YEARS}, [3, 4, 5, 6]), breaks=[BREAK]),
    "timeline": lambda: timeline_plot(world()),
}


@pytest.mark.parametrize("kind", WIDE)
def test_letters(kind: str) -> None:
    """No words lie on each other or are cut, and none is smaller than 12 px at 100 dots an inch."""
    axes = WIDE[kind]()
    assert overlaps(axes) == []
    sizes = [text.get_fontsize() for text in axes.findobj(mpl.text.Text) if text.get_text()]
    assert min(sizes) * 100 / 72 >= 12


@pytest.mark.parametrize(
    ("rule", "asked", "title"),
    [
        ("follow_up", {"denominator": "due", "numerator": "done"}, "planned follow-ups that were done"),
        ("follow_up", {"denominator": "due", "numerator": "on_time"}, "follow-ups that were done in time"),
        ("follow_up", {"denominator": "started", "numerator": "on_time"}, "interventions that were followed"),
        ("goal", {"numerator": "reached"}, "whose goal was reached"),
        ("goal", {"numerator": "reached_or_partly"}, "in whole or in part"),
        ("assessments_used", {"of": "case"}, "of the cases"),
        ("assessments_used", {"of": "person"}, "of the persons"),
        ("reactivation", {"of": "person"}, "Share that came back"),
    ],
)  # fmt: skip
def test_a_title_says_of_what_a_share_is(rule: str, asked: dict[str, str], title: str) -> None:
    """By the rule, and what tells figures of one rule apart; never a share of what isn't told."""
    shares = attrs.evolve(SHARES, definition=Definition(rule, {"period": "2018", **asked}))
    assert title in caption(shares, "en").title
    assert caption(shares, "en").title.endswith(", 2018")


def test_beside_the_picture() -> None:
    """Title, source, definition, the picture in words and its table; many cells by their ends."""
    beside = caption(counts({"municipality": CODES[:2]}, [3, 4]), "en")
    assert beside.title == "Cases"
    assert beside.source == "Source: the social services' records"
    assert beside.definition.startswith("count(")
    assert beside.alternative == "Cases. Nyköping: 3. Eskilstuna: 4."
    assert beside.body == (("Nyköping", "3"), ("Eskilstuna", "4"))
    many = counts({"part": [f"p{place:02}" for place in range(13)]}, [*range(13)])
    hidden = attrs.evolve(many, state=[3, *[0] * 12])
    told = caption(hidden, "sv").alternative
    assert told == "Ärenden. 13 celler. Lägst: p01, 1. Högst: p12, 12. ..: 1."
    for period, shown in (("2019", "2019"), ("2017-01-01/2020-12-31", "2017–2020"),
                          ("2019-07-01/2019-12-31", "2019-07-01–2019-12-31")):  # fmt: skip
        of = attrs.evolve(
            many, definition=Definition("count", {"period": period, "source": "Kolada"})
        )
        assert caption(of, "en").title == f"Cases, {shown}"
        assert caption(of, "en").source == "Source: Kolada"
    nothing: Result = attrs.evolve(many, state=[3] * 13)
    assert caption(nothing, "en").alternative == "Cases. 13 cells. ..: 13."


def test_which_picture() -> None:
    """Time runs along, two strata cross, anything else has a row for each cell."""
    assert counts({"year": YEARS}, [1, 2, 3, 4]).plot(notes=False).get_ylabel() == "ärenden"
    crossed = counts({"municipality": CODES[:2], "sex": ["woman", "man"]}, [1, 2])
    assert words(crossed.plot(notes=False)) == ["1", "2"]
