"""What somebody who can add and subtract finds out: the whole numbers that a hidden figure may be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from vnr.disclosure._narrow import ENDLESS, ContradictionError, narrowed
from vnr.disclosure._rule import Rule
from vnr.disclosure._system import Component, System
from vnr.errors import DisclosureError

__all__ = ["Finding", "ImpossibleError", "attacked", "completed"]

Numbers = NDArray[np.int64]
Mask = NDArray[np.bool_]

_SECONDS = 20.0
_INFEASIBLE = 2
_EITHER = 2
"""Whether somebody lies outside of a cell or nobody does."""
_GAPS = 8
"""How many times as far one looks for numbers where not all between two are possible."""


class OutOfTimeError(Exception):
    """The program wasn't solved in its time."""


class ImpossibleError(DisclosureError):
    """No numbers fit; `relations` are those that say so."""

    def __init__(self, relations: frozenset[int]) -> None:
        super().__init__(
            "the figures shown contradict one another: no numbers fit where some are hidden"
        )
        self.relations = relations


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
    knowing
        The figure that the attacker knows to be at least 1; -1 of one who knows of none.
    outside
        Whether it is how many of a group lie outside of one cell, which must not be known to be 0.
    """

    place: int
    low: int
    high: int
    possible: int
    proved: bool = True
    knowing: int = -1
    outside: bool = False

    def tells(self, rule: Rule) -> bool:
        """Whether too little is possible of what may be a sensitive number."""
        return self.may_be_sensitive(rule) and self.possible < self.need(rule)

    def need(self, rule: Rule) -> int:
        """How many whole numbers must be possible."""
        return _EITHER if self.outside else rule.need

    def may_be_sensitive(self, rule: Rule) -> bool:
        """Whether a sensitive number is possible."""
        if self.outside:
            return self.low == 0
        return self.low <= rule.sensitive_to and self.high >= rule.sensitive_from


def attacked(
    system: System,
    hidden: Mask,
    rule: Rule,
    *,
    least: int,
    truth: bool,
    seconds: float = _SECONDS,
    among: Iterable[Component] | None = None,
) -> Iterator[Finding]:
    """What is left possible of every hidden figure, when the others are known.

    Parameters
    ----------
    system : System
        The figures.
    hidden : array of bool, shape ``(figures,)``
        Which figures aren't known: each of them is attacked.
    rule : Rule
        How many whole numbers must be possible; none are looked for beyond, nor of a figure that
        is known to be larger than the sensitive ones. With an insider one hidden figure is known
        to be at least 1; each that isn't 0 in turn.
    least : int
        1 if nobody would have hidden a zero, so that what is hidden though it was to be printed
        is at least 1, unless it stands in a box; else 0.
    truth : bool
        Whether the system holds the hidden numbers too, which only saves programs.
    seconds : float
        Time for each program.
    among : iterable of Component, optional
        The hidden figures that are attacked, by default all of them.

    Raises
    ------
    ImpossibleError
        If no numbers at all can stand where figures are hidden: those shown contradict.
    """
    for component in system.components(hidden) if among is None else among:
        members = component.members
        programs = Tree(component) if component.is_tree else Programs(component, seconds, truth)
        suppressed = system.printed & ~system.boxed
        base = np.maximum(np.where(suppressed, least, 0), system.low)[members]
        # Nobody knows one outside of a cell but by knowing their own.
        raised = ((not truth) | (system.values[members] > 0)) & ~system.outside[members]
        known = np.where(raised, np.maximum(base, 1), base)
        try:
            fit = programs.are_possible(base)
        except OutOfTimeError:
            yield from (
                Finding(place, 0, rule.need, rule.need, proved=False) for place in members.tolist()
            )
            continue
        if not fit:
            raise ImpossibleError(component.impossible(base))
        # Knowing of all at once is more than anybody does, and mostly as harmless.
        together = bool(rule.insider) and programs.are_possible(known)
        # What is known to be larger than the sensitive numbers needn't be asked for.
        for place in members[system.low[members] <= rule.sensitive_to].tolist():
            finding = programs.find(place, rule, known if together else base)
            finding = attrs.evolve(finding, outside=bool(system.outside[place]))
            if rule.insider and (not together or finding.tells(rule)):
                finding = _in_turn(programs, finding, rule, base, known)
            yield finding


def completed(system: System, unknown: Mask, seconds: float = _SECONDS) -> System:
    """The system with some numbers that fit where nobody tells any.

    Raises
    ------
    ImpossibleError
        If none do.
    """
    values = system.values.copy()
    for component in system.components(unknown):
        programs = Programs(component, seconds, truth=False)
        least = system.low[component.members]
        if not programs.are_possible(least):
            raise ImpossibleError(component.impossible(least))
        values[component.members] = programs.solution
    return attrs.evolve(system, values=values)


def _in_turn(
    programs: Tree | Programs, first: Finding, rule: Rule, base: Numbers, known: Numbers
) -> Finding:
    """The worst that somebody finds out who knows that one of the figures isn't 0."""
    place, outside = first.place, first.outside
    worst = attrs.evolve(programs.find(place, rule, base), outside=outside)
    for one in np.flatnonzero(known > base).tolist():
        if worst.tells(rule):
            break
        raised = base.copy()
        raised[one] = 1
        if programs.are_possible(raised):
            finding = attrs.evolve(programs.find(place, rule, raised), outside=outside)
            if finding.tells(rule):
                worst = attrs.evolve(finding, knowing=int(programs.members[one]))
    return worst


class Tree:
    """What can be told without any program, where no relations go round in a circle.

    Parameters
    ----------
    component : Component
        The hidden figures that hang together.
    """

    def __init__(self, component: Component) -> None:
        self.members = component.members
        self._ties = component.ties
        self._high = np.minimum(component.system.high[component.members], ENDLESS).tolist()
        self._ends: dict[bytes, tuple[list[float], list[float]] | None] = {}

    def _narrowed(self, least: Numbers) -> tuple[list[float], list[float]] | None:
        mark = least.tobytes()
        if mark not in self._ends:
            try:
                self._ends[mark] = narrowed(self._ties, least.tolist(), self._high)
            except ContradictionError:
                self._ends[mark] = None
        return self._ends[mark]

    def are_possible(self, least: Numbers) -> bool:
        """Whether any numbers fit, none below what it is known to be at least."""
        return self._narrowed(least) is not None

    def find(self, place: int, rule: Rule, least: Numbers) -> Finding:
        """Which whole numbers the figure at a place may be, as far as the rule asks."""
        at = int(np.searchsorted(self.members, place))
        ends = self._narrowed(least)
        assert ends is not None, "asked of numbers that fit"
        low, high = int(ends[0][at]), int(min(ends[1][at], ends[0][at] + rule.need))
        return Finding(place, low, high, min(high - low + 1, rule.need))


class Programs:
    """The programs of somebody who knows everything but the members of a component.

    Solutions are kept: one that fits what another attacker knows saves a program.

    Parameters
    ----------
    component : Component
        The hidden figures that hang together.
    seconds : float
        Time for each program.
    truth : bool
        Whether the system's own numbers are a solution.
    """

    def __init__(self, component: Component, seconds: float, truth: bool) -> None:
        self.members = component.members
        self._seconds = seconds
        own = component.system.values[component.members]
        self._high = component.system.high[component.members]
        self._solutions = own[None] if truth else np.empty((0, own.size), np.int64)
        self._within: list[LinearConstraint] = []
        rows, right, _ = component.equations
        if rows.shape[0]:
            self._within.append(LinearConstraint(rows, right, right))
        rows, right, _ = component.inequalities
        if rows.shape[0]:
            self._within.append(LinearConstraint(rows, -np.inf, right))
        self._network = component.is_network

    @property
    def solution(self) -> Numbers:
        """The numbers that were last seen to fit."""
        last: Numbers = self._solutions[-1]
        return last

    def are_possible(self, least: Numbers) -> bool:
        """Whether any numbers fit, none below what it is known to be at least."""
        return bool((self._solutions >= least).all(1).any()) or bool(self._solve(0, 0, least))

    def find(self, place: int, rule: Rule, least: Numbers) -> Finding:
        """Which whole numbers the figure at a place may be, as far as the rule asks."""
        at = int(np.searchsorted(self.members, place))
        seen = set(self._solutions[(self._solutions >= least).all(1), at].tolist())
        proved = True
        if len(seen) < rule.need:
            # Nobody asks for more numbers than are needed; between them there may be gaps.
            most = min(seen) + rule.need * (1 if self._network else _GAPS)
            try:
                seen |= self._solve(at, -1, least, most)
                if min(seen) <= rule.sensitive_to:
                    seen |= self._solve(at, 1, least, most)
                    seen |= self._between(at, seen, least, rule.need)
            except OutOfTimeError:
                proved = False
        return Finding(place, min(seen), max(seen), min(len(seen), rule.need), proved)

    def _between(self, at: int, seen: set[int], least: Numbers, need: int) -> set[int]:
        """Further numbers that are possible, between the least and the largest."""
        inside = set(range(min(seen) + 1, max(seen)))
        if self._network:
            return inside
        more: set[int] = set()
        for value in sorted(inside - seen):
            if len(seen) + len(more) < need:
                more |= self._solve(
                    at, 0, np.where(np.arange(least.size) == at, value, least), value
                )
        return more

    def _solve(self, at: int, sign: int, least: Numbers, most: float = np.inf) -> set[int]:
        """The largest (1), the least (-1) or any number of one member; nothing if none fits."""
        size = self.members.size
        high = self._high.copy()
        high[at] = min(most, high[at])
        goal = np.zeros(size)
        goal[at] = -sign
        solved = milp(
            goal,
            constraints=self._within,
            bounds=Bounds(least.astype(float), high),
            integrality=np.full(size, 0 if self._network else 1),
            options={"time_limit": max(self._seconds, 0)},
        )
        if solved.status == _INFEASIBLE:
            return set()
        if self._seconds <= 0 or solved.x is None or solved.status:
            raise OutOfTimeError
        solution = np.rint(solved.x).astype(np.int64)
        self._solutions = np.vstack([self._solutions, solution])
        return {int(solution[at])}
