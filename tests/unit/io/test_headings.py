"""The headings are found among titles, and what is no row is set aside."""

from __future__ import annotations

from pathlib import Path

import pytest

import vnr
from delivering import GOOD, HEAD, YEAR, written


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


@pytest.mark.parametrize(
    ("last", "read"),
    [
        ("Summa;;;;;1", 1),
        ("Totalt:;1;;;;", 1),
        ("Antal;1;1;;;", 2),
        ("Summa;a2;0484;våldsutsatt vuxen;2019-02-01;våld", 2),
        ("Summering;;;;;1", 2),
    ],
)
def test_totals_are_no_rows(tmp_path: Path, last: str, read: int) -> None:
    """A total is its word and one sum of six columns; what has more, or another word, is a row."""
    reading = vnr.read(written(tmp_path, HEAD + GOOD + last + "\n"), observed=YEAR)
    assert reading.rows_read == read
