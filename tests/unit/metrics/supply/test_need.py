"""Need and supply: every known person stands in one place, by a rule written out person by person."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from building import WINDOW, case, day
from vnr import Counts, disclosure, metrics
from vnr.errors import DataError
from vnr.model import (
    Case,
    Group,
    Intervention,
    InterventionKind,
    Person,
    Provision,
    ProvisionKind,
    ProvisionState,
    Role,
    ViolenceForm,
)
from vnr.register import Coverage, Register
from vnr.results import State

AT = date(2019, 6, 1)
HAS, HAS_NOT, SILENT = ProvisionState.HAS, ProvisionState.HAS_NOT, ProvisionState.NOT_ANSWERED


def given(started: str, decided: str | None = None, **more: Any) -> Intervention:
    return Intervention(
        more.pop("kind", InterventionKind.COUNSELLING), day(started),
        decided=None if decided is None else day(decided), **more,
    )  # fmt: skip


def register(*cases: Case) -> Register:
    places = {one.municipality for one in cases}
    whole = Coverage((place, None, None, WINDOW, "all", "all") for place in places)
    return Register.from_cases(cases, observed=WINDOW, coverage=whole)


def service(
    code: str, state: ProvisionState, target: Any = None, kind: Any = InterventionKind.GROUP
) -> Provision:
    return Provision(code, 2019, ProvisionKind.SERVICE, kind, target, state)


def row(made: Counts, at: int = 0) -> dict[str, int]:
    names = ("used", "declined", "waiting", "offered", "unknown", "lacking")
    return {name: int(made[name][at]) for name in names if made[name][at]}


class TestStatus:
    """The first that holds."""

    @pytest.mark.parametrize(
        ("interventions", "expected"),
        [
            ((), "unknown"),
            ((given("2019-06-01"),), "used"),
            ((given("2019-06-02"),), "unknown"),
            ((given("2019-06-02", "2019-05-30"),), "waiting"),
            ((given("2019-06-02", "2019-06-02"),), "unknown"),
            ((given("2019-05-01", for_violence=False),), "unknown"),
            ((given("2019-06-02", "2019-05-30", for_violence=False),), "unknown"),
            ((given("2019-05-01", declined=True),), "declined"),
            ((given("2019-07-01", "2019-05-01", declined=True),), "declined"),
            ((given("2019-07-01", declined=True),), "unknown"),
            ((given("2019-06-01", declined=True),), "declined"),
            ((given("2019-06-02", declined=True),), "unknown"),
            ((given("2019-05-01", declined=True), given("2019-05-02")), "used"),
            ((given("2019-05-01", declined=True), given("2019-06-09", "2019-05-30")), "declined"),
            ((given("2019-05-01", ended=day("2019-05-02")),), "used"),
        ],
    )
    def test_each(self, interventions: tuple[Intervention, ...], expected: str) -> None:
        """Used, declined, waiting or without, to the day of every edge."""
        made = metrics.need(register(case(interventions=interventions)), AT)
        assert row(made) == {expected: 1}
        assert made.value.tolist() == [1]
        assert made["without"].tolist() == [int(expected == "unknown")]

    def test_days_so_far(self) -> None:
        """Whoever waits has waited since the first decision: 31 days and 2."""
        made = metrics.need(
            register(
                case("a", "a", interventions=(given("2019-08-01", "2019-05-01"), given("2019-09-01", "2019-05-20"))),
                case("b", "b", interventions=(given("2019-08-01", "2019-05-30"),)),
                case("c", "c", interventions=(given("2019-05-01", "2019-04-01"),)),
            ),
            AT,
        )  # fmt: skip
        assert (made["waiting"].tolist(), made["days_waiting"].tolist()) == ([2], [31 + 2])

    def test_who_is_known_and_open(self) -> None:
        """Closed, later and other cases aren't asked about; a case closing on the day is open."""
        cases = [
            case("a", "a", "2019-03-01", "2019-05-31"),
            case("b", "b", "2019-03-01", "2019-06-01"),
            case("c", "c", "2019-06-02"),
            case("d", "d", "2019-06-01"),
            case("e", "e", role=Role.PERPETRATOR),
        ]
        assert metrics.need(register(*cases), AT).value.tolist() == [2]
        assert metrics.need(register(*cases), AT, roles="perpetrators").value.tolist() == [1]

    def test_an_earlier_spell(self) -> None:
        """What was given before the case opened again isn't given in this spell."""
        from vnr.model import Closing, Intake, IntakeReason

        again = case(
            interventions=(given("2019-03-02"),),
            closings=(Closing(day("2019-04-01")),),
        )
        again = Case(
            again.case_id, again.person, again.municipality, None, again.roles,
            (*again.intakes, Intake(day("2019-05-01"), IntakeReason.VIOLENCE)),
            again.closings, interventions=again.interventions,
        )  # fmt: skip
        assert row(metrics.need(register(again), AT)) == {"unknown": 1}


class TestSupply:
    """Of those without it is told whether there was something for them."""

    @pytest.mark.parametrize(
        ("provisions", "expected"),
        [
            ([service("0484", HAS)], "offered"),
            ([service("0484", HAS, Role.EXPOSED_ADULT)], "offered"),
            ([service("0484", HAS, Group.AGED)], "offered"),
            ([service("0484", HAS, Role.PERPETRATOR)], "unknown"),
            ([service("0484", HAS, Group.DISABILITY)], "unknown"),
            ([service("0486", HAS)], "unknown"),
            ([service("0484", HAS_NOT)], "lacking"),
            ([service("0484", HAS_NOT), service("0484", SILENT, Role.EXPOSED_ADULT)], "unknown"),
            (
                [service("0484", HAS_NOT), service("0486", HAS, kind=InterventionKind.CAP)],
                "unknown",
            ),
            ([service("0484", HAS_NOT), service("0484", HAS, Group.AGED)], "offered"),
            ([Provision("0484", 2019, ProvisionKind.COORDINATOR, None, None, HAS)], "unknown"),
            (None, "unknown"),
        ],
    )
    def test_targets(self, provisions: Any, expected: str) -> None:
        """By the person's roles and groups, in the person's municipality; silence is no lack."""
        person = Person("p", groups=frozenset({Group.AGED}))
        made = metrics.need(register(case("1", person)), AT, provisions)
        assert row(made) == {expected: 1}

    @pytest.mark.parametrize(
        ("states", "expected"),
        [
            ((HAS, HAS), "offered"), ((HAS_NOT, HAS_NOT), "lacking"), ((HAS, HAS_NOT), "unknown"),
            ((HAS, SILENT), "unknown"), ((HAS, None), "unknown"), ((HAS_NOT, None), "unknown"),
        ],
    )  # fmt: skip
    def test_a_joint_board(self, states: tuple[Any, Any], expected: str) -> None:
        """What is so in each of its municipalities; where they differ it isn't known of whom."""
        told = [service(code, state) for code, state in zip(("0482", "0483"), states, strict=True) if state]  # fmt: skip
        made = metrics.need(register(case(municipality="0482+0483")), AT, told)
        assert row(made) == {expected: 1}

    def test_who_got_something_is_not_asked(self) -> None:
        """Supply is looked at for those without alone."""
        made = metrics.need(
            register(case(interventions=(given("2019-05-01"),))), AT, [service("0484", HAS_NOT)]
        )
        assert row(made) == {"used": 1}


class TestCells:
    """A person is one in every cell, and stands where the case holds."""

    def test_two_cases_of_one(self) -> None:
        """In one cell the first that holds in any case; by place each for itself."""
        cases = [
            case("a", "p", interventions=(given("2019-05-01"),)),
            case("b", "p", municipality="0486"),
        ]
        both = metrics.need(register(*cases), AT)
        assert (both.value.tolist(), row(both)) == ([1], {"used": 1})
        by_place = metrics.need(register(*cases), AT, by="municipality")
        assert [row(by_place, at) for at in (0, 1)] == [{"used": 1}, {"unknown": 1}]
        with pytest.raises(DataError, match="can't be summed"):
            by_place.sum("municipality")

    def test_by_role_and_form(self) -> None:
        """By role, and by form of violence where a case may have several."""
        cases = [
            case("a", "a", forms=frozenset({ViolenceForm.PHYSICAL, ViolenceForm.SEXUAL})),
            case("b", "b", role=Role.WITNESSING_CHILD, interventions=(given("2019-05-01"),)),
        ]
        by_role = metrics.need(register(*cases), AT, by="role")
        assert row(by_role.select(role="exposed_adult")) == {"unknown": 1}
        assert row(by_role.select(role="witnessing_child")) == {"used": 1}
        by_form = metrics.need(register(*cases), AT, by="form")
        assert by_form.select(form=["physical", "sexual"]).value.tolist() == [1, 1]

    def test_by_hand_on_many(self) -> None:
        """On drawn cases it is what a loop over persons gives."""
        rng = np.random.default_rng(4)
        cases = []
        for number in range(120):
            start = f"2019-0{rng.integers(1, 8)}-10"
            kinds = []
            for _ in range(rng.integers(0, 3)):
                begun = max(start, f"2019-0{rng.integers(1, 9)}-15")
                kinds.append(
                    given(
                        begun, f"2019-0{rng.integers(1, 6)}-12", declined=bool(rng.random() < 0.3)
                    )
                )
            kinds.sort(key=lambda one: one.started)
            cases.append(
                case(str(number), f"p{rng.integers(60)}", start, municipality=str(rng.choice(["0484", "0486"])), interventions=tuple(kinds))
            )  # fmt: skip
        provisions = [service("0484", HAS_NOT), service("0486", HAS)]
        order = ("used", "declined", "waiting", "offered", "lacking")
        expected: dict[tuple[str, str], str] = {}
        for one in cases:
            if one.opened > AT:
                continue
            told = [
                "used" if not help_.declined and help_.started <= AT
                else "declined" if help_.declined
                else "waiting"
                for help_ in one.interventions
            ]  # fmt: skip
            status = min(
                told,
                key=order.index,
                default="offered" if one.municipality == "0486" else "lacking",
            )
            key = one.municipality, str(one.person.person_id)
            expected[key] = min(expected.get(key, "lacking"), status, key=order.index)
        made = metrics.need(register(*cases), AT, provisions, by="municipality")
        for at, place in enumerate(("0484", "0486")):
            values = [status for (code, _), status in expected.items() if code == place]
            assert row(made, at) == {name: values.count(name) for name in order if name in values}

    def test_not_delivered(self) -> None:
        """Where interventions weren't delivered it is not reported, and never without."""
        plain = Coverage([("0484", None, None, WINDOW, {"closings"}, frozenset())])
        made = metrics.need(Register.from_cases([case()], observed=WINDOW, coverage=plain), AT)
        assert made.state.tolist() == [State.NOT_REPORTED]

    def test_without_days_of_decision(self) -> None:
        """Who waits can't be told where no decision has a day, and that isn't 0."""
        told = Coverage([("0484", None, None, WINDOW, {"closings", "interventions"}, frozenset())])
        made = metrics.need(Register.from_cases([case()], observed=WINDOW, coverage=told), AT)
        assert made.state.tolist() == [State.VALUE]
        for name in ("declined", "waiting", "days_waiting"):
            assert made.state_of(name).tolist() == [State.NOT_REPORTED], name
        assert "partly_told" in [note.code for note in made.notes]

    def test_what_is_not_told_gives_nobody_away(self) -> None:
        """Where no decision has a day the rest adds up, and the hidden one can't be reckoned out."""
        told = {"interventions.declined"}
        cases = [
            *(case(f"a{n}", f"a{n}", interventions=(given("2019-05-01"),)) for n in range(12)),
            *(case(f"b{n}", f"b{n}", interventions=(given("2019-05-01", declined=True),)) for n in range(2)),
            *(case(f"c{n}", f"c{n}") for n in range(9)),
        ]  # fmt: skip
        whole = Coverage([("0484", None, None, WINDOW, {"closings", "interventions"}, told)])
        made = metrics.need(Register.from_cases(cases, observed=WINDOW, coverage=whole), AT)
        assert made.figure("value").sum_of == ("used", "declined", "without")
        shown = disclosure.protect(made, disclosure.FIVE)
        hidden = [
            name for name in ("value", "used", "declined", "without")
            if shown.state_of(name)[0] == State.SUPPRESSED
        ]  # fmt: skip
        assert "declined" in hidden
        assert len(hidden) > 1

    def test_where_only_some_told(self) -> None:
        """Beside one who tells of waiting, who doesn't has nobody surely without."""
        both = Coverage([
            ("0484", None, None, WINDOW, "all", "all"),
            ("0486", None, None, WINDOW, {"closings", "interventions"}, {"interventions.declined"}),
        ])  # fmt: skip
        cases = [case("a", "a"), case("b", "b", municipality="0486")]
        made = metrics.need(
            Register.from_cases(cases, observed=WINDOW, coverage=both), AT, by="municipality"
        )
        assert made.state_of("waiting").tolist() == [State.VALUE, State.NOT_REPORTED]
        assert made.state_of("without").tolist() == [State.VALUE, State.NOT_REPORTED]
        assert made.value.tolist() == [1, 1]

    def test_json_and_notes(self) -> None:
        """It is the same after JSON; it never says that a need is unmet."""
        made = metrics.need(register(case()), AT, [service("0484", HAS)], by="role")
        assert Counts.from_json(made.to_json()) == made
        assert made.notes[0].code == "need_is_what_is_seen"


@pytest.mark.parametrize(
    ("when", "message"),
    [("2019-06-01", "day must be a date"), (2019, "day must be a date"), (date(2031, 1, 1), "outside what was observed")],
)  # fmt: skip
def test_refused(when: Any, message: str) -> None:
    """A day that is none, or lies outside, is refused."""
    with pytest.raises(DataError, match=message):
        metrics.need(register(case()), when)


@pytest.mark.parametrize("when", [WINDOW.start, WINDOW.end])
def test_first_and_last_day(when: date) -> None:
    """The first and the last day that were observed are within; the days beside them aren't."""
    assert metrics.need(register(case()), when).value.size == 1
    outside = when - timedelta(1) if when == WINDOW.start else when + timedelta(1)
    with pytest.raises(DataError, match="outside what was observed"):
        metrics.need(register(case()), outside)
