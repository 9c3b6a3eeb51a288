"""Districts and joint boards: what contradicts the coverage sheet is a fault with its remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from vnr import metrics
from vnr.io import Reading, read

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
        ],
    )
    def test_alone_too(self, tmp_path: Path, alone: str, faults: int) -> None:
        """A member that delivers alone on the same days is a fault of both rows."""
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
