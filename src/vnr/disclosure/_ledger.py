"""From results to one system: which of their figures are numbers of people, and how they add up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any, Final

import attrs
import numpy as np

from vnr.disclosure._system import System
from vnr.errors import DisclosureError
from vnr.model import Period
from vnr.results import Counts, Definition, Estimate, Figure, Result, State

__all__ = ["Ledger", "ledger_of"]

Key = tuple[Any, ...]
Labels = tuple[tuple[str, str], ...]

_TIMES: Final = ("year", "quarter", "month")
_BASES: Final = ("original", "intake", "known", "any")
_EACH_HAS_A_CASE: Final = frozenset({"person", "household", "matter"})
# What changes an interval or the order of cells, and no number.
_BESIDE: Final = ("by", "groups", "cluster", "confidence", "method", "cutoff")


@attrs.frozen(eq=False)
class Ledger:
    """All whole numbers of some results, each once, and where they stand (huvudbok).

    Attributes
    ----------
    system
        The numbers and their relations.
    hidden
        Which numbers stand nowhere as they are: suppressed, or never printed; the system holds 0
        for those suppressed.
    places
        For each result's label, by figure, the place of the number in each cell; -1 where there
        is none.
    weight
        What it costs to hide each.
    called
        For each number the result, figure and cell it is named by.
    """

    system: System
    hidden: np.ndarray[Any, np.dtype[np.bool_]]
    places: Mapping[str, Mapping[str, np.ndarray[Any, np.dtype[np.intp]]]]
    weight: np.ndarray[Any, np.dtype[np.float64]]
    called: Sequence[tuple[str, str, Mapping[str, str]]]

    def names(self, place: int) -> tuple[str, str, dict[str, str]]:
        """Result, figure and cell of a number, its period last."""
        label, figure, labels = self.called[place]
        return label, figure, {name: one for name, one in labels.items() if name != "whole"}


def ledger_of(results: Mapping[str, Result]) -> Ledger:
    """The ledger of results that are shown together.

    Raises
    ------
    DisclosureError
        If a result isn't counts or an estimate, or its numbers contradict one another.
    """
    book = _Book()
    for label, result in results.items():
        if not isinstance(result, (Counts, Estimate)) or type(result) not in (Counts, Estimate):
            raise DisclosureError(
                f"{label} is a {type(result).__name__}: its days tell of single persons; leave it "
                "out, or show counts at a few of its days"
            )
        book.enter(label, result)
    book.relate()
    return book.ledger()


@attrs.frozen(eq=False)
class _Table:
    """One figure of one result: its numbers by cell."""

    meaning: Key
    strata: tuple[str, ...]
    adds_over: frozenset[str]
    cells: list[Key | None]
    labels: list[dict[str, str]]


class _Book:
    def __init__(self) -> None:
        self.place: dict[Key, int] = {}
        self.values: list[int] = []
        self.known: list[bool] = []
        self.called: list[tuple[str, str, dict[str, str]]] = []
        self.printed: set[int] = set()
        self.labels: list[dict[str, str]] = []
        self.sums: dict[tuple[int, tuple[int, ...]], None] = {}
        self.below: list[tuple[int, list[int]]] = []
        self.places: dict[str, dict[str, Any]] = {}
        self.tables: list[_Table] = []

    def number(
        self, key: Key, value: int | None, label: str, figure: str, labels: dict[str, str]
    ) -> int:
        """The place of a number, or of one that isn't told; the same twice must be the same."""
        at = self.place.setdefault(key, len(self.values))
        if at == len(self.values):
            self.values.append(value or 0)
            self.known.append(value is not None)
            self.labels.append(labels)
            self.called.append((label, figure, labels))
        elif value is not None and not self.known[at]:
            self.values[at], self.known[at] = value, True
        elif value is not None and self.values[at] != value:
            raise DisclosureError(
                f"two results show different numbers of {key[0]} in the same cell: count them "
                "from one register"
            )
        return at

    def enter(self, label: str, result: Counts | Estimate) -> None:
        """Take down a result's numbers, and what ties those of one cell."""
        labels = _labels(result)
        places: dict[str, Any] = {}
        for name in result.names:
            figure = result.figure(name)
            if not figure.kind.adds or name not in result.names:
                continue
            states = result.state_of(name)
            there = states == State.VALUE
            numbers = result[name]
            meaning = _meaning(result, name, figure)
            if there.any() and (numbers[there] != np.rint(numbers[there])).any():
                raise DisclosureError(f"{label} has fractions of persons as {name}")
            keys: list[Key | None] = [None] * len(result)
            at = np.full(len(result), -1, np.intp)
            for cell in np.flatnonzero(there | (states == State.SUPPRESSED)).tolist():
                key = (*meaning, _key(labels[cell]))
                keys[cell] = key
                value = int(numbers[cell]) if there[cell] else None
                at[cell] = self.number(key, value, label, name, labels[cell])
                self.printed.add(int(at[cell]))
            places[name] = at
            adds = frozenset() if figure.distinct else result.adds_over
            self.tables.append(_Table(meaning, tuple(result.strata), adds, keys, labels))
        self.places[label] = places
        self._inside(result, places, labels)

    def _inside(self, result: Result, places: dict[str, Any], labels: list[dict[str, str]]) -> None:
        figures = {name: result.figure(name) for name in result.names}
        for name, figure in figures.items():
            for cell in range(len(result)):

                def at(one: str, cell: int = cell) -> int:
                    return int(places[one][cell]) if one in places else -1

                parts = [at(one) for one in figure.sum_of]
                # Of numbers that stand for the same thing there is one place.
                if figure.sum_of and min(at(name), *parts) >= 0 and parts != [at(name)]:
                    self._add(at(name), parts)
                for part, whole in _parts(name, figure, figures):
                    if at(part) >= 0 and at(whole) >= 0 and at(part) != at(whole):
                        self._rest(at(whole), at(part), labels[cell])

    def _rest(self, whole: int, part: int, labels: dict[str, str]) -> None:
        """What is left of a whole, which stands nowhere and can be reckoned out."""
        left = self._sum([whole], [part])
        if left is not None and left < 0:
            raise DisclosureError("a part is larger than its whole: the numbers contradict")
        names = f"{self.called[whole][1]} − {self.called[part][1]}"
        rest = self.number(("rest", whole, part), left, self.called[whole][0], names, labels)
        self._add(whole, [part, rest])

    def _add(self, total: int, parts: Sequence[int]) -> None:
        """Take down an equation, once."""
        self.sums[total, tuple(parts)] = None

    def _sum(self, more: Sequence[int], less: Sequence[int] = ()) -> int | None:
        """What numbers add up to, less others; None where one of them isn't told."""
        if not all(self.known[at] for at in (*more, *less)):
            return None
        return sum(self.values[at] for at in more) - sum(self.values[at] for at in less)

    def relate(self) -> None:
        """Tie the same numbers split in several ways."""
        by_meaning: dict[Key, list[_Table]] = defaultdict(list)
        for table in self.tables:
            by_meaning[table.meaning].append(table)
        for meaning, tables in by_meaning.items():
            for table in tables:
                # Every split has a total, printed or not.
                self._margin(
                    meaning, table, [one for one in table.strata if one not in table.adds_over]
                )
            for one, other in combinations(tables, 2):
                common = [name for name in one.strata if name in other.strata]
                for table in (one, other):
                    self._margin(meaning, table, common)
        self._compare()

    def _compare(self) -> None:
        """Tie counts of one cell that differ in what they ask: each basis holds those before it."""
        cells: dict[Key, dict[str, int]] = defaultdict(dict)
        for key, place in self.place.items():
            if key[0] != "count":
                continue
            rule, asked, figure, labels = key
            for name in {"basis", "of"} & set(dict(asked)):
                left = tuple(one for one in asked if one[0] != name)
                cells[name, rule, left, figure, labels][dict(asked)[name]] = place
        for (name, _, left, figure, _), places in cells.items():
            if name == "of" and figure == "value" and "case" in places:
                # Whoever is counted in a cell has a case there.
                for unit in _EACH_HAS_A_CASE & set(places):
                    self.below.append((places[unit], [places["case"]]))
            elif name == "basis" and ("dated_by", "opened") in left:
                # By the day a basis was first held, a case may lie in different cells.
                held = [places[basis] for basis in _BASES if basis in places]
                for part, whole in combinations(held, 2):
                    self._rest(whole, part, self.labels[whole])

    def _margin(self, meaning: Key, table: _Table, kept: Sequence[str]) -> None:
        dropped = [name for name in table.strata if name not in kept]
        if not dropped:
            return
        groups: dict[Key, list[int]] = defaultdict(list)
        labels: dict[Key, dict[str, str]] = {}
        for key, own in zip(table.cells, table.labels, strict=True):
            if key is None:
                continue
            coarse = _coarser(own, dropped)
            groups[_key(coarse)].append(self.place[key])
            labels[_key(coarse)] = coarse
        adds = set(dropped) <= table.adds_over
        for margin, members in groups.items():
            key = (*meaning, margin)
            if adds:
                label, figure, _ = self.called[members[0]]
                total = self.number(key, self._sum(members), label, figure, labels[margin])
                self._add(total, members)
            elif key in self.place:
                total = self.place[key]
                self.below += [(one, [total]) for one in members]
                # Who has none of the values is in the total too, unless they have a row.
                if any("not_recorded" in self.labels[one].values() for one in members):
                    self.below.append((total, members))

    def ledger(self) -> Ledger:
        """The whole, as a system."""
        values = np.array(self.values, np.int64)
        unprinted = [at for at in range(values.size) if at not in self.printed]
        system = System.of(values, list(self.sums), self.below, unprinted=unprinted)
        weight = np.array([*map(self._weight, range(values.size))])
        hidden = ~np.array(self.known, bool) | ~system.printed
        return Ledger(system, hidden, self.places, weight, self.called)

    def _weight(self, at: int) -> float:
        labels = set(self.labels[at]) - {"period", "whole"}
        within = float(np.log(2 + self.values[at]))
        if "municipality" not in labels:
            return (100.0 if not labels else 20.0) + within
        return (10.0 if len(labels) == 1 else 1.0) + within


def _parts(name: str, figure: Figure, figures: Mapping[str, Figure]) -> Iterable[tuple[str, str]]:
    """A figure and every whole that it is part of, however far up; and a share's two numbers."""
    whole = figure.part_of
    while whole is not None:
        yield name, whole
        whole = figures[whole].part_of
    if figure.ratio_of:
        yield figure.ratio_of


def _key(labels: Mapping[str, str]) -> Labels:
    return tuple(sorted((name, label) for name, label in labels.items() if name != "whole"))


def _labels(result: Result) -> list[dict[str, str]]:
    """Each cell's labels; time as the days it spans, beside those of the whole."""
    whole = str(_root(result.definition).parameters.get("period", ""))
    columns = {name: labels.astype(str).tolist() for name, labels in result.strata.items()}
    rows = []
    for cell in range(len(result)):
        own = {name: column[cell] for name, column in columns.items()}
        span = [own.pop(name) for name in _TIMES if name in own]
        rows.append(own | {"period": _days(span[-1] if span else whole), "whole": _days(whole)})
    return rows


def _days(text: str) -> str:
    try:
        return str(Period.of(text))
    except ValueError:
        return text


def _coarser(labels: dict[str, str], dropped: Sequence[str]) -> dict[str, str]:
    left = {name: label for name, label in labels.items() if name not in dropped}
    if any(name in _TIMES for name in dropped):
        left["period"] = left["whole"]
    return left


def _root(definition: Definition) -> Definition:
    """What was counted first, of a sum or a figure that is made of others."""
    while definition.operands and "period" not in definition.parameters:
        definition = definition.operands[0]
    return definition


def _meaning(result: Result, name: str, figure: Figure) -> Key:
    """What a number is a number of, whatever it stands beside."""
    definition = _root(result.definition)
    derived = definition is not result.definition and result.definition.rule != "sum"
    asked = tuple(
        (key, str(value))
        for key, value in sorted(definition.parameters.items())
        if key not in (*_BESIDE, "period", *figure.regardless_of)
    )
    # The number that a rate is reckoned from is the count's own.
    return (definition.rule, asked, "value" if derived and name == "n" else name)
