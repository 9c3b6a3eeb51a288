"""The models that might have been: what each answers, and whether the good ones agree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError, UnknownNameError, shown
from vnr.metrics.capture._capture_table import CaptureTable
from vnr.metrics.capture._guards import RefusedError, cautions, check_lists, check_two
from vnr.metrics.capture._loglinear import Status
from vnr.metrics.capture._models import Model
from vnr.metrics.capture._names import model_name
from vnr.metrics.capture._search import search
from vnr.metrics.capture._strata import answers_of, notes_by_table, total_of_persons
from vnr.metrics.choices import Criterion
from vnr.metrics.intervals import check_whole
from vnr.results import Definition, Estimate, Grid, Note

__all__ = ["CloseModels", "candidates", "close_models"]

_ABOUT_EQUAL: Final = 2.0
"""Criteria that differ by less tell the models hardly apart (Burnham & Anderson 2002, 2.6)."""
_SLACK: Final = 1e-6
"""A parameter that explains nothing costs 2 exactly, but for rounding."""
_MUCH_WORSE: Final = 10.0
"""A model so far behind has essentially no support (the same place)."""
_MOST_LISTS: Final = 5
_CRITERIA: Final = ("aic", "bic")
_RANGE: Final = ("candidates_lower", "candidates_upper")


@attrs.frozen(eq=False)
class _Fitted:
    """Fitted models, each array of shape ``(models,)``, and how many have no estimate."""

    lists: int
    seen: int
    terms: tuple[Model, ...]
    total: NDArray[np.float64]
    aic: NDArray[np.float64]
    bic: NDArray[np.float64]
    refused: int


def _fitted_models(counts: NDArray[np.int64], lists: int, order: int) -> _Fitted:
    everything = search(counts, order=order, criterion="aic")
    fitted = [one for one in everything if one.status is Status.FITTED]
    aic = np.array([one.criterion for one in fitted])
    parameters = np.array([1 + lists + len(one.terms) for one in fitted])
    return _Fitted(
        lists,
        int(counts.sum()),
        tuple(one.terms for one in fitted),
        np.array([one.total for one in fitted]),
        aic,
        aic + parameters * (np.log(max(counts.sum(), 1)) - 2),
        len(everything) - len(fitted),
    )


def candidates(
    table: CaptureTable,
    *,
    order: int | None = None,
    criterion: Criterion = "aic",
    most: int | None = None,
) -> Estimate:
    """What each log-linear model answers, the best first (kandidater).

    Parameters
    ----------
    table : CaptureTable
        The lists.
    order : int, optional
        Largest number of lists in one term; by default 2, and of four lists 3.
    criterion : str
        ``aic`` or ``bic``.
    most : int, optional
        No more than so many of each table.

    Returns
    -------
    Estimate
        A row for each table and model, without intervals: `value` is the total, and the columns
        are ``observed``, ``unseen``, ``aic``, ``bic`` and ``behind``, the criterion less that of
        the best. Models without an estimate are left out, and so is a table that has none; a note
        says how many, or why.

    Raises
    ------
    UnknownNameError
        If the criterion is neither.
    DataError
        If no table tells of the unseen, or there are more than 100 000 models.

    Examples
    --------
    >>> from vnr.metrics import CaptureTable
    >>> spina_bifida = CaptureTable(  # Hook, Albright & Cross 1980
    ...     {"001": 60, "010": 48, "011": 4, "100": 244, "101": 111, "110": 142, "111": 12},
    ...     lists=("birth", "death", "rehabilitation"),
    ... )
    >>> best = candidates(spina_bifida, most=2)
    >>> best.strata["model"].tolist(), best.value.round(1).tolist()
    (['birth*death + death*rehabilitation', 'birth*rehabilitation + death*rehabilitation'],
     [752.9, 703.5])
    """
    if not isinstance(table, CaptureTable):
        raise DataError(f"table must be a metrics.CaptureTable, got {shown(table)}")
    if criterion not in _CRITERIA:
        raise UnknownNameError("criterion", criterion, _CRITERIA)
    order = usual_order(len(table.lists)) if order is None else check_whole("order", order, least=1)
    most = None if most is None else check_whole("most", most, least=1)

    def answer(counts: NDArray[Any]) -> tuple[_Fitted, list[Note]]:
        check_lists(counts, table.lists)
        if len(table.lists) == 2:
            check_two(counts, table.lists)
        fitted = _fitted_models(counts, len(table.lists), order)
        if not fitted.terms:
            raise RefusedError(Note("no_model", figures="value"))
        return fitted, [*_noted(fitted), *cautions(counts, table.lists)]

    answers = answers_of(table.counts, answer)
    row, model, columns = [], [], []
    for place, answered in enumerate(answers):
        if not isinstance(answered, RefusedError):
            fitted = answered[0]
            value = getattr(fitted, criterion)
            best = np.argsort(value, kind="stable")[:most]
            row += [place] * best.size
            model += [model_name(fitted.terms[at], table.lists) for at in best]
            columns.append(
                np.stack([fitted.total, fitted.aic, fitted.bic, value - value.min()])[:, best]
            )
    total, aic, bic, behind = np.concatenate(columns, axis=1)
    definition = Definition(
        "candidates", {"lists": list(table.lists), "order": order, "criterion": criterion}
    )
    cells = Grid.delivered(len(table), definition, table.strata).take(np.array(row, np.intp))
    strata = {**cells.strata, "model": np.array(model, str)}
    return total_of_persons(
        attrs.evolve(cells, strata=strata).saying(
            *notes_by_table(table.strata, answers, lambda one: one[1])
        ),
        total,
        table.seen[row],
        columns={"aic": aic, "bic": bic, "behind": behind},
    )


def _noted(fitted: _Fitted) -> list[Note]:
    """How many models have no estimate, and whether the good ones agree."""
    every = fitted.refused + len(fitted.terms)
    refused = (
        [Note("models_without_estimate", figures="value", refused=fitted.refused, models=every)]
        if fitted.refused
        else []
    )
    return [*refused, *_near(fitted).notes]


def usual_order(lists: int) -> int:
    """Largest number of lists in one term that models are compared with.

    All 113 of four lists cost nothing; of three the triple has no estimate, and of five there are
    six thousand.
    """
    return 3 if lists == 4 else 2


@attrs.frozen
class CloseModels:
    """Models that fit about as well as the best, by either criterion.

    Attributes
    ----------
    columns
        ``candidates_lower`` and ``candidates_upper``, the least and the largest total of them;
        empty where models can't be compared.
    notes
        What must be said of them.
    """

    columns: Mapping[str, float] = attrs.field(factory=dict)
    notes: tuple[Note, ...] = ()


def close_models(
    counts: NDArray[np.int64],
    lists: int,
    *,
    order: int = 0,
    aic: float = -np.inf,
    total: float = np.nan,
) -> CloseModels:
    """What models within 2 of the best AIC or the best BIC answer.

    Two criteria, since customary choices by either are what is published. With the `aic` of the
    model asked for, whether it fits much worse than the best; with its `total`, whether that lies
    beside what they answer. Where models of a higher `order`
    were searched, so are they here.
    """
    if lists == 2:
        return CloseModels()
    if lists > _MOST_LISTS:
        return CloseModels(notes=(Note("models_not_compared", lists=lists),))
    return _near(_fitted_models(counts, lists, max(order, usual_order(lists))), aic, total)


def _near(fitted: _Fitted, aic: float = -np.inf, total: float = np.nan) -> CloseModels:
    if fitted.lists == 2 or not fitted.terms:
        return CloseModels()
    reach = _ABOUT_EQUAL + _SLACK
    near = (fitted.aic <= fitted.aic.min() + reach) | (fitted.bic <= fitted.bic.min() + reach)
    least, most = float(fitted.total[near].min()), float(fitted.total[near].max())
    notes = []
    if most > 2 * least:
        among = (*_RANGE, "observed")
        notes.append(
            Note("models_disagree", figures=among, least=least, most=most, seen=fitted.seen)
        )
    if aic > fitted.aic.min() + _MUCH_WORSE:
        notes.append(Note("fits_worse", figures="aic", behind=aic - fitted.aic.min()))
    elif total < least - _SLACK * least or total > most + _SLACK * most:
        notes.append(Note("beside_candidates", figures=_RANGE, least=least, most=most))
    return CloseModels(dict(zip(_RANGE, (least, most), strict=True)), tuple(notes))
