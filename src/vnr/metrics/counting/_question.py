"""What is counted: cases, persons or others, by what basis, of whom and when."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.errors import check_choice
from vnr.metrics.choices import DatedBy, Measure, Roles, ViolenceBasis
from vnr.metrics.counting._episode_table import episode_table
from vnr.metrics.ground import (
    CLOSED,
    NOTHING,
    Cells,
    Need,
    Places,
    Years,
    held_cases,
    held_spells,
    role_need,
    spells,
)
from vnr.register import stretches

if TYPE_CHECKING:
    from vnr.register import Register

__all__ = ["Counted", "Question", "together"]

Rows = NDArray[np.integer]
Days = NDArray[np.int32]
Whole = NDArray[np.int64]
Codes = NDArray[np.int32]


@attrs.frozen(eq=False)
class Counted:
    """What is counted, in arrays of one length.

    Attributes
    ----------
    case
        The case that places each in its cell.
    start, end
        First and last day.
    identity
        Equal where they are one; None where each is its own.
    kind
        Of episodes, place in `EPISODE_KINDS`.
    closing
        Row of the closing that ended each, if that is what is counted.
    """

    case: Rows
    start: Days
    end: Days
    identity: Rows | None
    kind: NDArray[np.int8] | None = None
    closing: Rows | None = None

    def place(
        self, places: Places, span: Days, chosen: Any, day: Days | None
    ) -> tuple[Whole, Rows]:
        """Cell of the chosen ones that stand in the table, and which of all they are."""
        kind = None if self.kind is None else self.kind[chosen]
        closing = None if self.closing is None else self.closing[chosen]
        cell, which = places.place(self.case[chosen], span, kind=kind, closing=closing, day=day)
        return cell, chosen.start + which if isinstance(chosen, slice) else chosen[which]


@attrs.frozen
class Question:
    """The arguments of `count`, asked of any register.

    Attributes
    ----------
    choices
        What `of` may be, as a `Literal`.
    of, basis, measure, roles, dated_by
        As in `count`.
    """

    choices: Any
    of: str
    basis: ViolenceBasis
    measure: Measure
    roles: Roles
    dated_by: DatedBy

    def __attrs_post_init__(self) -> None:
        """Refuse what is none of its choices."""
        for name, choices in (("of", self.choices), ("measure", Measure)):
            check_choice(name, getattr(self, name), choices)

    @property
    def parameters(self) -> dict[str, Any]:
        """The arguments by name, for the definition."""
        fields = attrs.asdict(self, recurse=False)
        del fields["choices"]
        return fields

    @property
    def need(self) -> Need:
        """What must be delivered: when cases closed, of episodes and of all but what is new."""
        whole = self.measure == "new" and self.of != "episode"
        return role_need(self.roles) & (NOTHING if whole else Need(tables=CLOSED))

    def of_register(self, register: Register) -> Counted:
        """Everything of the kind that the register holds, before it is placed in cells."""
        if self.of == "episode":
            table = episode_table(
                register,
                basis=self.basis,
                roles=self.roles,
                dated_by=self.dated_by,
                merge_gap=1,
                within="person",
                window=Years(1),
            )
            return Counted(table.first, table.start, table.end, None, table.kind)
        if self.measure == "new":
            # A case is new once, however often it opens again.
            rows, start = held_cases(register, self.basis, self.roles, self.dated_by)
            return Counted(rows, start, start, _identity(register, self.of, rows))
        held = held_spells(register, self.basis, self.roles, self.dated_by)
        identity = _identity(register, self.of, held.case)
        closing = spells(register).closing_of(held.spell) if self.measure == "closed" else None
        return Counted(held.case, held.start, held.end, identity, closing=closing)

    def placed(
        self, table: Cells, counted: Counted, places: Places
    ) -> Iterator[Iterator[tuple[Whole, Rows]]]:
        """Cell of each that stands in the table, and which of `counted` it is, some at a time.

        What is open in several spans of the period is given for each of them, one after another:
        within one, or of what falls into one span, nothing is given twice but for its strata.
        """
        if self.measure in ("new", "closed"):
            yield self._in_one(table, counted, places)
            return
        for number in range(table.starts.size):
            yield self._open_in(number, table, counted, places)

    def _in_one(
        self, table: Cells, counted: Counted, places: Places
    ) -> Iterator[tuple[Whole, Rows]]:
        days = counted.start if self.measure == "new" else counted.end
        for some in stretches(days.size, least=table.size):
            yield counted.place(places, table.span(days[some]), some, days[some])

    def _open_in(
        self, number: int, table: Cells, counted: Counted, places: Places
    ) -> Iterator[tuple[Whole, Rows]]:
        last = table.ends[number]
        since = last if self.measure == "stock" else table.starts[number]
        for some in stretches(counted.start.size, least=table.size):
            # Open on its last day too: a case covers both the day it is dated and that it closes.
            falls = (counted.start[some] <= last) & (counted.end[some] >= since)
            which = some.start + np.flatnonzero(falls)
            yield counted.place(places, np.full(which.size, number, np.int32), which, None)


def together(parts: Iterator[tuple[Whole, Rows]]) -> tuple[Codes, Codes]:
    """What was given some at a time."""
    cells, which = [np.empty(0, np.int32)], [np.empty(0, np.int32)]
    for cell, some in parts:
        # As narrow as cells and rows are, since all of them are held.
        cells.append(cell.astype(np.int32))
        which.append(some.astype(np.int32))
    return np.concatenate(cells), np.concatenate(which)


def _identity(register: Register, of: str, rows: Rows) -> Rows | None:
    """A number for each row, equal for rows of the same person, household or matter."""
    cases = register.table("cases")
    if of == "case":
        # One that closed twice in a cell, or was open twice in it, is one.
        return rows if (rows[1:] == rows[:-1]).any() else None
    if of == "person":
        return cases["person"][rows]
    column = "household_id" if of == "household" else "case_id"
    code = cases[column][rows].astype(np.int64)
    size = register.keys(column).size
    shared = cases["municipality"][rows].astype(np.int64) * size + code
    return np.where(code < 0, len(register.names()) * size + rows.astype(np.int64), shared)
