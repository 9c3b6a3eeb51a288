"""Which row of another table each row of a flat table hangs on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.register.columns import composite

__all__ = ["Named", "by_link", "by_number"]

Array = NDArray[Any]
Codes = NDArray[np.int32]
Mask = NDArray[np.bool_]


@attrs.frozen(eq=False)
class Named:
    """What rows say of the row they hang on, in one field.

    Attributes
    ----------
    told
        What each row says, shape ``(rows,)``.
    known
        Where it says anything.
    holds
        What the rows that can be hung on hold, shape ``(rows of the table above,)``.
    """

    told: Array
    known: Mask
    holds: Array


def by_link(
    record: Codes,
    above: Codes,
    records: int,
    place: Array,
    named: Mapping[str, Named],
    same: NDArray[np.intp] | None = None,
) -> Codes:
    """The row of the table above that each row hangs on; -1 where none or several fit.

    It is named by its place among the record's rows, by what it holds, or not at all if the
    record has just one.

    Parameters
    ----------
    record, above : array of int32
        Record of each row, and of each row of the table above; -1 for none.
    records : int
        How many records there are.
    place : array, shape ``(rows,)``
        Place among the record's rows above, from 0; -1 where none is stated.
    named : mapping of a column's name to `Named`
        What else is stated.
    same : array of int, optional
        The row that each row above repeats, or itself: nothing hangs on a repeat.
    """
    row = _by_place(record, above, records, place)
    if same is not None:
        row = np.where(row >= 0, same[row], -1).astype(np.int32)
        above = np.where(same == np.arange(same.size), above, np.int32(-1))
    stated = np.logical_or.reduce(
        [np.zeros(record.size, bool), *(field.known for field in named.values())]
    )
    alone = (np.append(np.bincount(above[above >= 0], minlength=records), 0) == 1)[record]
    only = (place < 0) & alone
    row[only] = _by_place(record[only], above, records, np.zeros(int(only.sum()), np.int64))
    asks = (place < 0) & stated & (record >= 0)
    if asks.any():
        row[asks] = _by_name(record, above, named)[asks]
    return row


def by_number(
    row: Codes,
    told: Array,
    record: Codes,
    numbers: Array,
    above: Codes,
    same: NDArray[np.intp] | None = None,
) -> Codes:
    """The row above that has a row's number, where it has one, and else what was found before.

    Parameters
    ----------
    row : array of int32, shape ``(rows,)``
        What was found before.
    told, record : arrays, shape ``(rows,)``
        Number and record of each row; -1 for none.
    numbers, above : arrays, shape ``(rows of the table above,)``
        The same of each row above.
    same : array of int, optional
        As in `by_link`.
    """
    size = int(max(numbers.max(initial=-1), told.max(initial=-1))) + 1
    usable = np.flatnonzero((numbers >= 0) & (above >= 0))
    theirs = above[usable].astype(np.int64) * size + numbers[usable]
    keys, first = np.unique(theirs, return_index=True)
    mine = record.astype(np.int64) * size + told
    at = np.searchsorted(keys, mine)
    fits = (np.append(keys, -1)[at] == mine) & (record >= 0) & (told >= 0)
    found = np.full(row.size, -1, np.int32)
    found[fits] = usable[first[at[fits]]]
    if same is not None:
        found[fits] = same[found[fits]]
    return np.where(told >= 0, found, row)


def _by_place(record: Codes, above: Codes, records: int, place: Array) -> Codes:
    """The row above at a place among those of the same record; -1 where there is none."""
    grouped = np.flatnonzero(above >= 0)
    grouped = grouped[np.argsort(above[grouped], kind="stable")]
    count = np.append(np.bincount(above[grouped], minlength=records), 0)
    start = np.cumsum(count) - count
    row = np.full(record.size, -1, np.int32)
    fits = (place >= 0) & (place < count[record])
    row[fits] = grouped[start[record[fits]] + place[fits]]
    return row


def _by_name(record: Codes, above: Codes, named: Mapping[str, Named]) -> Codes:
    """The one row above of the same record that holds all that is stated; else -1."""
    grouped = np.flatnonzero(above >= 0)
    grouped = grouped[np.argsort(above[grouped], kind="stable")]
    result = np.full(record.size, -1, np.int32)
    for size in range(len(named), 0, -1):
        for asked in combinations(named, size):
            rows = np.flatnonzero(
                np.logical_and.reduce(
                    [field.known == (name in asked) for name, field in named.items()]
                )
            )
            pairs = [(above[grouped], record[rows])]
            pairs += [(named[name].holds[grouped], named[name].told[rows]) for name in asked]
            theirs, mine = _one_key(pairs)
            order = np.argsort(theirs, kind="stable")
            low = np.searchsorted(theirs[order], mine, "left")
            high = np.searchsorted(theirs[order], mine, "right")
            # Of two alike in all that can be stated the first is meant; else it is the only one.
            fits = (high > low) if size == len(named) else (high == low + 1)
            result[rows[fits]] = grouped[order[low[fits]]]
    return result


def _one_key(pairs: Sequence[tuple[Array, Array]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """One whole number for each row of two tables, equal where all their columns are."""
    size = pairs[0][0].size
    columns = []
    for theirs, mine in pairs:
        distinct, place = np.unique(np.concatenate([theirs, mine]), return_inverse=True)
        columns.append((place.astype(np.int32), distinct.size))
    key = composite(*columns)
    return key[:size], key[size:]
