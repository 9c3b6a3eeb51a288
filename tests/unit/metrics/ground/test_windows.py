"""Windows of days and of calendar years, forwards and back."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from vnr.errors import DataError
from vnr.metrics import Days, Years
from vnr.metrics.ground import Window


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
def test_windows(make: Any) -> None:
    """A window is a whole number of days or years."""
    for size in (-1, 1.5, "1"):
        with pytest.raises(DataError):
            make(size)
    assert (Days(365).name, Years(1).name, Years(2).name) == ("365 days", "1 year", "2 years")


def test_window_protocol() -> None:
    """Both windows are windows."""
    windows: list[Window] = [Days(1), Years(1)]
    assert [window.end(np.array([0])).tolist() for window in windows] == [[1], [365]]
