"""Variances of clustered subjects don't hang on the order or the names of the clusters."""

from __future__ import annotations

from itertools import permutations

import numpy as np

from vnr.metrics.survival import incidence
from vnr.metrics.survival._variance import ordered_clusters

GROUP = np.array([0, 0, 0, 1, 1])
PERSON = np.array(["b", "a", "b", "a", "c"])
TIME = np.array([5, 3, 7, 3, 2])


def test_numbers_follow_what_is_known() -> None:
    """Persons of a group keep their places under other names and in other rows."""
    numbers = ordered_clusters(GROUP, PERSON, TIME)
    assert numbers is not None
    assert numbers[0] == numbers[2] != numbers[1]
    assert set(numbers[:3].tolist()) == {0, 1}
    assert set(numbers[3:].tolist()) == {2, 3}
    renamed = np.array(["x", "z", "x", "z", "a"])
    for order in permutations(range(GROUP.size)):
        rows = list(order)
        other = ordered_clusters(GROUP[rows], renamed[rows], TIME[rows])
        assert other is not None
        assert other.tolist() == numbers[rows].tolist()


def test_alone() -> None:
    """Where nobody occurs twice in a group there are no clusters."""
    assert ordered_clusters(GROUP[1:4], PERSON[1:4], TIME[1:4]) is None


def test_every_fact_counts() -> None:
    """Clusters that differ in one fact only are told apart by it."""
    group, twice = np.zeros(4, np.int64), np.array([0, 0, 1, 1])
    facts = [np.array([1, 1, 1, 2]), np.array([0, 3, 0, 0]), np.array([-1, -1, -1, -1])]
    forth = ordered_clusters(group, twice, *facts)
    back = ordered_clusters(group, 1 - twice, *facts)
    assert forth is not None
    assert back is not None
    assert forth.tolist() == back.tolist()


def test_to_the_last_bit() -> None:
    """Shuffled subjects give the same errors, with two causes and delayed entry."""
    random = np.random.default_rng(1)
    size = 300
    time, cause = random.integers(3, 60, size), random.integers(0, 3, size)
    entry, group = random.integers(-1, 3, size), random.integers(0, 3, size)
    person = random.integers(0, 90, size)
    whole = incidence(time, cause, causes=2, entry=entry, group=group, cluster=person)
    for _ in range(5):
        rows, names = random.permutation(size), random.permutation(90)
        other = incidence(
            time[rows], cause[rows], causes=2, entry=entry[rows], group=group[rows],
            cluster=names[person[rows]],
        )  # fmt: skip
        assert other.error.tolist() == whole.error.tolist()
