"""How long it takes: from one moment of a case to another."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError, UnknownNameError
from vnr.metrics.counting import episode_table
from vnr.metrics.following._codes import first_done
from vnr.metrics.ground import (
    CLOSED,
    EVIDENCE,
    NEVER,
    NOTHING,
    By,
    Need,
    Roles,
    Years,
    began,
    cells,
    closes,
    evidence,
    nearest,
    never_for_none,
    role_mask,
    spells,
    stands,
    undivided,
)
from vnr.metrics.intervals import Clustering, check_confidence
from vnr.metrics.survival import draw, incidence
from vnr.register import LATER, NO_DAY, run_starts
from vnr.results import Curve

if TYPE_CHECKING:
    from vnr.model import PeriodLike
    from vnr.register import Register

__all__ = ["MOMENTS", "time_to_event"]

DayArray = NDArray[np.int32]
Rows = NDArray[np.intp]


@attrs.frozen
class Moment:
    """A day in a case's life.

    Attributes
    ----------
    table
        The table of which every row has such a day.
    days
        Function from a register to the days, `NEVER` where there is none.
    closing
        What the case's closing means to it: ``ends`` (it can't come any more), ``hides`` (it may,
        but if nobody has recorded it nobody will) or ``nothing``.
    need
        What must be delivered for it to be told.
    """

    table: str
    days: Callable[[Register], DayArray]
    closing: str = "ends"
    need: Need = NOTHING


def _column(table: str, name: str) -> Callable[[Register], DayArray]:
    def days(register: Register) -> DayArray:
        return never_for_none(register.table(table)[name])

    return days


def _received(name: str) -> Callable[[Register], DayArray]:
    """A day of the interventions; what was declined has none."""
    column = _column("interventions", name)

    def days(register: Register) -> DayArray:
        return np.where(register.table("interventions")["declined"], NEVER, column(register))

    return days


def _violence_known(register: Register) -> DayArray:
    found, case = evidence(register, "known"), spells(register).case
    days = np.full(register.table("cases").rows, NEVER, np.int32)
    dated = found.day != NEVER
    np.minimum.at(days, case[dated], found.start[dated])
    return days


def _returns(register: Register) -> tuple[DayArray, Rows, NDArray[np.int64]]:
    """Episodes that follow on an earlier one: first day, first case, and whose they are."""
    episodes = episode_table(
        register,
        basis="known",
        roles="all",
        dated_by="basis",
        merge_gap=1,
        within="person",
        window=Years(1),
    )
    later = ~run_starts(episodes.owner)
    return episodes.start[later], episodes.first[later], episodes.owner[later]


def _reactivation(register: Register) -> DayArray:
    """The day on which a case came back, for the cases that did."""
    day, case, _ = _returns(register)
    days = np.full(register.table("cases").rows, NEVER, np.int32)
    days[case] = day
    return days


MOMENTS: Final[dict[str, Moment]] = {
    "intake": Moment("cases", lambda register: register.table("cases")["opened"]),
    "violence_known": Moment("cases", _violence_known, need=Need(any_of=[EVIDENCE["known"]])),
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
        "interventions", _received("started"), need=Need(tables="interventions")
    ),
    "intervention_ended": Moment(
        "interventions", _received("ended"), "hides", Need(fields="interventions.ended")
    ),
    "follow_up": Moment(
        "interventions",
        lambda register: first_done(register)[0],
        "nothing",
        Need(fields="follow_ups.done"),
    ),
    "assessment": Moment(
        "assessments", _column("assessments", "date"), need=Need(tables="assessments")
    ),
    "closing": Moment("cases", closes, need=Need(tables=CLOSED)),
    "reactivation": Moment("cases", _reactivation, "nothing", Need(tables=CLOSED)),
}
"""Where a time may begin and what it may end in."""

_LOSSES: Final = {"died": "died", "moved": "moved_out"}
_HUNG: Final = {
    "interventions": "intervention",
    "investigations": "investigation",
    "assessments": "instrument",
}
_HUNG_COLUMN: Final = {"intervention": "kind", "investigation": "kind", "instrument": "instrument"}


def time_to_event(
    register: Register,
    period: PeriodLike,
    *,
    start: str,
    event: str,
    competing: tuple[str, ...] = (),
    roles: Roles = "exposed",
    cluster: str | None = "person",
    confidence: float = 0.95,
    by: By = (),
) -> Curve:
    """Time from one moment of a case to another (tid till händelse).

    Parameters
    ----------
    register : Register
        The cases.
    period : Period, year or text
        When it starts.
    start, event : str
        ``intake`` (the opening; as event a later intake), ``violence_known`` (first dated
        evidence), ``investigation``, ``investigation_closed``, ``decision``, ``intervention``,
        ``intervention_ended``, ``follow_up`` (first done), ``assessment``, ``closing`` or
        ``reactivation`` (the person's next episode of violence).
    competing : tuple of str
        Events after which the event can't come, or doesn't count: any of the same, ``died``,
        ``moved``.
    roles : str or set of Role
        Whose cases, as in `count`.
    cluster : str or None
        What hangs together: ``person`` (one may have several), ``officer`` (a case without one
        is a cluster of its own, and ``n_without_officer`` says how many are), ``municipality``;
        None takes all as independent.
    confidence : float
        Two-sided level, strictly between 0 and 1.
    by : str, tuple, or mapping
        Strata of the case; of what starts too: ``intervention``, ``investigation`` or
        ``instrument``. Time strata go by the start.

    Returns
    -------
    Curve
        Without competing events Kaplan–Meier: the share still waiting. With them
        Aalen–Johansen: the share that had each ``cause``, by name. Groups that nobody started in have no rows; those in which nothing happened have
        their last day, so that they aren't taken for empty.

    Raises
    ------
    UnknownNameError
        If there is no such moment.
    DataError
        If start and event can't be told apart, an event competes with itself, or the source
        comes in parts.

    Notes
    -----
    Every row of the start's table is a subject: one for each intervention, investigation or
    assessment, else one for each case. An event of the same row counts (an intervention's own
    follow-up and end, an investigation's own closing), else the first in the same case on or
    after the start; strictly after, if it is the same moment; for ``reactivation`` the first
    after the start by the same person. On one day the event comes first, then the competing
    ones in their order. Death, moving and the end of delivery end the time of observation,
    and so does closing for what can't come after it, unless they compete; an intervention or
    investigation that has no recorded end is under observation until its case closed, not
    longer. An intervention that was declined never started. What starts
    before delivery began is under observation from its first day (delayed entry).
    """
    for place, name in enumerate((start, event, *competing)):
        choices = MOMENTS.keys() | (_LOSSES if place else ())
        if name not in choices:
            raise UnknownNameError("moment", name, choices)
    if len({event, *competing}) < 1 + len(competing):
        raise DataError("competing names the event itself, or one event twice")
    confidence = check_confidence(confidence)
    register = undivided(register, "a curve")
    clustering = Clustering.of(register, cluster)
    hung = _HUNG.get(MOMENTS[start].table)
    need = _need(start, event, competing)
    table = cells(register, period, by, hung=hung, need=need)
    begins = MOMENTS[start].days(register)
    case = _case_of(register, MOMENTS[start].table)
    # A day that never comes lies in no span of the period.
    span = np.where(begins == NEVER, np.int32(-1), table.span(begins))
    rows = np.flatnonzero((span >= 0) & (register.counted & role_mask(register, roles))[case])
    time, cause, entry = _times(register, start, (event, *competing), rows, case, begins)
    seen = time > entry
    rows, time, cause, entry = rows[seen], time[seen], cause[seen], entry[seen]
    kind = None if hung is None else register.table(MOMENTS[start].table)[_HUNG_COLUMN[hung]][rows]
    cell, which = table.of(register).place(case[rows], span[rows], kind, day=begins[rows])
    entry = entry[which]
    whose = clustering.by_subject(register, case[rows[which]])
    return draw(
        incidence(
            time[which],
            cause[which],
            causes=1 + len(competing),
            entry=entry if (entry >= 0).any() else None,
            group=cell,
            cluster=whose,
        ),
        table.grid(
            "time_to_event",
            start=start,
            event=event,
            competing=competing,
            roles=roles,
            cluster=cluster,
        ),
        causes=(event, *competing) if competing else None,
        confidence=confidence,
        clusters=clustering.column if cluster else None,
        further=clustering.alone(whose, cell, table.size),
    )


def _need(start: str, event: str, competing: tuple[str, ...]) -> Need:
    """What must be delivered for the start and for all that may come after it."""
    need = MOMENTS[start].need
    for name in (event, *competing):
        need &= Need(fields=f"persons.{_LOSSES[name]}") if name in _LOSSES else MOMENTS[name].need
    if event == "intake" or "intake" in competing:
        need &= Need(fields=LATER)
    return need


def _case_of(register: Register, table: str) -> NDArray[Any]:
    """Row of the case of every row of a table."""
    if table == "cases":
        return np.arange(register.table("cases").rows)
    return register.table(table).parent


def _times(
    register: Register,
    start: str,
    events: tuple[str, ...],
    rows: Rows,
    case: NDArray[Any],
    begins: DayArray,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Days from the start to whatever came first, what it was (0 is lost), and the entry."""
    day, of = begins[rows], case[rows]
    days = [_event(register, start, name, rows, of, day) for name in events]
    place = register.table("cases")["municipality"][of]
    ended = np.append(register.coverage.ended(register.names()), np.int32(NO_DAY))
    lost = np.minimum(ended[place], register.cutoff)
    for name in _LOSSES:
        if name not in events:
            lost = np.minimum(lost, _event(register, start, name, rows, of, day))
    closing = MOMENTS[events[0]].closing
    if "closing" not in events and closing != "nothing":
        seen = (closing == "hides") & (days[0] != NEVER)
        closed = _event(register, start, "closing", rows, of, day)
        lost = np.where(seen, lost, np.minimum(lost, closed))
    ranked = np.stack([*days, lost])
    first = ranked.argmin(axis=0)
    cause = np.where(first == len(events), 0, first + 1)
    time = ranked.min(axis=0).astype(np.int64) - day
    # Under observation from the first delivered day on: just after the day before it.
    entry = np.maximum(began(register)[of].astype(np.int64) - 1 - day, -1)
    return time, cause, entry


def _event(
    register: Register, start: str, name: str, rows: Rows, case: NDArray[Any], day: DayArray
) -> DayArray:
    """The day of an event for each start; `NEVER` if it did not come."""
    if name in _LOSSES:
        when = register.table("persons")[_LOSSES[name]][register.table("cases")["person"][case]]
        return np.where((when == NO_DAY) | (when < day), NEVER, when)
    if name == "reactivation":
        when, _, whose = _returns(register)
        exposed, perpetrator = stands(register, "all")
        side = (perpetrator & ~exposed)[case]
        owner = register.table("cases")["person"][case].astype(np.int64) * 2 + side
        return nearest(when, whose, day, owner)
    moment, key = MOMENTS[name], case
    days, of = moment.days(register), _case_of(register, moment.table)
    if name == "intake":
        days, of = register.table("intakes")["date"], register.table("intakes").parent
    elif name == "follow_up":
        days, of = _column("follow_ups", "done")(register), register.table("follow_ups").parent
        if MOMENTS[start].table == "interventions":
            key = rows
        else:
            of = register.table("interventions").parent[of]
    elif moment.table == MOMENTS[start].table and name != start:
        of_row = days[rows]
        return np.where(of_row < day, NEVER, of_row)
    there = days != NEVER
    since = day if name == start else day - 1
    return nearest(days[there], of[there].astype(np.int64), since, key.astype(np.int64))
