"""Rows that disagree are refused, all rules at once."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from building import BASE, WINDOW, case, day, register
from vnr.errors import DataError
from vnr.model import (
    Person,
    Sex,
)
from vnr.register import Register

SECRET = "19811218-9876"


def test_person_rows_disagree() -> None:
    """A person with two sexes is an error."""
    one, other = Person(SECRET, sex=Sex.WOMAN), Person(SECRET, sex=Sex.MAN)
    with pytest.raises(DataError, match="person-conflict") as error:
        register(case("1", one), case("2", other))
    assert SECRET not in str(error.value)


def test_many_breaches_are_summed_up() -> None:
    """The message holds the first five rules and the number of the others."""
    people = [
        Person("p", 1950 + n, sex, died=day(f"2019-0{n}-01"), moved_out=day(f"2020-0{n}-01"))
        for n, sex in enumerate((Sex.WOMAN, Sex.MAN), start=1)
    ]
    cases = [case(str(n), people[n % 2]) for n in range(14)]
    with pytest.raises(DataError, match="and 9 more"):
        register(*cases)
    columns: dict[str, Any] = dict(BASE) | {
        name: [None, *list(values)]
        for name, values in dict[str, list[Any]](
            {
                "sex": ["woman", "man"],
                "birth_year": [1980, 1981],
                "died": [day("2020-01-01"), day("2020-01-02")],
                "moved_out": [day("2020-01-01"), day("2020-01-02")],
                "unit": ["adult", "child"],
                "goal": ["partly", "reached"],
            }
        ).items()
    }
    columns |= {"case_id": ["1"] * 3, "person_id": ["a"] * 3, "municipality": ["0484"] * 3}
    with pytest.raises(DataError, match="and 1 more rules"):
        Register.from_frame(pl.DataFrame(columns), observed=WINDOW)


def test_protected_if_any_row_says_so() -> None:
    """One protected row protects the person."""
    found = register(case("1", Person("p")), case("2", Person("p", protected=True)))
    assert [one.person.protected for one in found.cases()] == [True, True]
