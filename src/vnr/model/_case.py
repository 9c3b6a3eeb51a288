"""The case: one person's matter at one municipality, with all that hangs on it."""

from __future__ import annotations

import datetime as dt  # `date` is a field's name here

import attrs

from vnr.model import _rules as rule
from vnr.model._assessments import RiskAssessment
from vnr.model._interventions import Intervention, Investigation
from vnr.model._invariants import CLOSED_BEFORE_OPENED, INTAKE_AFTER_CLOSED
from vnr.model._persons import Perpetrator, Person
from vnr.model._record import Record
from vnr.model._vocabulary import (
    ClosingReason,
    Goal,
    InformationSource,
    IntakeChannel,
    IntakeReason,
    Role,
    Unit,
    ViolenceContext,
    ViolenceForm,
)

__all__ = ["Case", "Intake"]


@attrs.frozen
class Intake(Record):
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

    rules = (INTAKE_AFTER_CLOSED,)

    date: dt.date = attrs.field(metadata=rule.day | rule.born | rule.first("opened"))
    reason: IntakeReason = attrs.field(
        metadata=rule.vocabulary(IntakeReason) | rule.first("reason")
    )
    channel: IntakeChannel | None = attrs.field(
        default=None, metadata=rule.vocabulary(IntakeChannel)
    )
    source: InformationSource | None = attrs.field(
        default=None, metadata=rule.vocabulary(InformationSource)
    )
    unit: Unit | None = attrs.field(
        default=None, metadata=rule.vocabulary(Unit) | rule.column("intake_unit")
    )


@attrs.frozen
class Case(Record):
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

    rules = (CLOSED_BEFORE_OPENED,)

    case_id: str = attrs.field(repr=False, metadata=rule.identifier | rule.key)
    person: Person = attrs.field(metadata=rule.record(Person) | rule.key)
    municipality: str = attrs.field(metadata=rule.municipality | rule.key)
    unit: Unit | None = attrs.field(metadata=rule.vocabulary(Unit, optional=True))
    role: Role = attrs.field(metadata=rule.vocabulary(Role))
    intakes: tuple[Intake, ...] = attrs.field(
        metadata=rule.records(Intake, ordered="date", some=True)
    )
    closed: dt.date | None = attrs.field(default=None, metadata=rule.day)
    closing_reason: ClosingReason | None = attrs.field(
        default=None, metadata=rule.vocabulary(ClosingReason) | rule.known_with("closed")
    )
    goal: Goal | None = attrs.field(
        default=None, metadata=rule.vocabulary(Goal) | rule.known_with("closed")
    )
    violence_known: dt.date | None = attrs.field(default=None, metadata=rule.day)
    violence_source: InformationSource | None = attrs.field(
        default=None,
        metadata=rule.vocabulary(InformationSource) | rule.known_with("violence_known"),
    )
    forms: frozenset[ViolenceForm] = attrs.field(
        default=frozenset(), metadata=rule.vocabulary_set(ViolenceForm) | rule.undated
    )
    contexts: frozenset[ViolenceContext] = attrs.field(
        default=frozenset(), metadata=rule.vocabulary_set(ViolenceContext) | rule.undated
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

    @property
    def opened(self) -> dt.date:
        """Date of the first intake."""
        return self.intakes[0].date

    @property
    def key(self) -> tuple[str, str, str]:
        """Municipality, case id and person id: what makes a case this case."""
        return (self.municipality, self.case_id, self.person.person_id)
