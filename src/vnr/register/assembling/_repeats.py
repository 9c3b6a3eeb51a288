"""Rows of an assembly that repeat others: they are accepted, and their content stands once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vnr.register.assembling._twins import Sheet, Twins, twins
from vnr.register.columns import NO_DAY, Column, Schema, filled, nth

__all__ = ["Repeats"]

Array = NDArray[Any]
Mask = NDArray[np.bool_]
Codes = NDArray[np.int32]


class Repeats:
    """Which rows of each flat table repeat others, as far as one has asked.

    Parameters
    ----------
    schema : Schema
        What the tables are.
    sheets : mapping of a table's name to `Sheet`
        How its rows were delivered; of a table that is missing no row repeats another.
    """

    def __init__(self, schema: Schema, sheets: Mapping[str, Sequence[Sheet]]) -> None:
        self.same: dict[str, NDArray[np.intp]] = {}
        self.states: dict[str, Mask] = {}
        self._schema = schema
        self._sheets = sheets

    def find(self, name: str, columns: dict[str, Any], parent: Codes, bad: Mask) -> Array | None:
        """Look for repeats in a table; what only they tell is filled in where they repeat it.

        Parameters
        ----------
        name : str
            The table.
        columns : dict
            Its flat columns.
        parent, bad : arrays, shape ``(rows,)``
            What each row hangs on, and which are set aside.

        Returns
        -------
        array or None
            The other version of each row, or of what it repeats; -1 where there is none. None if
            that is all of them.
        """
        schema = self._schema
        event = dict(schema.tables[name])
        whole = schema.flat(name, alone=True) if name == schema.base else event
        day = event.pop(schema.day_of(name) or "", None)
        if name not in self._sheets or (day is not None and day.name not in columns):
            return None
        days = None if day is None else columns[day.name]
        stored = {column: whole[column] for column in whole if column in columns}
        words = self._words(name)
        found = twins(
            np.where(bad if days is None else bad | (days == NO_DAY), np.int32(-1), parent),
            days,
            {column: columns[column] for column in event if column in columns} | words,
            {column: columns[column] for column in stored} | words,
            self._sheets[name],
            stored,
        )
        if found is None:
            return None
        self.same[name], self.states[name] = found.same, found.states
        _fill(columns, stored, found)
        rows, others = found.versions
        if not rows.size:
            return None
        beside, of_set = np.full(parent.size, -1), np.full(parent.size, -1)
        # The first sheet that says otherwise is named.
        beside[rows[::-1]] = others[::-1]
        of_set[found.same[rows[::-1]]] = others[::-1]
        # Where two of a set differ what is like either is set aside with them.
        return np.where(beside < 0, self.alike(name, of_set), beside)

    def _words(self, name: str) -> dict[str, Array]:
        """What tells rows of one sheet apart beside their columns."""
        sheets = self._sheets[name]
        return {
            field: np.concatenate([one.words.get(field, _none(one)) for one in sheets])
            for field in dict.fromkeys(field for one in sheets for field in one.words)
        }

    def numbers(self, name: str) -> Array | None:
        """By which number each row of a table is found, if any has one."""
        sheets = self._sheets.get(name, ())
        if all(one.numbers is None for one in sheets):
            return None
        return np.concatenate(
            [_none(one) if one.numbers is None else one.numbers for one in sheets]
        )

    def again(self, name: str, rows: int) -> Mask:
        """Which rows of a table repeat another."""
        return self.same[name] != np.arange(rows) if name in self.same else np.zeros(rows, bool)

    def standing(self, name: str, parent: Codes) -> Codes:
        """What the rows of a table hang on; nothing where one only repeats another."""
        if name not in self.same:
            return parent
        return np.where(self.again(name, parent.size), np.int32(-1), parent)

    def alike(self, name: str, values: Array) -> Array:
        """The values of the rows of a table, of a repeat those of what it repeats."""
        return values[self.same[name]] if name in self.same else values

    def resize(self, name: str, rows: int) -> None:
        """Let a table have more rows, which repeat none, or fewer."""
        if name in self.same:
            same = self.same[name]
            self.same[name] = np.append(same, np.arange(same.size, rows))[:rows]
            self.states[name] = np.append(self.states[name], np.zeros(rows, bool))[:rows]


def _none(sheet: Sheet) -> Array:
    return np.full(sheet.height, -1, np.int32)


def _fill(columns: dict[str, Any], stored: Mapping[str, Column], found: Twins) -> None:
    """Let rows that tell of one thing say all that any of them says."""
    rows = found.elsewhere
    first = found.same[rows]
    turn = nth(first)
    for name, column in stored.items():
        values = columns[name]
        for mine in (np.flatnonzero(turn == now) for now in range(int(turn.max(initial=-1)) + 1)):
            values[first[mine]] = filled(column, values[first[mine]], values[rows[mine]])
        values[rows] = filled(column, values[rows], values[first])
