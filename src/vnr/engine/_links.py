"""Which rows hang together, so that they must be read together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vnr.io.pieces import Links
from vnr.register import run_starts

__all__ = ["Linked"]

Nodes = NDArray[np.uint64]
_SPREAD = np.uint64(0x9E3779B97F4A7C15)


class Linked:
    """The rows of a delivery, each by what it hangs together with others.

    A row stands with its case, a case with all its persons, and a person with all their cases. So
    no spell, return, sibling or follow-up is torn from what it belongs to.
    """

    def __init__(self) -> None:
        self._rows: list[Nodes] = []
        self._numbers: list[Nodes] = []
        self._edges: list[Nodes] = []
        self._bare = False

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, links: Links) -> None:
        """Add the rows of a block."""
        case, person, number = links.case, links.person, links.number
        place = np.where(case != 0, case, np.where(person != 0, person, number))
        self._rows.append(place)
        self._numbers.append(number if number.any() else number[:0])
        # What only names what it hangs on is found by that number.
        self._bare |= bool(((case == 0) & (number != 0)).any())
        both = (case != 0) & (person != 0)
        self._edges.append(_pairs(case[both], person[both]))

    def cut(self, rows: int) -> None:
        """Take back all but the first blocks."""
        del self._rows[rows:], self._numbers[rows:], self._edges[rows:]

    def placed(self, number: int) -> list[NDArray[np.uint16]]:
        """The part of each row of each block; what hangs together with nothing is in part 0."""
        sizes = [rows.size for rows in self._rows]
        edges = self._edges
        if self._bare:
            edges = edges + [
                _pairs(rows[numbers != 0], numbers[numbers != 0])
                for rows, numbers in zip(self._rows, self._numbers, strict=True)
                if numbers.size
            ]
        nodes = _joined(self._rows)
        pairs = np.concatenate([np.empty((2, 0), np.uint64), *edges], axis=1)
        self._rows, self._numbers, self._edges = [], [], []
        label = _components(nodes, pairs)
        part = (label * _SPREAD >> np.uint64(33)) % np.uint64(number)
        part = np.where(nodes == 0, np.uint64(0), part).astype(np.uint16)
        return np.split(part, np.cumsum(sizes)[:-1]) if sizes else []


def _joined(arrays: Sequence[Nodes]) -> Nodes:
    return np.concatenate([np.empty(0, np.uint64), *arrays])


def _pairs(one: Nodes, other: Nodes) -> Nodes:
    """Each pair once, shape ``(2, pairs)``."""
    order = np.lexsort((other, one))
    pairs = np.stack([one[order], other[order]])
    return pairs[:, run_starts(*pairs)]


def _components(nodes: Nodes, pairs: Nodes) -> Nodes:
    """A number for each node, the same for all that hang together."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    ends, place = np.unique(pairs, return_inverse=True)
    place = place.reshape(pairs.shape)
    graph = coo_array(
        (np.ones(pairs.shape[1], bool), (place[0], place[1])), shape=(ends.size, ends.size)
    )
    _, component = connected_components(graph, directed=False)
    # A component is known by one of its nodes, so that numbers don't hang on the order of rows.
    least = np.full(int(component.max(initial=-1)) + 1, np.iinfo(np.uint64).max, np.uint64)
    np.minimum.at(least, component, ends)
    found = np.searchsorted(ends, nodes)
    linked = np.append(ends, np.uint64(0))[found] == nodes
    return np.where(linked, least[np.append(component, 0)[found]] if ends.size else nodes, nodes)
