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
    By,
    Days,
    Roles,
    Window,
    Years,
    bounds,
    closes,
    define,
    lay_out,
    member_mask,
    role_mask,
    role_names,
)
from vnr.model import ClosingReason, InterventionKind
from vnr.register import NO_DAY
from vnr.results import Definition, Provenance

if TYPE_CHECKING:
    from vnr.model import Period
    from vnr.register import Register

__all__ = [
    "STATUSES",
    "Asked",
    "FollowUpStatus",
    "asked_of",
    "cases_of",
    "define_asked",
    "follow_up_status",
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


@attrs.frozen(eq=False)
class Asked:
    """The moment and tolerance of a question, and when each case stopped being followed.

    Attributes
    ----------
    as_of
        Day until which everything is known.
    tolerance
        How long after the due day still is on time.
    stopped, excused
        The day each case ended in any way but a transfer between units, and the day it did so by
        death or moving, as known at `as_of`; `NEVER` where it did not.
    """

    as_of: int
    tolerance: Window
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
    asked = asked_of(register, as_of, tolerance)
    table = lay_out(register, period, ())
    case = cases_of(register)
    follow_ups, cases = register.table("follow_ups"), register.table("cases")
    due = follow_ups["due"]
    counted = register.counted & role_mask(register, roles)
    counted &= table.inside(np.arange(cases.rows))
    keep = np.flatnonzero(counted[case] & (table.part(due) >= 0))
    case, of, due = case[keep], follow_ups.parent[keep], due[keep]
    done = follow_ups["done"][keep]
    status = status_of(due, done, case, asked)
    definition, provenance = define_asked(register, "follow_up_status", period, (), asked, roles)
    persons = register.keys("person_id")[cases["person"][case]]
    return FollowUpStatus(
        persons,
        register.keys("case_id")[cases["case_id"][case]],
        np.array(register.names() or ("",))[cases["municipality"][case]],
        np.array([kind.value for kind in InterventionKind])[
            register.table("interventions")["kind"][of]
        ],
        due,
        np.where(done > asked.as_of, NO_DAY, done).astype(np.int32),
        asked.tolerance.end(due),
        np.array(STATUSES)[status],
        definition,
        provenance,
    )


def asked_of(register: Register, as_of: date | None, tolerance: Window) -> Asked:
    """The question, with what was known of each case at `as_of`."""
    if not isinstance(tolerance, (Days, Years)):
        raise DataError("tolerance must be Days or Years")
    day = register.observed.end if as_of is None else as_of
    if type(day) is not date:
        raise DataError(f"as_of must be a date, got {type(day).__name__}")
    if day not in register.observed:
        raise DataError(f"as_of must lie in the observed window {register.observed}, got {day}")
    _, (cutoff,) = bounds((attrs.evolve(register.observed, end=day),))
    stopped, excused = register.remembered("ends of cases", lambda: _ends(register))
    # What came later than that day was not known on it.
    known = (np.where(days > cutoff, NEVER, days) for days in (stopped, excused))
    return Asked(int(cutoff), tolerance, *known)


def _ends(register: Register) -> tuple[DayArray, DayArray]:
    """The day each case ended in any way but a transfer between units, and by death or moving."""
    cases, persons = register.table("cases"), register.table("persons")
    closed = closes(register)
    excusing = member_mask(ClosingReason, _EXEMPT.__contains__)[cases["closing_reason"]]
    staying = member_mask(ClosingReason, lambda one: one is ClosingReason.TRANSFERRED_UNIT)
    excused = np.where(excusing, closed, NEVER)
    for name in ("died", "moved_out"):
        when = persons[name][cases["person"]]
        np.minimum(excused, when, out=excused, where=when != NO_DAY)
    ended = np.where(staying[cases["closing_reason"]], NEVER, closed)
    return np.minimum(ended, excused), excused


def cases_of(register: Register) -> NDArray[np.int32]:
    """Case of every follow-up."""
    return register.remembered(
        "case of follow-up",
        lambda: register.table("interventions").parent[register.table("follow_ups").parent],
    )


def status_of(due: DayArray, done: DayArray, case: NDArray[Any], asked: Asked) -> NDArray[np.int8]:
    """Place of each follow-up in `STATUSES`."""
    limit = asked.tolerance.end(due)
    # NO_DAY is the least there is: one day less wraps around, and is later than any.
    before = done - np.int32(1)
    found = np.full(due.size, 2, np.int8)
    found -= before < asked.as_of
    # Done on time but later than `as_of` is pending still.
    found -= before < limit
    np.putmask(found, limit >= asked.as_of, 5)
    early = np.flatnonzero(asked.stopped.take(case) < due)
    found[early] = np.where(asked.excused[case[early]] < due[early], 4, 3)
    return found


def define_asked(
    register: Register,
    rule: str,
    period: Period,
    by: By,
    asked: Asked,
    roles: Roles,
    **parameters: Any,
) -> tuple[Definition, Provenance]:
    """What a question on follow-up means, and of what it was asked."""
    return define(
        register,
        rule,
        period,
        by,
        **parameters,
        as_of=str(np.datetime64(asked.as_of, "D")),
        tolerance=asked.tolerance.name,
        roles=[role.value for role in role_names(roles)],
    )
