"""How often persons repeat among what is counted, and how much that widens an interval."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError
from vnr.metrics.counting._count import MEASURES, Counted, counted, in_parts
from vnr.metrics.ground import By, Roles, define, lay_out, role_names
from vnr.results import Basis, Estimate, State

if TYPE_CHECKING:
    from vnr.model import Period
    from vnr.register import Register, Source

__all__ = ["repeats"]

Real = NDArray[np.float64]

_OF = ("case", "episode")


def repeats(
    source: Source,
    period: Period,
    *,
    of: str = "case",
    basis: str = "known",
    measure: str = "new",
    roles: Roles = "exposed",
    dated_by: str = "basis",
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
        ``n_persons`` how many persons have them.

    Raises
    ------
    DataError
        If an argument is none of its choices.

    References
    ----------
    .. [1] Stukel TA, Glynn RJ, Fisher ES, Sharp SM, Lu-Yao G, Wennberg JE. Standardized rates
       of recurrent outcomes. *Statistics in Medicine* 1994;13:1781–1791.
    """
    for name, value, choices in (("of", of, _OF), ("measure", measure, MEASURES)):
        if value not in choices:
            raise DataError(f"{name} must be one of {', '.join(choices)}, got {value!r}")
    n = persons = squares = np.zeros(0)
    for register in source.partitions():
        table = lay_out(register, period, by, last_day=measure == "stock")
        found = counted(register, of, basis, roles, dated_by)
        own = _sums(register, table, found, measure)
        if not n.size:
            n = persons = squares = np.zeros(table.size)
        n, persons, squares = n + own[0], persons + own[1], squares + own[2]
    definition, provenance = define(
        register,
        "repeats",
        period,
        by,
        of=of,
        basis=basis,
        measure=measure,
        roles=[role.value for role in role_names(roles)],
        dated_by=dated_by,
    )
    nothing = np.full(table.size, np.nan)
    there = table.state == State.VALUE
    return Estimate(
        strata=table.labels,
        value=np.divide(squares, n, out=np.ones(n.size), where=n > 0),
        lower=nothing,
        upper=nothing,
        n=np.where(there, n, 0).astype(np.int64),
        state=table.state,
        covered=table.covered,
        columns={"n_persons": np.where(there, persons, 0).astype(np.int64)},
        confidence=None,
        unit="times a Poisson variance",
        method="sum of squares by person",
        basis=Basis.REGISTER,
        definition=definition,
        provenance=provenance,
    )


def _sums(register: Register, table: Any, found: Counted, measure: str) -> tuple[Real, Real, Real]:
    """Number counted, persons, and sum over persons of the squared number, in each cell."""
    person = register.table("cases")["person"]
    width = int(person.max(initial=0)) + 1
    keys = []
    keep = np.flatnonzero(register.counted[found.rows] & table.inside(found.rows))
    for part, chosen in in_parts(table, found, keep, measure):
        rows = found.rows[chosen]
        for cell, held in table.place(rows, part):
            keys.append(cell * width + person[rows[held]])
    pairs, k = np.unique(np.concatenate([np.empty(0, np.int64), *keys]), return_counts=True)
    cell = (pairs // width).astype(np.intp)
    n, persons, squares = (np.bincount(cell, k**power, table.size) for power in (1, 0, 2))
    return n.astype(float), persons.astype(float), squares.astype(float)
