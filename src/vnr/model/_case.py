"""The case: one person's matter at one municipality, with all that hangs on it."""

from __future__ import annotations

import datetime as dt  # `date` is a field's name here

import attrs

from vnr.display import Fields
from vnr.model import _rules as rule
from vnr.model._assessments import RiskAssessment
from vnr.model._interventions import Intervention, Investigation
from vnr.model._invariants import CASE_CLOSED_BEFORE_OPENED, CLOSED_TWICE, SPELLS_OVERLAP
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

__all__ = ["Case", "Closing", "Intake", "Spell"]


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

    Examples
    --------
    >>> from datetime import date
    >>> Intake(date(2019, 3, 1), IntakeReason.VIOLENCE, source=InformationSource.POLICE)
    Intake(date=2019-03-01, reason=IntakeReason.VIOLENCE, source=InformationSource.POLICE)
    """

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
class Closing(Record):
    """A closing (avslut): the case ends, if no later intake opens it again.

    Attributes
    ----------
    date
        The last day.
    reason
        Why (avslutsorsak).
    goal
        How far the overall goal was reached (måluppfyllelse).

    Examples
    --------
    >>> from datetime import date
    >>> Closing(date(2019, 9, 1), ClosingReason.GOAL_REACHED, Goal.PARTLY)
    Closing(date=2019-09-01, reason=ClosingReason.GOAL_REACHED, goal=Goal.PARTLY)
    """

    rules = (CASE_CLOSED_BEFORE_OPENED, CLOSED_TWICE, SPELLS_OVERLAP)

    date: dt.date = attrs.field(
        metadata=rule.day | rule.born | rule.column("closed") | rule.last("closed")
    )
    reason: ClosingReason | None = attrs.field(
        default=None,
        metadata=rule.vocabulary(ClosingReason)
        | rule.column("closing_reason")
        | rule.last("closing_reason")
        | rule.sensitive,
    )
    goal: Goal | None = attrs.field(
        default=None,
        metadata=rule.vocabulary(Goal) | rule.last("goal") | rule.sensitive,
    )


@attrs.frozen
class Spell(Fields):
    """A stretch in which a case was open (öppen period), from an intake to a closing.

    Attributes
    ----------
    intakes
        The intake that opened it, and those that came while it was open.
    closing
        What ended it; None while it is open.

    Examples
    --------
    >>> from datetime import date
    >>> support = Intake(date(2018, 2, 1), IntakeReason.ECONOMIC)
    >>> Spell((support,), Closing(date(2018, 9, 1))).closing.date.isoformat(), Spell((support,)).closing
    ('2018-09-01', None)
    """

    intakes: tuple[Intake, ...]
    closing: Closing | None = None

    @property
    def opened(self) -> dt.date:
        """Date of the intake that opened it."""
        return self.intakes[0].date

    @property
    def closed(self) -> dt.date | None:
        """Its last day; None while it is open."""
        return None if self.closing is None else self.closing.date


def _role_set(roles: frozenset[Role] | Role) -> frozenset[Role]:
    """The roles as a set, also where a single one is given."""
    return frozenset({roles}) if isinstance(roles, Role) else roles


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
        Code of the municipality that holds it; of a joint board (gemensam nämnd) those of its
        municipalities as one label, ``0482+0483``, in no municipality's own row.
    unit
        Office that holds it; None is not recorded.
    roles
        The person's parts in the violence, one or several: a child that witnessed it may be hit
        too. A single `Role` is taken as a set of one; empty is not recorded.
    intakes
        One or more, in date order.
    closings
        In date order. The first intake opens the case, and the first one dated after a closing
        opens it again; any other belongs to the open spell, one on a closing's day to the spell
        that closes. Between two closings an intake opens again.
    violence_known, violence_source
        Day on which violence became known, and who noticed.
    district
        The municipality's own code of the city district (stadsdel) that holds it, such as
        ``rinkeby``; None is not recorded.
    forms, contexts
        Forms of violence, and its contexts.
    perpetrators
        Who used violence; in honour cases often several.
    police_report
        Whether there is a police report; None is not recorded.
    children_at_home
        Number of children at home; None is not recorded.
    home_municipality
        Code of the municipality of residence; None is not recorded.
    age_at_intake
        Age in whole years at the first intake.
    investigations, interventions, assessments
        What was done.
    household_id
        Household; never shown.
    officer
        Case officer (handläggare); never shown.

    Examples
    --------
    >>> from datetime import date
    >>> first, later = Intake(date(2018, 2, 1), IntakeReason.ECONOMIC), Intake(date(2019, 3, 1), IntakeReason.VIOLENCE)
    >>> person = Person("a1b2", 1991)
    >>> case = Case("17", person, "0484", Unit.ADULT, Role.EXPOSED_ADULT, (first, later))
    >>> case.opened, case.closed, len(case.spells)
    (datetime.date(2018, 2, 1), None, 1)
    >>> case
    Case(person=Person(birth_year=1991, sex=Sex.UNKNOWN, protected=False), municipality='0484',
      unit=Unit.ADULT, roles={Role.EXPOSED_ADULT}, intakes=(Intake(date=2018-02-01,
      reason=IntakeReason.ECONOMIC), Intake(date=2019-03-01, reason=IntakeReason.VIOLENCE)))
    >>> attrs.evolve(case, intakes=(later, first))
    Traceback (most recent call last):
        ...
    vnr.errors.ModelError: intakes[1].date: lies before the one ahead of it [out-of-order]; put them in order of their dates
    """

    case_id: str = attrs.field(repr=False, metadata=rule.identifier | rule.key)
    person: Person = attrs.field(metadata=rule.record(Person) | rule.key)
    municipality: str = attrs.field(metadata=rule.board | rule.key)
    unit: Unit | None = attrs.field(metadata=rule.vocabulary(Unit, optional=True) | rule.latest)
    roles: frozenset[Role] = attrs.field(
        converter=_role_set,
        metadata=rule.vocabulary_set(Role) | rule.also("role") | rule.stratum("role"),
    )
    intakes: tuple[Intake, ...] = attrs.field(
        metadata=rule.records(Intake, ordered="date", some=True)
    )
    closings: tuple[Closing, ...] = attrs.field(
        default=(), metadata=rule.records(Closing, ordered="date") | rule.carried
    )
    violence_known: dt.date | None = attrs.field(default=None, metadata=rule.day)
    violence_source: InformationSource | None = attrs.field(
        default=None,
        metadata=rule.vocabulary(InformationSource) | rule.known_with("violence_known"),
    )
    district: str | None = attrs.field(default=None, metadata=rule.district | rule.latest)
    forms: frozenset[ViolenceForm] = attrs.field(
        default=frozenset(),
        metadata=rule.vocabulary_set(ViolenceForm)
        | rule.undated
        | rule.stratum("form")
        | rule.sensitive,
    )
    contexts: frozenset[ViolenceContext] = attrs.field(
        default=frozenset(),
        metadata=rule.vocabulary_set(ViolenceContext)
        | rule.undated
        | rule.stratum("context")
        | rule.sensitive,
    )
    perpetrators: tuple[Perpetrator, ...] = attrs.field(
        default=(), metadata=rule.records(Perpetrator) | rule.undated
    )
    police_report: bool | None = attrs.field(
        default=None, metadata=rule.flag | rule.undated | rule.yes | rule.sensitive
    )
    children_at_home: int | None = attrs.field(default=None, metadata=rule.count | rule.latest)
    home_municipality: str | None = attrs.field(
        default=None, metadata=rule.municipality | rule.latest | rule.stratum("residence")
    )
    age_at_intake: int | None = attrs.field(default=None, metadata=rule.count | rule.earliest)
    investigations: tuple[Investigation, ...] = attrs.field(
        default=(), metadata=rule.records(Investigation)
    )
    interventions: tuple[Intervention, ...] = attrs.field(
        default=(), metadata=rule.records(Intervention)
    )
    assessments: tuple[RiskAssessment, ...] = attrs.field(
        default=(), metadata=rule.records(RiskAssessment)
    )
    household_id: str | None = attrs.field(
        default=None, repr=False, metadata=rule.identifier | rule.latest
    )
    officer: str | None = attrs.field(
        default=None, repr=False, metadata=rule.identifier | rule.latest
    )

    @property
    def opened(self) -> dt.date:
        """Date of the first intake."""
        return self.intakes[0].date

    @property
    def closing(self) -> Closing | None:
        """The last closing, if the case is closed now: no later intake opened it again."""
        last = self.closings[-1] if self.closings else None
        return None if last is None or self.intakes[-1].date > last.date else last

    @property
    def closed(self) -> dt.date | None:
        """Date of the last closing; None if the case is open now."""
        return None if self.closing is None else self.closing.date

    @property
    def closing_reason(self) -> ClosingReason | None:
        """Reason of the last closing; None if the case is open now, or it isn't recorded."""
        return None if self.closing is None else self.closing.reason

    @property
    def goal(self) -> Goal | None:
        """Goal of the last closing; None if the case is open now, or it isn't recorded."""
        return None if self.closing is None else self.closing.goal

    @property
    def spells(self) -> tuple[Spell, ...]:
        """The stretches in which the case was open, in order; the last one may still be.

        Examples
        --------
        >>> from vnr.model import IntakeReason
        >>> days = [dt.date(2019, 1, 1), dt.date(2019, 5, 2), dt.date(2019, 6, 1)]
        >>> case = Case(
        ...     "a", Person("p"), "0484", None, Role.EXPOSED_ADULT,
        ...     tuple(Intake(day, IntakeReason.ECONOMIC) for day in days),
        ...     (Closing(dt.date(2019, 5, 1)),),
        ... )
        >>> [(str(spell.opened), str(spell.closed), len(spell.intakes)) for spell in case.spells]
        [('2019-01-01', '2019-05-01', 1), ('2019-05-02', 'None', 2)]
        """
        spells: list[Spell] = []
        rest = self.intakes
        for closing in self.closings:
            inside = sum(intake.date <= closing.date for intake in rest)
            spells.append(Spell(rest[:inside], closing))
            rest = rest[inside:]
        return (*spells, Spell(rest)) if rest else tuple(spells)

    @property
    def key(self) -> tuple[str, str, str | None]:
        """Municipality, case id and person id: what makes a case this case."""
        return (self.municipality, self.case_id, self.person.person_id)
