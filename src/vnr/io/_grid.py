"""From rows of cells to a sheet: headings are found, titles, totals and blanks set aside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain, count, islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vnr.io._headings import Headings, Terms
from vnr.io._merged import Merged
from vnr.io._page import Page
from vnr.io._raw import Cells, Raw
from vnr.io._remark import Remark, remark
from vnr.io._unknown_row import unknown_row

__all__ = ["LOOKED_AT", "collect", "heading_row"]

LOOKED_AT = 40
# So many rows, and no more than so many cells, are taken together.
_ROWS = 1 << 10
_CELLS = 1 << 18
_GUESSED = 10_000
"""Rows that are looked at below headings that nobody knows."""


def collect(
    file: str,
    sheet: str | None,
    rows: Iterable[Sequence[Any]],
    terms: Terms,
    notes: list[Remark],
    *,
    ends_open: bool = False,
    merged: list[tuple[int, int, int, int]] | None = None,
) -> Raw | None:
    """Read a sheet's rows, one after the other, into columns of distinct values.

    Parameters
    ----------
    file, sheet
        Where the rows come from.
    rows
        All rows from the top, of any lengths.
    terms
        What headings mean.
    notes
        What was noticed before; more is added.
    ends_open
        Whether the file ends in the middle of a line, so that a short last row is cut.
    merged
        Merged cells of a workbook, as first row and column and last row and column from 0.

    Returns
    -------
    Raw or None
        Where no row holds at least two known headings, of a row that looks like headings with no
        more than the first rows, and not `placed`; None if none looks so.
    """
    stream = iter(rows)
    top = [Headings(row, terms) for row in islice(stream, LOOKED_AT)]
    best = heading_row(top)
    placed = best is not None
    if best is None:
        best, stream = unknown_row([row.cells for row in top]), islice(stream, _GUESSED)
    if best is None:
        return None
    if best:
        notes.append(remark("rows_above", number=best))
    below = chain((row.cells for row in top[best + 1 :]), stream)
    columns = _Columns(len(top[best].texts))
    faults: list[tuple[str, int]] = []
    width = 0
    page = Page(top[best].texts, (row.cells for row in top[:best]))
    covered = Merged(merged or [], best, columns.width)
    number = best + 2
    while batch := list(islice(below, columns.batch)):
        numbers, records = page.records(number, batch)
        number += len(batch)
        if merged:
            records = list(map(covered.fill, (row - 1 for row in numbers), records))
        if records:
            faults += [("row-too-long", row) for row in columns.add(numbers, records)]
            width = len(records[-1])
    notes += page.notes()
    if covered.number:
        notes.append(remark("cells_merged", number=covered.number))
    if ends_open and columns.numbers and width < columns.width:
        faults.append(("row-cut", columns.numbers[-1]))
    known = np.array(columns.numbers, np.int64)
    cells = columns.cells()
    return Raw(file, sheet, top[best], cells, known, faults, notes, placed=placed)


def heading_row(top: Sequence[Headings]) -> int | None:
    """Which of the first rows, from 0, holds the most known headings; None if none holds two."""
    scores = [row.known for row in top]
    best = max(range(len(top)), key=scores.__getitem__, default=0)
    return best if top and scores[best] >= 2 else None


class _Columns:
    """Columns of distinct values that grow by rows of cells."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.batch = max(1, min(_ROWS, _CELLS // width))
        self.numbers: list[int] = []
        self._known = [_Known() for _ in range(width)]
        self._codes: list[list[NDArray[np.int32]]] = [[] for _ in range(width)]

    def add(self, numbers: Sequence[int], rows: Sequence[Sequence[Any]]) -> list[int]:
        """Take rows with these numbers; those that have more cells than there are columns."""
        self.numbers += numbers
        beyond: list[int] = []
        if set(map(len, rows)) != {self.width}:
            beyond += [
                number
                for number, row in zip(numbers, rows, strict=True)
                if any(value not in (None, "") for value in row[self.width :])
            ]
            blank = [""] * self.width
            rows = [[*row[: self.width], *blank[len(row) :]] for row in rows]
        for column, known, codes in zip(
            zip(*rows, strict=True), self._known, self._codes, strict=True
        ):
            codes.append(np.fromiter(known.codes(column), np.int32, len(rows)))
        return beyond

    def cells(self) -> list[Cells]:
        """The columns."""
        return [
            Cells.of(
                codes[0] if len(codes) == 1 else np.concatenate([np.empty(0, np.int32), *codes]),
                known.values(),
            )
            for codes, known in zip(self._codes, self._known, strict=True)
        ]


class _Known(dict[type, dict[Any, int]]):
    """The distinct values of a column by type, since 1, 1.0 and True are equal and yet other cells."""

    def __init__(self) -> None:
        self._next = count().__next__

    def __missing__(self, kind: type) -> dict[Any, int]:
        # Where it looks for a value and finds none, that gets the next number.
        self[kind] = defaultdict(self._next)
        return self[kind]

    def codes(self, column: Sequence[Any]) -> Iterable[int]:
        """The number of each cell's value."""
        kinds = set(map(type, column))
        if len(kinds) == 1:
            return map(self[kinds.pop()].__getitem__, column)
        return (self[type(value)][value] for value in column)

    def values(self) -> list[Any]:  # type: ignore[override]
        """The values in the order of their numbers."""
        found: list[Any] = [None] * sum(map(len, super().values()))
        for known in super().values():
            for value, place in known.items():
                found[place] = value
        return found
