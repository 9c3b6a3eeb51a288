"""Log-linear models of capture tables: what is fitted, what is refused, and the intervals."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import gammaln, ndtri

from existing import exists, identifiable
from vnr.errors import DataError
from vnr.metrics.capture import _existence as existence
from vnr.metrics.capture import _newton as newton
from vnr.metrics.capture._loglinear import (
    fit,
    fit_many,
    fit_models,
    lognormal,
)
from vnr.metrics.capture._models import (
    design,
    hierarchical,
    hierarchical_models,
    interactions,
    lists_of,
)
from vnr.metrics.capture._profile import profile_likelihood

Real = NDArray[np.float64]
# 001, 010, 011, 100, 101, 110, 111 of Hook, Albright & Cross (1980): spina bifida, New York.
SPINA = np.array([0, 60, 48, 4, 244, 111, 142, 12.0])
AB, AC, BC, ABC = (frozenset(one) for one in ((0, 1), (0, 2), (1, 2), (0, 1, 2)))


def random_tables(lists: int, size: int, seed: int) -> Real:
    """Sparse and full tables of few and many persons."""
    rng = np.random.default_rng(seed)
    rows = [
        rng.multinomial(int(10 ** rng.uniform(0.7, 3.5)), rng.dirichlet(np.full(2**lists, spread)))
        for spread in (0.1, 0.3, 1)
        for _ in range(size)
    ]
    return np.array(rows, np.float64)


class TestModels:
    """Terms are numbered lists; a model holds everything below its terms."""

    def test_hierarchical(self) -> None:
        """A triple brings its pairs, in the order of size and members; main effects are known."""
        assert hierarchical(4, [{1, 2, 3}, {0}, {0, 1}]) == tuple(
            frozenset(one) for one in ((0, 1), (1, 2), (1, 3), (2, 3), (1, 2, 3))
        )

    @pytest.mark.parametrize("term", [{3}, {-1, 0}, set()])
    def test_a_term_names_lists(self, term: set[int]) -> None:
        """Not others, and not none."""
        with pytest.raises(DataError, match="numbered 0 to 2"):
            hierarchical(3, [term])

    def test_design(self) -> None:
        """Rows are 01, 10, 11; columns the intercept, the lists and their pair."""
        assert design(2, (AB,)).tolist() == [[1, 0, 1, 0], [1, 1, 0, 0], [1, 1, 1, 1]]

    @pytest.mark.parametrize(
        ("lists", "order", "number"),
        [(1, 2, 1), (2, 1, 1), (2, 2, 2), (3, 2, 8), (3, 3, 9), (4, 2, 64), (4, 3, 113),
         (4, 4, 114), (5, 2, 1024)],
    )  # fmt: skip
    def test_how_many(self, lists: int, order: int, number: int) -> None:
        """As many as there are, each once, and each hierarchical."""
        models = hierarchical_models(lists, order)
        assert len(models) == len(set(models)) == number
        assert all(hierarchical(lists, model) == model for model in models)
        assert models[0] == ()

    def test_too_many(self) -> None:
        """Six lists have more models with triples than can be fitted; with pairs 2**15."""
        assert len(hierarchical_models(6, 2)) == 32_768
        with pytest.raises(DataError, match="lower the order"):
            hierarchical_models(6, 3)

    @pytest.mark.parametrize("counts", [[1, 2, 3], [1], [0, -1, 2, 3], [0, np.nan, 1, 1]])
    def test_tables_are_checked(self, counts: list[float]) -> None:
        """A power of two of counts, none negative; the unseen cell may hold anything."""
        with pytest.raises(DataError, match="counts must"):
            fit(counts, ())
        assert lists_of(np.array([-9.0, 1, 2, 3])) == 2


class TestFormulas:
    """Models whose estimate can be written down."""

    def test_two_lists(self) -> None:
        """Lincoln and Petersen's, with Chapman's and Bailey's table of Seber 1982, page 107."""
        assert fit([0, 254, 781, 167], ()).total == pytest.approx(948 * 421 / 167, rel=1e-13)

    def test_all_pairs_of_three(self) -> None:
        """No three-way interaction: the odds ratio of two lists is one in and out of the third."""
        unseen = 12 * 244 * 48 * 60 / (142 * 111 * 4)
        found = fit(SPINA, (AB, AC, BC))
        assert found.unseen == pytest.approx(unseen, rel=1e-12)
        # The logarithm of a product of Poisson counts.
        assert found.log_unseen_se**2 == pytest.approx((1 / SPINA[1:]).sum(), rel=1e-10)
        assert found.deviance == pytest.approx(0, abs=1e-9)

    def test_one_pair(self) -> None:
        """List 1 against the union of 2 and 3, which may depend."""
        union, both = 60 + 48 + 4, 111 + 142 + 12
        found = fit(SPINA, (BC,))
        assert found.unseen == pytest.approx(244 * union / both, rel=1e-12)
        assert found.intercept == pytest.approx(np.log(244 * union / both), rel=1e-12)
        assert found.total == pytest.approx(621 + 244 * union / both, rel=1e-13)

    def test_empty_pair(self) -> None:
        """Two pairs that nobody is in: of the third list nothing is learnt."""
        found = fit([0, 20, 30, 0, 40, 0, 6, 0], (AC, BC))
        assert found.minus_infinity == (AC, BC)
        assert found.total == pytest.approx(96 + 40 * 30 / 6)
        assert found.coefficients[-2:].tolist() == [-np.inf, -np.inf]
        assert found.fitted[[3, 5, 7]].tolist() == [0, 0, 0]
        # Seven cells, and six parameters with those two.
        assert found.df == 1

    def test_empty_triple(self) -> None:
        """Nobody is in all three, everybody else is free: a saturated table without its top."""
        found = fit([0, 5, 6, 2, 9, 3, 4, 0], (ABC,))
        assert found.minus_infinity == (ABC,)
        assert found.status == "unidentifiable"
        without = fit([0, 5, 6, 2, 9, 3, 4, 0], (AB, AC, BC))
        assert without.minus_infinity == ()
        assert without.status == "nonexistent"


class TestOtherImplementations:
    """Statsmodels' Poisson regression, carried to convergence."""

    @pytest.mark.parametrize("lists", [2, 3, 4, 5, 6])
    def test_statsmodels(self, lists: int) -> None:
        """Coefficients, errors, likelihood, deviance and criteria to 1e-8."""
        sm = pytest.importorskip("statsmodels.api")
        rng = np.random.default_rng(lists)
        done = 0
        for table in random_tables(lists, 4, lists):
            terms = tuple(one for one in interactions(lists, 3) if rng.random() < 0.2)
            found = fit(table, terms)
            if found.status != "fitted":
                continue
            done += 1
            matrix = design(lists, found.terms)
            there = np.isfinite(found.coefficients)
            kept = ~(matrix[:, ~there] > 0).any(axis=1)
            model = sm.GLM(table[1:][kept], matrix[kept][:, there], family=sm.families.Poisson())
            with np.errstate(divide="ignore", invalid="ignore"):  # no degrees of freedom left
                other = model.fit(tol=1e-14, maxiter=200, method="newton")
            assert found.coefficients[there] == pytest.approx(other.params, rel=1e-8, abs=1e-8)
            assert found.log_unseen_se == pytest.approx(np.sqrt(other.cov_params()[0, 0]), rel=1e-8)
            assert found.log_likelihood == pytest.approx(other.llf, rel=1e-10)
            assert found.deviance == pytest.approx(other.deviance, rel=1e-8, abs=1e-8)
            assert found.aic == pytest.approx(-2 * other.llf + 2 * len(there), rel=1e-10)
            n = table[1:].sum()
            assert found.bic == pytest.approx(-2 * other.llf + np.log(n) * len(there), rel=1e-10)
            assert found.fitted[1:][kept] == pytest.approx(other.fittedvalues, rel=1e-8, abs=1e-9)
            assert found.fitted[0] == found.unseen == pytest.approx(np.exp(other.params[0]))
        assert done >= 2

    def test_standard_error_of_the_total(self) -> None:
        """Rivest & Lévesque: the Poisson count of the unseen, and its estimated mean."""
        found = fit(SPINA, (BC,))
        assert found.standard_error == pytest.approx(
            np.sqrt(found.unseen + (found.unseen * found.log_unseen_se) ** 2)
        )


class TestRefusals:
    """Before every number: does the estimate exist, and do the cells tell its parameters apart?"""

    @pytest.mark.parametrize("lists", [2, 3, 4])
    def test_existence(self, lists: int) -> None:
        """A fit is refused where one linear program a cell, or the rank of the cells, says so."""
        rng = np.random.default_rng(lists)
        states = set()
        for table in random_tables(lists, 12, 10 + lists):
            terms = hierarchical(lists, [x for x in interactions(lists, 3) if rng.random() < 0.3])
            found = fit(table, terms)
            there = exists(table, terms) and identifiable(table, terms)
            assert (found.status == "fitted") == there
            states.add(found.status.value)
        assert states == {"fitted", "nonexistent", "unidentifiable"} or lists == 4

    def test_refused_is_nan(self) -> None:
        """Every number of it."""
        found = fit([0, 8, 5, 0], ())
        assert found.status == "nonexistent"
        numbers = [
            found.total, found.unseen, found.intercept, found.log_unseen_se, found.standard_error,
            found.deviance, found.log_likelihood, found.aic, found.bic, *found.coefficients,
            *found.fitted, *lognormal([0, 8, 5, 0], found),
        ]  # fmt: skip
        assert np.isnan(numbers).all()
        limits = profile_likelihood([0, 8, 5, 0], found)
        assert np.isnan([limits.estimate, limits.lower, limits.upper]).all()

    @pytest.mark.parametrize("table", [[0, 0, 0, 0], [0, 5, 0, 0], [0, 0, 0, 7], [0, 9, 0, 6]])
    def test_two_lists(self, table: list[int]) -> None:
        """Nobody, one list empty, the lists the same, one within the other."""
        assert fit(table, ()).status == "nonexistent"

    def test_saturated(self) -> None:
        """As many parameters as cells and the unseen: nothing tells the unseen."""
        assert fit([0, 5, 7, 3], (AB,)).status == "unidentifiable"
        assert fit(SPINA, (ABC,)).status == "unidentifiable"

    def test_quasi_separation(self) -> None:
        """All in lists 1 and 2 are in 3: no pair is empty, and yet no maximum is reached."""
        table = np.array([0, 5, 6, 2, 9, 3, 0, 4.0])
        assert fit(table, (AB, AC, BC)).minus_infinity == ()
        assert fit(table, (AB, AC, BC)).status == "nonexistent"
        assert fit(table, (AB, AC)).status == "fitted"

    def test_a_small_cell_is_put_to_the_program(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A fit so near zero that it proves nothing is no refusal."""
        table = np.array([0, 10**6, 10**6, 1, 10**6, 1, 1, 0.0])
        found = fit(table, ())
        assert found.fitted[7] < existence._ABOVE_ZERO
        assert found.status == "fitted"
        monkeypatch.setattr(existence, "_program", lambda *_: False)
        assert fit(table, ()).status == "nonexistent"

    def test_a_small_optimum_is_no_refusal(self) -> None:
        """Six lists with one person on two of them: the program's optimum is 1 in 129.

        Whoever is on k lists brings k - 1 overlaps; 15 + 2 * 20 + 3 * 15 + 4 * 6 + 5 = 129 of
        them share the one there is.
        """
        table = np.zeros(64)
        table[[1, 2, 4, 8, 16, 32]] = 10
        assert fit(table, ()).status == "nonexistent"
        table[3] = 1
        assert fit(table, ()).status == "fitted"

    def test_unconverged(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A method that doesn't settle gives no number."""
        monkeypatch.setattr(newton, "_STEPS", 1)
        found = fit([0, 20, 30, 0, 40, 0, 6, 0], ())
        assert found.status == "unconverged"
        assert np.isnan(found.total)

    def test_halving(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """From far below, whole steps go too far; halved they arrive at the same."""
        expected = fit(SPINA, (AB, AC)).coefficients

        def far(counts: Real, matrix: Real, *_: Any) -> Real:
            return np.full((len(counts), matrix.shape[1]), -3.0)

        monkeypatch.setattr(newton, "_first_guess", far)
        found = fit(SPINA, (AB, AC))
        assert found.status == "fitted"
        assert found.coefficients == pytest.approx(expected, rel=1e-8)

    def test_stuck(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """With no halving left it stays where it is and says so."""
        monkeypatch.setattr(newton, "_HALVINGS", 1)
        monkeypatch.setattr(
            newton, "_first_guess", lambda y, matrix, *_: np.full((len(y), matrix.shape[1]), -3.0)
        )
        assert fit(SPINA, (AB, AC)).status == "unconverged"


class TestManyTables:
    """One call for a bootstrap: each row is what it would be alone."""

    @pytest.mark.parametrize("lists", [2, 3, 5])
    def test_alone_and_together(self, lists: int) -> None:
        """Rows refused don't disturb the others."""
        tables = random_tables(lists, 8, lists)
        terms = hierarchical(lists, [{0, 1}, {lists - 2, lists - 1}][: lists - 2])
        found = fit_many(tables, terms)
        for row, table in enumerate(tables):
            alone = fit(table, terms)
            assert found.status[row] == alone.status
            assert found.total[row] == pytest.approx(alone.total, rel=1e-9, nan_ok=True)
            assert found.aic[row] == pytest.approx(alone.aic, rel=1e-9, nan_ok=True)

    def test_an_empty_list(self) -> None:
        """Refused by itself, left out where that is asked for."""
        table, none = np.array([[0, 0, 8, 0, 10, 0, 4, 0.0]]), np.zeros((1, 0), np.bool_)
        assert fit_models(table, (), none).status[0] == "nonexistent"
        found = fit_models(table, (), none, lists_may_empty=True)
        assert found.total[0] == pytest.approx(22 + 80 / 4)
        assert found.coefficients[0, 3] == -np.inf

    def test_unchecked(self) -> None:
        """Without the check a fit on its way to infinity is shown, for who bounds others by it."""
        table, none = np.array([[0, 8, 5, 0.0]]), np.zeros((1, 0), np.bool_)
        assert fit_models(table, (), none, check=False).total[0] > 1e9


class TestIntervals:
    """Given the model; what choosing it adds is the bootstrap's."""

    def test_lognormal(self) -> None:
        """By hand on Seber's table: the error of log(b c / a) is that of three Poisson counts."""
        table = [0, 254, 781, 167]
        unseen, error = 254 * 781 / 167, np.sqrt(1 / 254 + 1 / 781 + 1 / 167)
        z = -ndtri(0.05)
        assert lognormal(table, fit(table, ()), confidence=0.9) == pytest.approx(
            [1202 + unseen * np.exp(-z * error), 1202 + unseen * np.exp(z * error)], rel=1e-10
        )

    @pytest.mark.parametrize("table", [[0, 8, 10, 4], [0, 3, 2, 9], [0, 10, 12, 20]])
    def test_profile_of_two_lists(self, table: list[int]) -> None:
        """Below a total of 100 exact: the binomials written out, on a fine grid."""
        _, b, a, both = table
        n, first, second = a + b + both, a + both, b + both
        total = n + np.arange(1, 100_000) / 1000
        total = total[total <= 100]
        level = (
            gammaln(total + 1)
            - gammaln(total - n + 1)
            + (total - first) * np.log(total - first)
            + (total - second) * np.log(total - second)
            - 2 * total * np.log(total)
        )
        found = profile_likelihood(table, fit(table, ()), confidence=0.8)
        inside = total[level >= level.max() - 1.6423744151498171 / 2]
        assert found.estimate == pytest.approx(total[level.argmax()], abs=1e-3)
        assert found.lower == pytest.approx(inside[0], abs=2e-3)
        assert found.upper == pytest.approx(inside[-1], abs=2e-3)

    def test_nobody_unseen_is_possible(self) -> None:
        """The lower limit is those observed when the likelihood there is high enough."""
        table = [0, 1, 2, 30]
        found = profile_likelihood(table, fit(table, ()))
        assert found.lower == 33
        assert 33 <= found.estimate < found.upper

    @pytest.mark.parametrize("scale", [10, 100])
    def test_few_unseen_of_many(self, scale: int) -> None:
        """Where Stirling's formula breaks down, with less than one unseen, it isn't used."""
        table = [0, 1, 2, 30 * scale]
        found = profile_likelihood(table, fit(table, ()))
        assert found.lower == 3 + 30 * scale
        assert found.estimate - found.lower < 0.5
        assert found.estimate < found.upper < found.lower + 5

    def test_where_stirling_begins(self) -> None:
        """With one unseen of more than a hundred, but not with less."""
        from vnr.metrics.capture._profile import _correction

        assert _correction(120, 1) == pytest.approx(np.log(121) / 2, rel=1e-12)
        part = 0.999
        total = 120 + part
        whole = np.log(2 * np.pi * total) / 2 - total
        exact = whole + 120 + part * np.log(part) - gammaln(part + 1)
        assert _correction(120, part) == pytest.approx(exact, rel=1e-12)
        assert exact != pytest.approx(np.log(total / part) / 2, rel=1e-3)

    def test_stirling_is_near(self) -> None:
        """Just below and above the switch the likelihood is the same to 1/12 of a person."""
        from vnr.metrics.capture._profile import _correction

        exact = gammaln(101.0) - 100 * np.log(100) + 80 + 20 * np.log(20) - gammaln(21.0)
        assert _correction(80, 20) == pytest.approx(exact, rel=1e-12)
        assert _correction(80, 20.0001) == pytest.approx(exact, abs=1 / (12 * 20))
        assert _correction(80, 20.0001) != pytest.approx(exact, abs=1e-4)
