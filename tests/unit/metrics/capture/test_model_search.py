"""Choosing a model: every hierarchical one, pairs step by step, and the same for many tables."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from vnr.errors import UnknownNameError
from vnr.metrics.capture import _search as module
from vnr.metrics.capture._loglinear import Fit, fit
from vnr.metrics.capture._models import Model, hierarchical, hierarchical_models
from vnr.metrics.capture._search import best_many, search, stepwise, stepwise_many

Real = NDArray[np.float64]
SPINA = np.array([0, 60, 48, 4, 244, 111, 142, 12.0])


def sparse_tables(lists: int, size: int, seed: int) -> Real:
    """Tables of 20 to 1 000 persons, each list with a chance of its own, and some pairs tied."""
    rng = np.random.default_rng(seed)
    tables = []
    for _ in range(size):
        chance = rng.uniform(0.03, 0.4, lists)
        persons = int(10 ** rng.uniform(1.8, 3))
        seen = rng.random((persons, lists)) < chance
        follows = rng.random(persons) < rng.uniform(0, 0.6)
        seen[:, -1] = np.where(follows, seen[:, 0], seen[:, -1])
        codes = seen @ (1 << np.arange(lists)[::-1])
        table = np.bincount(codes, minlength=2**lists).astype(np.float64)
        table[0] = 0
        tables.append(table)
    return np.array(tables)


def stepwise_slowly(table: Real, threshold: float) -> Fit:
    """As the paper tells it, one model and one pair at a time."""
    lists = len(table).bit_length() - 1
    terms: Model = ()
    now = fit(table, terms)
    while now.status == "fitted":
        best, least = None, threshold
        for one, other in combinations(range(lists), 2):
            larger = hierarchical(lists, [*terms, {one, other}])
            if larger == terms or fit(table, larger).status != "fitted":
                continue
            cells = [
                cell
                for cell in range(1, 2**lists)
                if cell >> (lists - 1 - one) & 1 and cell >> (lists - 1 - other) & 1
            ]
            count, expected = table[cells].sum(), now.fitted[cells].sum()
            p = min(stats.poisson.cdf(count, expected), stats.poisson.sf(count - 1, expected))
            if p < least * (1 - 1e-9):
                best, least = larger, p
        if best is None:
            break
        terms = best
        now = fit(table, terms)
    return now


class TestStepwise:
    """The pair with the smallest one-sided Poisson p enters while that is below the threshold."""

    @pytest.mark.parametrize("lists", [2, 3, 4, 5])
    @pytest.mark.parametrize("threshold", [0.02, 0.4])
    def test_slow_oracle(self, lists: int, threshold: float) -> None:
        """The same model and total, alone and among others."""
        tables = sparse_tables(lists, 12 if lists < 5 else 4, lists)
        tables = tables[(tables @ _members(lists) > 0).all(axis=1)]
        assert len(tables) > 2
        together = stepwise_many(tables, threshold)
        added = 0
        for table, total in zip(tables, together, strict=True):
            slow, found = stepwise_slowly(table, threshold), stepwise(table, threshold)
            assert found.terms == slow.terms
            assert found.total == pytest.approx(slow.total, rel=1e-9, nan_ok=True)
            assert total == pytest.approx(slow.total, rel=1e-9, nan_ok=True)
            added += len(found.terms)
        assert added or lists == 2

    def test_nothing_enters_at_zero(self) -> None:
        """Independence."""
        assert stepwise(SPINA, 0).terms == ()

    def test_ties_go_to_the_first_pair(self) -> None:
        """Lists that are alike give equal p; rounding doesn't decide between them."""
        table = np.array([0, 100, 100, 5, 100, 5, 5, 40.0])
        first = {stepwise(scale * table, 0.3).terms[0] for scale in (1, 2, 3, 7)}
        assert first == {frozenset({0, 1})}
        p = np.array([[0.3, 0.01 * (1 + 1e-12), 0.01], [0.3, 0.011, 0.01]])
        assert module._smallest(p)[1].tolist() == [1, 2]

    def test_the_threshold_unasked(self) -> None:
        """0.02: every pair of this table has a p of 0.0450, of twice the table 0.0075."""
        table = np.array([0, 100, 100, 5, 100, 5, 5, 40.0])
        assert stepwise(table).terms == ()
        assert len(stepwise(2 * table).terms) > 0
        totals = [stepwise(table).total, stepwise(2 * table).total]
        assert stepwise_many(np.array([table, 2 * table])) == pytest.approx(totals)

    def test_an_empty_pair_may_enter(self) -> None:
        """At minus infinity, when its emptiness is improbable."""
        table = np.array([0, 200, 300, 30, 100, 30, 0, 0.0])
        found = stepwise(table)
        assert found.minus_infinity == (frozenset({0, 1}),)
        assert found.status == "fitted"

    def test_the_next_best_is_tried(self) -> None:
        """A pair whose model has no estimate is passed over, not the end of the search."""
        table = np.array([0, 20, 30, 0, 40, 0, 6, 0.0])  # with 12 there is none
        found = stepwise(table, 1)
        assert frozenset({0, 1}) not in found.terms
        assert found.terms

    def test_no_start(self) -> None:
        """No overlap at all: independence has no estimate, and that is the answer."""
        found = stepwise([0, 4, 7, 0, 9, 0, 0, 0])
        assert (found.status, found.terms) == ("nonexistent", ())
        assert np.isnan(stepwise_many(np.array([[0, 4, 7, 0, 9, 0, 0, 0.0]])))[0]


def _members(lists: int) -> Real:
    """History by list."""
    return ((np.arange(2**lists)[:, None] >> np.arange(lists)[::-1]) & 1).astype(np.float64)


class TestSearch:
    """Every model is fitted or refused, and none is left out."""

    @pytest.mark.parametrize("criterion", ["aic", "bic"])
    def test_one_by_one(self, criterion: str) -> None:
        """Each candidate is what `fit` says of it, the best first."""
        for table in sparse_tables(4, 3, 1):
            found = search(table, order=3, criterion=criterion)
            assert {one.terms for one in found} == set(hierarchical_models(4, 3))
            for one in found:
                alone = fit(table, one.terms)
                assert one.status == alone.status
                assert one.total == pytest.approx(alone.total, rel=1e-9, nan_ok=True)
                assert one.criterion == pytest.approx(
                    getattr(alone, criterion), rel=1e-9, nan_ok=True
                )
            shown = [one.criterion for one in found if one.status == "fitted"]
            assert shown == sorted(shown)
            assert all(one.status != "fitted" for one in found[len(shown) :])

    def test_saturated_is_refused(self) -> None:
        """Asked for, it is there, with the reason."""
        last = search(SPINA, order=3)[-1]
        assert frozenset({0, 1, 2}) in last.terms
        assert last.status == "unidentifiable"

    def test_equals(self) -> None:
        """Of equals the one with fewer terms: the empty triple costs as much as it gains."""
        value, chosen = np.array([5.0, 5.0 + 1e-12, 4.0]), np.array([[1, 1], [1, 0], [1, 1]], bool)
        assert module._ranked(value, chosen) == [2, 1, 0]

    def test_criterion(self) -> None:
        """One of two."""
        with pytest.raises(UnknownNameError, match="criterion"):
            search(SPINA, criterion="aicc")


class TestManyTables:
    """The bounded search finds what the full one does."""

    @pytest.mark.parametrize("criterion", ["aic", "bic"])
    @pytest.mark.parametrize(("lists", "order"), [(2, 1), (3, 2), (3, 3), (4, 2), (4, 3)])
    def test_the_same_best(self, lists: int, order: int, criterion: str) -> None:
        """The total of the first candidate, or nan."""
        tables = sparse_tables(lists, 10, 20 + lists)
        tables = tables[(tables @ _members(lists) > 0).all(axis=1)]
        best = [search(table, order=order, criterion=criterion)[0].total for table in tables]
        found = best_many(tables, order=order, criterion=criterion)
        assert found == pytest.approx(np.array(best), rel=1e-9, nan_ok=True)

    def test_the_best_has_no_estimate(self) -> None:
        """Then the best of those that have one is found, though it was not fitted at first."""
        table = np.array([0, 40, 60, 2, 90, 30, 0, 7.0])  # all of 12 are in 3
        value = module._worth_fitting(
            table[None], module._all_models(3, 2)[1], module._all_models(3, 2)[2], "aic"
        )
        models = module._all_models(3, 2)[0]
        assert fit(table, models[int(value[:, 0].argmin())]).status == "nonexistent"
        assert best_many(table[None])[0] == pytest.approx(search(table)[0].total, rel=1e-12)

    def test_few_are_fitted(self) -> None:
        """A strong pair rules out every model without it."""
        table = np.array([0, 300, 300, 20, 300, 20, 300, 20.0])
        _, terms, chosen = module._all_models(3, 2)
        value = module._worth_fitting(table[None], terms, chosen, "bic")[:, 0]
        assert np.isinf(value[~chosen[:, 0]]).any()
        assert np.isfinite(value[chosen[:, 0]]).all()

    def test_an_empty_list_leaves(self) -> None:
        """As in a resample."""
        table = np.array([[0, 0, 8, 0, 10, 0, 4, 0.0]])
        assert best_many(table)[0] == pytest.approx(22 + 80 / 4)
