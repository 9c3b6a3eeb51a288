"""How far a figure may move where relations form a network: what can flow round, without a program."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from vnr.disclosure.attack._narrow import ENDLESS

__all__ = ["Flow", "Network", "Room"]

Numbers = NDArray[np.int64]
Real = NDArray[np.float64]
Room = tuple[list[float], list[float]]
"""How far each arc could rise, and how far it could sink."""

_ENDS: Final = 2


@attrs.frozen(eq=False)
class Flow:
    """What moves round together with one figure (flöde).

    Attributes
    ----------
    amount
        By how much the figure moves.
    moves
        By how much each arc moves that does.
    before, behind
        The nodes that it comes to until it is stopped, and those from where it could go on; none
        where no more was asked for.
    """

    amount: int
    moves: dict[int, int]
    before: frozenset[int] = frozenset()
    behind: frozenset[int] = frozenset()


@attrs.frozen(eq=False)
class Network:
    """Relations as nodes, and figures as arcs between two of them or one and the outside (nätverk).

    So it is where each figure stands in at most two relations, which fall into two sides so that
    it is added on both sides or on one of them with both signs (Heller and Tompkins 1956). Then
    all whole numbers between two possible ones are possible, and a figure may rise by as much as
    can flow back from where it enters to where it leaves.

    Attributes
    ----------
    flips
        1 or -1 for each relation: so turned, each figure enters one and leaves another.
    tail, head
        Where each arc leaves and enters; figures first, then what inequalities leave open.
    """

    flips: Real
    tail: list[int]
    head: list[int]
    _rows: csr_array
    _right: Real
    _loose: int
    _streets: list[list[tuple[int, int, int]]]

    @classmethod
    def of(cls, rows: Any, right: Real, equations: int) -> Network | None:
        """The network of relations of which the first are equations; None if they form none."""
        columns = csc_array(rows)
        outside, size = columns.shape
        flips = _flips(columns) if outside else None
        if flips is None:
            return None
        loose = np.arange(equations, outside)
        tail, head = np.full((2, size + loose.size), outside)
        part = columns.tocoo()
        row = np.concatenate([part.coords[0], loose])
        arc = np.concatenate([part.coords[1], np.arange(size, size + loose.size)])
        enters = np.concatenate([part.data, np.ones(loose.size)]) * flips[row] > 0
        head[arc[enters]] = row[enters]
        tail[arc[~enters]] = row[~enters]
        streets: list[list[tuple[int, int, int]]] = [[] for _ in range(outside + 1)]
        for number, (start, end) in enumerate(zip(tail.tolist(), head.tolist(), strict=True)):
            streets[start].append((number, end, 0))
            streets[end].append((number, start, 1))
        return cls(flips, tail.tolist(), head.tolist(), csr_array(rows), right, loose.size, streets)

    def room(self, numbers: Numbers, least: Numbers, most: Real) -> Room:
        """How far each arc could rise and sink alone from numbers that fit."""
        left = np.rint(self._right - self._rows @ numbers)[self._right.size - self._loose :]
        endless = np.full(self._loose, ENDLESS)
        return (
            np.concatenate([np.minimum(most - numbers, ENDLESS), endless]).tolist(),
            np.concatenate([numbers - least, left]).tolist(),
        )

    def flow(self, room: Room, at: int, sign: int, most: float) -> Flow:
        """What moves so that one figure rises (1) or sinks (-1) as far as it can, or is asked."""
        start, end = (self.head[at], self.tail[at])[::sign]
        most = min(most, room[sign < 0][at])
        left = (room[0].copy(), room[1].copy())
        left[0][at] = left[1][at] = 0
        amount, moves = 0, {at: 0}
        while amount < most:
            came = self._search(left, start, end)
            if end not in came:
                last = self._search((left[1], left[0]), end, start)
                return Flow(amount, moves, frozenset(came), frozenset(last))
            path, node = [], end
            while node != start:
                node, arc, way = came[node]
                path.append((arc, way))
            step = int(min(most - amount, *(left[way][arc] for arc, way in path)))
            for arc, way in path:
                left[way][arc] -= step
                left[1 - way][arc] += step
                moves[arc] = moves.get(arc, 0) + (-step if way else step)
            amount += step
            moves[at] = sign * amount
        return Flow(amount, moves)

    def _search(self, left: Room, start: int, end: int) -> dict[int, tuple[int, int, int]]:
        """From where, by which arc and which way each node is first come to, until the end is."""
        came, waiting = {start: (start, -1, 0)}, [start]
        for node in waiting:
            for arc, other, way in self._streets[node]:
                if other not in came and left[way][arc] > 0:
                    came[other] = (node, arc, way)
                    if other == end:
                        return came
                    waiting.append(other)
        return came

    def prices(self, flow: Flow, *, early: bool) -> Real:
        """Of each relation, 1 or -1 where it is one of those that hold a figure, else 0.

        Added up, the relations up to where the flow is stopped say what else could move, were it
        not known. It is stopped where it first can be, or where it last can be.
        """
        nodes, outside = np.arange(self.flips.size), self.flips.size
        if early or not flow.behind:
            within, out = np.isin(nodes, list(flow.before)), outside in flow.before
        else:
            within, out = ~np.isin(nodes, list(flow.behind)), outside not in flow.behind
        # Of the outside there is no relation: it is what all others together leave.
        return self.flips * (float(out) - within)


def _flips(columns: Any) -> Real | None:
    """1 or -1 for each relation, so that each figure enters one and leaves another; None if none do."""
    if (abs(columns.data) != 1).any() or (np.diff(columns.indptr) > _ENDS).any():
        return None
    side = np.full(columns.shape[0], -1)
    neighbours: list[list[tuple[int, int]]] = [[] for _ in range(side.size)]
    for start, end in pairwise(columns.indptr.tolist()):
        if end - start == _ENDS:
            (one, other), (a, b) = columns.indices[start:end].tolist(), columns.data[start:end]
            differs = int(a == b)
            neighbours[one].append((other, differs))
            neighbours[other].append((one, differs))
    for root in range(side.size):
        if side[root] >= 0:
            continue
        side[root], waiting = 0, [root]
        while waiting:
            row = waiting.pop()
            for other, differs in neighbours[row]:
                if side[other] < 0:
                    side[other] = side[row] ^ differs
                    waiting.append(other)
                elif side[other] != side[row] ^ differs:
                    return None
    return 1.0 - 2.0 * side
