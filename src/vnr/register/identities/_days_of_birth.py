"""Which of very many texts may hold a day of birth at all: few need be read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from vnr.register.identities._numerals import FEWEST, Letters, Mask, lengths_of, number_of

__all__ = ["worth_reading"]

Array = TypeVar("Array", Letters, Mask)

_MIXED: Final = 6
"""So often at most letters and digits change places in what people write; in a hash they do more."""
_ZERO: Final = np.uint8(48)
_BEFORE: Final = {7: (-3,), 8: (-2,), 9: (-1,), 10: (0,), 11: (0,), 12: (0, 2)}
"""Where the year of birth begins in so many digits, of which zeros may be lacking in front."""
_LONG: Final = range(13, 17)
_DAY: Final = 8


def worth_reading(letters: Letters) -> NDArray[np.intp]:
    """Which texts may hold a personal number.

    Parameters
    ----------
    letters : array of uint8, shape ``(width, texts)``
        The texts in UTF-8.
    """
    digits = letters - _ZERO < 10
    rows = np.flatnonzero(number_of(digits) >= FEWEST)
    lengths = lengths_of(letters)[rows]
    found = [np.empty(0, np.intp)]
    for length in np.flatnonzero(np.bincount(lengths)).tolist():
        mine = rows[lengths == length]
        some, where = _some(letters, length, mine), _some(digits, length, mine)
        if length == len("YYYY-MM-DD"):
            # A day alone has too few digits.
            left = (some[4] != ord("-")) | (some[7] != ord("-"))
            if not left.all():
                mine, some, where = mine[left], some[:, left], where[:, left]
            if not mine.size:
                continue
        # A record system's own numbers have their digits in the same places.
        alike = bool((where == where[:, :1]).all())
        begins = _single(where[:, 0]) if alike else None
        if begins is not None:
            found.append(mine[_has_day_at(some, begins)])
        else:
            found.append(mine[_holds_a_day(some, where)])
    return np.sort(np.concatenate(found))


def _some(signs: Array, length: int, rows: NDArray[np.intp]) -> Array:
    """What so many places of some of the texts hold."""
    whole = signs[:length]
    return whole if rows.size == signs.shape[1] else whole[:, rows]


def _single(digits: Mask) -> list[int] | None:
    """Where a year of birth may begin in the only run of digits; None if there are more of them."""
    places = np.flatnonzero(digits)
    first, count = int(places[0]), int(places.size)
    if int(places[-1]) - first + 1 != count:
        return None
    if count < 10 and count != digits.size:
        return []
    return [first + at for at in ((2,) if count in _LONG else _BEFORE.get(count, ()))]


def _has_day_at(letters: Letters, begins: Iterable[int]) -> Mask:
    """Whether month and day are right where a year of birth begins at one of these places."""
    found = np.zeros(letters.shape[1], bool)
    for at in begins:
        signs = [
            letters[place] - _ZERO if place >= 0 else np.zeros(found.size, np.uint8)
            for place in range(at + 2, at + 6)
        ]
        found |= _is_month(*signs[:2]) & _is_day(*signs[2:])
    return found


def _is_month(tens: Letters, ones: Letters) -> Mask:
    return np.asarray((tens == 0) | ((tens == 1) & (ones < 3)))


def _is_day(tens: Letters, ones: Letters) -> Mask:
    return np.asarray((tens < 3) | ((tens == 3) & (ones < 2)) | (tens > 5))


def _holds_a_day(letters: Letters, digits: Mask) -> Mask:
    """Texts with a day of birth anywhere, that are no hash."""
    width = len(letters)
    pure = digits.all(axis=0)
    words = ((letters | 32) - np.uint8(97) < 26) | (letters > 127)
    changes = (digits[:-1] & words[1:]) | (words[:-1] & digits[1:])
    legible = number_of(changes) <= _MIXED
    legible |= (letters == ord(" ")).any(axis=0)
    # A day alone has eight digits and no letters.
    legible &= pure | words.any(axis=0) | (number_of(digits) > _DAY)
    numbers = letters - _ZERO
    pairs = digits[:-1] & digits[1:]
    months = pairs & _is_month(numbers[:-1], numbers[1:])
    days = pairs & _is_day(numbers[:-1], numbers[1:])
    found = pure & (width < 10)
    # A sign stands after the year, after the month, after both or nowhere.
    for month, born in ((2, 4), (3, 5), (2, 5), (3, 6)):
        size = width - 1 - born
        held = pairs[:size] & months[month : month + size] & days[born:]
        found |= held.any(axis=0)
    return np.asarray(legible & found)
