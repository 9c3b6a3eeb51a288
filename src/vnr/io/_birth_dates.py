"""What a date of birth tells: the year, and the age at the intake. The date itself isn't kept."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vnr.io._from_number import Birth, fill_age
from vnr.io.faults import remark
from vnr.io.parts import Part
from vnr.io.template import BIRTH_DATE
from vnr.register import NO_DAY, blank, unify

__all__ = ["ages_of_dates", "years_of_dates"]

_NONE = -1
Days = NDArray[np.int32]


def _dated(parts: Sequence[Part]) -> list[Part]:
    """Sheets of the base table of which any has dates of birth."""
    base = [part for part in parts if part.table == part.schema.base and part.is_whole]
    return base if any(BIRTH_DATE in part.columns for part in base) else []


def years_of_dates(parts: Sequence[Part]) -> None:
    """Fill in the years of birth; one that differs from the date's is a fault of its rows."""
    for part in _dated(parts):
        if BIRTH_DATE not in part.columns:
            continue
        days = part.columns[BIRTH_DATE]
        there = days != NO_DAY
        year = np.where(there, _fields(days)[0], _NONE).astype(np.int32)
        column = part.known["birth_year"]
        filled = part.columns.get("birth_year", blank(column, days.size)).copy()
        stated = filled != column.missing
        differs = there & stated & (filled != year)
        if differs.any():
            part.fault("birth-year-differs", differs, BIRTH_DATE)
        filled[there & ~stated] = year[there & ~stated]
        part.columns["birth_year"] = filled


def ages_of_dates(parts: Sequence[Part]) -> None:
    """Fill in the age at each case's first intake, and forget the dates.

    Where two rows of one person have two dates the age isn't known to the day.
    """
    base = _dated(parts)
    if base:
        nobody = base[0].schema.unknowable or ""
        values, codes = unify([part.columns[nobody] for part in base])
        each = [
            part.columns.pop(BIRTH_DATE, np.full(part.bad.size, NO_DAY, np.int32)) for part in base
        ]
        _note(base, codes, each)
        fill_age(base, codes, _born(np.concatenate(codes), np.concatenate(each), values.size))
    for part in parts:
        part.columns.pop(BIRTH_DATE, None)


def _note(base: Sequence[Part], codes: Sequence[Days], each: Sequence[Days]) -> None:
    for part, code, days in zip(base, codes, each, strict=True):
        if number := int(np.unique(code[days != NO_DAY]).size):
            part.raw.notes.append(remark("from_birth_date", number=number))


def _born(code: Days, days: Days, size: int) -> Birth:
    """When each person was born, as far as their rows agree; the last place is of nobody."""
    there = np.flatnonzero((days != NO_DAY) & (code >= 0))
    first = np.full(size + 1, np.iinfo(np.int32).max, np.int32)
    last = np.full(size + 1, np.iinfo(np.int32).min, np.int32)
    np.minimum.at(first, code[there], days[there])
    np.maximum.at(last, code[there], days[there])
    one = first == last
    year, month, day = _fields(np.where(one, first, NO_DAY))
    return Birth(
        np.where(one, year, _NONE).astype(np.int32),
        np.where(one, month, 0).astype(np.int32),
        np.where(one, day, 0).astype(np.int32),
        np.full(size + 1, _NONE, np.int8),
    )


def _fields(days: Days) -> tuple[Days, Days, Days]:
    """Year, month and day of the month; of no day those of another."""
    when = np.where(days == NO_DAY, 0, days).astype("datetime64[D]")
    months = when.astype("datetime64[M]")
    year = months.astype("datetime64[Y]").astype(np.int32) + 1970
    month = months.astype(np.int32) % 12 + 1
    return year, month, ((when - months).astype(np.int32) + 1)
