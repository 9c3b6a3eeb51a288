"""Follow-ups and interventions by code in each cell, counted in stretches side by side."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.metrics.choices import Roles
from vnr.metrics.following._status import (
    STATUSES,
    Moment,
    cases_of,
    ends_of,
    excusing,
    spell_when_due,
    status_of,
)
from vnr.metrics.ground import (
    NEVER,
    TIME,
    Cells,
    Delivery,
    Need,
    concerns,
    never_for_none,
    role_mask,
    spells,
)
from vnr.metrics.intervals import Clustering, Clusters, Packing, Whose
from vnr.register import NO_DAY, run_starts, stretches

if TYPE_CHECKING:
    from vnr.register import Register, Tally

__all__ = [
    "CLOSED_EARLY",
    "CODES",
    "DONE_THOUGH_CLOSED",
    "EXEMPT",
    "FOLLOWED",
    "OBSERVED",
    "YOUNG",
    "first_done",
    "stages",
    "tally_codes",
]

DayArray = NDArray[np.int32]
Whole = NDArray[np.int64]
Mask = NDArray[np.bool_]
Row = tuple[NDArray[np.int32], NDArray[Any], NDArray[np.int8]]

OBSERVED_DAYS: Final = 180
"""An intervention is judged by its first so many days."""

CODES: Final = 8
"""Codes that a row may have, of each table."""
CLOSED_EARLY: Final = STATUSES.index("closed_early")
DONE_THOUGH_CLOSED: Final = len(STATUSES)
"""A follow-up has its place in `STATUSES`, or this: closed early, and done all the same."""
YOUNG, OBSERVED, FOLLOWED, EXEMPT = range(4)
"""Stage of an intervention: not observed long enough; observed but not followed up, or followed
up; excused before it could be. Its code is twice that, and one more if anything was planned."""
_STRETCH: Final = 1 << 18
_THREADS: Final = min(4, os.cpu_count() or 1)
_OUTSIDE: Final = np.int32(-(1 << 30))


def tally_codes(
    register: Register,
    table: Cells,
    moment: Moment,
    roles: Roles,
    basis: str,
    judged: dict[str, list[int]],
    denominator: str,
    clustering: Clustering,
    done: Need,
) -> Tally:
    """Follow-ups by status and interventions by code in each cell, and sums by cluster of one.

    Those of interventions that concern the basis. Where `done` isn't delivered nothing is judged,
    but what was planned is counted.
    """
    place = _placed(register, table, roles)
    judging = table.delivery(register, done)
    whose = clustering.whose(register) if clustering.name else None
    mine = concerns(register, basis)
    rows = max(register.table(name).height for name in ("follow_ups", "interventions"))
    # numpy lets go of the interpreter while it works: stretches of rows, and then blocks of
    # cells, are counted side by side.
    with _AtOnce() if rows <= _STRETCH else ThreadPoolExecutor(_THREADS) as pool:
        waiting = {
            name: _counting(
                pool,
                coded,
                judged[name],
                table.size,
                clustering,
                whose if name == denominator else None,
            )
            for name, coded in (
                ("due", _follow_ups(register, place, moment, mine, judging)),
                ("started", _interventions(register, place, moment, mine, judging)),
            )
        }
        sums = {name: count() for name, count in waiting.items()}
    tally: dict[str, NDArray[Any]] = {name: number for name, (number, _) in sums.items()}
    for _, clustered in sums.values():
        tally |= clustered
    return tally


class _AtOnce(Executor):
    """No threads: to start one takes longer than to count a stretch of rows."""

    def submit(self, call: Callable[..., Any], /, *given: Any, **named: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(call(*given, **named))
        return future


@attrs.frozen(eq=False)
class _Place:
    """Where rows of a table stand.

    Attributes
    ----------
    keys
        `CODES` for each cell of a case and one more, but for time and kind; below zero outside.
        One array for each combination of values that a case may hold several of.
    spans
        What each day of the period adds to it, with a last one for every other day.
    first
        First day of the period.
    steps
        What each intervention adds to it; None without strata of interventions.
    delivery
        Of which cases, and when, what is needed was delivered; None if of all.
    """

    keys: list[NDArray[np.int32]]
    spans: NDArray[np.int32]
    first: np.int32
    steps: NDArray[np.int32] | None
    delivery: Delivery | None

    def of(self, case: NDArray[Any], days: DayArray, interventions: Any) -> Iterator[Any]:
        """Key of each row, 0 outside, for every combination of values a case may hold."""
        # Without sign a day before the first lies far behind the last, as every other outside.
        since = (days - self.first).view(np.uint32)
        more = self.spans.take(np.minimum(since, np.uint32(self.spans.size - 1)))
        if self.steps is not None:
            more += self.steps[interventions]
        if self.delivery is not None:
            np.putmask(more, ~self.delivery.of(case, days), _OUTSIDE)
        for keys in self.keys:
            key = keys.take(case)
            key += more
            yield np.maximum(key, 0, out=key)


def _placed(register: Register, table: Cells, roles: Roles) -> _Place:
    places, cases = table.of(register), register.table("cases").height
    rows = np.flatnonzero(register.counted & role_mask(register, roles))
    rows = rows[places.inside(rows)]
    nothing = np.zeros(rows.size, np.int32)
    keys = []
    for piece in places.spread(rows, nothing):
        for cell, chosen in _apart(*piece):
            of_case = np.full(cases, _OUTSIDE)
            of_case[rows[chosen]] = CODES * (cell + 1)
            keys.append(of_case)
    steps = places.steps()
    days = np.arange(table.starts[0], table.ends[-1] + 1, dtype=np.int32)
    spans = np.append(np.int32(CODES * table.stride(TIME)) * table.span(days), _OUTSIDE)
    return _Place(
        keys,
        spans,
        table.starts[0],
        None if steps is None else (CODES * steps).astype(np.int32),
        places.delivery,
    )


def _apart(cell: Whole, chosen: NDArray[Any]) -> Iterator[tuple[Whole, NDArray[Any]]]:
    """The same in pieces, in none of which a row stands twice."""
    if (chosen[1:] > chosen[:-1]).all():
        yield cell, chosen
        return
    order = np.argsort(chosen, kind="stable")
    cell, chosen = cell[order], chosen[order]
    starts = np.flatnonzero(run_starts(chosen))
    times = np.diff(np.append(starts, chosen.size))
    for time in range(int(times.max(initial=1))):
        piece = starts[times > time] + time
        yield cell[piece], chosen[piece]


def _counting(
    pool: Executor,
    stretches: list[Callable[[], Iterator[Row]]],
    judged: list[int],
    size: int,
    clustering: Clustering,
    whose: Whose | None,
) -> Callable[[], tuple[Whole, dict[str, NDArray[Any]]]]:
    """Begin to count the codes in each cell; what is given back waits for the numbers.

    `judged` says of each code whether it hits (1), doesn't (0), or isn't judged (-1); with
    `whose`, the clusters of the cases, the judged are summed by them. The numbers have shape
    ``(cells, codes)``.
    """
    hits = np.array(judged, np.int8)
    packing = Packing(size, whose.width if whose else 1)

    def counted(coded: Callable[[], Iterator[Row]]) -> tuple[Whole, list[list[NDArray[Any]]], Any]:
        number = np.zeros((size + 1) * CODES, np.int64)
        packed: list[list[NDArray[Any]]] = []
        crossing: Any = 0
        for key, case, code in coded():
            number += np.bincount(key + code, minlength=number.size)
            if whose is not None:
                hit = hits.take(code)
                held = np.flatnonzero((hit >= 0) & (key >= CODES))
                if whose.label is not None:
                    label = whose.label.take(case.take(held))
                    with_label = label >= 0
                    here = held[with_label]
                    crossing = crossing + clustering.crossing(
                        key.take(here) // CODES - 1, label[with_label], hit.take(here), 1, size
                    )
                    held = held[~with_label]
                cell = key.take(held) // CODES - 1
                packed.append(
                    packing.pack(cell, whose.inside.take(case.take(held)), hit.take(held))
                )
        return number, packed, crossing

    begun = [pool.submit(counted, coded) for coded in stretches]

    def finished() -> tuple[Whole, dict[str, NDArray[Any]]]:
        number = np.zeros((size + 1) * CODES, np.int64)
        keys: list[list[NDArray[Any]]] = [[np.empty(0, np.int32)] for _ in range(packing.blocks)]
        crossing: Any = np.zeros((size, 2, len(clustering.labels)), np.int64)
        for counting in begun:
            of_stretch, packed, of_labels = counting.result()
            number += of_stretch
            crossing = crossing + of_labels
            for blocks in packed:
                for block, packed_keys in zip(keys, blocks, strict=True):
                    block.append(packed_keys)
        by_cell = number.reshape(-1, CODES)[1:]
        if whose is None:
            return by_cell, {}
        sums = Clusters.concat(pool.map(packing.sums, range(packing.blocks), keys))
        return by_cell, clustering.added(sums, None if whose.label is None else crossing)

    return finished


def _follow_ups(
    register: Register, place: _Place, moment: Moment, mine: Mask, judging: Delivery | None
) -> list[Callable[[], Iterator[Row]]]:
    """Key, case and code of the follow-ups, for each stretch of them."""
    follow_ups, case = register.table("follow_ups"), cases_of(register)
    interventions, ends = register.table("interventions"), ends_of(register, moment)
    starts = interventions["started"]
    spell = spell_when_due(register, moment)

    def coded(stretch: slice) -> Iterator[Row]:
        due, cases, of = follow_ups["due"][stretch], case[stretch], follow_ups.parent[stretch]
        done = follow_ups["done"][stretch]
        code = status_of(due, done, starts.take(of), spell[stretch], moment, ends)
        early = np.flatnonzero(code == CLOSED_EARLY)
        early = early[never_for_none(done[early]) <= moment.as_of]
        code[early] = DONE_THOUGH_CLOSED
        counts = mine.take(of)
        if judging is not None:
            counts &= judging.of(cases, due)
        for key in place.of(cases, due, of):
            yield key * counts, cases, code

    return [partial(coded, some) for some in stretches(follow_ups.height, least=_STRETCH)]


def _interventions(
    register: Register, place: _Place, moment: Moment, mine: Mask, judging: Delivery | None
) -> list[Callable[[], Iterator[Row]]]:
    """Key, case and code of the interventions: planned, observed long enough, and followed."""
    interventions = register.table("interventions")
    done, planned = first_done(register)
    leaving = _leaving(register)

    def coded(stretch: slice) -> Iterator[Row]:
        started, cases = interventions["started"][stretch], interventions.parent[stretch]
        last = started + np.int32(OBSERVED_DAYS)
        observed = last <= moment.as_of
        if judging is not None:
            observed &= judging.of(cases, started)
        stage = observed.astype(np.int8)
        stage += observed & (done[stretch] <= last)
        few = np.flatnonzero(observed & leaving.take(cases))
        left = _left(register, cases[few], started[few], last[few])
        stage[few[left]] = EXEMPT
        for key in place.of(cases, started, stretch):
            yield key * mine[stretch], cases, planned[stretch] + 2 * stage

    return [partial(coded, some) for some in stretches(interventions.height, least=_STRETCH)]


def _leaving(register: Register) -> Mask:
    """Cases that closed by death or moving, or whose person ever died or moved away."""

    def make() -> Mask:
        persons, table = register.table("persons"), spells(register)
        gone = (persons["died"] != NO_DAY) | (persons["moved_out"] != NO_DAY)
        return gone[register.table("cases")["person"]] | table.any(excusing(register) != NEVER)

    return register.remembered("leaving", make)


def _left(register: Register, case: NDArray[Any], first: DayArray, last: DayArray) -> Mask:
    """Who died or moved away between two days of a case, both included."""
    persons, person = register.table("persons"), register.table("cases")["person"][case]
    spell = spells(register).begun(case, last)
    days = (persons["died"][person], persons["moved_out"][person], excusing(register)[spell])
    return np.any([(day >= first) & (day <= last) for day in days], axis=0)


def stages(codes: Whole, *stage: int) -> Whole:
    """Number of interventions of some stages in each cell; of all if none is named."""
    wanted = np.isin(np.arange(CODES) // 2, stage or range(CODES))
    return codes[:, wanted].sum(axis=1)


def first_done(register: Register) -> tuple[DayArray, NDArray[np.bool_]]:
    """First day each intervention was followed up (`NEVER` if not), and whether any was planned."""
    return register.remembered("first done", lambda: _first_done(register))


def _first_done(register: Register) -> tuple[DayArray, NDArray[np.bool_]]:
    follow_ups = register.table("follow_ups")
    done = follow_ups["done"]
    begins = follow_ups.begins
    planned = begins[1:] > begins[:-1]
    # One that has none finds what another has, or what stands last.
    first = np.minimum.reduceat(never_for_none(np.append(done, np.int32(NO_DAY))), begins[:-1])
    np.putmask(first, ~planned, NEVER)
    return first, planned
