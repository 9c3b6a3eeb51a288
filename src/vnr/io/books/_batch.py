"""Rows on their way from one process to another: each column's values once, and where they stand.

Only the standard library is used, as in `_content`.
"""

from __future__ import annotations

from array import array
from base64 import b64decode, b64encode
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, islice, zip_longest
from typing import Any

__all__ = ["BATCH_ROWS", "Block", "Distinct", "Packer", "Unpacker", "rows_of", "trimmed"]

BATCH_ROWS = 2_000
"""So many go together."""
_SPARSE = 2
"""Rows whose cells fill less than one in so many of the longest row's go as they are."""
_MOST = (1 << 16) - BATCH_ROWS
"""Values of a column after which it is begun anew: a place among them has two bytes."""


class Distinct:
    """The distinct values of a column: 1, 1.0 and True are equal, and yet other cells."""

    def __init__(self) -> None:
        # Where a value is looked for and not found, it gets the next number.
        self._places: dict[Any, int] = defaultdict(count().__next__)

    def __len__(self) -> int:
        return len(self._places)

    def places(self, cells: Sequence[Any]) -> Iterator[int]:
        """The number of each cell's value, by first appearance."""
        if set(map(type, cells)) - {str}:
            cells = [cell if type(cell) is str else (type(cell), cell) for cell in cells]
        return map(self._places.__getitem__, cells)

    def values(self, start: int = 0) -> list[Any]:
        """The values from a number on."""
        last = list(islice(reversed(self._places), len(self._places) - start))
        return [value if type(value) is str else value[1] for value in reversed(last)]


class Packer:
    """Makes the messages that hold the rows of one sheet.

    Parameters
    ----------
    cell : callable, optional
        What a cell is, by what its library says that it is.

    Examples
    --------
    >>> message = Packer().packed([["a", 1.0], ["a"], []])
    >>> Unpacker().unpacked(message).one_by_one()
    [['a', 1.0], ['a'], []]
    """

    def __init__(self, cell: Callable[[Any], Any] | None = None) -> None:
        self._cell = cell
        self._columns: list[Distinct] = []

    def packed(self, rows: Sequence[Sequence[Any]]) -> Any:
        """A message that holds rows of any lengths."""
        rows = [row if row and row[-1] not in ("", None) else trimmed(row) for row in rows]
        lengths = list(map(len, rows))
        longest = max(lengths, default=0)
        if sum(lengths) * _SPARSE < longest * len(rows):
            return [self._told(row) for row in rows]
        self._columns += [Distinct() for _ in range(longest - len(self._columns))]
        columns = enumerate(zip_longest(*rows, fillvalue=""))
        return {"rows": len(rows), "columns": [self._packed(*column) for column in columns]}

    def _packed(self, at: int, cells: Sequence[Any]) -> tuple[int, list[Any], int | str]:
        """How many values are known, what is new, and in base64 each cell's place among them."""
        if len(self._columns[at]) > _MOST:
            self._columns[at] = Distinct()
        known = self._columns[at]
        start = len(known)
        places = array("H", known.places(cells))
        alike = places.count(places[0]) == len(places)
        told = places[0] if alike else b64encode(places).decode("ascii")
        return start, self._told(known.values(start)), told

    def _told(self, cells: Sequence[Any]) -> list[Any]:
        return list(cells) if self._cell is None else list(map(self._cell, cells))


@dataclass
class Block:
    """Some rows of a sheet.

    Attributes
    ----------
    height
        How many.
    columns
        Of each column the values known so far, and the place of each cell's among them.
    """

    height: int
    columns: list[tuple[list[Any], array[int]]]

    def places(self, column: int) -> tuple[list[int], array[int]]:
        """The place of each cell's value in a column, and before them the different ones in order."""
        if column >= len(self.columns):
            return [0], array("H", [0]) * self.height
        places = self.columns[column][1]
        return sorted(set(places)), places

    def distinct(self, column: int) -> list[Any]:
        """The different values in a column; it may be one to the right of all."""
        if column >= len(self.columns):
            return [""]
        values, places = self.columns[column]
        return [values[place] for place in sorted(set(places))]

    def one_by_one(self) -> list[Sequence[Any]]:
        """The rows, each to its last cell that isn't empty."""
        if not self.columns:
            return [[] for _ in range(self.height)]
        cells = (map(values.__getitem__, places) for values, places in self.columns)
        return [trimmed(list(row)) for row in zip(*cells, strict=True)]


class Unpacker:
    """Takes the messages of one sheet, in order."""

    def __init__(self) -> None:
        self._columns: list[list[Any]] = []

    def unpacked(self, message: dict[str, Any]) -> Block:
        """The rows in a message."""
        height, packed = message["rows"], message["columns"]
        self._columns += [[] for _ in range(len(packed) - len(self._columns))]
        return Block(height, [self._column(at, height, *one) for at, one in enumerate(packed)])

    def _column(
        self, at: int, height: int, start: int, fresh: list[Any], told: int | str
    ) -> tuple[list[Any], array[int]]:
        if not start:
            self._columns[at] = []
        self._columns[at] += fresh
        places = array("H", [told]) * height if isinstance(told, int) else array("H")
        if isinstance(told, str):
            places.frombytes(b64decode(told))
        return self._columns[at], places


def rows_of(blocks: Iterable[Block | Sequence[Any]]) -> Iterator[Sequence[Any]]:
    """The rows, one by one, of what may be a row or a block."""
    for one in blocks:
        if isinstance(one, Block):
            yield from one.one_by_one()
        else:
            yield one


def trimmed(row: Sequence[Any]) -> Sequence[Any]:
    """A row to its last cell that isn't empty."""
    last = len(row)
    while last and row[last - 1] in ("", None):
        last -= 1
    return row if last == len(row) else row[:last]
