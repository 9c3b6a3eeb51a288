"""What goes with a figure that is no value: what notes tell of it, and the days of a curve."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from vnr.results._labels import Strata
from vnr.results._note import Note
from vnr.results._state import State

__all__ = ["NOTHING", "days_left", "notes_left", "notes_of"]

Mask = NDArray[np.bool_]

NOTHING: Final = (State.NOT_REPORTED, State.SUPPRESSED)
"""The states in which no figure of a cell is told."""


def notes_left(
    notes: tuple[Note, ...], strata: Strata, states: Mapping[str, NDArray[np.int8]]
) -> tuple[Note, ...]:
    """What may be told of a result whose cells aren't all values.

    A note that is drawn from the figures of single cells is told of those that have a value, and
    one whose own figures aren't all there is told without numbers; of nothing nothing is told.

    Parameters
    ----------
    notes : tuple of Note
        All that could be told.
    strata, states : mapping of str to array, shape ``(cells,)``
        Labels by stratum, and the states of all figures by name.
    """
    value = states["value"] == State.VALUE
    left: list[Note | None] = []
    for note in notes_of(notes, strata, value):
        rows = _rows(note, strata, value.size)
        drawn = [states[name][rows] for name in ("value", *note.figures) if name in states]
        worst = np.max(drawn, axis=0)
        if not note.figures:
            left.append(note)
        elif value[rows].any():
            lacking = (worst == State.SUPPRESSED).any() or not (worst == State.VALUE).any()
            left.append(note.without_numbers() if lacking else note)
    return tuple(note for note in left if note is not None)


def notes_of(notes: tuple[Note, ...], strata: Strata, keep: Mask) -> Iterator[Note]:
    """The notes that tell of the kept cells; of what tells of single cells, those that are kept."""
    for note in notes:
        left = [
            cell
            for cell in note.cells
            if not (mask := _having(cell, strata, keep.size)).any() or (mask & keep).any()
        ]
        if len(left) == len(note.cells):
            yield note
        elif left:
            yield note.of(", ".join(map(" ".join, left))).at(left)


def days_left(
    days: NDArray[Any], state: NDArray[np.int8], groups: Iterable[NDArray[np.intp]]
) -> tuple[NDArray[np.intp], NDArray[Any]]:
    """The rows of a curve that may be told, and their days.

    How many days something happened on, and which, are figures too. A stretch of days without
    any figure becomes one, right after the last day that is told, or the start.

    Parameters
    ----------
    days, state : array, shape ``(rows,)``
        Day and state of each row.
    groups : iterable of array of int
        The rows of each group, in the order of their days.
    """
    told, kept = days.copy(), ~np.isin(state, NOTHING)
    for rows in groups:
        gone = ~kept[rows]
        starts = np.flatnonzero(gone & ~np.append(False, gone[:-1]))
        for start in starts.tolist():
            length = int(np.argmin(np.append(gone[start:], False)))
            stretch = rows[start : start + length]
            row = stretch[np.argmax(state[stretch])]
            told[row] = _after(days[rows[start - 1]]) if start else 0
            kept[row] = True
    return np.flatnonzero(kept), told


def _after(day: Any) -> Any:
    """The least that is later than a day."""
    return day + 1 if isinstance(day, np.integer) else np.nextafter(day, np.inf)


def _rows(note: Note, strata: Strata, size: int) -> Mask:
    """The rows that a note is drawn from: all of them where it is drawn from all together."""
    mask = np.zeros(size, bool)
    for cell in note.cells:
        mask |= _having(cell, strata, size)
    return mask if mask.any() else ~mask


def _having(cell: tuple[str, ...], strata: Strata, size: int) -> Mask:
    """The rows whose first labels are those of a cell."""
    mask = np.ones(size, bool)
    for label, labels in zip(cell, strata.values(), strict=False):
        mask &= labels.astype(str) == label
    return mask
