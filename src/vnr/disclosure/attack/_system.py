"""Figures that hang together: whole numbers, what they add up to, and which of them are hidden."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any, cast

import attrs
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import block_array, csr_array, diags_array, vstack
from scipy.sparse.csgraph import connected_components

from vnr.disclosure.attack._narrow import ENDLESS, ContradictionError, Tie, behind, narrowed
from vnr.disclosure.attack._network import Network
from vnr.disclosure.attack._relaxed import Relaxed

__all__ = ["Component", "System"]

_TINY = 1e-7

Mask = NDArray[np.bool_]
Places = NDArray[np.intp]


@attrs.frozen(eq=False)
class System:
    """Whole numbers from 0 up, with the equations and inequalities between them (system).

    Attributes
    ----------
    values
        The numbers, int64, shape ``(figures,)``.
    equal
        One equation a row: ``equal @ values`` is 0, shape ``(equations, figures)``.
    at_most
        One inequality a row: ``at_most @ values`` is at most 0.
    printed
        Which are to be shown; the others, such as rests, can only be reckoned out.
    low, high
        The box of each: the least and the largest number that it is known to be though it isn't
        shown as it is, such as one that is rounded; from 0 without end for all others.
    certain
        Which are 0 by definition: they are shown, and tell of nobody.
    outside
        Which are how many of a group lie outside of one cell: they must not be known to be 0.
    guarded
        Which must not be known however large they are: nights and days of a few persons.
    """

    values: NDArray[np.int64]
    equal: csr_array
    at_most: csr_array
    printed: Mask
    low: NDArray[np.int64]
    high: NDArray[np.float64]
    certain: Mask
    outside: Mask
    guarded: Mask

    @classmethod
    def of(
        cls,
        values: Sequence[int] | NDArray[np.int64],
        sums: Sequence[tuple[int, Sequence[int]]],
        below: Sequence[tuple[int, Sequence[int]]] = (),
        *,
        unprinted: Sequence[int] = (),
        boxes: Mapping[int, tuple[float, float]] | None = None,
        certain: Iterable[int] = (),
        outside: Iterable[int] = (),
    ) -> System:
        """A system of totals with their parts, and of figures that are at most a sum of others.

        Parameters
        ----------
        values : sequence of int
            The numbers.
        sums : sequence of (place, places)
            A total and the parts that it adds up from.
        below : sequence of (place, places)
            A figure, and those whose sum it is at most.
        unprinted : sequence of int
            Figures that stand nowhere.
        boxes : mapping of place to pair of float, optional
            The least and the largest number of those that are shown so, or rounded.
        certain : iterable of int
            Figures that are 0 by definition.
        outside : iterable of int
            How many of a group lie outside of one cell.

        Examples
        --------
        >>> System.of([3, 9, 12], [(2, (0, 1))]).equal.toarray()
        array([[-1., -1.,  1.]])
        """
        numbers = np.asarray(values, np.int64)
        equal = _rows([{total: 1, **dict.fromkeys(parts, -1)} for total, parts in sums], numbers)
        at_most = _rows([{less: 1, **dict.fromkeys(more, -1)} for less, more in below], numbers)
        printed = np.ones(numbers.size, bool)
        printed[list(unprinted)] = False
        low, high = np.zeros(numbers.size, np.int64), np.full(numbers.size, np.inf)
        for place, (least, most) in (boxes or {}).items():
            low[place], high[place] = max(0, np.ceil(least)), np.floor(most)
        sure, rest, guarded = np.zeros((3, numbers.size), bool)
        sure[list(certain)] = rest[list(outside)] = True
        return cls(numbers, equal, at_most, printed, low, high, sure, rest, guarded)

    @property
    def boxed(self) -> Mask:
        """Which lie in a box, whether they are hidden or not."""
        return (self.low > 0) | np.isfinite(self.high)

    @property
    def relations(self) -> int:
        """How many equations and inequalities there are."""
        return int(self.equal.shape[0] + self.at_most.shape[0])

    @cached_property
    def terms(self) -> list[tuple[list[int], list[float]]]:
        """Figures and signs of each relation: the equations first."""
        told: list[tuple[list[int], list[float]]] = []
        ends: list[int]
        places: list[int]
        signs: list[float]
        for matrix in (self.equal, self.at_most):
            ends, places = matrix.indptr.tolist(), matrix.indices.tolist()
            signs = matrix.data.tolist()
            for start, end in pairwise(ends):
                told.append((places[start:end], signs[start:end]))
        return told

    @cached_property
    def touching(self) -> list[list[int]]:
        """Of each figure, the relations that it is in."""
        held: list[list[int]] = [[] for _ in range(self.values.size)]
        for number, (places, _) in enumerate(self.terms):
            for place in places:
                held[place].append(number)
        return held

    def without(self, relations: Iterable[int]) -> System:
        """The same, as if some relations weren't known; the others keep their numbers."""
        kept = np.ones(self.relations)
        kept[list(relations)] = 0
        first = self.equal.shape[0]
        equal, at_most = (
            csr_array(diags_array(mask) @ matrix)
            for mask, matrix in ((kept[:first], self.equal), (kept[first:], self.at_most))
        )
        for matrix in (equal, at_most):
            matrix.eliminate_zeros()
        return attrs.evolve(self, equal=equal, at_most=at_most)

    def alone_impossible(self, hidden: Mask) -> Places:
        """The relations that can't hold by themselves, whatever is hidden."""
        low = np.where(hidden, self.low, self.values).astype(float)
        high = np.where(hidden, np.minimum(self.high, ENDLESS), self.values)
        numbers = []
        first = self.equal.shape[0]
        for matrix, before in ((self.equal, None), (self.at_most, first)):
            more, less = matrix.maximum(0), matrix.minimum(0)
            broken = more @ low + less @ high > 0
            if before is None:
                broken |= more @ high + less @ low < 0
            numbers.append((before or 0) + np.flatnonzero(broken))
        return np.concatenate(numbers).astype(np.intp)

    def components(self, hidden: Mask) -> Iterator[Component]:
        """The hidden figures that say something of each other, group by group."""
        places = np.flatnonzero(hidden)
        group = self._groups(places)
        order = np.argsort(group, kind="stable")
        for members in np.split(order, np.flatnonzero(np.diff(group[order])) + 1):
            if members.size:
                yield Component(self, places[np.sort(members)])

    def linked(self, figures: Mask) -> Mask:
        """Which figures hang together with some of these, whether they are hidden or not."""
        group = self._groups(np.arange(self.values.size))
        return np.isin(group, group[figures])

    def _groups(self, places: Places) -> Places:
        """The number of the group that each figure hangs together with by relations."""
        links: Any = vstack([self.equal[:, places], self.at_most[:, places]])
        # Figures and relations are the two kinds of nodes.
        blocks: Any = [[None, links.T], [links, None]]
        _, group = connected_components(block_array(blocks))
        return cast(Places, group[: places.size])


def _rows(rows: Sequence[dict[int, int]], values: NDArray[np.int64]) -> csr_array:
    of = np.repeat(np.arange(len(rows)), [len(row) for row in rows]).astype(int)
    places = [place for row in rows for place in row]
    signs = [sign for row in rows for sign in row.values()]
    entries: Any = (signs, (of, places))
    matrix: Any = csr_array(entries, shape=(len(rows), values.size), dtype=np.float64)
    return cast(csr_array, matrix)


@attrs.frozen(eq=False)
class Component:
    """Hidden figures that relations tie together, seen by somebody who knows all others.

    Attributes
    ----------
    system
        All figures.
    members
        Places of the hidden ones.
    """

    system: System
    members: Places

    def _part(self, matrix: csr_array) -> tuple[csr_array, NDArray[np.float64], Places]:
        own = matrix[:, self.members]
        touched = np.flatnonzero(np.diff(own.indptr))
        known = self.system.values.astype(float)
        known[self.members] = 0
        return csr_array(own[touched]), -(matrix[touched] @ known), touched

    @cached_property
    def equations(self) -> tuple[csr_array, NDArray[np.float64], Places]:
        """Left sides over the members, what the known figures leave on the right, and which."""
        return self._part(self.system.equal)

    @cached_property
    def inequalities(self) -> tuple[csr_array, NDArray[np.float64], Places]:
        """The same of what is at most something."""
        return self._part(self.system.at_most)

    @cached_property
    def ties(self) -> list[Tie]:
        """The relations one by one, between places among the members."""
        system = self.system
        local = {place: at for at, place in enumerate(self.members.tolist())}
        ties = []
        for number in sorted({one for place in local for one in system.touching[place]}):
            places, signs, right = [], [], 0.0
            for place, sign in zip(*system.terms[number], strict=True):
                if place in local:
                    places.append(local[place])
                    signs.append(sign)
                else:
                    right -= sign * int(system.values[place])
            ties.append(Tie(number, places, signs, right, number < system.equal.shape[0]))
        return ties

    @cached_property
    def is_tree(self) -> bool:
        """Whether no relations go round in a circle, so that narrowing one by the other is exact.

        Sums of whole numbers without gaps have no gaps, and what one relation says of a figure no
        other says again.
        """
        links = sum(len(tie.places) for tie in self.ties)
        whole = all(abs(sign) == 1 for tie in self.ties for sign in tie.signs)
        return whole and links == self.members.size + len(self.ties) - 1

    def impossible(self, least: NDArray[Any]) -> frozenset[int]:
        """Which relations say that no numbers fit; all, where only all of them together do."""
        high = np.minimum(self.system.high[self.members], ENDLESS)
        try:
            narrowed(self.ties, least.tolist(), high.tolist())
        except ContradictionError as error:
            return error.numbers
        return frozenset(tie.number for tie in self.ties)

    def proof(self, place: int, least: NDArray[Any]) -> frozenset[int]:
        """Which relations say that one figure lies where it does.

        Those that were gone through, where they form a tree; else those with a dual price.
        """
        at = int(np.searchsorted(self.members, place))
        if self.is_tree:
            why: dict[tuple[int, int], int] = {}
            high = np.minimum(self.system.high[self.members], ENDLESS)
            narrowed(self.ties, least.tolist(), high.tolist(), why=why)
            return behind(self.ties, why, [(at, 0), (at, 1)])
        (equal, right, first), (below, most, second) = self.equations, self.inequalities
        numbers = np.concatenate([first, second + self.system.equal.shape[0]])
        used: set[int] = set()
        for sign in (1.0, -1.0):
            goal = np.zeros(self.members.size)
            goal[at] = sign
            solved: Any = linprog(  # type: ignore[call-overload]
                goal,
                A_eq=equal if equal.shape[0] else None,
                b_eq=right if equal.shape[0] else None,
                A_ub=below if below.shape[0] else None,
                b_ub=most if below.shape[0] else None,
                bounds=np.column_stack([least, self.system.high[self.members]]),
            )
            prices = np.concatenate([solved.eqlin.marginals, solved.ineqlin.marginals])
            used |= set(numbers[np.abs(prices) > _TINY].tolist())
        return frozenset(used)

    @cached_property
    def relaxed(self) -> Relaxed:
        """The relations, as if fractions fitted too."""
        (equal, right, _), (below, most, _) = self.equations, self.inequalities
        rows: Any = vstack([equal, below])
        high = self.system.high[self.members]
        return Relaxed(rows, np.concatenate([right, most]), equal.shape[0], high)

    @cached_property
    def network(self) -> Network | None:
        """The relations as a network, if they form one."""
        (equal, right, _), (below, most, _) = self.equations, self.inequalities
        rows: Any = vstack([equal, below])
        return Network.of(rows, np.concatenate([right, most]), equal.shape[0])
