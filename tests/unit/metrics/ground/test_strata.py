"""Every member of a vocabulary appears, and every covered municipality."""

from __future__ import annotations

import polars as pl
import pytest

from building import case, register
from vnr import metrics
from vnr.errors import UnknownNameError
from vnr.model import (
    Period,
    Person,
    Unit,
)

YEAR = Period.year(2019)


@pytest.mark.parametrize(
    ("age", "group"),
    [
        (0, "0-17"), (17, "0-17"), (18, "18-29"), (29, "18-29"), (30, "30-49"), (49, "30-49"),
        (50, "50-64"), (64, "50-64"), (65, "65+"), (100, "65+"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("by_birth", [True, False])
def test_ages(age: int, group: str, by_birth: bool) -> None:
    """Each group begins and ends where its name says, by age at intake or by year of birth."""
    one = (
        case("1", Person("p", birth_year=2019 - age)) if by_birth else case("1", age_at_intake=age)
    )
    found = metrics.count(register(one), YEAR, by="age_group")
    assert found.strata["age_group"][found.value == 1].tolist() == [group]


def test_unknown_stratum() -> None:
    """A misspelt stratum gets its neighbour."""
    with pytest.raises(UnknownNameError, match="did you mean 'municipality'"):
        metrics.count(register(), YEAR, by="municipalty")  # type: ignore[arg-type]


def test_not_recorded_has_its_row() -> None:
    """Cases without a unit stand in a row of their own, so that rows add to the total."""
    found = metrics.count(register(case(unit=None), case("2", unit=Unit.ADULT)), YEAR, by="unit")
    assert found.strata["unit"].tolist() == [*(unit.value for unit in Unit), "not_recorded"]
    assert int(found.sum()) == 2


def test_ages_are_of_the_record_first() -> None:
    """By the age recorded, else by the year of birth; else not recorded."""
    cases = [
        case("1", Person("a", birth_year=1960)),
        case("2", Person("b", birth_year=1960), age_at_intake=17),
        case("3", Person("c")),
    ]
    found = metrics.count(register(*cases), YEAR, by="age_group")
    assert found.to_frame("polars").filter(pl.col("value") > 0)["age_group"].to_list() == [
        "0-17", "50-64", "not_recorded",
    ]  # fmt: skip


def test_own_labels() -> None:
    """An array of labels makes a stratum; None in the mapping is the known one."""
    found = metrics.count(
        register(case(), case("2")), YEAR, by={"district": ["north", "south"], "sex": None}
    )
    assert int(found.select(district="north", sex="unknown")) == 1
