"""Identifiers as dictionaries: exact, never hashed here, and out of sight of every repr."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.register.columns._equal import distinct_bytes, run_starts, sorted_order
from vnr.register.columns._spelling import alike
from vnr.register.columns._table import stretches
from vnr.words import refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from vnr.register.columns._schema import Schema

__all__ = [
    "Keys",
    "composite",
    "encode",
    "group",
    "group_codes",
    "height_of",
    "in_one_dictionary",
    "number_records",
    "tells",
    "unify",
    "used",
]


@attrs.frozen(eq=False, repr=False)
class Keys:
    """A column of identifiers: distinct values, and which of them stands in each row.

    Attributes
    ----------
    values
        The distinct identifiers in UTF-8, dtype ``S``, shape ``(distinct,)``, in any order.
    codes
        Position in `values`, dtype int32, shape ``(rows,)``; -1 is missing.

    Examples
    --------
    >>> Keys.of(["a", None, "a"]).codes
    array([ 0, -1,  0], dtype=int32)
    """

    values: NDArray[np.bytes_]
    codes: NDArray[np.int32]

    @classmethod
    def of(cls, texts: Iterable[str | None]) -> Keys:
        """Dictionary of the texts in order of first appearance; None is missing."""
        known: dict[str, int] = {}
        codes = np.fromiter(
            (-1 if text is None else known.setdefault(text, len(known)) for text in texts),
            np.int32,
        )
        return cls(encode(known), codes)

    def take(self, rows: NDArray[np.intp] | NDArray[np.bool_]) -> Keys:
        """The same dictionary at some of the rows."""
        return Keys(self.values, self.codes[rows])

    def __repr__(self) -> str:
        return f"<Keys: {self.codes.size} rows, {self.values.size} distinct>"


def encode(texts: Iterable[str]) -> NDArray[np.bytes_]:
    r"""UTF-8 bytes of the texts, dtype ``S``.

    Raises
    ------
    DataError
        If one holds half a letter, as a text that was read in a wrong encoding may.

    Examples
    --------
    >>> encode(["Åmål", "Flen"])
    array([b'\xc3\x85m\xc3\xa5l', b'Flen'], dtype='|S6')
    """
    try:
        return np.array([text.encode() for text in texts] or np.empty(0, "S1"), np.bytes_)
    except UnicodeEncodeError:
        raise refusal("identifier_letter") from None


def unify(
    columns: Sequence[Keys], *, identifiers: bool = False
) -> tuple[NDArray[np.bytes_], list[NDArray[np.int32]]]:
    """One dictionary for several columns, and each column's codes in it.

    Parameters
    ----------
    columns : sequence of Keys
        The columns.
    identifiers : bool
        Whether those that differ only by small and capital letters are one.

    Examples
    --------
    >>> from vnr.register import Keys
    >>> unify([Keys.of(["a", "b"]), Keys.of(["b", "c"])])
    (array([b'a', b'b', b'c'], dtype='|S1'), [array([0, 1], dtype=int32), array([1, 2], dtype=int32)])
    """
    values, codes = _unified(columns)
    one = alike(values) if identifiers and values.size else None
    if one is None:
        return values, codes
    kept, places = one
    places = np.append(places, np.int32(-1))
    return kept, [places[column] for column in codes]


def _unified(columns: Sequence[Keys]) -> tuple[NDArray[np.bytes_], list[NDArray[np.int32]]]:
    distinct = {id(column.values): column.values for column in columns}
    if not distinct:
        return np.empty(0, "S1"), []
    if len(distinct) == 1:
        return columns[0].values, [column.codes for column in columns]
    values, codes = distinct_bytes(np.concatenate(list(distinct.values())))
    ends = np.cumsum([part.size for part in distinct.values()])[:-1]
    # The last place answers the code -1.
    places = {
        key: np.append(part, np.int32(-1))
        for key, part in zip(distinct, np.split(codes, ends), strict=True)
    }
    return values, [places[id(column.values)][column.codes] for column in columns]


def height_of(columns: Mapping[str, Any]) -> int:
    """How many rows a flat table has."""
    values = next(iter(columns.values()))
    return int((values.codes if isinstance(values, Keys) else values).size)


def in_one_dictionary(
    schema: Schema, tables: Mapping[str, dict[str, Any]]
) -> dict[str, NDArray[np.bytes_]]:
    """Give every column of identifiers its codes in one dictionary for all tables, which are changed.

    Returns
    -------
    mapping of a dictionary's name to its values
        Those that some row uses of municipalities, in alphabetical order; of others all.
    """
    kinds = {
        column.name: column.dictionary
        for columns in (schema.keys, *schema.tables.values())
        for column in columns.values()
    }
    places: dict[str, list[tuple[str, str]]] = {}
    for name, columns in tables.items():
        for column, values in columns.items():
            if isinstance(values, Keys):
                places.setdefault(kinds[column], []).append((name, column))
    dictionaries = {}
    for dictionary in schema.dictionaries:
        where = places.get(dictionary, [])
        told = [tables[name][column] for name, column in where]
        distinct, codes = unify(told, identifiers=dictionary in schema.identifiers)
        if dictionary == "municipality":
            distinct, codes = used(distinct, codes, ordered=True)
        dictionaries[dictionary] = distinct
        for (name, column), code in zip(where, codes, strict=True):
            tables[name][column] = code
    return dictionaries


def composite(*columns: tuple[NDArray[np.int32], int]) -> NDArray[np.int64]:
    """One whole number for each row out of several codes and the sizes of their dictionaries.

    Rows in which a code is missing get -1.

    Examples
    --------
    >>> composite((np.array([0, 1, -1], np.int32), 2), (np.array([2, 0, 1], np.int32), 3))
    array([ 2,  3, -1])
    """
    whole = np.zeros(columns[0][0].size, np.int64)
    size = 1
    missing = np.zeros(whole.size, bool)
    for codes, count in columns:
        if size * max(count, 1) >= 2**62:
            _, dense = np.unique(whole, return_inverse=True)
            whole, size = dense.astype(np.int64), int(dense.max(initial=0)) + 1
        whole = whole * max(count, 1) + codes
        size *= max(count, 1)
        missing |= codes < 0
    whole[missing] = -1
    return whole


def group(key: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.intp]]:
    """Number equal keys in order of first appearance.

    Returns
    -------
    group, first
        The number of each row's group (-1 for a key of -1), and each group's first row.
    """
    rows = np.flatnonzero(key >= 0)
    order = rows[sorted_order(key[rows])]
    ordered = key[order]
    starts = np.flatnonzero(run_starts(ordered))
    first = order[starts]
    appearance = np.argsort(first, kind="stable")
    number = np.empty(first.size, np.int32)
    number[appearance] = np.arange(first.size, dtype=np.int32)
    result = np.full(key.size, -1, np.int32)
    result[order] = np.repeat(number, np.diff(np.append(starts, ordered.size)))
    return result, first[appearance]


def group_codes(codes: NDArray[np.int32], size: int) -> tuple[NDArray[np.int32], NDArray[np.intp]]:
    """Number the codes of one dictionary in order of first appearance, as `group` does."""
    highest = np.maximum.accumulate(codes)
    fresh = run_starts(highest)
    if codes.min(initial=0) >= 0 and highest[-1:].sum() + fresh[-1:].size == fresh.sum():
        # A dictionary made while reading is in that order already.
        return codes, np.flatnonzero(fresh)
    first = np.full(size + 1, codes.size, np.int32)
    first[codes[::-1]] = np.arange(codes.size - 1, -1, -1, dtype=np.int32)
    # Nothing begins with what is missing, which stands in the last place.
    first[-1] = codes.size
    begins = np.zeros(codes.size + 1, bool)
    begins[first] = True
    # Each row in which a code stands first tells it: nothing needs to be sorted.
    where = np.flatnonzero(begins[:-1])
    number = np.full(size + 1, -1, np.int32)
    number[codes[where]] = np.arange(where.size, dtype=np.int32)
    return number[codes], where


def tells(codes: NDArray[np.int32], others: NDArray[np.int32], size: int) -> bool:
    """Whether a code of one column always stands beside the same code of another."""
    seen = np.empty(size + 1, others.dtype)
    seen[codes] = others
    return bool((seen[codes] == others).all())


def number_records(
    codes: Mapping[str, NDArray[np.int32]], sizes: Mapping[str, int], alone: str
) -> tuple[NDArray[np.int32], NDArray[np.intp]]:
    """Number rows that have all their keys in common, as `group` does.

    Parameters
    ----------
    codes, sizes : mapping of a key's name to codes, and to how many there are
        What the rows are told by.
    alone : str
        The key that alone may do: numbers that no two municipalities or persons share.
    """
    if all(tells(codes[alone], codes[key], sizes[alone]) for key in codes if key != alone):
        # The usual case, and the quick one.
        return group_codes(codes[alone], sizes[alone])
    return group(composite(*((codes[key], sizes[key]) for key in codes)))


def used(
    values: NDArray[np.bytes_], codes: Sequence[NDArray[np.int32]], *, ordered: bool = False
) -> tuple[NDArray[np.bytes_], list[NDArray[np.int32]]]:
    """The dictionary without what no row uses: nobody's identifier outlives their case.

    Parameters
    ----------
    values : array of bytes, shape ``(distinct,)``
        The dictionary.
    codes : arrays of int32
        The columns that point into it.
    ordered : bool
        Whether the dictionary is put in alphabetical order.
    """
    told = np.zeros(values.size + 1, bool)
    for column in codes:
        for some in stretches(column.size):
            told[column[some]] = True
            if told[:-1].all():
                break
    told = told[:-1]
    if told.all() and not ordered:
        return values, list(codes)
    order = np.argsort(values, kind="stable") if ordered else np.arange(values.size)
    order = order[told[order]]
    place = np.full(values.size + 1, -1, np.int32)
    place[order] = np.arange(order.size, dtype=np.int32)
    return values[order], [place[column] for column in codes]
