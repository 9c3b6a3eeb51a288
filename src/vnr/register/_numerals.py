"""Ten or twelve digits as a day of birth, a serial and a check digit, many texts side by side."""

from __future__ import annotations

from datetime import date
from enum import IntEnum
from typing import Final

import attrs
import numpy as np
from numpy.typing import NDArray

__all__ = ["FEWEST", "Form", "Parsed", "born_on", "is_right", "letters_of", "parse", "with_century"]

Mask = NDArray[np.bool_]
Letters = NDArray[np.uint8]
Whole = NDArray[np.int32]

FEWEST: Final = 7
"""Digits that are left of ten when a spreadsheet took the zeros of somebody born in 2000."""
_LONGEST: Final = 16
"""A number with its century, and four digits more."""
_SIGNS: Final = np.zeros(256, bool)
_SIGNS[list(b"-+./_ ")] = True
_CENTURIES: Final = np.zeros(100, bool)
_CENTURIES[[18, 19, 20]] = True
_DAYS: Final = np.array([0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], np.int32)
_COORDINATION: Final = (60, 91)
"""Days of a samordningsnummer: 60 more, and 60 itself where nobody knows the day."""
_SERIAL: Final = 9
"""Birth numbers begin with 001, so that no serial with its check digit is this or less."""


class Form(IntEnum):
    """How plainly something is written as a personal number."""

    PLAIN = 0  # with its century, or with a sign between its parts
    BARE = 1  # ten digits
    SHORT = 2  # nine: a spreadsheet took the zero in front
    SHORTER = 3  # seven or eight: it took two or three
    INSIDE = 4  # with more around it


@attrs.frozen(eq=False, repr=False)
class Parsed:
    """Texts, looked at as personal numbers.

    Attributes
    ----------
    done
        Whether nothing else in the text can be one.
    dated
        Whether it has a day of birth.
    whole
        Whether the text is one, and no more.
    form
        How plainly it is written.
    year
        Of birth.
    right
        Whether the check digit is right.
    digits
        All twelve, uint8, shape ``(texts, 12)``.
    """

    done: Mask
    dated: Mask
    whole: Mask
    form: NDArray[np.uint8]
    year: Whole
    right: Mask
    digits: Letters


def letters_of(values: NDArray[np.bytes_]) -> Letters:
    """The bytes of texts, shape ``(texts, width)``."""
    letters = np.ascontiguousarray(values).view(np.uint8)
    return letters.reshape(values.size, values.dtype.itemsize)


def parse(letters: Letters, digits: Mask, day: date) -> Parsed:
    """Look at texts as personal numbers.

    Parameters
    ----------
    letters : array of uint8, shape ``(texts, width)``
        The texts in UTF-8.
    digits : array of bool of that shape
        Which of them are digits.
    day : date
        Of ten digits the latest birth by that day is meant.
    """
    signs = _SIGNS[letters]
    many = digits.sum(axis=1)
    before = np.cumsum(digits, axis=1, dtype=np.int32)
    pure = (digits | signs | (letters == 0)).all(axis=1)
    signed = signs.any(axis=1)
    # How many digits come after a sign: those between the parts of a number, or in its last.
    after = many[:, None] - before
    placed = ~signs | (after == 4) | (after == 6) | (after == 8)
    placed |= (letters == ord(" ")) & (after == 2)
    ends = digits[:, 0] & digits[np.arange(many.size), _last(letters)]
    whole = pure & ends & placed.all(axis=1)
    whole &= (many == 10) | (many == 12) | ((many >= FEWEST) & (many < 10) & ~signed)
    inner = digits.copy()
    inner[:, 1:] &= ~digits[:, :-1]
    run = (inner.sum(axis=1) == 1) & (many <= _LONGEST)
    looked = whole | (run & (many >= 10))

    rows, columns = np.nonzero(digits & looked[:, None])
    # Up to twelve stand to the right, so that zeros come in front; what is longer to the left.
    place = before[rows, columns] - 1 + np.maximum(12 - many, 0)[rows]
    room = np.zeros((many.size, _LONGEST), np.uint8)
    room[rows, place] = letters[rows, columns] - np.uint8(48)
    century = _CENTURIES[room[:, 0] * 10 + room[:, 1]]
    told = looked & (many >= 12) & century
    # Ten digits and one or two more.
    led = looked & ((many == 11) | ((many == 12) & ~century))
    for count in (11, 12):
        moved = led & (many == count)
        room[moved, 2:12] = room[moved, 12 - count : 22 - count]

    ten = room[:, 2:12].astype(np.int32)
    year, month, born = (ten[:, at] * 10 + ten[:, at + 1] for at in (0, 2, 4))
    serial = ten[:, 6:] @ np.array([1000, 100, 10, 1], np.int32)
    whole &= ~led
    dated = looked & (told | led | (many <= 10)) & born_on(month, born)
    exact = whole & ~run | (pure & run & (many <= 12) & ~led)
    form = np.select(
        [~exact, many < 9, many == 9, ~signed & (many == 10)],
        [Form.INSIDE, Form.SHORTER, Form.SHORT, Form.BARE],
        Form.PLAIN,
    )
    full = with_century(year, month, born, (letters == ord("+")).any(axis=1), day)
    stated = room[:, 0].astype(np.int32) * 1000 + room[:, 1].astype(np.int32) * 100 + year
    full = np.where(told, stated, full)
    room[:, 0], room[:, 1] = full // 1000, full // 100 % 10
    return Parsed(
        (pure & ~signed) | run | whole,
        dated,
        whole,
        form.astype(np.uint8),
        full,
        is_right(ten) & (serial > _SERIAL),
        room[:, :12],
    )


def _last(letters: Letters) -> NDArray[np.intp]:
    """Where each text's last letter stands."""
    return np.maximum(letters.shape[1] - 1 - np.argmax(letters[:, ::-1] != 0, axis=1), 0)


def is_right(ten: Whole) -> Mask:
    """Whether the last of ten digits is the check digit of the others, shape ``(numbers,)``."""
    doubled = ten * np.array([2, 1] * 5, np.int32)
    return np.asarray((doubled // 10 + doubled % 10).sum(axis=1) % 10 == 0)


def born_on(month: Whole, born: Whole) -> Mask:
    """Whether month and day are those of a birth, or of a samordningsnummer."""
    real = (month >= 1) & (month <= 12) & (born >= 1)
    real &= born <= _DAYS[np.minimum(month, 12)]
    # Some of the others have no day, and no month, in the calendar.
    lowest, highest = _COORDINATION
    return np.asarray(real | ((month <= 12) & (born >= lowest) & (born <= highest)))


def with_century(year: Whole, month: Whole, born: Whole, aged: Mask, day: date) -> Whole:
    """The latest year of birth by a day; a hundred years before that where a plus says so."""
    full = day.year // 100 * 100 + year
    later = (full * 100 + month) * 100 + born % 60 > (day.year * 100 + day.month) * 100 + day.day
    return np.asarray(full - 100 * later - 100 * aged, np.int32)
