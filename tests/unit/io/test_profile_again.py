"""A profile that is written of a reading with another one, and headings that aren't to be read."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import vnr
from delivering import GOOD, HEAD, YEAR, written
from refusing import refused
from vnr.cli import main
from vnr.errors import DataError, UnknownNameError, VnrError
from vnr.io import Profile
from vnr.words import told

ODD = HEAD.rstrip("\n") + ";Postnr;Insatser;Upplysning\n" + GOOD.rstrip("\n") + ";633;x;y\n"
HEADINGS = ("Postnr", "Insatser", "Upplysning", "Aktualiseringar", "enhet", 'a"b', "a.b", "intakes")
FIELDS = ("", " ", "enhet", "läses inte", "not read", "ärende")
TABLES = ("Aktualiseringar", "intakes", "INTAKES", "Insatser")
WORDS = st.dictionaries(st.sampled_from(("VINR akut", "x", 'q"\\')), st.sampled_from(("", "okänd")))
COLUMNS = st.dictionaries(st.sampled_from(HEADINGS), st.sampled_from(FIELDS))


@st.composite
def profiles(draw: st.DrawFn) -> dict[str, object]:
    """A profile as somebody may have begun to fill it in."""
    columns: dict[str, object] = dict(draw(COLUMNS))
    columns |= draw(st.dictionaries(st.sampled_from(TABLES), COLUMNS, max_size=2))
    codes = st.sampled_from(("reason", "enhet", "Aktualiseringar.enhet", "intakes.unit", "insats"))
    profile: dict[str, object] = {"rubriker": columns}
    profile["ord"] = draw(st.dictionaries(codes, WORDS, max_size=3))
    profile["kommun"] = draw(st.sampled_from(("", "0484")))
    profile["enhet"] = draw(st.sampled_from(("", "vuxenenhet")))
    return profile


@given(profiles())
@settings(max_examples=40, deadline=None)
def test_what_is_written_loads(
    tmp_path_factory: pytest.TempPathFactory, profile: dict[str, object]
) -> None:
    """Whatever the profile before says, or leaves blank, the one after is read and says the same."""
    folder = tmp_path_factory.mktemp("again")
    path = written(folder, ODD.replace("våld i nära relation", "VINR akut"))
    try:
        reading = vnr.read(path, observed=YEAR, profile=profile)
    except VnrError:
        return  # it says two things of one heading, or none that has an effect
    after = Profile.load(reading.write_profile(folder / "p.toml"))
    assert set(after.entries) >= {one for one in reading.profile.entries if "." not in one[0]}
    again = vnr.read(path, observed=YEAR, profile=after)
    assert again.asked == reading.asked


def test_a_blank_answer_is_asked_once(tmp_path: Path) -> None:
    """A line that was left blank stands once in the next profile."""
    path = written(tmp_path, ODD)
    profile = {"rubriker": {"Aktualiseringar": {"Postnr": "", "Upplysning": ""}}}
    text = vnr.read(path, observed=YEAR, profile=profile).write_profile(tmp_path / "p.toml")
    assert text.read_text("utf-8").count('"Postnr" = ""') == 1


@pytest.mark.parametrize("word", ["läses inte", "Läses inte", "not read"])
def test_left_out(tmp_path: Path, word: str) -> None:
    """A heading that isn't to be read is no question, known or not, and the account says so."""
    path = written(tmp_path, ODD)
    known = {"rubriker": {"Postnr": word, "Insatser": word, "Upplysning": word, "Enhet": word}}
    assert len(vnr.read(path, observed=YEAR).asked) == 3
    reading = vnr.read(path, observed=YEAR, profile=known)
    assert reading.asked == ()
    assert not reading.faults
    assert "läses inte, som profilen säger" in reading.show()


def test_two_headings_of_one_column(tmp_path: Path) -> None:
    """Both are named with the line that takes it away, and the line does."""
    head = HEAD.rstrip("\n") + ";Ärendenummer\n"
    path = written(tmp_path, head + GOOD.rstrip("\n") + ";7\n")
    faults = vnr.read(path, observed=YEAR).faults
    assert faults.rules["column-twice"] == 1
    for language, line in (("sv", '"Ärendenummer" = "läses inte"'), ("en", '= "not read"')):
        remedy = faults.of("column-twice")[0].remedy(language)
        assert line in remedy
        assert "«Ärendenummer»" in remedy
    profile = {"rubriker": {"Ärendenummer": "läses inte"}}
    reading = vnr.read(path, observed=YEAR, profile=profile)
    assert not reading.faults
    assert len(reading.register) == 1


@pytest.mark.parametrize(
    ("text", "row", "wrong"),
    [
        ('kommun = "0484"\n\n[rubriker]\n"Å" = "enhet"\n"Å" = "roll"\n', 5, "«Å» står där redan"),
        ('kommun = "0484"\nkommun = "0484"\n', 2, "«kommun» står där redan"),
        ("[rubriker]\n[Insatser.insats]\n[rubriker]\n", 3, "«rubriker» står där redan"),
        ("[rubriker]\nÅrsort = enhet\n", 2, "inom citattecken"),
        ('[rubriker]\n"a" = "enhet\n', 2, "inom citattecken"),
        ('[rubriker]\n"a" "enhet"\n', 2, "ska ha formen"),
        ('[rubriker\n"a" = "enhet"\n', 1, "hakparentes"),
        ('[rubriker]\n"a\\q" = "enhet"\n', 2, "omvänt snedstreck"),
    ],
)
def test_what_is_wrong_with_a_file(tmp_path: Path, text: str, row: int, wrong: str) -> None:
    """The error says the row and the slip, also in a file whose left sides have no marks."""
    path = written(tmp_path, text.encode(), "p.toml")
    with refused(VnrError) as caught:
        Profile.load(path)
    sentence = told(caught.value, "sv")
    assert f"rad {row}: " in sentence
    assert wrong in sentence


def test_a_heading_that_stands_for_nothing() -> None:
    """The error names it, and what it may be, in either language."""
    with refused(UnknownNameError) as caught:
        Profile(columns={"Insatser": {"Postnr": "saknas"}})
    assert "«Postnr»" in str(caught.value)
    sentence = told(caught.value, "sv")
    assert "«Postnr» står för «saknas»" in sentence
    assert "Utförare" in sentence
    assert '"läses inte"' in sentence


KEY = vnr.Pseudonymiser("en nyckel som är hemlig nog 1")


@pytest.mark.parametrize("name", ["kontrollvärde", "nyckel", "check"])
def test_the_key_that_a_profile_states(tmp_path: Path, name: str) -> None:
    """Another key than the project's, or none, is refused before anything is read."""
    data = written(tmp_path, HEAD + GOOD)
    profile = {name: KEY.check.upper().replace("-", " "), "enhet": "vuxenenheten"}
    reading = vnr.read(data, observed=YEAR, profile=profile, key=KEY)
    assert (reading.accepted, reading.notes) == (1, ())
    other = vnr.Pseudonymiser("en annan nyckel som är hemlig 2")
    with refused(DataError, match=f"value is {other.check}.* states {KEY.check}"):
        vnr.read(tmp_path / "a.csv", observed=YEAR, profile=profile, key=other)
    with refused(DataError, match=f"value {KEY.check}, and no key was given"):
        vnr.read(data, observed=YEAR, profile=profile)
    with refused(DataError, match="check value in the profile is none of a key"):
        Profile.of({name: "3f9a-12bc"})
    assert vnr.read(data, observed=YEAR, profile={name: " ", "enhet": "vuxen"}).accepted == 1


def test_a_key_of_its_own_for_what_is_only_looked_at(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The commands that keep nothing need no key, and the profile keeps the line."""
    data = written(tmp_path, HEAD + GOOD.replace("våld i nära relation", "Qxz"))
    path = tmp_path / "p.toml"
    path.write_text(f'kontrollvärde = "{KEY.check}"\nenhet = "vuxen"\n', "utf-8")
    out = tmp_path / "q.toml"
    assert main(["check", str(data), "--profile", str(path)]) == 1
    assert main(["profile", str(data), "--profile", str(path), "--out", str(out)]) == 0
    assert Profile.load(out).check == KEY.check
    key = tmp_path / "nyckel"
    assert main(["key", str(key)]) == 0
    assert main(["check", str(data), "--profile", str(path), "--key-file", str(key)]) == 2
    assert f"profilen säger {KEY.check}" in capsys.readouterr().err
