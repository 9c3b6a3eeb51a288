"""Which spells of which cases concern violence, by what basis, and since when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.errors import check_choice
from vnr.metrics.choices import DatedBy, Roles, ViolenceBasis
from vnr.metrics.ground._cases import having
from vnr.metrics.ground._roles import role_mask, role_names
from vnr.metrics.ground._spells import Spells, spells
from vnr.metrics.ground._windows import NEVER
from vnr.model import Instrument, IntakeReason, InterventionKind, ViolenceContext, Vocabulary
from vnr.register import NO_DAY, run_starts

if TYPE_CHECKING:
    from vnr.register import Register

__all__ = [
    "Evidence",
    "evidence",
    "held_cases",
    "held_spells",
    "member_mask",
    "never_original",
]

Mask = NDArray[np.bool_]
Days = NDArray[np.int32]
Rows = NDArray[np.integer]
Codes = NDArray[np.integer]

_KEPT: Final = 4
"""For how many questions the spells that hold are remembered: a report asks for few, again and again."""


@attrs.frozen(eq=False)
class Evidence:
    """Whether and since when each spell holds a basis, shape ``(spells,)``.

    Attributes
    ----------
    holds
        Whether it does.
    day
        Its earliest dated evidence, days since 1970-01-01; `NEVER` where none is dated.
    carried
        Whether it holds since the one before it does, which closed on the day before; None if
        none is so.
    of
        The spells.
    """

    holds: Mask
    day: Days
    carried: Mask | None
    of: Spells

    @property
    def start(self) -> Days:
        """The day from which each counts, shape ``(spells,)``; meaningful where it holds.

        The later of its opening and its earliest evidence, at most its close.
        """
        told = self.day != NEVER
        if self.carried is not None:
            told &= ~self.carried
        start = np.where(told, self.day, self.of.opened)
        np.maximum(start, self.of.opened, out=start)
        return np.minimum(start, self.of.closed, out=start)


@attrs.frozen(eq=False)
class Held:
    """The spells that hold a basis, of the asked roles, in order of case and day.

    Attributes
    ----------
    spell
        Row of the spell.
    start
        The day it counts from, days since 1970-01-01.
    of
        All spells.
    """

    spell: Rows
    start: Days
    of: Spells

    @property
    def case(self) -> Rows:
        """Row of its case."""
        return self.of.case_of(self.spell)

    @property
    def end(self) -> Days:
        """Its close; `NEVER` while it is open."""
        return self.of.closed[self.spell]


def member_mask(vocabulary: type[Vocabulary], holds: Callable[[Any], bool]) -> Mask:
    """For each member of a vocabulary, and last for what is not recorded, whether it counts.

    Examples
    --------
    >>> from vnr.model import Role
    >>> member_mask(Role, lambda role: role is Role.PERPETRATOR)
    array([False, False, False,  True, False])
    """
    return np.array([*(holds(member) for member in vocabulary), False])


_VIOLENT: Final = member_mask(IntakeReason, lambda reason: reason.is_violence)
_HONOUR: Final = member_mask(IntakeReason, lambda reason: reason is IntakeReason.HONOUR_VIOLENCE)


def _lower(
    days: Days, register: Register, name: str, column: str, tells: Callable[[slice], Mask]
) -> None:
    """Lower the day of each spell to the earliest of the rows that belong to it and tell of it."""
    table, of = register.table(name), spells(register)
    for rows, parent in table.stretches():
        chosen = np.flatnonzero(tells(rows))
        case, day = parent.take(chosen), table[column][rows].take(chosen)
        np.minimum.at(days, of.ending(case, day), day)


def _original(register: Register, days: Days) -> None:
    of = spells(register)
    own = _VIOLENT.take(register.table("cases")["reason"])
    if not of.single:
        own = own.take(of.case) & _VIOLENT.take(register.table("intakes")["reason"].take(of.intake))
    np.copyto(days, of.opened, where=own)


def _intake(register: Register, days: Days) -> None:
    _by_intake(register, days, _VIOLENT)


def _by_intake(register: Register, days: Days, reasons: Mask) -> None:
    reason = register.table("intakes")["reason"]
    _lower(days, register, "intakes", "date", lambda rows: reasons.take(reason[rows]))


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
        told, kind = table[answer], table[column]
        _lower(days, register, name, date, partial(_told, told, kind, by_itself))
    undated = having(register, "perpetrators")
    undated |= cases["forms"] != 0
    undated |= cases["contexts"] != 0
    undated |= cases["police_report"] == 1
    return undated


def _told(answer: Codes, kind: Codes, by_itself: Mask, rows: slice) -> Mask:
    """Which rows tell of violence: by what was answered, or if nothing was by their kind."""
    return np.where(answer[rows] < 0, by_itself.take(kind[rows]), answer[rows] == 1)


def _honour_intake(register: Register, days: Days) -> None:
    _by_intake(register, days, _HONOUR)


def _honour_context(register: Register, _: Days) -> Mask:
    bit = np.uint32(1 << ViolenceContext.HONOUR.place)
    return np.asarray(register.table("cases")["contexts"] & bit != 0)


def _honour_patriark(register: Register, days: Days) -> None:
    table = register.table("assessments")
    used, found = table["instrument"], table["violence_found"]
    finds = member_mask(Instrument, lambda instrument: instrument.finds_honour)
    _lower(
        days,
        register,
        "assessments",
        "date",
        lambda rows: finds[used[rows]] & (found[rows] != 0),
    )


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

    Examples
    --------
    >>> import numpy as np
    >>> never_original({"reason": np.array(["violence", "economic"])})
    (('reason', 'economic'),)
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

    Examples
    --------
    >>> first, all_known = evidence(gotland, "original"), evidence(gotland, "known")
    >>> int(first.holds.sum()), int(all_known.holds.sum())
    (626, 986)
    """
    check_choice("basis", basis, ViolenceBasis)
    return register.remembered(("evidence", basis), lambda: _evidence(register, basis))


def _evidence(register: Register, basis: str) -> Evidence:
    of = spells(register)
    day = np.full(of.size, NEVER, np.int32)
    undated = _BASES[basis](register, day)
    holds = day != NEVER
    if of.single:
        if undated is not None:
            holds |= undated
        return Evidence(holds, day, None, of)
    case = of.case
    if undated is not None:
        holds |= (undated & ~of.any(holds))[case]
    next_day = (case[1:] == case[:-1]) & (of.opened[1:] - 1 == of.closed[:-1])
    joins = np.flatnonzero(next_day) + 1
    carried = np.zeros(of.size, bool)
    while (again := holds[joins - 1]).any():
        reached = joins[again]
        holds[reached] = carried[reached] = True
        joins = joins[~again]
    return Evidence(holds, day, carried if carried.any() else None, of)


def _of_case(found: Evidence) -> Mask:
    """Whether any spell of the case of each holds."""
    return found.holds if found.of.single else found.of.any(found.holds)[found.of.case]


def held_spells(register: Register, basis: str, roles: Roles, dated_by: DatedBy = "basis") -> Held:
    """The spells that hold a basis, of cases with one of the roles; arguments as in `count`.

    Examples
    --------
    >>> held_spells(gotland, "original", "exposed").case.size
    599
    """

    def make() -> Held:
        found = evidence(register, basis)
        of, mine = found.of, role_mask(register, roles)
        if not of.single:
            mine = mine[of.case]
        if dated_by == "opened":
            spell = np.flatnonzero(mine & _of_case(found)).astype(np.int32)
            return Held(spell, of.opened.take(spell), of)
        spell = np.flatnonzero(mine & found.holds).astype(np.int32)
        return Held(spell, found.start.take(spell), of)

    check_choice("basis", basis, ViolenceBasis)
    check_choice("dated_by", dated_by, DatedBy)
    # A report asks for the same spells again and again, and they never change.
    asked = roles if isinstance(roles, str) else role_names(roles)
    return register.remembered(("held", basis, asked, dated_by), make, most=_KEPT)


def held_cases(
    register: Register, basis: str, roles: Roles, dated_by: DatedBy = "basis"
) -> tuple[Rows, Days]:
    """The cases with a basis and one of the roles, and the start of their first spell with it.

    Examples
    --------
    >>> case, start = held_cases(gotland, "original", "exposed")
    >>> case.size, start.size
    (591, 591)
    """
    held = held_spells(register, basis, roles, dated_by)
    if held.of.single:
        return held.spell, held.start
    case = held.case
    first = run_starts(case)
    return case[first], held.start[first]
