"""Windows of days and of calendar years, forwards and back."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from vnr.errors import DataError
from vnr.metrics import Days, Months, Years
from vnr.metrics.ground import NEVER, Window, check_window
from vnr.register import NO_DAY


@pytest.mark.parametrize(
    ("window", "last", "first"),
    [
        (Years(1), "2020-02-28", "2019-02-28"),
        # The year of 28 February 2019 is over on 28 February 2020.
        (Years(1), "2020-02-29", "2019-03-01"),
        (Years(1), "2020-03-01", "2019-03-01"),
        # 28 February and the leap day before it both reach to 28 February.
        (Years(1), "2021-02-28", "2020-02-28"),
        (Years(4), "2020-02-29", "2016-02-29"),
        (Days(365), "2020-03-01", "2019-03-02"),
    ],
)
def test_looking_back(window: Days | Years, last: str, first: str) -> None:
    """The first day whose window still holds the last one."""
    found = window.start(np.array([last], "datetime64[D]").astype(np.int32))
    assert found.astype("datetime64[D]").astype(str).tolist() == [first]


@pytest.mark.parametrize(
    ("window", "first", "last"),
    [
        (Years(1), "2019-02-28", "2020-02-28"),
        (Years(1), "2019-03-01", "2020-03-01"),
        # The leap day's year is over on 28 February, the last day of the month.
        (Years(1), "2020-02-29", "2021-02-28"),
        (Years(4), "2020-02-29", "2024-02-29"),
        (Years(1), "2019-12-31", "2020-12-31"),
        (Days(365), "2019-03-01", "2020-02-29"),
    ],
)
def test_looking_forward(window: Days | Years, first: str, last: str) -> None:
    """The last day inside the window: the same calendar day, or so many days on."""
    found = window.end(np.array([first], "datetime64[D]").astype(np.int32))
    assert found.astype("datetime64[D]").astype(str).tolist() == [last]


@pytest.mark.parametrize("make", [Days, Years])
@pytest.mark.parametrize("size", [-1, 1.5, "1", True, np.True_, np.float64(1), None])
def test_no_window(make: Any, size: Any) -> None:
    """A window is a whole number of days or years, and true is no number."""
    with pytest.raises(DataError, match="count must be a whole number from 0, got"):
        make(size)


@pytest.mark.parametrize("size", [3, np.int64(3), np.uint8(3)])
def test_whole_numbers(size: Any) -> None:
    """Whole numbers of numpy are Python's from then on."""
    for window in (Days(size), Years(size)):
        assert window in (Days(3), Years(3))
        assert type(window.count) is int
        assert repr(window) in ("Days(count=3)", "Years(count=3)")


@pytest.mark.parametrize(
    ("make", "most"),
    [(Days, (date.max - date.min).days), (Years, date.max.year - date.min.year)],
)
def test_beyond_the_calendar(make: Any, most: int) -> None:
    """What is longer than the calendar is refused, lest days wrap; the calendar is not."""
    first, last = (np.array([np.datetime64(day, "D").astype(int)]) for day in (date.min, date.max))
    assert make(most).end(first)[0] >= last[0] - 365
    assert make(most).start(last)[0] <= first[0] + 365
    for size in (most + 1, 10**7, 2**31 - 1, 2**70):
        with pytest.raises(DataError, match=f"at most {most}, which is all the calendar has"):
            make(size)


@pytest.mark.parametrize(
    "window", [Days(0), Days(1), Days(3_652_058), Months(1), Years(1), Years(9_998)]
)
def test_never_is_never(window: Any) -> None:
    """No window after a day that never comes ends, none before one that isn't there begins."""
    assert window.end(np.array([NEVER])).tolist() == [NEVER]
    assert window.start(np.array([NO_DAY], np.int32)).tolist() == [NO_DAY]
    assert window.end(np.array([0], np.int32)).dtype == np.int32


def test_names() -> None:
    """A window reads as words."""
    assert [one.name for one in (Days(365), Months(1), Months(4), Years(1), Years(2))] == [
        "365 days",
        "1 month",
        "4 months",
        "1 year",
        "2 years",
    ]


def test_window_protocol() -> None:
    """Both windows are windows."""
    windows: list[Window] = [Days(1), Years(1)]
    assert [window.end(np.array([0])).tolist() for window in windows] == [[1], [365]]


def test_check() -> None:
    """Anything else is told from a window, by name."""
    check_window("tolerance", Days(1))
    with pytest.raises(DataError, match="tolerance must be Days, Months or Years, got int"):
        check_window("tolerance", 30)
