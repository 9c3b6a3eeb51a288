"""Which figures to hide so that none that is sensitive can be reckoned out: as few as will do."""

from __future__ import annotations

import time
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, vstack

from vnr.disclosure.attack import Component, Finding, Prices, System, Want, Witnesses, attacked
from vnr.disclosure.rules import Rule
from vnr.words import withholding

__all__ = ["Suppression", "suppressed"]

Mask = NDArray[np.bool_]
Real = NDArray[np.float64]

_FAR = 1e5
"""How far a hidden figure may lie above its own number; no cut is wider than what is needed."""
_TINY = 1e-7
_INFEASIBLE = 2
_NEAR = 0.01
"""How near to the least is enough while conditions are still found."""
_TURNS = 6
"""What part of the time that is left one program may take: more conditions are worth more."""
_LAST = 2
"""For how many turns as long as the longest time is left, for what must be added at last."""
_ONE = 1.0
"""Seconds that a program always gets, if there are any."""


@attrs.frozen(eq=False)
class Suppression:
    """Which figures are hidden, and how near that is to the least that will do.

    Attributes
    ----------
    hidden
        Shape ``(figures,)``; figures that stand nowhere are among them.
    weight
        Sum of the hidden ones' weights.
    at_least
        Proven: no pattern that protects weighs less.
    """

    hidden: Mask
    weight: float
    at_least: float

    @property
    def is_least(self) -> bool:
        """Whether it is proven that no pattern that protects weighs less."""
        return self.weight <= self.at_least + 1e-6 * max(1.0, self.weight)


def suppressed(
    system: System,
    weight: Real,
    rule: Rule,
    *,
    hideable: Mask | None = None,
    withheld: Mask | None = None,
    seconds: float = 15.0,
) -> Suppression:
    """Hide what weighs least so that enough whole numbers are possible for each sensitive figure.

    A figure is sensitive that may be so by what is shown: no other can be told from one that is.

    By an integer program whose conditions are added as they are broken (Fischetti and Salazar
    2001): what a pattern leaves possible is a linear program, and its dual prices say which
    figures, were they hidden too, would widen it. When time is up figures are only added.

    Parameters
    ----------
    system : System
        The figures.
    weight : array, shape ``(figures,)``
        What it costs to hide each.
    rule : Rule
        What is sensitive, and how many whole numbers must be possible.
    hideable : array of bool, shape ``(figures,)``, optional
        Which may be hidden; all by default.
    withheld : array of bool, shape ``(figures,)``, optional
        Which are hidden whatever they are; none by default.
    seconds : float
        Time for the integer programs; thereafter the pattern is sound, but not proven least.

    Raises
    ------
    DisclosureError
        If a sensitive figure can't be protected, however much is hidden.
    """
    if not system.values.size:
        return Suppression(np.zeros(0, bool), 0.0, 0.0)
    every = np.ones(system.values.size, bool)
    search = _Search(
        system,
        weight,
        rule,
        every if hideable is None else hideable,
        ~every if withheld is None else withheld,
    )
    end = time.monotonic() + seconds
    best, gap, turn = None, _NEAR, 0.0
    while True:
        chosen = search.solve(end - time.monotonic() - _LAST * turn, gap)
        began = time.monotonic()
        if search.late and best is not None:
            return attrs.evolve(best, at_least=search.at_least)
        hidden = chosen | ~system.printed
        broken = search.broken(hidden)
        if not broken:
            sound = Suppression(hidden, float(weight[chosen].sum()), search.at_least)
            if search.late or sound.is_least:
                return sound
            # Sound, and nearly the least: now for the least.
            best, gap = sound, 0.0
        for component, findings in broken:
            search.cut(component, findings, hidden)
        turn = max(turn, time.monotonic() - began)


class _Search:
    """The integer program: figures to hide, and the conditions found so far."""

    def __init__(
        self, system: System, weight: Real, rule: Rule, hideable: Mask, withheld: Mask
    ) -> None:
        sensitive = (system.values >= rule.sensitive_from) & (system.values <= rule.sensitive_to)
        primary = (sensitive | withheld) & system.printed & ~system.certain
        if (primary & ~hideable).any():
            raise withholding("sensitive_shown")
        self.system = system
        self.rule = rule
        self.primary = primary
        self.weight = weight
        self.free = hideable & system.printed & ~primary & ~system.certain
        self.at_least = 0.0
        self.chosen = primary
        self.late = False
        self._cuts: list[tuple[NDArray[np.intp], Real]] = []
        self._passed: set[bytes] = set()
        self._witnesses = Witnesses(system.values)
        self._alone = _alone(system, self.free & (system.values > 0))

    def solve(self, seconds: float, gap: float) -> Mask:
        """The lightest pattern that meets the conditions; once it is late, only added to."""
        self.late |= seconds <= 0
        if not self.late:
            solved = self._program(max(seconds / _TURNS, min(seconds, _ONE)), gap)
            self.at_least = max(self.at_least, float(solved.mip_dual_bound or 0))
            if solved.x is not None:
                self.chosen = (solved.x > 0.5) & self.system.printed
                return self.chosen
            self.late = solved.status == _INFEASIBLE
        chosen = self.chosen.copy()
        for places, amounts in self._cuts:
            left = places[~chosen[places]]
            widths = amounts[~chosen[places]]
            order = np.argsort(self.weight[left] / widths, kind="stable")
            lacking = 1 - _TINY - amounts[chosen[places]].sum()
            # As many as it takes, those first that cost least for what they widen.
            before = np.cumsum(widths[order]) - widths[order]
            chosen[left[order[before < lacking]]] = True
        self.chosen = chosen
        return chosen

    def _program(self, seconds: float, gap: float) -> Any:
        """The integer program, as far as it is known."""
        size = self.weight.size
        ends = np.cumsum([0, *(places.size for places, _ in self._cuts)])
        places = np.concatenate([np.empty(0, np.intp), *(places for places, _ in self._cuts)])
        amounts = np.concatenate([np.empty(0), *(amounts for _, amounts in self._cuts)])
        cuts = csr_array((amounts, places, ends), shape=(len(self._cuts), size))
        right = np.concatenate([np.zeros(self._alone.shape[0]), np.ones(len(self._cuts))])
        forced = self.primary | ~self.system.printed
        return milp(
            np.where(self.free | self.primary, self.weight, 0.0),
            constraints=LinearConstraint(vstack([self._alone, cuts]).tocsr(), right),
            bounds=Bounds(forced.astype(float), (forced | self.free).astype(float)),
            integrality=np.ones(size, int),
            options={"time_limit": seconds, "mip_rel_gap": gap},
        )

    def broken(self, hidden: Mask) -> list[tuple[Component, list[Finding]]]:
        """What can be found out, with what hides it so far."""
        broken = []
        for component in self.system.components(hidden):
            mark = component.members.tobytes() + bytes([self._zero_is_hidden(hidden)])
            if mark in self._passed:
                continue
            findings = [
                finding
                for finding in attacked(
                    self.system,
                    hidden,
                    self.rule,
                    least=0 if self._zero_is_hidden(hidden) else 1,
                    truth=True,
                    among=(component,),
                    witnesses=self._witnesses,
                )
                if finding.tells(self.rule) or not finding.proved
            ]
            if findings:
                broken.append((component, findings))
            else:
                self._passed.add(mark)
        return broken

    def _zero_is_hidden(self, hidden: Mask) -> bool:
        return bool((hidden & self.system.printed & (self.system.values == 0)).any())

    def cut(self, component: Component, findings: list[Finding], hidden: Mask) -> None:
        """What must be hidden besides, of which the pattern that failed has nothing."""
        zero = self.system.values == 0
        without = not self._zero_is_hidden(hidden)
        least = (~zero & self.system.printed & without).astype(float)
        wants = []
        for finding in findings:
            known = least.copy()
            if finding.knowing >= 0:
                known[finding.knowing] = 1
            wants.append(Want(finding.place, known, finding.need(self.rule)))
        useful = self.free & ~hidden
        # One hidden zero, wherever, and nobody knows that the others aren't.
        helps = zero & without
        for want, (ways, reach) in zip(wants, Prices(component, _FAR).of(wants), strict=True):
            lacking = want.need - 1 - reach
            amounts = [np.where(helps, 1, np.minimum(widths / lacking, 1)) for widths in ways]
            if lacking <= _TINY:
                # The fractions would do, and whole numbers don't: anything else must go with it.
                amounts = [np.ones(useful.size)]
            for widths in amounts:
                places = np.flatnonzero(useful & (widths > _TINY))
                self._cuts.append((places, widths[places]))
                if not places.size:
                    raise withholding("hopeless")


def _alone(system: System, free: Mask) -> csr_array:
    """What is hidden alone in an equation hides nothing: one row for each such figure and equation."""
    equal = system.equal.tocoo()
    rows, places = equal.coords
    mine = np.flatnonzero(free[places])
    # The others of the equation, less the figure itself, at least 0.
    others = csr_array(abs(system.equal)[rows[mine]])
    own = csr_array(
        (np.full(mine.size, 2.0), (np.arange(mine.size), places[mine])), shape=others.shape
    )
    return csr_array(others - own)
