"""Which spells of which cases concern violence, by what basis, and since when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.errors import check_choice
from vnr.metrics.choices import DatedBy, Roles, ViolenceBasis
from vnr.metrics.ground._cases import having
from vnr.metrics.ground._roles import role_mask, role_names
from vnr.metrics.ground._spells import spells
from vnr.metrics.ground._windows import NEVER
from vnr.model import Instrument, IntakeReason, InterventionKind, ViolenceContext, Vocabulary
from vnr.register import NO_DAY

if TYPE_CHECKING:
    from vnr.register import Register

__all__ = [
    "Evidence",
    "evidence",
    "held_cases",
    "held_spells",
    "holding",
    "member_mask",
    "never_original",
]

Mask = NDArray[np.bool_]
Days = NDArray[np.int32]
Rows = NDArray[np.intp]


@attrs.frozen(eq=False)
class Evidence:
    """Whether and since when each spell holds a basis, shape ``(spells,)``.

    Attributes
    ----------
    holds
        Whether it does.
    day
        Its earliest dated evidence, days since 1970-01-01; `NEVER` where none is dated.
    start
        The day from which it counts, meaningful where it holds: the later of its opening and that
        evidence, at most its close.
    """

    holds: Mask
    day: Days
    start: Days


@attrs.frozen(eq=False)
class Held:
    """The spells that hold a basis, of the asked roles, in order of case and day.

    Attributes
    ----------
    spell, case
        Row of the spell, and of its case.
    start, end
        The day it counts from and its close, days since 1970-01-01; `NEVER` while it is open.
    """

    spell: Rows
    case: Rows
    start: Days
    end: Days


def member_mask(vocabulary: type[Vocabulary], holds: Callable[[Any], bool]) -> Mask:
    """For each member of a vocabulary, and last for what is not recorded, whether it counts."""
    return np.array([*(holds(member) for member in vocabulary), False])


_VIOLENT: Final = member_mask(IntakeReason, lambda reason: reason.is_violence)
_HONOUR: Final = member_mask(IntakeReason, lambda reason: reason is IntakeReason.HONOUR_VIOLENCE)


def _lower(days: Days, register: Register, name: str, column: str, rows: Mask) -> None:
    """Lower the day of each spell to the earliest of the chosen rows that belong to it."""
    table = register.table(name)
    chosen = np.flatnonzero(rows)
    case, day = table.parent[chosen], table[column][chosen]
    np.minimum.at(days, spells(register).ending(case, day), day)


def _original(register: Register, days: Days) -> None:
    table = spells(register)
    own = _VIOLENT[register.table("intakes")["reason"][table.intake]]
    np.copyto(days, table.opened, where=own & own[table.first[table.case]])


def _intake(register: Register, days: Days) -> None:
    reasons = register.table("intakes")["reason"]
    _lower(days, register, "intakes", "date", _VIOLENT[reasons])


def _known(register: Register, days: Days) -> Mask:
    np.copyto(days, evidence(register, "intake").day)
    cases = register.table("cases")
    known = np.flatnonzero(cases["violence_known"] != NO_DAY)
    day = cases["violence_known"][known]
    spell = spells(register).ending(known, day)
    # Of one case there is one such day, so no spell is named twice.
    days[spell] = np.minimum(days[spell], day)
    for name, column, date, vocabulary, answer, tells in (
        ("assessments", "instrument", "date", Instrument, "violence_found", "finds_violence"),
        ("interventions", "kind", "started", InterventionKind, "for_violence", "violence_specific"),
    ):
        table = register.table(name)
        by_itself = member_mask(vocabulary, attrgetter(tells))
        rows = np.where(table[answer] < 0, by_itself[table[column]], table[answer] == 1)
        _lower(days, register, name, date, rows)
    undated = (cases["forms"] | cases["contexts"]) != 0
    undated |= having(register, "perpetrators")
    undated |= cases["police_report"] == 1
    return np.asarray(undated)


def _honour_intake(register: Register, days: Days) -> None:
    _lower(days, register, "intakes", "date", _HONOUR[register.table("intakes")["reason"]])


def _honour_context(register: Register, _: Days) -> Mask:
    bit = np.uint32(1 << ViolenceContext.HONOUR.place)
    return np.asarray(register.table("cases")["contexts"] & bit != 0)


def _honour_patriark(register: Register, days: Days) -> None:
    table = register.table("assessments")
    used = member_mask(Instrument, lambda instrument: instrument.finds_honour)[table["instrument"]]
    _lower(days, register, "assessments", "date", used & (table["violence_found"] != 0))


def _honour(register: Register, days: Days) -> Mask:
    _honour_intake(register, days)
    _honour_patriark(register, days)
    return _honour_context(register, days)


def _any(register: Register, days: Days) -> None:
    np.copyto(days, spells(register).opened)


_BASES: Final[dict[str, Callable[[Register, Days], Mask | None]]] = {
    "original": _original,
    "intake": _intake,
    "known": _known,
    "honour": _honour,
    "honour_intake": _honour_intake,
    "honour_context": _honour_context,
    "honour_patriark": _honour_patriark,
    "any": _any,
}
"""What counts as violence: each lowers the days of spells to the dated evidence that belongs to
them, and may return a mask of cases with undated evidence."""


def never_original(labels: Mapping[str, NDArray[Any]]) -> tuple[tuple[str, str], ...]:
    """The cells in which no case holds ``original``: those of a first reason that isn't violence.

    Parameters
    ----------
    labels : mapping of str to array
        Labels of a table's cells by stratum.

    Returns
    -------
    tuple of (stratum, label)
    """
    violent = {reason.value for reason in IntakeReason if reason.is_violence}
    there = dict.fromkeys(labels.get("reason", np.array([], str)).tolist())
    return tuple(("reason", reason) for reason in there if reason not in violent)


def evidence(register: Register, basis: str) -> Evidence:
    """Evidence of a basis (grund) in every spell of every case, counted or not.

    Dated evidence belongs to the first spell that ends on its day or later, else to the last.
    What isn't dated counts only where nothing in the case is, and then in every spell. A spell
    that opens on the day after one that holds the basis holds it too, from its opening.

    Parameters
    ----------
    register : Register
        The cases.
    basis : str
        ``original``: the first intake's reason is violence, and the spell's own. ``intake``: any
        intake's reason is. ``known``: any evidence. ``honour``: an honour intake, the context or
        a PATRIARK assessment, unless it found none; each also alone as ``honour_intake``,
        ``honour_context``, ``honour_patriark``. ``any``: every case.

    Raises
    ------
    DataError
        If there is no such basis.
    """
    check_choice("basis", basis, ViolenceBasis)
    return register.remembered(("evidence", basis), lambda: _evidence(register, basis))


def _evidence(register: Register, basis: str) -> Evidence:
    table = spells(register)
    day = np.full(table.case.size, NEVER, np.int32)
    undated = _BASES[basis](register, day)
    holds = day != NEVER
    if undated is not None:
        holds |= (undated & ~table.any(holds))[table.case]
    start = np.clip(np.where(day == NEVER, table.opened, day), table.opened, table.closed)
    next_day = (table.case[1:] == table.case[:-1]) & (table.opened[1:] - 1 == table.closed[:-1])
    joins = np.flatnonzero(next_day) + 1
    while (carried := holds[joins - 1]).any():
        reached = joins[carried]
        holds[reached], start[reached] = True, table.opened[reached]
        joins = joins[~carried]
    return Evidence(holds, day, start)


def holding(register: Register, basis: str, dated_by: DatedBy = "basis") -> tuple[Mask, Days]:
    """Which spells hold a basis, and the day each counts from.

    Parameters
    ----------
    register, basis
        As in `evidence`.
    dated_by : str
        ``basis``: the start of the evidence. ``opened``: every spell of a case that holds the
        basis, from its own opening.

    Returns
    -------
    holds, start
        Shape ``(spells,)`` each; the day is meaningful where `holds` is true.

    Raises
    ------
    DataError
        If an argument is none of its choices.
    """
    check_choice("dated_by", dated_by, DatedBy)
    found = evidence(register, basis)
    if dated_by == "basis":
        return found.holds, found.start
    table = spells(register)
    return table.any(found.holds)[table.case], table.opened


def held_spells(register: Register, basis: str, roles: Roles, dated_by: DatedBy = "basis") -> Held:
    """The spells that hold a basis, of cases with one of the roles; arguments as in `count`."""

    def make() -> Held:
        table = spells(register)
        holds, start = holding(register, basis, dated_by)
        spell = np.flatnonzero(holds & role_mask(register, roles)[table.case])
        return Held(spell, table.case[spell], start[spell], table.closed[spell])

    check_choice("basis", basis, ViolenceBasis)
    check_choice("dated_by", dated_by, DatedBy)
    # A report asks for the same spells again and again, and they never change.
    asked = roles if isinstance(roles, str) else role_names(roles)
    return register.remembered(("held", basis, asked, dated_by), make)


def held_cases(
    register: Register, basis: str, roles: Roles, dated_by: DatedBy = "basis"
) -> tuple[Rows, Days]:
    """The cases with a basis and one of the roles, and the start of their first spell with it."""
    held = held_spells(register, basis, roles, dated_by)
    first = np.ones(held.case.size, bool)
    first[1:] = held.case[1:] != held.case[:-1]
    return held.case[first], held.start[first]
