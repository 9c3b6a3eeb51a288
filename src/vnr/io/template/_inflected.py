"""Known words in other forms: definite, in the plural, in the genitive."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Final

from vnr.words import LANGUAGES, fold, topic

__all__ = ["Inflected"]

_ENDINGS: Final = (
    *("arnas", "ornas", "ernas", "enas", "arna", "orna", "erna", "ena", "ens", "ets", "ans"),
    *("na", "en", "et", "an", "or", "ar", "er", "ns", "a", "e", "n", "t", "s"),
)
_SHORTEST: Final = 4
"""Letters that must be left: of shorter ones too many are names, as Anna is of annan."""
_DIGIT: Final = re.compile(r"\d")
_VOWELS: Final = "aeiouy"


class Inflected:
    """Known words, found in another form where only one of them has it.

    Parameters
    ----------
    known : iterable of (str, str)
        Each word and what it stands for.

    Examples
    --------
    >>> Inflected([("vuxenenhet", "adult"), ("barnenhet", "child")]).of("Vuxenenheten")
    'adult'
    """

    def __init__(self, known: Iterable[tuple[str, str]]) -> None:
        self._meanings: dict[str, set[str]] = {}
        self._beginnings: set[str] = {""}
        self._numbered = False
        for word, meaning in known:
            self._numbered |= _DIGIT.search(word) is not None
            forms = {""}
            for stems in _words(word):
                forms = {form + stem for form in forms for stem in stems}
                self._beginnings |= forms
            for form in forms - {""}:
                self._meanings.setdefault(form, set()).add(meaning)

    def of(self, text: str) -> str | None:
        """What a text stands for, if just one thing."""
        if not self._numbered and _DIGIT.search(text):
            return None
        forms = {""}
        for stems in _words(text):
            # Most texts begin as no known word does, so that few forms are ever made.
            forms = {form + stem for form in forms for stem in stems} & self._beginnings
            if not forms:
                return None
        found = set[str]().union(*(self._meanings.get(form, ()) for form in forms))
        return found.pop() if len(found) == 1 else None


def _words(text: str) -> Iterator[list[str]]:
    """Each word of a text, with and without its ending."""
    for word in re.split(r"[\W_]+", text):
        folded = fold(word)
        if folded:
            yield _stems(folded)


@cache
def _irregular() -> dict[str, str]:
    """Forms that no ending tells, and the word that each is of."""
    return {
        fold(form): fold(word)
        for language in LANGUAGES
        for form, word in topic("codes", language)["forms"].items()
    }


@lru_cache(maxsize=4096)
def _stems(word: str) -> list[str]:
    word = _irregular().get(word, word)
    cut = {word.removesuffix(end): end for end in _ENDINGS if word.endswith(end)}
    return [word] + [stem for stem, end in cut.items() if _is_stem(stem, end)]


def _is_stem(stem: str, ending: str) -> bool:
    # Barnn is a slip of the pen: one letter more follows a vowel, as in skola and skolan.
    return len(stem) >= _SHORTEST and (ending not in ("n", "t") or stem[-1] in _VOWELS)
