"""Whole files or none; no cell that runs."""

from __future__ import annotations

from typing import Any

import pytest

from vnr.errors import DataError
from vnr.files import cell, replacing


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


def test_no_folder(tmp_path: Any) -> None:
    """A folder that can't be made is an error with its remedy."""
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(DataError, match="choose another folder"),
        replacing(tmp_path / "file" / "x.txt"),
    ):
        pass
