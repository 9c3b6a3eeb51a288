"""Is the 95 % true? Each interval's actual coverage stays within what the documentation says."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from vnr import metrics

# Mean actual coverage over proportions 0.01-0.99 in steps of 0.01, and the lowest, of 95 %
# intervals; worked out exactly below, and the bands of docs/explanation/intervals.md.
PROPORTIONS = {
    # method: lowest mean, highest mean, lowest anywhere, for n of 10, 50 and 500
    "wilson": (0.949, 0.956, 0.904),
    "clopper-pearson": (0.957, 0.984, 0.951),
    "jeffreys": (0.948, 0.952, 0.868),
    "agresti-coull": (0.950, 0.965, 0.929),
}
RATES = {
    "exact": (0.961, 0.963, 0.950),
    "byar": (0.961, 0.963, 0.950),
    "auto": (0.961, 0.963, 0.950),
}


@pytest.mark.parametrize("n", [10, 50, 500])
@pytest.mark.parametrize("method", PROPORTIONS)
def test_proportions(method: str, n: int) -> None:
    """The chance that the interval holds p, summed over all that may be seen."""
    k = np.arange(n + 1)
    found = metrics.proportion(k, n, method=method)  # type: ignore[arg-type]
    p = np.arange(1, 100)[:, None] / 100
    held = (found.lower <= p) & (p <= found.upper)
    cover = (stats.binom.pmf(k, n, p) * held).sum(axis=1)
    low, high, least = PROPORTIONS[method]
    assert low <= cover.mean() <= high
    assert cover.min() >= least


@pytest.mark.parametrize("method", RATES)
def test_rates(method: str) -> None:
    """The same for the mean of a Poisson count, from 0.5 to 60."""
    k = np.arange(200)
    found = metrics.rate(k, 1, per=1, method=method)  # type: ignore[arg-type]
    mean = np.arange(5, 601)[:, None] / 10
    held = (found.lower <= mean) & (mean <= found.upper)
    cover = (stats.poisson.pmf(k, mean) * held).sum(axis=1)
    low, high, least = RATES[method]
    assert low <= cover.mean() <= high
    assert cover.min() >= least


@pytest.mark.parametrize("method", ["miettinen-nurminen", "newcombe"])
@pytest.mark.parametrize(("n", "m"), [(10, 10), (15, 40)])
def test_differences(method: str, n: int, m: int) -> None:
    """The difference of two proportions, each from 0.05 to 0.95."""
    k, j = (one.reshape(-1) for one in np.mgrid[0 : n + 1, 0 : m + 1])
    found = metrics.proportion_difference(k, n, j, m, method=method)  # type: ignore[arg-type]
    cover = []
    for p in np.arange(1, 20) / 20:
        for q in np.arange(1, 20) / 20:
            chance = stats.binom.pmf(k, n, p) * stats.binom.pmf(j, m, q)
            gap = p - q
            # Limits are found to about 1e-9: a limit at the true difference holds it.
            held = (found.lower <= gap + 1e-9) & (gap - 1e-9 <= found.upper)
            cover.append(float(chance @ held))
    assert 0.945 <= np.mean(cover) <= 0.975
    assert min(cover) >= 0.89


@pytest.mark.parametrize("alike", [0.0, 0.5, 1.0])
def test_repeats_by_person(alike: float) -> None:
    """Sixty persons with one to five follow-ups each, more or less alike; fixed seed."""
    rng = np.random.default_rng(9)
    size = rng.integers(1, 6, 60)
    person = np.repeat(np.arange(60), size)
    held, plain = [], []
    for _ in range(400):
        own = rng.random(60) < 0.7
        other = rng.random(person.size) < 0.7
        hit = np.where(rng.random(person.size) < alike, own[person], other)
        found = metrics.clustered_proportion(hit, person)
        held.append(found.lower[0] <= 0.7 <= found.upper[0])
        naive = metrics.proportion(int(hit.sum()), hit.size)
        plain.append(naive.lower[0] <= 0.7 <= naive.upper[0])
    assert 0.92 <= np.mean(held) <= 0.985
    assert np.mean(plain) < 0.88 or alike < 1


def test_inflated_rates() -> None:
    """Forty persons on average with one to four cases each: the plain interval is too narrow."""
    rng = np.random.default_rng(10)
    held, plain = [], []
    for _ in range(600):
        cases = rng.choice([1, 2, 4], rng.poisson(40), p=[0.6, 0.3, 0.1])
        events = int(cases.sum())
        wide = metrics.rate(events, 1, per=1, inflation=max((cases**2).sum() / events, 1))
        naive = metrics.rate(events, 1, per=1)
        held.append(wide.lower[0] <= 64 <= wide.upper[0])
        plain.append(naive.lower[0] <= 64 <= naive.upper[0])
    assert 0.92 <= np.mean(held) <= 0.98
    assert np.mean(plain) < 0.86
