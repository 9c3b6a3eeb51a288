"""Tables and sentences in text, no wider than a notebook's cell shows without breaking lines."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import attrs

__all__ = ["WIDTH", "Column", "fitting", "text_table", "width_of", "wrapped", "wrapped_text"]

WIDTH: Final = 100
"""Characters of a line."""
_BETWEEN: Final = "  "
_NARROWEST: Final = 3
_CUT: Final = "…"
# What would break a line or move the terminal's cursor, and marks that turn the reading direction.
_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


def _flat(text: str) -> str:
    return _CONTROLS.sub(" ", text)


def _all_flat(cells: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(_flat, cells))


def _as_looks(looks: Sequence[str]) -> tuple[str, ...]:
    return tuple(looks)


@attrs.frozen
class Column:
    r"""One column of words (kolumn).

    Attributes
    ----------
    heading
        Above it.
    cells
        One for each row; what would break the line becomes a space.
    numeric
        Whether it holds numbers, which stand to the right.
    looks
        For each row the name of the state it is shown in, empty where it is a value.

    Examples
    --------
    >>> Column("antal", ["5", "1\n234"], numeric=True).cells
    ('5', '1 234')
    """

    heading: str = attrs.field(converter=_flat)
    cells: tuple[str, ...] = attrs.field(converter=_all_flat)
    numeric: bool = False
    looks: tuple[str, ...] = attrs.field(default=(), converter=_as_looks)

    @property
    def width(self) -> int:
        """Characters of its widest line."""
        return max(map(width_of, (self.heading, *self.cells)))

    def cut(self, width: int) -> Column:
        """The column in at most so many characters; numbers are never cut, only their heading."""
        if self.numeric:
            width = max([width, *map(width_of, self.cells)])
            return attrs.evolve(self, heading=_cut(self.heading, width))
        return attrs.evolve(
            self,
            heading=_cut(self.heading, width),
            cells=[_cut(cell, width) for cell in self.cells],
        )


def width_of(text: str) -> int:
    """Places that a text takes in a terminal: two for a wide sign, none for a mark upon one."""
    if text.isascii():
        return len(text)
    return sum(
        0
        if unicodedata.combining(sign) or sign in "\u200d\ufe0e\ufe0f"
        else 2
        if unicodedata.east_asian_width(sign) in "WF"
        else 1
        for sign in text
    )


def _cut(text: str, width: int) -> str:
    if width_of(text) <= width:
        return text
    while text and width_of(text) > width - 1:
        text = text[:-1]
    return text.rstrip() + _CUT


def _total(columns: Sequence[Column]) -> int:
    return sum(column.width for column in columns) + len(_BETWEEN) * (len(columns) - 1)


def fitting(columns: Sequence[Column], needed: int) -> tuple[list[Column], list[str]]:
    """The columns that fit in a line, and the headings of those that don't.

    Parameters
    ----------
    columns : several Column
        In the order of their weight.
    needed : int
        How many from the start always stay: where they don't fit, long labels are cut.

    Returns
    -------
    columns, headings

    Examples
    --------
    >>> columns = [Column("kommun", ["Flen"]), Column("andel", ["1"], True), Column("x" * 99, ["2"])]
    >>> [column.heading for column in fitting(columns, 2)[0]]
    ['kommun', 'andel']
    """
    shown, rest = list(columns[:needed]), columns[needed:]
    width = max((column.width for column in shown), default=0)
    while _total(shown) > WIDTH and width > _NARROWEST:
        width -= 1
        shown = [column.cut(width) for column in shown]
    for place, column in enumerate(rest):
        if _total([*shown, column]) > WIDTH:
            return shown, [left.heading for left in rest[place:]]
        shown.append(column)
    return shown, []


def text_table(columns: Sequence[Column]) -> Iterator[str]:
    r"""The lines of a table: headings, then rows; numbers to the right.

    Examples
    --------
    >>> columns = [Column("kommun", ["Flen", "Eskilstuna"]), Column("antal", ["5", "120"], numeric=True)]
    >>> print(*text_table(columns), sep="\n")
    kommun      antal
    Flen            5
    Eskilstuna    120
    """
    widths = [column.width for column in columns]
    for row in zip(*((column.heading, *column.cells) for column in columns), strict=True):
        padded = [
            " " * (width - width_of(cell)) + cell
            if column.numeric
            else cell + " " * (width - width_of(cell))
            for column, cell, width in zip(columns, row, widths, strict=True)
        ]
        yield _BETWEEN.join(padded).rstrip(" ")


def wrapped(text: str) -> list[str]:
    """The lines of a text, each no wider than a line; all but the first are moved in.

    Examples
    --------
    >>> [len(line) for line in wrapped("ord " * 40)]
    [99, 61]
    """
    return [
        line
        for part in text.split("\n")
        for line in textwrap.wrap(
            part,
            WIDTH,
            subsequent_indent=part[: len(part) - len(part.lstrip(" "))] + _BETWEEN,
            break_on_hyphens=False,
        )
        or [""]
    ]


def wrapped_text(text: str) -> str:
    """A text whose lines fit.

    Examples
    --------
    >>> max(map(len, wrapped_text("ord " * 100).splitlines()))
    99
    """
    return "\n".join(wrapped(text))
