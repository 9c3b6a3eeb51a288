"""How much violence the first reason of a case hides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vnr.metrics.choices import By, Cluster, Roles
from vnr.metrics.ground import (
    CLOSED,
    EVIDENCE,
    NEVER,
    Cells,
    Days,
    Need,
    Window,
    answer,
    cells,
    check_window,
    evidence,
    never_original,
    role_mask,
    role_need,
    spells,
)
from vnr.metrics.intervals import Clustering, check_confidence, shares
from vnr.register import day_number
from vnr.results import Figure

if TYPE_CHECKING:
    from vnr.model import PeriodLike
    from vnr.register import Register, Source, Tally
    from vnr.results import Estimate

__all__ = ["detection"]

_BASES = ("original", "intake", "known")
_LATER = Need(any_of=[EVIDENCE["intake"]])
_NEEDS = {"intake": _LATER, "n_later_spell": _LATER & Need(tables=CLOSED)}
_FIGURES = {
    # One less the share that the first reason shows.
    "value": Figure("share", ratio_of=("original", "known")),
    "n": Figure("cases", sum_of="known"),
    "original": Figure("cases", part_of="intake"),
    "intake": Figure("cases", part_of="known"),
    "known": Figure("cases"),
    "n_later_spell": Figure("cases"),
    "n_not_mature": Figure("cases"),
    "delay_median": Figure("days"),
}


def detection(
    source: Source,
    period: PeriodLike,
    *,
    horizon: Window = Days(365),
    roles: Roles = "exposed",
    cluster: Cluster | None = "person",
    confidence: float = 0.95,
    by: By = (),
) -> Estimate:
    r"""Share of known violence cases that the original reason misses (missad andel).

    .. math:: 1 - \text{original} / \text{known}

    Of the cases opened in the period, those whose first spell holds each basis by evidence dated
    within the horizon of their opening. All three are dated by the opening, so that they can be compared.

    Parameters
    ----------
    source : Register or Source
        The cases.
    period : Period, year or text
        When the cases were opened.
    horizon : Days or Years
        How long after the opening evidence counts.
    roles : str or set of Role
        As in `count`.
    cluster : str or None
        What hangs together: ``person`` (one has several cases), ``officer`` (a case without one
        is a cluster of its own, and ``n_without_officer`` says how many are), ``municipality``;
        None takes all as independent.
    confidence : float
        Two-sided level, strictly between 0 and 1.
    by : str, tuple, or mapping
        As in `count`.

    Returns
    -------
    Estimate
        The missed share with its Wilson interval; `n` is the number of known cases. Columns:
        ``original``, ``intake``, ``known``; ``n_later_spell``, cases that hold `known` only after
        they opened again; ``n_not_mature``, known cases left out because their horizon ends after
        the cut-off; ``delay_median``, days from opening to the first
        dated evidence (nan where none is dated). No known case is undefined; it is not mature
        if some were left out. Not reported where nothing was delivered that could tell of
        violence beyond the first reason, ``intake`` where no case has a second intake; where
        municipalities deliver different kinds of evidence a note says so.

    Raises
    ------
    DataError
        If the horizon is no window, or the level no proportion.

    Examples
    --------
    >>> print(*detection(gotland, 2018).cells("en"))
    35.0 % (29.1–41.4), n=234
    """
    check_window("horizon", horizon)
    confidence = check_confidence(confidence)
    clustering = Clustering.of(source, cluster)
    need = role_need(roles) & Need(any_of=[EVIDENCE["known"]])
    table = cells(source, period, by, need=need)
    cutoff = day_number(source.observed.end)
    days = np.arange(table.starts[0], table.ends[-1] + 1, dtype=np.int32)
    longest = min(int((horizon.end(days) - days).max()), max(cutoff - int(days[0]), 0))

    def tally(part: Register) -> Tally:
        opened = part.table("cases")["opened"]
        known = spells(part).any(evidence(part, "known").holds)
        rows = np.flatnonzero(role_mask(part, roles) & known)
        cell, which = table.of(part).place(rows, table.span(opened[rows]), day=opened[rows])
        rows = rows[which]
        opened, last = opened[rows], horizon.end(opened[rows])
        mature = last <= cutoff
        first = spells(part).first[rows]
        held = {}
        for name in _BASES:
            basis = evidence(part, name)
            day = basis.day[first]
            held[name] = mature & basis.holds[first] & ((day <= last) | (day == NEVER))
        sums = {name: table.sums(cell[mask]) for name, mask in held.items()}
        known = held["known"]
        sums |= clustering.tally(
            part, cell[known], rows[known], ~held["original"][known], size=table.size
        )
        seen = mature & (day <= last)
        return sums | {
            "n_later_spell": table.sums(cell[mature & ~basis.holds[first]]),
            "n_not_mature": table.sums(cell[~mature]),
            "delays": table.tabulate(
                cell[seen], np.maximum(day[seen] - opened[seen], 0), longest + 1
            ),
        }

    def finish(table: Cells, sums: Tally) -> Estimate:
        n, missed = sums["known"], sums["known"] - sums["original"]
        columns = {name: sums[name] for name in (*_BASES, "n_later_spell", "n_not_mature")}
        states = {name: table.state_of(need) for name, need in _NEEDS.items()}
        never = never_original(table.labels)
        return shares(
            table.grid(
                "detection",
                *table.unlike("known"),
                *table.lacks(_LATER, "may_be_more"),
                horizon=horizon,
                roles=roles,
                cluster=cluster,
            ),
            missed,
            n,
            confidence=confidence,
            columns=columns | {"delay_median": _medians(sums["delays"])},
            figures=_FIGURES | {"original": Figure("cases", part_of="intake", impossible=never)},
            clustering=clustering,
            tally=sums,
            waiting=sums["n_not_mature"],
            states=states,
        )

    return answer(table, tally, finish)


def _medians(number: NDArray[np.int64]) -> NDArray[np.float64]:
    """Median of each row of a histogram over 0, 1, …; nan of an empty one."""
    running = number.cumsum(axis=1)
    n = running[:, -1]
    middle = [(running <= place[:, None]).sum(axis=1) for place in ((n - 1) // 2, n // 2)]
    return np.where(n > 0, (middle[0] + middle[1]) / 2, np.nan)
