"""Headings that stand for no field: what they may mean, by their words and by what stands under them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.io.cells import CODED, Dialect, text_of
from vnr.io.parts._convert import convert, holds_days, is_missing
from vnr.io.sheets import Cells, Headings
from vnr.io.template import Meaning, cell_words, meant_fields
from vnr.register import Column, Kind

__all__ = ["REPEATED", "Guesses", "Unread", "rows_told"]

_WORDED: Final = CODED | {Kind.DAY}
_LARGE: Final = 5_000
"""Different values of a column beyond which each isn't looked at."""
_MANY: Final = 200
"""Different values of a column beyond which they are no words of one list."""
REPEATED: Final = 1.5
"""In how many rows each word of a column of codes stands at least, on the whole."""
_FEW: Final = 40
"""Different values of a column up to which it is held against every list of codes."""
_HELD: Final = 60
"""How many columns of a sheet are held against every list of codes."""
_NEAR: Final = 0.5
"""What a word that is nearly one of a list weighs, beside one that is."""
_ENOUGH: Final = 0.4
"""The share of a column's rows that a list must explain."""
_YES_OR_NO: Final = cell_words("yes") | cell_words("no")
_NEEDED: Final = 0.1
"""The same of a list without which no row can be kept."""


@attrs.frozen
class Unread:
    """A heading that stands for no field.

    Attributes
    ----------
    heading
        The heading.
    rows
        In how many rows something stands.
    meant
        The fields that may be meant, the likeliest first.
    words
        If the likeliest has codes and the column looks so too, the words that aren't known, in
        how many rows each stands, and what it may mean.
    """

    heading: str
    number: int
    meant: tuple[Meaning, ...]
    words: tuple[tuple[str, int, tuple[Meaning, ...]], ...] = ()


class Guesses:
    """What the unknown headings of one sheet may mean.

    Parameters
    ----------
    headings : Headings
        All of them.
    table : str
        The table that the sheet is.
    """

    def __init__(self, headings: Headings, table: str) -> None:
        self._headings = headings
        self._table = table
        layout = headings.terms.layout
        self._known = layout.columns[table]
        self._taken = set(headings.fields(table).values())
        self._missing = [of for of in layout.required[table] if of not in self._taken]
        self._held = 0

    def of(self, heading: str, cells: Cells, rows: int) -> Unread:
        """What one of them may mean, and its words that aren't known.

        Parameters
        ----------
        heading : str
            The heading.
        cells : Cells
            What stands under it.
        rows : int
            In how many rows something does.
        """
        layout = self._headings.terms.layout
        meant = meant_fields(layout, self._table, *self._fields(heading, cells, rows))
        return Unread(heading, rows, meant, self._words(meant, cells, rows))

    def _dialect(self, column: Column) -> Dialect:
        return Dialect(self._headings.terms.profile.words(self._table, column))

    def _words(
        self, meant: tuple[Meaning, ...], cells: Cells, rows: int
    ) -> tuple[tuple[str, int, tuple[Meaning, ...]], ...]:
        """Words of a column that is likely one of codes, so that they needn't be asked for later."""
        column = self._known[meant[0].code] if meant else None
        distinct = cells.size
        if column is None or column.kind not in _WORDED or not 0 < distinct <= _LARGE:
            return ()
        refused = convert(column, cells, self._dialect(column)).refused
        # Codes are few, and each stands in several rows or is known; what is written freely does not.
        unknown = sum(one.places.size for one in refused)
        least = 1
        if unknown * 2 > rows:
            if distinct * REPEATED > rows:
                return ()
            # What stands once may tell of somebody: it is asked of when the heading is known.
            least = 2
        return tuple(
            (one.word, one.places.size, one.meant)
            for one in refused
            if one.word is not None and one.places.size >= least
        )

    def _fields(self, heading: str, cells: Cells, rows: int) -> Iterable[str]:
        """The fields that a heading may stand for, the likeliest first."""
        near = self._headings.meant(self._table, heading)
        # Asked of the one heading: of all of them for each it takes long where they are many.
        asked = self._headings.terms.asked(self._table, heading)
        if asked:
            return [field for field in asked if field not in self._taken]
        if near is not None and (near in self._taken or not self._may_hold(near, cells)):
            near = None
        # What stands in a column says more than a heading that is nearly another.
        of_words = self._by_words(cells, rows, near)
        if of_words:
            return of_words
        if near is not None:
            return [near]
        days = [field for field in self._missing if self._known[field].kind is Kind.DAY]
        return days if days and holds_days(cells) else ()

    def _may_hold(self, field: str, cells: Cells) -> bool:
        """Whether a field can be what stands in a column: no hint is better than a wrong one."""
        values = [value for value in cells.distinct()[:_MANY] if not is_missing(value)]
        column = self._known[field]
        if column.kind is Kind.DAY or holds_days(cells):
            return column.kind is Kind.DAY and holds_days(cells)
        if column.kind in (Kind.KEY, Kind.COUNT, Kind.SCORE) and field != "officer":
            return sum(any(map(str.isdigit, str(value))) for value in values) * 2 > len(values)
        if column.kind is Kind.NAME:
            refused = convert(column, cells, self._dialect(column)).refused
            return sum(one.places.size for one in refused) * 2 < int(rows_told(cells).sum())
        return cells.size <= _MANY

    def _by_words(self, cells: Cells, rows: int, near: str | None) -> list[str]:
        """The fields of codes whose words stand in a column, the one that is needed first."""
        values = [value for value in cells.distinct()[: _FEW + 1] if not is_missing(value)]
        if not 0 < len(values) <= _FEW or self._held > _HELD:
            return []
        # Yes and no are words of many lists, and tell of none.
        if all(text_of(value).casefold() in _YES_OR_NO for value in values) or holds_days(cells):
            return []
        self._held += 1
        found: list[tuple[bool, float, str]] = []
        for field, column in self._known.items():
            needed = field in self._missing
            if column.kind is not Kind.CODE or field in self._taken or field == near:
                continue
            refused = convert(column, cells, self._dialect(column)).refused
            unknown = sum(one.places.size for one in refused)
            # A word that is nearly known tells of what must be there; else it would tell of much.
            nearly = sum(one.places.size for one in refused if one.meant) if needed else 0
            share = (rows - unknown + _NEAR * nearly) / rows
            if share >= (_NEEDED if needed else _ENOUGH):
                found.append((needed, share, field))
        # Where a list explains most of it, what is needed stands elsewhere.
        found.sort(key=lambda one: (one[1] >= _ENOUGH, one[0], one[1]), reverse=True)
        best = [field for _, _, field in found[:1]]
        return (
            [*best, near]
            if near is not None and best and found[0][0]
            else ([near] if near else best)
        )


def rows_told(cells: Cells) -> NDArray[np.bool_]:
    """In which rows of a column something stands."""
    if cells.size > _LARGE:
        # Free text, or identifiers: what is blank there is blank, and no word for it.
        blank = cells.raw == b"" if cells.raw is not None else _blank(cells.values or [])
        return np.asarray(~blank)[cells.codes]
    filled = np.array([not is_missing(value) for value in cells.distinct()], bool)
    return filled[cells.codes] if cells.size else np.zeros(cells.codes.size, bool)


def _blank(values: Sequence[Any]) -> NDArray[np.bool_]:
    return np.fromiter((value is None or value == "" for value in values), bool, len(values))
