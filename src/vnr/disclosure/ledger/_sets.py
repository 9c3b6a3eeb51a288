"""Values of which one case may have several: what ties them to how many cases there are (flerval)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import attrs

from vnr.disclosure.ledger._book import Book
from vnr.disclosure.ledger._delivered import Holders
from vnr.disclosure.ledger._meaning import Cell, Meaning, cell_of
from vnr.disclosure.ledger._parted import total_of_some
from vnr.disclosure.ledger._tabled import Table

__all__ = ["over_roles", "summed", "totals_of", "within_total"]

_OF_CASES: Final = {
    "count": {"value"},
    "detection": {"original", "intake", "known", "n", "n_later_spell", "n_not_mature"},
}
"""By rule the figures that count cases: of a person's several some may lack what others have."""
_ROLE: Final = "role"
_ADULT: Final = "exposed_adult"
_AGE: Final = "age_group"
_CHILD: Final = "0-17"
_SETS: Final = frozenset({"form", "context"})
"""Strata of sets that a case has one of; rows of other tables may lack a value beside others."""


def totals_of(book: Book, holders: Mapping[Meaning, Holders]) -> Iterator[Table]:
    """Of tables split by sets, how many cases are in each cell that they split, printed or not.

    Nobody prints it, but each has a value or is in the row without one.
    """
    for table in [*book.tables]:
        for name in table.sensitive.intersection(table.strata) - table.adds_over:
            groups: dict[Cell, dict[str, str]] = {}
            covered: dict[Cell, float] = defaultdict(float)
            every = False
            for at, cell, delivered in table.cells:
                left = {one: label for one, label in cell.items() if one != name}
                groups[cell_of(left)] = left
                if at is not None:
                    covered[cell_of(left)] = max(covered[cell_of(left)], delivered)
                    every |= cell[name] == "not_recorded"
            if not every:
                continue
            places: list[int | None] = []
            for group, labels in groups.items():
                lack = holders[table.meaning].lack(table, labels)
                named = (table.label, table.figure, labels)
                if group not in covered:
                    places.append(None)
                elif lack:
                    places.append(total_of_some(book, holders[table.meaning], table, labels, lack))
                else:
                    places.append(book.number((table.meaning, group), None, named))
            yield attrs.evolve(
                table,
                strata=tuple(one for one in table.strata if one != name),
                places=places,
                labels=[*groups.values()],
                covered=[covered[group] for group in groups],
                sensitive=table.sensitive - {name},
                public=False,
            )


def summed(
    book: Book,
    table: Table,
    members: Sequence[int],
    margin: Mapping[str, str],
    loose: Sequence[str],
) -> list[int]:
    """The numbers of each value of what doesn't add up, over all that does."""
    alike: dict[Cell, list[int]] = defaultdict(list)
    of = dict(zip(table.places, table.labels, strict=True))
    for at in members:
        alike[cell_of({name: of[at][name] for name in loose})].append(at)
    summed = []
    for value, each in alike.items():
        if len(each) > 1:
            labels = {**dict(value), **margin}
            named = (table.label, table.figure, labels)
            total = book.number((table.meaning, cell_of(labels)), book.sum(each), named)
            book.add(total, each)
            each = [total]  # noqa: PLW2901
        summed += each
    return summed


def within_total(
    book: Book, meaning: Meaning, total: int, members: Sequence[int], loose: Sequence[str]
) -> None:
    """Tie the numbers of values of which one case may have several to the number of cases."""
    without = [at for at in members if "not_recorded" in _values(book, at, loose)]
    if len(without) == 1 and len(members) > 1 and _is_of_cases(meaning, loose):
        # Who has no value has none of the others, so these lie within what is left.
        having = [at for at in members if at not in without]
        _, figure, labels = book.called[total]
        named = (book.called[without[0]][0], f"{figure} − not_recorded", labels)
        left = book.left(total, without)
        recorded = book.number(("recorded", total, without[0]), left, named)
        book.add(total, [*without, recorded])
        for one in having:
            book.at_most(one, [recorded])
        book.at_most(recorded, having)
        return
    for one in members:
        book.at_most(one, [total])
    if [*loose] == [_ROLE] and _counts_cases(meaning):
        # Each case has a role, and hardly any has two: who sees them agree supposes it.
        left = book.sum([total], members)
        if left is None or left <= 0:
            book.at_most(total, members)
        if left == 0:
            book.add(total, members)
    # Who has none of the values is in the total too, unless they have a row.
    if without:
        book.at_most(total, members)


def _values(book: Book, at: int, loose: Sequence[str]) -> list[str]:
    return [book.called[at][2].get(name, "") for name in loose]


def _is_of_cases(meaning: Meaning, loose: Sequence[str]) -> bool:
    """Whether cases are counted, by one set of values that each has; a person has several cases."""
    return _counts_cases(meaning) and len(loose) == 1 and loose[0] in _SETS


def _counts_cases(meaning: Meaning) -> bool:
    of = dict(meaning.asked).get("of", "case")
    return meaning.figure in _OF_CASES.get(meaning.rule, ()) and of == "case"


def over_roles(book: Book) -> None:
    """Tie adults by role to those by age, where they are as many: everybody supposes the same."""
    ages: dict[tuple[Meaning, Cell], list[int]] = defaultdict(list)
    adults: dict[tuple[Meaning, Cell], int] = {}
    for at, (meaning, labels) in book.cells.items():
        left = cell_of({name: one for name, one in labels.items() if name not in (_ROLE, _AGE)})
        if labels.get(_ROLE) == _ADULT and _AGE not in labels:
            adults[meaning, left] = at
        elif _ROLE not in labels and labels.get(_AGE, _CHILD) != _CHILD:
            ages[meaning, left].append(at)
    for key, at in adults.items():
        if ages[key] and book.sum([at], ages[key]) == 0:
            book.add(at, ages[key])
