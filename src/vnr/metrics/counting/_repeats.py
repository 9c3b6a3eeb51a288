"""How often persons repeat among what is counted, and how much that widens an interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vnr.metrics.choices import By, DatedBy, Measure, Repeating, Roles, ViolenceBasis
from vnr.metrics.counting._question import Question, together
from vnr.metrics.ground import Cells, answer, cells, unlinkable, unlinkable_notes
from vnr.results import Basis, Estimate, Figure

if TYPE_CHECKING:
    from vnr.model import PeriodLike
    from vnr.register import Register, Source, Tally

__all__ = ["repeats"]


def repeats(
    source: Source,
    period: PeriodLike,
    *,
    of: Repeating = "case",
    basis: ViolenceBasis = "known",
    measure: Measure = "new",
    roles: Roles = "exposed",
    dated_by: DatedBy = "basis",
    by: By = (),
) -> Estimate:
    r"""Variance of a count where persons have several, relative to a Poisson's (upprepning).

    .. math:: \phi = \sum_p k_p^2 \Big/ \sum_p k_p

    with :math:`k_p` cases of person `p` in the cell: persons come independently of each other,
    a person's cases do not.

    Parameters
    ----------
    source, period, of, basis, measure, roles, dated_by, by
        As in `count`, so that the cells are the same; `of` is ``case`` or ``episode``.

    Returns
    -------
    Estimate
        A factor of at least 1 for the `inflation` of `rate` and `standardise`; 1 where nobody
        repeats and where nothing is counted. `n` is the number counted, the column
        ``n_persons`` how many persons have them, of whom nobody can link ``n_unlinkable``.

    Raises
    ------
    DataError
        If an argument is none of its choices.

    References
    ----------
    .. [1] Stukel TA, Glynn RJ, Fisher ES, Sharp SM, Lu-Yao G, Wennberg JE. Standardized rates
       of recurrent outcomes. *Statistics in Medicine* 1994;13:1781–1791.

    Examples
    --------
    >>> print(*repeats(gotland, 2019).cells("en"))
    1.05, n=229
    """
    asked = Question(Repeating, of, basis, measure, roles, dated_by)
    table = cells(source, period, by, last_day=measure == "stock", need=asked.need)

    def tally(part: Register) -> Tally:
        return _tally(part, table, asked)

    def finish(table: Cells, sums: Tally) -> Estimate:
        n = sums["n"]
        nothing = np.full(table.size, np.nan)
        return Estimate.over(
            table.grid("repeats", *unlinkable_notes(sums["n_unlinkable"]), **asked.parameters),
            value=np.divide(sums["squares"], n, out=np.ones(n.size), where=n > 0),
            lower=nothing,
            upper=nothing,
            n=n,
            columns={name: sums[name] for name in ("n_persons", "n_unlinkable")},
            figures={
                "value": Figure("ratio"),
                "n": Figure("cases" if of == "case" else "count"),
                "n_persons": Figure("persons", distinct=True),
                "n_unlinkable": Figure("persons", part_of="n_persons", distinct=True),
            },
            confidence=None,
            unit="times a Poisson variance",
            method="sum of squares by person",
            basis=Basis.REGISTER,
        )

    return answer(table, tally, finish)


def _tally(register: Register, table: Cells, asked: Question) -> Tally:
    """Number counted, persons, and sum over persons of the squared number, in each cell."""
    counted, places = asked.of_register(register), table.of(register)
    person = register.table("cases")["person"]
    width = register.table("persons").height
    keys: list[NDArray[np.int64]] = [np.empty(0, np.int64)]
    for parts in asked.placed(table, counted, places):
        narrow, which = together(parts)
        cell = narrow.astype(np.int64)
        rows = counted.case[which]
        if counted.identity is not None:
            # A case that closed twice in the cell, or was open twice in it, is one.
            key = cell * (int(counted.identity.max()) + 1) + counted.identity[which]
            once = np.unique(key, return_index=True)[1]
            cell, rows = cell[once], rows[once]
        keys.append(cell * width + person[rows])
    pairs, k = np.unique(np.concatenate(keys), return_counts=True)
    cell, person = pairs // max(width, 1), pairs % max(width, 1)
    lone = np.zeros(max(width, 1), bool)
    lone[register.table("cases")["person"][unlinkable(register)]] = True
    return {
        "n": table.sums(cell, k),
        "n_unlinkable": table.sums(cell[lone[person]]),
        "n_persons": table.sums(cell),
        "squares": table.sums(cell, k**2),
    }
