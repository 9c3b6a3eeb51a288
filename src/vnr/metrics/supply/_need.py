"""Who of the known got something, and of those who didn't, whether it is offered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError, shown
from vnr.frames import plain
from vnr.metrics.choices import By, Roles, ViolenceBasis
from vnr.metrics.ground import (
    CLOSED,
    Cells,
    Need,
    answer,
    cells,
    concerns,
    evidence,
    held_spells,
    role_need,
    spells_of,
    unlinkable,
)
from vnr.metrics.supply._answers import ALL, Answers, Thing, answers
from vnr.model import (
    Group,
    Period,
    Provision,
    ProvisionKind,
    ProvisionState,
    Role,
    board_members,
)
from vnr.register import NO_DAY, day_number
from vnr.results import Counts, Figure, FigureKind, Note, State

if TYPE_CHECKING:
    from vnr.register import Register, Source, Tally

__all__ = ["need"]

Codes = NDArray[np.int8]
Rows = NDArray[Any]

_STATUS: Final = ("used", "declined", "waiting", "offered", "unknown", "lacking")
"""In the order in which they hold: of one person the first that does in any case."""
_USED, _DECLINED, _WAITING, _OFFERED, _UNKNOWN, _LACKING = range(len(_STATUS))
_ALONE: Final = "n_unlinkable"
_TOLD_BY: Final = {
    "interventions.declined": ("declined",),
    "interventions.decided": ("waiting", "days_waiting"),
}
"""The field without which figures can't be told: then those that they are of stand as without."""


def need(
    source: Source,
    day: date,
    provisions: Iterable[Provision] | None = None,
    *,
    roles: Roles = "exposed",
    basis: ViolenceBasis = "known",
    by: By = (),
) -> Counts:
    """Known persons on a day, by what they got, and whether the rest could have (behov och utbud).

    Parameters
    ----------
    source : Register or Source
        The cases.
    day : date
        The day; it lies within what was observed.
    provisions : iterable of Provision, optional
        What municipalities answered; those of the day's year are taken. Without any it isn't
        known of anybody whether there was something.
    roles, basis
        As in `count`.
    by : str, tuple of str, or mapping
        Strata as in `count`, such as role, form or group.

    Returns
    -------
    Counts
        Persons whose case is open on the day and holds the basis by then. Each is one of
        ``used`` (an intervention for violence in that spell started by the day), ``declined``
        (one was offered and declined), ``waiting`` (one is decided and starts later;
        ``days_waiting`` adds their days so far) or ``without``, the first that holds in any of
        their cases. Of those without: ``offered``, where the municipality has a service for one
        of their roles or groups, or for all; ``lacking``, where all such that it answered about
        aren't there; ``unknown`` else. Of a joint board what is so in each of its municipalities. Not reported where interventions weren't delivered;
        ``declined`` and ``waiting`` aren't reported without what tells of them. Where nobody
        delivered that they stand as without; where only some did, the others' ``without`` isn't
        reported either.

    Notes
    -----
    Nothing here is an unmet need: help that isn't recorded with a name isn't seen.

    Raises
    ------
    DataError
        If `day` is none or lies outside what was observed, or provisions contradict each other.

    Examples
    --------
    >>> from vnr.model import Case, Intake, IntakeReason, Person
    >>> from vnr.register import Register
    >>> one = Case(
    ...     "a", Person("p"), "0484", None, Role.EXPOSED_ADULT,
    ...     (Intake(date(2019, 3, 1), IntakeReason.VIOLENCE),),
    ... )
    >>> register = Register.from_cases([one], observed=Period.year(2019))
    >>> need(register, date(2019, 6, 1)).state.tolist()  # no intervention was delivered
    [1]
    """
    asked = plain(day)
    observed = getattr(source, "observed", None)
    if type(asked) is not date:
        raise DataError(f"day must be a date, got {shown(day)}")
    needed = Need(tables=[CLOSED, "interventions"])
    table = cells(source, Period(asked, asked), by, last_day=True, need=role_need(roles) & needed)
    if observed is not None and not observed.start <= asked <= observed.end:
        raise DataError(f"day {asked} lies outside what was observed, {observed.label}")
    matrix = None if provisions is None else answers(provisions, asked.year)
    now = day_number(asked)

    def tally(part: Register) -> Tally:
        return _tally(part, table, now, matrix, roles, basis)

    def finish(table: Cells, sums: Tally) -> Counts:
        status = {name: sums["status"][:, at] for at, name in enumerate(_STATUS)}
        without = ("offered", "lacking", "unknown")
        got = {name: status.pop(name) for name in ("used", "declined", "waiting")}
        columns = {
            **got,
            "without": sum(status[name] for name in without),
            **{name: status[name] for name in without},
            "days_waiting": sums["days"],
            _ALONE: sums[_ALONE],
        }
        persons = Figure(FigureKind.PERSONS)
        states = _states(table, ("without", *without))
        # Of what nobody told there is nobody, which whoever adds up knows.
        told = [name for name in got if (states.get(name, table.state) == State.VALUE).any()]
        return Counts.over(
            table.grid(
                "need",
                Note("need_is_what_is_seen"),
                *table.lacks(Need(fields=_TOLD_BY), "partly_told"),
                roles=roles,
                basis=basis,
                offered=matrix is not None,
            ),
            value=sum(columns[name] for name in (*got, "without")),
            columns=columns,
            states=states,
            figures={
                "value": Figure(FigureKind.PERSONS, sum_of=(*told, "without")),
                "without": Figure(FigureKind.PERSONS, sum_of=without),
                **dict.fromkeys((*got, *without, _ALONE), persons),
                "days_waiting": Figure(FigureKind.COUNT, days_of="waiting"),
            },
            unit="persons",
            adds_over=frozenset({"sex"}) & table.single,
        )

    return answer(table, tally, finish)


def _states(table: Cells, without: tuple[str, ...]) -> dict[str, Codes]:
    """States of what needs a field of its own, and of those without where only others told it."""
    states: dict[str, Codes] = {}
    rest = table.state
    for field, names in _TOLD_BY.items():
        own = table.state_of(Need(fields=field))
        states |= dict.fromkeys(names, own)
        if (own == State.VALUE).any():
            rest = np.maximum(rest, own)
    return states | dict.fromkeys(without, rest)


def _tally(
    register: Register,
    table: Cells,
    now: int,
    matrix: Answers | None,
    roles: Roles,
    basis: str,
) -> Tally:
    held = held_spells(register, basis, roles)
    at = np.flatnonzero((held.start <= now) & (held.end >= now))
    case = held.case[at]
    status, waited = _got(register, now, basis)
    own, days = status[held.spell[at]], waited[held.spell[at]]
    nothing = own == _UNKNOWN
    own[nothing] = _could(register, case[nothing], matrix)
    cell, which = table.of(register).place(
        case, np.zeros(case.size, np.int32), day=np.full(case.size, now, np.int32)
    )
    cases = register.table("cases")
    person = cases["person"][case[which]].astype(np.int64)
    key = cell * (register.table("persons").height + 1) + person
    order = np.lexsort((-days[which], own[which], key))
    first = np.ones(order.size, bool)
    first[1:] = key[order][1:] != key[order][:-1]
    each = order[first]
    chosen = which[each]
    waiting = own[chosen] == _WAITING
    alone = unlinkable(register)[case[chosen]]
    return {
        "status": table.tabulate(cell[each], own[chosen], len(_STATUS)),
        "days": table.sums(cell[each][waiting], days[chosen][waiting]),
        _ALONE: table.sums(cell[each][alone]),
    }


def _got(register: Register, now: int, basis: str) -> tuple[Codes, NDArray[np.int64]]:
    """What the person of each spell got by a day, and for how many days one has waited."""
    given = register.table("interventions")
    spell = spells_of(register, "interventions")
    holds = evidence(register, basis).holds
    status = np.full(holds.size, _UNKNOWN, np.int8)
    waited = np.zeros(holds.size, np.int64)
    decided = (given["decided"] != NO_DAY) & (given["decided"] <= now)
    concerned = concerns(register, basis)
    waiting = concerned & decided & (given["started"] > now)
    np.maximum.at(waited, spell[waiting], now - given["decided"][waiting].astype(np.int64))
    status[spell[waiting]] = _WAITING
    declined = given["declined"].astype(bool) & holds[spell] & (given["for_violence"] != 0)
    status[spell[declined & (decided | (given["started"] <= now))]] = _DECLINED
    status[spell[concerned & (given["started"] <= now)]] = _USED
    return status, waited


def _could(register: Register, case: Rows, matrix: Answers | None) -> Codes:
    """Whether the municipality of each case offers something for its person."""
    cases, names = register.table("cases"), register.names()
    groups = register.table("persons")["groups"][cases["person"][case]]
    told = zip(
        cases["municipality"][case].tolist(),
        cases["roles"][case].tolist(),
        groups.tolist(),
        strict=True,
    )
    known: dict[tuple[int, int, int], int] = {}
    found = np.full(case.size, _UNKNOWN, np.int8)
    if matrix is None:
        return found
    for row, combination in enumerate(told):
        if combination not in known:
            place, role, group = combination
            known[combination] = _offered(matrix, names[place], role, group)
        found[row] = known[combination]
    return found


def _offered(matrix: Answers, municipality: str, roles: int, groups: int) -> int:
    """Whether there is a service for somebody with these roles and groups, as bits."""
    targets = {ALL}
    targets |= {one.value for one in Role if roles >> one.place & 1}
    targets |= {one.value for one in Group if groups >> one.place & 1}
    meant = [
        thing
        for thing in matrix.things
        if thing[0] == ProvisionKind.SERVICE.value and thing[2] in targets
    ]
    # Of a joint board it is known where it is so in each of its municipalities.
    found = {_in_one(matrix, code, meant) for code in board_members(municipality)}
    return found.pop() if len(found) == 1 else _UNKNOWN


def _in_one(matrix: Answers, municipality: str, meant: list[Thing]) -> int:
    states = {matrix.state(municipality, thing) for thing in meant}
    if ProvisionState.HAS in states:
        return _OFFERED
    return _LACKING if states == {ProvisionState.HAS_NOT} else _UNKNOWN
