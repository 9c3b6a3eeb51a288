"""The tables that hang on others, laid out by the rows that are left of those."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from vnr.register.assembling._invariants import TableRows
from vnr.register.columns import Schema, Table, blank, lay_out

__all__ = ["children"]


def children(
    schema: Schema, tables: Mapping[str, TableRows], place: NDArray[np.int32], records: int
) -> dict[str, Table]:
    """Every table that hangs on another, without bad rows and those that hang on nothing.

    Parameters
    ----------
    schema : Schema
        What the tables are.
    tables : mapping of a table's name to `TableRows`
        The flat rows, as far as there are any.
    place : array of int32, shape ``(records before + 1,)``
        Where each record has come to stand, as `numbered` tells.
    records : int
        How many there are now.
    """
    final, made = {schema.root: place}, dict[str, Table]()
    for name, above in schema.parents.items():
        flat = {column.name: blank(column, 0) for column in schema.tables[name].values()}
        parent = np.empty(0, np.int32)
        if name in tables:
            rows = tables[name]
            assert rows.parent is not None
            parent = final[above][rows.parent]
            parent[rows.bad] = -1
            flat = {column: rows.columns[column] for column in flat}
        order = flat.get(schema.order(name) or "")
        size = made[above].height if above in made else records
        made[name], stands = lay_out(name, flat, parent, size, order)
        if name in schema.parents.values():
            final[name] = np.append(stands, np.int32(-1))
    return made
