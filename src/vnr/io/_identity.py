"""Personal numbers: recognised, refused without a key, and turned into pseudonyms with one."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["is_personal_number", "looks_personal", "may_tell_who"]

# Birth date, day perhaps + 60 (samordningsnummer, some of which have no calendar date), sign,
# three digits and the check digit. Temporary numbers have letters or fail the check.
# Word processors and web forms write the sign as any of these.
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d"), "-")
_NUMBER = re.compile(r"^(\d{2})?(\d{2})(\d{2})(\d{2})([-+\s]?)(\d{4})$", re.ASCII)
_LONG = 9
"""A text with so many digits may be somebody's number; a date has eight."""


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
