"""Which record each row of a flat table names by its keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.register.columns import Schema, composite
from vnr.register.identities import is_unknown

__all__ = ["NamedRecords", "Records", "named_records"]

Codes = NDArray[np.int32]
Mask = NDArray[np.bool_]


class Records:
    """Records that are found by their keys.

    Parameters
    ----------
    keys : mapping of a key's name to codes, each of shape ``(records,)``
        The records' keys, all different.
    sizes : mapping of a key's name to a number
        How many codes there are of each.
    """

    def __init__(self, keys: Mapping[str, Codes], sizes: Mapping[str, int]) -> None:
        self.keys = keys
        self.sizes = sizes
        self._told: dict[str, Codes | None] = {}
        self._sorted: dict[tuple[str, ...], tuple[NDArray[np.int64], NDArray[np.intp]]] = {}

    def _telling(self, names: tuple[str, ...]) -> tuple[str, Codes] | None:
        """The first of the keys that is different in all records, and whose each code of it is."""
        for name in names:
            if name not in self._told:
                codes = self.keys[name]
                self._told[name] = _places(codes, self.sizes[name])
            place_of = self._told[name]
            if place_of is not None:
                return name, place_of
        return None

    def _composite(self, keys: Mapping[str, Codes], names: tuple[str, ...]) -> NDArray[np.int64]:
        return composite(*((keys[name], self.sizes[name]) for name in names))

    def find(self, keys: Mapping[str, Codes], names: Sequence[str]) -> tuple[Codes, Mask]:
        """The record that each row names by these keys, -1 for none; and where several fit.

        Parameters
        ----------
        keys : mapping of a key's name to codes, each of shape ``(rows,)``
            What the rows say; -1 is missing, and then no record fits.
        names : sequence of str
            The keys to go by.
        """
        by = tuple(names)
        telling = self._telling(by)
        if telling is not None:
            # The usual case, and the quick one: a number that no two records share is looked up.
            row = telling[1][keys[telling[0]]]
            for name in by:
                if name != telling[0]:
                    row[(keys[name] < 0) | (self.keys[name][row] != keys[name])] = -1
            return row, np.zeros(row.size, bool)
        asked = self._composite(keys, by)
        if by not in self._sorted:
            key = self._composite(self.keys, by)
            order = np.argsort(key, kind="stable")
            self._sorted[by] = key[order], order
        ordered, order = self._sorted[by]
        low = np.searchsorted(ordered, asked)
        # The last place answers for what lies beyond all of them.
        beyond, row = np.append(ordered, -2), np.append(order, -1).astype(np.int32)
        fits = (beyond[low] == asked) & (asked >= 0)
        several = fits & (beyond[np.minimum(low + 1, ordered.size)] == asked)
        return np.where(fits, row[low], np.int32(-1)), several


def _places(codes: Codes, size: int) -> Codes | None:
    """Where each code stands, -1 for one that doesn't; None if one stands twice, or none does."""
    rows = np.arange(codes.size, dtype=np.int32)
    place = np.full(size + 1, -1, np.int32)
    place[codes] = rows
    # The last place answers for what is missing.
    place[-1] = -1
    return place if rows.size and ((place[codes] == rows) | (codes < 0)).all() else None


@attrs.frozen(eq=False)
class NamedRecords:
    """What the rows of one table name.

    Attributes
    ----------
    record
        The record of each row, -1 where none is named.
    unclear
        For each shared table, where a row doesn't say which of several records it means.
    lost
        Where a row names a record that isn't there.
    """

    record: Codes
    unclear: Mapping[str, Mask]
    lost: Mask


def named_records(
    schema: Schema,
    records: Records,
    tables: Mapping[str, Mapping[str, Codes]],
    dictionaries: Mapping[str, NDArray[np.bytes_]],
) -> dict[str, NamedRecords]:
    """The records that rows name by all keys, or by the record's own if that is clear.

    Parameters
    ----------
    schema : Schema
        What the tables are.
    records : Records
        The records.
    tables : mapping of a table's name to its codes by key
        What the rows say.
    dictionaries : mapping of a key to its values
        What the codes stand for.
    """
    telling = [key for key in schema.keys if schema.pointer(key) == key]
    found = {name: records.find(codes, list(codes))[0] for name, codes in tables.items()}
    unclear: dict[str, dict[str, Mask]] = {name: {} for name in tables}
    for table in schema.shared:
        key = schema.key_of(table)
        # The last place answers for what is missing.
        unknown = np.append(is_unknown(dictionaries[key]), True)
        meant = _meant_nobodies(records, tables, found, telling, key, unknown)
        for name, codes in tables.items():
            # One that stands in is told by its case, where it isn't a person there.
            lacks = (found[name] < 0) & unknown[codes[key]]
            if lacks.any():
                by_own, several = records.find(codes, telling)
                unclear[name][table] = lacks & several
                found[name][lacks & ~several] = by_own[lacks & ~several]
            if name in meant:
                found[name] = np.maximum(found[name], meant[name])
    named = {}
    for name, codes in tables.items():
        lost = found[name] < 0
        for key in telling:
            lost &= codes[key] >= 0
        for mask in unclear[name].values():
            lost &= ~mask
        named[name] = NamedRecords(found[name], unclear[name], lost)
    return named


def _meant_nobodies(
    records: Records,
    tables: Mapping[str, Mapping[str, Codes]],
    found: Mapping[str, Codes],
    telling: Sequence[str],
    key: str,
    unknown: Mask,
) -> dict[str, Codes]:
    """The record of nobody known that a row means which knows the person, -1 for none.

    Its number tells it, if no other record has that, and if all that know the person of it know
    the same one: of two it would be one's, and nobody could say whose.
    """
    # The last place answers for no record.
    nobody = np.append(unknown[records.keys[key]], False)
    meant: dict[str, Codes] = {}
    if not nobody.any():
        return meant
    lowest = np.full(nobody.size, unknown.size, np.int32)
    highest = np.full(nobody.size, -1, np.int32)
    for name, codes in tables.items():
        knows = (found[name] < 0) & ~unknown[codes[key]]
        if knows.any():
            by_own, several = records.find(codes, telling)
            fits = knows & ~several & nobody[by_own]
            meant[name] = np.where(fits, by_own, np.int32(-1))
            np.minimum.at(lowest, by_own[fits], codes[key][fits])
            np.maximum.at(highest, by_own[fits], codes[key][fits])
    one = lowest == highest
    return {name: np.where(one[row], row, np.int32(-1)) for name, row in meant.items()}
