"""A frame is read as a file is: the same profile, key, faults and account."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest

import vnr
from delivering import GOOD, HEAD, YEAR, written
from refusing import refused
from vnr.errors import DataError
from vnr.io import Profile, Reading

FOLDER = Path(__file__).parents[2] / "extracts"
KEY = "a secret for tests only, not for people"
HEADINGS = HEAD.strip().split(";")
ROW = GOOD.strip().split(";")
TEXTS = [
    ("01_cp1252.csv", ";", "cp1252", {}),
    ("02_comma_utf8.csv", ",", "utf-8", {}),
    ("05_basic_dates.csv", ";", "cp1252", {}),
    ("06_serial_dates.csv", ";", "cp1252", {}),
    ("12_english.csv", ",", "cp1252", {}),
    ("13_own_words.csv", ";", "cp1252", {"profile": FOLDER / "13_own_words.toml"}),
    ("15_personal_numbers.csv", ";", "cp1252", {"key": KEY}),
    ("19_faults.csv", ";", "cp1252", {}),
]
KINDS: dict[str, Callable[[pd.DataFrame], Any]] = {
    "pandas": lambda frame: frame,
    "nullable": lambda frame: frame.astype("string"),
    "categories": lambda frame: frame.astype("category"),
    "polars": pl.from_pandas,
    "lazy": lambda frame: pl.from_pandas(frame).lazy(),
    "pyarrow": lambda frame: pl.from_pandas(frame).to_arrow(),
    "dicts": lambda frame: frame.to_dict("records"),
    "columns": lambda frame: {name: frame[name].tolist() for name in frame.columns},
    "records": lambda frame: frame.to_records(index=False),
    "duckdb": lambda frame: duckdb.from_df(frame.astype(object)),
}


def read(data: Any, **arguments: Any) -> Reading:
    return vnr.read(data, observed=YEAR, **arguments)


def frame(*rows: list[Any], headings: list[str] = HEADINGS) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=headings, dtype=object)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("name", "delimiter", "encoding", "arguments"), TEXTS, ids=[text[0] for text in TEXTS]
)
def test_as_the_file(
    name: str, delimiter: str, encoding: str, arguments: dict[str, Any], kind: str
) -> None:
    """The register, the faults with their headings and rows, and the account are the file's."""
    whole = read(FOLDER / name, **arguments)
    cells = pd.read_csv(
        FOLDER / name, sep=delimiter, encoding=encoding, dtype=object, keep_default_na=False
    )
    got = read({name: KINDS[kind](cells)}, **arguments)

    assert list(got.register.cases()) == list(whole.register.cases())
    assert got.register.coverage == whole.register.coverage
    told = [
        (fault.file, fault.rule, None if fault.row is None else fault.row + 2, fault.column)
        for fault in got.faults
    ]
    assert told == [(fault.file, fault.rule, fault.row, fault.column) for fault in whole.faults]
    (account,), (of_file,) = got.files, whole.files
    assert (account.name, account.rows_read, account.accepted, account.rejected) == (
        *(of_file.name, of_file.rows_read, of_file.accepted, of_file.rejected),
    )


def test_seven_columns() -> None:
    """The table that is called the good example, too, but for numbers made of its rows."""
    name = "14_seven_columns.csv"
    whole = read(FOLDER / name)
    cells = pd.read_csv(FOLDER / name, sep=";", encoding="cp1252")
    got = read({name: cells})

    assert got.files[0].rows_read == whole.files[0].rows_read == len(got.register)
    for table in ("closings", "interventions", "assessments"):
        for column in whole.register.table(table):
            np.testing.assert_array_equal(
                got.register.table(table)[column], whole.register.table(table)[column]
            )


def test_tables_by_name() -> None:
    """Several frames are several sheets, told by their headings, and by name where these can't."""
    interventions = frame(
        ["0484", "101", "stödsamtal", "2019-02-01"],
        headings=["Kommun", "Ärende-ID", "Insats", "Insats startad"],
    )
    got = read({"Aktualiseringar": frame(ROW), "insatser": interventions})

    assert [(file.name, file.rows_read) for file in got.files] == [
        ("Aktualiseringar", 1),
        ("insatser", 1),
    ]
    (case,) = got.register.cases()
    assert [intervention.kind for intervention in case.interventions] == ["counselling"]
    assert [file.name for file in read([frame(ROW), interventions]).files] == ["data 1", "data 2"]
    assert [file.name for file in read(frame(ROW)).files] == ["data"]


def test_files_and_frames(tmp_path: Path) -> None:
    """Some may be files: these keep their own names."""
    path = written(tmp_path, HEAD + GOOD)
    other = frame(["102", "b", *ROW[2:]])
    for data in ([path, other], {"a": str(path), "data 2": other}):
        got = read(data)
        assert sorted(file.name for file in got.files) == ["a.csv", "data 2"]
        assert got.rows_read == got.accepted == 2
    with refused(DataError, match="a frame and a file are called"):
        read({"a.csv": other, "": path})


def test_cells_of_their_own_kinds() -> None:
    """Days, numbers, truth values and sets need be no texts."""
    headings = [*HEADINGS, "Polisanmälan", "Antal barn", "Våldsformer"]
    many = frame(
        [101, "a", 484, "våldsutsatt vuxen", date(2019, 1, 15), "våld", True, 2, ["fysiskt"]],
        [102.0, "b", 484.0, ["våldsutsatt vuxen"], 43480, "våld", np.False_, 2.0, []],
        ["103", "c", "0484", ("barn som upplevt våld",), datetime.fromisoformat("2019-01-15"), "våld", None, np.nan, None],
        ["104", "d", pd.NA, "våldsutsatt vuxen", pd.Timestamp("2019-01-15", tz="Asia/Tokyo"), "våld", pd.NA, pd.NA, {"fysiskt", "psykiskt"}],
        headings=headings,
    )  # fmt: skip
    got = read(many.iloc[:3])

    assert got.faults.rules == {}
    cases = list(got.register.cases())
    assert [case.opened for case in cases] == [date(2019, 1, 15)] * 3
    assert [case.case_id for case in cases] == ["101", "102", "103"]
    assert [case.police_report for case in cases] == [True, False, None]
    assert [case.children_at_home for case in cases] == [2, 2, None]
    assert [len(case.forms) for case in cases] == [1, 0, 0]
    assert [(fault.rule, fault.row) for fault in read(many).faults] == [("id-missing", 3)]


@pytest.mark.parametrize("cell", [{"a": 1}, [1, 2], 1j, b"\xff", object(), pd.Timedelta(1), [[1]]])
@pytest.mark.parametrize("place", range(6))
def test_cells_of_no_kind(cell: Any, place: int) -> None:
    """A cell that holds a table or an object is a fault in its row, wherever it stands."""
    strange = list[Any](ROW)
    strange[place] = cell
    got = read(frame(strange, ["102", "b", *ROW[2:]]))

    rule = "code-unknown" if place == 3 and cell == [1, 2] else "cell-unusable"
    told = {(fault.rule, fault.row, fault.column) for fault in got.faults}
    assert told == {(rule, 0, HEADINGS[place])}
    assert (got.rows_read, got.accepted) == (2, 1)


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (frame(), "no-rows"),
        (pd.DataFrame(), "headings-missing"),
        (pl.DataFrame({"a": [1], "b": [2]}), "headings-missing"),
        (pd.DataFrame([ROW]), "headings-missing"),
        ({"a": []}, "headings-missing"),
        ([{}], "headings-missing"),
    ],
)
def test_nothing_to_read(data: Any, rule: str) -> None:
    """A frame without rows or known headings is a fault, as a file is."""
    got = read(data)
    assert [(fault.file, fault.rule) for fault in got.faults] == [("data", rule)]
    assert len(got.register) == 0


def test_headings_further_down() -> None:
    """A workbook that was read with its title as names of columns is no other; row 5 is row 5."""
    below = pd.DataFrame(
        [["Uttag", *[None] * 5], HEADINGS, ROW, [None] * 6, ["Summa", 1, *[None] * 4], ["x"] * 6],
        columns=range(6),
    )
    got = read(below)

    assert (got.rows_read, got.accepted) == (2, 1)
    assert {fault.row for fault in got.faults} == {5}
    assert [note.code for note in got.files[0].notes][:2] == ["rows_above", "total_row"]
    assert dict(got.files[0].notes[1].parameters) == {"row": 4}


def test_blanks_and_totals() -> None:
    """Empty rows and totals are no rows, as in a file; the others keep their numbers."""
    got = read(
        frame(ROW, [None, "", " ", *[np.nan] * 3], ["Summa", None, 2, *[None] * 3], ["x"] * 6)
    )

    assert (got.rows_read, got.accepted) == (2, 1)
    assert {fault.row for fault in got.faults} == {3}
    assert [
        dict(note.parameters)["row"] for note in got.files[0].notes if note.code == "total_row"
    ] == [2]


@pytest.mark.parametrize("place", range(1, 6))
def test_bad_cells_of_totals(place: int) -> None:
    """What stands in a row of totals, and nowhere else, is no fault of any column."""
    total: list[object] = ["Summa", *[None] * 5]
    total[place] = "38 st"
    assert (read(frame(ROW, total)).accepted, len(read(frame(ROW, total)).faults)) == (1, 0)


def test_strange_columns() -> None:
    """Doubled headings are told of; names that are no texts, and levels of an index, are read."""
    doubled = pd.concat([frame(ROW), frame(ROW)[HEADINGS[:1]]], axis=1)
    assert read(doubled).faults.rules == {"column-twice": 1}

    odd = frame(ROW).assign(**{"1": 5})
    odd.columns = pd.Index([*HEADINGS, 7], dtype=object)
    odd[None] = "x"
    odd[("a", "b")] = "y"
    got = read(odd)
    assert got.accepted == 1
    assert {note.code for note in got.files[0].notes} >= {"column_unknown"}

    assert read(frame(ROW).set_index(HEADINGS[:2])).accepted == 1
    levels = frame(ROW)
    levels.columns = pd.MultiIndex.from_tuples([(heading, "") for heading in HEADINGS])
    assert read(levels).accepted == 1


def test_profile_by_name() -> None:
    """A profile may give what holds for a frame by its name, as by a file's."""
    bare = frame(ROW[:2] + ROW[3:], headings=HEADINGS[:2] + HEADINGS[3:])
    form = Profile(files={"eskil*": {"municipality": "0484"}, "vingåker": {"municipality": "0428"}})
    got = read({"vingåker": bare, "eskilstuna": bare}, profile=form)

    assert {case.municipality for case in got.register.cases()} == {"0484", "0428"}


def test_personal_numbers_of_frames() -> None:
    """They are refused without a key, whatever they are kept as; with one they are one person."""
    number = 198112189876
    whole = frame(["1", number, *ROW[2:]], ["2", "811218-9876", *ROW[2:]])
    with refused(DataError, match="holds personal numbers") as error:
        read(whole)
    assert "9876" not in str(error.value)
    assert len({case.person.person_id for case in read(whole, key=KEY).register.cases()}) == 1


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (None, "what is to be read is nothing; give a pandas"),
        (5, "of the kind int"),
        ([5], "a list of something else than dicts"),
        ([[1, 2]], "a list of something else than dicts"),
        ({"a": 5}, "the frame a is of the kind int"),
        ({"a": None}, "the frame a is nothing"),
        ({"a": frame(ROW), "b": [1]}, "the frame b is a list of something else"),
        ({"a": frame(ROW), "b": []}, "the frame b has no columns"),
        ({1: frame(ROW), "1": frame(ROW)}, "two frames are called 1"),
        (frame(ROW)["Kommun"], "is one column"),
        (np.eye(2), "an array without named fields"),
        (pd.DataFrame, "the class DataFrame"),
        ([], "give at least one file"),
        ({}, "give at least one file"),
        (pl.LazyFrame({"a": [1]}).select("b"), r"can't be fetched .*\.collect\(\)"),
    ],
)
def test_what_is_no_delivery(data: Any, message: str) -> None:
    """It is refused, with what is one."""
    with refused(DataError, match=message):
        read(data)
