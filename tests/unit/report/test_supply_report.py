"""The report on what municipalities offer, and what of it never leaves the room by municipality."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from building import case
from vnr import disclosure, metrics, report, synthetic
from vnr.cli import main
from vnr.errors import DataError, DisclosureError, UnknownNameError
from vnr.model import (
    InterventionKind,
    Provision,
    ProvisionKind,
    ProvisionState,
    Way,
)
from vnr.register import Register, Supply
from vnr.report import Report, release, supply_report
from vnr.words import Language

YEAR = 2019
HAS, HAS_NOT = ProvisionState.HAS, ProvisionState.HAS_NOT
SHELTER, GROUP, TRAPPAN = InterventionKind.SHELTERED_HOUSING, InterventionKind.GROUP, InterventionKind.TRAPPAN  # fmt: skip
SORMLAND = ("0428", "0461", "0480", "0481", "0482", "0483", "0484", "0486", "0488")
OPEN = disclosure.Rule(name="open", threshold=2, whole_below=2)


def said(code: str, subject: Any, state: ProvisionState = HAS, **more: Any) -> Provision:
    return Provision(
        code, YEAR, ProvisionKind.SERVICE, subject, more.pop("target", None), state, **more
    )


def county(**more: Any) -> Supply:
    """Flen alone has a shelter with 7 places, Trosa and Nyköping one or two who can do a thing."""
    rows = [
        *(said(code, SHELTER, HAS if code == "0482" else HAS_NOT, **({"places": 7, "persons": 31, "way": Way.OWN} if code == "0482" else {})) for code in SORMLAND),
        *(said(code, GROUP, HAS, persons={"0488": 1, "0480": 2}.get(code, 41)) for code in SORMLAND),
        *(said(code, TRAPPAN, HAS if code == "0461" else HAS_NOT) for code in SORMLAND if code != "0481"),
        said("0481", TRAPPAN, ProvisionState.NOT_ANSWERED),
    ]  # fmt: skip
    return Supply(provisions=rows, **more)


@cache
def counted() -> Report:
    return supply_report(county(), "04", YEAR)


def lines(
    name: str, made: Report | None = None, language: Language = "sv"
) -> list[tuple[str, ...]]:
    return [*(made or counted()).chapter(name).lines(language).body]


class TestQuestions:
    """Each question is answered from the answers, in words."""

    def test_what_lacks(self) -> None:
        """What all of a part lack, and who has it; what isn't known is told so."""
        body = lines("offer_lacking")
        assert ("skyddat boende (insats)", "Norra länsdelen", "Flen") in body
        assert ("Trappan (insats)", "Västra länsdelen", "Gnesta") in body
        assert not [row for row in body if row[0].startswith("gruppverksamhet")]
        silent = supply_report(Supply(provisions=[said("0484", GROUP, HAS_NOT), said("0486", GROUP, ProvisionState.NOT_ASKED)]), "04", YEAR)  # fmt: skip
        (row,) = lines("offer_lacking", silent)
        assert "går inte att säga" in row[2]

    def test_nobody_has_it(self) -> None:
        """Where nobody who answered has it that is told."""
        made = supply_report(Supply(provisions=[said("0484", GROUP, HAS_NOT)]), "Eskilstuna", YEAR)
        assert lines("offer_lacking", made) == [("gruppverksamhet (insats)", "Eskilstuna", "ingen som har svarat")]  # fmt: skip

    def test_neighbours_first(self) -> None:
        """Of a municipality the neighbours stand first and are called so."""
        rows = [
            said(code, GROUP, HAS_NOT if code == "0484" else HAS)
            for code in ("0480", "0484", "0486")
        ]
        made = supply_report(Supply(provisions=rows), "Eskilstuna", YEAR)
        assert lines("offer_lacking", made)[0][2] == "Strängnäs (granne) och Nyköping"
        assert "offer_map" not in [chapter.name for chapter in made.chapters]

    def test_what_hangs_on_few(self) -> None:
        """One and two persons, and not three."""
        assert lines("offer_few") == [
            ("Nyköping", "gruppverksamhet (insats)", "2"),
            ("Trosa", "gruppverksamhet (insats)", "1"),
        ]
        three = Supply(provisions=[said("0484", GROUP, persons=3), said("0486", GROUP)])
        assert lines("offer_few", supply_report(three, "04", YEAR)) == []

    def test_with_whom(self) -> None:
        """Without cases it is told what is needed; with them the partners are found."""
        assert "ingen källa" in counted().chapter("offer_together").summary("sv")
        cases = [
            case(f"{code}-{number}", f"{code}-{number}", "2019-03-01", municipality=code)
            for place, code in enumerate(SORMLAND)
            for number in range(3 + 4 * place)
        ]
        register = Register.from_cases(cases, observed=YEAR)
        made = supply_report(county(), "04", YEAR, register=register, at_least=40)
        assert len(lines("offer_together", made)) == 9
        alone = supply_report(county(), "0488", YEAR, register=register, at_least=40)
        assert len(lines("offer_together", alone)) == 1

    def test_draft(self) -> None:
        """The draft says what lacks in each part, what isn't known, and what hangs on few."""
        words = " ".join(row[0] for row in lines("offer_draft"))
        assert "Norra länsdelen: det saknas skyddat boende (insats) och Trappan (insats)." in words
        assert "För Trappan (insats) är bilden inte hel" in words
        assert "Nyköping: gruppverksamhet (insats)" in words
        whole = Supply(provisions=[said("0484", GROUP, persons=9)])
        words = " ".join(row[0] for row in lines("offer_draft", supply_report(whole, "0484", YEAR)))
        assert "Eskilstuna: ingenting" in words
        assert "bilden inte hel" not in words
        assert "hänger på" not in words

    def test_silent(self) -> None:
        """Who said nothing about what."""
        assert lines("offer_silent") == [("Oxelösund", "–", "Trappan (insats)")]

    def test_matrix(self) -> None:
        """There with its way, not there, and not answered."""
        rows = {row[0]: row[1:] for row in lines("offer_matrix")}
        assert rows["skyddat boende (insats)"][4] == "finns (egen regi)"
        assert rows["Trappan (insats)"][:4] == ("finns inte", "finns", "finns inte", "inte svarat")

    def test_map(self) -> None:
        """A tile for each municipality, told in words too, without sheltered housing; narrow as well."""
        chapter = counted().chapter("offer_map")
        (tiles,) = chapter.drawings("sv")
        for form in (tiles.wide, tiles.narrow):
            drawing = ET.fromstring(form)
            words = [one.text for one in drawing.iter("{http://www.w3.org/2000/svg}text")]
            assert words.count("1 av 2") == 7
            assert words.count("2 av 2") == 1
            assert words.count("1 av 1") == 1
        assert tiles.png.startswith(b"\x89PNG")
        assert "Gnesta: 2 av 2" in chapter.alternative("sv")
        silent = supply_report(Supply(provisions=[said("0484", GROUP), said("0486", GROUP, ProvisionState.NOT_ASKED)]), "04", YEAR)  # fmt: skip
        assert "Strängnäs: går inte att säga" in silent.chapter("offer_map").alternative("sv")

    def test_surveys(self) -> None:
        """Surveys are chapters of their own, titled by the survey."""
        made = synthetic.municipalities("04", YEAR, seed=1)
        titles = [one.heading("sv") for one in supply_report(made.supply, "04", YEAR).chapters]
        assert "Utbud 2019" in titles

    @pytest.mark.parametrize("county_code", ["09", "23"])
    def test_other_counties(self, county_code: str) -> None:
        """A county without known parts, or of one municipality, gets its report too."""
        made = synthetic.municipalities(county_code, YEAR, seed=1).supply
        assert supply_report(made, county_code, YEAR).chapter("offer_matrix").lines("en").body

    def test_parts_of_ones_own(self) -> None:
        """County parts may be given; what lies in none is the county's."""
        made = supply_report(county(), "04", YEAR, parts={"0484": "Ensam"})
        assert "Ensam" in {row[1] for row in lines("offer_lacking", made)}


def written(folder: Path) -> str:
    """All that was written, as one text."""
    import zipfile

    texts = []
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                texts += [
                    # Places of words among all words are no numbers that anybody reads.
                    re.sub(r't="s"><v>[0-9]+</v>', "", book.read(name).decode("utf-8"))
                    for name in book.namelist()
                ]
        elif path.is_file():
            texts.append(path.read_text("utf-8"))
    return "\n".join(texts)


class TestRelease:
    """In page, workbook, notes, sentences, alternative texts and record nobody finds them."""

    @pytest.mark.parametrize("language", ["sv", "en"])
    @pytest.mark.parametrize("rule", ["VNR_BOARD", OPEN])
    def test_neither_staff_nor_shelters(
        self, tmp_path: Path, language: Language, rule: Any
    ) -> None:
        """Whatever the rule lets through, staff and who has a shelter aren't in any file."""
        made = release(counted(), rule, tmp_path / "ut", language=language)
        whole = written(made.folder)
        for hidden in ('"persons"', '"places"', "Personer", "place_nights", ">41<", ">31<"):
            assert hidden not in whole
        record = json.loads((made.folder / "release.json").read_text("utf-8"))
        matrix = record["tables"]["offer_matrix"]
        assert "sheltered_housing" not in json.dumps(matrix)
        lacking = report.supply_report(county(), "04", YEAR).results["offer_lacking"]
        assert (
            "0482" in lacking["had_by"][lacking.strata["subject"] == "sheltered_housing"].tolist()
        )
        shown = made.report.results["offer_lacking"]
        held = shown["had_by"][shown.strata["subject"] == "sheltered_housing"].tolist()
        assert set(held) == {"withheld"}
        assert [one.name for one in made.report.chapters if one.name == "offer_few"] == []
        # Of all sentences with the shelter none names a municipality.
        names = "Vingåker|Gnesta|Nyköping|Oxelösund|Flen|Katrineholm|Eskilstuna|Strängnäs|Trosa"  # fmt: skip
        rows = [" ".join(row) for one in made.report.chapters for row in one.lines(language).body]
        for words in rows:
            if "skyddat boende (" in words or "sheltered housing (" in words:
                assert "Trappan" in words or not re.search(names, words)

    def test_of_one_municipality(self, tmp_path: Path) -> None:
        """Of Flen alone, and of its neighbours, nothing tells that it has the shelter."""
        for place in ("Flen", "Katrineholm"):
            made = release(supply_report(county(), place, YEAR), OPEN, tmp_path / place)
            whole = written(made.folder)
            assert "sheltered_housing" not in whole
            assert "kyddat boende (" not in whole

    def test_own_chapters_too(self, tmp_path: Path) -> None:
        """Results of the metrics that stand in other chapters are held to the same."""
        supply = county()
        own: dict[str, Any] = {
            "Utbud": metrics.offers(supply.provisions, YEAR),
            "Byte": metrics.exchange(supply.provisions, YEAR),
            "Sårbart": metrics.gone({"0488": 1, "0480": 2, "0484": 3}, 4, 20),
        }
        register = synthetic.register(county="09", seed=1)
        places = [said("0980", SHELTER, places=5)]
        own["Nätter"] = metrics.shelter(register, YEAR, places, by="municipality")
        from vnr.report._discreet import discreet

        chapters = [
            report.chapters.further(title, one, at)
            for at, (title, one) in enumerate(own.items(), 1)
        ]
        held = discreet(Report(place="x", period=YEAR, chapters=chapters)).results
        utbud, byte, alone, nights = held.values()
        assert "sheltered_housing" not in utbud.strata["subject"]
        assert not {"persons", "posts", "places"} & {*utbud.names}
        assert "sheltered_housing" not in byte.strata["subject"]
        assert alone["n"].tolist() == [3]
        assert not {"places", "place_nights", "occupancy"} & {*nights.names}
        assert "share_outside" in nights.names

    def test_a_part_of_two(self) -> None:
        """A county part of two would tell who it is: the shelter isn't in its rows, that of three is."""
        from vnr.report._discreet import discreet

        two = metrics.lacking([said("0484", SHELTER), said("0486", SHELTER, HAS_NOT)], YEAR)
        chapters = [report.chapters.further("a", two, 1)]
        (held,) = discreet(Report(place="x", period=YEAR, chapters=chapters)).results.values()
        assert len(held) == 0
        three = metrics.lacking([said(code, SHELTER, HAS_NOT) for code in SORMLAND], YEAR)
        chapters = [report.chapters.further("a", three, 1)]
        (held,) = discreet(Report(place="x", period=YEAR, chapters=chapters)).results.values()
        assert len(held) == sum(number >= 3 for number in three["n_has_not"].tolist())

    def test_a_map_that_isnt_ours(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A tile of another size, another shape, or words that nobody declared stop a release."""
        from vnr.report.chapters import TileMap

        real = TileMap._tiles
        for wrong in (
            lambda svg: svg.replace('width="120" ', 'width="121" ', 1),
            lambda svg: svg.replace("</svg>", '<circle r="3"/></svg>'),
            lambda svg: svg.replace("1 av 2", "1 av 97"),
        ):
            monkeypatch.setattr(TileMap, "_tiles", lambda *given, wrong=wrong: wrong(real(*given)))
            with pytest.raises(DisclosureError, match=r"chapter|kapitel"):
                release(counted(), OPEN, tmp_path / "ut")
            assert not (tmp_path / "ut").exists()


class TestWrong:
    """What can't be reported on is refused."""

    def test_arguments(self) -> None:
        """No supply, no such place, a year nobody answered about."""
        with pytest.raises(DataError, match="Supply"):
            supply_report([], "04", YEAR)  # type: ignore[arg-type]
        with pytest.raises(UnknownNameError):
            supply_report(county(), "Atlantis", YEAR)
        with pytest.raises(DataError, match="nobody answered about 2018"):
            supply_report(county(), "04", 2018)
        with pytest.raises(DataError, match="nobody answered"):
            supply_report(county(), "Gotland", YEAR)


class TestCommand:
    """One command for a made-up county, for saved answers, and for the working version."""

    def test_made_up(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """Without files the answers are made up, and it is told so."""
        assert (
            main(["supply", "--county", "04", "--year", "2019", "--out", str(tmp_path / "ut")]) == 0
        )
        assert "Alla svar är påhittade" in capsys.readouterr().out
        assert (tmp_path / "ut" / "rapport.html").is_file()

    def test_saved(self, tmp_path: Path) -> None:
        """Saved answers, of a municipality, as the working version in English."""
        county().save(tmp_path / "a.json")
        given = ["supply", str(tmp_path / "a.json"), "--municipality", "Trosa", "--year", "2019"]
        given += ["--out", str(tmp_path / "ut"), "--internal", "--language", "en"]
        assert main(given) == 0
        page = (tmp_path / "ut" / "vnr-supply-0488-2019.html").read_text("utf-8")
        assert "What hangs on one or two persons" in page
        assert (tmp_path / "ut" / "vnr-supply-0488-2019.xlsx").is_file()

    def test_the_filled_form(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """A form that is filled in becomes a page, and its faults are told."""
        from vnr.io import write_answer_form

        book = tmp_path / "svar.xlsx"
        before = [one for one in county().provisions if one.municipality == "0488"]
        write_answer_form(book, municipality="0488", year=YEAR, before=before)
        given = ["supply", str(book), "--municipality", "Trosa", "--year", "2019", "--internal"]
        assert main([*given, "--out", str(tmp_path / "ut")]) == 0
        page = (tmp_path / "ut" / "vnr-utbud-0488-2019.html").read_text("utf-8")
        assert "gruppverksamhet" in page
        text = tmp_path / "svar.csv"
        text.write_text("municipality;year;kind;subject;state\n0488;2019;service;group;has\n0488;2019;service;nonsense;has\n", "utf-8")  # fmt: skip
        given[1] = str(text)
        assert main([*given, "--out", str(tmp_path / "ut")]) == 1
        assert capsys.readouterr().out.count("svar.csv") > 1

    @pytest.mark.parametrize("place", [[], ["--county", "04", "--municipality", "Trosa"]])
    def test_where(self, tmp_path: Path, place: list[str]) -> None:
        """A county or a municipality, and not both."""
        assert main(["supply", "--year", "2019", "--out", str(tmp_path / "ut"), *place]) == 2
