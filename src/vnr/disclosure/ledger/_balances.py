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


def days_of(result: Result, places: Mapping[str, Any]) -> Iterator[tuple[int, int]]:
    """The place of each number of nights or days, and of the persons whose they are."""
    for name, at in places.items():
        whose = result.figure(name).days_of
        if whose is not None and whose in places:
            both = zip(at.tolist(), places[whose].tolist(), strict=True)
            yield from (pair for pair in both if min(pair) >= 0)


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
