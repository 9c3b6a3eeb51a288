"""Several stores as one: a record that stands in two of them is compared, and kept once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError
from vnr.model import Period
from vnr.register.assembling._assemble import assemble
from vnr.register.columns import Columns, Keys, Kind, Schema, composite, group, unify

__all__ = ["check_alike", "union"]

Array = NDArray[Any]
Mask = NDArray[np.bool_]


def check_alike(windows: Sequence[Period], schemas: Sequence[Schema]) -> None:
    """See that registers can be one.

    Raises
    ------
    DataError
        If there is none, or the windows or the schemas differ.
    """
    if not windows:
        raise DataError("concat needs at least one register")
    if len(set(windows)) > 1:
        shown = ", ".join(sorted({str(window) for window in windows}))
        raise DataError(
            f"the registers were observed over different windows ({shown}); "
            "read them with one `observed`, or cut them with as_of"
        )
    if len(set(schemas)) > 1:
        raise DataError("the registers store different fields; make them with one schema")


def union(stored: Sequence[Columns], counted: Sequence[Mask]) -> tuple[Columns, Mask]:
    """The records of all stores, one after the other, and which are counted in any of them.

    Parameters
    ----------
    stored : sequence of Columns, at least one
        Stores of one schema.
    counted : sequence of arrays of bool, shape ``(records,)``
        For each store, which records it counts.

    Raises
    ------
    DataError
        If a record has different content in two of them, or rows of one person disagree.
    """
    flat = {
        name: _joined(stored, name) for name in (stored[0].schema.root, *stored[0].schema.parents)
    }
    root = flat[stored[0].schema.root]
    keys = [root.columns[key] for key in stored[0].schema.keys]
    number, first = group(composite(*((key.codes, key.values.size) for key in keys)))
    before = first[number]
    again = np.flatnonzero(before != np.arange(before.size))
    _check_equal(stored, flat, again, before[again])
    kept = np.ones(before.size, bool)
    kept[again] = False
    either = np.concatenate(counted)
    np.logical_or.at(either, before[again], either[again])
    tables = {name: rows.take(kept[rows.record]) for name, rows in flat.items()}
    return assemble(tables, schema=stored[0].schema).whole(), either[kept]


@attrs.frozen(eq=False)
class _Rows:
    """The flat rows of one table in all stores.

    Attributes
    ----------
    columns
        Arrays of shape ``(rows,)``, or `Keys` in one dictionary for all stores.
    record
        Number of each row's record among those of all stores, in order.
    """

    columns: dict[str, Any]
    record: NDArray[np.intp]

    def take(self, kept: Mask) -> dict[str, Any]:
        """The columns at some of the rows."""
        return {
            name: column.take(kept) if isinstance(column, Keys) else column[kept]
            for name, column in self.columns.items()
        }


def _joined(stored: Sequence[Columns], name: str) -> _Rows:
    """The rows of one table in all stores, one store after the other."""
    parts = [_flat(columns, name) for columns in stored]
    known = stored[0].schema.identifiers
    columns: dict[str, Any] = {}
    for column in parts[0]:
        pieces = [part[column] for part in parts]
        if isinstance(pieces[0], Keys):
            values, codes = unify(pieces, identifiers=column in known)
            columns[column] = Keys(values, np.concatenate(codes))
        else:
            columns[column] = np.concatenate(pieces)
    sizes = np.cumsum([0, *(columns.root.height for columns in stored)])
    record = [columns.root_of(name) + start for columns, start in zip(stored, sizes, strict=False)]
    return _Rows(columns, np.concatenate(record))


def _flat(stored: Columns, name: str) -> dict[str, Any]:
    """One table of a store as a flat table."""
    schema, record = stored.schema, stored.root_of(name)
    flat: dict[str, Any] = {}
    for key, column in schema.keys.items():
        codes = stored.root[schema.pointer(key)][record]
        flat[key] = Keys(stored.dictionaries[column.dictionary], codes)
    if name == schema.root:
        for shared, pointer in schema.shared.items():
            flat |= _held(stored, shared, stored.root[pointer])
    if name in schema.parents and schema.link(name):
        above = schema.parents[name]
        first = np.searchsorted(stored.root_of(above), record)
        place = next(iter(schema.link(name)))
        flat[place] = (stored.tables[name].parent - first).astype(np.int32)
    return flat | _held(stored, name, np.arange(record.size))


def _held(stored: Columns, name: str, rows: Array) -> dict[str, Any]:
    """The schema's columns of a table at some rows."""
    held: dict[str, Any] = {}
    for column in stored.schema.tables[name].values():
        held[column.name] = stored.tables[name][column.name][rows]
        if column.kind in (Kind.KEY, Kind.NAME):
            held[column.name] = Keys(stored.dictionaries[column.dictionary], held[column.name])
    return held


def _check_equal(
    stored: Sequence[Columns],
    flat: dict[str, _Rows],
    again: NDArray[np.intp],
    before: NDArray[np.intp],
) -> None:
    """Refuse records that differ from the ones of the same key."""
    differs = np.zeros(again.size, bool)
    for rows in flat.values():
        ends = np.searchsorted(
            rows.record, np.arange(sum(columns.root.height for columns in stored) + 1)
        )
        count = np.diff(ends)
        differs |= count[again] != count[before]
        pair = np.repeat(np.arange(again.size), np.where(differs, 0, count[again]))
        within = np.arange(pair.size) - np.searchsorted(pair, pair)
        one, other = ends[again][pair] + within, ends[before][pair] + within
        for column in rows.columns.values():
            values = column.codes if isinstance(column, Keys) else column
            unequal = values[one] != values[other]
            if values.dtype.kind == "f":
                unequal &= ~(np.isnan(values[one]) & np.isnan(values[other]))
            differs[pair[unequal]] = True
    if differs.any():
        place = int(np.argmax(differs))
        raise DataError(
            f"{_where(stored, again[place])} has the {stored[0].schema.told_by} of "
            f"{_where(stored, before[place])}, but other content"
        )


def _where(stored: Sequence[Columns], record: int) -> str:
    ends = np.cumsum([columns.root.height for columns in stored])
    part = int(np.searchsorted(ends, record, side="right"))
    start = int(ends[part]) - stored[part].root.height
    return f"row {int(record) - start} of register {part}"
