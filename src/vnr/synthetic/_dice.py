"""What chance gives: one generator, and the window that its days must lie in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeVar

import attrs
import numpy as np

from vnr.model import Period

__all__ = ["Dice"]

T = TypeVar("T")


@attrs.frozen
class Dice:
    """Draws, one after the other: the same seed gives the same people on every platform.

    Attributes
    ----------
    rng
        The generator. Each draw moves it, so their order is part of what a seed gives.
    observed
        The window that is seen.
    """

    rng: np.random.Generator
    observed: Period

    def chance(self, share: float) -> bool:
        """Whether what happens in a share of cases happens in this one."""
        return bool(self.rng.random() < share)

    def pick(self, choices: Sequence[T]) -> T:
        """Any of some choices, each as likely as the others."""
        return choices[int(self.rng.integers(len(choices)))]

    def at_most_one(self, shares: Sequence[tuple[T, float]]) -> set[T]:
        """One of some choices or none, each in its share of cases, by a single draw."""
        draw = float(self.rng.random())
        for choice, share in shares:
            draw -= share
            if draw < 0:
                return {choice}
        return set()

    def days(self, mean: float) -> timedelta:
        """A wait of at least a day, exponential beyond it."""
        return timedelta(1 + int(self.rng.exponential(mean)))

    def day(self) -> date:
        """Any day of the window."""
        return self.observed.start + timedelta(int(self.rng.integers(self.observed.days)))

    def until(self, day: date) -> date | None:
        """The day, if it is seen."""
        return day if day <= self.observed.end else None
