"""A curve from numbers by step, where no single day is told."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vnr.metrics.intervals import quantiles
from vnr.metrics.survival._variance import log_log

__all__ = ["stepwise"]

Real = NDArray[np.float64]


def stepwise(
    at_risk: Real,
    events: Real,
    *,
    survival: bool,
    effect: Real,
    confidence: float | None,
) -> tuple[Real, Real, Real]:
    r"""Survival, or the incidence of each cause, at the end of every step.

    .. math:: S_k = \prod_{j \le k} (1 - d_j / n_j), \quad
        F_k = \sum_{j \le k} S_{j-1} d_j / n_j

    As by single days events come before losses: who is lost during a step counts for all of it.

    Parameters
    ----------
    at_risk : array, shape ``(steps,)``
        Under observation when each begins.
    events : array, shape ``(causes, steps)``
        Events in it.
    survival : bool
        Whether the value is the share without any event, or the incidence of each cause.
    effect : array, shape ``(causes, steps)``
        Factor on each variance, for persons who repeat.
    confidence : float or None
        Level of the log-log limits.

    Returns
    -------
    value, lower, upper : array, shape ``(causes, steps)``
        Variances are Greenwood's, and the delta method's for several causes.

    References
    ----------
    .. [1] Marubini E, Valsecchi MG. *Analysing Survival Data from Clinical Trials*. 1995, 10.2.

    Examples
    --------
    >>> import numpy as np
    >>> under, lost = np.array([10.0, 6.0]), np.array([[2.0, 1.0]])
    >>> value, _, _ = stepwise(under, lost, survival=True, effect=np.ones((1, 2)), confidence=0.95)
    >>> value.round(3)
    array([[0.8  , 0.667]])
    """
    every = events.sum(axis=0)
    share = np.cumprod(1 - every / at_risk)
    left = at_risk - every
    terms = np.divide(every, at_risk * left, out=np.full(every.size, np.nan), where=left > 0)
    if survival:
        value = share[None]
        variance = share**2 * np.cumsum(terms)[None]
    else:
        before = np.append(1.0, share[:-1])
        own = events / at_risk
        value = np.cumsum(before * own, axis=1)
        variance = np.empty_like(value)
        for k in range(every.size):
            inside = slice(0, k + 1)
            rest = value[:, k, None] - value[:, inside]
            # What is left of nobody is nothing: the last interval's own term.
            first = rest**2 * np.where(rest > 0, terms[inside], 0)
            weight = before[inside] / at_risk[inside]
            second = weight**2 * events[:, inside] * (1 - own[:, inside])
            third = 2 * rest * weight * own[:, inside]
            variance[:, k] = (first + second - third).sum(axis=1)
    if confidence is None:
        nothing = np.full(value.shape, np.nan)
        return value, nothing, nothing
    error = np.sqrt(np.maximum(variance, 0) * effect)
    lower, upper = log_log(value, error, quantiles(np.inf, False, confidence))
    return value, lower, upper
