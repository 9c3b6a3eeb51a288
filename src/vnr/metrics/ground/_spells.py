"""The spells of cases: from each opening of a case to the close that follows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.metrics.ground._cases import closes
from vnr.metrics.ground._windows import NEVER
from vnr.register import NO_DAY, day_key, run_starts

if TYPE_CHECKING:
    from vnr.register import Register

__all__ = ["Spells", "spells"]

Days = NDArray[np.int32]
Rows = NDArray[np.int32]
AnyRows = NDArray[np.integer]


@attrs.frozen(eq=False)
class Spells:
    """Every time that a case was open, in order of case and day, shape ``(spells,)`` each.

    Attributes
    ----------
    opened, closed
        First and last day, days since 1970-01-01; `NEVER` while it is open.
    intake
        Row of the intake that opens it.
    closings
        Where the rows of closings of each case begin, shape ``(cases + 1,)``.
    again
        Row of its case, and the first spell of each; None if no case opened again, so that rows
        of spells are rows of cases.

    Examples
    --------
    >>> found = spells(gotland)
    >>> found.case.size, int(found.first[-1])
    (1938, 1938)
    """

    opened: Days
    closed: Days
    intake: Rows
    closings: Rows
    again: tuple[Rows, Rows] | None = None

    @property
    def size(self) -> int:
        """Number of spells."""
        return self.opened.size

    @property
    def single(self) -> bool:
        """Whether no case opened again, so that rows of spells are rows of cases."""
        return self.again is None

    @property
    def case(self) -> Rows:
        """Row of its case."""
        return np.arange(self.size, dtype=np.int32) if self.again is None else self.again[0]

    @property
    def first(self) -> Rows:
        """The first spell of each case, and last the number of all: shape ``(cases + 1,)``."""
        return np.arange(self.size + 1, dtype=np.int32) if self.again is None else self.again[1]

    def case_of(self, spell: AnyRows) -> AnyRows:
        """Row of the case of some spells."""
        return spell if self.again is None else self.again[0][spell]

    def first_of(self, case: AnyRows) -> AnyRows:
        """The first spell of some cases."""
        return case if self.again is None else self.again[1][case]

    @property
    def closing(self) -> Rows:
        """Row of the closing that ends it; -1 while it is open."""
        row = self.closing_of(np.arange(self.size, dtype=np.int32))
        row[self.closed == NEVER] = -1
        return row

    def closing_of(self, spell: AnyRows) -> Rows:
        """Row of the closing that ends some spells; meaningless while they are open."""
        case = self.case_of(spell)
        row = self.closings.take(case)
        if self.again is not None:
            row += (spell - self.again[1].take(case)).astype(np.int32, copy=False)
        return row

    def ending(self, case: AnyRows, day: Days) -> AnyRows:
        """The first spell of each case that ends on a day or later; its last if none does."""
        return self._place(case, day, self.closed, "left", 0)

    def begun(self, case: AnyRows, day: Days) -> AnyRows:
        """The last spell of each case that was opened by a day; its first if none was."""
        return self._place(case, day, self.opened, "right", 1)

    def any(self, mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Whether a mask of spells holds for any spell of each case."""
        if self.again is None:
            return mask
        return np.logical_or.reduceat(mask, self.again[1][:-1])

    def _place(
        self, case: AnyRows, day: Days, days: Days, side: Literal["left", "right"], back: int
    ) -> AnyRows:
        """Where a day stands among those of its case's spells, or the nearest of them."""
        if self.again is None or not case.size:
            return case
        of, first = self.again
        # What is asked together is mostly of cases that stand together.
        among = slice(first[case.min()], first[case.max() + 1])
        key, asked = day_key(of[among], days[among]), day_key(case, day)
        place = np.searchsorted(key, asked, side) + (among.start - back)
        return np.clip(place, first[case], first[case + 1] - 1)


def spells(register: Register) -> Spells:
    """The spells of every case of a register, counted or not.

    The first intake opens a case; the first intake dated after a closing opens it again.

    Examples
    --------
    >>> spells(gotland).case.size, gotland.table("cases").height
    (1938, 1830)
    """
    return register.remembered("spells", lambda: _spells(register))


def _spells(register: Register) -> Spells:
    cases, intakes, ends = (register.table(name) for name in ("cases", "intakes", "closings"))
    taken_in, ended = intakes.begins, ends.begins
    # Each closing ends a spell, and one goes on in every case that isn't closed now.
    size = ends.height + int(np.count_nonzero(cases["closed"] == NO_DAY))
    if size == cases.height:
        return Spells(cases["opened"], closes(register), taken_in[:-1], ended)
    number = np.diff(ended)
    number += cases["closed"] == NO_DAY
    first = np.zeros(cases.height + 1, np.int32)
    np.cumsum(number, out=first[1:])
    case = np.repeat(np.arange(cases.height, dtype=np.int32), number)
    closed = np.full(size, NEVER, np.int32)
    of = ends.parent
    closed[first[of] + np.arange(ends.height, dtype=np.int32) - ended[of]] = ends["closed"]
    intake = taken_in[:-1][case]
    later = np.flatnonzero(~run_starts(case))
    keys = day_key(intakes.parent, intakes["date"])
    intake[later] = np.searchsorted(keys, day_key(case[later], closed[later - 1]), "right")
    return Spells(intakes["date"][intake], closed, intake, ended, (case, first))
