"""Log-linear estimation on tables and models that Hypothesis makes up, and recovery of a truth."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from vnr.metrics.capture._loglinear import fit, lognormal
from vnr.metrics.capture._models import Model, design, hierarchical, interactions
from vnr.metrics.capture._profile import profile_likelihood
from vnr.metrics.capture._search import search, stepwise_many

Real = NDArray[np.float64]


@st.composite
def problems(draw: st.DrawFn, most: int = 4) -> tuple[Real, Model]:
    """A table of two to `most` lists, often sparse, and a hierarchical model."""
    lists = draw(st.integers(2, most))
    cell = st.one_of(st.just(0), st.integers(0, 4), st.integers(0, 400))
    table = draw(st.lists(cell, min_size=2**lists, max_size=2**lists))
    terms = draw(st.lists(st.sampled_from(interactions(lists, 3)), max_size=4))
    return np.array(table, np.float64), hierarchical(lists, terms)


@st.composite
def truths(draw: st.DrawFn) -> tuple[Real, Model, float]:
    """Expected counts of a model with known parameters, and the number unseen."""
    lists = draw(st.integers(2, 6))
    saturated = frozenset(range(lists))
    choices = [term for term in interactions(lists, 3) if term != saturated]
    terms: Model = ()
    if choices:
        terms = hierarchical(lists, draw(st.lists(st.sampled_from(choices), max_size=4)))
    matrix = design(lists, terms)
    beta = draw(
        st.lists(st.floats(-2, 1), min_size=matrix.shape[1] - 1, max_size=matrix.shape[1] - 1)
    )
    unseen = draw(st.floats(10, 1e5))
    return np.append(0, np.exp(matrix @ [np.log(unseen), *beta])), terms, unseen


class TestProperties:
    """What holds of every table and every model."""

    @settings(max_examples=60, deadline=None)
    @given(problems())
    def test_likelihood_equations(self, problem: tuple[Real, Model]) -> None:
        """A fit has the table's own number on every list and in every term, and none below them."""
        table, terms = problem
        found = fit(table, terms)
        if found.status == "fitted":
            matrix = design(len(table).bit_length() - 1, found.terms)
            assert found.fitted[1:] @ matrix == pytest.approx(table[1:] @ matrix, abs=1e-5)
            assert found.total >= table[1:].sum()
            assert (found.fitted >= 0).all()
            lower, upper = lognormal(table, found)
            assert table[1:].sum() <= lower <= found.total <= upper
        else:
            assert np.isnan(found.total)

    @settings(max_examples=30, deadline=None)
    @given(problems(), st.data())
    def test_names_of_lists_dont_matter(
        self, problem: tuple[Real, Model], data: st.DataObject
    ) -> None:
        """Lists in another order give the same total."""
        table, terms = problem
        lists = len(table).bit_length() - 1
        order = data.draw(st.sampled_from(list(permutations(range(lists)))))
        turned = table.reshape((2,) * lists).transpose(order).ravel()
        renamed = hierarchical(lists, [{order.index(one) for one in term} for term in terms])
        one, other = fit(table, terms), fit(turned, renamed)
        assert one.status == other.status
        assert one.total == pytest.approx(other.total, rel=1e-7, nan_ok=True)
        assert stepwise_many(table[None], 0) == pytest.approx(
            stepwise_many(turned[None], 0), rel=1e-7, nan_ok=True
        )

    @settings(max_examples=30, deadline=None)
    @given(problems(), st.integers(2, 9))
    def test_scale(self, problem: tuple[Real, Model], times: int) -> None:
        """So many times the table, so many times the total; existence is the same."""
        table, terms = problem
        one, many = fit(table, terms), fit(times * table, terms)
        assert one.status == many.status
        assert one.minus_infinity == many.minus_infinity
        assert many.total == pytest.approx(times * one.total, rel=1e-7, nan_ok=True)

    @settings(max_examples=20, deadline=None)
    @given(problems(most=3))
    def test_larger_models_fit_better(self, problem: tuple[Real, Model]) -> None:
        """No candidate has a likelihood above that of one with more terms."""
        fitted = [fit(problem[0], one.terms) for one in search(problem[0], order=2)]
        for one in fitted:
            for other in fitted:
                if set(one.terms) < set(other.terms) and one.status == other.status == "fitted":
                    assert one.log_likelihood <= other.log_likelihood + 1e-7


class TestRecovery:
    """What was put in comes out."""

    @settings(max_examples=60, deadline=None)
    @given(truths())
    def test_without_noise(self, truth: tuple[Real, Model, float]) -> None:
        """From expected counts the unseen are found exactly, whatever the dependence."""
        expected, terms, unseen = truth
        found = fit(expected, terms)
        assert found.status == "fitted"
        assert found.unseen == pytest.approx(unseen, rel=1e-6)
        assert found.deviance == pytest.approx(0, abs=1e-6)

    def test_coverage(self) -> None:
        """Of 200 draws about 95 in 100 intervals hold the truth, if the model is the true one."""
        terms = (frozenset({0, 1}),)
        matrix = design(3, terms)
        expected = np.exp(matrix @ [np.log(800), -1.2, -1.0, -1.4, 0.9])
        total = 800 + expected.sum()
        rng = np.random.default_rng(8)
        chances = np.append(800, expected) / total
        draws = rng.multinomial(round(total), chances, size=200)
        wald = [lognormal(draw, fit(draw, terms)) for draw in draws]
        limits = [profile_likelihood(draw, fit(draw, terms)) for draw in draws[::4]]
        naive = [lognormal(draw, fit(draw, ())) for draw in draws]
        # 190 and 47.5 expected, with standard deviations of 3.1 and 1.5.
        assert 180 <= sum(lower <= total <= upper for lower, upper in wald) <= 199
        assert 43 <= sum(one.lower <= total <= one.upper for one in limits) <= 50
        # With the dependence left out the truth mostly lies above the interval.
        assert sum(upper < total for _, upper in naive) > 100
