"""Which table a sheet is: never coverage by its days alone, and as the profile says."""

from __future__ import annotations

from pathlib import Path

import pytest

import vnr
from delivering import YEAR
from refusing import refused
from vnr.errors import UnknownNameError
from vnr.io import Profile
from workbooks import xlsx

DECISIONS = [
    ["Kommunkod", "Utredning ID", "Person ID", "Insatskod", "Fr.o.m.", "T.o.m."],
    ["0488", "70000", "75", "stödsamtal", "2019-03-01", "2019-04-01"],
]
INTAKES = [
    ["Kommunkod", "Utredning ID", "Person ID", "Inkom datum", "Anledning", "Roll"],
    ["0488", "70000", "75", "2019-02-01", "våld i nära relation", "våldsutsatt vuxen"],
]
HEADINGS = {
    "Utredning ID": "ärende",
    "Person ID": "person",
    "Insatskod": "insats",
    "Inkom datum": "aktualiseringsdatum",
    "Anledning": "aktualiseringsorsak",
}


@pytest.mark.parametrize("name", ["Beslut insats", "Blad2", "Uttag"])
def test_a_sheet_with_numbers_of_cases_is_no_coverage(tmp_path: Path, name: str) -> None:
    """Days from and to don't make a sheet of interventions one of coverage: none is accepted."""
    reading = vnr.read(xlsx(tmp_path / "a.xlsx", {name: DECISIONS}), observed=YEAR)
    assert reading.accepted == 0
    ((sheet, table, rows),) = reading.sheets
    assert (sheet, rows) == (name, 1)
    assert table == "interventions"


def test_coverage_by_another_name_may_have_remarks(tmp_path: Path) -> None:
    """A sheet of which days were delivered is coverage whatever it is called."""
    days = [["Kommun", "Från", "Till", "Anmärkning"], ["0488", "2019-01-01", "2019-12-31", "x"]]
    reading = vnr.read(xlsx(tmp_path / "a.xlsx", {"Blad2": days}), observed=YEAR)
    assert reading.accepted == 1
    assert [table for _, table, _ in reading.sheets] == ["coverage"]


def test_the_profile_says_which_table_a_sheet_is(tmp_path: Path) -> None:
    """What is written under blad goes before name and headings, and is asked no more."""
    path = xlsx(tmp_path / "a.xlsx", {"Utredningar": INTAKES, "Beslut insats": DECISIONS})
    before = vnr.read(path, observed=YEAR, profile={"rubriker": HEADINGS})
    asked = before.write_profile(tmp_path / "p.toml").read_text("utf-8")
    assert '"Utredningar" = ""  # 1 rad; lästes som Aktualiseringar' in asked
    told = asked.replace('"Utredningar" = ""', '"Utredningar" = "Aktualiseringar"')
    (tmp_path / "q.toml").write_text(told, "utf-8")
    reading = vnr.read(path, observed=YEAR, profile=tmp_path / "q.toml")
    assert (reading.accepted, reading.rejected) == (2, 0)
    assert not reading.notes
    again = reading.write_profile(tmp_path / "r.toml").read_text("utf-8")
    assert "[blad]\n" in again
    assert '"Utredningar" = "Aktualiseringar"\n' in again


def test_what_the_profile_says_goes_before_the_headings(tmp_path: Path) -> None:
    """A sheet that would be one of interventions is the table that is written."""
    path = xlsx(tmp_path / "a.xlsx", {"Beslut insats": DECISIONS})
    profile = {"rubriker": HEADINGS, "blad": {"Beslut insats": "Riskbedömningar"}}
    reading = vnr.read(path, observed=YEAR, profile=profile)
    assert {one.table for one in reading.recognitions} == {"assessments"}


def test_a_file_is_told_in_the_same_way(tmp_path: Path) -> None:
    """A file without sheets is the table that stands under filer."""
    lines = "\n".join(";".join(row) for row in INTAKES)
    (tmp_path / "utredningar.csv").write_text(lines, "utf-8")
    profile = {"rubriker": HEADINGS, "filer": {"utred*": "Aktualiseringar"}}
    reading = vnr.read(tmp_path / "utredningar.csv", observed=YEAR, profile=profile)
    assert (reading.accepted, reading.rejected) == (1, 0)
    written = reading.write_profile(tmp_path / "p.toml").read_text("utf-8")
    assert '[filer]\n"utred*" = "Aktualiseringar"\n' in written


def test_a_line_for_no_sheet_has_no_effect_and_says_so(tmp_path: Path) -> None:
    """A sheet that isn't there is named among the lines without effect."""
    profile = {"rubriker": HEADINGS, "blad": {"Utredningar": "Aktualiseringar", "B": "Insatser"}}
    reading = vnr.read(
        xlsx(tmp_path / "a.xlsx", {"Utredningar": INTAKES}), observed=YEAR, profile=profile
    )
    assert any("blad: B" in note.text("sv") for note in reading.notes)


def test_no_table_of_that_name() -> None:
    """The tables are told where a sheet is said to be none of them."""
    with refused(UnknownNameError, match="Insatser"):
        Profile.of({"blad": {"A": "x"}})


def test_a_heading_that_a_table_lacks_names_the_table() -> None:
    """Who answers under the wrong table reads which it is, and where the sheet's is said."""
    with refused(UnknownNameError, match="that the table Täckning .*under \\[sheets\\]"):
        Profile.of({"rubriker": {"Täckning": {"Utredning ID": "Ärende"}}})


DONE = [
    ["Kommun", "Ärende", "Insats", "Startdatum", "Uppföljning datum", "Uppföljning resultat"],
    ["0488", "70000", "stödsamtal", "2019-03-01", "2019-05-01", "uppnått"],
]


def test_what_is_done_without_a_plan_is_told_plainly(tmp_path: Path) -> None:
    """Columns of follow-ups without a planned day aren't read, and the note says why and what to do.

    The profile's lines do answer to columns: they aren't said to have no effect.
    """
    path = xlsx(tmp_path / "a.xlsx", {"Ärenden": INTAKES, "Insatser": DONE})
    follow_ups = {"Uppföljning datum": "Genomförd", "Uppföljning resultat": "Resultat"}
    profile = {"rubriker": {**HEADINGS, **follow_ups}}
    profile["rubriker"].pop("Insatskod")
    reading = vnr.read(path, observed=YEAR, profile=profile)
    assert (reading.accepted, reading.rejected) == (2, 0)
    assert not reading.notes
    told = [one.text("sv") for one in reading.files[0].notes]
    assert any("«Uppföljning datum» (Genomförd)" in one and "Planerad" in one for one in told)
    assert not any(one.heading in follow_ups for one in reading.asked)


def test_the_code_without_its_zero_is_the_files_own(tmp_path: Path) -> None:
    """The least code that lacked its zero is shown as it stood."""
    rows = [INTAKES[0], ["488", *INTAKES[1][1:]], ["482", "70001", *INTAKES[1][2:]]]
    path = xlsx(tmp_path / "a.xlsx", {"Ärenden": rows})
    reading = vnr.read(path, observed=YEAR, profile={"rubriker": HEADINGS})
    assert any("(482 → 0482)" in note for note in reading.files[0].notes)
