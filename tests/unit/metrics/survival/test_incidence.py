"""Variance by cluster: how far the figure moves when each person's subjects weigh a little more."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import t

from vnr.metrics.survival import draw, incidence
from vnr.results import Definition, Figure, Grid

TIME = np.array([3, 5, 5, 8, 8, 9, 12, 12, 13, 20])
CAUSE = np.array([1, 2, 0, 1, 1, 0, 2, 1, 0, 1])
ENTRY = np.array([-1, -1, 2, -1, 4, -1, -1, 9, -1, 5])
PERSON = np.array([0, 0, 1, 1, 1, 2, 3, 3, 4, 4])

Real = NDArray[np.float64]


def weighted(weight: Real, cause: NDArray[np.int_], entry: NDArray[np.int_], causes: int) -> Real:
    """Aalen and Johansen's estimate of weighted subjects at every day with an event, by the book."""
    survival, reached, found = 1.0, np.zeros(causes), []
    for day in np.unique(TIME[cause > 0]):
        at_risk = weight[(entry < day) & (day <= TIME)].sum()
        events = [weight[(day == TIME) & (cause == one + 1)].sum() for one in range(causes)]
        reached = reached + survival * np.array(events) / at_risk
        survival *= 1 - sum(events) / at_risk
        found.append(reached)
    return np.array(found).T


def area(weight: Real, entry: NDArray[np.int_], to: float) -> float:
    """The area under the survival of weighted subjects, by the book."""
    event = np.minimum(CAUSE, 1)
    days = np.unique(TIME[event > 0])
    levels = 1 - weighted(weight, event, entry, 1)[0]
    edges = np.concatenate([[0], days[days < to], [to]])
    return float((np.concatenate([[1], levels[days < to]]) * np.diff(edges)).sum())


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("to", [3, 4, 8, 11.5, 12, 20])
def test_area_by_cluster(to: float, late: bool) -> None:
    """So it is with the area to any day, on a day with events and between two."""
    entry = ENTRY if late else np.full(TIME.size, -1)
    found = incidence(TIME, np.minimum(CAUSE, 1), entry=entry if late else None, cluster=PERSON)
    curve = draw(
        found,
        Grid.delivered(1, Definition("made")),
        confidence=0.95,
        clusters=("n_persons", Figure("persons")),
    )
    mean = curve.restricted_mean(to)

    step, variance = 1e-5, 0.0
    for person in np.unique(PERSON):
        more, less = np.ones(TIME.size), np.ones(TIME.size)
        more[person == PERSON] += step
        less[person == PERSON] -= step
        variance += ((area(more, entry, to) - area(less, entry, to)) / (2 * step)) ** 2
    assert mean.value[0] == pytest.approx(area(np.ones(TIME.size), entry, to))
    assert curve.columns["n_persons"].tolist() == [5] * len(curve)
    if to == 3:
        # Nothing has happened before day 3, so there is no spread to judge by.
        assert np.isnan(mean.lower[0])
        return
    # Five persons of unequal size tell as much as e of one: t with e - 1 degrees of freedom.
    size = np.unique(PERSON, return_counts=True)[1]
    even = size.sum() ** 2 / (size**2).sum()
    half = t.ppf(0.975, even - 1) * (variance * even / (even - 1)) ** 0.5
    assert mean.upper[0] - mean.value[0] == pytest.approx(half, rel=1e-6)
    assert mean.value[0] - mean.lower[0] == pytest.approx(half, rel=1e-6)


def test_groups_by_themselves() -> None:
    """In a group where nobody repeats the mean is Greenwood's with z; of one person it has no limits."""
    time = np.array([3, 5, 8, 9, 2, 4, 6, 7])
    event = np.array([1, 1, 1, 0, 1, 1, 0, 1])
    group, person = np.repeat([0, 1], 4), np.array([0, 1, 2, 3, 4, 4, 4, 4])
    grid = Grid.delivered(2, Definition("made"), {"group": ["many", "one"]})
    found = draw(
        incidence(time, event, group=group, cluster=person),
        grid,
        confidence=0.95,
        clusters=("n_persons", Figure("persons")),
    )
    alone = draw(incidence(time[:4], event[:4]), grid.take([0]), confidence=0.95)
    both, plain = found.restricted_mean(8), alone.restricted_mean(8)
    assert both.lower[0] == pytest.approx(plain.lower[0])
    assert np.isnan(both.lower[1])
    many = found.select(group="many")
    np.testing.assert_allclose(many.lower, alone.lower)
    assert np.isnan(found.select(group="one").lower).all()
    assert [note.code for note in found.notes] == ["few_clusters"]


def test_nobody_repeats() -> None:
    """Then the curve by person is that of independent subjects, and nothing is few."""
    grid = Grid.delivered(1, Definition("made"))
    clusters = ("n_persons", Figure("persons"))
    found = draw(
        incidence(TIME, np.minimum(CAUSE, 1), cluster=np.arange(TIME.size)),
        grid,
        confidence=0.95,
        clusters=clusters,
    )
    plain = draw(incidence(TIME, np.minimum(CAUSE, 1)), grid, confidence=0.95)
    np.testing.assert_array_equal(found.lower, plain.lower)
    assert found.restricted_mean(12).upper == plain.restricted_mean(12).upper
    assert found.notes == ()


@pytest.mark.parametrize("causes", [1, 2])
@pytest.mark.parametrize("late", [False, True])
def test_error_by_cluster(causes: int, late: bool) -> None:
    """The squared influence of each person, added: each influence is a derivative by weight."""
    cause = np.minimum(CAUSE, causes)
    entry = ENTRY if late else np.full(TIME.size, -1)
    found = incidence(TIME, cause, causes=causes, entry=entry if late else None, cluster=PERSON)

    step, variance = 1e-5, np.zeros(found.value.shape)
    for person in np.unique(PERSON):
        more, less = np.ones(TIME.size), np.ones(TIME.size)
        more[person == PERSON] += step
        less[person == PERSON] -= step
        ends = [weighted(weight, cause, entry, causes) for weight in (more, less)]
        variance += ((ends[0] - ends[1]) / (2 * step)) ** 2
    np.testing.assert_allclose(found.value, weighted(np.ones(TIME.size), cause, entry, causes))
    np.testing.assert_allclose(found.error**2, variance, atol=1e-9)
    assert (found.error**2 - found.spread).max() > 1e-3
