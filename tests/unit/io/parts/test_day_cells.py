"""What stands where a day should: words, other forms, nothing; and empty cells where a code is needed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

import vnr
from delivering import YEAR, written
from refusing import refused
from vnr.errors import DataError, UnknownNameError
from vnr.io.cells import is_plain, shape
from vnr.model import IntakeReason

HEAD = "Kommun;Ärende;Person;Aktualiseringsdatum;Aktualiseringsorsak;Avslutsdatum\n"


def read(folder: Path, opened: str, closed: str = "", **more: Any) -> vnr.io.Reading:
    row = f"0484;1;p;{opened};{more.pop('reason', 'våld i nära relation')};{closed}\n"
    return vnr.read(written(folder, HEAD + row), observed=YEAR, **more)


@pytest.mark.parametrize("word", ["tills vidare", "Pågår", "löpande", "ej avslutad", "nej", "T.V."])
def test_what_has_not_ended(tmp_path: Path, word: str) -> None:
    """Such a word in a column of what comes later says that it hasn't come."""
    reading = read(tmp_path, "2019-03-01", word)
    assert not reading.faults
    (case,) = reading.register.cases()
    assert case.closings == ()


def test_a_start_that_is_ongoing(tmp_path: Path) -> None:
    """Nothing opens *tills vidare*: a needed day is asked for, with the word."""
    (fault,) = read(tmp_path, "tills vidare").faults
    assert (fault.rule, fault.value) == ("date-word", "tills vidare")


@pytest.mark.parametrize("word", ["ja", "x", "vet ej när"])
def test_another_word_is_answered_in_the_profile(tmp_path: Path, word: str) -> None:
    """That something is done says not when; a line says that no day is known."""
    reading = read(tmp_path, "2019-03-01", word)
    (fault,) = reading.faults
    assert (fault.rule, fault.value) == ("date-word", word)
    text = reading.write_profile(tmp_path / "p.toml").read_text("utf-8")
    assert "# Välj bland: saknas" in text
    (tmp_path / "p.toml").write_text(text.replace(f'"{word}" = ""', f'"{word}" = "saknas"'))
    answered = read(tmp_path, "2019-03-01", word, profile=tmp_path / "p.toml")
    assert not answered.faults
    assert next(answered.register.cases()).closings == ()


@pytest.mark.parametrize(
    ("cell", "form"),
    [
        ("Anna Testsson", "aaaa aaaaaaaa"),
        ("19850101-9803", "99999999-9999"),
        ("2019-13-45", "9999-99-99"),
        ("v 12", "a 99"),
        ("190301", "999999"),
        ("13/3 2019", "99/9 9999"),
    ],
)
def test_what_is_no_word_is_a_shape(tmp_path: Path, cell: str, form: str) -> None:
    """Columns that slid put people there: letters and digits are told, and not which."""
    reading = read(tmp_path, "2019-03-01", cell, key=bytes(range(32)))
    (fault,) = reading.faults
    assert (fault.rule, fault.value) == ("date-invalid", None)
    assert shape(cell) == form
    assert form in fault.remedy()
    assert form in repr(reading.faults)
    assert cell not in repr(reading.faults) + fault.text() + str(reading.choices())


def test_only_known_words_are_plain() -> None:
    """A name is none, alone or beside others."""
    assert is_plain("Pågår, se utredning")
    assert not is_plain("Testsson")
    assert not is_plain("utredning Testsson")
    assert not is_plain("1234")


@pytest.mark.parametrize("line", ["ååmmdd", "dag först; ååmmdd", "yymmdd"])
def test_years_of_two_digits(tmp_path: Path, line: str) -> None:
    """Where the profile says so, of either century; else asked, as a line to fill in."""
    reading = read(tmp_path, "190301", "690101")
    assert set(reading.faults.rules) == {"date-invalid"}
    text = reading.write_profile(tmp_path / "p.toml").read_text("utf-8")
    assert "# 1 rad har datum skrivna 999999; menades ååmmdd?" in text
    (tmp_path / "p.toml").write_text(text.replace('"datum" = ""', f'"datum" = "{line}"'))
    answered = read(tmp_path, "190301", "", profile=tmp_path / "p.toml")
    assert next(answered.register.cases()).opened == date(2019, 3, 1)
    (fault,) = read(tmp_path, "700301", "", profile={"datum": line}).faults or [None]
    assert fault is None or fault.rule != "date-invalid"
    (fault,) = read(tmp_path, "191301", profile={"datum": line}).faults
    assert fault.rule == "date-invalid"


def test_both_forms(tmp_path: Path) -> None:
    """One line may say two things."""
    reading = read(tmp_path, "190301", "13/3 2019", profile={"datum": "dag först; ååmmdd"})
    (case,) = reading.register.cases()
    assert (case.opened, case.closed) == (date(2019, 3, 1), date(2019, 3, 13))
    with refused(DataError, match="yymmdd"):
        vnr.io.Profile(days="månad först")


def test_the_century(tmp_path: Path) -> None:
    """From 70 on it is one of the 1900s."""
    head = HEAD.replace("Avslutsdatum", "Avliden")
    for cell, expected in (("690101", date(2069, 1, 1)), ("700101", date(1970, 1, 1))):
        row = f"0484;1;p;2019-01-01;våld i nära relation;{cell}\n"
        path = written(tmp_path, head + row)
        reading = vnr.read(path, observed=YEAR, profile={"datum": "ååmmdd"})
        assert next(reading.register.cases()).person.died == expected


@pytest.mark.parametrize("blank", ["", "-"])
def test_an_empty_reason(tmp_path: Path, blank: str) -> None:
    """Is asked about with a guess, and one line answers it."""
    reading = read(tmp_path, "2019-03-01", reason=blank)
    assert reading.faults.rules == {"value-missing": 1}
    (asked,) = reading.asked
    assert (asked.value, asked.number, asked.meant[0].code) == ("", 1, "other")
    text = reading.write_profile(tmp_path / "p.toml").read_text("utf-8")
    assert (
        '"" = ""  # 1 rad är tom, och värdet behövs: skriv ett av orden ovan ("saknas" räcker inte), eller fyll i filen; menades annan orsak?'
        in text
    )
    (tmp_path / "p.toml").write_text(text.replace('"" = ""', '"" = "annan orsak"'))
    answered = read(tmp_path, "2019-03-01", reason=blank, profile=tmp_path / "p.toml")
    (case,) = answered.register.cases()
    assert case.intakes[0].reason is IntakeReason.OTHER


def test_an_empty_cell_of_another_table() -> None:
    """What empty means for interventions says nothing of follow-ups, which needn't name them."""
    keys: dict[str, Any] = {"Ärende": [1], "Person": ["a"], "Kommun": ["0484"]}
    frames = {
        "aktualiseringar": keys
        | {"Aktualiseringsdatum": ["2019-02-01"], "Aktualiseringsorsak": ["heder"]},
        "insatser": keys | {"Insats": [""], "Insats startad": ["2019-02-03"]},
        "uppföljningar": keys | {"Insats": [""], "Planerad": ["2019-04-03"]},
    }
    profile = {"Insatser": {"insats": {"": "annan insats"}}}
    reading = vnr.read(frames, observed=YEAR, profile=profile)
    assert not reading.faults
    assert [len(one.follow_ups) for one in next(reading.register.cases()).interventions] == [1]


def test_a_day_is_no_code() -> None:
    """A word for a day can only say that there is none."""
    with refused(UnknownNameError, match="saknas"):
        vnr.io.Profile(codes={"Aktualiseringar.avslutsdatum": {"ja": "2019-01-01"}})
