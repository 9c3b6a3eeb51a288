"""Do they come back? Reactivation by a named rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from vnr.metrics.counting._cohort import cohort_of, judge
from vnr.metrics.counting._rules import KKIK_1Y, ReactivationRule
from vnr.metrics.ground import By, Cells, answer, cells
from vnr.metrics.intervals import binomial_limits, check_confidence
from vnr.results import Estimate, Figure

if TYPE_CHECKING:
    from vnr.model import Period
    from vnr.register import Register, Source, Tally

__all__ = ["reactivation"]


def reactivation(
    source: Source,
    cohort: Period,
    *,
    rule: ReactivationRule = KKIK_1Y,
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
    table = cells(source, cohort, by)

    def tally(part: Register) -> Tally:
        index = cohort_of(part, cohort, rule)
        cell, which = table.of(part).place(index.case, table.span(index.day))
        sums: dict[str, list[Any]] = {"returned": [], "n": [], "n_not_mature": []}
        for window in rule.windows:
            mature, returned = judge(part, rule, window, index)
            for name, mask in (
                ("returned", mature & returned),
                ("n", mature),
                ("n_not_mature", ~mature),
            ):
                sums[name].append(table.sums(cell[mask[which]]))
        return {name: np.stack(by_window, axis=-1) for name, by_window in sums.items()}

    def finish(table: Cells, sums: Tally) -> Estimate:
        grid = table.grid("reactivation", **rule.parameters)
        if len(rule.windows) > 1:
            grid = grid.split("window", [window.name for window in rule.windows])
        returned, n, not_mature = (
            sums[name].reshape(-1) for name in ("returned", "n", "n_not_mature")
        )
        lower, upper = binomial_limits(
            returned.astype(float), n.astype(float), method="wilson", confidence=confidence
        )
        followed = "persons" if rule.of == "person" else "count"
        return Estimate.over(
            grid.waiting((n == 0) & (not_mature > 0)),
            value=np.divide(returned, n, out=np.full(n.size, np.nan), where=n > 0),
            lower=lower,
            upper=upper,
            n=n,
            columns={"returned": returned, "n_not_mature": not_mature},
            figures={
                "value": Figure("share", ratio_of=("returned", "n")),
                "n": Figure(followed),
                "returned": Figure(followed, part_of="n"),
                "n_not_mature": Figure(followed),
            },
            confidence=confidence,
            unit="proportion",
            method="wilson",
        )

    return answer(table, tally, finish)
