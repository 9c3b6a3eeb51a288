"""Do they come back? Reactivation by a named rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from vnr.metrics.choices import By, Cluster, RuleName
from vnr.metrics.counting._cohort import cohort_of, judge
from vnr.metrics.counting._rules import KKIK_1Y, ReactivationRule, rule_of
from vnr.metrics.ground import EVIDENCE, Cells, Need, answer, cells, unlinkable_notes
from vnr.metrics.intervals import Clustering, check_confidence, shares
from vnr.register import stretches
from vnr.results import Figure

if TYPE_CHECKING:
    from vnr.model import PeriodLike
    from vnr.register import Register, Source, Tally
    from vnr.results import Estimate

__all__ = ["reactivation"]

_BESIDE: Final = ("n_not_mature", "n_moved", "n_reopened_otherwise", "n_unlinkable")
_LONE, _NOT_MATURE, _NONE, _AGAIN, _RETURNED = _STANDINGS = np.arange(5, dtype=np.int8)
"""How it went: nobody can tell, or not yet; no return, but opened again without evidence of its own;
a return."""
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
        whole, places = cohort_of(part, table.period, asked), table.of(part)
        number = np.zeros((len(asked.windows), table.size, 2 * len(_STANDINGS)), np.int64)
        trials = [clustering.trials(part, table.size) for _ in asked.windows]
        for some in stretches(whole.day.size, least=table.size):
            index = whole.stretch(some)
            cell, which = places.place(
                index.case,
                table.span(index.day),
                day=index.day,
                closing=index.closing if closes else None,
            )
            index = index.take(which)
            for place, window in enumerate(asked.windows):
                mature, returned = judge(part, asked, window, index)
                standing = np.where(index.otherwise <= window.end(index.day), _AGAIN, _NONE)
                standing[returned] = _RETURNED
                standing[~mature] = _NOT_MATURE
                standing[index.unlinkable] = _LONE
                moved = index.moved * np.int8(len(_STANDINGS))
                number[place] += table.tabulate(cell, standing + moved, 2 * len(_STANDINGS))
                judged = np.flatnonzero(mature)
                trials[place].add(cell.take(judged), index.case.take(judged), returned.take(judged))
        both = number.reshape(len(asked.windows), table.size, 2, len(_STANDINGS))
        n, moved = both[..., _NONE:].sum(axis=-1).transpose(2, 0, 1)
        by_standing = both.sum(axis=2)
        tallies = [
            {
                "returned": of_window[:, _RETURNED],
                "n": stayed + left,
                "n_not_mature": of_window[:, _NOT_MATURE],
                "n_moved": left,
                "n_reopened_otherwise": of_window[:, _AGAIN],
                "n_unlinkable": of_window[:, _LONE],
                **gathered.tally(),
            }
            for of_window, stayed, left, gathered in zip(by_standing, n, moved, trials, strict=True)
        ]
        return Clustering.split(tallies)

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
