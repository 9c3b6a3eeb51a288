"""Which cases concern violence, by what basis, and since when."""

from __future__ import annotations

from collections.abc import Callable, Collection
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError
from vnr.metrics.ground._cases import closes
from vnr.metrics.ground._windows import NEVER
from vnr.model import (
    Instrument,
    IntakeReason,
    InterventionKind,
    Role,
    ViolenceContext,
    Vocabulary,
)
from vnr.register import NO_DAY

if TYPE_CHECKING:
    from vnr.register import Register

__all__ = [
    "BASES",
    "Evidence",
    "Roles",
    "dated",
    "evidence",
    "member_mask",
    "role_mask",
    "role_names",
    "spells",
]

Mask = NDArray[np.bool_]
Days = NDArray[np.int32]
Roles = str | Collection[Role]

_ROLES: Final[dict[str, tuple[Role, ...]]] = {
    "exposed": (Role.EXPOSED_ADULT, Role.EXPOSED_CHILD, Role.WITNESSING_CHILD),
    "perpetrators": (Role.PERPETRATOR,),
    "all": tuple(Role),
}


@attrs.frozen(eq=False)
class Evidence:
    """Whether and since when each case holds a basis, shape ``(rows of cases,)``.

    Attributes
    ----------
    holds
        Whether there is any evidence.
    day
        Earliest dated evidence, days since 1970-01-01; `NEVER` where none is dated.
    """

    holds: Mask
    day: Days


def role_names(roles: Roles) -> tuple[Role, ...]:
    """The roles that are asked for, in the vocabulary's order.

    Raises
    ------
    DataError
        If `roles` is neither a known word nor a collection of `Role`.
    """
    if isinstance(roles, str):
        if roles in _ROLES:
            return _ROLES[roles]
    elif roles and all(isinstance(role, Role) for role in roles):
        return tuple(role for role in Role if role in roles)
    raise DataError(f"roles must be {', '.join(_ROLES)} or a set of Role, got {roles!r}")


def role_mask(register: Register, roles: Roles) -> Mask:
    """Cases whose person has one of the roles."""
    return member_mask(Role, role_names(roles).__contains__)[register.table("cases")["role"]]


def member_mask(vocabulary: type[Vocabulary], holds: Callable[[Any], bool]) -> Mask:
    """For each member of a vocabulary, and last for what is not recorded, whether it counts."""
    return np.array([*(holds(member) for member in vocabulary), False])


def _first(days: Days, register: Register, name: str, column: str, rows: Mask) -> None:
    """Lower `days` to the earliest date among the chosen rows of a child table."""
    table = register.table(name)
    chosen = np.flatnonzero(rows)
    np.minimum.at(days, table.parent[chosen], table[column][chosen])


def _original(register: Register, days: Days) -> None:
    cases = register.table("cases")
    violent = member_mask(IntakeReason, lambda reason: reason.is_violence)[cases["reason"]]
    np.copyto(days, cases["opened"], where=violent)


def _intake(register: Register, days: Days) -> None:
    reasons = register.table("intakes")["reason"]
    violent = member_mask(IntakeReason, lambda reason: reason.is_violence)[reasons]
    _first(days, register, "intakes", "date", violent)


def _known(register: Register, days: Days) -> Mask:
    _intake(register, days)
    cases = register.table("cases")
    known = cases["violence_known"]
    np.minimum(days, known, out=days, where=known != NO_DAY)
    for name, column, date, vocabulary, answer, tells in (
        ("assessments", "instrument", "date", Instrument, "violence_found", "finds_violence"),
        ("interventions", "kind", "started", InterventionKind, "for_violence", "violence_specific"),
    ):
        table = register.table(name)
        by_itself = member_mask(vocabulary, attrgetter(tells))
        rows = np.where(table[answer] < 0, by_itself[table[column]], table[answer] == 1)
        _first(days, register, name, date, rows)
    return np.asarray((cases["forms"] | cases["contexts"]) != 0)


def _honour_intake(register: Register, days: Days) -> None:
    reasons = register.table("intakes")["reason"]
    honour = member_mask(IntakeReason, lambda reason: reason is IntakeReason.HONOUR_VIOLENCE)[
        reasons
    ]
    _first(days, register, "intakes", "date", honour)


def _honour_context(register: Register, _: Days) -> Mask:
    bit = np.uint32(1 << ViolenceContext.HONOUR.place)
    return np.asarray(register.table("cases")["contexts"] & bit != 0)


def _honour_patriark(register: Register, days: Days) -> None:
    instruments = register.table("assessments")["instrument"]
    used = member_mask(Instrument, lambda instrument: instrument.finds_honour)[instruments]
    _first(days, register, "assessments", "date", used)


def _honour(register: Register, days: Days) -> Mask:
    _honour_intake(register, days)
    _honour_patriark(register, days)
    return _honour_context(register, days)


def _any(register: Register, days: Days) -> None:
    np.copyto(days, register.table("cases")["opened"])


BASES: Final[dict[str, Callable[[Register, Days], Mask | None]]] = {
    "original": _original,
    "intake": _intake,
    "known": _known,
    "honour": _honour,
    "honour_intake": _honour_intake,
    "honour_context": _honour_context,
    "honour_patriark": _honour_patriark,
    "any": _any,
}
"""What counts as a violence case: each lowers days to its dated evidence and may return a mask
of cases with undated evidence."""


def evidence(register: Register, basis: str) -> Evidence:
    """Evidence of a basis (grund) in every case, counted or not.

    Parameters
    ----------
    register : Register
        The cases.
    basis : str
        ``original``: the first intake's reason is violence. ``intake``: any intake's reason is.
        ``known``: any evidence. ``honour``: an honour intake, the context or a PATRIARK
        assessment; each also alone as ``honour_intake``, ``honour_context``,
        ``honour_patriark``. ``any``: every case.

    Raises
    ------
    DataError
        If there is no such basis.
    """
    if basis not in BASES:
        raise DataError(f"basis must be one of {', '.join(BASES)}, got {basis!r}")
    days = np.full(register.table("cases").rows, NEVER, np.int32)
    undated = BASES[basis](register, days)
    holds = days != NEVER
    return Evidence(holds if undated is None else holds | undated, days)


def spells(
    register: Register, basis: str, roles: Roles, dated_by: str = "basis"
) -> tuple[NDArray[np.intp], Days, Days]:
    """Cases with a basis and roles: their rows, the day they count from, and their close.

    Parameters
    ----------
    register, basis, dated_by
        As in `dated`.
    roles : str or set of Role
        As in `role_mask`.

    Returns
    -------
    rows, start, end
        Rows of cases, and days since 1970-01-01; `NEVER` ends what is open.
    """

    def make() -> tuple[NDArray[np.intp], Days, Days]:
        holds, day = dated(register, basis, dated_by)
        rows = np.flatnonzero(holds & role_mask(register, roles))
        return rows, day[rows], closes(register)[rows]

    # A report asks for the same cases again and again, and they never change.
    return register.remembered(("spells", basis, role_names(roles), dated_by), make)


def dated(register: Register, basis: str, dated_by: str = "basis") -> tuple[Mask, Days]:
    """Which cases hold a basis, and the day they count from.

    Parameters
    ----------
    register : Register
        The cases.
    basis : str
        As in `evidence`.
    dated_by : str
        ``basis``: the earliest dated evidence, moved into the case; the opening if there is
        none. ``opened``: the opening.

    Returns
    -------
    holds, day
        Shape ``(rows of cases,)`` each; the day is meaningful where `holds` is true.
    """
    if dated_by not in ("basis", "opened"):
        raise DataError(f"dated_by must be basis or opened, got {dated_by!r}")
    known = register.remembered(("evidence", basis), lambda: evidence(register, basis))
    opened = register.table("cases")["opened"]
    if dated_by == "opened":
        return known.holds, opened
    day = np.where(known.day == NEVER, opened, known.day)
    return known.holds, np.clip(day, opened, closes(register))
