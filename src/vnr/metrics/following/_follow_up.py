"""Do we follow up? The share of planned follow-ups done, and of interventions followed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError
from vnr.metrics.following._shares import laid, shares
from vnr.metrics.following._status import (
    Asked,
    asked_of,
    cases_of,
    define_asked,
    status_of,
)
from vnr.metrics.ground import NEVER, TIME, By, Cells, Days, Roles, Window, lay_out, role_mask
from vnr.metrics.intervals import Clusters, Packing
from vnr.register import NO_DAY
from vnr.results import Definition, Estimate, Note, Provenance

if TYPE_CHECKING:
    from vnr.model import Period
    from vnr.register import Register

__all__ = ["first_done", "follow_up"]

DayArray = NDArray[np.int32]
Whole = NDArray[np.int64]
Codes = NDArray[np.int8]
Row = tuple[NDArray[np.int32], NDArray[Any], Codes]

_STATUS_COLUMNS: Final = ("on_time", "late", "missed", "n_closed_early", "n_exempt", "n_pending")

OBSERVED_DAYS: Final = 180
"""An intervention is judged by its first so many days."""

_PLANNED, _OBSERVED, _FOLLOWED = 1, 2, 4
_CODES: Final = 8
"""Codes that a row may have, of each table: more than there are statuses."""
_STRETCH: Final = 1 << 18
_THREADS: Final = min(4, os.cpu_count() or 1)
_OUTSIDE: Final = np.int32(-(1 << 30))


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
    asked = asked_of(register, as_of, tolerance)
    table = lay_out(register, period, by, hung="intervention")
    place = _placed(register, table, roles)
    said = define_asked(
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
    due_hits = {"on_time": (0,), "done": (0, 1)}[numerator]
    clustered = denominator if cluster else None
    person = register.table("cases")["person"]
    width = register.table("persons").rows
    # numpy lets go of the interpreter while it works: stretches of rows, and then blocks of
    # cells, are counted side by side.
    with ThreadPoolExecutor(_THREADS) as pool:
        (planned, due), (begun, started) = (
            count()
            for count in [
                _counting(pool, rows, judged, table.size, person if own else None, width)
                for rows, judged, own in (
                    (
                        _follow_ups(register, place, asked),
                        [1 if c in due_hits else 0 if c <= 2 else -1 for c in range(_CODES)],
                        clustered == "due",
                    ),
                    (
                        _interventions(register, place, asked),
                        [bool(c & _FOLLOWED) if c & _OBSERVED else -1 for c in range(_CODES)],
                        clustered == "started",
                    ),
                )
            ]
        )
    return _estimate(table, planned, begun, due or started, denominator, numerator, said)


@attrs.frozen(eq=False)
class _Place:
    """Where rows of a table stand.

    Attributes
    ----------
    keys
        `_CODES` for each cell of a case and one more, but for time and kind; below zero outside.
        One array for each combination of values that a case may hold several of.
    parts
        What each day of the period adds to it, with a last one for every other day.
    first
        First day of the period.
    step
        What the next kind of intervention adds to it; 0 without such a stratum.
    """

    keys: list[NDArray[np.int32]]
    parts: NDArray[np.int32]
    first: np.int32
    step: int

    def of(self, case: NDArray[Any], days: DayArray, kind: Callable[[], Any]) -> Iterator[Any]:
        """Key of each row, 0 outside, for every combination of values a case may hold."""
        # Without sign a day before the first lies far behind the last, as every other outside.
        since = (days - self.first).view(np.uint32)
        more = self.parts.take(np.minimum(since, np.uint32(self.parts.size - 1)))
        if self.step:
            more += np.int32(self.step) * kind()
        for keys in self.keys:
            found = keys.take(case)
            found += more
            yield np.maximum(found, 0, out=found)


def _placed(register: Register, table: Cells, roles: Roles) -> _Place:
    everybody = np.arange(register.table("cases").rows)
    counted = register.counted & role_mask(register, roles)
    rows = np.flatnonzero(counted & table.inside(everybody))
    nothing = np.zeros(rows.size, np.int32)
    found = []
    for cell, held in table.place(rows, nothing, nothing):
        keys = np.full(everybody.size, _OUTSIDE)
        keys[rows[held]] = _CODES * (cell + 1)
        found.append(keys)
    days = np.arange(table.starts[0], table.ends[-1] + 1, dtype=np.int32)
    parts = np.append(np.int32(_CODES * table.stride(TIME)) * table.part(days), _OUTSIDE)
    return _Place(found, parts, table.starts[0], _CODES * table.stride(("intervention",)))


def _stretches(rows: int) -> Iterator[slice]:
    """A stretch of rows at a time, so that what is worked on stays close at hand."""
    for first in range(0, rows, _STRETCH):
        yield slice(first, min(first + _STRETCH, rows))


def _counting(
    pool: ThreadPoolExecutor,
    stretches: Iterator[Callable[[], Iterator[Row]]],
    judged: list[int],
    size: int,
    person: NDArray[Any] | None,
    width: int,
) -> Callable[[], tuple[Whole, Clusters | None]]:
    """Begin to count the codes in each cell; what is given back waits for the numbers.

    `judged` says of each code whether it hits (1), doesn't (0), or isn't judged (-1); with
    `person`, that of each case, the judged are summed by it. The numbers have shape
    ``(codes, cells)``.
    """
    hits = np.array(judged, np.int8)
    packing = Packing(size, max(width, 1))

    def counted(rows: Callable[[], Iterator[Row]]) -> tuple[Whole, list[list[NDArray[Any]]]]:
        number = np.zeros((size + 1) * _CODES, np.int64)
        packed = []
        for key, case, code in rows():
            number += np.bincount(key + code, minlength=number.size)
            if person is not None:
                hit = hits.take(code)
                held = np.flatnonzero((hit >= 0) & (key >= _CODES))
                cell = key.take(held) // _CODES - 1
                packed.append(packing.pack(cell, person.take(case.take(held)), hit.take(held)))
        return number, packed

    begun = [pool.submit(counted, rows) for rows in stretches]

    def finished() -> tuple[Whole, Clusters | None]:
        number = np.zeros((size + 1) * _CODES, np.int64)
        keys: list[list[NDArray[Any]]] = [[np.empty(0, np.int32)] for _ in range(packing.blocks)]
        for one in begun:
            own, packed = one.result()
            number += own
            for blocks in packed:
                for block, found in zip(keys, blocks, strict=True):
                    block.append(found)
        tally = number.reshape(-1, _CODES)[1:].T
        if person is None:
            return tally, None
        return tally, Clusters.concat(pool.map(packing.sums, range(packing.blocks), keys))

    return finished


def _follow_ups(
    register: Register, place: _Place, asked: Asked
) -> Iterator[Callable[[], Iterator[Row]]]:
    """Key, case and status of the follow-ups, for each stretch of them."""
    follow_ups, case = register.table("follow_ups"), cases_of(register)
    kinds = register.table("interventions")["kind"]

    def rows(part: slice) -> Iterator[Row]:
        due, cases = follow_ups["due"][part], case[part]
        status = status_of(due, follow_ups["done"][part], cases, asked)
        for key in place.of(cases, due, partial(kinds.take, follow_ups.parent[part])):
            yield key, cases, status

    for part in _stretches(follow_ups.rows):
        yield partial(rows, part)


def _interventions(
    register: Register, place: _Place, asked: Asked
) -> Iterator[Callable[[], Iterator[Row]]]:
    """Key, case and code of the interventions: planned, observed long enough, and followed."""
    interventions = register.table("interventions")
    done, planned = first_done(register)

    def rows(part: slice) -> Iterator[Row]:
        started, cases = interventions["started"][part], interventions.parent[part]
        last = started + np.int32(OBSERVED_DAYS)
        observed = (last <= asked.as_of).view(np.int8)
        followed = observed & (done[part] <= last)
        code = planned[part] + _OBSERVED * observed + _FOLLOWED * followed
        kind = partial(interventions["kind"].__getitem__, part)
        for key in place.of(cases, started, kind):
            yield key, cases, code

    for part in _stretches(interventions.rows):
        yield partial(rows, part)


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


def _estimate(
    table: Cells,
    planned: Whole,
    begun: Whole,
    sums: Clusters | None,
    denominator: str,
    numerator: str,
    said: tuple[Definition, Provenance],
) -> Estimate:
    """The figure of each cell: clustered if the sums by person are given, else plain."""
    columns: dict[str, NDArray[Any]] = dict(zip(_STATUS_COLUMNS, planned, strict=False))
    due = columns["on_time"] + columns["late"] + columns["missed"]
    code = np.arange(len(begun))
    interventions, with_plan, started, followed = (
        begun[code & bit == bit].sum(axis=0) for bit in (0, _PLANNED, _OBSERVED, _FOLLOWED)
    )
    share = np.full(table.size, np.nan)
    np.divide(with_plan, interventions, out=share, where=interventions > 0)
    k, n, waiting = {
        "due": (due - columns["missed"], due, columns["n_pending"]),
        "started": (followed, started, interventions),
    }[denominator]
    if denominator == "due" and numerator == "on_time":
        k = columns["on_time"]
    return shares(
        laid(table),
        k,
        n,
        said=said,
        columns={
            "due": due,
            **columns,
            "interventions": interventions,
            "planned": with_plan,
            "started": started,
            "followed": followed,
            "share_planned": share,
        },
        sums=sums,
        waiting=waiting,
        notes=(Note("planning_counts"),),
    )
