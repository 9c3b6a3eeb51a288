"""What a record system holds of how a case was handled: who reported, what was opened, who helped."""

from __future__ import annotations

from typing import Final

import attrs

from vnr.model import (
    Case,
    InformationSource,
    Intervention,
    Investigation,
    InvestigationKind,
    InvestigationOutcome,
    LegalBasis,
    NotOpenedReason,
    Perpetrator,
    Provider,
    Relation,
    Role,
    Sex,
    ViolenceContext,
)
from vnr.synthetic._dice import Dice

__all__ = ["Handling"]

# Chosen here; nobody has measured them.
_ELSEWHERE: Final = 0.04
"""Share of cases of those who live in another municipality."""
_NOT_SAID: Final = 0.05
"""Share of what could be recorded that isn't."""
_OTHER_HOMES: Final = ("0180", "0380", "0580", "1880")
_RELATIONS: Final = (
    (Relation.EX_PARTNER, 0.45),
    (Relation.PARTNER, 0.35),
    (Relation.PARENT, 0.08),
    (Relation.SIBLING, 0.04),
    (Relation.CHILD, 0.04),
)
_CHILDREN: Final = frozenset({Role.EXPOSED_CHILD, Role.WITNESSING_CHILD})


@attrs.frozen
class Handling:
    """Gives cases what isn't of the violence itself, by draws of its own.

    Attributes
    ----------
    dice
        Others than those the violence is drawn with, so that it stays what it was.
    """

    dice: Dice

    def handled(self, case: Case) -> Case:
        """The case with all that."""
        dice = self.dice
        home = dice.pick(_OTHER_HOMES) if dice.chance(_ELSEWHERE) else case.municipality
        intakes = tuple(
            attrs.evolve(one, source=one.source or self.source()) for one in case.intakes
        )
        return attrs.evolve(
            case,
            intakes=intakes,
            home_municipality=None if dice.chance(_NOT_SAID) else home,
            perpetrators=self.perpetrators(case) if case.perpetrators else (),
            investigations=tuple(self.investigated(case, one) for one in case.investigations),
            interventions=tuple(map(self.provided, case.interventions)),
        )

    def source(self) -> InformationSource | None:
        """Who reported."""
        return None if self.dice.chance(_NOT_SAID) else self.dice.pick([*InformationSource])

    def perpetrators(self, case: Case) -> tuple[Perpetrator, ...]:
        """One who used violence; in an honour context often several."""
        several = self.dice.chance(0.5 if ViolenceContext.HONOUR in case.contexts else 0.03)
        made = []
        for _ in range(1 + several):
            relation = self.dice.at_most_one(_RELATIONS) or {Relation.OTHER}
            sex = Sex.MAN if self.dice.chance(0.88) else Sex.WOMAN
            made.append(Perpetrator(relation.pop(), sex))
        return tuple(made)

    def investigated(self, case: Case, one: Investigation) -> Investigation:
        """What came of an investigation that is closed, why not, and what it describes."""
        if one.closed is None:
            return one
        kinds, outcomes = InvestigationKind, InvestigationOutcome
        reason = None
        if one.kind is kinds.FULL:
            outcome = self.dice.pick([outcomes.INTERVENTION, outcomes.NO_INTERVENTION])
        elif any(
            other.kind is kinds.FULL and other.opened >= one.closed for other in case.investigations
        ):
            outcome = outcomes.OPENED
        else:
            attached = self.dice.chance(0.1)
            outcome = outcomes.ATTACHED if attached else outcomes.NOT_OPENED
            if not attached and not self.dice.chance(_NOT_SAID):
                reason = self.dice.pick([*NotOpenedReason])
        of_child = bool(case.roles & _CHILDREN)
        described = self.dice.chance(0.6) if of_child else None
        return attrs.evolve(
            one, outcome=outcome, not_opened_reason=reason, violence_described=described
        )

    def provided(self, one: Intervention) -> Intervention:
        """Who carries it out, and whether with a decision."""
        provider = self.dice.pick([Provider.OWN, Provider.OWN, Provider.OWN, Provider.NGO])
        basis = one.legal_basis or self.dice.pick([*LegalBasis])
        return attrs.evolve(one, provider=provider, legal_basis=basis)
