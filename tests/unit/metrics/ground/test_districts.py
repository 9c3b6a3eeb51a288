"""What was delivered of a district, beside the municipalities that have none of that name."""

from __future__ import annotations

from typing import Any

import pytest

from vnr import metrics
from vnr.model import Period
from vnr.register import Coverage, Register

YEAR, HALF = Period.year(2019), Period.parse("2019-01-01/2019-06-30")
REGISTER = Register.from_cases(
    [],
    observed=YEAR,
    coverage=Coverage(
        [
            ("0180", None, "norr", YEAR, "all", "all"),
            ("0180", None, "söder", HALF, "all", "all"),
            ("0484", None, None, YEAR, "all", "all"),
        ]
    ),
)
PART = 181 / 365


@pytest.mark.parametrize(
    ("by", "cell", "share"),
    [
        ("district", {"district": "norr"}, 1),
        ("district", {"district": "söder"}, PART),
        (("municipality", "district"), {"municipality": "0180", "district": "norr"}, 1),
        (("municipality", "district"), {"municipality": "0180", "district": "söder"}, PART),
        (("municipality", "district"), {"municipality": "0484", "district": "norr"}, 0),
        (("municipality", "district"), {"municipality": "0484", "district": "söder"}, 0),
    ],
)
def test_share(by: Any, cell: dict[str, str], share: float) -> None:
    """A district is its own city's: others are left out, or have a row that delivers nothing."""
    found = metrics.count(REGISTER, YEAR, by=by).select(**cell)
    assert found.covered.tolist() == pytest.approx([share])


def test_no_district_where_nothing_is_delivered() -> None:
    """Of no municipality there is no district: the table is empty."""
    nobody = Register.from_cases([], observed=YEAR)
    assert metrics.detection(nobody, YEAR, by=("district", "municipality")).value.size == 0
