"""Time to one of several events, in every group at once (Aalen–Johansen), on arrays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.metrics.survival._groups import Groups
from vnr.metrics.survival._states import Hazards, Piece, Products, Steps
from vnr.metrics.survival._variance import Area, clustered, independent, ordered_clusters
from vnr.register import run_starts

__all__ = ["Incidence", "Outline", "incidence", "outline"]

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
    clusters, repeated
        Clusters of the group, and whether any of them has several subjects, shape ``(rows,)``;
        None without clusters.
    even
        How many clusters of one size would tell as much as these: the square of the subjects,
        divided by the sum over clusters of their square; shape ``(rows,)``.
    area
        How sure the area under the survival curve is by cluster; None where no cluster of any
        group has several subjects, or there are several causes.
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
    clusters: Whole | None = None
    repeated: NDArray[np.bool_] | None = None
    even: Real | None = None
    area: Area | None = None


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

    Examples
    --------
    >>> import numpy as np
    >>> found = incidence(np.array([5, 10, 20]), np.array([1, 0, 1]))
    >>> found.day, found.value.round(3), found.at_risk
    (array([ 5, 20]), array([[0.333, 1.   ]]), array([3, 1]))
    """
    groups = np.zeros(time.size, np.int64) if group is None else np.asarray(group, np.int64)
    number = int(groups.max(initial=-1)) + 1
    days, rank, entered = _ranked(np.asarray(time), entry)
    span = int(rank.max(initial=0)) + 2
    key = groups * span
    key += rank
    entry_key = None if entered is None else groups * span + entered
    runs, seen, left = _tally(key, np.asarray(cause, np.int64), causes, span * number)
    size = np.bincount(groups, minlength=number)
    of = runs // span
    came = size[of]
    if entry_key is not None:
        earlier = np.cumsum(size) - size
        came = np.searchsorted(np.sort(entry_key), runs, "left") - earlier[of]
    drawn = outline(runs, seen, left, came, span, number)
    day = drawn.day if days is None else days[drawn.day]
    followed = drawn.followed if days is None else days[drawn.followed]
    drawn = attrs.evolve(drawn, day=day, followed=followed)
    if cluster is None:
        return drawn.independent()
    came = np.zeros(time.size, np.int64) if entered is None else entered
    whose = ordered_clusters(groups, cluster, rank, came, np.asarray(cause))
    if whose is None:
        return drawn.alone(size)
    steps = Steps(drawn.hazards, key, entry_key, np.asarray(cause), whose, span)
    _, first, several = np.unique(whose, return_index=True, return_counts=True)
    held = np.bincount(groups[first], minlength=number)
    squares = np.bincount(groups[first], several**2, number)

    def changes(pieces: list[Piece]) -> Products:
        return steps.products(pieces, day.size)

    return drawn.clustered(changes, held, size, squares)


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


@attrs.frozen(eq=False)
class Outline:
    """Curves, before it is told how sure they are; as in `Incidence`.

    Attributes
    ----------
    hazards
        What happened at each day.
    group, day, censored, followed
        As there, shape ``(rows,)``.
    """

    hazards: Hazards
    group: Whole
    day: NDArray[Any]
    censored: Whole
    followed: NDArray[Any]

    def independent(self) -> Incidence:
        """Of subjects that hang together with nobody."""
        return self._sure(None, None)

    def alone(self, size: Whole) -> Incidence:
        """Of clusters of one subject each, in groups of these sizes."""
        none = np.zeros(self.day.size, bool)
        return self._sure(None, None, size[self.group], none, size.astype(float)[self.group])

    def clustered(
        self,
        changes: Callable[[list[Piece]], Products],
        held: Whole,
        size: Whole,
        squares: NDArray[Any],
    ) -> Incidence:
        """Of clusters.

        Parameters
        ----------
        changes
            As in `clustered`.
        held, size, squares : array, shape ``(groups,)``
            Clusters, subjects, and the sum over clusters of their subjects' square.
        """
        even = size.astype(float)
        even = np.divide(even**2, squares, out=even, where=squares > 0)
        variance, area = clustered(self.hazards, self.day, changes)
        of = self.group
        return self._sure(variance, area, held[of], (held < size)[of], even[of])

    def _sure(self, variance: Real | None, area: Area | None, *repeats: Any) -> Incidence:
        rows = self.hazards
        spread = independent(rows, len(rows.events))
        clusters, repeated, even = repeats or (None, None, None)
        return Incidence(
            self.group,
            self.day,
            rows.survival,
            rows.value,
            np.sqrt(spread if variance is None else variance),
            spread,
            rows.events,
            rows.at_risk,
            self.censored,
            self.followed,
            clusters,
            repeated,
            even,
            area,
        )


def outline(runs: Whole, seen: Whole, left: Whole, came: Whole, span: int, number: int) -> Outline:
    """The curves of what happened.

    Parameters
    ----------
    runs : array of int, shape ``(runs,)``
        Groups and days on which anybody left, as ``group * span + day``, in order.
    seen : array of int, shape ``(causes, runs)``
        Events of each cause.
    left, came : array of int, shape ``(runs,)``
        All who left then; all of the group who had come before it.
    span, number : int
        Days, and groups.
    """
    of = runs // span
    fresh = np.cumsum(left) - left
    begins = run_starts(of)
    at_risk = came - (fresh - fresh[begins][np.cumsum(begins) - 1])
    lost = left - seen.sum(axis=0)
    happened = lost < left
    last = np.zeros(number, np.int64)
    final = np.flatnonzero(np.roll(begins, -1))
    last[of[final]] = runs[final] - of[final] * span
    # Nothing happened in a group: its last day stands for it, lest it be taken for nobody.
    shown = happened.copy()
    shown[final] |= np.bincount(of[happened], minlength=number)[of[final]] == 0
    edges = np.flatnonzero(shown | begins)
    censored = np.add.reduceat(lost, edges)[shown[edges]] if edges.size else lost
    keep = np.flatnonzero(shown)
    of, events, at_risk = of[keep], seen[:, keep], at_risk[keep]
    by_group = Groups(np.bincount(of, minlength=number))
    hazard = events.sum(axis=0) / at_risk
    survival = by_group.running(1 - hazard, np.cumprod)
    before, value = survival, (1 - survival)[None]
    if len(events) > 1:
        before = np.ones(keep.size)
        before[1:] = np.where(of[1:] == of[:-1], survival[:-1], 1.0)
        value = np.stack([by_group.running(before * number / at_risk) for number in events])
    rows = Hazards(runs[keep], by_group, at_risk, events, survival, before, value)
    return Outline(rows, of, runs[keep] - of * span, censored, last[of])


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
    seen = [np.add.reduceat(kind == number, fresh, dtype=np.int64) for number in range(1, kinds)]
    return ordered[fresh], np.stack(seen), np.diff(np.append(fresh, key.size))
