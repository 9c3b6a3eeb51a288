"""A second attacker, who reads the printed tables by their labels alone, finds nothing more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import combinations
from typing import Any

import attrs
import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from counties import small_county
from vnr import Register, metrics
from vnr.disclosure import Rule, audit, protect
from vnr.errors import DisclosureError
from vnr.results import Counts, Estimate, Result, State
from vnr.testing import registers

# What stands in which column, in words; and what is told of it in the text beside the table.
COLUMNS = {
    "value": "cases", "original": "first", "intake": "later", "known": "ever",
    "due": "due", "on_time": "in time", "late": "late", "missed": "missed",
}  # fmt: skip
STEPS = [("first", "later"), ("later", "ever"), ("first", "ever")]
SPLIT = ("due", ("in time", "late", "missed"))
FOUND = {"original", "intake", "known"}

Cell = tuple[str, frozenset[tuple[str, str]]]


class Reader:
    """One with the printed tables, paper and pencil."""

    def __init__(
        self, frames: Mapping[str, pd.DataFrame], strata: Mapping[str, tuple[str, ...]]
    ) -> None:
        self.known: dict[Cell, int | None] = {}
        self.printed: set[Cell] = set()
        self.sums: list[tuple[Cell, list[Cell]]] = []
        tables: dict[str, list[dict[frozenset[tuple[str, str]], Cell]]] = defaultdict(list)
        for label, frame in frames.items():
            shares = not FOUND.isdisjoint(frame.columns) or "due" in frame.columns
            for column, what in COLUMNS.items():
                if column not in frame.columns or (column == "value" and shares):
                    continue
                states = frame.get(f"state_{column}", frame["state"])
                cells = {}
                for row, state in zip(frame.to_dict("records"), states, strict=True):
                    if state in ("value", "suppressed"):
                        labels = frozenset((name, str(row[name])) for name in strata[label])
                        cell = (what, labels)
                        seen = int(row[column]) if state == "value" else None
                        self.known[cell] = self.known.get(cell) if seen is None else seen
                        self.printed.add(cell)
                        cells[labels] = cell
                tables[what].append(cells)
        for what, splits in tables.items():
            whole: dict[frozenset[tuple[str, str]], Cell] = {frozenset(): (what, frozenset())}
            for one, other in combinations([*splits, whole], 2):
                self._common(what, one, other)
        self._steps()

    def _common(self, what: str, *splits: dict[Any, Cell]) -> None:
        """Two splits of the same have the same totals over what they have in common."""
        names = [{name for labels in cells for name, _ in labels} for cells in splits]
        common = names[0] & names[1]
        for cells in splits:
            groups: dict[Any, list[Cell]] = defaultdict(list)
            for labels, cell in cells.items():
                groups[frozenset(one for one in labels if one[0] in common)].append(cell)
            for labels, parts in groups.items():
                total = (what, labels)
                if parts != [total]:
                    self.known.setdefault(total, None)
                    self.sums.append((total, parts))

    def _steps(self) -> None:
        for what, labels in list(self.known):
            for part, whole in STEPS:
                if what == part and (whole, labels) in self.known:
                    rest = (f"{whole} less {part}", labels)
                    self.known[rest] = None
                    self.sums.append(((whole, labels), [(part, labels), rest]))
            if what == SPLIT[0]:
                self.sums.append(((what, labels), [(one, labels) for one in SPLIT[1]]))
                rest = ("not in time", labels)
                self.known[rest] = None
                self.sums.append(((what, labels), [(SPLIT[1][0], labels), rest]))

    def ends(self, least: int, insider: int) -> Iterator[tuple[Cell, int, float]]:
        """What each number that isn't shown may be, to somebody who may know of one that it isn't 0."""
        place = {cell: at for at, cell in enumerate(self.known)}
        matrix = np.zeros((len(self.sums), len(place)))
        for row, (total, parts) in enumerate(self.sums):
            matrix[row, place[total]] += 1
            for part in parts:
                matrix[row, place[part]] -= 1
        shown = np.array([np.nan if one is None else one for one in self.known.values()])
        printed = [cell in self.printed for cell in self.known]
        unknown = np.isnan(shown)
        low = np.where(unknown, np.where(printed, least, 0), shown)
        high = np.where(unknown, np.inf, shown)
        together = np.where(unknown & (low < 1), insider, low)
        if insider and self._end(matrix, 0, 0, together, high) is None:
            together = low
        for cell, at in place.items():
            if unknown[at]:
                bottom = self._end(matrix, at, 1, together, high)
                top = self._end(matrix, at, -1, together, high)
                assert bottom is not None
                yield cell, int(bottom), np.inf if top is None else top

    @staticmethod
    def _end(matrix: Any, at: int, sign: int, low: Any, high: Any) -> float | None:
        goal = np.zeros(low.size)
        goal[at] = sign
        rows = LinearConstraint(matrix, 0, 0) if len(matrix) else ()
        solved: Any = milp(
            goal, constraints=rows, bounds=Bounds(low, high), integrality=np.ones(low.size)
        )
        return None if solved.x is None else float(solved.x[at])


def read(shown: Mapping[str, Result]) -> Reader:
    """The tables as they are printed, with their notes on how they were protected."""
    frames = {label: result.to_frame("pandas") for label, result in shown.items()}
    return Reader(frames, {label: tuple(result.strata) for label, result in shown.items()})


def too_narrow(shown: Mapping[str, Result], rule: Rule) -> list[Cell]:
    """What may be sensitive and is narrower than asked, by the second attacker."""
    notes = {note.code for result in shown.values() for note in result.notes}
    least = 0 if any(code.endswith("with_zeros") for code in notes) else 1
    return [
        cell
        for cell, low, high in read(shown).ends(least, rule.insider)
        if low <= rule.sensitive_to and high >= rule.sensitive_from and high - low + 1 < rule.need
    ]


def tables(register: Register, chosen: list[bool]) -> dict[str, Counts | Estimate]:
    """Some of a report's tables."""
    period = register.observed
    every: dict[str, Counts | Estimate] = {
        "towns": metrics.count(register, period, by="municipality"),
        "sexes": metrics.count(register, period, by=("municipality", "sex")),
        "ages": metrics.count(register, period, by="age_group"),
        "whole": metrics.count(register, period),
        "found": metrics.detection(register, period, by="municipality"),
        "found in all": metrics.detection(register, period),
        "followed": metrics.follow_up(register, period, denominator="due", by="municipality"),
    }
    return {name: one for (name, one), there in zip(every.items(), chosen, strict=True) if there}


@settings(max_examples=5)
@given(
    registers(coverage=False),
    st.lists(st.booleans(), min_size=7, max_size=7).filter(any),
    st.builds(
        Rule,
        threshold=st.integers(2, 5),
        insider=st.integers(0, 1),
        zeros=st.sampled_from(["safe", "safe", "sensitive"]),
    ),
)
def test_nothing_more_is_found(register: Register, chosen: list[bool], rule: Rule) -> None:
    """Of what protect passed nothing is narrower than asked, by labels alone, whatever the tables."""
    results = tables(register, chosen)
    with suppress(DisclosureError):
        shown = protect(results, rule)
        assert too_narrow(shown, rule) == []


def test_a_countys_tables() -> None:
    """Protected, five municipalities' tables hold; masked under thirty alone, both attackers break them."""
    register = small_county()
    results = {name: one for name, one in tables(register, [True] * 7).items() if name != "sexes"}
    rule = Rule(threshold=30, insider=0)
    masked = {
        label: attrs.evolve(
            result,
            states={
                name: np.where(
                    (result.state_of(name) == State.VALUE) & (result[name] >= 1) & (result[name] < 30),
                    State.SUPPRESSED, result.state_of(name),
                )
                for name in result.names
                if name in COLUMNS and result.figure(name).kind.adds
            },
        )
        for label, result in results.items()
    }  # fmt: skip

    assert too_narrow(protect(results, rule), rule) == []
    broken = too_narrow(masked, rule)
    assert len(broken) >= 3
    assert len(audit(masked, rule).leaks) >= len(broken)
