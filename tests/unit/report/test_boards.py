"""A joint board has a row of its own in a county's report, and a report of its own."""

from __future__ import annotations

import attrs
import pytest

from counties import small_county
from vnr import Coverage, Register
from vnr.errors import DataError
from vnr.report import county_report, municipality_report
from vnr.words import told

BOARD = "1060+1082"


def of_board(code: str) -> str:
    return BOARD if code in BOARD.split("+") else code


def test_reports() -> None:
    """Nobody of the board is lacking, and asked for alone is told whom to ask for."""
    made = small_county()
    register = Register.from_cases(
        [attrs.evolve(one, municipality=of_board(one.municipality)) for one in made.cases()],
        observed=made.observed,
        coverage=Coverage(
            attrs.evolve(row, municipality=of_board(row.municipality))
            for row in made.coverage.deliveries
        ),
    )
    report = county_report(register, "10", 2019)
    rows = report.results["cases"].strata["municipality"].tolist()
    assert rows == [BOARD, "1080", "1081", "1083"]
    assert report.results["cases"].state.tolist() == [0, 0, 0, 0]
    own = municipality_report(register, "Olofström + Karlshamn", 2019)
    assert own.title("sv").endswith("Olofström + Karlshamn, 2019")
    with pytest.raises(DataError, match=r"ask for Olofström \+ Karlshamn \(1060\+1082\)") as caught:
        municipality_report(register, "Olofström", 2019)
    assert "gemensam nämnd" in told(caught.value, "sv")
