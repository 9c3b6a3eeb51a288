"""Cases that closed and opened again, followed up by hand: each spell by itself."""

from __future__ import annotations

from typing import Any

import pytest

from building import ECONOMIC, VIOLENCE, case, closing, day, register
from vnr import metrics
from vnr.metrics.ground import concerns
from vnr.model import (
    Case,
    Closing,
    ClosingReason,
    FollowUp,
    Goal,
    Instrument,
    Intervention,
    InterventionKind,
    Investigation,
    InvestigationKind,
    JudgedRisk,
    Judgement,
    Period,
    RiskAssessment,
    RiskJudgement,
    Role,
)

YEAR = Period.year(2019)
GROUP = InterventionKind.GROUP


def helped(started: str, *follow_ups: tuple[str, str | None], **more: Any) -> Intervention:
    planned = tuple(FollowUp(day(due), day(done) if done else None) for due, done in follow_ups)
    return Intervention(GROUP, day(started), follow_ups=planned, meetings=3, missed=1, **more)


def planned(*closings: Closing, again: str) -> Case:
    """Help from March, planned to be followed up on 1 June and done that day."""
    one = helped("2019-03-01", ("2019-06-01", "2019-06-01"))
    return case(later=((again, ECONOMIC),), closings=closings, interventions=(one,))


class TestStatus:
    """A case that was opened again by the due day isn't closed."""

    @pytest.mark.parametrize(
        ("closings", "again", "as_of", "expected"),
        [
            (["2019-05-30"], "2019-05-31", None, "on_time"),
            (["2019-05-30"], "2019-06-01", None, "on_time"),
            (["2019-05-30"], "2019-06-02", None, "closed_early"),
            (["2019-05-20"], "2019-05-25", "2019-05-24", "closed_early"),
            (["2019-05-20"], "2019-05-25", "2019-05-25", "pending"),
            (["2019-05-20"], "2019-05-25", "2019-05-19", "pending"),
            (["2019-04-20", "2019-05-31"], "2019-05-25", None, "closed_early"),
            (["2019-04-20", "2019-06-01"], "2019-05-25", None, "on_time"),
        ],
    )
    def test_again(self, closings: list[str], again: str, as_of: str | None, expected: str) -> None:
        """Opened again on the due day or before it is judged; a day later it was closed early."""
        made = register(planned(*map(closing, closings), again=again))
        known = None if as_of is None else day(as_of)
        assert metrics.follow_up_status(made, YEAR, as_of=known).status.tolist() == [expected]

    @pytest.mark.parametrize(
        ("first", "last", "expected"),
        [
            (ClosingReason.MOVED, ClosingReason.DECLINED, "closed_early"),
            (ClosingReason.DECLINED, ClosingReason.MOVED, "exempt"),
            (ClosingReason.DECLINED, ClosingReason.TRANSFERRED_UNIT, "on_time"),
        ],
    )
    def test_the_last_closing_decides(
        self, first: ClosingReason, last: ClosingReason, expected: str
    ) -> None:
        """Closed in April and in May, due in June: it is why it closed in May."""
        closings = closing("2019-04-01", first), closing("2019-05-10", last)
        made = register(planned(*closings, again="2019-05-01"))
        assert metrics.follow_up_status(made, YEAR).status.tolist() == [expected]
        due = metrics.follow_up(made, YEAR, denominator="due")
        assert due["n_closed_early_done"].tolist() == [expected == "closed_early"]

    @pytest.mark.parametrize(("again", "exempt"), [("2019-08-28", 0), ("2019-08-29", 1)])
    def test_started(self, again: str, exempt: int) -> None:
        """Moved away in April and back within the 180 days: followed, else exempt."""
        made = register(planned(closing("2019-04-01", ClosingReason.MOVED), again=again))
        found = metrics.follow_up(made, YEAR, denominator="started")
        assert found["n_exempt"].tolist() == [exempt]
        assert found.n.tolist() == [1 - exempt]


def money_after_violence(again: str = "2019-07-01", **more: Any) -> Case:
    """Violence from March to May, closed with the goal reached; money from July, closed too."""
    return case(
        later=((again, ECONOMIC),),
        closings=(
            closing("2019-05-31", ClosingReason.GOAL_REACHED, Goal.REACHED),
            closing("2019-12-01", ClosingReason.DECLINED, Goal.NOT_REACHED),
        ),
        **more,
    )


class TestConcern:
    """What was done in a spell of something else doesn't concern violence."""

    def test_help(self) -> None:
        """Help in July is for money; the day after the close it would still be for violence."""
        helps = helped("2019-03-01"), helped("2019-07-01")
        apart = register(money_after_violence(interventions=helps))
        assert concerns(apart, "known").tolist() == [True, False]
        assert concerns(apart, "any").tolist() == [True, True]
        at_once = register(money_after_violence("2019-06-01", interventions=helps))
        assert concerns(at_once, "known").tolist() == [True, True]
        said = register(
            money_after_violence(interventions=(helped("2019-07-01", for_violence=True),))
        )
        assert concerns(said, "known").tolist() == [True]
        assert concerns(said, "original").tolist() == [False]

    def test_violence_after_money(self) -> None:
        """Help while it was about money isn't for violence, though the case later was."""
        made = register(
            case(
                reason=ECONOMIC,
                later=(("2019-07-01", VIOLENCE),),
                closings=(closing("2019-05-31"),),
                interventions=(helped("2019-03-01"), helped("2019-07-01")),
            )
        )
        assert concerns(made, "known").tolist() == [False, True]
        assert metrics.attendance(made, YEAR).n.tolist() == [4]
        assert metrics.attendance(made, YEAR, basis="any").n.tolist() == [8]

    def test_risks(self) -> None:
        """A risk judged low while it was about money is no judgement of violence."""

        def judged(when: str, *, found: bool | None = None) -> RiskAssessment:
            level = (RiskJudgement(JudgedRisk.SEVERE, Judgement.LOW),)
            return RiskAssessment(
                Instrument.SARA_SV, day(when), judgement=level, violence_found=found
            )

        both = judged("2019-03-05"), judged("2019-07-05", found=False)
        made = register(money_after_violence(assessments=both))
        for basis, number in (("known", 1), ("any", 2)):
            risks = metrics.judged_risks(made, YEAR, instrument=Instrument.SARA_SV, basis=basis)  # type: ignore[arg-type]
            assert int(risks.select(risk="severe", judgement="low").value[0]) == number
            used = metrics.assessments_used(made, YEAR, basis=basis)  # type: ignore[arg-type]
            assert used.select(instrument="sara_sv")["used"].tolist() == [1]


class TestTimes:
    """Each spell that holds the basis is a subject of its own."""

    def test_spells(self) -> None:
        """Violence twice: 91 and 60 days until it closed; what came between isn't waited for."""
        made = register(
            case(
                later=(("2019-07-01", VIOLENCE),),
                closings=(
                    closing("2019-05-31", ClosingReason.DECLINED),
                    closing("2019-08-30", ClosingReason.MOVED),
                ),
                interventions=(helped("2019-08-20"),),
            )
        )
        curve = metrics.time_to_event(made, YEAR, start="intake", event="closing")
        assert curve.strata["day"].tolist() == [60, 91]
        assert curve.at_risk.tolist() == [2, 1]
        # In the first spell nothing was done, and nothing can be any more.
        wait = metrics.time_to_event(made, YEAR, start="intake", event="intervention")
        assert (wait.strata["day"].tolist(), wait.at_risk.tolist()) == ([50], [2])
        back = metrics.time_to_event(
            made, YEAR, start="closing", event="reactivation", by="closing_reason"
        )
        came = back.events > 0
        assert back.strata["day"][came].tolist() == [31]
        assert back.strata["closing_reason"][came].tolist() == ["declined"]

    def test_only_those_of_violence(self) -> None:
        """Closed after 91 days of violence; the time of money is counted under `any`."""
        made = register(money_after_violence())
        for basis, days in (("known", [91]), ("any", [91, 153])):
            curve = metrics.time_to_event(made, YEAR, start="intake", event="closing", basis=basis)  # type: ignore[arg-type]
            assert curve.strata["day"].tolist() == days

    def test_returned(self) -> None:
        """What returned is the spell that began the episode, and it closes by its own closing."""
        made = register(
            case(
                later=(("2019-07-01", VIOLENCE),),
                closings=(closing("2019-05-31"), closing("2019-07-11")),
            )
        )
        curve = metrics.time_to_event(made, YEAR, start="reactivation", event="closing")
        assert (curve.strata["day"].tolist(), curve.at_risk.tolist()) == ([10], [1])


def test_goal() -> None:
    """The goal is that of the violence; under `any` both closings count."""
    made = register(money_after_violence())
    assert metrics.goal(made, YEAR).value.tolist() == [1]
    assert metrics.goal(made, YEAR, basis="any").value.tolist() == [1 / 2]
    by = metrics.goal(made, YEAR, basis="any", by="closing_reason")
    assert by.select(closing_reason="declined").value.tolist() == [0]


def test_children() -> None:
    """What a child's case got in an earlier spell isn't what it got after the adult's violence."""

    def child(investigated: str, again: str) -> Case:
        asked = Investigation(day(investigated), InvestigationKind.FULL)
        return case(
            "c",
            "x",
            "2018-03-01",
            role=Role.WITNESSING_CHILD,
            household_id="h",
            later=((again, VIOLENCE),),
            closings=(closing("2018-05-01"),),
            investigations=(asked,),
            interventions=(helped(investigated),),
        )

    adult = case("a", "a", "2019-03-01", household_id="h", children_at_home=1)
    for investigated, again, own, got in (
        ("2018-03-05", "2019-04-01", 1, 0),
        ("2019-04-05", "2019-04-01", 1, 1),
        ("2018-03-05", "2020-06-01", 0, 0),
    ):
        made = register(adult, child(investigated, again))
        found = metrics.children_behind(made, YEAR)
        number = dict(zip(found.strata["step"].tolist(), found.value.tolist(), strict=True))
        assert number["own_case"] == own
        assert (number["investigation"], number["supported"]) == (got, got)


def test_children_behind_by_basis() -> None:
    """The adult's violence by the asked basis; what a child got counts whatever it was for."""
    adult = case("a", "a", reason=ECONOMIC, household_id="h", children_at_home=1)
    child = case(
        "c",
        "x",
        reason=ECONOMIC,
        role=Role.EXPOSED_CHILD,
        household_id="h",
        interventions=(helped("2019-03-01", for_violence=False),),
    )
    for basis, number in (("known", 0), ("any", 1)):
        found = metrics.children_behind(register(adult, child), YEAR, basis=basis)  # type: ignore[arg-type]
        assert found.select(step="supported").value.tolist() == [number]
