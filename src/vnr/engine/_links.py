"""Which rows hang together, so that they must be read together."""

from __future__ import annotations

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.io.pieces import Links
from vnr.register import run_starts

__all__ = ["Components", "Linked"]

Nodes = NDArray[np.uint64]
_SPREAD = np.uint64(0x9E3779B97F4A7C15)


class Linked:
    """What the rows of a delivery hang together by.

    A row stands with its case, a case with all its persons, and a person with all their cases. So
    no spell, return, sibling or follow-up is torn from what it belongs to. No row is kept, but
    each pair of a case and a person once in a block: sixteen bytes.
    """

    def __init__(self) -> None:
        self._edges: list[Nodes] = []
        self._numbers: list[Nodes] = []
        self._bare = False

    def add(self, links: Links) -> Nodes:
        """Take in the rows of a block, and give the node of each, shape ``(rows,)``; 0 is none."""
        case, person, number = links.case, links.person, links.number
        node = np.where(case != 0, case, np.where(person != 0, person, number))
        both = (case != 0) & (person != 0)
        self._edges.append(_pairs(case[both], person[both]))
        # What only names what it hangs on is found by that number.
        numbered = number != 0
        self._bare |= bool((numbered & (case == 0)).any())
        self._numbers.append(_pairs(node[numbered], number[numbered]))
        return node

    def components(self) -> Components:
        """What tells the part of each node; the pairs are let go."""
        edges = [np.empty((2, 0), np.uint64), *self._edges, *(self._numbers if self._bare else ())]
        self._edges, self._numbers = [], []
        pairs = np.concatenate(edges, axis=1)
        del edges
        return Components(*_components(pairs))


@attrs.frozen(eq=False)
class Components:
    """Nodes that hang together with others, and the least of each one's component.

    Attributes
    ----------
    nodes, least
        Shape ``(nodes,)``, nodes rising.
    """

    nodes: Nodes
    least: Nodes

    def of(self, node: Nodes, number: int) -> NDArray[np.uint16]:
        """The part, of so many, of each node; what hangs together with nothing is in part 0."""
        label = node
        if self.nodes.size:
            found = np.minimum(_places(self.nodes, node), self.nodes.size - 1)
            label = np.where(self.nodes[found] == node, self.least[found], node)
        part = (label * _SPREAD >> np.uint64(33)) % np.uint64(number)
        return np.where(node == 0, np.uint64(0), part).astype(np.uint16)


def _pairs(one: Nodes, other: Nodes) -> Nodes:
    """Each pair once, shape ``(2, pairs)``."""
    order = np.lexsort((other, one))
    pairs = np.stack([one[order], other[order]])
    return pairs[:, run_starts(*pairs)]


def _places(nodes: Nodes, some: Nodes) -> NDArray[np.int32]:
    """Where some stand among rising nodes; asked in order, in which neighbours lie together."""
    order = np.argsort(some)
    places = np.empty(some.size, np.int32)
    places[order] = np.searchsorted(nodes, some[order])
    return places


def _components(pairs: Nodes) -> tuple[Nodes, Nodes]:
    """The nodes of pairs, and for each a number that all have that hang together."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    # Keys alone are sorted, and found again: an inverse would take four times the memory.
    nodes = np.sort(pairs.reshape(-1))
    nodes = nodes[run_starts(nodes)]
    one, other = (_places(nodes, ends) for ends in pairs)
    graph = coo_array((np.ones(one.size, bool), (one, other)), shape=(nodes.size, nodes.size))
    _, component = connected_components(graph.tocsr(), directed=False)
    # A component is known by its least node, so that numbers don't hang on the order of rows:
    # of several that are set in one place, the last stays.
    least = np.empty(int(component.max(initial=-1)) + 1, np.uint64)
    least[component[::-1]] = nodes[::-1]
    return nodes, least[component]
