"""When do they come back? The share come back by each day after the close."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError
from vnr.metrics.choices import By, Cluster, RuleName
from vnr.metrics.counting._cohort import Cohort, cohort_of
from vnr.metrics.counting._rules import KKIK_1Y, ReactivationRule, rule_of
from vnr.metrics.ground import NEVER, cells
from vnr.metrics.intervals import Clustering, check_confidence
from vnr.metrics.survival import Followed, curves
from vnr.register import NO_DAY

if TYPE_CHECKING:
    from vnr.metrics.ground import Cells
    from vnr.model import PeriodLike
    from vnr.register import Register, Source
    from vnr.results import Curve

__all__ = ["reactivation_curve"]


def reactivation_curve(
    source: Source,
    cohort: PeriodLike,
    *,
    rule: ReactivationRule | RuleName = KKIK_1Y,
    cluster: Cluster | None = "person",
    confidence: float = 0.95,
    by: By = (),
) -> Curve:
    """Share come back by each day after the close, with death and moving as competing events.

    Parameters
    ----------
    source, cohort, rule, cluster, confidence, by
        As in `reactivation`; the rule's longest window is followed.

    Returns
    -------
    Curve
        Aalen–Johansen incidence of the return at every day with any event in the cell, with
        clustered log-log limits; nan limits where it is 0 or 1. Nothing beyond the
        cut-off or the longest window. The column ``n_unlinkable`` tells of the closes of persons
        whom nobody can link, which aren't followed.

    Raises
    ------
    DataError
        If the rule looks back: then there is no time to follow.

    Examples
    --------
    >>> print(*reactivation_curve(gotland, 2018).at([180, 365]).cells("en"))
    4.7 % (2.3–8.3), n=185 13.5 % (9.1–18.7), n=169
    """
    followed = rule_of(rule)
    if followed.index == "intake":
        raise DataError("a rule that looks back from an intake has no curve")
    confidence = check_confidence(confidence)
    clustering = Clustering.of(source, cluster)
    table = cells(source, cohort, by, need=followed.need)

    def follow(part: Register, table: Cells) -> Followed:
        index = cohort_of(part, table.period, followed)
        cell, which = table.of(part).place(
            index.case, table.span(index.day), day=index.day, closing=index.closing
        )
        # Whom nobody can link is no index of a return.
        lone = index.unlinkable[which]
        time, cause = _times(part, followed, index)
        seen = which[~lone]
        return Followed(
            cell[~lone], index.case[seen], time[seen], cause[seen], None, table.sums(cell[lone])
        )

    return curves(
        table,
        follow,
        "reactivation_curve",
        followed.parameters,
        causes=[None],
        number=3,
        clustering=clustering,
        confidence=confidence,
        beside=True,
    )


def _times(
    register: Register, rule: ReactivationRule, index: Cohort
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Days from the close to whatever came first: return 1, death 2, moving 3, or nothing 0."""
    persons = register.table("persons")
    ends = np.max([window.end(index.day) for window in rule.windows], axis=0)
    days = [np.minimum(ends, register.cutoff), index.other]
    for name in ("died", "moved_out"):
        when = persons[name][index.owner // 2]
        days.append(np.where((when == NO_DAY) | (when <= index.day), NEVER, when))
    # On one day the return comes first, then death, then moving, then being lost from view.
    ranked = np.stack([days[1], days[2], days[3], days[0]])
    first = ranked.argmin(axis=0)
    time = ranked.min(axis=0).astype(np.int64) - index.day
    return time, np.array([1, 2, 3, 0])[first]
