"""Is the 95 % true where persons repeat? A few hundred simulated tables with a fixed seed.

``benchmarks/clusters.py`` simulates thousands, and prints every figure beside the one that takes
cases as independent. The bands are 93 to 97 % and two standard errors of so few tables.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

import repeating

TABLES = 240
CLUSTERS = {"person": 60, "officer": 20}


@cache
def tables(cluster: str) -> repeating.Tables:
    """Sixty persons with one, two or four cases, or twenty officers with one to forty."""
    rng, number = np.random.default_rng(7), CLUSTERS[cluster]
    return repeating.made(rng, TABLES, number, cluster)  # type: ignore[arg-type]


@pytest.mark.parametrize("cluster", CLUSTERS)
@pytest.mark.parametrize("name", ["detection", "assessments_used", "reactivation"])
def test_shares(name: str, cluster: str) -> None:
    """Limits by cluster hold the true share; those of independent cases do so less often."""
    ours, plain = (
        repeating.held(*repeating.shares(name)(tables(cluster), asked)).mean()
        for asked in (cluster, None)
    )
    assert 0.93 - 0.03 <= ours <= 0.97 + 0.02
    assert plain < (0.7 if cluster == "officer" else ours)


@pytest.mark.parametrize("cluster", CLUSTERS)
def test_restricted_mean(cluster: str) -> None:
    """So do those of the mean time to closing within a hundred days."""
    ours, plain = (
        repeating.held(*repeating.curves(tables(cluster), asked)).mean()  # type: ignore[arg-type]
        for asked in (cluster, None)
    )
    assert 0.93 - 0.03 <= ours <= 0.97 + 0.02
    assert plain < ours


@cache
def municipalities() -> list[repeating.Municipal]:
    """Three times all municipalities, with 20 to 80 persons expected, who have 1, 2 or 4 cases."""
    rng = np.random.default_rng(7)
    return [repeating.municipal(rng, (20, 80), "few") for _ in range(3)]


@pytest.mark.parametrize("name", repeating.FIGURES)
def test_municipalities(name: str) -> None:
    """Those that don't differ are inside as often as the level says, with the factor for repeats."""
    ours, plain = (
        np.concatenate(
            [repeating.held(*repeating.key_figures(name, one, factor)) for one in municipalities()]
        ).mean()
        for factor in (True, False)
    )
    if name == "funnel 99.8":
        assert ours >= 0.99
        assert plain < 0.985
    else:
        assert 0.93 - 0.015 <= ours <= 0.97 + 0.015
        assert plain < 0.9


def test_complete() -> None:
    """The total of thirty that differ, of which twenty report."""
    rng = np.random.default_rng(7)
    held = np.mean([repeating.complete_same(rng, 20) for _ in range(400)])
    assert 0.93 - 0.02 <= held <= 0.97 + 0.02
