"""Do they come? Meetings held and missed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from vnr.metrics.following._hung import hung_on
from vnr.metrics.following._shares import by_cluster, clusters_of, shares
from vnr.metrics.ground import By, Cells, Roles, answer, cells
from vnr.metrics.intervals import check_confidence, clusters
from vnr.results import Estimate, Figure

if TYPE_CHECKING:
    from vnr.model import Period
    from vnr.register import Register, Source, Tally

__all__ = ["attendance"]

_MEETINGS: Final = ("visits", "meetings", "missed")


def attendance(
    source: Source,
    period: Period,
    *,
    roles: Roles = "exposed",
    confidence: float = 0.95,
    by: By = (),
) -> Estimate:
    r"""Share of booked meetings that were missed without contact (inställda möten utan kontakt).

    .. math:: \frac{\text{missed}}{\text{meetings} + \text{missed}}

    Parameters
    ----------
    source : Register or Source
        The cases.
    period : Period
        When the interventions started.
    roles : str or set of Role
        As in `count`.
    confidence : float
        Two-sided level, strictly between 0 and 1.
    by : str, tuple, or mapping
        As in `follow_up`.

    Returns
    -------
    Estimate
        A proportion of meetings, clustered by person. Columns ``visits``, ``meetings`` and
        ``missed`` add what is recorded; ``n_not_recorded`` counts the interventions that lack
        meetings or missed ones, which are left out: nothing recorded isn't none.

    Notes
    -----
    ``meetings`` are taken as those that were held. The table that the field calls its good
    example has both columns and does not say (FoU i Sörmland, 2019).
    """
    confidence = check_confidence(confidence)
    table = cells(source, period, by, hung="intervention")

    def tally(part: Register) -> Tally:
        interventions, person = part.table("interventions"), part.table("cases")["person"]
        cell, rows = hung_on(part, table, "interventions", "started", roles)
        number = {name: interventions[name][rows].astype(np.int64) for name in _MEETINGS}
        recorded = (number["meetings"] >= 0) & (number["missed"] >= 0)
        by_person = clusters(
            cell[recorded],
            person[interventions.parent[rows[recorded]]],
            number["missed"][recorded],
            (number["meetings"] + number["missed"])[recorded],
            size=table.size,
        )
        return {
            **{name: table.sums(cell, np.maximum(number[name], 0)) for name in _MEETINGS},
            "n_not_recorded": table.sums(cell[~recorded]),
            **by_cluster(by_person),
        }

    def finish(table: Cells, sums: Tally) -> Estimate:
        by_person = clusters_of(sums)
        columns = {name: sums[name] for name in (*_MEETINGS, "n_not_recorded")}
        return shares(
            table.grid("attendance", roles=roles),
            by_person.k,
            by_person.n,
            confidence=confidence,
            columns=columns,
            figures={name: Figure("count") for name in ("n", *columns)},
            sums=by_person,
        )

    return answer(table, tally, finish)
