"""What is followed for a return, and the event that may be one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Self

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.metrics.counting._episode_table import joined_spells
from vnr.metrics.ground import (
    NEVER,
    Window,
    began,
    chronological,
    evidence,
    held_spells,
    least_case,
    member_mask,
    nearest,
    owners,
    spells,
    unlinkable,
)
from vnr.model import ClosingReason, InvestigationKind
from vnr.register import NO_DAY, day_number, run_starts

if TYPE_CHECKING:
    from vnr.metrics.counting._episode_table import JoinedSpells
    from vnr.metrics.counting._rules import ReactivationRule
    from vnr.model import Period
    from vnr.register import Register

__all__ = ["Cohort", "cohort_of", "judge"]

Rows = NDArray[np.integer]
DayArray = NDArray[np.int32]
Mask = NDArray[np.bool_]
Whole = NDArray[np.integer]

_DIED: Final = member_mask(ClosingReason, lambda reason: reason is ClosingReason.DIED)
_TRANSFERRED: Final = member_mask(
    ClosingReason, lambda reason: reason is ClosingReason.TRANSFERRED_UNIT
)
_MOVED: Final = member_mask(
    ClosingReason,
    lambda reason: reason in (ClosingReason.MOVED, ClosingReason.TRANSFERRED_MUNICIPALITY),
)


@attrs.frozen(eq=False)
class Cohort:
    """What is followed, in arrays of one length.

    Attributes
    ----------
    day
        The index: the day it closed, or was taken in.
    case, owner
        The case that gives its strata, and whose it is: a person on one side.
    closing
        Row of the closing that gives its strata; -1 for an intake.
    moved
        Whether it ended in moving away or a transfer to another municipality.
    other
        Day of the nearest event after the index, or before it for a rule that looks back; `NEVER`
        where there is none.
    otherwise
        Day on which a case of the same person next opened again without evidence of its own.
    unlinkable
        Whether nobody knows whose it is, so that it is no index of a return.
    """

    day: DayArray
    case: Rows
    owner: Whole
    closing: Rows
    moved: Mask
    other: DayArray
    otherwise: DayArray
    unlinkable: Mask


@attrs.frozen(eq=False)
class Index:
    """Every day that can be an index, with its case, closing, owner and whether it moved away."""

    day: DayArray
    case: Rows
    owner: Whole
    closing: Rows
    moved: Mask

    def take(self, rows: Rows | Mask) -> Self:
        """Some of them."""
        return type(self)(*(array[rows] for array in attrs.astuple(self, recurse=False)))


def judge(
    register: Register, rule: ReactivationRule, window: Window, cohort: Cohort
) -> tuple[Mask, Mask]:
    """Which of the cohort can be judged, and which came back within the window."""
    if rule.index == "intake":
        mature = window.start(cohort.day) >= began(register)[cohort.case]
        before = np.where(cohort.other == NEVER, cohort.day, cohort.other)
        returned = (cohort.other != NEVER) & (window.end(before) >= cohort.day)
    else:
        last = window.end(cohort.day)
        mature, returned = last <= register.cutoff, cohort.other <= last
    return mature & ~cohort.unlinkable, returned


def cohort_of(register: Register, period: Period, rule: ReactivationRule) -> Cohort:
    """The index days in the period, and for each the event that may be its return."""
    index = {"intake": _intakes, "episode_closed": _episodes_closed, "case_closed": _cases_closed}[
        rule.index
    ](register, rule)
    inside = (index.day >= day_number(period.start)) & (index.day <= day_number(period.end))
    index = index.take(np.flatnonzero(inside))
    if rule.of == "person":
        order, owner, _ = chronological(register, index.owner, index.day, index.case)
        # Of those whom nobody can link every close is told of: they are no one person's.
        first, lone = run_starts(owner), unlinkable(register)
        if lone.any():
            first |= lone[index.case[order]]
        index = index.take(order[first])
    event_day, event_of = _events(register, rule)
    other = nearest(event_day, event_of, index.day, index.owner, back=rule.index == "intake")
    again_day, again_of = _reopened_otherwise(register, rule)
    return Cohort(
        index.day,
        index.case,
        index.owner,
        index.closing,
        index.moved,
        other=other,
        otherwise=nearest(again_day, again_of, index.day, index.owner),
        unlinkable=unlinkable(register)[index.case],
    )


def _held(register: Register, rule: ReactivationRule) -> tuple[Rows, Rows, Whole]:
    """Every spell that holds the rule's basis, its case and its owner; both of two sides."""
    held = held_spells(register, rule.basis, rule.roles)
    place, owner = owners(register, rule.roles, held.case)
    return held.spell[place], held.case[place], owner


def _reason(register: Register, closing: Rows) -> NDArray[np.integer]:
    return register.table("closings")["closing_reason"][closing]


def _died(register: Register, case: Rows, closing: Rows, day: DayArray) -> Mask:
    """Whether the case closed by death, or the person was dead by then."""
    return _DIED[_reason(register, closing)] | _by_then(register, "died", case, day)


def _moved(register: Register, case: Rows, closing: Rows, day: DayArray) -> Mask:
    """Whether the case closed by moving away, or the person had moved by then."""
    return _MOVED[_reason(register, closing)] | _by_then(register, "moved_out", case, day)


def _by_then(register: Register, column: str, case: Rows, day: DayArray) -> Mask:
    """Whether what befell the person of each case had done so on a day."""
    since = register.table("persons")[column]
    if (since == NO_DAY).all():
        # Few deliver it, and nobody needs to be looked up then.
        return np.zeros(case.size, bool)
    since = since[register.table("cases")["person"][case]]
    return (since != NO_DAY) & (since <= day)


def _intakes(register: Register, rule: ReactivationRule) -> Index:
    """Intakes that open a spell with the basis."""
    spell, case, owner = _held(register, rule)
    nothing = np.zeros(spell.size, bool)
    return Index(spells(register).opened[spell], case, owner, np.full(spell.size, -1), nothing)


def _cases_closed(register: Register, rule: ReactivationRule) -> Index:
    """Closes of spells, but those by death or a transfer between units."""
    spell, case, owner = _held(register, rule)
    table = spells(register)
    ended = table.closing[spell] >= 0
    spell, case, owner = spell[ended], case[ended], owner[ended]
    day, closing = table.closed[spell], table.closing[spell]
    gone = _TRANSFERRED[_reason(register, closing)] | _died(register, case, closing, day)
    index = Index(day, case, owner, closing, _moved(register, case, closing, day))
    return index.take(~gone)


def _episodes(register: Register, rule: ReactivationRule) -> JoinedSpells:
    return joined_spells(register, basis=rule.basis, roles=rule.roles, merge_gap=rule.merge_gap)


def _episodes_closed(register: Register, rule: ReactivationRule) -> Index:
    """Closes of episodes that can be followed, each with the case that closed last."""
    table = _episodes(register, rule)
    of = table.of
    end = table.by_spell(table.end)
    last = np.flatnonzero((of.closed.take(table.spell) == end) & (end != NEVER))
    episode = table.by_spell(np.arange(table.at.size, dtype=np.int32)).take(last)
    spell, day = table.spell.take(last), end.take(last)
    case, closing = of.case_of(spell), of.closing.take(spell)
    at = np.flatnonzero(run_starts(episode))
    if not at.size:
        return Index(day, case, table.owner[episode], closing, np.zeros(0, bool))
    died = np.logical_or.reduceat(_died(register, case, closing, day), at)
    transferred = np.logical_and.reduceat(_TRANSFERRED[_reason(register, closing)], at)
    followed = np.flatnonzero(~died & ~transferred)
    moved = np.logical_or.reduceat(_moved(register, case, closing, day), at)[followed]
    place = least_case(register, episode, case)[followed]
    return Index(day[place], case[place], table.owner[episode[place]], closing[place], moved)


def _reopened_otherwise(register: Register, rule: ReactivationRule) -> tuple[DayArray, Whole]:
    """Day and owner of openings again, of cases that held the basis, without evidence of it."""
    table = spells(register)
    if table.single:
        return np.empty(0, np.int32), np.empty(0, np.int64)
    holds = evidence(register, rule.basis).holds
    spell, case, owner = _held(register, rule)
    since = np.full(table.first.size - 1, table.case.size, np.intp)
    np.minimum.at(since, case, spell)
    again = np.flatnonzero(~holds & (np.arange(holds.size) > since[table.case]))
    place, owner = owners(register, rule.roles, table.case[again])
    return table.opened[again[place]], owner


def _events(register: Register, rule: ReactivationRule) -> tuple[DayArray, Whole]:
    """Day and owner of everything that can be a return."""
    if rule.event == "episode":
        episodes = _episodes(register, rule)
        return episodes.start, episodes.owner
    if rule.event == "intake":
        index = _intakes(register, rule)
        return index.day, index.owner
    name, column = {
        "investigation": ("investigations", "opened"),
        "intervention": ("interventions", "started"),
    }[rule.event]
    table, holds = register.table(name), evidence(register, rule.basis).holds
    if name == "investigations":
        rows = np.flatnonzero(table["kind"] == InvestigationKind.FULL.place)
    else:
        rows = np.flatnonzero(table["declined"] == 0)
    case, day = table.parent[rows], table[column][rows]
    mine = holds[spells(register).begun(case, day)]
    place, owner = owners(register, rule.roles, case[mine])
    return day[mine][place], owner
