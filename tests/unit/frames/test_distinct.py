"""A column is its distinct values, and which of them stands in each row, in every library."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from vnr.frames import Unusable, distinct

DAYS = [date(2019, 1, 1), None, date(2020, 1, 1)]
TEXTS = ["a", None, "b"]
STOCKHOLM = pd.Series(DAYS, dtype="datetime64[ns]").dt.tz_localize("Europe/Stockholm")


def arrow(values: list[Any], kind: pa.DataType) -> dict[str, Any]:
    """The same column of arrow in each library."""
    column = pa.array(values, kind)
    return {
        f"arrow {kind}": column,
        f"chunks {kind}": pa.chunked_array([column[:1], column[1:]]),
        f"pandas {kind}": pd.Series(column, dtype=pd.ArrowDtype(kind)),
        f"polars {kind}": pl.Series(column),
    }


COLUMNS: dict[str, tuple[Any, list[Any]]] = {
    "list": (TEXTS, TEXTS),
    "range": (range(3), [0, 1, 2]),
    "category": (pd.Series(TEXTS, dtype="category").cat.add_categories(["unused"]), TEXTS),
    "category of numbers": (pd.Series([1, 2, 1], dtype="category"), [1, 2, 1]),
    "Int64": (pd.array([1, None, 2], "Int64"), [1, None, 2]),
    "boolean": (pd.array([True, None, False], "boolean"), [True, None, False]),
    "string": (pd.array(TEXTS, "string"), TEXTS),
    "Float64": (pd.array([1.5, None, 2], "Float64"), [1.5, None, 2.0]),
    "index": (pd.Index(TEXTS), TEXTS),
    "sparse": (pd.arrays.SparseArray([1, 0, 0]), [1, 0, 0]),
    "objects": (pd.Series([1, 1.0, True], dtype=object), [1, 1.0, True]),
    "ints and None": (pd.Series([2**70, 1, None], dtype=object), [2**70, 1, None]),
    "bytes": (pd.Series([b"a", None], dtype=object), ["a", None]),
    "lists": (pd.Series([["a"], None, [1]]), [("a",), None, (1,)]),
    "days as objects": (pd.Series(DAYS, dtype=object), DAYS),
    "structs": (pl.Series([{"a": 1}, None]), [Unusable("dict"), None]),
    "objects of polars": (pl.Series([1j, None], dtype=pl.Object), [Unusable("complex"), None]),
    "enum": (pl.Series(TEXTS, dtype=pl.Enum(["b", "a", "c"])), TEXTS),
    "category of polars": (pl.Series(TEXTS, dtype=pl.Categorical), TEXTS),
    "nan of polars": (pl.Series([float("nan"), None, 1.0]), [None, None, 1.0]),
    "far days of polars": (
        pl.Series([10**7, 0]).cast(pl.Date),
        [Unusable("day"), date(1970, 1, 1)],
    ),
    "far days of arrow": (pa.array([10**7]).cast(pa.int32()).cast(pa.date32()), [Unusable("day")]),
    "strange zone": (pa.array([1], pa.timestamp("s", "Nowhere/X")), [Unusable("day")]),
    "numpy days": (np.array(DAYS, "datetime64[D]"), DAYS),
    "masked": (np.ma.array([1, 2], mask=[False, True]), [1, None]),
    "two dimensions": (np.eye(2), [(1.0, 0.0), (0.0, 1.0)]),
    "numpy objects": (np.array([1, "a", None], object), [1, "a", None]),
    "numpy bytes": (np.array([b"x", b"y"]), ["x", "y"]),
    "complex": (np.array([1j]), [Unusable("complex")]),
    "durations": (np.array([1], "timedelta64[s]"), [Unusable("timedelta64")]),
    "nothing": (pd.Series([], dtype="datetime64[ns]"), []),
    "nothing of arrow": (pa.chunked_array([], pa.string()), []),
    "nothing of polars": (pl.Series([], dtype=pl.Date), []),
}
for values, kind in (
    (TEXTS, pa.string()),
    (TEXTS, pa.large_string()),
    (TEXTS, pa.dictionary(pa.int8(), pa.string())),
    (DAYS, pa.date32()),
    ([1, None, 2], pa.int8()),
    ([1.5, None, 2.0], pa.float32()),
    ([True, None, False], pa.bool_()),
    ([None, None], pa.null()),
):
    COLUMNS |= {name: (column, values) for name, column in arrow(values, kind).items()}
COLUMNS |= {
    name: (column, [1.5, None, 2])
    for name, column in arrow([Decimal("1.50"), None, Decimal(2)], pa.decimal128(10, 2)).items()
}
COLUMNS |= {
    name: (column, [("a", "b"), None])
    for name, column in arrow([["a", "b"], None], pa.list_(pa.string())).items()
}


@pytest.mark.parametrize("name", COLUMNS)
def test_columns(name: str) -> None:
    """Every row has its value, of its own kind; every value has a row."""
    column, expected = COLUMNS[name]
    read = distinct(column)

    assert read.listed() == expected
    assert list(map(type, read.listed())) == list(map(type, expected))
    assert sorted(set(read.codes.tolist())) == list(range(len(read.values)))
    assert read.codes.dtype == np.int32


@pytest.mark.parametrize(
    "column",
    [
        STOCKHOLM,
        STOCKHOLM.astype("category"),
        STOCKHOLM.astype(object),
        pl.Series(STOCKHOLM),
        pa.array(STOCKHOLM),
        STOCKHOLM.tolist(),
    ],
)
def test_days_with_a_zone(column: Any) -> None:
    """The day is that of the zone."""
    assert [day and day.date() for day in distinct(column).listed()] == DAYS


def test_one_instant_is_two_days() -> None:
    """Midnight in Stockholm, and the hour before midnight in London, are of different days."""
    there = datetime(2019, 1, 1, tzinfo=timezone(timedelta(hours=1)))
    here = there.astimezone(UTC)
    for column in ([there, here], pd.Series([there, here], dtype=object)):
        assert [day.day for day in distinct(column).listed()] == [1, 31]
