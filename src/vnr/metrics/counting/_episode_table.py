"""The kernel of everything that returns: spells joined to episodes, and what each is at its start."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

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
    spells,
    unlinkable,
)
from vnr.register import run_starts

if TYPE_CHECKING:
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
    perpetrator
        Whether it is a perpetrator's.
    first
        Row of the first case.
    start, end
        First and last day; `NEVER` while open.
    held_episode, held_spell, held_case
        For every spell, in the same order, its episode, its row and its case's.
    """

    owner: NDArray[np.integer]
    perpetrator: NDArray[np.bool_]
    first: Rows
    start: Days
    end: Days
    held_episode: Rows
    held_spell: Rows
    held_case: Rows

    @property
    def n_cases(self) -> Whole:
        """Number of different cases in each episode, shape ``(episodes,)``."""
        width = int(self.held_case.max(initial=0)) + 1
        key = np.sort(self.held_episode.astype(np.int64) * width + self.held_case)
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
    table = spells(register)
    held = held_spells(register, basis, roles, dated_by)
    place, owner = owners(register, roles, held.case)
    number = 1
    if within == "municipality":
        number = max(len(register.names()), 1)
        owner = owner * number + register.table("cases")["municipality"][held.case[place]]
    spell = held.spell[place]
    order, owner, start = chronological(
        register,
        owner,
        held.start[place],
        held.case[place],
        ties=lambda among: table.opened[spell[among]],
    )
    spell = spell[order]
    case = spell if table.single else table.case[spell]
    close = table.closed[spell]
    begins = _begins(owner, start, close, gap)
    at = np.flatnonzero(begins)
    owner = owner[at]
    held_spell = spell.astype(np.int32)
    return JoinedSpells(
        owner=_small(owner),
        perpetrator=(owner // number & 1).astype(bool),
        first=case[at].astype(np.int32),
        start=start[at],
        end=np.maximum.reduceat(close, at) if at.size else close,
        held_episode=np.cumsum(begins, dtype=np.int32) - np.int32(1),
        held_spell=held_spell,
        held_case=held_spell if table.single else case.astype(np.int32),
    )


def _small(numbers: Whole) -> NDArray[np.integer]:
    """The numbers in half the memory, if they have room in it."""
    return numbers if int(numbers.max(initial=0)) >= 2**31 else numbers.astype(np.int32)


def _begins(
    owner: NDArray[np.int64], start: Days, close: Days, merge_gap: int
) -> NDArray[np.bool_]:
    """Which spells, sorted by owner and start, begin an episode."""
    begins = np.ones(owner.size, bool)
    if owner.size < 2:
        return begins
    same = owner[1:] == owner[:-1]
    # The latest close so far, of the same owner: a running maximum that each owner outbids.
    turn = np.concatenate([[0], np.cumsum(~same)]) << 33
    latest = np.maximum.accumulate(turn + close + 2**31)[:-1] - turn[:-1] - 2**31
    begins[1:] = ~same | (start[1:] - latest > merge_gap)
    return begins


def _kinds(register: Register, joined: JoinedSpells, window: Window) -> NDArray[np.int8]:
    new, undetermined, reactivated, returning = range(len(EPISODE_KINDS))
    start, first = joined.start, joined.first
    again = ~run_starts(joined.owner)
    kind = np.where(again, np.int8(returning), np.int8(new))
    # What began so early may be a return from before delivery.
    until = window.end(began_in(register) - 1)
    once = np.flatnonzero(~again)
    place = register.table("cases")["municipality"][first[once]]
    kind[once[start[once] <= until[place]]] = undetermined
    lone = unlinkable(register)
    if lone.any():
        # Whom nobody can link may have been here before under any number.
        kind[lone[first]] = undetermined
    later = np.flatnonzero(again)
    kind[later[start[later] <= window.end(joined.end[later - 1])]] = reactivated
    return kind
