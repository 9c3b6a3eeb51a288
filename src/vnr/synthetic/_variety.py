"""What a real register holds beside violence: help for other things, and help that was declined."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

import attrs

from vnr.model import (
    Case,
    Closing,
    ClosingReason,
    FollowUp,
    Group,
    Instrument,
    Intake,
    IntakeReason,
    Intervention,
    InterventionKind,
    Person,
    RiskAssessment,
    Role,
    Spell,
    Unit,
    ViolenceContext,
    ViolenceForm,
)
from vnr.synthetic._dice import Dice

__all__ = ["SAME_NUMBER", "Variety", "again"]

SAME_NUMBER: Final = 0.2
"""Share of the returns that open the old case again instead of a new one."""
_OPENED_FOR_MONEY: Final = 0.06
"""Share of the closed cases that open again for economic assistance."""
_OPENED_FOR_VIOLENCE: Final = 0.05
"""Share of the closed cases of something else that open again for violence."""
_GROUPS: Final = (0.15, 0.05)
"""Share of persons in one group at special risk, and in two."""
_CONTEXTS: Final = (
    (ViolenceContext.PARTNER, 0.5),
    (ViolenceContext.FAMILY, 0.2),
    (ViolenceContext.CARE_SETTING, 0.03),
    (ViolenceContext.PROSTITUTION, 0.02),
)
_SELDOM_CONTEXTS: Final = (
    (ViolenceContext.TRAFFICKING, 0.01),
    (ViolenceContext.FORCED_MARRIAGE, 0.01),
    (ViolenceContext.CHILD_MARRIAGE, 0.005),
    (ViolenceContext.GENITAL_MUTILATION, 0.005),
    (ViolenceContext.SEX_FOR_SHELTER, 0.01),
)
_SELDOM_FORMS: Final = (
    (ViolenceForm.OTHER, 0.03),
    (ViolenceForm.ISOLATION, 0.1),
    (ViolenceForm.DISABILITY_RELATED, 0.02),
)
_OLD: Final = 60
"""The age from which a case may be one of elder care."""


@attrs.frozen
class Variety:
    """Gives cases what their violence doesn't explain, by draws of its own.

    Attributes
    ----------
    dice
        Others than those the violence is drawn with, so that it stays what it was.
    people
        Each person as first given groups, by pseudonym.
    """

    dice: Dice
    people: dict[str | None, Person] = attrs.field(factory=dict)

    def varied(self, case: Case) -> Case:
        """The case with all that."""
        case = self.of_care(attrs.evolve(case, person=self.person(case.person)))
        if case.roles == {Role.WITNESSING_CHILD} and self.dice.chance(0.25):
            case = attrs.evolve(case, roles=Role.EXPOSED_CHILD)
        case = self.described(self.opened_again(case))
        helped, asked = list(case.interventions), list(case.assessments)
        for spell in case.spells:
            noticed = _noticed(case, spell)
            helped += self.help(spell, noticed)
            if noticed is None and self.dice.chance(0.1):
                asked.append(RiskAssessment(self.instrument(), spell.opened, violence_found=False))
        return attrs.evolve(case, interventions=tuple(_apart(helped)), assessments=tuple(asked))

    def person(self, person: Person) -> Person:
        """The person with the same groups in every case."""
        if person.person_id not in self.people:
            one, two = _GROUPS
            draw = float(self.dice.rng.random())
            number = 2 if draw < two else int(draw < one + two)
            groups = frozenset(self.dice.pick(list(Group)) for _ in range(number))
            self.people[person.person_id] = attrs.evolve(person, groups=groups)
        return self.people[person.person_id]

    def of_care(self, case: Case) -> Case:
        """Some cases that began with something else are of elder care or disability."""
        first = case.intakes[0]
        born = case.person.birth_year
        if first.reason.is_violence or case.roles != {Role.EXPOSED_ADULT} or born is None:
            return case
        old = first.date.year - born >= _OLD
        if not self.dice.chance(0.5 if old else 0.06):
            return case
        reason = IntakeReason.ELDER_CARE if old else IntakeReason.DISABILITY
        return attrs.evolve(
            case,
            unit=Unit.ELDER if old else Unit.DISABILITY,
            intakes=(attrs.evolve(first, reason=reason), *case.intakes[1:]),
        )

    def described(self, case: Case) -> Case:
        """Contexts, and other forms, where a reason tells of the violence."""
        if case.roles == {Role.PERPETRATOR} or not any(
            one.reason.is_violence for one in case.intakes
        ):
            return case
        contexts = {context for context, share in _CONTEXTS if self.dice.chance(share)}
        contexts |= self.dice.at_most_one(_SELDOM_CONTEXTS)
        forms = self.dice.at_most_one(_SELDOM_FORMS)
        if case.unit is Unit.ELDER and self.dice.chance(0.4):
            contexts.add(ViolenceContext.CARE_SETTING)
            forms.add(ViolenceForm.NEGLECT)
        return attrs.evolve(case, contexts=case.contexts | contexts, forms=case.forms | forms)

    def opened_again(self, case: Case) -> Case:
        """Some closed cases open again for something else, and most of them close again."""
        # Those of violence, hidden or not, have a household; no truth is told of the others.
        other = case.household_id is None and case.roles == {Role.EXPOSED_ADULT}
        reason = IntakeReason.VIOLENCE if other else IntakeReason.ECONOMIC
        share = _OPENED_FOR_VIOLENCE if other else _OPENED_FOR_MONEY
        if case.closed is None or not self.dice.chance(share):
            return case
        opened = case.closed + self.dice.days(60)
        if opened > self.dice.observed.end:
            return case
        closed = self.dice.until(opened + self.dice.days(90))
        closings = () if closed is None else (Closing(closed, ClosingReason.NO_ACTION),)
        return attrs.evolve(
            case,
            intakes=(*case.intakes, Intake(opened, reason)),
            closings=(*case.closings, *closings),
        )

    def instrument(self) -> Instrument:
        """What violence is asked about with, and not found."""
        return self.dice.pick(
            [Instrument.FREDA_SHORT, Instrument.FREDA_SHORT, Instrument.CONVERSATION,
             Instrument.SARA_SV]
        )  # fmt: skip

    def help(self, spell: Spell, noticed: date | None) -> list[Intervention]:
        """Help that nobody labelled, that is for something else, and that was declined."""
        kinds, made = InterventionKind, []
        if self.dice.chance(0.15):
            made.append(self.one(kinds.TREATMENT, self.within(spell), None))
        if self.dice.chance(0.1):
            kind = self.dice.pick([kinds.CONTACT_PERSON, kinds.SHELTERED_HOUSING, kinds.OTHER])
            made.append(self.one(kind, self.within(spell), label=False))
        if self.dice.chance(0.1):
            if noticed is None:
                kind, label = kinds.GROUP, None
            else:
                kind = self.dice.pick([kinds.SHELTERED_HOUSING, kinds.TRAPPAN, kinds.GROUP])
                label = self.dice.pick([None, True])
            declined = self.one(kind, noticed or self.within(spell), label)
            made.append(
                attrs.evolve(declined, declined=True, visits=None, meetings=None, missed=None)
            )
        return made

    def one(self, kind: InterventionKind, day: date, label: bool | None) -> Intervention:
        """An intervention, two of three with a follow-up planned."""
        due = day + timedelta(90)
        done = self.dice.until(due + timedelta(int(self.dice.rng.integers(-20, 60))))
        planned = FollowUp(due, done if self.dice.chance(0.55) else None)
        return Intervention(
            kind,
            day,
            for_violence=label,
            visits=int(self.dice.rng.poisson(3)),
            meetings=int(self.dice.rng.poisson(4)),
            missed=int(self.dice.rng.poisson(0.7)),
            follow_ups=(planned,) if self.dice.chance(0.67) else (),
        )

    def within(self, spell: Spell) -> date:
        """A day of the spell, mostly one of its first."""
        last = spell.closed or self.dice.observed.end
        return min(spell.opened + self.dice.days(30) - timedelta(1), last)


def again(case: Case, intakes: tuple[Intake, ...], **more: object) -> Case:
    """A closed case, opened again with all that is recorded of the new violence."""
    fields: dict[str, Any] = {"intakes": (*case.intakes, *intakes)}
    for name, value in more.items():
        had = getattr(case, name)
        if isinstance(value, tuple):
            fields[name] = (*had, *value)
        elif isinstance(value, frozenset):
            fields[name] = had | value
        elif value is not None:
            fields[name] = value
    # The perpetrator is the same.
    return attrs.evolve(case, **fields | {"perpetrators": case.perpetrators})


def _noticed(case: Case, spell: Spell) -> date | None:
    """First day on which anything in the spell tells of violence."""
    days = [one.date for one in spell.intakes if one.reason.is_violence]
    days += [one.date for one in case.assessments if one.violence_found is not False]
    days += [one.started for one in case.interventions]
    last = spell.closed or date.max
    return min((day for day in days if spell.opened <= day <= last), default=None)


def _apart(interventions: list[Intervention]) -> list[Intervention]:
    """Those of which no other has the same kind and day: files know them by these."""
    return list({(one.kind, one.started): one for one in reversed(interventions)}.values())[::-1]
