"""Do they come back? Reactivation by a named rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from vnr.metrics.choices import By, Cluster, RuleName
from vnr.metrics.counting._cohort import cohort_of, judge
from vnr.metrics.counting._rules import KKIK_1Y, ReactivationRule, rule_of
from vnr.metrics.ground import EVIDENCE, Cells, Need, Window, answer, cells, unlinkable_notes
from vnr.metrics.intervals import Clustering, check_confidence, shares
from vnr.results import Figure

if TYPE_CHECKING:
    from vnr.model import PeriodLike
    from vnr.register import Register, Source, Tally
    from vnr.results import Estimate

__all__ = ["reactivation"]

_BESIDE: Final = ("n_not_mature", "n_moved", "n_reopened_otherwise", "n_unlinkable")
_NEEDS: Final = {
    "n_moved": Need(fields="closings.closing_reason"),
    "n_reopened_otherwise": Need(any_of=[EVIDENCE["intake"]]),
}
"""What columns need beside what the rule does."""


def reactivation(
    source: Source,
    cohort: PeriodLike,
    *,
    rule: ReactivationRule | RuleName = KKIK_1Y,
    cluster: Cluster | None = "person",
    confidence: float = 0.95,
    by: By = (),
) -> Estimate:
    r"""Share of the closed that came back within the rule's window (andel återaktualiserade).

    .. math:: \text{returned} / n

    Parameters
    ----------
    source : Register or Source
        The cases, with the whole history.
    cohort : Period, year or text
        When they closed (or, for a rule that looks back, when they were taken in).
    rule : ReactivationRule or str
        A rule, or a preset by its name: what is followed, what counts as coming back, and how long.
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
        ``n_not_mature``; ``returned`` is the numerator. Of `n`, ``n_moved`` ended in moving or a
        transfer to another municipality, where nobody here can see a return, and
        ``n_reopened_otherwise`` did not return but opened again within the window without
        evidence of its own. ``n_unlinkable`` are closes of persons whom nobody can link, which
        are no index of a return. Without any close it is undefined.

    Raises
    ------
    DataError
        If the level is no proportion.
    UnknownNameError
        If there is no preset of that name.

    Examples
    --------
    >>> print(*reactivation(gotland, 2018, rule="KKIK_1Y").cells("en"))
    13.5 % (9.4–19.0), n=193
    """
    asked = rule_of(rule)
    confidence = check_confidence(confidence)
    clustering = Clustering.of(source, cluster)
    table = cells(source, cohort, by, need=asked.need)
    closes = asked.index != "intake"

    def tally(part: Register) -> Tally:
        index = cohort_of(part, table.period, asked)
        cell, which = table.of(part).place(
            index.case,
            table.span(index.day),
            day=index.day,
            closing=index.closing if closes else None,
        )
        case, lone = index.case[which], index.unlinkable[which]

        def judged(window: Window) -> dict[str, NDArray[Any]]:
            mature, returned = (mask[which] for mask in judge(part, asked, window, index))
            again = (index.otherwise <= window.end(index.day))[which]
            return {
                "returned": table.sums(cell[mature & returned]),
                "n": table.sums(cell[mature]),
                "n_not_mature": table.sums(cell[~mature & ~lone]),
                "n_moved": table.sums(cell[mature & index.moved[which]]),
                "n_reopened_otherwise": table.sums(cell[mature & ~returned & again]),
                "n_unlinkable": table.sums(cell[lone]),
                **clustering.tally(
                    part, cell[mature], case[mature], returned[mature], size=table.size
                ),
            }

        return Clustering.split([judged(window) for window in asked.windows])

    def finish(table: Cells, sums: Tally) -> Estimate:
        moved, again = _NEEDS.values()
        lacks = table.lacks(moved & again, "partly_told")
        lone = unlinkable_notes(sums["n_unlinkable"][:, 0], "returns")
        grid = table.grid("reactivation", *lacks, *lone, **asked.parameters, cluster=cluster)
        if len(asked.windows) > 1:
            grid = grid.split("window", [window.name for window in asked.windows])
        columns = {name: sums[name].reshape(-1) for name in ("returned", *_BESIDE)}
        n = sums["n"].reshape(-1)
        followed = "persons" if asked.of == "person" else "count"
        return shares(
            grid,
            columns["returned"],
            n,
            confidence=confidence,
            columns=columns,
            figures={
                "value": Figure("share", ratio_of=("returned", "n")),
                "n": Figure(followed),
                "returned": Figure(followed, part_of="n"),
                "n_moved": Figure(followed, part_of="n"),
                "n_reopened_otherwise": Figure(followed, part_of="n"),
                "n_not_mature": Figure(followed),
                "n_unlinkable": Figure("count"),
            },
            clustering=clustering,
            tally=sums,
            waiting=columns["n_not_mature"],
            states={
                name: np.repeat(table.state_of(need), len(asked.windows))
                for name, need in _NEEDS.items()
            },
        )

    return answer(table, tally, finish)
