"""Rows of a sheet that hold no record: totals, and the headings again at the top of a new page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from itertools import zip_longest
from typing import Any

from vnr.io._alias import cell_words
from vnr.io._coded import Refused
from vnr.io._days import day_of
from vnr.words import fold

__all__ = ["Again", "begins_total", "is_total"]

_LONGEST_SUM = 7
"""Digits of a sum in a text; eight are a day."""


@cache
def _totals() -> re.Pattern[str]:
    words = sorted(map(re.escape, cell_words("total")), key=len, reverse=True)
    return re.compile(rf"[\W_]*(?:{'|'.join(words)})(?!\w)", re.IGNORECASE)


def begins_total(value: Any) -> bool:
    """Whether a cell begins with a word for a total, as Summa, Delsumma norr, Antal ärenden do."""
    return isinstance(value, str) and _totals().match(value) is not None


def is_total(row: Sequence[Any], filled: Sequence[Any]) -> bool:
    """Whether a row only sums up the others, by its cells and those that aren't empty."""
    # A total has its words and one or two sums; a case's row has an identity and a date.
    return (
        begins_total(filled[0])
        and len(filled) <= max(2, len(row) // 3)
        and not any(map(_is_day, filled[1:]))
    )


def _is_day(value: Any) -> bool:
    if not isinstance(value, date) and (
        not isinstance(value, str) or len(value.strip()) <= _LONGEST_SUM
    ):
        return False
    try:
        day_of(value)
    except Refused:
        return False
    return True


class Again:
    """The headings, to be known again among the rows.

    Parameters
    ----------
    headings : sequence of str
        The headings, of which one at least isn't blank.
    """

    def __init__(self, headings: Sequence[str]) -> None:
        self.place = next(place for place, heading in enumerate(headings) if heading)
        self._headings = headings
        self._first = _plain(headings[self.place])

    @property
    def words(self) -> tuple[str, ...]:
        """What a cell that holds the first heading begins with, in small letters."""
        return (self._first,) if self._first else ()

    def may_begin(self, value: Any) -> bool:
        """Whether a cell under the first heading holds it again."""
        return isinstance(value, str) and _plain(value) == self._first

    def is_row(self, row: Sequence[Any]) -> bool:
        """Whether a row is that of the headings."""
        if self.place >= len(row) or not self.may_begin(row[self.place]):
            return False
        cells = ["" if value is None else value for value in row]
        return all(
            isinstance(cell, str) and fold(cell) == fold(heading)
            for cell, heading in zip_longest(cells, self._headings, fillvalue="")
        )


def _plain(text: str) -> str:
    return text.strip().strip(" :").casefold()
