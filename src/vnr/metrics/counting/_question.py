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

if TYPE_CHECKING:
    from vnr.register import Register

__all__ = ["Counted", "Question"]

Rows = NDArray[np.intp]
Days = NDArray[np.int32]
Whole = NDArray[np.int64]


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
    identity: Whole | None
    kind: NDArray[np.int8] | None = None
    closing: Rows | None = None

    def place(
        self, places: Places, span: Days, chosen: Any, day: Days | None
    ) -> tuple[Whole, Rows]:
        """Cell of the chosen ones that stand in the table, and which of all they are."""
        kind = None if self.kind is None else self.kind[chosen]
        closing = None if self.closing is None else self.closing[chosen]
        cell, which = places.place(self.case[chosen], span, kind=kind, closing=closing, day=day)
        return cell, which if isinstance(chosen, slice) else chosen[which]


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

    def day(self, counted: Counted, chosen: Any) -> Days | None:
        """The day that each stands for, where it is one."""
        if self.measure not in ("new", "closed"):
            return None
        return (counted.start if self.measure == "new" else counted.end)[chosen]

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
            return Counted(table.first.astype(np.intp), table.start, table.end, None, table.kind)
        if self.measure == "new":
            # A case is new once, however often it opens again.
            rows, start = held_cases(register, self.basis, self.roles, self.dated_by)
            return Counted(rows, start, start, _identity(register, self.of, rows))
        held = held_spells(register, self.basis, self.roles, self.dated_by)
        identity = _identity(register, self.of, held.case)
        closing = spells(register).closing[held.spell] if self.measure == "closed" else None
        return Counted(held.case, held.start, held.end, identity, closing=closing)

    def by_span(self, table: Cells, counted: Counted) -> Iterator[tuple[Days, Any]]:
        """The span of the period that each falls into, -1 for none, and which of `counted` it is.

        What is open in several spans is given in each of them.
        """
        if self.measure in ("new", "closed"):
            yield table.span(counted.start if self.measure == "new" else counted.end), slice(None)
            return
        for number, (first, last) in enumerate(
            zip(table.starts.tolist(), table.ends.tolist(), strict=True)
        ):
            since = last if self.measure == "stock" else first
            # Open on its last day too: a case covers both the day it is dated and that it closes.
            falls = np.flatnonzero((counted.start <= last) & (counted.end >= since))
            yield np.full(falls.size, number, np.int32), falls


def _identity(register: Register, of: str, rows: Rows) -> Whole | None:
    """A number for each row, equal for rows of the same person, household or matter."""
    cases = register.table("cases")
    if of == "case":
        # One that closed twice in a cell, or was open twice in it, is one.
        return rows.astype(np.int64) if (rows[1:] == rows[:-1]).any() else None
    if of == "person":
        return cases["person"][rows].astype(np.int64)
    column = "household_id" if of == "household" else "case_id"
    code = cases[column][rows].astype(np.int64)
    size = register.keys(column).size
    shared = cases["municipality"][rows].astype(np.int64) * size + code
    return np.where(code < 0, len(register.names()) * size + rows, shared)
