"""From registers back to flat tables, for joining them and for leaving history behind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError
from vnr.register._columns import Columns
from vnr.register._keys import Keys, composite, encode, group, unify
from vnr.register._objects import to_cases
from vnr.register._schema import KEYS, PARENT, SCHEMA, Kind

__all__ = ["flat_of", "kept_once"]

Mask = NDArray[np.bool_]


def flat_of(stored: Sequence[Columns], kept: Sequence[Mask]) -> dict[str, Any]:
    """Flat tables of the kept cases of all registers, one after the other."""
    parts = [_flat(columns, rows) for columns, rows in zip(stored, kept, strict=True)]
    return {
        name: {column: _joined([part[name][column] for part in parts]) for column in columns}
        for name, columns in parts[0].items()
    }


def _joined(columns: list[Any]) -> Any:
    if not isinstance(columns[0], Keys):
        return np.concatenate(columns)
    values, codes = unify(columns)
    return Keys(values, np.concatenate(codes))


def _keys(stored: Columns) -> dict[str, Keys]:
    cases = stored.tables["cases"]
    return {
        "municipality": Keys(encode(stored.municipalities), cases["municipality"]),
        "case_id": Keys(stored.keys["case_id"], cases["case_id"]),
        "person_id": Keys(stored.keys["person_id"], cases["person"]),
    }


def _flat(stored: Columns, kept: Mask) -> dict[str, dict[str, Any]]:
    cases = stored.tables["cases"]
    keys = _keys(stored)
    names = keys["municipality"].values

    def columns(name: str, rows: NDArray[np.bool_]) -> dict[str, Any]:
        table = stored.tables[name]
        found: dict[str, Any] = {}
        for column in SCHEMA[name]:
            values = table[column.name][rows]
            if column.kind is Kind.KEY:
                found[column.name] = Keys(stored.keys[column.name], values)
            elif column.kind is Kind.NAME:
                found[column.name] = Keys(names, values)
            else:
                found[column.name] = values
        return found

    persons = stored.tables["persons"]
    of_person = cases["person"][kept]
    flat = {
        "cases": {name: key.take(kept) for name, key in keys.items()}
        | {column.name: persons[column.name][of_person] for column in SCHEMA["persons"]}
        | columns("cases", kept)
    }
    mine = {"cases": kept}
    case_of = {"cases": np.arange(cases.rows)}
    for name, above in PARENT.items():
        parent = stored.tables[name].parent
        mine[name] = mine[above][parent]
        case_of[name] = case_of[above][parent]
        of = case_of[name][mine[name]]
        flat[name] = {key: column.take(of) for key, column in keys.items()}
        flat[name] |= columns(name, mine[name])
        if name == "follow_ups":
            offsets = stored.tables["interventions"].offsets
            first = np.zeros(0, int) if offsets is None else offsets[of]
            flat[name]["intervention"] = (parent[mine[name]] - first).astype(np.int32)
    return flat


def kept_once(stored: Sequence[Columns], masks: Sequence[Mask]) -> tuple[list[Mask], Mask]:
    """For each register the cases that no earlier one holds, and which kept ones are counted.

    `masks` says which cases each of them counts.

    Raises
    ------
    DataError
        If a case has different content in two of them.
    """
    parts = [_keys(columns) for columns in stored]
    columns = []
    for name in KEYS:
        values, codes = unify([part[name] for part in parts])
        columns.append((np.concatenate(codes), values.size))
    sizes = [columns.tables["cases"].rows for columns in stored]
    part = np.repeat(np.arange(len(sizes)), sizes)
    row = np.concatenate([np.arange(size) for size in sizes])
    number, first = group(composite(*columns))
    counted = np.concatenate(masks)
    keep = np.zeros(row.size, bool)
    keep[first] = True
    for again in np.flatnonzero(~keep).tolist():
        before = first[number[again]]
        one, other = (next(to_cases(stored[part[at]], [int(row[at])])) for at in (before, again))
        if one != other:
            raise DataError(
                f"row {row[again]} of register {part[again]} has the municipality, case and "
                f"person of row {row[before]} of register {part[before]}, but other content"
            )
        counted[before] |= counted[again]
    return np.split(keep, np.cumsum(sizes)[:-1]), counted[keep]
