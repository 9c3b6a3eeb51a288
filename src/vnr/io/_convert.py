"""From cells to stored values: each distinct value is looked at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.io._alias import cell_words
from vnr.io._coded import Own, Refused, coded, meanings
from vnr.io._csv import is_mixed
from vnr.io._meaning import Meaning, is_showable
from vnr.io._nearest import SOUGHT
from vnr.io._raw import Cells
from vnr.model import Invariant
from vnr.register import Column, DamagedError, Keys, Kind, day_number, spelt

__all__ = ["Converted", "Refusal", "convert", "holds_days", "is_missing"]

_EXCEL = date(1899, 12, 30)
# Serial numbers of a workbook's dates, 1954 to 2119; others aren't dates.
_SERIALS = range(20_000, 80_001)
# A record of social services is no older; 0019 is a slip of the pen for 2019.
_FIRST_YEAR = 1900
_TRIED = 50
"""Of how many cells it is told whether a column holds days."""
# Year, month and day in that order and no other: of 01/02/2019 nobody can tell the month.
_ISO = re.compile(
    r"^(\d{4})(?P<sign>[-/.])(\d{1,2})(?P=sign)(\d{1,2})(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?$"
)
# What a spreadsheet shows where it couldn't work a value out.
_ERROR = re.compile(r"#[^\W\d_]+(?:/[^\W\d_]+|/0)?[!?]?")
_BASIC = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
# Eight digits are such a day, five a serial number; programs add a decimal to either.
_NUMBERED = re.compile(r"^(\d{5}|\d{8})(?:[.,]0*)?$")


@attrs.frozen(eq=False)
class Refusal:
    """Rows of a column that break one rule in one way.

    Attributes
    ----------
    rule
        The rule.
    rows
        Their places, shape ``(rows,)``.
    word
        What stands there, if that is a word under a coded heading that may be shown.
    meant
        What it may have meant, the likeliest first.
    """

    rule: str
    rows: NDArray[np.intp]
    word: str | None = None
    meant: tuple[Meaning, ...] = ()


@attrs.frozen(eq=False)
class Converted:
    """A column in stored form, and which of its cells were refused.

    Attributes
    ----------
    values
        Stored array, or `Keys` of identifiers and municipalities.
    refused
        The rows that broke a rule.
    padded
        Whether municipality codes got their leading zero back.
    """

    values: Any
    refused: list[Refusal]
    padded: bool = False


def is_missing(value: Any) -> bool:
    """Whether a cell says that nothing is recorded."""
    if value is None:
        return True
    if not isinstance(value, str):
        return False
    text = value.strip().casefold()
    return not text or text in cell_words("missing")


def convert(column: Column, cells: Cells, own: Own) -> Converted:
    """Stored form of one column of cells."""
    if column.kind is Kind.KEY:
        quick = cells.keys()
        if quick is not None:
            return Converted(quick, [])
    one, padded = _reader(column, own)
    distinct = cells.distinct()
    stored: list[Any] = []
    broken: dict[tuple[str, str], list[int]] = {}
    identifiers = column.kind in (Kind.KEY, Kind.NAME)
    for place, value in enumerate(distinct):
        found: Any = None if identifiers else column.missing
        if not is_missing(value):
            try:
                if isinstance(value, str) and is_mixed(value):
                    raise Refused("encoding-mixed")
                found = one(value)
            except Refused as error:
                for wrong in error.broken:
                    broken.setdefault(wrong, []).append(place)
        stored.append(found)
    refused = _refusals(column, cells.codes, broken, len(distinct)) if broken else []
    if identifiers:
        keys = Keys.of(stored)
        return Converted(Keys(keys.values, keys.codes[cells.codes]), refused, bool(padded))
    array = np.array(stored, column.dtype) if stored else np.empty(0, column.dtype)
    return Converted(array[cells.codes], refused)


def _refusals(
    column: Column,
    codes: NDArray[np.int32],
    broken: Mapping[tuple[str, str], list[int]],
    distinct: int,
) -> list[Refusal]:
    """The rows of each broken rule and word; of the commonest words, what may have been meant."""
    of = np.zeros(distinct, bool)
    of[[place for places in broken.values() for place in places]] = True
    rows = np.flatnonzero(of[codes])
    rows = rows[np.argsort(codes[rows], kind="stable")]
    places, starts = np.unique(codes[rows], return_index=True)
    each = dict(zip(places.tolist(), np.split(rows, starts[1:]), strict=True))
    held = {wrong: [each[one] for one in told if one in each] for wrong, told in broken.items()}
    commonest = sorted(filter(held.get, held), key=lambda wrong: -sum(map(len, held[wrong])))
    shown = [wrong for wrong in commonest if wrong[1] and is_showable(wrong[1])]
    meant = {wrong: meanings(column, *wrong) for wrong in shown[:SOUGHT]}
    words = set(shown)
    return [
        Refusal(
            wrong[0],
            each_of[0] if len(each_of := held[wrong]) == 1 else np.sort(np.concatenate(each_of)),
            wrong[1] if wrong in words else None,
            meant.get(wrong, ()),
        )
        for wrong in commonest
    ]


def _reader(column: Column, own: Own) -> tuple[Callable[[Any], Any], list[bool]]:
    """A function that reads one value of a column, and a list it fills when it pads a code."""
    padded: list[bool] = []
    simple: dict[Kind, Callable[[Any], Any]] = {
        Kind.DAY: _day,
        Kind.SCORE: _number,
    }
    if column.kind in simple:
        return simple[column.kind], padded
    if column.kind is Kind.KEY:
        return partial(_identifier, nobody=bool(column.marks.get("unknowable"))), padded
    if column.kind is Kind.COUNT:
        return lambda value: _count(value, column.bounds), padded
    return coded(column, own, padded), padded


def _identifier(value: Any, *, nobody: bool) -> str | None:
    """An identifier in its one form; what stands for nobody is told from others later."""
    try:
        text = spelt(value)
    except DamagedError:
        raise Refused("id-damaged") from None
    if not nobody and _ERROR.fullmatch(text):
        raise Refused("id-damaged")
    return text or None


def _day(value: Any) -> int:
    if isinstance(value, datetime):
        # Of a day with a time zone the day there, which is what a clock on the wall said.
        value = value.date()
    if isinstance(value, date):
        return _recorded(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _serial(value)
    text = str(value).strip()
    numbered = _NUMBERED.match(text)
    if numbered is not None:
        return _serial(int(numbered[1]))
    match = _ISO.match(text)
    if match is None:
        raise Refused("date-invalid")
    return _dated(match[1], match[3], match[4])


def holds_days(cells: Cells) -> bool:
    """Whether most of what stands in a column is days."""
    filled = [value for value in cells.distinct()[:_TRIED] if not is_missing(value)]
    return sum(map(_is_day, filled)) > len(filled) * 0.8


def _is_day(value: Any) -> bool:
    try:
        _day(value)
    except Refused:
        return False
    return True


def _serial(number: float) -> int:
    """A workbook's serial number, or the eight digits of a day."""
    if _SERIALS[0] <= number < _SERIALS[-1] + 1:
        return day_number(_EXCEL + timedelta(int(number)))
    match = _BASIC.match(f"{number:.0f}") if 0 < number < 10**8 else None
    if match is None or int(number) != number:
        raise Refused("date-invalid")
    return _dated(*match.groups())


def _dated(year: str, month: str, day: str) -> int:
    try:
        return _recorded(date(int(year), int(month), int(day)))
    except ValueError:
        raise Refused("date-invalid") from None


def _recorded(day: date) -> int:
    if day.year < _FIRST_YEAR:
        raise Refused("date-invalid")
    return day_number(day)


def _number(value: Any) -> float:
    try:
        number = float(str(value).strip().replace(",", ".").replace("\N{NO-BREAK SPACE}", ""))
    except ValueError:
        raise Refused("number-invalid") from None
    # Python takes 1_000 for a number; nobody else does.
    if not np.isfinite(number) or "_" in str(value):
        raise Refused("number-invalid")
    return number


def _count(value: Any, bounds: Invariant | None) -> int:
    number = _number(value)
    if number != int(number) or abs(number) >= 2**31:
        raise Refused("number-invalid")
    if bounds is not None and not bounds.holds(int(number)):
        raise Refused(bounds.code)
    return int(number)
