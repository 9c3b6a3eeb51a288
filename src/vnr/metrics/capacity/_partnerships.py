"""With whom: the smallest sets of municipalities that together have enough."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError, shown
from vnr.metrics.capacity._partners import JOINT
from vnr.metrics.capacity._scores import Score, score_of
from vnr.metrics.capacity._sets import adjacency, chosen, sets_by_size
from vnr.metrics.intervals import check_whole
from vnr.results import (
    Definition,
    Estimate,
    Figure,
    FigureKind,
    Grid,
    Note,
    Numbers,
    align_to,
)

__all__ = ["partnerships"]

Real = NDArray[np.float64]
Sets = NDArray[np.intp]

Rows = NDArray[np.intp]

_BESIDE: Final = ("members", "inhabitants", "alone", "best", "looked_at")


def partnerships(
    score: Estimate,
    *,
    reach: float = 0.9,
    up_to: int = 4,
    among: Iterable[str] | None = None,
    equals: float = 2,
    neighbours: Iterable[Iterable[str]] | None = None,
    inhabitants: Numbers | None = None,
) -> Estimate:
    """Each municipality's smallest partnership that has enough (samverkan mellan kommuner).

    Parameters
    ----------
    score : Estimate
        What `enough` or `gone` gives of all municipalities, each by itself. Of `enough` the
        chance of enough cases is to reach `reach`, of `gone` the chance that somebody is left.
    reach : float
        The chance that is to be reached, strictly between 0 and 1.
    up_to : int
        Members at most.
    among : iterable of str, optional
        Who may be together; by default all of whom there is a score.
    equals : float
        How many times the smallest member's inhabitants the largest may have, from 1:
        ``math.inf`` lets all be together.
    neighbours : iterable of pairs of str, optional
        Who lies next to whom, as `vnr.data.neighbours` gives: partnerships are then connected.
    inhabitants : Numbers, optional
        Inhabitants by municipality; needed with `gone`, by default those of `enough`.

    Returns
    -------
    Estimate
        One row for each of `among`, by code: the chance that its smallest set reaches, with the
        score's limits. Of several the set with the fewest inhabitants is taken, then the first by
        code. Columns: ``partners``, the codes, or ``none`` where no set reaches, which is an
        answer: then the value is undefined; ``members`` and ``inhabitants`` of the set;
        ``alone``, the chance without partners; ``best``, the highest chance of any set;
        ``looked_at``, how many sets there are with it.

    Raises
    ------
    DataError
        If `score` is none, was narrowed or is of partners already, an argument isn't what it
        must be, or there are too many sets.
    UnknownNameError
        If a code isn't there.

    Examples
    --------
    >>> from vnr.metrics import enough
    >>> people = {"0483": 34_765, "0486": 36_478, "0482": 16_553}
    >>> alone = enough(Estimate.parse("8±1"), people, at_least=3)
    >>> answer = partnerships(alone)
    >>> answer["partners"].tolist(), answer.value.round(3).tolist()
    (['none', '0483+0486', '0483+0486'], [nan, 0.957, 0.957])
    """
    reach = _between(reach)
    up_to = check_whole("up_to", up_to, least=1)
    if not isinstance(equals, int | float | np.number) or not equals >= 1:
        raise DataError(f"equals must be a number from 1, got {shown(equals)}")
    read = score_of(score)
    people = _people(read, inhabitants)
    mine = np.array(chosen(among, read.codes, read.stratum), np.intp)
    codes = [read.codes[row] for row in mine]
    beside = None if neighbours is None else adjacency(neighbours, codes)
    answer = _Answer.none(mine.size)
    for sets in sets_by_size(people[mine], up_to, float(equals), beside):
        answer.look(sets, read.reaching(mine[sets]), people[mine][sets].sum(axis=1), reach)
    asked = {
        "reach": reach,
        "up_to": up_to,
        "among": [] if among is None else codes,
        "equals": float(equals) if np.isfinite(equals) else "any",
        "neighbours": neighbours is not None,
    }
    definition = Definition("partnerships", asked, operands=(score.definition,))
    return _result(read, mine, answer, people, definition)


@attrs.define(eq=False)
class _Answer:
    """What is found of each municipality so far; sets in rising size are looked at once each."""

    members: list[tuple[int, ...]]
    value: Real
    alone: Real
    best: Real
    looked_at: NDArray[np.int64]

    @classmethod
    def none(cls, size: int) -> _Answer:
        return cls(
            [()] * size,
            np.full(size, np.nan),
            np.full(size, np.nan),
            np.full(size, -np.inf),
            np.zeros(size, np.int64),
        )

    def look(self, sets: Sets, chance: Real, people: Real, reach: float) -> None:
        """Take what the sets of one size have for those who have none smaller."""
        if sets.shape[1] == 1:
            self.alone = chance
        for member in sets.T:
            np.maximum.at(self.best, member, chance)
            self.looked_at += np.bincount(member, minlength=self.looked_at.size)
        without = np.array([not own for own in self.members])
        use = np.flatnonzero((chance >= reach) & without[sets].any(axis=1))
        order = use[np.lexsort((*sets[use].T[::-1], people[use]))]
        reached, at = np.unique(sets[order].reshape(-1), return_index=True)
        for one, first in zip(reached.tolist(), (at // sets.shape[1]).tolist(), strict=True):
            if without[one]:
                self.members[one] = tuple(sets[order[first]].tolist())
                self.value[one] = chance[order[first]]


def _between(reach: Any) -> float:
    if not isinstance(reach, int | float | np.number) or not 0 < reach < 1:
        raise DataError(f"reach must lie between 0 and 1, got {shown(reach)}; 90 percent is 0.9")
    return float(reach)


def _people(score: Score, inhabitants: Numbers | None) -> Real:
    given = score.figures
    if inhabitants is not None:
        read = align_to(inhabitants, given.strata, len(given), name="inhabitants")
    elif "inhabitants" in given.columns:
        read = np.asarray(given["inhabitants"], np.float64)
    else:
        raise DataError("give inhabitants=, such as data.population(codes, 2019)")
    bad = np.flatnonzero(~((read > 0) & np.isfinite(read)))
    if bad.size:
        raise DataError(
            f"inhabitants must be a number above 0; it is none of {score.stratum} "
            f"{score.codes[bad[0]]}"
        )
    return read


def _result(
    score: Score, mine: Rows, answer: _Answer, people: Real, definition: Definition
) -> Estimate:
    """The answers as an estimate."""
    codes = [score.codes[row] for row in mine]
    every = list(dict.fromkeys(filter(None, answer.members)))
    limits: dict[tuple[int, ...], Any] = {(): (np.nan, np.nan)}
    if every:
        ends = score.limits([mine[list(own)] for own in every])
        limits |= dict(zip(every, zip(*(end.tolist() for end in ends), strict=True), strict=True))
    lower, upper = np.array([limits[own] for own in answer.members]).T
    given = score.figures
    grid = Grid.delivered(mine.size, definition, {score.stratum: np.array(codes)})
    return Estimate.over(
        attrs.evolve(grid, covered=given.covered[mine], provenance=given.provenance).saying(
            *given.notes, Note("partners_independent"), Note("partnerships_reach")
        ),
        value=answer.value,
        lower=lower,
        upper=upper,
        n=np.full(mine.size, np.nan),
        columns={
            "partners": np.array(
                [JOINT.join(codes[one] for one in own) or "none" for own in answer.members]
            ),
            "members": np.array([len(own) for own in answer.members], np.int64),
            "inhabitants": np.array([people[mine[list(own)]].sum() for own in answer.members]),
            "alone": answer.alone,
            "best": answer.best,
            "looked_at": answer.looked_at,
        },
        figures={
            **{name: Figure(FigureKind.NUMBER) for name in ("value", *_BESIDE)},
            "partners": Figure(FigureKind.LABEL),
        },
        confidence=given.confidence,
        unit="proportion",
        method=given.method,
        basis=given.basis,
    )
