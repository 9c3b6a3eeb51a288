"""A look at the records of an .xls: whether nothing stands there but texts, numbers and days."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import StringIO
from itertools import chain
from struct import Struct, error
from typing import Final

__all__ = ["is_plain"]

_NUMBER, _RK, _MULRK, _LABELSST = 0x203, 0x27E, 0xBD, 0xFD
_ROW, _SST, _BOF, _DATEMODE, _FORMAT, _XF, _DIMENSION = 0x208, 0xFC, 0x809, 0x22, 0x41E, 0xE0, 0x200
_REFUSED: Final = frozenset(
    {
        # Formulas and what belongs to them, errors, merged cells, texts of older forms, a password.
        *(0x06, 0x206, 0x406, 0x207, 0x221, 0x4BC, 0x205, 0xE5, 0x204, 0xD6, 0x2F),
        # Records and beginnings of older forms.
        *(0x00, 0x02, 0x03, 0x04, 0x05, 0x07, 0x09, 0x209, 0x409),
    }
)
_VERSION, _KINDS = 0x600, (0x05, 0x10)
_NUMBERS: Final = frozenset((*range(14), *range(37, 41), 49))
_DAYS: Final = frozenset((14, 15))
_FIRST_OWN = 164
_NUMBER_FORM = re.compile(r"general|@|(#,##)?0(\.0+)?%?")
_DAY_FORM = re.compile(r"y{4}\\?[-/]m{1,2}\\?[-/]d{1,2}(;@)?")
# In 1900 Excel has a day too many, and after 9999 it has none.
_EARLIEST, _LATEST = 61, 2958465
_SCATTERED = 4
_head, _short, _long, _form_and_value = (Struct(f"<{form}") for form in ("HH", "H", "I", "HI"))
_extent = Struct("<IIHH")
# Kind, form, and which text or what number; between them size, row and column.
_shorter, _longer = Struct("<H6xHI"), Struct("<H6xHd")
_SHORTER = re.compile(rb"(?:(?:\xfd\0|\x7e\x02)\n\0.{10})++", re.DOTALL)
_LONGER = re.compile(rb"(?:\x03\x02\x0e\0.{14})++", re.DOTALL)


def is_plain(data: bytes) -> bool:
    """Whether all that stands in a workbook is surely the same to whichever library reads it.

    Parameters
    ----------
    data : bytes
        The file.
    """
    from xlrd.compdoc import CompDoc, CompDocError

    try:
        content, start, size = CompDoc(data, logfile=StringIO()).locate_named_stream("Workbook")
        return content is not None and _is_plain(content[start : start + size])
    except (CompDocError, IndexError, ValueError, OverflowError, error):
        return False


def _is_plain(stream: bytes) -> bool:
    forms: dict[int, str] = {}
    used: list[int] = []
    shorter: list[bytes] = []
    longer: list[bytes] = []
    several: list[tuple[int, int, int]] = []
    place, end, area, texts = 0, len(stream), 0, 0
    head, short, long = _head.unpack_from, _short.unpack_from, _long.unpack_from
    while place + 4 <= end:
        kind, size = head(stream, place)
        if kind in (_LABELSST, _RK, _NUMBER):
            # Cells stand one after the other, and are looked at together afterwards.
            run = (_LONGER if kind == _NUMBER else _SHORTER).match(stream, place)
            if run is None:
                return False
            (longer if kind == _NUMBER else shorter).append(run[0])
            place = run.end()
            continue
        place += 4
        if kind == _ROW:
            place += size
            continue
        if kind in _REFUSED:
            # After its last record a stream may be filled up.
            if kind or any(stream[place:]):
                return False
            place = end
            break
        if kind in (_SST, _FORMAT, _XF) and (shorter or longer or several):
            # What cells refer to stands before them.
            return False
        if kind == _MULRK:
            several += [
                (_RK, *_form_and_value.unpack_from(stream, at))
                for at in range(place + 4, place + size - 2, 6)
            ]
        elif kind == _BOF:
            version, what = head(stream, place)
            if version != _VERSION or what not in _KINDS:
                return False
        elif kind == _DATEMODE:
            if short(stream, place)[0]:
                return False
        elif kind == _FORMAT:
            number, length = head(stream, place)
            wide = stream[place + 4] & 1
            text = stream[place + 5 : place + 5 + length * (1 + wide)]
            forms[number] = text.decode("utf-16-le" if wide else "latin-1").lower()
        elif kind == _SST:
            texts = long(stream, place + 4)[0]
        elif kind == _XF:
            used.append(short(stream, place + 2)[0])
        elif kind == _DIMENSION:
            top, low, left, right = _extent.unpack_from(stream, place)
            area += max(0, low - top) * max(0, right - left)
        place += size
    days = [_holds_days(form, forms) for form in used]
    told = chain(_different(shorter, _shorter), several, _different(longer, _longer))
    if not all(
        value < texts if kind == _LABELSST else _is_sure(days[xf], kind, value)
        for kind, xf, value in told
    ):
        return False
    cells = (
        sum(map(len, shorter)) // _shorter.size
        + len(several)
        + sum(map(len, longer)) // _longer.size
    )
    # All of the area is laid out by one library, and what is filled by the other.
    return place <= end and area <= _SCATTERED * cells


def _different(runs: list[bytes], record: Struct) -> Iterator[tuple[int, int, float]]:
    """Kind, form and content of cells, those that are alike once for the most part."""
    content, size = b"".join(runs), record.size << 16
    for start in range(0, len(content), size):
        yield from set(record.iter_unpack(content[start : start + size]))


def _is_sure(days: bool | None, kind: int, value: float) -> bool:
    """Whether a number is surely no day, or surely one."""
    if kind == _RK:
        # Only a whole number is a day for sure.
        value = int(value) >> 2 if int(value) & 3 == 2 else 0
    return days is False or (days is True and _EARLIEST <= value <= _LATEST and value == int(value))


def _holds_days(form: int, forms: dict[int, str]) -> bool | None:
    """Whether numbers of a form are days; None where it isn't sure."""
    if form < _FIRST_OWN:
        if form in forms and (form, forms[form]) != (0, "general"):
            return None
        return False if form in _NUMBERS else True if form in _DAYS else None
    text = forms.get(form, "")
    return False if _NUMBER_FORM.fullmatch(text) else True if _DAY_FORM.fullmatch(text) else None
