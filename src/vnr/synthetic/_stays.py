"""Where made-up people stayed in sheltered housing, and when protection was no longer needed."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import attrs

from vnr import data
from vnr.model import Case, Intervention, InterventionKind
from vnr.synthetic._dice import Dice

__all__ = ["Stays"]

# Chosen here; nobody has measured them.
_ELSEWHERE: Final = 0.45
"""Share of stays in another municipality."""
_READY: Final = 0.6
"""Share of stays with a recorded day from which protection was no longer needed."""
_NEEDED: Final = 45
"""Mean days for which it is needed."""


@attrs.frozen
class Stays:
    """Gives stays in sheltered housing a place and an end of the need, by draws of its own.

    Attributes
    ----------
    dice
        Others than those the rest is drawn with, so that it stays what it was.
    """

    dice: Dice

    def told(self, case: Case) -> Case:
        """The case with all that."""
        return attrs.evolve(
            case,
            interventions=tuple(
                self.stay(case.municipality, one)
                if one.kind is InterventionKind.SHELTERED_HOUSING and not one.declined
                else one
                for one in case.interventions
            ),
        )

    def stay(self, home: str, one: Intervention) -> Intervention:
        """One stay."""
        place = home
        if self.dice.chance(_ELSEWHERE):
            place = self.dice.pick(
                [other.code for other in data.municipalities(home[:2]) if other.code != home]
                or [home]
            )
        needed = timedelta(int(self.dice.rng.poisson(_NEEDED)))
        last = one.ended or self.dice.observed.end
        told = self.dice.chance(_READY) and one.started + needed <= last
        return attrs.evolve(
            one, placed_municipality=place, ready=one.started + needed if told else None
        )
