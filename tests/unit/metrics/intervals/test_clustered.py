"""Several trials of one person: the interval rests on fewer than there are."""

from __future__ import annotations

import pytest
from scipy.stats import t

from vnr import metrics


def effective(trials: dict[str, list[int]]) -> float:
    """Korn and Graubard's effective number, trial by trial, with t for z below 20 persons."""
    n, m = sum(map(len, trials.values())), len(trials)
    if n == m:
        return float(n)
    p = sum(map(sum, trials.values())) / n
    e = n**2 / sum(len(own) ** 2 for own in trials.values())
    clustered = e / (e - 1) * sum((sum(own) - p * len(own)) ** 2 for own in trials.values()) / n**2
    effect = clustered / (p * (1 - p) / (n - 1))
    quantile = t.ppf(0.975, n - 1) if m >= 20 else t.ppf(0.975, 1e9)
    return float(n / max(effect, 1) * (quantile / t.ppf(0.975, e - 1)) ** 2)


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
def test_effective_number(trials: dict[str, list[int]]) -> None:
    """It is less by the design effect, never more for one below 1, and by the few persons."""
    person = [name for name, own in trials.items() for _ in own]
    hit = [one for own in trials.values() for one in own]
    found = metrics.clustered_proportion(hit, person)

    number = effective(trials)
    assert found.columns["n_effective"].tolist() == pytest.approx([number], rel=1e-6)
    assert found.columns["n_persons"].tolist() == [len(trials)]
    z2, p = t.ppf(0.975, 1e9) ** 2, sum(hit) / len(hit)
    centre = (p * number + z2 / 2) / (number + z2)
    half = (z2 * (p * (1 - p) / number + z2 / (4 * number**2))) ** 0.5 / (1 + z2 / number)
    assert found.lower[0] == pytest.approx(centre - half, abs=1e-6)
    assert found.upper[0] == pytest.approx(centre + half, abs=1e-6)
