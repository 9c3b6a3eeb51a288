"""Rates of events, with their Poisson interval."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError, check_choice
from vnr.metrics.choices import RateMethod
from vnr.metrics.intervals._checks import PER, check_confidence, check_per
from vnr.results import Aligned, Estimate, Numbers, align

__all__ = [
    "check_inflation",
    "check_method",
    "inflated_limits",
    "method_name",
    "poisson_limits",
    "rate",
]

Real = NDArray[np.float64]

EXACT_BELOW: Final = 10
"""Below this number of events Byar's approximation is too rough for ``auto``."""


def rate(
    events: Numbers,
    exposure: Numbers,
    *,
    per: float = PER,
    method: RateMethod = "auto",
    confidence: float = 0.95,
    inflation: Numbers = 1,
) -> Estimate:
    r"""Events per unit of exposure, with a Poisson interval (kvot, antal per invånare).

    .. math:: r = \text{per} \cdot O / E

    Parameters
    ----------
    events : array_like of int, shape ``(cells,)``, or with labels
        Observed events :math:`O`.
    exposure : array_like of float, shape ``(cells,)``, or with labels
        Delivered person-years :math:`E`. `Counts`, mappings and labelled series are joined by
        label.
    per : float
        Multiplier of the rate.
    method : str
        ``exact``, ``byar`` (Breslow and Day's) or ``auto``: exact below 10 events, else Byar.
    confidence : float
        Two-sided level, strictly between 0 and 1.
    inflation : array_like of float, shape ``(cells,)``, or Estimate
        Variance of the events relative to a Poisson variable's, at least 1, as `repeats` gives
        it where one person may have several: the limits are those of :math:`O/\phi` events,
        times :math:`\phi`.

    Returns
    -------
    Estimate
        In events per `per` person-years; `n` is the number of events. No exposure is undefined.
        Of `Counts` it keeps strata, states, coverage and definition.

    Raises
    ------
    DataError
        If events or exposure are negative, events are not whole, labels don't match, or an
        argument is none of its choices.

    References
    ----------
    .. [1] Breslow NE, Day NE. *Statistical Methods in Cancer Research*, vol. II. IARC 1987,
       p. 69–71.

    Examples
    --------
    >>> r = rate([1, 20], [100, 100], per=100)
    >>> r.lower.round(3), r.upper.round(3)
    (array([ 0.025, 12.211]), array([ 5.572, 30.89 ]))
    """
    check_method(method)
    confidence, per = check_confidence(confidence), check_per(per)
    figures = align(("events",), events=events, exposure=exposure, inflation=inflation)
    low, high = inflated_limits(
        figures["events"], check_inflation(figures), method=method, confidence=confidence
    )
    scale = per / np.where(figures["exposure"] > 0, figures["exposure"], np.nan)
    return Estimate.over(
        figures.grid("rate", per=per, method=method, confidence=confidence),
        value=figures["events"] * scale,
        lower=low * scale,
        upper=high * scale,
        n=figures.whole("events"),
        confidence=confidence,
        unit=f"per {per:g} person-years",
        method=method_name(method, inflation),
    )


def check_method(method: str) -> None:
    """Refuse a name that is no interval of a Poisson count."""
    check_choice("method", method, RateMethod)


def check_inflation(figures: Aligned, name: str = "inflation") -> Real:
    """The inflation, 1 where there are no events to tell it by; refused below 1.

    Examples
    --------
    >>> from vnr.results import align
    >>> check_inflation(align(events=[3, 5], inflation=[1.2, 1]))
    array([1.2, 1. ])
    """
    inflation = np.where(np.isnan(figures[name]), 1, figures[name])
    bad = np.flatnonzero(inflation < 1)
    if bad.size:
        raise DataError(
            f"{name} must be at least 1, got {inflation[bad[0]]:g} at row {bad[0]}: "
            "repeats never make a figure surer"
        )
    return np.asarray(inflation)


def method_name(method: str, *inflation: Numbers | None) -> str:
    """The interval's name, with what widens it where anything was given to do so.

    Not whether it did: that somebody had several events is told by figures, and goes with them.

    Examples
    --------
    >>> method_name("byar"), method_name("byar", [1.2])
    ('byar', 'byar, widened for repeats')
    """
    name = "exact below 10 events, else Byar" if method == "auto" else method
    plain = all(
        factor is None or (isinstance(factor, (int, float, np.number)) and factor == 1)
        for factor in inflation
    )
    return name if plain else f"{name}, widened for repeats"


def inflated_limits(
    observed: Real, inflation: Real, *, method: str, confidence: float
) -> tuple[Real, Real]:
    """Limits of the mean of a count whose variance is `inflation` times its mean.

    Examples
    --------
    >>> import numpy as np
    >>> lower, upper = inflated_limits(np.array([9.0]), np.array([1.5]), method="exact", confidence=0.95)
    >>> lower.round(2), upper.round(2)
    (array([3.3]), array([19.59]))
    """
    low, high = poisson_limits(observed / inflation, method=method, confidence=confidence)
    return low * inflation, high * inflation


def poisson_limits(observed: Real, *, method: str, confidence: float) -> tuple[Real, Real]:
    """Limits of the mean of a Poisson count, shape as figures.

    Examples
    --------
    >>> import numpy as np
    >>> lower, upper = poisson_limits(np.array([9.0]), method="exact", confidence=0.95)
    >>> lower.round(2), upper.round(2)
    (array([4.12]), array([17.08]))
    """
    from scipy.special import gammainccinv, gammaincinv, ndtri

    tail = (1 - confidence) / 2
    z = -ndtri(tail)
    more = observed + 1
    # Without events the lower limit is 0 whatever stands here.
    some = np.where(observed > 0, observed, 1)
    low = observed * (1 - 1 / (9 * some) - z / (3 * np.sqrt(some))) ** 3
    high = more * (1 - 1 / (9 * more) + z / (3 * np.sqrt(more))) ** 3
    low = np.where(observed > 0, np.maximum(low, 0), 0 * observed)
    if method == "byar":
        return low, high
    exact = np.full(observed.shape, True) if method == "exact" else observed < EXACT_BELOW
    return (
        np.where(exact, np.where(observed > 0, gammaincinv(some, tail), 0), low),
        np.where(exact, gammainccinv(more, tail), high),
    )
