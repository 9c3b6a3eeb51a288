"""What missed links do: a person whose records weren't joined counts as several."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError
from vnr.metrics.capture import _loglinear as loglinear
from vnr.metrics.capture._answers import chosen_terms
from vnr.metrics.capture._capture_table import CaptureTable
from vnr.metrics.capture._chao import bound
from vnr.metrics.capture._guards import cautions, check_fit, check_lists, check_two
from vnr.metrics.capture._models import Model
from vnr.metrics.capture._names import BOUNDS, SELECTED, ModelChoice, choose_model, model_name
from vnr.metrics.capture._strata import (
    Scenarios,
    answers_of,
    notes_by_table,
    stack,
    total_of_persons,
)
from vnr.metrics.capture._two_lists import chapman
from vnr.results import Definition, Estimate, Grid, Note

__all__ = ["missed_links"]

Real = NDArray[np.float64]

_MODELS = ("lincoln-petersen", "chapman", *BOUNDS, "independence", *SELECTED)


def missed_links(
    table: CaptureTable,
    *,
    rates: Sequence[float] = (0.0, 0.01, 0.02, 0.05, 0.1),
    model: str | Sequence[str | Iterable[str]] = "stepwise",
    order: int = 2,
) -> Estimate:
    r"""What the total would be if so large a share of records had missed its person (kopplingsfel).

    With the rate `r` each record of a person on several lists stands alone instead of with the
    others: after a change of identity, or with a temporary number. The expected counts are then
    :math:`M(r)\,y`, and the total is estimated from :math:`M(r)^{-1}` of those observed, by the
    model that these chose. With two lists the overlap was :math:`n_{11} / (1 - r)^2`.

    Parameters
    ----------
    table : CaptureTable
        Two lists or more.
    rates : sequence of float
        Share of records, from 0 up to, not with, 1.
    model, order
        As in `hidden`; not ``average``.

    Returns
    -------
    Estimate
        A row for each table and rate, without limits. A rate that would need fewer than nobody
        on some list alone is impossible: nan. Of several tables, one that has no answer is nan,
        and a note says why.

    Raises
    ------
    DataError
        If a rate is none, or no table tells of the unseen.

    References
    ----------
    .. [1] Ding Y, Fienberg SE. Dual system estimation of census undercount in the presence of
       matching error. *Survey Methodology* 1994;20:149–158.

    Examples
    --------
    >>> seber = CaptureTable({"10": 781, "01": 254, "11": 167}, lists=("A", "B"))
    >>> missed_links(seber, rates=(0, 0.1), model="lincoln-petersen").value.round(1)
    array([2389.9, 1935.8])
    """
    share = np.asarray(rates, np.float64)
    if share.ndim != 1 or not share.size or not ((share >= 0) & (share < 1)).all():
        raise DataError("rates must be proportions from 0 up to, not with, 1")
    choice = choose_model(model, None, table.lists)
    if isinstance(model, str) and "*" not in model and model not in _MODELS:
        raise DataError(f"model must be one of {', '.join(_MODELS)} or given terms, got {model!r}")
    splitting = [_splitting(len(table.lists), rate) for rate in share.tolist()]

    def along(counts: Real) -> Scenarios:
        terms = _terms(counts, table.lists, choice, order)
        rows = []
        for split in splitting:
            true = np.append(0, np.linalg.solve(split, counts[1:]))
            total = _total(true, choice, terms) if (true > -1e-9).all() else np.nan
            rows.append((total, true.sum()))
        selected = choice.model in SELECTED
        notes = [Note("conditional_on_selection", chosen_by=choice.model)] if selected else []
        notes = [Note("scenario", form="missed_links"), *notes, *cautions(counts, table.lists)]
        return Scenarios(np.array(rows), notes)

    answers = answers_of(table.counts, along)
    value, observed = stack(answers, (share.size, 2)).T
    name = choice.model if not choice.terms else model_name(choice.terms, table.lists)
    definition = Definition("missed_links", {"lists": list(table.lists), "model": name})
    grid = Grid.delivered(len(table), definition, table.strata).split("rate", share)
    return total_of_persons(
        grid.saying(*notes_by_table(table.strata, answers, lambda one: one.notes)),
        value,
        np.repeat(table.seen, share.size),
        observed=observed,
    )


def _terms(counts: Real, lists: tuple[str, ...], choice: ModelChoice, order: int) -> Model:
    """The terms that these counts choose, once it is known that they tell of the unseen."""
    check_lists(counts, lists)
    if choice.model in BOUNDS:
        return ()
    if len(lists) == 2 or choice.model in ("lincoln-petersen", "chapman"):
        check_two(counts, lists)
    selected = choice.model in SELECTED
    terms = chosen_terms(counts, choice.model, order) if selected else choice.terms
    check_fit(loglinear.fit(counts, terms), model_name(terms, lists))
    return terms


def _splitting(lists: int, rate: float) -> Real:
    """Persons seen with each history, of one person with each, unseen apart.

    Column: the history that a person should have; row: one that is found. Each record stands
    alone with probability `rate`, and those that don't stand together.
    """
    histories = np.arange(1, 2**lists)
    kept, true = histories[:, None], histories[None, :]
    within = (kept & ~true) == 0
    size, left = np.bitwise_count(true), np.bitwise_count(kept)
    together = np.where(within, (1 - rate) ** left * rate ** (size - left), 0.0)
    # A record that stands alone: itself if it failed, whatever became of the others.
    alone = within & (left == 1)
    return together + np.where(alone, rate, 0.0)


def _total(counts: Real, choice: ModelChoice, terms: Model) -> float:
    counts = np.maximum(counts, 0)
    if choice.model == "chapman":
        return chapman(counts).total
    if choice.model in BOUNDS:
        lists = counts.size.bit_length() - 1
        sizes = np.bitwise_count(np.arange(counts.size))
        frequencies = np.bincount(sizes, counts, lists + 1)[1:]
        return bound(frequencies, choice.model, occasions=lists).total
    return loglinear.fit(counts, terms).total
