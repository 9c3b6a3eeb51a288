"""What numbers of several choices of municipalities leave of one another: a county less some of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from vnr.disclosure.ledger._book import Book
from vnr.disclosure.ledger._delivered import days_told
from vnr.disclosure.ledger._meaning import Cell, Meaning, cell_of
from vnr.disclosure.ledger._tabled import Table

__all__ = ["by_region"]

Places = frozenset[str]
Within = Mapping[tuple[str, str], Mapping[str, str]]
_NEVER = (0, 0)


def by_region(book: Book, within: Within) -> None:
    """Tie the numbers of overlapping choices of municipalities to those of what they divide.

    Of a county, and of some of its municipalities that were chosen alone, the others are what is
    left when all of these are taken from it, and not only each.
    """
    found: dict[tuple[Meaning, Cell], dict[Places, int]] = defaultdict(dict)
    chosen: dict[tuple[Meaning, Cell], set[Any]] = defaultdict(set)
    adds: set[Meaning] = set()
    for table in book.tables:
        base = book.selections.base(table.meaning)
        if base is None:
            continue
        if table.meaning.adds_over_places or "municipality" in table.adds_over:
            adds.add(base)
        for at, labels, _ in table.cells if table.delivered else ():
            own = {name: one for name, one in labels.items() if not _is_place(name, within)}
            if at is not None and (places := _places(book, table, labels, within)):
                key = base, cell_of(own)
                if found[key].setdefault(places, at) != at:
                    book.add(found[key][places], [at])
                chosen[key].add(cell_of({n: str(c) for n, c in _choice(book, table).items()}))
    for (base, cell), numbers in found.items():
        if base in adds and len(chosen[base, cell]) > 1:
            _divide(book, (base, dict(cell)), numbers)


def _divide(book: Book, cell: tuple[Meaning, dict[str, str]], numbers: dict[Places, int]) -> None:
    """Each number is the sum of the regions that no other divides."""
    base, labels = cell
    held: dict[tuple[bool, ...], set[str]] = defaultdict(set)
    for code in frozenset[str]().union(*numbers):
        held[tuple(code in places for places in numbers)].add(code)
    regions = [frozenset(codes) for codes in held.values()]
    told = dict(numbers)
    for places, total in sorted(numbers.items(), key=lambda one: len(one[0])):
        parts = [region for region in regions if region <= places]
        if parts == [places]:
            continue
        untold = [region for region in parts if region not in told]
        for region in untold:
            others = [told[one] for one in parts if one in told]
            left = book.left(total, others) if len(untold) == 1 else None
            name = (*book.called[total][:2], labels)
            key = ("region", base, cell_of(labels), region)
            told[region] = book.number(key, left, name)
        book.add(total, [told[region] for region in parts])


def _is_place(name: str, within: Within) -> bool:
    return name == "municipality" or any(name == wide for _, wide in within)


def _choice(book: Book, table: Table) -> Mapping[str, Any]:
    return table.choice or book.selections.choice(table.meaning)


def _places(book: Book, table: Table, labels: Mapping[str, str], within: Within) -> Places:
    """The municipalities that a number is of; none where nobody says."""
    span = days_told(labels["period"]) or _NEVER
    codes = {
        code
        for code, days in table.delivered.items()
        if any(first < span[1] and span[0] < end for one in days.values() for first, end in one)
    }
    homes = {wide: lies for (narrow, wide), lies in within.items() if narrow == "municipality"}
    homes["municipality"] = {code: code for code in codes}
    asked = [({labels[name]}, name) for name in homes if name in labels]
    asked += [(set(its), name) for name, its in _choice(book, table).items()]
    return frozenset(
        code for code in codes if all(homes[name].get(code) in its for its, name in asked)
    )
