"""What one component leaves possible: by narrowing in a tree, by flows in a network, else by programs."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack, vstack

from vnr.disclosure.attack._finding import Finding
from vnr.disclosure.attack._narrow import ENDLESS, ContradictionError, narrowed
from vnr.disclosure.attack._network import Room
from vnr.disclosure.attack._system import Component
from vnr.disclosure.rules import Rule

__all__ = ["OutOfTimeError", "Programs", "Tree", "programs_of"]

Numbers = NDArray[np.int64]

_INFEASIBLE: Final = 2
_GAPS: Final = 8
"""How many times as far one looks for numbers where not all between two are possible."""
_ROUNDS: Final = 6
"""How often one looks for numbers that lie far from others in many figures at once."""
_WORTH: Final = 3
"""How many figures must be settled at once, so that it is tried again."""
_GAP: Final = 0.2
"""Of such numbers any that fit will do, so that nobody waits for the best."""


class OutOfTimeError(Exception):
    """The program wasn't solved in its time."""


def programs_of(component: Component, seconds: float, truth: bool) -> Tree | Programs:
    """What tells most quickly what a component leaves possible.

    Parameters
    ----------
    component : Component
        The hidden figures that hang together.
    seconds : float
        Time for each program.
    truth : bool
        Whether the system's own numbers are a solution.
    """
    if component.is_tree:
        return Tree(component)
    return (Programs if component.network is None else Flows)(component, seconds, truth)


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

    def covers(self, base: Numbers, known: Numbers) -> list[Numbers]:
        """What is known of several at once, or else of each."""
        every = np.where(known, np.maximum(base, 1), base)
        if self.are_possible(every):
            return [every]
        each = (np.where(np.arange(base.size) == one, 1, base) for one in np.flatnonzero(known))
        return [least for least in each if self.are_possible(least)]

    def spread(self, need: int, least: Numbers) -> None:
        """Nothing has to be looked for beforehand."""

    def suspects(self, finding: Finding, least: Numbers, known: Numbers) -> Numbers:
        """Those of which to know may tell more of a figure than to know of none."""
        del finding, least
        return np.flatnonzero(known)

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
        self._fitting: dict[bytes, tuple[int, NDArray[np.intp]]] = {}
        (equal, right, _), (below, most, _) = component.equations, component.inequalities
        self._equations = equal.shape[0]
        self._rows: Any = csr_array(vstack([equal, below]))
        self._most = np.concatenate([right, most])
        self._is_whole = component.network is not None

    @property
    def solution(self) -> Numbers:
        """The numbers that were last seen to fit."""
        last: Numbers = self._solutions[-1]
        return last

    def are_possible(self, least: Numbers) -> bool:
        """Whether any numbers fit, none below what it is known to be at least."""
        return bool(self._fit(least).size) or bool(self._solve(0, 0, least))

    def _fit(self, least: Numbers) -> Numbers:
        """The solutions that fit, of those seen before."""
        mark = least.tobytes()
        before, fit = self._fitting.get(mark, (0, np.empty(0, np.intp)))
        if before < len(self._solutions):
            new = (self._solutions[before:] >= least).all(1)
            fit = np.concatenate([fit, before + np.flatnonzero(new)])
            self._fitting[mark] = len(self._solutions), fit
        return self._solutions[fit]

    def covers(self, base: Numbers, known: Numbers) -> list[Numbers]:
        """What is known of several at once, so that each is among them unless none fits it.

        Parameters
        ----------
        base : array of int
            What is known of all.
        known : array of bool
            Which may be known to be at least 1, one at a time.
        """
        every = np.where(known, np.maximum(base, 1), base)
        if self._fit(every).size:
            return [every]
        covers, left = [], known.copy()
        while left.any():
            one = int(np.flatnonzero(left)[0])
            raised = np.where(np.arange(base.size) == one, 1, base)
            left[one] = False
            if self.are_possible(raised):
                self._far(self._fit(raised)[0], 1, raised, left.astype(float))
                fit = self._fit(raised)
                most = fit[np.argmax((fit[:, left] > 0).sum(1))]
                covers.append(np.where((left & (most > 0)), np.maximum(raised, 1), raised))
                left &= most <= 0
        return covers

    def suspects(self, finding: Finding, least: Numbers, known: Numbers) -> Numbers:
        """Those of which to know may tell more of a figure than to know of none.

        Of all others as many numbers of the figure were seen with each of them at least 1.

        Parameters
        ----------
        finding : Finding
            What is known of the figure when none of them is.
        least : array of int
            What is known of all.
        known : array of bool
            Which they are.
        """
        at = int(np.searchsorted(self.members, finding.place))
        fit, ones = self._fit(least), np.flatnonzero(known)
        return ones[self._numbers(fit[:, at], fit[:, ones] > 0) < finding.possible]

    @staticmethod
    def _numbers(values: Numbers, where: NDArray[np.bool_]) -> Numbers:
        """How many numbers of one figure were seen where each of some others is at least 1."""
        count = np.zeros(where.shape[1], np.int64)
        for value in np.unique(values):
            count += where[values == value].any(0)
        return count

    def spread(self, need: int, least: Numbers) -> None:
        """Look for solutions of which many figures have as many numbers as are needed.

        A step that can be taken as often shows it of all figures that it moves.
        """
        sign = np.ones(self.members.size)
        for turn in range(_ROUNDS):
            fit = self._fit(least)
            few = np.array([np.unique(column).size < need for column in fit.T])
            if few.sum() < _WORTH:
                return
            # Small numbers can only rise; thereafter every other way.
            self._far(fit[0], need - 1, least, few * sign)
            fit = self._fit(least)
            now = np.array([np.unique(column).size < need for column in fit.T])
            if turn and few.sum() - now.sum() < _WORTH:
                return
            sign = np.where(np.arange(sign.size) % 2 ** (turn + 1) < 2**turn, 1.0, -1.0)

    def _far(self, start: Numbers, times: int, least: Numbers, wanted: NDArray[np.float64]) -> None:
        """Take a step, as often as is asked, by which many figures change that are wanted to.

        Parameters
        ----------
        start : array of int
            Numbers that fit.
        times : int
            How often the step is taken.
        least : array of int
            What is known of all.
        wanted : array of float
            1 where a figure should rise, -1 where it should sink.
        """
        low = np.ceil((least - start) / times)
        high = np.floor((self._high - start) / times)
        moving = np.flatnonzero(wanted)
        way = wanted[moving]
        # A figure's step has two parts: up to 1, which is wanted, and what goes beyond.
        ends = np.where(way > 0, high[moving], -low[moving])
        begins = np.where(way > 0, low[moving], -high[moving])
        low[moving] = high[moving] = 0
        signed = self._rows[:, moving] * way
        most = np.floor((self._most - self._rows @ start) / times + 1e-6)
        floor = np.where(np.arange(most.size) < self._equations, most, -np.inf)
        solved = milp(
            np.concatenate([np.zeros(low.size), -np.ones(moving.size), np.zeros(moving.size)]),
            constraints=LinearConstraint(hstack([self._rows, signed, signed]), floor, most),
            bounds=Bounds(
                np.concatenate([low, np.minimum(begins, 1), np.zeros(moving.size)]),
                np.concatenate([high, np.minimum(ends, 1), np.maximum(ends - 1, 0)]),
            ),
            integrality=np.full(low.size + 2 * moving.size, 0 if self._is_whole else 1),
            options={"time_limit": max(min(self._seconds, 1.0), 0), "mip_rel_gap": _GAP},
        )
        if solved.x is None:
            return
        step = np.rint(solved.x).astype(np.int64)
        whole, parts = step[: low.size], step[low.size :].reshape(2, -1).sum(0)
        whole[moving] += (parts * way).astype(np.int64)
        for number in range(1, times + 1):
            self._keep(start + number * whole)

    def _keep(self, solution: Numbers) -> None:
        self._solutions = np.vstack([self._solutions, solution])

    def find(self, place: int, rule: Rule, least: Numbers) -> Finding:
        """Which whole numbers the figure at a place may be, as far as the rule asks."""
        at = int(np.searchsorted(self.members, place))
        seen = set(self._fit(least)[:, at].tolist())
        proved = True
        if len(seen) < rule.need:
            # Nobody asks for more numbers than are needed; between them there may be gaps.
            most = min(seen) + rule.need * _GAPS
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
        more: set[int] = set()
        for value in sorted(set(range(min(seen) + 1, max(seen))) - seen):
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
        floor = np.where(np.arange(self._most.size) < self._equations, self._most, -np.inf)
        solved = milp(
            goal,
            constraints=LinearConstraint(self._rows, floor, self._most),
            bounds=Bounds(least.astype(float), high),
            integrality=np.full(size, 0 if self._is_whole else 1),
            options={"time_limit": max(self._seconds, 0)},
        )
        if solved.status == _INFEASIBLE:
            return set()
        if self._seconds <= 0 or solved.x is None or solved.status:
            raise OutOfTimeError
        solution = np.rint(solved.x).astype(np.int64)
        self._keep(solution)
        return {int(solution[at])}


class Flows(Programs):
    """The same where relations form a network, so that flows tell it without a program."""

    def __init__(self, component: Component, seconds: float, truth: bool) -> None:
        super().__init__(component, seconds, truth)
        assert component.network is not None, "made for networks"
        self._network = component.network
        self._here: tuple[bytes, Numbers, Room] | None = None
        self._ends: dict[bytes, tuple[Numbers, Numbers]] = {}

    def spread(self, need: int, least: Numbers) -> None:
        """Nothing has to be looked for beforehand."""

    def _start(self, least: Numbers) -> tuple[Numbers, Room]:
        """Numbers that fit, and how far all could move."""
        mark = least.tobytes()
        if self._here is None or self._here[0] != mark:
            start = self._fit(least)[0]
            self._here = mark, start, self._network.room(start, least, self._high)
        return self._here[1:]

    def find(self, place: int, rule: Rule, least: Numbers) -> Finding:
        """Which whole numbers the figure at a place may be, as far as the rule asks."""
        at = int(np.searchsorted(self.members, place))
        start, room = self._start(least)
        # What has moved with another figure needn't be asked again.
        low, high = self._ends.setdefault(least.tobytes(), (start.copy(), start.copy()))
        for sign in (1, -1):
            far = (high[at] - start[at], start[at] - low[at])[::sign]
            if sum(far) < rule.need - 1:
                flow = self._network.flow(room, at, sign, rule.need - 1 - far[1])
                for other, moved in flow.moves.items():
                    if other < start.size:
                        low[other] = min(low[other], start[other] + moved)
                        high[other] = max(high[other], start[other] + moved)
        ends = int(low[at]), int(high[at])
        return Finding(place, *ends, min(ends[1] - ends[0] + 1, rule.need))

    def suspects(self, finding: Finding, least: Numbers, known: Numbers) -> Numbers:
        """Those of which to know may tell more of a figure than to know of none."""
        at = int(np.searchsorted(self.members, finding.place))
        start, room = self._start(least)
        rise = min(finding.high - int(start[at]), finding.possible - 1)
        for sign, far in ((1, rise), (-1, finding.possible - 1 - rise)):
            if far:
                solution = start.copy()
                for other, moved in self._network.flow(room, at, sign, far).moves.items():
                    if other < start.size:
                        solution[other] += moved
                self._keep(solution)
        return super().suspects(finding, least, known)

    @staticmethod
    def _numbers(values: Numbers, where: NDArray[np.bool_]) -> Numbers:
        """How many numbers of one figure are possible where each of some others is at least 1."""
        most = np.where(where, values[:, None], -1).max(0)
        least = np.where(where, values[:, None], most).min(0)
        return np.asarray(most - least + (most >= 0), np.int64)
