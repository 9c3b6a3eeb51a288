"""Log-linear models of capture tables: their terms, their design, and which of them there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain, combinations
from math import comb

import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError

__all__ = ["Model", "design", "hierarchical", "hierarchical_models", "interactions", "lists_of"]

Real = NDArray[np.float64]
Model = tuple[frozenset[int], ...]
"""Interaction terms, sorted by size and members; main effects are always in."""

_MOST = 100_000


def hierarchical(lists: int, terms: Iterable[Iterable[int]]) -> Model:
    """Complete interaction terms with everything below them, sorted by size and members.

    Parameters
    ----------
    lists : int
        Number of lists.
    terms : iterable of iterable of int
        Sets of list numbers, from 0. Main effects may be named; they are always in.

    Raises
    ------
    DataError
        If a term names a list that isn't there, or none.
    """
    wanted = [frozenset(term) for term in terms]
    if not all(term and all(0 <= one < lists for one in term) for term in wanted):
        raise DataError(f"each term must name lists numbered 0 to {lists - 1}")
    below = {
        frozenset(part)
        for term in wanted
        for size in range(2, len(term) + 1)
        for part in combinations(sorted(term), size)
    }
    return _sorted(below)


def interactions(lists: int, order: int) -> Model:
    """Every interaction term of up to `order` lists."""
    sizes = range(2, min(order, lists) + 1)
    return tuple(frozenset(term) for size in sizes for term in combinations(range(lists), size))


@lru_cache(maxsize=1024)
def design(lists: int, terms: Model) -> Real:
    """The 0/1 matrix of the observable histories by the parameters.

    Parameters
    ----------
    lists : int
        Number of lists.
    terms : Model
        Interaction terms, one column each, after the intercept and the main effects.

    Returns
    -------
    ndarray of float, shape ``(2**lists - 1, 1 + lists + len(terms))``
        Row i is the history i + 1 read as a binary number, the first list most significant.
    """
    histories = np.arange(1, 2**lists)
    seen = (histories[:, None] >> np.arange(lists)[::-1]) & 1
    columns = [np.ones(len(histories)), *seen.T]
    columns += [seen[:, sorted(term)].all(axis=1) for term in terms]
    matrix = np.column_stack(columns).astype(np.float64)
    matrix.flags.writeable = False
    return matrix


def lists_of(counts: NDArray[np.number]) -> int:
    """Number of lists of a table; the last axis is the histories.

    Raises
    ------
    DataError
        If the histories aren't a power of two, from 2 to 12 lists, or a count is negative.
    """
    lists = counts.shape[-1].bit_length() - 1
    if counts.shape[-1] != 2**lists or not 1 <= lists <= 12:
        raise DataError("counts must hold 2**lists histories, with 1 to 12 lists")
    observed = counts[..., 1:]
    if not (np.isfinite(observed) & (observed >= 0)).all():
        raise DataError("counts must be finite and not negative")
    return lists


def hierarchical_models(lists: int, order: int) -> list[Model]:
    """Every hierarchical model with interactions of up to `order` lists.

    Parameters
    ----------
    lists : int
        Number of lists.
    order : int
        Largest number of lists in one term; 1 leaves independence alone.

    Returns
    -------
    list of Model
        Independence first, then by the highest order of a term. Of three lists with pairs there
        are 8, of four with triples 113, of five with pairs 1 024.

    Raises
    ------
    DataError
        If there are more than 100 000 of them.
    """
    # With everything smaller in, the terms of one size are free to be in or not.
    widest = max((comb(lists, size) for size in range(2, min(order, lists) + 1)), default=0)
    if 2**widest > _MOST:
        raise DataError(
            f"{lists} lists have more than {_MOST} models of order {order}; lower the order"
        )
    return list(_grow(lists, min(order, lists)))


def _grow(lists: int, order: int) -> Iterator[Model]:
    """Models level by level: a term may enter when everything just below it is in."""

    def raised(below: frozenset[frozenset[int]], size: int) -> Iterator[Model]:
        yield _sorted(below)
        if size > order:
            return
        open_ = [
            term
            for term in map(frozenset, combinations(range(lists), size))
            if size == 2 or all(term - {one} in below for one in term)
        ]
        for some in _subsets(open_):
            yield from raised(below | set(some), size + 1)

    return raised(frozenset(), 2)


def _subsets(terms: list[frozenset[int]]) -> Iterator[tuple[frozenset[int], ...]]:
    """Every choice but none."""
    return chain.from_iterable(combinations(terms, size) for size in range(1, len(terms) + 1))


def _sorted(terms: Iterable[frozenset[int]]) -> Model:
    return tuple(sorted(terms, key=lambda term: (len(term), sorted(term))))
