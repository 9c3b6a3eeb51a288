"""The kernel of everything that returns: spells joined to episodes, and what each is at its start."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.errors import check_choice
from vnr.metrics.choices import DatedBy, Roles, ViolenceBasis, Within
from vnr.metrics.ground import (
    EPISODE_KINDS,
    Window,
    began_in,
    check_window,
    chronological,
    held_spells,
    number_of_days,
    owners,
    role_names,
    unlinkable,
)
from vnr.register import NO_DAY, day_key, owner_and_day, run_starts, stretches

if TYPE_CHECKING:
    from vnr.metrics.ground import Spells
    from vnr.register import Register

__all__ = ["EpisodeTable", "JoinedSpells", "episode_table", "joined_spells"]

Rows = NDArray[np.integer]
Days = NDArray[np.int32]
Whole = NDArray[np.int64]

_KEPT: Final = 4
"""How many tables of episodes a register remembers: a report asks for few, of the same again."""


@attrs.frozen(eq=False)
class JoinedSpells:
    """Episodes of all cases as arrays, in order of person (and municipality), side and start.

    Attributes
    ----------
    owner
        Whose episode it is, in which municipality if asked: equal for episodes that follow on
        each other.
    start, end
        First and last day; `NEVER` while open.
    at
        Where in `spell` each begins.
    spell
        Rows of the spells that are joined, in the same order.
    of
        All spells.
    places
        How many municipalities an owner is told apart by.
    """

    owner: NDArray[np.integer]
    start: Days
    end: Days
    at: Rows
    spell: Rows
    of: Spells
    places: int

    @property
    def perpetrator(self) -> NDArray[np.bool_]:
        """Whether it is a perpetrator's."""
        return (self.owner // self.places & 1).astype(bool)

    @property
    def first_spell(self) -> Rows:
        """Row of the first spell."""
        return self.spell.take(self.at)

    @property
    def first(self) -> Rows:
        """Row of the first case."""
        return self.of.case_of(self.first_spell)

    def by_spell(self, of_episode: NDArray[Any]) -> NDArray[Any]:
        """What is told of each episode, beside each of its spells."""
        return np.repeat(of_episode, np.diff(self.at, append=np.int32(self.spell.size)))

    @property
    def n_cases(self) -> Whole:
        """Number of different cases in each episode, shape ``(episodes,)``."""
        case = self.of.case_of(self.spell)
        width = int(case.max(initial=0)) + 1
        key = np.sort(self.by_spell(np.arange(self.at.size)) * width + case)
        return np.bincount(key[run_starts(key)] // width, minlength=self.start.size)


@attrs.frozen(eq=False)
class EpisodeTable(JoinedSpells):
    """Episodes, and what each is at its start.

    Attributes
    ----------
    kind
        Place in `EPISODE_KINDS`; the other attributes are those of `JoinedSpells`.
    """

    kind: NDArray[np.int8] = attrs.field(kw_only=True)


def episode_table(
    register: Register,
    *,
    basis: str,
    roles: Roles,
    dated_by: DatedBy,
    merge_gap: int,
    within: Within,
    window: Window,
) -> EpisodeTable:
    """Episodes of all cases, counted or not, and what each is at its start.

    Examples
    --------
    >>> from vnr.metrics import Years
    >>> asked = {"basis": "known", "roles": "exposed", "dated_by": "basis"}
    >>> found = episode_table(gotland, **asked, merge_gap=1, within="person", window=Years(1))
    >>> found.kind.size == found.start.size
    True
    """
    check_window("window", window)
    joined = joined_spells(
        register,
        basis=basis,
        roles=roles,
        dated_by=dated_by,
        merge_gap=merge_gap,
        within=within,
    )
    return EpisodeTable(
        *attrs.astuple(joined, recurse=False), kind=_kinds(register, joined, window)
    )


def joined_spells(
    register: Register,
    *,
    basis: str,
    roles: Roles,
    dated_by: DatedBy = "basis",
    merge_gap: int = 1,
    within: Within = "person",
) -> JoinedSpells:
    """Episodes of all cases, counted or not; arguments as in `episodes`.

    Examples
    --------
    >>> found = joined_spells(gotland, basis="known", roles="exposed")
    >>> found.owner.size == found.start.size
    True
    """
    check_choice("within", within, Within)
    check_choice("basis", basis, ViolenceBasis)
    check_choice("dated_by", dated_by, DatedBy)
    gap = number_of_days("merge_gap", merge_gap)
    asked = roles if isinstance(roles, str) else role_names(roles)
    return register.remembered(
        ("episodes", basis, asked, dated_by, gap, within),
        lambda: _joined(register, basis, roles, dated_by, gap, within=within),
        most=_KEPT,
    )


def _joined(
    register: Register, basis: str, roles: Roles, dated_by: DatedBy, gap: int, *, within: Within
) -> JoinedSpells:
    held = held_spells(register, basis, roles, dated_by)
    case, of = held.case, held.of
    place, owner = owners(register, roles, case)
    spell, case = held.spell[place], case[place]
    number = 1
    if within == "municipality":
        number = max(len(register.names()), 1)
        own = register.table("cases")["municipality"].take(case)
        owner = owner.astype(np.int64) * number + own
    order, owner, start = chronological(
        register,
        owner,
        held.start[place],
        case,
        ties=lambda among: of.opened[spell[among]],
    )
    spell = spell.take(order)
    close = of.closed.take(spell)
    del order
    at = np.flatnonzero(_begins(owner, start, close, gap))
    owner, start = owner.take(at), start.take(at)
    return JoinedSpells(
        owner=owner,
        start=start,
        end=np.maximum.reduceat(close, at) if at.size else close,
        at=at.astype(np.int32),
        spell=spell,
        of=of,
        places=number,
    )


def _begins(owner: Rows, start: Days, close: Days, merge_gap: int) -> NDArray[np.bool_]:
    """Which spells, sorted by owner and start, begin an episode."""
    begins = run_starts(owner)
    latest = np.int32(NO_DAY)
    for some in stretches(owner.size):
        # The latest close so far, of the same owner: a running maximum that each owner outbids.
        turn = np.cumsum(begins[some], dtype=np.int64)
        running = day_key(turn, close[some])
        if not begins[some.start]:
            running[0] = max(running[0], day_key(turn[:1], np.array([latest]))[0])
        np.maximum.accumulate(running, out=running)
        before = np.append(latest, owner_and_day(running)[1])
        latest = before[-1]
        # Nothing is taken from a day that never comes, which would be no day.
        begins[some] |= start[some] - np.int32(merge_gap) > before[:-1]
    return begins


def _kinds(register: Register, joined: JoinedSpells, window: Window) -> NDArray[np.int8]:
    new, undetermined, reactivated, returning = range(len(EPISODE_KINDS))
    start = joined.start
    again = ~run_starts(joined.owner)
    kind = np.where(again, np.int8(returning), np.int8(new))
    # What began so early may be a return from before delivery.
    until = window.end(began_in(register) - 1)
    early = np.flatnonzero((start <= until.max()) & ~again)
    first = joined.of.case_of(joined.spell.take(joined.at.take(early)))
    place = register.table("cases")["municipality"].take(first)
    kind[early[start.take(early) <= until.take(place)]] = undetermined
    lone = unlinkable(register)
    if lone.any():
        # Whom nobody can link may have been here before under any number.
        kind[lone.take(joined.first)] = undetermined
    later = np.flatnonzero(again)
    kind[later[start.take(later) <= window.end(joined.end.take(later - 1))]] = reactivated
    return kind
