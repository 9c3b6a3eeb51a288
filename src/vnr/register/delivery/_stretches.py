"""Stretches of days on which something was delivered, in order and apart."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import numpy as np
from numpy.typing import NDArray

from vnr.register.columns import day_number
from vnr.register.delivery._delivered import Delivered

__all__ = ["Clauses", "Days", "share_of", "stretches", "union"]

Days = NDArray[np.int32]
Clauses = Collection[frozenset[str]]
"""What must be delivered: of each set at least one name, of a table or of ``table.field``."""


def stretches(rows: list[Delivered], clauses: Clauses) -> list[tuple[int, int]]:
    """First and last days of the stretches in which some row holds of every clause."""
    if len(rows) == 1:
        delivers = all(any(map(rows[0].delivers, clause)) for clause in clauses)
        return _of_rows(rows if delivers else ())
    spans = _of_rows(rows)
    for clause in clauses:
        of_clause = _of_rows(row for row in rows if any(map(row.delivers, clause)))
        if of_clause != spans:
            spans = _common(spans, of_clause)
    return spans


def _of_rows(rows: Iterable[Delivered]) -> list[tuple[int, int]]:
    """The union of the rows' periods, in order."""
    return union(
        (day_number(row.period.start), day_number(row.period.end)) for row in rows if row.period
    )


def union(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches that together are all of these, in order and apart."""
    joined: list[tuple[int, int]] = []
    for first, last in sorted(spans):
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined


def _common(spans: list[tuple[int, int]], others: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The days that lie in both."""
    both = ((max(a, c), min(b, d)) for a, b in spans for c, d in others)
    return [(first, last) for first, last in both if first <= last]


def share_of(spans: list[tuple[int, int]], starts: Days, ends: Days) -> NDArray[np.float64]:
    """Share of each period's days that lie in these stretches, which are apart."""
    delivered = np.zeros(len(starts))
    for first, last in spans:
        delivered += np.maximum(np.minimum(ends, last) - np.maximum(starts, first) + 1.0, 0)
    return delivered / (np.asarray(ends, float) - starts + 1)
