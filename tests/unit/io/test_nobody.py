"""Persons without a number, or with a word in its place, are counted and never linked."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

import vnr
from delivering import GOOD, HEAD, YEAR, written
from refusing import refused
from vnr.errors import ModelError
from vnr.model import Case, Intake, IntakeReason, Person, Role, is_placeholder, structure
from vnr.register import Keys, Register, without_placeholders

INTAKE = Intake(dt.date(2019, 3, 1), IntakeReason.VIOLENCE)
KEY = "a secret for tests only, not for people"


@pytest.mark.parametrize(
    ("text", "nobody"),
    [
        ("Skyddad", True),
        ("SKYDDADE PERSONUPPGIFTER", True),
        ("skyddad 2", True),
        ("sekretess", True),
        ("Okänd", True),
        ("okänd3", True),
        ("protected", True),
        ("000000-0000", True),
        ("N.N.", True),
        ("---", True),
        ("x", True),
        (" skyddad ", True),
        ("Fingerad", True),
        ("fingerade personuppgifter", True),
        ("XXXXXXXX-XXXX", True),
        ("xxxx", True),
        ("-1", True),
        ("999999999999", True),
        ("99999999-9999", True),
        ("99999999", True),
        ("9999999", False),
        ("999", False),
        ("-10", False),
        ("1", False),
        ("xxxx1", False),
        ("0000", True),
        ("10", False),
        ("a3f0", False),
        ("3skyddad", False),
        ("x1", False),
        ("xyz", False),
        ("nn12", False),
        ("skydd5000", True),
        ("p10", False),
        ("Karin", False),
        ("811218-9876", False),
        ("deadbeef", False),
        *((text, True) for text in ("?", "??", "0", "0.0", "#N/A", "#SAKNAS!", "#REF!", "#DIV/0!")),
        *(
            (text, True)
            for text in ("okänd kvinna", "Anonym", "saknas", "n/a", "NULL", "None", "nan")
        ),
        *(
            (text, True)
            for text in ("Personnummer saknas", "skyd\u00addad", "skyddad\u200b", "okand")
        ),
        *((text, True) for text in ("19000101-0000", "19000101", "1900-01-01", "190001010000")),
        *(
            (text, True)
            for text in ("19000101-9999", "1900-01-01 00:00:00", "9999-12-31", "18000101")
        ),
        *((text, True) for text in ("19850412-0000", "850412-XXXX", "850412-????", "19850412xxxx")),
        *((text, True) for text in ("20190101TF00", "20190101-TF00", "TF-000", "20190101T000")),
        *(
            (text, True)
            for text in ("-9", "-99", "-999", "1111111111", "222222-2222", "111111111111")
        ),
        *((text, True) for text in ("121212-1212", "19121212-1212", "123456-7890", "0123456789")),
        *((text, False) for text in ("-98", "-90", "111111111", "19850412-0010", "19000101-1234x")),
        *((text, False) for text in ("198504120", "1212", "19121212-1220", "TF10", "20190101TF01")),
        *((text, False) for text in ("#1", "#a1", "1900", "190001", "x19850412", "19850442-0000")),
        *((text, False) for text in ("Tom", "P0000001", "2019-0000", "123456789", "f0", "s0")),
    ],
)
def test_placeholders(text: str, nobody: bool) -> None:
    """A word of the list, with a number after it if it is a long one, and zeros or signs alone."""
    keys = without_placeholders(Keys.of(["a1", text, None]))
    assert keys.codes.tolist() == [0, -1 if nobody else 1, -1]
    assert is_placeholder(text) is nobody
    assert Person(text).person_id == (None if nobody else text)
    assert structure({"person_id": text}, Person) == Person(None if nobody else text)


def test_no_text_is_no_placeholder() -> None:
    """A model is refused for it, and not taken for somebody nobody knows."""
    assert not is_placeholder("")
    with refused(ModelError, match="person_id"):
        Person("")


@pytest.mark.parametrize("text", ["Skyddad", "XXXXXXXX-XXXX", "-1", "fingerad", "000000-0000"])
def test_every_door_knows_them(text: str) -> None:
    """Five cases of a placeholder are five persons, as objects and in frames."""
    cases = [
        Case(str(number), Person(text), "0484", None, Role.EXPOSED_ADULT, (INTAKE,))
        for number in range(5)
    ]
    frame = pl.DataFrame(
        {
            "municipality": ["0484"] * 5,
            "case_id": [str(number) for number in range(5)],
            "person_id": [text] * 5,
            "date": [INTAKE.date] * 5,
            "reason": ["violence"] * 5,
        }
    )
    for register in (
        Register.from_cases(cases, observed=YEAR),
        Register.from_frame(frame, observed=YEAR),
    ):
        assert register.table("persons")["linkable"].tolist() == [False] * 5
        assert all(case.person.person_id is None for case in register.cases())


@pytest.mark.parametrize("key", [None, KEY])
def test_five_people_called_skyddad(tmp_path: Path, key: str | None) -> None:
    """They are five persons, one for each case, and the reading says so."""
    rows = [GOOD.replace("101", str(case)).replace("a1", "Skyddad") for case in range(5)]
    rows += [GOOD.replace("101", "9").replace("a1", ""), GOOD]
    reading = vnr.read(written(tmp_path, HEAD + "".join(rows)), observed=YEAR, key=key)
    register = reading.register
    assert reading.rejected == 0
    assert [case.person.person_id is None for case in register.cases()] == [True] * 6 + [False]
    assert register.table("persons")["linkable"].tolist() == [False] * 6 + [True]
    assert "6 rader saknar person" in reading.show("sv")
    assert "6 rows lack a person" in reading.show("en")
    assert "personer som inte kan kopplas 6" in register.show("sv")


def test_protected_with_a_number(tmp_path: Path) -> None:
    """The flag alone leaves a person linkable."""
    text = HEAD.replace("\n", ";Skyddad identitet\n")
    text += "".join(GOOD.replace("101", case).replace("\n", ";ja\n") for case in ("101", "102"))
    register = vnr.read(written(tmp_path, text), observed=YEAR).register
    assert register.table("persons")["linkable"].tolist() == [True]
    assert "kopplas" not in register.show("sv")


def test_what_hangs_on_their_case(tmp_path: Path) -> None:
    """A row without a person is that of the case's one person, known or not."""
    base = written(tmp_path, HEAD + GOOD.replace("a1", "okänd") + GOOD.replace("101", "102"))
    child = "Ärende-ID;Klient;Kommun;Insats;Insats startad\n"
    child += "101;;0484;Trappan;2019-02-01\n102;;0484;Trappan;2019-02-01\n"
    other = written(tmp_path, child, "b.csv")
    third = written(tmp_path, child.replace("Klient;", "").replace(";;", ";"), "c.csv")
    for path in (other, third):
        reading = vnr.read([base, path], observed=YEAR)
        assert [len(case.interventions) for case in reading.register.cases()] == [1, 1]


def test_siblings_of_one_case(tmp_path: Path) -> None:
    """Where one is known and one isn't, a row without a person is the unknown one's."""
    base = written(tmp_path, HEAD + GOOD + GOOD.replace("a1", "skyddad"))
    child = "Ärende-ID;Klient;Kommun;Insats;Insats startad\n101;;0484;Trappan;2019-02-01\n"
    reading = vnr.read([base, written(tmp_path, child, "b.csv")], observed=YEAR)
    assert [len(case.interventions) for case in reading.register.cases()] == [0, 1]
    without = child.replace("Klient;", "").replace(";;", ";")
    reading = vnr.read([base, written(tmp_path, without, "c.csv")], observed=YEAR)
    assert reading.faults.rules == {"person-unclear": 1}


CHILDREN = [
    ("interventions", "Insats;Insats startad", "Trappan;2019-02-01"),
    ("investigations", "Utredning inledd", "2019-02-01"),
    ("perpetrators", "Relation till våldsutövaren", "nuvarande partner"),
]


@pytest.mark.parametrize(("table", "head", "cells"), CHILDREN)
@pytest.mark.parametrize("nobody", ["", "Skyddad identitet", "000000-0000"])
@pytest.mark.parametrize("key", [None, KEY])
def test_a_person_known_only_beside_the_case(
    tmp_path: Path, table: str, head: str, cells: str, nobody: str, key: str | None
) -> None:
    """It hangs on the one case of that number in its municipality, which stays nobody's known."""
    base = HEAD + GOOD.replace("a1", nobody) + GOOD.replace("0484", "0483").replace("a1", "z9")
    child = f"Ärende-ID;Klient;Kommun;{head}\n101;b7;0484;{cells}\n"
    files = [written(tmp_path, base), written(tmp_path, child, "b.csv")]
    reading = vnr.read(files, observed=YEAR, key=key)
    assert reading.rejected == 0
    cases = {case.municipality: case for case in reading.register.cases()}
    assert len(getattr(cases["0484"], table)) == 1
    assert len(getattr(cases["0483"], table)) == 0
    assert cases["0484"].person.person_id is None


@pytest.mark.parametrize(
    ("persons", "child", "lost"),
    [
        (["", "a1"], ["b7"], 1),
        (["", "a1"], ["a1", "b7", ""], 1),
        (["a1"], ["b7"], 1),
        ([""], ["b7", "c8"], 2),
        ([""], ["b7", "b7", "", "skyddad"], 0),
    ],
)
def test_whose_row_nobody_can_say(
    tmp_path: Path, persons: list[str], child: list[str], lost: int
) -> None:
    """Siblings share a number, and two persons of one case that knows none are never one."""
    base = HEAD + "".join(GOOD.replace("a1", person) for person in persons)
    rows = [f"101;{who};0484;Trappan;2019-02-{day:02}\n" for day, who in enumerate(child, 1)]
    text = "Ärende-ID;Klient;Kommun;Insats;Insats startad\n" + "".join(rows)
    files = [written(tmp_path, base), written(tmp_path, text, "b.csv")]
    reading = vnr.read(files, observed=YEAR)
    assert reading.rejected == reading.faults.rules.get("case-unknown", 0) == lost
    hung = sum(len(case.interventions) for case in reading.register.cases())
    assert hung == len(child) - lost
    assert lost == 0 or "en annan persons" in reading.faults.show("sv")


def test_two_persons_in_two_tables(tmp_path: Path) -> None:
    """What one table says of a case that knows nobody is held against the other."""
    files = [written(tmp_path, HEAD + GOOD.replace("a1", ""))]
    for (_, head, cells), who in zip(CHILDREN[:2], ("b7", "c8"), strict=True):
        text = f"Ärende-ID;Klient;Kommun;{head}\n101;{who};0484;{cells}\n"
        files.append(written(tmp_path, text, f"{who}.csv"))
    assert vnr.read(files, observed=YEAR).faults.rules == {"case-unknown": 2}
    assert vnr.read(files[:2], observed=YEAR).rejected == 0


def test_frames_know_it_too() -> None:
    """A frame's row of somebody hangs on the one case of nobody known that has its number."""
    keys = {"municipality": ["0484"], "case_id": ["1"]}
    frames = {
        "cases": pl.DataFrame(keys | {"person_id": ["okänd"]}),
        "intakes": pl.DataFrame(
            keys | {"person_id": ["b7"], "date": [INTAKE.date], "reason": ["violence"]}
        ),
        "interventions": pl.DataFrame(
            keys | {"person_id": ["b7"], "kind": ["atv"], "started": [INTAKE.date]}
        ),
    }
    (case,) = Register.from_frame(frames, observed=YEAR).cases()
    assert case.person.person_id is None
    assert [one.started for one in case.interventions] == [INTAKE.date]
