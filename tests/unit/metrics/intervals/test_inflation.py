"""One factor for repeats, in rates, ratios, funnels and key figures alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy.stats import beta, binom, chi2, poisson

from building import case, register
from golden.figures import registers as fixed_registers
from vnr import metrics
from vnr.errors import DataError
from vnr.metrics.choices import Kind
from vnr.model import Period
from vnr.report import county_report
from vnr.results import Estimate

m = metrics
FIGURES: dict[str, Callable[..., Estimate]] = {
    "rate": lambda **more: m.rate([30, 9], [900, 300], **more),
    "smr": lambda **more: m.smr([30, 9], [20, 10], **more),
    "rate_ratio": lambda **more: m.rate_ratio([30, 9], [900, 300], [20, 10], [1000, 500], **more),
    "rate_difference": lambda **more: m.rate_difference(
        [30, 9], [900, 300], [20, 10], [1000, 500], **more
    ),
    "funnel of rates": lambda **more: m.funnel([30, 9], [900, 300], kind="rate", **more),
    "funnel of shares": lambda **more: m.funnel([30, 9], [90, 30], **more),
}


@pytest.mark.parametrize("name", FIGURES)
class TestEveryFigure:
    """The value stays; the limits go apart."""

    def test_one_is_none(self, name: str) -> None:
        """A factor of 1 changes nothing."""
        assert FIGURES[name](inflation=1) == FIGURES[name]()

    def test_wider(self, name: str) -> None:
        """A larger factor widens the limits of its own cell, and of no other."""
        plain, wider = FIGURES[name](), FIGURES[name](inflation=[1.5, 1])
        np.testing.assert_array_equal(wider.value, plain.value)
        assert wider.lower[0] < plain.lower[0]
        assert wider.upper[0] > plain.upper[0]
        assert (wider.lower[1], wider.upper[1]) == (plain.lower[1], plain.upper[1])

    def test_below_one(self, name: str) -> None:
        """Repeats make no figure surer."""
        with pytest.raises(DataError, match=r"inflation must be at least 1, got 0\.9 at row 1"):
            FIGURES[name](inflation=[1, 0.9])


def test_smr() -> None:
    """Limits are those of O / φ events, times φ: 8 of 16 events in pairs, by chi-squared."""
    found = m.smr(16, 10, inflation=2)
    np.testing.assert_allclose(found.lower, 2 * chi2.ppf(0.025, 2 * 8) / 2 / 10)
    np.testing.assert_allclose(found.upper, 2 * chi2.ppf(0.975, 2 * 9) / 2 / 10)
    assert found.method.endswith("widened for repeats")


def test_rate_ratio() -> None:
    """Given 15 and 6 of φ 2 and 3: beta limits of 7.5 of 9.5, scaled back."""
    found = m.rate_ratio(15, 100, 6, 200, inflation=2, inflation_other=3)
    k, other = 15 / 2, 6 / 3
    low, high = beta.ppf(0.025, k, other + 1), beta.ppf(0.975, k + 1, other)
    scale = (200 * 2) / (100 * 3)
    np.testing.assert_allclose(found.lower, low / (1 - low) * scale)
    np.testing.assert_allclose(found.upper, high / (1 - high) * scale)
    few = m.rate_ratio(1, 100, 6, 200, inflation=2)
    low = beta.ppf(0.025, 0.5, 3 + 1)
    np.testing.assert_allclose(few.lower, low / (1 - low) * 2)


def test_the_other_is_as_the_one() -> None:
    """Without a factor of its own the other group has that of the one."""
    same = m.rate_difference(15, 100, 6, 200, inflation=2, inflation_other=2)
    assert m.rate_difference(15, 100, 6, 200, inflation=2) == same
    r, low, high = (m.rate(15, 100, inflation=2), *m.rate(15, 100, inflation=2).limits())
    o, other_low, other_high = (m.rate(6, 200, inflation=2), *m.rate(6, 200, inflation=2).limits())
    half = np.hypot(r.value - low, other_high - o.value)
    np.testing.assert_allclose(same.lower, r.value - o.value - half)
    half = np.hypot(high - r.value, o.value - other_low)
    np.testing.assert_allclose(same.upper, r.value - o.value + half)
    with pytest.raises(DataError, match="inflation_other must be at least 1"):
        m.rate_ratio(15, 100, 6, 200, inflation_other=0.5)


@pytest.mark.parametrize("kind", ["rate", "proportion"])
def test_funnel(kind: Kind) -> None:
    """Limits are quantiles in units of φ, and scores are φ's root nearer."""
    k, n = np.array([30, 12]), np.array([100, 50])
    found: Any = m.funnel(k, n, kind=kind, target=0.25, inflation=[2, 1], per=1)
    plain: Any = m.funnel(k, n, kind=kind, target=0.25, per=1)
    np.testing.assert_allclose(found["overdispersion"], [2, 1])
    np.testing.assert_allclose(found["score"], plain["score"] / np.sqrt([2, 1]))
    law = poisson(50 * 0.25) if kind == "rate" else binom(50, 0.25)
    r = law.ppf(0.025)
    exact = r - (law.cdf(r) - 0.025) / (law.cdf(r) - law.cdf(r - 1))
    np.testing.assert_allclose(found["lower_95"][0], 2 * exact / 100)


def test_funnel_between() -> None:
    """Ordinary variation is looked for beyond what repeats give, and added to it."""
    rng = np.random.default_rng(3)
    exposure = np.full(40, 400.0)
    k = 2 * rng.poisson(exposure * 0.05 * rng.gamma(8, 1 / 8, 40))
    plain, found = (
        m.funnel(k, exposure, kind="rate", per=1, overdispersion=True, inflation=phi)
        for phi in (1, 2)
    )
    phi = found.columns["overdispersion"]
    assert (phi > 2).all()
    between = (phi - 2) * 0.1 / 400
    assert (between < (plain.columns["overdispersion"] - 1) * plain.columns["target"] / 400).all()


def test_report() -> None:
    """The county report's funnel has the factors that its rates have."""
    chapter = next(
        one
        for one in county_report(fixed_registers()["county"], "04", Period.year(2019)).chapters
        if one.name == "rates"
    )
    repeats = m.repeats(fixed_registers()["county"], Period.year(2019), by="municipality")
    cases = chapter.results["cases"]
    funnel = chapter.results["funnel"].select(municipality="0480")
    assert (
        funnel.columns["overdispersion"].tolist()
        == repeats.select(municipality="0480").value.tolist()
    )
    assert funnel.columns["overdispersion"][0] > 1
    assert cases.select(municipality="0480").value.tolist() == funnel["n"].tolist()


class TestKolada:
    """Key figures of cases, where one person may have several."""

    MADE = register(*(case(str(place), who) for place, who in enumerate("aaab")))

    def test_by_hand(self) -> None:
        """Three cases of one person and one of another: (9 + 1) / 4."""
        found = m.kolada(self.MADE, 2019, adults={"0484": 1000}).select(kpi="U30750")
        rate = m.rate(4, 1000, inflation=10 / 4)
        np.testing.assert_allclose([found.lower, found.upper], [rate.lower, rate.upper])
        assert found.columns["n_persons"].tolist() == [2]
        plain = m.kolada(self.MADE, 2019, adults={"0484": 1000}, cluster=None)
        assert "n_persons" not in plain.columns
        rate = m.rate(4, 1000)
        np.testing.assert_allclose(plain.select(kpi="U30750").upper, rate.upper)

    @pytest.mark.parametrize(("factor", "used"), [(2, 2.5), ({"0484": 3}, 3)])
    def test_larger(self, factor: Any, used: float) -> None:
        """A factor from elsewhere stands if it is the larger."""
        found = m.kolada(self.MADE, 2019, adults={"0484": 1000}, inflation=factor)
        rate = m.rate(4, 1000, inflation=used)
        np.testing.assert_allclose(found.select(kpi="U30750").upper, rate.upper)
        alone = m.kolada(self.MADE, 2019, adults={"0484": 1000}, inflation=factor, cluster=None)
        given = factor if isinstance(factor, int) else 3
        np.testing.assert_allclose(
            alone.select(kpi="U30750").upper, m.rate(4, 1000, inflation=given).upper
        )

    def test_refused(self) -> None:
        """Officers don't come by chance."""
        with pytest.raises(DataError, match="person or None, got 'officer'"):
            m.kolada(self.MADE, 2019, adults={"0484": 1000}, cluster="officer")
