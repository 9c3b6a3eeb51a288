"""What record systems call things: headings of each table, and other words for the codes.

The words lie in `vnr.words`, and those of every language are known at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from vnr import model
from vnr.words import LANGUAGES, Language, fold, labels, topic

__all__ = [
    "asked_words",
    "cell_words",
    "headings_of",
    "municipality_codes",
    "sheet_names",
    "tells_who",
    "words",
]


def spelled(vocabulary: type[model.Vocabulary]) -> Iterator[tuple[str, str]]:
    """Other words, codes and labels of a vocabulary as they are written, and the code of each."""
    for language in LANGUAGES:
        for code, others in topic("codes", language).get(vocabulary.__name__, {}).items():
            yield from ((word, code) for word in others)
    for member in vocabulary:
        yield from ((member.label(language), member.value) for language in LANGUAGES)
        yield member.value, member.value


@cache
def words(vocabulary: type[model.Vocabulary]) -> dict[str, int]:
    """Folded codes, labels and other words of a vocabulary, and the member's place."""
    return {fold(word): vocabulary(code).place for word, code in spelled(vocabulary)}


@cache
def asked_words(vocabulary: type[model.Vocabulary]) -> dict[str, tuple[str, ...]]:
    """Folded words that may mean several codes of a vocabulary, so that it is asked which."""
    return {
        fold(word): tuple(codes)
        for language in LANGUAGES
        for word, codes in topic("codes", language)["asked"].get(vocabulary.__name__, {}).items()
    }


@cache
def cell_words(kind: str) -> frozenset[str]:
    """What cells hold, in small letters, for ``yes``, ``no``, ``missing``, ``total`` or ``all``."""
    return frozenset(
        word for language in LANGUAGES for word in topic("codes", language)["cell"][kind]
    )


@cache
def municipality_codes() -> dict[str, str]:
    """Codes of the municipalities by their names in small letters, short and long.

    Accents stay: Habo and Håbo are two.
    """
    forms = ("{}", "{} kommun", "{}s kommun")
    names = labels("municipality", "sv")
    return {form.format(name).casefold(): code for form in forms for code, name in names.items()}


@cache
def sheet_names(table: str) -> frozenset[str]:
    """Folded names of sheets that hold a table."""
    return frozenset(
        fold(name)
        for language in LANGUAGES
        for name in topic("columns", language)["sheet"].get(table, [table])
    )


@cache
def _telling() -> frozenset[str]:
    words = (topic("columns", language)["tells_who"]["words"] for language in LANGUAGES)
    return frozenset(fold(word) for known in words for word in known)


def tells_who(heading: str) -> bool:
    """Whether a heading is that of names, addresses or other things that tell who somebody is."""
    return fold(heading) in _telling()


def headings_of(groups: Sequence[str], language: Language) -> dict[str, list[str]]:
    """Headings by field, of several groups of fields; what a later one has goes first."""
    words = topic("columns", language)
    named: dict[str, list[str]] = {}
    for group in groups:
        named |= words.get(group, {})
    return named
