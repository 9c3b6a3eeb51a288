"""Poisson log-linear models of capture tables, and the intervals that hang on one model."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any, Final

import attrs
import numpy as np
from numpy.typing import ArrayLike, NDArray

from vnr.metrics._hidden.existence import (
    Existence,
    certified,
    empty_lists,
    exists,
    identifiable,
    rank_is_full,
    without_empty,
)
from vnr.metrics._hidden.models import Model, design, hierarchical, lists_of
from vnr.metrics._hidden.newton import information, newton

__all__ = [
    "Existence",
    "Fit",
    "Fits",
    "Profile",
    "Status",
    "design",
    "exists",
    "fit",
    "fit_many",
    "fit_models",
    "identifiable",
    "lognormal",
    "profile",
]

Real = NDArray[np.float64]
Flags = NDArray[np.bool_]


class Status(StrEnum):
    """What became of a fit; only `FITTED` has numbers."""

    FITTED = "fitted"
    UNIDENTIFIABLE = "unidentifiable"
    """The cells can't tell the parameters apart."""
    NONEXISTENT = "nonexistent"
    """The likelihood has no finite maximum."""
    UNCONVERGED = "unconverged"
    """Newton's method didn't settle."""


@attrs.frozen(eq=False)
class Fits:
    """Fits of many tables, one a row; nan where a row isn't fitted.

    Attributes
    ----------
    status
        A `Status` each, shape ``(tables,)``.
    total, unseen, deviance, log_likelihood, aic, bic
        As in `Fit`, shape ``(tables,)``.
    coefficients
        Intercept, main effects and terms, shape ``(tables, parameters)``.
    fitted
        Expected counts with the unseen first, shape ``(tables, 2**lists)``.
    """

    status: NDArray[np.str_]
    total: Real
    unseen: Real
    deviance: Real
    log_likelihood: Real
    aic: Real
    bic: Real
    coefficients: Real
    fitted: Real


@attrs.frozen(eq=False)
class Fit:
    """One model fitted to one table; nan where there is no number.

    Attributes
    ----------
    terms
        Interaction terms of the hierarchical model.
    minus_infinity
        Those of them that nobody is in all lists of: their cells left the table.
    status
        Whether it is fitted, and otherwise why not.
    coefficients
        Intercept, main effects and terms, shape ``(1 + lists + len(terms),)``.
    intercept
        Logarithm of the unseen.
    unseen
        ``exp(intercept)``.
    total
        Those observed and the unseen.
    log_unseen_se
        Standard error of the intercept, from the inverse information.
    standard_error
        Of the total, ``sqrt(unseen + unseen**2 * log_unseen_se**2)`` (Rivest & Lévesque 2001).
    deviance, log_likelihood
        Of the Poisson model, with its factorials.
    df
        Cells less parameters, those at minus infinity counted.
    aic, bic
        With every parameter counted; the BIC's sample is those observed.
    fitted
        Expected counts with the unseen first, shape ``(2**lists,)``.
    """

    terms: Model
    minus_infinity: Model
    status: Status
    coefficients: Real
    intercept: float
    unseen: float
    total: float
    log_unseen_se: float
    standard_error: float
    deviance: float
    df: int
    log_likelihood: float
    aic: float
    bic: float
    fitted: Real


def fit(counts: ArrayLike, terms: Model) -> Fit:
    r"""Fit one log-linear model to one table (loglinjär modell).

    .. math:: \log \mu_h = \beta_0 + \sum_{T \subseteq h} \beta_T, \qquad
        \hat N = n + e^{\hat\beta_0}

    Parameters
    ----------
    counts : array_like of number, shape ``(2**lists,)``
        Persons by history read as a binary number, the first list most significant; the first
        cell, the unseen, is ignored.
    terms : Model
        Interaction terms; completed to a hierarchical model.

    Returns
    -------
    Fit
        With nan for every number when the estimate doesn't exist or isn't identifiable.

    References
    ----------
    .. [1] Fienberg SE. The multiple recapture census. *Biometrika* 1972;59:591–603.
    .. [2] Baillargeon S, Rivest L-P. Rcapture. *J Statistical Software* 2007;19(5).
    .. [3] Hook EB, Albright SG, Cross PK. *Am J Epidemiology* 1980;112:750–758.

    Examples
    --------
    >>> spina_bifida = [0, 60, 48, 4, 244, 111, 142, 12]  # [3]
    >>> round(fit(spina_bifida, (frozenset({1, 2}),)).total, 3)
    724.125
    """
    table = np.asarray(counts, np.float64)
    lists = lists_of(table)
    model = hierarchical(lists, terms)
    many = fit_many(table[None], model)
    matrix = design(lists, model)
    y, everything = table[None, 1:], np.ones((1, matrix.shape[1]), np.bool_)
    active, _ = without_empty(y, matrix, everything)
    status = Status(str(many.status[0]))
    error = np.nan
    if status is Status.FITTED:
        products = (matrix[:, :, None] * matrix[:, None, :]).reshape(len(matrix), -1)
        inverse = np.linalg.inv(information(many.fitted[:, 1:], products, active))
        error = float(np.sqrt(inverse[0, 0, 0]))
    unseen = float(many.unseen[0])
    return Fit(
        terms=model,
        minus_infinity=tuple(
            term for term, there in zip(model, active[0, 1 + lists :], strict=True) if not there
        ),
        status=status,
        coefficients=many.coefficients[0],
        intercept=float(many.coefficients[0, 0]),
        unseen=unseen,
        total=float(many.total[0]),
        log_unseen_se=error,
        standard_error=float(np.sqrt(unseen + unseen**2 * error**2)),
        deviance=float(many.deviance[0]),
        df=len(matrix) - matrix.shape[1],
        log_likelihood=float(many.log_likelihood[0]),
        aic=float(many.aic[0]),
        bic=float(many.bic[0]),
        fitted=many.fitted[0],
    )


def fit_many(counts: ArrayLike, terms: Model) -> Fits:
    """Fit one model to many tables.

    Parameters
    ----------
    counts : array_like of number, shape ``(tables, 2**lists)``
        As in `fit`, one table a row.
    terms : Model
        Interaction terms; completed to a hierarchical model.
    """
    tables = np.asarray(counts, np.float64)
    model = hierarchical(lists_of(tables), terms)
    return fit_models(tables, model, np.ones((len(tables), len(model)), np.bool_))


def fit_models(
    tables: Real, terms: Model, chosen: Flags, *, check: bool = True, lists_may_empty: bool = False
) -> Fits:
    """Fit to each table a model of its own.

    Parameters
    ----------
    tables : ndarray of float, shape ``(tables, 2**lists)``
        As in `fit`, one table a row.
    terms : Model
        Every term that some model has.
    chosen : ndarray of bool, shape ``(tables, len(terms))``
        The terms of each table's model, which must be hierarchical.
    check : bool
        Whether existence is checked; rank always is.
    lists_may_empty : bool
        Whether a list that nobody is in leaves the table (as in a resample, where a small list
        may come out empty) instead of being an estimate that doesn't exist.
    """
    lists = lists_of(tables)
    matrix, y = design(lists, terms), tables[:, 1:]
    asked = np.concatenate([np.ones((len(tables), 1 + lists), np.bool_), chosen], axis=1)
    active, kept = without_empty(y, matrix, asked)
    status = np.full(len(tables), Status.FITTED, "<U16")
    found = newton(y, matrix, active, kept)
    status[~found.converged] = Status.UNCONVERGED
    ranked = rank_is_full(matrix, active, kept)
    if check:
        rows = np.flatnonzero(ranked)
        there = certified(y[rows], found.fitted[rows], matrix, active[rows], kept[rows])
        status[rows[~there]] = Status.NONEXISTENT
    status[~ranked] = Status.UNIDENTIFIABLE
    if not lists_may_empty:
        status[empty_lists(tables)] = Status.NONEXISTENT
    return _figures(y, asked, active, found.coefficients, found.fitted, status)


def _figures(
    y: Real, asked: Flags, active: Flags, coefficients: Real, fitted: Real, status: Any
) -> Fits:
    from scipy.special import gammaln, xlogy

    fitted_ = status == Status.FITTED
    n, parameters = y.sum(axis=1), asked.sum(axis=1)
    mu = np.where(fitted > 0, fitted, 1)
    likelihood = (xlogy(y, mu) - fitted - gammaln(y + 1)).sum(axis=1)
    deviance = 2 * (xlogy(y, np.where(y > 0, y, 1) / mu) - (y - fitted)).sum(axis=1)
    with np.errstate(over="ignore", divide="ignore"):
        unseen, size = np.exp(coefficients[:, 0]), np.log(n)

    def only(values: Real) -> Real:
        return np.where(fitted_, values, np.nan)

    shown = np.where(active, coefficients, np.where(asked, -np.inf, np.nan))
    return Fits(
        status=status,
        total=only(n + unseen),
        unseen=only(unseen),
        deviance=only(deviance),
        log_likelihood=only(likelihood),
        aic=only(-2 * likelihood + 2 * parameters),
        bic=only(-2 * likelihood + size * parameters),
        coefficients=np.where(fitted_[:, None], shown, np.nan),
        fitted=np.where(
            fitted_[:, None], np.concatenate([unseen[:, None], fitted], axis=1), np.nan
        ),
    )


def lognormal(counts: ArrayLike, fit: Fit, *, confidence: float = 0.95) -> tuple[float, float]:
    r"""Wald interval on the logarithm of the unseen, given the model.

    .. math:: n + \exp(\hat\beta_0 \pm z \cdot se)

    Parameters
    ----------
    counts : array_like of number, shape ``(2**lists,)``
        The table that was fitted.
    fit : Fit
        The model.
    confidence : float
        Two-sided level.

    Returns
    -------
    tuple of float
        Lower and upper limit of the total; nan where there is no estimate.
    """
    from scipy.special import ndtri

    n = float(np.asarray(counts, np.float64)[1:].sum())
    reach = -ndtri((1 - confidence) / 2) * fit.log_unseen_se
    return (
        float(n + np.exp(fit.intercept - reach)),
        float(n + np.exp(fit.intercept + reach)),
    )


@attrs.frozen
class Profile:
    """Multinomial profile likelihood of the total.

    Attributes
    ----------
    estimate
        Where it is highest; a little below the Poisson fit's total.
    lower, upper
        Where it has fallen by half the chi-squared quantile.
    """

    estimate: float
    lower: float
    upper: float


_STIRLING_FROM: Final = 100


def profile(counts: ArrayLike, fit: Fit, *, confidence: float = 0.95) -> Profile:
    r"""Multinomial estimate of the total and its profile-likelihood interval, given the model.

    For each total N the model is fitted to the table with ``N - n`` in the unseen cell; its
    deviance and Cormack's correction give the multinomial likelihood. Above a total of 100 the
    correction uses Stirling's formula, as the published figures do; with less than one person
    unseen, where the formula breaks down, it is exact.

    Parameters
    ----------
    counts : array_like of number, shape ``(2**lists,)``
        The table that was fitted.
    fit : Fit
        The model.
    confidence : float
        Two-sided level.

    Returns
    -------
    Profile
        nan where there is no estimate. The lower limit is never below those observed.

    References
    ----------
    .. [1] Cormack RM. Interval estimation for mark-recapture studies of closed populations.
       *Biometrics* 1992;48:567–576.

    Examples
    --------
    >>> seber = [0, 254, 781, 167]  # Seber 1982, page 107
    >>> found = profile(seber, fit(seber, ()))
    >>> round(found.estimate), round(found.lower), round(found.upper)
    (2386, 2156, 2670)
    """
    from scipy.optimize import brentq, minimize_scalar
    from scipy.special import chdtri

    if fit.status is not Status.FITTED:
        return Profile(np.nan, np.nan, np.nan)
    table = np.asarray(counts, np.float64)
    level = _level_of(table, fit)
    best = minimize_scalar(
        lambda unseen: -level(unseen),
        bounds=(0, 3 * fit.unseen + 1),
        method="bounded",
        options={"xatol": 1e-7 * (1 + fit.unseen)},
    )
    top, n = float(best.x), float(table[1:].sum())
    cut = level(top) - float(chdtri(1, 1 - confidence)) / 2

    def over(unseen: float) -> float:
        return level(unseen) - cut

    far = 2 * top + 1
    while over(far) > 0:
        far *= 2
    return Profile(
        estimate=n + top,
        lower=n + (0.0 if over(0) >= 0 else brentq(over, 0, top, xtol=1e-8)),
        upper=n + brentq(over, top, far, xtol=1e-8),
    )


def _level_of(table: Real, fit: Fit) -> Callable[[float], float]:
    """Profile log-likelihood of a number unseen, less a constant."""
    from scipy.special import xlogy

    observed = design(lists_of(table), fit.terms)
    everything = np.ones((1, observed.shape[1]), np.bool_)
    active, kept = without_empty(table[None, 1:], observed, everything)
    # The unseen are in no list and no term.
    matrix = np.concatenate([np.eye(1, observed.shape[1]), observed])
    kept = np.concatenate([np.ones((1, 1), np.bool_), kept], axis=1)
    n = float(table[1:].sum())

    def level(unseen: float) -> float:
        y = np.append(unseen, table[1:])[None]
        fitted = newton(y, matrix, active, kept).fitted
        gap = xlogy(y, np.where(y > 0, y, 1) / np.where(fitted > 0, fitted, 1)) - (y - fitted)
        return _correction(n, unseen) - float(gap.sum())

    return level


def _correction(n: float, unseen: float) -> float:
    """From the Poisson likelihood to the multinomial one (Cormack 1992), plus n."""
    from scipy.special import gammaln, xlogy

    total = n + unseen
    if total > _STIRLING_FROM:
        if unseen >= 1:
            return float(-np.log(unseen / total) / 2)
        whole = np.log(2 * np.pi * total) / 2 - total
    else:
        whole = gammaln(total + 1) - total * np.log(total)
    return float(whole + n + xlogy(unseen, unseen) - gammaln(unseen + 1))
