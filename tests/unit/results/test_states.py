"""Each figure has a state of its own in each cell, and what isn't a value is nowhere to be found."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import attrs
import numpy as np
import pytest

from golden import figures
from vnr.errors import DataError, UnknownNameError
from vnr.metrics import kaplan_meier
from vnr.results import Counts, Curve, Definition, Estimate, Figure, Grid, Provenance, Result, State

# No other figure, label or default reads so.
SECRET = 7919
NAN = float("nan")
ALL = [State.VALUE, State.NOT_REPORTED, State.NOT_MATURE, State.SUPPRESSED]


def grid(size: int = 2, state: Any = None) -> Grid:
    made = Grid.delivered(size, Definition("test"), {"municipality": ["0480", "0484"][:size]})
    made = attrs.evolve(made, provenance=Provenance(created=datetime(2020, 1, 1, tzinfo=UTC)))
    return made if state is None else attrs.evolve(made, state=state)


def counts(state: Any = None, **more: Any) -> Counts:
    return Counts.over(
        grid(state=state),
        value=[SECRET, 3],
        columns={"due": [SECRET, 5], "effect": [SECRET + 0.5, 1.5], "model": [str(SECRET), "b"]},
        unit="cases",
        adds_over={"municipality"},
        **more,
    )


def estimate(state: Any = None, **more: Any) -> Estimate:
    return Estimate.over(
        grid(state=state),
        value=[SECRET + 0.25, 0.5],
        lower=[SECRET + 0.125, 0.25],
        upper=[SECRET + 0.375, 0.75],
        n=[SECRET, 4],
        columns={"due": [SECRET, 5]},
        unit="ratio",
        method="wilson",
        **more,
    )


def curve(state: Any = None, **more: Any) -> Curve:
    laid = attrs.evolve(grid(state=state), strata={"day": [1, 2]})
    return Curve.over(
        laid,
        value=[SECRET + 0.25, 0.5],
        lower=[SECRET + 0.125, 0.25],
        upper=[SECRET + 0.375, 0.75],
        n=[SECRET, 4],
        at_risk=[SECRET, 4],
        events=[SECRET, 1],
        censored=[SECRET, 0],
        columns={"due": [SECRET, 5]},
        unit="proportion",
        method="Kaplan–Meier, log-log",
        begins=1.0,
        **more,
    )


MADE: dict[str, Callable[..., Result]] = {"counts": counts, "estimate": estimate, "curve": curve}


def ways_out(result: Result) -> dict[str, str]:
    """All that anybody can read of a result, as text, by the way it went."""
    again = type(result).from_json(result.to_json())
    ways = {
        "arrays": " ".join(str(result[name].tolist()) for name in result.names),
        "json": result.to_json(),
        "json and back": " ".join(str(again[name].tolist()) for name in again.names),
        "repr": repr(result),
        "show": result.show("en"),
        "html": result._repr_html_(),
        "rows": str(result.rows()),
        "pickle": " ".join(
            str(copied[name].tolist())
            for copied in (pickle.loads(pickle.dumps(result)), copy.deepcopy(result))
            for name in copied.names
        ),
        "select": repr(result.select([True] * len(result))),
    }
    for backend in ("pandas", "polars", "pyarrow"):
        frame = result.to_frame(backend)
        ways[backend] = str(frame.to_dict() if backend == "pandas" else frame.to_pylist()
                            if backend == "pyarrow" else frame.to_dicts())  # fmt: skip
    if isinstance(result, Counts):
        ways["sum"] = repr(result.sum()) + result.sum().to_json()
        ways["add"] = repr(result + result)
    if isinstance(result, Curve):
        ways["at"] = repr(result.at([1])) + result.at([1]).to_json()
    return ways


@pytest.mark.parametrize("kind", MADE)
class TestFourStates:
    """Zero, not reported, not mature and suppressed are four things, in every way out."""

    @pytest.mark.parametrize("state", [State.NOT_REPORTED, State.SUPPRESSED])
    def test_a_cell_without_a_value_holds_no_figure(self, kind: str, state: State) -> None:
        """Whatever stood in the cell is gone from arrays, frames, JSON, words, sums and copies."""
        made = attrs.evolve(MADE[kind](), state=[state, State.VALUE])
        for way, text in ways_out(made).items():
            assert str(SECRET) not in text, way
            assert str(2 * SECRET) not in text, way

    def test_a_value_is_shown(self, kind: str) -> None:
        """The same figures are there in every way out while they are values."""
        made = MADE[kind]()
        for way, text in ways_out(made).items():
            shown = text.replace("\N{NO-BREAK SPACE}", "").replace(",", "")
            assert any(str(number) in shown for number in (SECRET, SECRET + 3, 2 * SECRET, 791)), (
                way
            )

    def test_not_mature(self, kind: str) -> None:
        """Value and limits can't be given yet; what they will be judged of can."""
        made = attrs.evolve(MADE[kind](), state=[State.NOT_MATURE, State.VALUE])
        for name in ("value", "lower", "upper"):
            if name in made.names:
                assert made[name][0] == 0 or np.isnan(made[name][0])
        assert made["due"].tolist() == [SECRET, 5]

    @pytest.mark.parametrize("state", ALL[1:])
    def test_one_figure_of_a_cell(self, kind: str, state: State) -> None:
        """A figure may be missing where the others are there: null, with a state of its own."""
        made = MADE[kind](states={"due": [state, State.VALUE]})
        assert made["due"].tolist() == [0, 5]
        assert made["value"][0] >= SECRET
        frame = made.to_frame("polars")
        assert frame["due"].to_list() == [None, 5]
        assert frame["state_due"].to_list() == [state.code, "value"]
        assert made.to_dict()["states"] == {"due": [state.code, "value"]}
        assert type(made).from_json(made.to_json()) == made
        words = {1: "ej rapporterat", 2: "kan inte bedömas än", 3: ".."}
        assert words[state] in repr(made)

    @pytest.mark.parametrize("state", ALL)
    def test_the_word_stands_in_every_text(self, kind: str, state: State) -> None:
        """Each state has a word of its own, and a value none of them."""
        made = attrs.evolve(MADE[kind](), state=[state, State.VALUE])
        words = {1: "ej rapporterat", 2: "kan inte bedömas än", 3: ".."}
        for text in (repr(made), made._repr_html_(), str(made.rows())):
            assert {code for code, word in words.items() if word in text} == {state} - {0}
        assert made.to_dict()["state"] == [state.code, "value"]
        assert made.to_frame("polars")["state"].to_list() == [state.code, "value"]


@pytest.mark.parametrize("name", figures.NAMES)
def test_every_metric(name: str) -> None:
    """Of whatever a metric gives nothing is left in a suppressed cell, in any way out."""
    register = figures.registers()[name]
    checked = 0
    for run in figures.of_register(register).values():
        try:
            result = run()
        except ValueError:
            continue
        if not isinstance(result, Result) or not len(result):
            continue
        hidden = attrs.evolve(result, state=np.full(len(result), State.SUPPRESSED), states={})
        for figure in hidden.names:
            values = hidden[figure]
            nothing = np.isnan(values) if values.dtype.kind == "f" else ~values.astype(bool)
            assert nothing.all(), figure
        data = hidden.to_dict()
        listed = [data[figure] for figure in type(hidden)._figures] + [*data["columns"].values()]
        assert {value for values in listed for value in values} == {None}
        checked += 1
    assert checked > 60


class TestFigures:
    """A metric declares once what each figure is, and how figures hang together."""

    def test_declared(self) -> None:
        """What was declared is kept, through JSON too."""
        declared = {
            "due": Figure("count", sum_of=("value",)),
            "value": Figure("cases", part_of="due"),
            "effect": Figure("number", ratio_of=("value", "due")),
        }
        made = counts(figures=declared)
        assert made.figure("due") == Figure("count", sum_of="value")
        assert Counts.from_json(made.to_json()).figures == declared

    def test_by_itself(self) -> None:
        """Of what isn't declared the kind is told by name, type and unit."""
        made = estimate()
        kinds = {name: made.figure(name).kind.value for name in made.names}
        assert kinds == {
            "value": "ratio", "lower": "limit", "upper": "limit", "n": "count", "due": "count",
        }  # fmt: skip
        assert counts().figure("value").kind.value == "cases"
        assert counts().figure("effect").kind.value == "number"
        assert counts().figure("model").kind.value == "label"
        rate = attrs.evolve(estimate(), unit="per 10000 person-years")
        assert rate.figure("value").kind.value == "rate"

    def test_of_what_isnt_there(self) -> None:
        """A relation to a figure that the result hasn't is refused."""
        with pytest.raises(DataError, match="speaks of late"):
            counts(figures={"due": Figure("count", sum_of=("on_time", "late")[1:])})
        with pytest.raises(UnknownNameError, match="unknown figure 'duee'"):
            counts(states={"duee": [0, 0]})

    def test_by_name(self) -> None:
        """`result["due"]` is the array; `limits` are both at once."""
        made = estimate()
        assert made["due"] is made.columns["due"]
        assert made["lower"] is made.lower
        assert [limit.tolist() for limit in made.limits()] == [
            [SECRET + 0.125, 0.25],
            [SECRET + 0.375, 0.75],
        ]
        with pytest.raises(UnknownNameError, match="did you mean 'due'"):
            made["duee"]
        with pytest.raises(UnknownNameError, match="unknown figure"):
            made.state_of("nothing")

    def test_only_what_differs_is_kept(self) -> None:
        """A state that the value's tells already isn't stored."""
        state = [State.NOT_MATURE, State.VALUE]
        assert counts(state, states={"due": [0, 0], "value": state}).states == {}

    def test_older_json(self) -> None:
        """JSON without states and figures is read."""
        data = counts().to_dict()
        del data["states"], data["figures"]
        assert Counts.from_dict(data) == counts()


class TestSum:
    """A sum's figures have states too: the worst of what was added."""

    def test_a_column_with_a_state(self) -> None:
        """A suppressed part makes the sum of that figure suppressed, and of no other."""
        made = counts(states={"due": [State.SUPPRESSED, State.VALUE]}).sum()
        assert made.state_of("due").tolist() == [State.SUPPRESSED]
        assert made.state_of("value").tolist() == [State.VALUE]
        assert made["due"].tolist() == [0]

    def test_unlike_states_dont_add(self) -> None:
        """A figure and what isn't one are two things."""
        with pytest.raises(DataError, match="differs at row 0"):
            counts() + counts(states={"due": [State.SUPPRESSED, State.VALUE]})


@pytest.mark.parametrize("kind", MADE)
@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))])  # fmt: skip
def test_copies_are_read_only(kind: str, copied: Callable[[Result], Result]) -> None:
    """A copy, deep or pickled, equals what it was made of and can't be changed either."""
    made = MADE[kind]()
    again = copied(made)
    assert again == made
    for array in [*map(again.__getitem__, again.names), again.state, *again.strata.values()]:
        assert not array.flags.writeable


class TestGrid:
    """The cells before their figures."""

    def test_split(self) -> None:
        """Each cell once for every label of one more stratum."""
        made = grid().split("risk", ["low", "high"])
        assert made.strata["municipality"].tolist() == ["0480", "0480", "0484", "0484"]
        assert made.strata["risk"].tolist() == ["low", "high", "low", "high"]

    def test_waiting(self) -> None:
        """What waits to be judged is not mature, unless it wasn't delivered."""
        made = grid(state=[State.NOT_REPORTED, State.VALUE]).waiting([True, True])
        assert made.state.tolist() == [State.NOT_REPORTED, State.NOT_MATURE]

    def test_delivered(self) -> None:
        """One figure has no label; several are numbered."""
        assert dict(Grid.delivered(1, Definition("x")).strata) == {}
        assert Grid.delivered(3, Definition("x")).strata["row"].tolist() == [0, 1, 2]

    def test_of_a_result(self) -> None:
        """A result gives its cells away for another one."""
        again = Estimate.over(
            counts().grid, value=[1, 2], lower=[0, 1], upper=[2, 3], n=[4, 5],
            unit="ratio", method="none",
        )  # fmt: skip
        assert again.strata["municipality"].tolist() == ["0480", "0484"]
        assert again.definition == counts().definition


def test_parameters_are_json() -> None:
    """Numbers of numpy, days, sets and enumerations in a definition are made plain."""
    made = Definition(
        "x",
        {
            "confidence": np.float64(0.9),
            "gap": np.int64(3),
            "day": figures.PERIOD.start,
            "roles": frozenset({"b", "a"}),
            "state": State.VALUE,
            "levels": np.array([1, 2]),
            "windows": (1, 2),
        },
    )
    assert made.parameters == {
        "confidence": 0.9, "gap": 3, "day": "2018-01-01", "roles": ["a", "b"], "state": 0,
        "levels": [1, 2], "windows": [1, 2],
    }  # fmt: skip
    result = Estimate.over(
        Grid.delivered(1, made), value=1, lower=0, upper=2, n=3, unit="ratio", method="-"
    )
    assert Estimate.from_json(result.to_json()) == result
    assert "np.float64" not in repr(result)


class TestDaysOfCurves:
    """The days on which something happened are figures of single persons, and go with the others."""

    made = kaplan_meier([3, 17, 41, 60], [1, 1, 1, 1])

    @pytest.mark.parametrize("state", [State.NOT_REPORTED, State.SUPPRESSED])
    def test_of_a_whole_group(self, state: State) -> None:
        """One row is left, on the first day: neither which days nor how many can be told."""
        by_sex = kaplan_meier([3, 17, 41, 9], [1, 1, 1, 1], group=["a", "a", "a", "b"])
        hidden = attrs.evolve(by_sex, state=[state] * 3 + [0])
        assert hidden.strata["day"].tolist() == [0, 9]
        assert hidden.state.tolist() == [state, 0]
        assert hidden.at([5, 50]).state.tolist() == [state, state, 0, State.NOT_MATURE]
        assert Curve.from_json(hidden.to_json()) == hidden

    @pytest.mark.parametrize(
        ("state", "days", "left"),
        [
            ([3, 3, 0, 0], [0, 41, 60], [3, 0, 0]),
            ([0, 3, 1, 0], [3, 4, 60], [0, 3, 0]),
            ([0, 1, 3, 0], [3, 4, 60], [0, 3, 0]),
            ([0, 1, 0, 3], [3, 4, 41, 42], [0, 1, 0, 3]),
        ],
    )
    def test_of_a_stretch(self, state: list[int], days: list[int], left: list[int]) -> None:
        """It becomes one day right after the last one told, with the worst of its states."""
        hidden = attrs.evolve(self.made, state=state)
        assert hidden.strata["day"].tolist() == days
        assert hidden.state.tolist() == left
        assert hidden.state_of("n").tolist() == left

    def test_in_any_order(self) -> None:
        """Rows needn't stand by day."""
        turned = self.made.take([3, 0, 2, 1])
        hidden = attrs.evolve(turned, state=[0, 0, 3, 3])
        assert hidden.strata["day"].tolist() == [60, 3, 4]

    def test_of_parts_of_days(self) -> None:
        """The least that is later than a day that is no whole number lies before the next."""
        half = kaplan_meier([0.25, 0.5, 0.75], [1, 1, 1])
        days = attrs.evolve(half, state=[0, 3, 0]).strata["day"]
        assert 0.25 < days[1] < 0.25 + 1e-9

    def test_of_older_json(self) -> None:
        """JSON that has a row for each of those days is read as one day of each stretch."""
        data = self.made.to_dict()
        data["state"] = ["suppressed", "suppressed", "value", "value"]
        assert Curve.from_dict(data).strata["day"].tolist() == [0, 41, 60]

    def test_not_mature(self) -> None:
        """What waits to be judged has its days, since numbers at risk are told."""
        waiting = attrs.evolve(self.made, state=[0, 2, 2, 2])
        assert waiting.strata["day"].tolist() == [3, 17, 41, 60]


class TestDerivedFromCurves:
    """What is derived from a curve has no value where the curve has none."""

    @pytest.mark.parametrize("state", ALL[1:])
    def test_median_and_mean(self, state: State) -> None:
        """Of a group without its values there is neither half nor area, for the same reason."""
        made = kaplan_meier([3, 17, 41, 60], [1, 1, 1, 1])
        for gone in ([state] * 4, [0, state, 0, 0]):
            part = attrs.evolve(made, state=gone)
            assert part.median().state.tolist() == [state]
            assert part.restricted_mean(50).state.tolist() == [state]
        assert made.median().value.tolist() == [17]

    def test_a_mean_of_days_before(self) -> None:
        """What lies after the asked day doesn't hide the area before it."""
        made = attrs.evolve(kaplan_meier([3, 17, 41, 60], [1, 1, 1, 1]), state=[0, 0, 0, 3])
        assert made.restricted_mean(41).state.tolist() == [0]

    def test_figures_at_a_day(self) -> None:
        """A suppressed limit or number at risk is so at every day asked for."""
        made = kaplan_meier([3, 17, 41, 60], [1, 1, 0, 1])
        gone = np.full(len(made), State.SUPPRESSED)
        hidden = attrs.evolve(made, states={"n": gone, "lower": gone}).at([10, 99])
        assert hidden.state_of("n").tolist() == [3, 3]
        assert hidden.state_of("lower").tolist() == [3, 3]
        assert hidden.state_of("upper").tolist() == [0, 2]


@pytest.mark.parametrize("kind", MADE)
def test_mappings_cannot_be_changed(kind: str) -> None:
    """No column or label is put in after what isn't a value was erased."""
    made: Any = MADE[kind]()
    for mapping in (made.columns, made.strata, made.grid.strata):
        with pytest.raises(TypeError, match="does not support item assignment"):
            mapping["secret"] = np.zeros(2)


@pytest.mark.parametrize("code", ["bogus", "VALUE", None, ["value"]])
def test_json_with_a_state_that_is_none(code: Any) -> None:
    """A state that there isn't is refused with those that there are."""
    data = counts().to_dict() | {"state": [code, "value"]}
    with pytest.raises(DataError, match="one of value, not_reported, not_mature, suppressed"):
        Counts.from_dict(data)


@pytest.mark.parametrize("state", [[7, 0], [2.7, 0], [-1, 0], [NAN, 0], [256, 0]])
def test_a_state_that_is_none(state: Any) -> None:
    """A number that is no state, or lies between two, is refused wherever states are given."""
    with pytest.raises(DataError, match="a state is one of 0, 1, 2, 3: value, not_reported"):
        counts(state)
    with pytest.raises(DataError, match="a state is one of 0, 1, 2, 3"):
        counts(states={"due": state})
    with pytest.raises(DataError, match="a state is one of 0, 1, 2, 3"):
        attrs.evolve(estimate(), state=state)


class TestNull:
    """Null in JSON is what isn't a value, or a fraction that is undefined."""

    def test_of_a_count(self) -> None:
        """A count that should be there is never read as 0."""
        with pytest.raises(DataError, match="value is null at row 1, where it is a value"):
            Counts.from_dict(counts().to_dict() | {"value": [SECRET, None]})
        with pytest.raises(DataError, match="n is null at row 0"):
            Estimate.from_dict(estimate().to_dict() | {"n": [None, 4]})

    @pytest.mark.parametrize("name", ["due", "model"])
    def test_of_a_column(self, name: str) -> None:
        """Nor is a column's, or a text's read as nothing."""
        data = counts().to_dict()
        data["columns"][name] = [data["columns"][name][0], None]
        with pytest.raises(DataError, match=f"{name} is null at row 1"):
            Counts.from_dict(data)

    def test_where_nothing_is(self) -> None:
        """What has another state is null, and an undefined fraction is."""
        made = counts([State.SUPPRESSED, State.VALUE])
        assert Counts.from_json(made.to_json()) == made
        undefined = estimate(states={"n": [State.NOT_REPORTED, State.VALUE]})
        undefined = attrs.evolve(undefined, value=[NAN, 0.5])
        assert Estimate.from_json(undefined.to_json()) == undefined

    @pytest.mark.parametrize("number", [1.5, "3", True, [3]])
    def test_no_whole_number(self, number: Any) -> None:
        """A whole number isn't made of anything else."""
        with pytest.raises(DataError, match="value must be a whole number or null at row 1"):
            Counts.from_dict(counts().to_dict() | {"value": [SECRET, number]})
