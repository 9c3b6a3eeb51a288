"""Rows of a sheet that hold no record: totals, the top of a new page, and notes at the foot."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cache
from itertools import zip_longest
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vnr.io.cells import Refused, day_of
from vnr.io.faults import Remark, remark
from vnr.io.template import cell_words
from vnr.words import fold

__all__ = [
    "Again",
    "Page",
    "Titles",
    "begins_total",
    "beside",
    "footnotes",
    "is_total",
    "without_numbers",
]

_TITLE = 2
"""Cells of a title, such as what the extract is and the page: a record has more."""
_NUMBER = re.compile(r"\d+")
_HEAD = 3
"""So many letters of a cell tell of most that it doesn't begin with some word."""
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


def _is_footnote(filled: Sequence[Any]) -> bool:
    """Whether a row, by its cells that aren't empty, is a sentence, as stands below a table."""
    return len(filled) == 1 and isinstance(filled[0], str) and len(filled[0].split()) > 1


def footnotes(
    kept: NDArray[np.bool_],
    totals: Sequence[int] | NDArray[np.intp],
    row: Callable[[int], Sequence[Any]],
) -> list[int]:
    """Which of a table's last rows are notes below a total.

    Parameters
    ----------
    kept : array of bool, shape ``(rows,)``
        Rows in which something stands, less totals and headings.
    totals : sequence of int
        Rows that are totals.
    row : callable
        The cells of a row.
    """
    found: list[int] = []
    for place in np.flatnonzero(kept[::-1]):
        last = kept.size - 1 - int(place)
        if not len(totals) or last < min(totals):
            break
        if not _is_footnote([cell for cell in row(last) if cell is not None and cell != ""]):
            break
        found.append(last)
    return found[::-1]


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


class Titles:
    """What stands above the headings, to be known again at the top of a page.

    Parameters
    ----------
    above : sequence of rows
        The rows above the headings.
    """

    def __init__(self, above: Iterable[Sequence[Any]]) -> None:
        self._titles = {title: place for row in above for title, place in [_title(row)] if title}

    @property
    def firsts(self) -> dict[int, tuple[str, ...]]:
        """Where the first cell of a title stands, and the folded texts that stand there."""
        found: dict[int, tuple[str, ...]] = {}
        for title, place in self._titles.items():
            found[place] = (*found.get(place, ()), title[0])
        return found

    def is_row(self, row: Sequence[Any], filled: Sequence[Any]) -> bool:
        """Whether a row is one of the titles, but for numbers such as that of the page."""
        if not self._titles or len(filled) > _TITLE:
            return False
        title, place = _title(row)
        return bool(title) and self._titles.get(title) == place


def _title(row: Sequence[Any]) -> tuple[tuple[str, ...], int]:
    """The folded cells of a row of one or two without their numbers, if it has words; and where."""
    filled = [place for place, cell in enumerate(row) if cell is not None and cell != ""]
    if not 0 < len(filled) <= _TITLE or not any(_is_worded(row[place]) for place in filled):
        return (), 0
    return tuple(without_numbers(row[place]) for place in filled), filled[0]


def _is_worded(cell: Any) -> bool:
    """Whether a cell holds words; a number of a case has letters too, and no blank."""
    text = str(cell).strip()
    return any(map(str.isalpha, text)) and (" " in text or not any(map(str.isdigit, text)))


def without_numbers(cell: Any) -> str:
    """A cell's folded text with one sign for each number in it."""
    return _NUMBER.sub("#", fold(str(cell)))


class Page:
    """The rows under the headings: which hold records, and what the others are.

    Parameters
    ----------
    headings : sequence of str
        The headings, of which one at least isn't blank.
    above : sequence of rows
        The rows above the headings.
    """

    def __init__(self, headings: Sequence[str], above: Iterable[Sequence[Any]]) -> None:
        self._again, self._titles = Again(headings), Titles(above)
        self._totals: list[int] = []
        self._pages: list[int] = []
        # What stands below a total is a note, unless rows follow.
        self._foot: list[tuple[int, Sequence[Any]]] = []
        # By column, what a cell begins with if its row may hold no record.
        titles = self._titles.firsts.get(0, ())
        self._words = {0: (*map(str.casefold, cell_words("total")), *titles)}
        place = self._again.place
        self._words[place] = self._words.get(place, ()) + self._again.words
        self._plain: dict[int, set[str]] = {place: set() for place in self._words}

    def records(
        self, start: int, rows: list[Sequence[Any]]
    ) -> tuple[list[int], list[Sequence[Any]]]:
        """Those of further rows that hold records, and their numbers; the first one's is `start`."""
        doubtful = self._doubtful(rows)
        if not self._totals and not doubtful:
            return list(range(start, start + len(rows))), rows
        found: list[tuple[int, Sequence[Any]]] = []
        for place, row in enumerate(rows):
            if self._totals or place in doubtful:
                filled = [value for value in row if value is not None and value != ""]
                if self._is_none(start + place, row, filled):
                    continue
                if self._totals and _is_footnote(filled):
                    self._foot.append((start + place, row))
                    continue
            found += [*self._foot, (start + place, row)]
            self._foot.clear()
        return [number for number, _ in found], [row for _, row in found]

    def notes(self) -> list[Remark]:
        """What to say of the rows that held none."""
        return [
            *(remark("total_row", row=row) for row in self._totals),
            *beside(self._pages, [number for number, _ in self._foot]),
        ]

    def _is_none(self, number: int, row: Sequence[Any], filled: Sequence[Any]) -> bool:
        """Whether a row is blank, a total, or begins a page, which is kept in mind."""
        if not any(str(value).strip() for value in filled):
            return True
        if is_total(row, filled):
            self._totals.append(number)
            return True
        if self._again.is_row(row) or self._titles.is_row(row, filled):
            self._pages.append(number)
            return True
        return False

    def is_plain(self, distinct: Callable[[int], Sequence[Any]]) -> bool:
        """Whether all further rows surely hold records, by the different values of each column."""
        return not self._totals and not any(
            self._doubted(place, distinct(place)) for place in self._words
        )

    def _doubtful(self, rows: Sequence[Sequence[Any]]) -> set[int]:
        """Places of the rows that may hold no record; few as a rule."""
        found: set[int] = set()
        for place in self._words:
            cells = [row[place] if place < len(row) else None for row in rows]
            doubted = self._doubted(place, cells)
            if doubted:
                found.update(at for at, cell in enumerate(cells) if _head(cell) in doubted)
        return found

    def _doubted(self, place: int, cells: Sequence[Any]) -> set[str]:
        """What those cells of a column begin with whose rows may hold no record."""
        if set(map(type, cells)) <= {str}:
            heads = {cell[:_HEAD] for cell in cells}
        else:
            heads = set(map(_head, cells))
        doubted = {head for head in heads - self._plain[place] if self._may_begin(place, head)}
        self._plain[place] |= heads - doubted
        return doubted

    def _may_begin(self, place: int, head: str) -> bool:
        """Whether a cell that begins so may be blank, or begin with one of the words."""
        if not head.isascii() or not head[:1].isalnum():
            return True
        forms = (head.casefold(), without_numbers(head))
        firsts = tuple(form[0] for form in forms)
        return any(
            word.startswith(form) or form.startswith(word)
            for word in self._words[place]
            if not word or word.startswith(firsts)
            for form in forms
        )


def _head(cell: Any) -> str:
    # A number or a day may begin a title.
    return "" if cell is None else str(cell)[:_HEAD]


def beside(pages: Sequence[int], foot: Sequence[int]) -> list[Remark]:
    """What to say of rows that begin a page, and of those at the foot, by their numbers."""
    found = {"page_again": pages, "footnotes": foot}
    return [
        remark(code, number=len(rows), row=rows[0]) for code, rows in found.items() if len(rows)
    ]


def _plain(text: str) -> str:
    return text.strip().strip(" :").casefold()
