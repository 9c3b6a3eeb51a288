"""What is filled in, used and judged is what a walk through the cases says."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import oracle
from golden.figures import registers as fixed_registers
from vnr import metrics
from vnr.metrics.choices import ViolenceBasis
from vnr.model import (
    Case,
    Instrument,
    JudgedRisk,
    Judgement,
    Period,
    RiskAssessment,
    RiskJudgement,
    Sex,
)
from vnr.register import CASES, FIELDS, TABLES, Coverage, Register
from vnr.testing import OBSERVED, days, registers

BASES = ("known", "original", "intake", "honour", "honour_context", "any")
periods = st.tuples(days(), days()).map(lambda pair: Period(min(pair), max(pair)))
asked = st.sampled_from(BASES)

OF_CASES = {name for name in (*TABLES, *FIELDS) if name.partition(".")[0] in CASES.tables}
"""What cases may lack: contacts are none and hang on none."""
ALWAYS = {"persons.protected", "investigations.kind", "interventions.declined"}
"""Where the default is an answer."""
NAMED = {"closing_reason": "reason", "intake_unit": "unit"}
"""Fields that the records name otherwise."""


def rows_of(case: Case, table: str) -> list[Any]:
    if table == "cases":
        return [case]
    if table == "persons":
        return [case.person]
    if table == "follow_ups":
        return [planned for one in case.interventions for planned in one.follow_ups]
    return list(getattr(case, table))


def filled(cases: Iterable[Case], name: str) -> tuple[int, int]:
    """How many rows say something, and how many there are."""
    table, _, field = name.partition(".")
    if name == "intakes.later":
        says = [len(case.intakes) > 1 for case in cases]
    elif not field:
        above = "interventions" if table == "follow_ups" else "cases"
        says = [bool(getattr(row, table)) for case in cases for row in rows_of(case, above)]
    else:
        values = [
            getattr(row, NAMED.get(field, field)) for case in cases for row in rows_of(case, table)
        ]
        says = [
            name in ALWAYS or value not in (None, Sex.UNKNOWN, frozenset(), ()) for value in values
        ]
    return sum(says), len(says)


def complete(cases: list[Case], observed: Period, period: Period) -> None:
    """Every table and field of every municipality, where all is delivered."""
    codes = sorted({case.municipality for case in cases}) or ["0484"]
    coverage = Coverage((code, None, None, observed, "all", "all") for code in codes)
    made = Register.from_cases(cases, observed=observed, coverage=coverage)
    found = metrics.completeness(made, period)
    assert len(found) == len(codes) * len(OF_CASES)
    assert set(found.strata["field"].tolist()) == OF_CASES
    assert set(found["delivered"].tolist()) == {1}
    numbers = zip(found["number"].tolist(), found.n.tolist(), strict=True)
    keys = zip(found.strata["municipality"], found.strata["field"], strict=True)
    for (code, name), number in zip(keys, numbers, strict=True):
        mine = [case for case in cases if case.municipality == code and case.opened in period]
        assert filled(mine, name) == number, name


@given(registers(coverage=False), periods)
def test_completeness(register: Register, period: Period) -> None:
    """The numbers are counted one row at a time."""
    complete(list(register.cases()), OBSERVED, period)


@pytest.mark.parametrize("name", ["county", "varied"])
def test_completeness_of_every_field(name: str) -> None:
    """So it is where every field is said by somebody."""
    whole = fixed_registers()[name]
    complete(list(whole.cases()), whole.observed, Period.year(2019))


JUDGES = [one for one in Instrument if one.is_judgement]
POINTS = [Instrument.FREDA_DESCRIPTION, Instrument.DANGER_ASSESSMENT]
LEVELS = st.sampled_from([None, *Judgement])


@st.composite
def assessed(draw: Any) -> Register:
    """A register in which risks are judged and points are given."""
    register = draw(registers(coverage=False))

    def judged(one: RiskAssessment) -> RiskAssessment:
        instrument = draw(st.sampled_from([*JUDGES[:1], *POINTS[:1], one.instrument]))
        levels = [(risk, draw(LEVELS)) for risk in JudgedRisk] if instrument in JUDGES else []
        return attrs.evolve(
            one,
            instrument=instrument,
            judgement=tuple(RiskJudgement(risk, level) for risk, level in levels if level),
            score=draw(st.sampled_from([None, 0.0, 1.0, 3.0])) if instrument in POINTS else None,
        )

    cases = [
        attrs.evolve(case, assessments=tuple(judged(one) for one in case.assessments))
        for case in register.cases()
    ]
    return Register.from_cases(cases, observed=OBSERVED, coverage=register.coverage)


def exposed(register: Register) -> list[Case]:
    return [case for case in register.cases() if oracle.of_roles(case, oracle.EXPOSED)]


@given(assessed(), periods, asked)
def test_judged_risks(register: Register, period: Period, basis: ViolenceBasis) -> None:
    """Every risk at every level, of the assessments of spells that hold the basis."""
    expected: Counter[tuple[str, str]] = Counter()
    for case in exposed(register):
        for one in case.assessments:
            mine = one.date in period and oracle.asked_about(case, one, basis)
            if mine and one.instrument is JUDGES[0]:
                levels = {judged.risk: judged.level for judged in one.judgement}
                expected.update((risk, levels.get(risk, "not_judged")) for risk in JudgedRisk)
    found = metrics.judged_risks(register, period, instrument=JUDGES[0], basis=basis)
    keys = zip(found.strata["risk"].tolist(), found.strata["judgement"].tolist(), strict=True)
    numbers = dict(zip(keys, found.value.tolist(), strict=True))
    assert {key: number for key, number in numbers.items() if number} == dict(expected)


@given(assessed(), periods, asked)
def test_change(register: Register, period: Period, basis: ViolenceBasis) -> None:
    """First and last points of each person, whatever came before the period."""
    points: dict[Any, list[Any]] = defaultdict(list)
    for place, case in enumerate(exposed(register)):
        for number, one in enumerate(case.assessments):
            said = one.instrument is POINTS[0] and one.score is not None
            if said and oracle.asked_about(case, one, basis):
                points[oracle.who(case)].append((one.date, place, number, one.score))
    sums = dict.fromkeys(("n_fell", "n_rose", "n_same", "n_single"), 0)
    rose = []
    for mine in points.values():
        first, last = min(mine), max(mine)
        if last[0] not in period:
            continue
        if first[0] == last[0]:
            sums["n_single"] += 1
            continue
        rose.append(last[-1] - first[-1])
        sums["n_rose" if rose[-1] > 0 else "n_fell" if rose[-1] < 0 else "n_same"] += 1
    found = metrics.change(register, period, instrument=POINTS[0], basis=basis)
    assert {name: int(found[name][0]) for name in sums} == sums
    assert found.n.tolist() == [len(rose)]
    mean = np.mean(rose) if rose else np.nan
    np.testing.assert_allclose(found["mean_change"], [mean], atol=1e-12)


@given(registers(coverage=False), periods, asked, st.sampled_from(["case", "person"]))
def test_assessments_used(
    register: Register, period: Period, basis: ViolenceBasis, of: str
) -> None:
    """What each case, or each person in all its cases, was assessed with."""
    used: dict[Any, set[Instrument]] = defaultdict(set)
    lone = set()
    for case in exposed(register):
        held = oracle.held(case, basis)
        if held and held[0].start in period:
            key = case.key if of == "case" else oracle.who(case)
            mine = {one for one in case.assessments if oracle.asked_about(case, one, basis)}
            used[key] |= {one.instrument for one in mine}
            lone |= set() if case.person.person_id else {key}
    expected = {
        **{str(member): sum(member in one for one in used.values()) for member in Instrument},
        "conversation_only": sum(one == {Instrument.CONVERSATION} for one in used.values()),
        "none": sum(not one for one in used.values()),
    }
    found = metrics.assessments_used(register, period, of=of, basis=basis)  # type: ignore[arg-type]
    assert expected == dict(
        zip(found.strata["instrument"].tolist(), found["used"].tolist(), strict=True)
    )
    assert set(found.n.tolist()) == {len(used)}
    if of == "person":
        assert set(found["n_unlinkable"].tolist()) == {len(lone)}


@given(registers(coverage=False), periods, asked)
def test_individual_and_its_summary(
    register: Register, period: Period, basis: ViolenceBasis
) -> None:
    """Sex and honour of SU-Kvinnofrid's items, and the instruments and numbers of the table."""
    items: Counter[str] = Counter()
    missed, instruments = Counter[int](), Counter[int]()
    for case in exposed(register):
        held = oracle.held(case, basis)
        if not held or held[0].start not in period:
            continue
        told = [one.missed for one in case.interventions if not one.declined]
        number = [one for one in told if one is not None]
        missed[sum(number) if number else -1] += 1
        about = {one.instrument for one in case.assessments if oracle.asked_about(case, one, basis)}
        instruments[sum(1 << one.place for one in about)] += 1
        if oracle.of_age(case):
            sex = case.person.sex
            items[
                "woman" if sex is Sex.WOMAN else "man" if sex is Sex.MAN else "other_or_unknown"
            ] += 1
            items["honour"] += bool(oracle.held(case, "honour"))
    found = metrics.su_kvinnofrid(register, period, basis=basis)
    for item in ("woman", "man", "other_or_unknown", "honour"):
        assert found.select(item=item)["number"].tolist() == [items[item]]
    table = metrics.individual_follow_up(register, period, basis=basis)
    assert Counter(table.missed.tolist()) == missed
    assert Counter(table.instruments.tolist()) == instruments
