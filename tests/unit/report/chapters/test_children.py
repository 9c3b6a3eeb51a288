"""The children step by step, and by municipality where there are enough."""

from __future__ import annotations

import pytest

from building import case, register
from reports import YEAR, table_rows
from vnr.model import Role
from vnr.report import chapters, county_report


@pytest.mark.parametrize(("children", "own_case"), [(19, "för få"), (20, "1")])
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


def test_a_home_that_nobody_can_follow_has_no_case_by_that() -> None:
    """Of children whose household isn't recorded nothing is said: none of all isn't known of them."""
    lone = case("3", "c", "2019-03-01", children_at_home=3)
    untold = chapters.children(register(lone), YEAR)
    assert untold.results["children"].select(step="own_case")["not_recorded"].tolist() == [3]
    (line,) = (one.line(untold.results, "sv") for one in untold.headlines)
    assert line.large == "Går inte att veta"
    assert untold.summary("sv").endswith("eget ärende: ej rapporterat.")

    some = chapters.children(
        register(
            lone,
            case("1", "a", "2019-03-01", household_id="h", children_at_home=2),
            case("2", "b", "2019-03-01", role=Role.WITNESSING_CHILD, household_id="h"),
        ),
        YEAR,
    )
    (line,) = (one.line(some.results, "sv") for one in some.headlines)
    assert line.large == "1 av 2"
    assert some.summary("sv") == (
        "Av de 2 barn hemma som går att följa har 1 ett eget ärende. 0 fick en egen riskbedömning."
    )
