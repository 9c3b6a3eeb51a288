"""What files may hold follows from what is stored."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

import vnr
from building import day
from delivering import GOOD, HEAD, YEAR, written
from storing import COURT_CASES, CourtCase
from vnr.io import Profile, write_template
from vnr.io.template import layout_of
from vnr.model import Goal, Sex

NEEDED = {
    "intakes": ("case_id", "person_id", "date", "reason"),
    "closings": ("case_id", "closed"),
    "investigations": ("case_id", "opened"),
    "interventions": ("case_id", "kind", "started"),
    "follow_ups": ("case_id", "due"),
    "assessments": ("case_id", "instrument", "date"),
    "perpetrators": ("case_id", "relation"),
    "contacts": ("start", "kind"),
    "coverage": ("municipality", "start", "end"),
    "katrineholm": ("visits", "meetings", "closing_reason"),
}


def test_needed_fields() -> None:
    """What a table can't be without; municipality may come of a profile."""
    assert layout_of().required == NEEDED
    assert layout_of().by_profile("intakes") == ("municipality",)
    assert layout_of().by_profile("follow_ups") == ("municipality",)


@pytest.mark.parametrize("table", NEEDED)
def test_needed_fields_are_there(table: str) -> None:
    """What a table needs are fields of it."""
    assert set(NEEDED[table]) <= layout_of().columns[table].keys()


def test_two_tables_in_one_sheet() -> None:
    """A sheet of follow-ups may hold their interventions; its own fields stay its own."""
    columns = layout_of().columns["follow_ups"]
    assert {"due", "intervention", "kind", "started", "visits"} <= columns.keys()
    assert columns["outcome"].vocabulary is vnr.model.FollowUpOutcome


class TestAddedField:
    """A field that stands in a class is read from files, and asked for by the template."""

    def test_read(self, tmp_path: Path) -> None:
        """Its name is a heading, and its values are read and refused as others of its kind."""
        text = HEAD.replace("\n", ";Trial;Verdict\n")
        text += GOOD.replace("\n", ";2019-09-01;delvis uppnått\n")
        text += GOOD.replace("101", "102").replace("\n", ";igår;\n")
        path = written(tmp_path, text)
        reading = vnr.read(path, observed=YEAR, schema=COURT_CASES)

        (case,) = reading.register.cases()
        assert isinstance(case, CourtCase)
        assert (case.trial, case.verdict) == (day("2019-09-01"), Goal.PARTLY)
        assert [(fault.rule, fault.column) for fault in reading.faults] == [
            ("date-invalid", "Trial")
        ]
        assert "«Trial» lästes inte" in repr(vnr.read(path, observed=YEAR))

    def test_template(self, tmp_path: Path) -> None:
        """It is a column of its sheet, and the filled-in template is read."""
        path = write_template(tmp_path / "mall.xlsx", schema=COURT_CASES)
        book = CalamineWorkbook.from_path(str(path))
        (headings,) = book.get_sheet_by_name("Aktualiseringar").to_python()
        assert {"Trial", "Verdict"} <= set(headings)
        (plain,) = (
            CalamineWorkbook.from_path(str(write_template(tmp_path / "plain.xlsx")))
            .get_sheet_by_name("Aktualiseringar")
            .to_python()
        )
        assert set(headings) - set(plain) == {"Trial", "Verdict"}

    def test_words_to_choose_from(self, tmp_path: Path) -> None:
        """Each list of the sheet of codes stands under its Swedish heading, with its codes beside."""
        book = CalamineWorkbook.from_path(str(write_template(tmp_path / "mall.xlsx")))
        heads, *rows = book.get_sheet_by_name("Koder").to_python()
        (asked,) = book.get_sheet_by_name("Aktualiseringar").to_python()
        assert {"Kön", "Aktualiseringsorsak"} <= {*heads[::2]} & {*asked}
        assert {*heads[1::2]} == {"kod"}
        place = heads.index("Kön")
        pairs = [(row[place], row[place + 1]) for row in rows if row[place]]
        assert pairs == [(one.label("sv"), one.value) for one in Sex]
        with zipfile.ZipFile(tmp_path / "mall.xlsx") as written:
            sheets = "".join(written.read(one).decode() for one in written.namelist()
                             if "worksheets/" in one)  # fmt: skip
        for letters, last in re.findall(r"Koder!\$([A-Z]+)\$2:\$[A-Z]+\$(\d+)", sheets):
            column = sum((ord(one) - 64) * 26**n for n, one in enumerate(reversed(letters))) - 1
            assert column % 2 == 0
            assert len([row for row in rows if row[column]]) == int(last) - 1

    def test_later_days(self, tmp_path: Path) -> None:
        """A day after the window is noted, as for every field that is known once it has passed."""
        text = HEAD.replace("\n", ";Trial\n") + GOOD.replace("\n", ";2020-01-01\n")
        reading = vnr.read(written(tmp_path, text), observed=YEAR, schema=COURT_CASES)
        assert "1 rad har datum efter fönstrets slut" in repr(reading)


def test_a_profile_names_the_heading_of_a_fault(tmp_path: Path) -> None:
    """A fault is told with the deliverer's own heading."""
    text = HEAD.replace("Aktualiseringsdatum", "Händelsedatum") + GOOD.replace("2019-01-15", "igår")
    profile = Profile(columns={"Händelsedatum": "date"})
    reading = vnr.read(written(tmp_path, text), observed=YEAR, profile=profile)
    assert [fault.column for fault in reading.faults] == ["Händelsedatum"]


def test_a_risk_judged_twice(tmp_path: Path) -> None:
    """It is a fault: two levels of one risk are not their sum."""
    (tmp_path / "b").mkdir()
    base = written(tmp_path, HEAD + GOOD)
    other = written(
        tmp_path / "b",
        "Ärende-ID;Klient;Kommun;Bedömningsinstrument;Bedömningsdatum;Bedömd risk\n"
        "101;a1;0484;SARA;2019-02-01;akut risk=låg, akut risk=medel\n"
        "101;a1;0484;SARA;2019-02-02;akut risk=låg, framtida risk=medel\n",
        "b.csv",
    )
    reading = vnr.read([base, other], observed=YEAR)
    assert [(fault.rule, fault.row) for fault in reading.faults] == [("risk-twice", 2)]
    (case,) = reading.register.cases()
    assert len(case.assessments[0].judgement) == 2
