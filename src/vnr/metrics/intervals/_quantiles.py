"""How far a limit lies away where persons repeat: Student's t where their clusters are few."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from vnr.results import Note

__all__ = ["ENOUGH", "few_clusters", "quantiles", "uneven_quantiles"]

Real = NDArray[np.float64]
Whole = NDArray[np.int64]

ENOUGH: Final = 20
"""Below this number of clusters Student's t replaces the normal quantile."""


def quantiles(m: ArrayLike, repeated: ArrayLike, confidence: float) -> Real:
    """How many standard errors a limit lies away, by clusters and whether any repeats.

    The normal quantile; below 20 clusters that repeat Student's t, and nan of a single one.

    Examples
    --------
    >>> quantiles([5, 40], [True, True], 0.95).round(2)
    array([2.78, 1.96])
    """
    from scipy.special import ndtri, stdtrit

    level = 1 - (1 - confidence) / 2
    few = np.asarray(repeated) & (np.asarray(m) < ENOUGH)
    # No degrees of freedom give nan.
    return np.where(few, stdtrit(np.where(few, m, 2) - 1.0, level), ndtri(level))


def uneven_quantiles(even: ArrayLike, m: ArrayLike, repeated: ArrayLike, confidence: float) -> Real:
    """The same for a sum of influences, whose square falls short where few clusters are unequal.

    Where `m` clusters tell as little as fewer than 20 of one size, it is Student's t of those, on
    an error that is wider by the square root of e / (e - 1) [3]_.

    References
    ----------
    .. [3] Carter AV, Schnepel KT, Steigerwald DG. Asymptotic behavior of a t-test robust to
       cluster heterogeneity. *Review of Economics and Statistics* 2017;99:698–709.

    Examples
    --------
    >>> uneven_quantiles([4.2], [12], [True], 0.95).round(2)
    array([3.52])
    """
    from scipy.special import stdtrit

    alone = quantiles(m, repeated, confidence)
    few = np.asarray(repeated) & (np.asarray(m) > 1) & (np.asarray(even) < ENOUGH)
    freedom = np.where(few, even, 2.0) - 1
    wider = stdtrit(freedom, 1 - (1 - confidence) / 2) * np.sqrt(1 + 1 / freedom)
    return np.where(few, wider, alone)


def few_clusters(m: Whole, repeated: NDArray[np.bool_]) -> tuple[Note, ...]:
    """What must be said where an interval rests on few clusters that repeat.

    Examples
    --------
    >>> import numpy as np
    >>> [note.code for note in few_clusters(np.array([12]), np.array([True]))]
    ['few_clusters']
    >>> few_clusters(np.array([40]), np.array([True]))
    ()
    """
    few = repeated & (m < ENOUGH)
    return (Note("few_clusters", figures=("lower", "upper"), enough=ENOUGH),) if few.any() else ()
