"""Do we follow up? Statuses of planned follow-ups, and the share done on time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError
from vnr.metrics._counting.cells import Cells, bounds, define, lay_out
from vnr.metrics._counting.evidence import NEVER, Roles, closes, member_mask, role_mask, role_names
from vnr.metrics._counting.strata import TIME, By
from vnr.metrics._counting.windows import Days, Window, Years
from vnr.metrics._follow_up.shares import laid, shares
from vnr.metrics._intervals.clustered import clusters
from vnr.model import ClosingReason, InterventionKind
from vnr.register import NO_DAY, Definition, Estimate, Provenance
from vnr.register._frame import frame

if TYPE_CHECKING:
    from vnr.model import Period
    from vnr.register import Register

__all__ = ["STATUSES", "FollowUpStatus", "first_done", "follow_up", "follow_up_status"]

DayArray = NDArray[np.int32]
Whole = NDArray[np.int64]
Found = tuple[Whole, NDArray[np.int32], NDArray[np.bool_]]

STATUSES: Final = ("on_time", "late", "missed", "closed_early", "exempt", "pending")
"""Statuses of a planned follow-up; the first three are due."""

_STATUS_COLUMNS: Final = ("on_time", "late", "missed", "n_closed_early", "n_exempt", "n_pending")
_COLUMNS: Final = (*_STATUS_COLUMNS, "interventions", "planned", "started", "followed")

OBSERVED_DAYS: Final = 180
"""An intervention is judged by its first so many days."""

_EXEMPT: Final = (
    ClosingReason.DIED,
    ClosingReason.MOVED,
    ClosingReason.TRANSFERRED_MUNICIPALITY,
)
_STRETCH: Final = 1 << 18


@attrs.frozen(eq=False)
class _Asked:
    """The moment and tolerance of a question, and when each case stopped being followed.

    `ended` and `excused` are the day a case ended otherwise, and by death or moving, as known
    at `as_of`; `NEVER` where it did not.
    """

    as_of: int
    tolerance: Window
    ended: DayArray
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


def follow_up(
    register: Register,
    period: Period,
    *,
    denominator: str,
    numerator: str = "on_time",
    as_of: date | None = None,
    tolerance: Window = Days(30),
    roles: Roles = "exposed",
    cluster: str | None = "person",
    by: By = (),
) -> Estimate:
    r"""Share of planned follow-ups that were done, or of interventions followed (uppföljning).

    .. math:: \frac{\text{on time}}{\text{on time} + \text{late} + \text{missed}}
        \quad\text{or}\quad \frac{\text{followed up in 180 days}}{\text{started}}

    Parameters
    ----------
    register : Register
        The cases.
    period : Period
        Follow-ups due, or interventions started, in it.
    denominator : str
        ``due``: planned follow-ups that could be judged. ``started``: interventions started
        in the period and observed at least 180 days, with a follow-up done by then.
    numerator : str
        Of what was due: ``on_time``, or ``done`` (late too). With ``started`` it can't be chosen.
    as_of : date, optional
        What was known at the end of this day; by default the cut-off.
    tolerance : Days or Years
        How long after the due day still is on time.
    roles : str or set of Role
        Whose cases, as in `count`.
    cluster : str or None
        ``person``: one person has several follow-ups, so the interval rests on an effective
        number of them. None: the plain Wilson interval.
    by : str, tuple, or mapping
        Strata of the case, and ``intervention``, its kind; time strata go by the due day, or by
        the start.

    Returns
    -------
    Estimate
        A proportion; `n` is the denominator. Columns, the same for both denominators, since
        planning nothing must not pay: ``on_time``, ``late``, ``missed``; ``n_closed_early``,
        ``n_exempt`` and ``n_pending``, which were not due; ``interventions`` started in the
        period, ``planned`` (those with any follow-up planned) and ``share_planned``;
        ``due`` and ``started`` (observed 180 days), the two denominators, and ``followed``;
        where clustered ``n_persons`` and ``n_effective`` of the interval. Nothing to judge is undefined; not mature if something is waiting to be.

    Raises
    ------
    DataError
        If an argument is none of its choices, or `as_of` lies outside the observed window.

    Notes
    -----
    In this order: a follow-up is *exempt* if the case closed as died, moved or transferred to
    another municipality, or the person died or moved out, before its due day; *closed early*
    if the case closed otherwise before it (but for a transfer between units), done or not;
    *pending* while its tolerance runs, done or not; *on time*, *late* or *missed*.
    """
    if denominator not in ("due", "started"):
        raise DataError(f"denominator must be due or started, got {denominator!r}")
    if numerator not in ("on_time", "done"):
        raise DataError(f"numerator must be on_time or done, got {numerator!r}")
    if denominator == "started" and numerator != "on_time":
        raise DataError("numerator goes with denominator='due'; leave it out with 'started'")
    if cluster not in ("person", None):
        raise DataError(f"cluster must be person or None, got {cluster!r}")
    asked = _asked(register, as_of, tolerance)
    table = lay_out(register, period, by, hung="intervention")
    place = _placed(register, table, roles)
    hits = 2 if numerator == "done" else 1
    sums = {name: np.zeros(table.size, np.int64) for name in _COLUMNS}
    for counted in (
        _follow_ups(register, place, asked, hits, sums),
        _interventions(register, place, asked, sums),
    ):
        deque(counted, maxlen=0)
    rows = None
    if cluster is not None:
        rows = list(
            _follow_ups(register, place, asked, hits, None)
            if denominator == "due"
            else _interventions(register, place, asked, None)
        )
    said = _define(
        register,
        "follow_up",
        period,
        by,
        asked,
        roles,
        denominator=denominator,
        numerator=numerator,
        cluster=cluster,
    )
    return _estimate(table, sums, rows, denominator, numerator, said)


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
    asked = _asked(register, as_of, tolerance)
    table = lay_out(register, period, ())
    case = _cases_of(register)
    follow_ups, cases = register.table("follow_ups"), register.table("cases")
    due = follow_ups["due"]
    (cell,) = _placed(register, table, roles).of(case, due, lambda: 0)
    keep = np.flatnonzero(cell >= 0)
    case, of, due = case[keep], follow_ups.parent[keep], due[keep]
    done = follow_ups["done"][keep]
    status = _status(due, done, case, asked)
    definition, provenance = _define(register, "follow_up_status", period, (), asked, roles)
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


def _asked(register: Register, as_of: date | None, tolerance: Window) -> _Asked:
    if not isinstance(tolerance, (Days, Years)):
        raise DataError("tolerance must be Days or Years")
    day = register.observed.end if as_of is None else as_of
    if day not in register.observed:
        raise DataError(f"as_of must lie in the observed window {register.observed}, got {day}")
    _, (cutoff,) = bounds((attrs.evolve(register.observed, end=day),))
    cases, persons = register.table("cases"), register.table("persons")
    closed = closes(register)
    excusing = member_mask(ClosingReason, _EXEMPT.__contains__)[cases["closing_reason"]]
    staying = member_mask(ClosingReason, lambda one: one is ClosingReason.TRANSFERRED_UNIT)
    excused = np.where(excusing, closed, NEVER)
    for name in ("died", "moved_out"):
        when = persons[name][cases["person"]]
        np.minimum(excused, when, out=excused, where=when != NO_DAY)
    ended = np.where(staying[cases["closing_reason"]] | excusing, NEVER, closed)
    for days in (ended, excused):
        days[days > cutoff] = NEVER
    return _Asked(int(cutoff), tolerance, ended, excused)


def _cases_of(register: Register) -> NDArray[np.int32]:
    """Case of every follow-up."""
    return register.remembered(
        "case of follow-up",
        lambda: register.table("interventions").parent[register.table("follow_ups").parent],
    )


def _status(due: DayArray, done: DayArray, case: NDArray[Any], asked: _Asked) -> NDArray[np.int8]:
    """Place of each follow-up in `STATUSES`."""
    limit = asked.tolerance.end(due)
    there = done != NO_DAY
    found = np.full(due.size, 2, np.int8)
    found -= there & (done <= asked.as_of)
    # Done on time but later than `as_of` is pending still.
    found -= there & (done <= limit)
    found[limit >= asked.as_of] = 5
    found[asked.ended[case] < due] = 3
    found[asked.excused[case] < due] = 4
    return found


@attrs.frozen(eq=False)
class _Place:
    """Where rows of a table stand: the cell of each case, -1 outside, and the axes of the rows."""

    table: Cells
    cells: list[NDArray[np.int64]]

    def of(self, case: NDArray[Any], days: DayArray, kind: Callable[[], Any]) -> Iterator[Whole]:
        """Cell of each row, -1 outside, for every combination of values a case may hold."""
        part = self.table.part(days)
        outside = part < 0
        more = self.table.stride(TIME) * part.astype(np.int64)
        if step := self.table.stride(("intervention",)):
            more += step * kind()
        for cells in self.cells:
            found = cells[case]
            found[outside] = -1
            yield np.where(found < 0, -1, found + more)


def _placed(register: Register, table: Cells, roles: Roles) -> _Place:
    everybody = np.arange(register.table("cases").rows)
    counted = register.counted & role_mask(register, roles)
    rows = np.flatnonzero(counted & table.inside(everybody))
    nothing = np.zeros(rows.size, np.int32)
    found = []
    for cell, held in table.place(rows, nothing, nothing):
        cells = np.full(everybody.size, -1)
        cells[rows[held]] = cell
        found.append(cells)
    return _Place(table, found)


def _stretches(rows: int) -> Iterator[slice]:
    """A stretch of rows at a time, so that what is worked on stays close at hand."""
    for first in range(0, rows, _STRETCH):
        yield slice(first, min(first + _STRETCH, rows))


def _tally(cell: Whole, code: NDArray[Any], kinds: int, size: int) -> NDArray[np.int64]:
    """Number of each code in each cell, shape ``(kinds, cells)``; what is outside is left out."""
    found = np.bincount((cell + 1) * kinds + code, minlength=(size + 1) * kinds)
    return found.reshape(-1, kinds)[1:].T


def _follow_ups(
    register: Register, place: _Place, asked: _Asked, hits: int, sums: dict[str, Whole] | None
) -> Iterator[Found]:
    """Cell, person and hit of the follow-ups that were due; their statuses go into `sums`."""
    follow_ups, person = register.table("follow_ups"), register.table("cases")["person"]
    case, kinds = _cases_of(register), register.table("interventions")["kind"]
    for part in _stretches(follow_ups.rows):
        due, cases = follow_ups["due"][part], case[part]
        status = _status(due, follow_ups["done"][part], cases, asked)
        kind = partial(kinds.take, follow_ups.parent[part])
        for cell in place.of(cases, due, kind):
            if sums is not None:
                tally = _tally(cell, status, len(STATUSES), place.table.size)
                for name, one in zip(_STATUS_COLUMNS, tally, strict=True):
                    sums[name] += one
                continue
            judged = np.flatnonzero((cell >= 0) & (status <= STATUSES.index("missed")))
            yield cell[judged], person[cases[judged]], status[judged] < hits


def _interventions(
    register: Register, place: _Place, asked: _Asked, sums: dict[str, Whole] | None
) -> Iterator[Found]:
    """Cell, person and hit of those observed long enough; what was started goes into `sums`."""
    interventions, person = register.table("interventions"), register.table("cases")["person"]
    done, planned = first_done(register)
    for part in _stretches(interventions.rows):
        started, cases = interventions["started"][part], interventions.parent[part]
        last = started.astype(np.int64) + OBSERVED_DAYS
        observed, followed = last <= asked.as_of, done[part] <= last
        for cell in place.of(cases, started, partial(interventions["kind"].__getitem__, part)):
            if sums is not None:
                code = planned[part] + 2 * observed + 4 * (observed & followed)
                tally = _tally(cell, code, 8, place.table.size)
                sums["interventions"] += tally.sum(axis=0)
                sums["planned"] += tally[1::2].sum(axis=0)
                sums["started"] += tally[[2, 3, 6, 7]].sum(axis=0)
                sums["followed"] += tally[6:].sum(axis=0)
                continue
            judged = np.flatnonzero((cell >= 0) & observed)
            yield cell[judged], person[cases[judged]], followed[judged]


def first_done(register: Register) -> tuple[DayArray, NDArray[np.bool_]]:
    """First day each intervention was followed up (`NEVER` if not), and whether any was planned."""
    return register.remembered("first done", lambda: _first_done(register))


def _first_done(register: Register) -> tuple[DayArray, NDArray[np.bool_]]:
    follow_ups = register.table("follow_ups")
    done = follow_ups["done"]
    offsets = follow_ups.offsets
    assert offsets is not None
    planned = np.diff(offsets) > 0
    first = np.full(planned.size, NEVER, np.int32)
    if done.size:
        days = np.where(done == NO_DAY, NEVER, done)
        first[planned] = np.minimum.reduceat(days, offsets[:-1][planned])
    return first, planned


def _define(
    register: Register,
    rule: str,
    period: Period,
    by: By,
    asked: _Asked,
    roles: Roles,
    **parameters: Any,
) -> tuple[Definition, Provenance]:
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


def _estimate(
    table: Cells,
    sums: dict[str, Whole],
    rows: list[Found] | None,
    denominator: str,
    numerator: str,
    said: tuple[Definition, Provenance],
) -> Estimate:
    """The figure of each cell: clustered if the rows are given, else plain."""
    due = sums["on_time"] + sums["late"] + sums["missed"]
    k, n, waiting = {
        "due": (sums["on_time"] + (sums["late"] if numerator == "done" else 0), due, "n_pending"),
        "started": (sums["followed"], sums["started"], "interventions"),
    }[denominator]
    planned = np.full(table.size, np.nan)
    np.divide(sums["planned"], sums["interventions"], out=planned, where=sums["interventions"] > 0)
    found = None
    if rows is not None:
        cell, person, hit = (
            np.concatenate([row[place] for row in rows] or [np.empty(0, dtype)])
            for place, dtype in enumerate((np.int64, np.int32, bool))
        )
        found = clusters(cell, person, hit, size=table.size)
    return shares(
        laid(table),
        k,
        n,
        said=said,
        columns={"due": due, **sums, "share_planned": planned},
        sums=found,
        waiting=sums[waiting],
    )
