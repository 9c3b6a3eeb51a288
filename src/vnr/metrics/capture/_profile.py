"""The multinomial profile likelihood of the total, given a log-linear model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import attrs
import numpy as np
from numpy.typing import ArrayLike, NDArray

from vnr.metrics.capture._existence import without_empty
from vnr.metrics.capture._loglinear import Fit, Status
from vnr.metrics.capture._models import design, lists_of
from vnr.metrics.capture._newton import newton

__all__ = ["ProfileLikelihood", "profile_likelihood"]

Real = NDArray[np.float64]


@attrs.frozen
class ProfileLikelihood:
    """Multinomial profile likelihood of the total.

    Attributes
    ----------
    estimate
        Where it is highest; a little below the Poisson fit's total.
    lower, upper
        Where it has fallen by half the chi-squared quantile.
    """

    estimate: float
    lower: float
    upper: float


_STIRLING_FROM: Final = 100


def profile_likelihood(
    counts: ArrayLike, fit: Fit, *, confidence: float = 0.95
) -> ProfileLikelihood:
    r"""Multinomial estimate of the total and its profile-likelihood interval, given the model.

    For each total N the model is fitted to the table with ``N - n`` in the unseen cell; its
    deviance and Cormack's correction give the multinomial likelihood. Above a total of 100 the
    correction uses Stirling's formula, as the published figures do; with less than one person
    unseen, where the formula breaks down, it is exact.

    Parameters
    ----------
    counts : array_like of number, shape ``(2**lists,)``
        The table that was fitted.
    fit : Fit
        The model.
    confidence : float
        Two-sided level.

    Returns
    -------
    ProfileLikelihood
        nan where there is no estimate. The lower limit is never below those observed.

    References
    ----------
    .. [1] Cormack RM. Interval estimation for mark-recapture studies of closed populations.
       *Biometrics* 1992;48:567–576.

    Examples
    --------
    >>> from vnr.metrics.capture._loglinear import fit
    >>> seber = [0, 254, 781, 167]  # Seber 1982, page 107
    >>> found = profile_likelihood(seber, fit(seber, ()))
    >>> round(found.estimate), round(found.lower), round(found.upper)
    (2386, 2156, 2670)
    """
    from scipy.optimize import brentq, minimize_scalar
    from scipy.special import chdtri

    if fit.status is not Status.FITTED:
        return ProfileLikelihood(np.nan, np.nan, np.nan)
    table = np.asarray(counts, np.float64)
    level = _level_of(table, fit)
    best = minimize_scalar(
        lambda unseen: -level(unseen),
        bounds=(0, 3 * fit.unseen + 1),
        method="bounded",
        options={"xatol": 1e-7 * (1 + fit.unseen)},
    )
    top, n = float(best.x), float(table[1:].sum())
    cut = level(top) - float(chdtri(1, 1 - confidence)) / 2

    def over(unseen: float) -> float:
        return level(unseen) - cut

    far = 2 * top + 1
    while over(far) > 0:
        far *= 2
    return ProfileLikelihood(
        estimate=n + top,
        lower=n + (0.0 if over(0) >= 0 else brentq(over, 0, top, xtol=1e-8)),
        upper=n + brentq(over, top, far, xtol=1e-8),
    )


def _level_of(table: Real, fit: Fit) -> Callable[[float], float]:
    """Profile log-likelihood of a number unseen, less a constant."""
    from scipy.special import xlogy

    observed = design(lists_of(table), fit.terms)
    everything = np.ones((1, observed.shape[1]), np.bool_)
    active, kept = without_empty(table[None, 1:], observed, everything)
    # The unseen are in no list and no term.
    matrix = np.concatenate([np.eye(1, observed.shape[1]), observed])
    kept = np.concatenate([np.ones((1, 1), np.bool_), kept], axis=1)
    n = float(table[1:].sum())

    def level(unseen: float) -> float:
        y = np.append(unseen, table[1:])[None]
        fitted = newton(y, matrix, active, kept).fitted
        gap = xlogy(y, np.where(y > 0, y, 1) / np.where(fitted > 0, fitted, 1)) - (y - fitted)
        return _correction(n, unseen) - float(gap.sum())

    return level


def _correction(n: float, unseen: float) -> float:
    """From the Poisson likelihood to the multinomial one (Cormack 1992), plus n."""
    from scipy.special import gammaln, xlogy

    total = n + unseen
    if total > _STIRLING_FROM:
        if unseen >= 1:
            return float(-np.log(unseen / total) / 2)
        whole = np.log(2 * np.pi * total) / 2 - total
    else:
        whole = gammaln(total + 1) - total * np.log(total)
    return float(whole + n + xlogy(unseen, unseen) - gammaln(unseen + 1))
