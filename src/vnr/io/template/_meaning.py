"""What an unknown word may have meant: a code, a field or a municipality, named in each language."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Final

import attrs

from vnr.display import Fields
from vnr.io.template._alias import municipality_codes
from vnr.io.template._alias import words as words_of
from vnr.io.template._layout import Layout
from vnr.io.template._nearest import Nearest
from vnr.model import Vocabulary
from vnr.words import LANGUAGES, Language, fold, label, text

__all__ = [
    "Meaning",
    "is_showable",
    "listed",
    "meant_fields",
    "nearest_codes",
    "nearest_municipalities",
]

_LONGEST: Final = 40
_DIGITS: Final = 6


@attrs.frozen
class Meaning(Fields):
    """What a word may have meant.

    Attributes
    ----------
    code
        The code, the field, or the municipality's four digits.
    names
        What it is called, by language.

    Examples
    --------
    >>> Meaning("violence", (("sv", "våld i nära relation"), ("en", "violence")))
    Meaning(code='violence', names=(('sv', 'våld i nära relation'), ('en', 'violence')))
    """

    code: str
    names: tuple[tuple[str, str], ...]

    def text(self, language: Language = "sv") -> str:
        """Its name in Swedish (``sv``) or English (``en``)."""
        return dict(self.names)[language]

    @classmethod
    def of_code(cls, member: Vocabulary) -> Meaning:
        """That of a code."""
        return cls(member.value, tuple((one, member.label(one)) for one in LANGUAGES))

    @classmethod
    def of_municipality(cls, code: str) -> Meaning:
        """That of a municipality, or of several with a plus."""
        name = label("municipality", code, "sv")
        return cls(code, tuple((one, name) for one in LANGUAGES))


def meant_fields(layout: Layout, table: str, *fields: str) -> tuple[Meaning, ...]:
    """Fields of a table that a heading may have meant."""
    return tuple(
        Meaning(field, tuple((one, layout.title(table, field, one)) for one in LANGUAGES))
        for field in fields
    )


def listed(meant: Sequence[Meaning], language: Language) -> str:
    """Several meanings with ``eller`` before the last."""
    *before, last = (one.text(language) for one in meant)
    if not before:
        return last
    return text("reading", "either", language, before=", ".join(before), last=last)


class Meant(tuple[Meaning, ...]):
    """What may have been meant, the likeliest first."""

    __slots__ = ()


def is_showable(word: str) -> bool:
    """Whether a word under a coded heading may be shown: short, with few digits, no address of mail.

    Columns that slid put people there.
    """
    return len(word) <= _LONGEST and sum(map(str.isdigit, word)) < _DIGITS and "@" not in word


@cache
def _known(vocabulary: type[Vocabulary]) -> Nearest:
    return Nearest(words_of(vocabulary))


def nearest_codes(vocabulary: type[Vocabulary], word: str) -> tuple[Meaning, ...]:
    """The codes that a word is nearly the name of, the best first."""
    words, members = words_of(vocabulary), list(vocabulary)
    places = dict.fromkeys(words[near] for near in _known(vocabulary).to(fold(word)))
    return tuple(Meaning.of_code(members[place]) for place in places)


@cache
def _places() -> Nearest:
    return Nearest(municipality_codes())


def nearest_municipalities(word: str) -> tuple[Meaning, ...]:
    """The municipalities that a word is nearly the name of, the best first."""
    codes = municipality_codes()
    found = dict.fromkeys(codes[near] for near in _places().to(word.casefold()))
    return tuple(map(Meaning.of_municipality, found))
