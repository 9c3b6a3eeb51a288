"""Cells that differ in one stratum only, and add up as a metric declares (balanser)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any

from vnr.disclosure.ledger._meaning import cell_of
from vnr.results import Balance, Result

__all__ = ["balances_of", "days_of"]

Weighed = tuple[int, list[int], bool]


def balances_of(
    result: Result, places: Mapping[str, Any], labels: Sequence[Mapping[str, str]]
) -> Iterator[Weighed]:
    """The place of each number that is declared to add up from others, theirs, and if exactly."""
    for name in places:
        for balance in result.figure(name).balances:
            beside: dict[Hashable, dict[str, int]] = defaultdict(dict)
            for cell, own in enumerate(labels):
                others = {key: label for key, label in own.items() if key != balance.stratum}
                beside[cell_of(others)][own.get(balance.stratum, "")] = cell
            for cells in beside.values():
                yield from _weighed(name, balance, places, cells)


def days_of(
    result: Result, places: Mapping[str, Any], called: Mapping[Hashable, int]
) -> Iterator[tuple[int, int]]:
    """The place of each number of nights or days, and of the persons whose they are; -1 if unknown.

    What is left of nights of which others are a part is of those at least who have none of these.
    """
    for name, at in places.items():
        figure = result.figure(name)
        if figure.days_of == "":
            yield from ((place, -1) for place in at.tolist() if place >= 0)
        own = places.get(figure.days_of or "")
        if own is None:
            continue
        yield from (pair for pair in zip(at.tolist(), own.tolist(), strict=True) if min(pair) >= 0)
        nights = places.get(figure.part_of or "")
        if nights is None:
            continue
        persons = places.get(result.figure(figure.part_of or "").days_of or "")
        if persons is None:
            continue
        numbers = (at, own, nights, persons)
        for part, some, whole, every in zip(*(one.tolist() for one in numbers), strict=True):
            left = called.get(("rest", whole, part), -1)
            alone = called.get(("rest", every, some), -1)
            if min(left, alone) >= 0:
                yield left, alone


def _weighed(
    name: str, balance: Balance, places: Mapping[str, Any], cells: Mapping[str, int]
) -> Iterator[Weighed]:
    def at(figure: str, label: str) -> int:
        known = figure in places and label in cells
        return int(places[figure][cells[label]]) if known else -1

    # What nobody reports in a cell isn't counted there.
    whole = at(name, balance.label)
    parts = [one for one in (at(*part) for part in balance.addends) if one >= 0]
    if whole >= 0 and parts and all(part[0] in places for part in balance.addends):
        yield whole, parts, balance.exact
