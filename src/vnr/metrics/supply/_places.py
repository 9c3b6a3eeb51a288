"""Places in sheltered housing: how many each cell of a table has, and for how many nights."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from vnr.metrics.ground import TIME, Cells
from vnr.metrics.supply._answers import ALL, answers
from vnr.metrics.supply._delivered_days import DeliveredDays
from vnr.model import InterventionKind, Provision, ProvisionKind, ProvisionState, board_members
from vnr.register import Provisions, day_number

__all__ = ["places_of"]

_SERVICE: Final = ProvisionKind.SERVICE.value
_SHELTER: Final = InterventionKind.SHELTERED_HOUSING.value
Shelters = Mapping[tuple[str, str], Provision]
"""What is told of sheltered housing, by municipality and whom it is meant for."""

_EPOCH: Final = date(1970, 1, 1)


def places_of(
    table: Cells, provisions: Iterable[Provision], now: int
) -> tuple[NDArray[np.bool_], NDArray[np.int64], NDArray[np.float64]]:
    """Whether each cell's places are known, how many there are, and those times the nights.

    Parameters
    ----------
    table : Cells
        Cells by places and time alone.
    provisions : iterable of Provision
        What municipalities answered.
    now : int
        The day up to which nights are known.

    Returns
    -------
    known, places, nights
        Each of shape ``(cells,)``: places in the cell's last year; places times the days that
        were delivered. Known where each municipality that delivered told of its places.
    """
    every = Provisions.of(provisions)
    years = {span.year for row in _spans(table, now) for span, _ in row}
    told = years.intersection(every.column("year").tolist())
    by_year = {year: answers(every, year).records(_SERVICE, _SHELTER) for year in sorted(told)}
    if not by_year:
        answers(every, min(years))
    codes = table.source.coverage.municipalities
    share = table.source.coverage.share(codes, table.starts, table.ends, clauses=table.need.clauses)
    delivered = DeliveredDays.of(table, codes)
    known = np.ones(table.size, bool)
    places, nights = np.zeros(table.size, np.int64), np.zeros(table.size)
    together = _together(table, codes)
    for place, code in enumerate(codes):
        for span, pieces in enumerate(_spans(table, now)):
            if not share[place, span]:
                continue
            cells = _cells(table, code, span)
            last = 0
            for day, days in pieces:
                number = _places(by_year.get(day.year), code, together[code])
                known[cells] &= number is not None
                last = number or 0
                start = day_number(day)
                nights[cells] += last * delivered.between(place, start, start + days)
            places[cells] += last
    return known, places, nights


def _spans(table: Cells, now: int) -> Iterator[list[tuple[date, int]]]:
    """For each span the years it has, each by a day of it, with its nights up to a day."""
    for start, end in zip(table.starts.tolist(), table.ends.tolist(), strict=True):
        first = _EPOCH + timedelta(start)
        after = min(_EPOCH + timedelta(now), _EPOCH + timedelta(end + 1))
        pieces = []
        while True:
            until = min(after, date(first.year + 1, 1, 1))
            pieces.append((first, max((until - first).days, 0)))
            if until >= after:
                break
            first = until
        yield pieces


def _cells(table: Cells, code: str, span: int) -> NDArray[np.bool_]:
    """Which cells a municipality stands in, in a span."""
    mask = np.ones(table.shape or (1,), bool)
    for at, axis in enumerate(table.axes):
        labels: Mapping[str, Any] = axis.members or {}
        here = (
            np.arange(axis.labels.size) == span
            if axis.name in TIME
            else axis.labels == labels.get(code)
        )
        mask &= here.reshape([-1 if place == at else 1 for place in range(len(table.axes))])
    return mask.reshape(-1)


def _together(table: Cells, codes: Iterable[str]) -> dict[str, frozenset[str]]:
    """For each municipality those that stand in a cell with it, itself among them."""
    labels = next((axis.members for axis in table.axes if axis.members is not None), None) or {}
    groups: dict[str, set[str]] = {}
    for code in codes:
        groups.setdefault(labels.get(code, ""), set()).update(board_members(code))
    return {code: frozenset(groups[labels.get(code, "")]) for code in codes}


def _places(told: Shelters | None, label: str, together: frozenset[str]) -> int | None:
    """Places of a municipality, or of a joint board's; None where they aren't known."""
    if told is None:
        return None
    numbers = [_of_one(told, code, together) for code in board_members(label)]
    return None if None in numbers else sum(number or 0 for number in numbers)


def _of_one(told: Shelters, code: str, together: frozenset[str]) -> int | None:
    mine = {meant: one for (place, meant), one in told.items() if place == code}
    # What is said of all holds before what is said of some.
    records = [mine[ALL]] if ALL in mine else [*mine.values()]
    numbers = [
        _told(one, code, together) for one in records if one.state is not ProvisionState.NOT_ASKED
    ]
    return None if not numbers or None in numbers else sum(number or 0 for number in numbers)


def _told(one: Provision, code: str, together: frozenset[str]) -> int | None:
    """Places of one answer; those of a joint one are of all together, and stand with the first."""
    if one.state is ProvisionState.HAS_NOT:
        return 0
    if not together.issuperset(one.answered_for):
        return None
    return one.places if code == one.municipality or one.places is None else 0
