"""What makes a case one of violence, and when."""

from __future__ import annotations

import pytest

from building import ECONOMIC, case, day, register
from vnr import metrics
from vnr.model import Period

YEAR = Period.year(2019)


@pytest.mark.parametrize(
    ("known", "month"),
    [("2019-02-01", "2019-03"), ("2019-04-15", "2019-04"), ("2019-06-01", "2019-05")],
)
def test_evidence_outside_the_case(known: str, month: str) -> None:
    """Evidence from before the case is dated to its opening, from after it to its close."""
    made = register(
        case(
            "1",
            reason=ECONOMIC,
            opened="2019-03-01",
            closed="2019-05-01",
            violence_known=day(known),
        )
    )
    found = metrics.count(made, YEAR, by="month")
    assert found.strata["month"][found.value == 1].tolist() == [month]
