"""A national table that others printed: every figure again, and comparisons reckoned another way."""

from __future__ import annotations

import csv
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import special, stats

from vnr import Counts, Estimate, metrics
from vnr.results import State

REFERRALS = "referrals_2013_2024"
HERE = Path(__file__).parent / "england"
STATES = {"c": "suppressed", "x": "not_reported", "u": "not_reported", "z": "not_reported"}
WORDS = {
    "u": {"sv": "låg tillförlitlighet", "en": "low reliability"},
    "z": {"sv": "inte tillämpligt", "en": "not applicable"},
}
BY = {"authority": "new_la_code", "year": "time_period"}


@cache
def table(name: str, later: int = 0) -> list[dict[str, str]]:
    """Rows of the authorities, their years moved on."""
    rows = csv.DictReader((HERE / f"{name}.csv").read_text("utf-8-sig").splitlines())
    return [
        row | {"time_period": str(int(row["time_period"]) + later)}
        for row in rows
        if row["geographic_level"] == "Local authority"
    ]


@cache
def printed(figure: str) -> Counts:
    """Numbers as the ministry prints them; children are those of the year before."""
    name, later = REFERRALS, 0
    if figure == "population_estimate":
        name, later = "children_0_17_2012_2023", 1
    return Counts.from_frame(
        table(name, later), by=BY, value=figure, states=STATES, words=WORDS,
        adds_over=["authority"], source="Department for Education",
    )  # fmt: skip


@cache
def of_2024() -> tuple[Counts, Counts]:
    """Returned and all referrals of the authorities that have both in 2024."""
    share = metrics.proportion(printed("Re_referrals"), printed("Referrals")).select(year=2024)
    there = share.state == State.VALUE
    returned, referred = (
        printed(name).select(year=2024).select(there) for name in ("Re_referrals", "Referrals")
    )
    return returned, referred


def text_of(figure: str) -> dict[tuple[str, int], str]:
    """What is printed, by cell."""
    rows = table(REFERRALS)
    return {(row["new_la_code"], int(row["time_period"])): row[figure] for row in rows}


def written(found: Estimate, times: int) -> dict[tuple[str, int], str]:
    """The values there are, with one decimal, halves upwards as the ministry writes them."""
    cells = zip(
        found.strata["authority"].tolist(), found.strata["year"].tolist(), found.value.tolist(),
        found.state.tolist(), strict=True,
    )  # fmt: skip
    return {
        (authority, year): str(
            Decimal(f"{times * value:.9f}").quantize(Decimal("0.1"), ROUND_HALF_UP)
        )
        for authority, year, value, state in cells
        if state == State.VALUE
    }


@pytest.mark.parametrize(
    ("figure", "number", "hidden"),
    [("Re_referrals_percent", 1795, {("E06000053", 2017): "0"}), ("Referrals_rate", 1794, {})],
)
def test_printed(figure: str, number: int, hidden: dict[Any, str]) -> None:
    """Each that is printed comes out to its digit, and none where a symbol stands instead."""
    referrals = printed("Referrals")
    if figure == "Referrals_rate":
        found = written(metrics.rate(referrals, printed("population_estimate"), per=10_000), 1)
    else:
        found = written(metrics.proportion(printed("Re_referrals"), referrals), 100)
    expected = {
        cell: str(Decimal(text).quantize(Decimal("0.1")))
        for cell, text in text_of(figure).items()
        if text not in STATES and cell not in hidden
    }
    assert {cell: text_of(figure)[cell] for cell in hidden} == hidden
    assert len(expected) == number
    assert found == expected


def test_symbols() -> None:
    """Each symbol is its state, and what is unreliable is told of with its cells."""
    counts = printed("Re_referrals")
    states = {"suppressed": 12, "not_reported": 12 + 3}
    for code, number in states.items():
        assert (counts.state == State[code.upper()]).sum() == number
    (note,) = counts.notes
    named = "E06000019 2024, E10000014 2024, E06000019 2023"
    assert note.text("en") == f"{named}: u = low reliability."


def test_nation() -> None:
    """Years that all tell of are the nation's printed number; what lacks leaves *at least*."""
    total = printed("Referrals").sum("authority")
    nation = {
        int(row["time_period"]): int(row["Referrals"])
        for row in csv.DictReader((HERE / f"{REFERRALS}.csv").read_text("utf-8-sig").splitlines())
        if row["geographic_level"] == "National"
    }
    whole = []
    for year, cell in zip(total.strata["year"].tolist(), total.cells("en"), strict=True):
        number = cell.removeprefix("at least ").replace(",", "")
        if number == cell.replace(",", "") and number != "..":
            # The ministry rounds to ten, halves upwards.
            assert (int(number) + 5) // 10 * 10 == nation[year]
            whole.append(year)
        else:
            assert number == ".." or int(number) < nation[year]
    assert sorted(whole) == [2016, 2018, 2019, 2020, 2023]
    assert total.select(year=2017).cells("en") == [".."]


class TestFunnel:
    """149 authorities around their common share, which vary far more than chance."""

    def score(self, k: Any, n: Any, aim: float) -> Any:
        """Normal score of the mid-p, from the nearer tail."""
        half = stats.binom.pmf(k, n, aim) / 2
        low, high = stats.binom.cdf(k, n, aim) - half, stats.binom.sf(k, n, aim) + half
        return np.where(low < high, stats.norm.ppf(low), -stats.norm.ppf(high))

    def square(self, scores: Any) -> Any:
        """Mean square with the tenth at each end brought in."""
        low, high = np.quantile(scores, [0.1, 0.9], axis=-1, keepdims=True)
        return (np.minimum(np.maximum(scores, low), high) ** 2).mean(axis=-1)

    def limit(self, size: float, aim: float, p: float) -> float:
        """Spiegelhalter's interpolated quantile, of a size that needn't be whole."""

        def below(r: float) -> float:
            return float(stats.beta.sf(aim, r + 1, size - r)) if r >= 0 else 0.0

        r = np.floor(size * aim - 6 * np.sqrt(size * aim * (1 - aim)))
        while below(r) < p:
            r += 1
        return float(r - (below(r) - p) / (below(r) - below(r - 1))) / size

    def test_all(self) -> None:
        """Target, scores, overdispersion, limits and who lies outside."""
        returned, referred = of_2024()
        k, n = returned.value, referred.value
        found = metrics.funnel(returned, referred)
        aim = k.sum() / n.sum()
        score = self.score(k, n, aim)
        usual = self.square(np.random.default_rng(3).standard_normal((6000, k.size))).mean()
        weight = n / (aim * (1 - aim))
        between = k.size * self.square(score) / usual - (k.size - 1)
        between /= weight.sum() - (weight**2).sum() / weight.sum()

        assert k.size == 149
        assert found["target"] == pytest.approx(np.full(149, aim))
        assert found["score"] == pytest.approx(score, rel=1e-6)
        assert found["overdispersion"] == pytest.approx(1 + weight * between, rel=0.01)
        for level, p in (("95", 0.025), ("99.8", 0.001)):
            some = np.argsort(n)[::12]
            size = n / found["overdispersion"]
            lower, upper = (
                np.array([self.limit(size[at], aim, tail) for at in some]) for tail in (p, 1 - p)
            )
            assert found[f"lower_{level}"][some] == pytest.approx(lower, abs=1e-8)
            assert found[f"upper_{level}"][some] == pytest.approx(upper, abs=1e-8)
            # Far from the ends the score, narrowed, tells the same.
            z = score / np.sqrt(found["overdispersion"])
            far = np.abs(np.abs(z) - stats.norm.isf(p)) > 0.25
            expected = np.where(np.abs(z) > stats.norm.isf(p), np.sign(z), 0)
            assert found[f"outside_{level}"][far].tolist() == expected[far].tolist()
            assert far.sum() > 120
        assert (found["outside_99.8"] != 0).sum() < 10
        plain = metrics.funnel(returned, referred, overdispersion=False)
        assert (plain["outside_99.8"] != 0).sum() > 90


class TestSteadied:
    """Shrinkage and ranks beside plain sums over a fine grid of both parameters."""

    @cache  # noqa: B019 - one grid for both tests
    def grid(self) -> tuple[Any, Any, Any]:
        """Prior size and mean, and how probable they are given all of the units."""
        returned, referred = of_2024()
        k, n = (counts.value[:, None, None] for counts in (returned, referred))
        small = np.quantile(n, 0.1)
        zeta = np.exp(np.linspace(2, 6.5, 61))[:, None]
        mean = np.linspace(0.17, 0.28, 61)[None, :]
        log = (
            special.betaln(k + zeta * mean, n - k + zeta * (1 - mean))
            - special.betaln(zeta * mean, zeta * (1 - mean))
        ).sum(axis=0)
        # Uniform in small / (small + zeta), here in the logarithm of zeta; Jeffreys' of one mean.
        log += np.log(zeta * small / (zeta + small) ** 2) - np.log(mean * (1 - mean)) / 2
        weight = np.exp(log - log.max())
        return np.broadcast_to(zeta, weight.shape), np.broadcast_to(mean, weight.shape), weight

    def test_shrink(self) -> None:
        """Each unit's mean, and the interval of the smallest, a middling and the largest."""
        returned, referred = of_2024()
        found = metrics.shrink(returned, referred, kind="proportion")
        zeta, mean, weight = self.grid()
        weight = weight / weight.sum()
        for row in range(0, 149, 4):
            k, n = returned.value[row], referred.value[row]
            expected = (weight * (k + zeta * mean) / (n + zeta)).sum()
            assert found.value[row] == pytest.approx(expected, abs=2e-5)
            shrinkage = (weight * zeta / (n + zeta)).sum()
            assert found["shrinkage"][row] == pytest.approx(shrinkage, rel=0.005)
        heavy = weight > weight.max() / 1e4
        order = np.argsort(referred.value)
        for row in order[[0, 74, 148]].tolist():
            k, n = returned.value[row], referred.value[row]
            a = (k + zeta * mean)[heavy]
            b = (n - k + zeta * (1 - mean))[heavy]
            for side, p in (("lower", 0.025), ("upper", 0.975)):
                below = (weight[heavy] * special.betainc(a, b, found[side][row])).sum()
                assert below / weight[heavy].sum() == pytest.approx(p, abs=0.001)

    def test_ranks(self) -> None:
        """Mean places and chances of being first, from draws by the grid."""
        returned, referred = of_2024()
        found = metrics.ranks(returned, referred, kind="proportion")
        zeta, mean, weight = (array.reshape(-1) for array in self.grid())
        rng = np.random.default_rng(9)
        at = rng.choice(weight.size, 4000, p=weight / weight.sum())
        a = returned.value + (zeta * mean)[at][:, None]
        b = referred.value - returned.value + (zeta * (1 - mean))[at][:, None]
        place = stats.rankdata(-rng.beta(a, b), axis=1)
        assert found["mean"] == pytest.approx(place.mean(axis=0), abs=1.2)
        assert found["highest"] == pytest.approx((place == 1).mean(axis=0), abs=0.04)
        assert found.lower == pytest.approx(np.quantile(place, 0.025, axis=0), abs=6)


def reweighted(year: Any, seen: Any, base: Any, after: Any) -> tuple[Any, Any, float]:
    """Poisson regression by iteratively reweighted least squares: coefficients, errors, dispersion."""
    x = np.column_stack([np.ones(year.size), year - year.mean(), *([after] if after.any() else [])])
    eta = np.log((seen + 0.5) / base)
    for _ in range(12):
        mean = base * np.exp(eta)
        working = eta + (seen - mean) / mean
        root = np.sqrt(mean)
        found = np.linalg.lstsq(x * root[:, None], working * root, rcond=None)[0]
        eta = x @ found
    mean = base * np.exp(eta)
    dispersion = max(((seen - mean) ** 2 / mean).sum() / (year.size - x.shape[1]), 1.0)
    covariance = dispersion * np.linalg.inv(x.T @ (mean[:, None] * x))
    return found, np.sqrt(np.diag(covariance)), dispersion


@pytest.mark.parametrize("step", [None, date(2021, 1, 1)], ids=["trend", "step"])
def test_trend(step: date | None) -> None:
    """Of each authority over its years; one with a hidden year is hidden, of few years undefined."""
    referrals, children = printed("Referrals"), printed("population_estimate")
    found = metrics.trend(referrals, children, step=step)
    fewest = 3 if step is None else 4
    checked = 0
    # Of those with few years all, of the others one in eight.
    rows = np.flatnonzero((found["years"] < 12) | (np.arange(len(found)) % 8 == 0)).tolist()
    for row in rows:
        authority = found.strata["authority"][row]
        cells = referrals.select(authority=authority)
        if (cells.state == State.SUPPRESSED).any():
            assert found.state[row] == State.SUPPRESSED
            continue
        people = children.select(authority=authority, year=cells.strata["year"].tolist())
        there = (cells.state == State.VALUE) & (people.state == State.VALUE)
        year = cells.strata["year"][there]
        after = np.zeros(year.size) if step is None else (year >= step.year).astype(float)
        if found.state[row] != State.VALUE:
            assert (found.state[row], there.any()) == (State.NOT_REPORTED, False)
            continue
        if year.size < fewest or (step is not None and after.all() | (~after.any())):
            assert np.isnan(found.value[row])
            continue
        (_, *beta), (_, *error), dispersion = reweighted(
            year, cells.value[there], people.value[there], after
        )
        t = stats.t.ppf(0.975, year.size - fewest + 1)
        assert found["dispersion"][row] == pytest.approx(dispersion, rel=1e-7)
        names = [("value", "lower", "upper"), ("step_ratio", "step_lower", "step_upper")]
        for at, (value, lower, upper) in zip(range(len(beta)), names, strict=False):
            assert found[value][row] == pytest.approx(np.exp(beta[at]), rel=1e-8)
            assert found[lower][row] == pytest.approx(np.exp(beta[at] - t * error[at]), rel=1e-7)
            assert found[upper][row] == pytest.approx(np.exp(beta[at] + t * error[at]), rel=1e-7)
        checked += 1
    assert checked > 25
    (hackney,) = found.select(authority="E09000012")["years"].tolist()
    assert hackney == 10
    assert found.select(authority="E06000053").cells("en") == [".."]
