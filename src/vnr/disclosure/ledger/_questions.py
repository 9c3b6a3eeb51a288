"""What ties the numbers of one cell that differ in what they ask: bases, units, moments, horizons (frågor)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any, Final

import attrs

from vnr.disclosure.ledger._book import Book
from vnr.disclosure.ledger._meaning import Meaning, cell_of

__all__ = ["relate_questions"]

_BASES: Final = ("original", "intake", "known", "any")
_EACH_HAS_A_CASE: Final = frozenset({"person", "household", "matter"})
_WITHIN_OPEN: Final = ("new", "stock", "closed")
"""Moments of a spell that was open in the period."""
_FIRSTS: Final = ("new", "undetermined")
"""Kinds of an episode that no other is known to go before: it begins with a case's first spell."""
_OF_NEW_CASES: Final = frozenset({"assessments_used", "repeats"})
"""Rules that ask about the cases that are new in the period."""
_ITEMS: Final = frozenset({"item", "field"})
"""Strata of questions, each of which is asked of all."""
_DAYS: Final = {"day": 1, "days": 1, "year": 365.25, "years": 365.25}
_LONGER: Final = {
    "detection": ("horizon", "n_not_mature", {"original", "intake", "known", "n"}),
    "follow_up": ("tolerance", "due", {"on_time"}),
}
"""By rule what may be asked for longer, what says that nobody is lost by it, and what holds more then."""


def relate_questions(book: Book) -> None:
    """Tie the numbers of one cell that are asked for in several ways."""
    cells: dict[Any, dict[str, int]] = defaultdict(dict)
    for at, (meaning, labels) in [*book.cells.items()]:
        asked = dict(meaning.asked)
        for name in {"basis", "of", "measure"} & set(asked) if meaning.rule == "count" else ():
            cells[name, _without(meaning, name), cell_of(labels)][asked[name]] = at
        longer, *_ = _LONGER.get(meaning.rule, ("",))
        if longer in asked:
            cells[longer, _without(meaning, longer), cell_of(labels)][asked[longer]] = at
        if "window" in labels:
            left = {name: label for name, label in labels.items() if name != "window"}
            cells["window", meaning, cell_of(left)][labels["window"]] = at
    for (name, meaning, cell), places in cells.items():
        if name == "of" and meaning.figure == "value" and "case" in places:
            # Whoever is counted in a cell has a case there.
            for unit in sorted(_EACH_HAS_A_CASE & set(places)):
                book.within(places[unit], places["case"])
        elif name == "basis" and ("dated_by", "opened") in meaning.asked:
            # By the day a basis was first held, a case may lie in different cells.
            held = [places[basis] for basis in _BASES if basis in places]
            for part, whole in combinations(held, 2):
                _rest(book, whole, part)
        elif name == "measure":
            _moments(book, meaning, places)
        elif name == "window":
            _windows(book, meaning, cell, places, cells)
        elif name in ("horizon", "tolerance"):
            _longer(book, name, meaning, cell, places, cells)
    for at, (meaning, labels) in [*book.cells.items()]:
        _looked_back(book, at, meaning, labels)
        _firsts(book, at, meaning, labels)
        _alike(book, at, meaning, labels)
        _chosen(book, at, meaning, labels)
        if meaning.figure == "used" and labels.get("instrument") == "none":
            _unused(book, at, meaning, labels)
    _asked_of(book)


def _without(meaning: Meaning, name: str) -> Meaning:
    return attrs.evolve(meaning, asked=tuple(one for one in meaning.asked if one[0] != name))


def _rest(book: Book, whole: int, part: int) -> None:
    book.rest(whole, part, book.cells[whole][1])


def _moments(book: Book, meaning: Meaning, places: Mapping[str, int]) -> None:
    """What was open in the period holds what began, what ended, and what is open at its end."""
    if "open" not in places or dict(meaning.asked).get("of") == "episode":
        return
    for one in _WITHIN_OPEN:
        if one in places and (one != "new" or ("dated_by", "basis") in meaning.asked):
            _rest(book, places["open"], places[one])
    if {"stock", "closed"} <= places.keys():
        book.at_most(places["open"], [places["stock"], places["closed"]])


def _by_length(places: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """Each two of what lasts that long, the shorter first."""

    def days(length: str) -> float:
        number, _, unit = length.partition(" ")
        return float(number) * _DAYS[unit]

    told = [one for one in places if one.partition(" ")[2] in _DAYS]
    yield from combinations(sorted(told, key=days), 2)


def _windows(
    book: Book, meaning: Meaning, cell: Any, places: Mapping[str, int], cells: Mapping[Any, Any]
) -> None:
    """Who is looked after for longer is no one else, and who came back sooner came back."""
    if meaning.figure not in ("n", "returned"):
        return
    of = cells.get(("window", attrs.evolve(meaning, figure="n"), cell), {})
    for shorter, longer in _by_length(places):
        alike = {shorter, longer} <= of.keys() and book.sum([of[shorter]], [of[longer]]) == 0
        if meaning.figure == "n":
            _rest(book, places[shorter], places[longer])
        elif alike:
            _rest(book, places[longer], places[shorter])


def _longer(
    book: Book, name: str, meaning: Meaning, cell: Any, places: Mapping[str, int],
    cells: Mapping[Any, Any],
) -> None:  # fmt: skip
    """What is waited for longer holds more, where nobody is left out for it."""
    _, sign, figures = _LONGER[meaning.rule]
    if meaning.figure not in figures:
        return
    beside = cells.get((name, attrs.evolve(meaning, figure=sign), cell), {})
    for shorter, longer in _by_length(places):
        if not {shorter, longer} <= beside.keys():
            continue
        lost = [beside[longer]] if sign == "n_not_mature" else []
        same = book.sum(lost) if lost else book.sum([beside[longer]], [beside[shorter]])
        if same == 0:
            _rest(book, places[longer], places[shorter])


def _looked_back(book: Book, at: int, meaning: Meaning, labels: Mapping[str, str]) -> None:
    """Cases that are looked at up to a horizon are among those counted by their opening."""
    basis = meaning.figure if meaning.rule == "detection" else ""
    if meaning.rule == "screening" and meaning.figure == "n" and labels["step"] == "asked":
        basis = "any"
    if basis not in _BASES:
        return
    asked = {name: one for name, one in meaning.asked if name != "horizon"}
    asked |= {"of": "case", "measure": "new", "dated_by": "opened", "basis": basis}
    whole = _counted(book, meaning, asked, labels, "step")
    if whole is not None:
        _rest(book, whole, at)


def _chosen(book: Book, at: int, meaning: Meaning, labels: Mapping[str, str]) -> None:
    """Cases of a sex, a district or a provider are among all of the same places."""
    for whole, cell in book.selections.wholes(meaning, labels):
        there = book.place.get((whole, cell_of(cell)))
        if there is not None:
            book.rest(there, at, labels)
            return


def _counted(
    book: Book, meaning: Meaning, asked: Mapping[str, str], labels: Mapping[str, str], left: str
) -> int | None:
    """The place of a count in the cell without one of its labels."""
    cell = cell_of({name: label for name, label in labels.items() if name != left})
    return book.place.get((Meaning("count", cell_of(asked), "value", meaning.cutoff), cell))


def _alike(book: Book, at: int, meaning: Meaning, labels: Mapping[str, str]) -> None:
    """What is asked about cases is asked of those that are counted."""
    if meaning.rule not in _OF_NEW_CASES or meaning.figure not in ("n", "n_persons"):
        return
    asked = {"measure": "new", "dated_by": "basis", **dict(meaning.asked)}
    if meaning.figure == "n_persons":
        asked["of"] = "person"
    whole = _counted(book, meaning, asked, labels, "instrument")
    if whole is not None and book.sum([whole], [at]) in (0, None if meaning.figure == "n" else 0):
        book.add(whole, [at])


def _asked_of(book: Book) -> None:
    """Where several questions are asked of as many, they are supposed to be asked of the same."""
    groups: dict[Any, list[int]] = defaultdict(list)
    for at, (meaning, labels) in [*book.cells.items()]:
        for name in _ITEMS & labels.keys() if meaning.figure == "n" else ():
            left = {key: label for key, label in labels.items() if key != name}
            groups[meaning, name, cell_of(left)].append(at)
    for places in groups.values():
        first: dict[int, int] = {}
        for at in places:
            if book.known[at] and first.setdefault(book.values[at], at) != at:
                book.add(first[book.values[at]], [at])


def _firsts(book: Book, at: int, meaning: Meaning, labels: Mapping[str, str]) -> None:
    """Episodes that none goes before are at most as many as the cases that are new."""
    asked = {name: one for name, one in meaning.asked if name not in _OF_EPISODES}
    if labels.get("kind") != _FIRSTS[0] or asked.get("dated_by") != "basis" or _both_sides(asked):
        return
    asked |= {"of": "case", "measure": "new"}
    left = {name: label for name, label in labels.items() if name != "kind"}
    whole = _counted(book, meaning, asked, labels, "kind")
    kinds = [book.place.get((meaning, cell_of({**left, "kind": kind}))) for kind in _FIRSTS]
    firsts = [one for one in kinds if one is not None]
    if whole is None:
        return
    if (book.sum([whole], firsts) or 0) < 0:
        # Whom nobody can link is undetermined each time that one case is opened anew.
        firsts = [at]
    name = (book.called[at][0], " + ".join(_FIRSTS[: len(firsts)]), left)
    together = book.number(("firsts", meaning, cell_of(left)), book.sum(firsts), name)
    book.add(together, firsts)
    book.within(together, whole)


def _unused(book: Book, at: int, meaning: Meaning, labels: Mapping[str, str]) -> None:
    """Of whom no instrument was used none of them was, and of the others one was."""
    whole = book.place.get((attrs.evolve(meaning, figure="n"), cell_of(labels)), -1)
    rest = book.place.get(("rest", whole, at))
    used = [
        place
        for place, (of, cell) in book.cells.items()
        if of == meaning and place != at and {**cell, "instrument": "none"} == labels
    ]
    if rest is not None and used:
        for one in used:
            book.at_most(one, [rest])
        book.at_most(rest, used)


_OF_EPISODES: Final = ("merge_gap", "within", "window")


def _both_sides(asked: Mapping[str, str]) -> bool:
    """Whether one case may begin an episode on each side of the violence."""
    return "perpetrator" in asked.get("roles", "")
