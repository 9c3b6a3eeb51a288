"""Totals of which some tables hold a part, since not all delivered what those are split by (del av)."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from vnr.disclosure.ledger._book import Book
from vnr.disclosure.ledger._delivered import Holders, Lack
from vnr.disclosure.ledger._meaning import Cell, Meaning, cell_of
from vnr.disclosure.ledger._tabled import Table

__all__ = ["by_town", "total_of_some"]


def total_of_some(
    book: Book,
    holders: Holders,
    table: Table,
    labels: Mapping[str, str],
    lack: Lack,
    value: int | None = None,
) -> int:
    """How many of a cell are in a table of which some lack, as a number of its own.

    The others are what is left of the total, and are those of the municipalities that lack.
    """
    meaning = table.meaning
    key, name = (meaning, cell_of(labels)), (table.label, table.figure, labels)
    there = (*key, lack) in book.place
    some = book.number((*key, lack), value, name)
    if there:
        return some
    total = book.number(key, None, name)
    named = (book.called[total][0], f"{table.figure} − {table.label}", labels)
    rest = book.number(("others", total, some), book.left(total, [some]), named)
    book.add(total, [some, rest])
    if "municipality" in labels:
        return some
    holders.parted[cell_of(labels)] = labels

    def numbers(codes: Sequence[str]) -> list[int]:
        cells = [cell_of(holders.of_town(labels, code)) for code in codes]
        return [book.number((meaning, cell), None, name) for cell in cells]

    whole, partly = numbers(lack.whole), numbers([code for code, _ in lack.partly])
    if not holders.adds:
        book.at_most(rest, [*whole, *partly])
    elif not partly:
        book.add(rest, whole)
    else:
        # What of these the table holds, and what it lacks.
        lacking = book.number(("lacking", total, some), book.left(rest, whole), named)
        book.add(rest, [*whole, lacking])
        both = book.number(("partly", total, some), book.sum(partly), name)
        book.add(both, partly)
        held = book.number(("held", total, some), book.left(both, [lacking]), name)
        book.add(both, [held, lacking])
    return some


def of_left_out(
    book: Book,
    table: Table,
    labels: Mapping[str, str],
    place: tuple[str, str, Mapping[str, str]] | None,
    rest: int,
) -> None:
    """Tie what is left of a total to the numbers of the municipalities without a row.

    Their own reports may tell them. Of whom no number is known they have what is left.
    """
    wider, within = ("", dict[str, str]()) if place is None else (place[1], place[2])
    codes = [one for one in sorted(table.left_out) if within.get(one) == labels.get(wider)]
    own = {name: label for name, label in labels.items() if name != wider}
    told, others = list[int](), list[tuple[Meaning, Cell]]()
    for code in codes:
        cell = {**own, "municipality": code}
        called = [(table.meaning, cell), *book.selections.alike(table.meaning, cell)]
        keys = [(meaning, cell_of(labels)) for meaning, labels in called]
        at = next((book.place[key] for key in keys if key in book.place), None)
        if at is None:
            others.append(keys[0])
        else:
            told.append(at)
    if told or len(others) == 1:
        if others:
            key: Hashable = others[0] if len(others) == 1 else ("others", rest, *told)
            told.append(book.number(key, book.left(rest, told), book.called[rest]))
        book.add(rest, told)


def by_town(book: Book, meaning: Meaning, holders: Holders) -> None:
    """Tie totals of which some tables hold a part to the numbers of each municipality.

    Of whom no number is known they have what is left.
    """
    for cell, labels in holders.parted.items() if holders.adds else ():
        towns = holders.towns(labels)
        keys = {one: (meaning, cell_of(holders.of_town(labels, one))) for one in towns}
        known = [book.place[key] for key in keys.values() if key in book.place]
        others = [one for one, key in keys.items() if key not in book.place]
        total = book.place[meaning, cell]
        if others:
            key = keys[others[0]] if len(others) == 1 else ("others", total, *known)
            name = (*book.called[total][:2], labels)
            known.append(book.number(key, book.left(total, known), name))
        book.add(total, known)
