"""Groups of consecutive rows, to accumulate within each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Groups"]

Whole = NDArray[np.int64]


class Groups:
    """Groups of consecutive rows, to accumulate within each from its own beginning.

    Parameters
    ----------
    length : array of int, shape ``(groups,)``
        Number of rows of each group.
    """

    def __init__(self, length: Whole) -> None:
        self.first = np.cumsum(length) - length
        self.size = int(length.sum())
        # Groups of about one size stand side by side in a block, so that none leaves much empty.
        size = np.ceil(4 * np.log2(np.maximum(length, 1)))
        if int(length.max(initial=0)) * length.size <= 2 * self.size:
            size[:] = 0
        self._blocks: list[tuple[Any, Whole, tuple[int, int]]] = []
        for common in np.unique(size[length > 0]).tolist():
            of = np.flatnonzero((size == common) & (length > 0))
            width, lengths = int(length[of].max()), length[of]
            inner = np.arange(int(lengths.sum()))
            inner -= np.repeat(np.cumsum(lengths) - lengths, lengths)
            place = inner + np.repeat(width * np.arange(of.size), lengths)
            rows: Any = slice(None)
            if of.size < length.size:
                rows = inner + np.repeat(self.first[of], lengths)
            self._blocks.append((rows, place, (of.size, width)))

    def running(
        self, values: NDArray[Any], accumulate: Callable[..., Any] = np.cumsum
    ) -> NDArray[Any]:
        """Sums (or products, with ``numpy.cumprod``) of the rows of the group up to each row.

        Parameters
        ----------
        values : array, shape ``(rows,)``
            In the order of the groups.
        """
        running = np.empty_like(values)
        for rows, place, shape in self._blocks:
            block = np.zeros(shape, values.dtype)
            block.reshape(-1)[place] = values[rows]
            running[rows] = accumulate(block, axis=1, out=block).reshape(-1)[place]
        return running
