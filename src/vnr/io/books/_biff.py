"""A look at the records of an .xls: whether nothing stands there but texts, numbers and days."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from itertools import compress
from struct import Struct, error, unpack
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
_form, _form_and_number = Struct("<8xH8x"), Struct("<8xHd")
_SHORT_SIZE, _LONG_SIZE = 14, _form.size
# Size, row and column of a cell stand between its kind and its form.
_SHORTER, _LONGER = rb"(?:\xfd\0|\x7e\x02)\n\0.{10}", rb"\x03\x02\x0e\0.{14}"
_ROWS = rb"\x08\x02\x10\0.{16}"
# Cells of either form among what tells of their rows; or nothing, where there are no more.
_CELLS = re.compile(rb"((?:%b|%b)++)|((?:%b|%b)++)|" % (_ROWS, _SHORTER, _ROWS, _LONGER), re.DOTALL)
_SHORT_CELLS, _LONG_CELLS = (
    re.compile(rb"(?:%b)*+((?:%b)++)" % (_ROWS, form), re.DOTALL) for form in (_SHORTER, _LONGER)
)
_TOGETHER = 1 << 16
# By the first byte of its kind, whether a shorter cell is one of a text, or of a whole number.
_TEXTS, _WHOLE = (bytes(byte == kind & 0xFF for byte in range(256)) for kind in (_LABELSST, _RK))


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
            began, place = place, _past_cells(stream, place, shorter, longer)
            if place == began:
                return False
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
    short_cells, long_cells = b"".join(shorter), b"".join(longer)
    if not (
        _are_short_sure(short_cells, texts, days)
        and _are_long_sure(long_cells, days)
        and all(_is_sure(days[xf], kind, value) for kind, xf, value in several)
    ):
        return False
    cells = len(short_cells) // _SHORT_SIZE + len(several) + len(long_cells) // _LONG_SIZE
    # All of the area is laid out by one library, and what is filled by the other.
    return place <= end and area <= _SCATTERED * cells


def _past_cells(stream: bytes, place: int, shorter: list[bytes], longer: list[bytes]) -> int:
    """Where cells end that stand one after the other; they are looked at together afterwards."""
    for run in _CELLS.finditer(stream, place):
        if run.lastindex is None:
            break
        if run.lastindex == 1:
            shorter += _SHORT_CELLS.findall(run[1])
        else:
            longer += _LONG_CELLS.findall(run[2])
        place = run.end()
    return place


def _are_short_sure(content: bytes, texts: int, days: Sequence[bool | None]) -> bool:
    """Whether cells of texts hold one that there is, and those of whole numbers no doubtful day."""
    for part in _pieces(content, _SHORT_SIZE):
        kinds = part[::_SHORT_SIZE]
        told = bytearray(4 * len(kinds))
        for to in range(4):
            told[to::4] = part[10 + to :: _SHORT_SIZE]
        contents = unpack(f"<{len(kinds)}I", told)
        if max(compress(contents, kinds.translate(_TEXTS)), default=-1) >= texts:
            return False
        whole = kinds.translate(_WHOLE)
        lower, upper = (compress(part[at::_SHORT_SIZE], whole) for at in (8, 9))
        numbers = compress(contents, whole)
        if not _are_whole_sure(list(zip(lower, upper, strict=True)), numbers, days):
            return False
    return True


def _are_whole_sure(
    forms: Sequence[tuple[int, int]], numbers: Iterable[int], days: Sequence[bool | None]
) -> bool:
    """Whether whole numbers of these forms, each of two bytes, hold no doubtful day."""
    held = {form: days[form[0] + (form[1] << 8)] for form in set(forms)}
    kinds = {*held.values()}
    if True in kinds and False in kinds:
        numbers = compress(numbers, map(held.__getitem__, forms))
    # Of each number that may be a day it is asked once.
    return None not in kinds and (
        True not in kinds or all(_is_sure(True, _RK, number) for number in set(numbers))
    )


def _are_long_sure(content: bytes, days: Sequence[bool | None]) -> bool:
    """Whether cells of other numbers hold no doubtful day."""
    for part in _pieces(content, _LONG_SIZE):
        doubtful = {form for (form,) in set(_form.iter_unpack(part)) if days[form] is not False}
        cells = set(_form_and_number.iter_unpack(part)) if doubtful else ()
        if not all(_is_sure(days[form], _NUMBER, number) for form, number in cells):
            return False
    return True


def _pieces(content: bytes, size: int) -> Iterator[bytes]:
    """Some cells at a time."""
    together = size * _TOGETHER
    return (content[start : start + together] for start in range(0, len(content), together))


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
