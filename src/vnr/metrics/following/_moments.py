"""The moments of a case: from one of them a time may begin, and in one of them it may end."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.metrics.choices import Roles
from vnr.metrics.counting import joined_spells
from vnr.metrics.following._codes import first_done
from vnr.metrics.ground import (
    CLOSED,
    EVIDENCE,
    NEVER,
    NOTHING,
    Need,
    concerns,
    evidence,
    nearest,
    never_for_none,
    spells,
    spells_of,
    stands,
)
from vnr.register import NO_DAY, run_starts

if TYPE_CHECKING:
    from vnr.register import Register

__all__ = ["LOSSES", "MOMENTS", "SPELLS", "Question", "Start", "concerned", "day_of", "spell_of"]

DayArray = NDArray[np.int32]
Rows = NDArray[np.integer]

SPELLS: Final = "spells"
"""What stands for the table of a moment that every spell of a case has."""
LOSSES: Final = {"died": "died", "moved": "moved_out"}
"""What ends all that can be seen of a person, and the field that dates it."""


@attrs.frozen
class Question:
    """Whose moments are asked for, and what they concern.

    Attributes
    ----------
    roles
        Whose cases.
    basis
        What must be violence: of interventions and assessments as in `concerns`.
    """

    roles: Roles
    basis: str


@attrs.frozen
class Moment:
    """A day in a case's life.

    Attributes
    ----------
    table
        The table of which every row has such a day, or `SPELLS`.
    days
        Function from a register and what is asked to the days, `NEVER` where there is none.
    closing
        What the closing means to it: ``ends`` (it can't come any more), ``hides`` (it may,
        but if nobody has recorded it nobody will) or ``nothing``.
    need
        What must be delivered for it to be told.
    """

    table: str
    days: Callable[[Register, Question], DayArray]
    closing: str = "ends"
    need: Need = NOTHING


@attrs.frozen(eq=False)
class Start:
    """Where times begin.

    Attributes
    ----------
    name
        Of the moment.
    place, spell, day
        Rows of its table, the spell that each belongs to, and its day.
    """

    name: str
    place: Rows
    spell: Rows
    day: DayArray

    @property
    def table(self) -> str:
        """The table of the moment."""
        return MOMENTS[self.name].table

    def take(self, which: Rows) -> Start:
        """Some of them."""
        return Start(self.name, self.place[which], self.spell[which], self.day[which])


def _column(table: str, name: str) -> Callable[[Register, Question], DayArray]:
    def days(register: Register, _: Question) -> DayArray:
        return never_for_none(register.table(table)[name])

    return days


def _violence_known(register: Register, _: Question) -> DayArray:
    known = evidence(register, "known")
    return np.where(known.day == NEVER, NEVER, known.start)


def _returns(register: Register, basis: str) -> tuple[DayArray, Rows, NDArray[np.integer]]:
    """Episodes that follow on an earlier one: first day, first spell, and whose they are."""
    episodes = joined_spells(register, basis=basis, roles="all")
    later = ~run_starts(episodes.owner)
    return episodes.start[later], episodes.first_spell[later], episodes.owner[later]


def _side(register: Register, asked: Question) -> NDArray[np.bool_]:
    """Whether each case is asked about as a perpetrator's."""
    exposed, perpetrator = stands(register, asked.roles)
    return perpetrator & ~exposed


def _reactivation(register: Register, asked: Question) -> DayArray:
    """The day on which a case came back, for the spells that did."""
    day, spell, owner = _returns(register, asked.basis)
    mine = owner % 2 == _side(register, asked)[spells(register).case[spell]]
    days = np.full(spells(register).case.size, NEVER, np.int32)
    days[spell[mine]] = day[mine]
    return days


MOMENTS: Final[dict[str, Moment]] = {
    "intake": Moment(SPELLS, lambda register, _: spells(register).opened),
    "violence_known": Moment(SPELLS, _violence_known, need=Need(any_of=[EVIDENCE["known"]])),
    "investigation": Moment(
        "investigations", _column("investigations", "opened"), need=Need(tables="investigations")
    ),
    "investigation_closed": Moment(
        "investigations",
        _column("investigations", "closed"),
        "hides",
        Need(fields="investigations.closed"),
    ),
    "decision": Moment(
        "interventions",
        _column("interventions", "decided"),
        need=Need(fields="interventions.decided"),
    ),
    "intervention": Moment(
        "interventions", _column("interventions", "started"), need=Need(tables="interventions")
    ),
    "intervention_ended": Moment(
        "interventions",
        _column("interventions", "ended"),
        "hides",
        Need(fields="interventions.ended"),
    ),
    "follow_up": Moment(
        "interventions",
        lambda register, _: first_done(register)[0],
        "nothing",
        Need(fields="follow_ups.done"),
    ),
    "assessment": Moment(
        "assessments", _column("assessments", "date"), need=Need(tables="assessments")
    ),
    "closing": Moment(
        SPELLS, lambda register, _: spells(register).closed, need=Need(tables=CLOSED)
    ),
    "reactivation": Moment(SPELLS, _reactivation, "nothing", Need(tables=CLOSED)),
}
"""Where a time may begin and what it may end in."""


def spell_of(register: Register, table: str) -> Rows:
    """The spell to which each row of a moment's table belongs."""
    if table == SPELLS:
        return np.arange(spells(register).case.size)
    return spells_of(register, table)


def concerned(register: Register, basis: str, table: str) -> NDArray[np.bool_]:
    """Which rows of a moment's table concern a basis."""
    if table == SPELLS:
        return evidence(register, basis).holds
    return concerns(register, basis, table)


def day_of(register: Register, start: Start, name: str, asked: Question) -> DayArray:
    """The day of an event for each start; `NEVER` if it did not come."""
    day, case = start.day, spells(register).case[start.spell]
    if name in LOSSES:
        when = register.table("persons")[LOSSES[name]][register.table("cases")["person"][case]]
        return np.where((when == NO_DAY) | (when < day), NEVER, when)
    if name == "reactivation":
        when, _, whose = _returns(register, asked.basis)
        person = register.table("cases")["person"][case].astype(np.int64)
        owner = person * 2 + _side(register, asked)[case]
        return nearest(when, whose, day, owner)
    moment = MOMENTS[name]
    if moment.table == start.table and name not in (start.name, "intake", "follow_up"):
        of_row = moment.days(register, asked)[start.place]
        return np.where(of_row < day, NEVER, of_row)
    days, of, key = _events(register, start, name, asked)
    there = days != NEVER
    since = day if name == start.name else day - 1
    return nearest(days[there], of[there].astype(np.int64), since, key.astype(np.int64))


def _events(
    register: Register, start: Start, name: str, asked: Question
) -> tuple[DayArray, NDArray[Any], Rows]:
    """Days of an event, what each belongs to, and of that what each start looks at."""
    moment, key = MOMENTS[name], start.spell
    if name == "intake":
        return register.table("intakes")["date"], spells_of(register, "intakes"), key
    if name == "follow_up":
        follow_ups = register.table("follow_ups")
        days, of = never_for_none(follow_ups["done"]), follow_ups.parent
        if start.table == "interventions":
            return days, of, start.place
        mine = concerns(register, asked.basis)[of]
        return days[mine], spells_of(register, "interventions")[of[mine]], key
    mine = concerned(register, asked.basis, moment.table)
    return moment.days(register, asked)[mine], spell_of(register, moment.table)[mine], key
