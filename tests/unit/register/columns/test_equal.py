"""Equal rows are found exactly, whatever their hashes."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from vnr.register.columns import _equal, first_equal, in_order, nth
from vnr.register.columns._equal import distinct_bytes, grouped

ROWS = np.random.default_rng(1).integers(-2, 3, (3, 400), np.int32)


def plainly(columns: np.ndarray) -> tuple[list[int], list[int]]:
    """The first row like each one, and how many before it are."""
    seen: dict[tuple[int, ...], list[int]] = {}
    first, turn = [], []
    for row, cells in enumerate(zip(*columns.tolist(), strict=True)):
        places = seen.setdefault(cells, [])
        turn.append(len(places))
        places.append(row)
        first.append(places[0])
    return first, turn


@pytest.mark.parametrize("hashes", ["usual", "equal"])
@pytest.mark.parametrize("columns", [ROWS, ROWS[:1], ROWS[:, :1], ROWS[:, :0]])
def test_equal_rows(columns: np.ndarray, hashes: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of each row the first like it and those before it, also where all have one hash."""
    if hashes == "equal":
        monkeypatch.setattr(_equal, "_hashes", lambda some: np.zeros(some[0].size, np.uint64))

    assert plainly(columns) == (first_equal(*columns).tolist(), nth(*columns).tolist())
    order, starts = grouped(*columns)
    assert sorted(order.tolist()) == list(range(columns.shape[1]))
    assert int(starts.sum()) == len(set(map(tuple, columns.T.tolist())))


@pytest.mark.parametrize("width", [1, 8, 9, 40])
def test_distinct_bytes(width: int) -> None:
    """Identifiers of any length stand in order of first appearance, and an empty one among them."""
    texts = [b"b", b"", b"x" * width, b"b", b"x" * (width - 1), b""]
    known: dict[bytes, int] = {}
    expected = [known.setdefault(text, len(known)) for text in texts]

    values, places = distinct_bytes(np.array(texts, f"S{width}"))

    assert ([*known], expected) == (values.tolist(), places.tolist())


@pytest.mark.parametrize(
    "key",
    [
        np.empty(0, np.int64),
        np.arange(2_000),
        np.append(np.arange(1_500), np.arange(0, 1_500, 3)),
        np.arange(2_000)[::-1],
        np.random.default_rng(1).integers(-(2**62), 2**62, 2_000),
    ],
    ids=["none", "in order", "two runs", "backwards", "in none"],
)
def test_in_order(key: NDArray[np.int64]) -> None:
    """Numbers come in order, whether they nearly stood so or not, in their own memory."""
    mine = key.copy()
    ordered = in_order(mine)
    assert ordered.tolist() == sorted(key.tolist())
    assert np.shares_memory(ordered, mine) or not key.size
