"""Does it help? Goals reached when cases close."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from vnr.errors import check_choice
from vnr.metrics.choices import By, Cluster, GoalNumerator, Roles, ViolenceBasis
from vnr.metrics.ground import (
    CLOSED,
    NEVER,
    Cells,
    Need,
    answer,
    cells,
    held_spells,
    role_need,
    spells,
)
from vnr.metrics.intervals import Clustering, check_confidence, shares
from vnr.model import Goal
from vnr.results import Estimate, Figure

if TYPE_CHECKING:
    from vnr.model import PeriodLike
    from vnr.register import Register, Source, Tally

__all__ = ["goal"]

_HITS: Final = {"reached": (Goal.REACHED,), "reached_or_partly": (Goal.REACHED, Goal.PARTLY)}
_NAMES: Final = (*(member.value for member in Goal), "not_recorded")


def goal(
    source: Source,
    period: PeriodLike,
    *,
    numerator: GoalNumerator = "reached",
    basis: ViolenceBasis = "known",
    roles: Roles = "exposed",
    cluster: Cluster | None = "person",
    confidence: float = 0.95,
    by: By = (),
) -> Estimate:
    """Share of closed cases whose overall goal was reached (måluppfyllelse).

    Parameters
    ----------
    source : Register or Source
        The cases.
    period : Period, year or text
        When they closed.
    numerator : str
        ``reached``, or ``reached_or_partly``.
    basis, roles
        As in `count`.
    cluster : str or None
        What hangs together: ``person`` (one has several cases), ``officer`` (a case without one
        is a cluster of its own, and ``n_without_officer`` says how many are), ``municipality``;
        None takes all as independent.
    confidence : float
        Two-sided level, strictly between 0 and 1.
    by : str, tuple, or mapping
        As in `count`; ``closing_reason`` is a stratum.

    Returns
    -------
    Estimate
        A proportion of the cases with a recorded goal. Columns
        ``reached``, ``partly``, ``not_reached`` and ``not_recorded``. Nothing recorded is
        undefined.

    Raises
    ------
    DataError
        If an argument is none of its choices.

    Examples
    --------
    >>> print(*goal(gotland, 2019).cells("en"))
    39.2 % (31.5–47.4), n=143
    """
    check_choice("numerator", numerator, GoalNumerator)
    confidence = check_confidence(confidence)
    clustering = Clustering.of(source, cluster)
    need = role_need(roles) & Need(tables=CLOSED, fields="closings.goal")
    table = cells(source, period, by, need=need)
    hits = [member.place for member in _HITS[numerator]]

    def tally(part: Register) -> Tally:
        held = held_spells(part, basis, roles)
        ended = np.flatnonzero(held.end != NEVER)
        rows, end = held.case[ended], held.end[ended]
        closing = spells(part).closing_of(held.spell[ended])
        cell, which = table.of(part).place(rows, table.span(end), day=end, closing=closing)
        rows = rows[which]
        # What isn't recorded is -1, and stands last.
        reached = part.table("closings")["goal"][closing[which]].astype(np.int64) % len(_NAMES)
        recorded = reached < len(Goal)
        by_cluster = clustering.tally(
            part,
            cell[recorded],
            rows[recorded],
            np.isin(reached[recorded], hits),
            size=table.size,
        )
        return {"goal": table.tabulate(cell, reached, len(_NAMES)), **by_cluster}

    def finish(table: Cells, sums: Tally) -> Estimate:
        return shares(
            table.grid("goal", numerator=numerator, basis=basis, roles=roles, cluster=cluster),
            sums["goal"][:, hits].sum(axis=1),
            sums["goal"][:, :-1].sum(axis=1),
            confidence=confidence,
            columns=dict(zip(_NAMES, sums["goal"].T, strict=True)),
            figures={
                "n": Figure("cases", sum_of=_NAMES[:-1]),
                **{name: Figure("cases") for name in _NAMES},
            },
            clustering=clustering,
            tally=sums,
        )

    return answer(table, tally, finish)
