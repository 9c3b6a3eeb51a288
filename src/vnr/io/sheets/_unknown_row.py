"""Which row may be headings where none is known: words, with data below."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from vnr.words import fold

__all__ = ["unknown_row"]

_DIGITS: Final = 4
"""Digits that make a cell a day or a number, and no heading."""
_LONGEST: Final = 60
_TITLE: Final = 2
"""Cells of a title, which may hold the day of the extract."""


def unknown_row(top: Sequence[Sequence[Any]]) -> int | None:
    """The first of those rows that hold the most words, each above its own data.

    Parameters
    ----------
    top : sequence of rows
        The first rows of a sheet.

    Returns
    -------
    int or None
        None if no row is one of words above a day or a number: what may be of somebody is shown
        as no heading.
    """
    best, most = None, 1
    for place, row in enumerate(top):
        filled = [cell for cell in row if cell is not None and cell != ""]
        if len(filled) > _TITLE and any(map(_is_data, filled)):
            # Below it words are somebody's, and no headings.
            break
        words = _words(row)
        below = top[place + 1 :]
        if len(words) > most and any(_is_data(_cell(other, at)) for other in below for at in words):
            best, most = place, len(words)
    return best


def _words(row: Sequence[Any]) -> list[int]:
    """Where words stand in a row that could be headings; nowhere if it can't."""
    filled = [at for at, cell in enumerate(row) if cell is not None and cell != ""]
    folded = {fold(row[at]) for at in filled if _is_heading(row[at])}
    return filled if len(folded) == len(filled) and "" not in folded else []


def _is_heading(cell: Any) -> bool:
    return (
        isinstance(cell, str)
        and len(cell) <= _LONGEST
        and any(map(str.isalpha, cell))
        and not _is_data(cell)
    )


def _is_data(cell: Any) -> bool:
    """Whether a cell is a day or a number, or holds one."""
    if isinstance(cell, str):
        return sum(map(str.isdigit, cell)) >= _DIGITS
    return isinstance(cell, (int, float, date)) and not isinstance(cell, bool)


def _cell(row: Sequence[Any], at: int) -> Any:
    return row[at] if at < len(row) else None
