"""A table that somebody published: labels, whole numbers, and symbols where there is none."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError, UnknownNameError, impersonal, shown
from vnr.frames import Taken, listed, taken
from vnr.results._definition import Definition
from vnr.results._grid import Grid
from vnr.results._labels import Strata, places
from vnr.results._note import Note
from vnr.results._numbers import labels_of
from vnr.results._state import State, states_by_code
from vnr.words import LANGUAGES

__all__ = ["published"]

_LEGEND: Final = "published_symbol"
_NAMED: Final = 6
# 1,000 may be a thousand or one: it is neither.
_WHOLE: Final = re.compile(
    r"(\d{1,3}(?:[ \u00a0\u202f]\d{3}){1,4}|\d{1,15})(?:[.,]0{1,2})?", re.ASCII
)
_YEAR: Final = re.compile(r"[12]\d{3}", re.ASCII)
# A longer text may be anything, and is in no message.
_SHORT: Final = 4


def published(
    frame: Any,
    value: str,
    by: str | Sequence[str] | Mapping[str, str],
    states: Mapping[str, str],
    words: Mapping[str, Mapping[str, str]],
    source: str | None,
) -> tuple[Grid, NDArray[np.int64]]:
    """The cells of a table with what its symbols say of them, and its numbers; 0 where there is none.

    Parameters
    ----------
    frame : frame
        The table, as `taken` takes it.
    value, by, states, words, source
        As `Counts.from_frame` has them.

    Raises
    ------
    DataError, UnknownNameError
        As `Counts.from_frame` has them.
    """
    if not isinstance(value, str) or not isinstance(source, str | None):
        raise DataError("value must name a column, and source be a text")
    table = taken(frame, "frame")
    printed = [_text(cell) for cell in _column(table, value)]
    strata = {name: _labels(_column(table, its), name) for name, its in _strata(by).items()}
    if not strata and len(printed) != 1:
        raise DataError(f"frame has {len(printed)} rows; name the columns of their labels in by")
    places(strata, strata, size=len(printed), name="frame")
    meaning = _meaning(states, words)
    state, number = np.zeros(len(printed), np.int8), np.zeros(len(printed), np.int64)
    unknown = []
    for row, text in enumerate(printed):
        if text in meaning:
            state[row] = meaning[text]
        elif whole := _WHOLE.fullmatch(text):
            number[row] = int(re.sub(r"\D", "", whole[1]))
        else:
            unknown.append(row)
    if unknown:
        first = printed[unknown[0]]
        told = "blank" if not first else repr(first) if len(first) <= _SHORT else "a text"
        raise DataError(
            f"{value} is {told} at row {unknown[0]} (and {len(unknown) - 1} more), which is neither "
            "a whole number from 0 nor a symbol: say in states what it means, such as "
            "{'c': 'suppressed', '': 'not_reported'}"
        )
    named = {} if source is None else {"source": source}
    grid = Grid(
        strata=strata,
        state=state,
        covered=state != State.NOT_REPORTED,
        definition=Definition("published", {"figure": value, **named}),
        notes=[
            _legend(
                symbol, its, [row for row, text in enumerate(printed) if text == symbol], strata
            )
            for symbol, its in words.items()
            if symbol in printed
        ],
    )
    return grid, number


def _column(table: Taken, name: str) -> list[Any]:
    if table.headings.count(name) != 1:
        if name in table.headings:
            raise DataError(f"frame has two columns {shown(name)}; rename one")
        raise UnknownNameError("column", name, table.headings)
    return table.columns[table.headings.index(name)].listed()


def _strata(by: Any) -> dict[str, str]:
    """Columns of labels by the stratum they are."""
    if isinstance(by, Mapping):
        return {str(name): str(column) for name, column in by.items()}
    return {str(name): str(name) for name in ([by] if isinstance(by, str) else listed(by, "by"))}


def _labels(cells: list[Any], name: str) -> NDArray[Any]:
    """Labels as they stand; years, which files have as text, as numbers."""
    texts = [_text(cell) for cell in cells]
    for row, text in enumerate(texts):
        if impersonal(text) != text:
            raise DataError(
                f"{name} holds what is written as a personal number at row {row}: a table that "
                "is published is of many"
            )
    if name == "year" and texts and all(map(_YEAR.fullmatch, texts)):
        return np.array(texts, np.int64)
    return labels_of(cells, name)


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell).strip()


def _meaning(states: Any, words: Any) -> dict[str, State]:
    """The state of each symbol; all of them are there, and none is a value."""
    if not isinstance(states, Mapping) or not isinstance(words, Mapping):
        raise DataError("states and words must be mappings of a symbol to what it means")
    codes = [code if isinstance(code, str) else shown(code) for code in states.values()]
    meaning = dict(zip(map(_text, states), states_by_code(codes), strict=True))
    if State.VALUE in meaning.values():
        raise DataError("a symbol stands where there is no value: its state can't be value")
    for symbol, its in words.items():
        if symbol not in meaning:
            raise UnknownNameError("symbol", symbol, meaning)
        both = isinstance(its, Mapping) and its.keys() == set(LANGUAGES)
        if not both or not all(isinstance(text, str) and text for text in its.values()):
            raise DataError(f"words of a symbol are a mapping of {' and '.join(LANGUAGES)} to text")
    return meaning


def _legend(symbol: str, words: Mapping[str, str], rows: list[int], strata: Strata) -> Note:
    """What a symbol means, with the first cells that it stands in."""
    sentences = {language: f"{symbol} = {words[language]}." for language in LANGUAGES}
    note = Note(_LEGEND, **sentences)
    cells = [" ".join(str(labels[row]) for labels in strata.values()) for row in rows[:_NAMED]]
    return note.of(", ".join([*cells, *["…"] * (len(rows) > _NAMED)])) if strata else note
