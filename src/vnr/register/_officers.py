"""Who handles the cases: an officer is known by name within a municipality."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vnr.register.columns import Columns

__all__ = ["officers"]


def officers(stored: Columns) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """Every municipality's officers, and whose each case is.

    Returns
    -------
    names : tuple of str
        Municipality and officer with a blank between, sorted.
    places : array of int, shape ``(rows of cases,)``
        Place in `names`; -1 where no officer is recorded.
    """
    cases, keys = stored.tables["cases"], stored.dictionaries["officer"]
    there = cases["officer"] >= 0
    width = max(keys.size, 1)
    pairs, pair = np.unique(
        cases["municipality"][there].astype(np.int64) * width + cases["officer"][there],
        return_inverse=True,
    )
    names = [
        f"{stored.municipalities[code // width]} {keys[code % width].decode()}"
        for code in pairs.tolist()
    ]
    order = sorted(range(len(names)), key=names.__getitem__)
    place = np.empty(len(names), np.int64)
    place[order] = np.arange(len(names))
    places = np.full(cases.height, -1, np.int64)
    places[there] = place[pair]
    return tuple(names[at] for at in order), places
