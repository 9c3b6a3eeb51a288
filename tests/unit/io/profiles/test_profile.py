"""A profile says what a municipality's headings and codes mean."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import vnr
from delivering import GOOD, HEAD, YEAR, written
from refusing import refused
from vnr.errors import DataError, UnknownNameError
from vnr.io import Profile


@pytest.mark.parametrize(
    "make",
    [
        lambda: Profile(columns={"Datum": "dat"}),
        lambda: Profile(codes={"reason": {"VINR": "hårfärg"}}),
        lambda: Profile(codes={"Insatser.orsak": {"VINR": "våld"}}),
        lambda: Profile(codes={"Skor.orsak": {"VINR": "våld"}}),
        lambda: Profile.of({"skor": {"a": "b"}}),
        lambda: Profile(municipality="48"),
        lambda: Profile(codes={"kommun": {"Storstaden": "48"}}),
        lambda: Profile(files={"*": {"colour": "red"}}),
    ],
)
def test_profiles(make: Any) -> None:
    """A profile names only what there is."""
    with refused(UnknownNameError):
        make()


@pytest.mark.parametrize(
    "text",
    [
        "columns = 3",
        "[columns]\na = 3",
        '[columns]\na = ["date"]',
        "municipality = 484",
        "[files]\na = 3",
        'codes = "x"',
        '[codes]\nreason = "x"',
        '[Aktualiseringar.födelseår]\nx = "1980"',
        '[filer."a*"]\nfödelseår = "1980"',
        'orsak = "våld"',
        '[orsak]\nVINR = "våld"\nvinr = "ekonomi"',
    ],
)
def test_profile_of_another_form(tmp_path: Path, text: str) -> None:
    """A profile whose values have another form is refused when it is read."""
    with refused(DataError, match="profile"):
        Profile.load(written(tmp_path, text.encode(), "p.toml"))


def test_files_by_pattern(tmp_path: Path) -> None:
    """A profile fixes values by the file's name."""
    text = HEAD.replace(";Roll", "") + GOOD.replace(";våldsutsatt vuxen", "")
    profile = Profile(files={"BARN*.csv": {"unit": "barnenhet", "roles": "exposed_child"}})
    reading = vnr.read(written(tmp_path, text, "barn_2019.csv"), observed=YEAR, profile=profile)
    assert [case.unit for case in reading.register.cases()] == ["child"]


OWN = "Akt;Klient;Uttag dag;Ärendetyp;Polis\n1;a;2019-01-15;VINR;Delvis\n2;b;2019-01-16;Ek;Nej\n"
GIVEN = "Akt;Klient;Stöd;Startdatum\n1;a;Samtal VINR;2019-02-01\n1;a;Natt & boende;2019-02-02\n"
SWEDISH = """
kommun = "Eskilstuna"
roll = "Våldsutsatta vuxna"

[rubriker]
"Uttag dag" = "aktualiseringsdatumet"

[rubriker.Aktualiseringar]
"Ärendetyp" = "Orsak"
"Polis" = "polisanmälan"

[rubriker.insatserna]
"Stöd" = "slag"

[Aktualiseringar.orsak]
"VINR" = "Våld i nära relationer"
"Ek" = "economic"

[Aktualiseringar.polisanmälan]
"Delvis" = "ja"

[Insatser.slag]
"Samtal VINR" = "stödsamtalen"
"Natt & boende" = "Skyddat boende"

[filer."akt*"]
enhet = "Vuxenenheten"
"""


def test_the_template_s_words_on_both_sides(tmp_path: Path) -> None:
    """By table, in any form of the word, with a municipality's name; a word for an intervention too."""
    files = [written(tmp_path, OWN, "akter.csv"), written(tmp_path, GIVEN, "stod.csv")]
    profile = written(tmp_path, SWEDISH.encode(), "p.toml")
    reading = vnr.read(files, observed=YEAR, profile=profile)
    assert (list(reading.faults), reading.notes) == ([], ())
    one, two = reading.register.cases()
    assert [item.kind for item in one.interventions] == ["counselling", "sheltered_housing"]
    assert (one.municipality, one.unit, one.police_report) == ("0484", "adult", True)
    assert (one.intakes[0].reason, two.intakes[0].reason) == ("violence", "economic")
    assert one.roles == {"exposed_adult"}


def test_a_mapping_is_a_profile(tmp_path: Path) -> None:
    """As a file has it; anything else is refused."""
    import tomllib

    path = written(tmp_path, OWN)
    made = tomllib.loads(SWEDISH.replace("polisanmälan]", '"polisanmälan"]'))
    reading = vnr.read(path, observed=YEAR, profile=made)
    assert [note.code for note in reading.notes] == ["profile_unmet"]
    for other in (b"p.toml", 3, [("a", "b")], True):
        with refused(DataError, match="profile must be"):
            vnr.read(path, observed=YEAR, profile=other)  # type: ignore[arg-type]


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "cp1252"])
def test_swedish_letters_need_no_quotes(tmp_path: Path, coding: str) -> None:
    """On the left side and in the names of tables, however the editor saved the file."""
    text = '[Uppföljningar.resultat av uppföljning]  # ord\r\nnått = "målet uppnått"\r\n'
    profile = Profile.load(written(tmp_path, text.encode(coding), "p.toml"))
    assert profile.codes == {"Uppföljningar.resultat av uppföljning": {"nått": "målet uppnått"}}


def test_the_row_that_is_no_toml_is_told(tmp_path: Path) -> None:
    """By its number, without what stands there."""
    path = written(tmp_path, b'kommun = "0484"\n[rubriker\n"Anna" = "datum"\n', "p.toml")
    with refused(DataError, match="row 2: a bracket is missing") as told:
        Profile.load(path)
    assert "Anna" not in str(told.value)


def test_lines_without_effect(tmp_path: Path) -> None:
    """They are named; a profile none of whose lines has any is refused."""
    path = written(tmp_path, HEAD + GOOD.replace("våld i nära relation", "VINK"))
    profile = {
        "orsak": {"VINK": "våld", "Aldrig": "boende"},
        "rubriker": {"Inkomstdag": "datum"},
        "filer": {"barn*": {"enhet": "barnenhet"}},
        "blad": {"Blad9": {"enhet": "barnenhet"}},
        "kommun": "Eskilstuna",
    }
    reading = vnr.read(path, observed=YEAR, profile=profile)
    assert not reading.faults
    (note,) = reading.notes
    for name in ("orsak: Aldrig", "Inkomstdag", "barn*: enhet", "Blad9: enhet", "municipality"):
        assert name in note.text()
    assert "VINK" not in note.text()
    assert note.text() in " ".join(repr(reading).split())
    del profile["orsak"]
    with refused(DataError, match="no effect"):
        vnr.read(path, observed=YEAR, profile=profile)


def test_several_codes_and_none(tmp_path: Path) -> None:
    """A word may stand for several codes of a set, or say that nothing is recorded."""
    rows = GOOD.replace("\n", ";Slag och hot;okänd sort\n")
    path = written(tmp_path, HEAD.replace("\n", ";Våldsformer;Anmälare\n") + rows)
    profile = {
        "våldsformer": {"Slag och hot": "fysiskt våld; psykiskt våld"},
        "anmälare": {"okänd sort": "uppgift saknas"},
    }
    (case,) = vnr.read(path, observed=YEAR, profile=profile).register.cases()
    assert case.forms == {"physical", "psychological"}
    assert case.intakes[0].source is None


def test_a_sheet_s_fixed_value(tmp_path: Path) -> None:
    """Every row of one sheet is one kind of intervention, as its name says and no column does."""
    from xlsxwriter import Workbook

    path = tmp_path / "a.xlsx"
    with Workbook(path) as book:
        base = book.add_worksheet("Akter")
        for place, line in enumerate((HEAD + GOOD).splitlines()):
            base.write_row(place, 0, line.split(";"))
        stays = book.add_worksheet("Boende")
        stays.write_row(0, 0, ["Ärende-ID", "Klient", "Kommun", "Insats startad"])
        stays.write_row(1, 0, ["101", "a1", "0484", "2019-02-01"])
    profile = {"blad": {"Boende": {"Insatser.insats": "skyddat boende"}}}
    (case,) = vnr.read(path, observed=YEAR, profile=profile).register.cases()
    assert [item.kind for item in case.interventions] == ["sheltered_housing"]
