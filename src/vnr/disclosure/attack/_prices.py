"""What hiding another figure would win for one that is told too well."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from vnr.disclosure.attack._relaxed import Ask, Relaxed
from vnr.disclosure.attack._system import Component

__all__ = ["Prices", "Want"]

Real = NDArray[np.float64]
Places = NDArray[np.intp]
Ways = tuple[list[Real], float]

_LITTLE: Final = 1e-4
"""How far what is known may move, so that it counts how much of it is in a price."""


@attrs.frozen(eq=False)
class Want:
    """A figure that is to be protected.

    Attributes
    ----------
    place
        Which figure.
    least
        The least that each hidden figure may be, shape ``(figures,)``.
    need
        How many whole numbers must be possible.
    """

    place: int
    least: NDArray[Any]
    need: int


class Prices:
    """How much hiding each other figure would widen what those of a component may be.

    Parameters
    ----------
    component : Component
        The hidden figures that hang together; the system holds their true numbers.
    far : float
        How far any other may lie above its number.
    """

    def __init__(self, component: Component, far: float) -> None:
        self._component = component
        self._system = component.system
        (_, _, first), (_, _, second) = component.equations, component.inequalities
        self._equations = first.size
        rows = [component.system.equal[first], component.system.at_most[second]]
        self._rows: Any = csr_array(vstack(rows))
        self._up = np.clip(self._system.high - self._system.values, 0, far)

    def of(self, wants: Sequence[Want]) -> Iterator[Ways]:
        """Of each that is wanted, what hiding others would win, and how wide it is now.

        Returns
        -------
        iterator of list of array, shape ``(figures,)``, and float
            At most so much would be won, by the prices of the relations in both programs, each
            in its own way.
        """
        found = self._by_flows(wants) if self._component.network else self._by_programs(wants)
        system, members = self._system, self._component.members
        for want, (costs, reach) in zip(wants, found, strict=True):
            down = np.minimum(np.maximum(want.least, system.low) - system.values, 0)
            won = []
            for pair in zip(*costs, strict=True):
                prices = [self._rows.T @ cost for cost in pair]
                won.append(sum(np.maximum(price * self._up, price * down) for price in prices))
                won[-1][members] = 0
            yield won, reach

    def _by_flows(self, wants: Sequence[Want]) -> Iterator[tuple[list[list[Real]], float]]:
        network, members = self._component.network, self._component.members
        assert network is not None, "made for networks"
        own = self._system.values[members]
        for want in wants:
            low = np.maximum(want.least, self._system.low)[members]
            room = network.room(
                own, np.minimum(low, own).astype(np.int64), self._system.high[members]
            )
            costs, reach = [], 0.0
            for sign in (1, -1):
                at = int(np.searchsorted(members, want.place))
                flow = network.flow(room, at, sign, want.need)
                reach += flow.amount
                # Of rising and sinking that stop at the same end of the figure.
                costs.append([network.prices(flow, early=one) for one in (sign > 0, sign < 0)])
            yield costs, reach

    def _by_programs(self, wants: Sequence[Want]) -> Iterator[tuple[list[list[Real]], float]]:
        places, relaxed = self._near
        own = self._system.values[places]
        known = ~np.isin(places, self._component.members)
        asks = []
        for want in wants:
            low = np.maximum(want.least, self._system.low)[places]
            least = np.where(known, own - _LITTLE, np.minimum(low, own))
            at = int(np.searchsorted(places, want.place))
            asks += [Ask(at, sign, own, least, want.need - 1) for sign in (1, -1)]
        answers = relaxed.reach(asks)
        for want, one, other in zip(wants, answers, answers, strict=True):
            if one is None or other is None:
                # Nothing is known but that something else must be hidden.
                yield [], want.need - 1
            else:
                yield [[one.prices], [other.prices]], one.amount + other.amount

    @cached_property
    def _near(self) -> tuple[Places, Relaxed]:
        """The members, and what could be hidden in their relations, which may move a little.

        So of all prices that say how far one may move those are found by which least is won.
        """
        system = self._system
        known = np.ones(system.values.size, bool)
        known[self._component.members] = False
        near = np.zeros_like(known)
        near[self._rows.indices] = True
        near[self._component.members] = True
        places = np.flatnonzero(near & ~(known & (~system.printed | system.certain)))
        rows = csr_array(self._rows[:, places])
        left = self._rows[:, places] @ system.values[places] - self._rows @ system.values
        high = np.where(known, system.values + _LITTLE, system.high)
        return places, Relaxed(rows, left, self._equations, high[places])
