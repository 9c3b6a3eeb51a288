"""What stands in two registers is compared field by field, and kept once."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from building import VIOLENCE, WINDOW, case, day, register
from vnr.errors import DataError
from vnr.model import (
    Case,
    Closing,
    FollowUp,
    Goal,
    Instrument,
    Intervention,
    InterventionKind,
    Investigation,
    JudgedRisk,
    Judgement,
    Perpetrator,
    Person,
    Relation,
    RiskAssessment,
    RiskJudgement,
    Sex,
    ViolenceForm,
)
from vnr.register import Register
from vnr.testing import registers

FULL = case(
    "1",
    Person("a", 1980),
    closed="2020-01-01",
    later=(("2019-04-01", VIOLENCE),),
    forms=frozenset({ViolenceForm.SEXUAL}),
    home_municipality="0180",
    officer="x",
    perpetrators=(Perpetrator(Relation.PARTNER),),
    investigations=(Investigation(day("2019-03-02")),),
    interventions=(
        Intervention(InterventionKind.ATV, day("2019-05-01")),
        Intervention(
            InterventionKind.ATV, day("2019-05-01"), follow_ups=(FollowUp(day("2019-06-01")),)
        ),
    ),
    assessments=(
        RiskAssessment(
            Instrument.SARA,
            day("2019-03-02"),
            judgement=(RiskJudgement(JudgedRisk.ACUTE, Judgement.LOW),),
        ),
        RiskAssessment(Instrument.DANGER_ASSESSMENT, day("2019-03-02"), score=3.0),
    ),
)
FIRST, SECOND = FULL.interventions
CHANGES: list[dict[str, Any]] = [
    {"person": Person("a", 1981)},
    {"closings": (Closing(day("2020-01-02")),)},
    {"closings": (Closing(day("2020-01-01"), goal=Goal.PARTLY),)},
    {"closings": (Closing(day("2019-03-02")), *FULL.closings), "interventions": ()},
    {"closings": ()},
    {"forms": frozenset()},
    {"home_municipality": "0181"},
    {"officer": "y"},
    {"intakes": FULL.intakes[:1]},
    {"perpetrators": (Perpetrator(Relation.PARTNER, Sex.MAN),)},
    {"investigations": ()},
    {"investigations": FULL.investigations * 2},
    {"interventions": (SECOND, FIRST)},
    {"interventions": (SECOND, attrs.evolve(SECOND, follow_ups=()))},
    {"interventions": (FIRST, attrs.evolve(SECOND, follow_ups=(FollowUp(day("2019-06-02")),)))},
    {"assessments": FULL.assessments[::-1]},
    {"assessments": (FULL.assessments[0], attrs.evolve(FULL.assessments[1], score=None))},
]


def joined(*cases: list[Case]) -> Register:
    return Register.concat([register(*some) for some in cases])


def test_equal_in_all() -> None:
    """Equal content is one case, wherever it stands and whatever stands beside it."""
    one, other = case("0", "z", "2018-02-01"), case("2", "b", officer="w")
    whole = joined([one, FULL], [FULL, other], [other, FULL])
    assert list(whole.cases()) == [one, FULL, other]


@pytest.mark.parametrize("change", CHANGES, ids="+".join)
def test_any_difference_is_seen(change: dict[str, Any]) -> None:
    """One field of one row, of the case or of anything that hangs on it, is other content."""
    other = attrs.evolve(FULL, **change)
    with pytest.raises(
        DataError, match="row 1 of register 1 has the municipality, case and person"
    ):
        joined([FULL], [case("2", "b"), other])


def test_the_first_difference_is_named() -> None:
    """Rows are counted within their own register."""
    plain, changed = case("2", "b"), case("2", "b", closed="2020-01-01")
    with pytest.raises(DataError, match=r"row 0 of register 2 .* of row 1 of register 0"):
        joined([FULL, plain], [FULL], [changed, attrs.evolve(FULL, officer="y")])


def test_persons_who_disagree() -> None:
    """One person's rows in two registers are rows of one person."""
    with pytest.raises(DataError, match="person-conflict"):
        joined([case("1", Person("a", 1980))], [case("2", Person("a", 1981))])


@settings(max_examples=15)
@given(registers(), st.integers(0, 8), st.integers(0, 8))
def test_parts_that_overlap_are_the_whole(whole: Register, low: int, high: int) -> None:
    """However a register is cut in two overlapping parts, joining them gives it back."""
    cases = list(whole.cases())
    parts = [cases[: max(low, high)], cases[min(low, high) :]]
    made = [Register.from_cases(part, observed=WINDOW, coverage=whole.coverage) for part in parts]
    again = Register.concat(made)

    assert list(again.cases()) == cases
