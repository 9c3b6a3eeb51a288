"""Words are found by topic, key and language, and filled in as the language writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from vnr import words
from vnr.errors import DataError, UnknownNameError
from vnr.words import Language, _words


def test_names_of_places_are_labels() -> None:
    """A municipality's name stands by its code, the same in both languages."""
    assert words.label("municipality", "0484", "sv") == "Eskilstuna"
    assert words.labels("county", "en")["04"] == "Södermanlands län"


@pytest.mark.parametrize(
    ("language", "value", "form", "written"),
    [
        ("sv", 1234.5, ",.2f", "1\N{NO-BREAK SPACE}234,50"),
        ("en", 1234.5, ",.2f", "1,234.50"),
        ("sv", 1234567, ",", "1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}567"),
        ("sv", 0.5, "", "0,5"),
    ],
)
def test_numbers(language: Language, value: float, form: str, written: str) -> None:
    """Swedish writes a decimal comma and parts thousands by a space that doesn't break."""
    assert written == words.number(value, form, language)


def test_unknown_names() -> None:
    """A language, topic, vocabulary, code or sentence that isn't there is refused by name."""
    with pytest.raises(UnknownNameError, match="unknown language 'fr'"):
        words.label("municipality", "0484", "fr")  # type: ignore[arg-type]
    with pytest.raises(UnknownNameError, match="unknown topic of words 'weather'"):
        words.text("weather", "rain", "sv")
    with pytest.raises(UnknownNameError, match="unknown vocabulary 'Sexx': did you mean 'Sex'"):
        words.labels("Sexx", "sv")
    with pytest.raises(UnknownNameError, match="unknown municipality '9999'"):
        words.label("municipality", "9999", "sv")


@pytest.fixture
def sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    """A topic of three sentences, and a vocabulary."""
    topics = {
        "talk": {
            "share": "{share:.1f} % av {who}, {names}",
            "rows": {"one": "{number} rad", "many": "{number} rader"},
            "which": {"high": "hög", "low": "låg"},
            "why": "Eftersom {reasons:reason}.",
        },
        "labels": {"reason": {"a": "det regnar", "b": "det snöar"}},
    }
    read = _words.topic
    monkeypatch.setattr(
        _words, "topic", lambda name, language: topics.get(name) or read(name, language)
    )


@pytest.mark.usefixtures("sentences")
def test_a_sentence_is_filled_in() -> None:
    """Numbers are written as the language does, codes as their labels, lists one after another."""
    filled = words.text("talk", "share", "sv", share=12.34, who="alla", names=["x", "y"])

    assert filled == "12,3 % av alla, x, y"
    assert words.text("talk", "why", "sv", reasons=["a", "b"]) == "Eftersom det regnar; det snöar."
    with pytest.raises(UnknownNameError, match="unknown reason 'c'"):
        words.text("talk", "why", "sv", reasons=["c"])


@pytest.mark.usefixtures("sentences")
def test_grammar_chooses_among_sentences() -> None:
    """One and many, or a state that is named, have a sentence each."""
    assert words.text("talk", "rows", "sv", number=1) == "1 rad"
    assert words.text("talk", "rows", "sv", number=0) == "0 rader"
    assert words.text("talk", "which", "sv", form="low") == "låg"
    with pytest.raises(UnknownNameError, match="unknown form of which 'middle'"):
        words.text("talk", "which", "sv", form="middle")
    with pytest.raises(UnknownNameError, match="unknown sentence of talk 'shares'"):
        words.text("talk", "shares", "sv")
    with pytest.raises(DataError, match="'share' of talk needs the parameter 'who'"):
        words.text("talk", "share", "sv", share=1.0)


def test_a_path_stays_as_it_is() -> None:
    """Its point is no decimal mark."""
    said = words.refusal("rows_unreadable", path=Path("a/release.json"), why=PermissionError())
    assert "a/release.json" in words.told(said, "sv")
