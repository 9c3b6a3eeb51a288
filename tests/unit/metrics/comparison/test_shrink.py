"""Shrinkage carries the uncertainty of its own parameters, and never fills in what isn't there."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import special, stats

from building import counts
from vnr import metrics
from vnr.errors import DataError
from vnr.metrics.choices import Kind
from vnr.results import Basis, State

K = np.array([5, 3, 0, 12, 7, 2, 1, 9, 20])
N = np.array([100, 80, 30, 250, 90, 70, 15, 120, 200])


def dense(kind: Kind, k: Any, n: Any) -> tuple[Any, Any, Any]:
    """Posterior mean and interval by a dense grid over both parameters, in plain sums."""
    small = np.quantile(n, 0.1)
    share = (np.arange(100) + 0.5) / 100
    zeta = (small * share / (1 - share))[:, None]
    if kind == "rate":
        mean = np.exp(np.linspace(np.log(2e-3), np.log(0.6), 240))[None, :]
        log = 0.5 * np.log(mean) + 0 * zeta
        for hits, size in zip(k, n, strict=True):
            log = log + stats.nbinom.logpmf(hits, zeta * mean, zeta / (zeta + size))
    else:
        t = np.linspace(-7, 1, 240)
        mean = special.expit(t)[None, :]
        log = 0.5 * np.log(mean * (1 - mean)) + 0 * zeta
        for hits, size in zip(k, n, strict=True):
            log = log + stats.betabinom.logpmf(hits, size, zeta * mean, zeta * (1 - mean))
    weight = np.exp(log - log.max())
    weight /= weight.sum()
    grid = np.linspace(0, 0.2, 161)
    found = []
    keep = weight > 1e-7
    w = weight[keep] / weight[keep].sum()
    a = (zeta * mean)[keep]
    rest = (zeta * (1 - mean))[keep]
    z = np.broadcast_to(zeta, weight.shape)[keep]
    for hits, size in zip(k[1:3], n[1:3], strict=True):
        cdf = np.array([
            (w * (
                special.gammainc(a + hits, (z + size) * x)
                if kind == "rate"
                else special.betainc(a + hits, rest + size - hits, x)
            )).sum()
            for x in grid
        ])  # fmt: skip
        centre = (w * (a + hits) / (z + size)).sum()
        found.append((centre, *np.interp([0.025, 0.975], cdf, grid)))
    return tuple(np.array(found).T)


@pytest.mark.parametrize("kind", ["rate", "proportion"])
def test_against_a_dense_grid(kind: Kind) -> None:
    """The quadrature gives what plain sums over a fine grid give."""
    mean, lower, upper = dense(kind, K, N)
    found = metrics.shrink(K, N, kind=kind, per=1)
    np.testing.assert_allclose(found.value[1:3], mean, rtol=2e-3)
    np.testing.assert_allclose(found.lower[1:3], lower, atol=6e-4)
    np.testing.assert_allclose(found.upper[1:3], upper, atol=1.2e-3)


class TestCoverage:
    """With nine units the intervals hold what they say; plug-in ones hold 84-88 %."""

    sizes = np.array([12, 15, 18, 30, 40, 60, 80, 120, 260])

    @pytest.mark.parametrize("zeta", [10, 400])
    @pytest.mark.parametrize("kind", ["rate", "proportion"])
    def test_holds(self, kind: Kind, zeta: int) -> None:
        """Between 90 and 99.5 % over sixty drawn counties, fixed seed."""
        rng = np.random.default_rng(6)
        held = []
        for _ in range(60):
            if kind == "rate":
                own = rng.gamma(0.2 * zeta, 1 / zeta, 9)
                k = rng.poisson(self.sizes * own)
            else:
                own = rng.beta(0.2 * zeta, 0.8 * zeta, 9)
                k = rng.binomial(self.sizes, own)
            found = metrics.shrink(k, self.sizes, kind=kind, per=1)
            held.append((found.lower <= own) & (own <= found.upper))
        assert 0.9 <= np.mean(held) <= 0.995


class TestAmount:
    """The amount of shrinkage is shown, and follows size and likeness."""

    def test_small_units_more(self) -> None:
        """The smaller the unit, the more of its figure comes of the others."""
        found = metrics.shrink(K, N)
        amount = found.columns["shrinkage"][np.argsort(N)]
        assert (np.diff(amount) < 0).all()
        assert ((amount > 0) & (amount < 1)).all()

    def test_between_own_and_common(self) -> None:
        """Each figure lies between the unit's own and the common one."""
        found = metrics.shrink(K, N, per=100)
        raw, common = found.columns["raw"], found.columns["common"]
        slack = 0.05 * common
        assert (np.minimum(raw, common) - slack <= found.value).all()
        assert (found.value <= np.maximum(raw, common) + slack).all()
        assert found.unit == "per 100 person-years"

    def test_units_alike_are_pooled_and_unlike_kept(self) -> None:
        """290 equal units share nearly all; 290 very different ones keep their own."""
        alike = metrics.shrink(np.full(290, 10), np.full(290, 100), kind="proportion")
        assert alike.columns["shrinkage"].min() > 0.8
        unlike = metrics.shrink(np.tile([10, 90], 145), np.full(290, 100), kind="proportion")
        assert unlike.columns["shrinkage"].max() < 0.1
        assert unlike.value[0] == pytest.approx(0.1, abs=0.02)

    def test_many_units_are_sharp(self) -> None:
        """A thousand units of 100 trials drawn from Beta(8, 72) share 0.44."""
        rng = np.random.default_rng(12)
        k = rng.binomial(100, rng.beta(8, 72, 1000))
        found = metrics.shrink(k, np.full(1000, 100), kind="proportion")
        grid = np.linspace(0.4, 0.6, 201)
        zeta = 100 * grid / (1 - grid)
        hits, units = np.unique(k, return_counts=True)
        log = [stats.betabinom.logpmf(hits, 100, 0.1 * z, 0.9 * z) @ units for z in zeta]
        weight = np.exp(np.array(log) - max(log))
        expected = (weight * grid).sum() / weight.sum()
        assert found.columns["shrinkage"][0] == pytest.approx(expected, abs=0.006)


class TestStates:
    """Never an estimate for what was not reported."""

    def test_not_reported_and_no_base(self) -> None:
        """A municipality that didn't deliver keeps its state; one without a base is undefined."""
        strata = {"municipality": [f"m{i}" for i in range(5)]}
        k = counts(strata, [3, 0, 2, 0, 9], state=[0, State.NOT_REPORTED, 0, 0, 0])
        found = metrics.shrink(k, counts(strata, [30, 20, 10, 0, 50]))
        assert found.state.tolist() == [0, State.NOT_REPORTED, 0, 0, 0]
        assert np.isnan(found.value).tolist() == [False, True, False, True, False]
        same = metrics.shrink([3, 2, 9], [30, 10, 50])
        assert found.value[[0, 2, 4]].tolist() == pytest.approx(same.value.tolist())
        assert (found.basis, found.notes[0].code) == (Basis.MODEL, "shrunk")

    def test_each_year_by_itself(self) -> None:
        """Across municipalities, each year is shrunk towards its own mean."""
        strata = {"municipality": ["a", "b", "c"] * 2, "year": [2018] * 3 + [2019] * 3}
        k, n = counts(strata, [3, 2, 9, 30, 20, 40]), counts(strata, [30, 10, 50] * 2)
        found = metrics.shrink(k, n, across="municipality")
        alone = metrics.shrink([30, 20, 40], [30, 10, 50])
        assert found.value[3:].tolist() == pytest.approx(alone.value.tolist())
        assert found.columns["common"][0] < found.columns["common"][3]

    def test_nothing_anywhere(self) -> None:
        """Where nobody has any, the figures are near 0 with an upper limit."""
        for kind in ("rate", "proportion"):
            found = metrics.shrink([0, 0, 0], [100, 80, 30], kind=kind, per=1)
            assert (found.value < 0.01).all()
            assert ((found.upper > 0.005) & (found.upper < 0.1)).all()


@pytest.mark.parametrize("metric", [metrics.shrink, metrics.ranks])
class TestRefused:
    """Too few units say nothing of how units differ."""

    def test_two_units(self, metric: Any) -> None:
        """Are refused, and so is a year with two."""
        with pytest.raises(DataError, match="at least 3 units with a base, here are 2"):
            metric([1, 2, 0], [10, 20, 0])
        with pytest.raises(DataError, match="here are 0"):
            metric([0], [0])

    def test_confidence(self, metric: Any) -> None:
        """A level is a proportion."""
        with pytest.raises(DataError, match="confidence"):
            metric(K, N, confidence=95)


def test_per_is_over_nothing() -> None:
    """A multiplier of 0 is refused."""
    with pytest.raises(DataError, match="per must be a number over 0"):
        metrics.shrink(K, N, per=0)


class TestRanks:
    """A place with its interval, drawn from the same posterior."""

    def test_far_apart(self) -> None:
        """Units far apart have sure places, 1 the highest."""
        found = metrics.ranks([10, 900, 300], [1000] * 3, kind="proportion")
        for name in ("value", "lower", "upper"):
            assert getattr(found, name).tolist() == [3, 1, 2]
        assert found.columns["highest"].tolist() == [0, 1, 0]

    def test_alike(self) -> None:
        """Units alike share all places: the mean place is the middle."""
        found = metrics.ranks([5] * 9, [100] * 9)
        assert found.columns["mean"].tolist() == pytest.approx([5] * 9, abs=0.2)
        assert (found.lower <= 2).all()
        assert (found.upper >= 8).all()
        assert found.columns["highest"].sum() == pytest.approx(1)

    @pytest.mark.parametrize("hits", [0, 1000], ids=["none", "all"])
    def test_ties(self, hits: int) -> None:
        """Figures so near 0 or 1 that draws are equal leave no unit before another."""
        found = metrics.ranks([hits] * 25, [1000] * 25, kind="proportion")
        assert found.columns["mean"].tolist() == pytest.approx([13] * 25, abs=0.5)
        assert found.columns["highest"].sum() == pytest.approx(1)

    def test_seed(self) -> None:
        """The same seed gives the same ranks, whatever else is drawn."""
        assert metrics.ranks(K, N) == metrics.ranks(K, N)
        assert metrics.ranks(K, N) != metrics.ranks(K, N, seed=1)

    def test_against_two_gammas(self) -> None:
        """With much data the chance of being first is that of one gamma over the other."""
        k, n = np.array([5200, 5000, 100]), np.full(3, 100_000.0)
        found = metrics.ranks(k, n, draws=20_000)
        rng = np.random.default_rng(7)
        first = (rng.gamma(5200, size=200_000) > rng.gamma(5000, size=200_000)).mean()
        assert found.columns["highest"][0] == pytest.approx(first, abs=0.015)

    def test_draws(self) -> None:
        """Too few draws are refused."""
        with pytest.raises(DataError, match="draws must be a whole number from 100"):
            metrics.ranks(K, N, draws=10)

    def test_not_reported_has_no_place(self) -> None:
        """And the others' places are counted without it."""
        strata = {"municipality": ["a", "b", "c", "d"]}
        state = [0, State.NOT_REPORTED, 0, 0]
        k = counts(strata, [10, 0, 900, 300], state=state)
        found = metrics.ranks(k, counts(strata, [1000] * 4), kind="proportion")
        assert found.value[[0, 2, 3]].tolist() == [3, 1, 2]
        assert np.isnan(found.value[1])
