"""Every kernel equals its oracle, on registers that Hypothesis makes up."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import oracle
from vnr import metrics
from vnr.metrics import Days, ReactivationRule, Years
from vnr.metrics.choices import DatedBy, Measure, Of, Roles, ViolenceBasis, Within
from vnr.model import Case, Period, Role, ViolenceForm
from vnr.register import Register
from vnr.results import State
from vnr.testing import MUNICIPALITIES, OBSERVED, days, registers

BASES = [
    "original",
    "intake",
    "known",
    "honour",
    "honour_intake",
    "honour_context",
    "honour_patriark",
    "any",
]
EXPOSED = oracle.EXPOSED
ROLES = {"exposed": EXPOSED, "perpetrators": {Role.PERPETRATOR}, "all": set(Role)}
periods = st.tuples(days(), days()).map(lambda pair: Period(min(pair), max(pair)))


def began(register: Register) -> Any:
    def of(case: Case) -> date:
        starts = [
            row.period.start
            for row in register.coverage.deliveries
            if row.municipality == case.municipality and row.period is not None
        ]
        return min(starts, default=register.observed.start)

    return of


def in_places(codes: set[str], case: Case) -> bool:
    return case.municipality in codes


def in_municipality(code: str, case: Case) -> bool:
    return case.municipality == code


def in_row(delivered: set[str], form: str, role: str, sex: str, case: Case) -> bool:
    nothing = {"not_recorded"}
    return (
        case.municipality in delivered
        and form in (case.forms or nothing)
        and role in (case.roles or nothing)
        and case.person.sex == sex
    )


class TestCount:
    """Count: `of` and `measure` for each cell's part of the period, over covered municipalities."""

    @given(
        registers(),
        periods,
        st.sampled_from(["case", "person", "episode", "household", "matter"]),
        st.sampled_from(BASES),
        st.sampled_from(["new", "open", "closed", "stock"]),
        st.sampled_from(["basis", "opened"]),
        st.sampled_from(["year", "quarter", "month"]),
    )
    def test_by_municipality_and_time(
        self,
        register: Register,
        period: Period,
        of: Of,
        basis: ViolenceBasis,
        measure: Measure,
        dated_by: DatedBy,
        time: str,
    ) -> None:
        """Each cell holds what the oracle finds there, or isn't reported."""
        cases = list(register.cases())
        result = metrics.count(
            register,
            period,
            of=of,
            basis=basis,
            measure=measure,
            dated_by=dated_by,
            by=("municipality", time),  # type: ignore[arg-type]
        )

        expected, states, shares = [], [], []
        for code in MUNICIPALITIES:
            for part in period.split(time):  # type: ignore[arg-type]
                looked_at = Period(part.end, part.end) if measure == "stock" else part
                share = oracle.covered(register.coverage.deliveries, [code], looked_at)
                number = oracle.count(
                    cases,
                    part,
                    of=of,
                    basis=basis,
                    measure=measure,
                    roles=EXPOSED,
                    dated_by=dated_by,
                    where=partial(in_municipality, code),
                )
                shares.append(share)
                states.append(State.VALUE if share else State.NOT_REPORTED)
                expected.append(number if share else 0)
        assert expected == result.value.tolist()
        assert states == result.state.tolist()
        np.testing.assert_allclose(shares, result.covered, atol=1e-12)

    @given(registers(), periods, st.sampled_from(["exposed", "perpetrators", "all"]))
    def test_by_form_role_and_sex(self, register: Register, period: Period, roles: Roles) -> None:
        """A case with two forms stands in both rows, one without a form in one of its own.

        Who delivered nothing in the period is in no total.
        """
        asked = ROLES[roles]  # type: ignore[index]
        deliveries = register.coverage.deliveries
        delivered = {code for code in MUNICIPALITIES if oracle.covered(deliveries, [code], period)}
        cases = list(register.cases())
        result = metrics.count(register, period, roles=roles, by=("form", "role", "sex"))

        expected = [
            oracle.count(
                cases,
                period,
                of="case",
                basis="known",
                measure="new",
                roles=asked,
                dated_by="basis",
                where=partial(in_row, delivered, form, role, sex),
            )
            for form, role, sex in zip(*map(list, result.strata.values()), strict=True)
        ]
        reported = result.state == State.VALUE
        assert [n * r for n, r in zip(expected, reported, strict=True)] == result.value.tolist()
        assert set(ViolenceForm) <= set(result.strata["form"])


class TestRepeats:
    """Sum over persons of their squared number, of what `count` counts."""

    @given(
        registers(coverage=False),
        periods,
        st.sampled_from(["case", "episode"]),
        st.sampled_from(BASES),
        st.sampled_from(["new", "open", "closed", "stock"]),
        st.sampled_from(["basis", "opened"]),
    )
    def test_equal_to_oracle(
        self,
        register: Register,
        period: Period,
        of: Of,
        basis: ViolenceBasis,
        measure: Measure,
        dated_by: str,
    ) -> None:
        """Number, persons, squares and unlinkable persons of each year."""
        asked: Any = {"of": of, "basis": basis, "measure": measure, "dated_by": dated_by}
        cases = list(register.cases())
        result = metrics.repeats(register, period, by="year", **asked)
        expected = [oracle.repeats(cases, part, **asked) for part in period.split("year")]
        numbers, persons, squares, lone = map(list, zip(*expected, strict=True))
        assert numbers == result.n.tolist()
        assert persons == result["n_persons"].tolist()
        assert lone == result["n_unlinkable"].tolist()
        ratios = [b / a if a else 1 for a, b in zip(numbers, squares, strict=True)]
        np.testing.assert_allclose(ratios, result.value, rtol=1e-12)

    @given(registers(coverage=False), periods, st.sampled_from(["person", "episode"]))
    def test_unlinkable(self, register: Register, period: Period, of: Of) -> None:
        """How many of the persons or episodes counted are of persons whom nobody can link."""
        found = oracle.things(register.cases(), of, "known", EXPOSED, "basis", "new")
        lone = {
            thing.identity
            for thing in found
            if thing.case.person.person_id is None and thing.start in period
        }
        result = metrics.count(register, period, of=of)
        assert result["n_unlinkable"].tolist() == [len(lone)]


class TestEpisodes:
    """Spells join when ``start - latest close so far <= merge_gap``; kinds by the window."""

    @given(
        registers(),
        st.sampled_from([0, 1, 3, 14]),
        st.sampled_from(["person", "municipality"]),
        st.sampled_from(BASES),
        st.sampled_from([("days", 365), ("years", 1)]),
    )
    def test_equal_to_oracle(
        self,
        register: Register,
        gap: int,
        within: Within,
        basis: ViolenceBasis,
        window: tuple[str, int],
    ) -> None:
        """Start, end, kind and number of cases are the oracle's."""
        found = oracle.with_kinds(
            oracle.episodes(register.cases(), basis, "basis", gap, within),
            window,
            began(register),
            within,
        )
        expected = sorted(
            (
                one.first.person.person_id or "",
                one.start,
                one.end or date.max,
                one.kind,
                len(one.cases),
            )
            for one in found
        )
        kind, size = window
        result = metrics.episodes(
            register,
            basis=basis,
            merge_gap=gap,
            within=within,
            window=Days(size) if kind == "days" else Years(size),
        )
        rows = result.to_frame("polars")
        assert expected == sorted(
            (row[0] or "", row[1], row[2] or date.max, row[3], row[4]) for row in rows.iter_rows()
        )


class TestDetection:
    """A basis holds within the horizon if its earliest dated evidence does."""

    @given(registers(), periods, st.sampled_from([30, 365]))
    def test_equal_to_oracle(self, register: Register, period: Period, horizon: int) -> None:
        """The five numbers and the median delay are the oracle's."""
        expected = oracle.detection(
            [case for case in register.cases() if case.municipality == "0484"],
            period,
            register.observed.end,
            horizon,
        )
        result = metrics.detection(register, period, horizon=Days(horizon), by="municipality")
        cell = result.select(municipality="0484")
        delay = expected.pop("delay_median")
        if cell.state[0] == State.NOT_REPORTED:
            expected, delay = dict.fromkeys(expected, 0), None
        assert expected == {name: int(cell.columns[name][0]) for name in expected}
        if delay is None:
            assert np.isnan(cell.columns["delay_median"][0])
        else:
            assert delay == cell.columns["delay_median"][0]


class TestReactivation:
    """Value = returned / n; what isn't mature has left n even if its return is seen."""

    @given(
        registers(),
        periods,
        st.sampled_from(["episode_closed", "case_closed", "intake"]),
        st.sampled_from(["episode", "intake", "investigation", "intervention"]),
        st.sampled_from([("days", 180), ("days", 365), ("years", 1)]),
        st.sampled_from([1, 14]),
        st.sampled_from(["person", "episode"]),
        st.sampled_from(["exposed", "perpetrators", "all"]),
    )
    def test_equal_to_oracle(
        self,
        register: Register,
        cohort: Period,
        index: str,
        event: str,
        window: tuple[str, int],
        gap: int,
        of: Of,
        roles: Roles,
    ) -> None:
        """Returned, n and what stands beside them are the oracle's.

        Who delivered nothing in the period is in no total.
        """
        deliveries = register.coverage.deliveries
        delivered = {code for code in MUNICIPALITIES if oracle.covered(deliveries, [code], cohort)}
        covered = register.coverage.municipalities
        assert set(covered) == set(MUNICIPALITIES)
        expected = oracle.reactivation(
            register.cases(),
            cohort,
            register.observed.end,
            index=index,
            event=event,
            window=window,
            merge_gap=gap,
            of=of,
            basis="known",
            roles=ROLES[roles],  # type: ignore[index]
            began=began(register),
            told=partial(in_places, delivered),
        )
        kind, size = window
        rule = ReactivationRule(
            "test",
            index,  # type: ignore[arg-type]
            event,  # type: ignore[arg-type]
            (Days(size) if kind == "days" else Years(size),),
            merge_gap=gap,
            of=of,  # type: ignore[arg-type]
            roles=roles,
            source="test",
        )
        result = metrics.reactivation(register, cohort, rule=rule)
        assert expected == {name: int(result[name][0]) for name in expected}


class TestReactivationCurve:
    """Aalen and Johansen's incidence of the return, beside death and moving."""

    @given(
        registers(coverage=False),
        periods,
        st.sampled_from(["episode_closed", "case_closed"]),
        st.sampled_from(["episode", "intake", "investigation", "intervention"]),
        st.sampled_from([("days", 180), ("years", 1)]),
        st.sampled_from(["person", "episode"]),
    )
    def test_equal_to_oracle(
        self,
        register: Register,
        cohort: Period,
        index: str,
        event: str,
        window: tuple[str, int],
        of: Of,
    ) -> None:
        """Days, numbers at risk and shares come back are the oracle's."""
        kind, size = window
        windows = (Days(size) if kind == "days" else Years(size),)
        rule = ReactivationRule("test", index, event, windows, of=of, source="test")  # type: ignore[arg-type]
        subjects = oracle.return_times(
            register.cases(),
            cohort,
            OBSERVED.end,
            index=index,
            event=event,
            window=window,
            of=of,
        )
        expected = oracle.incidences(subjects, 3)
        result = metrics.reactivation_curve(register, cohort, rule=rule)
        assert [row[0] for row in expected] == result.strata["day"].tolist()
        assert [row[2] for row in expected] == result.at_risk.tolist()
        np.testing.assert_allclose([row[3][0] for row in expected], result.value, atol=1e-12)

    @given(registers(coverage=False), st.sampled_from(["episode", "intake", "investigation"]))
    def test_ends_at_the_share(self, register: Register, event: str) -> None:
        """Where all are mature and nobody dies or moves, its last value is `reactivation`'s."""
        stay = [
            attrs.evolve(case, person=attrs.evolve(case.person, died=None, moved_out=None))
            for case in register.cases()
        ]
        made = Register.from_cases(stay, observed=OBSERVED, coverage=register.coverage)
        rule = ReactivationRule("test", "episode_closed", event, (Days(365),), source="test")  # type: ignore[arg-type]
        cohort = Period(OBSERVED.start, date(2020, 1, 1))
        share = metrics.reactivation(made, cohort, rule=rule)
        curve = metrics.reactivation_curve(made, cohort, rule=rule)
        assert share["n_not_mature"].tolist() == [0]
        if share.n[0]:
            assert curve["n_unlinkable"][-1] == share["n_unlinkable"][0]
            np.testing.assert_allclose(curve.value[-1], share.value[0], atol=1e-12)


class TestAsOf:
    """`as_of` shows the register as it would have been extracted then."""

    @given(registers(), days())
    def test_equal_to_a_cut(self, register: Register, day: date) -> None:
        """The cases are those of an extract really cut on the day."""
        assert oracle.as_of(register.cases(), day) == list(register.as_of(day).cases())

    @given(registers(), days(), st.sampled_from(["original", "intake", "known"]))
    def test_counts_of_a_cut(self, register: Register, day: date, basis: ViolenceBasis) -> None:
        """And so are the figures."""
        window = Period(OBSERVED.start, day)
        cut = Register.from_cases(
            oracle.as_of(register.cases(), day),
            observed=window,
            coverage=register.coverage.clipped(window),
        )
        asked: Any = {"basis": basis, "by": ("municipality", "year")}
        assert metrics.count(cut, window, **asked) == metrics.count(
            register.as_of(day), window, **asked
        )


@pytest.mark.parametrize("window", [Days(0), Days(400), Years(0), Years(1), Years(2)])
@given(day=st.dates(date(2015, 1, 1), date(2026, 1, 1)))
def test_a_window_starts_where_its_end_says(window: Days | Years, day: date) -> None:
    """The start of a window is the earliest day whose window still holds the day."""
    number = np.array([(day - date(1970, 1, 1)).days], np.int32)
    first = window.start(number)
    assert window.end(first)[0] >= number[0] > window.end(first - 1)[0]
