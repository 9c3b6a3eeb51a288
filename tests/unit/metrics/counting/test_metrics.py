"""The kernels' arguments, and cases worked out by hand beside the oracles."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest

from building import ECONOMIC, VIOLENCE, WINDOW, case, day, register
from vnr import metrics
from vnr.errors import DataError, UnknownNameError
from vnr.metrics import DFE_12M, HUD_SPM2, KKIK_1Y, Days, ReactivationRule, Years
from vnr.metrics.ground._windows import Window
from vnr.model import ClosingReason, Investigation, Period, Person, Role, Sex, Unit
from vnr.register import Coverage, Register
from vnr.results import State

YEAR = Period.year(2019)


class TestArguments:
    """Misuse is refused with the choices."""

    @pytest.mark.parametrize(
        "arguments",
        [
            {"of": "people"},
            {"basis": "all"},
            {"measure": "opened"},
            {"roles": "victims"},
            {"roles": set()},
            {"roles": {"exposed_adult"}},
            {"dated_by": "closed"},
            {"by": ("year", "month")},
            {"by": ("sex", "sex")},
            {"by": ("county", "municipality")},
            {"by": {"district": ["a", "b"]}},
        ],
    )
    def test_count(self, arguments: dict[str, Any]) -> None:
        """Each argument of count says what it may be."""
        with pytest.raises(DataError):
            metrics.count(register(case()), YEAR, **arguments)

    def test_unknown_stratum(self) -> None:
        """A misspelt stratum gets its neighbour."""
        with pytest.raises(UnknownNameError, match="did you mean 'municipality'"):
            metrics.count(register(), YEAR, by="municipalty")

    @pytest.mark.parametrize(
        "arguments", [{"within": "county"}, {"merge_gap": -1}, {"merge_gap": 1.5}]
    )
    def test_episodes(self, arguments: dict[str, Any]) -> None:
        """Each argument of episodes says what it may be."""
        with pytest.raises(DataError):
            metrics.episodes(register(), **arguments)

    @pytest.mark.parametrize(
        "arguments",
        [
            {"index": "closed"},
            {"event": "report"},
            {"windows": ()},
            {"windows": (365,)},
            {"of": "case"},
            {"basis": "x"},
            {"roles": "x"},
        ],
    )
    def test_rule(self, arguments: dict[str, Any]) -> None:
        """Each part of a rule says what it may be."""
        usual: dict[str, Any] = {"index": "intake", "event": "intake", "windows": (Days(1),)}
        with pytest.raises(DataError):
            ReactivationRule("x", source="x", **(usual | arguments))

    @pytest.mark.parametrize("make", [Days, Years])
    def test_windows(self, make: Any) -> None:
        """A window is a whole number of days or years."""
        for size in (-1, 1.5, "1"):
            with pytest.raises(DataError):
                make(size)
        assert (Days(365).name, Years(1).name, Years(2).name) == ("365 days", "1 year", "2 years")

    def test_presets_name_their_source(self) -> None:
        """A rule without a source is no rule."""
        assert all(len(rule.source) > 40 for rule in (KKIK_1Y, DFE_12M, HUD_SPM2))

    def test_curve_of_a_rule_that_looks_back(self) -> None:
        """There is no time to follow."""
        with pytest.raises(DataError, match="looks back"):
            metrics.reactivation_curve(register(), YEAR, rule=DFE_12M)


class TestStrata:
    """Every member of a vocabulary appears, and every covered municipality."""

    def test_not_recorded_has_its_row(self) -> None:
        """Cases without a unit stand in a row of their own, so that rows add to the total."""
        found = metrics.count(
            register(case(unit=None), case("2", unit=Unit.ADULT)), YEAR, by="unit"
        )
        assert found.strata["unit"].tolist() == [*(unit.value for unit in Unit), "not_recorded"]
        assert int(found.sum()) == 2

    def test_units_that_deliver(self) -> None:
        """A unit that the coverage doesn't name is not reported."""
        coverage = Coverage([("0484", Unit.ADULT, WINDOW)])
        found = metrics.count(
            register(case(unit=Unit.ADULT), coverage=coverage), YEAR, by=("unit", "municipality")
        )
        assert int(found.select(unit="adult")) == 1
        assert found.select(unit="child").state[0] == State.NOT_REPORTED

    def test_counties(self) -> None:
        """A county's cell is covered as its municipalities are on the mean."""
        coverage = Coverage([("0484", None, WINDOW), ("0488", None, None), ("0180", None, WINDOW)])
        found = metrics.count(register(case(), coverage=coverage), YEAR, by=("year", "county"))
        assert found.strata["county"].tolist() == ["01", "04"]
        assert found.value.tolist() == [0, 1]
        assert found.covered.tolist() == [1, 1 / 2]

    def test_ages(self) -> None:
        """By the age recorded, else by the year of birth; else not recorded."""
        cases = [
            case("1", Person("a", birth_year=1960)),
            case("2", Person("b", birth_year=1960), age_at_intake=17),
            case("3", Person("c")),
        ]
        found = metrics.count(register(*cases), YEAR, by="age_group")
        assert found.to_frame("polars").filter(pl.col("value") > 0)["age_group"].to_list() == [
            "0-17", "50-64", "not_recorded",
        ]  # fmt: skip

    def test_own_labels(self) -> None:
        """An array of labels makes a stratum; None in the mapping is the known one."""
        found = metrics.count(
            register(case(), case("2")), YEAR, by={"district": ["north", "south"], "sex": None}
        )
        assert int(found.select(district="north", sex="unknown")) == 1

    def test_nobody_covered(self) -> None:
        """Without any municipality nothing is reported."""
        for by in ((), "county"):
            found = metrics.count(register(coverage=Coverage([])), YEAR, by=by)
            assert (found.state == State.NOT_REPORTED).all()

    def test_selection_is_part_of_the_definition(self) -> None:
        """A figure of chosen cases says so."""
        found = metrics.count(register(case()).where(sex="unknown"), YEAR)
        assert found.definition.parameters["selection"] == {"sex": ["unknown"]}
        masked = metrics.count(register(case()).where([True]), YEAR)
        assert isinstance(masked.definition.parameters["selection"]["mask"], str)

    def test_cells(self) -> None:
        """Authors of metrics get zero-filled cells and their states."""
        table = metrics.cells(register(case()), YEAR, ("municipality", "quarter"))
        assert table.shape == (1, 4)
        assert table.timed
        assert not metrics.cells(register(case()), YEAR).timed


class TestCount:
    """What a count's result says of itself."""

    def test_households(self) -> None:
        """Cases without a household count singly, and their number is shown."""
        cases = [case("1", "a", household_id="h"), case("2", "b", household_id="h"), case("3", "c")]
        found = metrics.count(register(*cases), YEAR, of="household")
        assert int(found) == 1 + 1
        assert found.columns["n_without_household"].tolist() == [1]

    def test_parts_that_share(self) -> None:
        """Households can't be counted over parts that share no person but may share those."""

        class Parts:
            def partitions(self) -> Any:
                return iter([register(case("1", "a")), register(case("2", "b"))])

        with pytest.raises(DataError, match="may share a household"):
            metrics.count(Parts(), YEAR, of="household")

    @pytest.mark.parametrize(
        ("of", "measure", "adds"),
        [
            ("case", "new", {"municipality", "year", "role", "sex"}),
            ("case", "stock", {"municipality", "role", "sex"}),
            ("episode", "closed", {"municipality", "year", "role", "sex"}),
            ("person", "new", {"sex"}),
            ("household", "new", {"municipality"}),
            ("matter", "open", {"municipality"}),
        ],
    )
    def test_adds_over(self, of: str, measure: str, adds: set[str]) -> None:
        """Numbers add only where nothing could be counted twice; forms never."""
        by = ("municipality", "year", "role", "sex", "form")
        found = metrics.count(register(), YEAR, of=of, measure=measure, by=by)
        assert found.adds_over == adds


def test_roles_of_ones_own() -> None:
    """A set of roles counts just those."""
    cases = [case("1"), case("2", role=Role.PERPETRATOR), case("3", role=Role.EXPOSED_CHILD)]
    found = metrics.count(register(*cases), YEAR, roles={Role.PERPETRATOR, Role.EXPOSED_CHILD})
    assert int(found) == 1 + 1
    assert found.definition.parameters["roles"] == ["exposed_child", "perpetrator"]


class TestEpisodes:
    """Episodes show how many there are, and nobody."""

    def test_shows(self) -> None:
        """The repr counts the kinds and names nobody."""
        found = metrics.episodes(
            register(
                case("1", "secret", "2018-02-01", "2018-03-01"), case("2", "secret", "2019-01-01")
            )
        )
        assert len(found) == 2
        assert "återaktualiserade 1" in repr(found)
        assert "secret" not in repr(found)

    def test_by_municipality(self) -> None:
        """Within the municipality a move is a new beginning, and the frame says where."""
        cases = [
            case("1", closed="2019-04-01"),
            case("2", opened="2019-04-01", municipality="0488"),
        ]
        assert len(metrics.episodes(register(*cases))) == 1
        frame = metrics.episodes(register(*cases), within="municipality").to_frame("polars")
        assert frame["municipality"].to_list() == ["0484", "0488"]

    def test_sides_are_apart(self) -> None:
        """One person's cases as exposed and as perpetrator never join."""
        cases = [case("1"), case("2", role=Role.PERPETRATOR)]
        found = metrics.episodes(register(*cases), roles="all")
        assert sorted(found.side.tolist()) == ["exposed", "perpetrator"]


class TestDetection:
    """Undefined and not mature are two things."""

    def test_states(self) -> None:
        """No case is undefined; one too young is not mature; one never delivered isn't reported."""
        found = metrics.detection(
            register(case("1", opened="2020-06-01")).expecting(["0488"]),
            Period.year(2020),
            by="municipality",
        )
        assert found.state.tolist() == [State.NOT_MATURE, State.NOT_REPORTED]
        assert found.columns["n_not_mature"].tolist() == [1, 0]
        none = metrics.detection(register(case(reason=ECONOMIC)), YEAR)
        assert none.state.tolist() == [State.VALUE]
        assert np.isnan(none.value[0])

    def test_horizon_on_the_cut_off(self) -> None:
        """A horizon that ends on the cut-off is over: 2020-01-01 + 365 = 2020-12-31."""
        found = metrics.detection(
            register(case("1", opened="2020-01-01"), case("2", opened="2020-01-02")),
            Period.year(2020),
        )
        assert found.n.tolist() == [1]
        assert found.columns["n_not_mature"].tolist() == [1]

    def test_a_year_and_a_day(self) -> None:
        """Evidence on day 365 is within the horizon, on day 366 not: 1 - 0/1, then none."""
        inside = case("1", reason=ECONOMIC, later=(("2020-02-29", VIOLENCE),))
        beyond = case("2", reason=ECONOMIC, later=(("2020-03-01", VIOLENCE),))
        assert (day("2020-02-29") - day("2019-03-01")).days == 365
        found = metrics.detection(register(inside, beyond), YEAR)
        assert found.n.tolist() == [1]
        assert found.value.tolist() == [1 - 0 / 1]
        assert found.columns["delay_median"].tolist() == [365]


def followed(person: str, closed: str, back: str | None = None, **more: Any) -> list[Any]:
    """A closed case, and perhaps a later one with a full investigation."""
    cases = [case(f"{person}1", more.pop("who", person), "2018-02-01", closed, **more)]
    if back is not None:
        cases.append(
            case(f"{person}2", cases[0].person, back, investigations=(Investigation(day(back)),))
        )
    return cases


class TestReactivation:
    """The cohort and its windows."""

    def test_several_windows(self) -> None:
        """More than one window gives the stratum `window`."""
        found = metrics.reactivation(
            register(*followed("a", "2018-03-01", "2018-10-01")), Period.year(2018), rule=HUD_SPM2
        )
        assert found.strata["window"].tolist() == ["180 days", "365 days", "730 days"]
        assert found.columns["returned"].tolist() == [0, 1, 1]

    def test_not_mature(self) -> None:
        """A close whose window isn't over has left n, even if its return is seen."""
        found = metrics.reactivation(
            register(*followed("a", "2020-03-01", "2020-05-01")), Period.year(2020)
        )
        assert found.state.tolist() == [State.NOT_MATURE]
        assert found.columns["n_not_mature"].tolist() == [1]

    def test_no_close(self) -> None:
        """0 of 0 is undefined."""
        found = metrics.reactivation(register(case()), YEAR)
        assert found.state.tolist() == [State.VALUE]
        assert (found.n.tolist(), np.isnan(found.value).tolist()) == ([0], [True])

    def test_rule_is_in_the_definition(self) -> None:
        """The figure says by which rule."""
        found = metrics.reactivation(register(), YEAR)
        assert found.definition.parameters["preset"] == "KKIK_1Y"

    def test_curve(self) -> None:
        """Three persons: one back after 100 days, one dead after 50, one followed to the end.

        F(50) = 0, F(100) = (2/3)(1/2).
        """
        cases = [
            *followed("a", "2018-03-01", "2018-06-09"),
            *followed("b", "2018-03-01", who=Person("b", died=day("2018-04-20"))),
            *followed("c", "2018-03-01", who=Person("c", moved_out=day("2018-02-20"))),
        ]
        curve = metrics.reactivation_curve(register(*cases), Period.year(2018))
        assert curve.strata["day"].tolist() == [50, 100]
        assert curve.value.tolist() == pytest.approx([0, (2 / 3) * (1 / 2)])
        assert curve.at_risk.tolist() == [3, 2]
        assert curve.events.tolist() == [0, 1]
        assert curve.at(365).value[0] == pytest.approx(1 / 3)
        assert curve.at(366).state.tolist() == [State.NOT_MATURE]

    def test_curve_by_sex(self) -> None:
        """Each group has its own days; an empty one has none."""
        cases = [
            *followed("a", "2018-03-01", "2018-06-09", who=Person("a", sex=Sex.WOMAN)),
            *followed("b", "2018-03-01", "2018-04-09", who=Person("b", sex=Sex.MAN)),
        ]
        curve = metrics.reactivation_curve(register(*cases), Period.year(2018), by="sex")
        assert curve.strata["sex"].tolist() == ["woman", "man"]
        empty = metrics.reactivation_curve(register(), Period.year(2018))
        assert len(empty) == 0

    def test_looking_back_to_the_first_delivered_day(self) -> None:
        """An intake a year after delivery began can be judged; one a day earlier can't."""
        cases = [case("1", "a", "2019-01-01"), case("2", "b", "2018-12-31")]
        found = metrics.reactivation(register(*cases), WINDOW, rule=DFE_12M)
        assert found.n.tolist() == [1]
        assert found.columns["n_not_mature"].tolist() == [1]

    def test_transferred_at_the_end(self) -> None:
        """A close by transfer to a unit is no index."""
        moved = followed("a", "2018-03-01", closing_reason=ClosingReason.TRANSFERRED_UNIT)
        assert metrics.reactivation(register(*moved), Period.year(2018)).n.tolist() == [0]


class TestIntervals:
    """Arguments of proportion and rate."""

    @pytest.mark.parametrize(
        ("k", "n", "more"),
        [
            (-1, 2, {}),
            (3, 2, {}),
            (1.5, 2, {}),
            (np.nan, 2, {}),
            (1, 2, {"confidence": 95}),
            (1, 2, {"method": "wald"}),
        ],
    )
    def test_proportion(self, k: Any, n: Any, more: dict[str, Any]) -> None:
        """Counts are whole and within n; a level is a proportion."""
        with pytest.raises(DataError):
            metrics.proportion(k, n, **more)

    @pytest.mark.parametrize(
        ("events", "exposure", "more"),
        [
            (-1, 1, {}),
            (1, -1, {}),
            (np.nan, 1, {}),
            (1, 1, {"method": "wald"}),
            (1, 1, {"confidence": 0}),
        ],
    )
    def test_rate(self, events: Any, exposure: Any, more: dict[str, Any]) -> None:
        """Neither events nor exposure are negative."""
        with pytest.raises(DataError):
            metrics.rate(events, exposure, **more)

    def test_rate_of_counts(self) -> None:
        """Counts keep their strata and states; the exposure has their length."""
        counted = metrics.count(register(case()).expecting(["0488"]), YEAR, by="municipality")
        found = metrics.rate(counted, [1000, 1000])
        assert found.value[0] == 10
        assert found.state.tolist() == [State.VALUE, State.NOT_REPORTED]
        assert found.definition.inputs == (counted.definition,)
        assert metrics.rate(counted, 1000).value[0] == 10
        with pytest.raises(DataError, match="2 cells"):
            metrics.rate(counted, [1.0])

    def test_single(self) -> None:
        """A scalar in is one figure out."""
        assert float(metrics.rate(5, 10, per=2)) == 1
        assert float(metrics.proportion(1, 2)) == 0.5


def test_window_protocol() -> None:
    """Both windows are windows."""
    windows: list[Window] = [Days(1), Years(1)]
    assert [window.end(np.array([0])).tolist() for window in windows] == [[1], [365]]


def test_register_is_a_source() -> None:
    """A register yields itself."""
    found = register()
    assert isinstance(found, Register)
    assert list(found.partitions()) == [found]
