"""From files to a register."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from vnr.errors import shown
from vnr.io._account import FileRead
from vnr.io._boards import fault_districts, fault_members
from vnr.io._border import guard
from vnr.io._choices import choices_of
from vnr.io._collector import collector_at_rest
from vnr.io._contacts import contacts_of, set_persons_aside
from vnr.io._contents import Contents
from vnr.io._coverage import coverage_of
from vnr.io._empty import note_empty
from vnr.io._frames import frames_of, read_frame
from vnr.io._joint import apart
from vnr.io._katrineholm import as_base_shape
from vnr.io._numbered import fill_keys, number_rows
from vnr.io._paths import files_of, names_of
from vnr.io._reading import Reading
from vnr.io._recognition import Recognition, merged, recognitions_of
from vnr.io._repeated import fault_versions, note_repeats, sheets_of
from vnr.io._roles import fill_roles
from vnr.io._withheld import withhold
from vnr.io.books import Limits, Workbooks
from vnr.io.faults import Fault, Faults, remark
from vnr.io.parts import Part, part_of, without_names
from vnr.io.profiles import Profile, profile_of
from vnr.io.pseudonyms import Pseudonymiser, pseudonymiser_of
from vnr.io.sheets import Raw, Terms
from vnr.io.template import layout_of
from vnr.model import Period, PeriodLike
from vnr.register import (
    CASES,
    Column,
    Keys,
    Kind,
    Register,
    Schema,
    assemble,
    blank,
    unify,
)
from vnr.words import Language, refusal, telling

__all__ = ["read"]


@collector_at_rest()
def read(
    paths: Any,
    *,
    observed: PeriodLike,
    profile: Profile | Mapping[str, Any] | str | Path | None = None,
    key: Pseudonymiser | str | bytes | None = None,
    encoding: str | None = None,
    sheets: Iterable[str] = (),
    limits: Limits | None = Limits(),
    schema: Schema = CASES,
    language: Language = "sv",
) -> Reading:
    """Read municipal extracts (kommunernas uttag): files, data frames, or both.

    One row per intake with a repeated case id is the base shape, in which rows of one case with
    different closing days are its spells; closings, investigations, interventions, follow-ups,
    assessments, perpetrators, coverage, and contacts without identity come as further files or
    sheets, told by their headings.
    A blank person or a placeholder is somebody nobody knows, who is never linked. Text files
    with ``;``, ``,`` or tab, in UTF-8, UTF-16 or cp1252, also packed (``.csv.gz``); xlsx, xls and
    ods with the extra ``excel``, Parquet with ``arrow``; and a zip of such files. With pyarrow
    installed large text files are read faster.

    Parameters
    ----------
    paths : path, frame, or several
        Files, or folders of them; frames of pandas, polars or pyarrow, lazy ones, DuckDB
        relations, lists of dicts, dicts of columns, records of numpy; a mapping of a name to
        any of these, such as ``{"insatser": frame}``, or a list. The name of a frame stands
        where a file's would, and may tell its table as a sheet's does; one alone is ``data``.
        Its rows are counted from 0.
    observed : Period, or a year or its text
        The window the extracts cover, such as ``2019`` or ``"2017-01-01/2020-12-31"``; its end
        is the data cut-off.
    profile : Profile, mapping or path, optional
        Headings, codes and fixed values that differ from the usual.
    key : Pseudonymiser, str or bytes, optional
        Secret of at least 128 bits: identifiers become keyed pseudonyms at the border. Columns
        with personal numbers are refused without it.
    encoding : str, optional
        Of text files; by default a BOM, else strict UTF-8, else cp1252.
    sheets : iterable of str
        Names of hidden sheets (dolda blad) to read too; those that whoever opens the workbook
        sees are always read.
    limits : Limits or None
        What one file may cost. Workbooks and Parquet are read in a process of their own, which
        may die of a damaged file without harm to the others; with None they are read in this
        one, without any limit.
    schema : Schema
        What is stored; that of a class that adds fields to `Case` reads these too.
    language : str
        ``sv`` or ``en``: what an error says that is raised meanwhile.

    Returns
    -------
    Reading
        The register of the accepted rows, all faults, and an account of every file:
        rows read = accepted + rejected. A case that loses a row goes whole.

    Raises
    ------
    DataError
        If a path is missing or given twice, a file is of an unknown kind, or personal numbers
        come without a key.
    MissingExtraError
        If a workbook is read without the extra ``excel``.
    """
    with telling(language):
        return _read(paths, observed, profile, key, encoding, sheets, limits, schema)


def _read(
    paths: Any,
    observed: PeriodLike,
    profile: Profile | Mapping[str, Any] | str | Path | None,
    key: Pseudonymiser | str | bytes | None,
    encoding: str | None,
    sheets: Iterable[str],
    limits: Limits | None,
    schema: Schema,
) -> Reading:
    window = Period.of(observed)
    _check_kinds(schema, limits, encoding)
    terms = Terms(layout_of(schema), profile_of(profile))
    secret = pseudonymiser_of(key)
    terms.profile.expects(secret)
    faults: list[Fault] = []
    parts: list[Part] = []
    unknown: list[Part] = []
    recognitions: list[Recognition] = []
    frames, left = frames_of(paths)
    files = files_of(left) if left or not frames else []
    places = names_of(files)
    for name in frames.keys() & set(places):
        raise refusal("frame_and_file", name=name)
    names: list[str] = []
    named = _sheet_names(sheets)
    with Workbooks(limits) as books:
        contents = Contents(terms, encoding, limits, named, books)
        opened = chain(
            ((name, read_frame(data, name, terms)) for name, data in frames.items()),
            chain.from_iterable(map(contents.of, files, places)),
        )
        for name, found in opened:
            names.append(name)
            faults += [one for one in found if isinstance(one, Fault)]
            sheets_of_file = [one for one in found if isinstance(one, Raw)]
            if not any(raw.numbers.size or raw.faults for raw in sheets_of_file) and len(
                sheets_of_file
            ) == len(found):
                faults.append(Fault("no-rows", name))
            for raw in sheets_of_file:
                part = part_of(without_names(raw, window.end), window.end)
                if not raw.placed:
                    unknown.append(part)
                    continue
                recognitions += recognitions_of(part)
                fill_roles(part)
                if part.table == "katrineholm" and part.raw.numbers.size:
                    parts += as_base_shape(part, window)
                else:
                    parts.append(part)
    fill_keys(parts)
    set_persons_aside(parts, window)
    withhold([*parts, *unknown])
    asked = choices_of([*parts, *unknown])
    guard(parts, secret, window)
    fault_members(parts)
    fault_districts(parts)
    parts = apart(parts)
    number_rows(parts)
    _note_roles(parts, schema)
    register = _assembled(parts, window, schema)
    for part in parts:
        faults += part.faults
    accounts = tuple(_account(name, parts) for name in names)
    return Reading(
        register,
        Faults(faults, ((one.heading, one.value) for one in asked)),
        accounts,
        terms.unmet(read=bool(parts)),
        asked,
        terms.profile,
        merged(recognitions),
    )


def _check_kinds(schema: object, limits: object, encoding: object) -> None:
    if not isinstance(schema, Schema):
        raise refusal("schema_kind", kind=type(schema).__name__)
    if limits is not None and not isinstance(limits, Limits):
        raise refusal("limits_kind", kind=type(limits).__name__)
    if encoding is not None and not isinstance(encoding, str):
        raise refusal("encoding", name=shown(encoding))


def _sheet_names(sheets: Iterable[str]) -> tuple[str, ...]:
    names = () if isinstance(sheets, str) or not isinstance(sheets, Iterable) else tuple(sheets)
    if not all(isinstance(name, str) for name in names) or (sheets and not names):
        raise refusal("sheets")
    return names


def _note_roles(parts: list[Part], schema: Schema) -> None:
    """How many rows lack a role, and so count among those who are exposed."""
    for part in parts:
        roles = part.columns.get("roles")
        if part.table == schema.base:
            lacking = part.bad.size if roles is None else int((roles[~part.bad] == 0).sum())
            if lacking:
                code = "role_absent" if roles is None or not roles.any() else "role_lacking"
                part.raw.notes.append(remark(code, number=lacking))


def _account(name: str, parts: list[Part]) -> FileRead:
    mine = [part for part in parts if part.raw.file == name and part.of is None]
    rows = sum(part.bad.size for part in mine)
    rejected = sum(int(part.bad.sum()) for part in mine)
    notes = dict.fromkeys(note.of(part.raw.sheet) for part in mine for note in part.raw.notes)
    repeated = sum(int(part.repeated.sum()) for part in mine if part.repeated is not None)
    return FileRead(name, rows, rows - rejected, rejected, tuple(notes), repeated)


def _assembled(parts: list[Part], observed: Period, schema: Schema) -> Register:
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
    contacts = contacts_of(parts)
    codes = assembly.columns.occurring(), contacts.stored.occurring()
    told = coverage_of(parts, *codes, observed)
    register = Register(assembly.columns, observed=observed, coverage=told, contacts=contacts)
    note_empty(parts, told, register.coverage)
    return register


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
