"""Nights in sheltered housing: how many, where, how full, and how many after the need was over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError, shown
from vnr.frames import listed, plain
from vnr.metrics.choices import By, Roles, ViolenceBasis
from vnr.metrics.counting import contacts
from vnr.metrics.ground import (
    TIME,
    Axis,
    Cells,
    Need,
    answer,
    axes,
    by_names,
    cells_along,
    check_source,
    concerns,
    role_mask,
    role_need,
    selection_need,
    unlinkable,
)
from vnr.metrics.supply._delivered_days import DeliveredDays
from vnr.metrics.supply._places import places_of
from vnr.model import ContactKind, InterventionKind, Period, Provision
from vnr.register import NO_DAY, NOT_RECORDED, at_home, day_number
from vnr.results import Counts, Figure, FigureKind, Note, State

if TYPE_CHECKING:
    from vnr.model import PeriodLike
    from vnr.register import Register, Source, Tally

__all__ = ["shelter"]

Whole = NDArray[np.int64]

_STAYS: Final = Need(tables="interventions", fields="interventions.ended")
_PLACED: Final = Need(fields="interventions.placed_municipality")
_READY: Final = Need(fields="interventions.ready")
_REQUESTS: Final = {
    "requests": ContactKind.SHELTER_ASKED,
    "refused": ContactKind.SHELTER_REFUSED,
    "elsewhere": ContactKind.SHELTER_ELSEWHERE,
}
_OF_CONTACTS: Final = ("role", "unit", "provider")
"""The strata of contacts beside places and time."""
_PARTS: Final = {
    "placed": ("persons_placed", "value", "persons"),
    "outside": ("persons_outside", "placed", "persons_placed"),
    "timed": ("persons_timed", "value", "persons"),
    "after_ready": ("persons_after_ready", "timed", "persons_timed"),
}
"""Nights that are part of others: whose they are, and of which nights and persons they are part."""
_TOLD: Final = (
    *("stays", "persons"),
    *(name for part, (whose, *_) in _PARTS.items() for name in (part, whose)),
    "n_unlinkable",
)
_SHARES: Final = {
    "share_outside": ("outside", "placed"),
    "share_after_ready": ("after_ready", "timed"),
    "occupancy": ("value", "place_nights"),
    "share_refused": ("refused", "requests"),
}
_LAST: Final = np.iinfo(np.int32).max


def shelter(
    source: Source,
    period: PeriodLike,
    provisions: Iterable[Provision] | None = None,
    *,
    as_of: date | None = None,
    roles: Roles = "exposed",
    basis: ViolenceBasis = "known",
    by: By = "role",
) -> Counts:
    r"""Nights in sheltered housing (dygn i skyddat boende), and what was asked for in vain.

    .. math:: \min(\text{ended}, \text{as of}, \text{end} + 1) - \max(\text{started}, \text{start})

    of each stay that concerns violence: the night between two days counts once, and the day of
    leaving is no night. Nights of days that nobody delivered aren't known and aren't counted.

    Parameters
    ----------
    source : Register or Source
        The cases, with the contacts beside them.
    period : Period, year or text
        What is asked about; a time stratum splits it, and a stay with it.
    provisions : iterable of Provision, optional
        What municipalities answered, for their places in sheltered housing in the years of the
        period. Without any there is no occupancy.
    as_of : date, optional
        The day up to which nights are known; by default the last that was observed.
    roles, basis : as in `count`
        Whose stays, and what they concern.
    by : as in `count`
        Strata; by default ``role``. Persons of two roles stand in both.

    Returns
    -------
    Counts
        Nights in each cell. Columns: ``stays`` and ``persons`` with a night there; ``outside`` of
        ``placed``, nights in another municipality of those where it is recorded where;
        ``after_ready`` of ``timed``, nights from the day protection was no longer needed of those
        in stays where that day is recorded; ``persons_placed``, ``persons_outside``,
        ``persons_timed`` and ``persons_after_ready``, whose nights these are: of a few they are
        hidden where a few persons are; ``places`` and ``place_nights``, places times the days
        of the cell up to `as_of` that were delivered; ``requests``, ``refused`` and ``elsewhere``, of
        contacts; and the shares ``share_outside``, ``share_after_ready``, ``occupancy`` and
        ``share_refused``. Where nobody delivered what tells of one it is not reported: places are
        those of municipalities, so by other strata than places and time there is no occupancy;
        nor is there any where a municipality of the cell told of no places. Contacts have fewer
        strata than cases. An occupancy above 1 is noted.

    Raises
    ------
    DataError
        If `as_of` is none or lies outside what was observed, or provisions contradict each other.

    Examples
    --------
    >>> from vnr.model import Case, Intake, IntakeReason, Intervention, Person, Role
    >>> from vnr.register import Register
    >>> stay = Intervention(InterventionKind.SHELTERED_HOUSING, date(2019, 3, 1), date(2019, 3, 11))
    >>> one = Case(
    ...     "a", Person("p"), "0484", None, Role.EXPOSED_ADULT,
    ...     (Intake(date(2019, 3, 1), IntakeReason.VIOLENCE),), interventions=(stay,),
    ... )
    >>> register = Register.from_cases([one], observed=Period.year(2019))
    >>> shelter(register, 2019, by=()).value.tolist()
    [10]
    """
    check_source(source)
    asked = Period.of(period)
    last = source.observed.end if as_of is None else plain(as_of)
    if type(last) is not date:
        raise DataError(f"as_of must be a date, got {shown(as_of)}")
    if last not in source.observed:
        raise DataError(f"as_of {last} lies outside what was observed, {source.observed.label}")
    table = cells_along(
        source,
        asked,
        tuple(map(_also_of_contacts, axes(source, asked, by, "interventions"))),
        need=role_need(roles) & _STAYS & selection_need(source),
    )
    now = day_number(last)
    supply = None if provisions is None else listed(provisions, "provisions")

    def tally(part: Register) -> Tally:
        return _tally(part, table, now, roles, basis)

    def finish(table: Cells, sums: Tally) -> Counts:
        return _finished(table, sums, supply, now, by, roles=roles, basis=basis, as_of=str(last))

    return answer(table, tally, finish)


def _tally(register: Register, table: Cells, now: int, roles: Roles, basis: str) -> Tally:
    """Nights of each cell, and whose."""
    held = register.table("interventions")
    parent = held.parent
    mine = concerns(register, basis) & role_mask(register, roles)[parent]
    mine &= held["kind"] == InterventionKind.SHELTERED_HOUSING.place
    stays = np.flatnonzero(mine)
    case = parent[stays].astype(np.intp)
    started = held["started"][stays].astype(np.int64)
    ended = _days(held["ended"][stays])
    ready = _days(held["ready"][stays])
    timed = held["ready"][stays] != NO_DAY
    cases = register.table("cases")
    own = cases["municipality"][case]
    where = held["placed_municipality"][stays]
    placed = where >= 0
    outside = placed & (where != at_home(register.names(), where, own))
    person = cases["person"][case].astype(np.int64)
    alone = unlinkable(register)[case]
    places = table.of(register)
    days = DeliveredDays.of(table, register.names(), by_unit=True)
    office = days.office(register, case)
    sums = {name: np.zeros(table.size, np.int64) for name in ("nights", *_TOLD)}
    for span, (start, end) in enumerate(zip(table.starts, table.ends, strict=True)):
        begins, ends = np.maximum(started, start), np.minimum(ended, min(now, int(end) + 1))
        nights = days.between(office, begins, ends)
        late = days.between(office, np.maximum(begins, ready), ends)
        there = np.flatnonzero(nights > 0)
        cell, which = places.place(
            case[there],
            np.full(there.size, span, np.int32),
            hung=stays[there],
            day=days.from_day(office[there], begins[there]).astype(np.int32),
        )
        at = there[which]
        sums["nights"] += table.sums(cell, nights[at])
        sums["stays"] += table.sums(cell)
        of_each = {
            "placed": nights * placed,
            "outside": nights * outside,
            "timed": nights * timed,
            "after_ready": late * timed,
        }
        for name, told in of_each.items():
            some, (whose, *_) = told[at] > 0, _PARTS[name]
            sums[name] += table.sums(cell, told[at])
            sums[whose] += table.sums(cell[some][_once(cell[some], person[at][some])])
        once = _once(cell, person[at])
        sums["persons"] += table.sums(cell[once])
        sums["n_unlinkable"] += table.sums(cell[once][alone[at][once]])
    return sums


def _once(cell: NDArray[Any], person: Whole) -> NDArray[np.intp]:
    """A row of each person in each cell."""
    first: NDArray[np.intp] = np.unique(np.stack([cell, person]), axis=1, return_index=True)[1]
    return first


def _days(column: NDArray[np.int32]) -> Whole:
    """Days as numbers; one that isn't there lies behind all others."""
    return np.where(column == NO_DAY, _LAST, column).astype(np.int64)


def _finished(
    table: Cells,
    sums: Tally,
    provisions: list[Provision] | None,
    now: int,
    by: By,
    **asked: Any,
) -> Counts:
    """The nights with what stands beside them."""
    columns: dict[str, NDArray[Any]] = {name: sums[name] for name in _TOLD}
    states = {
        name: table.state_of(need)
        for parts, need in ((("placed", "outside"), _PLACED), (("timed", "after_ready"), _READY))
        for part in parts
        for name in (part, _PARTS[part][0])
    }
    notes: list[Note] = [*table.lacks(_PLACED & _READY, "partly_told")]
    columns["places"], columns["place_nights"], states["places"] = _supplied(table, provisions, now)
    states["place_nights"] = np.maximum(states["places"], table.state)
    numbers, told, told_notes = _requests(table, by)
    columns |= numbers
    states |= told
    notes += told_notes
    all_states = {**dict.fromkeys(("value", *_TOLD), table.state), **states}
    operands = {"value": sums["nights"], **columns}
    for name, (part, whole) in _SHARES.items():
        k, n = operands[part].astype(np.float64), operands[whole].astype(np.float64)
        columns[name] = np.divide(k, n, out=np.full(table.size, np.nan), where=n > 0)
        states[name] = np.maximum(all_states[part], all_states[whole])
    there = states["occupancy"] == State.VALUE
    if (columns["occupancy"][there] > 1).any():
        notes.append(Note("shelter_above_places"))
    refused = states["share_refused"] == State.VALUE
    if (columns["share_refused"][refused] > 1).any():
        notes.append(Note("shelter_refused_above"))
    counted = Figure(FigureKind.COUNT)
    return Counts.over(
        table.grid("shelter", Note("shelter_is_what_is_seen"), *notes, **asked),
        value=sums["nights"],
        columns=columns,
        states=states,
        figures={
            **dict.fromkeys(("value", "stays"), Figure(FigureKind.COUNT, days_of="persons")),
            "persons": Figure(FigureKind.PERSONS, distinct=True),
            "n_unlinkable": Figure(FigureKind.PERSONS, part_of="persons"),
            **{
                part: Figure(FigureKind.COUNT, part_of=whole, days_of=whose)
                for part, (whose, whole, _) in _PARTS.items()
            },
            **{
                whose: Figure(FigureKind.PERSONS, distinct=True, part_of=persons)
                for whose, _, persons in _PARTS.values()
            },
            **dict.fromkeys(_REQUESTS, counted),
            **dict.fromkeys(("places", "place_nights"), Figure(FigureKind.LABEL)),
            **{name: Figure(FigureKind.SHARE, ratio_of=pair) for name, pair in _SHARES.items()},
        },
        unit="nights",
        adds_over=table.single,
    )


def _supplied(
    table: Cells, provisions: list[Provision] | None, now: int
) -> tuple[Whole, NDArray[np.float64], NDArray[np.int8]]:
    """Places of each cell, those times its days, and whether they are known."""
    nothing = np.zeros(table.size, np.int64)
    lacking = np.full(table.size, State.NOT_REPORTED, np.int8)
    if provisions is None or any(
        axis.members is None and axis.name not in TIME for axis in table.axes
    ):
        return nothing, nothing.astype(np.float64), lacking
    known, places, nights = places_of(table, provisions, now)
    return places, nights, np.where(known, State.VALUE, lacking).astype(np.int8)


def _also_of_contacts(axis: Axis) -> Axis:
    """The axis with its row of what isn't recorded where contacts lack it too, so that none is lost."""
    own = axis.lacking
    if own is None or axis.name not in _OF_CONTACTS:
        return axis

    def lacking(register: Register) -> Whole:
        rows = register.contact_rows
        held = rows.stored.root
        kinds = [kind.place for kind in _REQUESTS.values()]
        asked = rows.counted & np.isin(held["kind"], kinds) & (held[axis.name] < 0)
        number = own(register).copy()
        number[axis.labels[-axis.last :].tolist().index(NOT_RECORDED)] += np.count_nonzero(asked)
        return number

    return attrs.evolve(axis, lacking=lacking)


def _requests(
    table: Cells, by: By
) -> tuple[dict[str, Whole], dict[str, NDArray[np.int8]], tuple[Note, ...]]:
    """How many asked for shelter and what came of it, where that is told, and what is to be said."""
    nobody = np.full(table.size, State.NOT_REPORTED, np.int8)
    numbers = {name: np.zeros(table.size, np.int64) for name in _REQUESTS}
    if any(axis.members is None and axis.name not in (*TIME, *_OF_CONTACTS) for axis in table.axes):
        return numbers, dict.fromkeys(_REQUESTS, nobody), ()
    grouped: Any = by if isinstance(by, Mapping) else dict.fromkeys(by_names(by))
    own = {name: labels for name, labels in grouped.items() if labels is not None}
    named = [name for name in grouped if name not in own]
    strata: By = {**dict.fromkeys(named), **own, "kind": None} if own else (*named, "kind")
    made = contacts(table.source, table.period, by=strata)
    names = [axis.name for axis in table.axes]
    rows = {
        labels: row
        for row, labels in enumerate(
            zip(*(made.strata[name].tolist() for name in (*names, "kind")), strict=True)
        )
    }
    states = {name: nobody.copy() for name in _REQUESTS}
    cells = zip(*(table.labels[name].tolist() for name in names), strict=True) if names else [()]
    for cell, labels in enumerate(cells):
        for name, kind in _REQUESTS.items():
            row = rows.get((*labels, kind.value))
            if row is not None:
                states[name][cell] = made.state[row]
                numbers[name][cell] = made.value[row]
    return numbers, states, made.notes
