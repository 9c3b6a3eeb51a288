"""Time to an event on bare arrays: Kaplan–Meier and cumulative incidence."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from vnr.metrics.intervals import check_confidence
from vnr.metrics.survival._draw import draw
from vnr.metrics.survival._incidence import incidence
from vnr.metrics.survival._subjects import codes_of, entry_of, groups_of, happened_of, times_of
from vnr.metrics.survival._ties import tied
from vnr.results import Curve, Definition, Grid, same_rows

__all__ = ["cumulative_incidence", "kaplan_meier"]


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
        Time of the event or of being lost from view, from 0; events come before losses. Times
        that differ only by rounding are one.
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
    same_rows(time=time, event=event, entry=entry, group=group)
    times = times_of(time)
    happened = happened_of(event, times.size)
    confidence = check_confidence(confidence)
    labels, codes = groups_of(group, times.size)
    times, came = tied(times, entry_of(entry, times))
    survival = incidence(times, happened, entry=came, group=codes)
    return draw(survival, _grid("kaplan_meier", labels), confidence=confidence)


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
        Time of the event or of being lost from view, from 0; events come before losses. Times
        that differ only by rounding are one.
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
        one row for each cause, its last time, with value 0; where nobody had any event, one row
        of cause 1.

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
    same_rows(time=time, cause=cause, group=group)
    times = times_of(time)
    causes = codes_of("cause", cause, times.size)
    confidence = check_confidence(confidence)
    labels, codes = groups_of(group, times.size)
    times, _ = tied(times, None)
    names = np.unique(causes[causes > 0])
    if not names.size and times.size:
        # Nobody had any event: the curve of the first cause stands for all, lest it be empty.
        names = np.ones(1, np.int64)
    place = np.where(causes > 0, np.searchsorted(names, causes) + 1, 0)
    return draw(
        incidence(times, place, causes=max(names.size, 1), group=codes),
        _grid("cumulative_incidence", labels),
        causes=names.tolist(),
        confidence=confidence,
    )


def _grid(rule: str, labels: NDArray[Any] | None) -> Grid:
    """A cell for each group, or one."""
    strata = {} if labels is None else {"group": labels}
    return Grid.delivered(1 if labels is None else labels.size, Definition(rule), strata)
