"""Nights in sheltered housing, held against a walk through every night of every stay."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import attrs
import numpy as np
import pytest

from building import WINDOW, case, day
from vnr import metrics
from vnr.errors import DataError, ModelError
from vnr.metrics.choices import Stratum
from vnr.model import (
    Case,
    Contact,
    ContactKind,
    Intervention,
    InterventionKind,
    Period,
    Person,
    Provider,
    Provision,
    ProvisionKind,
    ProvisionState,
    Role,
    Unit,
)
from vnr.register import Coverage, Register
from vnr.results import Counts, Figure, Grid, State

SHELTER = InterventionKind.SHELTERED_HOUSING
YEAR = Period.year(2019)
NIGHT = timedelta(1)


def stay(started: str, ended: str | None = None, **more: Any) -> Intervention:
    ready = more.pop("ready", None)
    return Intervention(
        more.pop("kind", SHELTER), day(started), None if ended is None else day(ended),
        ready=None if ready is None else day(ready), **more,
    )  # fmt: skip


def register(*cases: Case, contacts: Any = (), **delivered: Any) -> Register:
    places = {one.municipality for one in cases} | {one.municipality for one in contacts}
    whole = Coverage(
        (place, None, None, WINDOW, delivered.get("tables", "all"), delivered.get("fields", "all"))
        for place in sorted(places)
    )
    return Register.from_cases(cases, observed=WINDOW, coverage=whole, contacts=contacts)


def places(number: int | None, code: str = "0484", year: int = 2019, **more: Any) -> Provision:
    state = more.pop("state", ProvisionState.HAS)
    return Provision(
        code, year, ProvisionKind.SERVICE, SHELTER, more.pop("target", None), state, places=number
    )


def nights_of(one: Intervention, period: Period, as_of: date) -> list[date]:
    """Every evening of the period on which somebody who stays until the next day is there."""
    evening, evenings = one.started, []
    while evening < min(one.ended or date.max, as_of):
        if period.start <= evening <= period.end:
            evenings.append(evening)
        evening += NIGHT
    return evenings


def one(made: Counts, name: str) -> Any:
    (state,), (value,) = made.state_of(name).tolist(), made[name].tolist()
    return value if state == State.VALUE else None


class TestNights:
    """The smallest of end, day known and day after the period, less the larger of two starts."""

    @pytest.mark.parametrize(
        ("started", "ended", "expected"),
        [
            ("2019-03-01", "2019-03-11", 10),
            ("2019-03-01", "2019-03-01", 0),
            ("2019-03-01", "2019-03-02", 1),
            ("2019-12-31", "2020-02-01", 1),
            ("2019-12-31", "2020-01-01", 1),
            ("2020-01-01", "2020-02-01", 0),
            ("2019-12-01", None, 31),
        ],
    )
    def test_one_stay(self, started: str, ended: str | None, expected: int) -> None:
        """The day of leaving is no night, and New Year's Eve is one."""
        made = metrics.shelter(register(case(interventions=(stay(started, ended),))), YEAR, by=())
        assert made.value.tolist() == [expected]
        assert (one(made, "stays"), one(made, "persons")) == (min(expected, 1), min(expected, 1))

    def test_started_before(self) -> None:
        """Of one that began before the period the nights in it count."""
        held = case(opened="2018-11-01", interventions=(stay("2018-12-30", "2019-01-03"),))
        assert metrics.shelter(register(held), YEAR, by=()).value.tolist() == [2]

    def test_until_a_day(self) -> None:
        """Of what goes on only what is known by a day counts."""
        held = register(case(interventions=(stay("2019-03-01"),)))
        made = metrics.shelter(held, YEAR, by=(), as_of=day("2019-03-05"))
        assert made.value.tolist() == [4]

    def test_the_last_day_observed(self) -> None:
        """By default that is the last of the extract: the night after it isn't known."""
        held = register(case(opened="2020-12-01", interventions=(stay("2020-12-30"),)))
        assert metrics.shelter(held, 2020, by=()).value.tolist() == [1]

    @pytest.mark.parametrize(
        "other",
        [
            {"kind": InterventionKind.COUNSELLING},
            {"declined": True},
            {"for_violence": False},
        ],
    )
    def test_what_is_none(self, other: dict[str, Any]) -> None:
        """Other interventions, what was declined and what is for something else are no nights."""
        held = case(interventions=(stay("2019-03-01", "2019-03-11", **other),))
        assert metrics.shelter(register(held), YEAR, by=()).value.tolist() == [0]

    def test_drawn_stays(self) -> None:
        """Nights, where, and after the need was over, of drawn stays in every month."""
        rng = np.random.default_rng(1)
        cases, codes = [], ("0484", "0488")
        for number in range(60):
            started = date(2018, 6, 1) + timedelta(int(rng.integers(800)))
            last = started + timedelta(int(rng.integers(90)))
            ready = started + timedelta(int(rng.integers(60)))
            held = Intervention(
                SHELTER, started, last if rng.random() < 0.8 else None,
                placed_municipality=[None, "0484", "0180"][int(rng.integers(3))],
                ready=ready if rng.random() < 0.6 else None,
            )  # fmt: skip
            cases.append(
                case(
                    str(number), f"p{number % 20}", str(started), municipality=codes[number % 2],
                    role=[Role.EXPOSED_ADULT, Role.EXPOSED_CHILD][number % 20 % 2],
                    interventions=(held,),
                )
            )  # fmt: skip
        until = date(2020, 3, 5)
        made = metrics.shelter(register(*cases), "2019-01-01/2020-06-30", by=("role", "municipality", "month"), as_of=until)  # fmt: skip
        rows = zip(*(made.strata[name].tolist() for name in ("role", "municipality", "month")), strict=True)  # fmt: skip
        for row, (role, code, month) in enumerate(rows):
            first = date.fromisoformat(f"{month}-01")
            span = Period(first, (first + timedelta(31)).replace(day=1) - NIGHT)
            expected = dict.fromkeys(("value", "stays", "placed", "outside", "timed", "after_ready"), 0)  # fmt: skip
            who = set()
            for each in cases:
                if each.municipality != code or role not in {part.value for part in each.roles}:
                    continue
                (held,) = each.interventions
                evenings = nights_of(held, span, until)
                expected["value"] += len(evenings)
                expected["stays"] += bool(evenings)
                if evenings:
                    who.add(each.person.person_id)
                if held.placed_municipality is not None:
                    expected["placed"] += len(evenings)
                    expected["outside"] += len(evenings) * (held.placed_municipality != code)
                if held.ready is not None:
                    expected["timed"] += len(evenings)
                    expected["after_ready"] += sum(evening >= held.ready for evening in evenings)
            expected["persons"] = len(who)
            assert {name: int(made[name][row]) for name in expected} == expected


class TestShares:
    """Each of what was told of it."""

    def test_where_and_how_long(self) -> None:
        """Ten nights elsewhere of thirty told; five after the need of twenty told; forty in all."""
        held = [
            case("a", "a", interventions=(stay("2019-03-01", "2019-03-11", placed_municipality="0180"),)),
            case("b", "b", interventions=(stay("2019-03-01", "2019-03-21", placed_municipality="0484", ready="2019-03-16"),)),
            case("c", "c", interventions=(stay("2019-04-01", "2019-04-11"),)),
        ]  # fmt: skip
        made = metrics.shelter(register(*held), YEAR, by="municipality")
        assert made.value.tolist() == [40]
        assert one(made, "share_outside") == 10 / 30
        assert one(made, "share_after_ready") == 5 / 20

    def test_a_joint_board(self) -> None:
        """Any municipality of a joint board is its own."""
        held = case(municipality="0482+0483", interventions=(stay("2019-03-01", "2019-03-11", placed_municipality="0483"),))  # fmt: skip
        assert one(metrics.shelter(register(held), YEAR, by=()), "outside") == 0

    def test_nobody(self) -> None:
        """Of no nights there is no share, and no error."""
        made = metrics.shelter(register(case()), YEAR, by=())
        assert np.isnan(one(made, "share_outside"))

    def test_not_delivered(self) -> None:
        """Without interventions nothing is told, and without places or days not those."""
        held = case(interventions=(stay("2019-03-01", "2019-03-11"),))
        nothing = metrics.shelter(register(held, tables={"intakes"}, fields=()), YEAR, by=())
        assert nothing.state.tolist() == [State.NOT_REPORTED]
        fields = {"interventions.ended", "cases.roles"}
        some = metrics.shelter(register(held, fields=fields), YEAR, by=())
        assert some.value.tolist() == [10]
        for name in ("placed", "outside", "share_outside", "timed", "share_after_ready"):
            assert one(some, name) is None
        assert "partly_told" in {note.code for note in some.notes}


class TestOccupancy:
    """Nights of the places times the days."""

    HELD = (
        case("a", "a", interventions=(stay("2019-03-01", "2019-03-31"),)),
        case("b", "b", municipality="0488", interventions=(stay("2019-03-01", "2019-03-11"),)),
    )

    def test_a_year(self) -> None:
        """Thirty nights of two places in 365 days; where none is told of there is no occupancy."""
        made = metrics.shelter(register(*self.HELD), YEAR, [places(2)], by="municipality")
        assert made["occupancy"][0] == 30 / (2 * 365)
        assert made["places"][0] == 2
        assert made.state_of("occupancy").tolist() == [State.VALUE, State.NOT_REPORTED]

    def test_a_total_needs_all(self) -> None:
        """Of both the places of both, none where somebody hasn't any, unknown where one is silent."""
        held = register(*self.HELD)
        both = [places(2), places(None, "0488", state=ProvisionState.HAS_NOT)]
        assert one(metrics.shelter(held, YEAR, both, by=()), "occupancy") == 40 / (2 * 365)
        for other in (
            places(None, "0488"),
            places(None, "0488", state=ProvisionState.NOT_ANSWERED),
        ):
            assert one(metrics.shelter(held, YEAR, [places(2), other], by=()), "occupancy") is None
        assert one(metrics.shelter(held, YEAR, [places(2)], by=()), "occupancy") is None

    def test_more_than_there_is(self) -> None:
        """Above 1 it is noted."""
        held = register(self.HELD[0])
        made = metrics.shelter(held, "2019-03-01/2019-03-10", [places(1)], by=())
        assert one(made, "occupancy") == 1
        assert not [note for note in made.notes if note.code == "shelter_above_places"]
        two = register(
            self.HELD[0], case("c", "c", interventions=(stay("2019-03-01", "2019-03-31"),))
        )
        above = metrics.shelter(two, "2019-03-01/2019-03-10", [places(1)], by=())
        assert one(above, "occupancy") == 2
        assert [note for note in above.notes if note.code == "shelter_above_places"]

    def test_years_and_targets(self) -> None:
        """Each year has its own places; those for adults and children are added, unless one is for all."""
        held = register(self.HELD[0])
        told = [
            places(1, target=Role.EXPOSED_ADULT), places(3, target=Role.EXPOSED_CHILD),
            places(5, year=2020), places(2, year=2020, target=Role.EXPOSED_ADULT),
        ]  # fmt: skip
        made = metrics.shelter(held, "2019-01-01/2020-06-30", told, by=())
        assert one(made, "place_nights") == 4 * 365 + 5 * 182
        assert one(made, "places") == 5
        assert metrics.shelter(held, Period.years(2019, 2020), told, by="year")["places"].tolist() == [4, 5]  # fmt: skip
        assert (
            one(metrics.shelter(held, Period.years(2018, 2019), told, by=()), "occupancy") is None
        )

    def test_until_a_day(self) -> None:
        """Days that aren't known yet are no empty nights."""
        made = metrics.shelter(register(self.HELD[0]), YEAR, [places(1)], by=(), as_of=day("2019-03-11"))  # fmt: skip
        assert one(made, "place_nights") == 31 + 28 + 10
        early = metrics.shelter(register(self.HELD[0]), 2020, [places(1, year=2020)], by=(), as_of=day("2019-03-11"))  # fmt: skip
        assert one(early, "place_nights") == 0

    def test_a_joint_board_has_the_sum(self) -> None:
        """The places of a joint board are those of its municipalities."""
        held = register(case(municipality="0482+0483"))
        both = [places(2, "0482"), places(3, "0483")]
        assert one(metrics.shelter(held, YEAR, both, by="municipality"), "places") == 5
        assert one(metrics.shelter(held, YEAR, both, by="county"), "places") == 5
        assert one(metrics.shelter(held, YEAR, both[:1], by=()), "places") is None

    def test_a_joint_answer(self) -> None:
        """Places of a joint answer are of all together: none of one alone, and once in a total."""
        held, joint = register(*self.HELD), [attrs.evolve(places(4), covers="0488")]
        assert one(metrics.shelter(held, YEAR, joint, by=()), "places") == 4
        apart = metrics.shelter(held, YEAR, joint, by="municipality")
        assert set(apart.state_of("places").tolist()) == {State.NOT_REPORTED}

    def test_places_of_who_delivered(self) -> None:
        """The places of a municipality that delivered nothing are in no total."""
        rows = [("0484", None, None, WINDOW, "all", "all"), ("0488", None, None, WINDOW, {"intakes"}, ())]  # fmt: skip
        held = Register.from_cases(self.HELD[:1], observed=WINDOW, coverage=Coverage(rows))
        made = metrics.shelter(held, YEAR, [places(2)], by=())
        assert (one(made, "places"), one(made, "occupancy")) == (2, 30 / (2 * 365))

    def test_by_whom(self) -> None:
        """Places are nobody's in particular: by role there is no occupancy."""
        made = metrics.shelter(register(*self.HELD), YEAR, [places(2), places(2, "0488")])
        assert set(made.state_of("occupancy").tolist()) == {State.NOT_REPORTED}

    def test_groups_of_ones_own(self) -> None:
        """Municipalities grouped by oneself are places."""
        held, both = register(*self.HELD), [places(2), places(1, "0488")]
        made = metrics.shelter(held, YEAR, both, by={"part": {"0484": "a", "0488": "b"}})
        assert made["places"].tolist() == [2, 1]

    def test_no_answers_of_the_year(self) -> None:
        """Answers of other years alone are refused, as in offers."""
        with pytest.raises(DataError, match="no provision of 2019"):
            metrics.shelter(register(*self.HELD), YEAR, [places(2, year=2015)], by=())


class TestDelivered:
    """Nights of days that nobody delivered aren't known: they are none of those counted."""

    STAY = stay("2019-03-01", "2019-10-01", ready="2019-06-11")
    UNTIL_JUNE = Period.parse("2018-01-01/2019-06-30")

    def held(self, *spans: Period) -> Register:
        rows = [("0484", None, None, span, "all", "all") for span in spans]
        return Register.from_cases([case(interventions=(self.STAY,))], observed=WINDOW, coverage=Coverage(rows))  # fmt: skip

    def test_until_a_day(self) -> None:
        """Delivered until the last of June: 31 + 30 + 31 + 30 nights, of which 20 from 11 June."""
        made = metrics.shelter(self.held(self.UNTIL_JUNE), YEAR, [places(1)], by=())
        assert (int(made.value[0]), one(made, "timed"), one(made, "after_ready")) == (122, 122, 20)
        assert one(made, "place_nights") == 181
        assert one(made, "occupancy") == 122 / 181
        assert made.covered[0] == pytest.approx(181 / 365)
        whole = metrics.shelter(self.held(WINDOW), YEAR, [places(1)], by=())
        assert (int(whole.value[0]), one(whole, "place_nights")) == (214, 365)
        # By quarter those of the last two aren't reported.
        by_quarter = metrics.shelter(self.held(self.UNTIL_JUNE), YEAR, by="quarter")
        assert by_quarter.value.tolist() == [31, 91, 0, 0]
        assert by_quarter.state.tolist()[2:] == [State.NOT_REPORTED] * 2

    def test_a_gap(self) -> None:
        """A gap in the middle is left out, and a stay that begins in it is seen from its end on."""
        spans = (Period.parse("2018-01-01/2019-02-28"), Period.parse("2019-09-01/2020-12-31"))
        made = metrics.shelter(self.held(*spans), YEAR, [places(2)], by=())
        assert (int(made.value[0]), one(made, "stays"), one(made, "persons")) == (30, 1, 1)
        assert one(made, "place_nights") == 2 * (31 + 28 + 30 + 31 + 30 + 31)
        by_role = metrics.shelter(self.held(*spans), YEAR, by="role").select(role="exposed_adult")
        assert (by_role.value.tolist(), by_role["stays"].tolist()) == ([30], [1])
        within = metrics.shelter(self.held(*spans), "2019-03-01/2019-08-31", [places(2)], by=())
        # Places of days that nobody delivered are not 0 nights that could be slept there.
        for name in ("value", "place_nights", "occupancy"):
            assert within.state_of(name).tolist() == [State.NOT_REPORTED]

    def test_places_until_a_day(self) -> None:
        """Places count for the days that were delivered up to the day that is known."""
        made = metrics.shelter(self.held(self.UNTIL_JUNE), YEAR, [places(1)], by=(), as_of=day("2019-03-11"))  # fmt: skip
        assert (int(made.value[0]), one(made, "place_nights")) == (10, 31 + 28 + 10)

    def test_an_office_by_itself(self) -> None:
        """Where offices deliver apart the nights of each are those of its own days."""
        rows = [
            ("0484", Unit.ADULT, None, self.UNTIL_JUNE, "all", "all"),
            ("0484", Unit.CHILD, None, WINDOW, "all", "all"),
        ]  # fmt: skip
        cases = [
            case(str(n), str(n), unit=unit, interventions=(self.STAY,))
            for n, unit in enumerate((Unit.ADULT, Unit.CHILD))
        ]
        held = Register.from_cases(cases, observed=WINDOW, coverage=Coverage(rows))
        assert metrics.shelter(held, YEAR, by=()).value.tolist() == [122 + 214]
        by_unit = metrics.shelter(held, YEAR, by="unit")
        for unit, nights in ((Unit.ADULT, 122), (Unit.CHILD, 214)):
            assert by_unit.select(unit=unit.value).value.tolist() == [nights]


def test_the_same_person_in_two_municipalities() -> None:
    """Nights add over municipalities; persons don't, since it may be the same one: here it is."""
    ten = (stay("2019-03-01", "2019-03-11"),)
    cases = [case(code, "p", municipality=code, interventions=ten) for code in ("0484", "0488")]
    made = metrics.shelter(register(*cases), YEAR, by="municipality")
    whole = made.sum("municipality")
    assert (made["persons"].tolist(), whole.value.tolist()) == ([1, 1], [20])
    assert whole["stays"].tolist() == [2]
    assert "persons" not in whole.columns
    assert metrics.shelter(register(*cases), YEAR, by=())["persons"].tolist() == [1]
    with pytest.raises(DataError, match="can't be summed over municipality"):
        Counts.over(
            Grid.delivered(2, made.definition, {"municipality": ["0484", "0488"]}),
            value=np.array([1, 1]), unit="persons", adds_over=frozenset({"municipality"}),
            figures={"value": Figure("persons", distinct=True)},
        ).sum()  # fmt: skip


class TestRequests:
    """What was asked for in vain stands beside the nights."""

    MARCH = Period.parse("2019-03-01/2019-03-31")

    def asked(self, *numbers: int, role: Role | None = None) -> list[Contact]:
        kinds = (ContactKind.SHELTER_ASKED, ContactKind.SHELTER_REFUSED, ContactKind.SHELTER_ELSEWHERE)  # fmt: skip
        return [
            Contact("0484", self.MARCH, kind, number, role=role)
            for kind, number in zip(kinds, numbers, strict=True)
        ]

    def test_each(self) -> None:
        """Eight asked, two refused, three placed elsewhere."""
        held = register(case(), contacts=[*self.asked(8, 2, 3), Contact("0484", self.MARCH, ContactKind.ADVICE, 9)])  # fmt: skip
        for by in ((), "municipality", ("municipality", "year"), {"part": {"0484": "a"}}):
            made = metrics.shelter(held, YEAR, by=by)
            assert [int(made[name][0]) for name in ("requests", "refused", "elsewhere")] == [
                8,
                2,
                3,
            ]
            assert made["share_refused"][0] == 2 / 8

    def test_by_role(self) -> None:
        """By role those of the role."""
        held = register(case(), contacts=self.asked(8, 2, 3, role=Role.EXPOSED_ADULT))
        made = metrics.shelter(held, YEAR).select(role="exposed_adult")
        assert one(made, "requests") == 8
        assert one(metrics.shelter(held, YEAR).select(role="exposed_child"), "requests") == 0

    @pytest.mark.parametrize("by", ["role", "unit", "provider"])
    def test_what_contacts_alone_lack(self, by: Stratum) -> None:
        """A contact without it stands in a row of its own, though every stay tells of it."""
        ten = stay("2019-03-01", "2019-03-11", provider=Provider.OWN)
        one_case = case(unit=Unit.ADULT, interventions=(ten,))
        held = register(one_case, contacts=self.asked(8, 2, 3))
        made = metrics.shelter(held, YEAR, by=by)
        assert (int(made.value.sum()), made.value[-1]) == (10, 0)
        assert made.strata[by].tolist()[-1] == "not_recorded"
        assert one(made.select(**{by: "not_recorded"}), "requests") == 8
        assert int(made["requests"].sum()) == 8
        # Without any such contact there is no such row.
        bare = metrics.shelter(register(one_case), YEAR, by=by)
        assert "not_recorded" not in bare.strata[by].tolist()

    def test_a_role_that_no_contact_lacks(self) -> None:
        """Of cases without a role no contact tells where all contacts have one."""
        held = register(case(role=frozenset()), contacts=self.asked(8, 2, 3, role=Role.EXPOSED_ADULT))  # fmt: skip
        assert one(metrics.shelter(held, YEAR).select(role="not_recorded"), "requests") is None

    def test_where_contacts_cant_tell(self) -> None:
        """Contacts have no form of violence."""
        held = register(case(), contacts=self.asked(8, 2, 3))
        made = metrics.shelter(held, YEAR, by="form")
        assert set(made.state_of("requests").tolist()) == {State.NOT_REPORTED}

    def test_without_contacts(self) -> None:
        """Where nobody delivers contacts they aren't none."""
        held = Register.from_cases([case(interventions=(stay("2019-03-01", "2019-03-11"),))], observed=WINDOW)  # fmt: skip
        made = metrics.shelter(held, YEAR, by=())
        assert (one(made, "requests"), one(made, "share_refused")) == (None, None)

    def test_more_refused_than_asked(self) -> None:
        """That is noted, since requests may lie before the period."""
        made = metrics.shelter(register(case(), contacts=self.asked(2, 3, 0)), YEAR, by=())
        assert [note for note in made.notes if note.code == "shelter_refused_above"]
        equal = metrics.shelter(register(case(), contacts=self.asked(3, 3, 0)), YEAR, by=())
        assert not [note for note in equal.notes if note.code == "shelter_refused_above"]


def test_persons_once() -> None:
    """Two stays of one person are one person, and of somebody unknown it is said."""
    held = register(
        case("a", "a", interventions=(stay("2019-03-01", "2019-03-03"),)),
        case("b", "a", interventions=(stay("2019-04-01", "2019-04-03"),)),
        case("c", Person(None), interventions=(stay("2019-04-01", "2019-04-03"),)),
    )
    made = metrics.shelter(held, YEAR, by=())
    assert [one(made, name) for name in ("value", "stays", "persons", "n_unlinkable")] == [
        6,
        3,
        2,
        1,
    ]


@pytest.mark.parametrize("wrong", ["2019-06-01", 2019, date(2021, 1, 1), date(2017, 12, 31)])
def test_a_day_that_is_none(wrong: Any) -> None:
    """The day is a date within what was observed."""
    with pytest.raises(DataError, match="as_of"):
        metrics.shelter(register(case()), YEAR, as_of=wrong)


def test_ready_before_it_started() -> None:
    """Protection can't be needless before it began, on the day itself it can."""
    with pytest.raises(ModelError, match="ready-before-started"):
        stay("2019-03-02", ready="2019-03-01")
    assert stay("2019-03-02", ready="2019-03-02").ready == date(2019, 3, 2)
