"""From cells to stored values: each distinct value is looked at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.io._alias import cell_words, municipality_codes
from vnr.io._alias import words as words_of
from vnr.io._csv import is_mixed
from vnr.io._profile import Profile
from vnr.io._raw import Cells
from vnr.io._remark import Remark, remark
from vnr.model import Invariant, Vocabulary
from vnr.register import Column, Keys, Kind, day_number
from vnr.words import fold

__all__ = ["Converted", "convert", "is_missing", "text_of"]

_EXCEL = date(1899, 12, 30)
# Serial numbers of a workbook's dates, 1954 to 2119; others aren't dates.
_SERIALS = range(20_000, 80_001)
# A record of social services is no older; 0019 is a slip of the pen for 2019.
_FIRST_YEAR = 1900
# Year, month and day in that order and no other: of 01/02/2019 nobody can tell the month.
_ISO = re.compile(
    r"^(\d{4})(?P<sign>[-/.])(\d{1,2})(?P=sign)(\d{1,2})(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?$"
)
_BASIC = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
# Eight digits are such a day, five a serial number; programs add a decimal to either.
_NUMBERED = re.compile(r"^(\d{5}|\d{8})(?:[.,]0*)?$")


class _Refused(Exception):  # noqa: N818
    """A value that breaks a rule."""

    def __init__(self, rule: str, hint: Remark | None = None) -> None:
        super().__init__(rule)
        self.rule = rule
        self.hint = hint


@attrs.frozen(eq=False)
class Converted:
    """A column in stored form, and which of its cells were refused.

    Attributes
    ----------
    values
        Stored array, or `Keys` of identifiers and municipalities.
    refused
        Rule, hint and mask of the rows that broke it.
    padded
        Whether municipality codes got their leading zero back.
    """

    values: Any
    refused: list[tuple[str, Remark | None, NDArray[np.bool_]]]
    padded: bool = False


def is_missing(value: Any) -> bool:
    """Whether a cell says that nothing is recorded."""
    if value is None:
        return True
    if not isinstance(value, str):
        return False
    text = value.strip().casefold()
    return not text or text in cell_words("missing")


def text_of(value: Any) -> str:
    """A cell as text: a workbook's whole numbers without decimals."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def convert(column: Column, cells: Cells, profile: Profile) -> Converted:
    """Stored form of one column of cells."""
    if column.kind is Kind.KEY:
        quick = cells.keys()
        if quick is not None:
            return Converted(quick, [])
    one, padded = _reader(column, profile)
    distinct = cells.distinct()
    stored: list[Any] = []
    refused: dict[tuple[str, Remark | None], list[int]] = {}
    identifiers = column.kind in (Kind.KEY, Kind.NAME)
    for place, value in enumerate(distinct):
        found: Any = None if identifiers else column.missing
        if not is_missing(value):
            try:
                if isinstance(value, str) and is_mixed(value):
                    raise _Refused("encoding-mixed")
                found = one(value)
            except _Refused as error:
                refused.setdefault((error.rule, error.hint), []).append(place)
        stored.append(found)
    masks = [(rule, hint, np.isin(cells.codes, rows)) for (rule, hint), rows in refused.items()]
    if identifiers:
        keys = Keys.of(stored)
        return Converted(Keys(keys.values, keys.codes[cells.codes]), masks, bool(padded))
    array = np.array(stored, column.dtype) if stored else np.empty(0, column.dtype)
    return Converted(array[cells.codes], masks)


def _reader(column: Column, profile: Profile) -> tuple[Callable[[Any], Any], list[bool]]:
    """A function that reads one value of a column, and a list it fills when it pads a code."""
    padded: list[bool] = []
    simple: dict[Kind, Callable[[Any], Any]] = {
        Kind.DAY: _day,
        Kind.TRI: _flag,
        Kind.FLAG: _flag,
        Kind.SCORE: _number,
        Kind.KEY: text_of,
    }
    if column.kind in simple:
        return simple[column.kind], padded
    if column.kind is Kind.COUNT:
        return lambda value: _count(value, column.bounds), padded
    if column.kind is Kind.NAME:
        names = {fold(name): code for name, code in profile.codes.get(column.name, {}).items()}

        def municipality(value: Any) -> str:
            text = text_of(value)
            code = names.get(fold(text)) or municipality_codes().get(text.casefold(), text)
            if len(code) == 3 and code.isdigit():
                padded.append(True)
                code = "0" + code
            if len(code) != 4 or not (code.isascii() and code.isdigit()):
                near = get_close_matches(text.casefold(), municipality_codes(), n=1, cutoff=0.75)
                raise _Refused(
                    "municipality-invalid",
                    remark("meant", name=municipality_codes()[near[0]]) if near else None,
                )
            return code

        if column.joint:
            return lambda value: _joint(text_of(value), municipality), padded
        return municipality, padded
    words = profile.words(column)
    labels = [member.label("sv") for member in column.vocabulary or ()]
    if column.kind is Kind.CODE:
        return lambda value: _code(value, words, labels), padded
    if column.kind is Kind.BITS:
        return lambda value: _bits(value, words, labels), padded
    return lambda value: _levels(value, words, labels, column.levels), padded


def _joint(text: str, municipality: Callable[[Any], str]) -> str:
    """Several municipalities as one label; of a misspelt one the whole that was meant is told."""
    codes, right = [], True
    for name in text.split("+"):
        try:
            codes.append(municipality(name))
        except _Refused as error:
            if error.hint is None:
                raise
            codes.append(dict(error.hint.parameters)["name"])
            right = False
    if not right:
        raise _Refused("municipality-invalid", remark("meant", name="+".join(codes)))
    return "+".join(codes)


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
        raise _Refused("date-invalid")
    return _dated(match[1], match[3], match[4])


def _serial(number: float) -> int:
    """A workbook's serial number, or the eight digits of a day."""
    if _SERIALS[0] <= number < _SERIALS[-1] + 1:
        return day_number(_EXCEL + timedelta(int(number)))
    match = _BASIC.match(f"{number:.0f}") if 0 < number < 10**8 else None
    if match is None or int(number) != number:
        raise _Refused("date-invalid")
    return _dated(*match.groups())


def _dated(year: str, month: str, day: str) -> int:
    try:
        return _recorded(date(int(year), int(month), int(day)))
    except ValueError:
        raise _Refused("date-invalid") from None


def _recorded(day: date) -> int:
    if day.year < _FIRST_YEAR:
        raise _Refused("date-invalid")
    return day_number(day)


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    text = text_of(value).casefold()
    if text in cell_words("yes"):
        return True
    if text in cell_words("no"):
        return False
    raise _Refused("flag-invalid")


def _number(value: Any) -> float:
    try:
        number = float(str(value).strip().replace(",", ".").replace("\N{NO-BREAK SPACE}", ""))
    except ValueError:
        raise _Refused("number-invalid") from None
    # Python takes 1_000 for a number; nobody else does.
    if not np.isfinite(number) or "_" in str(value):
        raise _Refused("number-invalid")
    return number


def _count(value: Any, bounds: Invariant | None) -> int:
    number = _number(value)
    if number != int(number) or abs(number) >= 2**31:
        raise _Refused("number-invalid")
    if bounds is not None and not bounds.holds(int(number)):
        raise _Refused(bounds.code)
    return int(number)


def _code(value: Any, words: dict[str, int], labels: list[str]) -> int:
    folded = fold(text_of(value))
    if folded in words:
        return words[folded]
    near = get_close_matches(folded, words, n=1, cutoff=0.75)
    raise _Refused("code-unknown", remark("meant", name=labels[words[near[0]]]) if near else None)


def _bits(value: Any, words: dict[str, int], labels: list[str]) -> int:
    bits = 0
    whole = fold(text_of(value))
    parts = [whole] if whole in words else re.split(r"[;,/|+]| och ", text_of(value))
    for part in parts:
        if part.strip():
            bits |= 1 << _code(part, words, labels)
    return bits


def _levels(value: Any, words: dict[str, int], labels: list[str], levels: type[Vocabulary]) -> int:
    """Risks written ``risk=level``; a level alone is the first one's, the current risk."""
    found = 0
    for part in re.split(r"[;,|]", text_of(value)):
        risk, sign, level = part.rpartition("=")
        place = _code(risk, words, labels) if sign else 0
        if found >> 2 * place & 3:
            raise _Refused("risk-twice")
        names = [member.label("sv") for member in levels]
        found |= (_code(level, words_of(levels), names) + 1) << 2 * place
    return found
