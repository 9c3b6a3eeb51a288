"""No personal number passes the border in clear: a key or a refusal, whatever column it stands in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import polars as pl
import pytest
import xlsxwriter

import vnr
from delivering import GOOD, HEAD, YEAR, written
from refusing import refused
from vnr import Period, Pseudonymiser
from vnr.errors import DataError
from vnr.io import Reading
from vnr.report import county_report, write_html

KEY = "a secret for tests only, not for people"
FIRST = "Ärende-ID;Klient;Kommun;Roll;Aktualiseringsdatum;Aktualiseringsorsak"


def luhn(nine: str) -> str:
    """Nine digits and their check digit, by the book."""
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(nine)]
    return nine + str(-sum(int(one) for number in doubled for one in str(number)) % 10)


CHILD, ADULT, OTHER = luhn("050102123"), luhn("811218987"), luhn("640823323")


def _dashed(dash: str, number: str) -> str:
    return f"20{number[:6]}{dash}{number[6:]}"


SPELLINGS: dict[str, Callable[[str], str]] = {
    "plain": lambda n: n,
    "with its century": lambda n: f"20{n}",
    "signed": lambda n: f"{n[:6]}-{n[6:]}",
    "both": lambda n: f"20{n[:6]}-{n[6:]}",
    **{
        f"dash {ord(dash):x}": partial(_dashed, dash)
        for dash in "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
    },
    "soft hyphen": lambda n: f"{n[:6]}\u00ad{n[6:]}",
    "blanks": lambda n: f" 20{n[:6]} - {n[6:]}\u00a0",
    "no break": lambda n: f"20{n[:6]}\u00a0{n[6:]}",
    "dashes": lambda n: f"20{n[:2]}-{n[2:4]}-{n[4:6]}-{n[6:]}",
    "dashes and blank": lambda n: f"20{n[:2]}-{n[2:4]}-{n[4:6]} {n[6:]}",
    "strokes": lambda n: f"{n[:2]}/{n[2:4]}/{n[4:6]}-{n[6:]}",
    "zero width": lambda n: f"20{n[:6]}\u200b{n[6:]}",
    "other digits": lambda n: "".join(chr(ord(digit) + 0xFEE0) for digit in n),
    "lost zero": lambda n: n[1:],
    "of a float": lambda n: f"{n[1:]}.0",
}
WITH_MORE: dict[str, Callable[[str], str]] = {
    "serial": lambda n: f"20{n}-1",
    "child": lambda n: f"20{n} barn 2",
    "no sign": lambda n: f"20{n}01",
    "before": lambda n: f"pnr:{n[:6]}-{n[6:]}",
    "together": lambda n: f"P{n}",
    "municipality": lambda n: f"0484-20{n[:6]}-{n[6:]}",
    "temporary": lambda n: f"20{n[:6]}-T{n[7:]}",
    "interim": lambda n: f"20{n[:6]}X{n[7:]}",
    "reserve": lambda n: f"20{n[:6]}-TF{n[8:]}",
    "coordination": lambda n: luhn(f"{n[:4]}{int(n[4:6]) + 60}{n[6:9]}"),
}
EVERY = SPELLINGS | WITH_MORE


def digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())


def shown(reading: Reading) -> str:
    """All that anybody sees of a reading."""
    faults = reading.faults
    parts = [repr(reading), reading.show("en"), repr(reading.files), reading._repr_html_()]
    parts += [faults.show("sv"), faults.show("en"), repr(list(faults)), repr(faults)]
    parts += [str(faults.to_frame("polars").to_dicts()), repr(reading.register)]
    return " ".join(parts)


def kept(reading: Reading) -> str:
    """All identifiers and labels that a register holds."""
    stored = reading.register._stored
    held = [value.decode() for keys in stored.dictionaries.values() for value in keys.tolist()]
    return " ".join(held) + repr(reading.register.to_dict())


@pytest.mark.parametrize("spelling", EVERY)
@pytest.mark.parametrize("column", ["Ärende-ID", "Klient"])
def test_every_spelling(tmp_path: Path, column: str, spelling: str) -> None:
    """Refused without a key, and nowhere to be seen with one."""
    number = EVERY[spelling](CHILD)
    place = FIRST.split(";").index(column)
    cells = GOOD.strip().split(";")
    cells[place] = number
    path = written(tmp_path, (HEAD + ";".join(cells) + "\n").encode())
    with refused(DataError, match="holds personal numbers") as error:
        vnr.read(path, observed=YEAR)
    assert CHILD[6:] not in digits(str(error.value))
    reading = vnr.read(path, observed=YEAR, key=KEY)
    assert reading.accepted == 1
    assert number.strip() not in shown(reading) + kept(reading)
    assert CHILD[1:] not in digits(shown(reading)) + kept(reading)


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_one_pseudonym(tmp_path: Path, spelling: str) -> None:
    """All spellings of one number are one person, in files of different columns too."""
    one = HEAD + GOOD.replace("a1", f"20{CHILD}")
    two = HEAD + GOOD.replace("101", "102").replace("a1", SPELLINGS[spelling](CHILD))
    paths = [written(tmp_path, one), written(tmp_path, two.encode(), "b.csv")]
    register = vnr.read(paths, observed=YEAR, key=KEY).register
    assert register.table("persons").height == 1


def test_more_than_a_hundred(tmp_path: Path) -> None:
    """A plus says that somebody is over a hundred."""
    number = luhn("121218987")
    one = HEAD + GOOD.replace("a1", f"19{number}")
    one += GOOD.replace("101", "102").replace("a1", f"{number[:6]}+{number[6:]}")
    one += GOOD.replace("101", "103").replace("a1", f"{number[:6]}-{number[6:]}")
    register = vnr.read(written(tmp_path, one), observed=YEAR, key=KEY).register
    assert register.table("persons").height == 2
    assert sorted(register.table("persons")["birth_year"].tolist()) == [1912, 2012]


PLACES: dict[str, tuple[str, Callable[[str], str]]] = {
    "officer": ("Handläggare", lambda n: n),
    "household": ("Hushåll", lambda n: n),
    "district": ("Distrikt", lambda n: n),
    "unknown heading": ("Löpande", lambda n: n),
    "no heading": ("", lambda n: n),
    "free text": ("Anteckning", lambda n: f"Modern ({n}) ringde den 3 mars; återkommer"),
    "code": ("Avslutsorsak", lambda n: n),
    "several codes": ("Våldsform", lambda n: f"fysiskt, {n}"),
    "flag": ("Polisanmälan", lambda n: n),
    "number": ("Antal barn", lambda n: n),
    "date": ("Avslutsdatum", lambda n: n),
}


@pytest.mark.parametrize("spelling", ["both", "plain", "dash 2011", "dashes", "lost zero"])
@pytest.mark.parametrize("place", PLACES)
def test_every_column(tmp_path: Path, place: str, spelling: str) -> None:
    """One row of a thousand is enough, under any heading, read or passed over."""
    if place in ("free text", "several codes") and spelling == "lost zero":
        pytest.skip("nine digits among other words are anything")
    heading, put = PLACES[place]
    number = SPELLINGS[spelling](CHILD)
    rows = [f"{GOOD.strip().replace('101', str(n)).replace('a1', f'k{n}')};\n" for n in range(1000)]
    rows[777] = rows[777].replace(";\n", f";{put(number)}\n")
    text = f"{FIRST};{heading};Anm\n" + "".join(row.replace("\n", ";\n") for row in rows)
    path = written(tmp_path, text.encode())
    with refused(DataError, match="holds personal numbers") as error:
        vnr.read(path, observed=YEAR)
    assert CHILD[6:] not in digits(str(error.value))
    reading = vnr.read(path, observed=YEAR, key=KEY)
    assert reading.rows_read == 1000
    assert number not in shown(reading) + kept(reading)
    assert CHILD[1:] not in digits(shown(reading))
    assert CHILD[1:] not in kept(reading)
    assert not any(
        CHILD[1:] in str(column.tolist())
        for table in reading.register._stored.tables.values()
        for column in table.values()
        if column.dtype.kind in "iuf"
    )


def test_a_municipality_that_is_a_person(tmp_path: Path) -> None:
    """A column that slid puts people under the municipality."""
    text = HEAD + GOOD + GOOD.replace("0484", f"20{CHILD}")
    with refused(DataError, match="holds personal numbers"):
        vnr.read(written(tmp_path, text), observed=YEAR)
    reading = vnr.read(written(tmp_path, text), observed=YEAR, key=KEY)
    assert (reading.accepted, reading.rejected) == (1, 1)
    assert CHILD not in shown(reading)


@pytest.mark.parametrize("number", [int(CHILD), float(CHILD), int(ADULT), f"20{CHILD}"])
def test_cells_of_a_workbook(tmp_path: Path, number: float | str) -> None:
    """Number cells lose zeros, and are known nevertheless."""
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, [*FIRST.split(";"), "Anm"])
    for row, place in ((1, 1), (2, 6)):
        sheet.write_row(row, 0, [f"1{row}", f"k{row}", *GOOD.strip().split(";")[2:]])
        sheet.write(row, place, number)
    book.close()
    with refused(DataError, match=r"Klient.*holds personal numbers") as error:
        vnr.read(path, observed=YEAR)
    assert "Anm" in str(error.value)
    reading = vnr.read(path, observed=YEAR, key=KEY)
    assert reading.accepted == 2
    assert CHILD[1:] not in digits(shown(reading)) + kept(reading)


def _cases(numbers: list[str]) -> str:
    return HEAD + "".join(
        GOOD.replace("101", number).replace("a1", f"k{place}")
        for place, number in enumerate(numbers)
    )


class TestCasesByDate:
    """A case's number that is made of a date is none of a person."""

    @pytest.mark.parametrize(
        "numbers",
        [
            [f"20190301-{n:04}" for n in range(1234, 1254)],
            [f"2019030{1 + n % 9}{n:04}" for n in range(1000, 1100)],
            [f"190301-{n:04}" for n in range(1, 21)],
            [f"2019-03-01-{n:04}" for n in range(5000, 5010)],
            [luhn("190301123")[:-1] + str((int(luhn("190301123")[-1]) + 1) % 10)],
        ],
    )
    def test_taken(self, tmp_path: Path, numbers: list[str]) -> None:
        """One in ten is right by chance; they stay in clear, and a note says how it was told."""
        reading = vnr.read(written(tmp_path, _cases(numbers)), observed=YEAR)
        assert {one.case_id for one in reading.register.cases()} == set(numbers)
        said = "10 % have by chance" in reading.show("en")
        assert said is (len(numbers) > 1)

    @pytest.mark.parametrize(("right", "hidden"), [(20, False), (21, True)])
    def test_over_a_fifth(self, tmp_path: Path, right: int, hidden: bool) -> None:
        """Of a hundred twenty may be right by chance, and one more not."""
        made = [luhn(f"190301{n:03}") for n in range(100, 200)]
        wrong = [number[:-1] + str((int(number[-1]) + 1) % 10) for number in made]
        path = written(tmp_path, _cases([*made[:right], *wrong[right:]]))
        if hidden:
            with refused(DataError, match="holds personal numbers"):
                vnr.read(path, observed=YEAR)
        else:
            assert vnr.read(path, observed=YEAR).accepted == 100

    @pytest.mark.parametrize(("year", "hidden"), [("2008", True), ("2009", False)])
    def test_older_than_any_case(self, tmp_path: Path, year: str, hidden: bool) -> None:
        """What is dated more than ten years before the window is a birthday if it is right."""
        made = [luhn(f"{year[2:]}0301{n:03}") for n in range(100, 200)]
        wrong = [number[:-1] + str((int(number[-1]) + 1) % 10) for number in made]
        path = written(tmp_path, _cases([f"20{n}" for n in [made[0], *wrong[1:]]]))
        if hidden:
            with refused(DataError, match="holds personal numbers"):
                vnr.read(path, observed=YEAR)
        else:
            assert vnr.read(path, observed=YEAR).accepted == 100

    def test_a_person_among_them(self, tmp_path: Path) -> None:
        """One adult's number is seen among a thousand of cases by date."""
        numbers = [f"2019{n % 12 + 1:02}{n % 28 + 1:02}-{n:04}" for n in range(1000)]
        numbers[500] = f"19{ADULT[:6]}-{ADULT[6:]}"
        with refused(DataError, match="holds personal numbers"):
            vnr.read(written(tmp_path, _cases(numbers)), observed=YEAR)
        reading = vnr.read(written(tmp_path, _cases(numbers)), observed=YEAR, key=KEY)
        cases = {one.case_id for one in reading.register.cases()}
        assert numbers[500] not in cases
        # Of the others one in ten is right by chance.
        assert sum(number in cases for number in numbers) > 850

    @pytest.mark.parametrize(("right", "hidden"), [(4, False), (5, True)])
    def test_of_seven_digits(self, tmp_path: Path, right: int, hidden: bool) -> None:
        """Those born in 2000 lose three zeros; running numbers of seven digits are right by chance."""
        made = [luhn(f"000{1 + n % 9}{10 + n}123").lstrip("0") for n in range(right)]
        assert {len(number) for number in made} == {7}
        path = written(tmp_path, _cases([*made, "9990001", "9990002"]))
        if hidden:
            with refused(DataError, match="holds personal numbers"):
                vnr.read(path, observed=YEAR)
        else:
            assert vnr.read(path, observed=YEAR).accepted == right + 2

    @pytest.mark.parametrize(
        "identifiers",
        [
            [f"P{n * 40503 % 2**31:010}" for n in range(2000)],
            [f"{n * 2654435761 % 2**32:010}" for n in range(2000)],
            [f"F2019-{n:06}" for n in range(2000)],
            [f"{n:032x}" for n in range(10**30, 10**30 + 2000)],
            [f"00000000-0000-4000-8000-{luhn(f'811218{n:03}')}01" for n in range(100, 200)],
            [f"556036-{n:04}" for n in range(100)],
            [f"070-{n:07}" for n in range(1000, 2000)],
            [f"2019-03-01 {n % 24:02}:{n % 60:02}" for n in range(120)],
        ],
    )
    def test_other_systems(self, tmp_path: Path, identifiers: list[str]) -> None:
        """Running numbers, hashes, organisations, telephones and times are nobody's number."""
        numbers = dict.fromkeys(identifiers)
        reading = vnr.read(written(tmp_path, _cases(list(numbers))), observed=YEAR)
        assert reading.accepted == len(numbers)


class TestNames:
    """Headings, sheets and files that hold somebody's number are not shown with it."""

    def test_files_and_sheets(self, tmp_path: Path) -> None:
        """The name is told with a sign in the number's place, and two such files apart."""
        named = f"20{CHILD[:6]}-{CHILD[6:]}"
        for number, folder in ((CHILD, "a"), (ADULT, "b")):
            (tmp_path / folder).mkdir()
            book = xlsxwriter.Workbook(str(tmp_path / folder / f"akt {number}.xlsx"))
            sheet = book.add_worksheet(f"Barn {named}")
            sheet.write_row(0, 0, FIRST.split(";"))
            sheet.write_row(1, 0, [folder, *GOOD.strip().split(";")[1:5], "?!"])
            other = book.add_worksheet(named)
            other.write_row(0, 0, ["x", "y"])
            book.close()
        (tmp_path / "b" / f"{CHILD}.csv").write_text("")
        reading = vnr.read([tmp_path / "a", tmp_path / "b"], observed=YEAR)
        assert reading.rows_read == 2
        seen = shown(reading)
        assert not any(number in digits(seen) for number in (CHILD, ADULT, CHILD[6:]))
        assert "akt …" in seen
        assert len({file.name for file in reading.files}) == 3
        assert {fault.file for fault in reading.faults} <= {file.name for file in reading.files}

    def test_paths_in_errors(self, tmp_path: Path) -> None:
        """Neither are those of files that aren't there."""
        for name in (f"{CHILD}.csv", f"20{CHILD}.pdf"):
            path = tmp_path / name
            if name.endswith("pdf"):
                path.write_text("x")
            with refused(DataError) as error:
                vnr.read(path, observed=YEAR)
            assert CHILD not in str(error.value)


class TestFromTheNumber:
    """Birth year, sex as registered and exact age at the first intake."""

    HEAD = f"{FIRST};Kön;Födelseår;Ålder\n"

    def read(self, folder: Path, *rows: str, head: str = HEAD) -> Reading:
        return vnr.read(written(folder, head + "".join(rows)), observed=YEAR, key=KEY)

    def row(self, case: str, person: str, day: str, rest: str = ";;") -> str:
        return f"{case};{person};0484;våldsutsatt vuxen;{day};våld i nära relation;{rest}\n"

    def test_where_the_file_says_nothing(self, tmp_path: Path) -> None:
        """The ninth digit's parity is the sex, and a birthday makes a year of age."""
        man, woman = luhn("810615117"), luhn("810615128")
        reading = vnr.read(
            written(
                tmp_path,
                HEAD
                + GOOD.replace("101", "1").replace("a1", man).replace("01-15", "06-14")
                + GOOD.replace("101", "2").replace("a1", woman).replace("01-15", "06-15")
                + GOOD.replace("101", "3"),
            ),
            observed=YEAR,
            key=KEY,
        )
        found = [
            (one.person.sex.value, one.person.birth_year, one.age_at_intake)
            for one in sorted(reading.register.cases(), key=lambda one: one.case_id)
        ]
        assert found == [("man", 1981, 37), ("woman", 1981, 38), ("unknown", None, None)]
        assert "taken from their personal numbers" in reading.show("en")
        assert "för 2 personer togs ur personnumren" in reading.show("sv")

    def test_of_the_first_intake(self, tmp_path: Path) -> None:
        """A case that goes on for years has one age, at its first intake, over several files."""
        rows = [self.row("1", ADULT, day) for day in ("2019-12-18", "2018-12-17", "2019-06-01")]
        paths = [
            written(tmp_path, self.HEAD + row, f"{name}.csv")
            for name, row in zip("abc", rows, strict=True)
        ]
        reading = vnr.read(paths, observed=Period.years(2018, 2019), key=KEY)
        assert [one.age_at_intake for one in reading.register.cases()] == [1981 and 36]

    @pytest.mark.parametrize(
        ("born", "day", "age"),
        [
            ("000229", "2019-02-28", 18),
            ("000229", "2019-03-01", 19),
            ("190601", "2019-06-01", 0),
            ("190602", "2019-06-01", None),
        ],
    )
    def test_birthdays(self, tmp_path: Path, born: str, day: str, age: int | None) -> None:
        """On the birthday itself one is a year older; born on 29 February on 1 March."""
        reading = self.read(tmp_path, self.row("1", "20" + luhn(f"{born}123"), day))
        assert [one.age_at_intake for one in reading.register.cases()] == [age]

    def test_coordination_numbers(self, tmp_path: Path) -> None:
        """The day is 60 more; where there is none only the year is told."""
        known, unknown = luhn("810675117"), luhn("810060117")
        reading = self.read(
            tmp_path,
            self.row("1", known, "2019-06-15"),
            self.row("2", unknown, "2019-06-15"),
        )
        found = [(one.person.birth_year, one.age_at_intake) for one in reading.register.cases()]
        assert found == [(1981, 38), (1981, None)]

    def test_no_right_number(self, tmp_path: Path) -> None:
        """A wrong check digit and a temporary number tell nothing of anybody."""
        wrong = ADULT[:-1] + str((int(ADULT[-1]) + 1) % 10)
        reading = self.read(
            tmp_path,
            self.row("1", wrong, "2019-06-15"),
            self.row("2", "811218-T876", "2019-06-15"),
        )
        assert [one.person.birth_year for one in reading.register.cases()] == [None, None]
        assert "ninth digit" not in reading.show("en")

    def test_what_the_file_says_stands(self, tmp_path: Path) -> None:
        """Sex and age as the services recorded them, with a note; another birth year is a fault."""
        man = luhn("810615117")
        reading = self.read(
            tmp_path,
            self.row("1", man, "2019-06-15", "kvinna;1981;40"),
            self.row("2", man, "2019-06-16"),
            self.row("3", OTHER, "2019-06-16", ";1965;"),
        )
        assert reading.faults.rules == {"birth-year-differs": 1}
        found = [(one.person.sex.value, one.age_at_intake) for one in reading.register.cases()]
        assert found == [("woman", 40), ("woman", 38)]
        said = reading.show("en")
        assert "1 person has another sex in the file" in said
        assert "1 case has another age in the file" in said

    def test_only_with_a_key(self, tmp_path: Path) -> None:
        """Other identifiers tell nothing, and no number is kept."""
        reading = self.read(tmp_path, self.row("1", "a1", "2019-06-15"))
        assert [one.person.birth_year for one in reading.register.cases()] == [None]
        reading = self.read(tmp_path, self.row("1", ADULT, "2019-06-15"))
        assert ADULT not in kept(reading)
        maker = Pseudonymiser(KEY)
        assert reading.register.keys("person_id").tolist() == [maker.pseudonym(ADULT).encode()]
        assert maker.check in reading.show("sv")


class TestMappings:
    """The reading says how many persons a mapping led to other pseudonyms."""

    def test_a_new_number(self, tmp_path: Path) -> None:
        """Two numbers are one person."""
        Pseudonymiser(KEY).write_new_numbers(tmp_path / "byten", {ADULT: OTHER})
        key = Pseudonymiser(KEY, mappings=tmp_path / "byten")
        text = HEAD + GOOD.replace("a1", ADULT) + GOOD.replace("101", "102").replace("a1", OTHER)
        reading = vnr.read(written(tmp_path, text), observed=YEAR, key=key)
        assert reading.register.table("persons").height == 1
        assert "1 person got their pseudonym by a mapping" in reading.show("en")


class TestCrowds:
    """A value that far too many cases share is nobody's number."""

    def rows(self, who: str, cases: int, years: int = 1, first: int = 0, born: str = "") -> str:
        return "".join(
            f"{first + n};{who};0484;våldsutsatt vuxen;{2019 - n % years}-03-01;våld;{born}\n"
            for n in range(cases)
        )

    def others(self, number: int) -> str:
        return "".join(self.rows(f"k{n}", 1, first=10_000 + n) for n in range(number))

    def linked(self, folder: Path, text: str, key: str | None = None) -> tuple[int, Reading]:
        path = written(folder, f"{FIRST};Födelseår\n{text}")
        reading = vnr.read(path, observed=Period.years(2010, 2019), key=key)
        persons = reading.register.table("persons")
        return int(persons["linkable"].sum()), reading

    @pytest.mark.parametrize("key", [None, KEY])
    @pytest.mark.parametrize(
        ("cases", "years", "genuine"),
        [(24, 1, True), (25, 1, False), (48, 2, True), (49, 2, False), (240, 10, True)],
    )
    def test_a_case_each_fortnight(
        self, tmp_path: Path, cases: int, years: int, genuine: bool, key: str | None
    ) -> None:
        """A person may have many cases over the years, and not over 24 in each."""
        text = self.rows("4711", cases, years) + self.others(20)
        number, reading = self.linked(tmp_path, text, key)
        assert number == 20 + genuine
        assert (f"{cases} rows have a person who stands for more cases" in reading.show("en")) is (
            not genuine
        )
        assert "4711" not in shown(reading)

    def test_one_case_with_many_rows(self, tmp_path: Path) -> None:
        """A hundred intakes of one case are one case."""
        text = self.rows("4711", 1) * 100 + self.others(20)
        assert self.linked(tmp_path, text)[0] == 21

    @pytest.mark.parametrize(("others", "linked"), [(9, 10), (10, 10)])
    def test_others_are_needed(self, tmp_path: Path, others: int, linked: int) -> None:
        """Without ten others nobody knows what is usual."""
        text = self.rows("4711", 100) + self.others(others)
        assert self.linked(tmp_path, text)[0] == linked

    @pytest.mark.parametrize(("years", "genuine"), [(4, True), (5, False)])
    def test_years_of_birth(self, tmp_path: Path, years: int, genuine: bool) -> None:
        """Five years of birth are five people; two are a slip of the pen, and a fault."""
        text = self.others(20)
        text += "".join(self.rows("7", 1, first=n, born=str(1980 + n)) for n in range(years))
        number, reading = self.linked(tmp_path, text)
        assert number == 20
        assert reading.faults.rules == ({"person-conflict": years} if genuine else {})

    def test_over_files(self, tmp_path: Path) -> None:
        """They are counted over all files, and taken out of the sheets that hang on them."""
        head = f"{FIRST};Födelseår\n"
        paths = [
            written(tmp_path, head + self.others(20) + self.rows("4711", 20), "a.csv"),
            written(tmp_path, head + self.rows("4711", 20, first=50), "b.csv"),
        ]
        child = "Ärende-ID;Klient;Kommun;Insats;Insats startad\n3;4711;0484;Trappan;2019-04-01\n"
        paths.append(written(tmp_path, child, "c.csv"))
        reading = vnr.read(paths, observed=Period.years(2010, 2019))
        assert reading.faults.rules == {}
        unknown = [one for one in reading.register.cases() if one.person.person_id is None]
        assert len(unknown) == 40
        assert sum(len(one.interventions) for one in unknown) == 1


class TestFrames:
    """Frames are a door as wide as files."""

    DATA: ClassVar[dict[str, list[object]]] = {
        "municipality": ["0484"] * 40,
        "case_id": [str(n) for n in range(40)],
        "person_id": [f"p{n}" for n in range(40)],
        "date": [dt.date(2019, 3, 1)] * 40,
        "reason": ["violence"] * 40,
    }

    @pytest.mark.parametrize("column", ["case_id", "person_id", "officer", "household_id"])
    @pytest.mark.parametrize("spelling", EVERY)
    def test_refused(self, column: str, spelling: str) -> None:
        """A frame has no key, so it is refused; with a key it is read."""
        words = [f"k{n}" for n in range(40)]
        words[30] = EVERY[spelling](CHILD)
        data = self.DATA | {column: words}
        frame = pl.DataFrame(data)
        with refused(DataError, match="holds personal numbers") as error:
            vnr.Register.from_frame(frame, observed=YEAR)
        assert CHILD[6:] not in digits(str(error.value))
        with refused(DataError, match="holds personal numbers"):
            vnr.read(frame, observed=YEAR)
        reading = vnr.read(frame, observed=YEAR, key=KEY)
        assert reading.accepted == 40
        assert CHILD[1:] not in digits(shown(reading)) + kept(reading)

    def test_cases_by_date(self) -> None:
        """Numbers of cases that are made of a date are taken."""
        numbers = [f"20190301-{n:04}" for n in range(1200, 1240)]
        frame = pl.DataFrame(self.DATA | {"case_id": numbers})
        assert len(vnr.Register.from_frame(frame, observed=YEAR)) == 40

    @pytest.mark.parametrize(("cases", "persons"), [(24, 17), (25, 40)])
    def test_crowds(self, cases: int, persons: int) -> None:
        """A value that far too many cases share is nobody's here too."""
        who = ["4711"] * cases + [f"p{n}" for n in range(40 - cases)]
        frame = pl.DataFrame(self.DATA | {"person_id": who})
        made = vnr.Register.from_frame(frame, observed=YEAR)
        assert made.table("persons").height == persons
        frames = {name: made.to_frame(name, "polars") for name in ("cases", "intakes")}
        again = vnr.Register.from_frame(frames, observed=YEAR)
        assert list(again.cases()) == list(made.cases())

    def test_names_of_frames(self) -> None:
        """A frame that is called by somebody's number is shown without it."""
        reading = vnr.read({f"20{CHILD}": pl.DataFrame(self.DATA)}, observed=YEAR)
        assert CHILD not in shown(reading)


def test_day_is_a_date() -> None:
    """The latest birth by a day is meant."""
    maker = Pseudonymiser(KEY)
    assert maker.pseudonym("200101-1234", dt.date(2019, 12, 31)) == maker.pseudonym("192001011234")
    assert maker.pseudonym("200101-1234", dt.date(2020, 1, 1)) == maker.pseudonym("202001011234")


def test_headings_and_sheets_stay_out_of_a_report(tmp_path: Path) -> None:
    """They are shown to whoever reads the files, and in no report."""
    path = tmp_path / "uttag.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Fliken Kim")
    sheet.write_row(0, 0, [*FIRST.split(";"), "Rubriken Kim"])
    sheet.write_row(1, 0, [*GOOD.strip().split(";"), "x"])
    sheet.write_row(2, 0, [*GOOD.replace("2019", "20x9").strip().split(";"), "x"])
    book.close()
    reading = vnr.read(path, observed=YEAR)
    assert "Kim" in shown(reading)
    made = county_report(reading.register, "04", YEAR, reading=reading)
    page = write_html(made, tmp_path / "ut.html").read_text("utf-8")
    assert "uttag.xlsx" in page
    assert "Kim" not in page


NAMED = "Ärende;Klient;Pers.id;Aktualiseringsdatum;Aktualiseringsorsak;Kommun\n"
NAMES = ["Andersson, Anna", "Andersson, Anna", "Ek Åsa-Lisa"]


def _named(folder: Path, head: str = NAMED, names: list[str] = NAMES, **settings: Any) -> Reading:
    rows = [
        f"{place};{name};{number};2019-03-01;våld i nära relation;0484\n"
        for place, (name, number) in enumerate(zip(names, (CHILD, ADULT, OTHER), strict=True))
    ]
    path = written(folder, head + "".join(rows))
    return vnr.read(path, observed=YEAR, key=KEY, **settings)


def test_names_beside_numbers(tmp_path: Path) -> None:
    """Nobody guesses that the names are the persons where an unknown column has their numbers."""
    reading = _named(tmp_path)
    (fault,) = reading.faults
    assert (reading.accepted, fault.rule, fault.column) == (0, "person-by-name", "Klient")
    assert '"Pers.id" = "Person"' in fault.remedy()
    assert '"Klient" = "Person"' in fault.remedy("en")
    assert "Anna" not in fault.text() + repr(reading)

    assert _named(tmp_path, names=["Anna", "Eva", "a17"]).accepted == 0
    assert _named(tmp_path, names=["x1", "Eva", "a17"]).accepted == 3


@pytest.mark.parametrize(
    ("heading", "ours", "persons"),
    [("Pers.id", "Person", 3), ("Klient", "Person", 2), ("Pers.id", "läses inte", 2)],
)
def test_the_profile_says_who(tmp_path: Path, heading: str, ours: str, persons: int) -> None:
    """Either column is the person where the profile says so, and the other isn't read."""
    reading = _named(tmp_path, profile={"rubriker": {heading: ours}})
    assert (reading.accepted, len(reading.faults)) == (3, 0)
    assert len({case.person.person_id for case in reading.register.cases()}) == persons
    codes = [note.code for note in reading.files[0].notes]
    assert ("names_as_identity" in codes) == (persons == 2)


def test_names_alone(tmp_path: Path) -> None:
    """Where no other column tells persons apart it is noted that people of one name are one."""
    text = "Ärende;Klient;Aktualiseringsdatum;Aktualiseringsorsak;Kommun\n" + "".join(
        f"{place};{name};2019-03-01;våld i nära relation;0484\n" for place, name in enumerate(NAMES)
    )
    for key in (None, KEY):
        reading = vnr.read(written(tmp_path, text), observed=YEAR, key=key)
        assert reading.accepted == 3
        notes = [note for note in reading.files[0].notes if note.code == "names_as_identity"]
        assert ["de som heter lika räknas som en" in note.text() for note in notes] == [True]
    assert "same name are one" in notes[0].text("en")
    coded = text.replace("Andersson, Anna", "abcd").replace("Ek Åsa-Lisa", "efgh")
    notes = list(vnr.read(written(tmp_path, coded), observed=YEAR).files[0].notes)
    assert "names_as_identity" not in [note.code for note in notes]


def test_numbers_in_free_text(tmp_path: Path) -> None:
    """Some numbers among notes don't tell whose the rows are."""
    text = NAMED.replace("Pers.id", "Anmärkning") + "".join(
        f"{place};Andersson, Anna;{note};2019-03-01;våld i nära relation;0484\n"
        for place, note in enumerate((CHILD, "ringde", "skrev", "kom"))
    )
    reading = vnr.read(written(tmp_path, text), observed=YEAR, key=KEY)
    assert reading.accepted == 4


def test_a_heading_that_speaks_of_numbers_is_told_as_such(tmp_path: Path) -> None:
    """Where no personal number stands, the heading is what needs a key, and no number is claimed."""
    path = written(tmp_path, HEAD.replace(HEAD.split(";")[1], "Personnummer", 1) + GOOD)
    with refused(DataError, match="the heading «Personnummer» speaks of personal numbers") as error:
        vnr.read(path, observed=YEAR)
    assert "innehåller personnummer" not in str(error.value)
