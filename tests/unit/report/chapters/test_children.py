"""The children step by step, and by municipality where there are enough."""

from __future__ import annotations

import pytest

from building import case, register
from reports import YEAR, table_rows
from vnr.model import Role
from vnr.report import county_report


@pytest.mark.parametrize(("children", "own_case"), [(19, "för få: se länet"), (20, "1")])
def test_shown_where_numbers_allow(children: int, own_case: str) -> None:
    """A municipality's own steps are shown from 20 children on."""
    home = register(
        case("1", "a", household_id="h", children_at_home=children),
        case("2", "b", role=Role.WITNESSING_CHILD, household_id="h"),
    )
    rows = table_rows(county_report(home, "04", YEAR), "children_places")
    assert rows["Eskilstuna"][:2] == (str(children), own_case)
    assert set(rows["Trosa"]) == {"ej rapporterat"}


def test_step_by_step() -> None:
    """Yes, no and not recorded stand apart, in the table and in the picture's words."""
    home = register(
        case("1", "a", "2019-03-01", household_id="h", children_at_home=2),
        case("2", "b", "2019-03-01", role=Role.WITNESSING_CHILD, household_id="h"),
    )
    report = county_report(home, "04", YEAR)
    rows = table_rows(report, "children")
    assert rows["antal barn"][0] == "minst 2"
    assert rows["har ett eget ärende"][:2] == ("minst 1", "minst 1")
    told = report.chapter("children").alternative("sv")
    assert "antal barn: ja 2, nej 0, uppgift saknas 0" in told
    assert "with children at home: yes 1, no 0, not recorded 0" in report.chapter(
        "children"
    ).alternative("en")
