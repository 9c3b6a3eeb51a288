"""What is derived of cases once, for all metrics."""

from __future__ import annotations

import numpy as np
import pytest

from building import WINDOW, case, day, register
from vnr.metrics.ground import (
    AGE_GROUPS,
    NEVER,
    age_groups,
    ages,
    began,
    closes,
    having,
    instruments_used,
    never_for_none,
    of_adults,
    owners,
)
from vnr.model import Instrument, Period, Person, RiskAssessment, Role
from vnr.register import NO_DAY, Coverage, day_number


def test_closes() -> None:
    """An open case never closes."""
    made = register(case("1", closed="2019-04-01"), case("2"))
    assert closes(made).tolist() == [day_number(day("2019-04-01")), NEVER]
    assert never_for_none(np.array([NO_DAY, 5], np.int32)).tolist() == [NEVER, 5]


def test_began() -> None:
    """Delivery began where the coverage says; else with the window."""
    late = Period(day("2019-01-01"), WINDOW.end)
    coverage = Coverage([("0480", None, None), ("0484", None, late), ("0488", None, WINDOW)])
    made = register(
        *(case(code, code, municipality=code) for code in ("0480", "0484", "0488")),
        coverage=coverage,
    )
    first = day_number(WINDOW.start)
    assert began(made).tolist() == [first, day_number(late.start), first]


@pytest.mark.parametrize(
    ("born", "recorded", "age"),
    [(1990, None, 29), (1990, 17, 17), (None, None, -1), (None, 0, 0), (2019, None, 0)],
)
def test_ages(born: int | None, recorded: int | None, age: int) -> None:
    """As recorded, else by calendar years; unknown is no age."""
    made = register(case("1", Person("p", birth_year=born), age_at_intake=recorded))
    assert ages(made).tolist() == [age]


def test_unborn() -> None:
    """Who is opened for in the year before the year of birth is taken as newborn."""
    made = register(case("1", Person("p", birth_year=2020), "2019-12-01"))
    assert ages(made).tolist() == [0]


def test_age_groups() -> None:
    """Each group from its lowest age on, and a place for those of unknown age."""
    age = np.array([-1, 0, 17, 18, 29, 30, 49, 50, 64, 65, 90])
    labels = [*AGE_GROUPS, "not_recorded"]
    assert [labels[place] for place in age_groups(age)] == [
        "not_recorded", "0-17", "0-17", "18-29", "18-29", "30-49", "30-49", "50-64", "50-64",
        "65+", "65+",
    ]  # fmt: skip


def test_instruments() -> None:
    """A bit for each instrument, however often it was used; none is none."""
    used = (Instrument.SARA_SV, Instrument.SARA_SV, Instrument.CONVERSATION)
    made = register(
        case("1", assessments=tuple(RiskAssessment(one, day("2019-03-02")) for one in used)),
        case("2"),
    )
    bits = 1 << Instrument.SARA_SV.place | 1 << Instrument.CONVERSATION.place
    assert instruments_used(made, "known").tolist() == [bits, 0]
    assert instruments_used(made, "known") is instruments_used(made, "known")


@pytest.mark.parametrize(
    ("age", "role", "counts"),
    [
        (17, Role.EXPOSED_ADULT, False),
        (18, Role.EXPOSED_ADULT, True),
        (None, Role.EXPOSED_ADULT, True),
        (30, Role.WITNESSING_CHILD, False),
    ],
)
def test_of_adults(age: int | None, role: Role, *, counts: bool) -> None:
    """Key figures of adults are of 18 and more at the intake; whose age isn't known stays."""
    assert of_adults(register(case(role=role, age_at_intake=age))).tolist() == [counts]


def test_having() -> None:
    """A case has a row, or none of those that are chosen."""
    own = (RiskAssessment(Instrument.SARA_SV, day("2019-03-02")),)
    made = register(case("1"), case("2", assessments=own))
    assert having(made, "assessments").tolist() == [False, True]
    assert having(made, "assessments", np.zeros(1, bool)).tolist() == [False, False]


def test_owners() -> None:
    """One person as exposed and as perpetrator is two; as child and adult one."""
    roles = (Role.EXPOSED_ADULT, Role.PERPETRATOR, Role.WITNESSING_CHILD)
    made = register(*(case(role.value, "p", role=role) for role in roles))
    rows = np.arange(3)
    place, owner = owners(made, "all", rows)
    exposed, child, perpetrator = owner.tolist()
    assert rows[place].tolist() == [0, 2, 1]
    assert exposed == child != perpetrator
    assert rows[owners(made, "perpetrators", rows)[0]].tolist() == [1]
    place, owner = owners(made, "exposed", rows[::2])
    assert rows[::2][place].tolist() == [0, 2]
    assert owner.tolist() == [exposed, child]
