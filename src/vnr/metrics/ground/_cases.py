"""What is derived of a case's columns once, for all metrics: its close, age, side and more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from vnr.metrics.choices import Roles
from vnr.metrics.ground._roles import role_mask, stands
from vnr.metrics.ground._windows import NEVER
from vnr.model import Role
from vnr.register import NO_DAY, day_number

if TYPE_CHECKING:
    from vnr.register import Register

__all__ = [
    "ages",
    "ages_by_year",
    "began",
    "began_in",
    "closes",
    "having",
    "never_for_none",
    "of_adults",
    "owners",
]

Days = NDArray[np.int32]

OF_AGE: Final = 18
"""The age from which key figures of adults (vuxna) count a person."""


def never_for_none(days: Days) -> Days:
    """The days, `NEVER` where there is none.

    Examples
    --------
    >>> from vnr.register import NO_DAY
    >>> never_for_none(np.array([5, NO_DAY], np.int32)) == NEVER
    array([False,  True])
    """
    return np.where(days == NO_DAY, NEVER, days)


def closes(register: Register) -> Days:
    """Day on which each case closed; `NEVER` while it is open.

    Examples
    --------
    >>> int((closes(gotland) == NEVER).sum())
    439
    """
    return never_for_none(register.table("cases")["closed"])


def began(register: Register) -> Days:
    """Day on which delivery began, for the municipality of each case.

    Examples
    --------
    >>> from vnr.register import date_of
    >>> date_of(int(began(gotland)[0]))
    datetime.date(2017, 1, 1)
    """
    return began_in(register)[register.table("cases")["municipality"]]


def began_in(register: Register) -> Days:
    """Day on which delivery began in each municipality of `names`, and last that of the window.

    Examples
    --------
    >>> began_in(gotland).size == len(gotland.names()) + 1
    True
    """
    observed = day_number(register.observed.start)
    days = register.coverage.began(register.names())
    return np.append(np.where(days == NO_DAY, observed, days), observed).astype(np.int32)


def ages(register: Register) -> Days:
    """Age of each case's person at intake: as recorded, else by calendar years; -1 if unknown.

    Examples
    --------
    >>> ages(gotland)[:3].tolist()
    [23, 25, 24]
    """
    cases = register.table("cases")
    born = register.table("persons")["birth_year"][cases["person"]]
    year = cases["opened"].astype("datetime64[D]").astype("datetime64[Y]").astype(np.int32) + 1970
    # Who is opened for before the year of birth is taken as newborn.
    by_year = np.where(born >= 0, np.maximum(year - born, 0), -1)
    return np.where(cases["age_at_intake"] >= 0, cases["age_at_intake"], by_year).astype(np.int32)


def ages_by_year(register: Register) -> NDArray[np.bool_]:
    """Cases whose age at intake isn't recorded, and is taken as the years between."""
    cases = register.table("cases")
    born = register.table("persons")["birth_year"][cases["person"]]
    return np.asarray((cases["age_at_intake"] < 0) & (born >= 0))


def having(register: Register, name: str, chosen: Any = ...) -> NDArray[np.bool_]:
    """Which cases have any row of a child table, or any of the chosen rows of it.

    Examples
    --------
    >>> int(having(gotland, "assessments").sum())
    688
    """
    table = register.table(name)
    if chosen is ... and table.offsets is not None:
        return np.asarray(table.offsets[1:] > table.offsets[:-1])
    held = np.zeros(register.table("cases").height, bool)
    held[table.parent[chosen]] = True
    return held


def of_adults(register: Register) -> NDArray[np.bool_]:
    """Cases of exposed adults, without those known to be under 18 at the intake.

    Examples
    --------
    >>> int(of_adults(gotland).sum())
    1454
    """
    age = ages(register)
    return role_mask(register, {Role.EXPOSED_ADULT}) & ~((age >= 0) & (age < OF_AGE))


def owners(
    register: Register, roles: Roles, case: NDArray[Any]
) -> tuple[NDArray[np.integer] | slice, NDArray[np.integer]]:
    """Whose each case is: a person on the exposed side, and another number as perpetrator.

    Parameters
    ----------
    register, roles
        The cases, and whose are asked for.
    case : array of int
        Rows of cases.

    Returns
    -------
    place, owner
        Which of `case` each is (a slice if all in their order), and whose; one with both sides
        stands twice, one with neither not at all. Those of the exposed side come first; the owner
        of a perpetrator is odd.

    Examples
    --------
    >>> import numpy as np
    >>> rows = np.arange(5)
    >>> place, owner = owners(gotland, "exposed", rows)
    >>> rows[place].tolist(), bool((owner % 2).any())
    ([0, 1, 2, 3, 4], False)
    """
    exposes, harms = stands(register, roles)
    wide = np.int32 if register.table("persons").height < 2**30 else np.int64
    person: NDArray[np.integer] = register.table("cases")["person"].take(case).astype(wide)
    person <<= 1
    exposed, perpetrator = exposes.take(case), harms.take(case)
    if exposed.all() and not perpetrator.any():
        return slice(None), person
    both = np.concatenate([np.flatnonzero(exposed), np.flatnonzero(perpetrator)])
    owner = person.take(both)
    owner[np.count_nonzero(exposed) :] += 1
    return both, owner
