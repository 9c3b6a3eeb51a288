"""Have groups the same hazard? The log-rank test, on arrays."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Final

import attrs
import numpy as np
from numpy.typing import ArrayLike

from vnr.display import Fields
from vnr.errors import DataError
from vnr.metrics.survival._incidence import incidence
from vnr.metrics.survival._subjects import entry_of, groups_of, happened_of, times_of
from vnr.metrics.survival._ties import tied
from vnr.results import same_rows

__all__ = ["LogRank", "log_rank"]

_STRETCH: Final = 4096


@attrs.frozen
class LogRank(Fields):
    """Result of a log-rank test of whether groups have one hazard (log-ranktest).

    Attributes
    ----------
    statistic
        Chi-square; nan where the groups can't be told apart.
    degrees
        Degrees of freedom: groups with anybody at risk at an event, less one.
    p
        Probability of at least as large a statistic if the hazards are equal.
    groups
        Labels.
    observed, expected
        Events of each group, and what one common hazard would give.

    Examples
    --------
    >>> told = log_rank([5, 10, 20, 30], [1, 1, 1, 0], group=["a", "a", "b", "b"])
    >>> round(told.p, 3)
    0.09
    """

    statistic: float
    degrees: int
    p: float
    groups: tuple[Any, ...]
    observed: tuple[int, ...]
    expected: tuple[float, ...]


def log_rank(
    time: ArrayLike, event: ArrayLike, *, group: ArrayLike, entry: ArrayLike | None = None
) -> LogRank:
    r"""Test whether k groups have the same hazard (Mantel–Haenszel's log-rank).

    .. math:: \chi^2 = (O - E)^\top V^- (O - E)

    Parameters
    ----------
    time, event, entry
        As in `kaplan_meier`.
    group : array_like, shape ``(subjects,)``
        Labels.

    Returns
    -------
    LogRank
        Persons that occur several times are taken as independent subjects.

    Raises
    ------
    DataError
        As `kaplan_meier`.

    References
    ----------
    .. [1] Mantel N. *Cancer Chemother Rep* 1966;50:163–170.

    Examples
    --------
    >>> found = log_rank([1, 2, 3, 4], [1, 1, 1, 1], group=["a", "a", "b", "b"])
    >>> round(found.statistic, 3), found.degrees
    (2.882, 1)
    """
    from scipy.special import chdtrc

    same_rows(time=time, event=event, group=group, entry=entry)
    times = times_of(time)
    happened = happened_of(event, times.size)
    names, codes = groups_of(group, times.size)
    if names is None:
        raise DataError("group must hold a label for each subject: the groups are compared")
    times, came = tied(times, entry_of(entry, times))
    pooled = incidence(times, happened, entry=came)
    days = pooled.day
    observed, expected = np.zeros(names.size), np.zeros(names.size)
    variance = np.zeros((names.size, names.size))
    order = np.argsort(codes, kind="stable")
    edges = np.searchsorted(codes[order], np.arange(names.size + 1))
    members = [order[first:last] for first, last in pairwise(edges)]
    leaves = [np.sort(times[of]) for of in members]
    comes = [None if came is None else np.sort(came[of]) for of in members]
    # A stretch of days at a time: groups by days need not fit into memory.
    for first in range(0, days.size, _STRETCH):
        part = slice(first, first + _STRETCH)
        at = np.stack(
            [
                (out.size if into is None else np.searchsorted(into, days[part], "left"))
                - np.searchsorted(out, days[part], "left")
                for out, into in zip(leaves, comes, strict=True)
            ]
        )
        total = pooled.at_risk[part].astype(float)
        dead = pooled.events[0][part]
        share = at / total
        expected += share @ dead
        weight = dead * np.divide(
            total - dead, total - 1, out=np.zeros(total.size), where=total > 1
        )
        variance += np.diag(share @ weight) - (share * weight) @ share.T
    np.add.at(observed, codes, happened)
    difference = (observed - expected)[:-1]
    some = np.diag(variance) > 0
    degrees = max(int(some.sum()) - 1, 0)
    statistic = np.nan
    if degrees:
        statistic = float(difference @ np.linalg.pinv(variance[:-1, :-1]) @ difference)
    return LogRank(
        statistic,
        degrees,
        float(chdtrc(degrees, statistic)) if degrees else np.nan,
        tuple(names.tolist()),
        tuple(int(number) for number in observed),
        tuple(expected.tolist()),
    )
