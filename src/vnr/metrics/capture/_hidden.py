"""How many nobody sees: one door to every estimator."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError
from vnr.metrics.capture._answers import Answer, Settings, answer_contacts, answer_lists
from vnr.metrics.capture._assumptions import Assumptions
from vnr.metrics.capture._capture_table import CaptureTable
from vnr.metrics.capture._contacts import RepeatCounts
from vnr.metrics.capture._guards import RefusedError
from vnr.metrics.capture._names import BOUNDS, BY_TERMS, CONTACTS, choose_model
from vnr.metrics.capture._strata import FIGURES, answers_of, notes_by_table
from vnr.metrics.choices import HiddenMethod, HiddenModel
from vnr.metrics.intervals import check_confidence, check_whole
from vnr.results import Definition, Estimate, Grid

__all__ = ["hidden"]


def hidden(
    table: CaptureTable | RepeatCounts,
    *,
    model: HiddenModel | str | Sequence[str | Iterable[str]] = "stepwise",
    method: HiddenMethod | None = None,
    confidence: float = 0.95,
    order: int = 2,
    resamples: int = 1000,
    seed: int = 0,
    max_unseen: int | None = None,
    progress: Callable[[int, int], object] | None = None,
    assume: Assumptions | None = None,
) -> Estimate:
    r"""How many there are in all, those whom nobody sees among them (mörkertal).

    Parameters
    ----------
    table : CaptureTable or RepeatCounts
        Linked lists, or the contacts of each person on one list.
    model : str or sequence of str or of sets of str
        Two lists: ``lincoln-petersen``, ``chapman``. Any lists: ``independence``, ``stepwise``
        (pairs enter while a one-sided Poisson test gives p < 0.02), ``aic``, ``bic`` (the best
        hierarchical model), ``average`` (over all decomposable graphs), or terms such as
        ``"police*health + health*shelter"`` or ``[("police", "health")]``. Repeat contacts:
        ``truncated-poisson``, ``zelterman``. Either: Chao's lower bound, on `t` lists with the
        factor (t - 1) / t: ``chao``, and ``chao-bias-corrected`` for small numbers; and
        ``chao-plain``, without the factor, which on few lists is no bound and is for comparison
        with published figures.
    method : str, optional
        The interval. Log-linear models: ``bca`` (default where the model is chosen: the choice
        is made anew in every resample), ``profile`` (multinomial profile likelihood; default
        for a given model and Lincoln–Petersen), ``lognormal``. Chapman: ``lognormal`` (Chao's,
        default), ``sadinle``, ``wald``. Repeat contacts: ``lognormal`` (default), ``wald``. A
        ``wald`` limit is never below the number seen.
    confidence : float
        Two-sided level.
    order : int
        Largest number of lists in one term, for ``aic`` and ``bic``.
    resamples, seed : int
        Of ``bca``; the same seed gives the same interval.
    max_unseen : int, optional
        The most unseen that ``average`` tries; by default as many as have any probability.
    progress : callable, optional
        Called with how many resamples are done, and of how many.
    assume : Assumptions, optional
        What is known of the lists besides their counts; it is said in the notes.

    Returns
    -------
    Estimate
        A row for each table. For a log-linear model `value` is the Poisson fit's
        :math:`n + e^{\beta_0}`, a little above the multinomial estimate that ``profile`` goes out
        from: of a few persons and at low confidence it may lie above that upper limit. For
        ``average`` it is the posterior median, since the mean hangs on how large numbers are
        tried. Columns: ``observed``, ``unseen``, ``model`` in words, and ``standard_error``,
        ``aic``, ``bic``, ``mean`` and ``mode`` where there are such; of three to five lists also
        ``candidates_lower`` and ``candidates_upper``, the least and the largest that models which
        fit about as well as the best answer (see `candidates`). Chao's bound has the basis
        ``bound``, no level of confidence and no upper limit; the limits of the bound itself are
        ``bound_lower`` and ``bound_upper``. `notes` say what must be said with the figure. Of
        several tables, one that has no answer is nan, and a note says why.

    Raises
    ------
    DataError
        If no table has an answer: nobody in common, an empty list, lists that are the same
        persons or of which one takes its persons from another, a model that the data don't
        suffice for. The message says so in words. Or if a number is none that it can be.
    UnknownNameError
        If the model, the method or a list is none there is.

    References
    ----------
    .. [1] International Working Group for Disease Monitoring and Forecasting. Capture–recapture
       and multiple-record systems estimation. *Am J Epidemiology* 1995;142:1047–1068.
    .. [2] Bales K, Hesketh O, Silverman B. Modern slavery in the UK: how many victims?
       *Significance* 2015;12(3):16–21.
    .. [3] Chan L, Silverman BW, Vincent K. Multiple systems estimation for sparse capture data.
       *J Am Stat Assoc* 2021;116:1297–1306.

    Examples
    --------
    >>> from vnr.metrics import CaptureTable
    >>> seber = CaptureTable({"10": 781, "01": 254, "11": 167}, lists=("A", "B"))
    >>> found = hidden(seber, model="chapman")
    >>> found.value.round(1), found.lower.round(1), found.upper.round(1)
    (array([2382.8]), array([2155.7]), array([2663.9]))
    """
    confidence = check_confidence(confidence)
    if not isinstance(table, (CaptureTable, RepeatCounts)):
        raise DataError("table must be a metrics.CaptureTable or a metrics.RepeatCounts")
    if assume is not None and not isinstance(assume, Assumptions):
        raise DataError("assume must be metrics.Assumptions(...)")
    order = check_whole("order", order, least=1)
    resamples = check_whole("resamples", resamples, least=20)
    seed = check_whole("seed", seed, least=0)
    lists = table.lists if isinstance(table, CaptureTable) else ()
    choice = choose_model(model, method, lists)
    _fits(table, choice.model)
    places = iter(range(len(table)))

    def answer(counts: NDArray[Any]) -> Answer:
        onward = _onward(progress, next(places), len(table))
        settings = Settings(choice, confidence, order, resamples, seed, max_unseen, onward)
        return answer_lists(counts, lists, settings) if lists else answer_contacts(counts, settings)

    answers = answers_of(table.counts, answer)
    there = [answered for answered in answers if isinstance(answered, Answer)]
    parameters: dict[str, Any] = {
        "model": there[0].model if choice.model == BY_TERMS else choice.model,
        "method": choice.method,
        "level": confidence,
        "lists": list(lists),
    }
    if choice.model in ("aic", "bic"):
        parameters["order"] = order
    if max_unseen is not None:
        parameters["max_unseen"] = max_unseen
    if choice.method == "bca":
        parameters |= {"resamples": resamples, "seed": seed}
    known = assume or Assumptions()
    covered = isinstance(table, CaptureTable) and all(
        len(stated) == len(lists) for stated in (table.periods, table.populations)
    )
    notes = notes_by_table(
        table.strata,
        answers,
        lambda one: [*one.notes, *known.notes(lists, one.pairs, covered=covered)],
    )
    definition = Definition("hidden", parameters)
    return _estimate(
        Grid.delivered(len(table), definition, table.strata).saying(*notes), table.seen, answers
    )


def _fits(table: CaptureTable | RepeatCounts, model: str) -> None:
    """Refuse a model of lists for contacts, and the other way."""
    if isinstance(table, RepeatCounts):
        if model not in (*CONTACTS, *BOUNDS):
            raise DataError(
                f"{model} needs several lists; of one list's repeat contacts, ask for "
                f"{', '.join(CONTACTS)} or {BOUNDS[0]}"
            )
    elif model in CONTACTS:
        raise DataError(
            f"{model} needs how often each person came to one list: metrics.RepeatCounts; a person "
            "is on each of several lists at most once"
        )


def _onward(
    progress: Callable[[int, int], object] | None, place: int, tables: int
) -> Callable[[int, int], object] | None:
    """Progress over all tables."""
    if progress is None:
        return None
    return lambda done, of: progress(place * of + done, tables * of)


def _estimate(
    grid: Grid, seen: NDArray[np.int64], answers: Sequence[Answer | RefusedError]
) -> Estimate:
    nothing = Answer(np.nan, np.nan, np.nan, np.nan, "")
    rows = [answered if isinstance(answered, Answer) else nothing for answered in answers]
    parameters = grid.definition.parameters
    bound = parameters["model"] in BOUNDS
    names = list(dict.fromkeys(name for row in rows for name in row.columns))
    return Estimate.over(
        grid,
        value=[row.total for row in rows],
        lower=[row.lower for row in rows],
        upper=[row.upper for row in rows],
        n=seen,
        columns={
            "observed": seen,
            "unseen": [row.unseen for row in rows],
            "model": np.array([row.model for row in rows], str),
            **{name: [row.columns.get(name, np.nan) for row in rows] for name in names},
        },
        figures=FIGURES,
        confidence=None if bound else parameters["level"],
        unit="persons",
        method=parameters["method"],
        basis="bound" if bound else "model",
    )
