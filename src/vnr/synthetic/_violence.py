"""One case of violence: how the record system learns of it, and what is then written down."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final, Literal

import attrs

from vnr.model import (
    Closing,
    ClosingReason,
    FollowUp,
    FollowUpOutcome,
    Goal,
    InformationSource,
    Instrument,
    Intake,
    IntakeChannel,
    IntakeReason,
    Intervention,
    InterventionKind,
    Investigation,
    JudgedRisk,
    Judgement,
    LegalBasis,
    Perpetrator,
    Relation,
    RiskAssessment,
    RiskJudgement,
    Sex,
    ViolenceContext,
    ViolenceForm,
)
from vnr.synthetic._calibration import FORMS, SHARES
from vnr.synthetic._dice import Dice

__all__ = ["OTHER_REASONS", "Route", "Violence", "drawn", "recorded"]

Route = Literal["original", "intake", "known", "hidden"]
_ROUTES: Final[tuple[Route, ...]] = ("original", "intake", "known", "hidden")
OTHER_REASONS: Final = (
    IntakeReason.ECONOMIC,
    IntakeReason.CHILD_WELFARE,
    IntakeReason.SUBSTANCE,
    IntakeReason.HOUSING,
    IntakeReason.OTHER,
)
"""Reasons of an intake that don't tell of violence."""


@attrs.frozen
class Violence:
    """What happened, and how it came to be known.

    Attributes
    ----------
    opened, noticed
        The case's first day, and the day the violence is known.
    route
        By the first reason, by a later one, by other evidence, or not at all.
    honour
        Whether it is in the name of honour.
    reason
        The first reason, where that isn't violence.
    intakes
        The case's intakes.
    """

    opened: date
    noticed: date
    route: Route
    honour: bool
    reason: IntakeReason
    intakes: tuple[Intake, ...]

    @property
    def seen(self) -> bool:
        """Whether the record system ever learns of it."""
        return self.route != "hidden"

    @property
    def told(self) -> bool:
        """Whether a reason tells of it, so that its forms are written down."""
        return self.route in ("original", "intake")


def drawn(dice: Dice, opened: date) -> Violence:
    """Violence behind a case that opens on a day."""
    route = _ROUTES[int(dice.rng.choice(4, p=[SHARES[name] for name in _ROUTES]))]
    honour = dice.chance(SHARES["honour"])
    reason = dice.pick(OTHER_REASONS)
    violent = IntakeReason.HONOUR_VIOLENCE if honour else IntakeReason.VIOLENCE
    noticed = opened if route == "original" else opened + dice.days(60)
    if noticed > dice.observed.end:
        # Too late for this window: the system doesn't know yet.
        route = "hidden"
    if route == "original":
        intakes: tuple[Intake, ...] = (Intake(opened, violent, dice.pick(list(IntakeChannel)[:4])),)
    else:
        intakes = (Intake(opened, reason, IntakeChannel.APPLICATION),)
    if route == "intake":
        intakes += (Intake(noticed, violent, source=dice.pick(list(InformationSource))),)
    return Violence(opened, noticed, route, honour, reason, intakes)


def recorded(dice: Dice, violence: Violence, closed: date | None) -> dict[str, Any]:
    """Fields of the case beside its key, role and intakes: none that tell of violence not seen."""
    children = int(dice.rng.integers(0, 4))
    goal = dice.pick([Goal.REACHED, Goal.PARTLY, Goal.NOT_REACHED]) if closed else None
    reason = _closing_reason(dice) if closed else None
    if not violence.seen:
        return {
            "closings": () if closed is None else (Closing(closed, reason),),
            "investigations": _investigations(dice, violence.opened, closed),
        }
    honour = violence.honour and violence.told
    return {
        "closings": () if closed is None else (Closing(closed, reason, goal),),
        "forms": _forms(dice) if violence.told else frozenset(),
        "contexts": frozenset({ViolenceContext.HONOUR}) if honour else frozenset(),
        "children_at_home": children,
        "police_report": dice.chance(0.4),
        "perpetrators": (Perpetrator(Relation.EX_PARTNER, Sex.MAN),),
        "investigations": _investigations(dice, violence.opened, closed),
        "assessments": _assessments(dice, violence),
        "interventions": _interventions(dice, violence.noticed, closed),
    }


def _closing_reason(dice: Dice) -> ClosingReason:
    reason = dice.pick([ClosingReason.GOAL_REACHED] * 6 + list(ClosingReason))
    # A death would have to be the person's, in all their cases.
    return ClosingReason.OTHER if reason is ClosingReason.DIED else reason


def _forms(dice: Dice) -> frozenset[ViolenceForm]:
    return frozenset(form for form, share in FORMS if dice.chance(share))


def _investigations(dice: Dice, opened: date, closed: date | None) -> tuple[Investigation, ...]:
    if not dice.chance(0.8):
        return ()
    last = closed or dice.observed.end
    start = opened + timedelta(int(dice.rng.integers(0, 14)))
    if start > last:
        return ()
    end = start + dice.days(60)
    return (Investigation(start, closed=end if end <= last else None),)


def _assessments(dice: Dice, violence: Violence) -> tuple[RiskAssessment, ...]:
    """Instruments as often as reported; a conversation where nothing else shows the violence."""
    day = violence.noticed
    made = []
    if dice.chance(SHARES["freda"]):
        made.append(RiskAssessment(Instrument.FREDA_SHORT, day, violence_found=True))
        if dice.chance(0.5):
            score = float(dice.rng.integers(0, 21))
            made.append(RiskAssessment(Instrument.FREDA_DANGER, day, score=score))
    if violence.route == "known" or dice.chance(SHARES["conversation"]):
        made.append(RiskAssessment(Instrument.CONVERSATION, day, violence_found=True))
    if violence.honour and dice.chance(0.5):
        judged = (RiskJudgement(JudgedRisk.SEVERE, dice.pick(list(Judgement))),)
        made.append(RiskAssessment(Instrument.PATRIARK, day, judgement=judged))
    return tuple(made)


def _interventions(dice: Dice, day: date, closed: date | None) -> tuple[Intervention, ...]:
    if not dice.chance(0.6):
        return ()
    kind = dice.pick(
        [InterventionKind.COUNSELLING] * 5
        + [InterventionKind.SHELTERED_HOUSING] * 2
        + [InterventionKind.PRACTICAL_SUPPORT, InterventionKind.GROUP]
    )
    due = day + timedelta(90)
    done = dice.until(due + timedelta(int(dice.rng.integers(-20, 60))))
    follow_up = FollowUp(due)
    if done is not None and done >= day and dice.chance(0.55):
        follow_up = FollowUp(due, done, dice.pick(list(FollowUpOutcome)))
    return (
        Intervention(
            kind,
            day,
            closed,
            legal_basis=dice.pick(list(LegalBasis)),
            for_violence=True,
            visits=int(dice.rng.poisson(6)),
            meetings=int(dice.rng.poisson(4)),
            missed=int(dice.rng.poisson(0.7)),
            follow_ups=(follow_up,) if dice.chance(0.6) else (),
        ),
    )
