"""Numbers as they are taken down from results and rows, each once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from vnr.disclosure.ledger._balances import balances_of, days_of
from vnr.disclosure.ledger._bases import BASIS, bases_of
from vnr.disclosure.ledger._curves import CurveBook
from vnr.disclosure.ledger._delivered import delivered
from vnr.disclosure.ledger._fitted import Fitted
from vnr.disclosure.ledger._implied import numerators
from vnr.disclosure.ledger._meaning import (
    LEFT_OUT,
    NUMERATOR,
    TIMES,
    Meaning,
    cell_of,
    groups_of,
    labels_of,
    wholes_of,
)
from vnr.disclosure.ledger._rounding import Rounding, in_box
from vnr.disclosure.ledger._row import Row
from vnr.disclosure.ledger._selected import Selections
from vnr.disclosure.ledger._tabled import Table
from vnr.results import Curve, FigureKind, Result, State
from vnr.words import withholding

__all__ = ["Book"]

_CLUSTERS = frozenset({"n_persons", "n_officers", "n_municipalities"})
"""How many there are of what several of a share's trials belong to."""
_SAME = 1e-9
"""Shares delivered that differ by less are the same."""
_MASKED = {"protected", "protected_more"}


class Book:
    """Numbers, what ties them, and where they stand."""

    def __init__(self) -> None:
        self.values: list[int] = []
        self.known: list[bool] = []
        self.called: list[tuple[str, str, Mapping[str, str]]] = []
        self.place: dict[Hashable, int] = {}
        self.cells: dict[int, tuple[Meaning, Mapping[str, str]]] = {}
        self.covered: dict[int, float] = {}
        self.entered: set[int] = set()
        self.ours: set[int] = set()
        self.public: set[int] = set()
        self.boxes: dict[int, tuple[float, float]] = {}
        self.sums: dict[tuple[int, tuple[int, ...]], None] = {}
        self.below: dict[tuple[int, tuple[int, ...]], None] = {}
        self.places: dict[str, dict[str, Any]] = {}
        self.tables: list[Table] = []
        self.timed: set[Meaning] = set()
        self.of_others: set[int] = set()
        self.certain: set[int] = set()
        self.outside: dict[int, int] = {}
        self.days: list[tuple[int, int]] = []
        self.told_by: set[tuple[str, int]] = set()
        self.selections = Selections()
        self.fitted = Fitted()
        self.curves = CurveBook(self)

    def number(
        self, key: Hashable, value: int | None, name: tuple[str, str, Mapping[str, str]]
    ) -> int:
        """The place of a number, or of one that isn't told."""
        at = self.place.setdefault(key, len(self.values))
        if at == len(self.values):
            self.values.append(value or 0)
            self.known.append(value is not None)
            self.called.append(name)
        elif value is not None and not self.known[at]:
            self.values[at], self.known[at] = value, True
        return at

    def cell(
        self,
        meaning: Meaning,
        labels: Mapping[str, str],
        value: int | None,
        name: tuple[str, str],
        *,
        public: bool = False,
    ) -> int:
        """The place of the number of a cell; the same twice must be the same."""
        key = (meaning, cell_of(labels))
        at = self.number(key, value, (*name, labels))
        if at not in self.cells:
            self.cells[at] = (meaning, labels)
            self.selections.note(meaning, public=public)
            if public:
                self._alike(at, meaning, labels, public=True)
        if value is None or self.values[at] == value:
            return at
        if not public:
            raise withholding(
                "numbers_differ",
                one=self.called[at][0],
                other=name[0],
                name=meaning.figure,
                cell=", ".join(labels.values()),
            )
        # Two numbers for the same thing: nothing follows from them, and the attacker says so.
        again = self.number((key, name), value, (*name, labels))
        self.of_others.add(again)
        self.add(at, [again])
        return again

    def tie_choices(self) -> None:
        """Tie the numbers of what is shown, by whatever places it was chosen, to each other."""
        for at, (meaning, labels) in [*self.cells.items()]:
            self._alike(at, meaning, labels, public=False)

    def tie_to_out(self) -> None:
        """Tie all numbers to those of wider choices that are out already: they lie in these."""
        for at, (meaning, labels) in [*self.cells.items()]:
            self._tie(at, self.selections.out(meaning, labels), public=False)

    def _alike(self, at: int, meaning: Meaning, labels: Mapping[str, str], *, public: bool) -> None:
        """Tie a number to the same one of another choice of places, here or out already."""
        self._tie(at, self.selections.alike(meaning, labels), public=public)

    def _tie(
        self, at: int, names: Iterable[tuple[Meaning, dict[str, str]]], *, public: bool
    ) -> None:
        for other, own in names:
            there = self.place.get((other, cell_of(own)))
            if there is None:
                self.place[other, cell_of(own)] = at
                strata = tuple(name for name in own if name != "period")
                self.tables.append(
                    Table(
                        *self.called[at][:2], other, strata, frozenset(), [at], [own],
                        public=public, partial=True,
                    )
                )  # fmt: skip
            elif there < at:
                self.add(there, [at])  # each pair once

    def _named(
        self, meaning: Meaning, labels: Sequence[Mapping[str, str]], *, public: bool
    ) -> tuple[Meaning, Sequence[Mapping[str, str]]]:
        """What the numbers of a table are called: what is out already as it is here."""
        return self.selections.moved(meaning, labels) if public else (meaning, labels)

    def enter(self, label: str, result: Result, *, public: bool = False) -> None:
        """Take down a result's numbers, and what ties those of one cell."""
        if BASIS in result.strata:
            self._enter_bases(label, result, public=public)
        elif isinstance(result, Curve):
            self._enter_curve(label, result, public=public)
        else:
            self._enter_table(label, result, public=public)

    def _enter_bases(self, label: str, result: Result, *, public: bool) -> None:
        at: dict[str, Any] = defaultdict(lambda: np.full(len(result), -1, np.intp))
        for name, rows, part in bases_of(label, result):
            self.enter(name, part, public=public)
            for figure, places in self.places.pop(name, {}).items():
                at[figure][rows] = places
        self.places |= {} if public else {label: dict(at)}

    def _enter_curve(self, label: str, result: Curve, *, public: bool) -> None:
        places = self.curves.enter(label, result, labels_of(result))
        for at in {at for own in places.values() for at in own.tolist()} - {-1}:
            self._stands(at, self.values[at] if self.known[at] else None, public=public)
        self.places |= {} if public else {label: places}

    def _enter_table(self, label: str, result: Result, *, public: bool) -> None:
        labels = labels_of(result)
        groups = groups_of(result)
        masked = public and bool(_MASKED & {note.code for note in result.notes})
        rounding = Rounding.told(result)
        places = {}
        for name in result.names:
            figure = result.figure(name)
            if not figure.kind.adds:
                continue
            states = result.state_of(name)
            there = states == State.VALUE
            numbers = result[name]
            own = Meaning.of(result, name, figure)
            meaning, called = self._named(own, labels, public=public)
            strata = tuple(one for one in called[0] if one != "period") if called else ()
            if there.any() and (numbers[there] != np.rint(numbers[there])).any():
                raise withholding("fractions", label=label, name=name)
            at = np.full(len(result), -1, np.intp)
            for cell in np.flatnonzero(there | (states == State.SUPPRESSED)).tolist():
                value = int(numbers[cell]) if there[cell] else None
                never = figure.is_impossible(labels[cell])
                if never and value:
                    raise withholding("cases_impossible", label=label, name=name)
                value = 0 if never else value
                box = (1.0, np.inf) if masked and value is None else None
                if rounding is not None and not never:
                    value, box = in_box(value, *rounding)
                place = self.cell(meaning, called[cell], value, (label, name), public=public)
                at[cell] = place
                self.covered.setdefault(place, float(result.covered[cell]))
                self._stands(place, value, public=public)
                if never:
                    self.certain.add(place)
                if box is not None:
                    self.box(place, *box)
            places[name] = at
            if result.adds_over & set(TIMES) and not figure.distinct:
                self.timed.add(meaning)
            held = [None if one < 0 else one for one in at.tolist()]
            each = [figure.adds_in(one) for one in labels]
            for adds in sorted({one for one in each if one is not None}):
                self.tables.append(
                    Table(
                        label,
                        name,
                        meaning,
                        strata,
                        result.adds_over if adds else frozenset(),
                        [one if of is adds else None for one, of in zip(held, each, strict=True)],
                        called,
                        result.covered.tolist(),
                        groups,
                        result.sensitive,
                        public,
                        left_out=frozenset(result.definition.parameters.get(LEFT_OUT, ())),
                        choice=self.selections.choice(own) if called is not labels else {},
                        delivered=delivered(result),
                    )
                )
        if not public:
            self.places[label] = places
        self._implied(label, result, places, labels, public=public)
        self._inside(result, places, labels)
        self.days += days_of(result, places, self.place)
        for whole, parts, exact in balances_of(result, places, labels):
            if exact or self.sum([whole], parts) == 0:
                self.add(whole, parts)
            else:
                self.at_most(whole, parts)

    def _implied(
        self, label: str, result: Result, places: dict[str, Any], labels: list[dict[str, str]],
        *, public: bool,
    ) -> None:  # fmt: skip
        """Take down the numerators that shares give back, of which nothing is declared."""
        given = numerators(label, result)
        if given is None or "n" not in places:
            return
        numbers, told = given
        rounding = Rounding.told(result)
        of = Meaning.of(result, NUMERATOR, result.figure("value"))
        meaning, called = self._named(of, labels, public=public)
        at = np.full(len(result), -1, np.intp)
        there = told | (result.state_of("value") == State.SUPPRESSED)
        for cell in np.flatnonzero(there & (places["n"] >= 0)).tolist():
            value, box = int(numbers[cell]) if told[cell] else None, None
            if rounding is not None:
                # A share that was clipped tells no numerator.
                clipped = told[cell] and numbers[cell] == result["n"][cell]
                value, box = (None, None) if clipped else in_box(value, *rounding)
            place = self.cell(meaning, called[cell], value, (label, "value"), public=public)
            at[cell] = place
            self._stands(place, value, public=public)
            if box is not None:
                self.box(place, *box)
            self.rest(int(places["n"][cell]), place, labels[cell])
        places["value"] = at

    def enter_rows(self, rows: Iterable[Row]) -> None:
        """Take down what others printed."""
        tables: dict[
            tuple[str, Meaning, tuple[str, ...], bool], list[tuple[Row, Mapping[str, str]]]
        ] = defaultdict(list)
        for row in rows:
            meaning, (cell,) = self.selections.moved(row.meaning, [row.labels])
            tables[row.source, meaning, tuple(cell), row.adds].append((row, cell))
        for (_, meaning, *_), alike in tables.items():
            (first, cell), places, labels = alike[0], [], []
            strata = tuple(name for name in cell if name != "period")
            for row, cell in alike:
                exact = row.value is not None and row.rounding is None
                value = int(row.value) if row.value is not None and exact else None
                at = self.cell(meaning, cell, value, (row.source, row.figure), public=True)
                self._stands(at, value, public=True)
                self.told_by.add((row.source, at))
                if not exact:
                    self._rounded(at, row)
                places.append(at)
                labels.append(cell)
            if first.adds:
                self.timed.add(meaning)
            adds = frozenset(strata if first.adds else ())
            name = (first.source, first.figure)
            self.tables.append(
                Table(*name, meaning, strata, adds, places, labels, public=True, partial=True)
            )

    def _stands(self, at: int, value: int | None, *, public: bool) -> None:
        self.entered.add(at)
        if not public:
            self.ours.add(at)
            return
        if at not in self.ours:
            self.of_others.add(at)
        if value is not None:
            self.public.add(at)

    def _rounded(self, at: int, row: Row) -> None:
        """Take down a box; one that another contradicts as a number of its own."""
        low, high = self.boxes.get(at, (0.0, np.inf))
        if self.known[at]:
            low = high = self.values[at]
        if max(low, np.ceil(row.box[0])) > min(high, np.floor(row.box[1])):
            name = (row.source, row.figure)
            again = self.number((at, name, row.box), None, (*name, row.labels))
            self.of_others.add(again)
            self.add(at, [again])
            at = again
        self.box(at, *row.box)

    def box(self, at: int, low: float, high: float) -> None:
        """Take down between which numbers one lies."""
        before = self.boxes.get(at, (0, np.inf))
        self.boxes[at] = (max(low, before[0]), min(high, before[1]))

    def _inside(self, result: Result, places: dict[str, Any], labels: list[dict[str, str]]) -> None:
        figures = {name: result.figure(name) for name in result.names}
        for name, figure in figures.items():
            for cell in range(len(result)):

                def at(one: str, cell: int = cell) -> int:
                    return int(places[one][cell]) if one in places else -1

                parts = [at(one) for one in figure.sum_of]
                # Of numbers that stand for the same thing there is one place.
                if figure.sum_of and min(at(name), *parts) >= 0 and parts != [at(name)]:
                    self.add(at(name), parts)
                if name in _CLUSTERS and figures["value"].kind is FigureKind.SHARE:
                    self.within(at(name), at("n"))
                for part, whole in wholes_of(name, figure, figures):
                    if at(part) >= 0 and at(whole) >= 0 and at(part) != at(whole):
                        self.rest(at(whole), at(part), labels[cell])

    def within(self, less: int, more: int) -> None:
        """Take down that a number is at most another, and is it where nobody sees them differ."""
        if min(less, more) < 0:
            return
        self.at_most(less, [more])
        if self.sum([more], [less]) == 0:
            # Who sees them agree wherever both are shown supposes that they do here.
            self.add(more, [less])

    def rest(self, whole: int, part: int, labels: Mapping[str, str]) -> None:
        """What is left of a whole, which stands nowhere and can be reckoned out."""
        left = self.sum([whole], [part])
        if left is not None and left < 0:
            if not {whole, part} & self.of_others:
                raise withholding(
                    "part_larger", label=self.called[whole][0], cell=", ".join(labels.values())
                )
            left = None
        names = f"{self.called[whole][1]} − {self.called[part][1]}"
        place = self.number(("rest", whole, part), left, (self.called[whole][0], names, labels))
        self.add(whole, [part, place])
        if whole in self.certain:
            self.certain.add(place)

    def add(self, total: int, parts: Sequence[int]) -> None:
        """Take down an equation, once."""
        self.sums[total, tuple(parts)] = None

    def at_most(self, less: int, more: Sequence[int]) -> None:
        """Take down that a number is at most what others add up to."""
        self.below[less, tuple(more)] = None

    def sum(self, more: Sequence[int], less: Sequence[int] = ()) -> int | None:
        """What numbers add up to, less others; None where one of them isn't told."""
        if not all(self.known[at] for at in (*more, *less)):
            return None
        return sum(self.values[at] for at in more) - sum(self.values[at] for at in less)

    def left(self, total: int, parts: Sequence[int]) -> int | None:
        """What is left of a total; None where that isn't told, or others say otherwise."""
        left = self.sum([total], parts)
        return None if left is not None and left < 0 else left

    def covers_more(self, key: Hashable, covered: float) -> bool:
        """Whether a number is known to hold what those don't who delivered so much."""
        at = self.place.get(key)
        return at is not None and self.covered.get(at, 0.0) > covered + _SAME
