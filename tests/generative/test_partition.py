"""A metric is the same of a register and of the same persons in parts."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable
from datetime import date
from hashlib import blake2b
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golden.figures import PERIOD, Y19
from golden.figures import registers as fixed_registers
from vnr import metrics
from vnr.metrics import DFE_12M, HUD_SPM2, Days
from vnr.model import Instrument, JudgedRisk
from vnr.register import Partitioned, Register, Source
from vnr.register.columns import _table
from vnr.results import Result
from vnr.testing import registers

m = metrics
METRICS: Final[dict[str, Callable[[Source], Result]]] = {
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
    "completeness": lambda s: m.completeness(s, PERIOD),
    "contacts": lambda s: m.contacts(s, PERIOD, by=("kind", "municipality")),
    "screening": lambda s: m.screening(s, PERIOD, by="municipality"),
    "investigations": lambda s: m.investigations(s, PERIOD, by=("investigation", "unit")),
    "investigations_in_time": lambda s: m.investigations_in_time(s, PERIOD, by="unit"),
    "need": lambda s: m.need(s, date(2019, 6, 1), by="municipality"),
    "change of a judged risk": lambda s: m.change(
        s, PERIOD, instrument=Instrument.SARA_SV, risk=next(iter(JudgedRisk)), by="unit"
    ),
    "change of points": lambda s: m.change(
        s, PERIOD, instrument=Instrument.DANGER_ASSESSMENT, error=0.5
    ),
    "change between stages": lambda s: m.change(
        s, PERIOD, instrument=Instrument.SARA_SV, risk=next(iter(JudgedRisk)), moments="stage"
    ),
    "reactivation_curve": lambda s: m.reactivation_curve(s, PERIOD, by="municipality"),
    "reactivation_curve of episodes": lambda s: m.reactivation_curve(
        s, PERIOD, rule=HUD_SPM2, by="closing_reason"
    ),
    "reactivation_curve plain": lambda s: m.reactivation_curve(s, PERIOD, cluster=None),
    "time_to_event": lambda s: m.time_to_event(
        s, PERIOD, start="intake", event="closing", by=("unit", "form")
    ),
    "time_to_event with returns": lambda s: m.time_to_event(
        s, PERIOD, start="closing", event="reactivation", competing=("died", "moved")
    ),
    "time_to_event by officer": lambda s: m.time_to_event(
        s, PERIOD, start="intake", event="intervention", cluster="officer", by="year"
    ),
    "time_to_event by municipality": lambda s: m.time_to_event(
        s,
        PERIOD,
        start="intervention",
        event="follow_up",
        competing="closing",
        cluster="municipality",
        by="intervention",
    ),
    "time_to_event plain": lambda s: m.time_to_event(
        s, PERIOD, start="intake", event="assessment", cluster=None
    ),
    "shelter": lambda s: m.shelter(s, PERIOD, by=("municipality", "year")),
    "kolada": lambda s: m.kolada(s, 2019, adults=dict.fromkeys(s.coverage.municipalities, 9_000.0)),
}

ACROSS: Final[dict[str, Callable[[Register], Result]]] = {
    "children_behind": lambda s: m.children_behind(s, PERIOD, by="municipality"),
    "count of households": lambda s: m.count(s, PERIOD, of="household", by="municipality"),
    "count of matters": lambda s: m.count(s, PERIOD, of="matter", by="year"),
}
"""What looks from one person to another."""


# What is the same up to rounding: sums over clusters, which have no order.
_ROUNDED: Final = {
    "lower", "upper", "design_effect", "curve_variance", "area_variance", "area_covariance",
}  # fmt: skip


def split(register: Register, part_of: Callable[[str], int], parts: int = 3) -> Partitioned:
    """The same persons in several registers, some of which may be empty; contacts in the last."""
    cases = list(register.cases())
    of = [part_of(case.person.person_id or case.case_id) for case in cases]
    return Partitioned(
        Register.from_cases(
            [case for case, part in zip(cases, of, strict=True) if part == number],
            observed=register.observed,
            coverage=register.coverage,
            contacts=list(register.contacts()) if number == parts - 1 else (),
        )
        for number in range(parts)
    )


def same(name: str, one: Any, other: Any, field: str = "") -> None:
    """All equal, but what is rounded to 1e-12, or for curves, which add up days, to 1e-9."""
    if isinstance(one, dict):
        assert one.keys() == other.keys(), (name, field)
        for key in one.keys() - {"provenance"}:
            same(name, one[key], other[key], key)
    elif field not in _ROUNDED:
        assert one == other, (name, field)
    else:
        close = 1e-9 if "_curve" in name or "time_to" in name else 1e-12
        for here, there in zip(one, other, strict=True):
            assert type(here) is type(there), (name, field)
            assert here == there or math.isclose(here, there, rel_tol=close, abs_tol=close), (
                name, field, here, there,
            )  # fmt: skip


def by_hash(person: str) -> int:
    """A part at random, by person."""
    return blake2b(person.encode(), digest_size=1).digest()[0] % 3


def skewed(person: str) -> int:
    """Nearly all in the second part, and nobody in the third."""
    return int(blake2b(person.encode(), digest_size=1).digest()[0] > 25)


class TestPartition:
    """Figures, states, notes and definitions don't depend on how persons are split."""

    @settings(max_examples=30)
    @given(
        registers(),
        st.lists(st.integers(0, 2), min_size=4, max_size=4),
        st.lists(st.sampled_from(sorted(METRICS)), min_size=8, max_size=8, unique=True),
    )
    def test_any_register(self, register: Register, parts: list[int], names: list[str]) -> None:
        """A metric of a register is that of its persons in three parts."""
        source = split(register, lambda person: parts[sum(person.encode()) % len(parts)])
        for name in names:
            same(name, METRICS[name](register).to_dict(), METRICS[name](source).to_dict())

    @pytest.mark.parametrize("name", ["county", "varied", "poor"])
    def test_fixed_registers(self, name: str) -> None:
        """So it is of the three fixed registers, which hold every field, in even and odd parts."""
        register = fixed_registers()[name]
        sources = [split(register, by_hash), split(register, skewed)]
        for metric_name, metric in METRICS.items():
            whole = metric(register).to_dict()
            for source in sources:
                same(metric_name, whole, metric(source).to_dict())

    @pytest.mark.parametrize("name", ["county", "varied"])
    def test_few_rows_at_a_time(self, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """Kernels work on some rows at a time, and how few they are changes no figure."""
        register = fixed_registers()[name]
        asked = {
            name: metric
            for name, metric in METRICS.items()
            if name.startswith(("count", "repeats", "detection", "reactivation"))
        }
        whole = {name: metric(register).to_dict() for name, metric in asked.items()}
        monkeypatch.setattr(_table, "_STRETCH", 7)
        again = register.covered_by(register.coverage)
        for metric_name, metric in asked.items():
            same(metric_name, whole[metric_name], metric(again).to_dict())

    def test_every_metric(self) -> None:
        """Every metric that takes a source is tried here; what takes a register refuses parts."""
        tried = {name.split(" ")[0] for name in METRICS}
        taking = {
            name
            for name in metrics.__all__
            if inspect.isfunction(found := getattr(metrics, name))
            and next(iter(inspect.signature(found).parameters), "") == "source"
        }
        assert taking - {"cells"} == tried


class TestCompact:
    """Figures of what is chosen don't depend on rows that have nothing to do with it."""

    @pytest.mark.parametrize(
        ("name", "chosen"), [("varied", {}), ("county", {"role": "exposed_adult"})]
    )
    def test_fixed_registers(self, name: str, chosen: dict[str, str]) -> None:
        """A metric of a municipality is that of all rows: of persons known elsewhere, of homes."""
        register = fixed_registers()[name]
        whole = register.where(municipality=register.names()[0], **chosen)
        compact = whole.compact()
        assert compact.fingerprint == whole.fingerprint
        for metric_name, metric in {**METRICS, **ACROSS}.items():
            same(metric_name, metric(whole).to_dict(), metric(compact).to_dict())
        assert m.episodes(whole) == m.episodes(compact)
        assert len(whole) < compact.table("cases").height < register.table("cases").height
