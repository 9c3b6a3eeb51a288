"""Tables below each other under the same headings."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from vnr.report.chapters._table import Lines, Results, Table
from vnr.results import State
from vnr.words import Language

__all__ = ["Stacked"]


@attrs.frozen
class Stacked:
    """Rows of several strata in one table, such as county parts above their municipalities.

    Attributes
    ----------
    tables
        From above; the first one's headings are those of all.
    """

    tables: Sequence[Table]

    def lines(self, results: Results, language: Language) -> Lines:
        """The tables in words."""
        each = [table.lines(results, language) for table in self.tables]
        return Lines(
            each[0].head, tuple(row for lines in each for row in lines.body), each[-1].total
        )

    def unseen(self, results: Results, language: Language) -> list[str]:
        """The labels in words of the rows that are left out."""
        return [name for table in self.tables for name in table.unseen(results, language)]

    def is_above(self, results: Results) -> bool:
        """Whether a row above those of the last table shows a number."""
        columns = [column for table in self.tables[:-1] for column in table.columns]
        return any(State.VALUE in results[column.result].state for column in columns)
