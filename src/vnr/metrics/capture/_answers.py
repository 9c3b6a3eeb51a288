"""How each model answers one table: a total, its limits, and what must be said with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.metrics.capture import _graphs as graphs
from vnr.metrics.capture import _loglinear as loglinear
from vnr.metrics.capture._bootstrap import bca
from vnr.metrics.capture._candidates import close_models
from vnr.metrics.capture._chao import bound
from vnr.metrics.capture._guards import (
    FEW,
    cautions,
    check_contacts,
    check_fit,
    check_inside,
    check_lists,
    check_several,
    check_two,
)
from vnr.metrics.capture._loglinear import Fit
from vnr.metrics.capture._models import Model
from vnr.metrics.capture._names import BOUNDS, SELECTED, ModelChoice, model_name, pair_names
from vnr.metrics.capture._profile import profile_likelihood
from vnr.metrics.capture._search import best_many, search, stepwise, stepwise_many
from vnr.metrics.capture._truncated import truncated_poisson, zelterman
from vnr.metrics.capture._two_lists import Total, chapman, log_limits, sadinle, wald_limits
from vnr.results import Note

__all__ = ["Answer", "Settings", "answer_contacts", "answer_lists", "chosen_terms"]

Counts = NDArray[Any]

_UNLIKELY = 0.001
"""Chance gives a deviance so large in one case of a thousand, where the model is right."""
_UNEQUAL = 1.01
"""Over a hundredth above Chao's bound for lists of different sizes (Chao 1987), it is said."""
_HANGS = 1e-4
"""The share of the average beyond the largest number tried from which the median hangs on it."""


@attrs.frozen
class Settings:
    """What goes for every table: see `hidden`."""

    choice: ModelChoice
    confidence: float
    order: int
    resamples: int
    seed: int
    max_unseen: int | None
    progress: Callable[[int, int], object] | None


@attrs.frozen
class Answer:
    """One table's answer.

    Attributes
    ----------
    unseen, total, lower, upper
        The figure and its limits.
    model
        The model in words.
    pairs
        Pairs of lists that it lets depend.
    columns
        Further figures.
    notes
        What must be said of it.
    """

    unseen: float
    total: float
    lower: float
    upper: float
    model: str
    pairs: frozenset[frozenset[str]] = frozenset()
    columns: Mapping[str, float] = attrs.field(factory=dict)
    notes: tuple[Note, ...] = ()


def answer_lists(counts: Counts, lists: tuple[str, ...], settings: Settings) -> Answer:
    """The answer of one capture table.

    Raises
    ------
    RefusedError
        If it has none.
    """
    choice = settings.choice
    check_lists(counts, lists)
    notes = cautions(counts, lists)
    if choice.model in BOUNDS:
        return _chao(counts, lists, settings, notes)
    if choice.model == "chapman":
        check_two(counts, lists, may_nest=choice.method == "sadinle")
        return _chapman(counts, settings, notes)
    if choice.model == "average":
        return _average(counts, lists, settings, notes)
    if choice.model == "lincoln-petersen" or len(lists) == 2:
        check_two(counts, lists)
    fit = _fitted(counts, lists, settings)
    return _loglinear(counts, lists, settings, fit, notes)


def _chapman(counts: Counts, settings: Settings, notes: list[Note]) -> Answer:
    total, seen = chapman(counts), float(counts.sum())
    method = settings.choice.method
    if method == "sadinle":
        lower, upper = sadinle(counts, settings.confidence)
        limits = max(lower, seen), upper
    else:
        limits = _limits(seen, total, settings)
    return _answer(total, limits, "chapman", notes)


def _limits(seen: float, total: Total, settings: Settings) -> tuple[float, float]:
    if settings.choice.method == "wald":
        return wald_limits(seen, total, settings.confidence)
    return log_limits(seen, total.unseen, total.standard_error, settings.confidence)


def _answer(total: Total, limits: tuple[float, float], model: str, notes: list[Note]) -> Answer:
    return Answer(
        total.unseen,
        total.total,
        *limits,
        model=model,
        columns={"standard_error": total.standard_error},
        notes=tuple(notes),
    )


def _bounded(total: Total, seen: float, settings: Settings, notes: list[Note]) -> Answer:
    """A lower bound: its own uncertainty stands apart, and upwards there is no limit."""
    lower, upper = log_limits(seen, total.unseen, total.standard_error, settings.confidence)
    answer = _answer(total, (lower, np.inf), settings.choice.model, notes)
    own = {"bound_lower": lower, "bound_upper": upper}
    return attrs.evolve(answer, columns={**answer.columns, **own})


def _chao(counts: Counts, lists: tuple[str, ...], settings: Settings, notes: list[Note]) -> Answer:
    sizes = np.bitwise_count(np.arange(counts.size))
    frequencies = np.bincount(sizes, counts, len(lists) + 1)[1:]
    model = settings.choice.model
    total = bound(frequencies, model, occasions=len(lists))
    apart = _avoiding(counts, lists)
    if model == "chao-plain":
        size = len(lists)
        told = [Note("plain_form", lists=size, times=size / (size - 1)), *apart, *notes]
        return _bounded(total, float(counts.sum()), settings, told)
    by_size = _by_size(counts, lists, corrected=model == "chao-bias-corrected")
    unequal = (
        [Note("unequal_lists", figures="bound_by_size", total=by_size)]
        if total.total > _UNEQUAL * by_size
        else []
    )
    told = [Note("lower_bound", form="lists"), *unequal, *apart, *notes]
    answer = _bounded(total, float(counts.sum()), settings, told)
    return attrs.evolve(answer, columns={**answer.columns, "bound_by_size": by_size})


def _by_size(counts: Counts, lists: tuple[str, ...], *, corrected: bool) -> float:
    """Chao's bound for lists of sizes of their own."""
    twice = counts[np.bitwise_count(np.arange(counts.size)) == 2].sum() + corrected
    only = counts[1 << np.arange(len(lists))].astype(np.float64)
    return float(counts.sum() + (only.sum() ** 2 - (only**2).sum()) / (2 * twice))


def _avoiding(counts: Counts, lists: tuple[str, ...]) -> list[Note]:
    """Pairs with fewer persons in common than chance gives, as stepwise finds them."""
    if len(lists) == 2:
        return []
    fit = stepwise(counts)
    apart = [
        term
        for term, effect in zip(fit.terms, fit.coefficients[1 + len(lists) :], strict=True)
        if effect < 0
    ]
    return (
        [Note("negative_dependence", figures="value", pairs=pair_names(apart, lists, ", "))]
        if apart
        else []
    )


def chosen_terms(counts: Counts, model: str, order: int) -> Model:
    """The terms that a table chooses by itself."""
    if model == "stepwise":
        return stepwise(counts).terms
    return search(counts, order=order, criterion=model)[0].terms


def _fitted(counts: Counts, lists: tuple[str, ...], settings: Settings) -> Fit:
    """The model asked for, or chosen, once it is known to have an estimate."""
    choice = settings.choice
    selected = choice.model in SELECTED
    terms = chosen_terms(counts, choice.model, settings.order) if selected else choice.terms
    fit = loglinear.fit(counts, terms)
    check_fit(fit, model_name(terms, lists))
    check_inside(counts, lists, fit)
    return fit


def _loglinear(
    counts: Counts, lists: tuple[str, ...], settings: Settings, fit: Fit, notes: list[Note]
) -> Answer:
    from scipy.special import chdtrc

    choice, confidence = settings.choice, settings.confidence
    seen = float(counts.sum())
    if choice.method == "bca":
        limits, more = _resampled(counts, settings, fit.terms)
        weak = [Note("weak_dependence")] if choice.model in SELECTED and len(lists) > 2 else []
        notes = [*weak, *notes, *more]
    elif choice.method == "profile":
        curve = profile_likelihood(counts, fit, confidence=confidence)
        limits = curve.lower, curve.upper
    else:
        limits = loglinear.lognormal(counts, fit, confidence=confidence)
    if choice.model in SELECTED and choice.method != "bca":
        notes = [Note("conditional_on_selection", chosen_by=choice.model), *notes]
    elif choice.model not in SELECTED and len(lists) > 2:
        notes = [Note("given_model"), *notes]
    if (df := _left(fit)) > 0 and chdtrc(df, fit.deviance) < _UNLIKELY:
        notes = [Note("does_not_fit", figures="value"), *notes]
    if fit.minus_infinity:
        pairs = pair_names(fit.minus_infinity, lists, ", ")
        notes = [Note("empty_pairs", figures="value", pairs=pairs), *notes]
    order = settings.order if choice.model in ("aic", "bic") else 0
    others = close_models(counts, len(lists), order=order, aic=fit.aic, total=fit.total)
    return Answer(
        fit.unseen,
        fit.total,
        max(limits[0], seen),
        limits[1],
        model="lincoln-petersen"
        if choice.model == "lincoln-petersen"
        else model_name(fit.terms, lists),
        pairs=frozenset(
            frozenset(lists[number] for number in term) for term in fit.terms if len(term) == 2
        ),
        columns={
            "standard_error": fit.standard_error,
            "aic": fit.aic,
            "bic": fit.bic,
            **others.columns,
        },
        notes=(*others.notes, *notes),
    )


def _left(fit: Fit) -> int:
    """Degrees of freedom of the cells that the model speaks of; none is left of a saturated one."""
    dropped = int((fit.fitted[1:] == 0).sum())
    return fit.df - dropped + len(fit.minus_infinity)


def _resampled(
    counts: Counts, settings: Settings, terms: Model
) -> tuple[tuple[float, float], list[Note]]:
    """BCa limits, with the model chosen anew in every resample where it was chosen at all."""
    model = settings.choice.model
    select: Callable[[Any], Any] = stepwise_many
    if model in ("aic", "bic"):
        select = partial(best_many, order=settings.order, criterion=model)
    elif model not in SELECTED:
        every = np.ones(len(terms), np.bool_)

        def select(tables: Any) -> Any:
            chosen = np.broadcast_to(every, (len(tables), every.size))
            return loglinear.fit_models(tables, terms, chosen, lists_may_empty=True).total

    interval = bca(
        counts,
        select,
        confidence=settings.confidence,
        resamples=settings.resamples,
        seed=settings.seed,
        progress=settings.progress,
    )
    notes = (
        [
            Note(
                "resamples_without_estimate",
                figures=("lower", "upper"),
                infinite=interval.infinite,
                resamples=settings.resamples,
            )
        ]
        if interval.infinite
        else []
    )
    return (interval.lower, interval.upper), notes


def _average(
    counts: Counts, lists: tuple[str, ...], settings: Settings, notes: list[Note]
) -> Answer:
    check_several(lists)
    posterior = graphs.average(
        counts, confidence=settings.confidence, max_unseen=settings.max_unseen
    )
    prior = Note(
        "prior",
        figures=("lower", "upper"),
        form="hanging" if posterior.tail > _HANGS else "steady",
        models=len(posterior.graphs),
        tried=posterior.unseen[-1],
    )
    seen, others = float(counts.sum()), close_models(counts, len(lists))
    return Answer(
        posterior.median - seen,
        posterior.median,
        posterior.lower,
        posterior.upper,
        model="average",
        pairs=frozenset(frozenset(pair) for pair in _all_pairs(lists)),
        columns={"mean": posterior.mean, "mode": posterior.mode, **others.columns},
        notes=(*others.notes, prior, *notes),
    )


def _all_pairs(lists: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(name, other) for at, name in enumerate(lists) for other in lists[at + 1 :]]


def answer_contacts(frequencies: Counts, settings: Settings) -> Answer:
    """The answer of one list's repeat counts.

    Raises
    ------
    RefusedError
        If it has none.
    """
    model = settings.choice.model
    seen, repeated = float(frequencies.sum()), int(frequencies[1:].sum())
    notes = [Note("few_repeats", figures="observed", number=repeated)] if repeated < FEW else []
    if model in BOUNDS:
        lowest = bound(frequencies, model)
        return _bounded(lowest, seen, settings, [Note("lower_bound", form="contacts"), *notes])
    two_only = model == "zelterman"
    check_contacts(frequencies, once=two_only, twice=two_only)
    total = (truncated_poisson if model == "truncated-poisson" else zelterman)(frequencies)
    return _answer(total, _limits(seen, total, settings), model, [*notes, Note("repeat_contacts")])
