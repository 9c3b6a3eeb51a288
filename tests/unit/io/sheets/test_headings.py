"""The headings are found among titles, and what is no row is set aside."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import vnr
from delivering import GOOD, HEAD, YEAR, written
from vnr.io.sheets import _csv
from workbooks import MAKERS


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
    codes = ("page_again", "total_row")
    noted = [note for note in reading.files[0].notes if note.code in codes]
    row = 1 if way == "frame" else 3
    told = {"number": 1, "row": row} if (last, read) in AGAIN else {"row": row}
    assert [dict(note.parameters) for note in noted] == [told] * (2 - read)


PAGE = "Utdrag ur systemet 2019-12-31 10:02;;;;;\n;;;;;\nSida 1 av 2;;IFO;;;\n"


@pytest.mark.parametrize("way", ["plain", "fast", "frame", "book"])
@pytest.mark.parametrize(
    ("between", "read", "pages"),
    [
        (PAGE + HEAD, 2, 3),
        (PAGE.replace("10:02", "10:59").replace("1 av 2", "2 av 2") + HEAD.upper(), 2, 3),
        ("Sida 2 av 2;;IFO;;;\n", 2, 1),
        # Another title, one that stands elsewhere, and a case's number are rows as any other.
        ("Sida 2 av 2;;Ekonomi;;;\n", 3, 0),
        (";Sida 2 av 2;IFO;;;\n", 3, 0),
        ("A102;;;;;\n", 3, 0),
    ],
)
def test_pages(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    between: str,
    read: int,
    pages: int,
    way: str,
) -> None:
    """What stands at the top of each printed page is no row; all that isn't there is counted."""
    monkeypatch.setattr(_csv, "FAST_FROM", 0 if way == "fast" else 10**9)
    whole = "A1;;;;;\n" + PAGE + HEAD + GOOD + between + GOOD.replace("101", "102")
    data: Any = written(tmp_path, whole)
    if way == "frame":
        lines = [line.split(";") for line in whole.splitlines()]
        data = pd.DataFrame(lines[1:], columns=pd.Index(lines[0])).replace("", None)
    if way == "book":
        data = MAKERS[".xlsx"](
            tmp_path / "a.xlsx", {"B": [line.split(";") for line in whole.splitlines()]}
        )
    reading = vnr.read(data, observed=YEAR)
    assert reading.rows_read == read
    noted = [dict(note.parameters) for note in reading.files[0].notes if note.code == "page_again"]
    row = 5 if way == "frame" else 7
    assert noted == ([{"number": pages, "row": row}] if pages else [])


@pytest.mark.parametrize("way", ["plain", "fast", "frame", "book"])
@pytest.mark.parametrize(
    ("foot", "read", "notes"),
    [
        (("Summa;2;;;;", "Källa: systemet", ";* exklusive barn"), 1, 2),
        (("Summa;2;;;;", "", "Källa: systemet;;;;;", "  "), 1, 1),
        # Without a total above, or with a row below, it may be what is left of a row.
        (("Källa: systemet;;;;;",), 2, 0),
        (("Summa;2;;;;", "Källa: systemet;;;;;", GOOD.strip().replace("101", "102")), 3, 0),
        (("Summa;2;;;;", "A102;;;;;"), 2, 0),
        (("Summa;2;;;;", "Källa: systemet;x;;;;"), 2, 0),
    ],
)
def test_notes_below_a_total(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    foot: tuple[str, ...],
    read: int,
    notes: int,
    way: str,
) -> None:
    """A sentence below the total is no row; what may be what is left of a case is."""
    monkeypatch.setattr(_csv, "FAST_FROM", 0 if way == "fast" else 10**9)
    width = HEAD.count(";")
    lines = [*(HEAD + GOOD).splitlines(), *foot]
    lines = [line + ";" * (width - line.count(";")) for line in lines]
    data: Any = written(tmp_path, "\n".join(lines) + "\n")
    if way == "frame":
        data = pd.read_csv(data, sep=";", encoding="cp1252", dtype=str)
    if way == "book":
        data = MAKERS[".xlsx"](tmp_path / "a.xlsx", {"B": [line.split(";") for line in lines]})
    reading = vnr.read(data, observed=YEAR)
    assert reading.rows_read == read
    noted = [dict(note.parameters) for note in reading.files[0].notes if note.code == "footnotes"]
    first = 3 + next(
        (n for n, line in enumerate(foot) if line.strip("; *").startswith(("K", "exkl"))), 0
    )
    assert noted == ([{"number": notes, "row": first - 2 * (way == "frame")}] if notes else [])
