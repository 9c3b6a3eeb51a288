"""What people call a table."""

from __future__ import annotations

from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from vnr.errors import DataError
from vnr.frames import is_frame, is_series, taken

COLUMNS: dict[str, list[Any]] = {"a": [1, 2], "b": ["x", None]}
PANDAS = pd.DataFrame(COLUMNS)
TABLE = pa.table(COLUMNS)
TABLES: dict[str, Any] = {
    "pandas": PANDAS,
    "polars": pl.DataFrame(COLUMNS),
    "pyarrow": TABLE,
    "lazy": pl.DataFrame(COLUMNS).lazy(),
    "duckdb": duckdb.sql("select * from (values (1, 'x'), (2, null)) as t(a, b)"),
    "batch": TABLE.to_batches()[0],
    "reader": TABLE.to_reader(),
    "dicts": [{"a": 1, "b": "x"}, {"a": 2}],
    "columns": COLUMNS,
    "columns of all kinds": {"a": pl.Series([1, 2]), "b": pd.Series(["x", None])},
    "more columns": {"a": np.array([1, 2]), "b": pa.array(["x", None])},
    "records": np.array([(1, "x"), (2, None)], [("a", int), ("b", object)]),
    "index": PANDAS.set_index("a"),
    "two levels": PANDAS.set_index(["a", "b"]),
    "levels of names": pd.DataFrame(
        [[1, "x"], [2, None]], columns=pd.MultiIndex.from_tuples([("a", ""), (None, "b")])
    ),
}


@pytest.mark.parametrize("kind", TABLES)
def test_tables(kind: str) -> None:
    """Every kind of table has the same headings and cells."""
    assert is_frame(TABLES[kind])
    assert not is_series(TABLES[kind])
    read = taken(TABLES[kind])

    assert read.headings == ["a", "b"]
    assert [column.listed() for column in read.columns] == [[1, 2], ["x", None]]
    assert read.height == 2


def test_doubled_and_nameless_columns() -> None:
    """They are kept, each in its place."""
    frame = pd.concat([PANDAS, PANDAS.set_axis(["a", None], axis=1)], axis=1)

    assert taken(frame).headings == ["a", "b", "a", ""]
    assert taken(TABLE.append_column("a", TABLE["a"])).headings == ["a", "b", "a"]
    assert taken([{1: "x", "1": "y"}]).headings == ["1", "1"]


@pytest.mark.parametrize(
    ("table", "headings"),
    [
        (pd.DataFrame(), []),
        (pl.DataFrame(), []),
        (pa.table({}), []),
        ([], []),
        (pd.DataFrame(columns=["a"]), ["a"]),
        (pl.DataFrame(schema={"a": pl.Date}), ["a"]),
        (pa.schema([("a", pa.int8())]).empty_table(), ["a"]),
        ({"a": []}, ["a"]),
        ([{}, {}], []),
    ],
)
def test_without_rows(table: Any, headings: list[str]) -> None:
    """No rows, or no columns, are no fault here."""
    assert taken(table).headings == headings


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (None, "the table is nothing; give a pandas, polars or pyarrow frame"),
        (5, "the table is of the kind int; give"),
        ("a.csv", "the table is one column or a text"),
        (PANDAS["a"], "the table is one column"),
        (pl.Series([1]), "the table is one column"),
        (TABLE["a"], "the table is one column"),
        (np.eye(2), "an array without named fields"),
        ([1], "a list of something else than dicts"),
        ([[1, 2]], "a list of something else than dicts"),
        ({"a": 1}, "a list or a series for each column"),
        ({"a": [1], "b": "x"}, "a list or a series for each column"),
        ({"a": [1], "b": [1, 2]}, "of different lengths"),
        ({"a": pd.Series({"x": 1}), "b": pd.Series({"y": 1})}, "are labelled differently"),
        (pl.DataFrame(COLUMNS).lazy().select("nothing"), r"can't be fetched .*\.collect\(\)"),
        (pd.DataFrame, "the class DataFrame; give a pandas"),
    ],
)
def test_what_is_no_table(data: Any, message: str) -> None:
    """It is refused with what is one, and with the call that makes it one."""
    with pytest.raises(DataError, match=message):
        taken(data, "the table")


def test_what_a_query_says_is_not_shown() -> None:
    """Of a query that fails only the kind of the failure is told: the rest may hold cells."""
    query = pl.LazyFrame({"a": ["811218-9876"]}).select(pl.col("a").cast(pl.Int8))
    with pytest.raises(DataError) as error:
        taken(query)

    assert "9876" not in str(error.value)
    assert error.value.__cause__ is None


@pytest.mark.parametrize(
    ("data", "is_one"),
    [
        ({"insatser": PANDAS}, False),
        ({"insatser": [{"a": 1}]}, False),
        ({"insatser": COLUMNS}, False),
        ({"insatser": "a.csv"}, False),
        ({}, False),
        ([PANDAS], False),
        (["a.csv"], False),
        (PANDAS["a"], False),
        (np.eye(2), False),
        (pd.DataFrame, False),
        ("a.csv", False),
        (None, False),
        ({"a": []}, True),
        ([{}], True),
    ],
)
def test_is_frame(data: Any, is_one: bool) -> None:
    """A mapping of columns is a table, one of tables or files is none."""
    assert is_frame(data) is is_one
