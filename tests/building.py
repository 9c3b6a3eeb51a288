"""Short ways to the records that tests need."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import attrs

from vnr.model import Case, Closing, ClosingReason, Goal, Intake, IntakeReason, Period, Person, Role
from vnr.register import Coverage, Register
from vnr.results import Counts, Definition

WINDOW = Period(date(2018, 1, 1), date(2020, 12, 31))
VIOLENCE = IntakeReason.VIOLENCE
ECONOMIC = IntakeReason.ECONOMIC


def day(text: str) -> date:
    return date.fromisoformat(text)


BASE: dict[str, Any] = {
    "municipality": ["0484", "0484", "0488"],
    "case_id": ["1", "1", "2"],
    "person_id": ["a", "a", "b"],
    "role": ["exposed_adult"] * 3,
    "date": [day("2019-01-02"), day("2019-03-01"), day("2019-02-01")],
    "reason": ["economic", "violence", "violence"],
}
"""Three intakes of two cases, as columns of a frame."""


def case(
    case_id: str = "1",
    person: str | Person = "p",
    opened: str = "2019-03-01",
    closed: str | None = None,
    *,
    reason: IntakeReason = VIOLENCE,
    later: tuple[tuple[str, IntakeReason], ...] = (),
    municipality: str = "0484",
    role: Role | frozenset[Role] = Role.EXPOSED_ADULT,
    closing_reason: ClosingReason | None = None,
    goal: Goal | None = None,
    **more: Any,
) -> Case:
    """A case that closes once, or, with `closings`, as often as they say."""
    once = () if closed is None else (Closing(day(closed), closing_reason, goal),)
    return Case(
        case_id,
        Person(person) if isinstance(person, str) else person,
        municipality,
        more.pop("unit", None),
        role,
        (Intake(day(opened), reason), *(Intake(day(when), why) for when, why in later)),
        more.pop("closings", once),
        **more,
    )


def closing(when: str, reason: ClosingReason | None = None, goal: Goal | None = None) -> Closing:
    return Closing(day(when), reason, goal)


def whole(rows: Iterable[Any]) -> Coverage:
    """Coverage in which every table and field is delivered where nothing else is said."""
    return Coverage(
        attrs.evolve(
            row,
            tables="all" if row.tables is None else row.tables,
            fields="all" if row.fields is None else row.fields,
        )
        for row in Coverage(rows).deliveries
    )


def register(*cases: Case, observed: Period = WINDOW, coverage: Coverage | None = None) -> Register:
    """Register whose municipalities deliver everything; of delivery ask `Register` itself."""
    rows: Iterable[Any] = (
        ((case.municipality, None, observed) for case in cases)
        if coverage is None
        else coverage.deliveries
    )
    return Register.from_cases(cases, observed=observed, coverage=whole(rows))


def counts(strata: dict[str, Any], value: list[int], **more: Any) -> Counts:
    size = len(value)
    given: dict[str, Any] = {
        "strata": strata,
        "value": value,
        "state": [0] * size,
        "covered": [1.0] * size,
        "unit": "cases",
        "definition": Definition("count"),
    }
    return Counts(**(given | more))
