"""Time to event: what starts, what ends, and what can't be asked."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import numpy as np
import pytest

from building import ECONOMIC, WINDOW, case, day, register
from vnr import metrics
from vnr.errors import DataError, UnknownNameError
from vnr.metrics import Days, ReactivationRule
from vnr.model import (
    FollowUp,
    Intervention,
    InterventionKind,
    Investigation,
    InvestigationKind,
    Period,
    Person,
    Role,
    Sex,
)
from vnr.register import Coverage
from vnr.results import State

P2019 = Period.year(2019)


class TestUses:
    """The questions of the field."""

    def test_sheltered_housing(self) -> None:
        """Nights of an adult and a child apart: 14 and 30 days."""

        def stayed(name: str, role: Role, until: str) -> Any:
            stay = Intervention(
                InterventionKind.SHELTERED_HOUSING, day("2019-03-01"), ended=day(until)
            )
            return case(name, name, "2019-03-01", role=role, interventions=(stay,))

        curve = metrics.time_to_event(
            register(
                stayed("a", Role.EXPOSED_ADULT, "2019-03-15"),
                stayed("b", Role.WITNESSING_CHILD, "2019-03-31"),
            ),
            P2019,
            start="intervention",
            event="intervention_ended",
            by=("intervention", "role"),
        )
        assert curve.strata["intervention"].tolist() == ["sheltered_housing"] * 2
        assert dict(zip(curve.strata["role"], curve.strata["day"], strict=True)) == {
            "exposed_adult": 14,
            "witnessing_child": 30,
        }

    @pytest.mark.parametrize("kind", ["intervention", "investigation"])
    def test_no_recorded_end(self, kind: str) -> None:
        """Ended after 9 days; 21 days after, when the case had closed; never, so lost at closing.

        The last one is not taken to have stayed until the cut-off.
        """

        def one(name: str, until: str | None) -> Any:
            first, end = day("2019-01-10"), day(until) if until else None
            stay = Intervention(InterventionKind.SHELTERED_HOUSING, first, ended=end)
            asked = Investigation(first, closed=end)
            return case(
                name,
                name,
                "2019-01-10",
                "2019-01-22",
                interventions=(stay,) if kind == "intervention" else (),
                investigations=(asked,) if kind == "investigation" else (),
            )

        cases = register(one("a", "2019-01-19"), one("b", "2019-01-31"), one("c", None))
        ended = {"intervention": "intervention_ended", "investigation": "investigation_closed"}
        curve = metrics.time_to_event(cases, P2019, start=kind, event=ended[kind])  # type: ignore[arg-type]
        assert curve.strata["day"].tolist() == [9, 21]
        assert curve.at_risk.tolist() == [3, 1]
        assert curve.censored.tolist() == [1, 0]
        assert curve.columns["followed"].tolist() == [21, 21]

    def test_declined(self) -> None:
        """What was declined is no stay, and nothing that anybody waited for."""
        offered = Intervention(InterventionKind.SHELTERED_HOUSING, day("2019-03-05"), declined=True)
        one = register(case("1", "a", "2019-03-01", interventions=(offered,)))
        stay = metrics.time_to_event(one, P2019, start="intervention", event="intervention_ended")
        assert len(stay) == 0
        wait = metrics.time_to_event(one, P2019, start="intake", event="intervention")
        assert wait.events.sum() == 0

    def test_investigations(self) -> None:
        """Preliminary assessments against 14 days: one of two is done on the fourteenth."""
        kind = InvestigationKind.PRELIMINARY
        cases = [
            case(
                name,
                name,
                "2019-03-01",
                investigations=(
                    Investigation(day("2019-03-01"), kind, day(closed)),
                    Investigation(day("2019-03-20")),
                ),
            )
            for name, closed in (("a", "2019-03-15"), ("b", "2019-03-16"))
        ]
        curve = metrics.time_to_event(
            register(*cases),
            P2019,
            start="investigation",
            event="investigation_closed",
            by="investigation",
        )
        assert curve.at(14).select(investigation="preliminary").value.tolist() == [0.5]

    def test_first_follow_up(self) -> None:
        """From the intake to the first follow-up of whatever intervention, after 10 and 40 days."""
        planned = FollowUp(day("2019-04-01"), day("2019-04-10"))
        slow = Intervention(InterventionKind.TRAPPAN, day("2019-03-02"), follow_ups=(planned,))
        fast = Intervention(
            InterventionKind.TRAPPAN,
            day("2019-03-05"),
            follow_ups=(attrs.evolve(planned, done=day("2019-03-11")),),
        )
        cases = (
            case("1", "a", "2019-03-01", interventions=(slow, fast)),
            case("2", "b", "2019-03-01", interventions=(slow,)),
        )
        curve = metrics.time_to_event(register(*cases), P2019, start="intake", event="follow_up")
        assert curve.strata["day"].tolist() == [10, 40]
        assert curve.value.tolist() == [0.5, 0.0]

    def test_clustered_by_officer(self) -> None:
        """A case without an officer is a cluster of its own, and it is said how many are."""
        officers = ["x", "x", "y", None, None, "x"]
        cases = [
            case(
                str(place), str(place), "2019-03-01", f"2019-03-{10 + place}", officer=officer,
                municipality="0488" if place == 5 else "0484",
            )
            for place, officer in enumerate(officers)
        ]  # fmt: skip
        made = register(*cases)
        found = metrics.time_to_event(
            made, P2019, start="intake", event="closing", cluster="officer"
        )
        assert found.columns["n_officers"].tolist() == [5] * 6
        assert found.columns["n_without_officer"].tolist() == [2] * 6
        by_place = metrics.time_to_event(
            made, P2019, start="intake", event="closing", cluster="municipality"
        )
        assert by_place.columns["n_municipalities"].tolist() == [2] * 6
        rule = ReactivationRule("own", "case_closed", "episode", (Days(90),), source="-")
        curve = metrics.reactivation_curve(made, P2019, rule=rule, cluster="officer")
        assert curve.columns["n_without_officer"].tolist() == [2] * len(curve)

    def test_clustered_by_person(self) -> None:
        """The same case twice of one person: no narrower than once."""
        cases = [
            case(f"{name}{copy}", f"p{name}", "2019-03-01", f"2019-03-{10 + name}")
            for name in range(20)
            for copy in range(2)
        ]
        once = metrics.time_to_event(register(*cases[::2]), P2019, start="intake", event="closing")
        twice = metrics.time_to_event(register(*cases), P2019, start="intake", event="closing")
        np.testing.assert_allclose(once.lower, twice.lower)
        assert twice.columns["design_effect"][:19].tolist() == pytest.approx([2] * 19)
        assert twice.columns["n_persons"].tolist() == [20] * 20
        assert twice.notes == ()
        few = metrics.time_to_event(register(*cases[2:]), P2019, start="intake", event="closing")
        assert [note.code for note in few.notes] == ["few_clusters"]
        plain = metrics.time_to_event(
            register(*cases), P2019, start="intake", event="closing", cluster=None
        )
        assert (plain.lower[:19] > twice.lower[:19]).all()
        assert "n_persons" not in plain.columns
        # However small the error: 200 persons twice, of whom one closed.
        cases = [
            case(f"{n}-{copy}", f"p{n}", "2019-03-01", "2019-03-05" if n == 0 else None)
            for n in range(200)
            for copy in range(2)
        ]
        many = metrics.time_to_event(register(*cases), P2019, start="intake", event="closing")
        assert many.columns["design_effect"].tolist() == pytest.approx([2])

    def test_closing_ends_what_cannot_come_after(self) -> None:
        """A case that closed without assessment is lost from view on that day."""
        cases = [case("1", "a", "2019-03-01", "2019-03-05"), case("2", "b", "2019-03-01")]
        other = case("3", "c", "2019-03-01", later=(("2019-03-08", ECONOMIC),))
        curve = metrics.time_to_event(
            register(*cases, other), P2019, start="intake", event="intake"
        )
        assert curve.strata["day"].tolist() == [7]
        assert curve.at_risk.tolist() == [2]

    def test_death_is_a_loss_unless_it_competes(self) -> None:
        """Dead on day 4 without return."""
        person = Person("a", sex=Sex.WOMAN, died=date(2019, 3, 9))
        cases = [
            case("1", person, "2019-03-01", "2019-03-05"),
            case("2", "b", "2019-03-01", "2019-03-05"),
            case("3", "b", "2019-03-15"),
        ]
        asked: dict[str, Any] = {"start": "closing", "event": "reactivation"}
        lost = metrics.time_to_event(register(*cases), P2019, **asked)
        assert lost.value.tolist() == [0]
        both = metrics.time_to_event(register(*cases), P2019, **asked, competing=("died", "moved"))
        assert both.select(cause="died").value.tolist() == [0.5, 0.5]
        assert both.select(cause="reactivation").value.tolist() == [0, 0.5]

    @pytest.mark.parametrize(("again", "days"), [("2019-03-11", []), ("2019-03-12", [2])])
    def test_the_next_day_is_no_return(self, again: str, days: list[int]) -> None:
        """Closed on 10 March: 11 March still belongs to it, 12 March is a reactivation."""
        cases = (case("1", "a", "2019-03-01", "2019-03-10"), case("2", "a", again))
        curve = metrics.time_to_event(
            register(*cases), P2019, start="closing", event="reactivation"
        )
        assert curve.strata["day"][curve.events > 0].tolist() == days

    def test_first_delivered_day(self) -> None:
        """Delivery begins on 11 March: what ended that day was seen, the day before wasn't."""
        cases = (
            case("1", "a", "2019-03-01", "2019-03-10"),
            case("2", "b", "2019-03-01", "2019-03-11"),
            case("3", "c", "2019-03-01", "2019-03-12"),
        )
        coverage = Coverage([("0484", None, Period(day("2019-03-11"), WINDOW.end))])
        curve = metrics.time_to_event(
            register(*cases, coverage=coverage), P2019, start="intake", event="closing"
        )
        assert curve.strata["day"].tolist() == [10, 11]
        assert curve.at_risk.tolist() == [2, 1]

    def test_limits_of_the_field(self) -> None:
        """Each person once: the curve and its 95 per cent limits are Kaplan and Meier's."""
        closed = ["2019-03-05", "2019-03-08", "2019-03-09", None]
        cases = [case(str(n), f"p{n}", "2019-03-01", end) for n, end in enumerate(closed)]
        curve = metrics.time_to_event(register(*cases), P2019, start="intake", event="closing")
        plain = metrics.kaplan_meier([4, 7, 8, 100], [1, 1, 1, 0], confidence=0.95)
        np.testing.assert_allclose(curve.lower, plain.lower)
        np.testing.assert_allclose(curve.upper, plain.upper)

    def test_decision_and_known(self) -> None:
        """From violence known to the decision: 10 days."""
        help_ = Intervention(InterventionKind.TRAPPAN, day("2019-03-20"), decided=day("2019-03-11"))
        one = case("1", "a", "2019-03-01", interventions=(help_,))
        curve = metrics.time_to_event(
            register(one), P2019, start="violence_known", event="decision"
        )
        assert curve.strata["day"].tolist() == [10]

    def test_nobody(self) -> None:
        """No cases of who delivered, no rows; nobody who delivered, one that says so."""
        nobody = register(coverage=Coverage([("0484", None, WINDOW)]))
        assert len(metrics.time_to_event(nobody, P2019, start="intake", event="closing")) == 0
        silent = metrics.time_to_event(
            register(), P2019, start="intake", event="closing", competing=("died",)
        )
        assert silent.strata["cause"].tolist() == ["closing", "died"]
        assert silent.state.tolist() == [State.NOT_REPORTED] * 2
        assert silent.at([30]).state.tolist() == [State.NOT_REPORTED] * 2
        assert silent.select(cause="died").median().state.tolist() == [State.NOT_REPORTED]
        assert silent.select(cause="died").restricted_mean(9).state.tolist() == [State.NOT_REPORTED]


class TestBadInput:
    """Names and their combinations."""

    @pytest.mark.parametrize(
        "given",
        [
            {"start": "birth", "event": "closing"},
            {"start": "died", "event": "closing"},
            {"start": "intake", "event": "clossing"},
            {"start": "intake", "event": "closing", "competing": ("gone",)},
        ],
    )
    def test_unknown(self, given: dict[str, Any]) -> None:
        """A moment that isn't one; death is no start."""
        with pytest.raises(UnknownNameError, match="moment"):
            metrics.time_to_event(register(), P2019, **given)

    def test_death_starts_nothing(self) -> None:
        """What only competes isn't offered as a start."""
        with pytest.raises(UnknownNameError) as caught:
            metrics.time_to_event(register(), P2019, start="moved", event="intake")  # type: ignore[arg-type]
        assert "'moved'?" not in str(caught.value)

    def test_competing_with_itself(self) -> None:
        """The event can't compete with itself."""
        with pytest.raises(DataError, match="competing"):
            metrics.time_to_event(
                register(), P2019, start="intake", event="closing", competing=("closing",)
            )

    def test_stratum_of_another_table(self) -> None:
        """Cases have no kind of episode."""
        with pytest.raises(UnknownNameError, match="stratum"):
            metrics.time_to_event(register(), P2019, start="intake", event="closing", by="kind")


def test_return() -> None:
    """From the case that closed to the next episode, and from that one on: 30 and 14 days."""
    cases = [
        case("1", "a", "2019-01-10", "2019-03-01"),
        case("2", "a", "2019-03-31", "2019-04-14"),
    ]
    made = register(*cases)
    there = metrics.time_to_event(made, P2019, start="closing", event="reactivation")
    assert there.strata["day"].tolist() == [30]
    back = metrics.time_to_event(made, P2019, start="reactivation", event="closing")
    assert back.strata["day"].tolist() == [14]


def test_on_the_day_itself() -> None:
    """What closes on the day it opens takes 0 days; it isn't waited for."""
    own = (Investigation(day("2019-03-01"), InvestigationKind.FULL, day("2019-03-01")),)
    curve = metrics.time_to_event(
        register(case("1", investigations=own)),
        P2019,
        start="investigation",
        event="investigation_closed",
    )
    assert (curve.strata["day"].tolist(), curve.events.tolist()) == ([0], [1])
