"""Poisson log-linear models of capture tables, fitted many at a time."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import attrs
import numpy as np
from numpy.typing import ArrayLike, NDArray

from vnr.metrics.capture._existence import (
    certified,
    empty_lists,
    rank_is_full,
    without_empty,
)
from vnr.metrics.capture._models import Model, design, hierarchical, lists_of
from vnr.metrics.capture._newton import information, newton

__all__ = [
    "Fit",
    "Fits",
    "Status",
    "design",
    "fit",
    "fit_many",
    "fit_models",
    "lognormal",
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
    wanted = np.concatenate([np.ones((len(tables), 1 + lists), np.bool_), chosen], axis=1)
    active, kept = without_empty(y, matrix, wanted)
    status = np.full(len(tables), Status.FITTED, "<U16")
    solved = newton(y, matrix, active, kept)
    status[~solved.converged] = Status.UNCONVERGED
    ranked = rank_is_full(matrix, active, kept)
    if check:
        rows = np.flatnonzero(ranked)
        there = certified(y[rows], solved.fitted[rows], matrix, active[rows], kept[rows])
        status[rows[~there]] = Status.NONEXISTENT
    status[~ranked] = Status.UNIDENTIFIABLE
    if not lists_may_empty:
        status[empty_lists(tables)] = Status.NONEXISTENT
    return _figures(y, wanted, active, solved.coefficients, solved.fitted, status)


def _figures(
    y: Real, wanted: Flags, active: Flags, coefficients: Real, fitted: Real, status: Any
) -> Fits:
    from scipy.special import gammaln, xlogy

    fitted_ = status == Status.FITTED
    n, parameters = y.sum(axis=1), wanted.sum(axis=1)
    mu = np.where(fitted > 0, fitted, 1)
    likelihood = (xlogy(y, mu) - fitted - gammaln(y + 1)).sum(axis=1)
    deviance = 2 * (xlogy(y, np.where(y > 0, y, 1) / mu) - (y - fitted)).sum(axis=1)
    with np.errstate(over="ignore", divide="ignore"):
        unseen, size = np.exp(coefficients[:, 0]), np.log(n)

    def only(values: Real) -> Real:
        return np.where(fitted_, values, np.nan)

    shown = np.where(active, coefficients, np.where(wanted, -np.inf, np.nan))
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
