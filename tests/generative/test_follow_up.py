"""Follow-up and time to event equal their oracles, on what Hypothesis makes up."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import oracle
from vnr import metrics
from vnr.metrics import Days, Years
from vnr.metrics.choices import Moment, Numerator, ViolenceBasis
from vnr.metrics.survival import incidence
from vnr.model import Case, InterventionKind, Period
from vnr.register import Register
from vnr.results import State
from vnr.testing import MUNICIPALITIES, OBSERVED, days, registers

periods = st.tuples(days(), days()).map(lambda pair: Period(min(pair), max(pair)))
TOLERANCES: Any = [(Days(30), ("days", 30)), (Days(0), ("days", 0)), (Years(1), ("years", 1))]
BASES = ("known", "original", "intake", "any")
STATUSES = ("on_time", "late", "missed", "closed_early", "exempt", "pending")


def exposed(register: Register) -> list[Case]:
    return [case for case in register.cases() if oracle.of_roles(case, oracle.EXPOSED)]


class TestFollowUp:
    """Statuses in their order; both denominators; the interval clustered by person."""

    @given(
        registers(coverage=False),
        periods,
        days(),
        st.sampled_from(TOLERANCES),
        st.sampled_from(["on_time", "done"]),
        st.sampled_from(BASES),
    )
    def test_due(
        self,
        register: Register,
        period: Period,
        as_of: date,
        tolerance: Any,
        numerator: Numerator,
        basis: ViolenceBasis,
    ) -> None:
        """Each municipality and kind has the oracle's statuses, share and limits."""
        early_done = 0
        cells: dict[Any, list[tuple[str, str]]] = defaultdict(list)
        for case in exposed(register):
            for one in case.interventions:
                for planned in one.follow_ups:
                    if planned.due in period and oracle.concerns(case, one, basis):
                        status = oracle.follow_up_status(
                            case,
                            planned.due,
                            planned.done,
                            as_of,
                            tolerance[1],
                            started=one.started,
                        )
                        cells[case.municipality, one.kind].append((oracle.who(case), status))
                        done = planned.done is not None and planned.done <= as_of
                        early_done += status == "closed_early" and done

        found = metrics.follow_up(
            register,
            period,
            denominator="due",
            numerator=numerator,
            basis=basis,
            as_of=as_of,
            tolerance=tolerance[0],
            by=("municipality", "intervention"),
        )
        assert early_done == found["n_closed_early_done"].sum()
        rows = zip(found.strata["municipality"], found.strata["intervention"], strict=True)
        hits = {"on_time"} if numerator == "on_time" else {"on_time", "late"}
        for row, key in enumerate(rows):
            own = cells[str(key[0]), InterventionKind(str(key[1]))]
            for status in STATUSES:
                name = status if status in STATUSES[:3] else f"n_{status}"
                expected = sum(status == one for _, one in own)
                assert expected == found.columns[name][row]
            due = [(who, one in hits) for who, one in own if one in STATUSES[:3]]
            assert len(due) == found.n[row]
            assert len({who for who, _ in due}) == found.columns["n_persons"][row]
            if due:
                assert sum(hit for _, hit in due) / len(due) == found.value[row]
                lower, upper = oracle.clustered_wilson(due, 0.95)
                assert lower == pytest.approx(found.lower[row], abs=1e-9, nan_ok=True)
                assert upper == pytest.approx(found.upper[row], abs=1e-9, nan_ok=True)
            else:
                pending = any(one == "pending" for _, one in own)
                assert (State.NOT_MATURE if pending else State.VALUE) == found.state[row]

    @given(registers(coverage=False), periods, days(), st.sampled_from(BASES))
    def test_started(
        self, register: Register, period: Period, as_of: date, basis: ViolenceBasis
    ) -> None:
        """Observed for 180 days, and followed up by the last of them unless death came first."""
        started, observed, followed, planned, exempt = 0, 0, 0, 0, 0
        for case in exposed(register):
            for one in case.interventions:
                if one.started not in period or not oracle.concerns(case, one, basis):
                    continue
                started += 1
                planned += bool(one.follow_ups)
                if (as_of - one.started).days < 180:
                    continue
                if oracle.left(case, one.started, one.started + timedelta(180)):
                    exempt += 1
                    continue
                observed += 1
                done = [each.done for each in one.follow_ups if each.done is not None]
                followed += any((day - one.started).days <= 180 for day in done)

        found = metrics.follow_up(register, period, denominator="started", basis=basis, as_of=as_of)
        assert found["n_exempt"].tolist() == [exempt]
        assert found.columns["interventions"].tolist() == [started]
        assert found.columns["planned"].tolist() == [planned]
        assert found.columns["followed"].tolist() == [followed]
        assert found.n.tolist() == [observed]

    @given(registers(coverage=False), periods, days())
    def test_rows_behind(self, register: Register, period: Period, as_of: date) -> None:
        """The rows of follow_up_status are those that follow_up counts."""
        rows = metrics.follow_up_status(register, period, as_of=as_of)
        found = metrics.follow_up(register, period, denominator="due", as_of=as_of)
        for status in STATUSES:
            name = status if status in STATUSES[:3] else f"n_{status}"
            assert (rows.status == status).sum() == found.columns[name][0]

    @given(registers(coverage=False), periods)
    def test_plain(self, register: Register, period: Period) -> None:
        """Without clusters it is Wilson's interval of the same numbers."""
        found = metrics.follow_up(register, period, denominator="due", cluster=None)
        plain = metrics.proportion(found.columns["on_time"], found.n)
        np.testing.assert_array_equal(plain.lower, found.lower)
        np.testing.assert_array_equal(plain.upper, found.upper)


subjects = st.lists(
    st.builds(
        oracle.Subject,
        st.integers(0, 8),
        st.integers(0, 2),
        st.just(-1),
        st.integers(0, 3),
    ),
    max_size=12,
)
late = st.lists(
    st.tuples(st.integers(1, 8), st.integers(1, 8), st.integers(0, 2), st.integers(0, 3)).map(
        lambda one: oracle.Subject(max(one[:2]), one[2], min(one[:2]) - 1, one[3])
    ),
    max_size=12,
)


class TestIncidence:
    """Aalen–Johansen with ties, delayed entry, clusters and groups."""

    @given(st.lists(st.one_of(subjects, late), max_size=3), st.sampled_from([1, 2]), st.booleans())
    def test_every_group(
        self, groups: list[list[oracle.Subject]], causes: int, clustered: bool
    ) -> None:
        """Each group has the oracle's rows, whatever the others hold."""
        rows = [(place, one) for place, group in enumerate(groups) for one in group]
        time = np.array([one.time for _, one in rows], np.int64)
        cause = np.array([min(one.cause, causes) for _, one in rows], np.int64)
        found = incidence(
            time,
            cause,
            causes=causes,
            entry=np.array([one.entry for _, one in rows], np.int64),
            group=np.array([place for place, _ in rows], np.int64),
            cluster=np.array([one.cluster for _, one in rows], np.int64) if clustered else None,
        )
        for place, group in enumerate(groups):
            own = [
                oracle.Subject(
                    one.time, min(one.cause, causes), one.entry, one.cluster if clustered else None
                )
                for one in group
            ]
            expected = oracle.incidences(own, causes)
            mine = found.group == place
            assert [row[0] for row in expected] == found.day[mine].tolist()
            assert [row[2] for row in expected] == found.at_risk[mine].tolist()
            for row, at in zip(expected, np.flatnonzero(mine), strict=True):
                assert row[1] == pytest.approx(found.survival[at], abs=1e-12)
                assert row[3] == pytest.approx(found.value[:, at], abs=1e-12)
                assert row[4] == pytest.approx(found.error[:, at] ** 2, abs=1e-12)
            lost = sum(not one.cause for one in own)
            early = [row[0] for row in expected][:1]
            before = sum(not one.cause and one.time < day for one in own for day in early)
            assert (lost - before if expected else 0) == found.censored[mine].sum()

    @given(subjects, st.randoms(use_true_random=False))
    def test_order_does_not_matter(self, group: list[oracle.Subject], random: Any) -> None:
        """Ties give the same answer in any order of the rows, to the last bit."""
        shuffled = random.sample(group, len(group))
        one, other = (
            metrics.cumulative_incidence([s.time for s in of], [s.cause for s in of])
            for of in (group, shuffled)
        )
        assert one == other


WAITS: Any = [
    ("intake", "assessment", ()),
    ("intake", "violence_known", ("closing",)),
    ("intake", "intake", ()),
    ("intake", "follow_up", ("closing", "died")),
    ("violence_known", "investigation", ("moved", "died", "closing")),
    ("violence_known", "decision", ()),
    ("assessment", "assessment", ("closing",)),
    ("assessment", "intervention_ended", ()),
    ("closing", "reactivation", ("died", "moved")),
    ("reactivation", "closing", ()),
    ("intake", "closing", ("intervention",)),
    ("intake", "investigation_closed", ()),
    ("investigation", "intervention", ("closing",)),
    ("intervention", "investigation", ()),
]


class TestTimeToEvent:
    """Start and event among the moments of a case."""

    @given(registers(coverage=False), periods, st.sampled_from(BASES))
    def test_waits(self, register: Register, period: Period, basis: ViolenceBasis) -> None:
        """The curve is the one of the oracle's waits, whatever is waited for."""
        for start, event, competing in WAITS:
            self.same_curve(register, period, basis, start, event, competing)

    @staticmethod
    def same_curve(
        register: Register,
        period: Period,
        basis: ViolenceBasis,
        start: Moment,
        event: Moment,
        competing: tuple[str, ...],
    ) -> None:
        cases = list(register.cases())
        own = []
        for case in exposed(register):
            waits = oracle.waits(
                case,
                cases,
                start=start,
                event=event,
                competing=competing,
                basis=basis,
                cutoff=OBSERVED.end,
            )
            own += [subject for begin, subject in waits if begin in period]
        expected = oracle.incidences(own, 1 + len(competing))

        found = metrics.time_to_event(
            register,
            period,
            start=start,
            event=event,
            competing=competing,  # type: ignore[arg-type]
            basis=basis,
        )
        if competing:
            found = found.select(cause=event) if expected else found
        assert [row[0] for row in expected] == found.strata["day"].tolist()
        assert [row[2] for row in expected] == found.at_risk.tolist()
        value = [row[3][0] if competing else row[1] for row in expected]
        np.testing.assert_allclose(found.value, value, atol=1e-12)

    @given(registers(coverage=False), periods)
    def test_an_interventions_own(self, register: Register, period: Period) -> None:
        """An intervention ends when it ends, and is followed up by its own follow-ups."""
        own: list[oracle.Subject] = []
        followed: list[oracle.Subject] = []
        for case in exposed(register):
            losses = [case.person.died, case.person.moved_out, OBSERVED.end]
            for one in case.interventions:
                if one.started not in period or not oracle.concerns(case, one, "known"):
                    continue
                lost = min(day for day in losses if day and day >= one.started)
                closed = case.spells[oracle.begun(case, one.started)].closed
                closed = closed if closed and closed >= one.started else lost
                for found, day in (
                    (own, one.ended),
                    (followed, min((f.done for f in one.follow_ups if f.done), default=None)),
                ):
                    unseen = found is own and day is None
                    last = min(lost, closed) if unseen else lost
                    hit = day is not None and day <= last
                    end = day if hit and day else last
                    found.append(
                        oracle.Subject((end - one.started).days, int(hit), cluster=oracle.who(case))
                    )
        for subjects, event in ((own, "intervention_ended"), (followed, "follow_up")):
            curve = metrics.time_to_event(register, period, start="intervention", event=event)  # type: ignore[arg-type]
            expected = oracle.incidences(subjects, 1)
            assert [row[0] for row in expected] == curve.strata["day"].tolist()
            np.testing.assert_allclose(curve.value, [row[1] for row in expected], atol=1e-12)

    @given(registers(), st.sampled_from(MUNICIPALITIES))
    def test_delivery(self, register: Register, code: str) -> None:
        """What was not delivered is not observed: entry at its first day, loss at its last."""
        rows = [
            r.period for r in register.coverage.deliveries if r.municipality == code and r.period
        ]
        first = min((row.start for row in rows), default=OBSERVED.start)
        last = max((row.end for row in rows), default=None)
        own = []
        for case in exposed(register):
            if case.municipality != code or last is None:
                continue
            for spell in case.spells:
                end = min(
                    day
                    for day in (spell.closed, last, case.person.died, case.person.moved_out)
                    if day and (day == last or day >= spell.opened)
                )
                hit = spell.closed is not None and spell.closed == end
                entry = max((first - spell.opened).days - 1, -1)
                time = (end - spell.opened).days
                if time > entry:
                    own.append(oracle.Subject(time, int(hit), entry))
        expected = oracle.incidences(own, 1)
        found = metrics.time_to_event(
            register, OBSERVED, start="intake", event="closing", basis="any", by="municipality"
        )
        # Who delivered nothing has a row that says so.
        mine = (found.strata["municipality"] == code) & (found.state == State.VALUE)
        assert [row[0] for row in expected] == found.strata["day"][mine].tolist()
        assert [row[2] for row in expected] == found.at_risk[mine].tolist()
