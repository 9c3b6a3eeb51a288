"""Reading gives account of every row, and says what to do."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

import vnr
from delivering import GOOD, HEAD, YEAR, written
from refusing import refused
from vnr.errors import DataError, UnknownNameError
from vnr.io import Profile


def test_paths(tmp_path: Path) -> None:
    """Nothing, nowhere, twice, another kind, an empty folder."""
    good = written(tmp_path, HEAD + GOOD)
    (tmp_path / "empty").mkdir()
    for paths, message in (
        ([], "at least one file"),
        (tmp_path / "none.csv", "there is no file"),
        ([good, tmp_path / "empty" / ".." / "a.csv"], "given twice"),
        (written(tmp_path, b"", "a.doc"), "neither csv"),
        (tmp_path / "empty", "holds no csv"),
    ):
        with refused(DataError, match=message):
            vnr.read(paths, observed=YEAR)


def test_folder(tmp_path: Path) -> None:
    """A folder is read whole; what a spreadsheet leaves beside an open file isn't."""
    written(tmp_path, HEAD + GOOD)
    written(tmp_path, b"rubbish", "~$b.xlsx")
    written(tmp_path, b"no table", "c.md")
    assert vnr.read(tmp_path, observed=YEAR).rows_read == 1


def test_arguments(tmp_path: Path) -> None:
    """A window, an encoding, a key, a profile that are none."""
    path = written(tmp_path, HEAD + GOOD)
    with refused(DataError, match="no encoding 'klingon'"):
        vnr.read(path, observed=YEAR, encoding="klingon")
    for codec in ("idna", "undefined"):
        with refused(DataError, match=f"no encoding '{codec}'"):
            vnr.read(path, observed=YEAR, encoding=codec)
    with refused(DataError, match="at least 16 bytes"):
        vnr.read(path, observed=YEAR, key="short")
    with refused(DataError, match="it doesn't exist"):
        vnr.read(path, observed=YEAR, profile=tmp_path / "none.toml")
    with refused(DataError, match="row 1: the line must"):
        vnr.read(path, observed=YEAR, profile=written(tmp_path, "= x", "p.toml"))
    with refused(UnknownNameError, match="unknown part"):
        Profile.load(written(tmp_path, "[colums]", "p.toml"))
    with refused(UnknownNameError, match="unknown code of roles"):
        vnr.read(
            written(tmp_path, HEAD.replace(";Roll", "") + GOOD.replace(";våldsutsatt vuxen", "")),
            observed=YEAR,
            profile=Profile(roles="granne"),
        )


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "file-empty"),
        (b" \n \n", "file-empty"),
        (bytes(range(256)), "file-unreadable"),
        (b"\x00\x01" * 50, "file-unreadable"),
        (b"a;b;c\n1;2;3\n", "headings-missing"),
        (HEAD.encode("cp1252"), "no-rows"),
    ],
)
def test_no_table(tmp_path: Path, content: bytes, rule: str) -> None:
    """A file that holds no rows is a fault, and the reading goes on."""
    reading = vnr.read(written(tmp_path, content), observed=YEAR)
    assert reading.faults.rules == {rule: 1}
    assert len(reading.register) == 0


def test_files_of_one_name(tmp_path: Path) -> None:
    """Each has its own account and its own faults, told apart by its folder."""
    for code, rows in (
        ("0484", GOOD + GOOD.replace("2019-01-15", "2019-02-30")),
        ("0480", GOOD),
    ):
        (tmp_path / code).mkdir()
        written(tmp_path / code, HEAD + rows.replace("0484", code))
    reading = vnr.read([tmp_path / "0484", tmp_path / "0480"], observed=YEAR)
    assert [(file.name, file.rows_read, file.rejected) for file in reading.files] == [
        ("0484/a.csv", 2, 2),
        ("0480/a.csv", 1, 0),
    ]
    assert {fault.file for fault in reading.faults} == {"0484/a.csv"}
    assert len(reading.register) == 1
    by_name = Profile(files={"A.csv": {"unit": "child"}, "0480/*": {"unit": "adult"}})
    again = vnr.read([tmp_path / "0484", tmp_path / "0480"], observed=YEAR, profile=by_name)
    assert [case.unit for case in again.register.cases()] == ["adult"]


def test_seven_columns_of_one_name(tmp_path: Path) -> None:
    """Rows of two municipalities' tables are different persons."""
    text = (
        "Kommun;Ålder;Kön;Antal besök;SARA;Antal möten;Missade möten;Avslutsorsak\n"
        "0484;34;Kvinna;3;SARA;4;1;Flyttat\n"
    )
    parts = []
    for code in ("0484", "0480"):
        (tmp_path / code).mkdir()
        path = written(tmp_path / code, text.replace("0484", code))
        parts.append(vnr.read(path, observed=YEAR).register)
    together = vnr.read([tmp_path / "0484", tmp_path / "0480"], observed=YEAR).register
    for register in (together, vnr.Register.concat(parts)):
        assert register.table("persons").height == 2


def test_a_file_that_stays_shut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the system won't open is a fault with its reason, and the others are read."""
    paths = [written(tmp_path, HEAD + GOOD), written(tmp_path, HEAD + GOOD, "b.csv")]
    whole = Path.read_bytes

    def shut(path: Path) -> bytes:
        if path == paths[0]:
            raise PermissionError(13, "Permission denied")
        return whole(path)

    monkeypatch.setattr(Path, "read_bytes", shut)
    reading = vnr.read(paths, observed=YEAR)

    (fault,) = reading.faults
    assert fault.text("en") == (
        "a.csv: the file can't be read as a table [file-unreadable] – save it as csv or xlsx "
        "(the file may not be read)"
    )
    assert reading.accepted == 1


def test_rows_after_the_window(tmp_path: Path) -> None:
    """What is dated after the cut-off is counted out loud; its last day is not after it."""
    head = HEAD.replace("\n", ";Avslutsdatum\n")
    rows = [GOOD.replace("\n", f";{closed}\n") for closed in ("2019-12-31", "2020-01-01")]
    notes = [vnr.read(written(tmp_path, head + row), observed=YEAR).files[0] for row in rows]
    assert not any("efter fönstrets slut" in note.text() for note in notes[0].notes)
    told = " ".join(map(str, notes[1].notes))
    assert "1 rad har datum efter fönstrets slut 2019-12-31: är uttaget gjort senare" in told


@pytest.mark.parametrize("observed", [2019, "2019", "2019-01-01/2019-12-31"])
def test_observed_as_text(tmp_path: Path, observed: Any) -> None:
    """The window may be a year or its text, at every door."""
    register = vnr.read(written(tmp_path, HEAD + GOOD), observed=observed).register
    cases = list(register.cases())

    assert register.observed == YEAR
    assert vnr.Register.from_cases(cases, observed=observed).observed == YEAR
    frame = register.to_frame("intakes")
    assert (
        vnr.Register.from_frame(
            {"intakes": frame, "cases": register.to_frame()}, observed=observed
        ).observed
        == YEAR
    )


@pytest.mark.parametrize("observed", [None, 20.19, "i fjol", date(2019, 1, 1), "2019-01-01"])
def test_observed_refused(tmp_path: Path, observed: Any) -> None:
    """What is no window is refused with how one is written."""
    with refused(DataError, match="2017-01-01/2020-12-31"):
        vnr.read(written(tmp_path, HEAD + GOOD), observed=observed)


@pytest.mark.parametrize("odd", [3, "x", [], {"a": 1}, b"x"])
@pytest.mark.parametrize("name", ["schema", "limits", "encoding"])
def test_settings_refused(tmp_path: Path, name: str, odd: Any) -> None:
    """What is none of its kind is refused by its name, before anything is read."""
    with refused(
        DataError, match="there is no encoding" if name == "encoding" else f"{name} must be"
    ):
        vnr.read(written(tmp_path, HEAD + GOOD), observed=YEAR, **{name: odd})
