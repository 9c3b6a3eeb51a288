"""A report on one municipality, made and told at the command line."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pytest

from building import ECONOMIC, VIOLENCE, WINDOW, case, register
from reports import table_rows
from vnr import data
from vnr.cli import main
from vnr.errors import DataError, UnknownNameError
from vnr.model import Intervention, InterventionKind
from vnr.register import Coverage, Register
from vnr.report import county_report, municipality_report
from vnr.report._first_screen import first_screen
from vnr.report.chapters._writing import figures as written
from vnr.results import State

HEAD = "Ärende-ID;Klient;Kommun;Roll;Aktualiseringsdatum;Aktualiseringsorsak\n"


@pytest.fixture(scope="module")
def extract(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Thirty cases in Katrineholm, and two in Eskilstuna."""
    path = tmp_path_factory.mktemp("uttag") / "a.csv"
    rows = [(number, "0483" if number < 30 else "0484") for number in range(32)]
    lines = "".join(
        f"{number};p{number};{code};våldsutsatt vuxen;2019-01-{15 + number % 9};våld i nära relation\n"
        for number, code in rows
    )
    path.write_text(HEAD + lines, "utf-8")
    return str(path)


def asked(extract: str, out: Path, *more: str) -> list[str]:
    years = ["--year", "2019", "--observed", "2018-01-01/2020-12-31"]
    return ["report", extract, *years, "--out", str(out), *more]


class TestCounted:
    """What it holds."""

    @pytest.mark.parametrize("name", ["0483", "katrineholm", "Katrineholms kommun"])
    def test_is_the_county_report_of_one(self, county: Register, name: str) -> None:
        """By code or name it counts what the county's report counts in that row."""
        report = municipality_report(county, name, 2019)
        cases = report.results["cases"]
        whole = municipality_report(county, "0484", 2019).results["cases"]

        assert report.place == "Katrineholm"
        assert cases.strata["municipality"].tolist() == ["0483"]
        assert whole.strata["municipality"].tolist() == ["0484"]
        assert list(table_rows(report, "rates")) == ["Katrineholm"]
        # One isn't laid beside chance, nor called all municipalities.
        assert "funnel" not in report.results
        assert report.chapter("rates").drawings("sv") == []
        assert (
            report.chapter("coverage").summary("sv")
            == "Kommunen har lämnat uppgifter för hela perioden."
        )

    def test_not_in_the_delivery(self, county: Register) -> None:
        """None that there is, none in the delivery, and a period outside the window."""
        with pytest.raises(UnknownNameError, match="did you mean "):
            municipality_report(county, "Katrinehlm", 2019)
        with pytest.raises(DataError, match=r"none of the files is of Stockholm \(0180\)"):
            municipality_report(county, "Stockholms stad", 2019)
        with pytest.raises(DataError, match="does not lie in the observed window"):
            municipality_report(county, "0483", "2020-07-01/2021-06-30")


class TestCommandLine:
    """What may be published by default, the working version if asked for."""

    def test_published(self, extract: str, tmp_path: Path) -> None:
        """Its page tells of no other municipality, and is audited."""
        assert main(asked(extract, tmp_path / "ut", "--municipality", "Katrineholms kommun")) == 0

        page = (tmp_path / "ut" / "rapport.html").read_text("utf-8")
        assert "Våld i nära relationer i Katrineholm, 2019" in page
        assert re.search(r"\b30 ärenden blev kända", page)
        assert "Eskilstuna" not in page
        record = json.loads((tmp_path / "ut" / "release.json").read_text("utf-8"))
        assert record["verdict"] == "safe"

    def test_internal(self, extract: str, tmp_path: Path) -> None:
        """The working version is named after the code and marked."""
        given = asked(extract, tmp_path, "--municipality", "eskilstuna", "--internal")
        assert main(given) == 0
        page = (tmp_path / "vnr-0484-2019.html").read_text("utf-8")
        assert "Internt arbetsmaterial" in page
        assert (tmp_path / "vnr-0484-2019.xlsx").exists()

    @pytest.mark.parametrize(
        ("more", "told"),
        [
            (["--municipality", "9999"], "kommunen «9999» finns inte"),
            (["--municipality", "Katrinehlm"], "menades Katrineholm"),
            (["--municipality", "Trosa"], "ingen av filerna är från Trosa (0488)"),
            (["--municipality", "0484"], "rapporten kan inte ges ut"),
            (["--municipality", "0483", "--county", "04"], "antingen --county eller"),
            (["--municipality", "0483", "--parts", "x.toml"], "--parts hör till en länsrapport"),
            (["--county", "99"], "länet «99» finns inte"),
            ([], "ange vad rapporten gäller"),
        ],
    )
    def test_refused(
        self, extract: str, tmp_path: Path, more: list[str], told: str,
        capsys: pytest.CaptureFixture[str],
    ) -> None:  # fmt: skip
        """In words, with what to do, and nothing is written."""
        assert main(asked(extract, tmp_path / "ut", *more)) == 2
        assert told in capsys.readouterr().err
        assert not (tmp_path / "ut").exists()


class TestOutAlready:
    """Last year's release, and what others print, at the command line."""

    def test_is_reckoned_with(
        self, extract: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """A release and rows that fit are reckoned with; what doesn't fit is listed."""
        given = asked(extract, tmp_path / "ut", "--municipality", "0483")
        assert main(given) == 0
        rows = tmp_path / "grannen.csv"
        rows.write_text("kommun;period;värde\nMalmö;2019;7\n", "utf-8")
        capsys.readouterr()
        again = asked(extract, tmp_path / "igen", "--municipality", "0483")
        assert main([*again, "--published", str(tmp_path / "ut"), str(rows)]) == 0
        told = capsys.readouterr().err
        assert (
            "Ej medräknat, eftersom det eller de antal som det är gjort av inte hör ihop med något "
            "här: grannen, value." in told
        )
        assert "ut:" not in told
        # A number that is out already as another one is a contradiction.
        rows.write_text(
            "kommun;period;värde;känt till och med\nKatrineholm;2019;29;2020-12-31\n", "utf-8"
        )
        assert main([*again, "--published", str(rows), "--language", "en"]) == 2
        assert "contradicts these numbers" in capsys.readouterr().err

    @pytest.mark.parametrize(
        ("more", "told"),
        [
            (["--published", "ingen.csv"], "ingen.csv går inte att läsa"),
            (["--published", "ingen"], "ingen är ingen utgåva"),
            (["--published", "ingen.csv", "--internal"], "ta bort --internal"),
        ],
    )
    def test_refused(
        self, extract: str, tmp_path: Path, more: list[str], told: str,
        capsys: pytest.CaptureFixture[str],
    ) -> None:  # fmt: skip
        """What isn't there, isn't a release, or has no use is told before files are read."""
        given = asked(extract, tmp_path / "ut", "--municipality", "0483", *more)
        assert main(given) == 2
        assert told in capsys.readouterr().err


class TestBeside:
    """One municipality beside its county, and beside those of its kind."""

    def test_the_county_stands_beside(self, county: Register) -> None:
        """On the first screen and in a table, of all that the register holds."""
        report = municipality_report(county, "0484", 2019)
        whole = county_report(county, "04", 2019)
        table = report.chapter("beside").lines("sv")
        assert [row[0] for row in table.body] == ["Eskilstuna", "Länet"]
        assert table.body[-1][1] == whole.chapter("missed").lines("sv").body[-1][-1]
        share = 100 * whole.results["missed_total"].value.item()
        line = report.headlines[1].line(report.results, "sv")
        assert f"Länet: {share:.0f} procent." in line.sentence
        assert "Länet" not in whole.headlines[1].line(whole.results, "sv").sentence
        hidden: Any = report.results["first_missed_county"]
        for gone in ({"state": [State.SUPPRESSED]}, {"value": [float("nan")]}):
            other = report.showing({"first_missed_county": attrs.evolve(hidden, **gone)})
            assert "Länet" not in other.headlines[1].line(other.results, "sv").sentence

    def test_those_of_its_kind_stand_together(self) -> None:
        """Where two or more of SKR's group delivered, and a number of one of them is small."""
        alike = ("0482", "0428", "0481")
        assert len({data.municipality(code).group_2023_name for code in alike}) == 1
        cases = [case(code, code, municipality=code) for code in alike]
        chapter = municipality_report(register(*cases), "0482", 2019).chapter("beside")
        rows = [row[0] for row in chapter.lines("sv").body]
        assert rows == ["Flen", "Kommuner av samma slag, tillsammans", "Länet"]
        assert "hos SKR (Pendlingskommun nära mindre tätort): Oxelösund och Vingåker." in (
            chapter.introduction("sv")
        )
        # Of one whose numbers are small nothing is told.
        fewer = municipality_report(register(*cases[:2]), "0482", 2019).chapter("beside")
        assert [row[0] for row in fewer.lines("sv").body] == ["Flen", "Länet"]

    @pytest.mark.parametrize(("hidden", "named"), [(1, False), (0, True)])
    def test_those_of_its_kind_stand_by_name(self, hidden: int, named: bool) -> None:
        """Each in a row where none of their numbers is small: of 30 cases none or one is hidden."""
        first = [case(f"a{n}", f"a{n}", municipality="0482") for n in range(30)]
        near = [
            case(f"{code}{n}", f"{code}{n}", municipality=code, reason=ECONOMIC if odd else VIOLENCE,
                 violence_known=date(2019, 3, 1) if odd else None)
            for code in ("0428", "0481")
            for n in range(30)
            for odd in [code == "0428" and n < hidden]
        ]  # fmt: skip
        chapter = municipality_report(register(*first, *near), "0482", 2019).chapter("beside")
        rows = {row[0]: row[1] for row in chapter.lines("sv").body}
        together = ["Kommuner av samma slag, tillsammans"]
        assert [*rows] == ["Flen", *(["Oxelösund", "Vingåker"] if named else together), "Länet"]
        assert rows["Oxelösund" if named else together[0]].endswith("av 30" if named else "av 60")

    def test_is_drawn(self, county: Register) -> None:
        """A row for each measure: the municipality's point, the county's stroke, and both in words."""
        chapter = municipality_report(county, "0484", 2019).chapter("beside")
        (drawing,) = chapter.drawings("sv")
        assert drawing.title == "Eskilstuna och länet"
        assert "länets genomsnitt" in drawing.wide
        own, whole = (chapter.results[f"first_missed{row}"] for row in ("_own", "_county"))
        told = chapter.alternative("sv")
        assert (
            f"Eskilstuna {written(own, 'value', 'sv')[0]}, länet {written(whole, 'value', 'sv')[0]}"
            in told
        )
        assert chapter.without("first_missed_county").picture is None
        assert chapter.without("beside_rates").picture is not None

    @pytest.mark.parametrize(
        ("side", "words"),
        [(0, "kan bero på slumpen"), (1, "ligger över det"), (-1, "ligger under det")],
    )
    def test_its_rate_beside_the_mean(self, county: Register, side: int, words: str) -> None:
        """The county's mean, and whether chance may give the difference; nothing of what is hidden."""
        report = municipality_report(county, "0484", 2019)
        rates: Any = report.results["beside_rates"]
        moved = rates.columns | {"outside_95": np.array([side])}
        other = report.showing({"beside_rates": attrs.evolve(rates, columns=moved)})
        told = other.chapter("beside").summary("sv")
        assert f"Länets genomsnitt är {rates['target'].item():.0f} ärenden per" in told
        assert words in told
        gone = report.showing({"beside_rates": attrs.evolve(rates, state=[State.SUPPRESSED])})
        assert gone.chapter("beside").summary("sv") == ""

    def test_alone(self) -> None:
        """Without anybody else nothing stands beside, and in a release neither."""
        report = municipality_report(register(case("1")), "0484", 2019)
        assert "beside" not in [chapter.name for chapter in report.chapters]

    @pytest.mark.parametrize(
        ("lacks", "laid"),
        [
            ("0484", ["first_missed"]),
            ("0480", ["first_missed"]),
            ("", ["first_missed", "first_followed"]),
        ],
    )
    def test_what_one_of_them_did_not_deliver(self, lacks: str, laid: list[str]) -> None:
        """No share stands beside itself, and none beside what the municipality can't know."""
        codes = ("0480", "0484")
        done = (Intervention(InterventionKind.COUNSELLING, date(2019, 4, 1)),)
        cases = [case(code, code, municipality=code, interventions=done) for code in codes]
        there = Coverage(
            (code, None, None, WINDOW, () if code == lacks else "all", "all") for code in codes
        )
        report = municipality_report(register(*cases, coverage=there), "0480", 2019)
        chapter = report.chapter("beside")
        shown = [label for label in chapter.results if label.endswith("_county")]
        assert shown == [f"{key}_county" for key in laid]
        assert len(chapter.lines("sv").head) == 1 + len(laid)
        assert chapter.released is not None
        assert len(chapter.released.lines("sv").head) == 1 + len(laid)

    def test_short_at_the_command_line(self, extract: str, tmp_path: Path) -> None:
        """It goes through a release as any report does."""
        assert main(asked(extract, tmp_path / "ut", "--municipality", "0483", "--short")) == 0
        page = (tmp_path / "ut" / "rapport.html").read_text("utf-8")
        assert 'id="first"' in page
        assert "under_many" not in page
        assert "Länet" not in page

    def test_short(self, county: Register) -> None:
        """The first screen and the questions whose figures there are, and nothing else."""
        report = municipality_report(county, "0484", 2019)
        short = report.short
        assert not short.headings
        assert first_screen(short, "sv") == first_screen(report, "sv")
        assert short.questions("sv") == report.questions("sv") != []
        hidden = {
            label: attrs.evolve(one, state=[State.SUPPRESSED] * len(one), states={})
            for label, one in report.results.items()
            if label in ("missed_total", "follow_due_total", "children")
        }
        assert report.showing(hidden).questions("sv") == []
