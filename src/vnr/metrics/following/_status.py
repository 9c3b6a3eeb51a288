"""What became of each planned follow-up: on time, late, missed, or not yet to be judged."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError
from vnr.frames import frame
from vnr.metrics.ground import (
    NEVER,
    Days,
    Roles,
    Window,
    cells,
    check_window,
    closes,
    member_mask,
    never_for_none,
    role_mask,
    undivided,
)
from vnr.model import ClosingReason, InterventionKind
from vnr.register import NO_DAY, day_number
from vnr.results import Definition, Provenance

if TYPE_CHECKING:
    from vnr.model import Period
    from vnr.register import Register, Source

__all__ = [
    "STATUSES",
    "Ends",
    "FollowUpStatus",
    "Moment",
    "cases_of",
    "ends_of",
    "follow_up_status",
    "moment_of",
    "status_of",
]

DayArray = NDArray[np.int32]

STATUSES: Final = ("on_time", "late", "missed", "closed_early", "exempt", "pending")
"""Statuses of a planned follow-up; the first three are due."""

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
    """When each case of a register stopped being followed, as known at a moment.

    Attributes
    ----------
    stopped, excused
        The day each case ended in any way but a transfer between units, and the day it did so by
        death or moving; `NEVER` where it did not. Shape ``(rows of cases,)``.
    """

    stopped: DayArray
    excused: DayArray


@attrs.frozen(eq=False, repr=False)
class FollowUpStatus:
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

    def to_frame(self, backend: str | None = None) -> Any:
        """One row for each follow-up; it carries pseudonyms: to work on, not to show."""
        columns: dict[str, Any] = {}
        for name in ("person_id", "case_id"):
            texts = [value.decode() for value in getattr(self, name).tolist()]
            columns[name] = np.array([*texts, None], object)[:-1]
        columns |= {"municipality": self.municipality, "intervention": self.intervention}
        for name in ("due", "done", "limit"):
            days = getattr(self, name)
            shown = days.astype("datetime64[D]")
            shown[days == NO_DAY] = np.datetime64("NaT")
            columns[name] = shown
        return frame(columns | {"status": self.status}, backend)

    def __repr__(self) -> str:
        number = {status: int((self.status == status).sum()) for status in STATUSES}
        parts = ", ".join(f"{name} {count}" for name, count in number.items())
        return f"<FollowUpStatus: {len(self)} follow-ups; {parts}>"


def follow_up_status(
    register: Register,
    period: Period,
    *,
    as_of: date | None = None,
    tolerance: Window = Days(30),
    roles: Roles = "exposed",
) -> FollowUpStatus:
    """The follow-ups behind `follow_up`, one row for each that is due in the period.

    Parameters
    ----------
    register, period, as_of, tolerance, roles
        As in `follow_up`.

    Returns
    -------
    FollowUpStatus
        In the order of the register; its frame carries pseudonyms.

    Raises
    ------
    DataError
        If `as_of` lies outside the observed window.
    """
    register = undivided(register, "a table of follow-ups")
    moment = moment_of(register, as_of, tolerance)
    table = cells(register, period)
    case = cases_of(register)
    follow_ups, cases = register.table("follow_ups"), register.table("cases")
    chosen = np.flatnonzero(role_mask(register, roles)[case])
    _, which = table.of(register).place(case[chosen], table.span(follow_ups["due"][chosen]))
    keep = chosen[which]
    case, of, due = case[keep], follow_ups.parent[keep], follow_ups["due"][keep]
    done = follow_ups["done"][keep]
    status = status_of(due, done, case, moment, ends_of(register, moment))
    grid = table.grid("follow_up_status", **moment.parameters, roles=roles)
    return FollowUpStatus(
        register.keys("person_id")[cases["person"][case]],
        register.keys("case_id")[cases["case_id"][case]],
        np.array(register.names() or ("",))[cases["municipality"][case]],
        np.array([kind.value for kind in InterventionKind])[
            register.table("interventions")["kind"][of]
        ],
        due,
        np.where(done > moment.as_of, NO_DAY, done).astype(np.int32),
        moment.tolerance.end(due),
        np.array(STATUSES)[status],
        grid.definition,
        grid.provenance,
    )


def moment_of(source: Source, as_of: date | None, tolerance: Window) -> Moment:
    """The moment asked for, by default the cut-off; it lies in the observed window."""
    check_window("tolerance", tolerance)
    day = source.observed.end if as_of is None else as_of
    if type(day) is not date:
        raise DataError(f"as_of must be a date, got {type(day).__name__}")
    if day not in source.observed:
        raise DataError(f"as_of must lie in the observed window {source.observed}, got {day}")
    return Moment(day_number(day), tolerance)


def ends_of(register: Register, moment: Moment) -> Ends:
    """When each case stopped being followed: what came later than the moment was not known."""
    stopped, excused = register.remembered("ends of cases", lambda: _ends(register))
    return Ends(*(np.where(days > moment.as_of, NEVER, days) for days in (stopped, excused)))


def _ends(register: Register) -> tuple[DayArray, DayArray]:
    """The day each case ended in any way but a transfer between units, and by death or moving."""
    cases, persons = register.table("cases"), register.table("persons")
    closed = closes(register)
    excusing = member_mask(ClosingReason, _EXEMPT.__contains__)[cases["closing_reason"]]
    staying = cases["closing_reason"] == ClosingReason.TRANSFERRED_UNIT.place
    excused = np.where(excusing, closed, NEVER)
    for name in ("died", "moved_out"):
        np.minimum(excused, never_for_none(persons[name])[cases["person"]], out=excused)
    return np.minimum(np.where(staying, NEVER, closed), excused), excused


def cases_of(register: Register) -> NDArray[np.int32]:
    """Case of every follow-up."""
    return register.remembered(
        "case of follow-up",
        lambda: register.table("interventions").parent[register.table("follow_ups").parent],
    )


def status_of(
    due: DayArray, done: DayArray, case: NDArray[Any], moment: Moment, ends: Ends
) -> NDArray[np.int8]:
    """Place of each follow-up in `STATUSES`."""
    limit = moment.tolerance.end(due)
    # NO_DAY is the least there is: one day less wraps around, and is later than any.
    before = done - np.int32(1)
    status = np.full(due.size, 2, np.int8)
    status -= before < moment.as_of
    # Done on time but later than `as_of` is pending still.
    status -= before < limit
    np.putmask(status, limit >= moment.as_of, 5)
    early = np.flatnonzero(ends.stopped.take(case) < due)
    status[early] = np.where(ends.excused[case[early]] < due[early], 4, 3)
    return status
