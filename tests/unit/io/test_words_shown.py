"""A fault names the word that is unknown, and never one that tells who somebody is."""

from __future__ import annotations

from pathlib import Path

import pytest

import vnr
from delivering import GOOD, HEAD, YEAR, written

FIRST = [
    "Anna",
    "Eva-Lena",
    "Bo",
    "Åsa",
    "O'Hara",
    "Li",
    "Sara",
    "Per",
    "Ulla",
    "Ivar",
    "ANN",
    "D.",
]
LAST = ["Berg", "von Stråle", "Öst", "SJÖ", "Ek Lind", "al Amin", "Sten"]


def test_the_unknown_word_is_named(tmp_path: Path) -> None:
    """With what may have been meant, in the reader's language."""
    row = GOOD.replace("våld i nära relation", "Våld i nära relatoin")
    (fault,) = vnr.read(written(tmp_path, HEAD + row), observed=YEAR).faults
    assert fault.value == "Våld i nära relatoin"
    assert fault.meant[0].code == "violence"
    assert "«Våld i nära relatoin»" in fault.text()
    assert "menades våld i nära relation?" in fault.remedy()
    assert "violence in close relations" in fault.remedy("en")


def test_every_unknown_word_of_a_cell_is_named(tmp_path: Path) -> None:
    """Of a cell with several words each unknown one is a fault, and a known one none."""
    text = HEAD.replace("\n", ";Våldsformer\n") + GOOD.replace("\n", ";hårt, fysiskt och mjukt\n")
    reading = vnr.read(written(tmp_path, text), observed=YEAR)
    assert [fault.value for fault in reading.faults] == ["hårt", "mjukt"]


@pytest.mark.parametrize(
    ("word", "shown"),
    [
        ("Okänt ord", True),
        ("12345", True),
        ("123456", False),
        ("kod 12 34 56", False),
        ("eva@ort.se", False),
        ("o" * 40, True),
        ("o" * 41, False),
        ("a2", False),
        ("A2 ", False),
        ("a77", False),
        ("102", False),
        ("Anna Synnerby", False),
        ("anna  synnerby", False),
        ("Handläggare Ett", False),
        ("b77", True),
    ],
)
def test_what_tells_who_is_counted_only(tmp_path: Path, word: str, shown: bool) -> None:
    """Long, with six digits, of mail, equal to an identifier or a name or shaped as one: never shown."""
    head = HEAD.replace("\n", ";Handläggare;Namn\n")
    rows = GOOD.replace("\n", ";Handläggare Ett;x\n")
    rows += rows.replace("101;a1", "102;a2").replace(";x", ";Anna Synnerby")
    rows += f"103;a3;0484;våldsutsatt vuxen;2019-01-15;{word};;\n"
    reading = vnr.read(written(tmp_path, head + rows), observed=YEAR)
    (fault,) = reading.faults
    assert (fault.rule, fault.row, fault.column) == ("code-unknown", 4, "Aktualiseringsorsak")
    assert (fault.value == word.strip()) is shown
    assert (word.strip() in repr(reading.faults) + repr(fault)) is shown


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("Hon ringde den tredje mars, och berättade allt", []),
        ("Hon ringde, fysiskt, och berättade om allt i mars", []),
        ("fysiskt, psykiskt, sexuellt, ekonomiskt och mjukt", ["mjukt"]),
        ("fysiskt, psykiskt, mjukt och hårt och kallt och varmt", []),
        ("12345, 67890", []),
        ("12345, 6", []),
        ("12345, x", ["12345", "x"]),
        ("Öst/b, fysiskt", ["Öst", "b"]),
        ("A3/b, fysiskt", []),
        ("a3/B", []),
    ],
)
def test_pieces_of_what_is_not_shown(tmp_path: Path, cell: str, shown: list[str]) -> None:
    """Free text, numbers and identifiers that fall into short pieces at a comma or stroke."""
    text = HEAD.replace("\n", ";Våldsformer;Hushåll\n") + GOOD.replace("\n", f";{cell};\n")
    text += GOOD.replace("101", "102").replace("\n", ";;a3/b, fysiskt\n")
    text += GOOD.replace("101", "103").replace("\n", ";;a3/b\n")
    reading = vnr.read(written(tmp_path, text), observed=YEAR)
    faults = [fault for fault in reading.faults if fault.column == "Våldsformer"]
    assert [fault.value for fault in faults if fault.value] == shown
    assert {fault.row for fault in faults} == {2}


def test_what_may_be_two_things_is_asked(tmp_path: Path) -> None:
    """A word for several codes is a fault that names them, unless the profile says which."""
    path = written(tmp_path, HEAD + GOOD.replace("våld i nära relation", "Misshandel"))
    (fault,) = vnr.read(path, observed=YEAR).faults
    assert fault.rule == "code-ambiguous"
    assert {one.code for one in fault.meant} == {"violence", "other"}
    profile = vnr.io.Profile(codes={"reason": {"misshandel": "violence"}})
    assert not vnr.read(path, observed=YEAR, profile=profile).faults


def test_very_many_unknown_words(tmp_path: Path) -> None:
    """What is nearest is sought for the commonest of them only, and each row has its fault."""
    rows = "".join(f"0484;f{n};s{n};2019-03-01;våld i nära relation {n}\n" for n in range(5_000))
    path = written(
        tmp_path, "Kommun;Ärende;Klient;Aktualiseringsdatum;Aktualiseringsorsak\n" + rows
    )
    assert len(vnr.read(path, observed=YEAR).faults) == 5_000


def people(number: int, form: str = "{first} {last}") -> list[str]:
    """Different synthetic names, as far as they go."""
    every = [form.format(first=first, last=last) for last in LAST for first in FIRST]
    assert len({*every}) >= number
    return every[:number]


def shown(
    folder: Path, words: list[str], heading: str = "Aktualiseringsorsak", more: str = ""
) -> set[str]:
    """Which of the words under a heading stand anywhere in what a reading says."""
    good = "Kommun;Roll;Aktualiseringsdatum;Ärende-ID;Klient"
    columns = [good, *(name for name in ("Aktualiseringsorsak", heading) if name not in good)]
    head = ";".join(dict.fromkeys(columns))
    rows = []
    for number, word in enumerate(words):
        reason = "" if heading == "Aktualiseringsorsak" else ";våld i nära relation"
        rows.append(f"0484;våldsutsatt vuxen;2019-01-15;{number};a{number}{reason};{word}\n")
    reading = vnr.read(written(folder, f"{head}\n{''.join(rows)}{more}"), observed=YEAR)
    told = [*(one.text() for one in reading.faults), *map(repr, reading.asked), reading.show()]
    profile = reading.write_profile(folder / "profil.toml").read_text("utf-8")
    return {word for word in {*words} if any(word in text for text in (*told, profile))}


@pytest.mark.parametrize("form", ["{first} {last}", "{last}, {first}"])
@pytest.mark.parametrize("heading", ["Aktualiseringsorsak", "Våldsformer", "Aktualiseringsorsakk"])
def test_people_who_slid_are_not_shown(tmp_path: Path, heading: str, form: str) -> None:
    """Names under a coded heading, known or not, are counted and placed where no column holds them."""
    assert shown(tmp_path, people(80, form), heading) == set()


@pytest.mark.parametrize(
    ("words", "seen"),
    [
        (people(10), False),
        (people(9), True),
        (people(40) + people(19), False),
        (people(40) + people(20), True),
        (people(10) + [f"ord {letter}" for letter in "abcdefghi"], False),
        (people(10) + [f"ord {letter}" for letter in "abcdefghij"], True),
        (people(20) + ["våld i nära relation"] * 100, False),
        ([f"orsak {chr(97 + n % 20)}{chr(97 + n // 20)} xx" for n in range(200)] * 3, True),
        ([f"Orsak {chr(97 + n % 20).upper()}{chr(97 + n // 20)}" for n in range(200)] * 3, True),
        ([f"Orsak {chr(97 + n % 20)}" for n in range(20)], True),
    ],
)
def test_words_of_a_list_stay_shown(tmp_path: Path, words: list[str], seen: bool) -> None:
    """What few rows hold, what is repeated, and what isn't written as names is asked about."""
    asked = {word for word in words if word != "våld i nära relation"}
    names = {*people(80)}
    assert shown(tmp_path, words) & asked == (asked if seen else asked - names)


def test_one_digit_is_a_code_though_somebody_has_it_as_a_number(tmp_path: Path) -> None:
    """Persons numbered from 1 don't hide the codes 1 and 2 of sex; 12 is hidden, and it is said why.

    The profile says that such a code may be written by hand, and then it is read.
    """
    head = HEAD.replace("\n", ";Kön\n")
    rows = [GOOD.replace("101;a1", f"{one};{one}").replace("\n", f";{one}\n") for one in (1, 2, 12)]
    path = written(tmp_path, head + "".join(rows))
    reading = vnr.read(path, observed=YEAR)
    assert {fault.value for fault in reading.faults} == {"1", "2", None}
    text = reading.write_profile(tmp_path / "p.toml").read_text("utf-8")
    assert "1 rad under «Kön» har ord som inte visas, för de är som ett id i filerna" in text
    assert 'skriv dem själv här: "koden" = "kvinna"' in text
    codes = {"1": "man", "2": "kvinna", "12": "kvinna"}
    again = vnr.read(path, observed=YEAR, profile={"ord": {"kön": codes}})
    assert (again.accepted, again.rejected) == (3, 0)
