"""Ten or twelve digits as a day of birth, a serial and a check digit, many texts side by side."""

from __future__ import annotations

from datetime import date
from enum import IntEnum
from typing import Final

import attrs
import numpy as np
from numpy.typing import NDArray

__all__ = [
    "FEWEST",
    "Form",
    "Parsed",
    "born_on",
    "is_right",
    "lengths_of",
    "letters_of",
    "number_of",
    "parse",
    "with_century",
]

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
_DOUBLED: Final = np.array([0, 2, 4, 6, 8, 1, 3, 5, 7, 9], np.uint8)
"""The sum of the digits of twice a digit."""
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
        All twelve, uint8, shape ``(12, texts)``.
    """

    done: Mask
    dated: Mask
    whole: Mask
    form: NDArray[np.uint8]
    year: Whole
    right: Mask
    digits: Letters


def letters_of(values: NDArray[np.bytes_]) -> Letters:
    """The bytes of texts, shape ``(width, texts)``: what stands in one place lies side by side."""
    letters = np.ascontiguousarray(values).view(np.uint8)
    return np.ascontiguousarray(letters.reshape(values.size, values.dtype.itemsize).T)


def number_of(digits: Mask) -> NDArray[np.int32]:
    """How many digits each text has, shape ``(texts,)``."""
    narrow = np.uint8 if len(digits) < 256 else np.int32
    return digits.view(np.uint8).sum(axis=0, dtype=narrow).astype(np.int32)


def lengths_of(letters: Letters) -> NDArray[np.int32]:
    """How many bytes each text has, shape ``(texts,)``."""
    if len(letters) and letters[-1].all():
        return np.full(letters.shape[1], len(letters), np.int32)
    lengths = np.zeros(letters.shape[1], np.int32)
    for place, here in enumerate(letters, start=1):
        np.copyto(lengths, place, where=here != 0, casting="unsafe")
    return lengths


def parse(letters: Letters, digits: Mask, day: date) -> Parsed:
    """Look at texts as personal numbers.

    Parameters
    ----------
    letters : array of uint8, shape ``(width, texts)``
        The texts in UTF-8.
    digits : array of bool of that shape
        Which of them are digits.
    day : date
        Of ten digits the latest birth by that day is meant.
    """
    signs = _SIGNS[letters]
    many = number_of(digits)
    before = np.cumsum(digits, axis=0, dtype=np.int32)
    pure = (digits | signs | (letters == 0)).all(axis=0)
    signed = signs.any(axis=0)
    # How many digits come after a sign: those between the parts of a number, or in its last.
    after = many - before
    placed = ~signs | (after == 4) | (after == 6) | (after == 8)
    placed |= (letters == ord(" ")) & (after == 2)
    last = np.maximum(lengths_of(letters) - 1, 0)
    ends = digits[0] & digits[last, np.arange(many.size)]
    whole = pure & ends & placed.all(axis=0)
    whole &= (many == 10) | (many == 12) | ((many >= FEWEST) & (many < 10) & ~signed)
    inner = digits.copy()
    inner[1:] &= ~digits[:-1]
    run = (number_of(inner) == 1) & (many <= _LONGEST)
    looked = whole | (run & (many >= 10))

    # Up to twelve stand to the right, so that zeros come in front; what is longer to the left.
    before += np.maximum(12 - many, 0) - 1
    room = np.zeros((_LONGEST, many.size), np.uint8)
    for sign, digit, place in zip(letters, digits, before, strict=True):
        rows = np.flatnonzero(digit & looked)
        room[place[rows], rows] = sign[rows] - np.uint8(48)
    century = _CENTURIES[room[0] * 10 + room[1]]
    told = looked & (many >= 12) & century
    # Ten digits and one or two more.
    led = looked & ((many == 11) | ((many == 12) & ~century))
    for count in (11, 12):
        moved = led & (many == count)
        if moved.any():
            room[2:12, moved] = room[12 - count : 22 - count, moved]

    year, month, born = (room[at].astype(np.int32) * 10 + room[at + 1] for at in (2, 4, 6))
    whole &= ~led
    dated = looked & (told | led | (many <= 10)) & born_on(month, born)
    exact = whole & ~run | (pure & run & (many <= 12) & ~led)
    form = np.select(
        [~exact, many < 9, many == 9, ~signed & (many == 10)],
        [Form.INSIDE, Form.SHORTER, Form.SHORT, Form.BARE],
        Form.PLAIN,
    )
    full = with_century(year, month, born, (letters == ord("+")).any(axis=0), day)
    stated = room[0].astype(np.int32) * 1000 + room[1].astype(np.int32) * 100 + year
    full = np.where(told, stated, full)
    room[0], room[1] = full // 1000, full // 100 % 10
    serial = (room[8:11] != 0).any(axis=0) | (room[11] > _SERIAL)
    return Parsed(
        (pure & ~signed) | run | whole,
        dated,
        whole,
        form.astype(np.uint8),
        full,
        is_right(room[2:12]) & serial,
        room[:12],
    )


def is_right(ten: Letters) -> Mask:
    """Whether the last of ten digits is the check digit of the others, shape ``(numbers,)``."""
    sums = ten.copy()
    sums[::2] = _DOUBLED[ten[::2]]
    return np.asarray(sums.sum(axis=0, dtype=np.uint8) % 10 == 0)


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
