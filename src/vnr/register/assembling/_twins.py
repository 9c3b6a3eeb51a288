"""Rows that tell of one thing twice, and rows that are two versions of one.

A row is told from others by what it hangs on and its day. What one sheet says twice of a day is one
thing; so is what two sheets say alike in all columns that both have, and so are two rows of which
one only has more cells filled in: it is a later state of the other. What they say otherwise are two
versions. Rows without a day, such as perpetrators, have nothing that tells one from another: two
brothers are two rows that are alike. So a sheet is believed in how many there are, and of two
sheets the one that has more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from types import MappingProxyType
from typing import Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.display import Fields
from vnr.register.assembling._alike import Alike
from vnr.register.columns import (
    Column,
    first_equal,
    holds_all,
    is_blank,
    nth,
    run_starts,
    sorted_order,
)

__all__ = ["IDENTIFIER", "Sheet", "Twins", "twins"]

Array = NDArray[Any]
Mask = NDArray[np.bool_]
Places = NDArray[np.intp]

IDENTIFIER: Final = "identifier"
"""What `Sheet.words` calls the record system's own number of a row, the same in every sheet."""
_TRIED: Final = 64
"""Rows of one day and sheet beside which a row is laid at most."""


@attrs.frozen
class Sheet(Fields):
    """Some rows of a flat table that were delivered together.

    Attributes
    ----------
    height
        How many rows there are.
    columns
        Which columns the sheet has.
    words
        What else tells two of its rows from each other, such as words that stand for one code,
        each of shape ``(height,)``.
    numbers
        Whole numbers by which rows of one table are found from another's, shape ``(height,)``;
        -1 where a row has none.

    Examples
    --------
    >>> Sheet(2, frozenset({"case_id", "opened"})).height
    2
    """

    height: int
    columns: frozenset[str]
    words: Mapping[str, Array] = attrs.field(factory=dict, eq=False)
    numbers: Array | None = attrs.field(default=None, eq=False)


@attrs.frozen(eq=False)
class Twins:
    """What was found in one flat table.

    Attributes
    ----------
    same
        The row that each row repeats, itself where it repeats none; shape ``(rows,)``.
    elsewhere
        Rows that repeat one of another sheet.
    states
        Which of all rows repeat one that has more or fewer cells filled in; shape ``(rows,)``.
    versions
        Rows, and beside each the row of another sheet that is another version of it.
    """

    same: Places
    elsewhere: Places
    states: Mask
    versions: tuple[Places, Places]


def twins(
    parent: NDArray[np.int32],
    day: Array | None,
    event: Mapping[str, Array],
    whole: Mapping[str, Array],
    sheets: Sequence[Sheet],
    stored: Mapping[str, Column] = MappingProxyType({}),
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
    stored : mapping of a column's name to `Column`
        How the columns are stored of which a blank says nothing, so that it may be filled in later.

    Examples
    --------
    >>> case, day = np.zeros(2, np.int32), np.full(2, 17897, np.int32)
    >>> sheets = [Sheet(1, frozenset({"reason"})), Sheet(1, frozenset({"reason"}))]
    >>> reason = {"reason": np.array([3, 3])}
    >>> twins(case, day, reason, reason, sheets).same
    array([0, 0])
    """
    rows, run = _alike(parent, day)
    if not rows.size:
        return None
    sheet = np.repeat(np.arange(len(sheets)), [part.height for part in sheets])[rows]
    same = np.arange(parent.size)
    if day is not None:
        first = first_equal(run, sheet, *_content(event, rows))
        same[rows] = rows[first]
        kept = first == np.arange(rows.size)
        rows, run, sheet = rows[kept], run[kept], sheet[kept]
    sets = Alike(rows, sheet, parent.size)
    meetings: list[_Meeting] = []
    # What is alike goes first: a row that is another state of two has its twin by then.
    for one, other in _meeting(run, sheet):
        common = sheets[one].columns & sheets[other].columns
        told = {name: column for name, column in whole.items() if name in common}
        meetings.append(_Meeting(one, other, rows, run, sheet, told))
        sets.join(*meetings[-1].twins())
    states = np.zeros(parent.size, bool)
    for meeting in meetings:
        mine, theirs = meeting.states(stored)
        states[theirs[sets.join(mine, theirs)]] = True
        # What fits and isn't one is no other version either.
        meeting.settle(mine, theirs)
    states, same = states[same], sets.first[same]
    found = [pair for meeting in meetings if day is not None for pair in meeting.at_odds()]
    if (same == np.arange(same.size)).all() and not found:
        return None
    none = np.empty(0, np.intp)
    versions = [np.concatenate([none, *side]) for side in zip(*found, strict=True)] or [none, none]
    elsewhere = rows[sets.first[rows] != rows]
    return Twins(same, elsewhere, states, (versions[0], versions[1]))


class _Meeting:
    """Two sheets that tell of the same days.

    Parameters
    ----------
    one, other : int
        The sheets.
    rows, run, sheet : arrays of int
        Rows, what group of parent and day each is in, and its sheet.
    told : mapping of a column's name to an array
        What both sheets say of their rows.
    """

    def __init__(
        self,
        one: int,
        other: int,
        rows: Places,
        run: Places,
        sheet: Places,
        told: Mapping[str, Array],
    ) -> None:
        # Rows of the first sheet stand first, so a row of the other that is like one has it there.
        both = np.append(np.flatnonzero(sheet == one), np.flatnonzero(sheet == other))
        self._rows, self._run, self._mine = rows[both], run[both], sheet[both] == one
        self._told = told
        if IDENTIFIER in told:
            # Rows that have other numbers are no versions of each other.
            self._run = first_equal(self._run, told[IDENTIFIER][self._rows])
            self._keep(np.ones(self._rows.size, bool))

    def _keep(self, places: Mask) -> None:
        """Go on with some rows, as far as both sheets have some of a group."""
        sides = [self._run[places & side] for side in (self._mine, ~self._mine)]
        kept = np.flatnonzero(places & np.isin(self._run, sides[0]) & np.isin(self._run, sides[1]))
        self._rows, self._run, self._mine = self._rows[kept], self._run[kept], self._mine[kept]

    def twins(self) -> tuple[Places, Places]:
        """Rows of the first sheet, and rows of the other that say the same; they are left behind."""
        content = _content(self._told, self._rows)
        turn = nth(self._run, self._mine, *content)
        first = first_equal(self._run, turn, *content)
        again = ~self._mine & self._mine[first]
        found = self._rows[first[again]], self._rows[again]
        alone = ~again
        alone[first[again]] = False
        self._keep(alone)
        return found

    def states(self, stored: Mapping[str, Column]) -> tuple[Places, Places]:
        """Rows of the first sheet, and rows of the other of which each says all that it says, or less."""
        mine = self._by_filled(stored, np.flatnonzero(self._mine))
        theirs = self._by_filled(stored, np.flatnonzero(~self._mine))
        starts = np.searchsorted(self._run[theirs], self._run[mine])
        ends = np.searchsorted(self._run[theirs], self._run[mine], "right")
        taken = np.full(theirs.size, -1)
        free = np.ones(mine.size, bool)
        for tried in range(min(_TRIED, int((ends - starts).max(initial=0)))):
            at = np.flatnonzero(free & (starts + tried < ends))
            at = at[taken[starts[at] + tried] < 0]
            beside = starts[at] + tried
            fits = self._fits(stored, self._rows[mine[at]], self._rows[theirs[beside]])
            # Of several that fit the one that says the most.
            place, which = np.unique(beside[fits], return_index=True)
            taken[place] = at[fits][which]
            free[taken[place]] = False
        found = np.flatnonzero(taken >= 0)
        return self._rows[mine[taken[found]]], self._rows[theirs[found]]

    def _by_filled(self, stored: Mapping[str, Column], places: Places) -> Places:
        """Places by group; in it the row first that says the most."""
        blank = np.zeros(places.size, np.intp)
        for name in stored.keys() & self._told.keys():
            blank += is_blank(stored[name], self._told[name][self._rows[places]])
        return places[np.lexsort([blank, self._run[places]])]

    def _fits(self, stored: Mapping[str, Column], mine: Places, theirs: Places) -> Mask:
        """Whether of each two rows one says all that the other says."""
        less, more = np.ones(mine.size, bool), np.ones(mine.size, bool)
        for name, column in self._told.items():
            one, other = column[mine], column[theirs]
            if name in stored:
                less &= holds_all(stored[name], other, one)
                more &= holds_all(stored[name], one, other)
            else:
                less &= one == other
                more &= one == other
        return less | more

    def settle(self, mine: Places, theirs: Places) -> None:
        """Leave rows behind that say the same as far as they go."""
        self._keep(~np.isin(self._rows, np.append(mine, theirs)))

    def at_odds(self) -> Iterator[tuple[Places, Places]]:
        """Rows of either sheet that are left, each beside the first of its group in the other."""
        for side in (self._mine, ~self._mine):
            mine, theirs = np.flatnonzero(side), np.flatnonzero(~side)
            groups, first = np.unique(self._run[theirs], return_index=True)
            if mine.size:
                at = np.searchsorted(groups, self._run[mine])
                yield self._rows[mine], self._rows[theirs[first[at]]]


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


def _meeting(run: Places, sheet: Places) -> list[tuple[int, int]]:
    """Pairs of sheets that have rows in one group; rows of a group stand together, by sheet."""
    begins = run_starts(run, sheet)
    groups, which = run[begins], sheet[begins]
    several = int(sheet.max(initial=0)) + 1
    ends = np.append(np.flatnonzero(run_starts(groups)), groups.size)
    met: set[int] = set()
    for size in np.unique(np.diff(ends)).tolist():
        starts = ends[:-1][np.diff(ends) == size]
        for one, other in combinations(range(size), 2):
            met.update(np.unique(which[starts + one] * several + which[starts + other]).tolist())
    return [divmod(pair, several) for pair in sorted(met)]
