"""Rows that go together from one process to another."""

from __future__ import annotations

from typing import Any

import pytest

from vnr.io.books import Block
from vnr.io.books._batch import Packer, Unpacker

ROWS: list[list[Any]] = [["a", 1.0], ["b"], [], ["a", 2.0]]


@pytest.mark.parametrize("height", [0, 1, 3, 4, 5])
def test_cut(height: int) -> None:
    """A block is cut in two that hold its rows, the first as many as asked for or as there are."""
    block = Unpacker().unpacked(Packer().packed(ROWS))

    above, below = block.cut(height)

    assert (ROWS[:height], ROWS[height:]) == (above.one_by_one(), below.one_by_one())
    assert (len(ROWS[:height]), len(ROWS[height:])) == (above.height, below.height)
    assert {Block} == {type(above), type(below)}
