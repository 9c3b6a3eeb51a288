"""What somebody who can add and subtract finds out: the whole numbers that a hidden figure may be."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator

import attrs
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from vnr.disclosure._rule import Rule
from vnr.disclosure._system import Component, System
from vnr.errors import DisclosureError

__all__ = ["Attack", "Finding", "attacked"]

Numbers = NDArray[np.int64]
Mask = NDArray[np.bool_]

_SECONDS = 20.0
_INFEASIBLE = 2


class OutOfTimeError(Exception):
    """The program wasn't solved in its time."""


@attrs.frozen
class Finding:
    """What an attacker knows of one figure.

    Attributes
    ----------
    place
        Which figure.
    low, high
        The least and the largest whole number that it may be, of those looked for.
    possible
        How many whole numbers it may be; counted no further than was asked.
    proved
        Whether the programs were solved in time.
    """

    place: int
    low: int
    high: int
    possible: int
    proved: bool = True

    def tells(self, rule: Rule) -> bool:
        """Whether too little is possible of what may be a sensitive number."""
        may_be = self.low <= rule.sensitive_to and self.high >= rule.sensitive_from
        return may_be and self.possible < rule.need


def attacked(
    system: System,
    hidden: Mask,
    asked: Mask,
    rule: Rule,
    *,
    least: int,
    truth: bool,
    seconds: float = _SECONDS,
    among: Iterable[Component] | None = None,
) -> Iterator[Finding]:
    """What is left possible of every figure asked for, when those that aren't hidden are known.

    Parameters
    ----------
    system : System
        The figures.
    hidden, asked : array of bool, shape ``(figures,)``
        Which figures aren't known, and which of them are attacked.
    rule : Rule
        How many whole numbers must be possible; none are looked for beyond, nor of a figure that
        is known to be larger than the sensitive ones. With an insider one hidden figure is known
        to be at least 1; each that isn't 0 in turn.
    least : int
        1 if nobody would have hidden a zero, so that what is hidden though it was to be printed
        is at least 1; else 0.
    truth : bool
        Whether the system holds the hidden numbers too, which only saves programs.
    seconds : float
        Time for each program.
    among : iterable of Component, optional
        The hidden figures that are attacked, by default all of them.

    Raises
    ------
    DisclosureError
        If no numbers at all can stand where figures are hidden: those shown contradict.
    """
    for component in system.components(hidden) if among is None else among:
        members = component.members
        wanted = members[asked[members]].tolist()
        if not wanted:
            continue
        base = np.where(system.printed[members], least, 0).astype(np.int64)
        known = np.where(~truth | (system.values[members] > 0), 1, base).astype(np.int64)
        together: Attack | None = Attack(component, known if rule.insider else base, seconds, truth)
        if together is not None and not together.is_possible():
            together = None
        for place in wanted:
            finding = None if together is None else together.find(place, rule)
            if finding is None or (rule.insider and finding.tells(rule)):
                # Knowing of all is more than anybody does: one after the other, then.
                finding = _one_by_one(component, base, known, place, rule, seconds, truth)
            yield finding


def _one_by_one(
    component: Component,
    base: Numbers,
    known: Numbers,
    place: int,
    rule: Rule,
    seconds: float,
    truth: bool,
) -> Finding:
    """The worst that somebody finds out who knows that one of the figures isn't 0."""
    attack = Attack(component, base, seconds, truth)
    if not attack.is_possible():
        raise DisclosureError(
            "the figures shown contradict one another: no numbers fit where some are hidden"
        )
    worst = attack.find(place, rule)
    for one in np.flatnonzero(known > base).tolist():
        if worst.tells(rule):
            return worst
        raised = base.copy()
        raised[one] = 1
        attack = Attack(component, raised, seconds, truth)
        if attack.is_possible():
            other = attack.find(place, rule)
            worst = other if other.tells(rule) else worst
    return worst


class Attack:
    """The programs of somebody who knows everything but the members of a component.

    Parameters
    ----------
    component : Component
        The hidden figures that hang together.
    least : array of int, shape ``(members,)``
        The least that each is known to be.
    seconds : float
        Time for each program.
    """

    def __init__(self, component: Component, least: Numbers, seconds: float, truth: bool) -> None:
        self._members = component.members
        self._least = least
        self._seconds = seconds
        self._solutions = [component.system.values[component.members]] if truth else []
        self._within: list[LinearConstraint] = []
        rows, right = component.equations
        if rows.shape[0]:
            self._within.append(LinearConstraint(rows, right, right))
        rows, right = component.inequalities
        if rows.shape[0]:
            self._within.append(LinearConstraint(rows, -np.inf, right))
        self._network = component.is_network

    def is_possible(self) -> bool:
        """Whether any numbers fit."""
        return bool(self._solutions) or bool(self._solve(0, 0, None))

    def find(self, place: int, rule: Rule) -> Finding:
        """Which whole numbers the figure at a place may be, as far as the rule asks."""
        at = int(np.searchsorted(self._members, place))
        seen = {int(solution[at]) for solution in self._solutions}
        proved = True
        if len(seen) < rule.need:
            try:
                seen |= self._solve(at, -1, rule.need)
                if min(seen) <= rule.sensitive_to:
                    seen |= self._solve(at, 1, rule.need)
                    seen |= self._between(at, seen, rule.need)
            except OutOfTimeError:
                proved = False
        return Finding(place, min(seen), max(seen), min(len(seen), rule.need), proved)

    def _between(self, at: int, seen: set[int], need: int) -> set[int]:
        """Further numbers that are possible, between the least and the largest."""
        inside = set(range(min(seen) + 1, max(seen)))
        if self._network:
            return inside
        more: set[int] = set()
        for value in sorted(inside - seen):
            if len(seen) + len(more) < need:
                more |= self._solve(at, 0, None, value)
        return more

    def _solve(self, at: int, sign: int, need: int | None, value: int | None = None) -> set[int]:
        """The largest, the least or a given number of one member, if it may be that."""
        size = self._members.size
        low, high = self._least.astype(float), np.full(size, np.inf)
        if need is not None:
            # Nobody asks for more numbers than are needed.
            high[at] = self._solutions[0][at] + need
        if value is not None:
            low[at] = high[at] = value
        goal = np.zeros(size)
        goal[at] = -sign
        solved = milp(
            goal,
            constraints=self._within,
            bounds=Bounds(low, high),
            integrality=np.zeros(size) if self._network else np.ones(size),
            options={"time_limit": self._seconds},
        )
        if solved.status == _INFEASIBLE:
            return set()
        if solved.x is None or solved.status != 0:
            raise OutOfTimeError
        solution = np.rint(solved.x).astype(np.int64)
        self._solutions.append(solution)
        return {int(solution[at])}
