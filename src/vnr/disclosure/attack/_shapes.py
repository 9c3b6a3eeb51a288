"""What one component leaves possible: by narrowing in a tree, by flows in a network, else by programs."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from vnr.disclosure.attack._finding import Finding
from vnr.disclosure.attack._narrow import ENDLESS, ContradictionError, narrowed
from vnr.disclosure.attack._network import Room
from vnr.disclosure.attack._programs import Programs
from vnr.disclosure.attack._seen import Witnesses
from vnr.disclosure.attack._system import Component
from vnr.disclosure.rules import Rule

__all__ = ["Flows", "Tree", "programs_of"]

Numbers = NDArray[np.int64]


def programs_of(
    component: Component, seconds: float, truth: bool, witnesses: Witnesses | None = None
) -> Tree | Programs:
    """What tells most quickly what a component leaves possible.

    Parameters
    ----------
    component : Component
        The hidden figures that hang together.
    seconds : float
        Time for each program.
    truth : bool
        Whether the system's own numbers are a solution.
    witnesses : Witnesses, optional
        What fits beside them, for programs.
    """
    if component.is_tree:
        return Tree(component)
    if component.network is not None:
        return Flows(component, seconds, truth)
    return Programs(component, seconds, truth, witnesses)


class Tree:
    """What can be told without any program, where no relations go round in a circle.

    Parameters
    ----------
    component : Component
        The hidden figures that hang together.
    """

    is_hasty = False

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

    def spread(self, rule: Rule, least: Numbers, asked: Numbers) -> None:
        """Nothing has to be looked for beforehand."""

    def share(self) -> None:
        """Nothing was seen that another pattern could need."""

    def suspects(
        self, finding: Finding, rule: Rule, least: Numbers, known: Numbers
    ) -> Iterator[int]:
        """Those of which to know may tell more of a figure than to know of none."""
        del finding, rule, least
        yield from np.flatnonzero(known).tolist()

    def find(self, place: int, rule: Rule, least: Numbers) -> Finding:
        """Which whole numbers the figure at a place may be, as far as the rule asks."""
        at = int(np.searchsorted(self.members, place))
        ends = self._narrowed(least)
        assert ends is not None, "asked of numbers that fit"
        low, high = int(ends[0][at]), int(min(ends[1][at], ends[0][at] + rule.need))
        return Finding(place, low, high, min(high - low + 1, rule.need))


class Flows(Programs):
    """The same where relations form a network, so that flows tell it without a program."""

    def __init__(self, component: Component, seconds: float, truth: bool) -> None:
        super().__init__(component, seconds, truth)
        assert component.network is not None, "made for networks"
        self._network = component.network
        self._here: tuple[bytes, Numbers, Room] | None = None
        self._moved: dict[bytes, tuple[Numbers, Numbers]] = {}

    def spread(self, rule: Rule, least: Numbers, asked: Numbers) -> None:
        """Nothing has to be looked for beforehand."""

    def _start(self, least: Numbers) -> tuple[Numbers, Room]:
        """Numbers that fit, and how far all could move."""
        mark = least.tobytes()
        if self._here is None or self._here[0] != mark:
            start = self.seen.fit(least)[0]
            self._here = mark, start, self._network.room(start, least, self._high)
        return self._here[1:]

    def find(self, place: int, rule: Rule, least: Numbers) -> Finding:
        """Which whole numbers the figure at a place may be, as far as the rule asks."""
        at = int(np.searchsorted(self.members, place))
        start, room = self._start(least)
        # What has moved with another figure needn't be asked again.
        low, high = self._moved.setdefault(least.tobytes(), (start.copy(), start.copy()))
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

    def suspects(
        self, finding: Finding, rule: Rule, least: Numbers, known: Numbers
    ) -> Iterator[int]:
        """Those of which to know may tell more of a figure than to know of none."""
        del rule
        at = int(np.searchsorted(self.members, finding.place))
        start, room = self._start(least)
        rise = min(finding.high - int(start[at]), finding.possible - 1)
        for sign, far in ((1, rise), (-1, finding.possible - 1 - rise)):
            if far:
                solution = start.copy()
                for other, moved in self._network.flow(room, at, sign, far).moves.items():
                    if other < start.size:
                        solution[other] += moved
                self.seen.keep(solution[None])
        yield from self._alone(at, finding, least, np.flatnonzero(known)).tolist()

    @staticmethod
    def _numbers(values: Numbers, where: NDArray[np.bool_]) -> Numbers:
        """How many numbers of one figure are possible where each of some others is at least 1."""
        most = np.where(where, values[:, None], -1).max(0)
        least = np.where(where, values[:, None], most).min(0)
        return np.asarray(most - least + (most >= 0), np.int64)
