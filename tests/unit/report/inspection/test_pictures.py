"""Honest pictures are walked through and nothing in them is taken for a leak."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import attrs
import numpy as np
import pytest

from vnr.report import Report
from vnr.report.chapters import Chapter, Panel, Picture
from vnr.report.inspection import Stray, declared_of, drawing_strays, drawings
from vnr.results import Counts, Definition, Estimate, Grid, State
from vnr.results.pictures import bars_plot, intervals_plot
from vnr.results.pictures._labels import label_points
from vnr.words import Language

CODES = ["0428", "0461", "0480", "0481", "0482", "0483"]
DRAWN = ("missed", "rates", "follow_due", "children")


def grid(size: int) -> Grid:
    return Grid(
        strata={"municipality": CODES[:size]},
        state=np.zeros(size),
        covered=np.ones(size),
        definition=Definition("count", {"period": "2019"}),
    )


def counts(values: list[int]) -> Counts:
    return Counts.over(grid(len(values)), value=values, unit="cases")


def drawing(
    draw: Callable[[Any, Any, str], object], result: Counts | Estimate, language: Language = "sv"
) -> str:
    """A picture as a report draws it."""
    picture = Picture((Panel("figure_bases", 3.0, "r", draw),), lambda *_: [])
    return picture.drawings({"r": result}, language)[0].wide


def absent(result: Any, state: State) -> Any:
    """The result, no figure of which is a value."""
    own = np.full(len(result), int(state))
    return attrs.evolve(result, state=own, states=dict.fromkeys(result.names[1:], own))


@pytest.mark.parametrize(
    ("state", "language"),
    [(State.NOT_REPORTED, "sv"), (State.NOT_MATURE, "en"), (State.SUPPRESSED, "sv")],
)
def test_what_is_no_value_is_not_drawn_and_told(
    report: Report, state: State, language: Language
) -> None:
    """With every figure not reported, not mature or hidden a sentence stands for each picture."""
    for name in DRAWN:
        whole: Chapter = report.chapter(name)
        assert whole.picture is not None
        results = {label: absent(one, state) for label, one in whole.results.items()}
        one = attrs.evolve(whole, results=results)
        undrawn = whole.picture.undrawn(results, language)
        assert len(undrawn) == len(whole.picture.panels)
        assert one.drawings(language) == []
        assert {*undrawn} <= {*one.cautions(language)}


@pytest.mark.parametrize("state", list(State))
def test_the_narrow_drawing_is_walked_through(report: Report, state: State) -> None:
    """Titles and names in several lines stand where they may, and a word in the axes doesn't."""
    for name in ("missed", "children"):
        whole: Chapter = report.chapter(name)
        results: dict[str, Any] = dict(whole.results)
        if state:
            results = {label: absent(one, state) for label, one in results.items()}
        declared = declared_of(results.values(), "sv")
        svg = "".join(one.narrow for one in attrs.evolve(whole, results=results).drawings("sv"))
        for _, panel in drawings(svg):
            assert not list(drawing_strays(panel, declared, "sv"))
            title = re.search(r"translate\(5\.76 [\d.]+\)", panel)
            assert title is not None
            moved = panel.replace(title[0], "translate(150.5 100.5)")
            assert Stray("picture_words_place") in [*drawing_strays(moved, declared, "sv")]


def test_nobody_is_no_picture() -> None:
    """Where there is no cell there is nothing to say of any."""
    picture = Picture(
        (Panel("figure_bases", 3.0, "r", lambda *_: pytest.fail("drawn")),), lambda *_: []
    )
    assert picture.drawings({"r": counts([])}, "sv") == []


def test_zero_has_a_scale() -> None:
    """Bars that are all 0 stand at the start of an axis of whole numbers."""
    svg = drawing(
        lambda r, axes, language: bars_plot(r, ax=axes, language=language, notes=False),  # type: ignore[arg-type]
        beside := attrs.evolve(counts([0, 9]), state=[State.VALUE, State.NOT_REPORTED]),
    )
    assert [*re.findall(r"<text[^>]*>([01])</text>", svg)] == ["0", "1"]
    assert not list(drawing_strays(svg, declared_of([beside], "sv"), "sv"))


@pytest.mark.parametrize(("language", "tick"), [("sv", "0,5"), ("en", "0.5")])
def test_ticks_between_whole_numbers(language: Language, tick: str) -> None:
    """They are written, and read back, in the report's language."""
    rates = Estimate.over(
        grid(2), value=[0.8, 1.9], lower=[0.4, 1.2], upper=[1.1, 2.3], n=[8, 19],
        unit="days", method="-", confidence=0.95,
    )  # fmt: skip
    svg = drawing(
        lambda r, axes, language: intervals_plot(r, ax=axes, language=language, notes=False),  # type: ignore[arg-type]
        rates,
        language,
    )
    assert f">{tick}</text>" in svg
    assert not list(drawing_strays(svg, declared_of([rates], language), language))


@pytest.mark.parametrize(
    ("moved", "refused"), [((0.0, 0.0), False), ((4.0, 0.0), True), ((0.0, 4.0), True)]
)
def test_thin_lines_lead_to_names(moved: tuple[float, float], refused: bool) -> None:
    """A line goes straight from a mark to its name; one that begins elsewhere tells a number."""
    near = counts([40, 41, 42, 43, 44, 45])

    def draw(result: Counts, axes: Any, _: str) -> None:
        points = [(float(value), float(value)) for value in result.value]
        axes.plot(*zip(*points, strict=True), "o")
        axes.set(xlim=(0, 100), ylim=(0, 100))
        label_points(axes, points, ["Katrineholm"] * len(points))

    svg = drawing(draw, near)
    thin = r'(<path d="M )([\d.]+) ([\d.]+) (\s*L )([\d.]+) ([\d.]+)([^>]*stroke-width: 0.5)'
    assert re.search(thin, svg)
    right, down = moved
    shifted = re.sub(
        thin,
        lambda m: (
            f"{m[1]}{float(m[2]) + right} {float(m[3]) + down} {m[4]}"
            f"{float(m[5]) + right} {float(m[6]) + down}{m[7]}"
        ),
        svg,
    )
    assert bool(list(drawing_strays(shifted, declared_of([near], "sv"), "sv"))) is refused


LABELLED: dict[str, list[Any]] = {
    "year": [2017, 2018, 2019],
    "merge_gap": [0, 1, 3, 14],
    "age": ["16", "17", "18"],
    "ward": ["1", "2", "10"],
    "age_group": ["0-17", "18-29", "65+"],
}


def labelled(stratum: str) -> Counts:
    """Counts by labels that may be numbers."""
    labels = LABELLED[stratum]
    own = attrs.evolve(grid(len(labels)), strata={stratum: labels})
    return Counts.over(own, value=[31, 27, 46, 33][: len(labels)], unit="cases")


def by_row(result: Counts, axes: Any, language: Language) -> None:
    bars_plot(result, ax=axes, language=language, notes=False)


def in_columns(result: Counts, axes: Any, language: Language) -> None:
    """As an author of their own chapter may draw it."""
    (labels,) = result.strata.values()
    axes.bar(labels.astype(str), result.value)


@pytest.mark.parametrize("draw", [by_row, in_columns])
@pytest.mark.parametrize("stratum", LABELLED)
def test_labels_that_are_numbers(stratum: str, draw: Callable[[Any, Any, str], object]) -> None:
    """Years, days, ages and codes along an axis measure nothing, and its bars still do."""
    shown, whole = labelled(stratum), labelled(stratum)
    svg = drawing(draw, shown)
    assert not list(drawing_strays(svg, declared_of([whole], "sv"), "sv"))
    # A bar whose number isn't shown is seen as before.
    states = np.where(np.arange(len(whole)) == 1, State.SUPPRESSED, State.VALUE)
    hidden = attrs.evolve(whole, state=states, states={})
    assert Stray("picture_mark") in [*drawing_strays(svg, declared_of([hidden], "sv"), "sv")]
    # So are numbers that are labels of nothing that is shown.
    other = counts([31, 27, 46, 33])
    if stratum != "age_group":
        assert [*drawing_strays(svg, declared_of([other], "sv"), "sv")]


def test_a_tenth_of_a_case_is_seen() -> None:
    """A bar that is a tenth of a case too long lies at no number that is shown."""
    whole = labelled("age_group")

    def too_long(result: Counts, axes: Any, language: Language) -> None:
        axes.barh(["a", "b", "c"], result.value + 0.1)

    svg = drawing(too_long, whole)  # type: ignore[arg-type]
    assert Stray("picture_mark") in [*drawing_strays(svg, declared_of([whole], "sv"), "sv")]


def test_what_may_be_drawn_by_hand() -> None:
    """Days of a curve, bars of four figures on each other, and fractions as they may be written."""
    own = attrs.evolve(grid(2), strata={"day": [7.0, 14.0]})
    parts = {"a": [20, 20], "b": [3, 3], "c": [4000, 4000]}
    declared = declared_of([Counts.over(own, value=[100, 100], unit="cases", columns=parts)], "sv")
    assert {7.0, 14.0, 4123.0} <= {*declared.values.tolist()}
    nothing = np.full(2, np.nan)
    rates = Estimate.over(
        grid(2), value=[1234.4, 0.123456], lower=nothing, upper=nothing, n=[1, 1], unit="rate",
        method="-", confidence=None,
    )  # fmt: skip
    assert {"1234", "0.123456"} <= declared_of([rates], "sv").numbers
