"""Data frames as sheets: the same columns of distinct cells that a file becomes."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.frames import Distinct, Taken, heading, is_frame, is_series, listed, taken
from vnr.io._paths import shown
from vnr.io.faults import Fault, Remark, remark
from vnr.io.sheets import (
    Again,
    Cells,
    Headings,
    Raw,
    Terms,
    begins_total,
    beside,
    collect,
    footnotes,
    is_total,
)
from vnr.words import Phrase, refusal

__all__ = ["frames_of", "read_frame"]

_NAME: Final = "data"

Mask = NDArray[np.bool_]


def frames_of(data: Any) -> tuple[dict[str, Any], Any]:
    """The frames of what is to be read, by name, and the paths that are left.

    Raises
    ------
    DataError
        If it is neither, or two frames have one name.
    """
    if is_frame(data):
        return {_NAME: data}, ()
    if isinstance(data, (str, bytes, os.PathLike)):
        return {}, data
    named = _named(data)
    frames: dict[str, Any] = {}
    paths = []
    for name, value in named:
        if isinstance(value, (str, bytes, os.PathLike)):
            paths.append(value)
        elif not is_frame(value):
            # Says what it is, and what it might be.
            taken(value, Phrase("named", "frame", (("name", name),)))
            raise refusal("frame_empty", name=name)
        elif name in frames:
            raise refusal("frame_twice", name=name)
        else:
            frames[name] = value
    return frames, paths


def _named(data: Any) -> list[tuple[str, Any]]:
    if isinstance(data, Mapping):
        names = (shown(" ".join(heading(name).split())) for name in data)
        return [(name or _NAME, value) for name, value in zip(names, data.values(), strict=True)]
    if not isinstance(data, Iterable) or is_series(data) or isinstance(data, (np.ndarray, type)):
        taken(data, Phrase("named", "reading"))
    several = listed(data, Phrase("named", "reading"))
    if several and not any(map(_is_delivery, several)):
        taken(several, Phrase("named", "reading"))
    numbered = len(several) > 1
    return [
        (f"{_NAME} {number}" if numbered else _NAME, value)
        for number, value in enumerate(several, start=1)
    ]


def _is_delivery(value: Any) -> bool:
    return isinstance(value, (str, bytes, os.PathLike)) or is_frame(value)


def read_frame(data: Any, name: str, terms: Terms) -> list[Raw | Fault]:
    """Read a frame, called `name`; or say why it can't be read.

    Its rows are counted from 0. Names of columns that nobody knows may stand above a row of
    headings, as a workbook's title does that was read as one.
    """
    table = taken(data, Phrase("named", "frame", (("name", name),)))
    headings = Headings(table.headings, terms)
    notes: list[Remark] = []
    if headings.known < 2:
        below = collect(name, None, chain([table.headings], _rows(table)), terms, notes)
        if below is None:
            return [Fault("headings-missing", name)]
        # The frame's own headings were row 1.
        counted = [_from_0(note) for note in below.notes]
        raw = attrs.evolve(below, numbers=below.numbers - 2, notes=counted, title=name)
        return [raw] if raw.placed else [Fault("headings-missing", name), raw]
    totals, again = _totals(table), _again(table, headings.texts)
    notes += [remark("total_row", row=row) for row in np.flatnonzero(totals).tolist()]
    blank = np.ones(table.height, bool)
    for column in table.columns:
        blank &= _is_blank(column)[column.codes]
    kept = ~(totals | again | blank)
    foot = footnotes(kept, np.flatnonzero(totals), lambda row: _row(table, row))
    notes += beside(np.flatnonzero(again & ~totals).tolist(), foot)
    kept[foot] = False
    cells = [_cells(column, kept) for column in table.columns[: len(headings.texts)]]
    return [Raw(name, None, headings, cells, np.flatnonzero(kept), [], notes, title=name)]


def _from_0(note: Remark) -> Remark:
    told = dict(note.parameters)
    return remark(note.code, **told | {"row": told["row"] - 2}) if "row" in told else note


def _rows(table: Taken) -> Iterator[tuple[Any, ...]]:
    return zip(*(column.listed() for column in table.columns), strict=True)


def _is_blank(column: Distinct) -> Mask:
    """Which of the distinct values are empty."""
    return np.array(
        [
            value is None or (isinstance(value, str) and not value.strip())
            for value in column.values
        ],
        bool,
    )


def _again(table: Taken, texts: list[str]) -> Mask:
    """Rows that hold the headings again."""
    again = Again(texts)
    first = table.columns[again.place]
    found = np.array([again.may_begin(value) for value in first.values], bool)[first.codes]
    for row in np.flatnonzero(found).tolist():
        found[row] = again.is_row(_row(table, row))
    return found


def _row(table: Taken, row: int) -> list[Any]:
    return [column.values[column.codes[row]] for column in table.columns]


def _totals(table: Taken) -> Mask:
    """Rows that only sum up the others."""
    found = np.zeros(table.height, bool)
    before = np.ones(table.height, bool)
    for column in table.columns:
        begins = np.array([begins_total(value) for value in column.values], bool)
        if begins.any():
            found |= before & begins[column.codes]
        before &= _is_blank(column)[column.codes]
        if not before.any():
            break
    for row in np.flatnonzero(found).tolist():
        cells = _row(table, row)
        filled = [cell for cell in cells if cell is not None and cell != ""]
        found[row] = is_total(cells, filled)
    return found


def _cells(column: Distinct, kept: Mask) -> Cells:
    if kept.all():
        return Cells.of(column.codes, column.values)
    # What only stands in rows that are left out, such as totals, isn't read.
    some = Cells(column.codes, column.values).some(kept)
    return Cells.of(some.codes, some.distinct())
