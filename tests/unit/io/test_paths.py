"""Paths that lead to no file, to another kind of thing, or have odd names."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

import vnr
from delivering import GOOD, HEAD, YEAR, written
from refusing import refused
from vnr.errors import DataError
from vnr.io import _contents
from vnr.io._paths import kind_of, names_of, shown
from vnr.io.sheets import _csv


@pytest.mark.parametrize(
    "path", [None, 5, [5], [None], "a" * 300 + ".csv", "a\0.csv", "/dev/null", "", []]
)
def test_no_path(path: Any) -> None:
    """What is no path, or leads nowhere, is refused in words."""
    with refused(DataError):
        vnr.read(path, observed=YEAR)


@pytest.mark.parametrize("kind", ["circle", "pipe", "device", "folder", "nowhere"])
def test_what_is_no_file_in_a_folder(tmp_path: Path, kind: str) -> None:
    """Something else that is called like a file is a fault, and the files are read."""
    written(tmp_path, HEAD + GOOD, "b.csv")
    odd = tmp_path / "a.csv"
    match kind:
        case "circle":
            odd.symlink_to(odd)
        case "pipe":
            os.mkfifo(odd)
        case "device":
            odd.symlink_to(os.devnull)
        case "folder":
            odd.mkdir()
        case _:
            odd.symlink_to(tmp_path / "gone.csv")

    reading = vnr.read(tmp_path, observed=YEAR)

    assert [(fault.rule, fault.file) for fault in reading.faults] == [("file-unreadable", "a.csv")]
    assert reading.accepted == 1
    with refused(DataError):
        vnr.read(odd, observed=YEAR)


def test_a_file_that_vanishes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is removed while the others are read is a fault."""
    first, second = written(tmp_path, HEAD + GOOD), written(tmp_path, HEAD + GOOD, "b.csv")
    whole = _csv.read_text

    def removing(*arguments: Any) -> Any:
        second.unlink(missing_ok=True)
        return whole(*arguments)

    monkeypatch.setattr(_contents, "read_text", removing)
    reading = vnr.read([first, second], observed=YEAR)

    assert [(fault.rule, fault.file) for fault in reading.faults] == [("file-unreadable", "b.csv")]
    assert reading.accepted == 1


@pytest.mark.parametrize("error", [OSError(5, "x"), MemoryError(), FileNotFoundError(2, "x")])
def test_a_file_that_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    """A disk that fails, or a file that is too large, is a fault with a reason."""
    path = written(tmp_path, HEAD + GOOD)

    def fail(_: Path) -> bytes:
        raise error

    monkeypatch.setattr(Path, "read_bytes", fail)
    (fault,) = vnr.read(path, observed=YEAR).faults
    assert fault.rule == "file-unreadable"
    assert fault.hint is not None


def test_a_folder_that_stays_shut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that may not be looked into is refused in words."""

    def fail(_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", fail)
    with refused(DataError, match="Permission denied"):
        vnr.read(tmp_path, observed=YEAR)


@pytest.mark.parametrize("name", [b"\xff\xe5.csv", b"ny\nrad.csv", b"\x1b[31m.csv"])
def test_odd_names(tmp_path: Path, name: bytes) -> None:
    """A name that isn't UTF-8, or holds signs that no terminal should see, is shown plainly."""
    path = os.path.join(os.fsencode(tmp_path), name)  # noqa: PTH118
    Path(os.fsdecode(path)).write_text(HEAD + GOOD + "x\n", "utf-8")

    reading = vnr.read(path, observed=YEAR)

    reading.show().encode("utf-8")
    reading.faults.show().encode("utf-8")
    assert all(letter.isprintable() for letter in reading.files[0].name)
    assert reading.rows_read == 2


def test_one_file_by_two_names(tmp_path: Path) -> None:
    """Links to one file are the same file."""
    path = written(tmp_path, HEAD + GOOD)
    (tmp_path / "b.csv").symlink_to(path)
    os.link(path, tmp_path / "c.csv")

    for other in ("b.csv", "c.csv"):
        with refused(DataError, match="given twice"):
            vnr.read([path, tmp_path / other], observed=YEAR)


def test_names_that_tell_apart(tmp_path: Path) -> None:
    """Names have as many folders before them as it takes, also for many files."""
    paths = [tmp_path / f"{place}/uttag/a.csv" for place in range(300)]

    assert names_of(paths)[7] == "7/uttag/a.csv"
    assert names_of(paths[:1]) == ["a.csv"]


def test_kinds() -> None:
    """What an ending promises, small or large; what lies beside an open workbook is none."""
    names = ("A.CSV", "a.csv.GZ", "b.Zip", "c.parquet", "d.xlsm", "~$d.xlsx", ".a.csv", "e.gz")

    assert [kind_of(name) for name in names] == [
        *("text", "gzip", "zip", "parquet", "workbook"),
        *(None, None, None),
    ]
    assert shown("å\udcff\n") == "å\\udcff\\n"
