"""A metric is the same of a register and of the same persons in parts."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from golden.figures import PERIOD, Y19
from golden.figures import registers as fixed_registers
from vnr import metrics
from vnr.metrics import DFE_12M, HUD_SPM2, Days
from vnr.model import Instrument
from vnr.register import Partitioned, Register, Source
from vnr.results import Result
from vnr.testing import registers

m = metrics
METRICS: dict[str, Callable[[Source], Result]] = {
    "count by closing reason": lambda s: m.count(s, PERIOD, by=("closing_reason", "year")),
    "count of persons": lambda s: m.count(s, PERIOD, of="person", by=("municipality", "sex")),
    "count of episodes": lambda s: m.count(s, PERIOD, of="episode", by=("unit", "quarter")),
    "count of open cases": lambda s: m.count(s, Y19, measure="open", by=("form", "month")),
    "count of stock": lambda s: m.count(s, Y19, measure="stock", roles="all", by=("role", "goal")),
    "repeats": lambda s: m.repeats(s, PERIOD, by=("municipality", "reason")),
    "repeats of episodes": lambda s: m.repeats(s, PERIOD, of="episode", by="age_group"),
    "detection": lambda s: m.detection(s, PERIOD, by=("municipality", "year")),
    "detection by goal": lambda s: m.detection(s, PERIOD, horizon=Days(90), by="goal"),
    "reactivation KKIK": lambda s: m.reactivation(s, PERIOD, by=("municipality", "year")),
    "reactivation HUD": lambda s: m.reactivation(s, PERIOD, rule=HUD_SPM2, by="closing_reason"),
    "reactivation DFE": lambda s: m.reactivation(s, PERIOD, rule=DFE_12M, by="sex"),
    "follow_up due": lambda s: m.follow_up(
        s, PERIOD, denominator="due", by=("municipality", "intervention")
    ),
    "follow_up started": lambda s: m.follow_up(s, PERIOD, denominator="started", by="unit"),
    "follow_up plain": lambda s: m.follow_up(
        s, PERIOD, denominator="due", numerator="done", cluster=None, by="form"
    ),
    "goal": lambda s: m.goal(s, PERIOD, numerator="reached_or_partly", by="closing_reason"),
    "attendance": lambda s: m.attendance(s, PERIOD, by="intervention"),
    "assessments_used": lambda s: m.assessments_used(s, PERIOD, by="unit"),
    "assessments_used by persons": lambda s: m.assessments_used(s, PERIOD, of="person", by="year"),
    "judged_risks": lambda s: m.judged_risks(s, PERIOD, instrument=Instrument.SARA_SV, by="unit"),
    "su_kvinnofrid": lambda s: m.su_kvinnofrid(s, PERIOD),
    "shelter": lambda s: m.shelter(s, PERIOD, by=("municipality", "year")),
    "kolada": lambda s: m.kolada(s, 2019, adults=dict.fromkeys(s.coverage.municipalities, 9_000.0)),
}


def split(register: Register, part_of: Callable[[str], int]) -> Partitioned:
    """The same persons in three registers, some of which may be empty."""
    cases = list(register.cases())
    return Partitioned(
        Register.from_cases(
            [case for case in cases if part_of(case.person.person_id or case.case_id) == number],
            observed=register.observed,
            coverage=register.coverage,
        )
        for number in range(3)
    )


def same(name: str, one: Result, other: Result) -> None:
    """All equal but the limits, which are to 1e-12."""
    mine, theirs = one.to_dict(), other.to_dict()
    for field in ("lower", "upper"):
        limits = mine.pop(field, []), theirs.pop(field, [])
        for here, there in zip(*limits, strict=True):
            assert (here is None) == (there is None), name
            assert here is None or math.isclose(here, there, rel_tol=1e-12, abs_tol=1e-12), name
    assert {**mine, "provenance": None} == {**theirs, "provenance": None}, name


class TestPartition:
    """Figures, states, notes and definitions don't depend on how persons are split."""

    @given(registers(), st.lists(st.integers(0, 2), min_size=4, max_size=4))
    def test_any_register(self, register: Register, parts: list[int]) -> None:
        """Every metric of a register is that of its persons in three parts."""
        source = split(register, lambda person: parts[sum(person.encode()) % len(parts)])
        for name, metric in METRICS.items():
            same(name, metric(register), metric(source))

    @pytest.mark.parametrize("name", ["county", "varied", "poor"])
    def test_fixed_registers(self, name: str) -> None:
        """So it is of the three fixed registers, which hold every field."""
        register = fixed_registers()[name]
        source = split(register, lambda person: sum(person.encode()) % 3)
        for metric_name, metric in METRICS.items():
            same(metric_name, metric(register), metric(source))
