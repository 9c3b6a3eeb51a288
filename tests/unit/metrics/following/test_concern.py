"""Every metric of what was done leaves out what doesn't concern violence."""

from __future__ import annotations

from typing import Any

import pytest

from building import ECONOMIC, case, day, register
from vnr import metrics
from vnr.errors import DataError
from vnr.model import FollowUp, Instrument, Intervention, InterventionKind, Period, RiskAssessment

YEAR = Period.year(2019)
# By default and by name, and for all that started whatever it is for.
ASKED: list[tuple[dict[str, Any], int]] = [({}, 1), ({"basis": "known"}, 1), ({"basis": "any"}, 2)]


def helped(kind: InterventionKind, started: str, **more: Any) -> Intervention:
    return Intervention(
        kind,
        day(started),
        meetings=1,
        missed=0,
        follow_ups=(FollowUp(day("2019-06-01"), day("2019-06-01")),),
        **more,
    )


def test_no_such_basis() -> None:
    """What isn't a basis is refused with those that there are, in every metric that takes one."""
    made = register(case())
    for call in (
        lambda: metrics.follow_up(made, YEAR, denominator="due", basis="violence"),  # type: ignore[arg-type]
        lambda: metrics.follow_up_status(made, YEAR, basis="violence"),  # type: ignore[arg-type]
        lambda: metrics.attendance(made, YEAR, basis="violence"),  # type: ignore[arg-type]
        lambda: metrics.change(
            made,
            YEAR,
            instrument=Instrument.DANGER_ASSESSMENT,
            basis="violence",  # type: ignore[arg-type]
        ),
    ):
        with pytest.raises(DataError, match="basis must be one of"):
            call()


def test_every_metric_leaves_out_what_is_for_something_else() -> None:
    """One for violence, one for money, one declined: each metric counts one; `any` counts two."""
    made = register(
        case(
            interventions=(
                helped(InterventionKind.GROUP, "2019-03-02"),
                helped(InterventionKind.GROUP, "2019-03-02", for_violence=False),
                helped(InterventionKind.GROUP, "2019-03-02", declined=True),
            )
        )
    )
    for basis, number in ASKED:
        due = metrics.follow_up(made, YEAR, denominator="due", **basis)
        assert [due.n[0], due["interventions"][0], due["planned"][0]] == [number] * 3
        assert metrics.follow_up(made, YEAR, denominator="started", **basis).n[0] == number
        assert len(metrics.follow_up_status(made, YEAR, **basis)) == number
        assert metrics.attendance(made, YEAR, **basis).n[0] == number
        for event in ("follow_up", "closing"):
            curve = metrics.time_to_event(made, YEAR, start="intervention", event=event, **basis)
            assert curve.at_risk.tolist() == [number]


def test_every_metric_leaves_out_assessments_of_other_cases() -> None:
    """A judgement that found no violence, in a case of money: only `any` counts it."""
    made = register(
        case(
            reason=ECONOMIC,
            assessments=tuple(
                RiskAssessment(Instrument.DANGER_ASSESSMENT, day(when), score=score,
                               violence_found=False)
                for when, score in (("2019-03-05", 9.0), ("2019-05-05", 4.0))
            ),
        )
    )  # fmt: skip
    for basis, number in ASKED:
        asked: dict[str, Any] = {"instrument": Instrument.DANGER_ASSESSMENT, **basis}
        assert metrics.change(made, YEAR, **asked).n.tolist() == [number - 1]
        curve = metrics.time_to_event(made, YEAR, start="assessment", event="assessment", **basis)
        assert curve.events.sum() == number - 1


def test_events() -> None:
    """Help for money on 2 March, for violence on the 11th: after 10 days, or 1 of any help."""
    made = register(
        case(
            interventions=(
                helped(InterventionKind.GROUP, "2019-03-02", for_violence=False),
                helped(InterventionKind.GROUP, "2019-03-11"),
            )
        )
    )
    for basis, days in (("known", [10]), ("any", [1])):
        curve = metrics.time_to_event(made, YEAR, start="intake", event="intervention", basis=basis)  # type: ignore[arg-type]
        assert curve.strata["day"].tolist() == days
