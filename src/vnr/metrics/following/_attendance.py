"""Do they come? Meetings held and missed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from vnr.metrics.choices import By, Cluster, Roles, ViolenceBasis
from vnr.metrics.following._hung import hung_on
from vnr.metrics.ground import Cells, Need, answer, cells, role_need
from vnr.metrics.intervals import Clustering, check_confidence, shares
from vnr.results import Estimate, Figure

if TYPE_CHECKING:
    from vnr.model import PeriodLike
    from vnr.register import Register, Source, Tally

__all__ = ["attendance"]

_MEETINGS: Final = ("visits", "meetings", "missed")
_NEED: Final = Need(fields=["interventions.meetings", "interventions.missed"])
_VISITS: Final = Need(fields="interventions.visits")


def attendance(
    source: Source,
    period: PeriodLike,
    *,
    roles: Roles = "exposed",
    basis: ViolenceBasis = "known",
    cluster: Cluster | None = "person",
    confidence: float = 0.95,
    by: By = (),
) -> Estimate:
    r"""Share of booked meetings that were missed without contact (inställda möten utan kontakt).

    .. math:: \frac{\text{missed}}{\text{meetings} + \text{missed}}

    Parameters
    ----------
    source : Register or Source
        The cases.
    period : Period, year or text
        When the interventions started.
    roles : str or set of Role
        As in `count`.
    basis : str
        Interventions that concern violence, as in `follow_up`.
    cluster : str or None
        What hangs together: ``person`` (one has several cases), ``officer`` (a case without one
        is a cluster of its own, and ``n_without_officer`` says how many are), ``municipality``;
        None takes all as independent.
    confidence : float
        Two-sided level, strictly between 0 and 1.
    by : str, tuple, or mapping
        As in `follow_up`.

    Returns
    -------
    Estimate
        A proportion of meetings. Columns ``visits``, ``meetings`` and
        ``missed`` add what is recorded; ``n_not_recorded`` counts the interventions that lack
        meetings or missed ones, which are left out: nothing recorded isn't none.

    Notes
    -----
    ``meetings`` are taken as those that were held. The table that the field calls its good
    example has both columns and does not say (FoU i Sörmland, 2019).

    Examples
    --------
    >>> print(*attendance(gotland, 2019).cells("en"))
    15.3 % (12.6–18.5), n=615
    """
    confidence = check_confidence(confidence)
    clustering = Clustering.of(source, cluster)
    table = cells(source, period, by, counted="interventions", need=role_need(roles) & _NEED)

    def tally(part: Register) -> Tally:
        interventions = part.table("interventions")
        cell, rows = hung_on(part, table, "interventions", "started", roles, basis)
        number = {name: interventions[name][rows].astype(np.int64) for name in _MEETINGS}
        recorded = (number["meetings"] >= 0) & (number["missed"] >= 0)
        booked = (number["meetings"] + number["missed"])[recorded]
        by_cluster = clustering.tally(
            part,
            cell[recorded],
            interventions.parent[rows[recorded]],
            number["missed"][recorded],
            booked,
            size=table.size,
        )
        return {
            **{name: table.sums(cell, np.maximum(number[name], 0)) for name in _MEETINGS},
            "n_not_recorded": table.sums(cell[~recorded]),
            "missed_of_booked": table.sums(cell[recorded], number["missed"][recorded]),
            "booked": table.sums(cell[recorded], booked),
            **by_cluster,
        }

    def finish(table: Cells, sums: Tally) -> Estimate:
        columns = {name: sums[name] for name in (*_MEETINGS, "n_not_recorded")}
        return shares(
            table.grid(
                "attendance",
                *table.lacks(_VISITS, "partly_told"),
                roles=roles,
                basis=basis,
                cluster=cluster,
            ),
            sums["missed_of_booked"],
            sums["booked"],
            confidence=confidence,
            columns=columns,
            figures={name: Figure("count") for name in ("n", *columns)},
            clustering=clustering,
            tally=sums,
            states={"visits": table.state_of(_VISITS)},
        )

    return answer(table, tally, finish)
