"""Several trials of one person: the interval rests on fewer than there are."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import t

from vnr import metrics
from vnr.metrics.intervals import clustered_limits, clusters


def effective(trials: dict[str, list[int]], level: float = 0.95) -> float:
    """Korn and Graubard's effective number, trial by trial, with t for z below 20 persons."""
    n, m = sum(map(len, trials.values())), len(trials)
    if n == m:
        return float(n)
    p = sum(map(sum, trials.values())) / n
    e = n**2 / sum(len(own) ** 2 for own in trials.values())
    clustered = e / (e - 1) * sum((sum(own) - p * len(own)) ** 2 for own in trials.values()) / n**2
    effect = clustered / (p * (1 - p) / (n - 1))
    tail = 1 - (1 - level) / 2
    quantile = t.ppf(tail, n - 1) if m >= 20 else t.ppf(tail, 1e9)
    return float(n / max(effect, 1) * (quantile / t.ppf(tail, e - 1)) ** 2)


@pytest.mark.parametrize(
    "trials",
    [
        {"a": [1, 1, 1], "b": [0, 0], "c": [1], "d": [0, 0, 0]},
        # Alike between persons and unlike within them: the effect is below 1, and is not used.
        {"a": [1, 0], "b": [0, 1], "c": [1, 0], "d": [1, 0, 0]},
        {"a": [1], "b": [0], "c": [0], "d": [1], "e": [1]},
        {**{str(who): [who % 2] for who in range(18)}, "twice": [1, 1]},
        {**{str(who): [who % 2] for who in range(19)}, "twice": [1, 1]},
    ],
)
@pytest.mark.parametrize("level", [0.8, 0.95])
def test_effective_number(trials: dict[str, list[int]], level: float) -> None:
    """It is less by the design effect, never more for one below 1, and by the few persons."""
    person = [name for name, own in trials.items() for _ in own]
    hit = [one for own in trials.values() for one in own]
    found = metrics.clustered_proportion(hit, person, confidence=level)

    number = effective(trials, level)
    assert found.columns["n_effective"].tolist() == pytest.approx([number], rel=1e-6)
    assert found.columns["n_persons"].tolist() == [len(trials)]
    z2, p = t.ppf((1 + level) / 2, 1e9) ** 2, sum(hit) / len(hit)
    centre = (p * number + z2 / 2) / (number + z2)
    half = (z2 * (p * (1 - p) / number + z2 / (4 * number**2))) ** 0.5 / (1 + z2 / number)
    assert found.lower[0] == pytest.approx(centre - half, abs=1e-6)
    assert found.upper[0] == pytest.approx(centre + half, abs=1e-6)


class TestEffective:
    """The effective number of trials."""

    def test_no_repeats(self) -> None:
        """One trial of each person: all of them count, as in Wilson's interval."""
        sums = clusters(np.zeros(5, int), np.arange(5), np.array([1, 1, 0, 0, 1]), size=1)
        lower, upper, effective = clustered_limits(sums, 0.95)
        plain = metrics.proportion(3, 5)
        assert effective.tolist() == pytest.approx([5])
        assert (lower[0], upper[0]) == pytest.approx((plain.lower[0], plain.upper[0]))

    def test_all_alike(self) -> None:
        """Two trials of each of 4 persons, always alike: no more than 4 count."""
        hit = np.repeat([1, 1, 0, 0], 2)
        sums = clusters(np.zeros(8, int), np.repeat(np.arange(4), 2), hit, size=1)
        # d = 4/3 · 4 · 1² / 64 / (1/4 / 7) = 7/3; of so few t(3) = 3.1824 replaces z = 1.9600
        expected = 8 / (7 / 3) * (1.959964 / 3.182446) ** 2
        assert clustered_limits(sums, 0.95)[2].tolist() == pytest.approx([expected], rel=1e-6)

    def test_spread_evenly(self) -> None:
        """One hit of each person's two: no better than independent trials."""
        sums = clusters(np.zeros(8, int), np.repeat(np.arange(4), 2), np.array([1, 0] * 4), size=1)
        expected = 8 * (1.959964 / 3.182446) ** 2
        assert clustered_limits(sums, 0.95)[2].tolist() == pytest.approx([expected], rel=1e-6)

    @pytest.mark.parametrize("hit", [0, 1])
    def test_none_or_all(self, hit: int) -> None:
        """At 0 or all only the persons count: 4 and 2 trials are worth 36 / 20 of one size."""
        sums = clusters(np.zeros(6, int), np.array([1, 1, 1, 1, 2, 2]), np.full(6, hit), size=1)
        expected = 36 / 20 * (1.959964 / t.ppf(0.975, 36 / 20 - 1)) ** 2
        assert clustered_limits(sums, 0.95)[2].tolist() == pytest.approx([expected], rel=1e-6)

    def test_one_person(self) -> None:
        """All trials of one person: one, from which nothing can be judged."""
        sums = clusters(np.zeros(3, int), np.zeros(3, int), np.array([1, 0, 0]), size=2)
        lower, _, effective = clustered_limits(sums, 0.95)
        assert effective.tolist() == [1, 0]
        assert np.isnan(lower).tolist() == [True, True]

    def test_weights(self) -> None:
        """Rows of several trials add up like single ones."""
        single = clusters(
            np.array([0, 0, 0, 1]), np.array([7, 7, 8, 7]), np.array([1, 0, 1, 1]), size=2
        )
        weighted = clusters(
            np.array([1, 0, 0]),
            np.array([7, 8, 7]),
            np.array([1, 1, 1]),
            np.array([1, 1, 2]),
            size=2,
        )
        for name in ("k", "n", "kk", "kn", "nn", "m"):
            assert getattr(single, name).tolist() == getattr(weighted, name).tolist()
        nobody = clusters(
            np.array([], int), np.array([], int), np.array([], int), np.array([]), size=1
        )
        assert nobody.n.tolist() == [0]


def test_large_clusters() -> None:
    """Two clusters of 50 000 hits each have 2 · 50 000² squared, which is more than 32 bits hold."""
    rows = np.arange(100_000)
    sums = clusters(np.zeros(rows.size, np.int64), rows % 2, np.ones(rows.size, bool), size=1)
    assert sums.kk.tolist() == sums.kn.tolist() == sums.nn.tolist() == [2 * 50_000**2]
