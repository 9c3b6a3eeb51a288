"""The sheet of contacts: nobody's numbers, with faults and an account as any other."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from vnr import io, metrics
from vnr.io import Reading, read, write_template
from vnr.model import Contact, ContactKind, Period, Provider, Role, Unit
from vnr.words import Language

HEAD = "Kommun;Från;Till;Slag av kontakt;Antal;Enhet;Stadsdel;Roll;Gäller våld;Utförare"
CASES = "Kommun;Ärende;Person;Aktualiseringsdatum;Orsak;Roll;Enhet"
JANUARY = Period.parse("2026-01")
NUMBER = "19811228-9874"


def lines(*rows: str, head: str = HEAD) -> str:
    return "\n".join((head, *rows)) + "\n"


def sheet(tmp_path: Path, *texts: str, **more: Any) -> Reading:
    """What is read of such sheets."""
    paths = [tmp_path / f"kontakter {place}.csv" for place in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, "utf-8")
    reading = read(paths, observed=2026, **more)
    assert reading.rows_read == reading.accepted + reading.rejected
    return reading


class TestRead:
    """What stands in it."""

    def test_every_field(self, tmp_path: Path) -> None:
        """All fields in the template's Swedish words."""
        row = "Eskilstuna;2026-01-01;2026-01-31;rådgivning;12;öppenvård;norr;våldsutövare;ja;kvinnojour"
        reading = sheet(tmp_path, lines(row))
        assert not reading.faults
        assert list(reading.register.contacts()) == [
            Contact(
                "0484", JANUARY, ContactKind.ADVICE, 12, Unit.OPEN_CARE, "norr",
                Role.PERPETRATOR, True, Provider.NGO,
            )
        ]  # fmt: skip
        assert len(reading.register) == 0

    @pytest.mark.parametrize("kind", ContactKind)
    @pytest.mark.parametrize("language", ["sv", "en"])
    def test_labels(self, tmp_path: Path, kind: ContactKind, language: Language) -> None:
        """Each kind is known by its label."""
        text = lines(f"0484;2026-01;{kind.label(language)}", head="Kommun;Månad;Slag av kontakt")
        assert [one.kind for one in sheet(tmp_path, text).register.contacts()] == [kind]

    @pytest.mark.parametrize(
        ("written", "period"),
        [
            ("2026-01", "2026-01"),
            ("2026-01-01", "2026-01"),
            ("2026K1", "2026Q1"),
            ("2026 Q2", "2026Q2"),
            ("2026H1", "2026H1"),
            ("2026", "2026"),
            ("2026-01-05/2026-01-11", "2026-01-05/2026-01-11"),
        ],
    )
    def test_periods(self, tmp_path: Path, written: str, period: str) -> None:
        """A clinic delivers by month; other spans have their words."""
        text = lines(f"0484;{written};chatt;3", head="Kommun;Period;Kontakt;Antal")
        (found,) = sheet(tmp_path, text).register.contacts()
        assert found.period == Period.parse(period)

    def test_one_day_each(self, tmp_path: Path) -> None:
        """Without an end or a number a row is one contact on one day, and two alike are two."""
        text = lines(*["0484;2026-01-05;samtal"] * 2, head="Kommun;Datum;Kontakt")
        day = Period(date(2026, 1, 5), date(2026, 1, 5))
        contact = Contact("0484", day, ContactKind.ADVICE)
        assert list(sheet(tmp_path, text).register.contacts()) == [contact, contact]

    def test_frames(self) -> None:
        """A frame called so is one, and the register's own is read again."""
        frame = pl.DataFrame(
            {"municipality": ["0484"], "start": [date(2026, 1, 1)], "end": [date(2026, 1, 31)],
             "kind": ["chat"], "number": [4]}
        )  # fmt: skip
        first = read({"contacts": frame}, observed=2026).register
        again = read({"kontakter": first.to_frame("contacts")}, observed=2026).register
        assert (
            list(again.contacts())
            == list(first.contacts())
            == [Contact("0484", JANUARY, ContactKind.CHAT, 4)]
        )

    def test_template(self, tmp_path: Path) -> None:
        """The template has the sheet, and it is read when filled in."""
        book = CalamineWorkbook.from_path(str(write_template(tmp_path / "mall.xlsx")))
        headings = [*map(str, book.get_sheet_by_name("Kontakter").to_python()[0])]
        assert {"Kommun", "Period", "Från", "Till", "Slag av kontakt", "Antal"} <= set(headings)
        cells = {"Kommun": "0484", "Period": "2026-01", "Slag av kontakt": "chatt", "Antal": 4}
        path = tmp_path / "ifylld.xlsx"
        with xlsxwriter.Workbook(str(path)) as filled:
            lone = filled.add_worksheet("Kontakter")
            lone.write_row(0, 0, headings)
            lone.write_row(1, 0, [cells.get(heading, "") for heading in headings])
        reading = read(path, observed=2026)
        assert list(reading.register.contacts()) == [Contact("0484", JANUARY, ContactKind.CHAT, 4)]

    def test_profile(self, tmp_path: Path) -> None:
        """The deliverer's own words, and a municipality for the file."""
        profile = {
            "columns": {"Kontakter": {"Vad": "slag av kontakt"}},
            "codes": {"Kontakter.slag av kontakt": {"Fika": "gruppverksamhet"}},
            "municipality": "0484",
        }
        text = lines("2026-01;fika", head="Månad;Vad")
        (found,) = sheet(tmp_path, text, profile=profile).register.contacts()
        assert (found.municipality, found.kind) == ("0484", ContactKind.GROUP)


class TestFaults:
    """What is wrong is set aside, with file, row, column, rule and remedy."""

    @pytest.mark.parametrize(
        ("cells", "rule", "column"),
        [
            ("0484;2026-01-01;2026-01-31;chatt;-1;;;;;", "negative", "Antal"),
            ("0484;2026-01-01;2026-01-31;chatt;1,5;;;;;", "number-invalid", "Antal"),
            ("0484;2026-01-01;2026-01-31;chatt;;;;;;", "value-missing", "Antal"),
            ("0484;2026-01-31;2026-01-01;chatt;1;;;;;", "period-invalid", "Till"),
            ("0484;;2026-01-31;chatt;1;;;;;", "value-missing", "Från"),
            ("0484;2026-01-01;2026-01-31;;1;;;;;", "value-missing", "Slag av kontakt"),
            ("0484;2026-01-01;2026-01-31;trolleri;1;;;;;", "code-unknown", "Slag av kontakt"),
            (";2026-01-01;2026-01-31;chatt;1;;;;;", "value-missing", "Kommun"),
            ("Ankeborg;2026-01-01;2026-01-31;chatt;1;;;;;", "municipality-invalid", "Kommun"),
            ("0482,0483;2026-01-01;2026-01-31;chatt;1;;;;;", "municipality-several", "Kommun"),
            ("Flen/Trosa;2026-01-01;2026-01-31;chatt;1;;;;;", "municipality-several", "Kommun"),
            (f"0484;2026-01-01;2026-01-31;chatt;1;;{NUMBER};;;", "district-invalid", "Stadsdel"),
        ],
    )
    def test_rows(self, tmp_path: Path, cells: str, rule: str, column: str) -> None:
        """The row alone, and what stands in it is never shown."""
        good = "0488;2026-01-01;2026-01-31;chatt;4;;;;;"
        reading = sheet(tmp_path, lines(good, cells))
        (fault,) = reading.faults
        assert (fault.rule, fault.row, fault.column) == (rule, 3, column)
        assert fault.file == "kontakter 0.csv"
        assert fault.remedy()
        assert NUMBER not in reading.faults.show() + reading.show() + str(fault)
        assert [one.municipality for one in reading.register.contacts()] == ["0488"]

    @pytest.mark.parametrize(
        "heading", ["Personnummer", "Klient", "Ärendenummer", "Anm", "Hushåll"]
    )
    def test_persons(self, tmp_path: Path, heading: str) -> None:
        """A person or a case in it is a fault that says what to do, with a key or without."""
        head = f"Kommun;Månad;Kontakt;{heading}"
        text = lines(f"0484;2026-01;chatt;{NUMBER}", "0484;2026-02;chatt;", head=head)
        for key in (None, "a secret that is long enough to be one"):
            reading = sheet(tmp_path, text, key=key)
            (fault,) = reading.faults
            assert (fault.rule, fault.row, fault.column) == ("contact-person", 2, heading)
            assert "ärende" in fault.remedy("sv")
            assert NUMBER not in reading.faults.show() + reading.show()
            assert len(list(reading.register.contacts())) == 1

    def test_a_pseudonym(self, tmp_path: Path) -> None:
        """Someone's pseudonym is someone too."""
        text = lines("0484;2026-01;chatt;p17", head="Kommun;Månad;Kontakt;Person")
        assert sheet(tmp_path, text).faults.rules == {"contact-person": 1}

    def test_a_month_unread(self, tmp_path: Path) -> None:
        """What is no period says how one is written."""
        text = lines("0484;i våras;chatt", head="Kommun;Månad;Kontakt")
        (fault,) = sheet(tmp_path, text).faults
        assert fault.rule == "period-unread"
        assert "2026-01" in fault.remedy("en")

    def test_lost_whole(self, tmp_path: Path) -> None:
        """A municipality all of whose rows are faulty isn't left out, nor 0."""
        text = lines("0484;2026-01;chatt;-1", head="Kommun;Månad;Kontakt;Antal")
        register = sheet(tmp_path, text).register
        found = metrics.contacts(register, 2026, by="municipality")
        assert found.to_frame("polars")["state"].to_list() == ["not_reported"]


class TestTwice:
    """The same rows in two files."""

    HEAD = "Kommun;Månad;Kontakt;Antal"

    def test_repeated(self, tmp_path: Path) -> None:
        """They count once, and the reading says how many and where."""
        text = lines("0484;2026-01;chatt;4", "0484;2026-02;chatt;5", head=self.HEAD)
        more = lines("0484;2026-02;chatt;5", "0484;2026-03;chatt;6", head=self.HEAD)
        reading = sheet(tmp_path, text, more)
        assert sorted(one.number for one in reading.register.contacts()) == [4, 5, 6]
        assert (reading.accepted, reading.repeated) == (4, 1)

    def test_versions(self, tmp_path: Path) -> None:
        """Two numbers for one month are a fault of both."""
        text = lines("0484;2026-01;chatt;4", "0484;2026-02;chatt;5", head=self.HEAD)
        more = lines("0484;2026-01;chatt;7", head=self.HEAD)
        reading = sheet(tmp_path, text, more)
        assert reading.faults.rules == {"row-versions": 2}
        assert {fault.file for fault in reading.faults} == {"kontakter 0.csv", "kontakter 1.csv"}
        assert [one.number for one in reading.register.contacts()] == [5]


class TestDelivery:
    """What the coverage sheet says of contacts."""

    def test_named(self, tmp_path: Path) -> None:
        """By the sheet's name: none is then 0 where it is delivered."""
        (tmp_path / "täckning.csv").write_text(
            "Kommun;Från;Till;Tabeller\n0484;2026-01-01;2026-12-31;Kontakter\n"
            "0488;2026-01-01;2026-12-31;avslut\n",
            "utf-8",
        )
        register = read(tmp_path / "täckning.csv", observed=2026).register
        found = metrics.contacts(register, 2026, by="municipality").to_frame("polars")
        assert found["state"].to_list() == ["value", "not_reported"]
        cases = metrics.count(register, 2026, by="municipality").to_frame("polars")
        assert cases["state"].to_list()[0] == "not_reported"

    def test_an_empty_sheet(self, tmp_path: Path) -> None:
        """It is asked for the coverage sheet."""
        for name, text in (
            ("kontakter.csv", lines(head=HEAD)),
            ("ärenden.csv", lines("0484;1;a;2026-01-05;våld;utsatt vuxen;vuxenenhet", head=CASES)),
        ):
            (tmp_path / name).write_text(text, "utf-8")
        reading = read(tmp_path, observed=2026)
        notes = {note.code for file in reading.files for note in file.notes}
        assert "sheet_empty" in notes


def test_rules_have_words() -> None:
    """Each new rule is listed with its remedy."""
    assert {"contact-person", "period-unread", "district-invalid"} <= set(io.rules("en"))
