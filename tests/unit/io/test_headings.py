"""The headings are found among titles, and what is no row is set aside."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import vnr
from delivering import GOOD, HEAD, YEAR, written
from vnr.io import _csv


@pytest.mark.parametrize(("above", "faults"), [(39, {}), (40, {"headings-missing": 1})])
def test_headings_are_looked_for_in_forty_rows(
    tmp_path: Path, above: int, faults: dict[str, int]
) -> None:
    """They may stand on row 40, and no further down."""
    title = "".join(f"Uttag {place};;;;;\n" for place in range(above))
    reading = vnr.read(written(tmp_path, title + HEAD + GOOD), observed=YEAR)
    assert reading.faults.rules == faults
    if not faults:
        assert f"{above} rader ovanför rubrikerna hoppades över" in map(str, reading.files[0].notes)


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
@pytest.mark.parametrize(
    ("heads", "rule"),
    [
        (["Ärende-ID", "Skostorlek", "Hårfärg"], "headings-missing"),
        (["Ärende-ID", "Klient", "Hårfärg"], "column-missing"),
    ],
)
def test_two_known_headings_make_a_table(
    tmp_path: Path, name: str, heads: list[str], rule: str
) -> None:
    """One known heading of three is none; with two it is a table that lacks its others."""
    from xlsxwriter import Workbook

    path = tmp_path / name
    lines = [heads, ["1", "a", "röd"]]
    if name.endswith("csv"):
        written(tmp_path, "".join(";".join(line) + "\n" for line in lines), name)
    else:
        with Workbook(path) as book:
            sheet = book.add_worksheet()
            for place, line in enumerate(lines):
                sheet.write_row(place, 0, line)
    assert list(vnr.read(path, observed=YEAR).faults.rules) == [rule]


TOTALS = [
    (f"{words};;;;;38", 1)
    for words in (
        "Summa",
        "Summa:",
        "Summa antal ärenden",
        "Summa ärenden",
        "Antal ärenden",
        "Antal:",
        "TOTALSUMMA",
        "Delsumma",
        "Delsumma Team Freja",
        "Summa antal",
        "Totalt antal",
        "Summa totalt",
        "Totalt: 38 ärenden",
        "S:a",
        "* Total",
        "Subtotal Freja",
        "Grand total",
    )
]
KEPT = [
    ("Antal;1;1;;;", 2),
    ("Summa;a2;0484;våldsutsatt vuxen;2019-02-01;våld", 2),
    ("Summering;;;;;1", 2),
    ("Summa-17;;;;2019-02-01;", 2),
    ("Total 17;;;;20190201;", 2),
    ("Totalförsvaret;;;;;1", 2),
    ("Antalet17;;;;;1", 2),
]
AGAIN = [
    (HEAD.strip(), 1),
    (HEAD.strip().upper(), 1),
    (HEAD.strip().replace(";", " :;"), 1),
    (HEAD.strip().replace("Kommun", "Ort"), 2),
    (HEAD.strip().replace(";Kommun", ";"), 2),
]


@pytest.mark.parametrize("way", ["plain", "fast", "frame"])
@pytest.mark.parametrize(
    ("last", "read"), [*TOTALS, ("Totalt:;1;;;;", 1), (";Summa;;;;1", 1), *KEPT, *AGAIN]
)
def test_no_records(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, last: str, read: int, way: str
) -> None:
    """A total is its words and one sum of six columns, without a day; headings are no row again."""
    monkeypatch.setattr(_csv, "FAST_FROM", 0 if way == "fast" else 10**9)
    data: Any = written(tmp_path, HEAD + GOOD + last + "\n" + GOOD.replace("101", "102"))
    if way == "frame":
        data = pd.read_csv(data, sep=";", encoding="cp1252", dtype=str)
    reading = vnr.read(data, observed=YEAR)
    assert reading.rows_read == read + 1
    code = "headings_again" if (last, read) in AGAIN else "total_row"
    noted = [note for note in reading.files[0].notes if note.code == code]
    row = 1 if way == "frame" else 3
    assert [dict(note.parameters) for note in noted] == [{"row": row}] * (2 - read)
