"""One table of a register: named, read-only columns, its rows grouped by parent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from vnr.display import html_lines, wrapped_text
from vnr.errors import UnknownNameError
from vnr.register.columns._equal import sorted_order

__all__ = ["NUMBERS", "Table", "lay_out", "stretches"]

NUMBERS: Final = ("single", "two", "three_or_more")
"""Labels of how many rows hang on one: in order, and the last of all that are more."""


_STRETCH: Final = 1 << 16
"""Rows that are worked on at a time: so few lie close at hand, and little is made beside them."""


def stretches(rows: int, *, least: int = 1) -> Iterator[slice]:
    """Some of so many rows at a time, but no fewer than `least`.

    Examples
    --------
    >>> [(some.start, some.stop) for some in stretches(100_000)]
    [(0, 65536), (65536, 100000)]
    """
    step = max(_STRETCH, least)
    for first in range(0, rows, step):
        yield slice(first, min(first + step, rows))


class Table(Mapping[str, NDArray[Any]]):
    """Columns of equal length, read-only; child tables are addressed by offsets.

    Parameters
    ----------
    name : str
        The table's name, for messages.
    columns : mapping of str to array, shape ``(rows,)``
        The columns; they are set read-only.
    offsets : array of int, shape ``(parents + 1,)``, optional
        The rows of parent ``i`` are ``offsets[i]:offsets[i + 1]``; kept as int32.

    Examples
    --------
    >>> cases = gotland.table("cases")
    >>> cases.height, cases["opened"].dtype
    (1830, dtype('int32'))
    """

    def __init__(
        self,
        name: str,
        columns: Mapping[str, NDArray[Any]],
        offsets: NDArray[np.integer] | None = None,
    ) -> None:
        self.name = name
        self.offsets: NDArray[np.int32] | None = None
        self._columns = dict(columns)
        for array in self._columns.values():
            array.flags.writeable = False
        if offsets is not None:
            self.offsets = offsets.astype(np.int32, copy=False)
            self.offsets.flags.writeable = False
        self.height = len(next(iter(self._columns.values())))

    def __getitem__(self, name: str) -> NDArray[Any]:
        try:
            return self._columns[name]
        except KeyError:
            raise UnknownNameError(f"column of {self.name}", name, self._columns) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    @property
    def numbers(self) -> NDArray[np.int32]:
        """How many rows each parent has, as places in `NUMBERS`; -1 where it has none."""
        return np.minimum(np.diff(self.begins), len(NUMBERS)).astype(np.int32) - 1

    def stretches(self) -> Iterator[tuple[slice, NDArray[np.int32]]]:
        """Some of the rows at a time, with the row of each one's parent: no `parent` of all is made.

        Examples
        --------
        >>> table = Table("rows", {"day": np.arange(3)}, np.array([0, 2, 2, 3]))
        >>> [(rows.stop, parent.tolist()) for rows, parent in table.stretches()]
        [(3, [0, 0, 2])]
        """
        offsets = self.begins
        for rows in stretches(self.height):
            # Looked for as what they are, or all of them would be made wider first.
            first = int(np.searchsorted(offsets, np.int32(rows.start), "right")) - 1
            last = int(np.searchsorted(offsets, np.int32(rows.stop), "left"))
            # Where the parents after the first begin; what begins at the stretch's end is the next's.
            edges = offsets[first + 1 : last] - np.int32(rows.start)
            # Each end of one's rows leads to the next: several times as quick as to repeat them.
            size = rows.stop - rows.start
            parent = np.bincount(edges, minlength=size).astype(np.int32)
            parent[0] += first
            yield rows, np.cumsum(parent, out=parent)

    @property
    def begins(self) -> NDArray[np.int32]:
        """Where the rows of each parent begin, and where the last one's end: the offsets there are.

        Raises
        ------
        UnknownNameError
            If the table hangs on none.
        """
        if self.offsets is None:
            raise UnknownNameError("table with a parent", self.name, ())
        return self.offsets

    def of_parents(self, values: NDArray[Any]) -> NDArray[Any]:
        """What each row's parent has of these values, shape ``(rows,)``.

        Examples
        --------
        >>> table = Table("rows", {"day": np.arange(3)}, np.array([0, 2, 2, 3]))
        >>> table.of_parents(np.array([7, 8, 9])).tolist()
        [7, 7, 9]
        """
        # Many tables are empty, and their parents many.
        return np.repeat(values, np.diff(self.begins)) if self.height else values[:0].copy()

    @cached_property
    def parent(self) -> NDArray[np.int32]:
        """Row of the parent of each row, dtype int32, shape ``(rows,)``."""
        parents = np.empty(self.height, np.int32)
        for rows, parent in self.stretches():
            parents[rows] = parent
        parents.flags.writeable = False
        return parents

    def __reduce__(self) -> tuple[Any, ...]:
        # Arrays come back writable from a pickle and a deep copy.
        return type(self), (self.name, self._columns, self.offsets)

    def __repr__(self) -> str:
        columns = ", ".join(self._columns)
        return wrapped_text(f"<Table {self.name}: {self.height} rows, columns {columns}>")

    def _repr_html_(self) -> str:
        return html_lines(repr(self), language="en")


def lay_out(
    name: str,
    columns: Mapping[str, NDArray[Any]],
    parent: NDArray[np.int32],
    parents: int,
    order: NDArray[np.int32] | None = None,
) -> tuple[Table, NDArray[np.int32]]:
    """Table with its rows grouped by parent, and each flat row's place in it.

    Parameters
    ----------
    name : str
        The table's name.
    columns : mapping of str to array, shape ``(rows,)``
        The flat columns.
    parent : array of int32, shape ``(rows,)``
        Row of the parent; -1 leaves a row out.
    parents : int
        How many parents there are.
    order : array of int32, shape ``(rows,)``, optional
        What puts the rows of one parent in order; otherwise they stay as given.
    """
    offsets = np.zeros(parents + 1, np.int32)
    hangs = parent >= 0
    # Where all are there, as mostly, or none is, nothing is made to tell which.
    whole, rows = bool(hangs.all()), np.empty(0, np.intp)
    if not whole:
        rows = np.flatnonzero(hangs)
        parent, order = parent[rows], None if order is None else order[rows]
    if parent.size:
        # In their own memory: of many parents most of the time would go into new one.
        np.add.at(offsets[1:], parent, np.int32(1))
        np.cumsum(offsets, out=offsets)
    turned = _turned(parent, order)
    if turned is not None:
        rows = turned if whole else rows[turned]
    elif whole:
        taken = {name: values.copy() for name, values in columns.items()}
        return Table(name, taken, offsets), np.arange(parent.size, dtype=np.int32)
    place = np.full(hangs.size, -1, np.int32)
    place[rows] = np.arange(rows.size, dtype=np.int32)
    return Table(name, {name: values[rows] for name, values in columns.items()}, offsets), place


def _turned(parent: NDArray[np.int32], order: NDArray[np.int32] | None) -> NDArray[np.intp] | None:
    """How rows stand by parent and order; None if they do already."""
    key = parent.astype(np.int64)
    if order is not None and order.size:
        first = int(order.min())
        key *= int(order.max()) - first + 1
        key += order
        key -= first
    return sorted_order(key) if np.any(key[1:] < key[:-1]) else None
