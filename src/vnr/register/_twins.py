"""Rows that tell of one thing twice, and rows that are two versions of one.

A row is told from others by what it hangs on and its day. What one sheet says twice of a day is one
thing; so is what two sheets say alike in all columns that both have. What they say otherwise are
two versions. Rows without a day, such as perpetrators, have nothing that tells one from another:
two brothers are two rows that are alike. So a sheet is believed in how many there are, and of two
sheets the one that has more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.register._keys import run_starts, sorted_order

__all__ = ["Sheet", "Twins", "twins"]

Array = NDArray[Any]
Places = NDArray[np.intp]


@attrs.frozen
class Sheet:
    """Some rows of a flat table that were delivered together.

    Attributes
    ----------
    height
        How many rows there are.
    columns
        Which columns the sheet has.
    """

    height: int
    columns: frozenset[str]


@attrs.frozen(eq=False)
class Twins:
    """What was found in one flat table.

    Attributes
    ----------
    same
        The row that each row repeats, itself where it repeats none; shape ``(rows,)``.
    filled
        For some columns, rows whose cell is blank because their sheet has no such column, and
        the rows that tell it.
    versions
        Rows, and beside each the row of another sheet that is another version of it.
    """

    same: Places
    filled: tuple[tuple[str, Places, Places], ...]
    versions: tuple[Places, Places]


def twins(
    parent: NDArray[np.int32],
    day: Array | None,
    event: Mapping[str, Array],
    whole: Mapping[str, Array],
    sheets: Sequence[Sheet],
) -> Twins | None:
    """Find rows that repeat others; None if there is none, as is usual.

    Parameters
    ----------
    parent : array of int32, shape ``(rows,)``
        What each row hangs on; -1 leaves a row out.
    day : array or None
        The day that tells rows of one parent from others, if there is one.
    event : mapping of a column's name to an array
        What one row is about, beside its parent and day.
    whole : mapping of a column's name to an array
        All that the rows say, of what they hang on too.
    sheets : sequence of Sheet
        How the rows were delivered, in order.
    """
    rows, run = _alike(parent, day)
    if not rows.size:
        return None
    sheet = np.repeat(np.arange(len(sheets)), [part.height for part in sheets])[rows]
    same = np.arange(parent.size)
    if day is not None:
        first = _first(run, sheet, *_content(event, rows))
        same[rows] = rows[first]
        kept = first == np.arange(rows.size)
        rows, run, sheet = rows[kept], run[kept], sheet[kept]
    filled: list[tuple[str, Places, Places]] = []
    pairs: list[tuple[Places, Places]] = []
    for one, other in _meeting(run, sheet):
        mine, theirs = np.flatnonzero(sheet == one), np.flatnonzero(sheet == other)
        both = np.append(mine, theirs)
        common = sheets[one].columns & sheets[other].columns
        told = {name: column for name, column in whole.items() if name in common}
        content = _content(told, rows[both])
        at = sheet[both]
        nth = _nth(run[both], at, *content)
        # Rows of the first sheet stand first, so a row of the other that is like one has it there.
        first = _first(run[both], nth, *content)
        again = (at == other) & (at[first] == one)
        twin, original = rows[both[again]], rows[both[first[again]]]
        new = same[twin] == twin
        same[twin[new]] = same[original[new]]
        filled += [
            (name, same[twin[new]], twin[new])
            for name in event.keys() & (sheets[other].columns - sheets[one].columns)
        ]
        if day is not None:
            matched = again.copy()
            matched[first[again]] = True
            pairs += _at_odds(rows[both], run[both], at == one, ~matched)
    versions = [np.concatenate([np.empty(0, np.intp), *side]) for side in zip(*pairs, strict=True)]
    if (same == np.arange(same.size)).all() and not pairs:
        return None
    none = np.empty(0, np.intp)
    return Twins(same, tuple(filled), (versions[0], versions[1]) if versions else (none, none))


def _alike(parent: NDArray[np.int32], day: Array | None) -> tuple[Places, Places]:
    """Rows that have parent and day in common with others, together, and a number for each group."""
    rows = np.flatnonzero(parent >= 0)
    if rows.size < 2:
        return np.empty(0, np.intp), np.empty(0, np.intp)
    key = parent[rows].astype(np.int64)
    if day is not None:
        days = day[rows]
        first = int(days.min())
        key *= int(days.max()) - first + 1
        key += days - first
    order = sorted_order(key)
    starts = run_starts(key[order])
    if starts.all():
        return np.empty(0, np.intp), np.empty(0, np.intp)
    # One that is alone begins a run, and the next one does too.
    several = ~(starts & np.append(starts[1:], True))
    return rows[order[several]], np.cumsum(starts[several])


def _content(columns: Mapping[str, Array], rows: Places) -> list[Array]:
    """The columns that differ among some rows, as whole numbers that are equal where they are."""
    found = []
    for column in columns.values():
        values = column[rows]
        if values.dtype.kind == "f":
            values = values.view(f"i{values.dtype.itemsize}")
        if (values != values[:1]).any():
            found.append(values)
    return found


def _grouped(*columns: Array) -> tuple[Places, NDArray[np.bool_]]:
    """An order in which equal rows stand together, the earlier first, and where groups begin."""
    order = np.lexsort(columns[::-1])
    return order, run_starts(*(column[order] for column in columns))


def _first(*columns: Array) -> Places:
    """For each row the first one that is equal to it in all columns."""
    order, starts = _grouped(*columns)
    first = np.empty(order.size, np.intp)
    first[order] = order[starts][np.cumsum(starts) - 1]
    return first


def _nth(*columns: Array) -> Places:
    """How many rows before each one are equal to it."""
    order, starts = _grouped(*columns)
    nth = np.empty(order.size, np.intp)
    begins = np.flatnonzero(starts)
    nth[order] = np.arange(order.size) - begins[np.cumsum(starts) - 1]
    return nth


def _meeting(run: Places, sheet: Places) -> list[tuple[int, int]]:
    """Pairs of sheets that have rows in one group."""
    pairs = np.unique(np.stack([run, sheet]), axis=1)
    met: set[tuple[int, int]] = set()
    ends = np.append(np.flatnonzero(run_starts(pairs[0])), pairs.shape[1])
    for size in np.unique(np.diff(ends)).tolist():
        starts = ends[:-1][np.diff(ends) == size]
        for one, other in combinations(range(size), 2):
            both = np.unique(np.stack([pairs[1, starts + one], pairs[1, starts + other]]), axis=1)
            met.update(map(tuple, both.T.tolist()))
    return sorted(met)


def _at_odds(
    rows: Places, run: Places, is_mine: NDArray[np.bool_], alone: NDArray[np.bool_]
) -> list[tuple[Places, Places]]:
    """Rows of two sheets that have no twin in the other, each beside the first such one there."""
    found = []
    for side in (is_mine, ~is_mine):
        mine, theirs = np.flatnonzero(alone & side), np.flatnonzero(alone & ~side)
        groups, first = np.unique(run[theirs], return_index=True)
        at = np.searchsorted(groups, run[mine])
        meets = np.append(groups, -1)[at] == run[mine]
        if meets.any():
            found.append((rows[mine[meets]], rows[theirs[first[at[meets]]]]))
    return found
