"""The bootstrap interval that chooses the model anew in every resample."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import attrs
import numpy as np
from numpy.typing import ArrayLike, NDArray

from vnr.display import steps
from vnr.errors import DataError
from vnr.metrics.capture._models import lists_of

__all__ = ["Bootstrap", "bca"]

Real = NDArray[np.float64]

_AT_ONCE: Final = 100
_SAME: Final = 1e-9


@attrs.frozen(eq=False)
class Bootstrap:
    """A bias-corrected and accelerated interval, and what it rests on.

    Attributes
    ----------
    estimate
        The total on the table itself.
    lower, upper
        Limits; the upper one is infinite when too many resamples have no estimate.
    below
        Share of resamples below the estimate.
    acceleration
        From the jackknife; 0 if leaving somebody out leaves no estimate.
    infinite
        Number of resamples without an estimate, which count at the upper end.
    replicates
        The total of each resample, infinite where there is none, shape ``(resamples,)``.
    """

    estimate: float
    lower: float
    upper: float
    below: float
    acceleration: float
    infinite: int
    replicates: Real


def bca(
    counts: ArrayLike,
    select: Callable[[Real], Real],
    *,
    confidence: float = 0.95,
    resamples: int = 1000,
    seed: int = 0,
    progress: Callable[[int, int], object] | None = None,
) -> Bootstrap:
    r"""Bias-corrected and accelerated bootstrap of the total (BCa).

    The observed are drawn anew, with replacement, and the model is chosen anew in each resample.
    With :math:`z_0 = \Phi^{-1}` (share below the estimate) and the acceleration `a` of the
    jackknife over persons, the limit at tail :math:`\alpha` is the quantile of the resamples at

    .. math:: \Phi\left(z_0 + \frac{z_0 + z_\alpha}{1 - a (z_0 + z_\alpha)}\right)

    by the eighth definition of Hyndman and Fan.

    Parameters
    ----------
    counts : array_like of int, shape ``(2**lists,)``
        Persons by history; the first, unseen cell is ignored.
    select : callable
        Takes tables, shape ``(tables, 2**lists)``, and gives the total of each, shape
        ``(tables,)``, nan where there is none.
    confidence : float
        Two-sided level.
    resamples : int
        Number of them.
    seed : int
        The same seed gives the same interval.
    progress : callable, optional
        Called with how many resamples are done, and of how many.

    Returns
    -------
    Bootstrap
        With nan limits if the table itself has no estimate.

    Raises
    ------
    DataError
        If a count is not whole, or fewer than 1 resample is asked for.

    References
    ----------
    .. [1] DiCiccio TJ, Efron B. Bootstrap confidence intervals. *Statistical Science*
       1996;11:189–228.
    .. [2] Chan L, Silverman BW, Vincent K. Multiple systems estimation for sparse capture data.
       *J Am Stat Assoc* 2021;116:1297–1306.
    .. [3] Hyndman RJ, Fan Y. Sample quantiles in statistical packages. *American Statistician*
       1996;50:361–365.

    Examples
    --------
    >>> from functools import partial
    >>> from vnr.metrics.capture._search import stepwise_many
    >>> spina_bifida = [0, 60, 48, 4, 244, 111, 142, 12]
    >>> found = bca(spina_bifida, stepwise_many, resamples=200, seed=1)
    >>> bool(found.lower < found.estimate < found.upper), found.infinite
    (True, 0)
    """
    table = np.asarray(counts, np.float64).copy()
    lists_of(table)
    table[0] = 0
    if (table != np.floor(table)).any():
        raise DataError("counts must be whole numbers to be drawn anew")
    if resamples < 1:
        raise DataError(f"resamples must be at least 1, got {resamples!r}")
    estimate = float(select(table[None])[0])
    if not np.isfinite(estimate):
        return Bootstrap(estimate, np.nan, np.nan, np.nan, np.nan, 0, np.empty(0))
    # All are drawn before any is fitted: the interval hangs on the seed alone.
    n = int(table.sum())
    drawn = np.random.default_rng(seed).multinomial(n, table / n, size=resamples).astype(np.float64)
    replicates = np.empty(resamples)
    for at in steps(range(0, resamples, _AT_ONCE), "drawing"):
        part = drawn[at : at + _AT_ONCE]
        replicates[at : at + _AT_ONCE] = select(part)
        if progress is not None:
            progress(at + len(part), resamples)
    replicates[~np.isfinite(replicates)] = np.inf
    below = float((replicates < estimate * (1 - _SAME)).mean())
    acceleration = _acceleration(table, select)
    lower, upper = _limits(replicates, below, acceleration, (1 - confidence) / 2)
    return Bootstrap(
        estimate,
        # Nobody observed is undone by the draw.
        max(lower, float(n)),
        upper,
        below,
        acceleration,
        int(np.isinf(replicates).sum()),
        replicates,
    )


def _acceleration(table: Real, select: Callable[[Real], Real]) -> float:
    """Skewness of the jackknife over persons: those of one history give the same figure."""
    cells = np.flatnonzero(table)
    without = np.repeat(table[None], len(cells), axis=0)
    without[np.arange(len(cells)), cells] -= 1
    left, weight = select(without), table[cells]
    off = np.average(left, weights=weight) - left
    spread = float((weight * off**2).sum())
    if not np.isfinite(spread) or spread == 0:
        return 0.0
    return float((weight * off**3).sum() / (6 * spread**1.5))


def _limits(
    replicates: Real, below: float, acceleration: float, tail: float
) -> tuple[float, float]:
    from scipy.special import ndtr, ndtri

    half = 0.5 / len(replicates)  # all on one side: as if half a resample were on the other
    bias = ndtri(min(max(below, half), 1 - half))
    moved = bias + ndtri(np.array([tail, 1 - tail]))
    # Past the pole the limit is the end of the resamples.
    room = np.maximum(1 - acceleration * moved, 1e-12)
    lower, upper = _quantile(replicates, ndtr(bias + moved / room))
    return float(lower), float(upper)


def _quantile(values: Real, at: Real) -> Real:
    """Quantiles by the eighth definition, with infinite values in their place."""
    ordered = np.sort(values)
    place = np.clip((len(ordered) + 1 / 3) * at + 1 / 3, 1, len(ordered))
    below = np.floor(place).astype(np.intp)
    low, high = ordered[below - 1], ordered[np.minimum(below, len(ordered) - 1)]
    share = place - below
    with np.errstate(invalid="ignore"):
        return np.where(share == 0, low, np.where(low == high, low, low + share * (high - low)))
