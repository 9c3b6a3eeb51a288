"""What ties the same numbers split in several ways: by place, by time, by what was asked, by cut-off."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import combinations, pairwise
from typing import Any, Final

import attrs

from vnr.disclosure.ledger._book import Book
from vnr.disclosure.ledger._delivered import Holders, Lack, days_told
from vnr.disclosure.ledger._meaning import Cell, Meaning, cell_of
from vnr.disclosure.ledger._parted import by_town, of_left_out, total_of_some
from vnr.disclosure.ledger._questions import relate_questions
from vnr.disclosure.ledger._regions import by_region
from vnr.disclosure.ledger._sets import over_roles, summed, totals_of, within_total
from vnr.disclosure.ledger._tabled import Span, Table
from vnr.model import board_members, place_of

__all__ = ["relate"]

_CODE: Final = 4
"""Characters of a municipality's code, of which the first two are its county's."""

_PLACES: Final = ("municipality", "county", "county_part")

_AGE: Final = "age_group"
_AGES: Final = re.compile(r"(\d+)(?:-(\d+)|\+)")
_OLDEST: Final = 1000


def relate(book: Book, whole_below: int = 0) -> None:
    """Tie the numbers of a book by all that follows from what they are numbers of.

    Parameters
    ----------
    book : Book
        The numbers.
    whole_below : int
        Of groups below it must not be known that all lie in one cell of what is sensitive.
    """
    book.curves.relate()
    alike: dict[Meaning, list[Table]] = defaultdict(list)
    for table in book.tables:
        alike[table.meaning].append(table)
    within = _places_within(book.tables)
    holders = {
        meaning: Holders(tables, within, book.selections.choice(meaning))
        for meaning, tables in alike.items()
    }
    for table in [*totals_of(book, holders)]:
        alike[table.meaning].append(table)
    for meaning, tables in alike.items():
        of = holders[meaning]
        # Totals that nobody prints are of those who delivered most.
        tables.sort(key=lambda table: -max(table.covered, default=1.0))
        for table in tables:
            # Every split has a total, printed or not.
            _margin(book, of, table, [one for one in table.strata if one not in table.adds_over])
        for one, other in combinations(tables, 2):
            common = [name for name in one.strata if name in other.strata]
            _margin(book, of, one, common)
            _margin(book, of, other, common)
            for finer, coarser in ((one, other), (other, one)):
                for place, wider in _nested(finer, coarser, within):
                    lies = (place, wider, within[place, wider])
                    _margin(book, of, finer, [*common, wider], lies)
                    _margin(book, of, coarser, [*common, wider])
        for labels in [*of.parted.values()]:
            for table in tables:
                named = {"municipality", *labels} - {"period"}
                if "municipality" in table.strata:
                    _margin(book, of, table, [one for one in table.strata if one in named])
        by_town(book, meaning, of)
    by_region(book, within)
    _over_time(book)
    _over_ages(book)
    over_roles(book)
    relate_questions(book)
    _between_cutoffs(book)
    for table in book.tables:
        for name in table.sensitive & set(table.strata):
            _outside(book, holders[table.meaning], table, name, whole_below)
    _drop_told_twice(book)


Within = dict[tuple[str, str], dict[str, str]]


def _places_within(tables: Sequence[Table]) -> Within:
    """For each two strata of places, in which of the wider each of the narrower lies."""
    lies: dict[str, dict[str, str]] = {"county": {}}
    codes: set[str] = set()
    for table in tables:
        for name, members in table.groups.items():
            lies.setdefault(name, {}).update(members)
            codes |= set(members)
        codes |= {cell["municipality"] for cell in table.labels if "municipality" in cell}
        codes |= table.left_out | table.delivered.keys()
    for code in codes:
        each = board_members(code)
        if all(len(one) == _CODE and one.isdigit() for one in each):
            lies["county"].setdefault(code, place_of(code, lambda one: one[:2]))
        for members in lies.values():
            known = all(one in members for one in each)
            members.setdefault(code, place_of(code, members.__getitem__) if known else "")
    within: Within = {}
    for wide, holds in lies.items():
        for narrow, members in ({"municipality": {code: code for code in codes}} | lies).items():
            inside: dict[str, set[str]] = defaultdict(set)
            for code, label in members.items():
                inside[label].add(holds.get(code, ""))
            if narrow != wide:
                whole = {label: of for label, (of, *more) in inside.items() if not more}
                within[narrow, wide] = {label: of for label, of in whole.items() if label and of}
    return within


def _nested(finer: Table, coarser: Table, within: Within) -> Iterable[tuple[str, str]]:
    """Which stratum of places of the one lies within which of the other."""
    for (place, wider), lies in within.items():
        apart = place in finer.strata and wider in coarser.strata and wider not in finer.strata
        if apart and {cell[place] for cell in finer.labels} <= set(lies):
            yield place, wider


def _lacks(
    table: Table,
    dropped: Sequence[str],
    margin: Mapping[str, str],
    place: tuple[str, str, Mapping[str, str]] | None,
) -> bool:
    """Whether a total holds municipalities that have no row."""
    if not table.left_out or "municipality" not in dropped:
        return False
    if place is None or place[0] != "municipality":
        return True
    return any(place[2].get(code) == margin[place[1]] for code in table.left_out)


def _margin(
    book: Book,
    holders: Holders,
    table: Table,
    kept: Sequence[str],
    place: tuple[str, str, Mapping[str, str]] | None = None,
) -> None:
    """Tie a table's numbers to the totals over all strata but some."""
    dropped = [name for name in table.strata if name not in kept]
    if not dropped:
        return
    places = {*_PLACES, *table.groups}.intersection(dropped)
    groups, coarse, less = _grouped(book, table, dropped, places, place)
    adds = set(dropped) <= table.adds_over
    for margin, members in groups.items():
        lacking = table.partial or not table.is_whole(coarse[margin])
        without = not lacking and _lacks(table, dropped, coarse[margin], place)
        lacking |= without
        lack = Lack() if lacking else holders.lack(table, coarse[margin])
        most = max(book.covered.get(at, 1.0) for at in members)
        known = book.place.get((table.meaning, margin))
        if lack:
            value = book.sum(members) if adds else None
            known = total_of_some(book, holders, table, coarse[margin], lack, value)
            if adds:
                book.add(known, members)
                continue
        else:
            lacking |= margin in less
            lacking |= not places and book.covers_more((table.meaning, margin), most)
        if adds and lacking and (table.label, known) not in book.told_by:
            # Of rows without their total nobody says that they are all.
            if known is not None:
                labels = coarse[margin]
                name = (book.called[known][0], f"{table.figure} − {table.label}", labels)
                left = book.left(known, members)
                rest = book.number(("others", known, *members), left, name)
                book.add(known, [*members, rest])
                if without and not holders.lack(table, labels) and margin not in less:
                    of_left_out(book, table, labels, place, rest)
        elif adds:
            name = (table.label, table.figure, coarse[margin])
            total = book.number((table.meaning, margin), book.sum(members), name)
            book.cells.setdefault(total, (table.meaning, coarse[margin]))
            if not places:
                book.covered.setdefault(total, most)
            book.add(total, members)
            if book.certain.issuperset(members):
                book.certain.add(total)
        elif known is not None:
            loose = [name for name in dropped if name not in table.adds_over]
            if lacking and (table.label, known) not in book.told_by:
                # Of some of the values nothing follows but that each lies within.
                for one in members:
                    book.at_most(one, [known])
                continue
            parts = (
                members if lacking or lack else summed(book, table, members, coarse[margin], loose)
            )
            within_total(book, table.meaning, known, parts, loose)


def _grouped(
    book: Book,
    table: Table,
    dropped: Sequence[str],
    places: Collection[str],
    place: tuple[str, str, Mapping[str, str]] | None,
) -> tuple[dict[Cell, list[int]], dict[Cell, dict[str, str]], set[Cell]]:
    """The numbers of each cell of a coarser split, its labels, and where rows are less than are known."""
    groups: dict[Cell, list[int]] = defaultdict(list)
    coarse: dict[Cell, dict[str, str]] = {}
    less: set[Cell] = set()
    for at, cell, covered in table.cells:
        kept_labels = {name: label for name, label in cell.items() if name not in dropped}
        own = kept_labels | {name: cell[name] for name in places}
        if place is not None:
            kept_labels = {place[1]: place[2][cell[place[0]]]} | kept_labels
        margin = cell_of(kept_labels)
        if places and book.covers_more((table.meaning, cell_of(own)), covered):
            less.add(margin)
        if at is None:
            continue
        groups[margin].append(at)
        coarse[margin] = kept_labels
    return groups, coarse, less


def _outside(book: Book, holders: Holders, table: Table, name: str, whole_below: int) -> None:
    """How many of each small group lie outside of a cell that may hold all of them."""
    groups: dict[Cell, list[int]] = defaultdict(list)
    for at, cell in zip(table.places, table.labels, strict=True):
        if at is not None:
            groups[cell_of({one: cell[one] for one in cell if one != name})].append(at)
    for group, members in groups.items():
        key = (table.meaning, group)
        less = holders.lack(table, dict(group))
        if less or book.covers_more(key, max(book.covered.get(at, 1.0) for at in members)):
            continue  # who isn't in the table may lie anywhere
        named: tuple[str, str, Mapping[str, str]] = (table.label, table.figure, dict(group))
        if name in table.adds_over and not table.partial:
            book.add(book.number(key, book.sum(members), named), members)
        total = book.place.get(key)
        if total is None or (book.known[total] and not 0 < book.values[total] < whole_below):
            continue
        for at in members:
            if at not in book.certain and book.sum([total], [at]) in (0, None):
                _, figure, labels = book.called[at]
                named = (table.label, f"{book.called[total][1]} − {figure}", labels)
                rest = book.number(("outside", total, at), book.sum([total], [at]), named)
                book.add(total, [at, rest])
                book.outside[rest] = at


def _named(book: Book) -> Iterable[tuple[Meaning, dict[str, str], int]]:
    """Each number of a cell by all that it is called, also by other choices of places."""
    for key, at in [*book.place.items()]:
        match key:
            case (Meaning() as meaning, tuple() as cell) if at in book.cells:
                yield meaning, dict(cell), at


def _over_time(book: Book) -> None:
    """Tie spans that hold or overlap one another."""
    spans: dict[tuple[Meaning, Cell], dict[Span, int]] = defaultdict(dict)
    for meaning, labels, at in _named(book):
        span = days_told(labels.get("period", ""))
        left = cell_of({name: one for name, one in labels.items() if name != "period"})
        if span is not None:
            spans[meaning, left][span] = at
    for (meaning, left), numbers in spans.items():
        if len(numbers) < 2:
            continue
        if meaning in book.timed or meaning.adds_over_time:
            _by_pieces(book, (meaning, dict(left)), "period", numbers, _in_days)
        elif dict(meaning.asked).get("measure") != "stock" and meaning.rule == "count":
            for (one, held), (other, holds) in combinations(numbers.items(), 2):
                for (inner, less), (outer, more) in (
                    ((one, held), (other, holds)),
                    ((other, holds), (one, held)),
                ):
                    if outer[0] <= inner[0] and inner[1] <= outer[1]:
                        book.at_most(less, [more])


def _over_ages(book: Book) -> None:
    """Tie age groups that hold or overlap one another, where everybody is of one age."""
    spans: dict[tuple[Meaning, Cell], dict[Span, int]] = defaultdict(dict)
    for table in book.tables:
        for at, cell in zip(table.places, table.labels, strict=True):
            span = _ages(cell.get(_AGE, ""))
            if at is not None and span is not None and _AGE in table.adds_over:
                left = cell_of({name: one for name, one in cell.items() if name != _AGE})
                spans[table.meaning, left][span] = at
    for (meaning, left), numbers in spans.items():
        _by_pieces(book, (meaning, dict(left)), _AGE, numbers, _in_years)


def _by_pieces(
    book: Book,
    cell: tuple[Meaning, dict[str, str]],
    stratum: str,
    numbers: dict[Span, int],
    write: Callable[[Span], str],
) -> None:
    """Each span is the sum of what no other span divides."""
    meaning, labels = cell
    pieces = [*pairwise(sorted({edge for span in numbers for edge in span}))]
    used = {
        span: [piece for piece in pieces if span[0] <= piece[0] and piece[1] <= span[1]]
        for span in numbers
    }
    places = dict(numbers)
    name = book.called[next(iter(numbers.values()))][:2]
    for span, held in sorted(used.items(), key=lambda one: len(one[1])):
        if len(held) == 1:
            continue
        unknown = [piece for piece in held if piece not in places]
        for piece in unknown:
            others = [places.get(one) for one in held if one != piece]
            # What is left of a span where it alone isn't told.
            value = (
                book.sum([places[span]], [at for at in others if at is not None])
                if len(unknown) == 1
                else None
            )
            told = labels | {stratum: write(piece)}
            value = None if value is not None and value < 0 else value
            at = book.number((meaning, cell_of(told)), value, (*name, told))
            places[piece] = at
        book.add(places[span], [places[piece] for piece in held])


def _in_days(span: Span) -> str:
    return f"{date.fromordinal(span[0])}–{date.fromordinal(span[1] - 1)}"


def _ages(label: str) -> Span | None:
    found = _AGES.fullmatch(label)
    if found is None:
        return None
    first, last = found.groups()
    return int(first), _OLDEST if last is None else int(last) + 1


def _in_years(span: Span) -> str:
    return f"{span[0]}+" if span[1] == _OLDEST else f"{span[0]}-{span[1] - 1}"


def _between_cutoffs(book: Book) -> None:
    """What the same number differs by at two cut-offs is a number of its own, where both are told.

    Of one that isn't told nothing follows: records are added, mended and taken away.
    """
    named, kinds = [*_named(book)], defaultdict[Meaning, set[Meaning]](set)
    for meaning in {meaning for meaning, _, _ in named}:
        kinds[attrs.evolve(meaning, cutoff="")].add(meaning)
    several = {one: kind for kind, alike in kinds.items() if len(alike) > 1 for one in alike}
    cells: dict[Any, dict[str, int]] = defaultdict(dict)
    for meaning, labels, at in named:
        if meaning in several:
            cells[several[meaning], cell_of(labels)][meaning.cutoff] = at
    for places in cells.values():
        told = [places[day] for day in sorted(places) if book.known[places[day]]]
        for earlier, later in combinations(told, 2):
            more = book.values[later] >= book.values[earlier]
            whole, part = (later, earlier) if more else (earlier, later)
            book.rest(whole, part, book.cells[whole][1])


def _drop_told_twice(book: Book) -> None:
    """Leave out equations that follow from others by way of totals between: they make circles."""
    parts: dict[int, list[frozenset[int]]] = defaultdict(list)
    for total, members in book.sums:
        parts[total].append(frozenset(members))
    for total, members in list(book.sums):
        every = frozenset(members)
        for fewer in parts[total]:
            if len(fewer) < len(every) and _spells_out(fewer, every, parts):
                del book.sums[total, members]
                parts[total].remove(every)
                break


def _spells_out(
    fewer: frozenset[int], every: frozenset[int], parts: Mapping[int, list[frozenset[int]]]
) -> bool:
    """Whether totals between, put as what they add up from, are the numbers themselves."""
    spelled: list[int] = []
    for one in fewer:
        spelled += {one} if one in every else next((of for of in parts[one] if of <= every), ())
    return len(spelled) == len(every) and set(spelled) == every
