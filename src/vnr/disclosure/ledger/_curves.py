"""Curves in the ledger: who is at risk, what happens to them, and how curves add up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, pairwise, permutations
from typing import Any, Protocol

import attrs
import numpy as np

from vnr.disclosure.ledger._meaning import Meaning, cell_of
from vnr.disclosure.ledger._rounding import Rounding, in_box
from vnr.disclosure.ledger._steps import groups_of, movements_of
from vnr.results import Curve, State
from vnr.words import withholding

__all__ = ["CurveBook", "Remainder"]

Key = tuple[Any, ...]
Labels = dict[str, str]
Span = tuple[float, float]


class Book(Protocol):
    """What curves need of the book."""

    values: list[int]
    called: list[tuple[str, str, Mapping[str, str]]]

    def number(
        self, key: Hashable, value: int | None, name: tuple[str, str, Mapping[str, str]]
    ) -> int:
        """The place of a number."""

    def add(self, total: int, parts: Sequence[int]) -> None:
        """Take down an equation."""

    def rest(self, whole: int, part: int, labels: Mapping[str, str]) -> None:
        """Take down what is left of a whole."""

    def box(self, at: int, low: float, high: float) -> None:
        """Take down between which numbers one lies."""


@attrs.frozen(eq=False)
class _Line:
    """Events of one cause in one group: by the day until which they are told, how many and where."""

    labels: Labels
    group: Key
    until: dict[float, int]
    places: dict[Span, int]

    def between(self, span: Span) -> int | None:
        """Events from one day to another, if both are told."""
        start, end = (self.until.get(day) for day in span)
        return None if start is None or end is None else end - start


@attrs.frozen(eq=False)
class _Family:
    """The lines of one curve result."""

    label: str
    meaning: Meaning
    strata: tuple[str, ...]
    adds_over: frozenset[str]
    lines: list[_Line]
    rounding: tuple[Rounding, bool] | None = None


_Lines = list[tuple[_Family, _Line]]


@attrs.frozen(eq=False)
class Remainder:
    """Events of a whole, between two days, less those of its groups that are told.

    Attributes
    ----------
    value
        How many are left, in groups of which they aren't told.
    marks
        By label of the result, the groups whose days single them out, and both days.
    """

    value: int
    marks: tuple[tuple[str, Key, Span], ...]


class CurveBook:
    """All curves that are shown together.

    Parameters
    ----------
    book : Book
        Where the numbers are taken down.
    """

    def __init__(self, book: Book) -> None:
        self._book = book
        self._families: dict[Meaning, list[_Family]] = defaultdict(list)

    def has_alike(self, curve: Curve) -> bool:
        """Whether there is a curve of the same events."""
        return Meaning.of(curve, "events", curve.figure("events")) in self._families

    def enter(self, label: str, curve: Curve, cells: Sequence[Labels]) -> dict[str, Any]:
        """Take down a curve's numbers; the places of each figure's."""
        meaning = Meaning.of(curve, "events", curve.figure("events"))
        further = [name for name in curve.columns if curve.figure(name).kind.adds]
        places = {
            name: np.full(len(curve), -1, np.intp)
            for name in ("n", "at_risk", "events", "censored", *further)
        }
        family = _Family(
            label,
            meaning,
            tuple(name for name in curve.strata if name not in ("cause", "day")),
            curve.adds_over,
            [],
            Rounding.told(curve),
        )
        for group, rows in groups_of(curve):
            if any((curve.state[own] == State.NOT_REPORTED).any() for own in rows):
                continue
            labels = {
                name: one for name, one in cells[rows[0][0]].items() if name not in ("cause", "day")
            }
            lines = []
            for own in rows:
                cause = cells[own[0]].get("cause")
                line = labels if cause is None else labels | {"cause": cause}
                lines.append(_Line(line, tuple(group.values()), {0.0: 0}, {}))
            family.lines.extend(lines)
            there = [curve.state[own] == State.VALUE for own in rows]
            told = min(int(np.argmin(np.append(one, False))) for one in there)
            if not told:
                continue
            self._group(family, curve, [own[:told] for own in rows], labels, lines, places)
            for name in further:
                value = int(curve[name][rows[0][0]])
                at = self._number(family, name, labels, (), value, printed=True)
                for own in rows:
                    places[name][own[:told]] = at
        # Of rounded numbers no differences follow.
        if family.rounding is None:
            self._families[meaning].append(family)
        return places

    def _number(
        self, family: _Family, name: str, labels: Labels, span: Any, value: int | None,
        *, printed: bool = False,
    ) -> int:  # fmt: skip
        box = None
        if family.rounding is not None:
            value, box = in_box(value, *family.rounding) if printed else (None, None)
        shown = labels | ({"day": f"{span[0]:g}–{span[1]:g}"} if span else {})
        key = (family.meaning, name, cell_of(labels), span)
        at = self._book.number(key, value, (family.label, name, shown))
        if value is not None and self._book.values[at] != value:
            raise withholding(
                "numbers_differ",
                one=self._book.called[at][0],
                other=family.label,
                name=name,
                cell=", ".join(shown.values()),
            )
        if box is not None:
            self._book.box(at, *box)
        return at

    def _group(
        self, family: _Family, curve: Curve, rows: list[Any], labels: Labels,
        lines: list[_Line], places: dict[str, Any],
    ) -> None:  # fmt: skip
        movements = movements_of(curve, rows)
        days = [0.0, *curve.strata["day"][rows[0]].astype(float).tolist()]
        before: int | None = None
        for k, span in enumerate(pairwise(days)):

            def number(
                name: str,
                value: Any,
                labels: Labels = labels,
                span: Any = span,
                *,
                printed: bool = False,
            ) -> int:
                return self._number(family, name, labels, span, int(value), printed=printed)

            at_risk = number("at_risk", movements.at_risk[k], printed=True)
            if before is not None and family.rounding is None:
                self._change(
                    number, at_risk, before, movements.entered[k - 1], movements.otherwise[k - 1]
                )
            lost = number("censored", movements.lost[k], printed=True)
            events = [
                number("events", movements.events[c, k], line.labels, printed=True)
                for c, line in enumerate(lines)
            ]
            every = events[0]
            if len(events) > 1:
                every = number("events", movements.events[:, k].sum())
                self._book.add(every, events)
            for part in dict.fromkeys((*events, every, lost)):
                self._book.rest(at_risk, part, labels)
            before = number(
                "left", movements.at_risk[k] - movements.events[:, k].sum() - movements.lost[k]
            )
            self._book.add(at_risk, [every, lost, before])
            for line, own, place in zip(lines, rows, events, strict=True):
                line.until[span[1]] = line.until[span[0]] + int(curve.events[own[k]])
                line.places[span] = place
                places["events"][own[k]] = place
                places["at_risk"][own[k]] = places["n"][own[k]] = at_risk
                places["censored"][own[k]] = lost

    def _change(
        self, number: Callable[..., int], at_risk: int, before: int, entered: Any, otherwise: Any
    ) -> None:
        """Those at risk are those that were left, with who came and without who went unseen."""
        if otherwise:
            self._book.add(before, [at_risk, number("otherwise", otherwise)])
        elif entered:
            self._book.add(at_risk, [before, number("entered", entered)])
        else:
            self._book.add(before, [at_risk])

    def relate(self) -> None:
        """Tie curves of the same events: what is left of a whole without the groups that are told."""
        for family, labels, span, whole, told in self._wholes():
            total = self._sum(family, labels, span, whole)
            parts = [self._between(one, line, span) for one, line in told]
            value = self.known(whole, span) - self.known(told, span)
            left = self._number(family, "events in others", labels, span, value)
            self._book.add(total, [*parts, left])

    def remainders(self) -> Iterator[Remainder]:
        """What is left of every whole, between any two of its days."""
        for _, _, span, whole, told in self._wholes():
            value = self.known(whole, span) - self.known(told, span)
            marks = tuple((one.label, line.group, span) for one, line in (*whole, *told))
            yield Remainder(value, marks)

    @staticmethod
    def known(lines: Iterable[tuple[_Family, _Line]], span: Span) -> int:
        """How many events lines that are told have between two days."""
        return sum(line.between(span) or 0 for _, line in lines)

    def _sum(
        self, family: _Family, labels: Labels, span: Span, lines: Sequence[tuple[_Family, _Line]]
    ) -> int:
        places = [self._between(one, line, span) for one, line in lines]
        if len(places) == 1:
            return places[0]
        total = self._number(family, "events", labels, span, self.known(lines, span))
        self._book.add(total, places)
        return total

    def _between(self, family: _Family, line: _Line, span: Span) -> int:
        """The place of the events between two days that are told."""
        inside = [day for day in sorted(line.until) if span[0] <= day <= span[1]]
        steps = [line.places[step] for step in pairwise(inside)]
        if len(steps) == 1:
            return steps[0]
        total = self._number(family, "events", line.labels, span, line.between(span))
        self._book.add(total, steps)
        return total

    def _wholes(self) -> Iterator[tuple[_Family, Labels, Span, _Lines, _Lines]]:
        """What adds up: a whole that is told in lines, and those of another split that are told."""
        for families in self._families.values():
            for one, other in permutations(families, 2):
                kept = tuple(name for name in one.strata if name in other.strata)
                if not all(
                    set(family.strata) - set(kept) <= family.adds_over for family in (one, other)
                ):
                    continue
                parts = self._split(other, kept)
                for key, whole in self._split(one, kept).items():
                    own = parts.get(key, [])
                    days = set.intersection(*(set(line.until) for line in whole))
                    for span in combinations(sorted(days), 2):
                        told = [line for line in own if line.between(span) is not None]
                        if len(told) < len(own):
                            yield (
                                one,
                                {
                                    n: v
                                    for n, v in whole[0].labels.items()
                                    if n not in set(one.strata) - set(kept)
                                },
                                span,
                                [(one, line) for line in whole],
                                [(other, line) for line in told],
                            )

    def _split(self, family: _Family, kept: Sequence[str]) -> dict[Key, list[_Line]]:
        groups: dict[Key, list[_Line]] = defaultdict(list)
        dropped = set(family.strata) - set(kept)
        for line in family.lines:
            labels = {name: one for name, one in line.labels.items() if name not in dropped}
            groups[cell_of(labels)].append(line)
        return groups
