"""A report on several years together, or on a part of one."""

from __future__ import annotations

from pathlib import Path

import pytest

from building import case, register
from reports import table_rows
from vnr import data
from vnr.cli import main
from vnr.model import Period
from vnr.register import Coverage
from vnr.report import chapters, county_report

HEAD = "Ärende-ID;Klient;Kommun;Roll;Aktualiseringsdatum;Aktualiseringsorsak\n"


@pytest.fixture
def few(tmp_path: Path) -> list[str]:
    """Three cases a year in Katrineholm, and the arguments of a report of them."""
    lines = "".join(
        f"{year}-{n};p{year}{n};0483;våldsutsatt vuxen;{year}-03-1{n};våld i nära relation\n"
        for year in (2017, 2018, 2019)
        for n in range(3)
    )
    (tmp_path / "a.csv").write_text(HEAD + lines, "utf-8")
    window = ["--observed", "2017-01-01/2020-12-31", "--rule", "FIVE"]
    return ["report", str(tmp_path / "a.csv"), "--municipality", "0483", *window]


class TestRemedy:
    """What a refused release says may be done."""

    def test_years_together(
        self, few: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """One year can't be released; three years together can, as the message says."""
        assert main([*few, "--year", "2019", "--out", str(tmp_path / "no")]) == 2
        assert "två eller tre år tillsammans" in capsys.readouterr().err
        assert not (tmp_path / "no").exists()

        assert main([*few, "--year", "2017-2019", "--out", str(tmp_path / "ut")]) == 0
        page = (tmp_path / "ut" / "rapport.html").read_text("utf-8")
        assert "Våld i nära relationer i Katrineholm, 2017–2019" in page
        assert "9 ärenden" in page

    def test_working_version(self, few: list[str], tmp_path: Path) -> None:
        """The file of days has a name that a folder can hold."""
        asked = ["--internal", "--year", "2018-07-01/2019-06-30", "--out", str(tmp_path / "in")]
        assert main([*few, *asked]) == 0
        assert "vnr-0483-2018-07-01--2019-06-30.html" in {
            path.name for path in (tmp_path / "in").iterdir()
        }

    @pytest.mark.parametrize("year", ["19", "2019-13", "1066", "2017-9999", "alla"])
    def test_no_period(
        self, few: list[str], year: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """What is no year is told before any file is read."""
        few[1] = "none.csv"
        assert main([*few, "--year", year, "--out", str(tmp_path / "no")]) == 2
        assert "--year ska vara ett år (2019)" in capsys.readouterr().err


class TestRates:
    """Cases for each inhabitant and year."""

    def test_each_year_has_its_population(self) -> None:
        """100 · 2 cases by the sum of two populations, the second of half a year."""
        cases = [
            case(f"{year}-{n}", f"{year}{n}", opened=f"{year}-03-01", municipality="0488")
            for year in (2018, 2019)
            for n in range(100)
        ]
        spans = Period.parse("2018-01-01/2019-06-30")
        report = county_report(register(*cases), "04", spans)
        first, second = (int(data.population(["0488"], year)) for year in (2018, 2019))
        years = (first * 365 + second * 181) / 365.25
        value = report.results["rates"].select(municipality="0488")

        assert [10_000 * 200 / years] == pytest.approx(value["value"].tolist())
        assert "Per 10\u00a0000 invånare och år" in report.chapter("rates").lines("sv").head[
            2
        ].replace("10 000", "10\u00a0000")

    @pytest.mark.parametrize(
        ("period", "each"), [("2019", "invånare."), ("2018-2019", "invånare och år.")]
    )
    def test_sentences_say_what_a_rate_is_for_each_of(self, period: str, each: str) -> None:
        """One municipality alone, and the county's mean beside it."""
        made = register(case("1", municipality="0488"), case("2", "q", municipality="0484"))
        alone = chapters.rates(made.where(municipality="0488"), period)
        for chapter in (alone, *chapters.beside(made, "0488", period)):
            assert f"per 10\u00a0000 {each}" in chapter.summary("sv")

    def test_a_year_that_was_not_delivered(self) -> None:
        """Its cases and its inhabitants are both left out."""
        cases = [
            case(f"{year}-{n}", f"{year}{n}", opened=f"{year}-03-01", municipality="0488")
            for year in (2018, 2019)
            for n in range(10)
        ]
        delivered = Coverage([("0488", None, None, Period.year(2019), None, None)])
        report = county_report(register(*cases, coverage=delivered), "04", "2018-2019")
        assert table_rows(report, "rates")["Trosa"][0] == "minst 10"
        people = int(data.population(["0488"], 2019)) * 365 / 365.25
        value = report.results["rates"].select(municipality="0488")
        assert [10_000 * 10 / people] == pytest.approx(value["value"].tolist())

    def test_years_without_population(self) -> None:
        """They are named, and no rate is given."""
        observed = Period.years(2024, 2027)
        one = register(case("1", opened="2026-03-01"), observed=observed)
        told = county_report(one, "04", observed).chapter("rates").introduction("sv")
        assert "Folkmängden för 2026, 2027 finns inte här" in told


@pytest.mark.parametrize(
    ("period", "heading"),
    [
        (Period.half(2019, 2), "andra halvåret 2019"),
        ("2019H1", "första halvåret 2019"),
        (Period.quarter(2019, 1), "1 januari 2019–31 mars 2019"),
    ],
)
def test_headings(period: Period | str, heading: str) -> None:
    """A part of a year in words."""
    report = county_report(register(case("1")), "04", period)
    assert report.title("sv").endswith(heading)
