"""Do we ask about violence? Cases asked, and what they answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from vnr.metrics.choices import By, Cluster, Roles
from vnr.metrics.ground import (
    Cells,
    Days,
    Need,
    Window,
    answer,
    cells,
    check_window,
    role_mask,
    role_need,
)
from vnr.metrics.intervals import Clustering, check_confidence, shares
from vnr.model import Instrument
from vnr.register import day_number
from vnr.results import Balance, Estimate, Figure

if TYPE_CHECKING:
    from vnr.model import PeriodLike
    from vnr.register import Register, Source, Tally

__all__ = ["screening"]

_STEPS: Final = ("asked", "found")
_ASKS: Final = (Instrument.FREDA_SHORT.place, Instrument.CONVERSATION.place)


def screening(
    source: Source,
    period: PeriodLike,
    *,
    horizon: Window = Days(365),
    roles: Roles = "exposed",
    cluster: Cluster | None = "person",
    confidence: float = 0.95,
    by: By = (),
) -> Estimate:
    """How many of all cases were asked about violence, and how many of those said yes (screening).

    All cases opened in the period, whatever they were opened for.

    Parameters
    ----------
    source : Register or Source
        The cases, among them those that nobody knows to concern violence.
    period : Period, year or text
        When they were opened.
    horizon : Days, Months or Years
        How long after the opening a question counts.
    roles : str or set of Role
        As in `count`; a case without a role is among the exposed.
    cluster : str or None
        What hangs together: ``person`` (one has several cases), ``officer`` (a case without one
        is a cluster of its own, and ``n_without_officer`` says how many are), ``municipality``;
        None takes all as independent.
    confidence : float
        Two-sided level, strictly between 0 and 1.
    by : str, tuple, or mapping
        As in `count`, such as ``unit``.

    Returns
    -------
    Estimate
        Proportions by a last stratum ``step``: ``asked`` of the cases, and ``found`` of those
        asked. Asked is a case with an assessment within the horizon that asks (FREDA's short
        questions, a conversation) or whose answer is recorded; found one of which some answer
        was that there is violence. Columns ``hits``; ``n_not_mature``, cases whose horizon isn't
        over; and of ``found`` ``n_not_answered``, asked without a recorded answer: they stand in
        its denominator, so it is a least share.

    Raises
    ------
    DataError
        If the horizon is no window, or the level no proportion.

    Examples
    --------
    >>> print(*screening(gotland, 2019).cells("en"))
    36.9 % (32.6–41.4), n=464 84.2 % (78.0–88.9), n=171
    """
    check_window("horizon", horizon)
    confidence = check_confidence(confidence)
    clustering = Clustering.of(source, cluster)
    need = role_need(roles) & Need(tables="assessments", fields="assessments.violence_found")
    table = cells(source, period, by, need=need)
    cutoff = day_number(source.observed.end)

    def tally(part: Register) -> Tally:
        opened = part.table("cases")["opened"]
        rows = np.flatnonzero(role_mask(part, roles))
        cell, which = table.of(part).place(rows, table.span(opened[rows]), day=opened[rows])
        rows = rows[which]
        mature = horizon.end(opened[rows]) <= cutoff
        made = part.table("assessments")
        within = made["date"] <= horizon.end(opened)[made.parent]
        answered = made["violence_found"] >= 0
        asks = within & (answered | np.isin(made["instrument"], _ASKS))
        held = []
        for mask in (asks, asks & answered, asks & (made["violence_found"] == 1)):
            cases = np.zeros(opened.size, bool)
            cases[made.parent[mask]] = True
            held.append(cases[rows] & mature)
        asked, told, found = held
        n = [mature, asked]
        return {
            "hits": np.stack([table.sums(cell[mask]) for mask in (asked, found)], axis=-1),
            "n": np.stack([table.sums(cell[mask]) for mask in n], axis=-1),
            "n_not_mature": table.sums(cell[~mature]),
            "n_not_answered": table.sums(cell[asked & ~told]),
            **clustering.split(
                [
                    clustering.tally(part, cell[of], rows[of], hit[of], size=table.size)
                    for of, hit in zip(n, (asked, found), strict=True)
                ]
            ),
        }

    def finish(table: Cells, sums: Tally) -> Estimate:
        grid = table.grid("screening", horizon=horizon, roles=roles, cluster=cluster)
        nothing = np.zeros_like(sums["n_not_answered"])
        columns = {
            "hits": sums["hits"].reshape(-1),
            "n_not_mature": np.repeat(sums["n_not_mature"], len(_STEPS)),
            "n_not_answered": np.stack([nothing, sums["n_not_answered"]], axis=-1).reshape(-1),
        }
        return shares(
            grid.split("step", _STEPS),
            columns["hits"],
            sums["n"].reshape(-1),
            confidence=confidence,
            columns=columns,
            figures={
                "value": Figure("share", ratio_of=("hits", "n")),
                # Found is asked of those of whom somebody asked.
                "n": Figure("cases", balances=[Balance("step", "found", [("hits", "asked")])]),
                "hits": Figure("cases", part_of="n"),
                "n_not_mature": Figure(
                    "cases", balances=[Balance("step", "found", [("n_not_mature", "asked")])]
                ),
                "n_not_answered": Figure("cases", part_of="n"),
            },
            clustering=clustering,
            tally=sums,
            waiting=columns["n_not_mature"],
        )

    return answer(table, tally, finish)
