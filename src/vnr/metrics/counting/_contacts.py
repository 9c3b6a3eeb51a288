"""How many contacts without identity or decision: counted beside cases, never added to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr import model
from vnr.errors import DataError, UnknownNameError
from vnr.metrics.choices import By
from vnr.metrics.ground import (
    PLACES,
    TIME,
    Axis,
    Cells,
    Need,
    answer,
    axes,
    by_names,
    cells_along,
    check_source,
)
from vnr.model import Period
from vnr.register import CONTACTS, Register
from vnr.results import Counts, Figure, Note, State

if TYPE_CHECKING:
    from vnr.model import PeriodLike
    from vnr.register import Source, Tally
    from vnr.results import Grid

__all__ = ["contacts"]

Codes = NDArray[np.int32]

_CODED: Final[dict[str, type[model.Vocabulary]]] = {
    "kind": model.ContactKind,
    "unit": model.Unit,
    "role": model.Role,
    "provider": model.Provider,
}
_DISTRICT: Final = "district"
_NOT_RECORDED: Final = "not_recorded"
_STRATA: Final = (*PLACES, *TIME, *_CODED, _DISTRICT)
_TABLE: Final = CONTACTS.root
_CHOSEN: Final = {"roles": "role"}


def contacts(source: Source, period: PeriodLike, *, by: By = ()) -> Counts:
    """Number of contacts without identity or decision (antal kontakter).

    Support without an individual assessment, often without recording who: nobody's, and no case's.
    Nothing adds them to cases or persons. Each is counted once, in the kind it was delivered as: a
    request for shelter and what came of it are two.

    A contact stands in a cell if its whole period lies there. What sums up a quarter can't be
    split into months: the months that it crosses are not reported, with a note, and nothing is
    guessed. The same goes for a period asked about that a contact lies in only in part.

    Parameters
    ----------
    source : Register or Source
        With the contacts and their coverage.
    period : Period, year or text
        What is asked about; a time stratum splits it.
    by : str, tuple of str, or mapping of str to mapping
        Strata: kind, municipality, county, county_part, unit, district, role, provider, year,
        quarter, month; or groups of municipalities of your own.

    Returns
    -------
    Counts
        Every cell of the strata over the covered municipalities. Where the table ``contacts``
        isn't delivered a cell is not reported; delivered and empty is 0. Of a register chosen by
        what contacts don't have, such as sex, none can be told.

    Raises
    ------
    UnknownNameError
        If a stratum isn't known.
    DataError
        If labels by row are given: the rows are those of cases.

    Examples
    --------
    >>> from vnr.model import Contact, ContactKind, Period
    >>> from vnr.register import Register
    >>> january = Period.parse("2026-01-01/2026-01-31")
    >>> clinic = [Contact("0484", january, ContactKind.ADVICE, 12)]
    >>> register = Register.from_cases([], observed=2026, contacts=clinic)
    >>> int(contacts(register, january)), contacts(register, "2026", by="month").value[:2]
    (12, array([12,  0]))
    """
    check_source(source)
    period = Period.of(period)
    names = by_names(by)
    own = {name: by[name] for name in names} if isinstance(by, Mapping) else {}
    asked = [_axis(source, name, own.get(name)) for name in names]
    usual = {name: own.get(name) for name in names if name not in (*_CODED, _DISTRICT)}
    known = iter(axes(source, period, usual))
    whole = tuple(axis or next(known) for axis in asked)
    need = Need(tables=_TABLE) & Need(fields=[f"{_TABLE}.{name}" for name in _fields(source)])
    table = cells_along(source, period, whole, need=need)
    return answer(table, lambda part: _tally(part, table), _finished)


def _fields(source: Source) -> list[str]:
    """The fields of contacts by which the source is chosen; without one none is known to be."""
    chosen = [_CHOSEN.get(name, name) for name in source.selection]
    return [name for name in chosen if name in ("unit", "role", "provider", _DISTRICT)]


def _untold(source: Source) -> list[str]:
    """What the source is chosen by and contacts don't have."""
    chosen = [_CHOSEN.get(name, name) for name in source.selection]
    return [name for name in chosen if name not in (*PLACES, *_CODED, _DISTRICT)]


def _axis(source: Source, name: str, own: Any) -> Axis | None:
    """The stratum of a field of contacts; None for one of time or place."""
    if name not in (*_CODED, _DISTRICT):
        if own is not None and not hasattr(own, "items"):
            raise DataError(f"the labels of {name} are by row of cases, and contacts are none")
        if own is None and name not in _STRATA:
            raise UnknownNameError("stratum of contacts", name, _STRATA)
        return None
    if own is not None:
        raise DataError(f"{name} is a stratum of contacts; call yours something else")
    if name == "kind":
        return Axis(name, np.array([member.value for member in model.ContactKind]))
    codes = [member.value for member in _CODED[name]] if name in _CODED else districts(source)

    def lacking(register: Register) -> NDArray[np.int64]:
        held = register.table(_TABLE)[name][register.contact_rows.counted]
        return np.array([np.count_nonzero(held < 0)])

    need = Need(fields=f"{_TABLE}.{name}")
    return Axis(name, np.array([*codes, _NOT_RECORDED]), lacking=lacking, last=1, need=need)


def districts(source: Source) -> list[str]:
    """The districts that contacts name, or whose delivery the coverage tells of, sorted."""
    return sorted({*source.names("contact_district"), *source.coverage.districts})


def _tally(register: Register, table: Cells) -> Tally:
    """Contacts in each cell, and how many cross it."""
    rows = np.flatnonzero(register.contact_rows.counted)
    held = register.table(_TABLE)
    first, last = (table.span(held[name][rows]) for name in ("start", "end"))
    number = held["number"][rows].astype(np.int64)
    places = {axis.name: _places(register, axis, rows) for axis in table.axes}
    start, end = held["start"][rows], held["end"][rows]
    inside = np.ones(rows.size, bool)
    for place in places.values():
        inside &= place >= 0
    delivery = table.delivery(register, of=_TABLE)
    if delivery is not None:
        # Theirs who didn't deliver what is asked for are in no total either, as a note says.
        inside &= delivery.of(rows, start) | delivery.of(rows, end)
    within = inside & (first == last) & (first >= 0)
    value = np.zeros(table.size, np.int64)
    np.add.at(value, _cell(table, places, first)[within], number[within])
    crossing = np.zeros(table.size, np.int64)
    for span, (begins, ends) in enumerate(zip(table.starts, table.ends, strict=True)):
        crosses = inside & ~within & (start <= ends) & (end >= begins) & (number > 0)
        cell = _cell(table, places, np.full(rows.size, span, np.int32))
        np.add.at(crossing, cell[crosses], 1)
    return {"value": value, "crossing": crossing}


def _cell(table: Cells, places: dict[str, Codes], span: Codes) -> NDArray[np.int64]:
    """The flat cell of each row; of rows outside any."""
    cell = np.zeros(span.size, np.int64)
    for axis in table.axes:
        cell *= axis.labels.size
        cell += span if axis.name in TIME else places[axis.name]
    return cell


def _places(register: Register, axis: Axis, rows: NDArray[np.intp]) -> Codes:
    """The place of each row on an axis; -1 outside the table, 0 on that of time."""
    held, stored = register.table(_TABLE), register.contact_rows.stored
    if axis.name in TIME:
        return np.zeros(rows.size, np.int32)
    last = np.int32(axis.labels.size - 1)
    if axis.name in _CODED:
        codes = held[axis.name][rows].astype(np.int32)
        return np.where(codes < 0, last, codes)
    number = {label: place for place, label in enumerate(axis.labels.tolist())}
    if axis.name == _DISTRICT:
        named = [value.decode() for value in stored.dictionaries[_DISTRICT].tolist()]
        lookup = np.array([*(number[name] for name in named), last], np.int32)
        return lookup[held[_DISTRICT][rows]]
    members = axis.members or {}
    of = [number.get(members.get(code, ""), -1) for code in stored.municipalities]
    return np.array([*of, -1], np.int32)[held["municipality"][rows]]


def _finished(table: Cells, sums: Tally) -> Counts:
    grid, crossed = table.grid("contacts"), sums["crossing"] > 0
    untold = _untold(table.source)
    adds_over = table.single
    if untold:
        grid = _unreported(grid, np.ones(table.size, bool), Note("contacts_not_chosen"))
    elif crossed.any():
        grid = _unreported(grid, crossed, Note("contacts_crossing"))
        # What lies across months is in the year, so that they don't add up to it.
        adds_over -= set(TIME)
    if not any(axis.name == "kind" for axis in table.axes):
        grid = grid.saying(Note("contacts_together"))
    return Counts.over(
        grid,
        value=sums["value"],
        figures={"value": Figure("count")},
        unit="contacts",
        adds_over=adds_over,
    )


def _unreported(grid: Grid, which: NDArray[np.bool_], note: Note) -> Grid:
    states = np.where(which, State.NOT_REPORTED, grid.state)
    return attrs.evolve(grid, state=states).saying(note)
