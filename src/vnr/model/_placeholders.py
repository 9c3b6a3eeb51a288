"""What stands where a person's identifier should: nobody knows who it is."""

from __future__ import annotations

import re
from typing import Final

from vnr.words import fold

__all__ = ["is_placeholder"]

_WORDS: Final = frozenset(
    map(
        fold,
        (
            *("skydd", "skyddad", "skyddade", "skyddad identitet", "skyddad id", "skyddad person"),
            *("skyddade personuppgifter", "fingerad", "fingerade", "fingerad identitet"),
            *("fingerade personuppgifter", "sekretess", "sekretessmarkerad", "sekretessmarkering"),
            *("sekretessbelagd", "okänd", "okänt", "okänd person", "ej känd", "ej identifierad"),
            *("oidentifierad", "saknas", "personnummer saknas", "anonym", "hemlig", "nn"),
            *("protected", "protected identity", "confidential", "unknown", "unknown person"),
            *("not known", "unidentified", "anonymous", "secret"),
        ),
    )
)
_LONG: Final = 4
"""A word longer than this is a placeholder with a number after it too: protected 2."""

_LETTER: Final = re.compile(r"[^\W\d_]")
_DIGIT: Final = re.compile(r"[0-9]")
_NINES: Final = 8
"""So many nines are no running number: as many digits as a day of birth has."""


def is_placeholder(text: str) -> bool:
    """Whether a text only stands in for an identifier.

    Small and capital letters, blanks and signs are alike.

    Parameters
    ----------
    text : str
        What stands where a person should.

    Returns
    -------
    bool
        A word such as *skyddad*, *fingerad* or *okänd* (with a number after it, if it is a long
        one), only the letter x, only zeros, at least eight digits that are all 9, ``-1``, or
        signs alone. An empty text is no placeholder.

    Examples
    --------
    >>> [is_placeholder(text) for text in ("Skyddad 2", "XXXXXXXX-XXXX", "-1", "999")]
    [True, True, True, False]
    """
    plain = text.strip()
    if not _LETTER.search(plain):
        digits = set(_DIGIT.findall(plain))
        nines = digits == {"9"} and plain.count("9") >= _NINES
        return text != "" and (digits <= {"0"} or nines or plain == "-1")
    stem = plain.rstrip("0123456789- ")
    if _DIGIT.search(stem):
        # Most pseudonyms end here, and none is kept among the words that were folded.
        return False
    word = fold(stem)
    if _DIGIT.search(plain):
        return word in _WORDS and len(word) > _LONG
    return word in _WORDS or set(word) == {"x"}
