"""The spells of cases, and what belongs to each."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from building import ECONOMIC, VIOLENCE, case, closing, day, register
from vnr.metrics.ground import NEVER, evidence, held_cases, held_spells, spells
from vnr.model import (
    Case,
    Instrument,
    Perpetrator,
    Relation,
    RiskAssessment,
    Role,
    ViolenceForm,
)
from vnr.register import day_number

FEBRUARY, MAY, SEPTEMBER, DECEMBER = "2019-02-01", "2019-05-01", "2019-09-01", "2019-12-01"


def twice(case_id: str = "1", first: Any = ECONOMIC, second: Any = ECONOMIC, **more: Any) -> Case:
    """Open from February to May, and from September to December."""
    return case(
        case_id, case_id, FEBRUARY, reason=first, later=((SEPTEMBER, second),),
        closings=(closing(MAY), closing(DECEMBER)), **more,
    )  # fmt: skip


def days(*texts: str) -> list[int]:
    return [int(NEVER) if text == "-" else day_number(day(text)) for text in texts]


def test_spells() -> None:
    """The first intake opens, and the first one dated after a closing opens again."""
    made = register(
        case("1", "a", FEBRUARY),
        case("2", "b", FEBRUARY, MAY, later=((MAY, VIOLENCE), (SEPTEMBER, VIOLENCE), (DECEMBER, ECONOMIC))),
        twice("3"),
    )  # fmt: skip
    found = spells(made)
    assert found.case.tolist() == [0, 1, 1, 2, 2]
    assert found.first.tolist() == [0, 1, 3, 5]
    assert found.opened.tolist() == days(FEBRUARY, FEBRUARY, SEPTEMBER, FEBRUARY, SEPTEMBER)
    assert found.closed.tolist() == days("-", MAY, "-", MAY, DECEMBER)
    assert found.closing.tolist() == [-1, 0, -1, 1, 2]
    assert made.table("intakes")["date"][found.intake].tolist() == found.opened.tolist()
    assert not found.single


def test_single() -> None:
    """Where no case opened again a spell is a case; an intake on its last day is in it."""
    last_day = case("2", "b", FEBRUARY, MAY, later=((MAY, VIOLENCE),))
    found = spells(register(case("1", "a", FEBRUARY), last_day))
    assert found.single
    assert found.closed.tolist() == days("-", MAY)
    assert found.ending(np.array([1]), np.array(days(DECEMBER))).tolist() == [1]
    assert found.begun(np.array([1]), np.array(days(DECEMBER))).tolist() == [1]


@pytest.mark.parametrize(
    ("when", "ending", "begun"),
    [
        ("2019-01-31", 0, 0),
        (FEBRUARY, 0, 0),
        (MAY, 0, 0),
        ("2019-05-02", 1, 0),
        ("2019-08-31", 1, 0),
        (SEPTEMBER, 1, 1),
        (DECEMBER, 1, 1),
        ("2019-12-02", 1, 1),
    ],
)
def test_where_a_day_belongs(when: str, ending: int, begun: int) -> None:
    """To the first spell that ends on it or later, else the last; begun is the last opened by it."""
    found = spells(register(case("0", "x", FEBRUARY), twice("1")))
    of, at = np.array([1, 0]), np.array(days(when, when), np.int32)
    assert found.ending(of, at).tolist() == [1 + ending, 0]
    assert found.begun(of, at).tolist() == [1 + begun, 0]


@pytest.mark.parametrize(
    ("known", "start"),
    [
        ("2019-01-15", (FEBRUARY, None)),
        ("2019-03-01", ("2019-03-01", None)),
        (MAY, (MAY, None)),
        ("2019-07-01", (None, SEPTEMBER)),
        ("2019-10-01", (None, "2019-10-01")),
        ("2020-03-01", (None, DECEMBER)),
    ],
)
def test_start_of_dated_evidence(known: str, start: tuple[str | None, str | None]) -> None:
    """A spell runs from the later of its opening and its evidence, at most its close."""
    made = register(twice(violence_known=day(known)))
    found = evidence(made, "known")
    assert found.holds.tolist() == [one is not None for one in start]
    assert found.start[found.holds].tolist() == days(*(one for one in start if one))


@pytest.mark.parametrize(
    "undated",
    [
        {"forms": frozenset({ViolenceForm.PHYSICAL})},
        {"perpetrators": (Perpetrator(Relation.PARTNER),)},
        {"police_report": True},
    ],
)
def test_undated_evidence(undated: dict[str, Any]) -> None:
    """It counts only where nothing in the case is dated, and then in every spell."""
    alone = evidence(register(twice(**undated)), "known")
    assert alone.holds.tolist() == [True, True]
    assert alone.start.tolist() == days(FEBRUARY, SEPTEMBER)
    beside = evidence(register(twice(second=VIOLENCE, **undated)), "known")
    assert beside.holds.tolist() == [False, True]


def test_no_police_report_is_no_evidence() -> None:
    """That there is none says nothing of violence."""
    assert not evidence(register(twice(police_report=False)), "known").holds.any()


def test_patriark_that_found_none() -> None:
    """A PATRIARK assessment tells of honour unless it found no violence."""
    made = register(
        *(
            twice(str(place), assessments=(RiskAssessment(Instrument.PATRIARK, day(MAY), violence_found=found),))
            for place, found in enumerate((None, True, False))
        )
    )  # fmt: skip
    for basis in ("honour", "honour_patriark"):
        assert evidence(made, basis).holds[::2].tolist() == [True, True, False]


@pytest.mark.parametrize(("again", "holds"), [("2019-05-02", True), ("2019-05-03", False)])
def test_opened_on_the_next_day(again: str, holds: bool) -> None:
    """One that opens by the day after a spell that holds it holds it too, from its opening."""
    made = register(
        case(
            "1", "a", FEBRUARY, later=((again, ECONOMIC), ("2019-06-02", ECONOMIC)),
            closings=(closing(MAY), closing("2019-06-01"), closing(DECEMBER)),
        ),
        case("2", "b", MAY, reason=ECONOMIC),
    )  # fmt: skip
    found = evidence(made, "known")
    assert found.holds.tolist() == [True, holds, holds, False]
    assert (
        found.start[found.holds].tolist() == days(FEBRUARY, again, "2019-06-02")[: sum(found.holds)]
    )


def test_original() -> None:
    """The case's first reason and the spell's own are violence."""
    made = register(
        twice("1", VIOLENCE, VIOLENCE),
        twice("2", VIOLENCE, ECONOMIC),
        twice("3", ECONOMIC, VIOLENCE),
    )
    found = evidence(made, "original").holds
    assert found.tolist() == [True, True, True, False, False, False]


def test_dated_by_the_opening() -> None:
    """Every spell of a case that holds the basis counts, from its own opening."""
    made = register(twice("1", second=VIOLENCE), twice("2"))
    held = held_spells(made, "known", "all", "opened")
    assert held.spell.tolist() == [0, 1]
    assert held.start.tolist() == days(FEBRUARY, SEPTEMBER)


def test_held() -> None:
    """The spells with the basis, of the roles asked for; and each such case once."""
    made = register(
        twice("1", VIOLENCE, VIOLENCE),
        twice("2", VIOLENCE, VIOLENCE, role=Role.PERPETRATOR),
        twice("3", ECONOMIC, VIOLENCE),
    )
    held = held_spells(made, "known", "exposed")
    assert held.spell.tolist() == [0, 1, 5]
    assert held.case.tolist() == [0, 0, 2]
    assert held.end.tolist() == days(MAY, DECEMBER, DECEMBER)
    rows, start = held_cases(made, "known", "exposed")
    assert rows.tolist() == [0, 2]
    assert start.tolist() == days(FEBRUARY, SEPTEMBER)
