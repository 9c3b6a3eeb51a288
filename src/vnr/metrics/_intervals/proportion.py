"""Proportions with their interval."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from vnr.errors import DataError
from vnr.register import Definition, Estimate

__all__ = ["check_confidence", "limits", "proportion"]

Real = NDArray[np.float64]


def proportion(
    k: ArrayLike, n: ArrayLike, *, method: str = "wilson", confidence: float = 0.95
) -> Estimate:
    r"""Share of `n` that are `k`, with a binomial interval (andel).

    .. math:: \hat p = k / n

    Parameters
    ----------
    k, n : array_like of int, shape ``(cells,)``
        Number with the property, and of how many; they are broadcast.
    method : str
        ``wilson``, ``clopper-pearson``, ``jeffreys`` (equal-tailed, with 0 and 1 kept at the
        ends) or ``agresti-coull`` (clipped to [0, 1]).
    confidence : float
        Two-sided level, strictly between 0 and 1.

    Returns
    -------
    Estimate
        A proportion; 0 of 0 is undefined: nan with n 0.

    Raises
    ------
    DataError
        If a count is negative or not whole, ``k > n``, or an argument is none of its choices.

    References
    ----------
    .. [1] Wilson EB. Probable inference. *J Am Stat Assoc* 1927;22:209–212.
    .. [2] Clopper CJ, Pearson ES. *Biometrika* 1934;26:404–413.
    .. [3] Brown LD, Cai TT, DasGupta A. *Statistical Science* 2001;16:101–133.
    .. [4] Newcombe RG. *Statistics in Medicine* 1998;17:857–872, table I.

    Examples
    --------
    >>> p = proportion(81, 263)  # [4], table I
    >>> p.lower.round(4), p.upper.round(4)
    (array([0.2553]), array([0.3662]))
    """
    hits, trials = (np.atleast_1d(array) for array in np.broadcast_arrays(_whole(k), _whole(n)))
    check_confidence(confidence)
    bad = np.flatnonzero((hits < 0) | (hits > trials))
    if bad.size:
        raise DataError(
            f"k must lie between 0 and n; it does not at row {bad[0]} (and {bad.size - 1} more)"
        )
    lower, upper = limits(hits, trials, method=method, confidence=confidence)
    share = np.divide(hits, trials, out=np.full(hits.shape, np.nan), where=trials > 0)
    return Estimate(
        strata={} if hits.size == 1 else {"row": np.arange(hits.size)},
        value=share,
        lower=lower,
        upper=upper,
        n=trials.astype(np.int64),
        state=np.zeros(hits.size),
        covered=np.ones(hits.size),
        confidence=confidence,
        unit="proportion",
        method=method,
        definition=Definition("proportion", {"method": method, "confidence": confidence}),
    )


def limits(k: Real, n: Real, *, method: str, confidence: float) -> tuple[Real, Real]:
    """Lower and upper limit of each proportion; nan where `n` is 0."""
    if method not in _METHODS:
        raise DataError(f"method must be one of {', '.join(_METHODS)}, got {method!r}")
    with np.errstate(divide="ignore", invalid="ignore"):
        lower, upper = _METHODS[method](k, n, (1 - confidence) / 2)
    empty = n == 0
    return np.where(empty, np.nan, lower), np.where(empty, np.nan, upper)


def check_confidence(confidence: float) -> None:
    """Refuse a level that isn't a proportion."""
    if not 0 < confidence < 1:
        raise DataError(f"confidence must lie between 0 and 1, got {confidence!r}")


def _whole(values: ArrayLike) -> Real:
    array = np.asarray(values, np.float64)
    if not (np.isfinite(array) & (array == np.floor(array))).all():
        raise DataError("counts must be whole numbers")
    return array


def _wilson(k: Real, n: Real, tail: float) -> tuple[Real, Real]:
    from scipy.special import ndtri

    z2 = ndtri(tail) ** 2
    centre = (k + z2 / 2) / (n + z2)
    half = np.sqrt(z2) / (n + z2) * np.sqrt(k * (n - k) / n + z2 / 4)
    # At 0 and n the limit is exact, and rounding must not leave the unit interval.
    return np.where(k == 0, 0, centre - half), np.where(k == n, 1, centre + half)


def _clopper_pearson(k: Real, n: Real, tail: float) -> tuple[Real, Real]:
    from scipy.special import betaincinv

    lower = betaincinv(np.maximum(k, 1), n - k + 1, tail)
    upper = betaincinv(k + 1, np.maximum(n - k, 1), 1 - tail)
    return np.where(k == 0, 0, lower), np.where(k == n, 1, upper)


def _jeffreys(k: Real, n: Real, tail: float) -> tuple[Real, Real]:
    from scipy.special import betaincinv

    lower = betaincinv(k + 0.5, n - k + 0.5, tail)
    upper = betaincinv(k + 0.5, n - k + 0.5, 1 - tail)
    return np.where(k == 0, 0, lower), np.where(k == n, 1, upper)


def _agresti_coull(k: Real, n: Real, tail: float) -> tuple[Real, Real]:
    from scipy.special import ndtri

    z2 = ndtri(tail) ** 2
    size = n + z2
    centre = (k + z2 / 2) / size
    half = np.sqrt(z2 * centre * (1 - centre) / size)
    return np.clip(centre - half, 0, 1), np.clip(centre + half, 0, 1)


_METHODS: Final[dict[str, Any]] = {
    "wilson": _wilson,
    "clopper-pearson": _clopper_pearson,
    "jeffreys": _jeffreys,
    "agresti-coull": _agresti_coull,
}
