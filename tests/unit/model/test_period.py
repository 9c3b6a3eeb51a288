"""A period is closed at both ends."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import numpy as np
import pytest

from building import day
from refusing import refused
from vnr.errors import DataError, ModelError
from vnr.model import (
    Period,
)


def test_parts() -> None:
    """A leap year has 366 days, and its quarters add to it."""
    year = Period.year(2020)
    assert year.days == 366
    assert sum(part.days for part in year.split("quarter")) == 366
    assert [part.label for part in year.split("half")] == ["2020H1", "2020H2"]
    assert Period.month(2020, 2).end == date(2020, 2, 29)
    assert Period.quarter(2019, 4).start == date(2019, 10, 1)
    assert Period.half(2019, 2).label == "2019H2"
    assert str(Period.month(2019, 3).label) == "2019-03"


def test_cut_parts() -> None:
    """A part is cut to the period."""
    period = Period(day("2019-12-15"), day("2020-01-10"))
    assert [str(part) for part in period.split("month")] == [
        "2019-12-15–2019-12-31",
        "2020-01-01–2020-01-10",
    ]
    assert period.label == "2019-12-15/2020-01-10"
    assert day("2019-12-15") in period
    assert day("2020-01-11") not in period
    assert datetime(2020, 1, 10, 23, 59) in period  # noqa: DTZ001
    assert Period(day("2019-12-20"), day("2020-01-10")) in period
    assert Period.year(2019) not in period
    for wrong in ("2019-12-20", None, 2019):
        with refused(DataError, match="a period holds days and periods"):
            wrong in period  # noqa: B015


def test_overlap() -> None:
    """Periods that share no day have no overlap."""
    assert Period.year(2019).overlap(Period.half(2019, 2)) == Period.half(2019, 2)
    assert Period.year(2019).overlap(Period.year(2020)) is None


def test_one_day() -> None:
    """A day is a period, shared by the two that end and begin on it, and the last to be split."""
    day_ = Period(day("2019-06-30"), day("2019-06-30"))
    before, after = Period(day("2019-01-01"), day_.end), Period(day_.start, day("2019-12-31"))

    assert day_.days == 1
    assert before.overlap(after) == day_
    assert Period(day("2019-06-01"), day("2019-07-01")).split("month")[1:] == (
        Period(day("2019-07-01"), day("2019-07-01")),
    )


@pytest.mark.parametrize(
    "make",
    [
        lambda: Period(day("2019-02-01"), day("2019-01-31")),
        lambda: Period("2019-01-01", day("2019-01-31")),  # type: ignore[arg-type]
        lambda: Period(datetime(2019, 1, 1), day("2019-01-31")),  # noqa: DTZ001
    ],
)
def test_refused(make: Any) -> None:
    """It neither ends before it starts nor holds anything but dates."""
    with pytest.raises(ModelError):
        make()


def test_no_such_part() -> None:
    """There is no quarter 5, and no week."""
    with pytest.raises(DataError, match="quarter 5"):
        Period.quarter(2019, 5)
    with pytest.raises(DataError, match="week"):
        Period.year(2019).split("week")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "period",
    [
        Period.year(2019),
        Period.half(2019, 2),
        Period.quarter(2019, 4),
        Period.month(2019, 2),
        Period(day("2019-12-15"), day("2020-01-10")),
        Period.years(2017, 2020),
    ],
)
def test_parse(period: Period) -> None:
    """A label is read as the period that it is of."""
    assert Period.parse(period.label) == period


def test_years() -> None:
    """Several years are from the first one's first day to the last one's last."""
    assert Period.years(2017, 2020).label == "2017-01-01/2020-12-31"
    assert Period.years(2017, 2017) == Period.year(2017)
    with pytest.raises(ModelError, match="before the start"):
        Period.years(2018, 2017)


@pytest.mark.parametrize(
    "form",
    [2019, np.int32(2019), "2019", " 2019 ", "2019-01-01/2019-12-31", "2019-01-01 / 2019-12-31"],
)
def test_of(form: Any) -> None:
    """A period goes by its year, and by its text, too."""
    assert Period.of(form) == Period.year(2019)
    period = Period.month(2019, 2)
    assert Period.of(period) is period


@pytest.mark.parametrize(
    "form",
    [
        *(
            "2019H3",
            "i fjol",
            "2019-01-01",
            "",
            0,
            19,
            999,
            10_000,
            -1,
            pytest.param(10**5_000, id="long"),
        ),
        *("20190101/20191231", "2019-W01-1/2019-W52-7", "2019-01-01/2019-02-30", "/"),
    ],
)
def test_no_period(form: Any) -> None:
    """What is none is refused, with how one is written or what there isn't."""
    with pytest.raises(
        DataError,
        match=r"is no period; write a year|there is no (year|half)|are told by whole|has four digits",
    ):
        Period.of(form)


@pytest.mark.parametrize("form", [True, 2019.0, None, b"2019", ("2019", "2020"), np.array([2019])])
def test_of_another_kind(form: Any) -> None:
    """What is neither period, year nor text is refused by its type."""
    with pytest.raises(DataError, match=f"its text, not {type(form).__name__}; such as"):
        Period.of(form)


def test_only_text_is_parsed() -> None:
    """A number of a year is no text."""
    with pytest.raises(DataError, match="int"):
        Period.parse(2019)  # type: ignore[arg-type]
