"""How sure a cumulative incidence is: variances of independent and of clustered subjects."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.metrics.survival._states import Hazards, Piece, Products
from vnr.register import splitmix

__all__ = ["Area", "clustered", "independent", "log_log", "ordered_clusters"]

Real = NDArray[np.float64]
Whole = NDArray[np.int64]


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
    square, before = at_risk.astype(float) ** 2, rows.before**2
    rest = tail**2 * (every - every**2 / at_risk) / square
    c, variances = rows.groups.running(rest), []
    for value, events in zip(rows.value, rows.events, strict=True):
        this = before * (events - events**2 / at_risk) / square
        mixed = rows.before * tail * (events - events * every / at_risk) / square
        a, b = rows.groups.running(this), rows.groups.running(mixed)
        b1, c1 = rows.groups.running(mixed * value), rows.groups.running(rest * value)
        c2 = rows.groups.running(rest * value**2)
        variances.append(a - 2 * (value * b - b1) + value**2 * c - 2 * value * c1 + c2)
    return np.maximum(np.stack(variances), 0)


def pieces_of(rows: Hazards, day: NDArray[Any]) -> tuple[list[Piece], Real]:
    r"""What the influence of a cluster on the incidence is made of, and the area up to each day.

    The influence of a cluster on :math:`F(t)` is :math:`K_1 - F(t) K_2 - m G(t)`, where m of its
    subjects are under observation and K changes only when one comes or goes. So the sums of
    squares and products change only then, and are accumulated over days.

    With one cause that on :math:`\log S(t)` is :math:`\psi(t) = m \Lambda(t) - K_2(t)`, and on the
    area :math:`A(t)` it is :math:`\int_0^t S \psi = A(t) \psi(t) - \int_0^t A\,d\psi`, whose last
    term is of the form of :math:`\psi` again.
    """
    tail, at_risk = rows.tail, rows.at_risk
    every = rows.all_events / at_risk
    pieces = [Piece(rows.groups.running(tail * every / at_risk), tail / at_risk)]
    if len(rows.events) == 1:
        # The area below the curve up to each day: a group begins with 1 at day 0.
        length, before = np.diff(day, prepend=0).astype(float), np.roll(rows.survival, 1)
        begins = rows.groups.first[rows.groups.first < day.size]
        length[begins], before[begins] = day[begins], 1
        area = rows.groups.running(before * length)
        third = rows.groups.running(area * tail * every / at_risk)
        return [*pieces, Piece(third, area * tail / at_risk)], area
    for which, (value, events) in enumerate(zip(rows.value, rows.events, strict=True), 1):
        this = rows.before / at_risk
        rest = value * tail / at_risk
        firsts = rows.groups.running(this * events / at_risk + rest * every)
        pieces.append(Piece(firsts, rest, this, which))
    return pieces, np.empty(0)


def clustered(
    rows: Hazards, day: NDArray[Any], changes: Callable[[list[Piece]], Products]
) -> tuple[Real, Area | None]:
    """Sum over clusters of squared influence, and with one cause that on the area too.

    Parameters
    ----------
    rows : Hazards
        What happened.
    day : array, shape ``(rows,)``
        When.
    changes : function from pieces to products
        How the sums of products of the clusters' states change at each row (see `pieces_of`).
    """
    pieces, area = pieces_of(rows, day)
    found = [rows.groups.running(change) for change in changes(pieces)]
    (mm, mk, kk), second = found[:3], pieces[0].sums
    if len(rows.events) == 1:
        third, (m3, k23, k33) = pieces[1].sums, found[3:]
        squared = kk - 2 * second * mk + second**2 * mm
        crossed = k23 - third * mk - second * m3 + second * third * mm
        weighed = k33 - 2 * third * m3 + third**2 * mm
        return np.maximum(rows.survival**2 * squared, 0)[None], Area(
            np.maximum(area**2 * squared - 2 * area * crossed + weighed, 0),
            rows.survival * (area * squared - crossed),
        )
    variances = []
    for which, (value, piece) in enumerate(zip(rows.value, pieces[1:], strict=True), 1):
        m1, k12, k11 = found[3 * which : 3 * which + 3]
        grown = piece.sums - value * second
        variances.append(
            k11
            + value**2 * kk
            + grown**2 * mm
            - 2 * value * k12
            - 2 * grown * m1
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
        mark = splitmix(np.bitwise_xor(mark, fact.astype(np.uint64), dtype=np.uint64))
    # Without order: a cluster's subjects are a set, and whole numbers add exactly.
    marks = np.zeros(pairs.size, np.uint64)
    np.add.at(marks, place, mark)
    number = np.empty(pairs.size, np.int64)
    number[np.lexsort((marks, pairs // width))] = np.arange(pairs.size)
    return number[place]


def log_log(value: Real, error: Real, z: Real | float) -> tuple[Real, Real]:
    """Limits on the scale of log(-log F), so many errors away; nan where F is 0 or 1."""
    # Rounding may leave 1 - 1e-16 where everybody had the event.
    inside = (value > 0) & (value < 1 - 1e-12)
    safe = np.where(inside, value, 0.5)
    spread = z * error / (safe * np.log(safe))
    turned = np.log(-np.log(safe))
    lower, upper = np.exp(-np.exp(turned - spread)), np.exp(-np.exp(turned + spread))
    return np.where(inside, lower, np.nan), np.where(inside, upper, np.nan)
