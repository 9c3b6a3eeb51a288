"""The coverage sheet says who delivered which period, tables and fields."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

import vnr
from refusing import refused
from vnr import metrics
from vnr.errors import UnknownNameError
from vnr.io._coverage import field_of, table_of
from vnr.model import Period
from vnr.register import day_number
from vnr.results import State

YEAR = Period.year(2019)
CASES = "kommun;ärende;person;roll;aktualiseringsdatum;aktualiseringsorsak\n0482;1;a;vuxen;2019-03-01;våld\n"


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
        "kommun;från;till;distrikt\n482+0483;2019-01-01;2019-06-30;\n"
        "0482;2019-07-01;2019-12-31;norra\n",
    )
    coverage = found.register.coverage
    assert coverage.municipalities == ("0482", "0482+0483")
    assert coverage.members == {"0482", "0483"}
    assert coverage.spans("0482+0483") != []
    assert [row.district for row in coverage.deliveries] == ["norra", None]
    assert not delivers(found, "0482", "interventions")


@pytest.mark.parametrize("names", ["barnen;", ";gissning", ";utfall", ";barnen.ålder"])
def test_unknown(tmp_path: Path, names: str) -> None:
    """A table or field that isn't there, or whose table can't be told, is a fault of its row."""
    found = read(tmp_path, f"kommun;från;till;tabeller;fält\n0482;2019-01-01;2019-12-31;{names}\n")
    assert [(fault.rule, fault.row) for fault in found.faults] == [("delivery-unknown", 2)]
    assert found.register.coverage.municipalities == ("0482",)


WINDOW = Period(date(2018, 1, 1), date(2020, 12, 31))
HEAD = "kommun;från;till;enhet;tabeller\n"


class TestFaultyRows:
    """What was not delivered is never zero, whatever is wrong with the row that says so."""

    def counted(self, folder: Path, *rows: str) -> tuple[vnr.Reading, dict[str, float]]:
        """What is read, and the covered share of each year; in 2020 there is one case."""
        cases = CASES.replace("0482", "0484").replace("2019", "2020")
        (folder / "cases.csv").write_text(cases, "utf-8")
        sheet = HEAD + "".join(f"{row}\n" for row in rows)
        (folder / "coverage.csv").write_text(sheet, "utf-8")
        reading = vnr.read(folder, observed=WINDOW)
        counts = metrics.count(reading.register, WINDOW, by=("municipality", "year"))
        mine = counts.strata["municipality"] == "0484"
        absent = counts.covered == 0
        assert (counts.state[absent] == State.NOT_REPORTED).all()
        years = map(str, counts.strata["year"][mine])
        return reading, dict(zip(years, counts.covered[mine].tolist(), strict=True))

    def test_an_unknown_table(self, tmp_path: Path) -> None:
        """The bad name is the fault: period and other tables stay, and 2018 is not reported."""
        reading, cells = self.counted(
            tmp_path, "0484;2019-01-01;2020-12-31;;bogus, insatser", "0488;2019-01-01;2019-12-31;;x"
        )
        assert [fault.rule for fault in reading.faults] == ["delivery-unknown"] * 2
        assert reading.rejected == 0
        assert cells == {"2018": 0, "2019": 1, "2020": 1}
        assert delivers(reading, "0484", "interventions")
        assert not delivers(reading, "0484", "follow_ups")
        assert not delivers(reading, "0488", "interventions")

    @pytest.mark.parametrize(
        ("row", "rule", "column"),
        [
            ("0484;2019-01-01;;;", "value-missing", "till"),
            ("0484;;2020-12-31;;", "value-missing", "från"),
            ("0484;2020-12-31;2019-01-01;;", "period-invalid", "till"),
            ("0484;2019-01-01;2020-13-31;;", "date-invalid", "till"),
            ("0484;2019-01-01;2020-12-31;barnn;", "code-unknown", "enhet"),
        ],
    )
    def test_a_row_that_cannot_be_read(
        self, tmp_path: Path, row: str, rule: str, column: str
    ) -> None:
        """Its municipality delivered nothing but what a good row covers, and a note says so."""
        reading, cells = self.counted(tmp_path, row)
        assert [(fault.rule, fault.column) for fault in reading.faults] == [(rule, column)]
        assert cells == {"2018": 0, "2019": 0, "2020": 0}
        notes = [note.text("en") for file in reading.files for note in file.notes]
        assert any("for 0484 can't be read" in note for note in notes)
        _, cells = self.counted(tmp_path, row, "0484;2020-01-01;2020-12-31;;")
        assert cells == {"2018": 0, "2019": 0, "2020": 1}

    @pytest.mark.parametrize("name", ["Eskilstuna", " eskilstuna kommun"])
    def test_a_municipality_by_its_name(self, tmp_path: Path, name: str) -> None:
        """It is understood as its code."""
        reading, cells = self.counted(tmp_path, f"{name};2019-01-01;2020-12-31;;")
        assert list(reading.faults) == []
        assert cells == {"2018": 0, "2019": 1, "2020": 1}

    def test_names_that_differ_by_an_accent(self, tmp_path: Path) -> None:
        """Habo and Håbo are two municipalities."""
        rows = (f"{name};2019-01-01;2019-12-31;;" for name in ("Habo", "Håbo"))
        reading, _ = self.counted(tmp_path, *rows)
        assert {"0305", "0643"} < set(reading.register.coverage.municipalities)

    def test_no_such_name(self, tmp_path: Path) -> None:
        """A name that is no municipality's is a fault that says which was meant."""
        reading, _ = self.counted(tmp_path, "Eskilstunna;2019-01-01;2020-12-31;;")
        (fault,) = reading.faults
        assert fault.rule == "municipality-invalid"
        assert "menades Eskilstuna?" in fault.remedy()
        assert fault.meant[0].code == "0484"

    @pytest.mark.parametrize("name", ["Eskilstunna", "484 0", "0485", "", "Källa: registret"])
    def test_nobody_is_delivered_by_a_slip(self, tmp_path: Path, name: str) -> None:
        """Of whom a row may be isn't delivered but where a good row covers it, and a note says so."""
        reading, cells = self.counted(tmp_path, f"{name};2019-01-01;2020-12-31;;")
        assert cells == {"2018": 0, "2019": 0, "2020": 0}
        notes = [note.text("en") for file in reading.files for note in file.notes]
        assert any("0484" in note and "not delivered until" in note for note in notes)
        _, cells = self.counted(
            tmp_path, f"{name};2019-01-01;2020-12-31;;", "0484;2020-01-01;2020-12-31;;"
        )
        assert cells == {"2018": 0, "2019": 0, "2020": 1}

    def test_a_slip_for_another(self, tmp_path: Path) -> None:
        """The municipality that is nearly named is not delivered; the others are as before."""
        reading, cells = self.counted(tmp_path, "Köpping;2019-01-01;2020-12-31;;")
        assert reading.register.coverage.spans("1983") == []
        assert cells == {"2018": 1, "2019": 1, "2020": 1}

    def test_a_slip_in_a_joint_label(self, tmp_path: Path) -> None:
        """Of several municipalities in one label one is misspelt: the whole label is meant."""
        reading, _ = self.counted(tmp_path, "0488+Eskilstunna;2019-01-01;2020-12-31;;")
        assert reading.faults[0].meant[0].code == "0484+0488"
        assert "0484+0488" in {row.municipality for row in reading.register.coverage.deliveries}
        assert reading.register.coverage.spans("0484+0488") == []

    def test_all_rows_set_aside(self, tmp_path: Path) -> None:
        """A municipality whose every row was faulty is not reported, and not left out."""
        lost = CASES.replace("person;", "", 1).replace(";a;", ";").replace("0482", "0488")
        (tmp_path / "lost.csv").write_text(lost, "utf-8")
        (tmp_path / "cases.csv").write_text(CASES, "utf-8")
        reading = vnr.read(tmp_path, observed=YEAR)
        assert (reading.accepted, reading.rejected) == (1, 1)
        counts = metrics.count(reading.register, YEAR, by=("municipality",))
        states = dict(zip(counts.strata["municipality"], counts.state, strict=True))
        assert states == {"0482": State.VALUE, "0488": State.NOT_REPORTED}

    def test_a_sheet_without_municipalities(self, tmp_path: Path) -> None:
        """Nobody can tell whose its rows are, so nobody is taken to have delivered."""
        (tmp_path / "cases.csv").write_text(CASES, "utf-8")
        (tmp_path / "täckning.csv").write_text(
            "från;till;tabeller;fält;distrikt\n2019-01-01;2019-06-30;;;\n", "utf-8"
        )
        reading = vnr.read(tmp_path, observed=YEAR)
        assert [fault.rule for fault in reading.faults] == ["column-missing"]
        assert reading.register.coverage.spans("0482") == []

    def test_no_such_code(self, tmp_path: Path) -> None:
        """A code that no municipality has is told of."""
        reading, _ = self.counted(tmp_path, "9999;2019-01-01;2020-12-31;;")
        notes = [note.text("sv") for file in reading.files for note in file.notes]
        assert any("kommunkoder som inte finns: 9999" in note for note in notes)


def test_the_page(tmp_path: Path) -> None:
    """The sheet that the documentation shows is read as the page says."""
    page = (Path(__file__).parents[3] / "docs" / "how-to" / "read-extracts.md").read_text("utf-8")
    page = page.split("## What was delivered")[1]
    lines = [line for line in page.splitlines() if line.startswith("|") and "---" not in line]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    sheet = "\n".join("\t".join(row) for row in cells)
    (tmp_path / "cases.csv").write_text(CASES.replace("0482", "0482+0483"), "utf-8")
    (tmp_path / "coverage.csv").write_text(sheet, "utf-8")
    found = vnr.read(tmp_path, observed=Period(date(2017, 1, 1), date(2020, 12, 31)))
    assert list(found.faults) == []
    coverage = found.register.coverage
    assert coverage.municipalities == ("0461", "0480", "0482+0483", "0484", "0488")
    assert delivers(found, "0484", "closings", "cases.officer", "intakes.later")
    start, end = (np.array([day_number(date(2018, *day))], np.int32) for day in ((1, 1), (12, 31)))
    year = np.int32(365)
    names = [frozenset({"follow_ups"})], [frozenset({"interventions.visits"})]
    for clauses in names:
        assert coverage.share(["0488"], start, end, clauses=clauses)[0, 0] == 0
        assert coverage.share(["0488"], start + year, end + year, clauses=clauses)[0, 0] == 1
    assert coverage.spans("0461") == []
    assert coverage.spans("0482+0483", names[1]) == []
    assert coverage.spans("0482+0483", [frozenset({"interventions"})]) != []


def test_names() -> None:
    """The code, the sheet's name, and a field with or without its table."""
    assert table_of("insatser") == table_of("interventions") == "interventions"
    assert table_of("Uppföljningar") == "follow_ups"
    assert field_of("cases.forms") == field_of("forms") == "cases.forms"
    assert field_of("Våldsformer") == field_of("ärenden.våldsform") == "cases.forms"
    assert field_of("uppföljningar.genomförd") == "follow_ups.done"
    assert field_of("assessments.score") == "assessments.score"
    # As the report's matrix calls them.
    assert field_of("senare aktualiseringar") == field_of("later intakes") == "intakes.later"
    assert field_of("Utredningens slag") == "investigations.kind"
    assert table_of("våldsutövare") == "perpetrators"
    with refused(UnknownNameError):
        table_of("barnen")


def noted(reading: vnr.Reading) -> dict[str, list[str]]:
    """The notes on what is empty, by file."""
    return {
        file.name: told
        for file in reading.files
        if (
            told := [note.text("sv") for note in file.notes if "täckningsbladet" in note.text("sv")]
        )
    }


HELP = "kommun;ärende;person;insats;startdatum;slutdatum;besök\n"


class TestEmpty:
    """Nothing in a sheet or column may be nothing, or nothing delivered: the reading asks."""

    def test_columns(self, tmp_path: Path) -> None:
        """Columns in which nothing stands, or only the default, are named by their headings."""
        (tmp_path / "help.csv").write_text(HELP + "0482;1;a;Trappan;2019-03-02;;3\n", "utf-8")
        (tmp_path / "cases.csv").write_text(
            "kommun;ärende;person;roll;aktualiseringsdatum;aktualiseringsorsak;avslutsdatum;kön;skyddad;handläggare\n"
            "0482;1;a;vuxen;2019-03-01;våld;;okänt;nej;\n0482;2;b;vuxen;2019-03-01;våld;;;;\n",
            "utf-8",
        )
        told = noted(vnr.read(tmp_path, observed=YEAR))
        assert [*told] == ["cases.csv", "help.csv"]
        assert "avslutsdatum, kön, skyddad, handläggare står inget" in told["cases.csv"][0]
        assert "i kolumnerna slutdatum står inget" in told["help.csv"][0]

    def test_a_sheet(self, tmp_path: Path) -> None:
        """A sheet of headings alone asks too; where the coverage sheet answers nothing is asked."""
        (tmp_path / "help.csv").write_text(HELP, "utf-8")
        found = read(tmp_path, "kommun;från;till\n0482;2019-01-01;2019-12-31\n")
        assert "bladet är tomt" in noted(found)["help.csv"][0]
        for names in ("insatser;", ";alla", "ja"):
            tables, _, fields = names.partition(";")
            said = {"ja": ("uppföljningar", "")}.get(names, (tables, fields))
            sheet = "kommun;från;till;tabeller;fält\n0482;2019-01-01;2019-12-31;{};{}\n"
            expected = {"help.csv"} if said[0] == "" else set()
            assert noted(read(tmp_path, sheet.format(*said))).keys() == expected

    def test_another_municipality(self, tmp_path: Path) -> None:
        """What one municipality fills in says nothing of another's empty column."""
        head = "kommun;ärende;person;roll;aktualiseringsdatum;aktualiseringsorsak;handläggare\n"
        for code, officer in (("0482", ""), ("0488", "h1")):
            (tmp_path / f"{code}.csv").write_text(
                f"{head}{code};1;a;vuxen;2019-03-01;våld;{officer}\n", "utf-8"
            )
        assert noted(vnr.read(tmp_path, observed=YEAR)).keys() == {"0482.csv"}

    def test_what_is_never_lacking(self, tmp_path: Path) -> None:
        """A column that every row needs, or that no field is, isn't asked about."""
        text = "kommun;ärende;person;roll;aktualiseringsdatum;aktualiseringsorsak;annat\n0482;1;a;vuxen;2019-03-01;våld;\n"
        (tmp_path / "cases.csv").write_text(text, "utf-8")
        assert noted(vnr.read(tmp_path, observed=YEAR)) == {}

    def test_follow_ups_that_stand_alone(self, tmp_path: Path) -> None:
        """Of a sheet of follow-ups the columns of their interventions are asked about too."""
        (tmp_path / "cases.csv").write_text(CASES, "utf-8")
        (tmp_path / "followed.csv").write_text(
            "kommun;ärende;person;insats;startdatum;besök;planerad;genomförd\n"
            "0482;1;a;Trappan;2019-03-02;;2019-04-01;\n",
            "utf-8",
        )
        told = noted(vnr.read(tmp_path, observed=YEAR))["followed.csv"]
        assert [note.partition(" står inget")[0] for note in told] == [
            "i kolumnerna besök",
            "i kolumnerna genomförd",
        ]

    def test_scores_and_keys(self, tmp_path: Path) -> None:
        """An empty column of scores is asked about; one that rows are found by is none."""
        (tmp_path / "cases.csv").write_text(CASES, "utf-8")
        (tmp_path / "assessed.csv").write_text(
            "kommun;ärende;person;instrument;datum;poäng\n0482;1;;SARA:SV;2019-03-02;\n", "utf-8"
        )
        (told,) = noted(vnr.read(tmp_path, observed=YEAR))["assessed.csv"]
        assert "i kolumnerna poäng står inget" in told

    def test_what_was_set_aside(self, tmp_path: Path) -> None:
        """A column of which every row was set aside is no empty one: its faults say enough."""
        (tmp_path / "cases.csv").write_text(CASES, "utf-8")
        (tmp_path / "assessed.csv").write_text(
            "kommun;ärende;person;instrument;datum;poäng\n0482;1;a;SARA:SV;2019-03-02;många\n",
            "utf-8",
        )
        found = vnr.read(tmp_path, observed=YEAR)
        assert [fault.rule for fault in found.faults] != []
        assert noted(found) == {}
