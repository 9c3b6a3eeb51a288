"""Rates of events, with their Poisson interval."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from vnr.errors import DataError
from vnr.metrics._intervals.proportion import check_confidence
from vnr.register import Counts, Definition, Estimate

__all__ = ["poisson_limits", "rate"]

Real = NDArray[np.float64]

EXACT_BELOW: Final = 10
"""Below this number of events Byar's approximation is too rough for ``auto``."""

_METHODS: Final = ("auto", "exact", "byar")


def rate(
    events: ArrayLike | Counts,
    exposure: ArrayLike,
    *,
    per: float = 10_000,
    method: str = "auto",
    confidence: float = 0.95,
) -> Estimate:
    r"""Events per unit of exposure, with a Poisson interval (kvot, antal per invånare).

    .. math:: r = \text{per} \cdot O / E

    Parameters
    ----------
    events : array_like of int, shape ``(cells,)``, or Counts
        Observed events :math:`O`.
    exposure : array_like of float, shape ``(cells,)``
        Delivered person-years :math:`E`.
    per : float
        Multiplier of the rate.
    method : str
        ``exact``, ``byar`` (Breslow and Day's) or ``auto``: exact below 10 events, else Byar.
    confidence : float
        Two-sided level, strictly between 0 and 1.

    Returns
    -------
    Estimate
        In events per `per` person-years; `n` is the number of events. No exposure is undefined.
        Of `Counts` it keeps strata, states, coverage and definition.

    Raises
    ------
    DataError
        If events or exposure are negative, or an argument is none of its choices.

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
    if method not in _METHODS:
        raise DataError(f"method must be one of {', '.join(_METHODS)}, got {method!r}")
    check_confidence(confidence)
    counts = events if isinstance(events, Counts) else None
    given = np.asarray(counts.value if counts is not None else events, np.float64)
    if counts is not None and np.ndim(exposure) and np.shape(exposure) != given.shape:
        raise DataError(f"exposure needs {given.size} cells, as the counts have")
    observed, years = (
        np.atleast_1d(one) for one in np.broadcast_arrays(given, np.asarray(exposure, np.float64))
    )
    for name, values in (("events", observed), ("exposure", years)):
        bad = np.flatnonzero(~(values >= 0))
        if bad.size:
            raise DataError(
                f"{name} must be numbers from 0; they are not at row {bad[0]} "
                f"(and {bad.size - 1} more)"
            )
    low, high = poisson_limits(observed, method=method, confidence=confidence)
    scale = np.divide(per, years, out=np.full(years.shape, np.nan), where=years > 0)
    parameters = {"per": per, "method": method, "confidence": confidence}
    size = observed.size
    own = Definition("rate", parameters, inputs=() if counts is None else (counts.definition,))
    return Estimate(
        strata=counts.strata if counts is not None else _rows(size),
        value=observed * scale,
        lower=low * scale,
        upper=high * scale,
        n=observed.astype(np.int64),
        state=np.zeros(size) if counts is None else counts.state,
        covered=np.ones(size) if counts is None else counts.covered,
        confidence=confidence,
        unit=f"per {per:g} person-years",
        method="exact below 10 events, else Byar" if method == "auto" else method,
        definition=own,
    )


def _rows(size: int) -> dict[str, NDArray[np.int64]]:
    return {} if size == 1 else {"row": np.arange(size)}


def poisson_limits(observed: Real, *, method: str, confidence: float) -> tuple[Real, Real]:
    """Limits of the mean of a Poisson count, shape as given."""
    from scipy.special import gammainccinv, gammaincinv, ndtri

    tail = (1 - confidence) / 2
    z = -ndtri(tail)
    more = observed + 1
    some = np.maximum(observed, 1)
    low = observed * (1 - 1 / (9 * some) - z / (3 * np.sqrt(some))) ** 3
    high = more * (1 - 1 / (9 * more) + z / (3 * np.sqrt(more))) ** 3
    if method == "byar":
        return np.maximum(low, 0), high
    exact = np.full(observed.shape, True) if method == "exact" else observed < EXACT_BELOW
    return (
        np.where(exact, np.where(observed > 0, gammaincinv(some, tail), 0), low),
        np.where(exact, gammainccinv(more, tail), high),
    )
