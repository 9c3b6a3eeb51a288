"""How far figures could move if fractions might: many linear programs at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array, eye_array, kron

__all__ = ["Ask", "Reach", "Relaxed"]

Numbers = NDArray[np.int64]
Real = NDArray[np.float64]

_WIDE: Final = 1500
"""How many columns stand in one program: fewer take longer to set up, and more to solve."""


@attrs.frozen(eq=False)
class Ask:
    """How far one member may move from numbers that fit.

    Attributes
    ----------
    at
        Which member.
    sign
        1 if it rises, -1 if it sinks.
    start
        Numbers of all members that fit.
    least
        What is known of all.
    most
        How far is asked.
    """

    at: int
    sign: int
    start: Numbers
    least: Numbers | Real
    most: float


@attrs.frozen(eq=False)
class Reach:
    """How far it moves.

    Attributes
    ----------
    amount
        By how much.
    moves
        By how much each member moves.
    prices
        The dual price of each relation.
    """

    amount: float
    moves: Real
    prices: Real


class Relaxed:
    """The relations between some hidden figures, of which fractions may be too.

    Parameters
    ----------
    rows : sparse array
        The relations: equations first.
    right : array of float
        What each adds up to, or to at most.
    equations : int
        How many equations there are.
    high : array of float
        The largest that each figure may be.
    """

    def __init__(self, rows: Any, right: Real, equations: int, high: Real) -> None:
        self._equal, self._below = csr_array(rows[:equations]), csr_array(rows[equations:])
        self._most = right[equations:]
        self._high = high
        self.many = max(1, _WIDE // max(1, high.size))

    def reach(self, asks: Sequence[Ask], seconds: float | None = None) -> Iterator[Reach | None]:
        """The answer to each, in turn; None where the time was up."""
        for start in range(0, len(asks), self.many):
            yield from self._together(asks[start : start + self.many], seconds)

    def _together(self, asks: Sequence[Ask], seconds: float | None) -> Iterator[Reach | None]:
        """The answers of one program, in which the questions stand side by side."""
        size, many = self._high.size, len(asks)
        goal, bounds = np.zeros((many, size)), np.empty((many, size, 2))
        left = np.empty((many, self._most.size))
        for number, ask in enumerate(asks):
            bounds[number, :, 0] = ask.least - ask.start
            bounds[number, :, 1] = self._high - ask.start
            side = int(ask.sign > 0)
            nearest = (max, min)[side]
            bounds[number, ask.at, side] = nearest(
                bounds[number, ask.at, side], ask.sign * ask.most
            )
            goal[number, ask.at] = -ask.sign
            left[number] = self._most - self._below @ ask.start
        each = eye_array(many)
        options = {} if seconds is None else {"time_limit": max(seconds, 0)}
        # The sides of no relation at all are refused.
        equal, below = (
            kron(each, part, format="csr") if part.shape[0] else None
            for part in (self._equal, self._below)
        )
        solved: Any = linprog(  # type: ignore[call-overload]
            goal.ravel(),
            A_eq=equal,
            b_eq=np.zeros(many * self._equal.shape[0]) if equal is not None else None,
            A_ub=below,
            b_ub=left.ravel() if below is not None else None,
            bounds=bounds.reshape(-1, 2),
            options=options,
        )
        if solved.status:
            yield from [None] * many
            return
        moves = solved.x.reshape(many, size)
        prices = np.hstack(
            [
                solved.eqlin.marginals.reshape(many, -1),
                solved.ineqlin.marginals.reshape(many, -1),
            ]
        )
        for number, ask in enumerate(asks):
            amount = ask.sign * float(moves[number, ask.at])
            yield Reach(amount, moves[number], prices[number])
