"""Reading gives account of every row, and says what to do."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

import vnr
from building import day
from vnr.errors import DataError, UnknownNameError
from vnr.io import RULES, Faults, Profile, _csv, write_template
from vnr.io._alias import REQUIRED, TABLES, columns_of, headings, title
from vnr.io._identity import is_personal_number, pseudonyms
from vnr.model import Period

YEAR = Period.year(2019)
HEAD = "Ärende-ID;Klient;Kommun;Roll;Aktualiseringsdatum;Aktualiseringsorsak\n"
GOOD = "101;a1;0484;våldsutsatt vuxen;2019-01-15;våld i nära relation\n"
KEY = "a secret for tests only, not for people"


def written(folder: Path, text: str | bytes, name: str = "a.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("cp1252"))
    return path


def _official(count: int) -> list[str]:
    """Made-up numbers with a right check digit, of people who would be born in 1890."""
    found = []
    for serial in range(count * 10):
        number = f"900101{serial % 10_000:04}" if serial < 10_000 else f"900102{serial - 10_000:04}"
        if is_personal_number(number):
            found.append(f"18{number}")
    return found[:count]


class TestMisuse:
    """What can't be read at all is an error that says what to do."""

    def test_paths(self, tmp_path: Path) -> None:
        """Nothing, nowhere, twice, another kind, an empty folder."""
        good = written(tmp_path, HEAD + GOOD)
        (tmp_path / "empty").mkdir()
        for paths, message in (
            ([], "at least one file"),
            (tmp_path / "none.csv", "there is no file"),
            ([good, tmp_path / "empty" / ".." / "a.csv"], "given twice"),
            (written(tmp_path, b"", "a.doc"), "neither csv"),
            (tmp_path / "empty", "holds no csv"),
        ):
            with pytest.raises(DataError, match=message):
                vnr.read(paths, observed=YEAR)

    def test_folder(self, tmp_path: Path) -> None:
        """A folder is read whole; what a spreadsheet leaves beside an open file isn't."""
        written(tmp_path, HEAD + GOOD)
        written(tmp_path, b"rubbish", "~$b.xlsx")
        written(tmp_path, b"no table", "c.md")
        assert vnr.read(tmp_path, observed=YEAR).rows_read == 1

    def test_arguments(self, tmp_path: Path) -> None:
        """A window, an encoding, a key, a profile that are none."""
        path = written(tmp_path, HEAD + GOOD)
        with pytest.raises(DataError, match="Period"):
            vnr.read(path, observed=2019)  # type: ignore[arg-type]
        with pytest.raises(DataError, match="no encoding 'klingon'"):
            vnr.read(path, observed=YEAR, encoding="klingon")
        for codec in ("idna", "undefined"):
            with pytest.raises(DataError, match=f"no encoding '{codec}'"):
                vnr.read(path, observed=YEAR, encoding=codec)
        with pytest.raises(DataError, match="at least 16 bytes"):
            vnr.read(path, observed=YEAR, key="short")
        with pytest.raises(DataError, match="can't be read"):
            vnr.read(path, observed=YEAR, profile=tmp_path / "none.toml")
        with pytest.raises(DataError, match="isn't TOML"):
            vnr.read(path, observed=YEAR, profile=written(tmp_path, "= x", "p.toml"))
        with pytest.raises(UnknownNameError, match="columns"):
            Profile.load(written(tmp_path, "[colums]", "p.toml"))
        with pytest.raises(DataError, match="no code of it"):
            vnr.read(
                written(
                    tmp_path, HEAD.replace(";Roll", "") + GOOD.replace(";våldsutsatt vuxen", "")
                ),
                observed=YEAR,
                profile=Profile(role="granne"),
            )

    @pytest.mark.parametrize(
        "make",
        [
            lambda: Profile(columns={"Datum": "dat"}),
            lambda: Profile(codes={"reason": {"VINR": "våld"}}),
            lambda: Profile(files={"*": {"colour": "red"}}),
        ],
    )
    def test_profiles(self, make: Any) -> None:
        """A profile names only what there is."""
        with pytest.raises(UnknownNameError):
            make()


class TestIdentities:
    """Personal numbers never pass the border."""

    NUMBERS = "101;19811218-9876;0484;våldsutsatt vuxen;2019-01-15;våld\n"

    def test_numbers_far_down(self, tmp_path: Path) -> None:
        """They are seen though other identifiers come first, thousands of them."""
        rows = [GOOD.replace("a1", f"k{place}") for place in range(3000)]
        rows += [GOOD.replace("a1", number) for number in _official(1500)]
        path = written(tmp_path, HEAD + "".join(rows))
        with pytest.raises(DataError, match="holds personal numbers"):
            vnr.read(path, observed=YEAR)

    @pytest.mark.parametrize("sign", ["", "-", "–", " "])
    def test_one_number_in_every_spelling(self, sign: str) -> None:
        """With hyphen, dash, blank or nothing, with century or without, it is one person."""
        spelt = [f"{century}811218{sign}9876" for century in ("", "19")]
        today = day("2019-12-31")
        assert len(set(pseudonyms([*spelt, "19811218-9876"], b"k" * 16, today))) == 1

    @pytest.mark.parametrize("heading", ["Klient", "Personnummer", "Brukare"])
    def test_refused_without_a_key(self, tmp_path: Path, heading: str) -> None:
        """By heading or by content, with the remedy and without the number."""
        path = written(tmp_path, HEAD.replace("Klient", heading) + self.NUMBERS)
        with pytest.raises(DataError, match="key=") as error:
            vnr.read(path, observed=YEAR)
        assert "9876" not in str(error.value)

    def test_pseudonyms(self, tmp_path: Path) -> None:
        """With a key there are keyed hashes; another key gives others; the same gives the same."""
        path = written(tmp_path, HEAD + self.NUMBERS)
        one, again, other = (
            vnr.read(path, observed=YEAR, key=key).register.keys("person_id")[0]
            for key in (KEY, KEY.encode(), KEY + "2")
        )
        assert one == again != other
        assert b"9876" not in one

    @pytest.mark.parametrize(
        ("left", "right", "same"),
        [
            ("811218-9876", "19811218-9876", True),
            ("8112189876", "198112189876", True),
            ("121218-9876", "19121218+9876", False),
            ("121218+9876", "19121218-9876", True),
            ("811278-9873", "19811278-9873", True),
            ("tf-01 ", "TF-01", True),
        ],
    )
    def test_ways_to_write_a_number(self, left: str, right: str, same: bool) -> None:
        """Ten and twelve digits agree where the century can be told."""
        one, other = pseudonyms([left, right], b"k" * 32, day("2019-12-31"))
        assert (one == other) is same

    def test_skatteverkets_rules(self) -> None:
        """Check digit; coordination numbers, also those without a calendar date."""
        right = ("811218-9876", "191401682396", "191500722390", "191711602399", "640823-3234")
        assert all(map(is_personal_number, right))
        wrong = ("811218-9875", "811318-9876", "811242-9876", "s000123", "20190101TF01")
        assert not any(map(is_personal_number, wrong))


class TestFiles:
    """Files as they come."""

    @pytest.mark.parametrize(
        ("content", "rule"),
        [
            (b"", "file-empty"),
            (b" \n \n", "file-empty"),
            (bytes(range(256)), "file-unreadable"),
            (b"\x00\x01" * 50, "file-unreadable"),
            (b"a;b;c\n1;2;3\n", "headings-missing"),
            (HEAD.encode("cp1252"), "no-rows"),
        ],
    )
    def test_no_table(self, tmp_path: Path, content: bytes, rule: str) -> None:
        """A file that holds no rows is a fault, and the reading goes on."""
        reading = vnr.read(written(tmp_path, content), observed=YEAR)
        assert reading.faults.rules == {rule: 1}
        assert len(reading.register) == 0

    @pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.ods"])
    @pytest.mark.parametrize(("content", "rule"), [(b"", "file-empty"), (b"PK", "file-unreadable")])
    def test_no_workbook(self, tmp_path: Path, name: str, content: bytes, rule: str) -> None:
        """So is a workbook that is none."""
        reading = vnr.read(written(tmp_path, content, name), observed=YEAR)
        assert reading.faults.rules == {rule: 1}

    def test_fast_and_plain_agree(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """With and without pyarrow the same file gives the same register and account."""
        rows = [
            f"{n // 2};P{n // 2 % 97:04};04{80 + n % 9};våldsutsatt vuxen;2019-0{1 + n % 9}-15;"
            f"{('våld i nära relation', 'oro för barn')[n % 2]};{'' if n % 3 else '2019-12-01'}\n"
            for n in range(3000)
        ]
        text = HEAD.replace("\n", ";Avslutsdatum\n") + "".join(rows)
        text = text.replace(";P0007;", ";;").replace("2019-09-15", "2019-09-31")
        path = written(tmp_path, text)
        plain = vnr.read(path, observed=YEAR)
        monkeypatch.setattr(_csv, "FAST_FROM", 0)
        fast = vnr.read(path, observed=YEAR)
        assert list(plain.register.cases()) == list(fast.register.cases())
        assert plain.files == fast.files
        assert list(plain.faults) == list(fast.faults)
        assert plain.rejected > 0

    @pytest.mark.parametrize(
        "change",
        [
            lambda text: "Uttag;;\n" + text,
            lambda text: text + "Summa;3\n",
            lambda text: text.replace("Aktualiseringsorsak", "Aktualiseringsorsak;;"),
            lambda text: text.replace("a1", '"a;1"'),
            lambda text: text + "102;a2",
        ],
    )
    def test_unusual_files_go_the_plain_way(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Any
    ) -> None:
        """What the fast reader can't explain, the plain one does."""
        path = written(tmp_path, change(HEAD + GOOD + GOOD))
        plain = vnr.read(path, observed=YEAR)
        monkeypatch.setattr(_csv, "FAST_FROM", 0)
        fast = vnr.read(path, observed=YEAR)
        assert plain.files == fast.files
        assert list(plain.register.cases()) == list(fast.register.cases())

    @pytest.mark.parametrize("size", [64, 4097, 5245, 5614])
    def test_a_workbook_cut_off(self, tmp_path: Path, size: int) -> None:
        """A damaged workbook is a fault, also where the library that reads it panics."""
        whole = Path(__file__).parents[2] / "extracts" / "10_old.xls"
        path = written(tmp_path, whole.read_bytes()[:size], "a.xls")
        assert vnr.read(path, observed=YEAR).faults.rules == {"file-unreadable": 1}

    @pytest.mark.parametrize(
        "broken", ['"101;a1', '101;"a1"x;0484', '101;"a1', "101;" + "a" * 140_000]
    )
    def test_a_row_that_makes_no_sense(self, tmp_path: Path, broken: str) -> None:
        """It is read and set aside alone: the rows that a lonely quote swallows are read anew."""
        text = HEAD + GOOD + broken + "\n" + GOOD.replace("101", "102") + GOOD.replace("101", "103")
        reading = vnr.read(written(tmp_path, text), observed=YEAR)
        assert reading.faults.rules == {"quote-unclosed": 1}
        assert reading.faults[0].row == 3
        assert (reading.rows_read, reading.accepted, reading.rejected) == (4, 3, 1)

    def test_cut_inside_quotes(self, tmp_path: Path) -> None:
        """The last row is set aside, for its quote and for its end."""
        reading = vnr.read(written(tmp_path, HEAD + GOOD + '102;"a2'), observed=YEAR)
        assert set(reading.faults.rules) == {"quote-unclosed", "row-cut"}
        assert (reading.rows_read, reading.rejected) == (2, 1)

    def test_files_of_one_name(self, tmp_path: Path) -> None:
        """Each has its own account and its own faults, told apart by its folder."""
        for code, rows in (
            ("0484", GOOD + GOOD.replace("2019-01-15", "2019-02-30")),
            ("0480", GOOD),
        ):
            (tmp_path / code).mkdir()
            written(tmp_path / code, HEAD + rows.replace("0484", code))
        reading = vnr.read([tmp_path / "0484", tmp_path / "0480"], observed=YEAR)
        assert [(file.name, file.rows_read, file.rejected) for file in reading.files] == [
            ("0484/a.csv", 2, 2),
            ("0480/a.csv", 1, 0),
        ]
        assert {fault.file for fault in reading.faults} == {"0484/a.csv"}
        assert len(reading.register) == 1
        by_name = Profile(files={"A.csv": {"unit": "child"}, "0480/*": {"unit": "adult"}})
        again = vnr.read([tmp_path / "0484", tmp_path / "0480"], observed=YEAR, profile=by_name)
        assert [case.unit for case in again.register.cases()] == ["adult"]

    def test_seven_columns_of_one_name(self, tmp_path: Path) -> None:
        """Rows of two municipalities' tables are different persons."""
        text = (
            "Kommun;Ålder;Kön;Antal besök;SARA;Antal möten;Missade möten;Avslutsorsak\n"
            "0484;34;Kvinna;3;SARA;4;1;Flyttat\n"
        )
        parts = []
        for code in ("0484", "0480"):
            (tmp_path / code).mkdir()
            path = written(tmp_path / code, text.replace("0484", code))
            parts.append(vnr.read(path, observed=YEAR).register)
        together = vnr.read([tmp_path / "0484", tmp_path / "0480"], observed=YEAR).register
        for register in (together, vnr.Register.concat(parts)):
            assert register.table("persons").rows == 2

    def test_a_file_that_stays_shut(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """What the system won't open is misuse with its reason."""
        path = written(tmp_path, HEAD + GOOD)

        def shut(*_: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "open", shut)
        with pytest.raises(DataError, match="Permission denied"):
            vnr.read(path, observed=YEAR)

    def test_large_file_the_plain_way(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A large file may go the plain way while pyarrow still holds it."""
        import pyarrow as pa

        held = []
        wrap = pa.py_buffer

        def hold(data: Any) -> Any:
            held.append(wrap(data))
            return held[-1]

        monkeypatch.setattr(_csv, "FAST_FROM", 0)
        monkeypatch.setattr(pa, "py_buffer", hold)
        reading = vnr.read(written(tmp_path, HEAD + GOOD + "Summa;3\n"), observed=YEAR)
        assert held
        assert reading.accepted == 1

    def test_unknown_headings(self, tmp_path: Path) -> None:
        """They are noted, with the nearest known one; a column without one as well."""
        text = HEAD.replace("\n", ";Avslutsdatm;;Kommentar\n")
        reading = vnr.read(
            written(tmp_path, text + GOOD.replace("\n", ";2019-02-01;x;y\n")), observed=YEAR
        )
        notes = " ".join(reading.files[0].notes)
        assert "«Avslutsdatm» lästes inte; menades closed?" in notes
        assert "utan rubrik" in notes
        assert "«Kommentar» lästes inte" in notes

    @pytest.mark.parametrize(
        "text",
        [
            "columns = 3",
            "[columns]\na = 3",
            '[columns]\na = ["date"]',
            "municipality = 484",
            'municipality = "48"',
            '[files]\na = "x"',
            'codes = "x"',
            '[codes]\nreason = "x"',
            '[codes.municipality]\nEskilstuna = "484"',
            '[files."a*"]\nmunicipality = "Eskilstuna"',
        ],
    )
    def test_profile_of_another_form(self, tmp_path: Path, text: str) -> None:
        """A profile whose values have another form is refused when it is read."""
        with pytest.raises(DataError, match="in the profile"):
            Profile.load(written(tmp_path, text, "p.toml"))

    def test_rows_after_the_window(self, tmp_path: Path) -> None:
        """What is dated after the cut-off is counted out loud; its last day is not after it."""
        head = HEAD.replace("\n", ";Avslutsdatum\n")
        rows = [GOOD.replace("\n", f";{closed}\n") for closed in ("2019-12-31", "2020-01-01")]
        notes = [vnr.read(written(tmp_path, head + row), observed=YEAR).files[0] for row in rows]
        assert not any("efter fönstrets slut" in note for note in notes[0].notes)
        assert "1 rader har datum efter fönstrets slut 2019-12-31" in " ".join(notes[1].notes)

    def test_column_missing(self, tmp_path: Path) -> None:
        """A needed column that is nearly there is suggested; a fixed value too."""
        text = HEAD.replace("Aktualiseringsorsak", "Aktualiseringsorsk").replace(";Roll", "")
        reading = vnr.read(
            written(tmp_path, text + GOOD.replace(";våldsutsatt vuxen", "")), observed=YEAR
        )
        assert reading.faults.rules == {"column-missing": 2}
        assert "menades Aktualiseringsorsk?" in repr(reading.faults)
        assert 'skriv role = "…" i profilen' in repr(reading.faults)

    def test_files_by_pattern(self, tmp_path: Path) -> None:
        """A profile fixes values by the file's name."""
        text = HEAD.replace(";Roll", "") + GOOD.replace(";våldsutsatt vuxen", "")
        profile = Profile(files={"BARN*.csv": {"unit": "barnenhet", "role": "exposed_child"}})
        reading = vnr.read(written(tmp_path, text, "barn_2019.csv"), observed=YEAR, profile=profile)
        assert [case.unit for case in reading.register.cases()] == ["child"]


VALUES = [
    ("Avslutsdatum", "2019-02-01 00:00:00", "closed", day("2019-02-01")),
    ("Avslutsdatum", "43497,0", "closed", day("2019-02-01")),
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
        ("Polisanmälan", "kanske", "flag-invalid"),
        ("Antal barn", "två", "number-invalid"),
        ("Antal barn", "1,5", "number-invalid"),
        ("Antal barn", "inf", "number-invalid"),
        ("Antal barn", "-1", "negative"),
        ("Födelseår", "81", "number-invalid"),
        ("Våldsformer", "fysiskt, hårt", "code-unknown"),
        ("Hemkommun", "Stockholm", "municipality-invalid"),
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


class TestFaults:
    """Faults print, are a frame, and go back as a workbook."""

    def many(self, folder: Path) -> vnr.io.Reading:
        rows = "".join(
            GOOD.replace("2019-01-15", "igår").replace("101", str(n)) for n in range(10_000)
        )
        return vnr.read(written(folder, HEAD + rows, "=a.csv"), observed=YEAR)

    def test_ten_thousand(self, tmp_path: Path) -> None:
        """They are summed up on the screen, and all there in the file."""
        reading = self.many(tmp_path)
        assert len(reading.faults) == 10_000
        assert len(repr(reading.faults).splitlines()) < 20
        assert "… 9990 fel till" in repr(reading.faults)
        path = reading.faults.to_xlsx(tmp_path / "fel.xlsx")
        rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
        assert len(rows) == 1 + 10_000
        assert rows[1][0] == "'=a.csv"
        assert not stat.S_IMODE(path.stat().st_mode) & 0o111

    def test_cannot_be_overlooked(self, tmp_path: Path) -> None:
        """A reading that lost rows shouts, in text and HTML."""
        reading = self.many(tmp_path)
        assert repr(reading).splitlines()[1].startswith("!! 10000 av 10000 rader (100,0 %)")
        assert "border:3px solid" in reading._repr_html_()
        assert "igår" not in repr(reading) + repr(reading.faults)

    def test_frame_and_narrowing(self, tmp_path: Path) -> None:
        """One row for each; those of one rule."""
        reading = vnr.read(
            [written(tmp_path, b""), written(tmp_path, HEAD + GOOD * 2 + "102\n", "b.csv")],
            observed=YEAR,
        )
        frame = reading.faults.to_frame("polars")
        assert frame["row"].to_list()[0] is None
        assert len(reading.faults.of("file-empty")) == 1
        assert reading.faults[0].rule == "file-empty"
        with pytest.raises(UnknownNameError):
            reading.faults.of("file-emty")
        assert repr(Faults()) == "inga fel"
        assert "fel" in reading.faults._repr_html_()

    def test_every_rule_speaks(self) -> None:
        """Each rule has a message and a remedy."""
        assert all(len(texts) == 2 and all(texts) for texts in RULES.values())

    def test_many_files(self, tmp_path: Path) -> None:
        """Of many files only those that lost rows are listed."""
        paths = [
            written(tmp_path, HEAD + GOOD.replace("101", str(n)), f"{n}.csv") for n in range(14)
        ]
        paths.append(written(tmp_path, HEAD + GOOD.replace("2019", "x"), "bad.csv"))
        shown = repr(vnr.read(paths, observed=YEAR))
        assert "14 filer lästes utan" in shown
        assert "bad.csv: 1 lästa = 0 godtagna + 1 bortlagda" in shown


class TestTemplate:
    """The template's headings are ones that `read` knows."""

    def test_headings(self, tmp_path: Path) -> None:
        """Every sheet has its fields, and each heading leads back to its field."""
        book = CalamineWorkbook.from_path(str(write_template(tmp_path / "mall.xlsx")))
        assert book.sheet_names[-1] == "Koder"
        assert len(book.sheet_names) == 8
        for table in TABLES:
            for field in columns_of(table):
                assert headings(table)[vnr.io._alias.fold(title(table, field))] == field

    def test_empty_one_is_no_delivery(self, tmp_path: Path) -> None:
        """An empty template has one fault: no rows."""
        reading = vnr.read(write_template(tmp_path / "mall.xlsx"), observed=YEAR)
        assert reading.faults.rules == {"no-rows": 1}


def test_required_fields_exist() -> None:
    """What a table needs are fields of it."""
    assert all(set(REQUIRED[table]) <= set(columns_of(table)) for table in TABLES)


@given(st.binary(max_size=400))
def test_no_bytes_crash_it(content: bytes) -> None:
    """Whatever lies in a file, the reading ends with an account that adds up."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        for start in (b"", HEAD.encode("cp1252"), HEAD.encode()):
            reading = vnr.read(written(Path(folder), start + content), observed=YEAR)
            assert reading.rows_read == reading.accepted + reading.rejected


@given(st.lists(st.lists(st.text(max_size=6), min_size=6, max_size=7), max_size=6))
def test_no_cells_crash_it(rows: list[list[str]]) -> None:
    """Nor does any content of the cells; every accepted row is an intake."""
    import csv
    import io
    import tempfile

    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(rows)
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder), (HEAD + out.getvalue()).encode("utf-8", "replace"))
        reading = vnr.read(path, observed=YEAR)
    assert reading.rows_read == reading.accepted + reading.rejected
    assert reading.register.table("intakes").rows == reading.accepted
    assert np.all(reading.register.table("cases")["opened"] > -(2**31))


class TestInterventionsWithFollowUps:
    """One sheet for both: each distinct kind and start is an intervention."""

    HEAD = "Ärende-ID;Klient;Kommun;Insats;Insats startad;Planerad uppföljning;Uppföljd;Besök\n"
    BASE = (
        "Ärende-ID;Klient;Kommun;Roll;Aktualiseringsdatum;Aktualiseringsorsak\n"
        "1;a;0484;våldsutsatt vuxen;2019-02-01;våld i nära relation\n"
    )

    def read(self, folder: Path, *rows: str, **more: str) -> vnr.io.Reading:
        files = {"a.csv": self.BASE, "b.csv": self.HEAD + "\n".join(rows) + "\n"} | {
            f"{name}.csv": text for name, text in more.items()
        }
        for name, text in files.items():
            (folder / name).write_text(text, "utf-8")
        return vnr.read([folder / name for name in files], observed=vnr.Period.year(2019))

    def test_apart(self, tmp_path: Path) -> None:
        """Two follow-ups of one intervention, one of another, and one that nothing is planned for."""
        reading = self.read(
            tmp_path,
            "1;a;0484;Trappan;2019-03-01;2019-06-01;2019-06-02;5",
            "1;a;0484;Trappan;2019-03-01;2019-09-01;;5",
            "1;a;0484;Trappan;2019-04-01;2019-09-01;;",
            "1;a;0484;stödsamtal;2019-04-01;;;2",
        )
        assert [file.rejected for file in reading.files] == [0, 0]
        (case,) = reading.register.cases()
        found = [(one.kind.value, len(one.follow_ups), one.visits) for one in case.interventions]
        assert sorted(found, key=str) == [
            ("counselling", 0, 2),
            ("trappan", 1, None),
            ("trappan", 2, 5),
        ]

    def test_faults(self, tmp_path: Path) -> None:
        """Each faulty row is told once, and all rows are accounted for."""
        reading = self.read(
            tmp_path,
            "1;a;0484;Trappan;2019-01-01;2019-06-01;;",
            "1;a;0484;;2019-03-01;2019-06-01;;",
            "1;a;0484;Trappan;igår;2019-06-01;;",
            "1;a;0484;Trappan;2019-05-01;2019-06-01;2019-04-01;",
            "1;a;0484;Trappan;2019-05-01;2019-07-01;;",
            "1;a;0484;Trappan;2019-05-01;2019-07-01;;",
            "9;z;0484;Trappan;2019-05-01;2019-07-01;;",
        )
        found = {(fault.row, fault.rule) for fault in reading.faults}
        assert found == {
            (2, "before-case"),
            (3, "value-missing"),
            (4, "date-invalid"),
            (5, "done-before-started"),
            (7, "due-twice"),
            (8, "case-unknown"),
        }
        file = reading.files[1]
        assert (file.rows_read, file.accepted, file.rejected) == (7, 1, 6)
        (case,) = reading.register.cases()
        assert [len(one.follow_ups) for one in case.interventions] == [1]

    def test_own_sheet(self, tmp_path: Path) -> None:
        """Interventions that have a sheet of their own are read from it."""
        reading = self.read(
            tmp_path,
            "1;a;0484;Trappan;2019-03-01;2019-06-01;2019-06-02;5",
            c="Ärende-ID;Klient;Kommun;Insats;Insats startad;Besök\n1;a;0484;Trappan;2019-03-01;7\n",
        )
        (case,) = reading.register.cases()
        assert [(one.visits, len(one.follow_ups)) for one in case.interventions] == [(7, 1)]
        assert any("läses ur insatsernas" in note for note in reading.files[1].notes)
