"""Identifiers in their one form, one by one and all at once."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnr.register import Register, encode, spelt
from vnr.register.columns import plainly

PLAIN = ["a1", "0b", "Z", "9" * 255]


@given(st.lists(st.text("aZ09iI -å\0", max_size=3), unique=True, max_size=4))
def test_all_at_once_is_one_by_one(words: list[str]) -> None:
    """What is so plain that it stays as it stands is what each of them alone becomes."""
    made = plainly(words)
    if made is not None:
        assert made.tolist() == encode(map(spelt, words)).tolist() == encode(words).tolist()


@pytest.mark.parametrize(
    "other", ["", "I1", "iN", "a 1", "å", "9" * 256, "1.5", "\0", 7, 7.0, True]
)
def test_plain(other: object) -> None:
    """Letters and figures alone are; what a program may have written for another is not."""
    made = plainly(PLAIN)
    assert made is not None
    assert made.tolist() == [word.encode() for word in PLAIN]
    assert plainly([*PLAIN, other]) is None
    assert plainly([other, *PLAIN]) is None


@pytest.mark.parametrize("officer", [("b", None, "a", None), ("b", None, "é", None), (None,) * 4])
def test_missing_among_identifiers(officer: tuple[str | None, ...]) -> None:
    """Each row keeps its own, and a row without one has none."""
    rows = {
        "municipality": ["0484"] * 4,
        "case_id": ["c1", "c2", "c3", "c4"],
        "person_id": ["p1", "p2", "p2", "p3"],
        "roles": ["exposed_adult"] * 4,
        "date": [date(2019, 1, 1)] * 4,
        "reason": ["violence"] * 4,
        "officer": officer,
    }
    made = Register.from_frame(
        pl.DataFrame(rows, schema_overrides={"officer": pl.String}), observed=2019
    )
    assert [case.officer for case in made.cases()] == list(officer)
