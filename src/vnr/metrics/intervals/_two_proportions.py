"""Two proportions side by side: their difference and their ratio."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from vnr.errors import check_choice
from vnr.metrics.choices import TwoProportionsMethod
from vnr.metrics.intervals._checks import check_confidence
from vnr.metrics.intervals._proportion import align_trials, binomial_limits, fraction
from vnr.results import Aligned, Estimate, Numbers

__all__ = ["proportion_difference", "proportion_ratio"]

Real = NDArray[np.float64]
Limits = tuple[Real, Real]

_HALVINGS: Final = 60


def proportion_difference(
    k: Numbers,
    n: Numbers,
    k_other: Numbers,
    n_other: Numbers,
    *,
    method: TwoProportionsMethod = "miettinen-nurminen",
    confidence: float = 0.95,
) -> Estimate:
    r"""One proportion less another (skillnad mellan andelar).

    .. math:: \hat d = k / n - k' / n'

    Parameters
    ----------
    k, n, k_other, n_other : array_like of int, shape ``(cells,)``, or labelled
        Number with the property and of how many, in the one group and in the other. Arrays are
        broadcast; `Counts`, mappings and labelled series are joined by label.
    method : str
        ``miettinen-nurminen`` (the score interval [1]_) or ``newcombe`` (from the two Wilson
        intervals, method 10 of [2]_).
    confidence : float
        Two-sided level, strictly between 0 and 1.

    Returns
    -------
    Estimate
        From -1 to 1; `n` is the trials of both groups together. Undefined, so nan, where one
        group has none. The groups must have nobody in common.

    Raises
    ------
    DataError
        If a count is negative or not whole, ``k > n``, labels don't match, or an argument is
        none of its choices.

    References
    ----------
    .. [1] Miettinen O, Nurminen M. Comparative analysis of two rates. *Statistics in Medicine*
       1985;4:213–226.
    .. [2] Newcombe RG. Interval estimation for the difference between independent proportions.
       *Statistics in Medicine* 1998;17:873–890.

    Examples
    --------
    >>> d = proportion_difference(56, 70, 48, 80, method="newcombe")  # [2], table II
    >>> d.lower.round(4), d.upper.round(4)
    (array([0.0524]), array([0.3339]))
    """
    _check_method(method)
    confidence = check_confidence(confidence)
    groups = align_trials(k=k, n=n, k_other=k_other, n_other=n_other)
    p = fraction(groups["k"], groups["n"])
    q = fraction(groups["k_other"], groups["n_other"])
    interval = _score_difference if method == "miettinen-nurminen" else _newcombe_difference
    return _estimate("proportion_difference", groups, p - q, interval, method, confidence)


def proportion_ratio(
    k: Numbers,
    n: Numbers,
    k_other: Numbers,
    n_other: Numbers,
    *,
    method: TwoProportionsMethod = "miettinen-nurminen",
    confidence: float = 0.95,
) -> Estimate:
    r"""One proportion relative to another (kvot mellan andelar).

    .. math:: \hat\theta = \frac{k / n}{k' / n'}

    Parameters
    ----------
    k, n, k_other, n_other, confidence
        As in `proportion_difference`.
    method : str
        ``miettinen-nurminen`` (the score interval [1]_) or ``newcombe`` (from the two Wilson
        intervals, by the method of variance estimates recovered [2]_).

    Returns
    -------
    Estimate
        From 0, with an infinite upper limit where the other group may have none. 0 relative to 0
        is undefined, as is a group without trials.

    Raises
    ------
    DataError
        As `proportion_difference`.

    References
    ----------
    .. [1] Miettinen O, Nurminen M. Comparative analysis of two rates. *Statistics in Medicine*
       1985;4:213–226.
    .. [2] Donner A, Zou GY. Closed-form confidence intervals for functions of the normal mean and
       standard deviation. *Statistical Methods in Medical Research* 2012;21:347–359.

    Examples
    --------
    >>> r = proportion_ratio(56, 70, 48, 80)
    >>> r.value.round(4), r.lower.round(4), r.upper.round(4)
    (array([1.3333]), array([1.079]), array([1.6721]))
    """
    _check_method(method)
    confidence = check_confidence(confidence)
    groups = align_trials(k=k, n=n, k_other=k_other, n_other=n_other)
    p = fraction(groups["k"], groups["n"])
    q = fraction(groups["k_other"], groups["n_other"])
    with np.errstate(divide="ignore", invalid="ignore"):
        value = p / q
    interval = _score_ratio if method == "miettinen-nurminen" else _newcombe_ratio
    return _estimate("proportion_ratio", groups, value, interval, method, confidence)


def _check_method(method: str) -> None:
    check_choice("method", method, TwoProportionsMethod)


def _estimate(
    rule: str, groups: Aligned, value: Real, interval: Any, method: str, confidence: float
) -> Estimate:
    with np.errstate(divide="ignore", invalid="ignore"):
        lower, upper = interval(*groups.values.values(), confidence)
    undefined = np.isnan(value)
    both = groups["n"] + groups["n_other"]
    return Estimate.over(
        groups.grid(rule, method=method, confidence=confidence),
        value=value,
        lower=np.where(undefined, np.nan, lower),
        upper=np.where(undefined, np.nan, upper),
        n=np.nan_to_num(both).astype(np.int64),
        confidence=confidence,
        unit="difference of proportions" if rule.endswith("difference") else "ratio",
        method=method,
    )


def _newcombe_difference(k: Real, n: Real, j: Real, m: Real, confidence: float) -> Limits:
    p, q = k / n, j / m
    (p_low, p_high), (q_low, q_high) = (
        binomial_limits(hits, trials, method="wilson", confidence=confidence)
        for hits, trials in ((k, n), (j, m))
    )
    return (
        p - q - np.sqrt((p - p_low) ** 2 + (q_high - q) ** 2),
        p - q + np.sqrt((p_high - p) ** 2 + (q - q_low) ** 2),
    )


def _newcombe_ratio(k: Real, n: Real, j: Real, m: Real, confidence: float) -> Limits:
    p, q = k / n, j / m
    (p_low, p_high), (q_low, q_high) = (
        binomial_limits(hits, trials, method="wilson", confidence=confidence)
        for hits, trials in ((k, n), (j, m))
    )

    def limit(own: Real, other: Real, side: int) -> Real:
        # Both differences are at least 0 up to rounding.
        root = np.sqrt(np.maximum((p * q) ** 2 - own * other * (2 * p - own) * (2 * q - other), 0))
        return np.asarray((p * q + side * root) / (other * (2 * q - other)))

    lower = np.where(k == 0, 0, limit(p_low, q_high, -1))
    return lower, np.where(j == 0, np.inf, limit(p_high, q_low, 1))


def _quantile(confidence: float) -> float:
    from scipy.special import ndtri

    return float(-ndtri((1 - confidence) / 2))


def _crossing(outside: Callable[[Real], NDArray[np.bool_]], inner: Real, outer: Real) -> Real:
    """Where each function turns from inside the interval to outside it, by halving."""
    for _ in range(_HALVINGS):
        middle = (inner + outer) / 2
        out = outside(middle)
        inner, outer = np.where(out, inner, middle), np.where(out, middle, outer)
    return np.asarray((inner + outer) / 2)


def _score_difference(k: Real, n: Real, j: Real, m: Real, confidence: float) -> Limits:
    z = _quantile(confidence)
    d = k / n - j / m
    correct = (n + m) / (n + m - 1)

    def outside(delta: Real) -> NDArray[np.bool_]:
        q = _constrained_difference(k, n, j, m, delta)
        p = np.clip(q + delta, 0, 1)
        variance = (p * (1 - p) / n + q * (1 - q) / m) * correct
        return np.asarray((d - delta) ** 2 > z**2 * variance)

    ends = np.ones(d.shape)
    return _crossing(outside, d, -ends), _crossing(outside, d, ends)


def _constrained_difference(k: Real, n: Real, j: Real, m: Real, delta: Real) -> Real:
    """The other group's share of greatest likelihood when the first is `delta` higher."""
    total = n + m
    third = total
    second = (n + 2 * m) * delta - total - k - j
    first = (m * delta - total - 2 * j) * delta + k + j
    none = j * delta * (1 - delta)
    b = second / (3 * third)
    v = b**3 - first * second / (6 * third**2) + none / (2 * third)
    u = np.sign(v) * np.sqrt(np.maximum(b**2 - first / (3 * third), 0))
    u = np.where(u == 0, np.copysign(np.finfo(float).tiny ** (1 / 3), v), u)
    angle = (np.pi + np.arccos(np.clip(v / u**3, -1, 1))) / 3
    lowest, highest = np.maximum(0, -delta), np.minimum(1, 1 - delta)
    return np.clip(2 * u * np.cos(angle) - b, lowest, highest)


def _score_ratio(k: Real, n: Real, j: Real, m: Real, confidence: float) -> Limits:
    z = _quantile(confidence)
    p, q = k / n, j / m
    correct = (n + m) / (n + m - 1)

    def outside(share: Real) -> NDArray[np.bool_]:
        # The ratio is share / (1 - share), so that infinity has a place to search in.
        ratio = share / (1 - share)
        other = _constrained_ratio(k, n, j, m, ratio)
        mine = np.clip(other * ratio, 0, 1)
        variance = (mine * (1 - mine) / n + ratio**2 * other * (1 - other) / m) * correct
        return np.asarray((p - ratio * q) ** 2 > z**2 * variance)

    ratio = p / q
    start = np.where(np.isinf(ratio), 1.0, ratio / (1 + ratio))
    lower = _crossing(outside, start, np.zeros(p.shape))
    upper = _crossing(outside, start, np.ones(p.shape))
    return (
        np.where(k == 0, 0, lower / (1 - lower)),
        np.where(j == 0, np.inf, upper / (1 - upper)),
    )


def _constrained_ratio(k: Real, n: Real, j: Real, m: Real, ratio: Real) -> Real:
    """The other group's share of greatest likelihood when the first is `ratio` times it."""
    a = (n + m) * ratio
    b = n * ratio + k + m + j * ratio
    c = k + j
    root = np.sqrt(np.maximum(b**2 - 4 * a * c, 0))
    # The smaller root, in the form that keeps its digits when `a` is near 0.
    return np.minimum(2 * c / (b + root), np.minimum(1, 1 / np.maximum(ratio, 1e-300)))
