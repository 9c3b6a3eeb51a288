"""Sums by cluster, held against counting one row at a time."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnr.metrics.intervals._clustered import Packing, clusters

ROWS = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 4), st.booleans()), max_size=40)


@given(ROWS, st.sampled_from([1, 2**20, 2**28, 2**31, 2**33]))
def test_sums(rows: list[tuple[int, int, bool]], apart: int) -> None:
    """However far apart the clusters' numbers lie, and so however the cells fall into blocks."""
    cell, cluster, hit = (np.array([row[at] for row in rows], np.int64) for at in range(3))
    found = clusters(cell, apart * cluster, hit, size=9)
    k: Counter[tuple[int, int]] = Counter()
    n: Counter[tuple[int, int]] = Counter()
    for one, who, good in rows:
        k[one, who] += good
        n[one, who] += 1
    for one in range(9):
        mine = [(k[key], n[key]) for key in n if key[0] == one]
        assert found.k[one] == sum(a for a, _ in mine)
        assert found.n[one] == sum(b for _, b in mine)
        assert found.kk[one] == sum(a * a for a, _ in mine)
        assert found.kn[one] == sum(a * b for a, b in mine)
        assert found.nn[one] == sum(b * b for _, b in mine)
        assert found.m[one] == len(mine)


@pytest.mark.parametrize(
    ("size", "width", "cells", "blocks"),
    [(0, 1, 1, 1), (1, 5, 1, 1), (9, 5, 3, 3), (4350, 10**6, 1073, 5), (9, 2**31, 1, 9)],
)
def test_blocks(size: int, width: int, cells: int, blocks: int) -> None:
    """At least four where there are as many cells, and small enough for keys of 31 bits."""
    packing = Packing(size, width)
    assert (packing.cells, packing.blocks) == (cells, blocks)
