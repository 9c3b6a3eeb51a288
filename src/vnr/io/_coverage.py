"""The coverage sheet: who delivered which period, tables and fields."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache
from typing import Any

import numpy as np

from vnr.errors import UnknownNameError
from vnr.io._boards import fault_joint
from vnr.io._repeated import settle_coverage
from vnr.io.faults import remark
from vnr.io.parts import Part
from vnr.io.template import cell_words, layout_of, municipality_codes, sheet_names
from vnr.model import Period, Unit, board_members
from vnr.register import (
    CASES,
    CONTACTS,
    FIELDS,
    NO_DAY,
    TABLES,
    Coverage,
    Keys,
    date_of,
    field_name,
    table_name,
)
from vnr.words import LANGUAGES, fold, labels

__all__ = ["coverage_of", "set_aside"]

_LISTED = re.compile(r"[;,|\n]")


def coverage_of(
    parts: list[Part],
    occurring: list[str],
    contacts: list[str],
    observed: Period,
    aside: Collection[str] | None = None,
) -> Coverage:
    """What was told of the delivery; municipalities of which nothing was, for the window.

    Of a row that can't be read its municipality, or that which is nearly named, still counts as
    told of: what no other row covers wasn't delivered, and is never zero. If nobody can tell
    whose some row is, that goes for every municipality without a row; and it goes for one all of
    whose cases were set aside. Who has contacts alone delivered nothing else.
    """
    sheets = [part for part in parts if part.table == "coverage" and part.raw.numbers.size]
    settle_coverage(sheets)
    fault_joint(sheets)
    rows: list[Any] = [row for part in sheets for row in _rows(part)]
    told = {row[0] for row in rows}
    untold = [code for code in occurring if code not in told]
    lost = [part for part in sheets if _has_unplaced(part, occurring)]
    for part in lost if untold else ():
        part.raw.notes.append(remark("coverage_unplaced", places=tuple(untold)))
    rows += [(code, None, None if lost else observed) for code in untold]
    alone = [code for code in contacts if code not in {*occurring, *told}]
    rows += [(code, None, None, None if lost else observed, {"contacts"}, None) for code in alone]
    lacking = set_aside(parts) if aside is None else set(aside)
    rows += [(code, None, None) for code in lacking - {*occurring, *told, *alone}]
    return Coverage(rows)


def set_aside(parts: list[Part]) -> set[str]:
    """Municipalities of the sheets of cases, kept or not: who lost every row isn't left out."""
    named = {
        code
        for part in parts
        if part.table in (part.schema.base, "contacts") and "municipality" in part.columns
        for code in _codes(part.columns["municipality"])
    }
    known = set(municipality_codes().values())
    return {code for code in named if known.issuperset(board_members(code))}


def _meant(part: Part) -> dict[int, str]:
    """The municipality that a row nearly names, by the row's place."""
    hints = {
        fault.row: fault.meant[0].code
        for fault in part.faults
        if fault.rule == "municipality-invalid" and fault.meant
    }
    return {
        place: hints[row] for place, row in enumerate(part.raw.numbers.tolist()) if row in hints
    }


def _has_unplaced(part: Part, occurring: list[str]) -> bool:
    """Whether nobody can tell which municipality some row is of."""
    if "municipality" not in part.columns:
        return True
    keys, meant = part.columns["municipality"], _meant(part)
    known = {*municipality_codes().values(), *occurring}
    return any(
        place not in meant if code < 0 else not known.issuperset(board_members(_codes(keys)[code]))
        for place, code in enumerate(keys.codes.tolist())
    )


def _codes(keys: Keys) -> list[str]:
    return [value.decode() for value in keys.values.tolist()]


def _rows(part: Part) -> Iterator[tuple[Any, ...]]:
    if "municipality" not in part.columns:
        return
    keys = part.columns["municipality"]
    empty = np.full(part.bad.size, NO_DAY, np.int32)
    start, end = (part.columns.get(name, empty) for name in ("start", "end"))
    for name, day, other in (("start", start, end), ("end", end, start)):
        part.fault("value-missing", (day == NO_DAY) & (other != NO_DAY) & ~part.bad, name)
    part.fault("period-invalid", (end < start) & ~part.bad, "end")
    part.fault("id-missing", (keys.codes < 0) & ~part.bad, "municipality")
    tables = _named(part, "tables", table_of)
    fields = _named(part, "fields", field_of)
    districts = _texts(part, "district")
    unit = part.columns.get("unit", np.full(start.size, -1, np.int8))
    meant = _meant(part)
    _note_places(part, keys, meant.values())
    for row in np.flatnonzero(keys.codes >= 0).tolist():
        yield (
            keys.values[keys.codes[row]].decode(),
            None if unit[row] < 0 else list(Unit)[unit[row]],
            districts[row],
            None
            if part.bad[row] or start[row] == NO_DAY
            else Period(date_of(int(start[row])), date_of(int(end[row]))),
            tables[row],
            fields[row],
        )
    for code in dict.fromkeys(meant.values()):
        yield (code, None, None)


def _note_places(part: Part, keys: Keys, meant: Iterable[str]) -> None:
    """Say whose rows can't be read, so that it counts as not delivered, and who isn't there."""
    labels_of = _codes(keys)
    unread = {labels_of[code] for code in keys.codes[part.bad].tolist() if code >= 0}
    faulty = sorted(unread.union(meant))
    if faulty:
        part.raw.notes.append(remark("coverage_unread", places=tuple(faulty)))
    known = set(municipality_codes().values())
    strange = sorted({code for label in labels_of for code in board_members(label)} - known)
    if strange:
        part.raw.notes.append(remark("municipality_unknown", places=tuple(strange)))


def _texts(part: Part, column: str) -> list[str | None]:
    """The cells of a column as texts; None where nothing stands."""
    if column not in part.columns:
        return [None] * part.bad.size
    keys = part.columns[column]
    values = [*(value.decode() for value in keys.values.tolist()), None]
    return [values[code] for code in keys.codes.tolist()]


def _named(part: Part, column: str, known: Callable[[str], str]) -> list[Any]:
    """Each cell as a set of names, ``all``, or None; a name that there isn't is a fault.

    The row stays, with what else it says: the name alone is left out.
    """
    cells = _texts(part, column)
    read: dict[str, Any] = {}
    unknown = set()
    for cell in dict.fromkeys(cells):
        if cell is None:
            continue
        if cell.strip().casefold() in cell_words("all"):
            read[cell] = "all"
            continue
        names = set()
        for name in filter(None, map(str.strip, _LISTED.split(cell))):
            try:
                names.add(known(name))
            except UnknownNameError:
                unknown.add(cell)
        read[cell] = frozenset(names)
    lost = np.array([cell in unknown for cell in cells], bool)
    part.fault("delivery-unknown", lost & ~part.bad, column, aside=False)
    return [None if cell is None else read[cell] for cell in cells]


@cache
def _called() -> dict[str, str]:
    """What may be delivered, by what reports call it in any language."""
    return {
        fold(words): code
        for language in LANGUAGES
        for code, words in labels("delivery", language).items()
    }


@cache
def table_of(name: str) -> str:
    """The table of a name: as code, as its sheet is called, or as reports call it.

    Raises
    ------
    UnknownNameError
        If there is no such table.
    """
    if _called().get(fold(name)) in TABLES:
        return _called()[fold(name)]
    for table in (*CASES.parents, *CONTACTS.tables):
        if fold(name) in sheet_names(table) or fold(name) == fold(table):
            return table
    return table_name(name)


@cache
def field_of(name: str) -> str:
    """The field of a name: ``table.field``, a heading that no two tables have, or as reports call it.

    Raises
    ------
    UnknownNameError
        If there is no such field, or more than one.
    """
    if _called().get(fold(name)) in FIELDS:
        return _called()[fold(name)]
    of, dot, heading = name.rpartition(".")
    if not dot:
        known = layout_of().headings["intakes"]
        return field_name(known.get(fold(name), name))
    table = of if of in (*CASES.tables, *CONTACTS.tables) else table_of(of)
    beside = ("intakes", "cases", "persons", "closings")
    known = layout_of().headings["intakes" if table in beside else table]
    field = known.get(fold(heading), heading)
    # The sheet of intakes holds the fields of the case and its person too.
    homes = beside if table == "intakes" else (table,)
    return field_name(
        next((f"{home}.{field}" for home in homes if f"{home}.{field}" in FIELDS), name)
    )
