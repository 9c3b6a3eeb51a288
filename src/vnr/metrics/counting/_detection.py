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
from vnr.register import Sparse, day_number, stretches
from vnr.results import Figure

if TYPE_CHECKING:
    from vnr.model import PeriodLike
    from vnr.register import Register, Source, Tally
    from vnr.results import Estimate

__all__ = ["detection"]

_BASES = ("original", "intake", "known")
_LATER = Need(any_of=[EVIDENCE["intake"]])
_NOT_MATURE, _LATER_SPELL, _NONE, _KNOWN, _INTAKE, _ORIGINAL = _STANDINGS = np.arange(
    6, dtype=np.int8
)
"""Where a case stands: not judged yet; it holds only after it opened again, or later than the
horizon; and the first basis by which it holds."""
_AT_LEAST = {"original": _ORIGINAL, "intake": _INTAKE, "known": _KNOWN}
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
    # A cell and a delay are packed in one number, the narrower the quicker it is sorted.
    longest = min(int((horizon.end(days) - days).max()), max(cutoff - int(days[0]), 0))
    packed = np.int32 if table.size * (longest + 1) <= np.iinfo(np.int32).max else np.int64

    def tally(part: Register) -> Tally:
        opened, of, places = part.table("cases")["opened"], spells(part), table.of(part)
        original, intake, known = (evidence(part, name) for name in _BASES)
        rows = np.flatnonzero(role_mask(part, roles) & of.any(known.holds)).astype(np.int32)
        number = np.zeros((table.size, len(_STANDINGS)), np.int64)
        trials = clustering.trials(part, table.size)
        delays = [np.empty(0, packed)]
        for some in stretches(rows.size, least=table.size):
            day = opened.take(rows[some])
            cell, which = places.place(rows[some], table.span(day), day=day)
            case, day = rows[some].take(which), day.take(which)
            last, first = horizon.end(day), of.first_of(case)
            mature, holds, since = last <= cutoff, known.holds.take(first), known.day.take(first)
            in_time = since <= last
            # What holds a basis holds those after it too; only what is known may be undated.
            standing = np.where(holds, _NONE, _LATER_SPELL)
            standing += in_time | (holds & (since == NEVER))
            standing += intake.day.take(first) <= last
            standing += original.holds.take(first)
            standing *= mature
            number += table.tabulate(cell, standing, len(_STANDINGS))
            held = np.flatnonzero(standing > _NONE)
            reasons = standing.take(held)
            trials.add(cell.take(held), case.take(held), reasons < _ORIGINAL)
            seen = np.flatnonzero(mature & in_time)
            waited = np.maximum(since.take(seen) - day.take(seen), 0)
            delays.append((cell.take(seen) * (longest + 1) + waited).astype(packed))
        return {
            **{name: number[:, least:].sum(axis=1) for name, least in _AT_LEAST.items()},
            "n_later_spell": number[:, _LATER_SPELL],
            "n_not_mature": number[:, _NOT_MATURE],
            "delays": Sparse.packed(np.concatenate(delays), longest + 1),
            **trials.tally(),
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
            columns=columns | {"delay_median": _medians(sums["delays"], table.size)},
            figures=_FIGURES | {"original": Figure("cases", part_of="intake", impossible=never)},
            clustering=clustering,
            tally=sums,
            waiting=sums["n_not_mature"],
            states=states,
        )

    return answer(table, tally, finish)


def _medians(number: Sparse, size: int) -> NDArray[np.float64]:
    """Median of what stands in each of so many cells, told by how many of each; nan of nothing."""
    cell, value = number.places
    edges = np.searchsorted(cell, np.arange(size + 1))
    running = np.append(0, np.cumsum(number.sums))
    before, n = running[edges[:-1]], np.diff(running[edges])
    there = n > 0
    before, n = before[there], n[there]
    median = np.full(size, np.nan)
    low, high = (
        value[np.searchsorted(running, before + place, "right") - 1]
        for place in ((n - 1) // 2, n // 2)
    )
    median[there] = (low + high) / 2
    return median
