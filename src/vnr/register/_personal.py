"""Personal numbers (personnummer) among identifiers: where they stand, and their one form.

Born on day, perhaps + 60 (samordningsnummer, some of which have no day in the calendar), three
digits of which the last tells sex, and a check digit. Temporary numbers have letters among the last
four. What is written so by chance, such as the number of a case by its date, has a right check
digit once in ten.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from enum import IntEnum
from typing import Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.model import normal
from vnr.register._keys import encode

__all__ = ["Form", "Numbers", "numbers_in", "one_form", "written"]

Mask = NDArray[np.bool_]
Letters = NDArray[np.uint8]

_CHUNK: Final = 1 << 17
_FEWEST: Final = 7
"""Digits that are left of ten when a spreadsheet took the zeros of somebody born in 2000."""
_MIXED: Final = 6
"""So often at most letters and digits change places in what people write; in a hash they do more."""
_CENTURIES: Final = (18, 19, 20)
_DATE: Final = r"(18|19|20)?(\d{2})[-./_ ]?(0\d|1[0-2])[-./_ ]?(0[1-9]|[12]\d|3[01]|[678]\d|9[01])"
_LAST: Final = r"\s?([-+./_: ]?)\s?(\d\d ?\d\d|[TRSUWXJKLMN]\d{3}|TF ?\d\d)"
_WHOLE: Final = re.compile(_DATE + _LAST, re.ASCII | re.IGNORECASE)
_INSIDE: Final = re.compile(rf"(?<!\d)(?=((?:{_DATE}{_LAST})(?!\d)))", re.ASCII | re.IGNORECASE)
_FOLLOWED: Final = re.compile(r"(?<!\d)(\d{11,16})(?!\d)", re.ASCII)
_UUID: Final = re.compile(r"\{?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?", re.IGNORECASE)
_WORDS: Final = re.compile(r"[^\W\d_]*", re.UNICODE)
_DAYS: Final = np.array([0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])


class Form(IntEnum):
    """How plainly something is written as a personal number."""

    PLAIN = 0  # with its century, or with a sign between its parts
    BARE = 1  # ten digits
    SHORT = 2  # without the zeros in front that a spreadsheet takes
    INSIDE = 3  # with more around it


@attrs.frozen(eq=False, repr=False)
class Numbers:
    """What is written as personal numbers are.

    Attributes
    ----------
    places
        Where it stands among the values, shape ``(candidates,)``.
    form
        How plainly.
    year
        Of birth.
    right
        Whether the check digit is right; a temporary number has none.
    """

    places: NDArray[np.intp]
    form: NDArray[np.uint8]
    year: NDArray[np.int32]
    right: Mask


def numbers_in(values: NDArray[np.bytes_], day: date) -> Numbers:
    """What among identifiers or other texts is written as personal numbers are.

    Parameters
    ----------
    values : array of bytes, shape ``(distinct,)``
        In UTF-8 and normal form.
    day : date
        Of ten digits the latest birth by that day is meant.
    """
    told = [np.empty((4, 0), np.int64)]
    for start in range(0, values.size, _CHUNK):
        letters = _letters(values[start : start + _CHUNK])
        digits = letters - np.uint8(48) < 10
        many = digits.sum(axis=1)
        rows = np.flatnonzero(many >= _FEWEST)
        if not rows.size:
            continue
        parsed = _Plain(letters[rows], digits[rows], day)
        found = np.flatnonzero(parsed.dated)
        told.append(
            np.stack(
                [rows[found] + start, parsed.form[found], parsed.year[found], parsed.right[found]]
            )
        )
        left = rows[~parsed.plain & _legible(letters[rows], digits[rows])]
        more = [
            (int(row) + start, *one)
            for row in left.tolist()
            for one in _inside(values[start + row].decode(errors="replace"), day)
        ]
        told.append(np.array(more, np.int64).reshape(-1, 4).T)
    places, form, year, right = np.concatenate(told, axis=1)
    return Numbers(places, form.astype(np.uint8), year.astype(np.int32), right.astype(bool))


def _letters(values: NDArray[np.bytes_]) -> Letters:
    letters = np.ascontiguousarray(values).view(np.uint8)
    return letters.reshape(values.size, values.dtype.itemsize)


def _legible(letters: Letters, digits: Mask) -> Mask:
    """Texts in which letters and digits don't change places all the time, as in a hash."""
    words = ((letters | 32) - np.uint8(97) < 26) | (letters > 127)
    changes = (digits[:, :-1] & words[:, 1:]) | (words[:, :-1] & digits[:, 1:])
    return np.asarray(changes.sum(axis=1) <= _MIXED) | (letters == 32).any(axis=1)


class _Plain:
    """Texts of digits and signs alone, parsed side by side.

    Attributes: `plain`, of no other letters; `shaped`, of as many digits as a number has; `dated`,
    with a day of birth; `form`, `year`, `right` and `digits`, the twelve with the century.
    """

    def __init__(self, letters: Letters, digits: Mask, day: date) -> None:
        signs = np.isin(letters, np.frombuffer(b"-+./_ ", np.uint8))
        self.plain = (digits | signs | (letters == 0)).all(axis=1)
        many = digits.sum(axis=1)
        before = np.cumsum(digits, axis=1)
        signed = signs.any(axis=1)
        # After how many digits from the end signs stand: between the parts of a number alone.
        ahead = many[:, None] - before
        apart = (~signs | np.isin(ahead, (4, 6, 8)) | (signs & (letters == 32) & (ahead == 2))).all(
            axis=1
        ) & (digits[:, 0] & digits[np.arange(many.size), np.maximum(_length(letters) - 1, 0)])
        followed = ~signed & (many >= 11) & (many <= 16)
        whole = apart & ((many <= 10) | (many == 12))
        self.plain &= whole | followed | (many > 16) & ~signed
        rows, columns = np.nonzero(digits & (whole | followed)[:, None])
        # Seven to twelve stand to the right, so that zeros come in front; longer ones to the left.
        place = before[rows, columns] - 1 + np.maximum(12 - many, 0)[rows]
        room = np.zeros((many.size, 16), np.uint8)
        room[rows, place] = letters[rows, columns] - np.uint8(48)
        century = np.isin(room[:, 0] * 10 + room[:, 1], _CENTURIES)
        long = (many >= 13) & (many <= 16) & century
        # Ten digits and one or two more.
        short = followed & ((many == 11) | ((many == 12) & ~century))
        shift = np.where(many == 11, 1, 0)
        room[short, 2:12] = np.take_along_axis(room, shift[:, None] + np.arange(10), axis=1)[short]
        self.digits = room[:, :12]
        ten = self.digits[:, 2:].astype(np.int32)
        year, month, born, last = (
            ten[:, 0] * 10 + ten[:, 1],
            ten[:, 2] * 10 + ten[:, 3],
            ten[:, 4] * 10 + ten[:, 5],
            ten[:, 6:] @ np.array([1000, 100, 10, 1]),
        )
        self.right = _is_right(ten) & (last > 9)
        told = whole & (many == 12) & century | long
        self.shaped = whole & ((many == 10) | told)
        real = (month >= 1) & (month <= 12) & (born >= 1)
        real &= born <= _DAYS[np.minimum(month, 12)]
        real |= (month <= 12) & (born >= 60) & (born <= 91)
        few = (many == 9) | (self.right & (many < 9))
        self.dated = self.plain & real & (whole & ((many == 10) | few) | told | short)
        self.shaped |= whole & few & real
        self.form = np.select(
            [long | short, many < 10, ~signed & (many == 10)],
            [Form.INSIDE, Form.SHORT, Form.BARE],
            Form.PLAIN,
        ).astype(np.uint8)
        spoken = (letters == 43).any(axis=1)
        full = _with_century(year, month, born, spoken, day)
        full = np.where(told, (room[:, 0] * 10 + room[:, 1]) * np.int32(100) + year, full)
        self.year = full.astype(np.int32)
        self.digits[:, 0], self.digits[:, 1] = full // 1000, full // 100 % 10


def _length(letters: Letters) -> NDArray[np.intp]:
    return letters.shape[1] - np.argmax(letters[:, ::-1] != 0, axis=1)


def _is_right(ten: NDArray[np.int32]) -> Mask:
    """Whether the last of ten digits is the check digit of the others."""
    doubled = ten * np.array([2, 1] * 5)
    return np.asarray((doubled // 10 + doubled % 10).sum(axis=1) % 10 == 0)


def _with_century(
    year: NDArray[np.int32],
    month: NDArray[np.int32],
    born: NDArray[np.int32],
    aged: Mask,
    day: date,
) -> NDArray[np.int32]:
    """The latest year of birth by a day; a hundred years before that where a plus says so."""
    full = day.year // 100 * 100 + year
    later = (full * 100 + month) * 100 + born % 60 > (day.year * 100 + day.month) * 100 + day.day
    return np.asarray(full - 100 * later - 100 * aged, np.int32)


def _inside(text: str, day: date) -> Iterator[tuple[int, int, bool]]:
    """Form, year of birth and whether the check digit is right, of what stands in a text."""
    if _UUID.fullmatch(text):
        return
    whole = _WHOLE.fullmatch(text)
    for match in _INSIDE.finditer(text):
        start, end = match.span(1)
        if _stands_alone(text, start, end):
            digits, real = _digits(*match.groups()[1:], day=day)
            form = Form.PLAIN if whole else Form.INSIDE
            if real:
                yield form, int(digits[:4]), _rightly(digits)
    for run in _FOLLOWED.finditer(text):
        if _stands_alone(text, *run.span()):
            values = encode([run[1]])
            parsed = _Plain(_letters(values), np.ones((1, len(run[1])), bool), day)
            if parsed.dated[0] and parsed.form[0] == Form.INSIDE:
                yield Form.INSIDE, int(parsed.year[0]), bool(parsed.right[0])


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether only letters are written together with a number, as in pnr8112189876."""
    before = re.split(r"[\W_]", text[:start])[-1]
    after = re.split(r"[\W_]", text[end:], maxsplit=1)[0]
    return _WORDS.fullmatch(before) is not None and _WORDS.fullmatch(after) is not None


def _digits(
    century: str | None, year: str, month: str, born: str, sign: str, last: str, *, day: date
) -> tuple[str, bool]:
    """The twelve signs of a number, and whether it has a day of birth."""
    one, two, three = (np.array([int(part)], np.int32) for part in (year, month, born))
    full = int(_with_century(one, two, three, np.array([sign == "+"]), day)[0])
    head = century + year if century else f"{full:04}"
    number = int(born)
    real = (1 <= number <= _DAYS[int(month)] and int(month) >= 1) or number >= 60
    return head + month + born + last.replace(" ", "").upper(), real


def _rightly(digits: str) -> bool:
    if not digits.isdecimal():
        return True
    ten = np.array([[int(digit) for digit in digits[2:]]], np.int32)
    return bool(_is_right(ten)[0]) and int(digits[-4:]) > 9


def one_form(values: NDArray[np.bytes_], day: date) -> tuple[list[str], Mask]:
    """Each identifier in the form that all its spellings share, and which are personal numbers.

    Parameters
    ----------
    values : array of bytes, shape ``(distinct,)``
        In UTF-8 and normal form.
    day : date
        Of ten digits the latest birth by that day is meant.

    Returns
    -------
    forms : list of str
        Twelve signs, the century first, where it is a personal number; else in small letters.
    numbers : array of bool
        Where it is one, with its zeros again if a spreadsheet took them.
    """
    forms: list[str] = []
    numbers = np.zeros(values.size, bool)
    for start in range(0, values.size, _CHUNK):
        part = values[start : start + _CHUNK]
        letters = _letters(part)
        digits = letters - np.uint8(48) < 10
        parsed = _Plain(letters, digits, day)
        shaped = parsed.plain & parsed.shaped & (parsed.form != Form.INSIDE)
        twelve = (parsed.digits + np.uint8(48)).view("S12").reshape(-1).tolist()
        many = digits.sum(axis=1) >= _FEWEST - 2
        for place, value in enumerate(part.tolist()):
            if shaped[place]:
                forms.append(twelve[place].decode())
                numbers[start + place] = parsed.dated[place]
                continue
            text = value.decode()
            match = _WHOLE.fullmatch(text) if many[place] else None
            if match is None:
                forms.append(text.casefold())
            else:
                form, real = _digits(*match.groups(), day=day)
                forms.append(form)
                numbers[start + place] = real
    return forms, numbers


def written(texts: Sequence[str]) -> NDArray[np.bytes_]:
    """Texts as identifiers in normal form, in UTF-8."""
    return encode([normal(text) for text in texts])
