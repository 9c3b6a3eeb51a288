"""Which of very many texts may hold a day of birth at all: few need be read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from vnr.register._numerals import FEWEST, Letters, Mask

__all__ = ["worth_reading"]

_MIXED: Final = 6
"""So often at most letters and digits change places in what people write; in a hash they do more."""
_ZERO: Final = np.uint8(48)
_BEFORE: Final = {7: (-3,), 8: (-2,), 9: (-1,), 10: (0,), 11: (0,), 12: (0, 2)}
"""Where the year of birth begins in so many digits, of which zeros may be lacking in front."""
_LONG: Final = range(13, 17)
_DAY: Final = 8


def worth_reading(letters: Letters, digits: Mask) -> NDArray[np.intp]:
    """The rows whose text may hold a personal number.

    Parameters
    ----------
    letters : array of uint8, shape ``(texts, width)``
        The texts in UTF-8.
    digits : array of bool of that shape
        Which of them are digits.
    """
    rows = np.flatnonzero(digits.sum(axis=1, dtype=np.int32) >= FEWEST)
    lengths = letters.shape[1] - np.argmax(letters[rows, ::-1] != 0, axis=1)
    found = [np.empty(0, np.intp)]
    for length in np.flatnonzero(np.bincount(lengths)).tolist():
        mine = rows[lengths == length] if lengths.min() < length or lengths.max() > length else rows
        if length == len("YYYY-MM-DD"):
            # A day alone has too few digits.
            mine = mine[(letters[mine, 4] != ord("-")) | (letters[mine, 7] != ord("-"))]
            if not mine.size:
                continue
        some, where = letters[mine, :length], digits[mine, :length]
        # A record system's own numbers have their digits in the same places.
        alike = bool((where == where[0]).all())
        begins = _single(where[0]) if alike else None
        if begins is not None:
            found.append(mine[_has_day_at(some, begins)])
        else:
            found.append(mine[_holds_a_day(some, where)])
    return np.sort(np.concatenate(found))


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
    found = np.zeros(len(letters), bool)
    for at in begins:
        signs = [
            letters[:, place] - _ZERO if place >= 0 else np.zeros(len(letters), np.uint8)
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
    width = letters.shape[1]
    pure = digits.all(axis=1)
    words = ((letters | 32) - np.uint8(97) < 26) | (letters > 127)
    changes = (digits[:, :-1] & words[:, 1:]) | (words[:, :-1] & digits[:, 1:])
    legible = changes.sum(axis=1, dtype=np.int32) <= _MIXED
    legible |= (letters == ord(" ")).any(axis=1)
    # A day alone has eight digits and no letters.
    legible &= pure | words.any(axis=1) | (digits.sum(axis=1, dtype=np.int32) > _DAY)
    numbers = letters - _ZERO
    pairs = digits[:, :-1] & digits[:, 1:]
    months = pairs & _is_month(numbers[:, :-1], numbers[:, 1:])
    days = pairs & _is_day(numbers[:, :-1], numbers[:, 1:])
    found = pure & (width < 10)
    # A sign stands after the year, after the month, after both or nowhere.
    for month, born in ((2, 4), (3, 5), (2, 5), (3, 6)):
        size = width - 1 - born
        held = pairs[:, :size] & months[:, month : month + size] & days[:, born:]
        found |= held.any(axis=1)
    return np.asarray(legible & found)
