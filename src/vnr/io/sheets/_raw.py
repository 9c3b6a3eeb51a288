"""Cells as they stand in a file: each column's distinct values, and which row holds which."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.io.books import Distinct
from vnr.io.faults import Remark
from vnr.io.sheets._headings import Headings
from vnr.register import Keys, distinct_bytes

__all__ = ["Cells", "Raw"]

# Identifiers of so many rows are worth a look at their bytes, unless one is far longer than others.
_MANY = 1_000
_SLACK = 8 << 20


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
        The same as bytes of ASCII, dtype ``S``, where they are many and there is a fast way.
    """

    codes: NDArray[np.int32]
    values: list[Any] | None = None
    raw: NDArray[np.bytes_] | None = None

    @classmethod
    def of(cls, codes: NDArray[np.int32], values: list[Any]) -> Cells:
        """The cells, as bytes too if all values are texts of ASCII, and so many that it pays."""
        if len(values) < _MANY or set(map(type, values)) != {str}:
            return cls(codes, values)
        letters = "".join(values)
        wide = len(values) * max(map(len, values)) > 4 * len(letters) + _SLACK
        # A zero at a value's end would be lost.
        if wide or not letters.isascii() or "\0" in letters:
            return cls(codes, values)
        return cls(codes, values, np.array(values, np.bytes_))

    @classmethod
    def apart(cls, codes: NDArray[np.int32], values: list[Any]) -> Cells:
        """The cells of values of which some may be alike."""
        cells = cls.of(codes, values)
        if cells.raw is not None:
            raw, places = distinct_bytes(cells.raw)
            return cls(places[codes], raw=raw)
        known = Distinct()
        places = np.fromiter(known.places(values), np.int32, len(values))
        return cls(places[codes], known.values())

    def distinct(self) -> list[Any]:
        """The distinct values."""
        if self.values is not None:
            return self.values
        return [] if self.raw is None else [value.decode("ascii") for value in self.raw.tolist()]

    @property
    def size(self) -> int:
        """How many distinct values there are."""
        return len(self.values or ()) if self.raw is None else self.raw.size

    def some(self, rows: NDArray[np.bool_]) -> Cells:
        """Some of the rows, with no value that none of them holds."""
        places, inverse = np.unique(self.codes[rows], return_inverse=True)
        codes = np.asarray(inverse, np.int32)
        if self.raw is not None:
            return Cells(codes, raw=self.raw[places])
        return Cells(codes, [(self.values or ())[place] for place in places.tolist()])

    def keys(self) -> Keys | None:
        """The cells as identifiers without a look at each, where none can need one."""
        if self.raw is None:
            return None
        letters = self.raw.view(np.uint8).reshape(self.raw.size, -1)
        if self.raw.dtype.itemsize > 64:
            return None
        # A digit at either end, so that none is empty or a word for missing; no blanks or signs.
        others = letters[letters[:, 0] - np.uint8(48) >= 10]
        last = others[np.arange(len(others)), np.count_nonzero(others, axis=1) - 1]
        if not (last - np.uint8(48) < 10).all():
            return None
        # Of letters, digits and the signs among them; 0 pads a value to its width.
        plain = letters - np.uint8(48) < 79
        plain |= letters == ord("-")
        plain |= letters == 0
        if not plain.all():
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
    numbers
        Row of each record as a spreadsheet shows it, shape ``(rows,)``.
    faults
        ``(rule, row)`` of rows that could not be read whole; they are among `numbers`.
    notes
        What was noticed on the way.
    title
        What names its table where there is no sheet.
    placed
        Whether its headings are known; otherwise its rows aren't read, and they are asked for.
    """

    file: str
    sheet: str | None
    headings: Headings
    cells: list[Cells]
    numbers: NDArray[np.int64]
    faults: list[tuple[str, int]]
    notes: list[Remark]
    title: str | None = None
    placed: bool = True

    def some(self, rows: NDArray[np.intp]) -> Raw:
        """Some of the rows, as those of a table that is made of this one."""
        return Raw(self.file, self.sheet, self.headings, [], self.numbers[rows], [], [])
