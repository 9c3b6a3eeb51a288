"""Columns of pyarrow's are taken apart exactly, whichever way is the quicker one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from vnr.io.sheets import _factorised
from vnr.register.columns import _equal

pa = pytest.importorskip("pyarrow")

VARIOUS = [b"%d" % (number * 7919 % 100_003) for number in range(3000)]


def plainly(values: Sequence[bytes]) -> tuple[list[bytes], list[int]]:
    """The distinct values in order of first appearance, and the place of each value among them."""
    known: dict[bytes, int] = {}
    codes = [known.setdefault(value, len(known)) for value in values]
    return [*known], codes


@pytest.mark.parametrize("hashes", ["usual", "equal"])
@pytest.mark.parametrize(
    "values",
    [
        [*VARIOUS, *VARIOUS[::-1]],
        [*VARIOUS[:40], b"", b"x" * 8, b"x" * 9, b"", b"y" * 64, b"x" * 8, b"1"],
        [*VARIOUS[:40], b"z" * 65, b"z" * 65],
        [b"ja", b"nej"] * 50,
        [b"", b""],
        [b"12345678"],
        [],
    ],
    ids=["numbers", "lengths", "long", "few", "blank", "one", "none"],
)
def test_of_each_value_the_first_one_is_found(
    values: list[bytes], hashes: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Values that are new for the most part are hashed, and what has one hash is told apart."""
    if hashes == "equal":
        monkeypatch.setattr(_equal, "_hashes", lambda words: np.zeros_like(words[0]))
    third = len(values) // 3
    whole = pa.chunked_array([[b"before", *values, b"behind"]], pa.binary())
    column = pa.chunked_array(
        [*whole.slice(1, third).chunks, *whole.slice(1 + third, len(values) - third).chunks],
        pa.binary(),
    )

    cells = _factorised.factorised(column, "cp1252")

    assert plainly(values) == (
        [value.encode() for value in cells.distinct()],
        cells.codes.tolist(),
    )


def test_values_of_other_letters_are_texts() -> None:
    """Of a column with a letter beyond ASCII the values are decoded."""
    column = pa.chunked_array([[b"\xe5%d" % number for number in range(9)]], pa.binary())

    cells = _factorised.factorised(column, "cp1252")

    assert [f"å{number}" for number in range(9)] == cells.values
