"""Values as people write them, and those that are none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import vnr
from building import day
from delivering import GOOD, HEAD, YEAR, written

VALUES = [
    ("Avslutsdatum", "2019-02-01 00:00:00", "closed", day("2019-02-01")),
    ("Avslutsdatum", "43497,0", "closed", day("2019-02-01")),
    ("Avslutsdatum", "43497.0", "closed", day("2019-02-01")),
    ("Avslutsdatum", "20190201.0", "closed", day("2019-02-01")),
    ("Avslutsdatum", "2019/02/01", "closed", day("2019-02-01")),
    ("Avslutsdatum", "2019/2/1", "closed", day("2019-02-01")),
    ("Avslutsdatum", "2019.02.01", "closed", day("2019-02-01")),
    ("Polisanmälan", "X", "police_report", True),
    ("Polisanmälan", "0", "police_report", False),
    ("Antal barn", "2,0", "children_at_home", 2),
    ("Antal barn", "uppgift saknas", "children_at_home", None),
    (
        "Våldsformer",
        "fysiskt, psykiskt och ekonomiskt",
        "forms",
        {"physical", "psychological", "economic"},
    ),
    ("Hemkommun", "180", "home_municipality", "0180"),
    ("Enhet", "BARN OCH UNGA", "unit", "child"),
]


@pytest.mark.parametrize(("heading", "cell", "field", "value"), VALUES)
def test_values(tmp_path: Path, heading: str, cell: str, field: str, value: Any) -> None:
    """Values as people write them."""
    text = HEAD.replace("\n", f";{heading}\n") + GOOD.replace("\n", f";{cell}\n")
    (case,) = vnr.read(written(tmp_path, text), observed=YEAR).register.cases()
    assert getattr(case, field) == value


@pytest.mark.parametrize(
    ("heading", "cell", "rule"),
    [
        ("Avslutsdatum", "1", "date-invalid"),
        ("Avslutsdatum", "20191345", "date-invalid"),
        ("Avslutsdatum", "99999999", "date-invalid"),
        ("Avslutsdatum", "²", "date-invalid"),
        ("Avslutsdatum", "0019-02-01", "date-invalid"),
        ("Avslutsdatum", "1899-12-31", "date-invalid"),
        *(
            ("Avslutsdatum", written_so, "date-invalid")
            for written_so in (
                *("2019,02,01", "1,0,0", ",0,0", "1,01", "434970", "9" * 400, "inf", "-43497"),
                *("2019-02/01", "01/02/2019", "13/02/2019", "1.2.2019", "19/02/01", "2019-W05-5"),
            )
        ),
        ("Polisanmälan", "kanske", "flag-invalid"),
        ("Antal barn", "två", "number-invalid"),
        ("Antal barn", "1,5", "number-invalid"),
        ("Antal barn", "inf", "number-invalid"),
        ("Antal barn", "1_0", "number-invalid"),
        ("Antal barn", "9" * 5_000, "number-invalid"),
        ("Antal barn", "-1", "negative"),
        ("Födelseår", "81", "number-invalid"),
        ("Våldsformer", "fysiskt, hårt", "code-unknown"),
        ("Hemkommun", "Ankeborg", "municipality-invalid"),
        ("Hemkommun", "Ankeborg+Flen", "municipality-invalid"),
        ("Hemkommun", "0482+0483", "municipality-several"),
        ("Hemkommun", "Flen och Katrineholm", "municipality-several"),
    ],
)
def test_refused_values(tmp_path: Path, heading: str, cell: str, rule: str) -> None:
    """Values that are none are faults with row and heading, and without the value."""
    text = HEAD.replace("\n", f";{heading}\n") + GOOD.replace("\n", f";{cell}\n")
    reading = vnr.read(written(tmp_path, text), observed=YEAR)
    (fault,) = reading.faults
    assert (fault.rule, fault.row, fault.column) == (rule, 2, heading)
    assert (reading.rows_read, reading.accepted, reading.rejected) == (1, 0, 1)
    assert f" {cell} " not in str(fault)


def test_judged_risks(tmp_path: Path) -> None:
    """A level alone is the current risk; a risk may be named."""
    base = written(tmp_path, HEAD + GOOD)
    rows = "Ärende-ID;Kommun;Metod;Bedömningsdatum;Bedömd risk\n"
    rows += (
        "101;0484;PATRIARK;2019-02-01;hög\n101;0484;SARA:SV;2019-02-01;acute=måttlig, severe=low\n"
    )
    reading = vnr.read([base, written(tmp_path, rows, "b.csv")], observed=YEAR)
    (case,) = reading.register.cases()
    levels = [[(one.risk, one.level) for one in a.judgement] for a in case.assessments]
    assert levels == [[("current", "high")], [("severe", "low"), ("acute", "moderate")]]
