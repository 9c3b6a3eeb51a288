"""What an unknown heading may mean is told by its words and by what stands under it, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

import vnr
from delivering import YEAR, written
from refusing import refused
from vnr.errors import DataError
from workbooks import MAKERS

KEYS = ["Kommun;Ärende;Person;Ankom", "0484;{n};p{n};2019-03-{n:02}"]


def asked(folder: Path, heading: str, *cells: str, more: str = "") -> dict[str, list[str]]:
    """What each unknown heading may mean, of a sheet with one such column."""
    rows = [f"{KEYS[1].format(n=n + 1)};{more};{cell}" for n, cell in enumerate(cells)]
    text = "\n".join(
        [f"{KEYS[0]};{'Orsak till aktualisering' if more else 'Okt'};{heading}", *rows]
    )
    reading = vnr.read(written(folder, text + "\n"), observed=YEAR)
    return {
        one.heading or "": [meaning.code for meaning in one.meant]
        for one in reading.asked
        if one.field is None and one.heading == heading
    }


@pytest.mark.parametrize("heading", ["Gäller", "Vad", "Kolumn 7"])
def test_the_reasons_are_told_by_their_words(tmp_path: Path, heading: str) -> None:
    """A few known words among many are enough where the column is needed, and the rest is asked at once."""
    cells = [
        "heder",
        "våld partner",
        "våld partner",
        "psykisk miss",
        "psykisk miss",
        "stalking",
        "stalking",
    ]
    assert asked(tmp_path, heading, *cells) == {heading: ["reason"]}
    reading = vnr.read(tmp_path / "a.csv", observed=YEAR)
    words = {one.value: one.field for one in reading.asked if one.heading == heading and one.value}
    assert words == dict.fromkeys(["våld partner", "psykisk miss", "stalking"], "reason")


@pytest.mark.parametrize(
    ("heading", "cells", "meant"),
    [
        ("Skm", ["K", "M", "K"], ["sex"]),
        ("Ärendetyp", ["AA", "BB", "AA"], []),
        ("Utredning startad", ["2019-03-04", "2019-03-05", ""], []),
        ("Avslutsdatm", ["2019-03-04", "", ""], ["closed"]),
        ("Avslutsdatm", ["zz", "", ""], []),
    ],
)
def test_a_hint_fits_what_stands_there(
    tmp_path: Path, heading: str, cells: list[str], meant: list[str]
) -> None:
    """Days aren't taken for numbers of cases, nor words for days: no hint is better than a wrong one."""
    assert asked(tmp_path, heading, *cells, more="heder") == {heading: meant}


@pytest.mark.parametrize(
    "heading", ["Pers.nr", "Persnr", "Pers nr", "Person-nr", "P-nr", "PNR", "Personnr", "Pers-nr."]
)
def test_headings_of_persons(tmp_path: Path, heading: str) -> None:
    """However a personal number is shortened."""
    text = f"Kommun;Ärende;{heading};Ankom;Orsak till aktualisering\n0484;1;a;2019-03-01;heder\n"
    path = written(tmp_path, text)
    assert vnr.read(path, observed=YEAR, key=bytes(range(32))).accepted == 1
    with refused(DataError, match="speaks of personal numbers"):
        vnr.read(path, observed=YEAR)


@pytest.mark.parametrize("name", ["Blad1", "Export"])
def test_no_table_of_perpetrators_without_its_own(tmp_path: Path, name: str) -> None:
    """Headings that the table of intakes has too make no other table of it."""
    text = "Kommun;Dnr;Pers.nr;Kön;Datm;Gäler\n0484;1;a;K;2019-03-01;heder\n"
    path = written(tmp_path, text, f"{name}.csv")
    reading = vnr.read(path, observed=YEAR, key=bytes(range(32)))
    assert {one.table for one in reading.asked} == {"intakes"}


@pytest.mark.parametrize(("cell", "number"), [("2 st", 2), ("3", 3), ("1 St.", 1)])
def test_a_number_with_its_word(tmp_path: Path, cell: str, number: int) -> None:
    """Two pieces are two."""
    text = f"{KEYS[0]};Orsak till aktualisering;Antal barn\n{KEYS[1].format(n=1)};heder;{cell}\n"
    (case,) = vnr.read(written(tmp_path, text), observed=YEAR).register.cases()
    assert case.children_at_home == number


def test_the_files_name_tells_the_table(tmp_path: Path) -> None:
    """Where the sheet's says nothing: a kind and a start may be an investigation's too."""
    rows = [["Kommun", "Ärende", "Startdatum", "Slag"], ["0484", "1", "2019-03-01", "x"]]
    for name in ("Insatser IFO.xlsx", "Utredningar.xlsx"):
        book = MAKERS[".xlsx"](tmp_path / name, {"Alla": rows})
        asked = {one.table for one in vnr.read(book, observed=YEAR).asked}
        assert asked == {"investigations" if name.startswith("U") else "interventions"}


GRANTED = [
    {"Ärende": "1", "Person": "a", "Insatstyp": "stödsamtal", "Start": "2019-01-12",
     "Bistånd SoL": word, "Plan. uppf": ""}
    for word in ("Ja", "")
]  # fmt: skip
INTAKES = [
    {"Ärende": "1", "Person": "a", "Aktualiseringsdatum": "2019-01-10", "Aktualiseringsorsak": "våld"}
]  # fmt: skip


def test_what_is_there_is_not_meant_again(tmp_path: Path) -> None:
    """A field that has its column is no guess for another; said to be it all the same, both are named."""
    files = {"Ärenden": INTAKES, "insatser": GRANTED}
    reading = vnr.read(files, observed=YEAR, profile={"kommun": "Eskilstuna"})
    (asked,) = reading.asked
    assert (asked.heading, asked.meant) == ("Bistånd SoL", ())
    profile = {"kommun": "Eskilstuna", "rubriker": {"Bistånd SoL": "Insats"}}
    faults = vnr.read(files, observed=YEAR, profile=profile).faults
    assert set(faults.rules) == {"column-twice"}
    assert "«Insatstyp» och «Bistånd SoL»" in faults.show()
    profile["rubriker"]["Insatstyp"] = "läses inte"  # type: ignore[index]
    assert "column-twice" not in vnr.read(files, observed=YEAR, profile=profile).faults.rules


def test_rows_without_a_column_are_those_of_all_files(tmp_path: Path) -> None:
    """What one line of the profile answers is told with the rows of every table."""
    reading = vnr.read({"Ärenden": INTAKES, "insatser": GRANTED}, observed=YEAR)
    text = reading.write_profile(tmp_path / "p.toml").read_text("utf-8")
    assert "# Kolumnen saknas (3 rader)." in text
