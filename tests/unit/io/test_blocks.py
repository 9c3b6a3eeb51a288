"""Rows that come together, column by column, are read as they are one by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vnr.io.books import Block, _batch
from vnr.io.books._batch import Packer, Unpacker
from vnr.io.profiles import Profile
from vnr.io.sheets import Terms, _grid, collect
from vnr.io.template import layout_of
from vnr.register import CASES

HEAD = ["Ärende-ID", "Klient", "Kommun", "Aktualiseringsdatum", "Aktualiseringsorsak"]
ROW = ["f1", "s1", "0484", date(2019, 3, 1), "våld"]
ODD: list[list[Any]] = [
    [],
    ["", " "],
    ["Summa", "", 2.0],
    ["Summa"],
    HEAD,
    ["Uttag ur systemet, sida 2"],
    ["Se anvisningen till uttaget"],
    [*ROW, "", ""],
    [*ROW, "", "x"],
    [1, 1.0, True, "1", 1],
    [1.0, 1, 1, True],
    ["", "s1", "0484"],
    ["f2", None, "", "x"],
]
CELLS = st.sampled_from(["f1", "f2", "", 1, 1.0, True, date(2019, 3, 1), "våld"])
ROWS = st.lists(
    st.one_of(st.just(ROW), st.sampled_from(ODD), st.lists(CELLS, max_size=6)), max_size=40
)


def together(rows: list[list[Any]], size: int) -> Iterable[Block | Sequence[Any]]:
    """The rows as they come from another process."""
    packer, unpacker = Packer(), Unpacker()
    for start in range(0, len(rows), size):
        message = packer.packed(rows[start : start + size])
        if isinstance(message, list):
            yield from message
        else:
            yield unpacker.unpacked(message)


def told(rows: Iterable[Block | Sequence[Any]], merged: list[tuple[int, int, int, int]]) -> Any:
    """All that is read of a sheet."""
    raw = collect("a", None, rows, Terms(layout_of(CASES), Profile()), [], merged=merged)
    assert raw is not None
    cells = [[(type(one), one) for one in column.distinct()] for column in raw.cells]
    columns = [
        [values[code] for code in column.codes.tolist()]
        for values, column in zip(cells, raw.cells, strict=True)
    ]
    held = [sorted(map(repr, values)) for values in cells]
    return raw.headings.texts, raw.numbers.tolist(), raw.faults, raw.notes, columns, held


@settings(max_examples=30)
@given(
    ROWS,
    ROWS,
    st.sampled_from([[], [(0, 0, 0, 3)], [(60, 1, 62, 1)], [(120, 0, 121, 1)]]),
    st.sampled_from([1, 2, 1_000]),
)
def test_together_and_one_by_one(
    few: list[list[Any]],
    last: list[list[Any]],
    merged: list[tuple[int, int, int, int]],
    many: int,
) -> None:
    """Totals, pages, notes, merged cells, long rows and any kinds of cells come to the same."""
    rows: list[list[Any]] = [
        ["Uttag ur systemet, sida 1"],
        HEAD,
        *[ROW] * 40,
        *few,
        *[ROW] * 30,
        *last,
    ]

    with patch.object(_grid, "_MANY", many):
        assert told(rows, merged) == told(together(rows, 20), list(merged))


@pytest.mark.parametrize("many", [10, 1_000])
@pytest.mark.parametrize(("limit", "most"), [("_MOST", 30), ("_MOST", 70), ("_VARIOUS", 30)])
def test_columns_of_many_values(
    monkeypatch: pytest.MonkeyPatch, limit: str, most: int, many: int
) -> None:
    """A column is begun anew when its values are too many, and goes as it is when most are new."""
    monkeypatch.setattr(_batch, limit, most)
    monkeypatch.setattr(_grid, "_MANY", many)
    identifiers = [f"f{number}" for number in [*range(200), *range(100, 200)]]
    rows: list[list[Any]] = [
        HEAD,
        *([one, *ROW[1:]] for one in [*identifiers, *["f7"] * 30, 7.0, 7, True]),
        *[["f9"]] * 30,
    ]

    assert told(rows, []) == told(together(rows, 20), [])


@pytest.mark.parametrize("odd", ["f7", "å7", 7, "\0", "f" * 70])
def test_many_identifiers(odd: Any) -> None:
    """Those of blocks with many new ones are told apart at the end, whatever they are."""
    identifiers = [f"f{number}" for number in [*range(5_000), *range(3_000), *range(20)]]
    rows: list[list[Any]] = [HEAD, *([one, *ROW[1:]] for one in [*identifiers, odd, 7.0])]

    assert told(rows, []) == told(together(rows, 2_000), [])


def test_identifiers_are_not_told_apart_twice() -> None:
    """After some thousands that are nearly all new they go as they are; other columns don't."""
    packer = Packer()
    for start in range(0, 10_000, 2_000):
        message = packer.packed([[f"f{start + row}", row % 7] for row in range(2_000)])

    assert message["columns"][0] == (0, tuple(f"f{8_000 + row}" for row in range(2_000)), None)
    assert message["columns"][1][:2] == (7, [])


def test_headings_that_nobody_knows() -> None:
    """Below headings that aren't known no more rows are looked at in blocks than one by one."""
    rows: list[list[Any]] = [
        ["Nummer", "Datum"],
        *([f"{number}", "2019-03-01"] for number in range(12_000)),
    ]

    assert told(rows, []) == told(together(rows, 2_000), [])
