"""Whatever is said is in one language throughout."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import vnr
from vnr import Pseudonymiser
from vnr.errors import VnrError
from vnr.io import Profile, rules
from vnr.words import LANGUAGES, Language, told, topic

FOREIGN = {
    "sv": "the|of|is|are|and|which|must|can't|isn't|with|from|give|there|what",
    "en": "och|inte|är|som|ska|med|från|finns|eller|för|det|den|ingen",
}
"""Words that no sentence of the language holds."""
TOPICS = ("cli", "disclosure", "errors", "faults", "notes", "profile", "reading", "summaries")


def foreign(words: str, language: Language) -> list[str]:
    """Words of the other language, but for what is quoted or is code."""
    bare = re.sub(
        r"\{\w*(?::[^}]*)?\}|\"[^\"]*\"|«[^»]*»|'[^']*'|\*[^*]*\*|\S*[=(/.]\S+", " ", words
    )
    return re.findall(rf"(?<![\w-])(?:{FOREIGN[language]})(?![\w-])", bare, re.IGNORECASE)


def sentences(table: Any) -> list[str]:
    return [table] if isinstance(table, str) else [
        one for value in table.values() for one in sentences(value)
    ] if hasattr(table, "values") else []  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", TOPICS)
def test_sentences(name: str, language: Language) -> None:
    """Each sentence by itself."""
    mixed = {one: foreign(one, language) for one in sentences(topic(name, language))}
    assert {one: words for one, words in mixed.items() if words} == {}


def wrongs(folder: Path) -> list[Callable[[], Any]]:
    """Ways of reading that go wrong, at each of the doors."""
    good = folder / "a.csv"
    good.write_text("Ärende-ID;Klient;Kommun\n1;811218-9876;0484\n", "utf-8")
    other = folder / "a.doc"
    other.write_text("x", "utf-8")
    (folder / "empty").mkdir()
    (folder / "p.toml").write_text("[kolumner]\nx\n", "utf-8")
    taken: list[Any] = [
        *(None, 5, object, [], folder / "none.csv", other, folder / "empty", [good, good]),
        *({"a": 5}, {"a": {}}, {"a": {"x": [1], "y": [1, 2]}}, [{"a": 1}, 3], b"x", folder / "\0"),
    ]
    given: list[dict[str, Any]] = [
        *({"key": key} for key in ("a", 20, b"\n" * 32, "a" * 16, "0123456789abcdef", folder)),
        *({"profile": one} for one in (5, folder / "p.toml", folder / "none.toml")),
        *({"profile": {name: "x"}} for name in ("kolumner", "koder", "nothing", "kontrollvärde")),
        {"profile": {"kolumner": {"Klient": "nobody"}}},
        {"profile": {"nyckel": "3f9a-12bc-7d01"}},
        *({"encoding": "utf-99"}, {"sheets": "Blad"}, {}),
    ]
    return [
        *(lambda one=one, **more: vnr.read(one, observed=2019, **more) for one in taken),
        *(lambda one=one, **more: vnr.read(good, observed=2019, **one, **more) for one in given),
        *(
            lambda one=one, **more: vnr.read(good, observed=one, **more)
            for one in ("2019Q5", "x", None, "2020-01-01/2019-01-01")
        ),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_errors_of_reading(language: Language, tmp_path: Path) -> None:
    """Swedish unless told otherwise, and told in the other language afterwards."""
    for number, call in enumerate(wrongs(tmp_path)):
        with pytest.raises(VnrError) as error:
            call() if language == "sv" else call(language="en")  # type: ignore[call-arg]
        said = str(error.value).replace(str(tmp_path), "")
        assert foreign(said, language) == [], f"{number}: {said}"
        for one in LANGUAGES:
            again = told(error.value, one).replace(str(tmp_path), "")
            assert foreign(again, one) == [], f"{number}: {again}"
            assert (again == said) == (one == language), f"{number}: {again}"


def test_keys_and_profiles_alone(tmp_path: Path) -> None:
    """They are Swedish at their own doors too."""
    for call in (
        lambda: Pseudonymiser("a"),
        lambda: Pseudonymiser.load(tmp_path / "none"),
        lambda: Pseudonymiser("a secret for tests alone, no more", check="12"),
        lambda: Profile.load(tmp_path / "none.toml"),
        lambda: Profile(columns=5),  # type: ignore[arg-type]
    ):
        with pytest.raises(VnrError) as error:
            call()
        assert str(error.value) == told(error.value, "sv") != told(error.value, "en")


def test_rules() -> None:
    """What a fault says and asks for, in either language."""
    for language in LANGUAGES:
        for rule, words in rules(language).items():
            assert foreign(" ".join(words), language) == [], rule
