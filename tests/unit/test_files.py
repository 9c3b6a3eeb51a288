"""Whole files or none; no cell that runs."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from vnr.errors import DataError
from vnr.files import cell, replacing, working_path


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_formulas(text: str) -> None:
    """What a spreadsheet would run gets an apostrophe."""
    assert cell(text) == "'" + text


def test_plain() -> None:
    """Other text stays."""
    assert [cell("a=b"), cell("")] == ["a=b", ""]


def test_a_failure_leaves_the_old_file(tmp_path: Any) -> None:
    """If writing fails the file is as before, and nothing lies beside it."""
    path = tmp_path / "x.txt"
    path.write_text("old")

    def fail() -> None:
        with replacing(path) as beside:
            beside.write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(("private", "mode"), [(True, 0o600), (False, 0o640)])
def test_who_may_read(tmp_path: Path, private: bool, mode: int) -> None:
    """What is private is its owner's alone; other files follow the umask, whatever was there."""
    path = tmp_path / "x.txt"
    path.write_text("old")
    path.chmod(0o666)
    before = os.umask(0o027)
    try:
        with replacing(path, private=private) as beside:
            assert stat.S_IMODE(beside.stat().st_mode) == 0o600
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == mode


def test_no_folder(tmp_path: Any) -> None:
    """A folder that can't be made is an error with its remedy."""
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(DataError, match="choose another folder"),
        replacing(tmp_path / "file" / "x.txt"),
    ):
        pass


def test_a_link_stays(tmp_path: Path) -> None:
    """What a link leads to is replaced, and the link still leads there."""
    real = tmp_path / "real" / "x.txt"
    real.parent.mkdir()
    real.write_text("old")
    link = tmp_path / "x.txt"
    link.symlink_to(real)

    with replacing(link) as beside:
        beside.write_text("new")

    assert link.is_symlink()
    assert real.read_text() == "new"
    assert list(real.parent.iterdir()) == [real]


def test_a_link_to_what_is_not_there_yet(tmp_path: Path) -> None:
    """A link may lead to a file that is to be made."""
    link = tmp_path / "x.txt"
    link.symlink_to(tmp_path / "y.txt")

    with replacing(link) as beside:
        beside.write_text("new")

    assert (tmp_path / "y.txt").read_text() == "new"


@pytest.mark.parametrize("kind", ["device", "pipe", "folder", "circle", "link to a device"])
def test_only_files_are_replaced(tmp_path: Path, kind: str) -> None:
    """A device, a pipe, a folder and links in a circle are refused, and stay as they are."""
    path = tmp_path / "x"
    match kind:
        case "device":
            path = Path(os.devnull)
        case "pipe":
            os.mkfifo(path)
        case "folder":
            path.mkdir()
        case "circle":
            path.symlink_to(path)
        case _:
            path.symlink_to(os.devnull)
    before = path.lstat().st_mode

    with pytest.raises(DataError, match="no file that can be replaced"), replacing(path):
        pass

    assert path.lstat().st_mode == before


@pytest.mark.parametrize("name", ["x" * 300, "\udcff.txt", "a\0b"])
def test_odd_names(tmp_path: Path, name: str) -> None:
    """A name that no file can have is an error of vnr, and one that is odd works."""
    path = tmp_path / name
    try:
        with replacing(path) as beside:
            beside.write_text("new")
    except DataError:
        assert list(tmp_path.iterdir()) == []
    else:
        assert path.read_text() == "new"


def test_leftovers_of_the_killed(tmp_path: Path) -> None:
    """What a killed writer left is cleared by the next of the same file; one at work keeps its."""
    path = tmp_path / "x.xlsx"
    killed = (
        "import os, pathlib, vnr.files\n"
        f"with vnr.files.replacing(pathlib.Path({str(path)!r})) as beside:\n"
        "    beside.write_text('half')\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    subprocess.run([sys.executable, "-c", killed], check=False)
    (left,) = tmp_path.iterdir()

    with replacing(path) as first:
        first.write_text("first")
        assert not left.exists()
        with replacing(path) as second:
            second.write_text("second")
        assert first.read_text() == "first"

    assert path.read_text() == "first"
    assert list(tmp_path.iterdir()) == [path]


def test_nothing_beside_a_release(tmp_path: Path) -> None:
    """Working material never lies in a folder that may be spread."""
    path = tmp_path / "arbete.html"
    assert working_path(path) == path
    (tmp_path / "release.json").write_text("{}")
    with pytest.raises(DataError, match="is a release that may be spread"):
        working_path(path)
