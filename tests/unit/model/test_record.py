"""Records refuse what cannot be, and never say whose it was."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

import attrs
import pytest

from building import VIOLENCE, case, day
from storing import House, Owner, Stay
from vnr.errors import ModelError
from vnr.model import (
    Case,
    Closing,
    ClosingReason,
    Condition,
    FollowUp,
    Goal,
    Instrument,
    Intake,
    IntakeReason,
    Intervention,
    InterventionKind,
    Invariant,
    Investigation,
    JudgedRisk,
    Judgement,
    Municipality,
    Person,
    Record,
    RiskAssessment,
    RiskJudgement,
    Role,
    ViolenceForm,
    _record,
)

SECRET = "19811218-9876"


def reopened(*closed: str) -> Case:
    """A case with two intakes, on 2019-03-01 and 2019-04-10."""
    closings = tuple(Closing(day(each)) for each in closed)
    return case(SECRET, closings=closings, later=(("2019-04-10", VIOLENCE),))


REFUSED: list[tuple[str, Any]] = [
    ("case_id", lambda: case("")),
    ("municipality", lambda: case(municipality="484")),
    ("municipality", lambda: case(municipality="04８4")),
    ("unit", lambda: case(unit="adult")),
    ("roles", lambda: case(role="exposed_adult")),  # type: ignore[arg-type]
    ("roles", lambda: case(role={"perpetrator"})),  # type: ignore[arg-type]
    ("roles", lambda: case(role=[[]])),  # type: ignore[arg-type]
    ("intakes", lambda: Case("1", Person(), "0484", None, Role.PERPETRATOR, intakes=[])),  # type: ignore[arg-type]
    ("person", lambda: Case(SECRET, SECRET, "0484", None, Role.PERPETRATOR, ())),  # type: ignore[arg-type]
    ("intakes", lambda: Case(SECRET, Person(SECRET), "0484", None, Role.PERPETRATOR, ())),
    ("intakes", lambda: Case(SECRET, Person(SECRET), "0484", None, Role.PERPETRATOR, [])),  # type: ignore[arg-type]
    ("closings[0].date", lambda: case(SECRET, SECRET, "2019-03-01", "2019-02-28")),
    ("intakes[1].date", lambda: case(SECRET, later=(("2019-02-01", VIOLENCE),))),
    ("closings: two closings", lambda: reopened("2019-04-01", "2019-04-01")),
    ("closings[1].date: the case closed twice", lambda: reopened("2019-04-01", "2019-04-09")),
    ("closings[1].date: lies before", lambda: reopened("2019-04-12", "2019-04-11")),
    (
        "interventions[0].started",
        lambda: case(interventions=(Intervention(InterventionKind.ATV, day("2019-02-28")),)),
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


@pytest.mark.parametrize(
    ("closed", "spells"),
    [
        ((), [("2019-03-01", None, 2)]),
        (("2019-04-10",), [("2019-03-01", "2019-04-10", 2)]),
        (("2019-04-09",), [("2019-03-01", "2019-04-09", 1), ("2019-04-10", None, 1)]),
        (
            ("2019-03-01", "2019-04-10"),
            [("2019-03-01", "2019-03-01", 1), ("2019-04-10", "2019-04-10", 1)],
        ),
    ],
)
def test_spells(closed: tuple[str, ...], spells: list[tuple[str, str | None, int]]) -> None:
    """An intake after a closing opens again; one on its day belongs to the spell that closes."""
    one = reopened(*closed)
    assert spells == [
        (str(spell.opened), spell.closed and str(spell.closed), len(spell.intakes))
        for spell in one.spells
    ]
    assert one.closed == one.spells[-1].closed


def test_closed_now() -> None:
    """A case is closed, with its reason and goal, if no intake came after its last closing."""
    last = Closing(day("2019-04-10"), ClosingReason.MOVED, Goal.PARTLY)
    one = case(closings=(last,))
    assert (one.closed, one.closing_reason, one.goal) == (last.date, last.reason, last.goal)
    again = case(closings=(last,), later=(("2019-04-11", VIOLENCE),))
    assert (again.closed, again.closing_reason, again.goal) == (None, None, None)


@pytest.mark.parametrize("started", ["2019-03-05", "2019-03-06", "2019-04-09", "2019-04-10"])
def test_an_intervention_may_start_between_spells(started: str) -> None:
    """A case is often closed before what it led to starts: that is odd, and said, and kept."""
    one = Intervention(
        InterventionKind.ATV, day(started), follow_ups=(FollowUp(day("2019-12-01")),)
    )
    assert attrs.evolve(reopened("2019-03-05"), interventions=(one,)).interventions == (one,)


def test_what_to_do_is_said() -> None:
    """A broken rule between fields is told with its path, its code and its remedy."""
    wrong = "closed before it opened [closed-before-opened]; correct one of the dates"
    with pytest.raises(ModelError) as refused:
        Investigation(day("2019-03-02"), closed=day("2019-03-01"))
    assert refused.value.faults == (f"closed: {wrong}",)


@attrs.frozen
class Numbered(Record):
    """A record of somebody else's, with a rule that vnr has no words for."""

    first: int
    last: int
    rules: ClassVar[tuple[Invariant, ...]] = (
        Invariant("last-first", "last", "first", lambda last, first: last >= first),
    )


def test_a_rule_without_words() -> None:
    """Its code stands for itself, and no remedy is made up."""
    with pytest.raises(ModelError) as refused:
        Numbered(2, 1)
    assert refused.value.faults == ("last: last-first [last-first]",)


def test_evidence_outside_a_spell() -> None:
    """Investigations and assessments may be dated before the case and while it is closed."""
    for on in ("2019-02-01", "2019-03-06", "2019-12-01"):
        one = attrs.evolve(
            reopened("2019-03-05", "2019-05-01"),
            investigations=(Investigation(day(on)),),
            assessments=(RiskAssessment(Instrument.SARA, day(on)),),
            violence_known=day(on),
        )
        assert one.investigations[0].opened == day(on)


def test_several_as_a_list_a_set_or_alone() -> None:
    """They are kept as a tuple or a frozen set, and what hangs on a record is checked as ever."""
    one = Intake(day("2019-03-01"), IntakeReason.VIOLENCE)
    form = ViolenceForm.PHYSICAL
    kept = Case("1", Person(), "0484", None, Role.EXPOSED_ADULT, (one,), forms=frozenset({form}))
    givens: list[tuple[Any, Any]] = [
        ([one], [form]),
        ({one}, {form}),
        (one, form),
        ((one,), (form,)),
    ]
    for intakes, forms in givens:
        made = Case("1", Person(), "0484", None, Role.EXPOSED_ADULT, intakes, forms=forms)
        assert made == kept
        assert hash(made) == hash(kept)
        assert (type(made.intakes), type(made.forms)) == (tuple, frozenset)
    assert Condition("q", "yes") == Condition("q", ("yes",))  # type: ignore[arg-type]
    later = Intake(day("2018-03-01"), IntakeReason.VIOLENCE)
    with pytest.raises(ModelError, match="out-of-order"):
        Case("1", Person(), "0484", None, Role.EXPOSED_ADULT, [one, later])  # type: ignore[arg-type]


def test_roles_are_a_set() -> None:
    """A single role is a set of one; several stand together, and none is not recorded."""
    assert case(role=Role.WITNESSING_CHILD).roles == {Role.WITNESSING_CHILD}
    both = frozenset({Role.WITNESSING_CHILD, Role.EXPOSED_CHILD})
    assert case(role=both).roles == both
    assert case(role=frozenset()).roles == frozenset()


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


def test_a_rule_beside_what_is_not_known() -> None:
    """A stay can't begin before the house was built; where that isn't known nothing is broken."""
    stays = (Stay(day("2019-03-01")),)
    check = _record._beside_parent("stays", Stay.rules[0], "built")
    check(House("1", Owner("a"), stays), stays)
    check(House("1", Owner("a"), stays, built=day("2019-03-01")), stays)
    with pytest.raises(ModelError, match=r"stays\[0\]\.start"):
        check(House("1", Owner("a"), stays, built=day("2019-03-02")), stays)
