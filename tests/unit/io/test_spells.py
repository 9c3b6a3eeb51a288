"""Cases that close and open again, as files tell of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import vnr
from delivering import YEAR, written
from vnr.model import ClosingReason, Period

HEAD = "Ärende-ID;Klient;Kommun;Roll;Aktualiseringsdatum;Aktualiseringsorsak;Avslutsdatum\n"
ROW = "1;a;0484;våldsutsatt vuxen;2019-{};våld;{}\n"
GUIDE = Path(__file__).parents[3] / "docs" / "how-to" / "read-extracts.md"


def row(opened: str, closed: str = "") -> str:
    return ROW.format(opened, closed and f"2019-{closed}")


def test_the_guide(tmp_path: Path) -> None:
    """The guide's case is read as the guide says."""
    lines = re.findall(r"^\| (?:Ärende|17) .*$", GUIDE.read_text("utf-8"), re.MULTILINE)
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    text = "\n".join(
        ";".join([*line, "Kommun" if place == 0 else "0484"]) for place, line in enumerate(cells)
    )
    reading = vnr.read(written(tmp_path, text + "\n"), observed=Period.years(2019, 2020))
    (case,) = reading.register.cases()
    assert [(spell.opened.month, spell.closed and spell.closed.month) for spell in case.spells] == [
        (1, 3),
        (5, 11),
        (2, None),
    ]
    assert [closing.reason for closing in case.closings] == [
        ClosingReason.NO_ACTION,
        ClosingReason.GOAL_REACHED,
    ]
    assert len(case.spells[1].intakes) == 2


@pytest.mark.parametrize(
    ("rows", "rule", "faulty"),
    [
        ([row("03-01", "02-01")], "closed-before-opened", [2]),
        ([row("01-01", "02-01"), row("03-01", "02-01")], "closed-before-opened", [3]),
        ([row("01-01", "03-01"), row("02-01", "04-01")], "spells-overlap", [3]),
    ],
)
def test_faults(tmp_path: Path, rows: list[str], rule: str, faulty: list[int]) -> None:
    """They are told at their row, under the deliverer's heading, and the case goes whole."""
    reading = vnr.read(written(tmp_path, HEAD + "".join(rows)), observed=YEAR)
    faults = reading.faults.of(rule)
    assert [(fault.row, fault.column) for fault in faults] == [
        (line, "Avslutsdatum") for line in faulty
    ]
    assert set(reading.faults.rules) <= {rule, "case-incomplete"}
    assert len(reading.faults) == reading.rejected == len(rows)
    assert "aktualisering" in faults[0].text("sv") or "datum" in faults[0].text("sv")


@pytest.mark.parametrize(
    ("rows", "sv", "en"),
    [
        (
            [row("01-01", "02-01"), row("02-01", "03-01")],
            "1 rad avslutar ett ärende som öppnades igen samma dag",
            "1 row closes a case that opened again on the same day",
        ),
        (
            [row("01-01", "02-01"), row("02-01", "03-01"), row("03-01")],
            "2 rader avslutar ärenden som öppnades igen samma dag",
            "2 rows close cases that opened again on the same day",
        ),
    ],
)
def test_closed_and_opened_on_one_day(tmp_path: Path, rows: list[str], sv: str, en: str) -> None:
    """The closing is left out, and the reading says so."""
    reading = vnr.read(written(tmp_path, HEAD + "".join(rows)), observed=YEAR)
    (case,) = reading.register.cases()
    assert len(case.spells) == 1
    assert sv in reading.show("sv")
    assert en in reading.show("en")


def test_of_two_files_each_is_noted(tmp_path: Path) -> None:
    """A note stands with the file whose rows it is of."""
    good = written(tmp_path, HEAD + row("01-01").replace("1;a", "2;b"), "a.csv")
    other = written(tmp_path, HEAD + row("01-01", "02-01") + row("02-01"), "b.csv")
    reading = vnr.read([good, other], observed=YEAR)
    told = ["samma dag" in " ".join(map(str, file.notes)) for file in reading.files]
    assert told == [False, True]


def test_a_reason_without_its_day(tmp_path: Path) -> None:
    """It can't be kept, and the reading says so."""
    text = HEAD.replace("\n", ";Avslutsorsak\n") + row("01-01").replace("\n", ";flytt\n")
    reading = vnr.read(written(tmp_path, text), observed=YEAR)
    assert reading.rejected == 0
    assert "1 rad har avslutsorsak eller måluppfyllelse utan avslutsdag" in reading.show("sv")
    assert "1 row has a closing reason or goal without a closing day" in reading.show("en")


CLOSINGS = "Ärende-ID;Klient;Kommun;Avslutsdatum;Avslutsorsak\n"


def test_a_sheet_of_closings(tmp_path: Path) -> None:
    """It is told by its headings, and belongs to the cases of the other files."""
    base = written(tmp_path, HEAD.replace(";Avslutsdatum", "") + row("01-01")[:-2] + "\n")
    other = written(
        tmp_path, CLOSINGS + "1;a;0484;2019-02-01;flytt\n9;a;0484;2019-02-01;\n", "b.csv"
    )
    reading = vnr.read([base, other], observed=YEAR)
    (case,) = reading.register.cases()
    assert case.closing_reason is ClosingReason.MOVED
    assert reading.faults.rules == {"case-unknown": 1}


def test_a_closing_in_both_and_opened_again(tmp_path: Path) -> None:
    """The note that a closing doesn't count holds though a sheet of closings has it too."""
    base = written(tmp_path, HEAD + row("01-01", "02-01") + row("02-01"))
    other = written(tmp_path, CLOSINGS + "1;a;0484;2019-02-01;flytt\n", "b.csv")
    reading = vnr.read([base, other], observed=YEAR)
    (case,) = reading.register.cases()
    assert case.closings == ()
    assert reading.rejected == 0
    assert "avslutet räknas inte" in reading.show("sv")


@pytest.mark.parametrize("lost", ["Aktualiseringsdatum", "Aktualiseringsorsak"])
def test_intakes_that_lack_a_heading(tmp_path: Path, lost: str) -> None:
    """They aren't taken for closings: what is lacking is told."""
    text = HEAD.replace(lost, "Anteckning") + row("01-01", "02-01")
    reading = vnr.read(written(tmp_path, text), observed=YEAR)
    assert reading.faults.rules == {"column-missing": 1}
