"""Faults print, are a frame, and go back as a workbook."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from xlsxwriter.worksheet import Worksheet

import vnr
from delivering import GOOD, HEAD, YEAR, written
from refusing import refused
from vnr.errors import DataError, UnknownNameError
from vnr.io import Faults, rules


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> vnr.io.Reading:
    """A thousand rows, none of them with a date."""
    rows = "".join(GOOD.replace("2019-01-15", "igår").replace("101", str(n)) for n in range(1_000))
    path = written(tmp_path_factory.mktemp("faulty"), HEAD + rows, "=a.csv")
    return vnr.read(path, observed=YEAR)


def test_a_thousand(reading: vnr.io.Reading, tmp_path: Path) -> None:
    """They are summed up on the screen, and all there in the file."""
    assert len(reading.faults) == 1_000
    assert len(repr(reading.faults).splitlines()) < 20
    assert (
        "Aktualiseringsdatum · 1000 rader · skrivet som aaaa: a är en bokstav, 9 en siffra [date-invalid] (=a.csv rad 2, 3, 4 …)"
        in reading.faults.show()
    )
    path = reading.faults.to_xlsx(tmp_path / "fel.xlsx")
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert len(rows) == 1 + 1_000
    assert rows[1][0] == "'=a.csv"
    assert not stat.S_IMODE(path.stat().st_mode) & 0o111


@pytest.mark.parametrize(("last", "sheets"), [(1_001, 1), (1_000, 2), (400, 3)])
def test_over_sheets(
    reading: vnr.io.Reading,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    last: int,
    sheets: int,
) -> None:
    """What a sheet has no rows for stands on the next, under the same headings."""
    made = Worksheet.__init__

    def small(self: Any, *args: Any) -> None:
        made(self, *args)
        self.xls_rowmax = last

    monkeypatch.setattr(Worksheet, "__init__", small)
    book = CalamineWorkbook.from_path(str(reading.faults.to_xlsx(tmp_path / "fel.xlsx")))
    pages = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]

    assert book.sheet_names == ["Fel", "Fel 2", "Fel 3"][:sheets]
    assert {tuple(page[0]) for page in pages} == {tuple(pages[0][0])}
    assert [row[2] for page in pages for row in page[1:]] == list(range(2, 1_002))


def test_cannot_be_overlooked(reading: vnr.io.Reading) -> None:
    """A reading that lost rows shouts, in text and HTML."""
    assert repr(reading).splitlines()[1].startswith("!! 1000 av 1000 rader (100,0 %)")
    assert "border:3px solid" in reading._repr_html_()
    assert "igår" not in repr(reading) + repr(reading.faults)


def test_frame_and_narrowing(tmp_path: Path) -> None:
    """One row for each; those of one rule."""
    reading = vnr.read(
        [written(tmp_path, b""), written(tmp_path, HEAD + GOOD * 2 + "102\n", "b.csv")],
        observed=YEAR,
    )
    frame = reading.faults.to_frame("polars")
    assert frame["row"].to_list()[0] is None
    assert len(reading.faults.of("file-empty")) == 1
    assert reading.faults[0].rule == "file-empty"
    with refused(UnknownNameError):
        reading.faults.of("file-emty")
    assert repr(Faults()) == "inga fel"
    assert "fel" in reading.faults._repr_html_()


def test_every_rule_speaks() -> None:
    """Each rule has a message and a remedy, in both languages."""
    for language in ("sv", "en"):
        assert all(len(texts) == 2 and all(texts) for texts in rules(language).values())
    assert rules("sv").keys() == rules("en").keys()


def test_rules_of_answers_are_their_own() -> None:
    """What surveys, grants and what municipalities offer break is no rule of cases, nor the other way."""
    answers = rules("en", of="answers")

    assert {"partner-nobody", "choice-alone", "most-below-least"} <= answers.keys()
    assert answers.keys().isdisjoint(rules("en"))
    with pytest.raises(DataError, match="cases and of answers, not of 'grants'"):
        rules("en", of="grants")  # type: ignore[arg-type]


def test_language(reading: vnr.io.Reading, tmp_path: Path) -> None:
    """Faults are shown, framed and sent back in English too."""
    shown = reading.faults.show("en")
    assert shown.startswith("1000 faults\n")
    assert (
        "Aktualiseringsdatum · 1000 rows · written as aaaa: a is a letter, 9 a digit [date-invalid] (=a.csv row 2, 3, 4 …)"
        in shown
    )
    assert "date-invalid: the date doesn't exist, or is written in an unknown way – write" in shown
    assert reading.faults.to_frame("polars", language="en")["remedy"][0].startswith(
        "write YYYY-MM-DD"
    )
    path = reading.faults.to_xlsx(tmp_path / "faults.xlsx", language="en")
    book = CalamineWorkbook.from_path(str(path))
    assert book.sheet_names == ["Faults"]
    assert book.get_sheet_by_index(0).to_python()[0][7] == "What is wrong"
    assert Faults().show("en") == "no faults"


def test_groups(tmp_path: Path) -> None:
    """What blocks everything comes first, then what stands in most rows, then what follows from it."""
    bad = GOOD.replace("våld i nära relation", "VINR akut")
    rows = "".join(bad.replace("101;a1", f"{n};b{n}") for n in range(3)) + bad.replace("0484", "x")
    rows += GOOD.replace("101", "101") + GOOD.replace("101;a1", "9;c").replace("2019-01-15", "nyss")
    rows += GOOD.replace("101;a1", "9;c")
    paths = [written(tmp_path, HEAD + rows), written(tmp_path, HEAD[6:] + GOOD, "b.csv")]
    faults = vnr.read(paths, observed=YEAR).faults
    told = [(one.first.rule, one.first.value, one.number) for one in faults.groups()]
    assert told == [
        ("column-missing", None, 1),
        ("code-unknown", "VINR akut", 4),
        ("municipality-invalid", "x", 1),
        ("date-invalid", None, 1),
        ("case-incomplete", None, told[-1][2]),
    ]
    lines = faults.show().splitlines()
    assert lines[1].startswith("Först")
    assert "Aktualiseringsorsak · «VINR akut» · 4 rader" in lines[4]
    assert "write_profile" in lines[-1]
