"""Cumulative incidence with competing events (Aalen–Johansen), on arrays."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

__all__ = ["Incidence", "cumulative_incidence", "log_log"]

Real = NDArray[np.float64]
Whole = NDArray[np.int64]

_CHUNK = 4096


@attrs.frozen(eq=False)
class Incidence:
    """Cumulative incidence of one cause in one group, at every day with an event of any cause.

    Attributes
    ----------
    day
        Days since the start, shape ``(days,)``.
    value, error
        Incidence and its standard error.
    at_risk, events, censored
        Under observation just before the day, events of the cause on it, lost from view on it
        or between it and the next of these days.
    followed
        Last day on which anybody was under observation.
    """

    day: Whole
    value: Real
    error: Real
    at_risk: Whole
    events: Whole
    censored: Whole
    followed: int


def cumulative_incidence(
    time: NDArray[Any], cause: NDArray[Any], cluster: NDArray[Any] | None = None
) -> Incidence:
    """Aalen–Johansen estimate of cause 1 among all causes.

    Parameters
    ----------
    time : array of int, shape ``(subjects,)``
        Day of the event or of being lost from view. Events come before losses on one day.
    cause : array of int, shape ``(subjects,)``
        0 is lost from view, 1 the event, above 1 competing events.
    cluster : array of int, shape ``(subjects,)``, optional
        Equal for subjects that are not independent; their influences are added before squaring.

    Returns
    -------
    Incidence
        The standard error is the delta-method one; with clusters the sandwich form, which
        equals it where every cluster has one subject.

    References
    ----------
    .. [1] Aalen OO, Johansen S. *Scand J Stat* 1978;5:141–150.
    .. [2] Binder N, Gerds TA, Andersen PK. *Lifetime Data Analysis* 2014;20:303–315.
    """
    time = np.asarray(time, np.int64)
    cause = np.asarray(cause, np.int64)
    followed = int(time.max(initial=0))
    day = np.unique(time[cause > 0])
    ordered = np.sort(time)
    at_risk = time.size - np.searchsorted(ordered, day)
    place = np.searchsorted(day, time)
    happened = cause > 0
    all_events = np.bincount(place[happened], minlength=day.size)[: day.size]
    events = np.bincount(place[cause == 1], minlength=day.size)[: day.size]
    last = np.searchsorted(day, time[~happened], "right") - 1
    censored = np.bincount(last[last >= 0], minlength=day.size)[: day.size]

    hazard, hazard1 = all_events / at_risk, events / at_risk
    survival = np.cumprod(1 - hazard)
    before = np.concatenate([[1.0], survival])[: day.size]
    value = np.cumsum(before * hazard1)
    # What a death just then still costs later; nothing, if nobody is left to have later.
    tail = np.divide(1, 1 - hazard, out=np.zeros(day.size), where=hazard < 1)
    if cluster is None or np.unique(cluster).size == time.size:
        variance = _independent(value, before, tail, at_risk, events, all_events)
    else:
        variance = _clustered(
            value, before, tail, at_risk, hazard, hazard1, place, time, day, cause, cluster
        )
    return Incidence(day, value, np.sqrt(variance), at_risk, events, censored, followed)


def _independent(
    value: Real, before: Real, tail: Real, at_risk: Whole, events: Whole, all_events: Whole
) -> Real:
    """Sum over days of squared influence, expanded in powers of F(t) - F(u)."""
    square = at_risk.astype(float) ** 2
    own = before**2 * (events - events**2 / at_risk) / square
    mixed = before * tail * (events - events * all_events / at_risk) / square
    every = tail**2 * (all_events - all_events**2 / at_risk) / square
    a, b, c = np.cumsum(own), np.cumsum(mixed), np.cumsum(every)
    b1, c1 = np.cumsum(mixed * value), np.cumsum(every * value)
    c2 = np.cumsum(every * value**2)
    variance = a - 2 * (value * b - b1) + value**2 * c - 2 * value * c1 + c2
    return np.maximum(variance, 0)


def _clustered(
    value: Real,
    before: Real,
    tail: Real,
    at_risk: Whole,
    hazard: Real,
    hazard1: Real,
    place: NDArray[np.intp],
    time: Whole,
    day: Whole,
    cause: Whole,
    cluster: NDArray[Any],
) -> Real:
    """Sum over clusters of squared influence, a few thousand subjects at a time."""
    _, number = np.unique(cluster, return_inverse=True)
    order = np.argsort(number, kind="stable")
    edges = np.flatnonzero(np.diff(number[order], prepend=-1))
    variance = np.zeros(day.size)
    first = 0
    while first < edges.size:
        upto = max(int(np.searchsorted(edges, edges[first] + _CHUNK)), first + 1)
        stop = edges[upto] if upto < edges.size else order.size
        rows = order[edges[first] : stop]
        at = time[rows, None] >= day
        hit = (place[rows, None] == np.arange(day.size)) & (cause[rows, None] > 0)
        one = (hit & (cause[rows, None] == 1)) - at * hazard1
        every = hit - at * hazard
        a = np.cumsum(before * one / at_risk, axis=1)
        b = np.cumsum(tail * every / at_risk, axis=1)
        c = np.cumsum(value * tail * every / at_risk, axis=1)
        influence = a - value * b + c
        of = np.add.reduceat(influence, edges[first:upto] - edges[first], axis=0)
        variance += (of**2).sum(axis=0)
        first = upto
    return variance


def log_log(value: Real, error: Real, confidence: float) -> tuple[Real, Real]:
    """Limits on the scale of log(-log F); nan where F is 0 or 1."""
    from scipy.special import ndtri

    z = -ndtri((1 - confidence) / 2)
    # Rounding may leave 1 - 1e-16 where everybody had the event.
    inside = (value > 0) & (value < 1 - 1e-12)
    safe = np.where(inside, value, 0.5)
    spread = z * error / (safe * np.log(safe))
    turned = np.log(-np.log(safe))
    lower, upper = np.exp(-np.exp(turned - spread)), np.exp(-np.exp(turned + spread))
    return np.where(inside, lower, np.nan), np.where(inside, upper, np.nan)
