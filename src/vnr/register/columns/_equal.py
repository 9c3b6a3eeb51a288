"""Rows that are equal in several columns: one hash of each tells where to look, or is sorted.

The columns are compared afterwards, so that no two rows are ever taken for one.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "distinct_bytes",
    "first_equal",
    "grouped",
    "in_order",
    "nth",
    "numbered",
    "run_starts",
    "sorted_order",
    "splitmix",
]

Places = NDArray[np.intp]
Mask = NDArray[np.bool_]

_SIZE: Final = 8
_STRIDE: Final = 64
_RISES: Final = 8
"""Every so many numbers are looked at, and so many rises for each fall are order enough."""
_ODD: Final = np.array([0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB], np.uint64)
"""Factors that spread what they multiply, as in splitmix64."""


def run_starts(*columns: NDArray[Any]) -> Mask:
    """Which rows begin a run: where any of the columns differs from the row before.

    Parameters
    ----------
    *columns : arrays, shape ``(rows,)``
        Of rows in order.

    Returns
    -------
    array of bool, shape ``(rows,)``
        The first row begins a run; no rows have none.

    Examples
    --------
    >>> run_starts(np.array([4, 4, 5, 5]), np.array([1, 1, 1, 2])).tolist()
    [True, False, True, True]
    """
    starts = np.zeros(columns[0].size, bool)
    starts[:1] = True
    for column in columns:
        starts[1:] |= column[1:] != column[:-1]
    return starts


def splitmix(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Numbers spread over 64 bits, equal for equal ones: SplitMix64's first after each seed.

    Steele, Lea and Flood, *Fast Splittable Pseudorandom Number Generators* (2014).

    Examples
    --------
    >>> f"{splitmix(np.array([0], np.uint64))[0]:x}"
    'e220a8397b1dcdaf'
    """
    numbers = numbers + _ODD[0]
    numbers = (numbers ^ numbers >> np.uint64(30)) * _ODD[1]
    numbers = (numbers ^ numbers >> np.uint64(27)) * _ODD[2]
    return numbers ^ numbers >> np.uint64(31)


def numbered(kept: Mask) -> NDArray[np.int32]:
    """Where each row comes to stand among those that are kept, -1 for others; and -1 once more.

    The last place answers for what is no row.

    Examples
    --------
    >>> numbered(np.array([True, False, True])).tolist()
    [0, -1, 1, -1]
    """
    number = np.full(kept.size + 1, -1, np.int32)
    np.cumsum(kept, out=number[:-1])
    number -= 1
    number[:-1][~kept] = -1
    number[-1] = -1
    return number


def in_order(key: NDArray[np.int64]) -> NDArray[np.int64]:
    """Whole numbers in order, in their own memory: they are used up.

    What mostly stands in order already is merged, which takes a fifteenth of the time; what doesn't
    is sorted, which takes a fifth less than to merge it.

    Examples
    --------
    >>> in_order(np.array([3, 1, 2])).tolist()
    [1, 2, 3]
    """
    coarse = key[::_STRIDE]
    falls = np.count_nonzero(coarse[1:] < coarse[:-1])
    key.sort(kind="stable" if falls * _RISES < coarse.size else None)
    return key


def sorted_order(key: NDArray[np.int64]) -> Places:
    """Stable order of whole numbers from 0, dtype int, shape ``(rows,)``."""
    bits = int(key.size).bit_length()
    if int(key.max(initial=0)) >> (62 - bits):
        return np.argsort(key, kind="stable")
    # A sort of bare keys is several times as fast as one that carries places, so they carry theirs.
    packed = key << bits
    packed += np.arange(key.size)
    packed = in_order(packed)
    packed &= (1 << bits) - 1
    return packed


def grouped(*columns: NDArray[Any]) -> tuple[Places, Mask]:
    """An order in which equal rows stand together, the earlier first, and where groups begin.

    Parameters
    ----------
    *columns : arrays of whole numbers or bool, shape ``(rows,)``
        At least one.

    Examples
    --------
    >>> order, starts = grouped(np.array([7, 5, 7]), np.array([1, 1, 1]))
    >>> sorted(zip(order.tolist(), starts.tolist()))
    [(0, True), (1, True), (2, False)]
    """
    order, starts = _by_hash(_hashes(columns))
    again = ~starts[1:]
    for column in columns:
        values = column[order]
        if ((values[1:] != values[:-1]) & again).any():
            # Different rows with one hash are as good as never.
            order = np.lexsort(columns[::-1])
            return order, run_starts(*(one[order] for one in columns))
    return order, starts


def first_equal(*columns: NDArray[Any]) -> Places:
    """For each row the first one that is equal to it in all columns, which are whole numbers.

    Examples
    --------
    >>> first_equal(np.array([7, 5, 7])).tolist()
    [0, 1, 0]
    """
    rows = np.arange(columns[0].size, dtype=np.int32)
    first, hashes = rows.copy(), _hashes(columns)
    while rows.size:
        # Each row is put where its hash says, the first last, and finds there who else was.
        bits = rows.size.bit_length() + 1
        at = (hashes >> np.uint64(64 - bits)).astype(np.int32)
        held = np.empty(1 << bits, np.int32)
        held[at[::-1]] = rows[::-1]
        first[rows] = found = held[at]
        del at, held
        alike = np.ones(rows.size, bool)
        for column in columns:
            alike &= column[found] == column[rows]
        # Whom another stood before looks once more, by another hash.
        left = np.flatnonzero(~alike)
        rows, hashes = rows[left], splitmix(hashes[left])
    return first.astype(np.intp)


def nth(*columns: NDArray[Any]) -> Places:
    """How many rows before each one are equal to it.

    Examples
    --------
    >>> nth(np.array([7, 5, 7])).tolist()
    [0, 0, 1]
    """
    order, starts = grouped(*columns)
    turn = np.empty(order.size, np.intp)
    turn[order] = np.arange(order.size) - np.flatnonzero(starts)[np.cumsum(starts) - 1]
    return turn


def distinct_bytes(values: NDArray[np.bytes_]) -> tuple[NDArray[np.bytes_], NDArray[np.int32]]:
    """The different values in order of first appearance, and the place of each among them.

    Examples
    --------
    >>> values, places = distinct_bytes(np.array([b"b", b"a", b"b"]))
    >>> values.tolist(), places.tolist()
    ([b'b', b'a'], [0, 1, 0])
    """
    words = -(-values.dtype.itemsize // _SIZE)
    wide = values.astype(f"S{words * _SIZE}").view(np.uint64).reshape(values.size, words)
    first = first_equal(*wide.T)
    fresh = first == np.arange(first.size)
    return values[fresh], (np.cumsum(fresh, dtype=np.int32) - np.int32(1))[first]


def _hashes(columns: tuple[NDArray[Any], ...]) -> NDArray[np.uint64]:
    found = columns[0].astype(np.uint64) * _ODD[0]
    for column in columns[1:]:
        found ^= found >> np.uint64(29)
        found += column.astype(np.uint64)
        found *= _ODD[1]
    found ^= found >> np.uint64(32)
    found *= _ODD[2]
    return found


def _by_hash(hashes: NDArray[np.uint64]) -> tuple[Places, Mask]:
    """An order in which equal hashes stand together, and where they begin; they are used up."""
    # A sort of bare numbers is the quickest, so they carry their places in their lowest bits.
    bits = hashes.size.bit_length()
    hashes >>= np.uint64(bits)
    hashes <<= np.uint64(bits)
    hashes |= np.arange(hashes.size, dtype=np.uint64)
    hashes.sort()
    order = (hashes & np.uint64((1 << bits) - 1)).astype(np.intp)
    hashes >>= np.uint64(bits)
    return order, run_starts(hashes)
