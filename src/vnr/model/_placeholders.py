"""What stands where a person's identifier should: nobody knows who it is."""

from __future__ import annotations

import re
from typing import Final

from vnr.model._identifiers import normal
from vnr.words import fold

__all__ = ["is_placeholder"]

_WORDS: Final = frozenset(
    map(
        fold,
        (
            *("skydd", "skyddad", "skyddade", "skyddat", "skyddad identitet", "skyddad id"),
            *("skyddad person", "skyddade personuppgifter", "skyddad pnr", "skyddat personnummer"),
            *("fingerad", "fingerade", "fingerad identitet", "fingerade personuppgifter"),
            *("sekretess", "sekretessmarkerad", "sekretessmarkering", "sekretessbelagd"),
            *("sekretesskyddad", "hemlig", "hemligt", "hemlig identitet", "kvarskrivning"),
            *("okänd", "okänt", "okända", "okänd person", "okänd identitet", "okänd klient"),
            *("okänd man", "okänd kvinna", "okänt barn", "okänt personnummer", "okänt pnr"),
            *(
                "ej känd",
                "ej känt",
                "ej identifierad",
                "oidentifierad",
                "oidentifierat",
                "namn okänt",
            ),
            *("saknas", "saknar", "personnummer saknas", "pnr saknas", "saknar personnummer"),
            *("saknar pnr", "inget personnummer", "inget pnr", "uppgift saknas", "id saknas"),
            *("ej angivet", "ej angiven", "ej registrerad", "ej registrerat", "vet ej", "ingen"),
            *(
                "inget",
                "tomt",
                "testperson",
                "anonym",
                "anonymt",
                "anonyma",
                "anonymiserad",
                "avidentifierad",
            ),
            *("anonym person", "inkognito", "reservnummer", "tillfälligt nummer", "temporärt"),
            *(
                "nn",
                "na",
                "ej tillämpligt",
                "null",
                "none",
                "nil",
                "nan",
                "nat",
                "missing",
                "blank",
            ),
            *("empty", "protected", "protected identity", "confidential", "unknown", "hidden"),
            *("unknown person", "not known", "not available", "not recorded", "unidentified"),
            *("anonymous", "anonymised", "anonymized", "secret", "withheld", "redacted"),
        ),
    )
)
_LONG: Final = 4
"""A word longer than this is a placeholder with a number after it too: protected 2."""

_LETTER: Final = re.compile(r"[^\W\d_]")
_DIGIT: Final = re.compile(r"[0-9]")
_NINES: Final = 8
"""So many nines are no running number: as many digits as a day of birth has."""
_SAME: Final = 10
"""So many digits that are one and the same: as many as a personal number has."""
_BORN: Final = (
    r"(?:\d\d)?\d\d[-./ ]?(?:0\d|1[0-2])[-./ ]?(?:0[1-9]|[12]\d|3[01]|[678]\d|9[01]) ?[-+./_ ]? ?"
)
# Nobody's serial is 0000, and no temporary number has only zeros after its letters.
_NO_SERIAL: Final = re.compile(
    rf"{_BORN}(?:0000|[x?*]{{3,4}}|[trsuwxjklmn]000|tf ?0+)|tf[- ]?0+", re.ASCII | re.IGNORECASE
)
# Days that systems fill in where they know none, alone or with four signs that say nothing.
_NO_DAY: Final = re.compile(
    r"(?:1900-?01-?01|1800-?01-?01|1899-?12-?3[01]|1753-?01-?01|0001-?01-?01|[29]999-?12-?31"
    r"|1111-?11-?11|0000-?00-?00)(?: ?[-+]? ?(?:0000|9999|1111|1234|x{3,4})| 00:00(?::00)?)?",
    re.ASCII | re.IGNORECASE,
)
_MADE_UP: Final = frozenset({"1212121212", "191212121212", "1234567890", "0123456789"})
"""Tolvan Tolvansson, whom forms have as their example, and the digits in a row."""
_ERROR: Final = re.compile(r"#[^\W\d_]+(?:/[^\W\d_]+|/0)?[!?]?")
"""What a spreadsheet shows where it couldn't work a value out: #N/A, #SAKNAS!, #REF!."""


def is_placeholder(text: str) -> bool:
    """Whether a text only stands in for an identifier.

    Small and capital letters, blanks, signs and what can't be seen are alike.

    Parameters
    ----------
    text : str
        What stands where a person should.

    Returns
    -------
    bool
        A word such as *skyddad*, *fingerad* or *okänd* (with a number after it, if it is a long
        one), an error of a spreadsheet, only the letter x, only zeros, at least eight digits that
        are all 9 or ten that are all alike, ``-1`` or ``-9``, signs alone, a day of birth with no
        serial (``0000``, ``XXXX``), a day that stands for none (1900-01-01), or the number that
        forms have as their example. An empty text is no placeholder.

    Examples
    --------
    >>> [is_placeholder(text) for text in ("Skyddad 2", "XXXXXXXX-XXXX", "19000101-0000", "999")]
    [True, True, True, False]
    """
    plain = normal(text)
    if _NO_SERIAL.fullmatch(plain) or _NO_DAY.fullmatch(plain) or _ERROR.fullmatch(plain):
        return True
    if not _LETTER.search(plain):
        return text != "" and _is_nobodys(plain)
    stem = plain.rstrip("0123456789- ")
    if _DIGIT.search(stem):
        # Most pseudonyms end here, and none is kept among the words that were folded.
        return False
    word = fold(stem)
    if _DIGIT.search(plain):
        return word in _WORDS and len(word) > _LONG
    return word in _WORDS or set(word) == {"x"}


def _is_nobodys(plain: str) -> bool:
    """Whether digits and signs are those of no person."""
    digits = "".join(_DIGIT.findall(plain))
    alike = set(digits)
    if alike <= {"0"} or digits in _MADE_UP:
        return True
    if alike == {"9"} and (len(digits) >= _NINES or plain == "-" + digits):
        return True
    return plain == "-1" or (len(alike) == 1 and len(digits) >= _SAME)
