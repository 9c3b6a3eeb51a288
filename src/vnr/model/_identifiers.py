"""How an identifier is written: one form for every way a file or a frame may spell it."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

__all__ = ["is_damaged", "normal"]

_DASHES: Final = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\u02d7\ufe58\ufe63\uff0d"
_INVISIBLE: Final = frozenset(
    # Neither control nor format characters, and yet nothing to see.
    (
        0x034F,
        0x115F,
        0x1160,
        0x17B4,
        0x17B5,
        0x2800,
        0x3164,
        0xFFA0,
        *range(0x180B, 0x1810),
        *range(0xFE00, 0xFE10),
        *range(0xE0100, 0xE01F0),
    )
)
_KEPT: Final = "\t\n\v\f\r\0"
_WHOLE: Final = re.compile(r"([+-]?\d+)[.,]0+", re.ASCII)
# A sign or a decimal is needed: 2E11 and 12345E67 may be somebody's own identifiers.
_ROUNDED: Final = re.compile(
    r"[+-]?(?:\d{1,3}[.,]\d+E[+-]?\d{1,3}|\d{1,3}E\+\d{1,3}|inf|infinity)", re.ASCII | re.IGNORECASE
)

_LONGEST: Final = 255
"""No system's identifiers are longer; a cell that swallowed others is, and all are held as wide."""


def _seen(letter: str) -> str:
    """What one letter that isn't ASCII becomes."""
    if letter in _DASHES:
        return "-"
    kind = unicodedata.category(letter)
    if kind == "Nd":
        return str(unicodedata.decimal(letter))
    if letter.isspace():
        return " "
    return "" if kind in ("Cf", "Cc") or ord(letter) in _INVISIBLE else letter


def normal(text: str) -> str:
    r"""An identifier in its one form.

    Composed letters, one kind of dash and of digits, no signs that can't be seen, single blanks
    and none around it, and no decimals of a whole number. Small and capital letters stay.

    Parameters
    ----------
    text : str
        As it was written.

    Examples
    --------
    >>> normal("\ufeffa\u00a0 1\u200b"), normal("12.0"), normal("7\u20111")
    ('a 1', '12', '7-1')
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
        text = "".join(letter if letter.isascii() else _seen(letter) for letter in text)
    if not text.isprintable():
        # The sign that no identifier holds stays, and is refused.
        text = "".join(letter for letter in text if letter.isprintable() or letter in _KEPT)
    text = " ".join(text.split())
    whole = _WHOLE.fullmatch(text)
    return whole[1] if whole else text


def is_damaged(text: str) -> bool:
    """Whether an identifier was a number that a spreadsheet rounded, or is a text far too long.

    Examples
    --------
    >>> is_damaged("2,01901E+11"), is_damaged("12345E67"), is_damaged("1" * 256)
    (True, False, True)
    """
    return len(text) > _LONGEST or _ROUNDED.fullmatch(text) is not None
