"""What a library keeps its columns as makes no difference to the register."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import polars as pl
import pytest

from vnr import Register
from vnr.errors import DataError, UnknownNameError

DAYS = ["2019-01-01", "2019-07-01", "2019-03-01"]


def stored(**more: Any) -> dict[str, Any]:
    """Three cases in stored form."""
    return {
        "municipality": ["0484"] * 3,
        "case_id": ["1", "2", "3"],
        "person_id": ["a", "b", "c"],
        "role": ["exposed_adult"] * 3,
        "date": list(map(date.fromisoformat, DAYS)),
        "reason": ["violence"] * 3,
    } | more


def cases(frame: Any) -> list[Any]:
    return list(Register.from_frame(frame, observed="2018-01-01/2020-12-31").cases())


@pytest.mark.parametrize(
    ("field", "column", "expected"),
    [
        ("age_at_intake", pd.array([30, None, 31], "Int64"), [30, None, 31]),
        ("police_report", pd.array([True, None, False], "boolean"), [True, None, False]),
        ("household_id", pd.array(["h", None, "h"], "string"), ["h", None, "h"]),
        ("violence_source", pd.Series(["told", None, "told"], dtype="category"), None),
        ("closed", pd.Series(DAYS, dtype="datetime64[ns]"), list(map(date.fromisoformat, DAYS))),
    ],
)
def test_nullable_columns(field: str, column: Any, expected: list[Any] | None) -> None:
    """A missing one is not recorded."""
    if expected is None:
        with pytest.raises(UnknownNameError, match="violence_source"):
            cases(pd.DataFrame(stored(**{field: column})))
        return
    read = cases(pd.DataFrame(stored(**{field: column})))
    assert [getattr(case, field) for case in read] == expected


def test_categories_with_their_days() -> None:
    """A reason to close that is a category stands beside its day."""
    reasons = pd.Series(["moved", None, "moved"], dtype="string").astype("category")
    closed = [date(2019, 8, 1), None, date(2019, 8, 1)]
    read = cases(pd.DataFrame(stored(closed=closed, closing_reason=reasons)))

    assert [case.closing_reason for case in read] == ["moved", None, "moved"]


def test_midnight_in_stockholm() -> None:
    """A day with a time zone is the day there, and no day earlier."""
    there = pd.to_datetime(pd.Series(DAYS)).dt.tz_localize("Europe/Stockholm")
    for frame in (pd.DataFrame(stored(date=there)), pl.DataFrame(stored(date=there.tolist()))):
        assert [str(case.opened) for case in cases(frame)] == DAYS


def test_a_name_that_may_be_somebody_is_not_shown() -> None:
    """A pivoted frame may have numbers of persons as names of its columns."""
    with pytest.raises(UnknownNameError) as error:
        cases(pd.DataFrame(stored(**{"19811218-9876": [1, 2, 3]})))
    assert "9876" not in str(error.value)
    assert "number 6" in str(error.value)


def test_a_column_twice() -> None:
    """It is refused by its name."""
    frame = pd.DataFrame(stored())
    with pytest.raises(DataError, match="holds the column reason twice"):
        cases(pd.concat([frame, frame[["reason"]]], axis=1))
