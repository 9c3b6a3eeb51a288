"""A chapter's table: whose rows are labels, and whose columns are figures of results."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import compress
from typing import Final, Protocol

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.disclosure import LEFT_OUT
from vnr.report.chapters._writing import Shown, figures, scope, text
from vnr.results import State, places
from vnr.results.pictures import names
from vnr.words import Language

__all__ = ["Column", "Enough", "Lines", "Table", "Whole"]

Results = Mapping[str, Shown]
_TINY: Final = 1e-9
Write = Callable[[Shown, str, Language], Sequence[str]]


@attrs.frozen
class Lines:
    """A table in words.

    Attributes
    ----------
    head, body
        Headings, and the cells of each row.
    total
        Whether the last row is of all.
    words
        Whether its cells are words, which stand to the left; of one column they are paragraphs.
    groups
        Places of the rows that name the group of those below them.
    """

    head: tuple[str, ...]
    body: tuple[tuple[str, ...], ...]
    total: bool = False
    words: bool = False
    groups: frozenset[int] = frozenset()

    @property
    def is_prose(self) -> bool:
        """Whether its rows are paragraphs."""
        return self.words and len(self.head) == 1


class Lined(Protocol):
    """What a chapter shows as a table."""

    def lines(self, results: Results, language: Language) -> Lines:
        """The table in words."""


@attrs.frozen
class Enough:
    """From how many of what the figures of a column are shown.

    Attributes
    ----------
    number
        The least number.
    result, figure, where
        What is numbered: a figure of a result, and the labels that pick its cells.
    word
        What stands where there are fewer.
    """

    number: int
    result: str
    figure: str = "value"
    where: Mapping[str, str] = attrs.field(factory=dict)
    word: str = attrs.field(kw_only=True)


@attrs.frozen
class Column:
    """A figure of a result, down the rows of a table.

    Attributes
    ----------
    heading
        Key of the report's words, or a code of `vocabulary`.
    result, figure
        Label of the result, and which of its figures.
    where
        Labels that pick the cells, beside the label of the row.
    write
        How the figure is written.
    total
        Label of the result whose only cell stands in the last row.
    enough
        What the figures rest on, if they are not shown of a few.
    """

    heading: str
    result: str
    figure: str = "value"
    where: Mapping[str, str] = attrs.field(factory=dict, kw_only=True)
    vocabulary: str | None = attrs.field(default=None, kw_only=True)
    write: Write = attrs.field(default=figures, kw_only=True)
    total: str | None = attrs.field(default=None, kw_only=True)
    enough: Enough | None = attrs.field(default=None, kw_only=True)

    def head(self, language: Language) -> str:
        """The heading in words."""
        if self.vocabulary is None:
            return text(self.heading, language)
        return names(self.vocabulary, [self.heading], language)[0]

    def write_total(self, results: Results, language: Language) -> Sequence[str]:
        """The cell of the last row; empty if nothing is of all."""
        if self.total is None:
            return [""]
        return self.write(results[self.total], self.figure, language)


@attrs.frozen
class Table:
    """A table whose cells are joined by label to the results it shows.

    Attributes
    ----------
    by
        The stratum of the rows.
    labels
        Its labels, in the order shown.
    columns
        What stands beside them.
    heading
        Key of the first column's heading; by default the stratum's name.
    surviving
        The least share of a row's figures that must not be hidden, or the row is left out.
    """

    by: str
    labels: Sequence[str | int]
    columns: Sequence[Column]
    heading: str | None = None
    surviving: float = attrs.field(default=0.0, kw_only=True)

    def lines(self, results: Results, language: Language) -> Lines:
        """The table in words.

        Raises
        ------
        DataError
            If a result has no cell for a row, has it twice, or has a stratum that no column picks.
        """
        stands = ~self.left_out(results)
        columns = [self._column(column, results, language, stands) for column in self.columns]
        rows = [list(compress(names(self.by, self.labels, language), stands)), *columns]
        total = any(column.total for column in self.columns) and len(self.labels) > 1
        if total:
            rows[0].append(text("total", language, form=scope(self.labels)))
            for column, cells in zip(self.columns, columns, strict=True):
                cells.extend(column.write_total(results, language))
        return Lines(
            (
                text(self.heading or self.by, language),
                *(column.head(language) for column in self.columns),
            ),
            tuple(zip(*rows, strict=True)),
            total,
        )

    def left_out(self, results: Results) -> NDArray[np.bool_]:
        """Which rows are left out, shape ``(labels,)``: too many of their figures are hidden."""
        gone = self._absent(results)
        if not self.surviving:
            return gone
        hidden = np.zeros(len(self.labels))
        for column in self.columns:
            result = results[column.result]
            rows = self._places(result, column.result, column.where, ~gone)
            hidden[~gone] += result.state_of(column.figure)[rows] == State.SUPPRESSED
        return gone | (1 - hidden / max(len(self.columns), 1) < self.surviving - _TINY)

    def _absent(self, results: Results) -> NDArray[np.bool_]:
        """Which labels a result says to have no cells of, since they were left out before."""
        codes = {
            code
            for column in self.columns
            for code in results[column.result].definition.parameters.get(LEFT_OUT, ())
        }
        return np.isin(np.array(self.labels).astype(str), sorted(codes))

    def unseen(self, results: Results, language: Language) -> list[str]:
        """The labels in words of the rows that are left out."""
        gone = self.left_out(results)
        return list(compress(names(self.by, self.labels, language), gone))

    def _places(
        self, result: Shown, name: str, where: Mapping[str, str], kept: NDArray[np.bool_]
    ) -> list[int]:
        size = int(kept.sum())
        wanted = {self.by: np.array(self.labels)[kept]}
        wanted |= {stratum: np.full(size, label) for stratum, label in where.items()}
        rows: list[int] = places(wanted, result.strata, size=size, name=name).tolist()
        return rows

    def _column(
        self, column: Column, results: Results, language: Language, stands: NDArray[np.bool_]
    ) -> list[str]:
        result = results[column.result]
        rows = self._places(result, column.result, column.where, stands)
        cells = list(column.write(result.take(rows), column.figure, language))
        return (
            cells
            if column.enough is None
            else self._enough(column.enough, cells, results, language, stands)
        )

    def _enough(
        self,
        enough: Enough,
        cells: list[str],
        results: Results,
        language: Language,
        stands: NDArray[np.bool_],
    ) -> list[str]:
        """The cells where there are enough, and why not elsewhere."""
        result = results[enough.result]
        rows = self._places(result, enough.result, enough.where, stands)
        state, base = result.state_of(enough.figure)[rows], result[enough.figure][rows]
        instead = figures(result, enough.figure, language)
        few = text(enough.word, language)
        return [
            instead[row] if there != State.VALUE else few if number < enough.number else cell
            for row, there, number, cell in zip(rows, state, base, cells, strict=True)
        ]


@attrs.frozen
class Whole:
    """All cells of one result, with all its figures.

    Attributes
    ----------
    result
        Its label.
    """

    result: str

    def lines(self, results: Results, language: Language) -> Lines:
        """The table in words."""
        head, rows = results[self.result].rows(language)
        return Lines(tuple(head), tuple(tuple(row) for row in rows))
