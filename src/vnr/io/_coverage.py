"""The coverage sheet: who delivered which period, tables and fields."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import numpy as np

from vnr.errors import UnknownNameError
from vnr.io._alias import cell_words, fold, sheet_names
from vnr.io._layout import layout_of
from vnr.io._sheet import Part
from vnr.model import Period, Unit
from vnr.register import (
    CASES,
    FIELDS,
    NO_DAY,
    TABLES,
    Coverage,
    date_of,
    field_name,
    table_name,
)
from vnr.words import LANGUAGES, labels

__all__ = ["coverage_of"]

_LISTED = re.compile(r"[;,|\n]")


def coverage_of(parts: list[Part], occurring: list[str], observed: Period) -> Coverage:
    """What was told of the delivery; municipalities of which nothing was, for the window."""
    rows: list[Any] = []
    for part in parts:
        if part.table == "coverage" and not part.bad.all():
            rows += _rows(part)
    told = {row[0] for row in rows}
    rows += [(code, None, observed) for code in occurring if code not in told]
    return Coverage(rows)


def _rows(part: Part) -> Iterator[tuple[Any, ...]]:
    start, end = part.columns["start"], part.columns["end"]
    half = (start == NO_DAY) != (end == NO_DAY)
    part.fault("value-missing", half & ~part.bad, "start")
    part.fault("period-invalid", (end < start) & ~part.bad, "end")
    keys = part.columns["municipality"]
    part.fault("id-missing", (keys.codes < 0) & ~part.bad, "municipality")
    tables = _named(part, "tables", table_of)
    fields = _named(part, "fields", field_of)
    districts = _texts(part, "district")
    unit = part.columns.get("unit", np.full(start.size, -1, np.int8))
    for row in np.flatnonzero(~part.bad).tolist():
        yield (
            keys.values[keys.codes[row]].decode(),
            None if unit[row] < 0 else list(Unit)[unit[row]],
            districts[row],
            None
            if start[row] == NO_DAY
            else Period(date_of(int(start[row])), date_of(int(end[row]))),
            tables[row],
            fields[row],
        )


def _texts(part: Part, column: str) -> list[str | None]:
    """The cells of a column as texts; None where nothing stands."""
    if column not in part.columns:
        return [None] * part.bad.size
    keys = part.columns[column]
    values = [*(value.decode() for value in keys.values.tolist()), None]
    return [values[code] for code in keys.codes.tolist()]


def _named(part: Part, column: str, known: Callable[[str], str]) -> list[Any]:
    """Each cell as a set of names, ``all``, or None; a name that there isn't is a fault."""
    cells = _texts(part, column)
    read: dict[str, Any] = {}
    for cell in dict.fromkeys(cells):
        if cell is None:
            continue
        if cell.strip().casefold() in cell_words("all"):
            read[cell] = "all"
            continue
        names = [name.strip() for name in _LISTED.split(cell) if name.strip()]
        try:
            read[cell] = frozenset(map(known, names))
        except UnknownNameError:
            continue
    lost = np.array([cell is not None and cell not in read for cell in cells], bool)
    part.fault("delivery-unknown", lost & ~part.bad, column)
    return [None if cell is None else read.get(cell) for cell in cells]


@cache
def _called() -> dict[str, str]:
    """What may be delivered, by what reports call it in any language."""
    return {
        fold(words): code
        for language in LANGUAGES
        for code, words in labels("delivery", language).items()
    }


@cache
def table_of(name: str) -> str:
    """The table of a name: as code, as its sheet is called, or as reports call it.

    Raises
    ------
    UnknownNameError
        If there is no such table.
    """
    if _called().get(fold(name)) in TABLES:
        return _called()[fold(name)]
    for table in CASES.parents:
        if fold(name) in sheet_names(table) or fold(name) == fold(table):
            return table
    return table_name(name)


@cache
def field_of(name: str) -> str:
    """The field of a name: ``table.field``, a heading that no two tables have, or as reports call it.

    Raises
    ------
    UnknownNameError
        If there is no such field, or more than one.
    """
    if _called().get(fold(name)) in FIELDS:
        return _called()[fold(name)]
    of, dot, heading = name.rpartition(".")
    if not dot:
        known = layout_of().headings["intakes"]
        return field_name(known.get(fold(name), name))
    table = of if of in CASES.tables else table_of(of)
    beside = ("intakes", "cases", "persons", "closings")
    known = layout_of().headings["intakes" if table in beside else table]
    field = known.get(fold(heading), heading)
    # The sheet of intakes holds the fields of the case and its person too.
    homes = beside if table == "intakes" else (table,)
    return field_name(
        next((f"{home}.{field}" for home in homes if f"{home}.{field}" in FIELDS), name)
    )
