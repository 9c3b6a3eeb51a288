"""Choosing a log-linear model: every hierarchical one by a criterion, or pairs step by step."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import attrs
import numpy as np
from numpy.typing import ArrayLike, NDArray

from vnr.errors import UnknownNameError
from vnr.metrics.capture._loglinear import Fit, Fits, Status, fit, fit_models
from vnr.metrics.capture._models import (
    Model,
    design,
    hierarchical_models,
    interactions,
    lists_of,
)

__all__ = ["Candidate", "best_many", "hierarchical_models", "search", "stepwise", "stepwise_many"]

Real = NDArray[np.float64]
Flags = NDArray[np.bool_]

_AT_ONCE: Final = 512
_CRITERIA: Final = ("aic", "bic")
_ENTER: Final = 0.02
"""A pair enters below this p (Chan, Silverman and Vincent 2021)."""
_SLACK: Final = 1e-6
_SAME: Final = 1e-9
"""Figures that differ by less of themselves are ties; what is left is rounding."""


@attrs.frozen
class Candidate:
    """One model that a search looked at; nan where it has no estimate.

    Attributes
    ----------
    terms
        Its interaction terms.
    status
        Whether it is fitted, and otherwise why not.
    total
        Those observed and the unseen.
    criterion
        The figure searched by.
    """

    terms: Model
    status: Status
    total: float
    criterion: float


def search(counts: ArrayLike, *, order: int = 2, criterion: str = "aic") -> list[Candidate]:
    """Fit every hierarchical model, the best first and those refused last.

    Parameters
    ----------
    counts : array_like of number, shape ``(2**lists,)``
        Persons by history read as a binary number, the first list most significant; the first
        cell, the unseen, is ignored.
    order : int
        Largest number of lists in one term.
    criterion : str
        ``aic`` or ``bic``; the smaller is the better, and of equals the one with fewer terms.

    Returns
    -------
    list of Candidate
        The saturated model, if asked for, is among those refused.

    Raises
    ------
    UnknownNameError
        If the criterion is neither.
    DataError
        If there are more than 100 000 models.

    Examples
    --------
    >>> spina_bifida = [0, 60, 48, 4, 244, 111, 142, 12]  # Hook, Albright & Cross 1980
    >>> best = search(spina_bifida)[0]
    >>> [sorted(term) for term in best.terms], round(best.total, 2)
    ([[0, 1], [1, 2]], 752.89)
    """
    table = np.asarray(counts, np.float64)
    models, terms, chosen = _models(lists_of(table), order, criterion)
    fitted = _fit_all(table, terms, chosen)
    value = getattr(fitted, criterion)
    return [
        Candidate(
            models[at], Status(str(fitted.status[at])), float(fitted.total[at]), float(value[at])
        )
        for at in _ranked(value, chosen)
    ]


def best_many(tables: Real, *, order: int = 2, criterion: str = "aic") -> Real:
    """Total by the best model of each table, as `search` chooses it; nan where there is none.

    Parameters
    ----------
    tables : ndarray of float, shape ``(tables, 2**lists)``
        As in `search`, one table a row. An empty list leaves its table.
    order, criterion
        As in `search`.
    """
    _, terms, chosen = _models(lists_of(tables), order, criterion)
    value = _worth_fitting(tables, terms, chosen, criterion)
    # Existence costs more than a fit: it is asked of the best model alone, and of all of them
    # only for the few tables where that one has none.
    best = np.array([_ranked(one, chosen)[0] for one in value.T], np.intp)
    fitted = fit_models(tables, terms, chosen[best], lists_may_empty=True)
    totals = fitted.total
    for row in np.flatnonzero(fitted.status != Status.FITTED):
        every = _fit_all(tables[row], terms, chosen, lists_may_empty=True)
        totals[row] = every.total[_ranked(getattr(every, criterion), chosen)[0]]
    return totals


def _worth_fitting(tables: Real, terms: Model, chosen: Flags, criterion: str) -> Real:
    """The criterion of each model and table, infinite for those that can't be the best.

    A model's deviance is at least that of any larger one. So the largest are fitted first, and a
    model whose bound is already above the least criterion found isn't fitted at all.
    """
    size = chosen.sum(axis=1)
    row_of = {row.tobytes(): at for at, row in enumerate(chosen)}
    n = tables[:, 1:].sum(axis=1)
    penalty = np.log(n) if criterion == "bic" else np.full(len(n), 2.0)
    value = np.full((len(chosen), len(tables)), np.inf)
    deviance = np.zeros(value.shape)  # or a bound below it
    least = np.full(len(tables), np.inf)
    for level in range(size.max(), -1, -1):
        models = np.flatnonzero(size == level)
        for model in models:
            for larger in _one_more(chosen[model].copy(), row_of):
                np.maximum(deviance[model], deviance[larger], out=deviance[model])
        at, columns = np.nonzero(deviance[models] + penalty * level <= least + _SLACK)
        rows = models[at]
        for some in range(0, len(rows), _AT_ONCE):
            row, column = rows[some : some + _AT_ONCE], columns[some : some + _AT_ONCE]
            found = fit_models(
                tables[column], terms, chosen[row], check=False, lists_may_empty=True
            )
            fitted = found.status == Status.FITTED
            row, column = row[fitted], column[fitted]
            deviance[row, column] = found.deviance[fitted]
            value[row, column] = found.deviance[fitted] + penalty[column] * level
        least = np.minimum(least, value.min(axis=0))
    return value


def _one_more(model: Flags, row_of: dict[bytes, int]) -> list[int]:
    """The models with just one term more."""
    larger = []
    for term in np.flatnonzero(~model):
        model[term] = True
        if model.tobytes() in row_of:
            larger.append(row_of[model.tobytes()])
        model[term] = False
    return larger


def _models(lists: int, order: int, criterion: str) -> tuple[list[Model], Model, Flags]:
    if criterion not in _CRITERIA:
        raise UnknownNameError("criterion", criterion, _CRITERIA)
    return _all_models(lists, order)


@lru_cache(maxsize=8)
def _all_models(lists: int, order: int) -> tuple[list[Model], Model, Flags]:
    """The models, every term of theirs, and which of these each has."""
    models, terms = hierarchical_models(lists, order), interactions(lists, order)
    column = {term: at for at, term in enumerate(terms)}
    chosen = np.zeros((len(models), len(terms)), np.bool_)
    for row, model in enumerate(models):
        chosen[row, [column[term] for term in model]] = True
    chosen.flags.writeable = False
    return models, terms, chosen


def _fit_all(table: Real, terms: Model, chosen: Flags, *, lists_may_empty: bool = False) -> Fits:
    """Every model on one table."""
    parts = []
    for at in range(0, len(chosen), _AT_ONCE):
        part = chosen[at : at + _AT_ONCE]
        tables = np.broadcast_to(table, (len(part), len(table)))
        parts.append(fit_models(tables, terms, part, lists_may_empty=lists_may_empty))
    return Fits(
        **{
            field.name: np.concatenate([getattr(part, field.name) for part in parts])
            for field in attrs.fields(Fits)
        }
    )


def _ranked(value: Real, chosen: Flags) -> list[int]:
    """Models from the best; among equals those with fewer terms, then in their order."""
    rounded = np.round(value, 8)
    return np.lexsort((chosen.sum(axis=1), rounded)).tolist()


def stepwise(counts: ArrayLike, threshold: float = _ENTER) -> Fit:
    r"""Add pairs to independence, one by one, by a one-sided Poisson test.

    At each step the number in both lists of every pair left out is held against its expectation
    under the model so far; the pair with the smallest

    .. math:: p = \min\{P(X \le m), P(X \ge m)\}, \qquad X \sim \text{Poisson}(\hat\mu)

    enters while ``p < threshold``, unless the model with it has no estimate; then the next does.

    Parameters
    ----------
    counts : array_like of number, shape ``(2**lists,)``
        As in `search`.
    threshold : float
        No pair with a p at or above it enters; 0 leaves independence.

    Returns
    -------
    Fit
        The last model. If independence has no estimate, it is that.

    References
    ----------
    .. [1] Chan L, Silverman BW, Vincent K. Multiple systems estimation for sparse capture data.
       *J Am Stat Assoc* 2021;116:1297–1306.

    Examples
    --------
    >>> spina_bifida = [0, 60, 48, 4, 244, 111, 142, 12]  # Hook, Albright & Cross 1980
    >>> chosen = stepwise(spina_bifida)
    >>> [sorted(term) for term in chosen.terms], round(chosen.total, 3)
    ([[1, 2]], 724.125)
    """
    table = np.asarray(counts, np.float64)
    pairs = interactions(lists_of(table), 2)
    chosen, _ = _step_on(table[None], threshold)
    return fit(table, tuple(pair for pair, in_ in zip(pairs, chosen[0], strict=True) if in_))


def stepwise_many(tables: Real, threshold: float = _ENTER) -> Real:
    """Total of each table as `stepwise` chooses its model; nan where there is none.

    Parameters
    ----------
    tables : ndarray of float, shape ``(tables, 2**lists)``
        As in `search`, one table a row. An empty list leaves its table.
    threshold : float
        As in `stepwise`.
    """
    return _step_on(tables, threshold)[1]


def _step_on(tables: Real, threshold: float) -> tuple[Flags, Real]:
    """The pairs chosen of each table, shape ``(tables, pairs)``, and its total."""
    lists = lists_of(tables)
    pairs = interactions(lists, 2)
    both = design(lists, pairs)[:, 1 + lists :]
    chosen = np.zeros((len(tables), len(pairs)), np.bool_)
    now = fit_models(tables, pairs, chosen, lists_may_empty=True)
    total, fitted = now.total.copy(), now.fitted[:, 1:].copy()
    going = np.flatnonzero(now.status == Status.FITTED)
    for _ in pairs:
        p = _tail(tables[going, 1:] @ both, fitted[going] @ both)
        p[chosen[going]] = 1
        going = _one_step((tables, pairs, threshold), going, p, chosen, total, fitted)
    return chosen, total


def _one_step(
    problem: tuple[Real, Model, float],
    going: NDArray[np.intp],
    p: Real,
    chosen: Flags,
    total: Real,
    fitted: Real,
) -> NDArray[np.intp]:
    """Add to each table its best pair whose model has an estimate; the tables that got one."""
    tables, pairs, threshold = problem
    stepped = []
    while going.size:
        least, first = _smallest(p)
        on = least < threshold
        going, p, first = going[on], p[on], first[on]
        tried = chosen[going]
        tried[np.arange(going.size), first] = True
        found = fit_models(tables[going], pairs, tried, lists_may_empty=True)
        good = found.status == Status.FITTED
        rows = going[good]
        chosen[rows], total[rows], fitted[rows] = (
            tried[good],
            found.total[good],
            found.fitted[good, 1:],
        )
        stepped.append(rows)
        p[np.arange(going.size), first] = 1
        going, p = going[~good], p[~good]
    return np.sort(np.concatenate(stepped)) if stepped else going


def _smallest(p: Real) -> tuple[Real, NDArray[np.intp]]:
    """Each table's smallest p, and the first pair that has it but for rounding."""
    least = p.min(axis=1)
    return least, (p <= least[:, None] * (1 + _SAME)).argmax(axis=1)


def _tail(seen: Real, expected: Real) -> Real:
    """The smaller of the two one-sided Poisson probabilities."""
    from scipy.special import pdtr, pdtrc

    above = np.where(seen > 0, pdtrc(np.maximum(seen - 1, 0), expected), 1)
    return np.minimum(pdtr(seen, expected), above)
