"""Rows that name what they hang on by the record system's own number, such as Insats-ID.

A follow-up that says which intervention it is of needn't say whose: that stands with the
intervention.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from vnr.io.faults import Fault
from vnr.io.parts import Part
from vnr.register import IDENTIFIER, Keys, unify

__all__ = ["fill_keys", "number_rows"]

Codes = NDArray[np.int32]


def fill_keys(parts: Iterable[Part]) -> None:
    """Fill in whose a row is that only names what it hangs on, from the sheets of that."""
    parts = list(parts)
    for part in parts:
        layout = part.raw.headings.terms.layout
        above = layout.schema.parents.get(part.table)
        number = layout.number_of(part.table)
        if above in (None, layout.schema.root) or number not in part.columns:
            continue
        telling = [one for one in parts if one.table == above and number in one.columns]
        if telling:
            _fill(part, number, telling)
        _lack(part)


def _fill(part: Part, number: str, telling: Sequence[Part]) -> None:
    _, (mine, *theirs) = unify([part.columns[number], *(one.columns[number] for one in telling)])
    size = int(max(codes.max(initial=-1) for codes in (mine, *theirs))) + 1
    keys = [key for key in part.schema.keys if all(key in one.columns for one in telling)]
    whose: dict[str, tuple[NDArray[np.bytes_], Codes]] = {}
    for key in keys:
        values, codes = unify([one.columns[key] for one in telling])
        of = np.full(size + 1, -1, np.int32)
        several = np.zeros(size + 1, bool)
        for number_codes, key_codes in zip(theirs, codes, strict=True):
            rows = np.flatnonzero((number_codes >= 0) & (key_codes >= 0))
            of[number_codes[rows]] = key_codes[rows]
        for number_codes, key_codes in zip(theirs, codes, strict=True):
            rows = np.flatnonzero((number_codes >= 0) & (key_codes >= 0))
            differs = of[number_codes[rows]] != key_codes[rows]
            several[number_codes[rows][differs]] = True
        whose[key] = values, np.where(several, np.int32(-1), of)
    lost = np.zeros(part.bad.size, bool)
    for key, (values, of) in whose.items():
        blank = np.full(part.bad.size, -1, np.int32)
        own = part.columns.get(key, Keys(values[:0], blank))
        filled = Keys(values, np.where(own.codes < 0, of[mine], np.int32(-1)))
        joint, (before, told) = unify([own, filled])
        part.columns[key] = Keys(joint, np.where(before < 0, told, before))
        if part.schema.pointer(key) == key:
            lost |= (part.columns[key].codes < 0) & (mine >= 0)
    if lost.any():
        part.fault(f"{part.schema.noun(part.schema.parents[part.table])}-unknown", lost, number)


def _lack(part: Part) -> None:
    """What no sheet tells is missing, as where there is no such number."""
    for key in part.schema.keys:
        if key not in part.columns and part.schema.pointer(key) == key:
            title = part.raw.headings.terms.layout.title(part.table, key)
            part.faults.append(Fault("column-missing", part.raw.file, part.raw.sheet, None, title))
            part.bad[:] = True


def number_rows(parts: Sequence[Part]) -> None:
    """Turn the record system's numbers into whole ones, the same in all sheets, for the register."""
    named = [(part, part.raw.headings.terms.layout.number_of(part.table)) for part in parts]
    told = [(part, name) for part, name in named if name in part.columns]
    _, codes = unify([part.columns.pop(name) for part, name in told])
    for (part, _), mine in zip(told, codes, strict=True):
        part.words[IDENTIFIER] = mine
    start = int(max((mine.max(initial=-1) for mine in codes), default=-1)) + 1
    owners: dict[int, int] = {}
    for part, _ in named:
        if part.numbers is not None:
            # What stands in one row belongs together, whatever its number says.
            at = owners.setdefault(id(part.of), start)
            part.numbers = np.where(part.numbers >= 0, part.numbers + np.int32(at), -1)
            start = max(start, int(part.numbers.max(initial=-1)) + 1)
        else:
            part.numbers = part.words.get(IDENTIFIER)
