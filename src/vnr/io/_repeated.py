"""Rows that two files or sheets tell of, or one twice: what is said of them in the reading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.io.faults import Fault, remark
from vnr.io.parts import Part
from vnr.register import IDENTIFIER, Keys, Sheet, twins

__all__ = ["fault_versions", "note_repeats", "settle_coverage", "sheets_of"]

Places = NDArray[np.intp]


def sheets_of(parts: Sequence[Part]) -> list[Sheet]:
    """How the rows of a table were delivered; what is made of one sheet is one."""
    sheets = []
    for _, several in groupby(parts, key=lambda part: id(part.of or part)):
        listed = list(several)
        # Two words for one code tell rows of one sheet apart; another sheet may have words of its own.
        columns = [
            frozenset({*part.columns, *({IDENTIFIER} & part.words.keys())}) for part in listed
        ]
        numbers = [part.numbers for part in listed if part.numbers is not None]
        sheets.append(
            Sheet(
                sum(part.bad.size for part in listed),
                frozenset.intersection(*columns),
                {
                    field: np.concatenate([part.words[field] for part in listed])
                    for field in frozenset.intersection(*(frozenset(one.words) for one in listed))
                },
                np.concatenate(numbers) if len(numbers) == len(listed) else None,
            )
        )
    return sheets


@attrs.define(eq=False)
class _Owner:
    """A sheet whose rows may stand in several tables.

    Attributes
    ----------
    part
        The sheet.
    stated, again
        For each of its rows, in how many tables it stands, and in how many it repeats another.
    place
        Where that one stands, as a number among the sheets.
    states
        Which of its rows repeat one that has more or fewer cells filled in.
    """

    part: Part
    stated: Places
    again: Places
    place: Places
    states: NDArray[np.bool_]

    @classmethod
    def of(cls, part: Part) -> _Owner:
        rows = part.raw.numbers.size
        stated, again = np.zeros((2, rows), np.intp)
        return cls(part, stated, again, np.full(rows, -1), np.zeros(rows, bool))


def note_repeats(
    parts: Mapping[str, Sequence[Part]],
    same: Mapping[str, Places],
    states: Mapping[str, NDArray[np.bool_]],
) -> None:
    """Note how many accepted rows of each sheet repeat others, and where those stand.

    Parameters
    ----------
    parts : mapping of a table's name to its parts
        As the rows were put one after the other.
    same : mapping of a table's name to an array
        The row that each row repeats, or itself.
    states : mapping of a table's name to an array
        Which rows repeat one that has more or fewer cells filled in.
    """
    owners: dict[int, _Owner] = {}
    for listed in parts.values():
        for part in listed:
            owners.setdefault(id(part.of or part), _Owner.of(part.of or part))
    if not same and all(owner.part.doubled is None for owner in owners.values()):
        return
    numbers = {key: number for number, key in enumerate(owners)}
    for key, owner in owners.items():
        if owner.part.doubled is not None:
            owner.stated += owner.part.doubled
            owner.again += owner.part.doubled
            owner.place[owner.part.doubled] = numbers[key]
    for table, listed in parts.items():
        ends = np.cumsum([part.bad.size for part in listed])
        whose = np.array([numbers[id(part.of or part)] for part in listed])
        for part, end in zip(listed, ends.tolist(), strict=True):
            owner = owners[id(part.of or part)]
            own = part.of is None
            at = np.arange(part.bad.size) if own else _places(owner.part, part)
            owner.stated[at] += 1
            if table in same:
                rows = np.arange(end - part.bad.size, end)
                original = same[table][rows]
                again = original != rows
                owner.again[at[again]] += 1
                owner.states[at] |= states[table][rows]
                owner.place[at[again]] = whose[np.searchsorted(ends, original[again], "right")]
    sheets = [owner.part for owner in owners.values()]
    for owner in owners.values():
        _note(owner, sheets)


def _places(owner: Part, part: Part) -> Places:
    """Where the rows of what is made of a sheet stand in it."""
    return np.searchsorted(owner.raw.numbers, part.raw.numbers)


def _note(owner: _Owner, sheets: Sequence[Part]) -> None:
    part = owner.part
    # A row that says something new in one table is no mere repeat.
    part.repeated = (owner.again > 0) & (owner.again == owner.stated) & ~part.bad
    places, states = owner.place[part.repeated], owner.states[part.repeated]
    mine = next(number for number, sheet in enumerate(sheets) if sheet is part)
    inside = int((places == mine).sum())
    if inside:
        part.raw.notes.append(remark("rows_doubled", number=inside))
    for place in np.unique(places[places != mine]).tolist():
        for code, told in (("rows_elsewhere", ~states), ("rows_filled", states)):
            number = int((told & (places == place)).sum())
            if number:
                part.raw.notes.append(remark(code, number=number, name=_name(sheets[place])))


def _name(part: Part) -> str:
    return part.raw.file + (f"[{part.raw.sheet}]" if part.raw.sheet else "")


def fault_versions(
    parts: Sequence[Part], columns: Mapping[str, Any], rows: Places, others: Places
) -> None:
    """Set rows aside that are versions of others, and name both.

    Parameters
    ----------
    parts : sequence of Part
        The parts of one table.
    columns : mapping of a field to a stored column
        All their rows, one after the other.
    rows, others : arrays of int
        Rows, and another version of each.
    """
    ends = np.cumsum([part.bad.size for part in parts])
    for row, other, field in zip(
        rows.tolist(), others.tolist(), _differing(columns, rows, others), strict=True
    ):
        (part, place), (beside, at) = _part_of(parts, ends, row), _part_of(parts, ends, other)
        owner = part.of or part
        number = int(part.raw.numbers[place])
        mine = int(np.searchsorted(owner.raw.numbers, number))
        if owner is not part and owner.bad[mine]:
            continue
        there = int(beside.raw.numbers[at])
        hint = remark("other_version", mine=number, row=there, name=_name(beside))
        heading = owner.heading(field) if field else None
        owner.faults.append(
            Fault("row-versions", owner.raw.file, owner.raw.sheet, number, heading, hint)
        )
        owner.bad[mine] = True


def settle_coverage(sheets: Sequence[Part]) -> None:
    """Note rows of coverage sheets that stand twice; two versions of one are a fault of both."""
    parts = [part for part in sheets if {"municipality", "start", "end"} <= set(part.columns)]
    places = _numbers(parts, ("municipality", "unit", "district", "start", "end"))
    columns = {name: _numbers(parts, (name,)) for name in ("tables", "fields")}
    bad = np.concatenate([np.empty(0, bool), *(part.bad for part in parts)])
    found = twins(
        np.where(bad, np.int32(-1), places),
        np.zeros(places.size, np.int32),
        columns,
        columns,
        sheets_of(parts),
    )
    if found is not None:
        fault_versions(parts, columns, *found.versions)
        note_repeats({"coverage": parts}, {"coverage": found.same}, {"coverage": found.states})


def _numbers(parts: Sequence[Part], fields: Sequence[str]) -> NDArray[np.int32]:
    """A number for each row of several sheets, the same where all the fields are."""
    known: dict[tuple[Any, ...], int] = {}
    numbers = []
    for part in parts:
        texts = []
        for field in fields:
            column = part.columns.get(field, np.full(part.bad.size, -1))
            if isinstance(column, Keys):
                values = [*column.values.tolist(), b""]
                texts.append([values[code].lower() for code in column.codes.tolist()])
            else:
                texts.append(column.tolist())
        numbers += [known.setdefault(row, len(known)) for row in zip(*texts, strict=True)]
    return np.array(numbers, np.int32)


def _part_of(parts: Sequence[Part], ends: Places, row: int) -> tuple[Part, int]:
    which = int(np.searchsorted(ends, row, "right"))
    return parts[which], row - int(ends[which]) + parts[which].bad.size


def _differing(columns: Mapping[str, Any], rows: Places, others: Places) -> Iterator[str | None]:
    """The first field in which each two versions differ."""
    first: list[str | None] = [None] * rows.size
    for field, column in columns.items():
        values = column.codes if isinstance(column, Keys) else column
        for place in np.flatnonzero(values[rows] != values[others]).tolist():
            first[place] = first[place] or field
    yield from first
