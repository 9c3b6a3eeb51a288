"""Anyone can read the columns; nobody can change them."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from building import WINDOW, case, day, register
from vnr.errors import UnknownNameError
from vnr.register import Register
from vnr.register.columns import Table, _table, lay_out, stretches


def test_read_only() -> None:
    """Columns refuse to be written."""
    table = register(case()).table("cases")
    with pytest.raises(ValueError, match="read-only"):
        table["opened"][0] = 0
    assert "rows" in repr(table)
    assert len(table) == len(list(table))


def test_unknown() -> None:
    """A table, column or parent that isn't there is named with its neighbours."""
    found = register(case())
    with pytest.raises(UnknownNameError, match="cases"):
        found.table("case")
    with pytest.raises(UnknownNameError, match="opened"):
        found.table("cases")["open"]
    with pytest.raises(UnknownNameError, match="parent"):
        found.table("cases").parent  # noqa: B018


def test_rows_keep_their_parent() -> None:
    """Rows stand by parent and then by day, though the last day of one is far after the next's.

    parent 1 0 0 1    by parent  0 0 1 1
    day    1 1 5 3    and day    1 5 1 3
    """
    table, place = lay_out(
        "intakes",
        {"row": np.arange(4)},
        np.array([1, 0, 0, 1], np.int32),
        2,
        np.array([1, 1, 5, 3], np.int32),
    )
    assert table["row"].tolist() == [1, 2, 0, 3]
    assert table.parent.tolist() == [0, 0, 1, 1]
    assert place.tolist() == [2, 0, 1, 3]


def test_intakes_stay_with_their_person() -> None:
    """The same of a frame whose rows lie apart: each person has the intakes of her own."""
    days = {"a": ["2019-01-02", "2019-06-30"], "b": ["2019-01-02", "2019-03-01"]}
    rows = [("b", 0), ("a", 1), ("a", 0), ("b", 1)]
    frame = pl.DataFrame(
        {
            "municipality": ["0484"] * 4,
            "case_id": [person for person, _ in rows],
            "person_id": [person for person, _ in rows],
            "role": ["exposed_adult"] * 4,
            "date": [day(days[person][number]) for person, number in rows],
            "reason": ["violence"] * 4,
        }
    )
    cases = Register.from_frame(frame, observed=WINDOW).cases()
    intakes = {one.person.person_id: [str(intake.date) for intake in one.intakes] for one in cases}
    assert intakes == days


@pytest.mark.parametrize("step", [1, 3, 100])
def test_some_rows_at_a_time(monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    """Stretches hold each row once, with its parent: also of parents without rows, or with many.

    rows of parents 0, 1, 2 … : 0, 2, 0, 0, 5, 1, 0
    """
    monkeypatch.setattr(_table, "_STRETCH", step)
    table = Table("rows", {"day": np.arange(8)}, np.array([0, 0, 2, 2, 2, 7, 8, 8]))
    parts = list(table.stretches())
    assert [row for some, _ in parts for row in range(8)[some]] == list(range(8))
    assert np.concatenate([parent for _, parent in parts]).tolist() == [1, 1, 4, 4, 4, 4, 4, 5]
    assert table.parent.tolist() == [1, 1, 4, 4, 4, 4, 4, 5]
    assert table.offsets is not None
    assert table.offsets.dtype == np.int32


def test_no_fewer_rows_than_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where what is made for each stretch is large, as many rows are taken at a time."""
    monkeypatch.setattr(_table, "_STRETCH", 3)
    sizes = {least: [some.stop - some.start for some in stretches(8, least=least)]
             for least in (1, 5)}  # fmt: skip
    assert sizes == {1: [3, 3, 2], 5: [5, 3]}


def test_no_stretches() -> None:
    """A table without rows has none, and one without parents is refused."""
    empty = Table("rows", {"day": np.arange(0)}, np.zeros(4, np.int64))
    assert list(empty.stretches()) == []
    with pytest.raises(UnknownNameError, match="parent"):
        next(Table("rows", {"day": np.arange(3)}).stretches())
