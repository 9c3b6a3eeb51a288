"""Sets of rows that tell of one thing, of which no two stand in one sheet."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["Alike"]

Mask = NDArray[np.bool_]
Places = NDArray[np.intp]


class Alike:
    """Rows of several sheets, each alone at first.

    Parameters
    ----------
    rows, sheet : arrays of int, shape ``(rows,)``
        The rows, and where each stands.
    height : int
        How many rows there are in all.

    Attributes
    ----------
    first
        For each row of all the first one of its set; shape ``(height,)``.
    """

    def __init__(self, rows: Places, sheet: Places, height: int) -> None:
        self.first = np.arange(height)
        self._rows = rows
        # Where the first row of a set that was joined to another leads.
        self._leads = np.arange(height)
        # One bit for each sheet, in the place of a set's first row.
        self._sheets = np.zeros((height, int(sheet.max(initial=0)) // 8 + 1), np.uint8)
        self._sheets[rows, sheet // 8] = 1 << (sheet % 8)

    def join(self, mine: Places, theirs: Places) -> Mask:
        """Make one set of each two rows' sets; and where they are one.

        They are not where both hold a row of one sheet: what a sheet tells apart stays apart.

        Parameters
        ----------
        mine, theirs : arrays of int
            Rows of one sheet and of another, each at most once.
        """
        one, other = self.first[mine], self.first[theirs]
        apart = (self._sheets[one] & self._sheets[other] == 0).all(axis=1)
        low, high = np.minimum(one, other)[apart], np.maximum(one, other)[apart]
        if low.size:
            self._sheets[low] |= self._sheets[high]
            self._leads[high] = low
            self.first[self._rows] = self._leads[self.first[self._rows]]
        joined: Mask = apart | (one == other)
        return joined
