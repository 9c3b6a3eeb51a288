"""What no door can take is refused in a sentence that says what it takes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pytest

from vnr import DataError, Estimate, ModelError, Register, metrics
from vnr.metrics import CaptureTable, RepeatCounts
from vnr.model import Case, Period, structure
from vnr.register import CASES, encode, numbers_in
from vnr.register._nameless import _unlinked
from vnr.register._personal import _inside

YEAR = Period.year(2019)
WRONG_DAYS: Any = [2018]
WRONG: dict[str, Callable[[], Any]] = {
    "periods and populations must be mappings": lambda: CaptureTable(
        {"10": 3, "01": 2, "11": 1}, lists=("a", "b"), periods=3  # type: ignore[arg-type]
    ),
    "contacts need one number": lambda: RepeatCounts.from_array(np.ones((2, 2))),
    "strata must be a mapping": lambda: RepeatCounts(
        np.array([[3, 2]]), strata=3  # type: ignore[arg-type]
    ),
    "target must be over 0, and a number": lambda: metrics.funnel(
        [3, 4], [30, 40], target="high"  # type: ignore[arg-type]
    ),
    "exposure has shape": lambda: metrics.trend([3, 4, 5], [30, 40], years=[2017, 2018, 2019]),
    "breaks must be days": lambda: metrics.trend(
        [3, 4, 5], [30, 40, 50], years=[2017, 2018, 2019], breaks=WRONG_DAYS
    ),
    "by must name strata": lambda: metrics.count(
        Register.from_cases([], observed=YEAR), YEAR, by=(3,)  # type: ignore[arg-type]
    ),
    "by must be a mapping": lambda: metrics.clustered_proportion(
        [1, 0], ["a", "b"], by=["x", "y"]  # type: ignore[arg-type]
    ),
    "must be whole numbers up to": lambda: metrics.cumulative_incidence([1.0], [1e12]),
    "scale takes an Estimate": lambda: metrics.scale(25, 4),  # type: ignore[arg-type]
    "coverage must be a Coverage": lambda: Register.from_cases(
        [], observed=YEAR, coverage=3  # type: ignore[arg-type]
    ),
    "concat takes registers": lambda: Register.concat([3]),  # type: ignore[list-item]
    "an identifier holds a damaged letter": lambda: encode(["\ud800"]),
}  # fmt: skip


@pytest.mark.parametrize("message", WRONG)
def test_refused(message: str) -> None:
    """The argument is named, and what it may be."""
    with pytest.raises(DataError, match=message):
        WRONG[message]()


def test_a_guess_is_scaled() -> None:
    """What can be scaled is."""
    assert metrics.scale(Estimate.parse("25±2"), 4).value.tolist() == [100]


def test_a_field_that_is_needed() -> None:
    """A record without it says so."""
    with pytest.raises(ModelError, match="case_id: a required field is missing"):
        structure({}, Case)
    with pytest.raises(ModelError, match="person: this cannot be read as a record"):
        structure({"person": 5}, Case)


@pytest.mark.parametrize(
    ("texts", "places"),
    [
        (["barn 200501011234 klass 2", "a7"], [0]),
        (["nr 2005010112345 x", "a"], [0]),
        (["x 2005134512345 y", "x 2099991234567 y"], []),
        (["6f1e2c1a-1234-4a5b-8c9d-200501012389"], []),
        (["F123456789", "F223456789"], []),
    ],
)
def test_what_stands_in_a_text(texts: list[str], places: list[int]) -> None:
    """A number among words is sought, whatever stands around it; a hash holds none."""
    assert numbers_in(encode(texts), date(2019, 12, 31)).places.tolist() == places


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("barn 2005010112341 klass", [2005]),
        ("id 19900101238912", [1990]),
        ("x 200513451234 y", []),
        ("x 20050231-1234 y", []),
        ("4a20050101-1234", []),
        ("4a2005010112345", []),
        ("6f1e2c1a-1234-4a5b-8c9d-200501012389", []),
    ],
)
def test_years_of_birth_in_a_text(text: str, years: list[int]) -> None:
    """A number with a serial behind it tells a year of birth; an impossible day, a hash don't."""
    assert [year for _, year, _ in _inside(text, date(2019, 12, 31))] == years


def test_a_register_without_days_of_intakes() -> None:
    """Where no day says how many cases a person has, nobody is taken for a crowd."""
    assert _unlinked({}, CASES) == {}
