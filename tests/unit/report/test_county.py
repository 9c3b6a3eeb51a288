"""A county's report counts what it shows, or says why it doesn't."""

from __future__ import annotations

import pytest

from building import case, register
from golden import figures
from reports import YEAR, small
from vnr import data, metrics
from vnr.errors import DataError, UnknownNameError
from vnr.model import Period
from vnr.register import Register
from vnr.report import Report, county_report

ORDER = [
    "missed",
    "cases",
    "trend",
    "whom",
    "violence",
    "done",
    "follow_due",
    "returned",
    "kinds",
    "children",
    "children_places",
    "rates",
    "coverage",
    "completeness",
    "faults",
    "gaps",
]


def test_list_of_chapters() -> None:
    """The report is its chapters, in order, with results of one's own last."""
    further = {"Min": metrics.proportion(1, 2), "Din": metrics.proportion(1, 3)}
    assert [*ORDER, "further-a", "further-b"] == [
        chapter.name for chapter in small(further=further).chapters
    ]


@pytest.mark.parametrize("county", ["01", "04"])
def test_counted_out_of_a_country(monkeypatch: pytest.MonkeyPatch, county: str) -> None:
    """Rows of other counties are left out before it is counted, but for what tells of who returns.

    Every result is that of counting in all rows.
    """
    country = figures.registers()["varied"]
    counted = county_report(country, county, YEAR).results
    monkeypatch.setattr(Register, "compact", lambda self: self)
    assert county_report(country, county, YEAR).results == counted


def test_summary_is_the_results() -> None:
    """The first lines hold the figures that were counted, or say why there are none."""
    assert "är de minst 1." in small().summary("sv")[0]
    young = county_report(register(case("1", opened="2020-06-01")), "04", Period.year(2020))
    assert "alltför många ärenden har inte följts i ett år" in young.summary("sv")[0]


def test_whole_delivery() -> None:
    """When all deliver the whole period that is told."""
    codes = [municipality.code for municipality in data.municipalities("04")]
    whole = register(*(case(code, code, municipality=code) for code in codes))
    summary = county_report(whole, "04", YEAR).summary("sv")
    assert "Alla 9 kommuner har lämnat uppgifter för hela perioden." in summary


def test_a_year_without_population() -> None:
    """The cases of a year whose population isn't published stand without rates, and that is told."""
    observed = Period.year(2026)
    report = county_report(
        register(case("1", opened="2026-03-01"), observed=observed), "04", observed
    )
    rates = report.chapter("rates")
    assert set(rates.results) == {"cases"}
    assert rates.lines("sv").head == ("Kommun", "Ärenden")
    assert "Folkmängden för 2026 finns inte" in rates.introduction("sv")
    assert "population of 2026 is not here" in rates.introduction("en")
    assert rates.sources == ()
    assert "rates" in report_of(2025).results


def report_of(year: int) -> Report:
    observed = Period.year(year)
    return county_report(
        register(case("1", opened=f"{year}-03-01"), observed=observed), "04", observed
    )


def test_misuse() -> None:
    """Another county, another year, and what is no result."""
    one = register(case())
    for county, period in (("01", YEAR), ("04", Period.year(2022))):
        with pytest.raises(DataError):
            county_report(one, county, period)
    with pytest.raises(UnknownNameError, match="county"):
        county_report(one, "02", YEAR)
    for further in ({"": metrics.proportion(1, 2)}, {"a": 3}, {1: metrics.proportion(1, 2)}):
        with pytest.raises(DataError, match="each title a Counts or an Estimate"):
            small(further=further)
