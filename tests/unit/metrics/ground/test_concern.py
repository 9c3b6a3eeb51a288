"""Which interventions and assessments concern violence, on both sides of every condition."""

from __future__ import annotations

from typing import Any

import pytest

from building import ECONOMIC, VIOLENCE, case, closing, day, register
from vnr.metrics.ground import concerns, last_closing, spells_of
from vnr.model import (
    Case,
    FollowUp,
    Instrument,
    Intervention,
    InterventionKind,
    Investigation,
    RiskAssessment,
)

KNOWN = (("2019-04-01", VIOLENCE),)


def helped(kind: InterventionKind, started: str, **more: Any) -> Intervention:
    return Intervention(
        kind,
        day(started),
        meetings=1,
        missed=0,
        follow_ups=(FollowUp(day("2019-06-01"), day("2019-06-01")),),
        **more,
    )


@pytest.mark.parametrize(
    ("kind", "started", "more", "expected"),
    [
        ("group", "2019-04-01", {}, True),
        ("group", "2019-03-31", {}, False),
        ("group", "2019-03-31", {"for_violence": True}, True),
        ("group", "2019-04-01", {"for_violence": False}, False),
        ("trappan", "2019-03-31", {"for_violence": False}, False),
        ("group", "2019-04-01", {"declined": True}, False),
        ("trappan", "2019-04-01", {"declined": True, "for_violence": True}, False),
    ],
)
def test_known(kind: str, started: str, more: dict[str, Any], *, expected: bool) -> None:
    """Opened for money in March, violence from 1 April: what isn't labelled counts from then on."""
    one = helped(InterventionKind(kind), started, **more)
    made = register(case(reason=ECONOMIC, later=KNOWN, interventions=(one,)))
    assert concerns(made, "known").tolist() == [expected]
    assert concerns(made, "any").tolist() == [not one.declined]


def test_specific_is_evidence_where_it_belongs() -> None:
    """Trappan isn't labelled and needn't be: it makes the case known, and concerns violence."""
    one = helped(InterventionKind.TRAPPAN, "2019-03-02")
    made = register(case(reason=ECONOMIC, interventions=(one,)))
    assert concerns(made, "known").tolist() == [True]
    assert concerns(made, "intake").tolist() == [False]


def test_start_is_that_of_known_whatever_is_asked() -> None:
    """Violence known on 10 March, taken in on 1 April: help on 20 March counts under `intake`."""
    made = register(
        case(
            reason=ECONOMIC,
            later=KNOWN,
            violence_known=day("2019-03-10"),
            interventions=(
                helped(InterventionKind.GROUP, "2019-03-09"),
                helped(InterventionKind.GROUP, "2019-03-10"),
            ),
        )
    )
    assert concerns(made, "intake").tolist() == concerns(made, "known").tolist() == [False, True]
    assert concerns(made, "original").tolist() == [False, False]


def test_specific_in_a_case_that_holds_another_basis() -> None:
    """A specific kind counts before the day the spell counts from, if nobody says otherwise."""
    one = helped(InterventionKind.TRAPPAN, "2019-03-02")
    made = register(case(reason=ECONOMIC, later=KNOWN, interventions=(one,)))
    assert concerns(made, "intake").tolist() == [True]


def test_assessments() -> None:
    """An assessment counts in a case that holds the basis, and under `any` in every case."""

    def assessed(number: str, **more: Any) -> Case:
        one = RiskAssessment(Instrument.FREDA_SHORT, day("2019-03-05"))
        return case(number, number, assessments=(one,), **more)

    made = register(assessed("1"), assessed("2", reason=ECONOMIC))
    assert concerns(made, "known", "assessments").tolist() == [True, False]
    assert concerns(made, "any", "assessments").tolist() == [True, True]


def test_spells_of() -> None:
    """Between two spells: what was asked tells of the next one, what was begun is of the last."""
    made = register(
        case(
            later=(("2019-07-01", ECONOMIC),),
            closings=(closing("2019-05-31"),),
            investigations=(Investigation(day("2019-06-15")),),
            assessments=(RiskAssessment(Instrument.SARA_SV, day("2019-06-15")),),
            interventions=(Intervention(InterventionKind.GROUP, day("2019-07-01")),),
        )
    )
    assert spells_of(made, "intakes").tolist() == [0, 1]
    assert spells_of(made, "assessments").tolist() == [1]
    assert spells_of(made, "investigations").tolist() == [0]
    assert spells_of(made, "interventions").tolist() == [1]


def test_last_closing() -> None:
    """The closing of the last spell with the basis: of violence the first, of any the second."""
    made = register(
        case(
            later=(("2019-07-01", ECONOMIC), ("2019-09-01", VIOLENCE)),
            closings=(closing("2019-05-31"), closing("2019-08-01")),
        ),
        case("2", "q", reason=ECONOMIC, closed="2019-05-31"),
    )
    assert last_closing(made, "known").tolist() == [-1, -1]
    assert last_closing(made, "any").tolist() == [-1, 2]
    made = register(
        case(
            later=(("2019-07-01", ECONOMIC),),
            closings=(closing("2019-05-31"), closing("2019-08-01")),
        )
    )
    assert last_closing(made, "known").tolist() == [0]
    assert last_closing(made, "any").tolist() == [1]
