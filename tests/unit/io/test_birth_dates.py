"""The age at the intake is exact where the day of birth was known, and the day isn't kept."""

from __future__ import annotations

import pickle
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import vnr
from delivering import YEAR, written
from vnr import metrics
from vnr.io import Reading, write_template

HEAD = "Kommun;Ärende;Klient;Roll;Aktualiseringsdatum;Aktualiseringsorsak;{heading}\n"


def row(case: int, person: str, day: str, born: str) -> str:
    return f"0484;{case};{person};våldsutsatt vuxen;{day};våld;{born}\n"


def ages(reading: Reading) -> list[tuple[int | None, int | None]]:
    """Year of birth and age of each case, by its number."""
    cases = sorted(reading.register.cases(), key=lambda case: case.case_id)
    return [(case.person.birth_year, case.age_at_intake) for case in cases]


@pytest.mark.parametrize("heading", ["Födelsedatum", "Född", "Födelsedag", "Date of birth"])
@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        ("1985-03-12", "2019-03-11", 33),
        ("1985-03-12", "2019-03-12", 34),
        ("19850312", "2019-03-12", 34),
        ("12 mars 1985", "2019-03-12", 34),
        ("2000-02-29", "2019-02-28", 18),
        ("2000-02-29", "2019-03-01", 19),
        ("2019-03-12", "2019-03-12", 0),
    ],
)
def test_to_the_day(tmp_path: Path, heading: str, born: str, day: str, age: int) -> None:
    """On the birthday one is a year older; born on 29 February on 1 March."""
    text = HEAD.format(heading=heading) + row(1, "a", day, born)
    reading = vnr.read(written(tmp_path, text), observed=YEAR)
    assert not reading.faults
    assert ages(reading) == [(int(born[-4:] if " " in born else born[:4]), age)]
    assert "date of birth, which isn't kept" in reading.show("en")


@settings(max_examples=25, deadline=None)
@given(
    born=st.dates(date(1930, 1, 1), date(2018, 12, 31)),
    day=st.dates(date(2019, 1, 1), date(2019, 12, 31)),
)
def test_any_day(born: date, day: date) -> None:
    """As birthdays are counted one by one."""
    years, passed = 0, born.year + 1
    while passed <= day.year:
        leap = (born.month, born.day) == (2, 29) and passed % 4
        birthday = date(passed, 3, 1) if leap else date(passed, born.month, born.day)
        years += birthday <= day
        passed += 1
    frame = pd.DataFrame(
        {
            "Kommun": ["0484"],
            "Ärende": ["1"],
            "Klient": ["a"],
            "Roll": ["våldsutsatt vuxen"],
            "Aktualiseringsdatum": [pd.Timestamp(day)],
            "Aktualiseringsorsak": ["våld"],
            "Födelsedatum": [pd.Timestamp(born)],
        }
    )
    assert ages(vnr.read(frame, observed=2019)) == [(born.year, years)]


def test_the_day_is_gone(tmp_path: Path) -> None:
    """Neither the register, its file, the account nor the template has it."""
    text = HEAD.format(heading="Födelsedatum")
    text += row(1, "a", "2019-03-11", "1985-03-12") + row(2, "b", "2019-03-11", "1985-13-12")
    reading = vnr.read(written(tmp_path, text), observed=YEAR)
    assert reading.faults.rules == {"date-invalid": 1}
    number = (date(1985, 3, 12) - date(1970, 1, 1)).days
    for table in reading.register._stored.tables.values():
        assert all(number not in column for column in table.values() if column.dtype.kind == "i")
    held = [repr(reading.register.to_dict()), reading.show("sv"), str(reading.faults)]
    held += [repr(pickle.dumps(reading.register)), str(reading.taken().to_dict())]
    assert not any(day in text for text in held for day in ("1985-03", "1985-13", "198503"))
    sheet = pd.read_excel(write_template(tmp_path / "mall.xlsx"), sheet_name=0, engine="calamine")
    assert "Födelseår" in sheet.columns
    assert not any("datum" in name and "fö" in name.lower() for name in sheet.columns)


def test_of_the_first_intake_and_other_rows(tmp_path: Path) -> None:
    """One row that tells it is enough for the person, in all their cases and files."""
    head = HEAD.format(heading="Födelsedatum")
    first = head + row(1, "a", "2019-05-01", "1985-03-12") + row(1, "a", "2019-03-01", "")
    other = head + row(2, "a", "2019-12-01", "")
    paths = [written(tmp_path, first), written(tmp_path, other, "b.csv")]
    assert ages(vnr.read(paths, observed=YEAR)) == [(1985, 33), (1985, 34)]


def test_what_differs(tmp_path: Path) -> None:
    """Another year is a fault; another day of one year is no exact age; a stated age stands."""
    head = HEAD.format(heading="Födelsedatum;Födelseår;Ålder")
    rows = [
        row(1, "a", "2019-05-01", "1985-03-12;1984;"),
        row(2, "b", "2019-02-01", "1985-03-12;;"),
        row(3, "b", "2019-02-01", "1985-01-12;;"),
        row(4, "c", "2019-02-01", "1985-03-12;1985;40"),
        row(5, "d", "2019-02-01", ";1985;"),
    ]
    reading = vnr.read(written(tmp_path, head + "".join(rows)), observed=YEAR)
    assert reading.faults.rules == {"birth-year-differs": 1}
    assert ages(reading) == [(1985, None), (1985, None), (1985, 40), (1985, None)]
    assert "1 case has another age in the file" in reading.show("en")


def test_nobody_knows_who(tmp_path: Path) -> None:
    """Somebody without a number has an age all the same, in each case."""
    head = HEAD.format(heading="Födelsedatum")
    text = (
        head
        + row(1, "skyddad", "2019-02-01", "1985-03-12")
        + row(2, "", "2019-04-01", "1990-03-12")
    )
    assert ages(vnr.read(written(tmp_path, text), observed=YEAR)) == [(1985, 33), (1990, 29)]


def test_in_tables(tmp_path: Path) -> None:
    """A table by age says of how many it is exact: who turns 18 in the year is a child until then."""
    head = HEAD.format(heading="Född")
    exact = head + row(1, "a", "2019-03-11", "2001-03-12")
    by_year = head + row(2, "b", "2019-03-11", "2001") + row(3, "c", "2019-03-11", "")
    paths = [written(tmp_path, exact), written(tmp_path, by_year, "b.csv")]
    register = vnr.read(paths, observed=YEAR).register
    got = metrics.count(register, YEAR, by="age_group")
    told = dict(zip(got.strata["age_group"].tolist(), got.value.tolist(), strict=True))
    assert {group: number for group, number in told.items() if number} == {
        "0-17": 1,
        "18-29": 1,
        "not_recorded": 1,
    }
    (note,) = [note for note in got.notes if note.code == "age_by_year"]
    assert dict(note.parameters) == {"number": 1, "exact": 1}
    assert "exakt för 1 ärenden" in note.text("sv")
    assert "age_by_year" not in {note.code for note in metrics.count(register, YEAR).notes}
    only = register.where([case.case_id == "1" for case in register.cases()])
    assert "age_by_year" not in {
        note.code for note in metrics.count(only, YEAR, by="age_group").notes
    }
