"""Two groups side by side: differences and ratios of shares and of rates."""

from __future__ import annotations

import math

import pytest
from scipy.optimize import brentq
from statsmodels.stats.proportion import confint_proportions_2indep

from vnr import metrics


def test_score_limits_of_a_difference() -> None:
    """9 of 10 and 3 of 10, so few that the correction shows (Newcombe 1998, table II, method 6)."""
    found = metrics.proportion_difference(9, 10, 3, 10)

    assert (round(found.lower[0], 4), round(found.upper[0], 4)) == (0.1700, 0.8406)


def test_score_limits_of_a_ratio() -> None:
    """Miettinen and Nurminen's, as statsmodels has them."""
    found = metrics.proportion_ratio(7, 12, 2, 9)

    expected = confint_proportions_2indep(7, 12, 2, 9, method="score", compare="ratio")
    assert (found.lower[0], found.upper[0]) == pytest.approx(expected, rel=1e-5)


def test_newcombes_difference() -> None:
    """From the Wilson limits of either share: 56 of 70 and 48 of 80 (Newcombe 1998, table II)."""
    found = metrics.proportion_difference(56, 70, 48, 80, method="newcombe")
    one, other = metrics.proportion(56, 70), metrics.proportion(48, 80)

    assert (round(found.lower[0], 4), round(found.upper[0], 4)) == (0.0524, 0.3339)
    lower = 0.2 - math.hypot(0.8 - one.lower[0], other.upper[0] - 0.6)
    upper = 0.2 + math.hypot(one.upper[0] - 0.8, 0.6 - other.lower[0])
    assert (found.lower[0], found.upper[0]) == pytest.approx((lower, upper))


def test_newcombes_ratio() -> None:
    """Where the line through the shares leaves the Wilson limits (Donner & Zou 2012, MOVER)."""
    found = metrics.proportion_ratio(56, 70, 48, 80, method="newcombe")
    one, other = metrics.proportion(56, 70), metrics.proportion(48, 80)

    def beyond(ratio: float, own: float, theirs: float) -> float:
        return (0.8 - ratio * 0.6) ** 2 - (0.8 - own) ** 2 - ratio**2 * (theirs - 0.6) ** 2

    lower = brentq(beyond, 0.5, 0.8 / 0.6, args=(one.lower[0], other.upper[0]))
    upper = brentq(beyond, 0.8 / 0.6, 3, args=(one.upper[0], other.lower[0]))
    assert (found.lower[0], found.upper[0]) == pytest.approx((lower, upper))
    assert metrics.proportion_ratio(0, 7, 3, 9, method="newcombe").lower[0] == 0
    assert metrics.proportion_ratio(3, 9, 0, 7, method="newcombe").upper[0] == math.inf


def test_ratio_of_rates() -> None:
    """Breast cancer after fluoroscopy: 41 in 28 010 woman-years, 15 in 19 017 (Rothman)."""
    found = metrics.rate_ratio(41, 28010, 15, 19017)

    assert found.value[0] == pytest.approx((41 / 28010) / (15 / 19017))
    assert (round(found.lower[0], 2), round(found.upper[0], 2)) == (1.01, 3.61)


def test_difference_of_rates() -> None:
    """Each limit is as far from the difference as the limits of the two rates, squared and added."""
    one, other = metrics.rate(3, 100, per=100), metrics.rate(12, 200, per=100)
    found = metrics.rate_difference(3, 100, 12, 200, per=100)

    assert found.value[0] == 3 - 6
    lower = -3 - math.hypot(3 - one.lower[0], other.upper[0] - 6)
    upper = -3 + math.hypot(one.upper[0] - 3, 6 - other.lower[0])
    assert (found.lower[0], found.upper[0]) == pytest.approx((lower, upper))
