"""From rows of cells to a sheet: headings are found, titles, totals and blanks set aside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, islice
from typing import Any

import numpy as np

from vnr.io._headings import Headings, Terms
from vnr.io._merged import Merged
from vnr.io._page import Again, Titles, is_footnote, is_total
from vnr.io._raw import Cells, Raw
from vnr.io._remark import Remark, remark
from vnr.io._unknown_row import unknown_row

__all__ = ["LOOKED_AT", "beside", "collect", "heading_row"]

LOOKED_AT = 40
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
    again, titles = Again(top[best].texts), Titles(row.cells for row in top[:best])
    covered = Merged(merged or [], best, columns.width)
    pages: list[int] = []
    # What stands below a total is a note, unless rows follow.
    foot: list[tuple[int, Sequence[Any]]] = []
    summed = False

    def add(number: int, row: Sequence[Any]) -> None:
        nonlocal width
        row = covered.fill(number - 1, row) if merged else row
        if columns.add(number, row):
            faults.append(("row-too-long", number))
        width = len(row)

    for number, row in enumerate(below, start=best + 2):
        filled = [value for value in row if value is not None and value != ""]
        if not filled or not any(str(value).strip() for value in filled):
            continue
        if is_total(row, filled):
            notes.append(remark("total_row", row=number))
            summed = True
            continue
        if again.is_row(row) or titles.is_row(row, filled):
            pages.append(number)
            continue
        if summed and is_footnote(filled):
            foot.append((number, row))
            continue
        for waiting in foot:
            add(*waiting)
        foot.clear()
        add(number, row)
    notes += beside(pages, [number for number, _ in foot])
    if covered.number:
        notes.append(remark("cells_merged", number=covered.number))
    if ends_open and columns.numbers and width < columns.width:
        faults.append(("row-cut", columns.numbers[-1]))
    numbers = np.array(columns.numbers, np.int64)
    cells = columns.cells()
    return Raw(file, sheet, top[best], cells, numbers, faults, notes, placed=placed)


def heading_row(top: Sequence[Headings]) -> int | None:
    """Which of the first rows, from 0, holds the most known headings; None if none holds two."""
    scores = [row.known for row in top]
    best = max(range(len(top)), key=scores.__getitem__, default=0)
    return best if top and scores[best] >= 2 else None


def beside(pages: Sequence[int], foot: Sequence[int]) -> list[Remark]:
    """What to say of rows that begin a page, and of those at the foot, by their numbers."""
    found = {"page_again": pages, "footnotes": foot}
    return [
        remark(code, number=len(rows), row=rows[0]) for code, rows in found.items() if len(rows)
    ]


class _Columns:
    """Columns of distinct values that grow by rows of cells."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.numbers: list[int] = []
        self._known: list[dict[Any, int]] = [{} for _ in range(width)]
        self._codes: list[list[int]] = [[] for _ in range(width)]

    def add(self, number: int, row: Sequence[Any]) -> bool:
        """Take the row with this number; whether it has more cells than there are columns."""
        self.numbers.append(number)
        beyond, lacking = row[self.width :], self.width - len(row)
        cells = [*row, *[""] * lacking] if lacking > 0 else row
        for value, known, codes in zip(cells, self._known, self._codes, strict=False):
            # 1, 1.0 and True are equal, and yet other cells.
            key = value if isinstance(value, str) else (type(value), value)
            code = known.get(key)
            if code is None:
                code = known[key] = len(known)
            codes.append(code)
        return any(value not in (None, "") for value in beyond)

    def cells(self) -> list[Cells]:
        """The columns."""
        return [
            Cells(
                np.array(codes, np.int32),
                [key if isinstance(key, str) else key[1] for key in known],
            )
            for codes, known in zip(self._codes, self._known, strict=True)
        ]
