"""Days whose month has a name, and days written day first, in files and frames."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import vnr
from delivering import GOOD, HEAD, YEAR, written
from refusing import refused
from vnr.errors import DataError
from vnr.io import Profile
from vnr.io.cells import Refused, day_of
from vnr.register import day_number

FIRST = {"datum": "dag först"}


@pytest.mark.parametrize(
    "value",
    [
        *("1 mars 2019", "1 mar 2019", "den 1 mars 2019", "1 MARS 2019", "1 mar. 2019"),
        *("01-mar-2019", "1:a mars 2019", "den 1:e mars 2019", "1. mars 2019", "1mars2019"),
        *(
            "1 March 2019",
            "March 1, 2019",
            "Mar 1 2019",
            "1st of March 2019",
            "the 1st of March, 2019",
        ),
        *(
            "1\xa0mars  2019",
            "1 mars 2019 10:30",
            "1 mars 2019 kl. 10.30",
            "28 februari 2019 24:00",
        ),
    ],
)
def test_a_month_with_its_name(value: str) -> None:
    """Each tells the first of March."""
    assert day_of(value) == day_number(date(2019, 3, 1))


WEEKDAYS = (
    "måndag tisdag onsdag torsdag fredag lördag söndag",
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
)


@pytest.mark.parametrize("names", WEEKDAYS)
def test_the_weekday_beside_a_day(names: str) -> None:
    """Each day of a week with its weekday before or behind, whole or shortened, and no other's."""
    for number, name in enumerate(names.split(), start=7):
        day = day_number(date(2019, 1, number))
        for word in (name, name[:3], name[:3] + ".", name[:2].upper()):
            for cell in (
                f"{word} 2019-01-{number:02}",
                f"2019-01-{number:02} {word}",
                f"2019-01-{number:02} ({word})",
                f"{word} 2019-01-{number:02} 10:30",
                f"{word} 201901{number:02}",
            ):
                assert day_of(cell) == day
            assert day_of(f"{name}, {number} januari 2019") == day
            assert day_of(f"{word} {number}/1 2019", day_first=True) == day
            with pytest.raises(Refused):
                day_of(f"{word} 2019-01-{number + 1:02}")
    assert day_of("måndagen den 7 januari 2019") == day_number(date(2019, 1, 7))
    assert day_of("Friday the 1st of March 2019") == day_number(date(2019, 3, 1))
    assert day_of("fre 1969-12-26") == day_number(date(1969, 12, 26))


@pytest.mark.parametrize(
    "cell", ["mån", "vecka 2019-01-07", "mån 7", "mån mån 2019-01-07x", "mån -"]
)
def test_no_weekday(cell: str) -> None:
    """Other words beside a day, and a weekday alone, are no day."""
    with pytest.raises(Refused):
        day_of(cell)


def test_every_month() -> None:
    """Each month by its name and its first three letters, in either language."""
    swedish = (
        "januari februari mars april maj juni juli augusti september oktober november december"
    )
    english = (
        "January February March April May June July August September October November December"
    )
    for names in (swedish, english):
        for month, name in enumerate(names.split(), start=1):
            for word in (name, name[:3]):
                assert day_of(f"3 {word} 2019") == day_number(date(2019, month, 3))


@pytest.mark.parametrize(
    "value",
    [
        *("31 februari 2019", "1 vinter 2019", "i 1 mars 2019", "1 mars 19", "mars 2019", "1 mars"),
        *("1 mars 2019 25:61", "1 mars 2019 kl", "1 mars 1819", "1 a 2019", "١ mars 2019"),
    ],
)
def test_no_month(value: str) -> None:
    """What is no day is none with a name either."""
    with pytest.raises(Refused):
        day_of(value, day_first=True)


@pytest.mark.parametrize(
    "value",
    ["13/3 2019", "13.03.2019", "13/3-2019", "13-03-2019", "13/03/2019 10:30", "13. 3. 2019"],
)
def test_day_first(value: str) -> None:
    """They are days only where it is told that the day stands first."""
    assert day_of(value, day_first=True) == day_number(date(2019, 3, 13))
    with pytest.raises(Refused):
        day_of(value)


def rows(*days: str) -> str:
    """A file with a case for each day."""
    lines = (GOOD.replace("101;a1", f"{n};b{n}") for n in range(len(days)))
    return HEAD + "".join(
        line.replace("2019-01-15", day) for line, day in zip(lines, days, strict=True)
    )


def read(tmp_path: Path, profile: Any, *days: str) -> vnr.io.Reading:
    """What comes of a file with these days."""
    return vnr.read(written(tmp_path, rows(*days)), observed=YEAR, profile=profile)


@pytest.mark.parametrize(
    "profile",
    [
        *(FIRST, {"dates": "day first"}, {"Datum": "Dag först"}, Profile(days="dag först")),
        *({"filer": {"*.csv": FIRST}}, {"files": {"*": {"dates": "day first"}}}),
    ],
)
def test_the_profile_says_so(tmp_path: Path, profile: Any) -> None:
    """A line of it is enough, for all files or some, and it has an effect."""
    reading = read(tmp_path, profile, "13/3 2019", "02.03.2019", "2019-03-05", "7 mars 2019")
    assert not reading.faults
    assert reading.notes == ()
    days = {intake.date for case in reading.register.cases() for intake in case.intakes}
    assert days == {date(2019, 3, day) for day in (13, 2, 5, 7)}


def test_nothing_is_guessed(tmp_path: Path) -> None:
    """Without the line each is refused with the line as its remedy, and so with it for other files."""
    for profile in (None, {"rubriker": {"Kommun": "kommun"}, "filer": {"b*": FIRST}}):
        faults = read(tmp_path, profile, "13/3 2019", "02.03.2019").faults
        assert faults.rules == {"date-invalid": 2}
        assert 'skriv "datum" = "dag först"' in faults[0].remedy("sv")
        assert '"dates" = "day first"' in faults[0].remedy("en")


def test_a_column_that_contradicts(tmp_path: Path) -> None:
    """If one day of a column can't be day first, none of those that may be misread is."""
    reading = read(tmp_path, FIRST, "03/13/2019", "02/03/2019", "13/3 2019", "2019-03-05")
    assert reading.faults.rules["date-invalid"] == 3
    assert len(reading.register) == 1


def test_frames() -> None:
    """A frame is read as a file is."""
    text = io.StringIO(rows("13/3 2019", "2 mars 2019"))
    frame = pl.read_csv(text, separator=";", infer_schema=False)
    assert vnr.read(frame, observed=YEAR).faults.rules == {"date-invalid": 1}
    reading = vnr.read(frame, observed=YEAR, profile=FIRST)
    assert not reading.faults
    assert len(reading.register) == 2


def test_in_the_profile(tmp_path: Path) -> None:
    """It is kept in the next profile; another order is refused, and a blank line says nothing."""
    path = read(tmp_path, FIRST, "13/3 2019").write_profile(tmp_path / "p.toml")
    assert Profile.load(path).days == "dag först"
    assert read(tmp_path, {"datum": ""}, "13/3 2019").faults
    for profile in ({"datum": "månad först"}, {"filer": {"*": {"datum": "x"}}}):
        with refused(DataError, match="day first"):
            Profile.of(profile)
