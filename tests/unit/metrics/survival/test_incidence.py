"""Variance by cluster: how far the figure moves when each person's subjects weigh a little more."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from vnr.metrics.survival import incidence

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
