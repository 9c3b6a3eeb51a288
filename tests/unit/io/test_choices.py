"""What a reading asks, as a frame and as a profile to fill in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import vnr
from delivering import YEAR, written
from refusing import refused
from vnr.errors import DataError
from vnr.io import Profile

CASES = (
    "Aktnr;Klient;Uttagsdag;Anledningskod;Orsak till aktualisering;Enhet;Polisanmälan\n"
    "1;a;2019-01-15;x;Samtalskväll;Vuxenheten;ja\n"
    "2;b;2019-01-16;;Samtalskväll;Vuxenheten;kanske\n"
    "3;c;2019-01-16;;Hot;barnenhet;123456\n"
)
GIVEN = "Aktnr;Klient;Insats;Startdatum\n1;a;Samtal å natt;2019-02-01\n2;b;c;2019-02-02\n"
ANSWERS = {
    "kommun": "Eskilstuna",
    "Uttagsdag": "aktualiseringsdatum",
    "Samtalskväll": "våld i nära relation",
    "Hot": "annan orsak",
    "Vuxenheten": "vuxenenhet",
    "kanske": "nej",
    "Samtal å natt": "stödsamtal",
}


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    return [written(tmp_path, CASES), written(tmp_path, GIVEN, "b.csv")]


def test_choices(files: list[Path]) -> None:
    """What blocks everything first, then by rows; a word that tells who is counted, and not shown."""
    frame = vnr.read(files, observed=YEAR).choices("polars")
    assert frame.columns == ["table", "field", "column", "value", "rows", "meant", "blocks"]
    rows = frame.rows()
    assert rows[0] == ("Aktualiseringar", "Aktualiseringsdatum", None, None, 3, None, True)
    assert [row for row in rows if row[-1] and row[2] == "Uttagsdag"] == [
        ("Aktualiseringar", None, "Uttagsdag", None, 3, "Aktualiseringsdatum", True)
    ]
    words = {row[3]: row for row in rows if row[1] and row[2]}
    assert words["Samtalskväll"][4] == 2
    assert words["Vuxenheten"][5] == "vuxenenhet"
    assert words["Samtal å natt"][:3] == ("Insatser", "Insats", "Insats")
    # c is a client, and 123456 may be a number: under their headings one row each isn't shown.
    assert [row[2] for row in rows if row[1] and row[2] and row[3] is None] == [
        "Polisanmälan",
        "Insats",
    ]
    assert vnr.read(files, observed=YEAR).choices("polars", language="en")["table"][0] == "Intakes"


def test_a_profile_to_fill_in(files: list[Path], tmp_path: Path) -> None:
    """Every question stands in it; filled in it makes a register, on the third try."""
    first = vnr.read(files, observed=YEAR)
    path = first.write_profile(tmp_path / "profil.toml")
    text = path.read_text("utf-8")
    Profile.load(path)
    assert '"Vuxenheten" = ""  # 2 rader; menades vuxenenhet?' in text
    assert "123456" not in text
    for word, answer in ANSWERS.items():
        text, number = re.subn(f'"{word}" = ""', f'"{word}" = "{answer}"', text)
        assert number == 1, word
    path.write_text(text, "utf-8")
    second = vnr.read(files, observed=YEAR, profile=path)
    assert second.faults.rules["flag-invalid"] == 1
    assert len(second.register) == 2
    assert second.notes == ()


def test_what_a_profile_says_already_is_kept(files: list[Path], tmp_path: Path) -> None:
    """A profile written of a reading with one holds what that one says."""
    profile = {"kommun": "Eskilstuna", "Insatser": {"insats": {"Samtal å natt": "stödsamtal"}}}
    reading = vnr.read(files, observed=YEAR, profile=profile)
    path = reading.write_profile(tmp_path / "p.toml")
    kept = Profile.load(path)
    assert kept.municipality == "Eskilstuna"
    assert '"Samtal å natt" = "stödsamtal"' in path.read_text("utf-8")
    assert "Hot" in path.read_text("utf-8")


def test_no_file_is_replaced_unasked(files: list[Path], tmp_path: Path) -> None:
    """A profile that somebody filled in stays."""
    reading = vnr.read(files, observed=YEAR)
    path = written(tmp_path, "mine", "p.toml")
    with refused(DataError, match="there already"):
        reading.write_profile(path)
    assert path.read_text("utf-8") == "mine"
    assert reading.write_profile(path, overwrite=True).read_text("utf-8") != "mine"


def test_words_with_signs_are_written_so_that_they_are_read(tmp_path: Path) -> None:
    """Quotation marks, backslashes and others in a word come back as they were."""
    odd = ['a"b', "a\\b", "a#b", "å=ö", "[x]", "é\u0301", "a\tb"]
    head = "Ärende;Klient;Kommun;Aktualiseringsdatum;Aktualiseringsorsak\n"
    rows = [
        f"{n};k;0484;2019-01-01;" + '"' + word.replace('"', '""') + '"'
        for n, word in enumerate(odd)
    ]
    path = written(tmp_path, (head + "\n".join(rows) + "\n").encode())
    profile = vnr.read(path, observed=YEAR).write_profile(tmp_path / "p.toml")
    filled = profile.read_text("utf-8").replace(' = ""', ' = "våld"')
    profile.write_text(filled, "utf-8")
    assert not vnr.read(path, observed=YEAR, profile=profile).faults


def test_words_of_a_heading_that_is_nearly_one_of_codes(tmp_path: Path) -> None:
    """They are asked for at once, so that no further try is needed; what is written freely isn't."""
    head = (
        "Kommun;Ärende;Klient;Aktualiseringsdatum;Aktualiseringsorsak;Ärendets enheten;Infokälla\n"
    )
    rows = "".join(
        f"0484;{n};k{n};2019-01-01;våld;{('Vux Söder', 'k1', 'barnenhet')[n % 3]};fri text {n}\n"
        for n in range(9)
    )
    path = written(tmp_path, head + rows)
    first = vnr.read(path, observed=YEAR)
    assert not first.faults
    told = {(one.heading, one.field, one.value): one.number for one in first.asked}
    assert told == {
        ("Ärendets enheten", None, None): 9,
        ("Ärendets enheten", "unit", "Vux Söder"): 3,
        ("Infokälla", None, None): 9,
    }
    profile = first.write_profile(tmp_path / "p.toml")
    assert '"Vux Söder" = ""  # 3 rader; gäller om «Ärendets enheten» är Enhet' in (
        profile.read_text("utf-8")
    )
    text = profile.read_text("utf-8").replace(
        '"Ärendets enheten" = ""', '"Ärendets enheten" = "enhet"'
    )
    profile.write_text(text.replace('"Vux Söder" = ""', '"Vux Söder" = "vuxenenhet"'), "utf-8")
    second = vnr.read(path, observed=YEAR, profile=profile)
    assert [fault.value for fault in second.faults] == [None] * 3
    assert {case.unit for case in second.register.cases()} == {"adult", "child"}


def test_one_of_two_headings_is_left(tmp_path: Path) -> None:
    """Two that mean the same block everything: the profile says which isn't read."""
    head = "Kommun;Ärende;Klient;Löpnr;Aktualiseringsdatum;Aktualiseringsorsak\n"
    path = written(tmp_path, head + "0484;1;a;77;2019-01-01;våld\n")
    first = vnr.read(path, observed=YEAR)
    assert first.faults.rules == {"column-twice": 1}
    assert [one.heading for one in first.asked] == ["Klient", "Löpnr"]
    profile = first.write_profile(tmp_path / "p.toml")
    text = profile.read_text("utf-8").replace('"Löpnr" = ""', '"Löpnr" = "läses inte"')
    profile.write_text(text, "utf-8")
    second = vnr.read(path, observed=YEAR, profile=profile)
    assert not second.faults
    assert second.notes == ()


@pytest.mark.parametrize(
    ("heading", "field", "words", "asked"),
    [
        ("Polisanmäld?", "police_report", ("ja", "nej", "kanske"), "kanske"),
        ("Ärendets enheten", "unit", ("Vux Söder", "vuxenenhet", "barnenhet"), "Vux Söder"),
    ],
)
def test_few_rows_of_a_guessed_heading(
    tmp_path: Path, heading: str, field: str, words: tuple[str, ...], asked: str
) -> None:
    """Words of every coded kind are asked for in the first round, if most others are known."""
    head = f"Kommun;Ärende;Klient;Aktualiseringsdatum;Aktualiseringsorsak;{heading}\n"
    rows = "".join(f"0484;{n};k{n};2019-01-01;våld;{word}\n" for n, word in enumerate(words))
    first = vnr.read(written(tmp_path, head + rows), observed=YEAR)
    told = {(one.heading, one.value) for one in first.asked}
    assert told == {(heading, None), (heading, asked)}, field


def test_a_missing_column_is_known_by_its_words(tmp_path: Path) -> None:
    """A heading like another one, with words of what is missing, is asked as that; so are its words."""
    head = "Kommun;Ärende;Klient;Aktualiseringsdatum;Ärendetyp;Ärendefärg\n"
    rows = "".join(
        f"0484;{n};k{n};2019-01-01;{word};blå\n"
        for n, word in enumerate(("våld", "ekonomiskt bistånd", "VINR - vuxen utsatt"))
    )
    path = written(tmp_path, head + rows)
    first = vnr.read(path, observed=YEAR)
    told = {(one.heading, one.field, one.value) for one in first.asked if one.heading}
    assert told == {
        ("Ärendetyp", None, None),
        ("Ärendetyp", "reason", "VINR - vuxen utsatt"),
        ("Ärendefärg", None, None),
    }
    profile = first.write_profile(tmp_path / "p.toml")
    text = profile.read_text("utf-8")
    assert "gäller om «Ärendetyp» är Aktualiseringsorsak" in text
    text = text.replace('"Ärendetyp" = ""', '"Ärendetyp" = "Aktualiseringsorsak"')
    text = text.replace('"VINR - vuxen utsatt" = ""', '"VINR - vuxen utsatt" = "våld"')
    profile.write_text(text, "utf-8")
    second = vnr.read(path, observed=YEAR, profile=profile)
    assert not second.faults


def test_what_stands_once_under_a_guessed_heading(tmp_path: Path) -> None:
    """Where few words are known, those that are repeated are asked for, and no other is shown."""
    words = ("Vux Söder", "Vux Söder", "Mott", "Mott", "Team 3", "Team 3", "Övr (maken Bo)")
    head = "Kommun;Ärende;Klient;Aktualiseringsdatum;Aktualiseringsorsak;Ärendets enheten\n"
    rows = "".join(f"0484;{n};k{n};2019-01-01;våld;{word}\n" for n, word in enumerate(words))
    first = vnr.read(written(tmp_path, head + rows), observed=YEAR)
    assert {one.value for one in first.asked} == {None, "Vux Söder", "Mott", "Team 3"}
