"""Of which cases, and on which days, what is needed was delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.model import Unit

if TYPE_CHECKING:
    from vnr.metrics.ground._need import Need
    from vnr.register import Register

__all__ = ["Delivery", "delivery_of"]

Days = NDArray[np.int32]
Mask = NDArray[np.bool_]

_KEPT: Final = 4
"""Of how many deliveries a register remembers whose each case is."""


@attrs.frozen(eq=False)
class Delivery:
    """Of which cases or contacts, and on which days of a period, what is needed was delivered.

    Attributes
    ----------
    office
        For each of them the place of its municipality among those that deliver otherwise, or of
        its office where these differ.
    ever
        Whether each delivered it on any day of the period.
    on
        Whether it did on each day, shape ``(offices, days + 1)``, the last for every day outside;
        None where no day differs from another.
    first
        First day of the period.

    Examples
    --------
    >>> from vnr.metrics.ground import Need, cells
    >>> visits = Need(fields=frozenset({"interventions.visits"}))
    >>> cells(gotland, 2019, "sex", need=visits).of(gotland).delivery is None
    False
    """

    office: NDArray[np.int32]
    ever: Mask
    on: Mask | None
    first: int

    def of(self, rows: NDArray[Any], day: Days | None = None) -> Mask:
        """Of which of these rows it was, on their days."""
        office = self.office[rows]
        if self.on is None or day is None:
            return self.ever[office]
        since = (np.asarray(day, np.int32) - np.int32(self.first)).view(np.uint32)
        last = np.uint32(self.on.shape[1] - 1)
        return self.on[office, np.minimum(since, last)]


def delivery_of(
    register: Register, need: Need, first: int, last: int, *, of: str = "cases"
) -> Delivery | None:
    """Of which cases, or contacts, a need was delivered in a period; None if of all.

    A municipality of which nothing was delivered in the whole period is in no total, as it has no
    number of its own. A day on which nothing at all was delivered stays as it is: a cell that was
    delivered in part keeps its value.
    """
    coverage, clauses = register.coverage, need.clauses
    named = bool(clauses) and any(row.unit for row in coverage.deliveries)
    units = (None, *Unit) if named else (None,)
    names = register.names() if of == "cases" else register.contact_rows.stored.municipalities
    firsts, which = coverage.alike(names)
    offices = [
        (coverage.spans(code, clauses, unit), coverage.spans(code, (), unit))
        for code in firsts
        for unit in units
    ]
    told = all(needed == there for needed, there in offices)
    if told and coverage.delivers(firsts, first, last).all():
        return None
    days = last - first + 1
    by_office = np.zeros((len(offices), days + 1), bool)
    for on, (needed, there) in zip(by_office, offices, strict=True):
        _mark(on, needed, first, value=True)
        if on[:days].any():
            lacking = np.ones(days, bool)
            _mark(lacking, there, first, value=False)
            on[:days] |= lacking
            on[days] = True
    ever = by_office[:, -1]
    office = register.remembered(
        ("offices", of, named, coverage),
        lambda: _offices(register, of, which, len(units)),
        most=_KEPT,
    )
    return Delivery(office, ever, by_office if (by_office != ever[:, None]).any() else None, first)


def _offices(
    register: Register, of: str, which: NDArray[np.int32], units: int
) -> NDArray[np.int32]:
    """The place of each case's or contact's delivery among those that differ."""
    rows = register.table(of)
    office = (which * np.int32(units))[rows["municipality"]]
    if units > 1:
        office += rows["unit"] + np.int32(1)
    return office


def _mark(days: Mask, spans: list[tuple[int, int]], first: int, *, value: bool) -> None:
    for start, end in spans:
        days[max(start - first, 0) : max(end - first + 1, 0)] = value
