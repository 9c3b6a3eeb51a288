"""What an extract made on an earlier day would have shown."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vnr.register._columns import Columns
from vnr.register._days import day_number
from vnr.register._schema import PARENT, SCHEMA
from vnr.register._table import Table

__all__ = ["cut", "reaches_beyond"]

Array = NDArray[Any]
Mask = NDArray[np.bool_]

# The day a row came to be, and the fields that are only known once a later day has passed.
_BORN = {
    "intakes": "date",
    "investigations": "opened",
    "interventions": "started",
    "assessments": "date",
}
_KNOWN_WITH = {
    ("cases", "closed"): ("closed", "closing_reason", "goal"),
    ("cases", "violence_known"): ("violence_known", "violence_source"),
    ("persons", "died"): ("died",),
    ("persons", "moved_out"): ("moved_out",),
    ("investigations", "closed"): ("closed", "outcome"),
    ("interventions", "ended"): ("ended",),
    ("interventions", "decided"): ("decided",),
    ("follow_ups", "done"): ("done", "outcome"),
}


def reaches_beyond(columns: Columns, day: date) -> bool:
    """Whether anything is dated after `day`; what is only planned for then is not."""
    tables = columns.tables
    last = day_number(day)
    dated = [*_BORN.items(), ("cases", "opened"), *_KNOWN_WITH]
    return any(bool((tables[name][column] > last).any()) for name, column in dated)


def cut(stored: Columns, counted: Mask, day: date) -> tuple[Columns, Mask]:
    """Columns and counted cases as they stood at the end of `day`."""
    tables, keys = stored.tables, stored.keys
    last = day_number(day)
    keep: dict[str, Mask] = {"cases": tables["cases"]["opened"] <= last}
    for name, above in PARENT.items():
        there = keep[above][tables[name].parent]
        born = _BORN.get(name)
        keep[name] = there if born is None else there & (tables[name][born] <= last)
    persons = tables["cases"]["person"][keep["cases"]]
    keep["persons"] = np.zeros(tables["persons"].rows, bool)
    keep["persons"][persons] = True

    result: dict[str, Table] = {}
    for name, table in tables.items():
        columns = {column: table[column][keep[name]] for column in table}
        for (of, dated), fields in _KNOWN_WITH.items():
            if of == name:
                later = columns[dated] > last
                for field in fields:
                    columns[field][later] = _missing(name, field)
        if name == "cases":
            places = np.cumsum(keep["persons"], dtype=np.int32) - 1
            columns["person"] = places[columns["person"]]
            columns["unplaceable"] = (columns["forms"] | columns["contexts"]) != 0
        offsets = None
        if table.offsets is not None:
            ends = np.concatenate([[0], np.cumsum(keep[name])])[table.offsets]
            kept = keep[PARENT[name]]
            offsets = np.concatenate([ends[:-1][kept], ends[-1:]])
        result[name] = Table(name, columns, offsets)
    ids = dict(keys) | {"person_id": keys["person_id"][keep["persons"]]}
    return Columns(result, ids, stored.municipalities), counted[keep["cases"]]


def _missing(table: str, field: str) -> float:
    return next(column.missing for column in SCHEMA[table] if column.name == field)
