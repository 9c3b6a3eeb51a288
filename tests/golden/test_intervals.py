"""Published intervals, with a row on each side of every branch, and other implementations."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from vnr import metrics

# Newcombe RG, Statistics in Medicine 1998;17:857-872, table I, method 3 (score, Wilson).
NEWCOMBE = [
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0000, 0.1611),
    (1, 29, 0.0061, 0.1718),
]
# The same table, method 5 (Clopper-Pearson).
CLOPPER_PEARSON = [
    (81, 263, 0.2527, 0.3676),
    (15, 148, 0.0578, 0.1617),
    (0, 20, 0.0000, 0.1684),
    (1, 29, 0.0009, 0.1776),
]


@pytest.mark.parametrize(("k", "n", "lower", "upper"), NEWCOMBE)
def test_wilson(k: int, n: int, lower: float, upper: float) -> None:
    """To the last printed digit."""
    found = metrics.proportion(k, n)
    assert (round(found.lower[0], 4), round(found.upper[0], 4)) == (lower, upper)


@pytest.mark.parametrize(("k", "n", "lower", "upper"), CLOPPER_PEARSON)
def test_clopper_pearson(k: int, n: int, lower: float, upper: float) -> None:
    """To the last printed digit."""
    found = metrics.proportion(k, n, method="clopper-pearson")
    assert (round(found.lower[0], 4), round(found.upper[0], 4)) == (lower, upper)


def test_su_kvinnofrid() -> None:
    """SKR, interim report May 2023: 1 528 of 2 090 closed, 567 answers of those closed."""
    found = metrics.proportion([1528, 567], [2090, 1528])
    percent = np.round(100 * np.array([found.value, found.lower, found.upper]), 1)
    assert percent.T.tolist() == [[73.1, 71.2, 75.0], [37.1, 34.7, 39.6]]


NAMES = {
    "wilson": "wilson", "clopper-pearson": "beta", "jeffreys": "jeffreys",
    "agresti-coull": "agresti_coull",
}  # fmt: skip


@pytest.mark.parametrize("method", NAMES)
@pytest.mark.parametrize("confidence", [0.9, 0.95, 0.998])
def test_against_statsmodels(method: str, confidence: float) -> None:
    """Another implementation, to 1e-12, for 0 and n of n and between."""
    proportion = pytest.importorskip("statsmodels.stats.proportion")
    k, n = np.array([0, 1, 5, 19, 20, 81]), np.array([20, 20, 20, 20, 20, 263])
    found = metrics.proportion(k, n, method=method, confidence=confidence)  # type: ignore[arg-type]
    lower, upper = proportion.proportion_confint(k, n, 1 - confidence, NAMES[method])
    inside = (k > 0) & (k < n)
    if method != "jeffreys":
        inside[:] = True
    np.testing.assert_allclose(found.lower[inside], np.clip(lower, 0, 1)[inside], atol=1e-12)
    np.testing.assert_allclose(found.upper[inside], np.clip(upper, 0, 1)[inside], atol=1e-12)
    assert found.lower[0] == 0
    assert found.upper[4] == 1


@pytest.mark.parametrize("method", NAMES)
def test_nothing_of_nothing(method: str) -> None:
    """0 of 0 is undefined: nan, with n 0."""
    found = metrics.proportion([0, 0], [0, 1], method=method)  # type: ignore[arg-type]
    assert np.isnan([found.value[0], found.lower[0], found.upper[0]]).all()
    assert found.n.tolist() == [0, 1]


# Exact limits of a Poisson mean, 95 %: Breslow and Day 1987, table 2.10, as ratios times O.
EXACT = [
    (0, 0.0, 3.689),
    (1, 0.025, 5.572),
    (2, 0.242, 7.225),
    (9, 4.115, 17.085),
    (10, 4.795, 18.390),
]


@pytest.mark.parametrize(("events", "lower", "upper"), EXACT)
def test_exact_poisson(events: int, lower: float, upper: float) -> None:
    """To three decimals."""
    found = metrics.rate(events, 1, per=1, method="exact")
    assert (round(found.lower[0], 3), round(found.upper[0], 3)) == (lower, upper)


@pytest.mark.parametrize("events", [0, 1, 5, 9, 10, 11, 50, 1000])
def test_exact_against_chi_square(events: int) -> None:
    """The chi-square form of the same limits."""
    found = metrics.rate(events, 1, per=1, method="exact")
    lower = stats.chi2.ppf(0.025, 2 * events) / 2 if events else 0
    assert found.lower[0] == pytest.approx(lower, abs=1e-9)
    assert found.upper[0] == pytest.approx(stats.chi2.ppf(0.975, 2 * events + 2) / 2)


@pytest.mark.parametrize("events", [6, 7, 8, 9])
def test_auto_is_exact_below_ten(events: int) -> None:
    """Below ten events `auto` gives the exact limits, which differ from Byar's."""
    auto, exact, byar = (
        metrics.rate(events, 1, per=1, method=method) for method in ("auto", "exact", "byar")
    )
    assert (auto.lower[0], auto.upper[0]) == (exact.lower[0], exact.upper[0])
    assert auto.lower[0] != byar.lower[0]


@pytest.mark.parametrize("events", [10, 11, 12, 40])
def test_auto_is_byar_from_ten(events: int) -> None:
    """From ten events on it gives Byar's, written out here: Breslow and Day 1987, p. 69."""
    z = 1.959963984540054
    auto = metrics.rate(events, 1, per=1)
    low = events * (1 - 1 / (9 * events) - z / (3 * events**0.5)) ** 3
    more = events + 1
    high = more * (1 - 1 / (9 * more) + z / (3 * more**0.5)) ** 3
    assert auto.lower[0] == pytest.approx(low, abs=1e-12)
    assert auto.upper[0] == pytest.approx(high, abs=1e-12)
    assert auto.lower[0] != metrics.rate(events, 1, per=1, method="exact").lower[0]


def test_no_exposure_and_no_events() -> None:
    """No exposure is undefined; no events are a rate of 0 with an upper limit."""
    found = metrics.rate([0, 3], [10, 0], per=10)
    assert found.value[0] == 0
    assert found.upper[0] == pytest.approx(3.6889, abs=1e-4)
    assert np.isnan(found.value[1])
    assert metrics.rate(0, 1, method="byar").lower[0] == 0
