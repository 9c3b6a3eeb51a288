"""How many: cases, persons, episodes, households and matters by stratum."""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError
from vnr.metrics.counting._episodes import find
from vnr.metrics.ground import TIME, By, Cells, Roles, Years, define, lay_out, role_names, spells
from vnr.results import Counts

if TYPE_CHECKING:
    from vnr.model import Period
    from vnr.register import Register, Source

__all__ = ["MEASURES", "Counted", "count", "counted", "in_parts"]

Rows = NDArray[np.intp]
Days = NDArray[np.int32]

_UNITS: Final = {
    "case": "cases",
    "person": "persons",
    "episode": "episodes",
    "household": "households",
    "matter": "matters",
}
MEASURES: Final = ("new", "open", "closed", "stock")
# Strata that a unit other than a case holds one value of.
_STEADY: Final[dict[str, frozenset[str]]] = {
    "person": frozenset({"sex"}),
    "household": frozenset({"municipality", "county"}),
    "matter": frozenset({"municipality", "county"}),
}


@attrs.frozen(eq=False)
class Counted:
    """What is counted: the case that places each in its cell, first and last day, and identity."""

    rows: Rows
    start: Days
    end: Days
    identity: NDArray[np.int64] | None


def count(
    source: Source,
    period: Period,
    *,
    of: str = "case",
    basis: str = "known",
    measure: str = "new",
    roles: Roles = "exposed",
    dated_by: str = "basis",
    by: By = (),
) -> Counts:
    """Number of cases, persons, episodes, households or matters (antal ärenden m.m.).

    Parameters
    ----------
    source : Register or Source
        The cases.
    period : Period
        What is asked about; a time stratum splits it.
    of : str
        ``case`` (ärende: municipality, case id and person), ``person`` (distinct in the
        cell), ``episode`` (dated by its start, in the municipality of its first case),
        ``household`` (cases without one count singly) or ``matter`` (distinct case ids).
    basis : str
        ``original`` ⊆ ``intake`` ⊆ ``known``; also ``honour``, its three parts, and ``any``.
    measure : str
        ``new`` (dated in the cell's part of the period), ``open`` (dated by its end and not
        closed before its start), ``closed`` (closed in it) or ``stock`` (dated by its last day
        and open on it).
    roles : str or set of Role
        ``exposed`` (adults, children, witnessing children), ``perpetrators`` or ``all``.
    dated_by : str
        ``basis``: from the earliest dated evidence; ``opened``: from the opening.
    by : str, tuple of str, or mapping of str to array
        Strata: municipality, county, unit, role, sex, age_group, year, quarter, month, form,
        context, group, reason, closing_reason, goal, or an array of labels of one's own.

    Returns
    -------
    Counts
        Every cell of the strata over the covered municipalities. Delivered and empty is 0, not
        delivered is not reported, partly delivered keeps its number with `covered` below 1.
        For households the column ``n_without_household`` counts cases without one.

    Raises
    ------
    DataError
        If an argument is none of its choices.
    UnknownNameError
        If a stratum isn't known.

    Examples
    --------
    >>> from datetime import date
    >>> from vnr.model import Case, Intake, IntakeReason, Period, Person, Role
    >>> from vnr.register import Register
    >>> case = Case(
    ...     "a", Person("p"), "0484", None, Role.EXPOSED_ADULT,
    ...     (Intake(date(2019, 3, 1), IntakeReason.ECONOMIC),
    ...      Intake(date(2019, 5, 1), IntakeReason.VIOLENCE)),
    ... )
    >>> register = Register.from_cases([case], observed=Period.year(2019))
    >>> [int(count(register, Period.year(2019), basis=b)) for b in ("original", "intake")]
    [0, 1]
    """
    for name, value, choices in (("of", of, _UNITS), ("measure", measure, MEASURES)):
        if value not in choices:
            raise DataError(f"{name} must be one of {', '.join(choices)}, got {value!r}")
    done = [
        _count(
            part,
            period,
            of=of,
            basis=basis,
            measure=measure,
            roles=roles,
            dated_by=dated_by,
            by=by,
        )
        for part in source.partitions()
    ]
    if len(done) > 1 and of in ("household", "matter"):
        raise DataError(f"parts that share no person may share a {of}; count it on one register")
    return reduce(add, done)


def _count(
    register: Register,
    period: Period,
    *,
    of: str,
    basis: str,
    measure: str,
    roles: Roles,
    dated_by: str,
    by: By,
) -> Counts:
    table = lay_out(register, period, by, last_day=measure == "stock")
    found = counted(register, of, basis, roles, dated_by)
    keep = np.flatnonzero(register.counted[found.rows] & table.inside(found.rows))
    value = np.zeros(table.size, np.int64)
    alone = np.zeros(table.size, np.int64)
    single = _single(register) if of == "household" else np.zeros(0, bool)
    for part, chosen in in_parts(table, found, keep, measure):
        rows = found.rows[chosen]
        for cell, held in table.place(rows, part):
            if found.identity is None:
                value += np.bincount(cell, minlength=table.size)
            else:
                value += _distinct(cell, found.identity[chosen][held], table.size)
            if of == "household":
                alone += np.bincount(cell[single[rows[held]]], minlength=table.size)
    definition, provenance = define(
        register,
        "count",
        period,
        by,
        of=of,
        basis=basis,
        measure=measure,
        roles=[role.value for role in role_names(roles)],
        dated_by=dated_by,
    )
    return Counts(
        strata=table.labels,
        value=value,
        state=table.state,
        covered=table.covered,
        columns={"n_without_household": alone} if of == "household" else {},
        unit=_UNITS[of],
        adds_over=_adds_over(table, of, measure),
        definition=definition,
        provenance=provenance,
    )


def counted(register: Register, of: str, basis: str, roles: Roles, dated_by: str) -> Counted:
    """Everything of one kind that the register holds, before it is placed in cells."""
    if of == "episode":
        found = find(
            register,
            basis=basis,
            roles=roles,
            dated_by=dated_by,
            merge_gap=1,
            within="person",
            window=Years(1),
        )
        return Counted(found.first, found.start, found.end, None)
    rows, start, end = spells(register, basis, roles, dated_by)
    return Counted(rows, start, end, _identity(register, of, rows))


def _identity(register: Register, of: str, rows: Rows) -> NDArray[np.int64] | None:
    """A number for each row, equal for rows of the same person, household or matter."""
    cases = register.table("cases")
    if of == "case":
        return None
    if of == "person":
        return cases["person"][rows].astype(np.int64)
    column = "household_id" if of == "household" else "case_id"
    code = cases[column][rows].astype(np.int64)
    size = register.keys(column).size
    shared = cases["municipality"][rows].astype(np.int64) * size + code
    return np.where(code < 0, len(register.names()) * size + rows, shared)


def _single(register: Register) -> NDArray[np.bool_]:
    return np.asarray(register.table("cases")["household_id"] < 0)


def in_parts(table: Cells, counted: Counted, keep: Rows, measure: str) -> Any:
    """Yield, for the counted that fall into the period, their part of it and which they are."""
    start, end = counted.start[keep], counted.end[keep]
    if measure in ("new", "closed"):
        part = table.part(start if measure == "new" else end)
        falls = part >= 0
        yield part[falls], keep[falls]
        return
    for number, (first, last) in enumerate(
        zip(table.starts.tolist(), table.ends.tolist(), strict=True)
    ):
        since = last if measure == "stock" else first
        # Open on its last day too: a case covers both the day it is dated and the day it closes.
        falls = (start <= last) & (end >= since)
        yield np.full(int(falls.sum()), number, np.int32), keep[falls]


def _distinct(cell: NDArray[np.int64], identity: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """Number of different identities in each cell."""
    width = int(identity.max(initial=0)) + 1
    key = np.sort(cell * width + identity)
    first = np.append(True, key[1:] != key[:-1])[: key.size]
    return np.bincount(key[first] // width, minlength=size)


def _adds_over(table: Cells, of: str, measure: str) -> frozenset[str]:
    names = {axis.name for axis in table.axes if not axis.several}
    if measure in ("open", "stock"):
        names -= set(TIME)
    return frozenset(names & _STEADY[of] if of in _STEADY else names)
