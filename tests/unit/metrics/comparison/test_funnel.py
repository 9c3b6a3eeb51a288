"""A funnel shows what chance alone would do, and says what it can't tell."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from building import counts
from vnr import metrics
from vnr.errors import DataError, UnknownNameError
from vnr.metrics.choices import Kind
from vnr.results import State


def interpolated(distribution: Any, p: float) -> float:
    """Spiegelhalter 2005, appendix A.1: r less the part of its chance that is over p."""
    r = distribution.ppf(p)
    over = (distribution.cdf(r) - p) / (distribution.cdf(r) - distribution.cdf(r - 1))
    return max(float(r - over), 0.0)


def brought_in(scores: Any) -> float:
    """Mean square with the tenth at each end brought in to where it begins."""
    low, high = np.quantile(scores, 0.1), np.quantile(scores, 0.9)
    return float(np.mean([min(max(one, low), high) ** 2 for one in scores]))


@pytest.mark.parametrize("n", [1, 7, 50, 1000, 20000])
@pytest.mark.parametrize("target", [0.02, 0.3, 0.97])
@pytest.mark.parametrize("level", [0.95, 0.998])
def test_limits_of_proportions(n: int, target: float, level: float) -> None:
    """Exact binomial quantiles, interpolated between whole numbers."""
    found = metrics.funnel([0, 0], [n, n], target=target, levels=(level,))
    name = f"{100 * level:g}"
    for side, p in (("lower", (1 - level) / 2), ("upper", (1 + level) / 2)):
        expected = interpolated(stats.binom(n, target), p) / n
        assert found.columns[f"{side}_{name}"][0] == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("exposure", [3.0, 40.5, 5000.0])
def test_limits_of_rates(exposure: float) -> None:
    """Exact Poisson quantiles, in the unit asked for."""
    found = metrics.funnel([1, 1], [exposure] * 2, kind="rate", target=30, per=100)
    for side, p in (("lower", 0.025), ("upper", 0.975)):
        expected = 100 * interpolated(stats.poisson(0.3 * exposure), p) / exposure
        assert found.columns[f"{side}_95"][0] == pytest.approx(expected, abs=1e-9)
    assert found.unit == "per 100 person-years"
    assert found.value[0] == pytest.approx(100 / exposure)


@given(st.integers(1, 400), st.integers(1, 999), st.sampled_from([0.8, 0.95, 0.998, 0.9999]))
def test_limits_wherever_they_lie(n: int, thousandths: int, level: float) -> None:
    """The first guess may lie on either side of the quantile."""
    target = thousandths / 1000
    found = metrics.funnel([0, 0], [n, n], target=target, levels=(level,))
    name = f"{100 * level:g}"
    for side, p in (("lower", (1 - level) / 2), ("upper", (1 + level) / 2)):
        expected = interpolated(stats.binom(n, target), p) / n
        assert found.columns[f"{side}_{name}"][0] == pytest.approx(expected, abs=1e-8)


def test_scores_are_mid_p() -> None:
    """Half of the own value's chance counts, and far units keep their digits."""
    found = metrics.funnel([0, 3, 9, 0, 400, 100], [20, 20, 20, 500, 500, 100], target=0.2)
    binom = stats.binom([20, 20, 20, 500], 0.2)
    k = np.array([0, 3, 9, 0])
    mid = binom.cdf(k) - binom.pmf(k) / 2
    assert found.columns["score"][:4].tolist() == pytest.approx(stats.norm.ppf(mid).tolist())
    above = stats.binom.sf(400, 500, 0.2) + stats.binom.pmf(400, 500, 0.2) / 2
    assert found.columns["score"][4] == pytest.approx(stats.norm.isf(above))
    rates = metrics.funnel([0, 8, 40], [10.0, 10, 10], kind="rate", target=0.7, per=1)
    poisson = stats.poisson(7)
    high = poisson.sf([8, 40]) + poisson.pmf([8, 40]) / 2
    expected = [stats.norm.ppf(poisson.pmf(0) / 2), *stats.norm.isf(high)]
    assert rates.columns["score"].tolist() == pytest.approx(expected)


class TestOutside:
    """Which units lie outside, and on which side."""

    def test_sides(self) -> None:
        """-1 below, 1 above, 0 inside, at each level."""
        found = metrics.funnel([5, 20, 30, 60], [100] * 4, target=0.2)
        assert found.columns["outside_95"].tolist() == [-1, 0, 1, 1]
        assert found.columns["outside_99.8"].tolist() == [-1, 0, 0, 1]

    def test_common_target(self) -> None:
        """By default the target is the common proportion, for ratios 1."""
        assert metrics.funnel([1, 5], [10, 20]).columns["target"][0] == pytest.approx(0.2)
        assert metrics.funnel([1, 5], [10, 20], kind="smr").columns["target"].tolist() == [1, 1]

    def test_own_interval(self) -> None:
        """The figure's own interval stands beside, by the kind's method."""
        share = metrics.funnel([3, 9], [10, 20])
        assert share.upper[0] == metrics.proportion(3, 10).upper[0]
        ratio = metrics.funnel([3, 9], [10, 20], kind="smr")
        assert ratio.upper[0] == pytest.approx(metrics.smr(3, 10).upper[0])
        assert (ratio.n.tolist(), share.n.tolist()) == ([3, 9], [10, 20])

    def test_without_a_base(self) -> None:
        """A unit without a base lies nowhere; nor does anybody if nothing happened at all."""
        found = metrics.funnel([0, 3], [0, 9])
        assert np.isnan([found.value[0], found.columns["lower_95"][0]]).all()
        assert found.columns["outside_95"].tolist() == [0, 0]
        none = metrics.funnel([0, 0], [4, 9])
        assert np.isnan(none.columns["upper_95"]).all()
        assert np.isnan(metrics.funnel([0], [0]).columns["target"][0])


class TestOverdispersion:
    """Decided by the data where there are enough units, refused where there are not."""

    n = np.random.default_rng(1).integers(50, 2000, 290)

    def test_chance_alone(self) -> None:
        """Units that differ by chance are called overdispersed about once in twenty."""
        rng = np.random.default_rng(2)
        widened = [
            (metrics.funnel(rng.binomial(self.n, 0.1), self.n).columns["overdispersion"] > 1).any()
            for _ in range(100)
        ]
        assert sum(widened) <= 12

    @pytest.mark.parametrize("kind", ["proportion", "rate"])
    def test_finds_what_was_put_in(self, kind: Kind) -> None:
        """A spread of 0.03 between units is found, and few lie outside then."""
        rng = np.random.default_rng(3)
        size = 0.1 * 0.9 / 0.03**2 - 1
        own = rng.beta(0.1 * size, 0.9 * size, self.n.size)
        k = rng.binomial(self.n, own) if kind == "proportion" else rng.poisson(self.n * own)
        found = metrics.funnel(k, self.n, kind=kind)
        aim, per = k.sum() / self.n.sum(), 1 if kind == "proportion" else 10_000
        chance = aim * (1 - aim) if kind == "proportion" else aim
        spread = np.sqrt((found.columns["overdispersion"] - 1) * chance / self.n)
        assert spread.mean() == pytest.approx(0.03, rel=0.15)
        assert (found.columns["outside_95"] != 0).mean() < 0.09
        plain = metrics.funnel(k, self.n, kind=kind, overdispersion=False)
        assert (plain.columns["outside_95"] != 0).mean() > 0.3
        (told,) = (note.text("en") for note in found.notes if note.code == "overdispersion")
        assert f"deviation of {per * spread[0]:.3g}," in told
        assert "overdispersion" not in [note.code for note in plain.notes]

    def test_method_of_moments(self) -> None:
        """DerSimonian and Laird's, with the winsorised mean square in place of the plain one."""
        rng = np.random.default_rng(11)
        n = rng.integers(50, 400, 40)
        found = metrics.funnel(rng.binomial(n, rng.beta(6, 24, 40)), n, target=0.2)
        score = found.columns["score"]
        usual = np.mean([brought_in(one) for one in rng.standard_normal((4000, 40))])
        weight = n / (0.2 * 0.8)
        over = 40 * brought_in(score) / usual - 39
        between = over / (weight.sum() - (weight**2).sum() / weight.sum())
        expected = (1 + weight * between).tolist()
        assert found.columns["overdispersion"].tolist() == pytest.approx(expected, rel=0.02)

    def test_outliers_do_not_make_it(self) -> None:
        """Three units far off among forty are brought in before the spread is looked at."""
        rng = np.random.default_rng(4)
        k = rng.binomial(500, 0.1, 40)
        k[:3] = 150
        found = metrics.funnel(k, np.full(40, 500), target=0.1)
        assert found.columns["outside_99.8"][:3].tolist() == [1] * 3
        assert found.columns["overdispersion"].max() < 2

    def test_limits_are_those_of_smaller_units(self) -> None:
        """A unit whose variance is twice chance's has the limits of one half as large."""
        rng = np.random.default_rng(5)
        k = rng.binomial(400, rng.beta(8, 32, 60))
        found = metrics.funnel(k, np.full(60, 400), target=0.2)
        factor = found.columns["overdispersion"][0]
        assert factor > 2
        size = 400 / factor
        lower = found.columns["lower_95"][0] * size
        upper = found.columns["upper_95"][0] * size
        # The chance below a limit, between the whole numbers on each side of it.
        for limit, p in ((lower, 0.025), (upper, 0.975)):
            below = [
                stats.beta.cdf(0.8, size - r, r + 1) for r in (np.floor(limit), np.ceil(limit))
            ]
            assert below[0] < p <= below[1]

    @pytest.mark.parametrize("units", [9, 19])
    def test_too_few(self, units: int) -> None:
        """With too few units the default says so, and asking for it is refused."""
        k, n = np.arange(units), np.full(units, 50)
        found = metrics.funnel(k, n)
        assert "too_few_for_overdispersion" in [note.code for note in found.notes]
        assert found.columns["overdispersion"].tolist() == [1] * units
        with pytest.raises(DataError, match=f"at least 20 units, here are {units}"):
            metrics.funnel(k, n, overdispersion=True)

    def test_enough(self) -> None:
        """With one more it is decided, and asked for it is used though not rare."""
        k, n = np.full(20, 5), np.full(20, 50)
        k[:6], k[6:12] = 7, 3
        found = metrics.funnel(k, n)
        assert [note.code for note in found.notes][2:] == []
        assert metrics.funnel(k, n, overdispersion=True).columns["overdispersion"].max() >= 1

    def test_never_narrows(self) -> None:
        """Units more alike than chance makes them leave the limits as they are."""
        k, n = np.full(30, 5), np.full(30, 50)
        found = metrics.funnel(k, n, overdispersion=True)
        assert found.columns["overdispersion"].tolist() == [1] * 30


class TestNotes:
    """The result says that someone nearly always lies outside, and that high may be good."""

    def test_nine_units(self) -> None:
        """1 - 0.95 ** 9 is 0.37."""
        found = metrics.funnel([1] * 9, [10] * 9)
        assert "Även om de 9 enheterna inte skilde sig åt" in found.notes[0].text("sv")
        assert "37 fall av 100" in found.notes[0].text("sv")
        assert "37 of 100 cases" in found.notes[0].text("en")
        assert found.notes[1].code == "high_may_be_good"
        assert "upptäcks" in repr(found)


def test_reads_well() -> None:
    """Swedish headings, and small rates with figures that count."""
    found = metrics.funnel([5, 8, 2], [1000, 1000, 900], kind="rate", per=1)
    assert "per 1 personår" in repr(found)
    assert "undre 99,8" in repr(found)
    assert "utanför 95" in repr(found)
    assert "0,0050 (0,0016–0,0117), n=5" in repr(found)
    assert "0.0050 (0.0016–0.0117), n=5" in found.show("en")
    assert "lower 99.8" in found.show("en")
    assert "1,20 (0,55–2,28), n=9" in repr(metrics.rate(9, 7.5, per=1))


class TestAcross:
    """Each combination of the other strata is a funnel of its own."""

    strata: ClassVar = {"municipality": ["a", "b", "a", "b"], "year": [2018, 2018, 2019, 2019]}

    def test_by_year(self) -> None:
        """The target is each year's own."""
        k, n = counts(self.strata, [1, 3, 6, 2]), counts(self.strata, [10, 10, 10, 10])
        found = metrics.funnel(k, n, across="municipality")
        assert found.columns["target"].tolist() == pytest.approx([0.2, 0.2, 0.4, 0.4])
        assert metrics.funnel(k, n).columns["target"].tolist() == pytest.approx([0.3] * 4)
        with pytest.raises(UnknownNameError, match="stratum"):
            metrics.funnel(k, n, across="unit")

    def test_not_reported(self) -> None:
        """What isn't reported counts towards no target and has no limits."""
        state = [0, State.NOT_REPORTED, 0, 0]
        k = counts(self.strata, [1, 0, 6, 2], state=state)
        found = metrics.funnel(k, counts(self.strata, [10] * 4), across="municipality")
        assert found.state.tolist() == state
        assert found.columns["target"][0] == pytest.approx(0.1)
        assert np.isnan(found.columns["lower_95"][1])


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"kind": "share"}, "kind must be one of proportion, rate, smr"),
        ({"target": 0}, "target must be over 0"),
        ({"target": 1.0}, "target must be over 0"),
        ({"levels": ()}, "levels must name"),
        ({"levels": (95,)}, "levels must lie"),
        ({"per": 0, "kind": "rate"}, "per must be a number over 0"),
        ({"per": 10_000}, "per belongs to kind='rate'; a figure of kind 'proportion'"),
        ({"per": 100, "kind": "smr"}, "per belongs to kind='rate'; a figure of kind 'smr'"),
    ],
)
def test_refused(more: dict[str, Any], says: str) -> None:
    """An argument that is none of its choices is named."""
    with pytest.raises(DataError, match=says):
        metrics.funnel([1, 2], [10, 20], **more)


def test_events_without_a_base() -> None:
    """Are refused: they would vanish."""
    with pytest.raises(DataError, match="events without a base at row 1"):
        metrics.funnel([1, 2], [10, 0], kind="rate")


@pytest.mark.parametrize(("n", "target"), [(24, 0.5), (45, 0.7), (31, 0.1), (5, 0.99)])
@pytest.mark.parametrize("level", [0.95, 0.998])
def test_limits_by_search(n: int, target: float, level: float) -> None:
    """A limit is the first number that chance doesn't exceed so often, found one by one."""
    made = metrics.funnel([1, 2, 3], [n] * 3, target=target, levels=(level,))
    for side, chance in (("lower", (1 - level) / 2), ("upper", 1 - (1 - level) / 2)):
        hits = next(k for k in range(n + 1) if stats.binom.cdf(k, n, target) >= chance)
        at, before = (float(stats.binom.cdf(k, n, target)) for k in (hits, hits - 1))
        expected = max(hits - (at - chance) / (at - before), 0) / n
        limit = made.columns[f"{side}_{100 * level:g}"]
        assert limit.tolist() == pytest.approx([expected] * 3, abs=1e-9)
