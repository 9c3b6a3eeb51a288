"""The whole numbers that may lie behind published percentages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final, NoReturn

import attrs
import numpy as np
from numpy.typing import ArrayLike, NDArray

from vnr.display import Fields
from vnr.errors import DataError, shown
from vnr.frames import plain
from vnr.results import numbers

__all__ = ["CountsBehind", "counts_behind"]

Whole = NDArray[np.int64]

MOST: Final = 100_000
_LARGEST: Final = 10**9
"""More tables than this are refused: no list is ever cut short."""
ROOM: Final = 20 * MOST
"""More beginnings of tables than this are not searched: nearly all lead to a table."""


@attrs.frozen
class CountsBehind(Fields):
    """One integer table that may lie behind a published row (antal bakom procenttal).

    Attributes
    ----------
    counts
        The number in each category.
    rule
        Every rounding that gives the row from them, joined by "or": ``independent``, with
        ``(half up)`` or ``(half to even)`` where only that one does; ``largest remainder``;
        ``largest cell adjusted``.

    Examples
    --------
    >>> counts_behind([50.0, 50.0], 4)[0].counts
    (2, 2)
    """

    counts: tuple[int, ...]
    rule: str


def counts_behind(
    percentages: ArrayLike, n: int, *, decimals: int | None = None, multiple: bool = False
) -> list[CountsBehind]:
    """Every integer table that may lie behind a published row of percentages.

    Where there is one table alone, publishing the percentages published the counts.

    Parameters
    ----------
    percentages : array_like of float, shape ``(categories,)``
        As published, in percent.
    n : int
        The published number that they are percent of.
    decimals : int, optional
        Of the published figures; by default as many as the one with most shows.
    multiple : bool
        Several answers are allowed: the counts need not sum to `n`, and each is rounded on its
        own. By default they sum to `n`.

    Returns
    -------
    list of CountsBehind
        In order of the counts. Empty if no table gives the row: perhaps several answers were
        allowed, or some of the `n` are left out.

    Raises
    ------
    DataError
        If a percentage is outside 0 to 100, `n` is no whole number above 0, the figures have more
        decimals than `decimals`, or more than 100 000 tables give the row.

    Notes
    -----
    Ties are not settled: of equal remainders any may have been rounded up, and of equal largest
    cells any adjusted.

    References
    ----------
    .. [1] Balinski ML, Young HP. *Fair Representation*. Yale University Press 1982 (largest
       remainder).

    Examples
    --------
    A row with 27 answers, 37 + 33 + 22 + 8 = 100 percent; on their own they would be 37, 33, 22, 7:

    >>> counts_behind([37, 33, 22, 8, 0], 27)
    [CountsBehind(counts=(10, 9, 6, 2, 0), rule='largest remainder')]
    """
    units, full = _units(percentages, decimals)
    kinds = int | float | np.integer | np.floating
    if not isinstance(n, kinds) or isinstance(n, (bool, np.timedelta64)):
        raise DataError(f"n must be a whole number above 0, got {shown(n)}")
    if not 1 <= n <= _LARGEST or n != int(n):
        raise DataError(f"n must be a whole number above 0, up to {_LARGEST}, got {shown(n)}")
    n = int(n)
    own = [_own(unit, n, full) for unit in units]
    if multiple:
        tables = dict.fromkeys(_tables(own, None))
    else:
        tables = dict.fromkeys(_tables(own, n))
        if sum(units) == full:
            tables |= dict.fromkeys(_by_remainder(units, n, full))
            tables |= dict.fromkeys(_by_largest(own, n))
    if len(tables) > MOST:
        _refuse()
    rows = ((row, _rules(row, units, n, full, multiple=multiple)) for row in sorted(tables))
    return [CountsBehind(row, " or ".join(rules)) for row, rules in rows if rules]


def _refuse() -> NoReturn:
    raise DataError(
        f"more than {MOST} tables may lie behind these percentages; so many are not listed"
    )


def _units(percentages: ArrayLike, decimals: int | None) -> tuple[list[int], int]:
    """The figures in whole units of their last decimal, and how many of these 100 percent is."""
    figures = numbers(percentages, "percentages")
    if figures.ndim != 1 or not figures.size:
        raise DataError(f"percentages must be one row, (categories,), got shape {figures.shape}")
    bad = np.flatnonzero(~((figures >= 0) & (figures <= 100)))
    if bad.size:
        raise DataError(
            f"percentages must lie between 0 and 100; they do not at {bad[0]} "
            f"(and {bad.size - 1} more)"
        )
    if decimals is None:
        ends = [Decimal(str(one)).normalize().as_tuple().exponent for one in figures.tolist()]
        decimals = max(0, *(-end for end in ends if isinstance(end, int)))
    decimals = plain(decimals)
    if type(decimals) is not int or decimals not in range(7):
        raise DataError(
            f"decimals must be a whole number from 0 to 6, got {shown(decimals)}; give decimals as "
            "published"
        )
    scaled = figures * 10**decimals
    bad = np.flatnonzero(np.abs(scaled - np.rint(scaled)) > 1e-6)
    if bad.size:
        raise DataError(f"percentages have more than {decimals} decimals, first at {bad[0]}")
    return [round(one) for one in scaled.tolist()], 100 * 10**decimals


# Candidates


def _own(unit: int, n: int, full: int) -> range:
    """Counts within half a unit of the published figure, ends included."""
    least = -((n - 2 * unit * n) // (2 * full))
    return range(max(least, 0), min((2 * unit + 1) * n // (2 * full), n) + 1)


def _tables(candidates: Sequence[range], n: int | None) -> Iterator[tuple[int, ...]]:
    """Every choice of one candidate for each cell, with sum `n` unless it is None."""
    rows = np.zeros((1, 0), np.int64)
    for done, cell in enumerate(candidates):
        rows = _grown(rows, cell)
        if n is not None:
            rows = rows[_can_reach(n, rows.sum(axis=1), candidates[done + 1 :])]
    return map(tuple, rows.tolist())


def _grown(rows: Whole, cell: range) -> Whole:
    """Every row with every candidate of one more cell."""
    if len(rows) * len(cell) > ROOM:
        _refuse()
    last = np.tile(np.array(cell, np.int64), len(rows))
    return np.column_stack([np.repeat(rows, len(cell), axis=0), last])


def _can_reach(n: int, sums: Whole, left: Sequence[range]) -> NDArray[np.bool_]:
    """Whether the cells that are left can bring each sum to `n`."""
    least = sum(one.start for one in left)
    most = sum(one.stop - 1 for one in left)
    return (sums + least <= n) & (sums + most >= n)


def _by_remainder(units: Sequence[int], n: int, full: int) -> Iterator[tuple[int, ...]]:
    """Tables that may give the row by largest remainder: no larger remainder was left down."""
    candidates = [
        range(max(-((1 - unit) * n // full), 0), min(((unit + 1) * n - 1) // full, n) + 1)
        for unit in units
    ]
    rows = np.zeros((1, 0), np.int64)
    left_down, went_up = np.zeros(1, np.int64), np.full(1, n)
    for done, (unit, cell) in enumerate(zip(units, candidates, strict=True)):
        rows = _grown(rows, cell)
        down, rest = np.divmod(rows[:, -1] * full, n)
        left_down = np.maximum(np.repeat(left_down, len(cell)), np.where(down == unit, rest, 0))
        went_up = np.minimum(np.repeat(went_up, len(cell)), np.where(down == unit, n, rest))
        keep = _can_reach(n, rows.sum(axis=1), candidates[done + 1 :]) & (left_down <= went_up)
        rows, left_down, went_up = rows[keep], left_down[keep], went_up[keep]
    return map(tuple, rows.tolist())


def _by_largest(own: Sequence[range], n: int) -> Iterator[tuple[int, ...]]:
    """Tables whose largest cell took the difference: all others are near their figure."""
    for cell in range(len(own)):
        others = [one for number, one in enumerate(own) if number != cell]
        least = [one.start for one in others]
        if n - sum(least) < max(least, default=0):
            continue
        for row in _tables(others, None):
            rest = n - sum(row)
            if rest >= max(row, default=0):
                yield (*row[:cell], rest, *row[cell:])


# Rules


def _rules(
    row: tuple[int, ...], units: Sequence[int], n: int, full: int, *, multiple: bool
) -> list[str]:
    """The roundings that give the published units from a table."""
    divided = [divmod(count * full, n) for count in row]
    halves = {
        "half up": [down + (2 * rest >= n) for down, rest in divided],
        "half to even": [
            down + (2 * rest > n or (2 * rest == n and down % 2)) for down, rest in divided
        ],
    }
    rules = _named("independent", [name for name, one in halves.items() if one == list(units)])
    if multiple or sum(units) != full:
        return rules
    up = [rest for unit, (down, rest) in zip(units, divided, strict=True) if unit == down + 1]
    same = [rest for unit, (down, rest) in zip(units, divided, strict=True) if unit == down]
    if len(up) + len(same) == len(units) and min(up, default=n) >= max(same, default=0):
        rules.append("largest remainder")
    fits = [name for name, one in halves.items() if _only_largest_differs(row, one, units)]
    return rules + _named("largest cell adjusted", fits)


def _named(rule: str, halves: Sequence[str]) -> list[str]:
    """The rule, with its half where only one of them fits."""
    return [rule if len(halves) == 2 else f"{rule} ({half})" for half in halves[:1]]


def _only_largest_differs(
    row: tuple[int, ...], rounded: Sequence[int], units: Sequence[int]
) -> bool:
    off = [number for number, unit in enumerate(units) if rounded[number] != unit]
    return not off or (len(off) == 1 and row[off[0]] == max(row))
