"""A column that is needed and missing is a fault, whatever else the sheet holds."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import vnr
from delivering import YEAR
from vnr.io.template import layout_of

KEY = b"synthetic key of thirty-two bytes"
LAYOUT = layout_of()
VALUES = {
    "municipality": "0484",
    "case_id": "1",
    "person_id": "a",
    "date": "2019-01-15",
    "reason": "våld i nära relation",
    "closed": "2019-06-01",
    "closing_reason": "insatsen avslutad enligt plan",
    "kind": "samtal",
    "started": "2019-02-01",
    "due": "2019-04-01",
    "opened": "2019-01-16",
    "start": "2019-01-01",
    "end": "2019-12-31",
    "instrument": "FREDA",
    "visits": "2",
    "meetings": "3",
    "relation": "make",
    "age_at_intake": "34",
    "birth_year": "1985",
    "sex": "kvinna",
}
MORE = ("municipality", "person_id", "age_at_intake", "birth_year", "sex")


def sheet(table: str) -> dict[str, str]:
    """One row of a table by heading: what it needs, and what a personal number tells of too."""
    needed = dict.fromkeys((*LAYOUT.required[table], *MORE))
    return {
        LAYOUT.title(table, field): VALUES[field]
        for field in needed
        if field in LAYOUT.columns[table]
    }


LACKING = [(table, heading) for table in LAYOUT.columns for heading in sheet(table)]


@pytest.mark.parametrize("secret", [None, KEY], ids=["plain", "key"])
@pytest.mark.parametrize(("table", "heading"), LACKING)
def test_any_column_may_be_missing(
    tmp_path: Path, table: str, heading: str, secret: bytes | None
) -> None:
    """Without any one column, alone or beside whole sheets, there are faults and no error."""
    # With a key persons are told by their numbers, of which age and sex are filled in.
    person = {"Person": "19850412-1230" if secret else "a"}
    whole = {of: sheet(of) for of in LAYOUT.columns}
    whole = {of: row | person if "Person" in row else row for of, row in whole.items()}
    short = {name: value for name, value in whole[table].items() if name != heading}
    name = LAYOUT.sheet(table)
    alone = {name: pd.DataFrame([short])}
    beside = {
        LAYOUT.sheet(of): pd.DataFrame([row]) for of, row in whole.items() if of != "katrineholm"
    }
    several = beside | {f"{name} B": pd.DataFrame([short])}
    path = tmp_path / f"{name}.csv"
    alone[name].to_csv(path, sep=";", index=False, encoding="cp1252")
    by_file, by_frame, by_frames = (
        vnr.read(data, observed=YEAR, key=secret) for data in (path, alone, several)
    )
    for reading, number in ((by_file, 1), (by_frame, 1), (by_frames, len(several))):
        assert reading.rows_read == reading.accepted + reading.rejected == number
    if heading == "Kommun":
        for reading in (by_file, by_frame):
            assert (reading.accepted, reading.faults.rules) == (0, {"column-missing": 1})
            assert [fault.column for fault in reading.faults] == ["Kommun"]
