"""Time to an event on bare arrays: Kaplan–Meier, cumulative incidence and the log-rank test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

import attrs
import numpy as np
from numpy.typing import ArrayLike, NDArray

from vnr.errors import DataError
from vnr.metrics.intervals import check_confidence
from vnr.metrics.survival._incidence import Incidence, incidence, log_log
from vnr.results import Basis, Curve, Definition, Provenance

__all__ = ["LogRank", "cumulative_incidence", "draw", "kaplan_meier", "log_rank"]

Real = NDArray[np.float64]
Array = NDArray[Any]

_STRETCH: Final = 4096
_NOTHING: Final = 1e-7
"""A standard error below this is rounding: the curve is at 0 or 1."""


def kaplan_meier(
    time: ArrayLike,
    event: ArrayLike,
    *,
    entry: ArrayLike | None = None,
    group: ArrayLike | None = None,
    confidence: float = 0.95,
) -> Curve:
    r"""Share still without the event at each time (Kaplan–Meier, överlevnadskurva).

    .. math:: S(t) = \prod_{u \le t} (1 - d_u / n_u)

    Parameters
    ----------
    time : array_like of number, shape ``(subjects,)``
        Time of the event or of being lost from view, from 0; events come before losses.
    event : array_like of bool, shape ``(subjects,)``
        Whether the event happened.
    entry : array_like of number, shape ``(subjects,)``, optional
        Under observation from just after it (delayed entry); by default from the beginning.
    group : array_like, shape ``(subjects,)``, optional
        Labels; each group has a curve of its own, in the order of the labels.
    confidence : float
        Two-sided level, strictly between 0 and 1.

    Returns
    -------
    Curve
        A proportion at every time with an event in the group, with Greenwood's variance and
        log-log limits; nan limits where it is 0 or 1. ``at_risk`` is the n of the formula. A
        group without any event has one row, its last time, with value 1.

    Raises
    ------
    DataError
        If lengths differ, a time is negative or not a number, or nobody could be observed.

    References
    ----------
    .. [1] Kaplan EL, Meier P. *J Am Stat Assoc* 1958;53:457–481.
    .. [2] Kalbfleisch JD, Prentice RL. *The Statistical Analysis of Failure Time Data*. 1980.

    Examples
    --------
    Weeks in remission with 6-mercaptopurine (Freireich et al., *Blood* 1963;21:699–716):

    >>> weeks = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
    >>> relapse = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
    >>> kaplan_meier(weeks, relapse).value.round(3)
    array([0.857, 0.807, 0.753, 0.69 , 0.627, 0.538, 0.448])
    """
    times = _times(time)
    happened = _codes("event", event, times.size)
    if (happened > 1).any():
        raise DataError(f"event must be true or false; {_at('event', happened > 1)}")
    check_confidence(confidence)
    labels, codes = _groups(group, times.size)
    found = incidence(times, happened, entry=_entry(entry, times), group=codes)
    return draw(
        found,
        {} if labels is None else {"group": labels},
        confidence=confidence,
        definition=Definition("kaplan_meier", {"confidence": confidence}),
    )


def cumulative_incidence(
    time: ArrayLike,
    cause: ArrayLike,
    *,
    group: ArrayLike | None = None,
    confidence: float = 0.95,
) -> Curve:
    r"""Share that had each of several events by each time (Aalen–Johansen, kumulativ incidens).

    .. math:: F_c(t) = \sum_{u \le t} S(u-) \, d_{cu} / n_u

    Parameters
    ----------
    time : array_like of number, shape ``(subjects,)``
        Time of the event or of being lost from view, from 0; events come before losses.
    cause : array_like of int, shape ``(subjects,)``
        Which event; 0 is censored.
    group : array_like, shape ``(subjects,)``, optional
        Labels; each group has curves of its own.
    confidence : float
        Two-sided level, strictly between 0 and 1.

    Returns
    -------
    Curve
        A proportion for each ``cause`` at every time with any event in the group, the same for
        every cause, with delta-method variance and log-log limits; nan limits where it is 0
        or 1. Ties give the same answer in any order of the rows. A group without any event has
        one row for each cause, its last time, with value 0.

    Raises
    ------
    DataError
        If lengths differ, or a time or cause is negative or not a number.

    References
    ----------
    .. [1] Aalen OO, Johansen S. *Scand J Stat* 1978;5:141–150.

    Examples
    --------
    >>> curve = cumulative_incidence([1, 2, 2, 3], [1, 2, 0, 1])
    >>> curve.select(cause=1).value
    array([0.25, 0.25, 0.75])
    """
    times = _times(time)
    causes = _codes("cause", cause, times.size)
    check_confidence(confidence)
    labels, codes = _groups(group, times.size)
    names = np.unique(causes[causes > 0])
    place = np.where(causes > 0, np.searchsorted(names, causes) + 1, 0)
    found = incidence(times, place, causes=max(names.size, 1), group=codes)
    return draw(
        found,
        {} if labels is None else {"group": labels},
        causes=names.tolist(),
        confidence=confidence,
        definition=Definition("cumulative_incidence", {"confidence": confidence}),
    )


def draw(
    found: Incidence,
    labels: Mapping[str, Array],
    *,
    confidence: float,
    definition: Definition,
    causes: Sequence[Any] | None = None,
    state: Array | None = None,
    covered: Array | None = None,
    provenance: Provenance | None = None,
) -> Curve:
    """The curves of an incidence: of survival, or with `causes` of each of them.

    Parameters
    ----------
    found : Incidence
        What was estimated.
    labels : mapping of str to array, shape ``(groups,)``
        Strata of the groups.
    confidence, definition, provenance
        As in `Curve`.
    causes : sequence, optional
        Label of each cause, for the stratum ``cause``; a single None leaves that stratum out.
    state, covered : array, shape ``(groups,)``, optional
        Of each group.
    """
    several = 1 if causes is None else len(causes)
    rows = found.group.size
    survival = causes is None
    # By group, then cause, then day.
    of, which = np.tile(found.group, several), np.repeat(np.arange(several), rows)
    order = np.lexsort((which, of)) if several > 1 else None
    if order is not None:
        of, which = of[order], which[order]

    def laid(array: Array) -> Array:
        """One array of the curve, which it may keep: nobody else can change it."""
        array.flags.writeable = False
        if order is None:
            return array[0][: of.size] if array.ndim > 1 else array[: of.size]
        kept = (array.reshape(-1) if array.ndim > 1 else np.tile(array, several))[order]
        kept.flags.writeable = False
        return kept

    value, error = laid(found.survival if survival else found.value), laid(found.error)
    spread = np.sqrt(laid(found.spread))
    lower, upper = log_log(value, error, confidence)
    strata = {name: array[of] for name, array in labels.items()}
    if causes is not None and list(causes) != [None]:
        strata["cause"] = np.array(causes, None if several else np.int64)[which]
    at_risk = laid(found.at_risk)
    effect = np.divide(error, spread, out=np.ones(error.size), where=spread > _NOTHING) ** 2
    for array in (lower, upper, effect, *strata.values()):
        array.flags.writeable = False
    return Curve(
        strata=strata | {"day": laid(found.day)},
        value=value,
        lower=lower,
        upper=upper,
        n=at_risk,
        at_risk=at_risk,
        events=laid(found.events),
        censored=laid(found.censored),
        columns={"followed": laid(found.followed), "design_effect": effect},
        begins=1.0 if survival else 0.0,
        state=np.zeros(of.size) if state is None else state[of],
        covered=np.ones(of.size) if covered is None else covered[of],
        confidence=confidence,
        unit="proportion",
        method=f"{'Kaplan–Meier' if survival else 'Aalen–Johansen'}, log-log",
        basis=Basis.SAMPLING,
        definition=definition,
        provenance=Provenance() if provenance is None else provenance,
    )


@attrs.frozen
class LogRank:
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

    times = _times(time)
    happened = _codes("event", event, times.size)
    labels, codes = _groups(group, times.size)
    names = np.empty(0) if labels is None else labels
    came = _entry(entry, times)
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
        tuple(int(one) for one in observed),
        tuple(expected.tolist()),
    )


def _at(name: str, bad: Array) -> str:
    rows = np.flatnonzero(bad)
    return f"{name} is not at row {rows[0]} (and {rows.size - 1} more)"


def _times(time: ArrayLike) -> Array:
    array = np.asarray(time)
    if array.ndim != 1:
        raise DataError(f"time needs one dimension, got {array.ndim}")
    if array.dtype.kind not in "iu":
        try:
            array = array.astype(np.float64)
        except (TypeError, ValueError):
            raise DataError("time must be numbers: days since the start") from None
    # An infinite time, or one that is no number, is refused with the negative ones.
    bad = array < 0 if array.dtype.kind == "i" else ~((array >= 0) & (array < np.inf))
    if bad.any():
        raise DataError(f"time must be numbers from 0; {_at('time', bad)}")
    return array


def _codes(name: str, codes: ArrayLike, size: int) -> NDArray[np.int64]:
    array = np.asarray(codes)
    if array.shape != (size,):
        raise DataError(f"{name} needs shape ({size},) as time has, got {array.shape}")
    if array.dtype.kind in "bu" or (array.dtype.kind == "i" and array.min(initial=0) >= 0):
        return np.asarray(array, np.int64)
    given = array.astype(np.float64) if array.dtype.kind in "if" else np.full(size, np.nan)
    bad = ~(np.isfinite(given) & (given >= 0) & (given == np.floor(given)))
    if bad.any():
        raise DataError(f"{name} must be whole numbers from 0; {_at(name, bad)}")
    return given.astype(np.int64)


def _entry(entry: ArrayLike | None, time: Array) -> Array | None:
    if entry is None:
        return None
    array = np.asarray(entry)
    if array.shape != time.shape or array.dtype.kind not in "iuf":
        raise DataError(f"entry needs numbers of shape {time.shape} as time has")
    # Not a number is no time below either.
    bad = ~(array < time)
    if bad.any():
        raise DataError(
            f"entry must lie before time; {_at('entry', bad)}. Leave out those who were never "
            "under observation"
        )
    return array if time.dtype.kind == "f" or array.dtype.kind != "f" else np.floor(array)


def _groups(group: ArrayLike | None, size: int) -> tuple[Array | None, NDArray[np.int64]]:
    if group is None:
        return None, np.zeros(size, np.int64)
    array = np.asarray(group)
    if array.shape != (size,):
        raise DataError(f"group needs shape ({size},) as time has, got {array.shape}")
    if array.dtype.kind in "iu" and array.size and array.min() >= 0 and array.max() < array.size:
        # Numbers of groups need no sorting.
        there = np.bincount(array) > 0
        return np.flatnonzero(there), (np.cumsum(there) - 1)[array]
    labels, codes = np.unique(array, return_inverse=True)
    return labels, codes.astype(np.int64)
