"""What one component leaves possible, by programs of fractions and, where they don't settle it, of whole numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack, vstack

from vnr.disclosure.attack._finding import Finding
from vnr.disclosure.attack._relaxed import Ask
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
_SPLIT: Final = 4
"""Into how many parts those are split of whom one may tell too much."""
_EXACT: Final = 1e-6
"""How far a number may be from a whole one that is meant."""
_STEPS: Final = 50
"""How many places are kept, at most, on the way to one that is further off."""


class OutOfTimeError(Exception):
    """The program wasn't solved in its time."""


def _raised(least: Numbers, places: Numbers | int) -> Numbers:
    """What is known of all, where it is known of some that they are at least 1."""
    raised = least.copy()
    raised[places] = np.maximum(raised[places], 1)
    return raised


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
        self._witnesses = witnesses
        self._seconds = seconds
        own = component.system.values[component.members]
        self._high = component.system.high[component.members]
        self._guarded = component.system.guarded[component.members]
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
        self._ends: dict[tuple[bytes, int, int], int] = {}

    @property
    def solution(self) -> Numbers:
        """The numbers that were last seen to fit."""
        last: Numbers = self.seen.numbers[-1]
        return last

    def share(self) -> None:
        """Leave what was seen to whoever tries another pattern."""
        if self._witnesses is not None:
            self._witnesses.add(self.members, self.seen.numbers)

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
            raised = _raised(base, one)
            left[one] = False
            if self.are_possible(raised):
                self._far(self.seen.fit(raised)[0], 1, raised, left.astype(float))
                fit = self.seen.fit(raised)
                most = fit[np.argmax((fit[:, left] > 0).sum(1))]
                covers.append(np.where((left & (most > 0)), np.maximum(raised, 1), raised))
                left &= most <= 0
        return covers

    def suspects(
        self, finding: Finding, rule: Rule, least: Numbers, known: Numbers
    ) -> Iterator[int]:
        """Those of which to know may tell more of a figure than to know of none.

        Of all others as many numbers of the figure were seen with each of them at least 1. Of
        those that are left many are tried at once, and of many that tell too much fewer.

        Parameters
        ----------
        finding : Finding
            What is known of the figure when none of them is.
        rule : Rule
            How many numbers are needed.
        least : array of int
            What is known of all.
        known : array of bool
            Which they are.
        """
        at = int(np.searchsorted(self.members, finding.place))
        groups = [self._alone(at, finding, least, np.flatnonzero(known))]
        while groups:
            parts = []
            for group in groups:
                left = self._alone(at, finding, least, group)
                if left.size == 1:
                    yield int(left[0])
                elif left.size:
                    parts += np.array_split(left, _SPLIT)
            raised = [_raised(least, part) for part in parts]
            # Of some together it may be that nobody can know, though of each that they can.
            may = [bool(self.seen.fit(one).size) for one in raised]
            self._ask(rule, [(at, one) for one, fits in zip(raised, may, strict=True) if fits])
            groups = [
                part
                for part, one, fits in zip(parts, raised, may, strict=True)
                if not fits or not self._is_enough(at, rule, one)
            ]

    def _is_enough(self, at: int, rule: Rule, least: Numbers) -> bool:
        """Whether as many numbers of one figure are possible as are needed, as far as is tried."""
        low, high = self._limits(at, least)
        if high - low + 1 < rule.need:
            return False
        found = self.find(int(self.members[at]), rule, least)
        return found.proved and found.possible >= rule.need

    def _alone(self, at: int, finding: Finding, least: Numbers, ones: Numbers) -> Numbers:
        """Those beside which fewer numbers of a figure were seen than are possible."""
        fit = self.seen.fit(least)
        return ones[self._numbers(fit[:, at], fit[:, ones] > 0) < finding.possible]

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
        left = asked
        while True:
            left = left[self.seen.how_many(least)[left] < rule.need]
            if not left.size:
                return
            now, left = left[: self._relaxed.many], left[self._relaxed.many :]
            self._ask(rule, [(at, least) for at in now.tolist()])

    def _ask(self, rule: Rule, wanted: Sequence[tuple[int, Numbers]]) -> None:
        """How far some figures could move if fractions might, each by what is known of all."""
        asks = []
        for at, least in wanted:
            start = self.seen.fit(least)[0]
            beyond = float(start[at] - self._large(at, rule))
            ends = ((1, rule.need - 1.0), (-1, max(rule.need - 1.0, beyond)))
            asks += [Ask(at, sign, start, least, most) for sign, most in ends]
        for ask, reach in zip(asks, self._relaxed.reach(asks, self._seconds), strict=True):
            if reach is not None:
                self._steps(ask.start, reach.moves)
                if reach.amount < ask.most - _EXACT:
                    end = int(ask.start[ask.at] + ask.sign * np.floor(reach.amount + _EXACT))
                    self._ends[ask.least.tobytes(), ask.at, ask.sign] = end

    def _limits(self, at: int, least: Numbers) -> tuple[float, float]:
        """Between which numbers a figure lies, as far as that was found."""
        mark = least.tobytes()
        return (
            self._ends.get((mark, at, -1), -np.inf),
            self._ends.get((mark, at, 1), np.inf),
        )

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
        self.seen.keep(start + np.arange(1, times + 1)[:, None] * whole)

    def _large(self, at: int, rule: Rule) -> float:
        """The number above which nothing of a figure is to be hidden; none of one that is guarded."""
        return np.inf if self._guarded[at] else rule.sensitive_to

    def find(self, place: int, rule: Rule, least: Numbers) -> Finding:
        """Which whole numbers the figure at a place may be, as far as the rule asks."""
        at = int(np.searchsorted(self.members, place))
        seen = self._of(at, least)
        proved = True
        if len(seen) < rule.need:
            low, high = self._limits(at, least)
            if low > self._large(at, rule):
                return Finding(place, int(low), max(seen), len(seen))
            if self.is_hasty and high - low + 1 < rule.need and min(seen) <= self._large(at, rule):
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
        if min(seen) > self._large(at, rule):
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
        # Fractions are found sooner, and mostly they are none.
        for whole in range(2 - self._is_whole):
            solved = milp(
                goal,
                constraints=LinearConstraint(self._rows, floor, self._most),
                bounds=Bounds(least.astype(float), high),
                integrality=np.full(size, whole),
                options={"time_limit": max(self._seconds, 0)},
            )
            if solved.status == _INFEASIBLE:
                return set()
            if self._seconds <= 0 or solved.x is None or solved.status:
                raise OutOfTimeError
            solution = np.rint(solved.x).astype(np.int64)
            is_whole = bool(whole) or np.abs(solved.x - solution).max() < _EXACT
            if is_whole and self.seen.keep(solution[None]):
                return {int(solution[at])}
        # Numbers that don't fit prove nothing.
        raise OutOfTimeError
