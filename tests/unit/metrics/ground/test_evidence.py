"""What makes a case one of violence, and when."""

from __future__ import annotations

from typing import Any

import pytest

from building import ECONOMIC, VIOLENCE, case, day, register
from vnr import metrics
from vnr.errors import DataError
from vnr.metrics.choices import Roles
from vnr.metrics.ground import evidence
from vnr.model import (
    Instrument,
    Intervention,
    InterventionKind,
    Period,
    RiskAssessment,
    Role,
    ViolenceContext,
    ViolenceForm,
)

YEAR = Period.year(2019)


@pytest.mark.parametrize(
    ("known", "month"),
    [("2019-02-01", "2019-03"), ("2019-04-15", "2019-04"), ("2019-06-01", "2019-05")],
)
def test_evidence_outside_the_case(known: str, month: str) -> None:
    """Evidence from before the case is dated to its opening, from after it to its close."""
    made = register(
        case(
            "1",
            reason=ECONOMIC,
            opened="2019-03-01",
            closed="2019-05-01",
            violence_known=day(known),
        )
    )
    found = metrics.count(made, YEAR, by="month")
    assert found.strata["month"][found.value == 1].tolist() == [month]


@pytest.mark.parametrize(
    ("more", "holds"),
    [
        ({}, False),
        ({"forms": frozenset({ViolenceForm.SEXUAL})}, True),
        ({"contexts": frozenset({ViolenceContext.FAMILY})}, True),
        ({"violence_known": day("2019-03-02")}, True),
        # What is recorded goes before what the instrument or the intervention tells by itself.
        ({"assessments": (RiskAssessment(Instrument.FREDA_DANGER, day("2019-03-02")),)}, True),
        ({"assessments": (RiskAssessment(Instrument.FREDA_SHORT, day("2019-03-02")),)}, False),
        (
            {
                "assessments": (
                    RiskAssessment(
                        Instrument.FREDA_DANGER, day("2019-03-02"), violence_found=False
                    ),
                )
            },
            False,
        ),
        (
            {
                "assessments": (
                    RiskAssessment(Instrument.FREDA_SHORT, day("2019-03-02"), violence_found=True),
                )
            },
            True,
        ),
        ({"interventions": (Intervention(InterventionKind.ATV, day("2019-03-02")),)}, True),
        ({"interventions": (Intervention(InterventionKind.GROUP, day("2019-03-02")),)}, False),
        (
            {
                "interventions": (
                    Intervention(InterventionKind.ATV, day("2019-03-02"), for_violence=False),
                )
            },
            False,
        ),
        (
            {
                "interventions": (
                    Intervention(InterventionKind.GROUP, day("2019-03-02"), for_violence=True),
                )
            },
            True,
        ),
    ],
)
def test_what_makes_violence_known(more: dict[str, Any], holds: bool) -> None:
    """Each kind of evidence by itself, in a case opened for something else."""
    assert evidence(register(case(reason=ECONOMIC, **more)), "known").holds.tolist() == [holds]


def test_earliest_evidence() -> None:
    """The earliest of all dated evidence is the case's day, before 1970 too."""
    made = register(
        case("1", reason=ECONOMIC, later=(("2019-06-01", VIOLENCE),)),
        case(
            "2",
            reason=ECONOMIC,
            violence_known=day("2019-05-01"),
            later=(("2019-06-01", VIOLENCE),),
        ),
        case("3", reason=ECONOMIC, violence_known=day("1969-12-31")),
    )
    found = evidence(made, "known").day.astype("datetime64[D]").astype(str).tolist()
    assert found == ["2019-06-01", "2019-05-01", "1969-12-31"]


@pytest.mark.parametrize(
    ("roles", "numbers"),
    [("exposed", [1, 1, 1, 0]), ("perpetrators", [0, 0, 0, 1]), ("all", [1, 1, 1, 1])],
)
def test_roles(roles: Roles, numbers: list[int]) -> None:
    """Children who were exposed or saw it are exposed as adults are; perpetrators aren't."""
    made = register(*(case(str(role.place), str(role.place), role=role) for role in Role))
    found = metrics.count(made, YEAR, roles=roles, by="role")
    assert found.value.tolist() == numbers


def test_no_such_basis() -> None:
    """A basis is one of those there are."""
    with pytest.raises(DataError, match="basis must be one of original, intake, known"):
        evidence(register(), "violent")
