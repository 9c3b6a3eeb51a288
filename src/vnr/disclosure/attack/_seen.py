"""Numbers that were seen to fit: each saves programs, and two of them may give a third."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["Seen", "Witnesses"]

Numbers = NDArray[np.int64]
Real = NDArray[np.float64]

_TRIED: Final = 4000
"""How many sums of two are tried for a third."""
_KEPT: Final = 4000
"""How many are kept from one pattern to the next."""


class Seen:
    """Numbers of one component's members that were seen to fit (vittnen).

    Parameters
    ----------
    rows : sparse array
        The relations between the members: equations first.
    most : array of float
        What each adds up to, or to at most.
    equations : int
        How many equations there are.
    high : array of float
        The largest that each member may be.
    """

    def __init__(self, rows: Any, most: Real, equations: int, high: Real) -> None:
        self._rows = rows
        self._most = most
        self._floor = np.where(np.arange(most.size) < equations, most, -np.inf)
        self._high = high
        self.numbers: Numbers = np.empty((0, high.size), np.int64)
        self._marks: set[bytes] = set()
        self._fitting: dict[bytes, tuple[int, NDArray[np.intp]]] = {}

    def keep(self, numbers: Numbers) -> bool:
        """Keep what fits; whether all do, as every relation says of whole numbers."""
        sums = self._rows @ numbers.T
        fits = (sums <= self._most[:, None]) & (sums >= self._floor[:, None])
        good = fits.all(0) & (numbers <= self._high).all(1)
        new = []
        for one in numbers[good]:
            mark = one.tobytes()
            if mark not in self._marks:
                self._marks.add(mark)
                new.append(one)
        if new:
            self.numbers = np.vstack([self.numbers, *new])
        return bool(good.all())

    def fit(self, least: Numbers) -> Numbers:
        """Those of which none is less than it is known to be."""
        mark = least.tobytes()
        before, fit = self._fitting.get(mark, (0, np.empty(0, np.intp)))
        if before < len(self.numbers):
            new = (self.numbers[before:] >= least).all(1)
            fit = np.concatenate([fit, before + np.flatnonzero(new)])
            self._fitting[mark] = len(self.numbers), fit
        return self.numbers[fit]

    def how_many(self, least: Numbers) -> Numbers:
        """Of each member, how many numbers were seen."""
        fit = np.sort(self.fit(least), 0)
        return np.asarray(1 + (np.diff(fit, axis=0) != 0).sum(0), np.int64)

    def third(self, at: int, value: int, least: Numbers) -> bool:
        """Whether one of them, moved as two others differ, has a number that is looked for."""
        fit = self.fit(least)
        steps = fit - fit[0]
        lacking = value - fit[:, at]
        for sign in (1, -1):
            of, step = np.nonzero(lacking[:, None] == sign * steps[None, :, at])
            tried = fit[of[:_TRIED]] + sign * steps[step[:_TRIED]]
            for one in tried[(tried >= least).all(1) & (tried <= self._high).all(1)]:
                if self.keep(one[None]):
                    return True
        return False


class Witnesses:
    """Numbers that were seen to fit beside the true ones, whichever figures are hidden.

    Whoever tries one pattern after the other needn't look again for what moves as before.

    Parameters
    ----------
    values : array of int
        The true numbers.
    """

    def __init__(self, values: Numbers) -> None:
        self._values = values
        self._moves: Numbers = np.zeros((1, values.size), np.int64)
        self._marks = {self._moves[0].tobytes()}

    def of(self, members: NDArray[np.intp]) -> Numbers:
        """Numbers of some hidden figures, while no other has moved; the true ones first."""
        still = np.ones(self._values.size, bool)
        still[members] = False
        fit = ~self._moves[:, still].any(1)
        return self._values[members] + self._moves[np.ix_(fit, members)]

    def add(self, members: NDArray[np.intp], numbers: Numbers) -> None:
        """Take down what was seen of them."""
        moves = np.zeros((len(numbers), self._values.size), np.int64)
        moves[:, members] = numbers - self._values[members]
        marks = [one.tobytes() for one in moves]
        new = [number for number, mark in enumerate(marks) if mark not in self._marks]
        self._marks.update(marks)
        # The true numbers stay first, and of the others the last.
        self._moves = np.vstack(
            [self._moves[:1], np.vstack([self._moves[1:], moves[new]])[-_KEPT:]]
        )
