"""Between data frames (pandas, polars, pyarrow) and flat tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError, UnknownNameError
from vnr.frames import Backend, Taken, is_frame, taken
from vnr.frames import frame as build_frame
from vnr.register.columns import Column, Columns, Keys, Schema
from vnr.register.entering._codecs import codec
from vnr.register.identities import stand_ins, without_placeholders
from vnr.words import Phrase

__all__ = ["from_frames", "to_frame"]

Array = NDArray[Any]

_DIGITS: Final = 6
_WIDTH: Final = 40
"""A heading that has so many digits, or is longer, isn't shown."""


def to_frame(
    stored: Columns, counted: NDArray[np.bool_], name: str, backend: Backend | None = None
) -> Any:
    """One table's rows of counted records, with the keys of their record in front."""
    schema = stored.schema
    _check_table(schema, name)
    record = stored.root_of(name)
    rows = np.flatnonzero(counted[record])
    record = record[rows]
    columns = {
        key: _words(stored, column, stored.root[schema.pointer(key)][record])
        for key, column in schema.keys.items()
    }
    if name == schema.root:
        for shared, pointer in schema.shared.items():
            columns |= _table_words(stored, shared, stored.root[pointer][record])
    if name in schema.parents and schema.link(name):
        columns |= _link_words(stored, name, rows, record)
    columns |= _table_words(stored, name, rows)
    if name == schema.root:
        for derived, column in schema.derived.items():
            values = stored.root[derived][rows]
            columns[derived] = values if column is None else _words(stored, column, values)
    return build_frame(columns, backend)


def _words(stored: Columns, column: Column, numbers: Array) -> Array:
    return codec(column, stored.dictionaries).words(numbers)


def _table_words(stored: Columns, name: str, rows: Array) -> dict[str, Array]:
    table = stored.tables[name]
    return {
        column.name: _words(stored, column, table[column.name][rows])
        for column in stored.schema.tables[name].values()
    }


def _link_words(stored: Columns, name: str, rows: Array, record: Array) -> dict[str, Array]:
    """What tells the row that each row hangs on: its place in the record, and what it holds."""
    schema = stored.schema
    above = stored.tables[schema.parents[name]]
    parent = stored.tables[name].parent[rows]
    first = np.searchsorted(stored.root_of(above.name), record)
    place, *link = schema.link(name).values()
    return {place.name: (parent - first).astype(np.int32)} | {
        column.name: _words(stored, column, above[column.name][parent]) for column in link
    }


def _check_table(schema: Schema, name: str) -> None:
    known = (schema.root, *schema.parents)
    if not isinstance(name, str) or name not in known:
        raise UnknownNameError("table", name, known)


def from_frames(frame: Any, schema: Schema) -> dict[str, dict[str, Any]]:
    """Flat tables of one frame in the base shape, or of a mapping of frames.

    Raises
    ------
    DataError
        If a table or a key is lacking, or values are of another type than the column's.
    UnknownNameError
        If a table, a column or a code has no place in the schema.
    """
    needed = schema.base or schema.root
    frames = frame if isinstance(frame, Mapping) and not is_frame(frame) else {needed: frame}
    for name in frames:
        _check_table(schema, name)
    if needed not in frames:
        noun, child = schema.noun(schema.root), schema.noun(needed)
        raise DataError(
            f"the frame `{needed}` is needed"
            + (f": every {noun} has at least one {child}" if schema.base else "")
        )
    alone = schema.root not in frames
    tables = {
        name: taken(native, Phrase("named", "frame", (("name", name),)))
        for name, native in frames.items()
    }
    flat = {name: _flat(schema, name, table, alone=alone) for name, table in tables.items()}
    if schema.carried and schema.carried not in frames and not alone:
        flat |= {schema.carried: _last(schema, schema.carried, tables[schema.root])}
    return flat


def _last(schema: Schema, name: str, table: Taken) -> dict[str, Any]:
    """The carried rows that the root's frame tells of, where they have no frame of their own."""
    known = {**schema.keys, **schema.lasts}
    read = {
        heading: codec(known[heading], table=name).read(column)
        for heading, column in zip(table.headings, table.columns, strict=True)
        if heading in known
    }
    by = schema.order(name) or ""
    missing = known[by].missing
    dated = read.get(by, np.full(table.height, missing)) != missing
    for heading in [heading for heading in read if heading in schema.lasts]:
        undated = np.flatnonzero(~dated & (read[heading] != known[heading].missing))
        if undated.size:
            raise DataError(
                f"{schema.root}.{heading}: a closing has a reason or a goal but no day, rows "
                f"{', '.join(map(str, undated[:5]))}. Fill in its day in {by}, or leave it blank"
            )
    return {
        heading: column.take(dated) if isinstance(column, Keys) else column[dated]
        for heading, column in read.items()
    }


def _flat(schema: Schema, name: str, table: Taken, *, alone: bool) -> dict[str, Any]:
    known = {**schema.keys, **schema.flat(name, alone=alone)}
    known |= {column.marks["also"]: column for column in known.values() if "also" in column.marks}
    flat: dict[str, Any] = {}
    for place, (heading, words) in enumerate(zip(table.headings, table.columns, strict=True)):
        if heading in known:
            column = known[heading]
            if column.name in flat:
                raise DataError(f"the frame {name} holds the column {column.name} twice")
            flat[column.name] = codec(column, table=name).read(words)
        elif place >= table.levels and (name != schema.root or heading not in schema.derived):
            raise UnknownNameError(f"column of {name}", _shown(heading, place), known)
    for key in schema.keys:
        if key not in flat:
            raise DataError(f"the frame {name} lacks the column {key}")
    if schema.unknowable:
        keys = {key: flat[key] for key in schema.keys}
        keys[schema.unknowable] = without_placeholders(keys[schema.unknowable])
        flat[schema.unknowable] = stand_ins(keys, schema.unknowable)
    return flat


def _shown(heading: str, place: int) -> str:
    """A heading to show, or its place where it may be somebody's: a pivoted frame has such."""
    digits = sum(letter.isdigit() for letter in heading)
    return heading if digits < _DIGITS and len(heading) <= _WIDTH else f"number {place}"
