"""How the states of clusters change, as their subjects come and go."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.metrics.survival._groups import Groups
from vnr.register import Sparse, run_starts

__all__ = ["Hazards", "Piece", "Products", "Steps", "crossing", "pairs", "products"]

Real = NDArray[np.float64]
Whole = NDArray[np.int64]
Products = NDArray[np.float64]
"""Of each pair of states the sum over clusters of their product, shape ``(pairs, rows)``."""


@attrs.frozen(eq=False)
class Hazards:
    """What happened at each day of a group, beside hazards and their sums.

    Attributes
    ----------
    key
        Group and day as one number, in order, shape ``(rows,)``.
    groups
        The rows of each group.
    at_risk
        Under observation just before the day.
    events
        Events of each cause, shape ``(causes, rows)``.
    survival, before
        Share without any event, and that just before the day.
    value
        Incidence of each cause, shape ``(causes, rows)``.
    """

    key: Whole
    groups: Groups
    at_risk: Whole
    events: Whole
    survival: Real
    before: Real
    value: Real

    @property
    def all_events(self) -> Whole:
        """Events of any cause."""
        return np.asarray(self.events.sum(axis=0))

    @property
    def tail(self) -> Real:
        """What an event just then still costs later; nothing, if nobody is left to have later."""
        left = self.at_risk - self.all_events
        return np.divide(self.at_risk, left, out=np.zeros(left.size), where=left > 0)


@attrs.frozen(eq=False)
class Piece:
    """A part of a subject's influence: saved up while under observation, and taken by an event.

    Attributes
    ----------
    sums
        What whoever comes just after each row's day hasn't saved up, shape ``(rows,)``.
    jump
        What an event on the row's day takes, shape ``(rows,)``.
    further
        What one of the cause `cause` takes beside; None if causes are alike.
    """

    sums: Real
    jump: Real
    further: Real | None = None
    cause: int = 0


def pairs(pieces: int) -> list[tuple[int, int]]:
    """The states whose products tell the variance: 0 is how many are there, 1 the tail's piece."""
    further = [(place, other) for place in range(2, pieces + 1) for other in (0, 1, place)]
    return [(0, 0), (1, 0), (1, 1), *further]


class Steps:
    """A step of each subject in, and one out.

    Parameters
    ----------
    rows : Hazards
        The days at which anything happens.
    key, entry, cause : array, shape ``(subjects,)``
        Group and day of leaving and of coming, and what happened.
    whose : array of int, shape ``(subjects,)``
        The cluster.
    span : int
        By how many keys groups lie apart.
    """

    def __init__(
        self,
        rows: Hazards,
        key: Whole,
        entry: Whole | None,
        cause: NDArray[Any],
        whose: NDArray[Any],
        span: int,
    ) -> None:
        first = rows.groups.first
        of = key // span
        some = np.diff(first, append=rows.groups.size)[of] > 0
        key, cause, whose, of = key[some], cause[some], whose[some], of[some]
        out = np.searchsorted(rows.key, key, "right") - 1
        into = np.full(key.size, -1)
        if entry is not None:
            into = np.searchsorted(rows.key, entry[some], "right") - 1
        # What lies before the first row counts from it on.
        place = np.concatenate([into, out])
        self._early = place < np.tile(first[of], 2)
        self._cause = cause
        self._here = np.maximum(out, first[of])
        self.sign = np.repeat([1, -1], key.size)
        self.place = np.maximum(place, np.tile(first[of], 2))
        self.whose = np.tile(whose, 2)
        # What one day brings one cluster comes in an order that isn't that of the rows either.
        step = len(rows.events) * self.place + self.place + np.tile(cause, 2)
        self._step = 4 * step + 2 * (self.sign > 0) + self._early

    def values(self, pieces: list[Piece]) -> list[Real]:
        """By how much each step changes the number there, and each piece of the influence."""
        found = [self.sign.astype(float)]
        for piece in pieces:
            jump = piece.jump[self._here]
            if piece.further is not None:
                jump = np.where(self._cause == piece.cause, piece.further[self._here], 0) + jump
            grown = np.where(self._early, 0, piece.sums[self.place])
            leap = np.append(np.zeros(self._cause.size), np.where(self._cause > 0, jump, 0))
            found.append(self.sign * grown + leap)
        return found

    def products(self, pieces: list[Piece], rows: int) -> Products:
        """How the products of the clusters' states change at each row."""
        order = np.lexsort((self._step, self.whose))
        values = [value[order] for value in self.values(pieces)]
        return products(self.whose[order], self.place[order], values, rows)

    def crossing(self, pieces: list[Piece]) -> Sparse:
        """The steps of clusters that also lie in other parts, added by cluster and row."""
        return Sparse.of((self.whose, self.place), np.stack(self.values(pieces), axis=1))


def products(cluster: NDArray[Any], place: Whole, values: list[Real], rows: int) -> Products:
    """Sum over clusters of the change of each product of two of their states, at each row.

    Parameters
    ----------
    cluster, place : array of int, shape ``(steps,)``
        Whose state changes at which row; those of one cluster after each other, in order of rows.
    values : list of array, shape ``(steps,)``
        By how much each state changes.
    rows : int
        Number of rows.
    """
    begins = np.flatnonzero(run_starts(cluster))
    clusters = Groups(np.diff(np.append(begins, cluster.size)))
    states = [clusters.running(value) for value in values]
    changes = []
    for one, other in pairs(len(values) - 1):
        both = states[one] * states[other]
        before = np.zeros(both.size)
        before[1:] = both[:-1]
        before[begins] = 0
        changes.append(np.bincount(place, both - before, rows))
    return np.stack(changes)


def crossing(steps: Sparse, rows: int) -> Products:
    """The same of the added steps of clusters that lie in several parts."""
    cluster, place = steps.places
    return products(cluster, place, list(steps.sums.T), rows)
