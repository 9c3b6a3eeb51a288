"""How much violence the first reason of a case hides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError
from vnr.metrics.ground import (
    NEVER,
    By,
    Cells,
    Days,
    Roles,
    Window,
    Years,
    bounds,
    define,
    evidence,
    lay_out,
    role_mask,
    role_names,
)
from vnr.metrics.intervals import binomial_limits
from vnr.results import Estimate, State

if TYPE_CHECKING:
    from vnr.model import Period
    from vnr.register import Register

__all__ = ["detection"]

_CONFIDENCE = 0.95


def detection(
    register: Register,
    period: Period,
    *,
    horizon: Window = Days(365),
    roles: Roles = "exposed",
    by: By = (),
) -> Estimate:
    r"""Share of known violence cases that the original reason misses (missad andel).

    .. math:: 1 - \text{original} / \text{known}

    Of the cases opened in the period, those that hold each basis by evidence dated within the
    horizon of their opening. All three are dated by the opening, so that they can be compared.

    Parameters
    ----------
    register : Register
        The cases.
    period : Period
        When the cases were opened.
    horizon : Days or Years
        How long after the opening evidence counts.
    roles, by
        As in `count`.

    Returns
    -------
    Estimate
        The missed share with its Wilson interval; `n` is the number of known cases. Columns:
        ``original``, ``intake``, ``known``; ``n_not_mature``, known cases left out because
        their horizon ends after the cut-off; ``delay_median``, days from opening to the first
        dated evidence (nan where none is dated). No known case is undefined; it is not mature
        if some were left out.
    """
    if not isinstance(horizon, (Days, Years)):
        raise DataError("horizon must be Days or Years")
    table = lay_out(register, period, by)
    opened = register.table("cases")["opened"]
    part = table.part(opened)
    rows = np.flatnonzero(register.counted & role_mask(register, roles) & (part >= 0))
    rows = rows[table.inside(rows)]
    last = horizon.end(opened[rows])
    _, (cutoff,) = bounds((register.observed,))
    mature = last <= cutoff
    found = {name: evidence(register, name) for name in ("original", "intake", "known")}
    known = found["known"]
    sums = {name: np.zeros(table.size, np.int64) for name in (*found, "n_not_mature")}
    delay = known.day[rows] - opened[rows]
    delays: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
    for cell, held in table.place(rows, part[rows]):
        for name, one in found.items():
            days = one.day[rows[held]]
            within = one.holds[rows[held]] & ((days <= last[held]) | (days == NEVER))
            sums[name] += np.bincount(cell[within & mature[held]], minlength=table.size)
        late = known.holds[rows[held]] & ~mature[held]
        sums["n_not_mature"] += np.bincount(cell[late], minlength=table.size)
        seen = known.holds[rows[held]] & mature[held] & (known.day[rows[held]] <= last[held])
        delays.append((cell[seen], np.maximum(delay[held][seen], 0)))
    return _estimate(register, period, by, roles, horizon, table, sums, delays)


def _estimate(
    register: Register,
    period: Period,
    by: By,
    roles: Roles,
    horizon: Window,
    table: Cells,
    sums: dict[str, NDArray[np.int64]],
    delays: list[tuple[NDArray[np.int64], NDArray[np.int64]]],
) -> Estimate:
    n, missed = sums["known"], sums["known"] - sums["original"]
    share = np.divide(missed, n, out=np.full(table.size, np.nan), where=n > 0)
    lower, upper = binomial_limits(
        missed.astype(float), n.astype(float), method="wilson", confidence=_CONFIDENCE
    )
    state = table.state.copy()
    state[(state == State.VALUE) & (n == 0) & (sums["n_not_mature"] > 0)] = State.NOT_MATURE
    definition, provenance = define(
        register,
        "detection",
        period,
        by,
        horizon=horizon.name,
        roles=[role.value for role in role_names(roles)],
    )
    cell = np.concatenate([cell for cell, _ in delays])
    days = np.concatenate([days for _, days in delays])
    return Estimate(
        strata=table.labels,
        value=share,
        lower=lower,
        upper=upper,
        n=n,
        state=state,
        covered=table.covered,
        columns={**sums, "delay_median": _medians(cell, days, table.size)},
        confidence=_CONFIDENCE,
        unit="proportion",
        method="wilson",
        definition=definition,
        provenance=provenance,
    )


def _medians(cell: NDArray[np.int64], days: NDArray[np.int64], size: int) -> NDArray[np.float64]:
    """Median of the days in each cell; nan in an empty one."""
    ordered = days[np.lexsort((days, cell))]
    count = np.bincount(cell, minlength=size)
    start = np.cumsum(count) - count
    some = np.flatnonzero(count)
    median = np.full(size, np.nan)
    low = ordered[start[some] + (count[some] - 1) // 2]
    median[some] = (low + ordered[start[some] + count[some] // 2]) / 2
    return median
