"""Which municipalities could be together: sets of a size, alike enough and connected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError, UnknownNameError, shown
from vnr.frames import listed

__all__ = ["adjacency", "sets_by_size"]

Sets = NDArray[np.intp]

MOST: Final = 2_000_000
"""More sets than these of one size are refused."""


def adjacency(neighbours: Iterable[Iterable[str]], codes: list[Any]) -> NDArray[np.bool_]:
    """Who lies next to whom, shape ``(codes, codes)``; of others nothing is taken.

    Raises
    ------
    DataError
        If a row is no pair, or somebody is next to oneself.
    """
    place = {code: row for row, code in enumerate(codes)}
    beside = np.zeros((len(codes), len(codes)), bool)
    for row, pair in enumerate(listed(neighbours, "neighbours")):
        ends = list(pair) if isinstance(pair, Iterable) and not isinstance(pair, str) else []
        if len(ends) != 2 or ends[0] == ends[1] or not all(isinstance(one, str) for one in ends):
            raise DataError(
                f"neighbours must be pairs of two codes, as data.neighbours() gives; row {row} is "
                f"{shown(pair)}"
            )
        one, other = (place.get(end, -1) for end in ends)
        if one >= 0 and other >= 0:
            beside[one, other] = beside[other, one] = True
    return beside


def chosen(among: Iterable[Any] | None, codes: list[Any], stratum: str) -> list[int]:
    """Rows of those who may be together, in the order of their codes.

    Raises
    ------
    UnknownNameError
        If one isn't there.
    DataError
        If one stands twice, or there is none.
    """
    asked = codes if among is None else listed(among, "among")
    for code in asked:
        if code not in codes:
            raise UnknownNameError(stratum, code, codes)
    if not asked or len(set(asked)) < len(asked):
        raise DataError("among must name each municipality once, and at least one")
    return [codes.index(code) for code in sorted(asked)]


def sets_by_size(
    people: NDArray[np.float64],
    up_to: int,
    equals: float,
    beside: NDArray[np.bool_] | None,
) -> Iterator[Sets]:
    """Sets of one, two, … municipalities as rows of places in rising order.

    Parameters
    ----------
    people : array, shape ``(municipalities,)``
        Inhabitants.
    up_to : int
        Members of the largest sets.
    equals : float
        How many times the smallest member's inhabitants the largest may have.
    beside : array of bool, shape ``(municipalities, municipalities)``, optional
        Who lies next to whom: sets are connected.

    Raises
    ------
    DataError
        If there are too many.
    """
    sets: Sets = np.arange(people.size, dtype=np.intp)[:, None]
    yield sets
    for _ in range(1, up_to):
        sets = _larger(sets, people, equals, beside)
        if not len(sets):
            return
        yield sets


def _larger(
    sets: Sets, people: NDArray[np.float64], equals: float, beside: NDArray[np.bool_] | None
) -> Sets:
    """The sets with one member more: what is alike and connected has such a part of it."""
    every = np.arange(people.size)
    if beside is None:
        # Members come in rising order, so that each set is reached once.
        begin, end = sets[:, -1] + 1, np.full(len(sets), people.size)
        number = end - begin
        if number.sum() > MOST:
            raise _too_many(int(number.sum()))
        row = np.repeat(np.arange(len(sets)), number)
        start = np.repeat(np.cumsum(number) - number, number)
        new = np.arange(row.size) - start + begin[row]
        found = np.column_stack([sets[row], new])
        return found[_alike(found, people, equals)]
    near = np.zeros((len(sets), people.size), bool)
    for member in sets.T:
        near |= beside[member]
    near[np.arange(len(sets))[:, None], sets] = False
    row, new = np.nonzero(near)
    if row.size > MOST:
        raise _too_many(row.size)
    found = np.sort(np.column_stack([sets[row], every[new]]), axis=1)
    found = found[_alike(found, people, equals)]
    order = np.lexsort(found.T[::-1])
    found = found[order]
    fresh = np.ones(len(found), bool)
    fresh[1:] = (found[1:] != found[:-1]).any(axis=1)
    return found[fresh]


def _alike(sets: Sets, people: NDArray[np.float64], equals: float) -> NDArray[np.bool_]:
    there = people[sets]
    return np.asarray(there.max(axis=1) <= equals * there.min(axis=1))


def _too_many(number: int) -> DataError:
    return DataError(
        f"there are more than {number:,} partnerships of one size to look at; give neighbours=, "
        "such as data.neighbours(), fewer municipalities by among=, or a smaller up_to or equals"
    )
