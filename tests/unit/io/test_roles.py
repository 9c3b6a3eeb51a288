"""Whose a reason is: nobody who uses violence is counted as exposed because a role is blank."""

from __future__ import annotations

from pathlib import Path

import pytest

import vnr
from delivering import YEAR, written
from refusing import refused
from vnr import metrics
from vnr.errors import UnknownNameError
from vnr.io.cells import is_of_person, may_use_violence, roles_told
from vnr.model import Role

HEAD = "Kommun;Ärende;Person;Aktualiseringsdatum;Aktualiseringsorsak;Roll\n"
PERPETRATOR = frozenset({Role.PERPETRATOR})
OURS = "våld i nära relation"


def read(folder: Path, *reasons: str, role: str = "", profile: object = None) -> vnr.io.Reading:
    rows = "".join(
        f"0484;{number};p{number};2019-03-01;{reason};{role}\n"
        for number, reason in enumerate(reasons)
    )
    return vnr.read(written(folder, HEAD + rows), observed=YEAR, profile=profile)  # type: ignore[arg-type]


def roles(reading: vnr.io.Reading) -> list[frozenset[Role]]:
    return [case.roles for case in reading.register.cases()]


@pytest.mark.parametrize("reason", ["Våldsutövare", "utövar våld", "våldsutövande"])
def test_a_known_reason_tells_the_role(tmp_path: Path, reason: str) -> None:
    """Who is a perpetrator by the reason isn't among the exposed, and a note says so."""
    reading = read(tmp_path, reason, OURS)
    assert roles(reading) == [PERPETRATOR, frozenset()]
    codes = {note.code for note in reading.files[0].notes}
    assert {"role_told", "role_lacking"} <= codes
    assert metrics.count(reading.register, YEAR).value.tolist() == [1]
    assert metrics.count(reading.register, YEAR, roles="perpetrators").value.tolist() == [1]


def test_a_role_of_its_own_stands(tmp_path: Path) -> None:
    """What the row says itself goes before its reason."""
    (found,) = roles(read(tmp_path, "Våldsutövare", role="våldsutsatt vuxen"))
    assert found == {Role.EXPOSED_ADULT}


@pytest.mark.parametrize(
    ("word", "clear"),
    [
        ("Utövat våld mot närstående", True),
        ("våld - utövare", True),
        ("Ungdom som utövar våld", True),
        ("Utövar våld mot sina barn", True),
        ("Misstänkt gärningsman", True),
        ("Våldsutövande förälder", False),
        ("Utsatt för våld av utövare", False),
        ("Våldsutsatt/våldsutövare", False),
        ("Pappa utövar våld", False),
        ("Våld utövat av partner", False),
    ],
)
def test_the_profiles_word(tmp_path: Path, word: str, clear: bool) -> None:
    """A word that only the profile knows tells the role too; where it may be another's it is asked."""
    assert may_use_violence(word)
    assert is_of_person(word) is clear
    unknown = read(tmp_path, word)
    (fault,) = unknown.faults
    assert (fault.rule, fault.meant[0].code) == ("code-unknown", "violence;perpetrator")
    reading = read(tmp_path, word, profile={"ord": {"Aktualiseringar.orsak": {word: OURS}}})
    if clear:
        assert roles(reading) == [PERPETRATOR]
        return
    (fault,) = reading.faults
    assert (fault.rule, fault.value, roles(reading)) == ("role-unclear", word, [])
    for role, expected in (("våldsutövare", PERPETRATOR), ("saknas", frozenset())):
        profile = {"Aktualiseringar": {"aktualiseringsorsak": {word: f"{OURS}; {role}"}}}
        assert roles(read(tmp_path, word, profile=profile)) == [expected]


@pytest.mark.parametrize("word", ["Bevittnat våld", "Våld i nära relation", "Utsatt för våld"])
def test_others_are_left(word: str) -> None:
    """Most reasons say nothing of the kind."""
    assert not may_use_violence(word)


def test_the_answer_is_written_as_it_is_asked(tmp_path: Path) -> None:
    """What stands as a guess in the profile to fill in can be taken as it is."""
    reading = read(tmp_path, "Utövat våld mot närstående")
    text = reading.write_profile(tmp_path / "p.toml").read_text("utf-8")
    guess = "våld i nära relation; våldsutövare"
    assert f"menades {guess}?" in text
    (tmp_path / "p.toml").write_text(text.replace(' = ""', f' = "{guess}"'), "utf-8")
    assert roles(read(tmp_path, "Utövat våld mot närstående", profile=tmp_path / "p.toml")) == [
        PERPETRATOR
    ]


@pytest.mark.parametrize("field", ["orsak", "aktualiseringsorsak"])
def test_a_plain_answer_is_asked_on(tmp_path: Path, field: str) -> None:
    """What a profile says plainly of a word that may be of who used violence lacks the role."""
    word, path = "Våldsutövande förälder", tmp_path / "p.toml"
    plain = read(tmp_path, word, profile={f"Aktualiseringar.{field}": {word: OURS}})
    lines = plain.write_profile(path).read_text("utf-8").splitlines()
    (line,) = [one for one in lines if one.startswith(f'"{word}"') and "menades" in one]
    answer = f'"{word}" = "{OURS}; våldsutövare"'
    path.write_text("\n".join(answer if one == line else one for one in lines), "utf-8")
    assert roles(read(tmp_path, word, profile=path)) == [PERPETRATOR]


def test_a_plain_answer_of_somebody_exposed_stands(tmp_path: Path) -> None:
    """Where no role that may be meant uses violence, nobody is asked twice."""
    child = "Kvinna och barn utsatta för våld"
    told = read(tmp_path, child, profile={"Aktualiseringar.orsak": {child: OURS}})
    assert (len(told.faults), roles(told)) == (0, [frozenset()])


def test_a_role_that_there_is_not() -> None:
    """Is refused as an unknown code is."""
    with refused(UnknownNameError, match="granne"):
        vnr.io.Profile(codes={"reason": {"x": "violence; granne"}})


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("Barn som bevittnat våld", ["witnessing_child"]),
        ("Bevittnat våld", ["witnessing_child"]),
        ("Bevittnat våld mot mamma", ["witnessing_child"]),
        ("Barn som upplevt våld", ["witnessing_child"]),
        ("Oro för barn som bevittnar våld mellan föräldrar", ["witnessing_child"]),
        ("Våldsutsatt barn", ["exposed_child"]),
        ("Barn utsatt för våld", ["exposed_child"]),
        ("Orosanmälan om ungdom som utsätts för hedersvåld", ["exposed_child"]),
        ("Child witnessing violence", ["witnessing_child"]),
        ("Barn utsatt för/bevittnat våld", ["exposed_child", "witnessing_child", "exposed_adult"]),
        ("Kvinna och barn utsatta för våld", ["exposed_child", "exposed_adult"]),
        ("Våldsutsatt mamma, barn bevittnat", ["exposed_child", "witnessing_child", "exposed_adult"]),
        ("Barn till våldsutsatt kvinna", ["exposed_child", "exposed_adult"]),
        ("Våldsutsatt med barn", []),
        ("Upplevt våld", []),
        ("Utsatt för våld", []),
        ("Våld i nära relation", []),
        ("Barn", []),
    ],
)  # fmt: skip
def test_a_child_by_the_reason(word: str, told: list[str]) -> None:
    """A child that sees or meets violence is told by the reason; where it may be another's it is asked."""
    assert [role.value for role in roles_told(word)] == told


@pytest.mark.parametrize(
    ("word", "role"),
    [
        ("Våld mot barn", Role.EXPOSED_CHILD),
        ("Misstanke om våld mot barn", Role.EXPOSED_CHILD),
        ("Barnfridsbrott", Role.WITNESSING_CHILD),
    ],
)
def test_what_was_done_to_a_child(tmp_path: Path, word: str, role: Role) -> None:
    """It may be the child's case or that of who did it: it is asked, until a profile names the role."""
    assert roles_told(word) == (role, Role.PERPETRATOR)
    (fault,) = read(tmp_path, word).faults
    assert (fault.rule, fault.value) == ("role-unclear", word)
    label = role.label("sv")
    told = read(tmp_path, word, profile={"Aktualiseringar.orsak": {word: f"{OURS}; {label}"}})
    assert roles(told) == [{role}]
    plain = read(tmp_path, word, profile={"Aktualiseringar.orsak": {word: OURS}})
    assert [fault.rule for fault in plain.faults] == ["role-unclear"]
    (own,) = roles(read(tmp_path, word, role="våldsutsatt vuxen"))
    assert own == {Role.EXPOSED_ADULT}


def test_a_child_is_no_adult(tmp_path: Path) -> None:
    """Who is a child by the reason has that role, in rows that have none of their own."""
    words = ("Barn som bevittnat våld", "Våldsutsatt barn", OURS)
    reading = read(tmp_path, *words)
    witness, exposed = {Role.WITNESSING_CHILD}, {Role.EXPOSED_CHILD}
    assert roles(reading) == [witness, exposed, set()]
    assert "role_told" in {note.code for note in reading.files[0].notes}
    taken = reading.taken("pandas").set_index("value")["meant"]
    assert taken[words[0]] == "våld i nära relation; barn som bevittnat våld"
    (fault,) = read(tmp_path, "Kvinna och barn utsatta").faults
    assert (fault.rule, fault.meant[0].code) == ("code-unknown", "violence;exposed_child")
