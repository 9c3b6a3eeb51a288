"""A case that opens again counts as the same spells under numbers of their own would."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import oracle
from vnr import metrics
from vnr.metrics import Days, ReactivationRule, Years
from vnr.metrics.choices import ViolenceBasis
from vnr.model import Case
from vnr.register import Register
from vnr.testing import OBSERVED, registers


def dated(case: Case) -> Case:
    """The case without evidence that has no day."""
    return attrs.evolve(
        case, forms=frozenset(), contexts=frozenset(), perpetrators=(), police_report=None
    )


def apart(case: Case) -> Iterator[Case]:
    """A case of its own for each spell, with the evidence that belongs to it."""
    for number, spell in enumerate(case.spells):
        known = case.violence_known
        mine = known is not None and oracle.belongs(case, known) == number
        yield attrs.evolve(
            case,
            case_id=f"{case.case_id}-{number}",
            intakes=spell.intakes,
            closings=() if spell.closing is None else (spell.closing,),
            violence_known=known if mine else None,
            violence_source=case.violence_source if mine else None,
            investigations=tuple(
                one for one in case.investigations if oracle.begun(case, one.opened) == number
            ),
            interventions=tuple(
                one for one in case.interventions if oracle.begun(case, one.started) == number
            ),
            assessments=tuple(
                one for one in case.assessments if oracle.belongs(case, one.date) == number
            ),
        )


def next_day(case: Case) -> bool:
    """Whether a spell opens on the day after another closed: it holds what that one held."""
    return any(
        before.closed is not None and after.opened == before.closed + timedelta(1)
        for before, after in pairwise(case.spells)
    )


def both(register: Register) -> list[Register]:
    """The register, and that with a number for each spell.

    Somebody nobody knows is a person of their own for each number, so they are left out.
    """
    cases = [
        dated(case)
        for case in register.cases()
        if not next_day(case) and case.person.person_id is not None
    ]
    split = [one for case in cases for one in apart(case)]
    coverage = register.coverage
    return [
        Register.from_cases(one, observed=OBSERVED, coverage=coverage) for one in (cases, split)
    ]


@given(registers(), st.sampled_from(["intake", "known", "any"]), st.sampled_from([0, 1, 14]))
def test_episodes(register: Register, basis: ViolenceBasis, gap: int) -> None:
    """Where evidence is dated, a number of its own for each spell changes no episode."""
    shown = []
    for one in both(register):
        found = metrics.episodes(one, basis=basis, merge_gap=gap, roles="all")
        rows = found.to_frame("polars").drop("n_cases").iter_rows()
        shown.append(sorted(map(repr, rows)))
    assert shown[0] == shown[1]


@pytest.mark.parametrize("index", ["episode_closed", "case_closed", "intake"])
@given(
    registers(),
    st.sampled_from(["episode", "intake", "investigation", "intervention"]),
    st.sampled_from([Days(180), Years(1)]),
    st.sampled_from(["person", "episode"]),
)
def test_returns(index: str, register: Register, event: str, window: Days | Years, of: str) -> None:
    """Nor a return, nor what is followed for one."""
    rule = ReactivationRule("test", index, event, (window,), of=of, source="test")  # type: ignore[arg-type]
    shown = []
    for one in both(register):
        found = metrics.reactivation(one, OBSERVED, rule=rule)
        names = ("n", "returned", "n_not_mature", "n_moved")
        shown.append({name: int(found[name][0]) for name in names})
    assert shown[0] == shown[1]
