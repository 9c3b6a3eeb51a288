"""A cell of any library is one of a few plain kinds of value."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any
from uuid import UUID

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from vnr.frames import Unusable, heading, plain
from vnr.model import Sex


class Shade(Enum):
    RED = "red"
    TWO = 2


class Odd:
    """What raises whatever it is asked."""

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError(name)


def test_what_is_missing() -> None:
    """Every library's sign for missing is None; so is a list of nothing."""
    signs = [None, pd.NA, pd.NaT, np.nan, np.float32("nan"), np.datetime64("NaT")]
    numbers = [Decimal("nan"), Decimal("snan"), pa.scalar(None), [], [None], ()]

    assert [plain(sign) for sign in [*signs, *numbers]] == [None] * 12


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (np.int64(4), 4),
        (np.bool_(True), True),
        (np.float16(1.5), 1.5),
        (np.longdouble(3), 3.0),
        (Decimal("2.0"), 2),
        (Decimal("2.5"), 2.5),
        (Decimal("Infinity"), float("inf")),
        (Decimal("2.5E+11"), "2.5E+11"),
        (Decimal("1E+400"), "1E+400"),
        (Fraction(1, 4), 0.25),
        (float("-inf"), float("-inf")),
        (b"abc", "abc"),
        (memoryview(b"x"), "x"),
        (np.str_("q"), "q"),
        (Sex.MAN, "man"),
        (Shade.RED, "red"),
        (Shade.TWO, 2),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (pa.scalar(5), 5),
        (np.datetime64("2019-01-05"), date(2019, 1, 5)),
        (
            np.datetime64("2019-01-05T01:00:00.000000001"),
            datetime.fromisoformat("2019-01-05T01:00"),
        ),
        (np.datetime64("2019"), 2019),
        (pd.Timestamp("2019-01-05"), datetime.fromisoformat("2019-01-05")),
        (pd.Period("2019-01-05", "D"), date(2019, 1, 5)),
        (pd.Period("2019", "Y"), 2019),
        ([1, "a", None], (1, "a", None)),
        ({"b", "a"}, ("a", "b")),
        (np.array([1, 2]), (1, 2)),
        (pl.Series([1, 2]), (1, 2)),
        (pa.scalar([1, 2]), (1, 2)),
        ("a\0b", "a\ufffdb"),
        ("\udcff", "\ufffd"),
        ("Åsa \N{GRINNING FACE}", "Åsa \N{GRINNING FACE}"),
    ],
)
def test_values(value: Any, expected: Any) -> None:
    """Numbers, texts, days and lists of them are what they are in the language itself."""
    assert plain(value) == expected
    assert type(plain(value)) is type(expected)


@pytest.mark.parametrize(
    "value",
    [
        *(
            {"a": 1},
            [[1]],
            [{"a": 1}],
            1j,
            object(),
            print,
            int,
            pytest.param(Odd(), id="odd"),
            b"\xff",
            [b"\xff"],
        ),
        *(time(1), timedelta(1), np.timedelta64(1, "D"), pd.Timedelta(1), pd.Interval(0, 1)),
        *(pd.Period("2019-01", "M"), np.datetime64("2019-01"), np.datetime64("20190-01-01")),
        pytest.param(2**5_000, id="long"),
        np.array([(1,)], [("a", int)])[0],
    ],
)
def test_what_is_no_value(value: Any) -> None:
    """What is none of them is told by its kind, and never by what it holds."""
    assert isinstance(plain(value), Unusable)
    assert plain(plain(value)) == plain(value)


def test_a_day_keeps_its_zone() -> None:
    """Midnight in Stockholm is no other day."""
    read = plain(pd.Timestamp("2019-01-01", tz="Europe/Stockholm"))
    assert (read.date(), read.utcoffset()) == (date(2019, 1, 1), timedelta(hours=1))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        *((" date ", "date"), (7, "7"), (7.0, "7"), (None, ""), (float("nan"), ""), (b"x", "x")),
        *((("reason", "", None), "reason"), (("a", ("b",)), "a b"), ([1], ""), (1j, "")),
        (date(2019, 1, 1), "2019-01-01"),
    ],
)
def test_headings(name: Any, expected: str) -> None:
    """The name of a column is text, of several levels those that are filled."""
    assert heading(name) == expected
