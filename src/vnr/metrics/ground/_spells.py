"""The spells of cases: from each opening of a case to the close that follows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.metrics.ground._windows import NEVER
from vnr.register import day_key, run_starts

if TYPE_CHECKING:
    from vnr.register import Register, Table

__all__ = ["Spells", "spells"]

Days = NDArray[np.int32]
Rows = NDArray[np.intp]


@attrs.frozen(eq=False)
class Spells:
    """Every time that a case was open, in order of case and day, shape ``(spells,)`` each.

    Attributes
    ----------
    case
        Row of its case.
    opened, closed
        First and last day, days since 1970-01-01; `NEVER` while it is open.
    closing
        Row of the closing that ends it; -1 while it is open.
    intake
        Row of the intake that opens it.
    first
        The first spell of each case, and last the number of all: shape ``(cases + 1,)``.
    """

    case: Rows
    opened: Days
    closed: Days
    closing: Rows
    intake: Rows
    first: Rows

    @property
    def single(self) -> bool:
        """Whether no case opened again, so that rows of spells are rows of cases."""
        return self.case.size == self.first.size - 1

    def ending(self, case: NDArray[np.integer], day: Days) -> Rows:
        """The first spell of each case that ends on a day or later; its last if none does."""
        if self.single:
            return case.astype(np.intp, copy=False)
        return self._within(
            case, np.searchsorted(day_key(self.case, self.closed), day_key(case, day))
        )

    def begun(self, case: NDArray[np.integer], day: Days) -> Rows:
        """The last spell of each case that was opened by a day; its first if none was."""
        if self.single:
            return case.astype(np.intp, copy=False)
        place = np.searchsorted(day_key(self.case, self.opened), day_key(case, day), "right") - 1
        return self._within(case, place)

    def any(self, mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Whether a mask of spells holds for any spell of each case."""
        if self.single:
            return mask
        return np.bincount(self.case[mask], minlength=self.first.size - 1) > 0

    def _within(self, case: NDArray[np.integer], place: Rows) -> Rows:
        return np.clip(place, self.first[case], self.first[case + 1] - 1)


def spells(register: Register) -> Spells:
    """The spells of every case of a register, counted or not.

    The first intake opens a case; the first intake dated after a closing opens it again.
    """
    return register.remembered("spells", lambda: _spells(register))


def _spells(register: Register) -> Spells:
    cases, intakes = (register.table(name) for name in ("cases", "intakes"))
    closings, taken_in = register.table("closings"), _offsets(intakes)
    ended = np.diff(_offsets(closings))
    # Closed now: not if an intake is dated after the last closing.
    closed_now = ended > 0
    last = _offsets(closings)[1:][closed_now] - 1
    still = intakes["date"][taken_in[1:][closed_now] - 1] <= closings["closed"][last]
    closed_now[closed_now] = still
    number = ended + ~closed_now
    if number.max(initial=1) == 1:
        case = np.arange(cases.height)
        first = np.arange(cases.height + 1)
        place = closings.parent.astype(np.intp)
    else:
        case = np.repeat(np.arange(cases.height), number)
        first = np.zeros(cases.height + 1, np.intp)
        np.cumsum(number, out=first[1:])
        of = closings.parent
        place = first[of] + np.arange(closings.height) - _offsets(closings)[of]
    closing = np.full(case.size, -1, np.intp)
    closing[place] = np.arange(closings.height)
    closed = np.full(case.size, NEVER, np.int32)
    closed[place] = closings["closed"]
    if case.size == cases.height:
        return Spells(case, cases["opened"], closed, closing, taken_in[:-1], first)
    intake = taken_in[:-1][case]
    later = np.flatnonzero(~run_starts(case))
    keys = day_key(intakes.parent, intakes["date"])
    intake[later] = np.searchsorted(keys, day_key(case[later], closed[later - 1]), "right")
    return Spells(case, intakes["date"][intake], closed, closing, intake, first)


def _offsets(table: Table) -> NDArray[np.int64]:
    offsets = table.offsets
    assert offsets is not None
    return offsets
