"""A file of which no heading is known is asked about too: its headings stand in the profile."""

from __future__ import annotations

import gzip
import tomllib
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pandas as pd
import pytest

import vnr
from delivering import GOOD, HEAD, YEAR, written
from vnr.io.sheets._unknown_row import unknown_row
from workbooks import MAKERS

HEADINGS = ["Nr", "Vem", "Ort", "Part", "Dag ett", "Gäller"]
ROWS = [
    ["F1", "p1", "0484", "våldsutsatt vuxen", "2019-02-01", "våld i nära relation"],
    ["F2", "p2", "0484", "våldsutsatt vuxen", "2019-02-03", "våld i nära relation"],
]
ANSWERS = {
    "Nr": "ärende-id", "Vem": "klient", "Ort": "kommun", "Part": "roll",
    "Dag ett": "aktualiseringsdatum", "Gäller": "aktualiseringsorsak",
}  # fmt: skip


def delivered(folder: Path, way: str, lines: list[list[str]]) -> Any:
    """The lines in a file of some kind, or in a frame."""
    text = "".join(",".join(line) + "\n" for line in lines)
    if way == "csv":
        return written(folder, text)
    if way == "gzip":
        (folder / "a.csv.gz").write_bytes(gzip.compress(text.encode()))
        return folder / "a.csv.gz"
    if way == "zip":
        with ZipFile(folder / "a.zip", "w") as archive:
            archive.writestr("x.csv", text)
        return folder / "a.zip"
    if way == "frame":
        return pd.DataFrame(lines[1:], columns=pd.Index(lines[0]))
    return MAKERS[way](folder / f"a{way}", {"Blad1": lines})


@pytest.mark.parametrize("way", ["csv", "gzip", "zip", ".xlsx", ".ods", ".xls", "frame"])
def test_answered_in_one_round(tmp_path: Path, way: str) -> None:
    """Each heading is asked once, with its rows and a guess; what is filled in is read."""
    data = delivered(tmp_path, way, [HEADINGS, *ROWS])
    reading = vnr.read(data, observed=YEAR)
    assert reading.faults.rules == {"headings-missing": 1}
    assert reading.rows_read == 0
    path = reading.write_profile(tmp_path / "profil.toml")
    asked = tomllib.loads(path.read_text("utf-8"))["rubriker"]
    assert asked == dict.fromkeys(HEADINGS, "")
    assert '"Gäller" = ""  # 2 rader; menades Aktualiseringsorsak?' in path.read_text("utf-8")
    choices = reading.choices("pandas")
    assert choices["blocks"].all()
    assert choices["table"].isna().all()
    reading = vnr.read(data, observed=YEAR, profile={"rubriker": ANSWERS})
    assert (reading.accepted, len(reading.faults)) == (2, 0)


def test_a_sheet_beside_another(tmp_path: Path) -> None:
    """What one sheet of a workbook has of unknown headings is asked for too, and blocks nothing."""
    good = [line.split(";") for line in (HEAD + GOOD).splitlines()]
    sheets = {"Blad1": good, "Blad2": [["Titel"], HEADINGS, *ROWS], "Info": [["Skapad", "av mig"]]}
    reading = vnr.read(MAKERS[".xlsx"](tmp_path / "a.xlsx", sheets), observed=YEAR)
    assert (reading.accepted, len(reading.faults)) == (1, 0)
    assert set(reading.choices("pandas")["column"]) == set(HEADINGS)
    assert any(note.code == "sheets_passed_over" for note in reading.files[0].notes)


def test_nobody_is_shown(tmp_path: Path) -> None:
    """A file without headings has none to ask for: its first rows are somebody's."""
    rows = [["F1", "Anna", "2019-02-01"], ["F", "Bo", ""], ["F2", "Cia", "2019-02-02"]]
    for way in ("csv", ".xlsx"):
        reading = vnr.read(
            delivered(tmp_path, way, rows), observed=YEAR, profile={"kommun": "0484"}
        )
        assert reading.faults.rules == {"headings-missing": 1}
        assert reading.asked == ()
        (tmp_path / ("a.csv" if way == "csv" else "a.xlsx")).unlink()


@pytest.mark.parametrize(
    ("top", "row"),
    [
        ([["Nr", "Dag"], ["1", "2019-02-01"]], 0),
        ([["Utdrag", "2019-01-01"], [], ["Nr", "Dag"], [1, "2019"]], 2),
        # The first of two alike; the one with the more cells.
        ([["Nr", "Dag"], ["År", "Tid"], ["1", "2019"]], 0),
        ([["Om", "Oss"], ["Nr", "Dag", "Ort"], ["1", "2019", "x"]], 1),
        # One word, the same twice, a sentence, words above words and below data are none.
        ([["Nr"], ["2019"]], None),
        ([["Nr", "NR"], ["2019", "2019"]], None),
        ([["Nr", "x" * 61], ["1", "2019"]], None),
        ([["Nr", "x" * 60], ["1", "2019"]], 0),
        ([["Nr", "Dag"], ["1", "201"]], None),
        ([["Nr", "Dag"], ["1", 7.0]], 0),
        ([["Nr", "Dag"], ["1", True]], None),
        ([["a", "2019", "b"], ["Nr", "Dag", "Ort"], ["1", "2019", "x"]], None),
        ([["a", "2019"], ["Nr", "Dag", "Ort"], ["1", "2019", "x"]], 1),
        ([["Nr", "Dag", "-"], ["1", "2019", "x"]], None),
        ([], None),
    ],
)
def test_which_row_may_be_headings(top: list[list[Any]], row: int | None) -> None:
    """Words above days and numbers of at least four digits, and nothing of that kind before them."""
    assert unknown_row(top) == row
