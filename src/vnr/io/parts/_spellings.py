"""Words that stand for one code: two rows that say it in two words tell of two things."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from vnr.io.cells import text_of
from vnr.io.parts._convert import is_missing
from vnr.io.sheets import Cells
from vnr.register import Column, Kind
from vnr.words import fold

__all__ = ["spellings"]


def spellings(column: Column, cells: Cells, stored: Any) -> NDArray[np.int32] | None:
    """A number for each row, by its word, where two words stand for one code; else None.

    Parameters
    ----------
    column : Column
        The column.
    cells : Cells
        What stands there.
    stored : array
        The codes, shape ``(rows,)``.
    """
    if column.kind is not Kind.CODE or not cells.codes.size:
        return None
    code = np.full(cells.size, -1)
    code[cells.codes] = stored
    known: dict[str, int] = {"": -1}
    words = np.full(cells.size, -1, np.int32)
    for place, value in enumerate(cells.distinct()):
        if code[place] >= 0 and not is_missing(value):
            words[place] = known.setdefault(fold(text_of(value)), len(known))
    pairs = {pair for pair in zip(code.tolist(), words.tolist(), strict=True) if pair[0] >= 0}
    return words[cells.codes] if len(pairs) > len({one for one, _ in pairs}) else None
