"""What became of each planned follow-up: on time, late, missed, or not yet to be judged."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.display import html_lines, wrapped_text
from vnr.errors import DataError
from vnr.frames import Backend, frame
from vnr.metrics.choices import Roles, ViolenceBasis
from vnr.metrics.ground import (
    NEVER,
    Days,
    Window,
    cells,
    check_source,
    check_window,
    concerns,
    member_mask,
    never_for_none,
    role_mask,
    spells,
    undivided,
)
from vnr.model import ClosingReason, InterventionKind
from vnr.register import NO_DAY, day_number, texts
from vnr.results import Compared, Definition, Provenance, heading
from vnr.words import text

if TYPE_CHECKING:
    from vnr.model import PeriodLike
    from vnr.register import Register, Source

__all__ = [
    "STATUSES",
    "Ends",
    "FollowUpStatus",
    "Moment",
    "cases_of",
    "ends_of",
    "excusing",
    "follow_up_status",
    "moment_of",
    "spell_when_due",
    "status_of",
]

DayArray = NDArray[np.int32]

STATUSES: Final = ("on_time", "late", "missed", "closed_early", "exempt", "pending")
_HEADINGS: Final = (*STATUSES[:3], *(f"n_{status}" for status in STATUSES[3:]))
"""Statuses of a planned follow-up; the first three are due."""

_LAST_DAY: Final = day_number(date.max)
_EXEMPT: Final = (
    ClosingReason.DIED,
    ClosingReason.MOVED,
    ClosingReason.TRANSFERRED_MUNICIPALITY,
)


@attrs.frozen
class Moment:
    """When a question is asked, and what is on time.

    Attributes
    ----------
    as_of
        Day until which everything is known, days since 1970-01-01.
    tolerance
        How long after the due day still is on time.
    """

    as_of: int
    tolerance: Window

    @property
    def parameters(self) -> dict[str, Any]:
        """The moment as parameters of a definition."""
        return {"as_of": str(np.datetime64(self.as_of, "D")), "tolerance": self.tolerance}


@attrs.frozen(eq=False)
class Ends:
    """When each spell of a register's cases stopped being followed, as known at a moment.

    Attributes
    ----------
    stopped, excused
        The day each spell ended in any way but a transfer between units, and the day it did so by
        death or moving; `NEVER` where it did not. Shape ``(spells,)``.
    """

    stopped: DayArray
    excused: DayArray


@attrs.frozen(eq=False, repr=False)
class FollowUpStatus(Compared):
    """Planned follow-ups with their status (uppföljningar), one row for each.

    Attributes
    ----------
    person_id, case_id
        Pseudonyms, UTF-8 bytes, shape ``(follow-ups,)``; never shown.
    municipality, intervention
        Code of the municipality, and kind of the intervention.
    due, done, limit
        Days since 1970-01-01: planned, done (``NO_DAY`` if not, by `as_of`), and the last day
        that is on time.
    status
        One of `STATUSES`.
    definition, provenance
        What was asked, and of what.

    Examples
    --------
    >>> follow_up_status(gotland, 2019)
    <FollowUpStatus: uppföljningar 107 (i tid 25, sena 13, uteblivna 33, avslutade före 24, undantagna
      12, väntar 0)>
    """

    person_id: NDArray[np.bytes_]
    case_id: NDArray[np.bytes_]
    municipality: NDArray[np.str_]
    intervention: NDArray[np.str_]
    due: DayArray
    done: DayArray
    limit: DayArray
    status: NDArray[np.str_]
    definition: Definition
    provenance: Provenance

    def __len__(self) -> int:
        return int(self.due.size)

    def to_frame(self, backend: Backend | None = None) -> Any:
        """One row for each follow-up; it carries pseudonyms: to work on, not to show."""
        columns: dict[str, Any] = {}
        for name in ("person_id", "case_id"):
            columns[name] = np.array([*texts(getattr(self, name)), None], object)[:-1]
        columns |= {"municipality": self.municipality, "intervention": self.intervention}
        for name in ("due", "done", "limit"):
            days = getattr(self, name)
            shown = days.astype("datetime64[D]")
            shown[days == NO_DAY] = np.datetime64("NaT")
            columns[name] = shown
        return frame(columns | {"status": self.status}, backend)

    def __repr__(self) -> str:
        return wrapped_text(f"<FollowUpStatus: {self._told}>")

    def _repr_html_(self) -> str:
        return html_lines(self._told, language="sv")

    @property
    def _told(self) -> str:
        """How many there are of each status, in words."""
        kinds = [
            f"{heading(name, 'sv')} {int((self.status == status).sum())}"
            for status, name in zip(STATUSES, _HEADINGS, strict=True)
        ]
        return text("summaries", "follow_up_status", "sv", number=len(self), kinds=", ".join(kinds))


def follow_up_status(
    register: Register,
    period: PeriodLike,
    *,
    as_of: date | None = None,
    tolerance: Window = Days(30),
    roles: Roles = "exposed",
    basis: ViolenceBasis = "known",
) -> FollowUpStatus:
    """The follow-ups behind `follow_up`, one row for each that is due in the period.

    Parameters
    ----------
    register, period, as_of, tolerance, roles, basis
        As in `follow_up`.

    Returns
    -------
    FollowUpStatus
        In the order of the register; its frame carries pseudonyms.

    Raises
    ------
    DataError
        If `as_of` lies outside the observed window, `tolerance` leads beyond the calendar, or
        there is no such basis.

    Examples
    --------
    >>> follow_up_status(gotland, 2019)
    <FollowUpStatus: uppföljningar 107 (i tid 25, sena 13, uteblivna 33, avslutade före 24, undantagna
      12, väntar 0)>
    """
    register = undivided(register, "a table of follow-ups")
    moment = moment_of(register, as_of, tolerance)
    table = cells(register, period)
    case = cases_of(register)
    follow_ups, cases = register.table("follow_ups"), register.table("cases")
    planned = concerns(register, basis)[follow_ups.parent]
    chosen = np.flatnonzero(planned & role_mask(register, roles)[case])
    _, which = table.of(register).place(case[chosen], table.span(follow_ups["due"][chosen]))
    keep = chosen[which]
    case, of, due = case[keep], follow_ups.parent[keep], follow_ups["due"][keep]
    done = follow_ups["done"][keep]
    limit = moment.tolerance.end(due)
    if (limit > _LAST_DAY).any():
        raise DataError(
            f"tolerance leads beyond the calendar's last day, {date.max}; choose a shorter one"
        )
    spell = spell_when_due(register, moment)[keep]
    started = register.table("interventions")["started"][of]
    status = status_of(due, done, started, spell, moment, ends_of(register, moment))
    grid = table.grid("follow_up_status", **moment.parameters, roles=roles, basis=basis)
    return FollowUpStatus(
        register.keys("person_id")[cases["person"][case]],
        register.keys("case_id")[cases["case_id"][case]],
        np.array(register.names() or ("",))[cases["municipality"][case]],
        np.array([kind.value for kind in InterventionKind])[
            register.table("interventions")["kind"][of]
        ],
        due,
        np.where(done > moment.as_of, NO_DAY, done).astype(np.int32),
        limit,
        np.array(STATUSES)[status],
        grid.definition,
        grid.provenance,
    )


def moment_of(source: Source, as_of: date | None, tolerance: Window) -> Moment:
    """The moment asked for, by default the cut-off; it lies in the observed window."""
    check_source(source)
    check_window("tolerance", tolerance)
    day = source.observed.end if as_of is None else as_of
    if type(day) is not date:
        raise DataError(f"as_of must be a date, got {type(day).__name__}")
    if day not in source.observed:
        raise DataError(f"as_of must lie in the observed window {source.observed}, got {day}")
    return Moment(day_number(day), tolerance)


def ends_of(register: Register, moment: Moment) -> Ends:
    """When each spell stopped being followed: what came later than the moment was not known."""
    stopped, excused = register.remembered("ends of spells", lambda: _ends(register))
    return Ends(*(np.where(days > moment.as_of, NEVER, days) for days in (stopped, excused)))


def _ends(register: Register) -> tuple[DayArray, DayArray]:
    """The day each spell ended in any way but a transfer between units, and by death or moving."""
    table = spells(register)
    reason = _reasons(register)
    staying = reason == ClosingReason.TRANSFERRED_UNIT.place
    excused = np.minimum(excusing(register), _gone(register)[table.case])
    return np.minimum(np.where(staying, NEVER, table.closed), excused), excused


def excusing(register: Register) -> DayArray:
    """The day each spell closed by death or moving; `NEVER` where it did not."""

    def make() -> DayArray:
        by_reason = member_mask(ClosingReason, _EXEMPT.__contains__).take(_reasons(register))
        return np.where(by_reason, spells(register).closed, NEVER)

    return register.remembered("excusing", make)


def _reasons(register: Register) -> NDArray[np.integer]:
    """Why each spell closed; -1 while it is open, or if that isn't recorded."""
    reasons = register.table("closings")["closing_reason"]
    # An open spell has closing -1, and finds the last: what stands for nothing.
    return np.append(reasons, reasons.dtype.type(-1)).take(spells(register).closing)


def _gone(register: Register) -> DayArray:
    """The day each case's person died or moved away; `NEVER` if neither."""
    persons, person = register.table("persons"), register.table("cases")["person"]
    died, moved = (never_for_none(persons[name]) for name in ("died", "moved_out"))
    return np.minimum(died, moved).take(person)


def cases_of(register: Register) -> NDArray[np.int32]:
    """Case of every follow-up."""
    return register.remembered(
        "case of follow-up",
        lambda: register.table("interventions").parent.take(register.table("follow_ups").parent),
    )


def spell_when_due(register: Register, moment: Moment) -> NDArray[np.integer]:
    """Of each follow-up the last spell of its case opened by the due day, as known at the moment.

    If that has closed before the due day, the case was not opened again by it.
    """
    table, case = spells(register), cases_of(register)
    if table.single:
        return case
    by = np.minimum(register.table("follow_ups")["due"], np.int32(moment.as_of))
    return table.begun(case, by)


def status_of(
    due: DayArray,
    done: DayArray,
    started: DayArray,
    spell: NDArray[np.integer],
    moment: Moment,
    ends: Ends,
) -> NDArray[np.int8]:
    """Place of each follow-up in `STATUSES`; `spell` is that of `spell_when_due`.

    A closing before its intervention started did not end that, but for death and moving.
    """
    limit = moment.tolerance.end(due)
    # NO_DAY is the least there is: one day less wraps around, and is later than any.
    before = done - np.int32(1)
    status = np.full(due.size, 2, np.int8)
    status -= before < moment.as_of
    # Done on time but later than `as_of` is pending still.
    status -= before < limit
    np.putmask(status, limit >= moment.as_of, 5)
    stopped = ends.stopped.take(spell)
    early = np.flatnonzero(stopped < due)
    excused = ends.excused[spell[early]] < due[early]
    goes_on = ~excused & (stopped[early] < started[early])
    status[early] = np.where(excused, 4, np.where(goes_on, status[early], 3))
    return status
