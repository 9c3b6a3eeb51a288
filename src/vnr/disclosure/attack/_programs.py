"""What one component leaves possible, by programs of fractions and, where they don't settle it, of whole numbers."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack, vstack

from vnr.disclosure.attack._finding import Finding
from vnr.disclosure.attack._relaxed import Ask, Reach
from vnr.disclosure.attack._seen import Seen, Witnesses
from vnr.disclosure.attack._system import Component
from vnr.disclosure.rules import Rule

__all__ = ["OutOfTimeError", "Programs"]

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
_COMPANY: Final = 2
"""How often one looks for numbers of one figure beside which many others are at least 1."""
_EXACT: Final = 1e-6
"""How far a number may be from a whole one that is meant."""
_STEPS: Final = 50
"""How many places are kept, at most, on the way to one that is further off."""


class OutOfTimeError(Exception):
    """The program wasn't solved in its time."""


class Programs:
    """The programs of somebody who knows everything but the members of a component.

    Solutions are kept: one that fits what another attacker knows saves a program. Programs of
    whole numbers are only for what programs of fractions don't settle.

    Parameters
    ----------
    component : Component
        The hidden figures that hang together.
    seconds : float
        Time for each program.
    truth : bool
        Whether the system's own numbers are a solution.
    witnesses : Witnesses, optional
        What fits beside them. Then it is enough that fractions too leave less than is needed.
    """

    def __init__(
        self,
        component: Component,
        seconds: float,
        truth: bool,
        witnesses: Witnesses | None = None,
    ) -> None:
        self.members = component.members
        self.is_hasty = witnesses is not None
        self._seconds = seconds
        own = component.system.values[component.members]
        self._high = component.system.high[component.members]
        (equal, right, _), (below, most, _) = component.equations, component.inequalities
        self._equations = equal.shape[0]
        self._rows: Any = csr_array(vstack([equal, below]))
        self._most = np.concatenate([right, most])
        self._is_whole = component.network is not None
        self.seen = Seen(self._rows, self._most, self._equations, self._high)
        if witnesses is not None:
            self.seen.keep(witnesses.of(component.members))
        elif truth:
            self.seen.keep(own[None])
        self._relaxed = component.relaxed
        self._reached: dict[tuple[bytes, int, int], Reach] = {}

    @property
    def solution(self) -> Numbers:
        """The numbers that were last seen to fit."""
        last: Numbers = self.seen.numbers[-1]
        return last

    def are_possible(self, least: Numbers) -> bool:
        """Whether any numbers fit, none below what it is known to be at least."""
        return bool(self.seen.fit(least).size) or bool(self._solve(0, 0, least))

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
        if self.seen.fit(every).size:
            return [every]
        covers, left = [], known.copy()
        while left.any():
            one = int(np.flatnonzero(left)[0])
            raised = np.where(np.arange(base.size) == one, 1, base)
            left[one] = False
            if self.are_possible(raised):
                self._far(self.seen.fit(raised)[0], 1, raised, left.astype(float))
                fit = self.seen.fit(raised)
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
        ones = np.flatnonzero(known)
        for _ in range(_COMPANY):
            ones = self._alone(at, finding, least, ones)
            if ones.size < _WORTH:
                return ones
            self._accompany(at, ones, least)
        return self._alone(at, finding, least, ones)

    def _alone(self, at: int, finding: Finding, least: Numbers, ones: Numbers) -> Numbers:
        """Those beside which fewer numbers of a figure were seen than are possible."""
        fit = self.seen.fit(least)
        return ones[self._numbers(fit[:, at], fit[:, ones] > 0) < finding.possible]

    def _accompany(self, at: int, ones: Numbers, least: Numbers) -> None:
        """Look for each number that was seen of a figure with many others at least 1."""
        fit = self.seen.fit(least)
        for value in np.unique(fit[:, at]).tolist():
            alike = fit[fit[:, at] == value]
            lacking = ones[~(alike[:, ones] > 0).any(0)]
            wanted = np.zeros(least.size)
            wanted[lacking] = 1
            if lacking.size:
                self._far(alike[0], 1, least, wanted, still=at)

    @staticmethod
    def _numbers(values: Numbers, where: NDArray[np.bool_]) -> Numbers:
        """How many numbers of one figure were seen where each of some others is at least 1."""
        count = np.zeros(where.shape[1], np.int64)
        for value in np.unique(values):
            count += where[values == value].any(0)
        return count

    def spread(self, rule: Rule, least: Numbers, asked: Numbers) -> None:
        """Look for as many numbers as are needed of many figures at once.

        A step that can be taken as often shows it of all figures that it moves.

        Parameters
        ----------
        rule : Rule
            How many numbers are needed.
        least : array of int
            What is known of all.
        asked : array of int
            Which members are asked for.
        """
        sign = np.ones(self.members.size)
        before = 0
        for turn in range(_ROUNDS):
            few = self.seen.how_many(least) < rule.need
            if few.sum() < _WORTH or (turn > 1 and before - few.sum() < _WORTH):
                break
            before = few.sum()
            # Small numbers can only rise; thereafter every other way.
            self._far(self.seen.fit(least)[0], rule.need - 1, least, few * sign)
            sign = np.where(np.arange(sign.size) % 2 ** (turn + 1) < 2**turn, 1.0, -1.0)
        self._each(rule, least, asked)

    def _each(self, rule: Rule, least: Numbers, asked: Numbers) -> None:
        """How far each figure could move if fractions might, of which too few numbers were seen."""
        start = self.seen.fit(least)[0]
        mark = least.tobytes()
        left = asked
        while True:
            left = left[self.seen.how_many(least)[left] < rule.need]
            if not left.size:
                return
            now, left = left[: self._relaxed.many], left[self._relaxed.many :]
            asks = []
            for at in now.tolist():
                beyond = float(start[at] - rule.sensitive_to)
                ends = ((1, rule.need - 1.0), (-1, max(rule.need - 1.0, beyond)))
                asks += [Ask(at, sign, start, least, most) for sign, most in ends]
            for ask, reach in zip(asks, self._relaxed.reach(asks, self._seconds), strict=True):
                if reach is not None:
                    self._steps(start, reach.moves)
                    if reach.amount < ask.most - _EXACT:
                        self._reached[mark, ask.at, ask.sign] = reach

    def _steps(self, start: Numbers, moves: NDArray[np.float64]) -> None:
        """Keep where whole moves lead, and every place on the way."""
        whole = np.rint(moves)
        if np.abs(moves - whole).max() > _EXACT or not whole.any():
            return
        step = whole.astype(np.int64)
        often = int(np.gcd.reduce(np.abs(step)))
        way = np.arange(1, min(often, _STEPS) + 1)
        self.seen.keep(start + way[:, None] * (step // often))
        self.seen.keep((start + step)[None])

    def _far(
        self,
        start: Numbers,
        times: int,
        least: Numbers,
        wanted: NDArray[np.float64],
        still: int | None = None,
    ) -> None:
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
        still : int, optional
            A figure that mustn't change.
        """
        low = np.ceil((least - start) / times)
        high = np.floor((self._high - start) / times)
        if still is not None:
            low[still] = high[still] = 0
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
        self.seen.keep(start + np.arange(1, times + 1)[:, None] * whole)

    def find(self, place: int, rule: Rule, least: Numbers) -> Finding:
        """Which whole numbers the figure at a place may be, as far as the rule asks."""
        at = int(np.searchsorted(self.members, place))
        seen = self._of(at, least)
        proved = True
        if len(seen) < rule.need:
            down, up = (self._reached.get((least.tobytes(), at, sign)) for sign in (-1, 1))
            start = self.seen.fit(least)[0][at]
            low = -np.inf if down is None else start - np.floor(down.amount + _EXACT)
            high = np.inf if up is None else start + np.floor(up.amount + _EXACT)
            if low > rule.sensitive_to:
                return Finding(place, int(low), max(seen), len(seen))
            if self.is_hasty and high - low + 1 < rule.need and min(seen) <= rule.sensitive_to:
                ends = int(low), int(high)
                return Finding(place, *ends, ends[1] - ends[0] + 1)
            try:
                self._look(at, rule, least, (low, high))
            except OutOfTimeError:
                proved = False
            seen = self._of(at, least)
        return Finding(place, min(seen), max(seen), min(len(seen), rule.need), proved)

    def _of(self, at: int, least: Numbers) -> set[int]:
        """The numbers that were seen of one figure."""
        return set(self.seen.fit(least)[:, at].tolist())

    def _look(self, at: int, rule: Rule, least: Numbers, ends: tuple[float, float]) -> None:
        """Look for numbers of one figure until there are as many as are needed, or no more."""
        seen = self._of(at, least)
        # Nobody asks for more numbers than are needed; between them there may be gaps.
        most = min(seen) + rule.need * _GAPS
        if ends[0] < min(seen):
            seen |= self._solve(at, -1, least, most)
        if min(seen) > rule.sensitive_to:
            return
        if ends[1] > max(seen):
            self._solve(at, 1, least, most)
        seen = self._of(at, least)
        for value in sorted(set(range(min(seen) + 1, max(seen))) - seen):
            if len(self._of(at, least)) >= rule.need:
                return
            if not self.seen.third(at, value, least):
                here = np.where(np.arange(least.size) == at, value, least)
                self._solve(at, 0, here, value)

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
        # Numbers that don't fit prove nothing.
        if not self.seen.keep(solution[None]):
            raise OutOfTimeError
        return {int(solution[at])}
