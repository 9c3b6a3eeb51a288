"""A case has one officer, and its rows several: the latest holds, and a note says for how many rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

import vnr
from delivering import YEAR, written
from refusing import refused
from vnr.errors import DataError
from vnr.register import Register

HEAD = (
    "Ärende-ID;Klient;Kommun;Roll;Aktualiseringsdatum;Aktualiseringsorsak;Handläggare;Enhet;"
    "Hushåll;Antal barn;Folkbokföringskommun;Ålder;Polisanmälan\n"
)
ROW = "1;p1;0484;våldsutsatt vuxen;2019-{};våld i nära relation;{};{};{};{};{};{};{}\n"
FIRST = ROW.format("02-01", "a", "vuxen", "h1", "1", "0484", "34", "ja")
LAST = ROW.format("05-01", "b", "ekonomi", "h2", "2", "0483", "35", "nej")
BLANK = ROW.format("09-01", "", "", "", "", "", "", "")


def read(folder: Path, *rows: str) -> Any:
    return vnr.read(written(folder, HEAD + "".join(rows), "a.csv"), observed=YEAR)


def noted(reading: Any) -> dict[str, list[tuple[int, str]]]:
    """What is said of settled values, by code: rows and heading."""
    found: dict[str, list[tuple[int, str]]] = {}
    for note in reading.files[0].notes:
        if note.code.startswith("case_"):
            told = dict(note.parameters)
            found.setdefault(note.code, []).append((told["number"], told["heading"]))
    return found


@pytest.mark.parametrize("rows", [(FIRST, LAST, BLANK), (BLANK, LAST, FIRST)])
def test_what_changes_while_a_case_lasts(tmp_path: Path, rows: tuple[str, ...]) -> None:
    """The latest dated row that says it, whatever the order of rows; age as the first one has it."""
    reading = read(tmp_path, *rows)
    assert not reading.faults
    (case,) = reading.register.cases()
    assert (case.officer, case.unit and case.unit.value) == ("b", "economic")
    assert (case.household_id, case.children_at_home, case.home_municipality) == ("h2", 2, "0483")
    assert (case.age_at_intake, case.police_report) == (34, True)
    changing = ["Enhet", "Antal barn", "Folkbokföringskommun", "Hushåll", "Handläggare"]
    assert noted(reading) == {
        "case_latest": [(1, heading) for heading in changing],
        "case_earliest": [(1, "Ålder")],
        "case_yes": [(1, "Polisanmälan")],
    }


def test_two_officers_at_once(tmp_path: Path) -> None:
    """Of one day the row that stands last is the latest; both rows are read."""
    other = FIRST.replace(";a;", ";c;")
    reading = read(tmp_path, FIRST, other)
    (case,) = reading.register.cases()
    assert (case.officer, len(case.intakes), reading.rejected) == ("c", 1, 0)
    assert noted(reading) == {"case_latest": [(1, "Handläggare")]}


def test_nothing_is_said_where_all_say_the_same(tmp_path: Path) -> None:
    """Neither blank cells nor other cases make a value change."""
    other = LAST.replace("1;p1", "2;p2")
    reading = read(tmp_path, FIRST, BLANK, other)
    assert noted(reading) == {}
    assert [case.officer for case in reading.register.cases()] == ["a", "b"]


def test_a_frame_is_told_what_to_do() -> None:
    """Without a note to say it in a frame of rows is refused; cases of their own are taken."""
    rows = {
        "municipality": ["0484"] * 2,
        "case_id": ["1"] * 2,
        "person_id": ["p"] * 2,
        "role": ["exposed_adult"] * 2,
        "date": ["2019-02-01", "2019-05-01"],
        "reason": ["violence"] * 2,
    }
    frame = pl.DataFrame(rows).with_columns(pl.col("date").str.to_date())
    for column, values, takes in (
        ("officer", ["a", "b"], "several values, of which it has one.*takes the latest"),
        ("age_at_intake", [34, 35], "several values, of which it has one.*takes the earliest"),
        ("police_report", [True, False], "yes and no.*takes the yes"),
    ):
        with refused(DataError, match=rf"intakes.{column}: rows of a case .*{takes}"):
            Register.from_frame(frame.with_columns(pl.Series(column, values)), observed=YEAR)
    cases = frame.head(1).drop("date", "reason").with_columns(officer=pl.lit("b"))
    frames = {"cases": cases, "intakes": frame.drop("role")}
    (case,) = Register.from_frame(frames, observed=YEAR).cases()
    assert case.officer == "b"
