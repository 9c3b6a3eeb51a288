"""The bootstrap that chooses the model anew in each resample."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from vnr.errors import DataError
from vnr.metrics.capture._bootstrap import _limits, _quantile, bca
from vnr.metrics.capture._loglinear import fit_many
from vnr.metrics.capture._search import best_many, stepwise_many

Real = NDArray[np.float64]
SPINA = np.array([0, 60, 48, 4, 244, 111, 142, 12.0])


def petersen(tables: Real) -> Real:
    """The product of two list totals over their overlap; nan without any."""
    b, a, both = tables[:, 1:].T
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(both > 0, (a + both) * (b + both) / both, np.nan)


class TestInterval:
    """DiCiccio & Efron 1996, with the jackknife over persons."""

    def test_slow_oracle(self) -> None:
        """One person left out at a time, and the formula written out."""
        table = np.array([0, 12, 9, 6.0])
        found = bca(table, petersen, confidence=0.9, resamples=999, seed=3)
        people = np.repeat([1, 2, 3], [12, 9, 6])
        left = np.array(
            [
                petersen(np.bincount(np.delete(people, one), minlength=4)[None].astype(float))[0]
                for one in range(len(people))
            ]
        )
        off = left.mean() - left
        acceleration = (off**3).sum() / (6 * (off**2).sum() ** 1.5)
        assert found.acceleration == pytest.approx(acceleration, rel=1e-12)
        rng = np.random.default_rng(3)
        drawn = rng.multinomial(27, table / 27, size=999).astype(float)
        totals = np.nan_to_num(petersen(drawn), nan=np.inf)
        assert found.replicates.tolist() == totals.tolist()
        bias = ndtri((totals < found.estimate * (1 - 1e-9)).mean())
        for tail, limit in ((0.05, found.lower), (0.95, found.upper)):
            moved = bias + ndtri(tail)
            at = ndtr(bias + moved / (1 - acceleration * moved))
            assert limit == pytest.approx(np.quantile(totals, at, method="median_unbiased"))

    def test_seed(self) -> None:
        """The same seed gives the same interval, another another."""
        first, again, other = (bca(SPINA, stepwise_many, resamples=300, seed=s) for s in (1, 1, 2))
        assert (first.lower, first.upper) == (again.lower, again.upper)
        assert first.lower != other.lower

    def test_progress(self) -> None:
        """Told as it goes, to the end."""
        told: list[tuple[int, int]] = []
        bca(
            SPINA,
            partial(fit_total, ()),
            resamples=600,
            progress=lambda done, of: told.append((done, of)),
        )
        assert told == [(done, 600) for done in range(100, 700, 100)]

    def test_choosing_anew_widens(self) -> None:
        """An interval given the model is too narrow when the model was chosen by the data."""
        given = bca(SPINA, partial(fit_total, ((0, 1), (1, 2))), resamples=400)
        chosen = bca(SPINA, best_many, resamples=400)
        assert given.estimate == pytest.approx(chosen.estimate)
        assert chosen.upper - chosen.lower > 1.2 * (given.upper - given.lower)

    def test_ignores_the_unseen_cell(self) -> None:
        """Whatever stands there."""
        assert bca([99, 12, 9, 6], petersen, resamples=50).upper == (
            bca([0, 12, 9, 6], petersen, resamples=50).upper
        )


def fit_total(terms: tuple[tuple[int, int], ...], tables: Real) -> Real:
    return fit_many(tables, tuple(frozenset(term) for term in terms)).total


class TestNoEstimate:
    """A resample without an estimate counts at the upper end, and is counted."""

    def test_infinite(self) -> None:
        """With two in both lists every seventh resample has none: the limit is infinite."""
        found = bca([0, 12, 9, 2], petersen, resamples=500)
        assert found.infinite == np.isinf(found.replicates).sum() > 25
        assert found.upper == np.inf
        assert np.isfinite(found.lower)

    def test_jackknife_without_estimate(self) -> None:
        """One in both lists: without that person nothing is left, and nothing is accelerated."""
        found = bca([0, 12, 9, 1], petersen, resamples=200)
        assert found.acceleration == 0
        assert found.upper == np.inf

    def test_the_table_itself(self) -> None:
        """No overlap: no number and no limits."""
        found = bca([0, 12, 9, 0], petersen, resamples=200)
        assert np.isnan([found.estimate, found.lower, found.upper]).all()
        assert found.replicates.size == 0

    def test_all_alike(self) -> None:
        """A figure that doesn't vary has limits of its own size."""
        found = bca([0, 12, 9, 6], lambda tables: np.full(len(tables), 50.0), resamples=100)
        assert (found.lower, found.estimate, found.upper) == (50, 50, 50)
        assert found.acceleration == 0

    def test_never_below_those_observed(self) -> None:
        """Whatever is drawn, those observed are there."""
        found = bca([0, 12, 9, 6], lambda tables: tables[:, 1:3].sum(axis=1), resamples=100)
        assert found.lower == 27

    def test_past_the_pole(self) -> None:
        """An acceleration that turns the formula inside out gives the end of the resamples."""
        lower, upper = _limits(np.arange(1000.0), 0.5, 2.0, 0.025)
        assert upper == 999
        assert 0 <= lower < upper

    @pytest.mark.parametrize("at", [0.0, 0.01, 0.3, 0.77, 0.999, 1.0])
    def test_quantile(self, at: float) -> None:
        """Hyndman and Fan's eighth definition, as numpy has it."""
        values = np.random.default_rng(1).random(37)
        expected = np.quantile(values, at, method="median_unbiased")
        assert _quantile(values, np.array([at]))[0] == pytest.approx(expected)

    @pytest.mark.parametrize("below", [0, 1])
    def test_all_on_one_side(self, below: int) -> None:
        """As if half a resample of a hundred were on the other: the limits are at that end."""
        replicates = np.arange(1.0, 101)
        bias = ndtri(0.005) * (1 - 2 * below)
        places = ndtr(2 * bias + ndtri([0.025, 0.975]))
        expected = np.quantile(replicates, places, method="median_unbiased")
        assert _limits(replicates, below, 0.0, 0.025) == pytest.approx(expected.tolist())
        # A whole resample on the other side would move them inwards where the jackknife is skew.
        steep = 1000.0 * (1 - 2 * below)
        end = (100, 100) if below else (1, 1)
        assert _limits(replicates, below, steep, 0.3) == pytest.approx(end)

    def test_quantile_between_finite_and_infinite(self) -> None:
        """Infinite as soon as any of it is; finite on the last finite value."""
        values = np.array([1.0, 2, np.inf, np.inf])
        at = [(place - 1 / 3) / (4 + 1 / 3) for place in (2, 2.5, 3.5)]
        assert _quantile(values, np.array(at)).tolist()[1:] == [np.inf, np.inf]
        assert _quantile(values, np.array([at[0] - 1e-9]))[0] == pytest.approx(2)

    def test_refusals(self) -> None:
        """Parts of persons can't be drawn, and no resample tells nothing."""
        with pytest.raises(DataError, match="whole"):
            bca([0, 1.5, 2, 2], petersen)
        with pytest.raises(DataError, match="at least 1"):
            bca([0, 12, 9, 6], petersen, resamples=0)
