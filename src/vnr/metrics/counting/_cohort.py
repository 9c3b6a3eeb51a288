"""What is followed for a return, and the event that may be one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final, Self

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.metrics.counting._episode_table import joined_spells
from vnr.metrics.ground import (
    NEVER,
    Window,
    began_in,
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
from vnr.register import NO_DAY, day_number, run_starts, stretches

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

    def take(self, rows: Rows) -> Self:
        """Some of them."""
        return type(self)(*(array.take(rows) for array in _arrays(self)))

    def stretch(self, some: slice) -> Self:
        """Some that stand side by side."""
        return type(self)(*(array[some] for array in _arrays(self)))


@attrs.frozen(eq=False)
class Index:
    """Every day that can be an index, with its case, closing, owner and whether it moved away."""

    day: DayArray
    case: Rows
    owner: Whole
    closing: Rows
    moved: Mask

    @classmethod
    def together(cls, parts: Iterable[Self]) -> Self:
        """Those of several parts."""
        none = np.empty(0, np.int32)
        arrays = ((none, none, none, none, none > 0), *map(_arrays, parts))
        return cls(*map(np.concatenate, zip(*arrays, strict=True)))

    def take(self, rows: Rows) -> Self:
        """Some of them."""
        return type(self)(*(array.take(rows) for array in _arrays(self)))


def _arrays(told: Any) -> tuple[NDArray[Any], ...]:
    return attrs.astuple(told, recurse=False)


def judge(
    register: Register, rule: ReactivationRule, window: Window, cohort: Cohort
) -> tuple[Mask, Mask]:
    """Which of the cohort can be judged, and which came back within the window."""
    if rule.index == "intake":
        place = register.table("cases")["municipality"].take(cohort.case)
        mature = window.start(cohort.day) >= began_in(register).take(place)
        before = np.where(cohort.other == NEVER, cohort.day, cohort.other)
        returned = (cohort.other != NEVER) & (window.end(before) >= cohort.day)
    else:
        last = window.end(cohort.day)
        mature, returned = last <= register.cutoff, cohort.other <= last
    return mature & ~cohort.unlinkable, returned


def cohort_of(register: Register, period: Period, rule: ReactivationRule) -> Cohort:
    """The index days in the period, and for each the event that may be its return."""
    ends = {"intake": _intakes, "episode_closed": _episodes_closed, "case_closed": _cases_closed}
    first, last = day_number(period.start), day_number(period.end)
    index = Index.together(
        part.take(np.flatnonzero((part.day >= first) & (part.day <= last)))
        for part in ends[rule.index](register, rule)
    )
    if rule.of == "person":
        order, owner, _ = chronological(register, index.owner, index.day, index.case)
        # Of those whom nobody can link every close is told of: they are no one person's.
        begins, lone = run_starts(owner), unlinkable(register)
        if lone.any():
            begins |= lone[index.case[order]]
        index = index.take(order.take(np.flatnonzero(begins)))
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
        unlinkable=unlinkable(register).take(index.case),
    )


def _held(register: Register, rule: ReactivationRule) -> tuple[Rows, Rows, Whole]:
    """Every spell that holds the rule's basis, its case and its owner; both of two sides."""
    held = held_spells(register, rule.basis, rule.roles)
    place, owner = owners(register, rule.roles, held.case)
    return held.spell[place], held.case[place], owner


def _by_then(register: Register, column: str) -> Callable[[Rows, DayArray], Mask]:
    """Whether what befell the person of each case had done so on a day."""
    since, person = register.table("persons")[column], register.table("cases")["person"]
    if (since == NO_DAY).all():
        # Few deliver it, and nobody needs to be looked up then.
        return lambda case, _: np.zeros(case.size, bool)

    def by_then(case: Rows, day: DayArray) -> Mask:
        when = since.take(person.take(case))
        return (when != NO_DAY) & (when <= day)

    return by_then


def _intakes(register: Register, rule: ReactivationRule) -> Iterator[Index]:
    """Intakes that open a spell with the basis."""
    spell, case, owner = _held(register, rule)
    nothing = np.zeros(spell.size, bool)
    yield Index(
        spells(register).opened[spell], case, owner, np.full(spell.size, -1, np.int32), nothing
    )


def _cases_closed(register: Register, rule: ReactivationRule) -> Iterator[Index]:
    """Closes of spells, but those by death or a transfer between units."""
    of = spells(register)
    died, left = _by_then(register, "died"), _by_then(register, "moved_out")
    reasons = register.table("closings")["closing_reason"]
    every, cases, whose = _held(register, rule)
    for some in stretches(every.size):
        ended = np.flatnonzero(of.closed.take(every[some]) != NEVER)
        spell, case = every[some].take(ended), cases[some].take(ended)
        day, closing = of.closed.take(spell), of.closing_of(spell)
        reason = reasons.take(closing)
        moved = _MOVED.take(reason) | left(case, day)
        gone = _TRANSFERRED.take(reason) | _DIED.take(reason) | died(case, day)
        index = Index(day, case, whose[some].take(ended), closing, moved)
        yield index.take(np.flatnonzero(~gone))


def _episodes(register: Register, rule: ReactivationRule) -> JoinedSpells:
    return joined_spells(register, basis=rule.basis, roles=rule.roles, merge_gap=rule.merge_gap)


def _episodes_closed(register: Register, rule: ReactivationRule) -> Iterator[Index]:
    """Closes of episodes that can be followed, each with the case that closed last."""
    table = _episodes(register, rule)
    of, edges = table.of, np.append(table.at, np.int32(table.spell.size))
    died, left = _by_then(register, "died"), _by_then(register, "moved_out")
    reasons = register.table("closings")["closing_reason"]
    for some in stretches(table.at.size):
        own = table.spell[edges[some.start] : edges[some.stop]]
        number = np.diff(edges[some.start : some.stop + 1])
        end = np.repeat(table.end[some], number)
        last = np.flatnonzero((of.closed.take(own) == end) & (end != NEVER))
        episode = np.repeat(np.arange(number.size, dtype=np.int32), number).take(last)
        spell, day = own.take(last), end.take(last)
        case, closing = of.case_of(spell), of.closing_of(spell)
        reason = reasons.take(closing)
        dead = _DIED.take(reason) | died(case, day)
        transferred, moved = _TRANSFERRED.take(reason), _MOVED.take(reason)
        moved |= left(case, day)
        at: Rows = np.flatnonzero(run_starts(episode))
        if at.size < last.size:
            # Several that closed on its last day.
            dead, moved = (np.logical_or.reduceat(mask, at) for mask in (dead, moved))
            transferred = np.logical_and.reduceat(transferred, at)
            at = least_case(register, episode, case)
        followed = np.flatnonzero(~(dead | transferred))
        at = at.take(followed)
        owner = table.owner[some].take(episode.take(at))
        yield Index(day.take(at), case.take(at), owner, closing.take(at), moved.take(followed))


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
        index = Index.together(_intakes(register, rule))
        return index.day, index.owner
    name, column = {
        "investigation": ("investigations", "opened"),
        "intervention": ("interventions", "started"),
    }[rule.event]
    table, of = register.table(name), spells(register)
    holds = evidence(register, rule.basis).holds
    none: Whole = np.empty(0, np.int32)
    days, whose = [none], [none]
    for some, parent in table.stretches():
        if name == "investigations":
            there = table["kind"][some] == InvestigationKind.FULL.place
        else:
            there = table["declined"][some] == 0
        rows = np.flatnonzero(there)
        case, day = parent.take(rows), table[column][some].take(rows)
        mine = np.flatnonzero(holds.take(of.begun(case, day)))
        case, day = case.take(mine), day.take(mine)
        place, owner = owners(register, rule.roles, case)
        days.append(day[place])
        whose.append(owner)
    return np.concatenate(days), np.concatenate(whose)
