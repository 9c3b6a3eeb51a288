"""Paired ordinal measurements: the sign test and Wilcoxon's, in every cell at once."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.register import run_starts

__all__ = ["Paired", "paired"]

Real = NDArray[np.float64]
Whole = NDArray[np.int64]

EXACT_TO: Final = 50
"""Up to so many differences without ties Wilcoxon's p is exact."""


@attrs.frozen(eq=False)
class Paired:
    """Tests and effect of paired differences in each cell, each of shape ``(cells,)``.

    Attributes
    ----------
    up, down, same
        Pairs that went up, down, or not at all.
    effect, lower, upper
        Matched-pairs rank-biserial correlation with its limits; nan without any difference, and
        nan limits where all went in one direction.
    p_sign, p_wilcoxon
        Two-sided p-values; 1 without any difference.
    """

    up: Whole
    down: Whole
    same: Whole
    effect: Real
    lower: Real
    upper: Real
    p_sign: Real
    p_wilcoxon: Real


def paired(cell: Whole, difference: NDArray[Any], size: int, confidence: float) -> Paired:
    r"""Sign test, Wilcoxon's signed-rank test and the matched-pairs rank-biserial correlation.

    .. math:: r = \frac{W_+ - W_-}{n (n + 1) / 2}, \qquad
        \operatorname{se} = \frac{\sqrt{(2 n^3 + 3 n^2 + n) / 6}}{n (n + 1) / 2}

    with limits :math:`\tanh(\operatorname{artanh} r \pm z \operatorname{se})`; pairs without
    difference are left out of ranks and tests.

    Parameters
    ----------
    cell : array of int, shape ``(pairs,)``
        The cell of each pair.
    difference : array, shape ``(pairs,)``
        After less before.
    size : int
        Number of cells.
    confidence : float
        Two-sided level of the effect's interval.

    References
    ----------
    .. [1] Wilcoxon F. *Biometrics Bulletin* 1945;1:80–83.
    .. [2] Kerby DS. The simple difference formula. *Comprehensive Psychology* 2014;3:11.IT.3.1.
    .. [3] Ben-Shachar MS, Lüdecke D, Makowski D. effectsize. *J Open Source Softw* 2020;5:2815.
    """
    from scipy.special import bdtr, ndtr, ndtri

    up, down, same = (
        np.bincount(cell[mask], minlength=size)
        for mask in (difference > 0, difference < 0, difference == 0)
    )
    moved = difference != 0
    cell, difference = cell[moved], difference[moved]
    n = (up + down).astype(np.float64)
    ranks, ties = _ranks(cell, np.abs(difference), size)
    plus = np.bincount(cell, np.where(difference > 0, ranks, 0), size)
    whole = n * (n + 1) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        effect = (2 * plus - whole) / whole
        error = np.sqrt((2 * n**3 + 3 * n**2 + n) / 6) / whole
        variance = n * (n + 1) * (2 * n + 1) / 24 - ties / 48
        normal = 2 * ndtr(-np.abs(plus - whole / 2) / np.sqrt(variance))
        spread = -ndtri((1 - confidence) / 2) * error
        # All in one direction says nothing of how far from all.
        turned = np.where(np.abs(effect) < 1, np.arctanh(effect), np.nan)
    p = np.where(n > 0, normal, 1.0)
    exact = np.flatnonzero((n > 0) & (n <= EXACT_TO) & (ties == 0))
    least = np.minimum(plus, whole - plus)[exact]
    p[exact] = [
        _exact(int(pairs), int(ranks)) for pairs, ranks in zip(n[exact], least, strict=True)
    ]
    return Paired(
        up,
        down,
        same,
        effect,
        np.tanh(turned - spread),
        np.tanh(turned + spread),
        np.minimum(2 * bdtr(np.minimum(up, down).astype(float), n.astype(int), 0.5), 1.0),
        p,
    )


def _ranks(cell: Whole, sizes: NDArray[Any], cells: int) -> tuple[Real, Real]:
    """Rank of each size within its cell, the mean of a tie, and the sum of t³ - t over ties."""
    order = np.lexsort((sizes, cell))
    cell, sizes = cell[order], sizes[order]
    first = np.flatnonzero(run_starts(cell, sizes))
    length = np.diff(np.append(first, cell.size))
    before = np.searchsorted(cell, cell[first], "left")
    mean = first - before + (length + 1) / 2
    ranks = np.empty(order.size)
    ranks[order] = np.repeat(mean, length)
    ties = np.bincount(cell[first], length.astype(np.float64) ** 3 - length, cells)
    return ranks, np.asarray(ties, np.float64)


@cache
def _ways(n: int) -> Real:
    """Number of ways in which ranks 1 to n with signs give each sum of the positive ones."""
    ways = np.ones(1)
    for rank in range(1, n + 1):
        longer = np.zeros(ways.size + rank)
        longer[: ways.size] += ways
        longer[rank:] += ways
        ways = longer
    return ways


def _exact(n: int, least: int) -> float:
    ways = _ways(n)
    return float(min(2 * ways[: least + 1].sum() / 2.0**n, 1.0))
