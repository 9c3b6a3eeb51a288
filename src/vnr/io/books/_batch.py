"""Rows on their way from one process to another: each column's values once, and where they stand.

Only the standard library is used, and little of it, as in `_content`.
"""

from __future__ import annotations

from array import array
from base64 import b64decode, b64encode
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count, islice, takewhile, zip_longest
from operator import itemgetter
from typing import Any

__all__ = ["BATCH_ROWS", "Block", "Distinct", "Packer", "Unpacker", "rows_of", "trimmed"]

BATCH_ROWS = 2_000
"""So many go together."""
_SPARSE = 2
"""Rows whose cells fill less than one in so many of the longest row's go as they are."""
_MOST = (1 << 16) - BATCH_ROWS
"""Values of a column after which it is begun anew: a place among them has two bytes."""
_VARIOUS = 2 * BATCH_ROWS
"""Values of a column after which its cells go as they are if nearly all of them are new."""


class Distinct:
    """The distinct values of a column: 1, 1.0 and True are equal, and yet other cells."""

    def __init__(self) -> None:
        # Where a value is looked for and not found, it gets the next number.
        number = count().__next__
        self._places: dict[type, dict[Any, int]] = defaultdict(lambda: defaultdict(number))

    def __len__(self) -> int:
        return sum(map(len, self._places.values()))

    def places(self, cells: Sequence[Any]) -> Iterable[int]:
        """The number of each cell's value, by first appearance."""
        kinds = {kind: self._places[kind] for kind in set(map(type, cells))}
        if len(kinds) == 1:
            (places,) = kinds.values()
            return map(places.__getitem__, cells)
        return [kinds[type(cell)][cell] for cell in cells]

    def values(self, start: int = 0) -> list[Any]:
        """The values from a number on."""
        if len(self._places) == 1:
            (places,) = self._places.values()
            last = list(islice(reversed(places), len(places) - start))
            return last[::-1]
        numbered = [
            (number, value)
            for places in self._places.values()
            for value, number in takewhile(lambda one: one[1] >= start, reversed(places.items()))
        ]
        numbered.sort(key=itemgetter(0))
        return [value for _, value in numbered]


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
        self._columns: list[_Column] = []

    def packed(self, rows: Sequence[Sequence[Any]]) -> Any:
        """A message that holds rows of any lengths."""
        rows = [row if row and row[-1] not in ("", None) else trimmed(row) for row in rows]
        lengths = list(map(len, rows))
        longest = max(lengths, default=0)
        if sum(lengths) * _SPARSE < longest * len(rows):
            return [self._told(row) for row in rows]
        self._columns += [_Column() for _ in range(longest - len(self._columns))]
        packed = []
        for column, cells in zip(self._columns, zip_longest(*rows, fillvalue=""), strict=False):
            start, fresh, places = column.packed(cells)
            packed.append((start, self._told(fresh), places))
        return {"rows": len(rows), "columns": packed}

    def _told(self, cells: Sequence[Any]) -> Sequence[Any]:
        # Texts are what they are.
        return (
            cells
            if self._cell is None or set(map(type, cells)) == {str}
            else list(map(self._cell, cells))
        )


class _Column:
    """One column on its way: which values are known already."""

    def __init__(self) -> None:
        self._known = Distinct()
        self._is_various = False

    def packed(self, cells: Sequence[Any]) -> tuple[int, Sequence[Any], int | str | None]:
        """How many values are known, what is new, and in base64 each cell's place among them.

        It is one number if it is the same of all, and None if all go as they are.
        """
        if self._is_various:
            return 0, cells, None
        if len(self._known) > _MOST:
            self._known = Distinct()
        start = len(self._known)
        places = array("H", self._known.places(cells))
        fresh = self._known.values(start)
        if start >= _VARIOUS and 4 * len(fresh) > 3 * len(cells):
            # Identifiers: they are told apart where they arrive, and not twice.
            self._is_various = True
            self._known = Distinct()
            return 0, cells, None
        alike = places == places[:1] * len(places)
        return start, fresh, places[0] if alike else b64encode(places).decode("ascii")


class Block:
    """Some rows of a sheet.

    Attributes
    ----------
    height
        How many.
    columns
        Of each column the values known so far, and the place of each cell's among them.
    """

    def __init__(self, height: int, columns: list[tuple[list[Any], array[int]]]) -> None:
        self.height = height
        self.columns = columns

    def column(self, place: int) -> tuple[list[Any], array[int]]:
        """What `columns` holds of a column, which may be one to the right of all."""
        if place >= len(self.columns):
            return [""], array("H", [0]) * self.height
        return self.columns[place]

    def distinct(self, place: int) -> list[Any]:
        """The different values in a column."""
        values, places = self.column(place)
        met = set(places)
        return values if len(met) == len(values) else [values[one] for one in sorted(met)]

    def cut(self, height: int) -> tuple[Block, Block]:
        """The first so many rows, and those below."""
        above = [(values, places[:height]) for values, places in self.columns]
        below = [(values, places[height:]) for values, places in self.columns]
        height = min(height, self.height)
        return Block(height, above), Block(self.height - height, below)

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
        self, at: int, height: int, start: int, fresh: list[Any], told: int | str | None
    ) -> tuple[list[Any], array[int]]:
        if not start:
            self._columns[at] = []
        self._columns[at] += fresh
        if told is None:
            places = array("H", range(height))
        elif isinstance(told, int):
            places = array("H", [told]) * height
        else:
            places = array("H")
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
