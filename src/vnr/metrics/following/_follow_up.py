"""Do we follow up? The share of planned follow-ups done, and of interventions followed."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError, check_choice
from vnr.metrics.choices import By, Cluster, Denominator, Numerator, Roles, ViolenceBasis
from vnr.metrics.following._codes import (
    CODES,
    DONE_THOUGH_CLOSED,
    EXEMPT,
    FOLLOWED,
    OBSERVED,
    YOUNG,
    stages,
    tally_codes,
)
from vnr.metrics.following._status import moment_of
from vnr.metrics.ground import CLOSED, Cells, Days, Need, Window, answer, cells, role_need
from vnr.metrics.intervals import Clustering, check_confidence, shares
from vnr.results import Estimate, Figure, Note

if TYPE_CHECKING:
    from vnr.model import PeriodLike
    from vnr.register import Register, Source, Tally

__all__ = ["follow_up"]

_PLANNED: Final = Need(tables=["interventions", "follow_ups"])
_DONE: Final = Need(fields="follow_ups.done")
_PLAN_FIGURES: Final = ("interventions", "planned", "share_planned")
_ENDS: Final = {
    **dict.fromkeys(("n_closed_early", "n_closed_early_done"), Need(tables=CLOSED)),
    "n_exempt": Need(fields="closings.closing_reason"),
}
"""What tells that a follow-up wasn't to be judged."""
_ENDED: Final = _ENDS["n_closed_early"] & _ENDS["n_exempt"]
_STATUS_COLUMNS: Final = ("on_time", "late", "missed", "n_closed_early", "n_exempt", "n_pending")

_HITS: Final = {
    ("due", "on_time"): ("on_time",),
    ("due", "done"): ("on_time", "late"),
    ("started", "on_time"): ("followed",),
}
"""What is a hit by denominator and numerator."""

_counted: Final = partial(Figure, "count", regardless_of=("denominator", "numerator"))
_FIGURES: Final = {
    "due": _counted(sum_of=("on_time", "late", "missed")),
    **{name: _counted() for name in _STATUS_COLUMNS},
    "n_exempt": Figure("count", regardless_of="numerator"),
    "n_closed_early_done": _counted(part_of="n_closed_early"),
    "interventions": _counted(),
    "planned": _counted(part_of="interventions"),
    "started": _counted(part_of="interventions"),
    "followed": _counted(part_of="started"),
    "share_planned": Figure("share", ratio_of=("planned", "interventions")),
}


def follow_up(
    source: Source,
    period: PeriodLike,
    *,
    denominator: Denominator,
    numerator: Numerator = "on_time",
    as_of: date | None = None,
    tolerance: Window = Days(30),
    roles: Roles = "exposed",
    basis: ViolenceBasis = "known",
    cluster: Cluster | None = "person",
    confidence: float = 0.95,
    by: By = (),
) -> Estimate:
    r"""Share of planned follow-ups that were done, or of interventions followed (uppföljning).

    .. math:: \frac{\text{on time}}{\text{on time} + \text{late} + \text{missed}}
        \quad\text{or}\quad \frac{\text{followed up in 180 days}}{\text{started}}

    Parameters
    ----------
    source : Register or Source
        The cases.
    period : Period, year or text
        Follow-ups due, or interventions started, in it.
    denominator : str
        ``due``: planned follow-ups that could be judged. ``started``: interventions started
        in the period and observed at least 180 days, with a follow-up done by then.
    numerator : str
        Of what was due: ``on_time``, or ``done`` (late too). With ``started`` it can't be chosen.
    as_of : date, optional
        What was known at the end of this day; by default the cut-off.
    tolerance : Days or Years
        How long after the due day still is on time.
    roles : str or set of Role
        Whose cases, as in `count`.
    basis : str
        Interventions that concern violence: that are for it, in a spell of a case that holds the
        basis, as in `count`; ``any``: all that started, whatever they are for. One that was
        declined never started, and plans nothing.
    cluster : str or None
        What hangs together: ``person`` (one has several follow-ups), ``officer`` (a case without one
        is a cluster of its own, and ``n_without_officer`` says how many are), ``municipality``;
        None takes all as independent.
    confidence : float
        Two-sided level, strictly between 0 and 1.
    by : str, tuple, or mapping
        Strata of the case, and ``intervention``, its kind; time strata go by the due day, or by
        the start.

    Returns
    -------
    Estimate
        A proportion; `n` is the denominator. Columns, the same for both denominators, since
        planning nothing must not pay: ``on_time``, ``late``, ``missed``; ``n_closed_early``,
        ``n_exempt`` and ``n_pending``, which were not due, and ``n_closed_early_done``, which of
        them were done all the same; ``interventions`` started in the
        period, ``planned`` (those with any follow-up planned) and ``share_planned``;
        ``due`` and ``started`` (observed 180 days), the two denominators, and ``followed``. With
        ``started`` it is interventions that ``n_exempt`` counts, not planned follow-ups;
        where clustered ``n_persons`` (or ``n_officers``, ``n_municipalities``) and
        ``n_effective`` of the interval. Nothing to judge is undefined; not mature if something is waiting to be.

    Raises
    ------
    DataError
        If an argument is none of its choices, or `as_of` lies outside the observed window.

    Notes
    -----
    In this order: a follow-up is *exempt* if the case closed as died, moved or transferred to
    another municipality, or the person died or moved out, before its due day; *closed early*
    if the case closed otherwise before it (but for a transfer between units), done or not;
    *pending* while its tolerance runs, done or not; *on time*, *late* or *missed*. Of a case
    that closed several times it is the last closing before the due day, and none if the case
    was opened again by that day.

    An intervention is *exempt* if the person died or moved out, or the case closed so, by the
    last of its 180 days and wasn't opened again by then.

    Examples
    --------
    >>> print(*follow_up(gotland, 2019, denominator="due").cells("en"))
    35.2 % (25.1–46.9), n=71
    """
    _check(denominator, numerator)
    confidence = check_confidence(confidence)
    clustering = Clustering.of(source, cluster)
    moment = moment_of(source, as_of, tolerance)
    table = cells(source, period, by, counted="interventions", need=role_need(roles) & _PLANNED)

    def tally(part: Register) -> Tally:
        return tally_codes(
            part, table, moment, roles, basis, _judged(numerator), denominator, clustering, _DONE
        )

    def finish(table: Cells, sums: Tally) -> Estimate:
        grid = table.grid(
            "follow_up",
            Note("planning_counts"),
            *table.lacks(_DONE),
            *table.lacks(_ENDED, "may_be_exempt"),
            denominator=denominator,
            numerator=numerator,
            cluster=cluster,
            **moment.parameters,
            roles=roles,
            basis=basis,
        )
        # What was planned is told without what was done; nothing else is.
        grid = attrs.evolve(grid, state=table.state_of(_DONE), covered=table.delivered(_DONE))
        plan = dict.fromkeys(_PLAN_FIGURES, table.state)
        ends = {name: table.state_of(_DONE & need) for name, need in _ENDS.items()}
        columns = _columns(sums, denominator)
        hits = _HITS[denominator, numerator]
        return shares(
            grid,
            np.sum([columns[name] for name in hits], axis=0),
            columns[denominator],
            confidence=confidence,
            columns=columns,
            figures=_FIGURES
            | {
                # Of several hits the share is one less that of the rest: of what was missed.
                "value": Figure(
                    "share", ratio_of=(hits[0] if len(hits) == 1 else "missed", denominator)
                ),
                "n": Figure("count", sum_of=denominator),
            },
            clustering=clustering,
            tally=sums,
            waiting=columns["n_pending"]
            if denominator == "due"
            else stages(sums["started"], YOUNG),
            states=plan | ends,
        )

    return answer(table, tally, finish)


def _check(denominator: str, numerator: str) -> None:
    """Refuse what is none of the choices."""
    check_choice("denominator", denominator, Denominator)
    check_choice("numerator", numerator, Numerator)
    if denominator == "started" and numerator != "on_time":
        raise DataError("numerator goes with denominator='due'; leave it out with 'started'")


def _judged(numerator: str) -> dict[str, list[int]]:
    """For each denominator what each code is: a hit (1), none (0), or not judged (-1)."""
    hits = {"on_time": (0,), "done": (0, 1)}[numerator]
    stage = {FOLLOWED: 1, OBSERVED: 0}
    return {
        "due": [1 if code in hits else 0 if code <= 2 else -1 for code in range(CODES)],
        "started": [stage.get(code // 2, -1) for code in range(CODES)],
    }


def _columns(sums: Tally, denominator: str) -> dict[str, NDArray[Any]]:
    """The columns of the result, the same for both denominators."""
    due, codes = sums["due"], sums["started"]
    statuses = dict(zip(_STATUS_COLUMNS, due.T, strict=False))
    early_done = due[:, DONE_THOUGH_CLOSED]
    interventions, planned = stages(codes), codes[:, 1::2].sum(axis=1)
    started, followed = stages(codes, OBSERVED, FOLLOWED), stages(codes, FOLLOWED)
    share = np.full(interventions.size, np.nan)
    np.divide(planned, interventions, out=share, where=interventions > 0)
    return {
        "due": statuses["on_time"] + statuses["late"] + statuses["missed"],
        **statuses,
        "n_closed_early": statuses["n_closed_early"] + early_done,
        "n_exempt": statuses["n_exempt"] if denominator == "due" else stages(codes, EXEMPT),
        "n_closed_early_done": early_done,
        "interventions": interventions,
        "planned": planned,
        "started": started,
        "followed": followed,
        "share_planned": share,
    }
