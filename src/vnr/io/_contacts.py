"""The sheet of contacts: work without identity or decision, which is nobody's and no case's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from vnr.errors import DataError
from vnr.io._repeated import fault_versions, note_repeats
from vnr.io.cells import text_of
from vnr.io.parts import Part, rows_told
from vnr.io.sheets import Cells
from vnr.io.template import layout_of
from vnr.model import Period
from vnr.register import (
    CONTACTS,
    NO_DAY,
    ContactRows,
    Keys,
    Kind,
    assemble,
    blank,
    day_number,
    numbers_in,
    repeated_rows,
    sure,
    unify,
    written,
)
from vnr.words import fold

__all__ = ["contacts_of", "set_persons_aside"]

_TABLE: Final = CONTACTS.root
_TELLING: Final = ("person_id", "case_id", "household_id")
_FIRST: Final = re.compile(r"(\d{4}-\d\d)-01(?:[T ]00:00(?::00)?)?")
"""A month, as a spreadsheet makes a day of it."""
_QUARTER: Final = re.compile(r"(\d{4}) ?[kKqQ]([1-4])")


def set_persons_aside(parts: Sequence[Part], window: Period) -> None:
    """Set rows of contacts aside that tell who it was, forget what told it, and settle the days.

    That is a cell under a heading of persons, cases or households, and a personal number anywhere.
    """
    for part in parts:
        if part.table != _TABLE or not part.raw.numbers.size:
            continue
        base = layout_of(part.schema).headings[part.schema.base or ""]
        fields = part.raw.headings.fields(_TABLE)
        for place, heading in enumerate(part.raw.headings.texts):
            cells = part.raw.cells[place]
            if fields.get(heading) in ("start", "end"):
                continue
            rows = np.isin(cells.codes, _personal(cells, window))
            if heading not in fields and _field(base, heading) in _TELLING:
                rows |= rows_told(cells)
            if not rows.any():
                continue
            told = np.flatnonzero(rows & ~part.bad)
            field = fields.get(heading)
            part.fault("contact-person", told, field, heading=None if field else heading)
            part.bad |= rows
            part.raw.cells[place] = Cells(np.zeros(rows.size, np.int32), [None])
            if isinstance(part.columns.get(field or ""), Keys):
                part.columns[field or ""] = Keys.of([None] * rows.size)
        _settle_days(part)


def _field(headings: Any, heading: str) -> str | None:
    found: str | None = headings.get(fold(heading)) if heading else None
    return found


def _personal(cells: Cells, window: Period) -> np.ndarray[Any, Any]:
    """Which distinct values are or hold personal numbers."""
    texts = [text_of(one) if isinstance(one, (str, int, float)) else "" for one in cells.distinct()]
    # Two days with a stroke between are a period, whatever their digits are.
    texts = ["" if "-" in text and _span(text) else text for text in texts]
    if not any(sum(map(str.isdigit, text)) >= 6 for text in texts):
        return np.empty(0, np.intp)
    seen = numbers_in(written(texts), window.end)
    return seen.places[sure(seen, window)]


def contacts_of(parts: Sequence[Part]) -> ContactRows:
    """The contacts of all sheets; what breaks a rule is set aside.

    Rows of one description that two sheets have are the same ones; where each has a number that
    the other lacks they are a fault of both.
    """
    sheets = [part for part in parts if part.table == _TABLE and part.raw.numbers.size]
    tables = CONTACTS.tables[_TABLE]
    bad = np.concatenate([np.empty(0, bool), *(part.bad for part in sheets)])
    flat: dict[str, Any] = {}
    for name, column in tables.items():
        if column.kind in (Kind.KEY, Kind.NAME):
            keys = [part.columns.get(name) or Keys.of([None] * part.bad.size) for part in sheets]
            values, codes = unify(keys)
            flat[name] = Keys(values, np.concatenate([np.empty(0, np.int32), *codes]))
        else:
            usual = 1 if name == "number" else column.missing
            flat[name] = np.concatenate(
                [
                    blank(column, 0),
                    *(
                        part.columns.get(name, np.full(part.bad.size, usual, column.dtype))
                        for part in sheets
                    ),
                ]
            )
    made = assemble({_TABLE: flat}, schema=CONTACTS, rejected={_TABLE: bad})
    ends = np.cumsum([0, *(part.bad.size for part in sheets)]).tolist()
    for breach in made.breaches:
        for part, start in zip(sheets, ends, strict=False):
            mine = breach.places[(breach.places >= start) & (breach.places < start + part.bad.size)]
            part.fault(breach.rule, mine - start, breach.column)
    left = np.flatnonzero(~np.concatenate([np.empty(0, bool), *(part.bad for part in sheets)]))
    part_of = np.repeat(np.arange(len(sheets)), [part.bad.size for part in sheets])[left]
    rows = {
        name: one.take(left) if isinstance(one, Keys) else one[left] for name, one in flat.items()
    }
    same, torn = repeated_rows(CONTACTS, rows, part_of)
    if torn.any():
        versions = left[torn]
        beside = [_beside(versions, flat, row, ends) for row in versions.tolist()]
        fault_versions(sheets, {"number": flat["number"]}, versions, np.array(beside, np.intp))
    whole = np.arange(bad.size)
    whole[left] = left[same]
    if (whole != np.arange(bad.size)).any():
        note_repeats({_TABLE: sheets}, {_TABLE: whole}, {_TABLE: np.zeros(bad.size, bool)})
    kept = np.concatenate([np.empty(0, bool), *(part.bad for part in sheets)])
    kept |= whole != np.arange(bad.size)
    return ContactRows.whole(
        assemble({_TABLE: flat}, schema=CONTACTS, rejected={_TABLE: kept}).columns
    )


def _beside(versions: Any, flat: dict[str, Any], row: int, ends: list[int]) -> int:
    """Another version of a row, in another sheet."""
    sheet = int(np.searchsorted(ends, row, "right"))
    described = [
        one.codes if isinstance(one, Keys) else one
        for name, one in flat.items()
        if name != "number"
    ]
    return next(
        other
        for other in versions.tolist()
        if int(np.searchsorted(ends, other, "right")) != sheet
        and all(column[other] == column[row] for column in described)
    )


def _settle_days(part: Part) -> None:
    """First and last day of each row: as told, of a period in words, or one day alone."""
    size = part.bad.size
    empty = np.full(size, NO_DAY, np.int32)
    start, end = (part.columns.get(name, empty).copy() for name in ("start", "end"))
    period = part.columns.pop("period", None)
    if period is not None:
        texts = [*(value.decode() for value in period.values.tolist()), ""]
        spans = [_span(text) for text in texts]
        told = period.codes >= 0
        unread = told & np.array([spans[code] is None for code in period.codes.tolist()], bool)
        part.fault("period-unread", unread & ~part.bad, "period")
        for row in np.flatnonzero(told & ~unread & (start == NO_DAY) & (end == NO_DAY)).tolist():
            span = spans[int(period.codes[row])]
            if span is not None:
                start[row], end[row] = day_number(span.start), day_number(span.end)
    end = np.where(end == NO_DAY, start, end)
    part.columns["start"], part.columns["end"] = start, end.astype(np.int32)


def _span(text: str) -> Period | None:
    """A month, quarter, half-year, year or two days in words."""
    month, quarter = _FIRST.fullmatch(text), _QUARTER.fullmatch(text)
    if month is not None:
        text = month[1]
    elif quarter is not None:
        text = f"{quarter[1]}Q{quarter[2]}"
    try:
        return Period.parse(text)
    except DataError:
        return None
