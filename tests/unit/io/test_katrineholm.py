"""The table of seven columns, where one of them is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

import vnr
from delivering import YEAR

TABLE = (Path(__file__).parents[2] / "extracts" / "14_seven_columns.csv").read_text("cp1252")
HEADINGS = TABLE.splitlines()[0].split(";")


@pytest.mark.parametrize("place", range(len(HEADINGS)))
def test_a_column_is_missing(tmp_path: Path, place: int) -> None:
    """Whichever is missing, it is a fault or read without, and no foreign error."""
    headings = [*HEADINGS]
    headings[place] = "zzz"
    (tmp_path / "a.csv").write_text(
        TABLE.replace(TABLE.splitlines()[0], ";".join(headings)), "cp1252"
    )

    reading = vnr.read(tmp_path / "a.csv", observed=YEAR)

    assert reading.rows_read == reading.accepted + reading.rejected
    missing = {"column-missing", "headings-missing"} & reading.faults.rules.keys()
    assert bool(missing) or reading.accepted > 0
