"""Kaplan–Meier, cumulative incidence and the log-rank test on arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from vnr.errors import DataError
from vnr.metrics import cumulative_incidence, kaplan_meier, log_rank
from vnr.metrics.survival import draw, incidence
from vnr.metrics.survival._variance import log_log
from vnr.results import Curve, Definition, Grid, State

# Weeks in remission of leukaemia, with 6-mercaptopurine and with placebo.
# Freireich EJ et al., Blood 1963;21:699-716; as table 1.1 of Klein JP, Moeschberger ML,
# Survival Analysis, 2nd ed. 2003.
DRUG = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
RELAPSE = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
TIME = [*DRUG, *PLACEBO]
EVENT = [*RELAPSE, *[1] * 21]
GROUP = ["drug"] * 21 + ["placebo"] * 21


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

    def test_log_rank(self) -> None:
        """Chi-square 16.79 with 1 degree; 19.25 and 10.75 relapses expected (R, survdiff)."""
        found = log_rank(TIME, EVENT, group=GROUP)
        assert round(found.statistic, 2) == 16.79
        assert found.degrees == 1
        assert found.p == pytest.approx(4.17e-5, abs=5e-8)
        assert found.observed == (9, 21)
        assert [round(one, 2) for one in found.expected] == [19.25, 10.75]
        assert found.groups == ("drug", "placebo")


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

    def test_log_rank(self) -> None:
        """The statistic of lifelines, for two and four groups; with entry, that of statsmodels."""
        statistics = pytest.importorskip("lifelines.statistics")
        time, cause, group = self.made(4)
        for labels in (group % 2, group):
            other = statistics.multivariate_logrank_test(time, labels, cause > 0)
            found = log_rank(time, cause > 0, group=labels)
            assert other.test_statistic == pytest.approx(found.statistic, rel=1e-10)
            assert other.p_value == pytest.approx(found.p, rel=1e-9)
            assert found.degrees == labels.max()
        survfunc = pytest.importorskip("statsmodels.duration.survfunc")
        entry = np.minimum(time - 1, group * 3)
        square, p = survfunc.survdiff(time, cause > 0, group, entry=entry)
        found = log_rank(time, cause > 0, group=group, entry=entry)
        assert square == pytest.approx(found.statistic, rel=1e-10)
        assert p == pytest.approx(found.p, rel=1e-9)

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
        lower, upper = log_log(np.array([0, 0.3, 1]), np.array([0, 0.1, 0]), 0.95)
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
        assert len(cumulative_incidence([3, 4], [0, 0])) == 0

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

    def test_one_group_has_no_rank(self) -> None:
        """One group can't be compared, nor groups without an event."""
        for event in ([1, 1], [0, 0]):
            found = log_rank([1, 2], event, group=["a", "a"] if event[0] else ["a", "b"])
            assert found.degrees == 0
            assert np.isnan(found.statistic)
            assert np.isnan(found.p)

    def test_group_never_at_risk(self) -> None:
        """A group that left before the first event adds no degree of freedom."""
        time, event = [1, 5, 6, 7, 8], [0, 1, 1, 1, 0]
        three = log_rank(time, event, group=["a", "b", "b", "c", "c"])
        two = log_rank(time[1:], event[1:], group=["b", "b", "c", "c"])
        assert three.degrees == two.degrees == 1
        assert three.statistic == pytest.approx(two.statistic)

    def test_many_days(self) -> None:
        """More days than are worked on at a time give the same as all at once."""
        rng = np.random.default_rng(1)
        time, group = rng.permutation(9000), rng.integers(0, 2, 9000)
        found = log_rank(time, np.ones(9000), group=group)
        at = np.arange(9000)
        risk = (time[:, None] >= at[None, ::30]) & (group[:, None] == 0)
        whole = 9000 - at[::30]
        # A thirtieth of the days, times thirty, is the expected number to within its error.
        assert found.expected[0] == pytest.approx(30 * (risk.sum(axis=0) / whole).sum(), rel=0.05)
        assert sum(found.expected) == pytest.approx(9000)

    def test_design_effect(self) -> None:
        """Everybody twice: the variance of half as many, so twice that of independent ones."""
        time, event = np.array([1, 2, 3, 4]), np.array([1, 0, 1, 0])
        twice = incidence(
            np.repeat(time, 2), np.repeat(event, 2), cluster=np.repeat(np.arange(4), 2)
        )
        once = incidence(time, event)
        np.testing.assert_allclose(once.error, twice.error, atol=1e-12)
        np.testing.assert_allclose(2 * twice.spread, once.spread, atol=1e-12)


class TestCurve:
    """What a curve can be asked."""

    def test_before_the_first_event(self) -> None:
        """Nobody has relapsed yet: 1, and no interval is claimed."""
        at = kaplan_meier(DRUG, RELAPSE).at([0, 6, 36])
        assert at.value.tolist()[:2] == pytest.approx([1, 18 / 21])
        assert np.isnan(at.lower[0])
        assert at.state.tolist() == [State.VALUE, State.VALUE, State.NOT_MATURE]

    def test_mean_beyond_what_was_followed(self) -> None:
        """To week 36 nobody was followed."""
        mean = kaplan_meier(DRUG, RELAPSE).restricted_mean(36)
        assert mean.state.tolist() == [State.NOT_MATURE]

    def test_mean_of_an_incidence(self) -> None:
        """Time lost: 1/2 from 1 to 3, without limits."""
        mean = cumulative_incidence([1, 4], [1, 0]).restricted_mean(3)
        assert mean.value.tolist() == [1.0]
        assert np.isnan(mean.lower[0])

    def test_mean_with_repeats(self) -> None:
        """The design effect of the last day before `to` widens the variance."""
        columns = {"followed": [9, 9], "design_effect": [1.0, 4.0]}
        made: dict[str, Any] = {
            "strata": {"day": [1, 3]},
            "value": [0.75, 0.5],
            "lower": [np.nan] * 2,
            "upper": [np.nan] * 2,
            "n": [4, 3],
            "at_risk": [4, 3],
            "events": [1, 1],
            "censored": [0, 0],
            "state": [0, 0],
            "covered": [1, 1],
            "begins": 1.0,
            "unit": "proportion",
            "method": "made",
            "definition": Definition("made"),
        }
        plain = Curve(**made).restricted_mean(5)
        wide = Curve(**made, columns=columns).restricted_mean(5)
        assert plain.state.tolist() == [State.NOT_MATURE]
        assert wide.value.tolist() == [1 + 2 * 0.75 + 2 * 0.5]
        # (2.5² · 1/(4 · 3) + 1² · 1/(3 · 2)) · 4
        half = 1.959963984540054 * np.sqrt((2.5**2 / 12 + 1 / 6) * 4)
        assert wide.upper[0] - wide.value[0] == pytest.approx(half)

    def test_groups_in_any_order(self) -> None:
        """Rows need not stand by group."""
        curve = kaplan_meier(TIME, EVENT, group=GROUP)
        rows = np.random.default_rng(0).permutation(len(curve))
        mixed = Curve.from_dict(
            curve.to_dict()
            | {
                "strata": {n: a[rows].tolist() for n, a in curve.strata.items()},
                **{
                    name: [curve.to_dict()[name][row] for row in rows]
                    for name in (
                        "value",
                        "lower",
                        "upper",
                        "n",
                        "at_risk",
                        "events",
                        "censored",
                        "state",
                        "covered",
                    )
                },
                "columns": {
                    n: [values[row] for row in rows]
                    for n, values in curve.to_dict()["columns"].items()
                },
            }
        )
        ours = dict(zip(curve.median().strata["group"], curve.median().value, strict=True))
        theirs = dict(zip(mixed.median().strata["group"], mixed.median().value, strict=True))
        assert ours == theirs

    def test_round_trip(self) -> None:
        """A curve with its columns comes back from JSON."""
        curve = cumulative_incidence([1, 2, 2, 3], [1, 2, 0, 1], group=["a", "b", "b", "a"])
        assert Curve.from_json(curve.to_json()) == curve


class TestBadInput:
    """An error names argument, row and remedy."""

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({"time": [[1]], "event": [1]}, "one dimension"),
            ({"time": ["a"], "event": [1]}, "must be numbers"),
            ({"time": [1.0, -1.0], "event": [1, 1]}, "row 1"),
            ({"time": [-1, 2], "event": [1, 1]}, "row 0"),
            ({"time": [np.nan], "event": [1]}, "from 0"),
            ({"time": [np.inf], "event": [1]}, "from 0"),
            ({"time": [1, 2], "event": [1]}, "shape"),
            ({"time": [1], "event": [2]}, "true or false"),
            ({"time": [1], "event": [0.5]}, "whole"),
            ({"time": [1], "event": [-1]}, "whole"),
            ({"time": [1], "event": ["a"]}, "whole"),
            ({"time": [1], "event": [1], "group": ["a", "b"]}, "group"),
            ({"time": [1], "event": [1], "entry": [1]}, "row 0"),
            ({"time": [1], "event": [1], "entry": [0, 0]}, "entry"),
            ({"time": [1], "event": [1], "confidence": 95}, "confidence"),
        ],
    )
    def test_kaplan_meier(self, given: dict[str, Any], said: str) -> None:
        """Each breach is refused."""
        with pytest.raises(DataError, match=said):
            kaplan_meier(**given)

    def test_confidence(self) -> None:
        """A level is a proportion, here too."""
        with pytest.raises(DataError, match="confidence"):
            cumulative_incidence([1], [1], confidence=1)
