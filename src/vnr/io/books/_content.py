"""What a workbook holds, as plain data: what the reading process sends to the other.

Only the standard library is used here and in what reads workbooks, and of it what loads in a
moment: the process that reads them is started for each reading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from vnr.io.books._batch import BATCH_ROWS, Block, Packer

__all__ = [
    "CELLS",
    "UNCALCULATED",
    "Refused",
    "Sheet",
    "batches",
    "check_spread",
    "indented",
    "shares",
]

UNCALCULATED = "#UNCALCULATED!"
"""Stands where a formula was never calculated: like Excel's own errors, it is no value."""
CELLS = 12_000_000
"""So many cells are laid out at any rate; a larger area must be filled to a part."""
_FILLED = 16
_USUAL = 10_000_000
"""Bytes of a file up to which the limits hold as they are."""


class Refused(Exception):  # noqa: N818
    """Why a workbook can't be read: a remark's code, and what it is filled in with."""

    def __init__(self, code: str, **parameters: Any) -> None:
        super().__init__(code)
        self.code = code
        self.parameters = parameters


class Sheet:
    """One sheet: its rows from the first, of cells from column A.

    Attributes
    ----------
    name
        Its name.
    hidden
        Whether whoever opens the workbook doesn't see it.
    lines
        Rows, of any lengths.
    merged
        First and last row and column of the merged cells, from 0; of those that a row begins at
        the latest when it is given.
    since_1904
        Whether days are numbered from 1904.
    cell
        What a cell is, by what the library says that it is.
    packed
        Messages of the rows below, where its library gives them by column.
    blocks
        Rows and blocks of them, where they came from another process; they are those of `lines`.
    """

    def __init__(
        self,
        name: str,
        hidden: bool,
        lines: Iterable[Sequence[Any]],
        merged: Iterable[tuple[int, int, int, int]] = (),
        since_1904: bool = False,
        cell: Callable[[Any], Any] | None = None,
    ) -> None:
        self.name = name
        self.hidden = hidden
        self.lines = lines
        self.merged = [*merged]
        self.since_1904 = since_1904
        self.cell = cell
        self.packed: Iterable[Any] = ()
        self.blocks: Iterable[Block | Sequence[Any]] = ()


def shares(size: int) -> float:
    """How many times the limits a file of so many bytes may cost: a larger one has more."""
    return max(1.0, size / _USUAL)


def batches(sheet: Sheet) -> Iterator[Any]:
    """The messages that carry a sheet's rows, each after the merged cells that begin there."""
    packer = Packer(sheet.cell)
    lines = iter(sheet.lines)
    told = 0
    while True:
        batch = list(islice(lines, BATCH_ROWS))
        if len(sheet.merged) > told:
            yield {"merged": sheet.merged[told:]}
            told = len(sheet.merged)
        if not batch:
            break
        yield packer.packed(batch)
    yield from sheet.packed


def indented(rows: Iterable[list[Any]], start: tuple[int, int] | None) -> Iterable[list[Any]]:
    """Rows of a library that leaves out empty columns before the first cell, from column A."""
    blank = [""] * (start[1] if start else 0)
    return ([*blank, *row] for row in rows) if blank else rows


def check_spread(sheet: str, height: int, width: int, filled: int) -> None:
    """Refuse an area far larger than what is filled of it."""
    if height * width > max(CELLS, _FILLED * filled):
        raise Refused("cells_scattered", sheet=sheet, rows=height, columns=width)
