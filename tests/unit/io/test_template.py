"""The template is in Swedish, explains itself, and comes back as a register."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

import vnr
from delivering import YEAR
from vnr import model
from vnr.io import write_template
from vnr.io._layout import layout_of
from vnr.model import Vocabulary
from vnr.words import fold, topic

SHEETS = [
    *("Aktualiseringar", "Avslut", "Våldsutövare", "Utredningar", "Insatser"),
    *("Riskbedömningar", "Uppföljningar", "Täckning", "Förklaring", "Koder"),
]


@pytest.fixture(scope="module")
def cells(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[list[Any]]]:
    """The template's cells by sheet."""
    path = write_template(tmp_path_factory.mktemp("mall") / "mall.xlsx")
    book = CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def filled(path: Path, cells: dict[str, list[list[Any]]], rows: dict[str, dict[str, Any]]) -> Path:
    """The template with a row in each sheet, under its example."""
    with Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, lines in cells.items():
            sheet = book.add_worksheet(name)
            given = rows.get(name)
            added = [] if given is None else [[given.get(title, "") for title in lines[0]]]
            assert set(given or {}) <= set(lines[0])
            for number, line in enumerate(lines + added):
                sheet.write_row(number, 0, line)
    return path


def test_headings() -> None:
    """Each heading of the template leads back to its field."""
    layout = layout_of()
    for table, columns in layout.columns.items():
        for field in columns:
            assert layout.headings[table][fold(layout.title(table, field))] == field


def test_it_is_in_swedish(cells: dict[str, list[list[Any]]]) -> None:
    """One sheet for each table, and no code or English name anywhere."""
    assert list(cells) == SHEETS
    codes = {
        member.value
        for kind in vars(model).values()
        if isinstance(kind, type) and issubclass(kind, Vocabulary) and kind is not Vocabulary
        for member in kind
        if member.value not in {member.label("sv") for member in kind}
    }
    english = {kind for kind in vars(model) if not kind.startswith("_")} | codes
    words = {str(cell) for lines in cells.values() for line in lines for cell in line}
    # Some words are the same in both languages.
    assert words & english <= {"Person", "region", "partner"}


def test_every_column_is_explained(cells: dict[str, list[list[Any]]]) -> None:
    """Each column of each sheet has its row, and more is said than how it is written."""
    told = {(row[0], row[1]): row[3] for row in cells["Förklaring"][1:]}
    written = set(topic("reading", "sv")["written"].values())
    for name in SHEETS[:-2]:
        for title in cells[name][0]:
            assert told.pop((name, title)) not in written, (name, title)
    assert not told


def test_examples_are_no_data(tmp_path: Path) -> None:
    """An empty template has one fault, no rows: its example rows are noted, and nobody's."""
    reading = vnr.read(write_template(tmp_path / "mall.xlsx"), observed=YEAR)
    assert reading.faults.rules == {"no-rows": 1}
    assert reading.rows_read == 0
    notes = [str(note) for note in reading.files[0].notes]
    assert "[Insatser] rad 2 är mallens exempel och läses inte" in notes


def test_there_and_back(cells: dict[str, list[list[Any]]], tmp_path: Path) -> None:
    """A filled template is a register without a fault, and nothing that was filled in is lost."""
    key = {"Kommun": "Eskilstuna", "Ärende": "A1", "Person": "p1"}
    rows: dict[str, dict[str, Any]] = {
        "Aktualiseringar": {
            "Födelseår": 1985,
            "Kön": "kvinna",
            "Enhet": "vuxenenhet",
            "Roll": "våldsutsatt vuxen",
            "Våldsform": "fysiskt våld; psykiskt våld",
            "Aktualiseringsdatum": date(2019, 3, 1),
            "Aktualiseringsorsak": "våld i nära relation",
            "Avslutat": date(2019, 11, 1),
            "Avslutsorsak": "målet uppnått",
        },
        "Avslut": {"Avslutat": date(2019, 11, 1), "Avslutsorsak": "målet uppnått"},
        "Våldsutövare": {"Relation till utövaren": "partner", "Utövarens kön": "man"},
        "Utredningar": {"Utredning inledd": date(2019, 3, 2), "Slag": "utredning"},
        "Insatser": {"Insats": "stödsamtal", "Insats startad": date(2019, 3, 9), "Besök": 4},
        "Riskbedömningar": {
            "Bedömningsinstrument": "SARA:SV",
            "Bedömningsdatum": date(2019, 3, 5),
            "Bedömd risk": "hög",
        },
        "Uppföljningar": {
            "Insats": "stödsamtal",
            "Insats startad": date(2019, 3, 9),
            "Planerad": date(2019, 9, 9),
            "Genomförd": date(2019, 9, 10),
        },
        "Täckning": {
            "Från": date(2019, 1, 1),
            "Till": date(2019, 12, 31),
            "Tabeller": "alla",
            "Fält": "alla",
        },
    }
    given = {name: key | row for name, row in rows.items()}
    given["Täckning"] = {"Kommun": "Eskilstuna"} | rows["Täckning"]
    path = filled(tmp_path / "ifylld.xlsx", cells, given)
    reading = vnr.read(path, observed=YEAR)
    assert list(reading.faults) == []
    assert (reading.rows_read, reading.accepted) == (8, 8)
    (case,) = reading.register.cases()
    assert (case.municipality, case.unit) == ("0484", model.Unit.ADULT)
    assert case.forms == {"physical", "psychological"}
    assert (case.interventions[0].visits, len(case.interventions[0].follow_ups)) == (4, 1)
    assert (len(case.investigations), len(case.assessments), len(case.perpetrators)) == (1, 1, 1)
    assert len(case.closings) == 1
