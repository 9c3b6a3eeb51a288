"""Records refuse what cannot be, and never say whose it was."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from building import VIOLENCE, case, day
from vnr.errors import ModelError
from vnr.model import (
    Case,
    FollowUp,
    Instrument,
    Intake,
    Intervention,
    InterventionKind,
    Investigation,
    JudgedRisk,
    Judgement,
    Municipality,
    Person,
    RiskAssessment,
    RiskJudgement,
    Role,
)

SECRET = "19811218-9876"
REFUSED: list[tuple[str, Any]] = [
    ("case_id", lambda: case("")),
    ("municipality", lambda: case(municipality="484")),
    ("municipality", lambda: case(municipality="04８4")),
    ("unit", lambda: case(unit="adult")),
    ("role", lambda: case(role="exposed_adult")),  # type: ignore[arg-type]
    ("person", lambda: Case(SECRET, SECRET, "0484", None, Role.PERPETRATOR, ())),  # type: ignore[arg-type]
    ("intakes", lambda: Case(SECRET, Person(SECRET), "0484", None, Role.PERPETRATOR, ())),
    ("intakes", lambda: Case(SECRET, Person(SECRET), "0484", None, Role.PERPETRATOR, [])),  # type: ignore[arg-type]
    ("closed", lambda: case(SECRET, SECRET, "2019-03-01", "2019-02-28")),
    ("intakes[1].date", lambda: case(SECRET, later=(("2019-02-01", VIOLENCE),))),
    ("intakes[1].date", lambda: case(closed="2019-04-01", later=(("2019-04-02", VIOLENCE),))),
    (
        "interventions[0].started",
        lambda: case(interventions=(Intervention(InterventionKind.ATV, day("2019-02-28")),)),
    ),
    (
        "interventions[0].started",
        lambda: case(
            closed="2019-04-01",
            interventions=(Intervention(InterventionKind.ATV, day("2019-04-02")),),
        ),
    ),
    (
        "investigations[0].opened",
        lambda: case(investigations=(Investigation(day("2019-02-28")),)),
    ),
    (
        "follow_ups: the intervention already has a follow-up",
        lambda: Intervention(
            InterventionKind.ATV, day("2019-02-02"), follow_ups=(FollowUp(day("2019-03-01")),) * 2
        ),
    ),
    ("children_at_home", lambda: case(children_at_home=-1)),
    ("children_at_home", lambda: case(children_at_home=True)),
    ("police_report", lambda: case(police_report="nej")),
    ("forms", lambda: case(forms={"physical"})),
    ("birth_year", lambda: Person(SECRET, birth_year=81)),
    ("groups", lambda: Person(SECRET, groups=frozenset({"aged"}))),  # type: ignore[arg-type]
    ("protected", lambda: Person(SECRET, protected=1)),  # type: ignore[arg-type]
    ("date", lambda: Intake(datetime(2019, 1, 1), VIOLENCE)),  # noqa: DTZ001
    ("closed", lambda: Investigation(day("2019-02-02"), closed=day("2019-02-01"))),
    (
        "ended",
        lambda: Intervention(InterventionKind.ATV, day("2019-02-02"), day("2019-02-01")),
    ),
    (
        "follow_ups[0].done",
        lambda: Intervention(
            InterventionKind.ATV,
            day("2019-02-02"),
            follow_ups=(FollowUp(day("2019-03-01"), day("2019-02-01")),),
        ),
    ),
    ("score", lambda: RiskAssessment(Instrument.SARA_SV, day("2019-02-02"), score=3)),
    ("score", lambda: RiskAssessment(Instrument.PATRIARK, day("2019-02-02"), score=3.0)),
    (
        "score",
        lambda: RiskAssessment(Instrument.FREDA_DANGER, day("2019-02-02"), score=float("nan")),
    ),
    (
        "judgement",
        lambda: RiskAssessment(
            Instrument.SARA_SV,
            day("2019-02-02"),
            judgement=(RiskJudgement(JudgedRisk.ACUTE, Judgement.LOW),) * 2,
        ),
    ),
    (
        "judgement",
        lambda: RiskAssessment(Instrument.SARA_SV, day("2019-02-02"), judgement=("high",)),
    ),
    ("county", lambda: Municipality("0484", "Eskilstuna", "05")),
    ("name", lambda: Municipality("0484", "", "04")),
]


@pytest.mark.parametrize(("field", "make"), REFUSED)
def test_refused(field: str, make: Any) -> None:
    """A breach names field and rule, and never prints an identifier."""
    with pytest.raises(ModelError) as error:
        make()
    assert str(error.value).startswith(field)
    assert SECRET not in str(error.value)


def test_repr_hides_identifiers() -> None:
    """Neither case, person, household nor officer is shown."""
    shown = repr(case(SECRET, SECRET, household_id="hushåll-7", officer="tjänsteman-9"))
    assert all(hidden not in shown for hidden in (SECRET, "hushåll-7", "tjänsteman-9"))


def test_values_compare_and_hash() -> None:
    """Equal content is the same; judged risks are kept in the vocabulary's order."""
    low, high = (
        RiskJudgement(JudgedRisk.FUTURE, Judgement.LOW),
        RiskJudgement(JudgedRisk.CURRENT, Judgement.HIGH),
    )
    one, other = (
        case(assessments=(RiskAssessment(Instrument.SARA, day("2019-03-02"), judgement=both),))
        for both in ((low, high), (high, low))
    )
    assert one == other
    assert hash(one) == hash(other)
    assert one.key == ("0484", "1", "p")
    assert one.opened == day("2019-03-01")


@pytest.mark.parametrize(
    ("make", "last", "beyond"),
    [
        (lambda year: Person("p", birth_year=year), 1850, 1849),
        (lambda year: Person("p", birth_year=year), 2200, 2201),
        (lambda number: case(children_at_home=number), 0, -1),
        (lambda number: case(children_at_home=number), 2**31 - 1, 2**31),
    ],
)
def test_bounds(make: Any, last: int, beyond: int) -> None:
    """Years are 1850 to 2200, and numbers from 0 to what 32 bits hold."""
    make(last)
    with pytest.raises(ModelError):
        make(beyond)
