"""Personal numbers (personnummer) among identifiers: where they stand, and their one form.

The day of birth, perhaps + 60 (samordningsnummer, some of which have no day in the calendar), three
digits of which the last tells sex, and a check digit. Temporary numbers have letters among the last
four. What is written so by chance, such as the number of a case by its date, has a right check
digit once in ten.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.display import Fields
from vnr.model import normal
from vnr.register.columns import encode
from vnr.register.identities._days_of_birth import worth_reading
from vnr.register.identities._numerals import (
    FEWEST,
    Form,
    Mask,
    born_on,
    is_right,
    letters_of,
    number_of,
    parse,
    with_century,
)

__all__ = ["Numbers", "numbers_in", "one_form", "without_numbers", "written"]

_CHUNK: Final = 1 << 15
"""So many texts are looked at side by side, that they fit into the processor's own memory."""
_DATE: Final = r"(18|19|20)?(\d{2})[-./_ ]?(0\d|1[0-2])[-./_ ]?(0[1-9]|[12]\d|3[01]|[678]\d|9[01])"
_LAST: Final = r"\s?([-+./_ ]?)\s?(\d\d ?\d\d|[TRSUWXJKLMN]\d{3}|TF ?\d\d)"
_WHOLE: Final = re.compile(_DATE + _LAST, re.ASCII | re.IGNORECASE)
_INSIDE: Final = re.compile(rf"(?<!\d)(?=((?:{_DATE}{_LAST})(?!\d)))", re.ASCII | re.IGNORECASE)
_RUN: Final = re.compile(r"(?<!\d)\d{11,16}(?!\d)", re.ASCII)
_UUID: Final = re.compile(r"\{?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?", re.IGNORECASE)
_WORD: Final = re.compile(r"[^\W\d_]*")
_APART: Final = re.compile(r"[\W_]")


@attrs.frozen(eq=False)
class Numbers(Fields):
    """What is written as personal numbers are.

    Attributes
    ----------
    places
        Where it stands among the values, shape ``(candidates,)``.
    form
        How plainly, a `Form`.
    year
        Of birth.
    right
        Whether the check digit is right; a temporary number has none.

    Examples
    --------
    >>> found = numbers_in(np.array([b"a1b2", b"19900101-0017"]), date(2020, 12, 31))
    >>> found.places, found.right
    (array([1]), array([ True]))
    """

    places: NDArray[np.intp]
    form: NDArray[np.uint8]
    year: NDArray[np.int32] = attrs.field(repr=False)
    right: Mask

    @classmethod
    def of(cls, several: Iterable[Numbers]) -> Numbers:
        """Those of several lists, one after the other; the places are each list's."""
        pieces = [
            cls(
                np.empty(0, np.intp),
                np.empty(0, np.uint8),
                np.empty(0, np.int32),
                np.empty(0, bool),
            )
        ]
        pieces += several
        return cls(
            *(
                np.concatenate([getattr(one, name) for one in pieces])
                for name in ("places", "form", "year", "right")
            )
        )


def numbers_in(values: NDArray[np.bytes_], day: date) -> Numbers:
    """What among identifiers or other texts is written as personal numbers are.

    Parameters
    ----------
    values : array of bytes, shape ``(distinct,)``
        In UTF-8 and normal form.
    day : date
        Of ten digits the latest birth by that day is meant.

    Examples
    --------
    >>> numbers_in(np.array([b"a1b2", b"19900101-0017"]), date(2020, 12, 31)).places
    array([1])
    """
    told = [np.empty((4, 0), np.int64)]
    few = [np.empty(0, np.intp)]
    for start in range(0, values.size, _CHUNK):
        few.append(worth_reading(letters_of(values[start : start + _CHUNK])) + start)
    candidates = np.concatenate(few)
    for start in range(0, candidates.size, _CHUNK):
        rows = candidates[start : start + _CHUNK]
        letters = letters_of(values[rows])
        parsed = parse(letters, letters - np.uint8(48) < 10, day)
        at = np.flatnonzero(parsed.dated)
        told.append(np.stack([rows[at], parsed.form[at], parsed.year[at], parsed.right[at]]))
        left = rows[~parsed.done]
        more = [
            (row, *one)
            for row, value in zip(left.tolist(), values[left].tolist(), strict=True)
            for one in _inside(value.decode(errors="replace"), day)
        ]
        told.append(np.array(more, np.int64).reshape(-1, 4).T)
    places, form, year, right = np.concatenate(told, axis=1)
    return Numbers(places, form.astype(np.uint8), year.astype(np.int32), right.astype(bool))


def _inside(text: str, day: date) -> Iterator[tuple[int, int, bool]]:
    """Form, year of birth and whether the check digit is right, of what stands in a text."""
    if _UUID.fullmatch(text):
        return
    whole = _WHOLE.fullmatch(text)
    for match in _INSIDE.finditer(text):
        if _stands_alone(text, *match.span(1)):
            signs, real = _twelve(*match.groups()[1:], day=day)
            if real:
                yield Form.PLAIN if whole else Form.INSIDE, int(signs[:4]), _rightly(signs)
    for run in _RUN.finditer(text):
        if _stands_alone(text, *run.span()) and not _WHOLE.fullmatch(run[0]):
            letters = letters_of(encode([run[0]]))
            parsed = parse(letters, np.ones(letters.shape, bool), day)
            if parsed.dated[0]:
                yield Form.INSIDE, int(parsed.year[0]), bool(parsed.right[0])


def without_numbers(text: str, day: date) -> str:
    """A text with … in the place of what is a personal number by its check digit, or temporary.

    Parameters
    ----------
    text : str
        Any text.
    day : date
        Of ten digits the latest birth by that day is meant.

    Examples
    --------
    >>> without_numbers("barn 811218-9876.csv", date(2019, 12, 31))
    'barn ….csv'
    """
    plain = normal(text)
    spans = [
        match.span(1)
        for match in _INSIDE.finditer(plain)
        if _rightly(_twelve(*match.groups()[1:], day=day)[0])
    ]
    for start, end in reversed(spans):
        plain = f"{plain[:start]}…{plain[end:]}"
    return plain if spans else text


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether only letters are written together with a number, as in pnr8112189876."""
    before = _APART.split(text[:start])[-1]
    after = _APART.split(text[end:], maxsplit=1)[0]
    return _WORD.fullmatch(before) is not None and _WORD.fullmatch(after) is not None


def _twelve(
    century: str | None, year: str, month: str, born: str, sign: str, last: str, *, day: date
) -> tuple[str, bool]:
    """The twelve signs of a number, and whether it has a day of birth."""
    one, two, three = (np.array([int(part)], np.int32) for part in (year, month, born))
    full = int(with_century(one, two, three, np.array([sign == "+"]), day)[0])
    head = century + year if century else f"{full:04}"
    return head + month + born + last.replace(" ", "").upper(), bool(born_on(two, three)[0])


def _rightly(signs: str) -> bool:
    """Whether twelve signs have a right check digit, or none."""
    if not signs.isdecimal():
        return True
    ten = np.array([[int(digit)] for digit in signs[2:]], np.uint8)
    return bool(is_right(ten)[0]) and int(signs[-4:]) > 9


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
        Twelve signs, the century first, where it is written as a personal number, with its zeros
        again if a spreadsheet took them; else in small letters.
    numbers : array of bool
        Where it is one with a day of birth.

    Examples
    --------
    >>> one_form(np.array([b"900101-0017", b"A1b2"]), date(2020, 12, 31))
    (['199001010017', 'a1b2'], array([ True, False]))
    """
    forms: list[str] = []
    numbers = np.zeros(values.size, bool)
    for start in range(0, values.size, _CHUNK):
        part = values[start : start + _CHUNK]
        letters = letters_of(part)
        digits = letters - np.uint8(48) < 10
        parsed = parse(letters, digits, day)
        # Of fewer digits any running number might be one, so more is asked of them.
        sure = parsed.dated & ((parsed.form == Form.SHORT) | parsed.right)
        whole = parsed.whole & ((parsed.form <= Form.BARE) | sure)
        signs = np.ascontiguousarray((parsed.digits + np.uint8(48)).T)
        twelve = signs.view("S12").reshape(-1).tolist()
        many = number_of(digits) >= FEWEST
        for place, value in enumerate(part.tolist()):
            if whole[place]:
                forms.append(twelve[place].decode())
                continue
            text = value.decode()
            match = _WHOLE.fullmatch(text) if many[place] else None
            if match is None:
                forms.append(text.casefold())
            else:
                form, numbers[start + place] = _twelve(*match.groups(), day=day)
                forms.append(form)
        numbers[start : start + _CHUNK] |= whole & parsed.dated
    return forms, numbers


def written(texts: Sequence[str]) -> NDArray[np.bytes_]:
    """Texts as identifiers in normal form, in UTF-8.

    Examples
    --------
    >>> written(["A 1", "b2"])
    array([b'A 1', b'b2'], dtype='|S3')
    """
    return encode([normal(text) for text in texts])
