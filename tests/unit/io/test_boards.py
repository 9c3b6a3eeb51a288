"""Districts and joint boards: what contradicts the coverage sheet is a fault with its remedy."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import pytest

from vnr import metrics
from vnr.errors import UnknownNameError
from vnr.io import Reading, read
from vnr.results import State

CASES = "Kommun;Ärende;Person;Aktualiseringsdatum;Orsak;Roll;Enhet;Stadsdel"


def reading(tmp_path: Path, coverage: str, *cases: str) -> Reading:
    (tmp_path / "täckning.csv").write_text(coverage, "utf-8")
    if cases:
        (tmp_path / "ärenden.csv").write_text("\n".join((CASES, *cases)) + "\n", "utf-8")
    found = read(tmp_path, observed=2019)
    assert found.rows_read == found.accepted + found.rejected
    return found


def row(code: str, number: int, district: str) -> str:
    return f"{code};{number};p{number};2019-03-01;våld;utsatt vuxen;vuxenenhet;{district}"


DISTRICTS = "Kommun;Från;Till;Stadsdel\n0180;2019-01-01;2019-12-31;norr\n0180;2019-01-01;2019-06-30;söder\n0484;2019-01-01;2019-12-31;\n"


class TestDistricts:
    """A city's districts are those of its delivery."""

    def test_counted(self, tmp_path: Path) -> None:
        """Each has a row; half a year delivered is at least so many, and none isn't 0."""
        rows = (row("0180", 1, "norr"), row("0180", 2, "norr"), row("0180", 3, "söder"))
        register = reading(tmp_path, DISTRICTS, *rows).register
        found = metrics.count(register, 2019, by=("municipality", "district"))
        held = found.to_frame("polars").filter(municipality="0180").rows_by_key("district")
        assert [held[name][0][1:] for name in ("norr", "söder")] == [
            (2, "value", 1.0),
            (1, "value", pytest.approx(181 / 365)),
        ]
        assert len(register.where(district="norr")) == 2
        assert len(register.where(district="not_recorded")) == 0
        assert len(register.where(district=("norr", "not_recorded"))) == 2

    def test_of_another_municipality(self, tmp_path: Path) -> None:
        """A district that another one delivers is a fault; one that nobody names is none."""
        rows = (row("0484", 1, "Norr"), row("0484", 2, "väster"), row("0180", 3, "norr"))
        found = reading(tmp_path, DISTRICTS, *rows)
        (fault,) = found.faults
        assert (fault.rule, fault.row, fault.column) == ("district-elsewhere", 2, "Stadsdel")
        assert "täckningsbladet" in fault.remedy("sv")
        assert found.rejected == 1

    def test_of_contacts(self, tmp_path: Path) -> None:
        """So it is for contacts."""
        (tmp_path / "kontakter.csv").write_text(
            "Kommun;Månad;Kontakt;Antal;Stadsdel\n0484;2019-01;chatt;3;norr\n", "utf-8"
        )
        assert reading(tmp_path, DISTRICTS).faults.rules == {"district-elsewhere": 1}


class TestListed:
    """A city's districts may be those of a profile: its own words by one name each."""

    PROFILE: ClassVar = {
        "ord": {"Stadsdel": {"SDN 1": "norr", "Norra kontoret": "norr", "2": "söder"}}
    }
    ROWS = ("0180;1;SDN 1", "0180;2;norra kontoret", "0180;3;Norr", "0180;4;2", "0180;5;")

    def read(self, tmp_path: Path, *more: str, coverage: str = DISTRICTS) -> Reading:
        (tmp_path / "täckning.csv").write_text(coverage, "utf-8")
        cells = [one.split(";") for one in (*self.ROWS, *more)]
        rows = [row(code, int(at), district) for code, at, district in cells]
        (tmp_path / "ärenden.csv").write_text("\n".join((CASES, *rows)) + "\n", "utf-8")
        return read(tmp_path, observed=2019, profile=self.PROFILE)

    def test_by_one_name(self, tmp_path: Path) -> None:
        """The profile's words, in any form, and its names themselves; blank stays so."""
        found = self.read(tmp_path)
        assert not found.faults
        held = [one.district for one in found.register.cases()]
        assert held == ["norr", "norr", "norr", "söder", None]
        assert found.register.coverage.districts == ("norr", "söder")

    def test_in_the_coverage(self, tmp_path: Path) -> None:
        """The coverage is read by the same words."""
        coverage = DISTRICTS.replace(";norr", ";SDN 1").replace(";söder", ";2")
        assert self.read(tmp_path, coverage=coverage).register.coverage.districts == (
            "norr", "söder",
        )  # fmt: skip

    def test_another(self, tmp_path: Path) -> None:
        """A name that the profile doesn't list is a fault that says so."""
        found = self.read(tmp_path, "0180;6;väster")
        (fault,) = found.faults
        assert (fault.rule, fault.row, fault.column) == ("district-unlisted", 7, "Stadsdel")
        assert "lägg till en rad" in fault.remedy("sv")
        assert "väster" not in found.faults.show()
        assert len(found.register) == 5

    def test_no_district(self, tmp_path: Path) -> None:
        """What can be no district is refused in the profile itself."""
        with pytest.raises(UnknownNameError):
            read(tmp_path, observed=2019, profile={"ord": {"Stadsdel": {"x": "n" * 41}}})


class TestJoint:
    """A joint delivery is one label, in no municipality's own row."""

    HEAD = "Kommun;Från;Till;Enhet\n"
    BOARD = "0482+0483;2019-01-01;2019-12-31;\n"

    @pytest.mark.parametrize(
        ("alone", "faults"),
        [
            ("0482;2019-07-01;2019-12-31;\n", 2),
            ("0483;2019-12-31;2019-12-31;vuxenenhet\n", 2),
            ("0484;2019-01-01;2019-12-31;\n", 0),
            ("0483+0484;2019-07-01;2020-01-31;\n", 2),
            ("0482+0483+0484;2019-01-01;2019-12-31;\n", 2),
            ("0484+0486;2019-01-01;2019-12-31;\n", 0),
        ],
    )
    def test_alone_too(self, tmp_path: Path, alone: str, faults: int) -> None:
        """A member that delivers alone, or in another board, on the same days is a fault of both."""
        found = reading(tmp_path, self.HEAD + self.BOARD + alone)
        assert found.faults.rules == ({"joint-alone": faults} if faults else {})
        assert all(fault.row and fault.column == "Kommun" for fault in found.faults)
        if faults:
            assert "rad 3" in found.faults[0].remedy("sv")

    @pytest.mark.parametrize(
        ("board", "alone"),
        [
            ("0482+0483;2019-01-01;2019-06-30;\n", "0482;2019-07-01;2019-12-31;\n"),
            (
                "0482+0483;2019-01-01;2019-12-31;vuxenenhet\n",
                "0482;2019-01-01;2019-12-31;barnenhet\n",
            ),
        ],
    )
    def test_other_days_or_offices(self, tmp_path: Path, board: str, alone: str) -> None:
        """Other days and other offices are no contradiction."""
        assert not reading(tmp_path, self.HEAD + board + alone).faults


class TestJointCases:
    """Cases and contacts of a joint board carry its label, as the coverage names it."""

    BOARD = "Kommun;Från;Till\n0482+0483;2019-01-01;2019-12-31\n"
    OTHER = "Kommun;Från;Till\n0488;2019-01-01;2019-12-31\n"

    @pytest.mark.parametrize(
        "cell", ["0482+0483", "483 + 482", "Flen + Katrineholm", "katrineholm+Flens kommun"]
    )
    def test_read(self, tmp_path: Path, cell: str) -> None:
        """By codes or names, in any order; with no coverage too."""
        rows = (row(cell, 1, ""), row("0484", 2, ""))
        for coverage in (self.BOARD + "0488;2019-01-01;2019-12-31\n", self.OTHER):
            found = reading(tmp_path, coverage, *rows)
            assert not found.faults
            counted = metrics.count(found.register, 2019, by="municipality")
            held = dict(zip(counted.strata["municipality"].tolist(), counted.value, strict=True))
            assert held == {"0482+0483": 1, "0484": 1, "0488": 0}
            assert int(metrics.count(found.register, 2019, by="county")) == 2

    def test_of_contacts(self, tmp_path: Path) -> None:
        """A board's contacts have its label; one of its municipalities' alone is a fault."""
        (tmp_path / "kontakter.csv").write_text(
            "Kommun;Månad;Kontakt;Antal\nFlen + Katrineholm;2019-01;chatt;3\n0482;2019-01;chatt;4\n",
            "utf-8",
        )
        found = reading(tmp_path, self.BOARD)
        assert found.faults.rules == {"joint-member": 1}
        counted = metrics.contacts(found.register, 2019, by="municipality")
        assert dict(zip(counted.strata["municipality"].tolist(), counted.value, strict=True)) == {
            "0482": 0, "0482+0483": 3,
        }  # fmt: skip
        assert counted.state[0] == State.NOT_REPORTED

    def test_a_member_alone(self, tmp_path: Path) -> None:
        """A case of one of them, which the coverage names together only, is set aside."""
        found = reading(tmp_path, self.BOARD, row("0482+0483", 1, ""), row("0483", 2, ""))
        (fault,) = found.faults
        assert (fault.rule, fault.row, fault.column) == ("joint-member", 3, "Kommun")
        assert "skriv den gemensamma nämnden" in fault.remedy("sv")
        assert "0482+0483" in fault.remedy("sv")
        assert "0482+0483" in fault.remedy("en")
        assert len(found.register) == 1

    @pytest.mark.parametrize("coverage", ["0482;2019-01-01;2019-12-31\n", ""])
    def test_a_board_that_nobody_names(self, tmp_path: Path, coverage: str) -> None:
        """Beside cases or coverage of one of them alone whose its cases are can't be told."""
        rows = (row("0482", 1, ""), row("0482+0483", 2, ""), row("0484", 3, ""))
        found = reading(tmp_path, self.OTHER + coverage, *rows)
        (fault,) = found.faults
        assert (fault.rule, fault.row, fault.column) == ("joint-untold", 3, "Kommun")
        assert "skriv dem tillsammans i täckningsbladet" in fault.remedy("sv")
        assert len(found.register) == 2

    def test_two_boards_that_share_one(self, tmp_path: Path) -> None:
        """Neither can be told from the other without a coverage that names them."""
        rows = (row("0482+0483", 1, ""), row("0483+0484", 2, ""))
        assert reading(tmp_path, self.OTHER, *rows).faults.rules == {"joint-untold": 2}

    def test_alone_before(self, tmp_path: Path) -> None:
        """Who delivered alone until the board began has rows of both, each in its own days."""
        coverage = (
            "Kommun;Från;Till\n0482;2018-01-01;2018-12-31\n0483;2018-01-01;2018-12-31\n"
            "0482+0483;2019-01-01;2019-12-31\n"
        )
        found = reading(tmp_path, coverage, row("0482", 1, ""), row("0482+0483", 2, ""))
        assert not found.faults
        assert len(found.register) == 2

    @pytest.mark.parametrize("cell", ["Flen och Katrineholm", "0482/0483", "0482, 0483"])
    def test_not_with_a_plus(self, tmp_path: Path, cell: str) -> None:
        """Several in other words may be a case that moved: a fault that says how a board is written."""
        found = reading(tmp_path, self.BOARD, row(cell, 1, ""))
        (fault,) = found.faults
        assert fault.rule == "municipality-several"
        assert "0482+0483" in fault.remedy("sv")

    def test_one_misspelt(self, tmp_path: Path) -> None:
        """The whole label is told, with what it may mean."""
        found = reading(tmp_path, self.BOARD, row("Flen + Katrinholm", 1, ""))
        (fault,) = found.faults
        assert fault.rule == "municipality-invalid"
        assert fault.meant[0].code == "0482+0483"

    def test_by_profile(self, tmp_path: Path) -> None:
        """A deliverer's own word, or a file's fixed municipality, may stand for the board."""
        head = CASES.replace("Kommun;", "")
        (tmp_path / "ärenden.csv").write_text(f"{head}\n{row('x', 1, '')[2:]}\n", "utf-8")
        fixed = {"files": {"ärenden.csv": {"municipality": "Katrineholm + Flen"}}}
        found = read(tmp_path, observed=2019, profile=fixed)
        assert [one.municipality for one in found.register.cases()] == ["0482+0483"]
        (tmp_path / "ärenden.csv").write_text(f"{CASES}\n{row('Nämnden', 1, '')}\n", "utf-8")
        word = {"words": {"municipality": {"Nämnden": "0482+0483"}}}
        found = read(tmp_path, observed=2019, profile=word)
        assert [one.municipality for one in found.register.cases()] == ["0482+0483"]
