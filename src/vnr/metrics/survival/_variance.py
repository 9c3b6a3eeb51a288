"""How sure a cumulative incidence is: variances of independent and of clustered subjects."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.metrics.survival._groups import Groups

__all__ = ["Area", "Hazards", "clustered", "independent", "log_log", "ordered_clusters"]

Real = NDArray[np.float64]
Whole = NDArray[np.int64]


@attrs.frozen(eq=False)
class Hazards:
    """What happened at each day of a group, beside hazards and their sums.

    Attributes
    ----------
    key
        Group and day as one number, in order, shape ``(rows,)``.
    groups
        The rows of each group.
    at_risk
        Under observation just before the day.
    events
        Events of each cause, shape ``(causes, rows)``.
    survival, before
        Share without any event, and that just before the day.
    value
        Incidence of each cause, shape ``(causes, rows)``.
    """

    key: Whole
    groups: Groups
    at_risk: Whole
    events: Whole
    survival: Real
    before: Real
    value: Real

    @property
    def all_events(self) -> Whole:
        """Events of any cause."""
        return np.asarray(self.events.sum(axis=0))

    @property
    def tail(self) -> Real:
        """What an event just then still costs later; nothing, if nobody is left to have later."""
        left = self.at_risk - self.all_events
        return np.divide(self.at_risk, left, out=np.zeros(left.size), where=left > 0)


@attrs.frozen(eq=False)
class Area:
    """How sure the area under a survival curve is, by cluster, shape ``(rows,)``.

    From one day to the next the curve is level, so that these give the variance of the area up
    to any day between.

    Attributes
    ----------
    variance
        Of the area up to the row's day.
    covariance
        Of that area and the curve on the day.
    """

    variance: Real
    covariance: Real


def independent(rows: Hazards, causes: int) -> Real:
    """Sum over days of squared influence, expanded in powers of F(t) - F(u)."""
    every, at_risk = rows.all_events, rows.at_risk
    if causes == 1:
        left = at_risk - every
        greenwood = np.divide(every, at_risk * left, out=np.zeros(every.size), where=left > 0)
        return np.asarray(rows.survival**2 * rows.groups.running(greenwood))[None]
    tail = rows.tail
    square = at_risk.astype(float) ** 2
    variances = []
    for value, events in zip(rows.value, rows.events, strict=True):
        this = rows.before**2 * (events - events**2 / at_risk) / square
        mixed = rows.before * tail * (events - events * every / at_risk) / square
        rest = tail**2 * (every - every**2 / at_risk) / square
        a, b, c = (rows.groups.running(sums) for sums in (this, mixed, rest))
        b1, c1 = rows.groups.running(mixed * value), rows.groups.running(rest * value)
        c2 = rows.groups.running(rest * value**2)
        variances.append(a - 2 * (value * b - b1) + value**2 * c - 2 * value * c1 + c2)
    return np.maximum(np.stack(variances), 0)


class _Steps:
    """How the clusters' states change, subject by subject, as they come and go.

    Parameters
    ----------
    rows : Hazards
        The days at which anything happens.
    key, entry, cause, whose : array, shape ``(subjects,)``
        Group and day of leaving and of coming, what happened, and the cluster.
    span : int
        By how many keys groups lie apart.
    """

    def __init__(
        self,
        rows: Hazards,
        key: Whole,
        entry: Whole | None,
        cause: NDArray[Any],
        whose: Whole,
        span: int,
    ) -> None:
        first = rows.groups.first
        of = key // span
        some = np.diff(first, append=rows.groups.size)[of] > 0
        key, self.cause, whose, of = key[some], cause[some], whose[some], of[some]
        out = np.searchsorted(rows.key, key, "right") - 1
        into = np.full(key.size, -1)
        if entry is not None:
            into = np.searchsorted(rows.key, entry[some], "right") - 1
        # A step of each subject in and one out; what lies before the first row counts from it on.
        place = np.concatenate([into, out])
        self._early = place < np.tile(first[of], 2)
        self._place = np.maximum(place, np.tile(first[of], 2))
        self._sign = np.repeat([1, -1], key.size)
        # What one day brings one cluster comes in an order that isn't that of the rows either.
        step = len(rows.events) * self._place + self._place + np.tile(self.cause, 2)
        step = 4 * step + 2 * (self._sign > 0) + self._early
        self._order = np.lexsort((step, np.tile(whose, 2)))
        length = np.bincount(np.unique(whose, return_inverse=True)[1]) * 2
        self._clusters, self._begins = Groups(length), np.cumsum(length)[:-1]
        self._where = self._place[self._order]
        self._rows = rows
        self.last = np.maximum(out, first[of])
        """The row of the last day of each subject."""

    def present(self) -> Real:
        """Subjects of the cluster under observation after each step."""
        return self._clusters.running(self._sign[self._order].astype(float))

    def state(self, sums: Real, jump: Real) -> Real:
        """K of the cluster after each step: what was saved up on coming, and lost on going."""
        grown = np.where(self._early, 0, sums[self._place])
        leap = np.append(np.zeros(self.cause.size), np.where(self.cause > 0, jump, 0))
        return self._clusters.running((self._sign * grown + leap)[self._order])

    def products(self, state: Real, other: Real) -> Real:
        """Sum over clusters of the product of two of their states, at each row."""
        both = state * other
        before = np.append(0.0, both[:-1])
        before[self._begins] = 0
        change = np.bincount(self._where, both - before, self._rows.key.size)
        return self._rows.groups.running(change)


def clustered(
    rows: Hazards,
    key: Whole,
    entry: Whole | None,
    cause: NDArray[Any],
    whose: Whole,
    span: int,
    day: NDArray[Any],
) -> tuple[Real, Area | None]:
    r"""Sum over clusters of squared influence, and with one cause that on the area too.

    The influence of a cluster on :math:`F(t)` is :math:`K_1 - F(t) K_2 - m G(t)`, where m of its
    subjects are under observation and K changes only when one comes or goes. So the sums of
    squares and products change only then, and are accumulated over days.

    With one cause that on :math:`\log S(t)` is :math:`\psi(t) = m \Lambda(t) - K_2(t)`, and on the
    area :math:`A(t)` it is :math:`\int_0^t S \psi = A(t) \psi(t) - \int_0^t A\,d\psi`, whose last
    term is of the form of :math:`\psi` again.
    """
    steps = _Steps(rows, key, entry, cause, whose, span)
    here, products = steps.last, steps.products
    tail = rows.tail
    every = rows.all_events / rows.at_risk
    m = steps.present()
    second = rows.groups.running(tail * every / rows.at_risk)
    k2 = steps.state(second, (tail / rows.at_risk)[here])
    mm, mk, kk = products(m, m), products(m, k2), products(k2, k2)
    if len(rows.events) == 1:
        squared = kk - 2 * second * mk + second**2 * mm
        # The area below the curve up to each day: a group begins with 1 at day 0.
        length, before = np.diff(day, prepend=0).astype(float), np.roll(rows.survival, 1)
        begins = rows.groups.first[rows.groups.first < day.size]
        length[begins], before[begins] = day[begins], 1
        area = rows.groups.running(before * length)
        third = rows.groups.running(area * tail * every / rows.at_risk)
        k3 = steps.state(third, (area * tail / rows.at_risk)[here])
        m3 = products(m, k3)
        crossed = products(k2, k3) - third * mk - second * m3 + second * third * mm
        weighed = products(k3, k3) - 2 * third * m3 + third**2 * mm
        return np.maximum(rows.survival**2 * squared, 0)[None], Area(
            np.maximum(area**2 * squared - 2 * area * crossed + weighed, 0),
            rows.survival * (area * squared - crossed),
        )
    variances = []
    for which, (value, events) in enumerate(zip(rows.value, rows.events, strict=True), 1):
        this = rows.before / rows.at_risk
        rest = value * tail / rows.at_risk
        firsts = rows.groups.running(this * events / rows.at_risk + rest * every)
        jump = np.where(steps.cause == which, this[here], 0) + rest[here]
        k1 = steps.state(firsts, jump)
        grown = firsts - value * second
        variances.append(
            products(k1, k1)
            + value**2 * kk
            + grown**2 * mm
            - 2 * value * products(k1, k2)
            - 2 * grown * products(k1, m)
            + 2 * value * grown * mk
        )
    return np.maximum(np.stack(variances), 0), None


def ordered_clusters(group: Whole, cluster: NDArray[Any], *facts: NDArray[Any]) -> Whole | None:
    """A number for each subject's cluster in its group; None if all subjects are alone in theirs.

    Sums of floats hang on their order. The numbers follow the facts of the clusters, so that the
    same subjects in other rows, under other names, give the same bits.

    Parameters
    ----------
    group, cluster : array, shape ``(subjects,)``
        Whole numbers, and labels of any kind.
    *facts : array of int, shape ``(subjects,)``
        What is known of each subject.
    """
    _, who = np.unique(cluster, return_inverse=True)
    width = int(who.max(initial=0)) + 1
    pairs, place = np.unique(group * width + who, return_inverse=True)
    if pairs.size == place.size:
        return None
    mark = np.zeros(place.size, np.uint64)
    for fact in facts:
        mark = _mixed(np.bitwise_xor(mark, fact.astype(np.uint64), dtype=np.uint64))
    # Without order: a cluster's subjects are a set, and whole numbers add exactly.
    marks = np.zeros(pairs.size, np.uint64)
    np.add.at(marks, place, mark)
    number = np.empty(pairs.size, np.int64)
    number[np.lexsort((marks, pairs // width))] = np.arange(pairs.size)
    return number[place]


def _mixed(mark: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Numbers spread over 64 bits, equal for equal ones (Steele, Lea and Flood's SplitMix)."""
    mark = mark + np.uint64(0x9E3779B97F4A7C15)
    mark = (mark ^ mark >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
    mark = (mark ^ mark >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
    return mark ^ mark >> np.uint64(31)


def log_log(value: Real, error: Real, z: Real | float) -> tuple[Real, Real]:
    """Limits on the scale of log(-log F), so many errors away; nan where F is 0 or 1."""
    # Rounding may leave 1 - 1e-16 where everybody had the event.
    inside = (value > 0) & (value < 1 - 1e-12)
    safe = np.where(inside, value, 0.5)
    spread = z * error / (safe * np.log(safe))
    turned = np.log(-np.log(safe))
    lower, upper = np.exp(-np.exp(turned - spread)), np.exp(-np.exp(turned + spread))
    return np.where(inside, lower, np.nan), np.where(inside, upper, np.nan)
