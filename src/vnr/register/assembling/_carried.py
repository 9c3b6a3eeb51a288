"""What the rows of the base shape say of the spell they belong to: which closings there are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.register.columns import (
    NO_DAY,
    Agenda,
    Column,
    Schema,
    Table,
    blank,
    day_key,
    in_order,
    numbered,
    owner_and_day,
    run_starts,
    stretches,
)

__all__ = ["Carried", "carried", "first_and_last"]

Array = NDArray[Any]
Mask = NDArray[np.bool_]
Places = NDArray[np.int32]


@attrs.frozen(eq=False)
class Carried:
    """The closings that rows of intakes name.

    Attributes
    ----------
    columns
        The columns of the carried table, each of shape ``(closings,)``, in order.
    record
        Whose each closing is, shape ``(closings,)``.
    number
        For each row of the base table the closing it belongs to; -1 for none.
    broken
        Rule, column and rows at fault.
    noted
        What is left out, and of which rows: ``closing_left_out`` where a case was opened again
        on the day it closed, ``closing_undated`` where a closing has a reason or goal and no day.
    left_out
        Record and day, as `day_key` puts them together, of each closing that is left out; in order.
    """

    columns: dict[str, Array]
    record: NDArray[np.int32]
    number: Places
    broken: tuple[tuple[str, str, Mask], ...]
    noted: dict[str, Mask]
    left_out: NDArray[np.int64]

    def beside(
        self, schema: Schema, given: Mapping[str, Array], record: NDArray[np.int32], bad: Mask
    ) -> Carried:
        """The same after rows that have a table of their own; what stands in both stands once.

        A closing that is left out here hangs on nothing there either.

        Parameters
        ----------
        schema : Schema
            As in `carried`.
        given : mapping of a column's name to an array, shape ``(rows,)``
            The table.
        record, bad : arrays, shape ``(rows,)``
            Whose each row is, and which are set aside.
        """
        assert schema.carried is not None
        if not record.size:
            return attrs.evolve(self, broken=(), noted={})
        table = dict(schema.tables[schema.carried])
        by = schema.order(schema.carried) or ""
        day = table.pop(by)
        record = np.where(np.isin(day_key(record, given[by]), self.left_out), np.int32(-1), record)
        rows = np.flatnonzero((record >= 0) & ~bad & (given[by] != day.missing))
        key = day_key(record[rows], given[by][rows])
        rows = rows[np.argsort(key, kind="stable")]
        key = np.append(in_order(key), -1)
        mine = day_key(self.record, self.columns[by])
        at = np.searchsorted(key[:-1], mine)
        new = key[at] != mine
        rows = np.append(rows, -1)[at]
        place = np.where(new, record.size - 1 + np.cumsum(new), rows)
        columns = {by: np.append(given[by], self.columns[by][new])}
        broken = []
        for name, column in table.items():
            values, theirs = self.columns[name], given[name].copy()
            both = ~new & (values != column.missing)
            fills = both & (np.append(theirs, column.missing)[rows] == column.missing)
            theirs[rows[fills]] = values[fills]
            differs = both & (np.append(theirs, column.missing)[rows] != values)
            mask = np.append(differs, False)[self.number]
            if mask.any():
                broken.append((f"{schema.noun(schema.root)}-conflict", name, mask))
            columns[name] = np.append(theirs, values[new]).astype(column.dtype)
        number = np.append(place, -1)[self.number].astype(np.int32)
        whose = np.append(record, self.record[new])
        return Carried(columns, whose, number, tuple(broken), {}, self.left_out)


def carried(
    schema: Schema, flat: Mapping[str, Array], record: NDArray[np.int32], bad: Mask
) -> Carried:
    """The closings of rows that each name their own, blank while the spell is open.

    A row belongs to its own closing, if blank to the next one on a later day. What closes and
    opens again on one day is not closed.

    Parameters
    ----------
    schema : Schema
        With a base table and a carried one, each in order by a day.
    flat : mapping of a column's name to an array, shape ``(rows,)``
        The base table with the carried columns, as far as they are there.
    record : array of int32, shape ``(rows,)``
        Whose each row is; -1 for nobody's.
    bad : array of bool, shape ``(rows,)``
        Rows set aside already.
    """
    assert schema.base is not None
    assert schema.carried is not None
    table = dict(schema.tables[schema.carried])
    by = schema.order(schema.carried) or ""
    day = table.pop(by)
    closed = flat[by] if by in flat else blank(day, bad.size)
    opened = flat[schema.order(schema.base) or ""]
    usable = (record >= 0) & ~bad & (opened != day.missing)
    stated = usable & (closed != day.missing)
    early = stated & (closed < opened)
    usable, stated = usable & ~early, stated & ~early

    beyond = _ordered(record, closed, stated)
    closings = beyond[:-1]
    owners = int(record.max(initial=-1)) + 1
    agenda = Agenda(closings, owners)
    place = np.full(bad.size, -1, np.int32)
    kept = np.ones(closings.size, bool)
    for some in stretches(bad.size):
        start, own = day_key(record[some], opened[some]), day_key(record[some], closed[some])
        following = agenda.place(start, behind=True)
        at = np.where(stated[some], agenda.place(own), following)
        theirs = usable[some] & (owner_and_day(beyond[at])[0] == record[some])
        place[some] = np.where(theirs, at, -1)
        on = agenda.place(start)
        reopened = usable[some] & (beyond[on] == start) & (place[some] != on)
        kept[on[reopened]] = False
    left_out = closings[~kept]
    if left_out.size:
        beyond = _moved_up(beyond, np.append(kept, True))
        closings = beyond[:-1]
        agenda = Agenda(closings, owners)
    overlaps = np.zeros(bad.size, bool)
    for some in stretches(bad.size):
        start, own = day_key(record[some], opened[some]), day_key(record[some], closed[some])
        overlaps[some] = stated[some] & (beyond[agenda.place(start, behind=True)] < own)
    number = numbered(kept)[place] if left_out.size else place

    whose, days = owner_and_day(closings)
    settled = {by: days}
    broken = [("closed-before-opened", by, early), ("spells-overlap", by, overlaps)]
    told = np.zeros(bad.size, bool)
    for name, column in table.items():
        if name in flat:
            told |= flat[name] != column.missing
            settled[name], torn = _one_value(column, flat[name], number, closings.size)
            broken.append((f"{schema.noun(schema.root)}-conflict", name, torn))
        else:
            settled[name] = blank(column, closings.size)
    left = stated & (number < 0)
    noted = {"closing_left_out": left, "closing_undated": usable & told & (place < 0)}
    return Carried(
        settled,
        whose,
        number,
        tuple((rule, name, mask) for rule, name, mask in broken if mask.any()),
        noted,
        left_out,
    )


def _one_value(column: Column, values: Array, number: Places, size: int) -> tuple[Array, Mask]:
    """What the rows of each closing say, and which rows are of one whose rows contradict each other."""
    # The last place answers for what belongs to no closing.
    result, torn = blank(column, size + 1), np.zeros(size + 1, bool)
    belongs = (values != column.missing) & (number >= 0)
    result[number[belongs]] = values[belongs]
    differs = belongs & (values != result[number])
    torn[number[differs]] = True
    return result[:-1], belongs & torn[number] if differs.any() else differs


def _ordered(record: Places, closed: Array, stated: Mask) -> NDArray[np.int64]:
    """Record and day of each closing, in order and once; and behind them what is later than all."""
    keys = np.full(np.count_nonzero(stated) + 1, np.iinfo(np.int64).max)
    end = 0
    for some in stretches(stated.size):
        mine = np.flatnonzero(stated[some])
        keys[end : end + mine.size] = day_key(record[some][mine], closed[some][mine])
        end += mine.size
    keys = in_order(keys)
    return _moved_up(keys, run_starts(keys))


def _moved_up(values: NDArray[np.int64], kept: Mask) -> NDArray[np.int64]:
    """Those of the values that are kept, in their own memory: they are used up."""
    end = 0
    for some in stretches(values.size):
        here = values[some][kept[some]]
        values[end : end + here.size] = here
        end += here.size
    return values[:end]


def first_and_last(schema: Schema, tables: Mapping[str, Table]) -> dict[str, Array]:
    """The root's columns that repeat a value of each record's first base row, or of its last carried.

    Of the last carried row if no base row is later, else nothing is recorded.
    """
    if schema.base is None:
        return {}
    intakes = tables[schema.base]
    assert intakes.offsets is not None
    firsts = {
        name: intakes[column.name][intakes.offsets[:-1]] for name, column in schema.firsts.items()
    }
    if schema.carried is None:
        return firsts
    closings = tables[schema.carried]
    assert closings.offsets is not None
    ends = closings.offsets[1:]
    rows = np.where(ends > closings.offsets[:-1], ends - 1, -1)
    closed = np.append(closings[schema.order(schema.carried) or ""], np.int32(NO_DAY))[rows]
    later = intakes[schema.order(schema.base) or ""][intakes.offsets[1:] - 1] > closed
    rows[later] = -1
    return firsts | {
        name: np.append(closings[column.name], column.dtype.type(column.missing))[rows]
        for name, column in schema.lasts.items()
    }
