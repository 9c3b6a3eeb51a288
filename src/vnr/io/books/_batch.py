"""Rows on their way from one process to another: each column's values once, and where they stand.

Only the standard library is used, as in `_content`.
"""

from __future__ import annotations

from array import array
from base64 import b64decode, b64encode
from collections.abc import Sequence
from itertools import count, zip_longest
from typing import Any

__all__ = ["BATCH_ROWS", "packed", "unpacked"]

BATCH_ROWS = 2_000
"""So many go together; fewer than the numbers that have two bytes."""
_SPARSE = 2
"""Rows whose cells fill less than one in so many of the longest row's go as they are."""


def packed(rows: list[list[Any]]) -> Any:
    """A message that holds rows of any lengths.

    Examples
    --------
    >>> unpacked(packed([["a", 1.0], ["a"], []]))
    [['a', 1.0], ['a'], []]
    """
    lengths = list(map(len, rows))
    longest = max(lengths, default=0)
    if sum(lengths) * _SPARSE < longest * len(rows):
        return rows
    alike = not rows or min(lengths) == longest
    return {
        "rows": len(rows),
        "lengths": None if alike else lengths,
        "columns": [_packed(cells) for cells in zip_longest(*rows)],
    }


def _packed(cells: Sequence[Any]) -> tuple[list[Any], str | None]:
    """The different values of a column, and in base64 the place of each cell's among them."""
    alike = len(set(map(type, cells))) == 1
    # 1, 1.0 and True are equal, and yet other cells.
    keys = cells if alike else list(zip(map(type, cells), cells, strict=True))
    places = dict(zip(dict.fromkeys(keys), count(), strict=False))
    if len(places) == len(cells):
        return list(cells), None
    values = list(places) if alike else [value for _, value in places]
    return values, b64encode(array("H", map(places.__getitem__, keys))).decode("ascii")


def unpacked(message: Any) -> list[list[Any]]:
    """The rows in a message."""
    if isinstance(message, list):
        return message
    columns = [
        values if places is None else map(values.__getitem__, array("H", b64decode(places)))
        for values, places in message["columns"]
    ]
    if not columns:
        return [[] for _ in range(message["rows"])]
    rows = list(map(list, zip(*columns, strict=True)))
    if message["lengths"] is None:
        return rows
    return [row[:length] for row, length in zip(rows, message["lengths"], strict=True)]
