"""Personal numbers: recognised, refused without a key, and turned into pseudonyms with one."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from datetime import date

from vnr.errors import DataError

__all__ = ["checked_key", "is_personal_number", "looks_personal", "may_tell_who", "pseudonyms"]

# Birth date, day perhaps + 60 (samordningsnummer, some of which have no calendar date), sign,
# three digits and the check digit. Temporary numbers have letters or fail the check.
# Word processors and web forms write the sign as any of these.
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d"), "-")
_NUMBER = re.compile(r"^(\d{2})?(\d{2})(\d{2})(\d{2})([-+\s]?)(\d{4})$", re.ASCII)
_LONG = 9
"""A text with so many digits may be somebody's number; a date has eight."""
_SHORTEST_KEY = 16


def checked_key(key: str | bytes | None) -> bytes | None:
    """The key as bytes.

    Raises
    ------
    DataError
        If it is shorter than 16 bytes.
    """
    if key is None:
        return None
    secret = key.encode() if isinstance(key, str) else bytes(key)
    if len(secret) < _SHORTEST_KEY:
        raise DataError(
            "key must be at least 16 bytes, or anybody could try them all; "
            "make one with secrets.token_hex() and keep it with whoever may link persons"
        )
    return hashlib.blake2b(secret, digest_size=32).digest()


def _plain(text: str) -> str:
    """The text with one kind of dash and blank."""
    return " ".join(text.translate(_DASHES).split())


def may_tell_who(text: str) -> bool:
    """Whether a text holds as many digits as somebody's number, right or not, so that none is shown."""
    return sum(letter.isdigit() for letter in text) >= _LONG


def is_personal_number(text: str) -> bool:
    """Whether a text is a personnummer or a samordningsnummer with a right check digit.

    Examples
    --------
    >>> is_personal_number("811218-9876"), is_personal_number("811218-9875")
    (True, False)
    """
    match = _NUMBER.match(_plain(text))
    if match is None:
        return False
    _, year, month, day, _, serial = match.groups()
    if int(month) > 12 or not (int(day) <= 31 or 60 <= int(day) <= 91):
        return False
    digits = [int(digit) for digit in year + month + day + serial]
    doubled = (digit * (2 - place % 2) for place, digit in enumerate(digits))
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0


def looks_personal(heading: str, values: Sequence[str]) -> bool:
    """Whether a column of identifiers holds personal numbers, by its heading or its content."""
    if re.search(r"person\W?(nummer|nr)|^pnr|personal.?number", heading.casefold()):
        return True
    seen = [value for value in values if value]
    return bool(seen) and sum(map(is_personal_number, seen)) > len(seen) / 5


def pseudonyms(values: Iterable[str], key: bytes, today: date) -> list[str]:
    """Keyed hashes (BLAKE2b, 128 bits, hex) of identifiers, one number written in two ways alike."""
    return [
        hashlib.blake2b(_normal(value, today).encode(), key=key, digest_size=16).hexdigest()
        for value in values
    ]


def _normal(text: str, today: date) -> str:
    """Twelve digits where it is a personal number; else the text in capitals."""
    plain = _plain(text)
    match = _NUMBER.match(plain)
    if match is None:
        return plain.upper()
    century, year, month, day, sign, serial = match.groups()
    if century is None:
        born = today.year // 100 * 100 + int(year)
        if (born, int(month), int(day) % 60) > (today.year, today.month, today.day):
            born -= 100
        if sign == "+":
            born -= 100
        century = f"{born // 100:02}"
    return century + year + month + day + serial
