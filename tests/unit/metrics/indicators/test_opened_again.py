"""Cases that closed and opened again in the tables that people know, by hand."""

from __future__ import annotations

from typing import Any

import pytest

from building import ECONOMIC, VIOLENCE, case, closing, day, register
from vnr import metrics
from vnr.model import (
    Case,
    ClosingReason,
    Goal,
    Instrument,
    Intervention,
    InterventionKind,
    Period,
    RiskAssessment,
)

YEAR = Period.year(2019)


def helped(started: str, **more: Any) -> Intervention:
    return Intervention(InterventionKind.GROUP, day(started), meetings=3, missed=1, **more)


def money_after_violence(again: str = "2019-07-01", **more: Any) -> Case:
    """Violence from March to May, closed with the goal reached; money from July, closed too."""
    return case(
        later=((again, ECONOMIC),),
        closings=(
            closing("2019-05-31", ClosingReason.GOAL_REACHED, Goal.REACHED),
            closing("2019-12-01", ClosingReason.DECLINED, Goal.NOT_REACHED),
        ),
        **more,
    )


def test_kolada() -> None:
    """Goal reached of violence with help is the third; of money it is none of them."""
    adults = {"0484": 10_000.0}

    def cases(one: Case, **more: Any) -> list[int]:
        found = metrics.kolada(register(one), 2019, adults=adults, **more)
        return [*found["cases"].tolist(), *found["n_not_recorded"].tolist()[2:]]

    early, late = helped("2019-03-01"), helped("2019-07-01")
    assert cases(money_after_violence(interventions=(early,))) == [1, 1, 1, 0]
    assert cases(money_after_violence(interventions=(late,))) == [1, 0, 0, 0]
    assert cases(money_after_violence(interventions=(late,)), basis="any") == [1, 1, 0, 0]
    # Closed twice with violence, first without a word and then with the goal: once, and told.
    twice = case(
        later=(("2019-07-01", VIOLENCE),),
        closings=(closing("2019-05-31"), closing("2019-12-01", goal=Goal.PARTLY)),
        interventions=(early, late),
    )
    assert cases(twice) == [1, 1, 1, 0]
    untold = case(closed="2019-05-31", interventions=(early,))
    assert cases(untold) == [1, 1, 0, 1]


def test_su_kvinnofrid() -> None:
    """Closed for violence though open for money; FREDA in the time of money isn't counted."""
    asked = RiskAssessment(Instrument.FREDA_SHORT, day("2019-07-05"), violence_found=False)
    made = register(
        case(
            later=(("2019-07-01", ECONOMIC),),
            closings=(closing("2019-05-31"),),
            assessments=(asked,),
        )
    )
    for basis, closed, freda in (("known", 1, 0), ("any", 0, 1)):
        found = metrics.su_kvinnofrid(made, YEAR, basis=basis)  # type: ignore[arg-type]
        number = dict(zip(found.strata["item"].tolist(), found["number"].tolist(), strict=True))
        assert (number["closed"], number["freda"]) == (closed, freda)
        assert number["not_assessed"] == 1 - freda


def test_individual() -> None:
    """The reason is that of the violence; what was declined had no meetings."""
    helps = helped("2019-03-01"), helped("2019-03-01", declined=True)
    made = register(money_after_violence(interventions=helps))
    found = metrics.individual_follow_up(made)
    assert found.closing_reason.tolist() == ["goal_reached"]
    assert found.meetings.tolist() == [3]
    assert metrics.individual_follow_up(made, basis="any").closing_reason.tolist() == ["declined"]


@pytest.mark.parametrize("age", [17, 18, None])
def test_adults(age: int | None) -> None:
    """Key figures of adults leave out those known to be under 18 at the intake."""
    made = register(case(age_at_intake=age))
    counts = int(age != 17)
    assert metrics.su_kvinnofrid(made, YEAR).n.tolist()[0] == counts
    found = metrics.kolada(made, 2019, adults={"0484": 10_000.0})
    assert found["cases"].tolist()[0] == counts
