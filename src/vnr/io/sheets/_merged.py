"""Merged cells: what stands in the first of them stands in all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

__all__ = ["Merged"]


class Merged:
    """Fills the rows of a sheet from its merged cells, in order.

    Parameters
    ----------
    ranges : list of tuple
        First row and column, last row and column, from 0. It may grow as rows are read.
    heading : int
        Row of the headings: what is merged from there or above concerns no row below.
    width : int
        Number of headings: what is merged beside them concerns no column.
    """

    def __init__(self, ranges: list[tuple[int, int, int, int]], heading: int, width: int) -> None:
        self.number = 0
        self._ranges = ranges
        self._heading = heading
        self._width = width
        self._taken = 0
        self._starting: dict[int, list[tuple[int, int, int, int]]] = {}
        # By the first column: merged cells don't overlap, unless the file is damaged.
        self._open: dict[int, tuple[int, int, Any]] = {}

    def fill(self, place: int, row: Sequence[Any]) -> Sequence[Any]:
        """A row, with the cells that others cover; `number` counts them.

        Parameters
        ----------
        place : int
            Which row it is, from 0.
        row : sequence
            Its cells.
        """
        self._take()
        for _, left, last, right in self._starting.pop(place, ()):
            value = row[left] if left < len(row) else ""
            self._open[left] = (last, min(right, self._width - 1), value)
        if not self._open:
            return row
        self._open = {left: one for left, one in self._open.items() if one[0] >= place}
        filled = list(row) + [""] * (self._width - len(row))
        for left, (_, right, value) in self._open.items():
            for column in range(left, right + 1):
                if filled[column] in ("", None) and value not in ("", None):
                    filled[column] = value
                    self.number += 1
        return filled

    def is_past(self, place: int) -> bool:
        """Whether no merged cell that is known reaches a row, from 0, or one below it."""
        self._take()
        return not self._starting and all(last < place for last, _, _ in self._open.values())

    def _take(self) -> None:
        """Look at those that have come since."""
        for one in self._ranges[self._taken :]:
            if one[0] > self._heading and one[1] < self._width:
                self._starting.setdefault(one[0], []).append(one)
        self._taken = len(self._ranges)
