"""Days that were delivered: nights of other days aren't known, and are none of those counted."""

from __future__ import annotations

from collections.abc import Iterable

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.metrics.ground import Cells
from vnr.model import Unit
from vnr.register import Register

__all__ = ["DeliveredDays"]

Whole = NDArray[np.int64]


@attrs.frozen(eq=False)
class DeliveredDays:
    """Which days of a table's period were delivered, by municipality, or office where these differ.

    Attributes
    ----------
    first
        First day of the period.
    before
        How many days were delivered before each, shape ``(offices, days + 1)``.
    after
        The first delivered day from each on, as many days into the period; the same shape.
    units
        How many offices each municipality has here.
    """

    first: int
    before: Whole
    after: Whole
    units: int

    @classmethod
    def of(cls, table: Cells, codes: Iterable[str], *, by_unit: bool = False) -> DeliveredDays:
        """The days on which municipalities delivered what the table needs."""
        coverage, clauses = table.source.coverage, table.need.clauses
        named = by_unit and any(row.unit for row in coverage.deliveries)
        units = (None, *Unit) if named else (None,)
        first, size = int(table.starts[0]), int(table.ends[-1] - table.starts[0]) + 1
        spans = [coverage.spans(code, clauses, unit) for code in codes for unit in units]
        on = np.zeros((len(spans), size), bool)
        for days, own in zip(on, spans, strict=True):
            for start, end in own:
                days[max(start - first, 0) : max(end - first + 1, 0)] = True
        before = np.zeros((len(spans), size + 1), np.int64)
        np.cumsum(on, axis=1, out=before[:, 1:])
        day = np.append(np.where(on, np.arange(size), size), np.full((len(spans), 1), size), axis=1)
        after = np.minimum.accumulate(day[:, ::-1], axis=1)[:, ::-1]
        return cls(first, before, after, len(units))

    def office(self, register: Register, case: NDArray[np.intp]) -> Whole:
        """The office of each of some cases."""
        cases = register.table("cases")
        own = cases["municipality"][case].astype(np.int64) * self.units
        return own + (cases["unit"][case].astype(np.int64) + 1 if self.units > 1 else 0)

    def between(self, office: Whole | int, start: Whole | int, end: Whole | int) -> Whole:
        """How many days were delivered from one day to before another; none where these are turned."""
        ends = [
            np.clip(np.asarray(day) - self.first, 0, self.before.shape[1] - 1)
            for day in (start, end)
        ]
        number: Whole = self.before[office, ends[1]] - self.before[office, ends[0]]
        return np.maximum(number, 0)

    def from_day(self, office: Whole, day: Whole) -> Whole:
        """The first delivered day from each on, within the period."""
        since = np.clip(day - self.first, 0, self.after.shape[1] - 1)
        return self.after[office, since] + self.first
