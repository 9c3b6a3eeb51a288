"""Known cases counted in three ways, and what the first reason misses."""

from __future__ import annotations

from building import ECONOMIC, case, register
from reports import YEAR, small, table_rows
from vnr.model import Period
from vnr.report import Report, county_report


def test_three_ways() -> None:
    """By the first reason, by any, and by all that is known; in the picture's words too."""
    report = small()
    assert table_rows(report, "missed")["Eskilstuna"][:3] == ("1", "1", "1")
    assert "Eskilstuna: 1 där våld var första orsaken, 1 kända" in report.chapter(
        "missed"
    ).alternative("sv")
    assert "Ärenden där våld var första" in report.chapter("missed").drawings("sv")[0].wide


def test_the_last_row_is_all(report: Report) -> None:
    """Below the municipalities stands the county, of the same figures."""
    lines = report.chapter("missed").lines("sv")
    assert lines.total
    known = report.results["missed_total"]["known"][0]
    assert lines.body[-1][0] == "Länet"
    assert lines.body[-1][3] == f"minst {known}"


def test_bases_wait_with_the_share() -> None:
    """Where no case is mature the bases aren't 0, but wait; those that wait are a number."""
    young = county_report(register(case("1", opened="2020-06-01")), "04", Period.year(2020))
    row = table_rows(young, "missed")["Eskilstuna"]
    assert row == (
        "kan inte bedömas än",
        "kan inte bedömas än",
        "kan inte bedömas än",
        "1",
        "kan inte bedömas än",
    )
    assert "Eskilstuna: kan inte bedömas än" in young.chapter("missed").alternative("sv")


def test_none_known() -> None:
    """Without a known case there is none of none, and that is told."""
    none = county_report(register(case("1", reason=ECONOMIC)), "04", YEAR)
    assert "No cases that concerned violence" in none.summary("en")[0]
