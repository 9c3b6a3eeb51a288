"""Sheets and columns in which nothing stands, of which nobody said whether they are delivered."""

from __future__ import annotations

from collections.abc import Iterable

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.io.faults import Remark, remark
from vnr.io.parts import Part
from vnr.register import CONTACTS, FIELDS, TABLES, Coverage, Keys, Schema, blank

__all__ = ["Empty", "asks", "empties", "note_empty"]


@attrs.frozen
class Empty:
    """The columns of a table in which nothing is stated, of the kept rows of a sheet.

    Attributes
    ----------
    file, sheet, table
        Which.
    places
        The municipalities whose rows it holds.
    headings
        Each heading under which nothing stands, with what it delivers.
    """

    file: str
    sheet: str | None
    table: str
    places: frozenset[str]
    headings: tuple[tuple[str, str | None], ...]


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
        if not owner.raw.numbers.size:
            if _is_open(part.table, told.municipalities, told, settled):
                part.raw.notes.append(remark("sheet_empty"))
        elif owner.table != CONTACTS.root:
            owner.raw.notes.extend(asks(_empty(part), told, settled))


def empties(parts: Iterable[Part]) -> list[Empty]:
    """What is empty in the sheets of a part of a delivery, of which the whole may hold more."""
    return [
        _empty(part)
        for part in parts
        if (part.of or part).table in part.schema.parents and (~part.bad).any()
    ]


def asks(empty: Empty, told: Coverage, settled: Coverage) -> list[Remark]:
    """What is asked of empty columns."""
    headings = tuple(
        heading for heading, name in empty.headings if _is_open(name, empty.places, told, settled)
    )
    return [remark("columns_empty", headings=headings)] if headings else []


def _empty(part: Part) -> Empty:
    owner, kept = part.of or part, ~part.bad
    headings = tuple(
        (part.heading(field), _delivery(part.schema, part.table, field))
        for field in part.columns
        if kept.any() and _says_nothing(part, field, kept)
    )
    raw = owner.raw
    return Empty(raw.file, raw.sheet, part.table, frozenset(_places(part)), headings)


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
