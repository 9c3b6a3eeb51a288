"""Reports on the country, and on what else of a register is chosen."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest

from building import case, register
from reports import YEAR
from vnr.errors import DataError
from vnr.register import Register
from vnr.report import chosen_report, country_report


@pytest.fixture(scope="module")
def cases() -> Register:
    return register(
        case("1"), case("2", "b", municipality="0484"), case("3", "c", municipality="0180"),
        case("4", "d", municipality="0980"),
    )  # fmt: skip


def test_counties_above_their_municipalities(cases: Register) -> None:
    """Every county's row adds up its municipalities', and the title says the country."""
    report = country_report(cases, YEAR, sender="FoU")
    assert "Sverige" in report.title("sv")
    assert "Sweden" in report.title("en")
    # Their mean isn't a county's.
    assert report.chapter("missed").lines("sv").body[-1][0] == "Alla kommuner"
    shown = report.chapter("rates")
    words = [*shown.lines("sv").head, *(cell for row in shown.lines("sv").body for cell in row)]
    words += [shown.summary("sv"), shown.alternative("sv"), shown.drawings("sv")[0].wide]
    assert "Jämfört med genomsnittet" in words
    assert not [one for one in words if re.search(r"\blänet\b|länets", one)]
    assert report.results["cases_total"].value.tolist() == [4]
    whole = report.chapter("kinds")
    assert {row[0] for row in whole.lines("sv").body} >= {"Stockholm", "Gotland", "Eskilstuna"}
    assert whole.released is not None
    rows = [row[0] for row in whole.released.lines("sv").body]
    assert rows[:3] == ["Gotlands län", "Stockholms län", "Södermanlands län"]
    assert {"Stockholm", "Gotland", "Eskilstuna"} <= {*rows[3:]}


def test_a_reading_is_taken_too(cases: Register) -> None:
    """With its faults as the last word on how sure the figures are."""
    reading = SimpleNamespace(register=cases, faults=[], rejected=0, rows_read=4)
    with pytest.raises(DataError, match=r"register|Register"):
        country_report([cases], YEAR)  # type: ignore[arg-type]
    assert (
        country_report(cases, YEAR).results.keys()
        == country_report(
            reading,
            YEAR,
        ).results.keys()
    )


def test_what_is_chosen_is_counted(cases: Register) -> None:
    """A sex of one county: its cases alone, and nothing for each inhabitant."""
    women = cases.where(sex="woman", municipality="0484")
    report = chosen_report(women, "Eskilstuna, kvinnor", YEAR)
    assert "Eskilstuna, kvinnor" in report.title("sv")
    assert report.results["cases_total"].value.tolist() == [int(women.counted.sum())]
    assert "rates" not in {chapter.name for chapter in report.chapters}


def test_whole_municipalities_have_inhabitants(cases: Register) -> None:
    """Several municipalities together, such as an area of police, keep their rates."""
    report = chosen_report(cases.where(municipality=["0484", "0980"]), "Två kommuner", YEAR)
    assert report.results["rates"].strata["municipality"].tolist() == ["0484", "0980"]


def test_what_cannot_be_reported_on(cases: Register) -> None:
    """A period outside the window, and a place that can't be shown."""
    with pytest.raises(DataError):
        country_report(cases, 1950)
    with pytest.raises(DataError):
        chosen_report(cases, 3, YEAR)  # type: ignore[arg-type]
