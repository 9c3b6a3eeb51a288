"""What a workbook holds, as plain data: what the reading process sends to the other.

Only the standard library is used here and in what reads workbooks: the process that reads them
starts in a moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from vnr.io.books._batch import BATCH_ROWS, packed

__all__ = [
    "CELLS",
    "UNCALCULATED",
    "Refused",
    "Sheet",
    "batches",
    "check_spread",
    "shares",
    "trimmed",
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


@dataclass
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
    """

    name: str
    hidden: bool
    lines: Iterable[list[Any]]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    since_1904: bool = False


def shares(size: int) -> float:
    """How many times the limits a file of so many bytes may cost: a larger one has more."""
    return max(1.0, size / _USUAL)


def batches(sheet: Sheet) -> Iterator[Any]:
    """The messages that carry a sheet's rows, each after the merged cells that begin there."""
    batch: list[list[Any]] = []
    told = 0
    for row in sheet.lines:
        batch.append(trimmed(row))
        if len(batch) == BATCH_ROWS:
            if len(sheet.merged) > told:
                yield {"merged": sheet.merged[told:]}
                told = len(sheet.merged)
            yield packed(batch)
            batch = []
    if len(sheet.merged) > told:
        yield {"merged": sheet.merged[told:]}
    yield packed(batch)


def trimmed(row: list[Any]) -> list[Any]:
    """A row to its last cell that isn't empty."""
    last = len(row)
    while last and row[last - 1] in ("", None):
        last -= 1
    return row if last == len(row) else row[:last]


def check_spread(sheet: str, height: int, width: int, filled: int) -> None:
    """Refuse an area far larger than what is filled of it."""
    if height * width > max(CELLS, _FILLED * filled):
        raise Refused("cells_scattered", sheet=sheet, rows=height, columns=width)
