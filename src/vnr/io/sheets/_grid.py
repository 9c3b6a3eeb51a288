"""From rows of cells to a sheet: headings are found, titles, totals and blanks set aside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vnr.io.books import Block, Distinct, rows_of
from vnr.io.faults import Remark, remark
from vnr.io.sheets._headings import Headings, Terms
from vnr.io.sheets._merged import Merged
from vnr.io.sheets._page import Page
from vnr.io.sheets._raw import Cells, Raw
from vnr.io.sheets._unknown_row import unknown_row

__all__ = ["LOOKED_AT", "collect", "heading_row"]

LOOKED_AT = 40
# So many rows, and no more than so many cells, are taken together.
_ROWS = 1 << 10
_CELLS = 1 << 18
_MANY = 1 << 10
"""So many new values of a column in one block are most likely identifiers."""
_LATER = 1 << 30
"""A number from which on values are numbered that aren't told apart yet."""
_GUESSED = 10_000
"""Rows that are looked at below headings that nobody knows."""


def collect(
    file: str,
    sheet: str | None,
    rows: Iterable[Sequence[Any] | Block],
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
        All rows from the top, of any lengths; some together where their columns are known.
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
    stream, first = iter(rows), list[Sequence[Any]]()
    while len(first) < LOOKED_AT and (one := next(stream, None)) is not None:
        if isinstance(one, Block):
            above, left = one.cut(LOOKED_AT)
            first += above.one_by_one()
            stream = chain([left] if left.height else [], stream)
        else:
            first.append(one)
    top = [Headings(row, terms) for row in first[:LOOKED_AT]]
    best = heading_row(top)
    placed = best is not None
    if best is None:
        best = unknown_row([row.cells for row in top])
        few = list(islice(rows_of(chain(first, stream)), len(top) + _GUESSED))
        first, stream = few[:LOOKED_AT], iter(few[LOOKED_AT:])
    if best is None:
        return None
    if best:
        notes.append(remark("rows_above", number=best))
    below = chain(first[best + 1 :], stream)
    columns = _Columns(len(top[best].texts))
    faults: list[tuple[str, int]] = []
    width = 0
    page = Page(top[best].texts, (row.cells for row in top[:best]))
    covered = Merged(merged or [], best, columns.width)
    number = best + 2
    for batch in _together(below, columns.batch):
        if (
            isinstance(batch, Block)
            and columns.holds(batch)
            and page.is_plain(batch.distinct)
            and covered.is_past(number - 1)
        ):
            columns.add_block(number, batch)
            number += batch.height
            continue
        some = batch.one_by_one() if isinstance(batch, Block) else batch
        numbers, records = page.records(number, some)
        number += len(some)
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


def _together(
    rows: Iterable[Sequence[Any] | Block], size: int
) -> Iterator[Block | list[Sequence[Any]]]:
    """Blocks, and the rows between them so many at a time."""
    batch: list[Sequence[Any]] = []
    for row in rows:
        if not isinstance(row, Block):
            batch.append(row)
        if batch and (len(batch) == size or isinstance(row, Block)):
            yield batch
            batch = []
        if isinstance(row, Block):
            yield row
    if batch:
        yield batch


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
        self._known = [Distinct() for _ in range(width)]
        self._codes: list[list[NDArray[np.int32]]] = [[] for _ in range(width)]
        # The values of a column of blocks, and the numbers of those that were met.
        self._numbered = [(list[Any](), np.empty(0, np.int32)) for _ in range(width)]
        # Values of blocks with many new ones, which are told apart when all are there.
        self._many: list[list[list[Any]]] = [[] for _ in range(width)]

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
            codes.append(np.fromiter(known.places(column), np.int32, len(rows)))
        return beyond

    def holds(self, block: Block) -> bool:
        """Whether no row of a block has more cells than there are columns."""
        beyond = range(self.width, len(block.columns))
        return all(value in ("", None) for place in beyond for value in block.distinct(place))

    def add_block(self, number: int, block: Block) -> None:
        """Take the rows of a block, of which the first has this number."""
        self.numbers += range(number, number + block.height)
        for place, codes in enumerate(self._codes):
            values, cells = block.column(place)
            codes.append(self._codes_of(place, values, np.frombuffer(cells, np.uint16)))

    def _codes_of(
        self, place: int, values: list[Any], cells: NDArray[np.uint16]
    ) -> NDArray[np.int32]:
        """The numbers of cells by their places among values, of which those before may be known."""
        before, codes = self._numbered[place]
        kept = codes if before is values else codes[:0]
        codes = np.concatenate([kept, np.full(len(values) - kept.size, -1, np.int32)])
        self._numbered[place] = values, codes
        found = codes[cells]
        if found.min(initial=0) < 0:
            # What no row of the table holds isn't among its values.
            fresh = np.flatnonzero(np.bincount(cells[found < 0]))
            several = fresh.size < len(values)
            some = [values[one] for one in fresh.tolist()] if several else values
            codes[fresh] = self._number(place, some)
            found = codes[cells]
        return found

    def _number(self, place: int, values: list[Any]) -> NDArray[np.int32]:
        """The numbers of different values; from `_LATER` on of those that aren't told apart yet."""
        if len(values) < _MANY:
            return np.fromiter(self._known[place].places(values), np.int32, len(values))
        many = self._many[place]
        before = sum(map(len, many))
        many.append([*values])
        return np.arange(_LATER + before, _LATER + before + len(values), dtype=np.int32)

    def cells(self) -> list[Cells]:
        """The columns."""
        return [
            self._cells(*column)
            for column in zip(self._codes, self._known, self._many, strict=True)
        ]

    def _cells(
        self, pieces: list[NDArray[np.int32]], known: Distinct, many: list[list[Any]]
    ) -> Cells:
        codes = pieces[0] if len(pieces) == 1 else np.concatenate([np.empty(0, np.int32), *pieces])
        if not many:
            return Cells.of(codes, known.values())
        codes = np.where(codes < _LATER, codes, codes - np.int32(_LATER - len(known)))
        return Cells.apart(codes, [*known.values(), *chain.from_iterable(many)])
