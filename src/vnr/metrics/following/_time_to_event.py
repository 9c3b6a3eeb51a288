"""How long it takes: from one moment of a case to another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError, UnknownNameError
from vnr.frames import listed
from vnr.metrics.choices import By, Cluster, Competing, Moment, Roles, ViolenceBasis
from vnr.metrics.following._moments import (
    LOSSES,
    MOMENTS,
    SPELLS,
    Question,
    Start,
    concerned,
    day_of,
    spell_of,
)
from vnr.metrics.ground import (
    NEVER,
    Cells,
    Need,
    began,
    cells,
    role_mask,
    role_need,
    spells,
    unlinkable,
)
from vnr.metrics.intervals import Clustering, check_confidence
from vnr.metrics.survival import Followed, curves
from vnr.register import LATER, NO_DAY

if TYPE_CHECKING:
    from vnr.model import PeriodLike
    from vnr.register import Register, Source
    from vnr.results import Curve

__all__ = ["time_to_event"]


def time_to_event(
    source: Source,
    period: PeriodLike,
    *,
    start: Moment,
    event: Moment,
    competing: Competing | Sequence[Competing] = (),
    roles: Roles = "exposed",
    basis: ViolenceBasis = "known",
    cluster: Cluster | None = "person",
    confidence: float = 0.95,
    by: By = (),
) -> Curve:
    """Time from one moment of a case to another (tid till händelse).

    Parameters
    ----------
    source : Register or Source
        The cases.
    period : Period, year or text
        When it starts.
    start, event : str
        ``intake`` (the opening; as event a later intake), ``violence_known`` (first dated
        evidence), ``investigation``, ``investigation_closed``, ``decision``, ``intervention``,
        ``intervention_ended``, ``follow_up`` (first done), ``assessment``, ``closing`` or
        ``reactivation`` (the person's next episode of violence).
    competing : str or sequence of str
        Events after which the event can't come, or doesn't count: any of the same, ``died``,
        ``moved``.
    roles : str or set of Role
        Whose cases, as in `count`.
    basis : str
        Spells of cases that hold it, as in `count`, and in them the interventions and follow-ups
        that concern violence, as in `follow_up`; ``any``: all that started.
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
        Aalen–Johansen: the share that had each ``cause``, by name. Groups that nobody started in
        have no rows; those in which nothing happened have their last day, so that they aren't
        taken for empty.

    Raises
    ------
    UnknownNameError
        If there is no such moment.
    DataError
        If an event competes with itself.

    Notes
    -----
    Every row of the start's table is a subject: one for each intervention, investigation or
    assessment, else one for each spell of a case: a case that opened again has several. An event
    of the same row counts (an intervention's own follow-up and end, an investigation's own
    closing), else the first in the same spell on or after the start; strictly after, if it is the
    same moment; for ``reactivation`` the first after the start by the same person,
    and persons whom nobody can link aren't followed. On one day the event comes first, then the competing
    ones in their order. Death, moving and the end of delivery end the time of observation,
    and so does closing for what can't come after it, unless they compete; an intervention or
    investigation that has no recorded end is under observation until its spell closed, not
    longer. An intervention that was declined never started. What starts
    before delivery began is under observation from its first day (delayed entry).

    Examples
    --------
    >>> waiting = time_to_event(gotland, 2019, start="intake", event="closing")
    >>> print(*waiting.at([30, 180]).cells("en"))
    91.7 % (87.4–94.6), n=223 49.0 % (42.6–55.0), n=120
    """
    competing = (
        (competing,) if isinstance(competing, str) else tuple(listed(competing, "competing"))
    )
    for place, name in enumerate((start, event, *competing)):
        choices = (*MOMENTS, *(LOSSES if place > 1 else ()))
        if not isinstance(name, str) or name not in choices:
            raise UnknownNameError("moment", name, choices)
    if len({event, *competing}) < 1 + len(competing):
        raise DataError("competing names the event itself, or one event twice")
    confidence = check_confidence(confidence)
    clustering = Clustering.of(source, cluster)
    counted = MOMENTS[start].table
    need = role_need(roles) & _need(start, event, competing)
    table = cells(source, period, by, counted=counted, need=need)
    asked = Question(roles, basis)
    events = (event, *competing)

    def follow(part: Register, table: Cells) -> Followed:
        starts, span = _starts(part, start, asked, table)
        unlinked = np.zeros(table.size, np.int64)
        if "reactivation" in (start, *events):
            # Nobody can see a person whom nobody can link come back.
            known = np.flatnonzero(~unlinkable(part)[spells(part).case[starts.spell]])
            # They are told of for the whole table, and stand in its first cell.
            unlinked[:1] = starts.day.size - known.size
            starts, span = starts.take(known), span[known]
        time, cause, entry = _times(part, starts, events, asked)
        seen = np.flatnonzero(time > entry)
        starts, time, cause, entry = starts.take(seen), time[seen], cause[seen], entry[seen]
        case = spells(part).case[starts.spell]
        cell, which = table.of(part).place(
            case,
            span[seen],
            hung=None if counted == SPELLS else starts.place,
            closing=spells(part).closing_of(starts.spell) if start == "closing" else None,
            day=starts.day,
        )
        entry = entry[which]
        late = entry if (entry >= 0).any() else None
        return Followed(cell, case[which], time[which], cause[which], late, unlinked)

    return curves(
        table,
        follow,
        "time_to_event",
        {"start": start, "event": event, "competing": competing, "roles": roles, "basis": basis},
        causes=events if competing else None,
        number=len(events),
        clustering=clustering,
        confidence=confidence,
    )


def _need(start: str, event: str, competing: tuple[str, ...]) -> Need:
    """What must be delivered for the start and for all that may come after it."""
    need = MOMENTS[start].need
    for name in (event, *competing):
        need &= Need(fields=f"persons.{LOSSES[name]}") if name in LOSSES else MOMENTS[name].need
    if event == "intake" or "intake" in competing:
        need &= Need(fields=LATER)
    return need


def _starts(
    register: Register, name: str, asked: Question, table: Cells
) -> tuple[Start, NDArray[np.int32]]:
    """What begins in the period, and the span of it in which each does."""
    moment = MOMENTS[name]
    spell, days = spell_of(register, moment.table), moment.days(register, asked)
    # A day that never comes lies in no span of the period.
    span = np.where(days == NEVER, np.int32(-1), table.span(days))
    mine = register.counted & role_mask(register, asked.roles)
    mine = mine[spells(register).case[spell]] & concerned(register, asked.basis, moment.table)
    rows = np.flatnonzero((span >= 0) & mine)
    return Start(name, rows, spell[rows], days[rows]), span[rows]


def _times(
    register: Register, starts: Start, events: tuple[str, ...], asked: Question
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Days from the start to whatever came first, what it was (0 is lost), and the entry."""
    day, case = starts.day, spells(register).case[starts.spell]
    days = [day_of(register, starts, name, asked) for name in events]
    place = register.table("cases")["municipality"][case]
    ended = np.append(register.coverage.ended(register.names()), np.int32(NO_DAY))
    lost = np.minimum(ended[place], register.cutoff)
    for name in LOSSES:
        if name not in events:
            lost = np.minimum(lost, day_of(register, starts, name, asked))
    closing = MOMENTS[events[0]].closing
    if "closing" not in events and closing != "nothing":
        seen = (closing == "hides") & (days[0] != NEVER)
        closed = spells(register).closed[starts.spell]
        closed = np.where(seen | (closed < day), NEVER, closed)
        lost = np.minimum(lost, closed)
    ranked = np.stack([*days, lost])
    first = ranked.argmin(axis=0)
    cause = np.where(first == len(events), 0, first + 1)
    time = ranked.min(axis=0).astype(np.int64) - day
    # Under observation from the first delivered day on: just after the day before it.
    entry = np.maximum(began(register)[case].astype(np.int64) - 1 - day, -1)
    return time, cause, entry
