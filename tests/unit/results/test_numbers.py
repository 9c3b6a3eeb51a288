"""Numbers and labels come out of whatever somebody keeps them in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from vnr import metrics
from vnr.errors import DataError
from vnr.results import column, numbers
from vnr.results._numbers import labels_of

NAN = float("nan")


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        (3, 3.0),
        ([1, None], [1, NAN]),
        (np.array([1, 2], np.int8), [1, 2]),
        (np.ma.array([1, 2], mask=[False, True]), [1, NAN]),
        (pd.Series([1, None], dtype="Int64"), [1, NAN]),
        (pd.Series([1.5, None]), [1.5, NAN]),
        (pl.Series([1, None]), [1, NAN]),
        (pa.array([Decimal("1.5"), None]), [1.5, NAN]),
        ([Decimal("1.5"), 2], [1.5, 2]),
        ([True, False], [1, 0]),
        ([float("inf")], [float("inf")]),
        ([[1, 2], [3, 4]], [[1, 2], [3, 4]]),
        (2**53, 2.0**53),
        ([1e-30, 0], [1e-30, 0]),
    ],
)
def test_numbers(figures: Any, expected: Any) -> None:
    """Of any library, and nan where one is missing."""
    np.testing.assert_array_equal(numbers(figures, "k"), np.array(expected, np.float64))


@pytest.mark.parametrize(
    ("figures", "message"),
    [
        (["1"], "k must be numbers"),
        ([1j], "k must be numbers"),
        ([[1], [2, 3]], "k must be numbers"),
        ([np.ma.masked, 1], "k must be numbers"),
        ([{"a": 1}], "k must be numbers"),
        ([date(2019, 1, 1)], "k must be numbers"),
        (2.0**53 * 2, r"k holds a number beyond 2\^53"),
        pytest.param(10**5_000, r"k holds a number beyond 2\^53", id="long"),
        ([-(10**400), None], r"k holds a number beyond 2\^53"),
        (9e-31, "nearer to 0 than 1e-30"),
    ],
)
def test_no_numbers(figures: Any, message: str) -> None:
    """What is none is refused, and so is what nobody counts with."""
    with pytest.raises(DataError, match=message):
        numbers(figures, "k")


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (["a", "b"], ["a", "b"]),
        ([1, 2], [1, 2]),
        (pd.Series([1, None], dtype="Int64"), [1, NAN]),
        (pd.Series([1, 2], dtype="Int64"), [1, 2]),
        (pd.Series([True, False], dtype="boolean"), [True, False]),
        (pd.Series(["a", "b"], dtype="category"), ["a", "b"]),
        (["a", 1], ["a", "1"]),
        (np.array(["a", 1], object), ["a", "1"]),
        (pa.array(["a", "b"]).dictionary_encode(), ["a", "b"]),
        ([2**70, 1], [2.0**70, 1]),
    ],
)
def test_column(data: Any, expected: list[Any]) -> None:
    """Rows of numbers, truth values or labels, and never objects."""
    read = column(data, "group")
    assert read.dtype.kind in "biufUM"
    np.testing.assert_array_equal(read, np.array(expected))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (["a", None], "group has rows without a label"),
        ([10**400, 1], "group has rows without a label"),
        ([{"a": 1}], "group has rows without a label"),
        ([1j], "group must be a row of numbers or labels"),
        ([[1], [2, 3]], "group must be a row of numbers or labels"),
    ],
)
def test_no_column(data: Any, message: str) -> None:
    """What is neither is refused."""
    with pytest.raises(DataError, match=message):
        column(data, "group")


def test_labels() -> None:
    """Whole numbers that no array holds, and days, are their text."""
    assert labels_of([2**70, 1], "k").tolist() == [str(2**70), "1"]
    assert labels_of([date(2019, 1, 1), "x"], "k").tolist() == ["2019-01-01", "x"]
    assert labels_of([True, False], "k").dtype == bool
    assert labels_of([], "k").size == 0
    for labels, message in (
        ([("a", "b")], "labels of several parts"),
        ([None], "a number without a label"),
        ([1j], "neither text, number nor day"),
    ):
        with pytest.raises(DataError, match=message):
            labels_of(labels, "k")


def test_frames_of_figures() -> None:
    """A frame has its labels before the value, also as a named index; two of one name are refused."""
    cases = pd.DataFrame({"place": ["b", "a"], "value": [2, 1]})
    people: Any = pl.LazyFrame({"place": ["a", "b"], "value": [10, 40]})
    expected = [2 / 40, 1 / 10]

    assert metrics.rate(cases, people, per=1).value.tolist() == expected
    assert metrics.rate(cases.set_index("place"), people, per=1).value.tolist() == expected
    with pytest.raises(DataError, match="two columns of one name"):
        metrics.rate(cases.set_axis(["value", "value"], axis=1), people)
    with pytest.raises(DataError, match="2 cells without labels"):
        metrics.rate(cases[["value"]], people)
