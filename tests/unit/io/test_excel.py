"""Workbooks that are none, or only half."""

from __future__ import annotations

from pathlib import Path

import pytest

import vnr
from delivering import YEAR, written


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.ods"])
@pytest.mark.parametrize(("content", "rule"), [(b"", "file-empty"), (b"PK", "file-unreadable")])
def test_no_workbook(tmp_path: Path, name: str, content: bytes, rule: str) -> None:
    """A workbook that is none is a fault, and the reading goes on."""
    reading = vnr.read(written(tmp_path, content, name), observed=YEAR)
    assert reading.faults.rules == {rule: 1}


@pytest.mark.parametrize("size", [64, 4097, 5245, 5614])
def test_a_workbook_cut_off(tmp_path: Path, size: int) -> None:
    """A damaged workbook is a fault, also where the library that reads it panics."""
    whole = Path(__file__).parents[2] / "extracts" / "10_old.xls"
    path = written(tmp_path, whole.read_bytes()[:size], "a.xls")
    assert vnr.read(path, observed=YEAR).faults.rules == {"file-unreadable": 1}
