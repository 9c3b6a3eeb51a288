"""Are they investigated, and in time? Preliminary assessments and investigations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from vnr.errors import UnknownNameError
from vnr.metrics.choices import By, Cluster, InvestigationName, Roles, ViolenceBasis
from vnr.metrics.following._hung import hung_on
from vnr.metrics.ground import (
    NEVER,
    Cells,
    Days,
    Months,
    Need,
    Window,
    answer,
    cells,
    check_window,
    never_for_none,
    role_need,
)
from vnr.metrics.intervals import Clustering, check_confidence, shares
from vnr.model import InvestigationKind
from vnr.register import day_number
from vnr.results import Counts, Estimate, Figure

if TYPE_CHECKING:
    from vnr.model import PeriodLike
    from vnr.register import Register, Source, Tally

__all__ = ["investigations", "investigations_in_time"]

Rows = NDArray[np.int32]
DayArray = NDArray[np.int32]

_TIME: Final[dict[str, Window]] = {
    InvestigationKind.PRELIMINARY.value: Days(14),
    InvestigationKind.FULL.value: Months(4),
}
"""The law's limits for reports about children: 14 days from the report, four months."""
_STATUSES: Final = ("in_time", "late", "unfinished")


def investigations(
    source: Source,
    period: PeriodLike,
    *,
    roles: Roles = "exposed",
    basis: ViolenceBasis = "known",
    by: By = (),
) -> Counts:
    """Number of preliminary assessments and investigations (förhandsbedömningar och utredningar).

    By ``("investigation", "investigation_outcome", "source")`` it says what was opened or not, and
    who had reported; with ``register.where(residence="elsewhere", channel="application")`` whether
    applications of those who live elsewhere were investigated.

    Parameters
    ----------
    source : Register or Source
        The cases.
    period : Period, year or text
        When they were opened.
    roles : str or set of Role
        As in `count`.
    basis : str
        Of spells of cases that hold it; ``any`` for all.
    by : str, tuple, or mapping
        As in `count`; ``investigation``, its kind, and ``investigation_outcome`` are those of each.

    Returns
    -------
    Counts
        Investigations. Not reported where none were delivered.

    Examples
    --------
    >>> from vnr import synthetic
    >>> made_up = synthetic.register(county="09", seed=1)
    >>> investigations(made_up, made_up.observed, by="investigation").strata["investigation"].tolist()
    ['preliminary', 'full']
    """
    need = role_need(roles) & Need(tables="investigations")
    table = cells(source, period, by, counted="investigations", need=need)

    def tally(part: Register) -> Tally:
        cell, _ = hung_on(part, table, "investigations", "opened", roles, basis)
        return {"value": table.sums(cell)}

    def finish(table: Cells, sums: Tally) -> Counts:
        return Counts.over(
            table.grid("investigations", roles=roles, basis=basis),
            value=sums["value"],
            unit="investigations",
            adds_over=table.single,
        )

    return answer(table, tally, finish)


def investigations_in_time(
    source: Source,
    period: PeriodLike,
    *,
    investigation: InvestigationName = "preliminary",
    window: Window | None = None,
    roles: Roles = "exposed",
    basis: ViolenceBasis = "known",
    cluster: Cluster | None = "person",
    confidence: float = 0.95,
    by: By = (),
) -> Estimate:
    """Share of preliminary assessments or investigations that were closed in time (i tid).

    Parameters
    ----------
    source : Register or Source
        The cases.
    period : Period, year or text
        When they were opened.
    investigation : str
        ``preliminary`` (förhandsbedömning), whose time runs from the last intake up to its
        opening, or ``full`` (utredning), from its opening.
    window : Days, Months or Years, optional
        The time; by default that of the law for children, 14 days and four months (11 kap. 1 a
        and 2 §§ of the Social Services Act of 2001). For adults it is a comparison and no law.
    roles, basis
        As in `investigations`.
    cluster : str or None
        What hangs together: ``person`` (one has several cases), ``officer`` (a case without one
        is a cluster of its own, and ``n_without_officer`` says how many are), ``municipality``;
        None takes all as independent.
    confidence : float
        Two-sided level, strictly between 0 and 1.
    by : str, tuple, or mapping
        As in `investigations`; ``age_group`` tells children from adults.

    Returns
    -------
    Estimate
        A proportion of those whose time was over by the cut-off. Columns ``in_time``, ``late``
        (closed later), ``unfinished`` (not closed by then), and ``n_not_mature``, whose time isn't
        over, closed or not. None to judge is undefined; not mature if some wait.

    Raises
    ------
    UnknownNameError
        If there is no such kind of investigation.
    DataError
        If an argument is none of its choices.

    Examples
    --------
    >>> print(*investigations_in_time(gotland, 2019).cells("en"))
    77.8 % (63.7–87.5), n=45
    """
    if not isinstance(investigation, str) or investigation not in _TIME:
        raise UnknownNameError("investigation", investigation, _TIME)
    limit = _TIME[investigation] if window is None else window
    check_window("window", limit)
    confidence = check_confidence(confidence)
    clustering = Clustering.of(source, cluster)
    need = role_need(roles) & Need(tables="investigations", fields="investigations.closed")
    if investigation != "full":
        # Where nobody said the kind, all of them are taken as full.
        need &= Need(fields="investigations.kind")
    table = cells(source, period, by, counted="investigations", need=need)
    cutoff = day_number(source.observed.end)
    preliminary = investigation == "preliminary"

    def tally(part: Register) -> Tally:
        stored = part.table("investigations")
        cell, rows = hung_on(part, table, "investigations", "opened", roles, basis)
        mine = stored["kind"][rows] == InvestigationKind(investigation).place
        cell, rows = cell[mine], rows[mine]
        case, opened = stored.parent[rows], stored["opened"][rows]
        closed = never_for_none(stored["closed"][rows])
        closed = np.where(closed > cutoff, NEVER, closed)
        last = limit.end(_reported(part, case, opened) if preliminary else opened)
        mature = last <= cutoff
        status = np.where(closed <= last, 0, np.where(closed == NEVER, 2, 1))[mature]
        by_status = table.tabulate(cell[mature], status, len(_STATUSES))
        return {
            "status": by_status,
            "n_not_mature": table.sums(cell[~mature]),
            **clustering.tally(part, cell[mature], case[mature], status == 0, size=table.size),
        }

    def finish(table: Cells, sums: Tally) -> Estimate:
        columns = dict(zip(_STATUSES, sums["status"].T, strict=True))
        return shares(
            table.grid(
                "investigations_in_time",
                investigation=investigation,
                window=limit,
                roles=roles,
                basis=basis,
                cluster=cluster,
            ),
            columns["in_time"],
            sums["status"].sum(axis=1),
            confidence=confidence,
            columns=columns | {"n_not_mature": sums["n_not_mature"]},
            figures={
                "value": Figure("share", ratio_of=("in_time", "n")),
                "n": Figure("count", sum_of=_STATUSES),
                **dict.fromkeys((*_STATUSES, "n_not_mature"), Figure("count")),
            },
            clustering=clustering,
            tally=sums,
            waiting=sums["n_not_mature"],
        )

    return answer(table, tally, finish)


def _reported(register: Register, case: Rows, opened: DayArray) -> DayArray:
    """Day of the last intake of each case up to a day; that day itself where there is none."""
    intakes = register.table("intakes")
    width = np.int64(2**32)
    key = intakes.parent * width + (intakes["date"].astype(np.int64) + 2**31)
    asked = case * width + (opened.astype(np.int64) + 2**31)
    place = np.searchsorted(key, asked, side="right") - 1
    there = place >= intakes.begins[case]
    return np.where(there, intakes["date"][np.maximum(place, 0)], opened).astype(np.int32)
