"""Kaplan–Meier and cumulative incidence on arrays, beside published tables and other libraries."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from published import DRUG, EVENT, GROUP, RELAPSE, TIME
from vnr.metrics import cumulative_incidence, kaplan_meier
from vnr.metrics.survival import draw, incidence
from vnr.metrics.survival._variance import log_log
from vnr.results import Definition, Grid, State


class TestFreireich:
    """Published figures of one small study, to their last printed digit."""

    def test_curve(self) -> None:
        """Week, at risk, relapses, survival and standard error: Klein and Moeschberger 4.1."""
        printed = [
            (6, 21, 3, 0.857, 0.076),
            (7, 17, 1, 0.807, 0.087),
            (10, 15, 1, 0.753, 0.096),
            (13, 12, 1, 0.690, 0.107),
            (16, 11, 1, 0.627, 0.114),
            (22, 7, 1, 0.538, 0.128),
            (23, 6, 1, 0.448, 0.135),
        ]
        curve = kaplan_meier(DRUG, RELAPSE)
        found = incidence(np.array(DRUG), np.array(RELAPSE))
        assert [row[0] for row in printed] == curve.strata["day"].tolist()
        assert [row[1] for row in printed] == curve.at_risk.tolist()
        assert [row[2] for row in printed] == curve.events.tolist()
        assert [row[3] for row in printed] == curve.value.round(3).tolist()
        assert [row[4] for row in printed] == found.error[0].round(3).tolist()

    def test_censored(self) -> None:
        """Lost on or after each relapse and before the next one: 12 of 21 in all."""
        assert kaplan_meier(DRUG, RELAPSE).censored.tolist() == [1, 1, 2, 0, 3, 0, 5]

    def test_median(self) -> None:
        """Half have relapsed after 23 weeks with the drug, and after 8 without."""
        curve = kaplan_meier(TIME, EVENT, group=GROUP)
        assert curve.median().value.tolist() == [23, 8]

    def test_restricted_mean(self) -> None:
        """To week 35: 23.287 weeks with standard error 2.83 (Klein and Moeschberger 4.2)."""
        mean = kaplan_meier(DRUG, RELAPSE).restricted_mean(35)
        assert float(mean) == pytest.approx(23.287, abs=5e-4)
        half = (mean.upper[0] - mean.lower[0]) / 2
        assert half / 1.959964 == pytest.approx(2.83, abs=5e-3)


class TestBreastCancer:
    """The first 9 of 305 patients, and what is printed of them.

    Satagopan JM et al. A note on competing risks in survival data analysis. Br J Cancer
    2004;91:1229-1235, table 2. Printed to one decimal of a per cent; the cumulative column of the
    table adds what was rounded already, so its steps are compared.
    """

    MONTHS = (7, 10, 14, 16, 18, 23, 24, 26, 27, *[28] * 296)
    STATUS = (0, 1, 0, 1, 2, 1, 0, 2, 1, *[0] * 296)

    def test_incidence(self) -> None:
        """Month, at risk, deaths of breast cancer, and the step of their incidence."""
        printed = [(10, 304, 0.3), (16, 302, 0.3), (23, 300, 0.3), (27, 297, 0.3)]
        found = cumulative_incidence(self.MONTHS, self.STATUS).select(cause=1)
        steps = np.diff(found.value, prepend=0)
        hit = found.events > 0
        days, at_risk = found.strata["day"][hit].tolist(), found.at_risk[hit].tolist()
        assert [row[:2] for row in printed] == list(zip(days, at_risk, strict=True))
        assert [row[2] for row in printed] == (100 * steps[hit]).round(1).tolist()
        assert not steps[~hit].any()

    def test_survival(self) -> None:
        """Alive at each month with any death: both causes count."""
        curve = kaplan_meier(self.MONTHS, np.array(self.STATUS) > 0)
        assert curve.at_risk.tolist() == [304, 302, 301, 300, 298, 297]
        assert (100 * curve.value).round(1).tolist() == [99.7, 99.3, 99.0, 98.7, 98.3, 98.0]


class TestOthers:
    """Other implementations, on made-up times with ties."""

    def made(self, seed: int, size: int = 400) -> tuple[Any, Any, Any]:
        rng = np.random.default_rng(seed)
        return rng.integers(1, 60, size), rng.integers(0, 3, size), rng.integers(0, 4, size)

    def test_lifelines(self) -> None:
        """Survival and log-log limits to 1e-12, in every group, with delayed entry too."""
        lifelines = pytest.importorskip("lifelines")
        time, cause, group = self.made(1)
        entry = np.where((group == 3) & (time % 2 == 0), np.minimum(time - 1, 7), -1)
        for early in (None, entry):
            curve = kaplan_meier(time, cause > 0, group=group, entry=early)
            for one in range(4):
                mine, part = group == one, curve.select(group=one)
                fitter = lifelines.KaplanMeierFitter()
                # lifelines counts who enters on a day as at risk on it; vnr from just after it.
                given = None if early is None or one < 3 else early[mine] + 0.5
                fitter.fit(time[mine], cause[mine] > 0, entry=given)
                days = part.strata["day"]
                table = fitter.survival_function_.iloc[:, 0]
                np.testing.assert_allclose(part.value, table.loc[days], atol=1e-12)
                limits = fitter.confidence_interval_.loc[days].to_numpy()
                inside = ~np.isnan(part.lower)
                assert inside.sum() > 10
                np.testing.assert_allclose(part.lower[inside], limits[inside, 0], atol=1e-12)
                np.testing.assert_allclose(part.upper[inside], limits[inside, 1], atol=1e-12)

    def test_lifelines_incidence(self) -> None:
        """Aalen–Johansen on times without ties, which lifelines would jitter at random."""
        lifelines = pytest.importorskip("lifelines")
        rng = np.random.default_rng(7)
        time, cause = rng.permutation(200) + 1, rng.integers(0, 3, 200)
        found = cumulative_incidence(time, cause)
        for one in (1, 2):
            fitter = lifelines.AalenJohansenFitter(calculate_variance=True)
            fitter.fit(time.astype(float), cause, event_of_interest=one)
            part = found.select(cause=one)
            table = fitter.cumulative_density_.iloc[:, 0]
            np.testing.assert_allclose(part.value, table.loc[part.strata["day"]], atol=1e-12)

    def test_statsmodels_incidence(self) -> None:
        """Aalen–Johansen with ties."""
        survfunc = pytest.importorskip("statsmodels.duration.survfunc")
        time, cause, _ = self.made(2)
        other = survfunc.CumIncidenceRight(time, cause)
        found = cumulative_incidence(time, cause)
        for one in (1, 2):
            part = found.select(cause=one)
            place = np.searchsorted(other.times, part.strata["day"])
            np.testing.assert_allclose(part.value, other.cinc[one - 1][place], atol=1e-12)

    def test_statsmodels_kaplan_meier(self) -> None:
        """Survival and Greenwood's standard error."""
        survfunc = pytest.importorskip("statsmodels.duration.survfunc")
        time, cause, _ = self.made(3)
        other = survfunc.SurvfuncRight(time, cause > 0)
        curve = kaplan_meier(time, cause > 0)
        found = incidence(time, (cause > 0).astype(int))
        np.testing.assert_allclose(curve.value, other.surv_prob, atol=1e-12)
        inside = curve.value > 0
        np.testing.assert_allclose(found.error[0][inside], other.surv_prob_se[inside], atol=1e-12)

    def test_restricted_mean(self) -> None:
        """Mean and variance of lifelines."""
        utils = pytest.importorskip("lifelines.utils")
        lifelines = pytest.importorskip("lifelines")
        time, cause, _ = self.made(5)
        fitter = lifelines.KaplanMeierFitter().fit(time, cause > 0)
        mean = utils.restricted_mean_survival_time(fitter, 30)
        found = kaplan_meier(time, cause > 0).restricted_mean(30)
        assert mean == pytest.approx(float(found), rel=1e-9)


class TestRules:
    """Edges of the definitions."""

    def test_limits(self) -> None:
        """exp(-exp(log(-log F) ± z·se/(F·log F))); none where F is 0 or 1."""
        lower, upper = log_log(np.array([0, 0.3, 1]), np.array([0, 0.1, 0]), 1.959964)
        assert np.isnan(lower[[0, 2]]).all()
        theta = 1.959963984540054 * 0.1 / (0.3 * np.log(0.3))
        assert lower[1] == pytest.approx(np.exp(-np.exp(np.log(-np.log(0.3)) - theta)))
        assert upper[1] == pytest.approx(np.exp(-np.exp(np.log(-np.log(0.3)) + theta)))
        assert lower[1] < 0.3 < upper[1]

    def test_all_had_it(self) -> None:
        """(1 - 1/2)(1 - 1/1) = 0, without limits; nothing is left to be had."""
        curve = kaplan_meier([1, 2], [True, True])
        assert curve.value.tolist() == [0.5, 0]
        assert np.isnan(curve.upper[1])

    @pytest.mark.parametrize("n", range(3, 100))
    def test_rounding_is_no_figure(self, n: int) -> None:
        """A sum that should be 1 and is 1 - 1e-16 has neither limits nor a design effect."""
        found = incidence(
            np.repeat(np.arange(n), 2),
            np.ones(2 * n, np.int64),
            causes=2,
            cluster=np.repeat(np.arange(n), 2),
        )
        curve = draw(found, Grid.delivered(1, Definition("x")), causes=("a", "b"), confidence=0.95)
        last = curve.select(cause="a")
        assert last.value[-1] == pytest.approx(1)
        assert np.isnan(last.lower[-1])
        assert last.columns["design_effect"][0] == pytest.approx(2)
        assert last.columns["design_effect"][-1] == 1

    def test_nearly_all_had_it(self) -> None:
        """199 of 200 has limits still."""
        nearly = cumulative_incidence([1] * 199 + [2], [1] * 199 + [0])
        assert 0.9 < nearly.lower[0] < nearly.value[0] < nearly.upper[0] < 1

    def test_times_need_not_be_whole(self) -> None:
        """Weeks and a half: the same shares as in days."""
        curve = kaplan_meier([0.5, 1.5, 1.5], [1, 1, 0], entry=[0, 0, 0.5])
        assert curve.strata["day"].tolist() == [0.5, 1.5]
        assert curve.value.tolist() == [0.5, 0.25]
        assert curve.at([0.4, 0.5, 1]).value.tolist() == [1, 0.5, 0.5]

    def test_whole_times_with_entry_between(self) -> None:
        """Who enters at 1.5 is at risk on day 2 and not on day 1."""
        curve = kaplan_meier([1, 2, 2], [1, 1, 0], entry=[-1, -1, 1.5])
        assert curve.at_risk.tolist() == [2, 2]

    def test_nobody(self) -> None:
        """No subjects, no rows."""
        assert len(kaplan_meier([], [])) == 0
        assert len(cumulative_incidence([], [])) == 0

    def test_nothing_happened(self) -> None:
        """A group that only waits is no empty group: it has its last day, and all of it waits."""
        time, event, group = [3, 5, 7, 2, 9], [0, 0, 0, 1, 0], list("aaabb")
        curve = kaplan_meier(time, event, group=group)
        assert curve.strata["group"].tolist() == ["a", "b"]
        assert curve.strata["day"].tolist() == [7, 2]
        assert curve.value.tolist() == [1, 0.5]
        assert curve.at_risk.tolist() == [1, 2]
        assert curve.events.tolist() == [0, 1]
        assert curve.censored.tolist() == [1, 1]
        assert np.isnan(curve.lower[0])
        at = curve.at([6, 8])
        assert at.value[[0, 2, 3]].tolist() == [1, 0.5, 0.5]
        assert at.state[:2].tolist() == [State.VALUE, State.NOT_MATURE]
        mean = curve.restricted_mean(6)
        assert mean.value.tolist() == [6, 2 + 4 / 2]
        assert np.isnan(mean.lower).tolist() == [True, False]
        assert curve.median().value.tolist() == [np.inf, 2]
        both = cumulative_incidence([3, 5, 2], [0, 0, 2], group=[0, 0, 1])
        assert both.select(group=0).value.tolist() == [0]

    def test_design_effect(self) -> None:
        """Everybody twice: the variance of half as many, so twice that of independent ones."""
        time, event = np.array([1, 2, 3, 4]), np.array([1, 0, 1, 0])
        twice = incidence(
            np.repeat(time, 2), np.repeat(event, 2), cluster=np.repeat(np.arange(4), 2)
        )
        once = incidence(time, event)
        np.testing.assert_allclose(once.error, twice.error, atol=1e-12)
        np.testing.assert_allclose(2 * twice.spread, once.spread, atol=1e-12)
