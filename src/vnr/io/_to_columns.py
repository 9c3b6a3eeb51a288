"""From the sheets of a delivery to stored columns: what hangs together is settled at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import attrs
import numpy as np

from vnr.io._account import FileRead
from vnr.io._boards import fault_districts, fault_members
from vnr.io._border import guard
from vnr.io._choices import Choice, choices_of
from vnr.io._contacts import contacts_of, set_persons_aside
from vnr.io._joint import apart
from vnr.io._numbered import fill_keys, number_rows
from vnr.io._repeated import fault_versions, note_repeats, sheets_of
from vnr.io._withheld import withhold
from vnr.io.faults import remark
from vnr.io.parts import Part
from vnr.io.pseudonyms import Pseudonymiser
from vnr.io.template import layout_of
from vnr.model import Period
from vnr.register import (
    Column,
    Columns,
    ContactRows,
    Keys,
    Kind,
    Schema,
    assemble,
    blank,
    unify,
)

__all__ = ["Settled", "account_of", "settled"]


@attrs.frozen(eq=False)
class Settled:
    """What the sheets held.

    Attributes
    ----------
    sheets
        The sheets, with their faults; what was made of one beside it.
    columns, contacts
        The accepted rows.
    asked
        Headings and words that aren't known.
    """

    sheets: list[Part]
    columns: Columns
    contacts: ContactRows
    asked: tuple[Choice, ...]


def settled(
    parts: list[Part],
    unknown: Sequence[Part],
    secret: Pseudonymiser | None,
    window: Period,
    schema: Schema,
    elsewhere: Collection[bytes] = (),
) -> Settled:
    """Hang rows on each other, hide who persons are, and assemble what is accepted.

    Parameters
    ----------
    parts, unknown : sequence of Part
        The sheets, and those that nobody knows.
    secret : Pseudonymiser or None
        What makes pseudonyms.
    window, schema
        What the extracts cover, and what is stored.
    elsewhere : collection of bytes
        Municipalities of which a sheet of interventions lies in another part of the delivery.
    """
    fill_keys(parts)
    set_persons_aside(parts, window)
    withhold([*parts, *unknown])
    asked = choices_of([*parts, *unknown])
    guard(parts, secret, window)
    fault_members(parts)
    fault_districts(parts)
    parts = apart(parts, elsewhere)
    number_rows(parts)
    _note_roles(parts, schema)
    columns, contacts = _assembled(parts, schema)
    return Settled(parts, columns, contacts, asked)


def account_of(name: str, parts: list[Part]) -> FileRead:
    """The account of one file."""
    mine = [part for part in parts if part.raw.file == name and part.of is None]
    rows = sum(part.bad.size for part in mine)
    rejected = sum(int(part.bad.sum()) for part in mine)
    notes = dict.fromkeys(note.of(part.raw.sheet) for part in mine for note in part.raw.notes)
    repeated = sum(int(part.repeated.sum()) for part in mine if part.repeated is not None)
    return FileRead(name, rows, rows - rejected, rejected, tuple(notes), repeated)


def _note_roles(parts: list[Part], schema: Schema) -> None:
    """How many rows lack a role, and so count among those who are exposed."""
    for part in parts:
        roles = part.columns.get("roles")
        if part.table == schema.base:
            lacking = part.bad.size if roles is None else int((roles[~part.bad] == 0).sum())
            if lacking:
                code = "role_absent" if roles is None or not roles.any() else "role_lacking"
                part.raw.notes.append(remark(code, number=lacking))


def _assembled(parts: list[Part], schema: Schema) -> tuple[Columns, ContactRows]:
    """Join the parts of each table, assemble them, and turn breaches into faults."""
    of = {
        table: [part for part in parts if part.table == table and _has_keys(part)]
        for table in schema.parents
    }
    tables = {
        table: _joined(layout_of(schema).columns[table], schema, of[table])
        for table in of
        if of[table] or table == schema.base
    }
    bad = {table: np.concatenate([part.bad for part in of[table]]) for table in of if of[table]}
    sheets = {table: sheets_of(of[table]) for table in bad}
    assembly = assemble(tables, schema=schema, rejected=bad, sheets=sheets)
    for breach in assembly.breaches:
        if breach.beside is not None:
            others = breach.beside[breach.places]
            fault_versions(of[breach.table], tables[breach.table], breach.places, others)
            continue
        start = 0
        for part in of[breach.table]:
            mine = breach.places[(breach.places >= start) & (breach.places < start + part.bad.size)]
            mask = np.zeros(part.bad.size, bool)
            mask[mine - start] = True
            owner = part.of or part
            if owner is not part:
                # One row may stand in several tables; its first fault is said.
                mask = np.isin(owner.raw.numbers, part.raw.numbers[mask]) & ~owner.bad
            owner.fault(breach.rule, mask, breach.column)
            start += part.bad.size
    for note in assembly.noted:
        ends = np.cumsum([part.bad.size for part in of[note.table]])
        counts = np.bincount(np.searchsorted(ends, note.places, "right"))
        for part, number in zip(of[note.table], counts.tolist(), strict=False):
            if number:
                heading = part.heading(note.column)
                part.raw.notes.append(remark(note.rule, number=number, heading=heading))
    note_repeats(of, assembly.same, assembly.states)
    return assembly.columns, contacts_of(parts)


def _has_keys(part: Part) -> bool:
    """Whether the part has what its rows are found by; else they are all set aside already."""
    own = [key for key in part.schema.keys if part.schema.pointer(key) == key]
    return all(key in part.columns for key in own)


def _joined(known: Mapping[str, Column], schema: Schema, parts: list[Part]) -> dict[str, Any]:
    """The parts one after the other; a field that a part lacks is not recorded there."""
    names = dict.fromkeys([*schema.keys, *(name for part in parts for name in part.columns)])
    if len(parts) == 1 and len(names) == len(parts[0].columns):
        return parts[0].columns
    joined: dict[str, Any] = {}
    for name in names:
        column = known[name]
        if column.kind in (Kind.KEY, Kind.NAME):
            keys = [part.columns.get(name) or Keys.of([None] * part.bad.size) for part in parts]
            values, codes = unify(keys)
            joined[name] = Keys(values, np.concatenate([np.empty(0, np.int32), *codes]))
        else:
            pieces = [part.columns.get(name, blank(column, part.bad.size)) for part in parts]
            joined[name] = np.concatenate(pieces)
    return joined
