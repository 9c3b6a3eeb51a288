"""Of a cell that isn't shown nothing is told: other data give the very same words and pictures."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import attrs
import matplotlib as mpl
import numpy as np
import pytest

from building import counts
from golden import figures
from vnr import Estimate, Register, metrics
from vnr.metrics import CaptureTable, RepeatCounts
from vnr.results import Curve, Result, State
from vnr.words import Language

mpl.use("agg")
import matplotlib.pyplot as plt

COUNTS = np.array([0, 1, 9, 10, 40])
TIMES = np.array([3, 5, 5, 8, 12, 12, 20, 31, 31, 40])
EVENTS = np.array([1, 0, 1, 1, 0, 1, 1, 0, 1, 0])
# A note may name these numbers, since they are chosen or the same for all.
CONSTANT = {
    ("someone_lies_outside", "units"),
    ("someone_lies_outside", "level"),
    ("someone_lies_outside", "chance"),
    ("too_few_for_overdispersion", "enough"),
    ("plain_form", "lists"),
    ("plain_form", "times"),
    ("models_not_compared", "lists"),
}


def two_lists(times: int) -> CaptureTable:
    return CaptureTable({"10": 73 + times, "01": 25 * (1 + times), "11": 3 + times}, ("a", "b"))


def three_lists(times: int) -> CaptureTable:
    cells = {"001": 60, "010": 48, "011": 1, "100": 244, "101": 11, "110": 14, "111": 1}
    return CaptureTable({code: n * times for code, n in cells.items()}, ("a", "b", "c"))


def sparse(times: int) -> CaptureTable:
    cells = {"100": 20, "010": 15, "001": 25, "110": 3, "101": 4, "111": times % 2}
    return CaptureTable(cells, ("a", "b", "c"))


def contacts(times: int) -> RepeatCounts:
    return RepeatCounts({1: 73 * times, 2: 3, 3: times})


def units(times: int) -> np.ndarray:
    return np.tile([5, 60], 15) * times


def unreported(times: int) -> np.ndarray:
    return np.array([10.0 * times, 90 + times, np.nan, 5])


# Each makes a result of data that are the larger the more `times`.
MADE: dict[str, Callable[[int], Result]] = {
    "counts": lambda t: counts(
        {"municipality": ["0480", "0484"]}, [73 * t, 5], adds_over={"municipality"}
    ),
    "sum": lambda t: counts(
        {"municipality": ["0480", "0484"]}, [73 * t, 5], adds_over={"municipality"}
    ).sum(),
    "proportion": lambda t: metrics.proportion(COUNTS * t, np.full(5, 400)),
    "proportion_difference": lambda t: metrics.proportion_difference(COUNTS * t, 400, COUNTS, 300),
    "proportion_ratio": lambda t: metrics.proportion_ratio(COUNTS * t, 400, COUNTS, 300),
    "clustered_proportion": lambda t: metrics.clustered_proportion(
        [1, 1, 0, 1] * t, np.repeat(np.arange(2 * t), 2)
    ),
    "rate": lambda t: metrics.rate(COUNTS * t, np.full(5, 900.0), per=1000, inflation=1.5),
    "rate_difference": lambda t: metrics.rate_difference(COUNTS * t, 900, 7, 900, per=1000),
    "rate_ratio": lambda t: metrics.rate_ratio(COUNTS * t, 900, 7, 900),
    "smr": lambda t: metrics.smr(COUNTS * t, np.full(5, 9.0)),
    "expected": lambda t: metrics.expected(np.full(5, 900.0 * t), np.full(5, 20.0), per=1000),
    "standardise": lambda t: metrics.standardise([3 * t, 12], [1000, 2000], [1, 1], per=1000),
    "funnel": lambda t: metrics.funnel(units(t), np.full(30, 900)),
    "shrink": lambda t: metrics.shrink(units(t), np.full(30, 900), kind="rate", per=1000),
    "ranks": lambda t: metrics.ranks(units(t), np.full(30, 900), kind="rate", draws=200),
    "trend": lambda t: metrics.trend([20, 24 * t, 31], [900.0] * 3, years=[2017, 2018, 2019]),
    "complete": lambda t: metrics.complete(
        unreported(t), exposure=[100.0] * 4, assumption="same"
    ),
    "complete between": lambda t: metrics.complete(
        unreported(t), exposure=[100.0] * 4, assumption="between"
    ),
    "percentages": lambda t: metrics.percentages([73 * t, 25, 2], rounding="largest-remainder"),
    "kaplan_meier": lambda t: metrics.kaplan_meier(TIMES * t, EVENTS),
    "kaplan_meier of fewer": lambda t: metrics.kaplan_meier(TIMES[t:], EVENTS[t:]),
    "cumulative_incidence": lambda t: metrics.cumulative_incidence(TIMES * t, EVENTS),
    "at": lambda t: metrics.kaplan_meier(TIMES * t, EVENTS).at([10]),
    "median": lambda t: metrics.kaplan_meier(TIMES * t, EVENTS).median(),
    "restricted_mean": lambda t: metrics.kaplan_meier(TIMES * t, EVENTS).restricted_mean(30),
    "parse": lambda t: Estimate.parse(f"cirka {73 * t}±2 kvinnor", source="Sörmland 2019:1"),
    "total": lambda t: metrics.total(
        [Estimate.parse(f"{73 * t}±2"), Estimate.parse("100–125")], dependence="bounds"
    ),
    "difference": lambda t: metrics.difference(
        Estimate.parse(f"{73 * t}±2"), Estimate.parse("100–125"), dependence="bounds"
    ),
    "share": lambda t: metrics.share(
        Estimate.parse(f"{73 * t}±2"), Estimate.parse("1000"), dependence="bounds"
    ),
    "scale": lambda t: metrics.scale(Estimate.parse(f"{73 * t}±2"), 4),
    "hidden stepwise": lambda t: metrics.hidden(three_lists(t), resamples=20),
    "hidden sparse": lambda t: metrics.hidden(sparse(t), resamples=20),
    "hidden aic": lambda t: metrics.hidden(three_lists(t), model="aic", method="lognormal"),
    "hidden independence": lambda t: metrics.hidden(three_lists(t), model="independence"),
    "hidden average": lambda t: metrics.hidden(three_lists(t), model="average"),
    "hidden chao": lambda t: metrics.hidden(three_lists(t), model="chao"),
    "hidden plain": lambda t: metrics.hidden(three_lists(t), model="chao-plain"),
    "hidden chapman": lambda t: metrics.hidden(two_lists(t), model="chapman"),
    "hidden contacts": lambda t: metrics.hidden(contacts(t), model="zelterman"),
    "hidden contacts chao": lambda t: metrics.hidden(contacts(t), model="chao"),
    # The models are labels, the best first: of one of them nothing is told.
    "candidates": lambda t: metrics.candidates(three_lists(t)).select(model="a*b"),
    "list_dependence": lambda t: metrics.list_dependence(two_lists(t)),
    "missed_links": lambda t: metrics.missed_links(two_lists(t)),
}  # fmt: skip


@cache
def made(name: str, times: int) -> Result:
    return MADE[name](times)


def not_shown(result: Any, state: State = State.SUPPRESSED) -> Any:
    return attrs.evolve(result, state=np.full(len(result), state), states={})


def drawn(result: Result, language: Language) -> dict[str, Any]:
    """What a picture shows: its words, and where its lines, fields and points lie."""
    figure, axes = plt.subplots()
    try:
        result.plot(ax=axes, language=language)
        words = [text.get_text() for text in axes.findobj(mpl.text.Text)]
        legend = axes.get_legend()
        words += [] if legend is None else [text.get_text() for text in legend.get_texts()]
        lines = [np.asarray(line.get_xydata()).tolist() for line in axes.lines]
        fields = [
            np.asarray(path.vertices).tolist()
            for one in axes.collections
            for path in one.get_paths()
        ]
        ends = [*axes.get_xlim(), *axes.get_ylim()]
        return {"words": words, "lines": lines, "fields": fields, "ends": ends}
    finally:
        plt.close(figure)


def told(result: Result) -> dict[str, Any]:
    """All that anybody can read of a result, by the way it went; not when it was made."""
    data = {**json.loads(result.to_json()), "provenance": None}
    read = {**type(result).from_json(result.to_json()).to_dict(), "provenance": None}
    ways = {
        "json": str(data),
        "json and back": str(read),
        "html": result._repr_html_(),
        "frame": result.to_frame("polars").to_dict(as_series=False),
        "definition": str(result.definition.to_dict()),
    }
    for language in ("sv", "en"):
        ways |= {
            f"show {language}": result.show(language),
            f"rows {language}": result.rows(language),
            f"definition {language}": result.definition.text(language),
            f"notes {language}": [note.text(language) for note in result.notes],
        }
    return ways


def same_words(one: Any, other: Any) -> bool:
    # nan is no number, and the same in both.
    return str(one) == str(other)


@pytest.mark.parametrize("name", MADE)
class TestArrays:
    """Metrics of bare numbers."""

    def test_other_data_are_told_the_same(self, name: str) -> None:
        """Whatever was counted, what is read of cells that aren't shown is the same."""
        for state in (State.NOT_REPORTED, State.SUPPRESSED):
            ours, theirs = (told(not_shown(made(name, times), state)) for times in (1, 2))
            for way, text in ours.items():
                assert same_words(text, theirs[way]), way

    def test_the_data_are_told_where_they_are_shown(self, name: str) -> None:
        """The two differ while they are values."""
        one, other = (told(made(name, times)) for times in (1, 2))
        assert not same_words(one["json"], other["json"])

    def test_a_note_says_what_its_numbers_are_of(self, name: str) -> None:
        """A number in a note is constant, or the note is drawn from figures that there are."""
        for times in (1, 2):
            for note in made(name, times).notes:
                for parameter, value in note.parameters.items():
                    if isinstance(value, (int, float)) and not note.figures:
                        assert (note.code, parameter) in CONSTANT


DRAWN = (
    *("counts", "rate", "proportion", "funnel", "kaplan_meier", "hidden chapman", "hidden average"),
    *("candidates", "list_dependence", "missed_links"),
)


@pytest.mark.parametrize("name", DRAWN)
def test_other_data_are_drawn_the_same(name: str) -> None:
    """A picture of suppressed cells says so, and nothing else."""
    one, other = (drawn(not_shown(made(name, times)), "sv") for times in (1, 2))
    assert same_words(one, other)
    assert any(".." in word for word in one["words"])


def half(register: Register) -> Register:
    """Every other case, and the same delivery."""
    return Register.from_cases(
        list(register.cases())[::2], observed=register.observed, coverage=register.coverage
    )


@pytest.mark.parametrize("name", ["varied", "poor"])
def test_registers(name: str) -> None:
    """A register and one with half of its cases are told the same, where nothing is shown."""
    whole = figures.registers()[name]
    calls, others = figures.of_register(whole), figures.of_register(half(whole))
    checked = 0
    for call, run in calls.items():
        try:
            one, other = run(), others[call]()
        except ValueError:
            continue
        if isinstance(one, Result):
            ours, theirs = told(not_shown(one)), told(not_shown(other))
            for way, text in ours.items():
                assert same_words(text, theirs[way]), f"{call}: {way}"
            checked += 1
    assert checked > 60


def test_answers_to_a_survey() -> None:
    """How many answered is a figure, and no part of the definition."""
    register = figures.registers()["county"]
    one, other = (
        metrics.su_kvinnofrid(register, figures.Y19, answered=answered) for answered in (7, 3)
    )
    assert one.definition == other.definition
    ours, theirs = told(not_shown(one)), told(not_shown(other))
    assert all(same_words(ours[way], theirs[way]) for way in ours)


def by_sex(times: int) -> CaptureTable:
    return CaptureTable.concat({"woman": two_lists(times), "man": two_lists(5)}, by="sex")


def three_by_sex(times: int) -> CaptureTable:
    return CaptureTable.concat({"woman": three_lists(times), "man": three_lists(4)}, by="sex")


def grouped(times: int) -> Curve:
    group = np.array(list("aabbaabbab"))
    return metrics.kaplan_meier(np.where(group == "a", TIMES * times, TIMES), EVENTS, group=group)


# Of these the first label's cells hang on `times`, and no others.
PARTLY: dict[str, Callable[[int], Result]] = {
    "counts": lambda t: counts({"municipality": ["0480", "0484"]}, [73 * t, 5]),
    "rate": lambda t: metrics.rate([9 * t, 7], [900, 800], per=1000),
    "proportion": lambda t: metrics.proportion([9 * t, 7], [90, 80]),
    "kaplan_meier": grouped,
    "hidden": lambda t: metrics.hidden(by_sex(t), model="chapman"),
    "hidden chao": lambda t: metrics.hidden(three_by_sex(t), model="chao"),
    "hidden stepwise": lambda t: metrics.hidden(three_by_sex(t), resamples=20),
    "list_dependence": lambda t: metrics.list_dependence(by_sex(t)),
    "missed_links": lambda t: metrics.missed_links(by_sex(t)),
}  # fmt: skip


# Pictures of one table, which are refused of several.
SINGLE = {"list_dependence", "missed_links"}


def without_the_first(result: Any) -> Any:
    """The result with the cells of its first label suppressed."""
    labels = next(iter(result.strata.values()))
    state = np.where(labels == labels[0], State.SUPPRESSED, result.state)
    return attrs.evolve(result, state=state, states={})


@pytest.mark.parametrize("name", PARTLY)
class TestOneOfSeveral:
    """One cell isn't shown, and the others are."""

    def test_is_told_and_drawn_the_same(self, name: str) -> None:
        """Whatever was counted in it, all that can be read is the same."""
        one, other = (without_the_first(PARTLY[name](times)) for times in (1, 2))
        ours, theirs = told(one), told(other)
        for way, text in ours.items():
            assert same_words(text, theirs[way]), way
        if name not in SINGLE:
            assert same_words(drawn(one, "sv"), drawn(other, "sv"))

    def test_the_others_are_told(self, name: str) -> None:
        """Their figures are what they were."""
        whole = PARTLY[name](1)
        part = without_the_first(whole)
        there = part.state == State.VALUE
        assert there.any()
        assert part["value"][there].tolist() == whole["value"][-there.sum() :].tolist()


class TestSomeCells:
    """Of several tables one isn't shown."""

    @pytest.fixture
    def both(self) -> Estimate:
        tables = {"woman": two_lists(0), "man": two_lists(2)}
        return metrics.hidden(CaptureTable.concat(tables, by="sex"), model="chapman")

    def test_nothing_is_told_of_it(self, both: Any) -> None:
        """A note that holds of it goes; one that holds of another stays."""
        part = attrs.evolve(both, state=[State.SUPPRESSED, State.VALUE])
        few = [note.text() for note in part.notes if note.code == "few_in_common"]
        assert few == ["man: " + "Bara 5 personer finns på mer än en lista. En person mer eller "
                       "mindre där ändrar svaret mycket. Publicera inte talet."]  # fmt: skip
