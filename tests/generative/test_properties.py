"""What must hold of the figures whatever the register."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from golden.figures import PERIOD
from golden.figures import registers as fixed_registers
from vnr import metrics
from vnr.metrics import Days
from vnr.metrics.choices import Of
from vnr.metrics.ground import evidence
from vnr.model import Case, Instrument, Intake, IntakeReason, Period, Person, Role
from vnr.register import CASES, Coverage, Register, texts
from vnr.results import Counts
from vnr.testing import OBSERVED, registers

FIGURES: list[Any] = [
    lambda register, **more: metrics.count(register, OBSERVED, **more),
    lambda register, **more: metrics.count(register, OBSERVED, of="person", measure="open", **more),
    lambda register, **more: metrics.count(register, OBSERVED, of="episode", **more),
    lambda register, **more: metrics.detection(register, OBSERVED, **more),
    lambda register, **more: metrics.reactivation(register, OBSERVED, **more),
]


OF_FLOATS: list[Any] = [
    lambda register: metrics.time_to_event(
        register, PERIOD, start="intervention", event="follow_up", competing=("closing",), by="sex"
    ),
    lambda register: metrics.time_to_event(
        register, PERIOD, start="intake", event="violence_known"
    ).restricted_mean(90),
    lambda register: metrics.reactivation_curve(register, PERIOD, rule=metrics.HUD_SPM2),
    lambda register: metrics.change(
        register, PERIOD, instrument=Instrument.FREDA_DESCRIPTION, error=2.0
    ),
    lambda register: metrics.individual_follow_up(register, PERIOD).numbers(),
    lambda register: metrics.follow_up(register, PERIOD, denominator="due"),
]


def rebuilt(cases: list[Case], like: Register, **changes: Any) -> Register:
    given: dict[str, Any] = {"observed": like.observed, "coverage": like.coverage} | changes
    return Register.from_cases(cases, **given)


class TestOrder:
    """A figure doesn't depend on the order of the rows."""

    @given(registers(), st.data())
    def test_shuffled(self, register: Register, data: st.DataObject) -> None:
        """Shuffled cases give the same figures."""
        shuffled = rebuilt(data.draw(st.permutations(list(register.cases()))), register)
        by = ("municipality", "year")
        for figure in FIGURES:
            assert figure(register, by=by) == figure(shuffled, by=by)

    @pytest.mark.parametrize("name", ["county", "varied"])
    def test_to_the_last_bit(self, name: str) -> None:
        """Sums of floats too, which hang on the order in which they are added."""
        whole = fixed_registers()[name]
        cases = list(whole.cases())
        random = np.random.default_rng(1)
        for _ in range(3):
            shuffled = rebuilt([cases[row] for row in random.permutation(len(cases))], whole)
            for figure in OF_FLOATS:
                assert figure(shuffled) == figure(whole)


def unnoted(counts: Counts) -> dict[str, Any]:
    """The figures and what they mean, without notes that hold numbers."""
    said = counts.to_dict()
    return {name: value for name, value in said.items() if name not in ("notes", "provenance")}


class TestPartition:
    """Counts of registers that share no person add exactly."""

    @given(registers(), st.sampled_from(["case", "person", "episode"]), st.sets(st.integers(0, 3)))
    def test_split_by_person(self, register: Register, of: Of, mine: set[int]) -> None:
        """A count equals the sum of the counts of its parts, and of their concatenation."""
        ids = {f"p{number}" for number in mine}
        halves = [
            rebuilt([c for c in register.cases() if (c.person.person_id in ids) is side], register)
            for side in (True, False)
        ]
        by = ("municipality", "year")
        whole = metrics.count(register, OBSERVED, of=of, by=by)  # type: ignore[arg-type]
        one, other = (metrics.count(half, OBSERVED, of=of, by=by) for half in halves)  # type: ignore[arg-type]
        # How many lack a role, or are unknown, is told of each part.
        assert unnoted(one + other) == unnoted(whole)
        assert metrics.count(Register.concat(halves), OBSERVED, of=of, by=by) == whole  # type: ignore[arg-type]


class TestUnrelated:
    """What one person does leaves the figures of the others alone."""

    @given(registers(coverage=False))
    def test_a_stranger(self, register: Register) -> None:
        """A person who only ever asked for money changes no figure."""
        stranger = Case(
            "x",
            Person("stranger"),
            "0484",
            None,
            Role.EXPOSED_ADULT,
            (Intake(date(2019, 5, 5), IntakeReason.ECONOMIC),),
        )
        joined = rebuilt([*register.cases(), stranger], register)
        for figure in FIGURES:
            assert figure(register) == figure(joined)


class TestShift:
    """Figures without calendar strata depend on the distance between days only."""

    @given(registers(coverage=False))
    def test_one_cycle_on(self, register: Register) -> None:
        """All dates 400 years on (the calendar's cycle) give the same numbers."""
        cycle = timedelta(146_097)

        def moved(value: Any) -> Any:
            if isinstance(value, date):
                return value + cycle
            if isinstance(value, tuple):
                return tuple(moved(one) for one in value)
            if isinstance(value, Person):
                return attrs.evolve(
                    value, birth_year=None, died=moved(value.died), moved_out=moved(value.moved_out)
                )
            if attrs.has(type(value)):
                fields = {
                    field.name: moved(getattr(value, field.name))
                    for field in attrs.fields(type(value))
                }
                return type(value)(**fields)
            return value

        later = Period(OBSERVED.start + cycle, OBSERVED.end + cycle)
        coverage = Coverage(
            (code, None, None, later, "all", "all") for code in register.coverage.municipalities
        )
        other = rebuilt(
            [moved(case) for case in register.cases()],
            register,
            observed=later,
            coverage=coverage,
        )
        for now, then in ((register, OBSERVED), (other, later)):
            counts = [
                int(metrics.count(now, then, of=of, measure=measure))
                for of in ("case", "person", "episode")
                for measure in ("new", "open", "closed", "stock")
            ]
            share = metrics.reactivation(now, then)
            found = (counts, share.columns["returned"].tolist(), share.n.tolist())
            if now is register:
                expected = found
        assert expected == found


class TestTotals:
    """Single-valued strata add to the total."""

    @given(
        registers(coverage=False),
        st.sampled_from(["case", "episode"]),
        st.sampled_from(
            [
                "municipality",
                "county",
                "unit",
                "sex",
                "age_group",
                "reason",
                "year",
                "month",
            ]
        ),
    )
    def test_sum(self, register: Register, of: Of, stratum: str) -> None:
        """The rows of a stratum add to the figure without it."""
        split = metrics.count(register, OBSERVED, of=of, by=stratum)  # type: ignore[arg-type]
        assert int(metrics.count(register, OBSERVED, of=of)) == int(split.sum())


class TestBases:
    """``original ⊆ intake ⊆ known`` by case."""

    @given(registers())
    def test_nested(self, register: Register) -> None:
        """What holds the narrower basis holds the wider, and no later."""
        original, intake, known, every = (
            evidence(register, basis) for basis in ("original", "intake", "known", "any")
        )
        for narrow, wide in ((original, intake), (intake, known), (known, every)):
            assert np.all(narrow.holds <= wide.holds)
        assert np.all(original.day >= intake.day)
        assert np.all(intake.day >= known.day)


class TestWhere:
    """`where` chooses what is counted and never what came before."""

    @given(registers(coverage=False), st.sampled_from(["0480", "0484"]))
    def test_history_is_kept(self, register: Register, code: str) -> None:
        """A municipality's share of returns is the same alone as in the table of all."""
        table = metrics.reactivation(register, OBSERVED, by="municipality")
        alone = metrics.reactivation(register.where(municipality=code), OBSERVED, by="municipality")
        cell = table.select(municipality=code)
        assert cell.n.tolist() == alone.n.tolist()
        assert cell.columns["returned"].tolist() == alone.columns["returned"].tolist()

    @given(registers())
    def test_detached(self, register: Register) -> None:
        """Detached holds the counted cases and nobody else's identifiers."""
        chosen = register.where(sex="woman")
        detached = chosen.detached()
        assert list(chosen.cases()) == list(detached.cases())
        ids = set(texts(detached.keys("person_id")))
        assert ids == {case.person.person_id for case in chosen.cases()}


class TestRoundTrips:
    """What went in comes out."""

    @given(registers(), st.sampled_from(["pandas", "polars", "pyarrow"]))
    def test_frames(self, register: Register, backend: str) -> None:
        """A register read back from its frames holds equal cases."""
        frames = {name: register.to_frame(name, backend) for name in ("cases", *CASES.parents)}  # type: ignore[arg-type]
        again = Register.from_frame(frames, observed=OBSERVED)
        assert list(register.cases()) == list(again.cases())

    @given(registers())
    def test_json_of_results(self, register: Register) -> None:
        """A result read back from JSON is equal."""
        for figure in FIGURES:
            result = figure(register, by=("municipality", "year"))
            assert result == type(result).from_json(result.to_json())

    @given(registers())
    def test_dict_of_a_register(self, register: Register) -> None:
        """A register read back from a dict holds equal cases and coverage."""
        again = Register.from_dict(register.to_dict())
        assert list(register.cases()) == list(again.cases())
        assert register.coverage == again.coverage


def test_horizon_is_days_or_years() -> None:
    """A bare number is no horizon."""
    register = Register.from_cases([], observed=OBSERVED)
    with pytest.raises(ValueError, match="Days, Months or Years"):
        metrics.detection(register, OBSERVED, horizon=365)  # type: ignore[arg-type]
    assert Days(1) != Days(2)
