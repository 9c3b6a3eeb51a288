"""What one case is: frozen records, compared by value, that refuse what cannot be."""

from __future__ import annotations

import datetime as dt  # `date` is a field's name here
from typing import Any

import attrs

from vnr.errors import ModelError
from vnr.model import _fields as field
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

    code: str = field.municipality()
    name: str = attrs.field()
    county: str = field.code(digits=2)
    county_name: str | None = None
    group_2023: str | None = None
    group_2023_name: str | None = None

    def __attrs_post_init__(self) -> None:
        field.check(self)
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

    person_id: str = field.identifier()
    birth_year: int | None = field.whole_year()
    sex: Sex = field.vocabulary(Sex, default=Sex.UNKNOWN)
    protected: bool = field.flag(default=False)
    groups: frozenset[Group] = field.vocabulary_set(Group)
    died: dt.date | None = field.day()
    moved_out: dt.date | None = field.day()

    def __attrs_post_init__(self) -> None:
        field.check(self)


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

    date: dt.date = field.day(required=True)
    reason: IntakeReason = field.vocabulary(IntakeReason, required=True)
    channel: IntakeChannel | None = field.vocabulary(IntakeChannel)
    source: InformationSource | None = field.vocabulary(InformationSource)
    unit: Unit | None = field.vocabulary(Unit)

    def __attrs_post_init__(self) -> None:
        field.check(self)


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

    opened: dt.date = field.day(required=True)
    kind: InvestigationKind = field.vocabulary(InvestigationKind, default=InvestigationKind.FULL)
    closed: dt.date | None = field.day()
    outcome: InvestigationOutcome | None = field.vocabulary(InvestigationOutcome)

    def __attrs_post_init__(self) -> None:
        field.check(self)
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

    due: dt.date = field.day(required=True)
    done: dt.date | None = field.day()
    outcome: FollowUpOutcome | None = field.vocabulary(FollowUpOutcome)

    def __attrs_post_init__(self) -> None:
        field.check(self)


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
        Planned follow-ups.
    """

    kind: InterventionKind = field.vocabulary(InterventionKind, required=True)
    started: dt.date = field.day(required=True)
    ended: dt.date | None = field.day()
    decided: dt.date | None = field.day()
    declined: bool = field.flag(default=False)
    legal_basis: LegalBasis | None = field.vocabulary(LegalBasis)
    target: InterventionTarget | None = field.vocabulary(InterventionTarget)
    for_violence: bool | None = field.flag()
    provider: Provider | None = field.vocabulary(Provider)
    placed_municipality: str | None = field.municipality(default=None)
    visits: int | None = field.count()
    meetings: int | None = field.count()
    missed: int | None = field.count()
    follow_ups: tuple[FollowUp, ...] = field.records(FollowUp)

    def __attrs_post_init__(self) -> None:
        field.check(self)
        if self.ended is not None and self.ended < self.started:
            raise ModelError("ended: lies before started")
        for place, follow_up in enumerate(self.follow_ups):
            if follow_up.done is not None and follow_up.done < self.started:
                raise ModelError(f"follow_ups[{place}].done: lies before started")


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

    risk: JudgedRisk = field.vocabulary(JudgedRisk, required=True)
    level: Judgement = field.vocabulary(Judgement, required=True)

    def __attrs_post_init__(self) -> None:
        field.check(self)


def _by_risk(judgement: Any) -> Any:
    """Judged risks in the vocabulary's order; anything else is left for the validator."""
    if type(judgement) is tuple and all(type(one) is RiskJudgement for one in judgement):
        return tuple(sorted(judgement, key=lambda one: _RISKS.get(one.risk, 0)))
    return judgement


_RISKS = {risk: place for place, risk in enumerate(JudgedRisk)}


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

    instrument: Instrument = field.vocabulary(Instrument, required=True)
    date: dt.date = field.day(required=True)
    stage: AssessmentStage | None = field.vocabulary(AssessmentStage)
    violence_found: bool | None = field.flag()
    judgement: tuple[RiskJudgement, ...] = field.records(RiskJudgement, converter=_by_risk)
    score: float | None = field.number()

    def __attrs_post_init__(self) -> None:
        field.check(self)
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

    relation: Relation = field.vocabulary(Relation, required=True)
    sex: Sex = field.vocabulary(Sex, default=Sex.UNKNOWN)

    def __attrs_post_init__(self) -> None:
        field.check(self)


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

    case_id: str = field.identifier()
    person: Person = attrs.field()
    municipality: str = field.municipality()
    unit: Unit | None = field.vocabulary(Unit, optional=True)
    role: Role = field.vocabulary(Role, required=True)
    intakes: tuple[Intake, ...] = field.records(Intake, required=True)
    closed: dt.date | None = field.day()
    closing_reason: ClosingReason | None = field.vocabulary(ClosingReason)
    goal: Goal | None = field.vocabulary(Goal)
    violence_known: dt.date | None = field.day()
    violence_source: InformationSource | None = field.vocabulary(InformationSource)
    forms: frozenset[ViolenceForm] = field.vocabulary_set(ViolenceForm)
    contexts: frozenset[ViolenceContext] = field.vocabulary_set(ViolenceContext)
    perpetrators: tuple[Perpetrator, ...] = field.records(Perpetrator)
    police_report: bool | None = field.flag()
    children_at_home: int | None = field.count()
    home_municipality: str | None = field.municipality(default=None)
    age_at_intake: int | None = field.count()
    investigations: tuple[Investigation, ...] = field.records(Investigation)
    interventions: tuple[Intervention, ...] = field.records(Intervention)
    assessments: tuple[RiskAssessment, ...] = field.records(RiskAssessment)
    household_id: str | None = field.identifier(default=None)
    officer: str | None = field.identifier(default=None)

    def __attrs_post_init__(self) -> None:
        field.check(self)
        if type(self.person) is not Person:
            raise ModelError("person: a Person is needed")
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

    @property
    def opened(self) -> dt.date:
        """Date of the first intake."""
        return self.intakes[0].date

    @property
    def key(self) -> tuple[str, str, str]:
        """Municipality, case id and person id: what makes a case this case."""
        return (self.municipality, self.case_id, self.person.person_id)
