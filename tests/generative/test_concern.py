"""What concerns violence is what the oracle says, in every metric that asks for it."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

import oracle
from vnr import metrics
from vnr.metrics.choices import ViolenceBasis
from vnr.metrics.ground import concerns
from vnr.model import Case, Goal, Instrument, Period
from vnr.register import Register
from vnr.testing import MUNICIPALITIES, days, registers

BASES = ("known", "original", "intake", "honour", "honour_context", "any")
periods = st.tuples(days(), days()).map(lambda pair: Period(min(pair), max(pair)))
asked = st.sampled_from(BASES)
FREDA = {Instrument.FREDA_SHORT, Instrument.FREDA_DESCRIPTION, Instrument.FREDA_DANGER}


def exposed(register: Register) -> list[Case]:
    return [case for case in register.cases() if oracle.of_roles(case, oracle.EXPOSED)]


@given(registers(coverage=False), asked)
def test_concerns(register: Register, basis: ViolenceBasis) -> None:
    """Row by row, interventions and assessments."""
    cases = list(register.cases())
    helped = [oracle.concerns(case, one, basis) for case in cases for one in case.interventions]
    used = [oracle.asked_about(case, one, basis) for case in cases for one in case.assessments]
    assert concerns(register, basis).tolist() == helped
    assert concerns(register, basis, "assessments").tolist() == used


@given(registers(coverage=False), periods, asked)
def test_attendance(register: Register, period: Period, basis: ViolenceBasis) -> None:
    """Meetings and missed ones of the interventions that concern the basis."""
    mine = [
        one
        for case in exposed(register)
        for one in case.interventions
        if one.started in period and oracle.concerns(case, one, basis)
    ]
    told = [one for one in mine if one.meetings is not None and one.missed is not None]
    found = metrics.attendance(register, period, basis=basis)
    assert found["n_not_recorded"].tolist() == [len(mine) - len(told)]
    assert found["meetings"].tolist() == [sum(one.meetings or 0 for one in mine)]
    assert found.n.tolist() == [sum((one.meetings or 0) + (one.missed or 0) for one in told)]


@given(registers(coverage=False), periods, asked)
def test_risks(register: Register, period: Period, basis: ViolenceBasis) -> None:
    """Assessments of spells that hold the basis; nothing is judged in these registers."""
    number = sum(
        one.instrument is Instrument.SARA_SV
        for case in exposed(register)
        for one in case.assessments
        if one.date in period and oracle.asked_about(case, one, basis)
    )
    found = metrics.judged_risks(register, period, instrument=Instrument.SARA_SV, basis=basis)
    judged = found.select(risk="severe", judgement="not_judged")
    assert judged.value.tolist() == [number]


@given(registers(coverage=False), periods, asked)
def test_goal(register: Register, period: Period, basis: ViolenceBasis) -> None:
    """Goals of the closings that end spells with the basis."""
    goals = Counter(
        None if spell.spell.closing is None else spell.spell.closing.goal
        for case in exposed(register)
        for spell in oracle.held(case, basis)
        if spell.end is not None and spell.end in period
    )
    found = metrics.goal(register, period, basis=basis)
    for goal in Goal:
        assert found[goal.value].tolist() == [goals[goal]]
    assert found["not_recorded"].tolist() == [goals[None]]


@given(registers(coverage=False), st.sampled_from([2018, 2019, 2020]), asked)
def test_kolada(register: Register, year: int, basis: ViolenceBasis) -> None:
    """Each figure of each municipality, and what can't be told to belong to the third."""
    adults = dict.fromkeys(MUNICIPALITIES, 1000.0)
    found = metrics.kolada(register, year, adults=adults, basis=basis)
    for code in MUNICIPALITIES:
        mine = [
            oracle.kolada(case, year, basis)
            for case in register.cases()
            if case.municipality == code and oracle.of_age(case)
        ]
        *figures, untold = (sum(column) for column in zip(*mine, strict=True)) if mine else [0] * 4
        here = found.select(municipality=code)
        assert here["cases"].tolist() == figures
        assert here["n_not_recorded"].tolist() == [0, 0, untold]


@given(registers(coverage=False), periods, asked)
def test_tables(register: Register, period: Period, basis: ViolenceBasis) -> None:
    """SU-Kvinnofrid's items and the columns of the individual table, of the last such spell."""
    number: Counter[str] = Counter()
    reasons, meetings = Counter[str](), Counter[int]()
    for case in exposed(register):
        held = oracle.held(case, basis)
        if not held or held[0].start not in period:
            continue
        used = {one.instrument for one in case.assessments if oracle.asked_about(case, one, basis)}
        closing = held[-1].spell.closing
        reasons[closing.reason if closing and closing.reason else ""] += 1
        met = [one.meetings for one in case.interventions if not one.declined]
        told = [one for one in met if one is not None]
        meetings[sum(told) if told else -1] += 1
        if oracle.of_age(case):
            number["all"] += 1
            number["closed"] += closing is not None
            number["freda"] += bool(used & FREDA)
            number["conversation"] += Instrument.CONVERSATION in used
            number["not_assessed"] += not used
    found = metrics.su_kvinnofrid(register, period, basis=basis)
    for item in ("closed", "freda", "conversation", "not_assessed"):
        here = found.select(item=item)
        assert (here["number"][0], here.n[0]) == (number[item], number["all"])
    table = metrics.individual_follow_up(register, period, basis=basis)
    assert Counter(table.closing_reason.tolist()) == reasons
    assert Counter(table.meetings.tolist()) == meetings
