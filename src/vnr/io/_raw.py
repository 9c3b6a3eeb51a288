"""Cells as they stand in a file: each column's distinct values, and which row holds which."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.register._keys import Keys

__all__ = ["Cells", "Raw"]


@attrs.frozen(eq=False, repr=False)
class Cells:
    """One column of cells.

    Attributes
    ----------
    codes
        Place in the distinct values, int32, shape ``(rows,)``.
    values
        Distinct values: texts, or a workbook's numbers and dates.
    raw
        The same as bytes of ASCII, dtype ``S``, where the column came from the fast reader.
    """

    codes: NDArray[np.int32]
    values: list[Any] | None = None
    raw: NDArray[np.bytes_] | None = None

    def distinct(self) -> list[Any]:
        """The distinct values."""
        if self.values is not None:
            return self.values
        return [] if self.raw is None else [value.decode("ascii") for value in self.raw.tolist()]

    def keys(self) -> Keys | None:
        """The cells as identifiers without a look at each, where none can need one."""
        if self.raw is None:
            return None
        letters = self.raw.view(np.uint8).reshape(self.raw.size, -1)
        plain = ((letters > 47) | (letters == 0) | (letters == 45)).all()
        digit = ((letters >= 48) & (letters <= 57)).any(axis=1).all()
        # A digit in each, so that none is empty or a word for missing; no blanks or signs.
        if not (plain and digit) or self.raw.dtype.itemsize > 64:
            return None
        return Keys(self.raw, self.codes)


@attrs.frozen(eq=False, repr=False)
class Raw:
    """One sheet, or one text file.

    Attributes
    ----------
    file, sheet
        Where it came from.
    headings
        The row of headings.
    cells
        The columns under them.
    rows
        Row of each record as a spreadsheet shows it, shape ``(rows,)``.
    faults
        ``(rule, row)`` of rows that could not be read whole; they are among `rows`.
    notes
        What was noticed on the way.
    """

    file: str
    sheet: str | None
    headings: list[str]
    cells: list[Cells]
    rows: NDArray[np.int64]
    faults: list[tuple[str, int | None]]
    notes: list[str]
