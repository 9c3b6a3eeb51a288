"""One value of a record where each of its rows states one: which holds, and which rows differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.register.columns import Column, Keys, Kind, blank

__all__ = ["Array", "Flat", "Mask", "Settled", "remaining", "settled"]

Array = NDArray[Any]
Mask = NDArray[np.bool_]
Flat = Mapping[str, Keys | Array]
"""One flat table: a column's name to its stored array, or to `Keys` where it holds identifiers."""


@attrs.frozen(eq=False)
class Settled:
    """What holds of a column.

    Attributes
    ----------
    values
        One for each group, shape ``(groups,)``.
    torn
        Rows of groups whose rows contradict each other, shape ``(rows,)``; None for none.
    passed
        Rows that say something else than what holds by rule, shape ``(rows,)``; None for none.
    """

    values: Array
    torn: Mask | None = None
    passed: Mask | None = None


def settled(
    column: Column, stated: Array, number: NDArray[np.int32], size: int, day: Array | None
) -> Settled:
    """Settle what rows state, group by group.

    Sets gather what all rows say. What may change is as the latest row has it, or as its mark in
    the model says; of one day the last row is the latest. Anything else is the same in all rows
    that state it.

    Parameters
    ----------
    column : Column
        How it is stored.
    stated : array, shape ``(rows,)``
        What each row says.
    number : array of int32, shape ``(rows,)``
        Its group; -1 for none.
    size : int
        How many groups there are.
    day : array of int32, optional
        The day of each row, if it has one.
    """
    values = blank(column, size)
    inside = number >= 0
    if column.kind in (Kind.BITS, Kind.FLAG):
        np.bitwise_or.at(values, remaining(number, inside), remaining(stated, inside))
        return Settled(values)
    known = inside & (stated != column.missing)
    values[remaining(number, known)] = remaining(stated, known)
    none = values.dtype.type(column.missing)
    differs = known & (stated != np.append(values, none)[number])
    if not differs.any():
        return Settled(values)
    by = column.marks.get("settled") if day is not None else None
    if by is None or day is None:
        torn = np.zeros(size + 1, bool)
        torn[number[differs]] = True
        torn[-1] = False
        return Settled(values, torn=torn[number])
    rows = np.flatnonzero(known)
    # What is written last holds.
    keys = {"latest": day, "earliest": -day.astype(np.int64), "yes": stated}
    rows = rows[np.argsort(keys[by][rows], kind="stable")]
    values[number[rows]] = stated[rows]
    passed = known & (stated != np.append(values, none)[number])
    return Settled(values, passed=passed)


def remaining(values: Array, keep: Mask) -> Array:
    """The values of the rows that are kept, untouched where all are."""
    return values if keep.all() else values[keep]
