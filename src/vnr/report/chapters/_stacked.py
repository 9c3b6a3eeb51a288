"""Tables below each other under the same headings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import attrs

from vnr.report.chapters._table import Lines, Results, Table
from vnr.report.chapters._writing import text
from vnr.results import State
from vnr.words import Language

__all__ = ["Stacked"]

_NONE: Final = "0"
_SEVERAL: Final = 2


@attrs.frozen
class Stacked:
    """Rows of several strata in one table, such as county parts above their municipalities.

    Attributes
    ----------
    tables
        From above; the first one's headings are those of all.
    groups
        What each table's rows are of, a form of ``rows_of``, if they are of different things: it
        stands in a row of its own above them.
        What there is none of then stands in one row below the others.
    """

    tables: Sequence[Table]
    groups: Sequence[str] = ()

    def lines(self, results: Results, language: Language) -> Lines:
        """The tables in words."""
        each = [table.lines(results, language) for table in self.tables]
        if self.groups:
            return self._grouped(each, language)
        return Lines(
            each[0].head, tuple(row for lines in each for row in lines.body), each[-1].total
        )

    def _grouped(self, each: Sequence[Lines], language: Language) -> Lines:
        body: list[tuple[str, ...]] = []
        headed = set()
        for group, lines in zip(self.groups, each, strict=True):
            headed.add(len(body))
            body.append((text("rows_of", language, form=group), *("" for _ in lines.head[1:])))
            body += _together(lines.body, language)
        return Lines(each[0].head, tuple(body), groups=frozenset(headed))

    def unseen(self, results: Results, language: Language) -> list[str]:
        """The labels in words of the rows that are left out."""
        return [name for table in self.tables for name in table.unseen(results, language)]

    def is_above(self, results: Results) -> bool:
        """Whether a row above those of the last table shows a number."""
        columns = [column for table in self.tables[:-1] for column in table.columns]
        return any(State.VALUE in results[column.result].state for column in columns)


def _together(body: Sequence[tuple[str, ...]], language: Language) -> list[tuple[str, ...]]:
    """The rows, those of nothing but noughts as one: a nought only, never what isn't known."""
    none = [row for row in body if set(row[1:]) == {_NONE}]
    if len(none) < _SEVERAL:
        return [*body]
    name, *noughts = text("none_of", language, names=[row[0] for row in none]), *none[0][1:]
    return [*(row for row in body if row not in none), (name, *noughts)]
