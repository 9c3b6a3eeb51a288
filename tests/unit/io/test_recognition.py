"""What each heading and word was taken for stands in a list, so that nothing is taken in silence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import vnr
from delivering import YEAR
from vnr.words import Language

INTAKES = {
    "Ärende": [1, 2, 3],
    "Person": ["a", "b", "c"],
    "Kommun": ["Eskilstuna", "0484", "0484"],
    "Ankom": ["2019-02-01"] * 3,
    "Orsak till aktualisering": ["Utövat våld", "heder", "heder"],
    "Enhet": ["BoU", "Vuxenenheten", ""],
    "Avslutsdatum": ["pågår", "2019-03-01", ""],
    "Våldsform": ["hot; slag", "", ""],
    "Okänd": ["x", "y", "z"],
}
WORDS = {"Utövat våld": "våld i nära relation"}


def read() -> vnr.io.Reading:
    profile = {"Aktualiseringar": {"aktualiseringsorsak": WORDS}}
    return vnr.read({"aktualiseringar": INTAKES}, observed=YEAR, profile=profile)


def taken(
    reading: vnr.io.Reading, language: Language = "sv"
) -> dict[tuple[Any, Any], tuple[Any, ...]]:
    frame = reading.taken("pandas", language=language)
    rows = frame[["column", "value", "meant", "rows", "by_profile"]].itertuples(index=False)
    return {(column, value): tuple(more) for column, value, *more in rows}


def test_headings_and_words_are_listed() -> None:
    """Each with what it means, in how many rows, and who says so."""
    told = taken(read())
    assert told["Ankom", None] == ("Aktualiseringsdatum", 3, False)
    assert told["Enhet", "BoU"] == ("barnenhet", 1, False)
    assert told["Enhet", "Vuxenenheten"] == ("vuxenenhet", 1, False)
    assert told["Orsak till aktualisering", "heder"] == ("hedersrelaterat våld", 2, False)
    assert told["Orsak till aktualisering", "Utövat våld"] == (
        "våld i nära relation; våldsutövare",
        1,
        True,
    )
    assert told["Avslutsdatum", "pågår"] == ("saknas", 1, False)
    assert told["Våldsform", "hot; slag"] == ("fysiskt våld; psykiskt våld", 1, False)
    assert told["Kommun", "Eskilstuna"] == ("Eskilstuna", 1, False)
    assert not any(column == "Okänd" for column, _ in told)
    assert taken(read(), "en")["Ankom", None][0] == "Date"


def test_no_identifier_is_listed() -> None:
    """Of persons, cases and days only the heading."""
    told = taken(read())
    assert {value for column, value in told if column in ("Ärende", "Person", "Ankom")} == {None}


def test_a_profile_to_fill_in_ends_with_it(tmp_path: Path) -> None:
    """As comments, without what stands so in the template or the profile."""
    path = read().write_profile(tmp_path / "p.toml")
    text = path.read_text("utf-8")
    assert '# Aktualiseringar · Enhet · "BoU" = barnenhet\n' in text
    assert "# Aktualiseringar · Ankom = Aktualiseringsdatum\n" in text
    assert 'Utövat våld" = våld' not in text
    assert 'Kommun · "Eskilstuna"' not in text
    assert vnr.io.Profile.load(path).codes["Aktualiseringar.aktualiseringsorsak"] == WORDS


def test_the_same_word_in_two_files_stands_once(tmp_path: Path) -> None:
    """With the rows of both."""
    both = {"aktualiseringar": INTAKES, "aktualiseringar 2": INTAKES}
    reading = vnr.read(both, observed=YEAR)
    assert taken(reading)["Enhet", "BoU"][1] == 2
