"""One sheet at a time: which table it is, what its headings mean, and its stored columns."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError
from vnr.io._alias import REQUIRED, TABLES, columns_of, fold, headings, sheet_names
from vnr.io._convert import convert
from vnr.io._faults import Fault
from vnr.io._identity import is_personal_number, looks_personal, pseudonyms
from vnr.io._profile import Profile
from vnr.io._raw import Raw
from vnr.io._remark import Remark, remark
from vnr.register import Keys, Kind, day_number, encode

__all__ = ["Part", "part_of"]

_LOOKED_AT = 500
_IDENTITIES = ("person_id", "household_id", "officer", "case_id")


@attrs.define(eq=False)
class Part:
    """The rows of one sheet, in stored form.

    Attributes
    ----------
    raw
        The sheet.
    table
        The flat table it belongs to.
    columns
        Stored columns by field.
    bad
        Rows set aside, shape ``(rows,)``.
    faults
        Why.
    of
        The part whose rows these are, for rows derived from another table.
    """

    raw: Raw
    table: str
    columns: dict[str, Any]
    bad: NDArray[np.bool_]
    faults: list[Fault]
    of: Part | None = None

    def fault(
        self,
        rule: str,
        rows: NDArray[np.bool_],
        field: str | None = None,
        hint: Remark | None = None,
    ) -> None:
        """Set rows aside and say why, each with its row and heading."""
        heading = self.heading(field) if field else None
        self.faults += [
            Fault(rule, self.raw.file, self.raw.sheet, int(row), heading, hint)
            for row in self.raw.rows[rows]
        ]
        self.bad |= rows

    def heading(self, field: str) -> str:
        """The heading that stands for a field, or the field itself."""
        known = headings(self.table)
        found = [one for one in self.raw.headings if known.get(fold(one)) == field]
        return found[0] if found else field


def _table_of(raw: Raw, profile: Profile) -> tuple[str, dict[str, int | None], list[str]]:
    """The best table, its fields' places in the sheet, and fields that stand twice.

    A place of None is a field that is needed and missing.
    """
    best: tuple[Any, ...] = ()
    for order, table in enumerate(TABLES):
        known = headings(table)
        places: dict[str, int | None] = {}
        twice = []
        for place, heading in enumerate(raw.headings):
            given = profile.field(heading)
            field = given if given in columns_of(table) else known.get(fold(heading))
            if field is None or not heading:
                continue
            if field in places:
                twice.append(heading)
            places.setdefault(field, place)
        missing = [field for field in REQUIRED[table] if field not in places]
        named = raw.sheet is not None and any(
            fold(raw.sheet) in name for name in sheet_names(table)
        )
        score = (not missing, named, len(places) - 2 * len(missing), -order)
        if not best or score > best[0]:
            best = (score, table, places | dict.fromkeys(missing), twice)
    return best[1], best[2], best[3]


def part_of(raw: Raw, profile: Profile, key: bytes | None, today: date) -> Part:
    """Convert one sheet; what cannot be used is set aside with its fault.

    Raises
    ------
    DataError
        If a column holds personal numbers and there is no key.
    """
    table, places, twice = _table_of(raw, profile)
    part = Part(raw, table, {}, np.zeros(raw.rows.size, bool), [])
    fixed = profile.fixed(raw.file)
    whole: list[tuple[str, str, Remark | None]] = [("column-twice", name, None) for name in twice]
    known = columns_of(table)
    for field in [field for field, place in places.items() if place is None]:
        near = _near(raw, table, field)
        whole.append(("column-missing", field, remark("meant", name=near[0]) if near else None))
    for field in ("municipality", "role"):
        if field in known and field not in places and field not in fixed:
            if field == "role" and table != "intakes":
                continue
            whole.append(("column-missing", field, remark("in_profile", name=field)))
    if not raw.rows.size:
        part.faults += [Fault(rule, raw.file, raw.sheet, row) for rule, row in raw.faults]
        return part
    if whole:
        part.faults += [
            Fault(rule, raw.file, raw.sheet, None, column or None, hint)
            for rule, column, hint in whole
        ]
        part.bad[:] = True
    _note_unknown(part, profile)
    for rule in dict.fromkeys(rule for rule, _ in raw.faults):
        part.fault(rule, np.isin(raw.rows, [row for one, row in raw.faults if one == rule]))
    for field, place in places.items():
        if place is None:
            continue
        done = convert(known[field], raw.cells[place], profile)
        for rule, hint, rows in done.refused:
            part.fault(rule, rows, field, hint)
        if done.padded:
            raw.notes.append(remark("zeros_restored"))
        part.columns[field] = done.values
    for field in _IDENTITIES:
        if field in part.columns:
            _hide(part, field, key, today)
    _fix(part, fixed, profile)
    _note_later(part, today)
    return part


def _note_later(part: Part, today: date) -> None:
    """Rows dated after the cut-off: an extract made then would not have held them."""
    if part.table == "coverage":
        return
    last = day_number(today)
    later = np.zeros(part.bad.size, bool)
    for column in columns_of(part.table).values():
        # What is planned for a later day is known already.
        if column.kind is Kind.DAY and column.name in part.columns and column.name != "due":
            later |= part.columns[column.name] > last
    if later.any():
        part.raw.notes.append(remark("later_rows", number=int(later.sum()), day=today.isoformat()))


def _near(raw: Raw, table: str, field: str) -> list[str]:
    """A heading of the sheet that is nearly one of the field's."""
    known = headings(table)
    names = [name for name, own in known.items() if own == field]
    return [
        heading
        for heading in raw.headings
        if fold(heading) not in known and get_close_matches(fold(heading), names, cutoff=0.75)
    ][:1]


def _note_unknown(part: Part, profile: Profile) -> None:
    known = headings(part.table)
    for heading, cells in zip(part.raw.headings, part.raw.cells, strict=True):
        if not heading:
            if any(value not in ("", None) for value in cells.distinct()):
                part.raw.notes.append(remark("column_without_heading"))
        elif fold(heading) not in known and profile.field(heading) is None:
            near = get_close_matches(fold(heading), known, n=1, cutoff=0.75)
            part.raw.notes.append(
                remark("column_nearly_known", heading=heading, name=known[near[0]])
                if near
                else remark("column_unknown", heading=heading)
            )


def _hide(part: Part, field: str, key: bytes | None, today: date) -> None:
    """Turn identifiers into pseudonyms at the border, or refuse personal numbers."""
    keys = part.columns[field]
    heading = part.heading(field)
    # From all of the file: what comes first in it may be another system's numbers.
    apart = max(1, keys.values.size // _LOOKED_AT)
    sample = [value.decode() for value in keys.values[::apart].tolist()]
    personal = looks_personal(heading if field == "person_id" else "", sample)
    if personal and key is None and (fold(heading) != "personid" or _any_number(sample)):
        raise DataError(
            f"{part.raw.file}: the column «{heading}» holds personal numbers. Give a secret: "
            "vnr.read(..., key=...), and they become keyed pseudonyms; keep the key where the "
            "files are kept, and use the same one for all files that are to be linked"
        )
    if key is not None and (field != "case_id" or personal):
        hashed = Keys.of(pseudonyms([v.decode() for v in keys.values.tolist()], key, today))
        places = np.append(hashed.codes, np.int32(-1))
        part.columns[field] = Keys(hashed.values, places[keys.codes])


def _any_number(sample: list[str]) -> bool:
    return any(is_personal_number(value) for value in sample)


def _fix(part: Part, fixed: Mapping[str, str], profile: Profile) -> None:
    """Columns that the profile gives one value for the whole file."""
    rows = part.raw.rows.size
    known = columns_of(part.table)
    for field, value in fixed.items():
        if field not in known or field in part.columns:
            continue
        if known[field].kind is Kind.NAME:
            part.columns[field] = Keys(encode([value]), np.zeros(rows, np.int32))
        else:
            words = profile.words(known[field])
            if fold(value) not in words:
                raise DataError(f"the profile's {field} = {value!r} is no code of it")
            part.columns[field] = np.full(rows, words[fold(value)], known[field].dtype)
