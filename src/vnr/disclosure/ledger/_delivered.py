"""Whose numbers a table holds: a total may be of more than what it is split into (leverans)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

import attrs

from vnr.disclosure.ledger._meaning import Cell, periods_of
from vnr.disclosure.ledger._tabled import Delivered, Span, Table
from vnr.results import Result

__all__ = ["Holders", "Lack", "days_told", "delivered"]

_ALL = ""
"""The unit of what goes for all units."""


@attrs.frozen
class Lack:
    """Who is in a total and not in what it is split into, since less was delivered for that.

    Attributes
    ----------
    whole
        Municipalities of whom nobody is.
    partly
        Those of whom some may be, each with the days of whom they are.
    """

    whole: tuple[str, ...] = ()
    partly: tuple[tuple[str, Any], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.whole or self.partly)


def delivered(result: Result) -> Delivered:
    """The days on which each municipality delivered, by unit, all that a result needs.

    Empty where its definition says nothing of it, or says it in another form.
    """
    days: dict[str, dict[str, list[Span]]] = defaultdict(lambda: defaultdict(list))
    try:
        for code, unit, first, last in periods_of(result):
            held = days[code][unit or _ALL]
            if first and last:
                held.append((_day(first), _day(last) + 1))
    except (TypeError, ValueError):
        return {}
    return {
        code: {unit: _union(spans) for unit, spans in one.items()} for code, one in days.items()
    }


class Holders:
    """Of whom the tables of one meaning are.

    Parameters
    ----------
    tables : sequence of Table
        All of them.
    within : mapping
        For each two strata of places, in which of the wider each of the narrower lies.
    chosen : mapping of str to sequence of str
        The places that their cases were chosen by.

    Attributes
    ----------
    parted
        Labels of the cells whose totals some tables hold a part of.
    adds
        Whether totals are the sums of the municipalities'.
    """

    def __init__(
        self,
        tables: Sequence[Table],
        within: Mapping[tuple[str, str], Mapping[str, str]],
        chosen: Mapping[str, Sequence[str]],
    ) -> None:
        self._tables = [table for table in tables if table.delivered]
        self._within = {wide: lies for (narrow, wide), lies in within.items() if narrow == _TOWN}
        self._chosen = chosen
        first = self._tables[0].delivered if self._tables else {}
        self._differ = any(table.delivered != first for table in self._tables)
        self.parted: dict[Cell, Mapping[str, str]] = {}
        self.adds = any(
            _TOWN in table.adds_over or table.meaning.adds_over_places for table in tables
        )

    def lack(self, table: Table, labels: Mapping[str, str]) -> Lack:
        """Who is in the total of a cell, as far as any table tells it, and not in this table."""
        differ = self._differ and bool(table.delivered) and not table.choice
        span = days_told(labels["period"]) if differ else None
        if span is None:
            return Lack()
        others = self._split_by(labels)
        codes = {code for one in others for code in one}
        whole, partly = [], []
        for code in sorted(self._inside(codes, labels)):
            most = _joined([one.get(code, {}) for one in others])
            own = table.delivered.get(code, {})
            units = {_ALL, *most, *own}
            wanted = [_clipped(_of_unit(most, unit), span) for unit in units]
            there = [_clipped(_of_unit(own, unit), span) for unit in units]
            # What stands on days when nothing was delivered stays where it is.
            always = all(one == [span] for one in wanted) or not any(own.values())
            if always and any(wanted) and not any(there):
                whole.append(code)
            elif wanted != there:
                partly.append((code, tuple(sorted(zip(units, map(tuple, there), strict=True)))))
        return Lack(tuple(whole), tuple(partly))

    def towns(self, labels: Mapping[str, str]) -> list[str]:
        """The municipalities that delivered anything of the total of a cell."""
        span = days_told(labels["period"])
        every = self._split_by(labels)
        there = {
            code
            for one in every
            for code, days in one.items()
            if span and any(_clipped(spans, span) for spans in days.values())
        }
        return sorted(self._inside(there, labels))

    def of_town(self, labels: Mapping[str, str], code: str) -> dict[str, str]:
        """What a cell of one municipality is called, of a cell that holds others too."""
        return {name: one for name, one in labels.items() if name not in self._within} | {
            _TOWN: code
        }

    def _split_by(self, labels: Mapping[str, str]) -> list[Delivered]:
        """What was delivered for the tables that are split by what a cell is of."""
        named = labels.keys() - {"period", _TOWN, *self._within}
        return [one.delivered for one in self._tables if named <= {*one.strata}]

    def _inside(self, codes: Iterable[str], labels: Mapping[str, str]) -> Iterator[str]:
        """Those of some municipalities that lie in a cell."""
        home = {_TOWN: {code: code for code in codes}} | self._within
        of = {name: labels[name] for name in home if name in labels}
        for code in codes:
            inside = all(home[name].get(code) == label for name, label in of.items())
            if inside and all(home[name].get(code) in its for name, its in self._chosen.items()):
                yield code


_TOWN = "municipality"


def _joined(every: Iterable[Mapping[str, list[Span]]]) -> dict[str, list[Span]]:
    """By unit the days of all."""
    days: dict[str, list[Span]] = defaultdict(list)
    for one in every:
        for unit, spans in one.items():
            days[unit] += spans
    return {unit: _union(spans) for unit, spans in days.items()}


def _of_unit(days: Mapping[str, list[Span]], unit: str) -> list[Span]:
    """The days of one unit: its own, and those of all units."""
    return _union([*days.get(_ALL, ()), *days.get(unit, ())])


def _union(spans: Iterable[Span]) -> list[Span]:
    """Spans that together are all of these, in order and apart."""
    joined: list[Span] = []
    for first, end in sorted(spans):
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((first, end))
    return joined


def _clipped(spans: Iterable[Span], within: Span) -> list[Span]:
    """What of some spans lies within another."""
    cut = ((max(first, within[0]), min(end, within[1])) for first, end in spans)
    return [(first, end) for first, end in cut if first < end]


@cache
def _day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def days_told(text: str) -> Span | None:
    """First day of a period, and the one after its last; None where it is told otherwise."""
    start, _, end = text.partition("–")
    try:
        return _day(start), _day(end) + 1
    except ValueError:
        return None
