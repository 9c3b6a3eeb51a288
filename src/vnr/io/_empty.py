"""Sheets and columns in which nothing stands, of which nobody said whether they are delivered."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from vnr.io.faults import remark
from vnr.io.parts import Part
from vnr.register import CONTACTS, FIELDS, TABLES, Coverage, Keys, Schema, blank

__all__ = ["note_empty"]


def note_empty(parts: Iterable[Part], told: Coverage, settled: Coverage) -> None:
    """Ask for the coverage sheet where a sheet or column is empty and nobody said why.

    Parameters
    ----------
    parts : iterable of Part
        The sheets, which take the notes.
    told, settled : Coverage
        What the coverage sheet says, and with it what was found.
    """
    for part in parts:
        owner = part.of or part
        if owner.table not in (*part.schema.parents, CONTACTS.root):
            continue
        kept = ~part.bad
        if not owner.raw.numbers.size:
            if _is_open(part.table, told.municipalities, told, settled):
                part.raw.notes.append(remark("sheet_empty"))
            continue
        if owner.table == CONTACTS.root:
            continue
        places = _places(part)
        empty = [
            part.heading(field)
            for field in part.columns
            if _says_nothing(part, field, kept)
            and _is_open(_delivery(part.schema, part.table, field), places, told, settled)
        ]
        if empty and kept.any():
            owner.raw.notes.append(remark("columns_empty", headings=tuple(empty)))


def _is_open(name: str | None, places: Iterable[str], told: Coverage, settled: Coverage) -> bool:
    """Whether some of these municipalities deliver no such thing, and left it as found."""
    if name not in (*TABLES, *FIELDS):
        return False
    left = {
        row.municipality
        for row in told.deliveries
        if row.period and (row.fields if "." in name else row.tables) is None
    }
    given = {row.municipality for row in settled.deliveries if row.delivers(name)}
    return bool(left.intersection(places) - given)


def _places(part: Part) -> set[str]:
    """The municipalities whose rows a sheet holds."""
    keys = part.columns.get("municipality")
    return set() if keys is None else {value.decode() for value in keys.values.tolist()}


def _says_nothing(part: Part, field: str, kept: NDArray[np.bool_]) -> bool:
    """Whether each kept row of a column says what stands where nothing is stated."""
    values, column = part.columns[field], part.known[field]
    if isinstance(values, Keys):
        return bool((values.codes[kept] < 0).all())
    values = values[kept]
    nothing = blank(column, values.size)
    same = values == nothing
    return bool((same | np.isnan(values) if values.dtype.kind == "f" else same).all())


def _delivery(schema: Schema, table: str, field: str) -> str | None:
    """What is delivered with a column of a sheet: a field, or a table that needs the column."""
    homes = [table]
    if table == schema.base:
        homes += [*schema.shared, schema.root, *([schema.carried] if schema.carried else [])]
    for home in homes:
        if field in schema.tables[home]:
            return home if schema.tables[home][field].required else f"{home}.{field}"
    return None
