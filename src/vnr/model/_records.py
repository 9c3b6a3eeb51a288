"""What one case is: frozen records, compared by value, that refuse what cannot be."""

from __future__ import annotations

import datetime as dt  # `date` is a field's name here
from typing import Any

import attrs

from vnr.errors import ModelError
from vnr.model import _rules as rule
from vnr.model._vocabulary import (
    AssessmentStage,
    ClosingReason,
    FollowUpOutcome,
    Goal,
    Group,
    InformationSource,
    Instrument,
    IntakeChannel,
    IntakeReason,
    InterventionKind,
    InterventionTarget,
    InvestigationKind,
    InvestigationOutcome,
    JudgedRisk,
    Judgement,
    LegalBasis,
    Provider,
    Relation,
    Role,
    Sex,
    Unit,
    ViolenceContext,
    ViolenceForm,
)

__all__ = [
    "Case",
    "FollowUp",
    "Intake",
    "Intervention",
    "Investigation",
    "Municipality",
    "Perpetrator",
    "Person",
    "RiskAssessment",
    "RiskJudgement",
]


@attrs.frozen
class Municipality:
    """A municipality (kommun).

    Attributes
    ----------
    code
        Four digits, leading zero kept.
    name
        Short name.
    county
        County code (län), two digits.
    county_name
        Name of the county.
    group_2023
        SKR's municipality group (kommungrupp), edition 2023, such as ``B3``.
    group_2023_name
        The group in words.
    """

    code: str = attrs.field(metadata=rule.municipality)
    name: str = attrs.field(metadata=rule.text)
    county: str = attrs.field(metadata=rule.code(2))
    county_name: str | None = None
    group_2023: str | None = None
    group_2023_name: str | None = None

    def __attrs_post_init__(self) -> None:
        rule.check(self)
        if not self.code.startswith(self.county):
            raise ModelError("county: the first two digits of the code are the county's")


@attrs.frozen
class Person:
    """A person as one register knows them (person).

    Attributes
    ----------
    person_id
        Pseudonym; never shown.
    birth_year
        Year of birth (födelseår).
    sex
        As recorded (kön).
    protected
        Protected identity (skyddade personuppgifter): counted, never listed.
    groups
        Groups at special risk.
    died, moved_out
        Date of death; date of moving out of what the register covers.
    """

    person_id: str = attrs.field(repr=False, metadata=rule.identifier)
    birth_year: int | None = attrs.field(default=None, metadata=rule.whole_year)
    sex: Sex = attrs.field(default=Sex.UNKNOWN, metadata=rule.vocabulary(Sex))
    protected: bool = attrs.field(default=False, metadata=rule.flag)
    groups: frozenset[Group] = attrs.field(default=frozenset(), metadata=rule.vocabulary_set(Group))
    died: dt.date | None = attrs.field(default=None, metadata=rule.day)
    moved_out: dt.date | None = attrs.field(default=None, metadata=rule.day)

    def __attrs_post_init__(self) -> None:
        rule.check(self)


@attrs.frozen
class Intake:
    """An intake (aktualisering): a matter comes to the board's knowledge.

    Attributes
    ----------
    date
        The day.
    reason
        Why (aktualiseringsorsak).
    channel
        How (anmälan, ansökan …).
    source
        Who noticed.
    unit
        Office that took it in.
    """

    date: dt.date = attrs.field(metadata=rule.day)
    reason: IntakeReason = attrs.field(metadata=rule.vocabulary(IntakeReason))
    channel: IntakeChannel | None = attrs.field(
        default=None, metadata=rule.vocabulary(IntakeChannel)
    )
    source: InformationSource | None = attrs.field(
        default=None, metadata=rule.vocabulary(InformationSource)
    )
    unit: Unit | None = attrs.field(default=None, metadata=rule.vocabulary(Unit))

    def __attrs_post_init__(self) -> None:
        rule.check(self)


@attrs.frozen
class Investigation:
    """A preliminary assessment or an investigation (förhandsbedömning, utredning).

    Attributes
    ----------
    opened
        Day it was opened (inledd).
    kind
        Preliminary or full.
    closed
        Day it was closed; None while open.
    outcome
        What it led to; ATTACHED if it was joined to an ongoing one.
    """

    opened: dt.date = attrs.field(metadata=rule.day)
    kind: InvestigationKind = attrs.field(
        default=InvestigationKind.FULL, metadata=rule.vocabulary(InvestigationKind)
    )
    closed: dt.date | None = attrs.field(default=None, metadata=rule.day)
    outcome: InvestigationOutcome | None = attrs.field(
        default=None, metadata=rule.vocabulary(InvestigationOutcome)
    )

    def __attrs_post_init__(self) -> None:
        rule.check(self)
        if self.closed is not None and self.closed < self.opened:
            raise ModelError("closed: lies before opened")


@attrs.frozen
class FollowUp:
    """A planned follow-up of an intervention (uppföljning).

    Attributes
    ----------
    due
        Day it was planned for.
    done
        Day it was done; None if it was not.
    outcome
        What it found of the goal.
    """

    due: dt.date = attrs.field(metadata=rule.day)
    done: dt.date | None = attrs.field(default=None, metadata=rule.day)
    outcome: FollowUpOutcome | None = attrs.field(
        default=None, metadata=rule.vocabulary(FollowUpOutcome)
    )

    def __attrs_post_init__(self) -> None:
        rule.check(self)


@attrs.frozen
class Intervention:
    """An intervention (insats). None is not recorded; 0 is none.

    Attributes
    ----------
    kind
        What it is.
    started, ended
        First and last day; `ended` None while it goes on.
    decided
        Day of the decision.
    declined
        Whether it was offered and declined.
    legal_basis
        With or without a decision.
    target
        Whom it is for.
    for_violence
        Whether violence is the reason for it; None is not recorded.
    provider
        Who carries it out.
    placed_municipality
        Code of the municipality of a placement.
    visits, meetings, missed
        Visits, meetings, and meetings missed without contact.
    follow_ups
        Planned follow-ups, each due on a day of its own.
    """

    kind: InterventionKind = attrs.field(metadata=rule.vocabulary(InterventionKind))
    started: dt.date = attrs.field(metadata=rule.day)
    ended: dt.date | None = attrs.field(default=None, metadata=rule.day)
    decided: dt.date | None = attrs.field(default=None, metadata=rule.day)
    declined: bool = attrs.field(default=False, metadata=rule.flag)
    legal_basis: LegalBasis | None = attrs.field(default=None, metadata=rule.vocabulary(LegalBasis))
    target: InterventionTarget | None = attrs.field(
        default=None, metadata=rule.vocabulary(InterventionTarget)
    )
    for_violence: bool | None = attrs.field(default=None, metadata=rule.flag)
    provider: Provider | None = attrs.field(default=None, metadata=rule.vocabulary(Provider))
    placed_municipality: str | None = attrs.field(default=None, metadata=rule.municipality)
    visits: int | None = attrs.field(default=None, metadata=rule.count)
    meetings: int | None = attrs.field(default=None, metadata=rule.count)
    missed: int | None = attrs.field(default=None, metadata=rule.count)
    follow_ups: tuple[FollowUp, ...] = attrs.field(default=(), metadata=rule.records(FollowUp))

    def __attrs_post_init__(self) -> None:
        rule.check(self)
        if self.ended is not None and self.ended < self.started:
            raise ModelError("ended: lies before started")
        for place, follow_up in enumerate(self.follow_ups):
            if follow_up.done is not None and follow_up.done < self.started:
                raise ModelError(f"follow_ups[{place}].done: lies before started")
        if len({one.due for one in self.follow_ups}) < len(self.follow_ups):
            raise ModelError("follow_ups: two are due on one day")


@attrs.frozen
class RiskJudgement:
    """One judged risk and its level (bedömd risk).

    Attributes
    ----------
    risk
        Which risk was judged.
    level
        Low, moderate or high.
    """

    risk: JudgedRisk = attrs.field(metadata=rule.vocabulary(JudgedRisk))
    level: Judgement = attrs.field(metadata=rule.vocabulary(Judgement))

    def __attrs_post_init__(self) -> None:
        rule.check(self)


def _by_risk(judgement: Any) -> Any:
    """Judged risks in the vocabulary's order; anything else is left for the validator."""
    if type(judgement) is tuple and all(type(one) is RiskJudgement for one in judgement):
        return tuple(sorted(judgement, key=lambda one: one.risk.place))
    return judgement


@attrs.frozen
class RiskAssessment:
    """A risk assessment (riskbedömning), with an instrument or in conversation.

    Attributes
    ----------
    instrument
        Instrument, or CONVERSATION.
    date
        The day.
    stage
        Before, during or after the intervention.
    violence_found
        Whether violence was found; None is not recorded.
    judgement
        Judged risks, each at most once, kept in the vocabulary's order.
    score
        Points; only of instruments that yield them.
    """

    instrument: Instrument = attrs.field(metadata=rule.vocabulary(Instrument))
    date: dt.date = attrs.field(metadata=rule.day)
    stage: AssessmentStage | None = attrs.field(
        default=None, metadata=rule.vocabulary(AssessmentStage)
    )
    violence_found: bool | None = attrs.field(default=None, metadata=rule.flag)
    judgement: tuple[RiskJudgement, ...] = attrs.field(
        default=(), converter=_by_risk, metadata=rule.records(RiskJudgement)
    )
    score: float | None = attrs.field(default=None, metadata=rule.number)

    def __attrs_post_init__(self) -> None:
        rule.check(self)
        if self.score is not None and not self.instrument.is_scored:
            raise ModelError("score: this instrument yields no points")
        if len({one.risk for one in self.judgement}) < len(self.judgement):
            raise ModelError("judgement: a risk is judged twice")


@attrs.frozen
class Perpetrator:
    """A person using violence, as the exposed person's case names them (våldsutövare).

    Attributes
    ----------
    relation
        Relation to the exposed person.
    sex
        As recorded.
    """

    relation: Relation = attrs.field(metadata=rule.vocabulary(Relation))
    sex: Sex = attrs.field(default=Sex.UNKNOWN, metadata=rule.vocabulary(Sex))

    def __attrs_post_init__(self) -> None:
        rule.check(self)


@attrs.frozen
class Case:
    """A case (ärende) of one person at one municipality.

    Attributes
    ----------
    case_id
        The record system's number; siblings may share one. Never shown.
    person
        Whom it is about.
    municipality
        Code of the municipality that holds it.
    unit
        Office that holds it; None is not recorded.
    role
        The person's part in the violence.
    intakes
        One or more, in date order, inside the case.
    closed, closing_reason
        Last day and why; None while open.
    goal
        How far the overall goal was reached.
    violence_known, violence_source
        Day on which violence became known, and who noticed.
    forms, contexts
        Forms of violence, and its contexts.
    perpetrators
        Who used violence; in honour cases often several.
    police_report
        Whether there is a police report; None is not recorded.
    children_at_home
        Number of children at home; None is not recorded.
    home_municipality
        Code of the municipality of residence, if another.
    age_at_intake
        Age in whole years at the first intake.
    investigations, interventions, assessments
        What was done.
    household_id
        Household; never shown.
    officer
        Case officer (handläggare); never shown.
    """

    case_id: str = attrs.field(repr=False, metadata=rule.identifier)
    person: Person = attrs.field(metadata=rule.record(Person))
    municipality: str = attrs.field(metadata=rule.municipality)
    unit: Unit | None = attrs.field(metadata=rule.vocabulary(Unit, optional=True))
    role: Role = attrs.field(metadata=rule.vocabulary(Role))
    intakes: tuple[Intake, ...] = attrs.field(metadata=rule.records(Intake))
    closed: dt.date | None = attrs.field(default=None, metadata=rule.day)
    closing_reason: ClosingReason | None = attrs.field(
        default=None, metadata=rule.vocabulary(ClosingReason)
    )
    goal: Goal | None = attrs.field(default=None, metadata=rule.vocabulary(Goal))
    violence_known: dt.date | None = attrs.field(default=None, metadata=rule.day)
    violence_source: InformationSource | None = attrs.field(
        default=None, metadata=rule.vocabulary(InformationSource)
    )
    forms: frozenset[ViolenceForm] = attrs.field(
        default=frozenset(), metadata=rule.vocabulary_set(ViolenceForm)
    )
    contexts: frozenset[ViolenceContext] = attrs.field(
        default=frozenset(), metadata=rule.vocabulary_set(ViolenceContext)
    )
    perpetrators: tuple[Perpetrator, ...] = attrs.field(
        default=(), metadata=rule.records(Perpetrator)
    )
    police_report: bool | None = attrs.field(default=None, metadata=rule.flag)
    children_at_home: int | None = attrs.field(default=None, metadata=rule.count)
    home_municipality: str | None = attrs.field(default=None, metadata=rule.municipality)
    age_at_intake: int | None = attrs.field(default=None, metadata=rule.count)
    investigations: tuple[Investigation, ...] = attrs.field(
        default=(), metadata=rule.records(Investigation)
    )
    interventions: tuple[Intervention, ...] = attrs.field(
        default=(), metadata=rule.records(Intervention)
    )
    assessments: tuple[RiskAssessment, ...] = attrs.field(
        default=(), metadata=rule.records(RiskAssessment)
    )
    household_id: str | None = attrs.field(default=None, repr=False, metadata=rule.identifier)
    officer: str | None = attrs.field(default=None, repr=False, metadata=rule.identifier)

    def __attrs_post_init__(self) -> None:
        rule.check(self)
        if not self.intakes:
            raise ModelError("intakes: a case has at least one intake")
        opened = self.intakes[0].date
        if self.closed is not None and self.closed < opened:
            raise ModelError("closed: lies before the first intake")
        before = opened
        for place, intake in enumerate(self.intakes):
            if intake.date < before:
                raise ModelError(f"intakes[{place}].date: lies before the intake ahead of it")
            if self.closed is not None and intake.date > self.closed:
                raise ModelError(f"intakes[{place}].date: lies after closed")
            before = intake.date
        for place, intervention in enumerate(self.interventions):
            if intervention.started < opened:
                raise ModelError(f"interventions[{place}].started: lies before the first intake")
            if self.closed is not None and intervention.started > self.closed:
                raise ModelError(f"interventions[{place}].started: lies after closed")

    @property
    def opened(self) -> dt.date:
        """Date of the first intake."""
        return self.intakes[0].date

    @property
    def key(self) -> tuple[str, str, str]:
        """Municipality, case id and person id: what makes a case this case."""
        return (self.municipality, self.case_id, self.person.person_id)
