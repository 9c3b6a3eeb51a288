"""Counts as percentages of their row: each rounded on its own, or made to sum to 100."""

from __future__ import annotations

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError, check_choice
from vnr.metrics.choices import Rounding
from vnr.results import (
    Basis,
    Counts,
    Definition,
    Estimate,
    Grid,
    Note,
    Numbers,
    labelled,
    numbers,
    places,
)

__all__ = ["percentages"]

Whole = NDArray[np.int64]


def percentages(
    counts: Numbers,
    *,
    over: str | None = None,
    decimals: int = 0,
    rounding: Rounding = "independent",
) -> Estimate:
    r"""Percent of each row's total, rounded in a way that is named (procentfördelning).

    .. math:: 100 \, c_i / \textstyle\sum_j c_j

    Parameters
    ----------
    counts : array_like of int, shape ``(categories,)`` or ``(rows, categories)``, or with labels
        Numbers in each category.
    over : str, optional
        The stratum whose labels are the categories; each row is one combination of the others.
        A mapping, or a series with one index, has no other than its own.
    decimals : int
        From 0 to 6.
    rounding : str
        ``independent``: each on its own, halves up, so a row may sum to 99 or 101.
        ``largest-remainder``: all down, then up by one for the largest remainders until the row
        is 100 (the first of equals). ``largest-cell``: each on its own, and the difference from
        100 on the largest number (the first of equals). The last two say so in a note.

    Returns
    -------
    Estimate
        In ``%``, without limits; `n` is the row's total, and a row of zeros is undefined. Where
        one cell of a row has no value none has: its share can't be known.
        Percentages hide no small numbers: see `counts_behind`.

    Raises
    ------
    DataError
        If a count is negative or not whole, an argument is none of its choices, or one unit may
        stand in several categories of `over`.

    Examples
    --------
    >>> row = [15, 28, 13, 2, 1]
    >>> percentages(row).value, percentages(row, rounding="largest-remainder").value
    (array([25., 47., 22.,  3.,  2.]), array([25., 48., 22.,  3.,  2.]))
    """
    check_choice("rounding", rounding, Rounding)
    if decimals not in range(7):
        raise DataError(f"decimals must be a whole number from 0 to 6, got {decimals!r}")
    decimals = int(decimals)
    table, category = _table(counts, over)
    values, row, state = _by_row(table, category)
    totals = np.bincount(row, values).astype(np.int64)
    rounded = _rounded(values, row, totals, 100 * 10**decimals, rounding)
    notes = [] if rounding == "independent" else [Note("rounded_to_100", rounding=rounding)]
    parameters = {"over": over} if over else {}
    definition = Definition(
        "percentages",
        parameters | {"decimals": decimals, "rounding": rounding},
        operands=(table.definition,) if table is counts else (),
    )
    cells = attrs.evolve(table.grid, definition=definition, state=state)
    return Estimate.over(
        cells.saying(*notes),
        value=np.where(totals[row] > 0, rounded / 10**decimals, np.nan),
        lower=np.full(row.size, np.nan),
        upper=np.full(row.size, np.nan),
        n=totals[row],
        confidence=None,
        unit="%",
        method=rounding,
        basis=Basis.REGISTER,
    )


def _table(counts: Numbers, over: str | None) -> tuple[Counts, str]:
    """The numbers with their labels, and the stratum whose labels are the categories."""
    read = labelled(counts, "counts")
    if read is not None:
        table = counts if isinstance(counts, Counts) else read.counts("counts")
        if table is not counts and over is None and len(table.strata) == 1:
            over = next(iter(table.strata))
        if not isinstance(over, str) or over not in table.strata:
            raise DataError(
                "over must name the stratum whose labels are the categories: "
                f"{', '.join(table.strata) or 'there is none'}"
            )
        return table, over
    if over is not None:
        raise DataError("over names a stratum, which an array has not; leave it out")
    array = numbers(counts, "counts")
    if array.ndim not in (1, 2) or not array.size:
        raise DataError(f"counts must be (categories,) or (rows, categories), got {array.shape}")
    bad = np.argwhere(~((array >= 0) & (array == np.floor(array)) & np.isfinite(array)))
    if bad.size:
        raise DataError(
            f"counts must be whole numbers from 0; one is not at {tuple(bad[0].tolist())} "
            f"(and {len(bad) - 1} more)"
        )
    row, category = np.indices((1, *array.shape)[-2:]).reshape(2, -1)
    strata = {"category": category} if array.ndim == 1 else {"row": row, "category": category}
    cells = Grid.delivered(array.size, Definition("counts"), strata)
    return Counts.over(cells, value=array, unit="number", adds_over={"category"}), "category"


def _by_row(table: Counts, category: str) -> tuple[Whole, Whole, NDArray[np.int8]]:
    """Numbers, the row of each, and the worst state in that row."""
    rest = {name: labels for name, labels in table.strata.items() if name != category}
    sums = table.sum(category)
    row = places(rest, sums.strata, size=len(table), name="counts")
    state = np.zeros(len(sums), np.int8)
    np.maximum.at(state, row, table.state)
    return table.value, row.astype(np.int64), state[row]


def _rounded(values: Whole, row: Whole, totals: Whole, full: int, rounding: str) -> Whole:
    """Each number's part of `full`, in whole units; of whole numbers, so a half is a half."""
    size = np.maximum(totals, 1)[row]
    down, rest = np.divmod(values * full, size)
    nearest = down + (2 * rest >= size)
    if rounding == "independent":
        return nearest
    order = np.lexsort((-rest if rounding == "largest-remainder" else -values, row))
    first = np.searchsorted(row[order], np.arange(totals.size))
    rank = np.empty(row.size, np.int64)
    rank[order] = np.arange(row.size) - first[row[order]]
    if rounding == "largest-remainder":
        short = full - np.bincount(row, down, totals.size).astype(np.int64)
        return down + (rank < short[row])
    short = full - np.bincount(row, nearest, totals.size).astype(np.int64)
    return nearest + np.where(rank == 0, short[row], 0)
