"""Published intervals of two proportions and two rates, and oracles written for reading."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, stats

from vnr import metrics

# Newcombe RG, Statistics in Medicine 1998;17:873-890, table II: k, n, k', n', then the limits of
# method 6 (Miettinen and Nurminen) and of method 10 (hybrid score).
NEWCOMBE = [
    (56, 70, 48, 80, 0.0528, 0.3382, 0.0524, 0.3339),
    (9, 10, 3, 10, 0.1700, 0.8406, 0.1705, 0.8090),
    (6, 7, 2, 7, 0.0342, 0.8534, 0.0582, 0.8062),
    (5, 56, 0, 29, -0.0326, 0.1933, -0.0381, 0.1926),
    (0, 10, 0, 20, -0.1658, 0.2844, -0.1611, 0.2775),
    (0, 10, 0, 10, -0.2879, 0.2879, -0.2775, 0.2775),
    (10, 10, 0, 20, 0.7156, 1.0000, 0.6791, 1.0000),
    (10, 10, 0, 10, 0.6636, 1.0000, 0.6075, 1.0000),
]
Z = stats.norm.ppf(0.975)


@pytest.mark.parametrize("row", NEWCOMBE)
@pytest.mark.parametrize(("method", "at"), [("miettinen-nurminen", 4), ("newcombe", 6)])
def test_difference_as_published(row: tuple[float, ...], method: str, at: int) -> None:
    """To the last printed digit."""
    found = metrics.proportion_difference(*row[:4], method=method)  # type: ignore[arg-type]
    assert found.lower[0] == pytest.approx(row[at], abs=6e-5)
    assert found.upper[0] == pytest.approx(row[at + 1], abs=6e-5)


def score_limit(row: tuple[int, ...], outer: float, kind: str) -> float:
    """The score limit by searching for the most likely share at each value tried."""
    k, n, j, m = row

    def statistic(value: float) -> float:
        def other(q: float) -> float:
            return q + value if kind == "difference" else q * value

        def unlikely(q: float) -> float:
            return -float(stats.binom.logpmf(k, n, other(q)) + stats.binom.logpmf(j, m, q))

        low, high = max(0.0, -value), min(1.0, 1 - value)
        if kind == "ratio":
            low, high = 0.0, min(1.0, 1 / value) if value else 1.0
        q = optimize.minimize_scalar(
            unlikely, bounds=(low, high), method="bounded", options={"xatol": 1e-13}
        ).x
        p = other(q)
        scale = 1.0 if kind == "difference" else value**2
        variance = (p * (1 - p) / n + scale * q * (1 - q) / m) * (n + m) / (n + m - 1)
        gap = k / n - j / m - value if kind == "difference" else k / n - value * j / m
        return float(gap**2 / variance - Z**2)

    best = k / n - j / m if kind == "difference" else (k / n) / (j / m)
    return float(optimize.brentq(statistic, best + 1e-9 * np.sign(outer - best), outer))


@pytest.mark.parametrize("row", [(56, 70, 48, 80), (3, 11, 5, 9), (7, 50, 20, 41), (1, 30, 2, 8)])
@pytest.mark.parametrize("kind", ["difference", "ratio"])
def test_score_limits_by_search(row: tuple[int, ...], kind: str) -> None:
    """The closed form of the constrained likelihood against a search for it."""
    find = metrics.proportion_difference if kind == "difference" else metrics.proportion_ratio
    found = find(*row)
    ends = (-0.9999, 0.9999) if kind == "difference" else (1e-6, 500.0)
    assert found.lower[0] == pytest.approx(score_limit(row, ends[0], kind), abs=2e-6)
    assert found.upper[0] == pytest.approx(score_limit(row, ends[1], kind), abs=2e-5)


@pytest.mark.parametrize("row", [(56, 70, 48, 80), (9, 10, 3, 10), (6, 7, 2, 7), (2, 40, 6, 40)])
def test_ratio_against_statsmodels(row: tuple[int, ...]) -> None:
    """Another implementation of the score interval, to what its search resolves."""
    other = pytest.importorskip("statsmodels.stats.proportion")
    lower, upper = other.confint_proportions_2indep(
        *row, compare="ratio", method="score", correction=True
    )
    found = metrics.proportion_ratio(*row)
    assert found.lower[0] == pytest.approx(lower, rel=1e-7)
    assert found.upper[0] == pytest.approx(upper, rel=1e-7)


@pytest.mark.parametrize("row", [(56, 70, 48, 80), (9, 10, 3, 10), (2, 40, 6, 40), (0, 9, 4, 9)])
def test_newcombe_ratio_by_recovered_variances(row: tuple[int, ...]) -> None:
    """The limit is where the interval of p - ratio * q, with Wilson's limits, ends at 0."""
    k, n, j, m = row
    p, q = k / n, j / m
    ends = metrics.proportion([k, j], [n, m])
    (p_low, q_low), (p_high, q_high) = ends.lower, ends.upper

    def lower(ratio: float) -> float:
        return float(p - ratio * q - np.hypot(p - p_low, ratio * (q_high - q)))

    def upper(ratio: float) -> float:
        return float(p - ratio * q + np.hypot(p_high - p, ratio * (q - q_low)))

    found = metrics.proportion_ratio(*row, method="newcombe")
    assert found.lower[0] == pytest.approx(optimize.brentq(lower, 0, p / q) if k else 0, abs=1e-9)
    assert found.upper[0] == pytest.approx(optimize.brentq(upper, p / q, 1e3), abs=1e-7)


class TestEnds:
    """0 of n and n of n have limits; 0 of 0, and 0 relative to 0, are undefined."""

    @pytest.mark.parametrize("method", ["miettinen-nurminen", "newcombe"])
    def test_ratio_to_none(self, method: str) -> None:
        """Relative to none the ratio is infinite, with a finite lower limit."""
        found = metrics.proportion_ratio([10, 0], [10, 10], [0, 0], [20, 20], method=method)  # type: ignore[arg-type]
        assert found.value[0] == found.upper[0] == np.inf
        assert 1 < found.lower[0] < 10
        assert np.isnan([found.value[1], found.lower[1], found.upper[1]]).all()

    @pytest.mark.parametrize("method", ["miettinen-nurminen", "newcombe"])
    @pytest.mark.parametrize("find", [metrics.proportion_difference, metrics.proportion_ratio])
    def test_nobody(self, find: Any, method: str) -> None:
        """A group without trials leaves it undefined, and n is of both."""
        found = find([0, 3], [0, 9], [1, 3], [4, 9], method=method)
        assert np.isnan([found.value[0], found.lower[0], found.upper[0]]).all()
        assert found.n.tolist() == [4, 18]
        assert found.lower[1] < found.value[1] < found.upper[1]


@given(
    st.tuples(st.integers(0, 30), st.integers(1, 30), st.integers(0, 30), st.integers(1, 30)).map(
        lambda t: (min(t[0], t[1]), t[1], min(t[2], t[3]), t[3])
    ),
    st.sampled_from(["miettinen-nurminen", "newcombe"]),
)
def test_difference_turns_with_the_groups(row: tuple[int, ...], method: str) -> None:
    """Exchanging the groups turns the sign, and the interval holds the figure within [-1, 1]."""
    k, n, j, m = row
    one = metrics.proportion_difference(k, n, j, m, method=method)  # type: ignore[arg-type]
    other = metrics.proportion_difference(j, m, k, n, method=method)  # type: ignore[arg-type]
    assert one.lower[0] == pytest.approx(-other.upper[0], abs=1e-9)
    assert -1 <= one.lower[0] <= one.value[0] + 1e-12
    assert one.value[0] - 1e-12 <= one.upper[0] <= 1


@pytest.mark.parametrize("row", [(41, 28010, 15, 19017), (0, 100, 4, 50), (7, 30, 0, 60)])
def test_rate_ratio_is_binomial_given_the_total(row: tuple[int, ...]) -> None:
    """Clopper-Pearson limits of the one group's part of all events, by scipy's binomial test."""
    seen, years, other, other_years = row
    part = stats.binomtest(seen, seen + other).proportion_ci(method="exact")
    scale = other_years / years
    found = metrics.rate_ratio(*row)
    assert found.lower[0] == pytest.approx(part.low / (1 - part.low) * scale)
    if other:
        assert found.upper[0] == pytest.approx(part.high / (1 - part.high) * scale)
        assert found.value[0] == pytest.approx(seen / other * scale)
    else:
        assert found.upper[0] == found.value[0] == np.inf


def test_rate_ratio_undefined() -> None:
    """Without any event, or without exposure, there is no ratio."""
    found = metrics.rate_ratio([0, 3, 3], [10, 0, 10], [0, 3, 3], [10, 10, 0])
    assert np.isnan([found.value, found.lower, found.upper]).all()
    assert found.n.tolist() == [0, 6, 6]


@pytest.mark.parametrize("row", [(4, 1000, 9, 2000), (0, 50, 3, 70), (5, 50, 0, 70)])
def test_rate_difference_recovers_variances(row: tuple[int, ...]) -> None:
    """From the chi-square limits of both rates, written out."""
    seen, years, other, other_years = row

    def limits(o: int) -> tuple[float, float]:
        return (
            stats.chi2.ppf(0.025, 2 * o) / 2 if o else 0.0,
            stats.chi2.ppf(0.975, 2 * o + 2) / 2,
        )

    (low, high), (other_low, other_high) = limits(seen), limits(other)
    d = seen / years - other / other_years
    lower = d - np.hypot((seen - low) / years, (other_high - other) / other_years)
    upper = d + np.hypot((high - seen) / years, (other - other_low) / other_years)
    found = metrics.rate_difference(*row, per=100, method="exact")
    assert found.value[0] == pytest.approx(100 * d)
    assert found.lower[0] == pytest.approx(100 * lower)
    assert found.upper[0] == pytest.approx(100 * upper)
    assert found.method == "exact, variances recovered"


def test_rate_difference_without_exposure() -> None:
    """Is undefined."""
    found = metrics.rate_difference(3, 0, 4, 10)
    assert np.isnan([found.value[0], found.lower[0], found.upper[0]]).all()
