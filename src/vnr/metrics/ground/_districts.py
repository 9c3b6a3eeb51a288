"""City districts as strata: an open list, known by what is delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.metrics.ground._axis import Axis, Bound
from vnr.metrics.ground._need import Need
from vnr.register import NOT_RECORDED, Coverage, Delivered, Register

if TYPE_CHECKING:
    from vnr.register import Source

__all__ = ["DISTRICT", "district", "of_district"]

DISTRICT: Final = "district"


def district(source: Source) -> Axis:
    """The axis of the districts that cases or the coverage name, and of those without."""
    labels = sorted({*source.names(DISTRICT), *source.coverage.districts})
    number = {label: place for place, label in enumerate(labels)}

    def at(register: Register) -> Bound:
        named = [number[value.decode()] for value in register.keys(DISTRICT).tolist()]
        lookup = np.array([*named, len(labels)], np.int32)
        held = register.table("cases")[DISTRICT]
        return lambda rows: lookup[held[rows]]

    def lacking(register: Register) -> NDArray[np.int64]:
        held = register.table("cases")[DISTRICT][register.counted]
        return np.array([np.count_nonzero(held < 0)])

    need = Need(fields=f"cases.{DISTRICT}")
    return Axis(DISTRICT, np.array([*labels, NOT_RECORDED]), at, lacking=lacking, last=1, need=need)


def of_district(coverage: Coverage, label: str, *, by_place: bool) -> Coverage:
    """What was delivered of one district, where the coverage tells of it.

    Parameters
    ----------
    coverage : Coverage
        Of everything.
    label : str
        The district.
    by_place : bool
        Whether municipalities have rows of their own: those that have no such district delivered
        nothing of it. Otherwise they are left out.
    """
    if label not in coverage.districts:
        return coverage
    homes = {row.municipality for row in coverage.deliveries if row.district == label}
    rows: list[Any] = [
        attrs.evolve(row, district=None)
        for row in coverage.deliveries
        if row.municipality in homes and row.district in (None, label)
    ]
    if by_place:
        others = [code for code in coverage.municipalities if code not in homes]
        rows += [Delivered.of((code, None, None)) for code in others]
    return Coverage(rows)
