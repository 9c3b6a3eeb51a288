"""Days as they stand in cells."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from vnr.io.cells import Refused, Serial1904, day_of, days_of, true_days
from vnr.register import NO_DAY, day_number

MARCH = date(2019, 3, 1)


@pytest.mark.parametrize(
    "value",
    [
        *("2019-03-01", "2019-3-1", "20190301", "2019/03/01", "2019.03.01", " 2019-03-01 "),
        *("2019-03-01 23:59", "2019-03-01T23:59:59.9", "2019-03-01  7:05", "2019-03-01 00:00:60"),
        *("2019-02-28 24:00", "2019-02-28T24:00:00", "2019-02-28 24.00"),
        *("2019-03-01T23:30:00+01:00", "2019-03-01T00:30:00+0200", "2019-03-01 00:30 -05"),
        *("2019-02-28T23:00:00Z", "2019-03-01T22:59:59Z", "2019-02-28 23:30 UTC"),
        *("2019-02-28T24:00:00+00:00", "43525", "43525,0", 43525, 43525.99, 20190301, 20190301.0),
        *(MARCH, datetime(2019, 3, 1, 23, 59), Serial1904(42063), Serial1904(20190301)),  # noqa: DTZ001
        datetime(2019, 2, 28, 23, 30, tzinfo=UTC),
        datetime(2019, 3, 1, 23, 30, tzinfo=timezone(timedelta(hours=1))),
        datetime(2019, 3, 1, 0, 30, tzinfo=ZoneInfo("Europe/Stockholm")),
    ],
)
def test_the_first_of_march(value: Any) -> None:
    """Each tells the same day."""
    assert day_of(value) == day_number(MARCH)


@pytest.mark.parametrize(
    "value",
    [
        *("2019-03-01 25:61", "2019-03-01 24:01", "2019-03-01 23:60", "2019-03-01 12:00:61"),
        *("2019-03-01 24:00:01", "2019-03-01 x", "2019-03-01T", "2019-03-01 12", "2019-02-29"),
        *("9999-12-31 24:00", "9999-12-31T23:30:00Z", "0019-03-01", "01/03/2019", "12:00", "24:00"),
        *("9" * 400, "1,0,0", "²⁰¹⁹", "٢٠١٩-٠٣-٠١", True, 0, -1, 1e300, float("inf")),
        *(float("nan"), timedelta(1), Serial1904(1e300), "2019-03-01 -05:00"),
    ],
)
def test_no_day(value: Any) -> None:
    """Each is refused, and none is a foreign error."""
    with pytest.raises(Refused):
        day_of(value)


def test_summer_in_sweden() -> None:
    """Midnight in Sweden is the day that begins, in summer as in winter, by another reckoning."""
    stockholm = ZoneInfo("Europe/Stockholm")
    for year in (1985, 1995, 1996, 2019, 2026):
        for place in range(365):
            day = date(year, 1, 1) + timedelta(place)
            for hour in (0, 1, 12, 23):
                local = datetime(day.year, day.month, day.day, hour, 30, tzinfo=stockholm)
                assert day_of(local.astimezone(UTC)) == day_number(day)


def test_days_of_many_texts_are_those_of_each() -> None:
    """All that are written YYYY-MM-DD at once, or none of them."""
    days = [date(1900, 1, 1) + timedelta(n) for n in range(0, 2_950_000, 7919)]
    days = [day for day in days if day.year < 9999] + [date(2020, 2, 29), date(9999, 12, 31)]
    texts = np.array([day.isoformat() for day in days] + [""], "S10")
    found = days_of(texts, NO_DAY)
    assert found is not None
    assert found.tolist() == [*(day_of(day.isoformat()) for day in days), NO_DAY]
    for wrong in ("2019-02-29", "2019-13-01", "2019-00-10", "2019-01-00", "2019/01/01", "1899-12-31",
                  "2019-1-011", "2019-01-1", "2o19-01-01", " 2019-01-1"):  # fmt: skip
        assert days_of(np.array(["2019-01-01", wrong], "S10"), NO_DAY) is None
    assert days_of(np.array(["20190101"], "S8"), NO_DAY) is None


def test_days_that_are_days_already() -> None:
    """Together they are what each of them is; where one isn't, they are looked at one by one."""
    days = [MARCH, date(1900, 1, 1), date(9999, 12, 31)]

    found = true_days([*days, "", None], NO_DAY)

    assert found is not None
    assert found.tolist() == [*map(day_of, days), NO_DAY, NO_DAY]
    others: tuple[object, ...] = (date(1899, 12, 31), "x", " ", datetime(2019, 3, 1, 9), 43525)  # noqa: DTZ001
    for other in others:
        assert true_days([MARCH, other], NO_DAY) is None
    assert true_days(["", None], NO_DAY) is None
