"""Do they come back? Reactivation by a named rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from vnr.metrics.counting._cohort import cohort_of, judge
from vnr.metrics.counting._rules import KKIK_1Y, ReactivationRule
from vnr.metrics.ground import By, Cells, Window, answer, cells
from vnr.metrics.intervals import Clustering, check_confidence, shares
from vnr.results import Figure

if TYPE_CHECKING:
    from vnr.model import Period
    from vnr.register import Register, Source, Tally
    from vnr.results import Estimate

__all__ = ["reactivation"]


def reactivation(
    source: Source,
    cohort: Period,
    *,
    rule: ReactivationRule = KKIK_1Y,
    cluster: str | None = "person",
    confidence: float = 0.95,
    by: By = (),
) -> Estimate:
    r"""Share of the closed that came back within the rule's window (andel återaktualiserade).

    .. math:: \text{returned} / n

    Parameters
    ----------
    source : Register or Source
        The cases, with the whole history.
    cohort : Period
        When they closed (or, for a rule that looks back, when they were taken in).
    rule : ReactivationRule
        What is followed, what counts as coming back, and how long.
    cluster : str or None
        What hangs together: ``person`` (one may have several episodes), ``officer`` (a case without one
        is a cluster of its own, and ``n_without_officer`` says how many are), ``municipality``;
        None takes all as independent.
    confidence : float
        Two-sided level, strictly between 0 and 1.
    by : str, tuple, or mapping
        Strata, of the case that closed last; time strata go by the close.

    Returns
    -------
    Estimate
        Proportion with its Wilson interval. A close whose window ends after the cut-off is not
        mature: it leaves `n`, even if its return is already seen, and stands in the column
        ``n_not_mature``; ``returned`` is the numerator. Without any close it is undefined.

    Raises
    ------
    DataError
        If the level is no proportion.
    """
    confidence = check_confidence(confidence)
    clustering = Clustering.of(source, cluster)
    table = cells(source, cohort, by, need=rule.need)

    def tally(part: Register) -> Tally:
        index = cohort_of(part, cohort, rule)
        cell, which = table.of(part).place(index.case, table.span(index.day), day=index.day)
        case = index.case[which]

        def judged(window: Window) -> dict[str, NDArray[Any]]:
            mature, returned = (mask[which] for mask in judge(part, rule, window, index))
            return {
                "returned": table.sums(cell[mature & returned]),
                "n": table.sums(cell[mature]),
                "n_not_mature": table.sums(cell[~mature]),
                **clustering.tally(
                    part, cell[mature], case[mature], returned[mature], size=table.size
                ),
            }

        return Clustering.split([judged(window) for window in rule.windows])

    def finish(table: Cells, sums: Tally) -> Estimate:
        grid = table.grid("reactivation", **rule.parameters, cluster=cluster)
        if len(rule.windows) > 1:
            grid = grid.split("window", [window.name for window in rule.windows])
        returned, n, not_mature = (
            sums[name].reshape(-1) for name in ("returned", "n", "n_not_mature")
        )
        followed = "persons" if rule.of == "person" else "count"
        return shares(
            grid,
            returned,
            n,
            confidence=confidence,
            columns={"returned": returned, "n_not_mature": not_mature},
            figures={
                "value": Figure("share", ratio_of=("returned", "n")),
                "n": Figure(followed),
                "returned": Figure(followed, part_of="n"),
                "n_not_mature": Figure(followed),
            },
            clustering=clustering,
            tally=sums,
            waiting=not_mature,
        )

    return answer(table, tally, finish)
