"""What ties numbers: held against registers, on which every relation must be so."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counties import small_county
from vnr import Case, Coverage, Intake, Person, Register, data, metrics
from vnr.disclosure import Row, Rule, audit, protect
from vnr.disclosure.attack._attack import completed
from vnr.disclosure.ledger._ledger import ledger_of
from vnr.metrics.choices import DatedBy, Measure, Of, Stratum
from vnr.model import IntakeReason, Period, Role, Unit
from vnr.register import TABLES
from vnr.results import Balance, Counts, Definition, Figure, Grid, Result, State
from vnr.testing import registers

PLAIN = Rule(threshold=5, insider=0)
BY: tuple[tuple[Stratum, ...], ...] = (
    (), ("municipality",), ("county",), ("sex",), ("form",), ("unit",), ("year",), ("quarter",),
    ("municipality", "sex"), ("county", "quarter"), ("form", "year"),
)  # fmt: skip


@settings(max_examples=4)
@given(
    registers(coverage=False),
    st.sampled_from(["case", "person", "episode", "household", "matter"]),
    st.sampled_from(["new", "open", "closed", "stock"]),
    st.sampled_from(["opened", "basis"]),
)
def test_on_registers(register: Register, of: Of, measure: Measure, dated_by: DatedBy) -> None:
    """Every relation holds on the register that the results were counted from, over rolling years."""
    results: dict[str, Result] = {}
    for period in ("2019", "2018-07-01/2019-06-30", "2018-01-01/2019-12-31"):
        for by in BY:
            results[f"{period}, {by}"] = metrics.count(
                register,
                period,
                of=of,
                measure=measure,
                dated_by=dated_by,
                by=by,
            )
    for basis in ("original", "intake"):
        results[basis] = metrics.count(register, 2019, of=of, basis=basis, dated_by=dated_by)
    results["detected"] = metrics.detection(register, 2019, by="municipality")
    results["followed"] = metrics.follow_up(register, 2019, denominator="due", by="year")
    ledger = ledger_of(results)
    system = completed(ledger.system, ledger.unknown)

    assert not system.alone_impossible(np.zeros_like(ledger.hidden)).size


@settings(max_examples=4)
@given(registers(coverage=False), st.data())
def test_where_some_deliver_less(register: Register, some: st.DataObject) -> None:
    """Who doesn't deliver what a table is split by is in the total all the same, and isn't lost."""
    fields = ("sex", "forms", "unit")
    tables = set(TABLES)
    rows = [
        (
            code,
            None,
            None,
            span,
            tables - some.draw(st.sets(st.just("perpetrators"))),
            some.draw(st.sets(st.sampled_from(fields))),
        )
        for code in register.coverage.municipalities
        for span in (Period.year(2018), Period.years(2019, 2020))
    ]
    less = Register.from_cases(
        register.cases(), observed=register.observed, coverage=Coverage(rows)
    )
    results: dict[str, Result] = {}
    more: tuple[tuple[Stratum, ...], ...] = (
        ("relation",),
        ("municipality", "relation"),
        ("county", "form"),
    )
    for by in (*BY, *more):
        results[f"{by}"] = metrics.count(less, less.observed, by=by)
    ledger = ledger_of(results)
    system = completed(ledger.system, ledger.unknown)

    assert not system.alone_impossible(np.zeros_like(ledger.hidden)).size


def counts(values: list[int | None], strata: dict[str, list[str]], **told: Any) -> Counts:
    """Counts of cases; None is suppressed."""
    grid = Grid(
        strata=strata,
        state=[State.SUPPRESSED if value is None else State.VALUE for value in values],
        covered=np.ones(len(values)),
        definition=Definition("count", {"period": "2019", "by": list(strata)} | told),
        adds_over=strata,
    )
    return Counts.over(grid, value=[value or 0 for value in values], unit="cases")


def pinned(*results: Counts, published: Any = ()) -> dict[str, int]:
    """Numbers that are found out, by their cells' first labels."""
    tables = {str(number): result for number, result in enumerate(results)}
    leaks = audit(tables, PLAIN, published=published).leaks
    return {next(iter(leak.cell.values())): leak.low for leak in leaks if leak.low == leak.high}


class TestLess:
    """A table of whom not all of a total are in, since less was delivered for it."""

    @staticmethod
    def less(values: list[int | None], strata: dict[str, list[str]]) -> Counts:
        """As `counts`, of which a part was delivered."""
        told = counts(values, strata)
        return attrs.evolve(told, covered=np.full(len(told), 0.8))

    def test_what_is_left_is_found_out(self) -> None:
        """Of 23 women and men 20 are told of: the town that lacks sex has 3."""
        total = counts([23], {})
        split = self.less([10, 10], {"sex": ["woman", "man"]})
        towns = counts([None, 20], {"municipality": ["0488", "0480"]})

        assert pinned(total, split) == {"2019-01-01–2019-12-31": 3}
        assert pinned(split) == {}
        assert pinned(split, towns) == {}

    def test_by_municipality(self) -> None:
        """A municipality without rows by sex is in the total, and nothing contradicts."""
        total = counts([43], {})
        towns = counts([12, 31], {"municipality": ["0488", "0480"]})
        none = attrs.evolve(
            counts(
                [0, 0, 15, 16],
                {"municipality": ["0488"] * 2 + ["0480"] * 2, "sex": ["woman", "man"] * 2},
            ),
            state=[State.NOT_REPORTED] * 2 + [State.VALUE] * 2,
            covered=np.array([0.0, 0, 1, 1]),
        )

        assert pinned(total, towns, none) == {}


class TestPlaces:
    """Municipality, county part, county, country."""

    PARTS = {"county_part": {"south": ["0480", "0481"], "north": ["0482", "0484"]}}  # noqa: RUF012

    def test_a_county_of_one_municipality(self) -> None:
        """What Gotland hides as a county it may not show as a municipality."""
        towns = counts([None, 20, 30], {"municipality": ["0980", "0480", "0481"]})
        counties = counts([3, 50], {"county": ["09", "04"]})

        assert pinned(towns) == {}
        assert pinned(towns, counties) == {"09": 3, "0980": 3}

    def test_a_part_whose_other_members_are_shown(self) -> None:
        """23 in the south, of which 20 in Nyköping: the other town has 3."""
        towns = counts([20, None, 12, 14], {"municipality": ["0480", "0481", "0482", "0484"]})
        parts = counts([23, 26], {"county_part": ["south", "north"]}, groups=self.PARTS)

        assert pinned(towns, parts) == {"0481": 3}

    def test_the_last_part_of_a_county(self) -> None:
        """A county less the part that is shown is the other; and its town is what is left there."""
        towns = counts([20, None, 12, 14], {"municipality": ["0480", "0481", "0482", "0484"]})
        parts = counts([None, 26], {"county_part": ["south", "north"]}, groups=self.PARTS)
        county = counts([49], {"county": ["04"]})

        assert pinned(towns, parts) == {}
        assert pinned(towns, parts, county) == {"0481": 3}
        assert pinned(parts, county, counts([49], {})) == {}

    def test_two_that_delivered_as_one(self) -> None:
        """Two municipalities under one label lie in their county, and in their part if it is one."""
        towns = counts([20, None], {"municipality": ["0480", "0482+0484"]})
        county = counts([23], {"county": ["04"]})
        groups = {"county_part": {"south": ["0480"], "north": ["0482", "0484"]}}
        parts = counts([20, 3], {"county_part": ["south", "north"]}, groups=groups)

        assert pinned(towns, county) == {"0482+0484": 3}
        assert pinned(towns, parts) == {"north": 3, "0482+0484": 3}

    def test_rows_that_were_left_out(self) -> None:
        """A total holds municipalities without a row: what is left of it is theirs and nobody's own."""
        towns = counts([20, 9], {"municipality": ["0480", "0481"]}, left_out=["0482"])
        hidden = counts([20, None], {"municipality": ["0480", "0481"]}, left_out=["0482"])
        elsewhere = counts([20, None], {"municipality": ["0480", "0481"]}, left_out=["0980"])
        county = counts([23], {"county": ["04"]})
        nation = counts([40], {})

        assert pinned(towns, nation) == {}
        assert pinned(hidden, county) == {}
        assert pinned(elsewhere, county) == {"0481": 3}

    def test_places_of_which_nothing_is_told(self) -> None:
        """Codes that aren't municipalities', and parts that nobody says the towns of."""
        towns = counts([20, None], {"municipality": ["Norr", "Söder"]})
        parts = counts([20, 8], {"county_part": ["south", "north"]})

        assert pinned(towns, counts([23, None], {"county": ["04", "10"]})) == {}
        assert pinned(counts([20, None], {"municipality": ["0480", "0481"]}), parts) == {}

    def test_what_was_not_delivered(self) -> None:
        """A municipality that delivered nothing hides nobody: the total is of the others."""
        towns = counts([20, None, 0], {"municipality": ["0480", "0481", "0482"]})
        state = np.array([State.VALUE, State.SUPPRESSED, State.NOT_REPORTED])
        towns = Counts.over(
            Grid(
                strata=towns.strata, state=state, covered=[1, 1, 0], definition=towns.definition,
                adds_over=towns.adds_over,
            ),
            value=towns.value, unit="cases",
        )  # fmt: skip

        assert pinned(towns, counts([23], {})) == {"0481": 3}

    def test_totals_between(self) -> None:
        """Of 290 towns, 21 counties and the country each adds up once: no circle is made."""
        towns = counts([9, 9, 9, 9], {"municipality": ["0480", "0481", "0980", "1080"]})
        counties = counts([18, 9, 9], {"county": ["04", "09", "10"]})
        ledger = ledger_of({"towns": towns, "counties": counties, "all": counts([36], {})})

        assert ledger.system.equal.shape[0] == 4


@pytest.mark.parametrize("unit", ["case", "household"])
def test_rows_that_add_up_to_nothing(unit: str) -> None:
    """Of rows that don't add each is at most the total."""
    rows = [
        Row(source="a", value=None, strata={"form": form}, period=2019, unit=unit, adds=False)
        for form in ("sexual", "physical")
    ]
    rows.append(Row(source="a", value=9, period=2019, unit=unit, adds=False))
    wide = Rule(insider=0, width=60)

    assert [leak.high for leak in audit(published=rows, rule=wide).leaks] == [9, 9]


def test_steps_of_the_children() -> None:
    """Whose step is told or not recorded has a case of their own: three of the four give the fourth."""
    register = small_county()
    steps = metrics.children_behind(register, 2019, by="municipality")
    ledger = ledger_of({"steps": steps})
    system = completed(ledger.system, ledger.unknown)
    without = ledger_of({"steps": attrs.evolve(steps, figures=_unbalanced(steps))})

    assert not system.alone_impossible(np.zeros_like(ledger.hidden)).size
    assert system.relations > without.system.relations


def _unbalanced(result: Result) -> dict[str, Any]:
    return {name: attrs.evolve(one, balances=()) for name, one in result.figures.items()}


@pytest.mark.parametrize(
    ("own_case", "labels", "exact", "relations"),
    [
        # As many: what is hidden in one cell is reckoned from the other.
        (9, ["children", "own_case"], False, (1, 0)),
        # Fewer were recorded at home than have a case: at most, and no more.
        (12, ["children", "own_case"], False, (0, 1)),
        (12, ["children", "supported"], False, (0, 0)),
        (12, ["supported", "own_case"], False, (0, 0)),
    ],
)
def test_cells_that_balance(
    own_case: int, labels: list[str], exact: bool, relations: tuple[int, int]
) -> None:
    """What one cell holds is another's, or at most that, where both are there."""
    whole = counts([9, own_case], {"step": labels})
    balance = Balance("step", "children", [("value", "own_case")], exact=exact)
    figure = attrs.evolve(whole.figure("value"), balances=(balance,))
    figures: dict[str, Any] = {"value": figure}
    told = attrs.evolve(whole, adds_over=[], figures=figures)
    system = ledger_of({"steps": told}).system

    assert (system.equal.shape[0], system.at_most.shape[0]) == relations


def _mother(number: int, place: str, at_home: int | None, day: int = 1) -> Case:
    return Case(
        case_id=f"{place}-{number}",
        person=Person(f"p{number}"),
        municipality=place,
        unit=Unit.ADULT,
        roles=Role.EXPOSED_ADULT,
        children_at_home=at_home,
        intakes=(Intake(date(2019, 3, day), IntakeReason.VIOLENCE),),
    )


@pytest.mark.parametrize("shared", [True, False])
def test_an_adult_of_two_municipalities(shared: bool) -> None:
    """No in one and yes in the whole: nothing is tied; where nobody is shared all adds up."""
    cases = [
        _mother(n, place, 2)
        for place, at in (("0480", 0), ("0484", 40))
        for n in range(at, at + 30)
    ]
    cases += [_mother(100 + n, "0480", 0 if n % 2 else None) for n in range(20)]
    cases += [_mother((100 if shared else 200) + n, "0484", 3, 2) for n in range(20)]
    register = Register.from_cases(cases, observed=2019)
    whole = metrics.children_behind(register, 2019)
    split = metrics.children_behind(register, 2019, by="municipality")
    at = {
        name: (split[name][::7].sum(), whole[name][0]) for name in ("value", "no", "not_recorded")
    }

    assert at == {
        "value": (80, 80),
        "no": (10, 0 if shared else 10),
        "not_recorded": (10, 0 if shared else 10),
    }
    system = ledger_of({"whole": whole, "split": split}).system
    assert not system.alone_impossible(np.zeros(len(system.values), bool)).size
    assert (
        split.figure("no").adds_in({"step": "adults"}),
        split.figure("no").adds_in({"step": "own_case"}),
    ) == (
        None if shared else True,
        True,
    )
    assert split.figure("value").adds_in({"step": "adults"}) is not shared
    assert protect({"whole": whole, "split": split}, PLAIN)


def test_what_a_figure_is_in_some_cells_comes_back() -> None:
    """Where it is counted once, or untied, is said in JSON and read again."""
    figure = Figure("persons", distinct_in=[("step", "a")], untied_in=[("step", "b")])
    assert Figure(**figure.to_dict()) == figure
    assert [figure.adds_in({"step": one}) for one in "abc"] == [False, None, True]
    assert Figure("persons", distinct=True).adds_in({"step": "c"}) is False


class TestAges:
    """The same cases in groups that overlap: one is the sum of those within it."""

    @pytest.mark.parametrize(
        ("coarse", "fine", "cell", "found"),
        [
            (
                {"0-29": 12, "30-49": 11, "50+": 9},
                {"0-29": 12, "30-39": None, "40-49": 8, "50-64": None, "65+": 6},
                "30-39",
                3,
            ),
            (
                {"0-39": 13, "40+": 20},
                {"0-17": None, "18-39": 11, "40-49": None, "50+": 16},
                "0-17",
                2,
            ),
        ],
    )
    def test_what_is_left_of_a_wider_one(
        self, coarse: dict[str, int | None], fine: dict[str, int | None], cell: str, found: int
    ) -> None:
        """What is hidden within a group that is shown is what the others there leave."""
        tables = [
            counts([*ages.values()], {"age_group": [*ages], "sex": ["woman"] * len(ages)})
            for ages in (coarse, fine)
        ]
        assert pinned(*tables)[cell] == found
        assert cell not in pinned(tables[1])

    def test_protected_together(self) -> None:
        """Two groupings of one register are shown so that neither gives the other away."""
        register = small_county()
        tables = {
            "usual": metrics.count(register, 2019, by=("municipality", "age_group")),
            "published": metrics.count(
                register, 2019, by={"municipality": None, "age_group": data.AGES}
            ),
        }
        shown = protect(tables, PLAIN)
        held = [
            {
                (place, age): int(value) if state == State.VALUE else None
                for place, age, value, state in zip(
                    *one.strata.values(), one.value.tolist(), one.state.tolist(), strict=True
                )
            }
            for one in shown.values()
        ]
        for place in {place for place, _ in held[0]}:
            whole, parts = (
                held[0][place, "30-49"],
                [held[1][place, f"{age}-{age + 9}"] for age in (30, 40)],
            )
            assert [whole, *parts].count(None) != 1 or 0 in (whole, *parts)
