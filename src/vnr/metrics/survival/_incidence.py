"""Time to one of several events, in every group at once (Aalen–Johansen), on arrays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

__all__ = ["Incidence", "incidence", "log_log"]

Real = NDArray[np.float64]
Whole = NDArray[np.int64]


@attrs.frozen(eq=False)
class Incidence:
    """Cumulative incidence of each cause, at every day with an event of any cause in the group.

    A group without any event has one row: the last day on which anybody was under observation.

    Attributes
    ----------
    group, day
        The rows: group and day since the start, in that order, shape ``(rows,)``.
    survival
        Share without any event, shape ``(rows,)``.
    value, error, events
        Incidence of each cause, its standard error, and its events, shape ``(causes, rows)``.
    spread
        Square of the error that independent subjects would give, shape ``(causes, rows)``.
    at_risk, censored
        Under observation just before the day; lost from view on it or between it and the next
        of these days.
    followed
        Last day on which anybody of the group was under observation, shape ``(rows,)``.
    """

    group: Whole
    day: NDArray[Any]
    survival: Real
    value: Real
    error: Real
    spread: Real
    events: Whole
    at_risk: Whole
    censored: Whole
    followed: NDArray[Any]


@attrs.frozen(eq=False)
class _Rows:
    """What happened at each row, beside hazards and their sums."""

    key: Whole
    groups: Groups
    at_risk: Whole
    events: Whole
    survival: Real
    before: Real
    value: Real

    @property
    def all_events(self) -> Whole:
        return np.asarray(self.events.sum(axis=0))

    @property
    def tail(self) -> Real:
        """What an event just then still costs later; nothing, if nobody is left to have later."""
        left = self.at_risk - self.all_events
        return np.divide(self.at_risk, left, out=np.zeros(left.size), where=left > 0)


class Groups:
    """Groups of consecutive rows, to accumulate within each from its own beginning.

    Parameters
    ----------
    length : array of int, shape ``(groups,)``
        Number of rows of each group.
    """

    def __init__(self, length: Whole) -> None:
        self.first = np.cumsum(length) - length
        self.rows = int(length.sum())
        # Groups of about one size stand side by side in a block, so that none leaves much empty.
        size = np.ceil(4 * np.log2(np.maximum(length, 1)))
        if int(length.max(initial=0)) * length.size <= 2 * self.rows:
            size[:] = 0
        self._blocks = []
        for one in np.unique(size[length > 0]).tolist():
            of = np.flatnonzero((size == one) & (length > 0))
            width, own = int(length[of].max()), length[of]
            within = np.arange(int(own.sum())) - np.repeat(np.cumsum(own) - own, own)
            place = within + np.repeat(width * np.arange(of.size), own)
            rows = (
                slice(None) if of.size == length.size else within + np.repeat(self.first[of], own)
            )
            self._blocks.append((rows, place, (of.size, width)))

    def running(
        self, values: NDArray[Any], accumulate: Callable[..., Any] = np.cumsum
    ) -> NDArray[Any]:
        """Sums (or products, with ``numpy.cumprod``) of the rows of the group up to each row.

        Parameters
        ----------
        values : array, shape ``(rows,)``
            In the order of the groups.
        """
        found = np.empty_like(values)
        for rows, place, shape in self._blocks:
            block = np.zeros(shape, values.dtype)
            block.reshape(-1)[place] = values[rows]
            found[rows] = accumulate(block, axis=1, out=block).reshape(-1)[place]
        return found


def incidence(
    time: NDArray[Any],
    cause: NDArray[Any],
    *,
    causes: int = 1,
    entry: NDArray[Any] | None = None,
    group: NDArray[Any] | None = None,
    cluster: NDArray[Any] | None = None,
) -> Incidence:
    """Aalen–Johansen estimate of every cause in every group; with one cause 1 - Kaplan–Meier.

    Parameters
    ----------
    time : array, shape ``(subjects,)``
        Time of the event or of being lost from view. Events come before losses on one day.
    cause : array of int, shape ``(subjects,)``
        0 is lost from view, 1 to `causes` the events.
    causes : int
        Number of causes.
    entry : array, shape ``(subjects,)``, optional
        Under observation from just after it; below `time`.
    group : array of int, shape ``(subjects,)``, optional
        Whole numbers from 0; each group is estimated alone.
    cluster : array of int, shape ``(subjects,)``, optional
        Equal for subjects that are not independent; their influences are added before squaring.

    Returns
    -------
    Incidence
        The standard error is the delta-method one (Greenwood's with one cause); with clusters
        the sandwich form, which equals it where every cluster has one subject (and, with
        delayed entry, in expectation).

    References
    ----------
    .. [1] Aalen OO, Johansen S. *Scand J Stat* 1978;5:141–150.
    .. [2] Binder N, Gerds TA, Andersen PK. *Lifetime Data Analysis* 2014;20:303–315.
    """
    groups = np.zeros(time.size, np.int64) if group is None else np.asarray(group, np.int64)
    number = int(groups.max(initial=-1)) + 1
    days, rank, entered = _ranked(np.asarray(time), entry)
    span = int(rank.max(initial=0)) + 2
    key = groups * span
    key += rank
    entry_key = None if entered is None else groups * span + entered
    rows, run_group, censored, followed = _rows(
        key, cause, causes, entry_key, groups, (span, number)
    )
    spread = _independent(rows, causes)
    variance = spread
    if cluster is not None:
        _, who = np.unique(cluster, return_inverse=True)
        whose = groups * (int(who.max(initial=0)) + 1) + who
        if np.unique(whose).size < whose.size:
            variance = _clustered(rows, key, entry_key, cause, whose, span)
    where = rows.key - run_group * span
    return Incidence(
        run_group,
        where if days is None else days[where],
        rows.survival,
        rows.value,
        np.sqrt(variance),
        spread,
        rows.events,
        rows.at_risk,
        censored,
        followed if days is None else days[followed],
    )


def _ranked(
    time: NDArray[Any], entry: NDArray[Any] | None
) -> tuple[NDArray[Any] | None, Whole, Whole | None]:
    """Times as whole numbers from 0, and what they stand for where they weren't."""
    if time.dtype.kind in "iu":
        came = None if entry is None else np.maximum(np.asarray(entry, np.int64), -1)
        return None, np.asarray(time, np.int64), came
    both = time if entry is None else np.concatenate([time, np.asarray(entry, np.float64)])
    days, place = np.unique(both, return_inverse=True)
    place = place.astype(np.int64)
    return days, place[: time.size], None if entry is None else place[time.size :]


def _rows(
    key: Whole,
    cause: NDArray[Any],
    causes: int,
    entry: Whole | None,
    groups: Whole,
    shape: tuple[int, int],
) -> tuple[_Rows, Whole, Whole, Whole]:
    span, number = shape
    runs, seen, left = _tally(key, np.asarray(cause, np.int64), causes, span * number)
    of = runs // span
    fresh = np.cumsum(left) - left
    size = np.bincount(groups, minlength=number)
    first = np.cumsum(size) - size
    came = size[of]
    if entry is not None:
        came = np.searchsorted(np.sort(entry), runs, "left") - first[of]
    at_risk = came - (fresh - first[of])
    lost = left - seen.sum(axis=0)
    happened = lost < left
    begins = np.append(True, of[1:] != of[:-1])[: of.size]
    last = np.zeros(number, np.int64)
    final = np.flatnonzero(np.append(begins[1:], True)[: of.size])
    last[of[final]] = runs[final] - of[final] * span
    # Nothing happened in a group: its last day stands for it, lest it be taken for nobody.
    shown = happened.copy()
    shown[final] |= np.bincount(of[happened], minlength=number)[of[final]] == 0
    edges = np.flatnonzero(shown | begins)
    censored = np.add.reduceat(lost, edges)[shown[edges]] if edges.size else lost
    keep = np.flatnonzero(shown)
    of, events, at_risk = of[keep], seen[:, keep], at_risk[keep]
    within = Groups(np.bincount(of, minlength=number))
    hazard = events.sum(axis=0) / at_risk
    survival = within.running(1 - hazard, np.cumprod)
    before, value = survival, (1 - survival)[None]
    if causes > 1:
        before = np.ones(keep.size)
        before[1:] = np.where(of[1:] == of[:-1], survival[:-1], 1.0)
        value = np.stack([within.running(before * one / at_risk) for one in events])
    rows = _Rows(runs[keep], within, at_risk, events, survival, before, value)
    return rows, of, censored, last[of]


def _tally(key: Whole, cause: Whole, causes: int, cells: int) -> tuple[Whole, Whole, Whole]:
    """The keys that occur, in order; events of each cause at them; and all who leave there."""
    kinds = causes + 1
    if cells * kinds <= 4 * key.size:
        place = cause * cells
        place += key
        counts = np.bincount(place, minlength=cells * kinds).reshape(kinds, cells)
        left = counts.sum(axis=0)
        runs = np.flatnonzero(left > 0)
        return runs, counts[1:, runs], left[runs]
    packed = np.sort(key * kinds + cause)
    ordered = packed // kinds
    fresh = np.flatnonzero(np.diff(ordered, prepend=-1))
    kind = packed - ordered * kinds
    seen = [np.add.reduceat(kind == one, fresh, dtype=np.int64) for one in range(1, kinds)]
    return ordered[fresh], np.stack(seen), np.diff(np.append(fresh, key.size))


def _independent(rows: _Rows, causes: int) -> Real:
    """Sum over days of squared influence, expanded in powers of F(t) - F(u)."""
    every, at_risk = rows.all_events, rows.at_risk
    if causes == 1:
        left = at_risk - every
        greenwood = np.divide(every, at_risk * left, out=np.zeros(every.size), where=left > 0)
        return np.asarray(rows.survival**2 * rows.groups.running(greenwood))[None]
    tail = rows.tail
    square = at_risk.astype(float) ** 2
    found = []
    for value, events in zip(rows.value, rows.events, strict=True):
        own = rows.before**2 * (events - events**2 / at_risk) / square
        mixed = rows.before * tail * (events - events * every / at_risk) / square
        rest = tail**2 * (every - every**2 / at_risk) / square
        a, b, c = (rows.groups.running(one) for one in (own, mixed, rest))
        b1, c1 = rows.groups.running(mixed * value), rows.groups.running(rest * value)
        c2 = rows.groups.running(rest * value**2)
        found.append(a - 2 * (value * b - b1) + value**2 * c - 2 * value * c1 + c2)
    return np.maximum(np.stack(found), 0)


def _clustered(
    rows: _Rows,
    key: Whole,
    entry: Whole | None,
    cause: NDArray[Any],
    whose: Whole,
    span: int,
) -> Real:
    r"""Sum over clusters of squared influence.

    The influence of a cluster on :math:`F(t)` is :math:`K_1 - F(t) K_2 - m G(t)`, where m of its
    subjects are under observation and K changes only when one comes or goes. So the sums of
    squares and products change only then, and are accumulated over days.
    """
    first = rows.groups.first
    of = key // span
    some = np.diff(first, append=rows.groups.rows)[of] > 0
    key, cause, whose, of = key[some], cause[some], whose[some], of[some]
    out = np.searchsorted(rows.key, key, "right") - 1
    into = np.full(key.size, -1)
    if entry is not None:
        into = np.searchsorted(rows.key, entry[some], "right") - 1
    hit = cause > 0
    # A step of each subject in and one out; what lies before the first row counts from it on.
    place = np.concatenate([into, out])
    early = place < np.tile(first[of], 2)
    place = np.maximum(place, np.tile(first[of], 2))
    order = np.lexsort((place, np.tile(whose, 2)))
    length = np.bincount(np.unique(whose, return_inverse=True)[1]) * 2
    clusters = Groups(length)
    sign = np.repeat([1, -1], key.size)
    ends = np.cumsum(length) - 1
    where = place[order]

    def steps(sums: Real, jump: Real) -> Real:
        """How K changes at each step: what was saved up on coming, and lost on going."""
        grown = np.where(early, 0, sums[place])
        leap = np.append(np.zeros(key.size), np.where(hit, jump, 0))
        return np.asarray((sign * grown + leap)[order])

    def products(one: Real, other: Real) -> Real:
        """Sum over clusters of the product of two of their states, at each row."""
        both = one * other
        before = np.append(0.0, both[:-1])
        before[ends[:-1] + 1] = 0
        change = np.bincount(where, both - before, rows.key.size)
        return rows.groups.running(change)

    here = np.maximum(out, first[of])
    tail = rows.tail
    every = rows.all_events / rows.at_risk
    m = clusters.running(sign[order].astype(float))
    second = rows.groups.running(tail * every / rows.at_risk)
    k2 = clusters.running(steps(second, (tail / rows.at_risk)[here]))
    mm, mk, kk = products(m, m), products(m, k2), products(k2, k2)
    if len(rows.events) == 1:
        found = kk - 2 * second * mk + second**2 * mm
        return np.maximum(rows.survival**2 * found, 0)[None]
    variances = []
    for which, (value, events) in enumerate(zip(rows.value, rows.events, strict=True), 1):
        own = rows.before / rows.at_risk
        rest = value * tail / rows.at_risk
        firsts = rows.groups.running(own * events / rows.at_risk + rest * every)
        jump = np.where(cause == which, own[here], 0) + rest[here]
        k1 = clusters.running(steps(firsts, jump))
        grown = firsts - value * second
        variances.append(
            products(k1, k1)
            + value**2 * kk
            + grown**2 * mm
            - 2 * value * products(k1, k2)
            - 2 * grown * products(k1, m)
            + 2 * value * grown * mk
        )
    return np.maximum(np.stack(variances), 0)


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
