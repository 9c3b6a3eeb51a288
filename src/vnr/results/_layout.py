"""Results laid out: all cells in words, a table for a terminal, and one for a notebook."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, Protocol

from vnr.display import Column, fitting, html_lines, html_table, text_table, wrapped
from vnr.results._show import heading, in_words, plain_number, stratum
from vnr.results._state import State
from vnr.words import Language, text

if TYPE_CHECKING:
    from vnr.results._definition import Definition
    from vnr.results._note import Note
    from vnr.results._table import FigureTable

__all__ = ["in_html", "in_text", "meaning", "table"]

_ROWS: Final = 12
_MARK: Final = "! "


class Meaningful(Protocol):
    """What has a definition and notes."""

    @property
    def definition(self) -> Definition:
        """What the figures mean."""

    @property
    def notes(self) -> tuple[Note, ...]:
        """What must be said of them."""


def _columns(
    result: FigureTable, cells: Sequence[str], language: Language, most: int | None = None
) -> list[Column]:
    """Strata, the figure, the further figures and what was covered, `most` rows of them at most."""
    shown = len(result) if most is None else min(len(result), most)
    made = [
        Column(
            stratum(name, language),
            [
                plain_number(label, language) if isinstance(label, float) else str(label)
                for label in in_words(name, codes[:shown], language).tolist()
            ],
            codes.dtype.kind in "iuf",
        )
        for name, codes in result.strata.items()
    ]
    looks = [state.code if state else "" for state in State]

    def add(name: str, told: Sequence[str], states: Any, *, numeric: bool) -> None:
        made.append(Column(name, told, numeric, [looks[state] for state in states[:shown]]))

    add(heading(result.unit, language), cells[:shown], result.state, numeric=True)
    for name, array in result.columns.items():
        states = result.state_of(name)
        told = [
            _figure(state, value, language)
            for state, value in zip(
                states[:shown].tolist(),
                in_words(name, array[:shown], language).tolist(),
                strict=True,
            )
        ]
        add(heading(name, language), told, states, numeric=array.dtype.kind in "iuf")
    if (result.covered < 1).any():
        shares = [f"{100 * share:.0f} %" for share in result.covered[:shown]]
        made.append(Column(heading("covered", language), shares, numeric=True))
    return made


def _figure(state: int, value: Any, language: Language) -> str:
    if state:
        return State(state).label(language)
    return plain_number(value, language) if isinstance(value, (int, float)) else str(value)


def table(
    result: FigureTable, cells: Sequence[str], language: Language
) -> tuple[list[str], list[list[str]]]:
    """Headings and rows of words."""
    columns = _columns(result, cells, language)
    rows = zip(*(column.cells for column in columns), strict=True)
    return [column.heading for column in columns], [list(row) for row in rows]


def _looked_at(
    result: FigureTable, cells: Sequence[str], language: Language
) -> tuple[list[Column], list[str]]:
    """The columns that are shown, and a line each for the rows and columns that aren't."""
    columns = _columns(result, cells, language, _ROWS)
    figure = len(result.strata) + 1
    if (result.covered < 1).any():
        # How much was delivered is read with the figure, before all further ones.
        columns.insert(figure, columns.pop())
        figure += 1
    shown, left = fitting(columns, figure)
    lines = []
    if len(result) > _ROWS:
        lines.append(text("figures", "more", language, number=len(result) - _ROWS))
    if left:
        lines.append(text("figures", "more_columns", language, headings=", ".join(left)))
    return shown, lines


def meaning(result: Meaningful, language: Language, *, definition: bool = True) -> str:
    """How figures are defined and what is noted of them, as it stands below them.

    Examples
    --------
    >>> from vnr import metrics
    >>> print(meaning(metrics.proportion(3, 10), "sv"))
    Så är det räknat: proportion(method=wilson, confidence=0.95)
    """
    lines = [_MARK + note.text(language) for note in result.notes]
    if definition:
        defined = text("figures", "defined", language).capitalize()
        lines.insert(0, f"{defined}: {result.definition.text(language)}")
    return "\n".join(line for one in lines for line in wrapped(one))


def in_text(
    result: FigureTable, cells: Sequence[str], language: Language, *, definition: bool = True
) -> str:
    """A table for a terminal, above what it means."""
    columns, left = _looked_at(result, cells, language)
    lines = [*text_table(columns), *(line for one in left for line in wrapped(one))]
    return "\n".join(filter(None, [*lines, meaning(result, language, definition=definition)]))


def in_html(
    result: FigureTable, cells: Sequence[str], language: Language, *, definition: bool = True
) -> str:
    """A table for a notebook, above what it means."""
    columns, left = _looked_at(result, cells, language)
    below = [*left, meaning(result, language, definition=definition)]
    return html_table(columns, headings=len(result.strata), language=language) + html_lines(
        "\n".join(filter(None, below)), language=language
    )
