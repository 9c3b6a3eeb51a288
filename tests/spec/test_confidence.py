"""Every interval of a register takes its level, and limits at another are another library's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from lifelines import KaplanMeierFitter
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from golden.figures import PERIOD, Y19, registers
from vnr import metrics
from vnr.errors import DataError
from vnr.metrics import HUD_SPM2
from vnr.model import Instrument
from vnr.register import Register
from vnr.results import Curve, Estimate

LEVEL = 0.8
m = metrics
WILSON: dict[str, Callable[..., Estimate]] = {
    "detection": lambda r, **c: m.detection(r, PERIOD, by="municipality", cluster=None, **c),
    "reactivation": lambda r, **c: m.reactivation(
        r, PERIOD, rule=HUD_SPM2, by="sex", cluster=None, **c
    ),
    "follow_up": lambda r, **c: m.follow_up(r, PERIOD, denominator="due", cluster=None, **c),
    "assessments_used": lambda r, **c: m.assessments_used(r, PERIOD, cluster=None, **c),
    "su_kvinnofrid": lambda r, **c: m.su_kvinnofrid(r, Y19, answered=3, cluster=None, **c),
    "individual": lambda r, **c: m.individual_follow_up(r, PERIOD).shares(cluster=None, **c),
}
CLUSTERED: dict[str, Callable[..., Estimate]] = {
    "follow_up": lambda r, **c: m.follow_up(r, PERIOD, denominator="due", by="year", **c),
    "started": lambda r, **c: m.follow_up(r, PERIOD, denominator="started", by="sex", **c),
    "goal": lambda r, **c: m.goal(r, PERIOD, by="sex", **c),
    "attendance": lambda r, **c: m.attendance(r, PERIOD, by="sex", **c),
}
CURVES: dict[str, Callable[..., Curve]] = {
    "reactivation_curve": lambda r, **c: m.reactivation_curve(r, PERIOD, **c),
    "time_to_event": lambda r, **c: m.time_to_event(
        r, PERIOD, start="intervention", event="follow_up", by="sex", **c
    ),
    "competing": lambda r, **c: m.time_to_event(
        r, PERIOD, start="intake", event="closing", competing=("died", "moved"), **c
    ),
}
OTHERS: dict[str, Callable[..., Estimate]] = {
    "change": lambda r, **c: m.change(
        r, PERIOD, instrument=Instrument.FREDA_DESCRIPTION, error=2.0, **c
    ),
    "numbers": lambda r, **c: m.individual_follow_up(r, PERIOD).numbers(**c),
    "kolada": lambda r, **c: m.kolada(
        r, 2019, adults=dict.fromkeys(r.coverage.municipalities, 9_000.0), cluster=None, **c
    ),
}
ALL = {
    f"{family} {name}": metric
    for family, group in (
        ("wilson", WILSON),
        ("clustered", CLUSTERED),
        ("curve", CURVES),
        ("other", OTHERS),
    )
    for name, metric in group.items()
}


@pytest.fixture(scope="module")
def varied() -> Register:
    return registers()["varied"]


@pytest.mark.parametrize("name", ALL)
def test_level(name: str, varied: Register) -> None:
    """It stands in the result, not in what the figure means, and narrows the limits."""
    narrow, wide = ALL[name](varied, confidence=np.float64(LEVEL)), ALL[name](varied)
    assert (narrow.confidence, wide.confidence) == (LEVEL, 0.95)
    assert type(narrow.confidence) is float
    assert narrow.definition == wide.definition
    assert np.array_equal(narrow.value, wide.value, equal_nan=True)
    there = ~np.isnan(narrow.lower) & (narrow.lower < narrow.upper)
    assert there.any()
    assert (narrow.upper - narrow.lower < wide.upper - wide.lower)[there].all()
    for level in (95, 0, 1, np.nan):
        with pytest.raises(DataError, match=r"95 percent is 0\.95"):
            ALL[name](varied, confidence=level)


@pytest.mark.parametrize("name", WILSON)
def test_wilson(name: str, varied: Register) -> None:
    """Shares have Wilson's limits, as statsmodels has them."""
    found = WILSON[name](varied, confidence=LEVEL)
    there = ~np.isnan(found.value)
    k, n = np.rint(found.value * found.n)[there], found.n[there]
    lower, upper = proportion_confint(k, n, alpha=1 - LEVEL, method="wilson")
    assert found.lower[there] == pytest.approx(lower, abs=1e-12)
    assert found.upper[there] == pytest.approx(upper, abs=1e-12)


@pytest.mark.parametrize("name", CLUSTERED)
def test_clustered(name: str, varied: Register) -> None:
    """Wilson's with the effective number, which hangs on the level where persons are few."""
    found, wide = (CLUSTERED[name](varied, **c) for c in ({"confidence": LEVEL}, {}))
    there = ~np.isnan(found.lower)
    effective = found["n_effective"][there]
    lower, upper = proportion_confint(
        found.value[there] * effective, effective, alpha=1 - LEVEL, method="wilson"
    )
    assert found.lower[there] == pytest.approx(lower, abs=1e-12)
    assert found.upper[there] == pytest.approx(upper, abs=1e-12)
    assert (found["n_effective"] > wide["n_effective"])[
        there & (found.n > found["n_persons"])
    ].any()


@pytest.mark.parametrize("name", CURVES)
def test_curves(name: str, varied: Register) -> None:
    """On the scale of log(-log) the half-widths are as scipy's normal quantiles."""
    narrow, wide = (
        CURVES[name](varied, cluster=None, **level) for level in ({"confidence": LEVEL}, {})
    )
    there = ~np.isnan(narrow.lower) & (narrow.lower < narrow.value)
    assert there.any()

    def half(curve: Curve) -> Any:
        limits = (np.log(-np.log(limit[there])) for limit in curve.limits())
        return np.subtract(*limits) / 2

    ratio = stats.norm.ppf(1 - (1 - LEVEL) / 2) / stats.norm.ppf(0.975)
    assert half(narrow) / half(wide) == pytest.approx(ratio)


def test_kaplan_meier() -> None:
    """On arrays too the limits are lifelines'."""
    time, event = [3, 5, 5, 8, 12, 12, 20, 31, 31, 40], [1, 0, 1, 1, 0, 1, 1, 0, 1, 0]
    curve = metrics.kaplan_meier(time, event, confidence=LEVEL)
    fit = KaplanMeierFitter(alpha=1 - LEVEL).fit(time, event)
    expected = fit.confidence_interval_.loc[curve.strata["day"]].to_numpy()
    assert np.stack(curve.limits(), axis=1) == pytest.approx(expected)
    assert curve.definition == metrics.kaplan_meier(time, event).definition


def test_change(varied: Register) -> None:
    """Fisher's z with the normal quantile, and the t limits of the mean from its own at 95 %."""
    found, wide = OTHERS["change"](varied, confidence=LEVEL), OTHERS["change"](varied)
    n = int(found["n_fell"][0] + found["n_rose"][0])
    error = np.sqrt((2 * n**3 + 3 * n**2 + n) / 6) / (n * (n + 1) / 2)
    expected = stats.norm.interval(LEVEL, np.arctanh(found.value[0]), error)
    assert np.tanh(expected) == pytest.approx((found.lower[0], found.upper[0]))
    pairs = int(found.n[0])
    spread = (wide["mean_upper"] - wide["mean_change"]) / stats.t.ppf(0.975, pairs - 1)
    low, high = stats.t.interval(LEVEL, pairs - 1, found["mean_change"][0], spread[0])
    assert (found["mean_lower"][0], found["mean_upper"][0]) == pytest.approx((low, high))


def test_numbers(varied: Register) -> None:
    """Student's interval of a mean, as scipy has it."""
    found = OTHERS["numbers"](varied, confidence=LEVEL)
    frame = metrics.individual_follow_up(varied, PERIOD).to_frame("polars")
    for row, name in enumerate(found.strata["field"].tolist()):
        values = frame[name].drop_nulls().to_numpy()
        low, high = stats.ttest_1samp(values, 0).confidence_interval(LEVEL)
        assert (found.lower[row], found.upper[row]) == pytest.approx((low, high))


def test_kolada(varied: Register) -> None:
    """Exact Poisson limits by chi-square, of few cases."""
    found = OTHERS["kolada"](varied, confidence=LEVEL)
    few = (found.n > 0) & (found.n < 10)
    assert few.any()
    k, per = found.n[few], 10_000 / (9_000 * found.covered[few])
    tail = (1 - LEVEL) / 2
    assert found.lower[few] == pytest.approx(stats.chi2.ppf(tail, 2 * k) / 2 * per)
    assert found.upper[few] == pytest.approx(stats.chi2.ppf(1 - tail, 2 * k + 2) / 2 * per)
