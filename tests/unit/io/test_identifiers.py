"""An identifier has one form by every door, and one that was damaged is refused."""

from __future__ import annotations

import datetime as dt
import unicodedata
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
import xlsxwriter

import vnr
from building import case
from delivering import GOOD, HEAD, YEAR, written
from refusing import refused
from vnr import metrics
from vnr.errors import DataError
from vnr.io.cells import Dialect
from vnr.io.parts._convert import convert
from vnr.io.sheets import Cells
from vnr.model import Person, is_damaged, normal
from vnr.register import CASES, Register

KEY = "a secret for tests only, not for people"
INVISIBLE = (
    "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202e\u2066\u2069\u061c\u180e\u034f"
    "\ufe0f\u3164\u2800\x07\x1f\x7f"
)


def frame(**over: Any) -> dict[str, Any]:
    """Three cases of three persons."""
    return {
        "municipality": ["0484"] * 3,
        "case_id": ["1", "2", "3"],
        "person_id": ["a", "b", "c"],
        "date": [dt.date(2019, 1, 1)] * 3,
        "reason": ["violence"] * 3,
    } | over


def persons(register: Register) -> int:
    return int(metrics.count(register, YEAR, of="person"))


SPELLINGS = [
    *(f"p{sign}1" for sign in INVISIBLE),
    "\ufeffp1",
    "p1\u200b",
    "\u00a0p1 ",
    "\u2009p1\u3000",
    "P1",
    "p\uff11",
    "p\u0661",
]


@pytest.mark.parametrize("key", [None, KEY])
@pytest.mark.parametrize("spelt", SPELLINGS)
def test_one_person_in_files(tmp_path: Path, spelt: str, key: str | None) -> None:
    """What can't be seen, blanks and capitals tell nobody apart, with a key and without."""
    text = HEAD + "".join(
        GOOD.replace("101", number).replace("a1", who)
        for number, who in (("1", "p1"), ("2", spelt), ("3", "p2"))
    )
    reading = vnr.read(written(tmp_path, text.encode()), observed=YEAR, key=key)
    assert (reading.accepted, persons(reading.register)) == (3, 2)


@pytest.mark.parametrize("spelt", SPELLINGS)
def test_one_person_in_frames(spelt: str) -> None:
    """Frames are a door of the same width."""
    data = frame(person_id=["p1", spelt, "p2"])
    assert persons(Register.from_frame(pl.DataFrame(data), observed=YEAR)) == 2


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Ö7", unicodedata.normalize("NFD", "Ö7")),
        ("ö7", "Ö7"),
        ("a  1", "a\u00a0\t1"),
        ("a-1", "a\u20111"),
        ("a-1", "a\u22121"),
        ("12.0", "12"),
        ("12,00", "12"),
    ],
)
def test_ways_to_write_one(tmp_path: Path, left: str, right: str) -> None:
    """Composed letters, blanks, dashes, and whole numbers of a column of floats."""
    text = HEAD + "".join(
        GOOD.replace("101", str(number)).replace("a1", who)
        for number, who in enumerate((left, right))
    )
    reading = vnr.read(written(tmp_path, text.encode()), observed=YEAR)
    assert persons(reading.register) == 1
    data = frame(person_id=[left, right, "c"])
    assert persons(Register.from_frame(pl.DataFrame(data), observed=YEAR)) == 2


@pytest.mark.parametrize(
    "text", ["1.5", "1.0.0", "a.0", "2019.10", "1.01", "01", "1 2", "a1\u00e9"]
)
def test_others_stay(text: str) -> None:
    """What may be an identifier as it stands isn't changed."""
    assert normal(text) == text


def test_capitals_over_files_and_registers(tmp_path: Path) -> None:
    """One case in two files, and one person in two registers, though their letters differ."""
    base = written(tmp_path, HEAD + GOOD.replace("101", "F1"))
    child = "Ärende-ID;Klient;Kommun;Insats;Insats startad\nf1;A1;0484;Trappan;2019-02-01\n"
    reading = vnr.read([base, written(tmp_path, child, "b.csv")], observed=YEAR)
    assert reading.faults.rules == {}
    assert [len(one.interventions) for one in reading.register.cases()] == [1]
    other = written(tmp_path, HEAD + GOOD.replace("101", "F2").replace("a1", "A1"), "c.csv")
    second = vnr.read(other, observed=YEAR).register
    both = Register.concat([reading.register, second])
    assert (len(both), persons(both)) == (2, 1)
    assert persons(Register.concat([second, reading.register])) == 1


def test_nobody_by_small_letters(tmp_path: Path) -> None:
    """A case without a person is one, however its number is written."""
    text = HEAD + "".join(
        GOOD.replace("101", number).replace("a1", "") for number in ("F1", "f1", "F2")
    )
    reading = vnr.read(written(tmp_path, text), observed=YEAR)
    assert (len(reading.register), persons(reading.register)) == (2, 2)


def test_objects() -> None:
    """Objects keep their letters as they are, and small and capital ones tell no two apart."""
    made = Register.from_cases([case("1", "a"), case("2", "A")], observed=YEAR)
    assert made.table("persons").height == 1
    assert Person("a ").person_id == "a "
    with refused(DataError, match="other content"):
        Register.from_cases([case("F1", "a"), case("f1", "a")], observed=YEAR)


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ([1, 2, 3], ["1", "2", "3"]),
        ([1.0, 2.0, 3.0], ["1", "2", "3"]),
        (np.array([1, 2, 3], np.uint8), ["1", "2", "3"]),
        ([2**60, 2**53 + 1, 3], [str(2**60), str(2**53 + 1), "3"]),
        ([2.0**53 - 1, 2.0, 3.0], [str(2**53 - 1), "2", "3"]),
        (["1.0", "2", "3"], ["1", "2", "3"]),
    ],
)
def test_numbers_in_frames(column: Any, expected: list[str]) -> None:
    """Whole numbers are what they are, whatever type a column has; exact ones of any size."""
    for made in (pd.DataFrame(frame(case_id=column)), pl.DataFrame(frame(case_id=column))):
        register = Register.from_frame(made, observed=YEAR)
        assert [one.case_id for one in register.cases()] == expected


@pytest.mark.parametrize(
    "value",
    [
        *("2,01901E+11", "2.01901E+11", "2.01901e11", "2E+11", "20,19E+10", "1,5E-05", "-1,2E+12"),
        *(2.0**53, 1e300, -1e20, float("inf"), True, dt.date(2019, 1, 2)),
        pd.Timestamp("2019-01-02"),
    ],
)
@pytest.mark.parametrize("column", ["case_id", "person_id", "household_id", "officer"])
def test_damaged_in_frames(value: Any, column: str) -> None:
    """Rounded numbers, dates and truth values are refused, without being shown."""
    data = pd.DataFrame(frame(**{column: pd.Series(["x", value, "y"], dtype=object)}))
    with refused(DataError, match="id-damaged") as error:
        Register.from_frame(data, observed=YEAR)
    assert str(value)[:5] not in str(error.value)


@pytest.mark.parametrize(
    "text", ["2E11", "12345E67", "E+11", "1E5", "INF-1", "e", "1,5", "20190111"]
)
def test_others_are_whole(text: str) -> None:
    """Hexadecimal pseudonyms and the like are nobody's rounded number."""
    assert not is_damaged(text)


@pytest.mark.parametrize("number", ["2,01901E+11", "2.01901E+11", "#VÄRDEFEL!", "#REF!", "#DIV/0!"])
def test_damaged_in_files(tmp_path: Path, number: str) -> None:
    """A rounded case number, or what a spreadsheet shows for an error, is a fault of its row."""
    text = HEAD + GOOD.replace("101", number) + GOOD
    reading = vnr.read(written(tmp_path, text), observed=YEAR)
    assert (reading.faults.rules, reading.accepted) == ({"id-damaged": 1}, 1)
    assert reading.faults[0].row == 2
    assert number not in repr(reading) + reading.faults.show()


def test_rounded_persons(tmp_path: Path) -> None:
    """Persons whom Excel made one are not counted as one."""
    rows = ["2,01901E+11;1,98504E+11", "2,01901E+11;1,98504E+11", "2,01902E+11;1,98505E+11"]
    text = HEAD + "".join(GOOD.replace("101;a1", row) for row in rows)
    reading = vnr.read(written(tmp_path, text), observed=YEAR)
    assert (reading.rows_read, reading.accepted) == (3, 0)
    assert reading.faults.rules == {"id-damaged": 6}


@pytest.mark.parametrize(
    ("number", "whole"), [(2.0**53 - 1, True), (2.0**53, False), (1.5e16, False), (101, True)]
)
def test_numbers_in_workbooks(tmp_path: Path, number: float, whole: bool) -> None:
    """A number cell holds whole numbers up to 2^53, and no longer ones."""
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEAD.strip().split(";"))
    sheet.write_row(1, 0, GOOD.strip().split(";"))
    sheet.write_number(1, 0, number)
    book.close()
    reading = vnr.read(path, observed=YEAR)
    if whole:
        assert [one.case_id for one in reading.register.cases()] == [str(int(number))]
    else:
        assert reading.faults.rules == {"id-damaged": 1}


def test_a_date_for_an_identifier(tmp_path: Path) -> None:
    """1-2 that Excel took for a day is no longer anybody's number."""
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEAD.strip().split(";"))
    sheet.write_row(1, 0, GOOD.strip().split(";"))
    sheet.write_datetime(1, 0, dt.date(2019, 1, 2), book.add_format({"num_format": "d-m"}))
    book.close()
    assert vnr.read(path, observed=YEAR).faults.rules == {"id-damaged": 1}


def test_a_mark_in_the_middle(tmp_path: Path) -> None:
    """Files joined with cat: the second one's mark is no part of its first number."""
    mark = b"\xef\xbb\xbf"
    one, two = (HEAD + GOOD).encode(), (GOOD + GOOD.replace("101", "102")).encode()
    reading = vnr.read(written(tmp_path, mark + one + mark + two), observed=YEAR)
    assert {one.case_id for one in reading.register.cases()} == {"101", "102"}


@pytest.mark.parametrize("odd", ["", "okänd", "P", "f 1", "9x", "x\u20139", "-", "1.0"])
def test_many_identifiers_of_any_length(odd: str) -> None:
    """Those with a digit at either end stand as they are; where one hasn't, each is looked at."""
    texts = [odd, *(f"f{number}" for number in range(1500)), *map(str, range(9))]

    quick = Cells.of(np.arange(len(texts), dtype=np.int32), texts).keys()

    plain = convert(
        CASES.keys["case_id"], Cells(np.arange(len(texts), dtype=np.int32), texts), Dialect()
    )
    assert (quick is not None) == (odd == "9x")
    if quick is not None:
        assert [*plain.values.values] == [*quick.values]
