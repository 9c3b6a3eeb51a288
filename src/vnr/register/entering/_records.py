"""Between records and flat tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter
from typing import Any

import numpy as np

from vnr.errors import DataError
from vnr.frames import listed
from vnr.model import Field, Period, fields_of
from vnr.register.columns import Column, Columns, Keys, Schema
from vnr.register.entering._codecs import codec
from vnr.register.identities import stand_ins

__all__ = ["flat_tables", "to_records"]

Record = Any


def flat_tables(records: Iterable[Record], schema: Schema) -> dict[str, dict[str, Any]]:
    """Flat tables of records, in their order.

    Raises
    ------
    DataError
        If something is no record of the schema, or one key occurs twice with other content; the
        same record given twice counts once.
    """
    kept = _distinct(records, schema)
    # The dictionaries are the root's own, so that nothing has to be merged.
    keys = {name: Keys.of(map(attrgetter(schema.path(name)), kept)) for name in schema.keys}
    if schema.unknowable:
        keys[schema.unknowable] = stand_ins(keys, schema.unknowable)
    tables: dict[str, dict[str, Any]] = {schema.root: dict(keys)}
    for table, field in schema.shared.items():
        tables[schema.root] |= _numbers(schema, table, list(map(attrgetter(field), kept)))
    tables[schema.root] |= _numbers(schema, schema.root, kept)

    held: dict[str, list[Record]] = {schema.root: kept}
    of_root = {schema.root: np.arange(len(kept))}
    for name, above in schema.parents.items():
        children = list(map(attrgetter(name), held[above]))
        held[name] = [child for hanging in children for child in hanging]
        parent = np.repeat(np.arange(len(children)), list(map(len, children)))
        of_root[name] = of_root[above][parent]
        tables[name] = {key: column.take(of_root[name]) for key, column in keys.items()}
        for place in list(schema.link(name))[:1]:
            first = np.searchsorted(of_root[above], of_root[name])
            tables[name][place] = (parent - first).astype(np.int32)
        tables[name] |= _numbers(schema, name, held[name])
    return tables


def _distinct(records: Iterable[Record], schema: Schema) -> list[Record]:
    """The records, each once; all of them where nothing tells them apart."""
    cls = schema.classes[schema.root]
    every = listed(records, schema.root)
    for row, record in enumerate(every):
        if not isinstance(record, cls):
            raise DataError(f"row {row} is not a {cls.__name__} but {type(record).__name__}")
    if not schema.keys:
        return every
    key = attrgetter(*map(schema.path, schema.keys))
    distinct: dict[Any, Record] = {}
    for row, record in enumerate(every):
        if distinct.setdefault(_folded(key(record)), record) != record:
            raise DataError(
                f"row {row} has the {schema.told_by} of an earlier row, but other content; "
                "keep one of the two or give them different ids"
            )
    return list(distinct.values())


def _folded(key: Any) -> Any:
    """A key by which records are told apart: small and capital letters are one."""
    if isinstance(key, tuple):
        return tuple(map(_folded, key))
    return key.casefold() if isinstance(key, str) else key


def _numbers(schema: Schema, table: str, records: list[Record]) -> dict[str, Any]:
    """The columns of one table, as its records hold them."""
    return {
        column.name: codec(column).numbers(list(map(attrgetter(column.field), records)))
        for column in schema.tables[table].values()
    }


def to_records(stored: Columns) -> Iterator[Record]:
    """Build all records again, equal to the ones put in."""
    schema = stored.schema
    root = stored.tables[schema.root]
    build = _builder(stored, schema.root)
    keys = {
        key: (schema.pointer(key), _values(stored, column, root[schema.pointer(key)]))
        for key, column in schema.keys.items()
    }
    shared = {field: _shared(stored, table) for table, field in schema.shared.items()}
    for row in range(root.height):
        given: dict[str, Any] = {}
        for key, (pointer, values) in keys.items():
            if pointer in shared:
                given[pointer] = shared[pointer](int(root[pointer][row]), {key: values[row]})
            else:
                given[key] = values[row]
        yield build(row, given)


def _values(stored: Columns, column: Column, numbers: Any) -> list[Any]:
    return codec(column, stored.dictionaries).values(numbers)


def _builder(stored: Columns, name: str) -> Callable[[int, dict[str, Any]], Record]:
    """A function from a row of a table, and what its own columns don't hold, to its record."""
    schema, table = stored.schema, stored.tables[name]
    cls = schema.classes[name]
    fields = [
        (column.field, _values(stored, column, table[column.name]))
        for column in schema.tables[name].values()
        if "." not in column.field
    ]
    fields += [(field.name, _periods(stored, name, field.name)) for field in _spanning(cls)]
    hanging = [
        (child, _hanging(stored, child)) for child, above in schema.parents.items() if above == name
    ]

    def build(row: int, given: dict[str, Any]) -> Record:
        for field, values in fields:
            given[field] = values[row]
        for child, records in hanging:
            given[child] = records(row)
        return cls(**given)

    return build


def _spanning(cls: type) -> list[Field]:
    return [field for field in fields_of(cls) if field.kind is Period]


def _periods(stored: Columns, name: str, field: str) -> list[Period]:
    """The periods that stand in two columns."""
    days = [
        _values(stored, column, stored.tables[name][column.name])
        for column in stored.schema.tables[name].values()
        if column.field.startswith(f"{field}.")
    ]
    return [Period(first, last) for first, last in zip(*days, strict=True)]


def _hanging(stored: Columns, name: str) -> Callable[[int], tuple[Record, ...]]:
    """A function from a parent's row to the records that hang on it in one table."""
    build = _builder(stored, name)
    offsets = stored.tables[name].offsets
    assert offsets is not None
    starts = offsets.tolist()

    def records(parent: int) -> tuple[Record, ...]:
        return tuple(build(row, {}) for row in range(starts[parent], starts[parent + 1]))

    return records


def _shared(stored: Columns, name: str) -> Callable[[int, dict[str, Any]], Record]:
    """A function from a row of a shared table to its record, which is built once."""
    build = _builder(stored, name)
    built: dict[int, Record] = {}

    def record(row: int, given: dict[str, Any]) -> Record:
        if row not in built:
            built[row] = build(row, given)
        return built[row]

    return record
