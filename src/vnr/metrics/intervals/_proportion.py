"""Proportions with their interval."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError, check_choice
from vnr.metrics.choices import ProportionMethod
from vnr.metrics.intervals._checks import check_confidence
from vnr.results import Aligned, Estimate, Numbers, align, sealed

__all__ = ["align_trials", "binomial_limits", "fraction", "proportion"]

Real = NDArray[np.float64]


def proportion(
    k: Numbers, n: Numbers, *, method: ProportionMethod = "wilson", confidence: float = 0.95
) -> Estimate:
    r"""Share of `n` that are `k`, with a binomial interval (andel).

    .. math:: \hat p = k / n

    Parameters
    ----------
    k, n : array_like of int, shape ``(cells,)``, or with labels
        Number with the property, and of how many. Arrays are broadcast; `Counts`, mappings and
        labelled series are joined by label, and the cells are those of the first.
    method : str
        ``wilson``, ``clopper-pearson``, ``jeffreys`` (equal-tailed, with 0 and 1 kept at the
        ends) or ``agresti-coull`` (clipped to [0, 1]).
    confidence : float
        Two-sided level, strictly between 0 and 1.

    Returns
    -------
    Estimate
        A proportion; 0 of 0 is undefined: nan with n 0. Where persons repeat among the trials
        the interval is too narrow: use `clustered_proportion`.

    Raises
    ------
    DataError
        If a count is negative or not whole, ``k > n``, labels don't match, or an argument is
        none of its choices.

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
    trials = align_trials(k=k, n=n)
    confidence = check_confidence(confidence)
    lower, upper = binomial_limits(trials["k"], trials["n"], method=method, confidence=confidence)
    return Estimate.over(
        trials.grid("proportion", method=method, confidence=confidence),
        value=sealed(fraction(trials["k"], trials["n"])),
        lower=sealed(lower),
        upper=sealed(upper),
        n=sealed(trials.whole("n")),
        confidence=confidence,
        unit="proportion",
        method=method,
    )


def align_trials(*, beside: Mapping[str, Numbers] | None = None, **pairs: Numbers) -> Aligned:
    """Hits and trials beside each other, in pairs: hits, trials, hits, trials.

    Parameters
    ----------
    beside : mapping of str to Numbers, optional
        Further figures, which needn't be whole.
    **pairs
        Hits and trials by the names of their arguments.

    Raises
    ------
    DataError
        If a number isn't whole, or there are more hits than trials.

    Examples
    --------
    >>> aligned = align_trials(k={"a": 3, "b": 5}, n={"b": 40, "a": 30})
    >>> aligned["n"].tolist()
    [30.0, 40.0]
    """
    read = align(tuple(pairs), **pairs, **(beside or {}))
    names = list(pairs)
    for hits, of in zip(names[::2], names[1::2], strict=True):
        more = read[hits] > read[of]
        if more.any():
            bad = np.flatnonzero(more)
            raise DataError(
                f"{hits} must not be over {of}: it is {read[hits][bad[0]]:g} of "
                f"{read[of][bad[0]]:g} at row {bad[0]} (and {bad.size - 1} more); "
                "are they given in the wrong order?"
            )
    return read


def fraction(k: Real, n: Real) -> Real:
    """`k` of `n`; nan where `n` is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        share = k / n
    share[n == 0] = np.nan
    return share


def binomial_limits(k: Real, n: Real, *, method: str, confidence: float) -> tuple[Real, Real]:
    """Lower and upper limit of each proportion; nan where `n` is 0.

    Examples
    --------
    >>> import numpy as np
    >>> lower, upper = binomial_limits(np.array([3.0]), np.array([10.0]), method="wilson", confidence=0.95)
    >>> lower.round(3), upper.round(3)
    (array([0.108]), array([0.603]))
    """
    check_choice("method", method, ProportionMethod)
    with np.errstate(divide="ignore", invalid="ignore"):
        lower, upper = _METHODS[method](k, n, (1 - confidence) / 2)
    empty = n == 0
    if empty.any():
        lower[empty] = upper[empty] = np.nan
    return lower, upper


def _wilson(k: Real, n: Real, tail: float) -> tuple[Real, Real]:
    from scipy.special import ndtri

    z2 = ndtri(tail) ** 2
    size = n + z2
    centre = k + z2 / 2
    centre /= size
    # In place, since most of the time would go into touching new memory.
    half = np.subtract(n, k, dtype=np.float64)
    half *= k
    half /= n
    half += z2 / 4
    np.sqrt(half, out=half)
    half *= np.divide(np.sqrt(z2), size, out=size)
    upper = np.add(centre, half, out=size)
    lower = np.subtract(centre, half, out=half)
    # At 0 and n the limit is exact, and rounding must not leave the unit interval.
    lower[k == 0] = 0
    upper[k == n] = 1
    return lower, upper


def _clopper_pearson(k: Real, n: Real, tail: float) -> tuple[Real, Real]:
    from scipy.special import betaincinv

    # At 0 and n the limit is 0 or 1, whatever stands here.
    lower = betaincinv(np.where(k > 0, k, 1), n - k + 1, tail)
    upper = betaincinv(k + 1, np.where(k < n, n - k, 1), 1 - tail)
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
