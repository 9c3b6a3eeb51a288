"""What an extract made on an earlier day would have shown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError, shown
from vnr.model import Period
from vnr.register.assembling import first_and_last
from vnr.register.columns import Columns, Kind, Schema, Table, day_number, is_known

__all__ = ["cut", "last_day", "reaches_beyond"]

Mask = NDArray[np.bool_]


def last_day(day: date, window: Period) -> int:
    """The number of the day that a register is cut after.

    Raises
    ------
    DataError
        If it is no day, or none of the observed window.
    """
    if type(day) is not date or day not in window:
        raise DataError(f"as_of must be a day in the observed window {window}, got {shown(day)}")
    return day_number(day)


def reaches_beyond(stored: Columns, day: int) -> bool:
    """Whether anything is dated after `day`; what is only planned for then is not."""
    return any(
        bool((stored.tables[name][column] > day).any())
        for name in stored.tables
        for column in _dated(stored.schema, name)
    )


def _dated(schema: Schema, name: str) -> list[str]:
    """The columns of a table with a day that wasn't known before it came."""
    born = schema.born(name)
    passing = [column.name for column in schema.tables[name].values() if column.passes]
    return passing if born is None else [born, *passing]


def cut(stored: Columns, day: int) -> tuple[Columns, Mask]:
    """The columns as they stood at the end of `day`, and which records were there."""
    schema, tables = stored.schema, stored.tables
    keep: dict[str, Mask] = {}
    for name in (schema.root, *schema.parents):
        born = schema.born(name)
        keep[name] = (
            np.ones(tables[name].height, bool) if born is None else tables[name][born] <= day
        )
    if schema.base is not None:
        # A record is there from the day on which the first of what each must have came to be.
        above = tables[schema.base].parent[keep[schema.base]]
        keep[schema.root] &= np.bincount(above, minlength=keep[schema.root].size) > 0
    for name, parent in schema.parents.items():
        keep[name] &= keep[parent][tables[name].parent]
    there = stored.select(keep)
    left = {name: _forgotten(schema, table, day) for name, table in there.tables.items()}
    root = dict(left[schema.root]) | first_and_last(schema, left)
    if schema.has_undated:
        root["unplaceable"] = _unplaceable(schema, left)
    left[schema.root] = Table(schema.root, root)
    return Columns(left, there.dictionaries, schema), keep[schema.root]


def _forgotten(schema: Schema, table: Table, day: int) -> Table:
    """A table without the days that had not come, and without what was known only with them."""
    columns = dict(table)
    known = schema.tables[table.name]
    for passing in known.values():
        if not passing.passes:
            continue
        later = columns[passing.name] > day
        for column in known.values():
            if column is passing or column.marks.get("known_with") == passing.field:
                columns[column.name] = values = columns[column.name].copy()
                values[later] = column.missing
    return Table(table.name, columns, table.offsets)


def _unplaceable(schema: Schema, tables: Mapping[str, Table]) -> Mask:
    """Which records hold evidence without a day; a no is none."""
    root = tables[schema.root]
    marks = [np.bincount(tables[name].parent, minlength=root.height) > 0 for name in schema.undated]
    for column in schema.tables[schema.root].values():
        if column.marks.get("undated"):
            values = root[column.name]
            marks.append(values == 1 if column.kind is Kind.TRI else is_known(column, values))
    return np.asarray(np.logical_or.reduce(marks))
