"""One table of a register: named, read-only columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vnr.errors import UnknownNameError

__all__ = ["Table"]


class Table(Mapping[str, NDArray[Any]]):
    """Columns of equal length, read-only; child tables are addressed by offsets.

    Parameters
    ----------
    name : str
        The table's name, for messages.
    columns : mapping of str to array, shape ``(rows,)``
        The columns; they are set read-only.
    offsets : array of int64, shape ``(parents + 1,)``, optional
        The rows of parent ``i`` are ``offsets[i]:offsets[i + 1]``.
    """

    def __init__(
        self,
        name: str,
        columns: Mapping[str, NDArray[Any]],
        offsets: NDArray[np.int64] | None = None,
    ) -> None:
        self.name = name
        self.offsets = offsets
        self._columns = dict(columns)
        for array in (*self._columns.values(), *(() if offsets is None else (offsets,))):
            array.flags.writeable = False
        self.rows = len(next(iter(self._columns.values())))

    def __getitem__(self, name: str) -> NDArray[Any]:
        try:
            return self._columns[name]
        except KeyError:
            raise UnknownNameError(f"column of {self.name}", name, self._columns) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    @cached_property
    def parent(self) -> NDArray[np.int32]:
        """Row of the parent of each row, dtype int32, shape ``(rows,)``."""
        if self.offsets is None:
            raise UnknownNameError("table with a parent", self.name, ())
        parents = np.arange(self.offsets.size - 1, dtype=np.int32)
        rows = np.repeat(parents, np.diff(self.offsets))
        rows.flags.writeable = False
        return rows

    def __repr__(self) -> str:
        return f"<Table {self.name}: {self.rows} rows, columns {', '.join(self._columns)}>"
