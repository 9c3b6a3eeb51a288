"""The coverage sheet says who delivered which period, tables and fields."""

from __future__ import annotations

from pathlib import Path

import pytest

import vnr
from vnr.errors import UnknownNameError
from vnr.io._coverage import field_of, table_of
from vnr.model import Period

YEAR = Period.year(2019)
CASES = "kommun;ärende;person;roll;datum;orsak\n0482;1;a;vuxen;2019-03-01;våld\n"


def read(folder: Path, sheet: str) -> vnr.Reading:
    (folder / "cases.csv").write_text(CASES, "utf-8")
    (folder / "coverage.csv").write_text(sheet, "utf-8")
    return vnr.read(folder, observed=YEAR)


def delivers(reading: vnr.Reading, code: str, *names: str) -> bool:
    clauses = [frozenset({name}) for name in names]
    return bool(reading.register.coverage.spans(code, clauses))


def test_tables_and_fields(tmp_path: Path) -> None:
    """By the names of sheets and headings, in either language, or all."""
    found = read(
        tmp_path,
        "kommun;från;till;distrikt;tabeller;fält\n"
        "0482;2019-01-01;2019-12-31;;Uppföljningar, insatser;uppföljningar.genomförd\n"
        "0488;2019-01-01;2019-12-31;;alla;våldsform\n",
    )
    assert delivers(found, "0482", "follow_ups", "interventions", "follow_ups.done")
    assert not delivers(found, "0482", "assessments")
    assert delivers(found, "0488", "assessments", "follow_ups")


def test_joint_label_and_district(tmp_path: Path) -> None:
    """Several municipalities are one label; a district is kept; nothing named is as found."""
    found = read(
        tmp_path,
        "kommun;från;till;distrikt\n482+0483;2019-01-01;2019-12-31;\n"
        "0482;2019-01-01;2019-12-31;norra\n",
    )
    coverage = found.register.coverage
    assert coverage.municipalities == ("0482",)
    assert coverage.spans("0482+0483") != []
    assert [row.district for row in coverage.deliveries] == ["norra", None]
    assert not delivers(found, "0482", "interventions")


@pytest.mark.parametrize("names", ["barnen;", ";gissning", ";utfall", ";barnen.ålder"])
def test_unknown(tmp_path: Path, names: str) -> None:
    """A table or field that isn't there, or whose table can't be told, is a fault of its row."""
    found = read(tmp_path, f"kommun;från;till;tabeller;fält\n0482;2019-01-01;2019-12-31;{names}\n")
    assert [(fault.rule, fault.row) for fault in found.faults] == [("delivery-unknown", 2)]
    assert found.register.coverage.municipalities == ("0482",)


def test_names() -> None:
    """The code, the sheet's name, and a field with or without its table."""
    assert table_of("insatser") == table_of("interventions") == "interventions"
    assert table_of("Uppföljningar") == "follow_ups"
    assert field_of("cases.forms") == field_of("forms") == "cases.forms"
    assert field_of("Våldsformer") == field_of("ärenden.våldsform") == "cases.forms"
    assert field_of("uppföljningar.genomförd") == "follow_ups.done"
    assert field_of("assessments.score") == "assessments.score"
    with pytest.raises(UnknownNameError):
        table_of("barnen")
