"""Subjects and targets in words, and back: which vocabulary a word is of depends on the kind."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Final

from vnr.io.template import Meaning, inflected_code, nearest_codes
from vnr.io.template import words as words_of
from vnr.model import (
    Group,
    Instrument,
    InterventionKind,
    ProvisionKind,
    Role,
    Subject,
    ViolenceContext,
    ViolenceForm,
    Vocabulary,
)
from vnr.words import Language, fold

__all__ = ["TARGET_WORDS", "code_label", "code_of", "codes_meant", "subject_words"]

Vocabularies = Sequence[type[Vocabulary]]

TARGET_WORDS: Final = (Role, Group)
"""Vocabularies of for whom something is."""

_SUBJECTS: Final = (Subject, InterventionKind, Instrument, ViolenceContext, ViolenceForm)


@cache
def subject_words(kind: ProvisionKind) -> Vocabularies:
    """The vocabularies of what one kind is about."""
    return [of for of in _SUBJECTS if any(one.value in kind.subjects for one in of)]


def code_label(code: str, vocabularies: Vocabularies, language: Language) -> str:
    """A code of one of several vocabularies in words."""
    of = next(of for of in vocabularies if code in {one.value for one in of})
    return of(code).label(language)


def code_of(word: str, vocabularies: Vocabularies) -> str | None:
    """The code that a word stands for in the first of several vocabularies that knows it."""
    for of in vocabularies:
        place = words_of(of).get(fold(word))
        if place is not None:
            return list(of)[place].value
    return next(filter(None, (inflected_code(of, word) for of in vocabularies)), None)


def codes_meant(word: str, vocabularies: Vocabularies) -> tuple[Meaning, ...]:
    """What an unknown word may have meant, the likeliest first."""
    return next(filter(None, (nearest_codes(of, word) for of in vocabularies)), ())
