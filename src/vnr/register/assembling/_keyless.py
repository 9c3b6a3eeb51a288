"""Records that nothing tells apart, such as contacts: every row is one, and two alike are two."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError
from vnr.model import Period, fields_of
from vnr.register.assembling._assembly import Assembly
from vnr.register.assembling._invariants import Breach, TableRows, check
from vnr.register.columns import (
    Column,
    Columns,
    Keys,
    Kind,
    Schema,
    Table,
    blank,
    height_of,
    in_one_dictionary,
    unify,
)

__all__ = ["assemble_keyless", "joined_keyless", "repeated_rows"]

Array = NDArray[Any]
Mask = NDArray[np.bool_]


def assemble_keyless(
    flat: Mapping[str, Keys | Array], schema: Schema, rejected: Mask | None = None
) -> Assembly:
    """Build the one table of a class without keys out of flat rows; see `assemble`."""
    name = schema.root
    rows: dict[str, Any] = dict(flat)
    height = height_of(rows) if rows else 0
    bad = np.zeros(height, bool) if rejected is None else rejected.copy()
    for field in fields_of(schema.classes[name]):
        if "absent" in field.marks:
            column = schema.tables[name][field.column]
            rows.setdefault(column.name, np.full(height, field.marks["absent"], column.dtype))
    for column in schema.tables[name].values():
        rows.setdefault(column.name, _blank(column, height))
    dictionaries = in_one_dictionary(schema, {name: rows})
    breaches = []
    for rule, at, mask in _broken(schema, rows, bad):
        breaches.append(Breach(rule, name, at, np.flatnonzero(mask)))
        bad |= mask
    table = Table(name, {column: rows[column][~bad] for column in schema.tables[name]})
    stored = Columns({name: table}, dictionaries, schema).compact()
    return Assembly(stored, tuple(breaches), (), {name: bad}, {}, {})


def _blank(column: Column, height: int) -> Keys | Array:
    named = column.kind in (Kind.KEY, Kind.NAME)
    return Keys.of([None] * height) if named else blank(column, height)


def _broken(
    schema: Schema, rows: Mapping[str, Array], bad: Mask
) -> Iterator[tuple[str, str, Mask]]:
    """Rule, column and rows; a row is told for the first rule that it breaks."""
    columns = schema.tables[schema.root]
    for column in columns.values():
        if column.required:
            mask = (rows[column.name] == column.missing) & ~bad
            if mask.any():
                yield "value-missing", column.name, mask
    for field in fields_of(schema.classes[schema.root]):
        if field.kind is Period:
            first, last = (c.name for c in columns.values() if c.field.startswith(f"{field.name}."))
            mask = (rows[last] < rows[first]) & ~bad
            if mask.any():
                yield "period-invalid", last, mask
    asked = TableRows(rows, None, bad)
    for rule, _, name, mask in check(schema, {schema.root: asked}):
        yield rule, name, mask


def joined_keyless(stored: Sequence[Columns], counted: Sequence[Mask]) -> tuple[Columns, Mask]:
    """The rows of all stores, one store after the other, and which are counted.

    Rows of one description (all but the number) that several stores have are the same ones: they
    stand once, as often as in the store that has the most of them.

    Raises
    ------
    DataError
        If two stores have rows of one description, and each has a number that the other lacks.
    """
    schema = stored[0].schema
    name = schema.root
    columns: dict[str, Any] = {}
    for column in schema.tables[name].values():
        pieces = [part.tables[name][column.name] for part in stored]
        if column.kind in (Kind.KEY, Kind.NAME):
            keys = [
                Keys(part.dictionaries[column.dictionary], piece)
                for part, piece in zip(stored, pieces, strict=True)
            ]
            values, codes = unify(keys)
            columns[column.name] = Keys(values, np.concatenate(codes))
        else:
            columns[column.name] = np.concatenate(pieces)
    part_of = np.repeat(np.arange(len(stored)), [part.root.height for part in stored])
    same, torn = repeated_rows(schema, columns, part_of)
    if torn.any():
        one, other = np.unique(part_of[torn])[:2].tolist()
        raise DataError(
            f"registers {one} and {other} have {name} of one description with different numbers; "
            "keep the right ones, or tell them apart by unit or district"
        )
    kept = same == np.arange(same.size)
    either = np.concatenate(counted)
    np.logical_or.at(either, same[~kept], either[~kept])
    flat = {
        column: values.take(kept) if isinstance(values, Keys) else values[kept]
        for column, values in columns.items()
    }
    return assemble_keyless(flat, schema).columns, either[kept]


def repeated_rows(
    schema: Schema, columns: Mapping[str, Any], part_of: NDArray[np.intp]
) -> tuple[NDArray[np.intp], Mask]:
    """Which rows another part tells of too, and which contradict those of another part.

    Parameters
    ----------
    schema : Schema
        Of the rows.
    columns : mapping of a column's name to an array or `Keys`, of shape ``(rows,)``
        All columns of the table.
    part_of : array of int, shape ``(rows,)``
        The part that each row is of.

    Returns
    -------
    same : array of int, shape ``(rows,)``
        The row that each row repeats, or itself. The part that has of the rows of one description
        all that the others have keeps its own, the first of several.
    torn : array of bool, shape ``(rows,)``
        Rows of a description of which no part has all that the others have.

    Examples
    --------
    >>> from vnr import Contact, Period
    >>> from vnr.model import ContactKind
    >>> from vnr.register import CONTACTS, ContactRows
    >>> year = Period.year(2019)
    >>> one, other = (Contact("0484", year, ContactKind.ADVICE, number=number) for number in (12, 13))
    >>> rows = dict(ContactRows.of([one, one, other]).stored.root.items())
    >>> repeated_rows(CONTACTS, rows, np.array([0, 1, 1]))
    (array([1, 1, 2]), array([False, False, False]))
    """
    rows = {
        name: values.codes if isinstance(values, Keys) else values
        for name, values in columns.items()
    }
    told = {f.column for f in fields_of(schema.classes[schema.root]) if "absent" in f.marks}
    same, torn = np.arange(part_of.size), np.zeros(part_of.size, bool)
    described = [rows[name] for name in schema.tables[schema.root] if name not in told]
    numbers = list(zip(*(rows[name].tolist() for name in sorted(told)), strict=True))
    order = np.lexsort([part_of, *described])
    starts = np.zeros(order.size, bool)
    for column in described:
        starts[1:] |= column[order][1:] != column[order][:-1]
    for group in np.split(order, np.flatnonzero(starts)):
        held: dict[int, dict[Any, list[int]]] = {}
        for row in group.tolist():
            held.setdefault(int(part_of[row]), {}).setdefault(numbers[row], []).append(row)
        if len(held) < 2:
            continue
        most = next(
            (of for of in held.values() if all(_within(one, of) for one in held.values())), None
        )
        if most is None:
            torn[group] = True
            continue
        for of in held.values():
            for number, places in of.items():
                same[places] = most[number][: len(places)]
    return same, torn


def _within(rows: Mapping[Any, Sequence[int]], others: Mapping[Any, Sequence[int]]) -> bool:
    """Whether there are as many of each number among others."""
    return all(len(places) <= len(others.get(number, ())) for number, places in rows.items())
