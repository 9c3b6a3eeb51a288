"""The invariants of the records as arrays: the same rules, asked of whole tables at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.model import Invariant, Once, Within, invariants_of
from vnr.register.assembling._latest import Latest
from vnr.register.assembling._settled import remaining
from vnr.register.columns import NO_DAY, Column, Schema, day_key, in_order, is_known, run_starts

__all__ = ["Breach", "TableRows", "check", "oddities"]

Array = NDArray[Any]
Mask = NDArray[np.bool_]


@attrs.frozen(eq=False)
class Breach:
    """One rule broken by some rows of one flat table.

    Attributes
    ----------
    rule
        The rule's code, such as ``closed-before-opened``.
    table, column
        Where it was found.
    places
        Row numbers in the flat table, from 0, shape ``(breaches,)``.
    beside
        For each row of it another that it doesn't agree with, where that is what is wrong.
    """

    rule: str
    table: str
    column: str
    places: NDArray[np.intp]
    beside: NDArray[np.intp] | None = None


@attrs.frozen(eq=False)
class TableRows:
    """The rows of one table, where each hangs, and which are not to be asked.

    Attributes
    ----------
    columns
        Stored columns, each of shape ``(rows,)``.
    parent
        Row of the parent table, -1 where there is none; None for what hangs on nothing.
    bad
        Rows that are set aside already.
    """

    columns: Mapping[str, Array]
    parent: NDArray[np.int32] | None
    bad: Mask


def check(schema: Schema, tables: Mapping[str, TableRows]) -> Iterator[tuple[str, str, str, Mask]]:
    """Yield rule, table, column and mask for every rule that some row breaks.

    Parameters
    ----------
    schema : Schema
        What the tables are.
    tables : mapping of a table's name to its `TableRows`
        The root and shared tables with one row for each record.

    Notes
    -----
    Rows that are bad when a rule is asked, or hang on nothing, are passed over: so the first rule
    that a row breaks is the one it is told for. What is wrong with a record itself is held against
    none of its rows.
    """
    asked = _Asked(schema, tables)
    for field in asked.firsts:
        # Before a rule sets rows aside.
        asked.read(schema.root, field)
    for name in tables:
        for rule in invariants_of(schema.classes[name]):
            column, mask = asked.broken(name, rule)
            if mask.any():
                yield rule.code, name, column, mask


def oddities(schema: Schema, tables: Mapping[str, TableRows]) -> Iterator[Breach]:
    """As `check`, of what rows may be and is noted where they are read."""
    asked = _Asked(schema, tables)
    for name in tables:
        for rule in getattr(schema.classes[name], "odd", ()):
            column, mask = asked.broken(name, rule)
            if mask.any():
                yield Breach(rule.code, name, column, np.flatnonzero(mask))


class _Asked:
    """The values of tables, as rules ask for them."""

    def __init__(self, schema: Schema, tables: Mapping[str, TableRows]) -> None:
        self.schema = schema
        self.tables = tables
        self.columns = {
            name: {column.field: column for column in schema.tables[name].values()}
            for name in tables
        }
        self.faulty: dict[str, Mask] = {}
        day = schema.order(schema.base or "")
        self.firsts = {name: one for name, one in schema.firsts.items() if one.name == day}
        self.first: dict[str, tuple[Array, Mask]] = {}

    def broken(self, name: str, rule: Invariant | Once | Within) -> tuple[str, Mask]:
        """The column at fault, and which rows of a table break a rule."""
        rows = self.tables[name]
        usable = ~rows.bad if rows.parent is None else (rows.parent >= 0) & ~rows.bad
        value, known = self.read(name, rule.field)
        usable &= known
        if isinstance(rule, Once):
            mask = self._again(rows, value, usable)
        elif isinstance(rule, Within):
            mask = self._outside(rule, rows, value, usable)
        elif rule.beside is None:
            mask = usable & ~rule.holds(value)
        else:
            other, other_known = self.read(name, rule.beside)
            mask = usable & other_known & ~rule.holds(value, other)
        if name == self.schema.root:
            self.faulty[rule.field] = self.faulty.get(rule.field, np.False_) | mask
        return self.columns[name][rule.field].name, mask

    def read(self, name: str, path: str) -> tuple[Array, Mask]:
        """Values of a field, of a property of its codes or of a field of the parent; where known."""
        field, _, attribute = path.partition(".")
        if field == "parent":
            return self._of_parent(name, attribute)
        if name == self.schema.root and field in self.firsts:
            if field not in self.first:
                self.first[field] = self._first(self.firsts[field])
            return self.first[field]
        column = self.columns[name][field]
        values = self.tables[name].columns[column.name]
        known = is_known(column, values)
        if name == self.schema.root and field in self.faulty:
            known &= ~self.faulty[field]
        if attribute:
            of_code = np.array([getattr(member, attribute) for member in column.vocabulary or ()])
            return of_code[np.maximum(values, 0)], known
        return values, known

    def _of_parent(self, name: str, field: str) -> tuple[Array, Mask]:
        """The parent's value for each row; not known where it has none."""
        parent = self.tables[name].parent
        assert parent is not None
        above = self.schema.parents[name]
        if above not in self.tables:
            return np.zeros(parent.size), np.zeros(parent.size, bool)
        values, known = self.read(above, field)
        # The last place answers -1, so that there is always something to take.
        return np.append(values, values.dtype.type(0))[parent], np.append(known, False)[parent]

    def _first(self, column: Column) -> tuple[Array, Mask]:
        """What each record's first row of `base` has, if all of them are usable: its least value."""
        base = self.schema.base
        assert base is not None
        rows = self.tables[base]
        assert rows.parent is not None
        values = rows.columns[column.name]
        usable = (rows.parent >= 0) & ~rows.bad & is_known(column, values)
        size = self.tables[self.schema.root].bad.size
        last = np.iinfo(np.int32).max
        least = np.full(size, last, np.int32)
        np.minimum.at(least, rows.parent[usable], values[usable])
        known = least != last
        return least, known & ~self._faulty_above(base, np.arange(size, dtype=np.int32))

    def _outside(self, rule: Within, rows: TableRows, days: Array, usable: Mask) -> Mask:
        """Rows dated after their record closed, and before it opened again."""
        outside = np.zeros(days.size, bool)
        if rule.closes not in self.tables or not usable.any():
            return outside
        assert rows.parent is not None
        closes, opens = self._latest(rule.closes), self._latest(rule.opens)
        mine = np.flatnonzero(usable & ~self._faulty_above(rule.opens, rows.parent))
        mine = mine[closes.any_before(rows.parent[mine], days[mine])]
        closed = closes.before(rows.parent[mine], days[mine])
        opened = opens.before(rows.parent[mine], days[mine] + 1)
        outside[mine] = (opened <= closed) & (opened != NO_DAY)
        return outside

    def _faulty_above(self, name: str, parent: NDArray[np.int32]) -> Mask:
        """Rows of a parent that has a faulty row in a table: what opened it isn't all known."""
        rows = self.tables[name]
        assert rows.parent is not None
        faulty = np.zeros(self.tables[self.schema.root].bad.size + 1, bool)
        faulty[rows.parent[rows.bad]] = True
        # The last place is of what hangs on nothing.
        faulty[-1] = False
        return faulty[parent]

    def _latest(self, name: str) -> Latest:
        """The usable days of a table's rows, by their parents."""
        rows, column = self.tables[name], self.columns[name]["date"]
        assert rows.parent is not None
        days = rows.columns[column.name]
        usable = (rows.parent >= 0) & ~rows.bad & (days != column.missing)
        return Latest(remaining(rows.parent, usable), remaining(days, usable))

    @staticmethod
    def _again(rows: TableRows, values: Array, usable: Mask) -> Mask:
        """Rows that hang where a row before them does, with the same value."""
        assert rows.parent is not None
        mine = np.flatnonzero(usable)
        again = np.zeros(values.size, bool)
        # Bare keys sort several times as fast as rows, and mostly none of them is there twice.
        key = in_order(day_key(rows.parent[mine], values[mine]))
        if not run_starts(key).all():
            order = mine[np.lexsort((values[mine], rows.parent[mine]))]
            again[order] = ~run_starts(rows.parent[order], values[order])
        return again
