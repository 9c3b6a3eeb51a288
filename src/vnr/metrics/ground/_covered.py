"""The share of each cell of a table that was delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vnr.metrics.ground._axis import Axis
from vnr.metrics.ground._districts import DISTRICT, of_district
from vnr.metrics.ground._strata import TIME
from vnr.model import Unit

if TYPE_CHECKING:
    from vnr.register import Coverage

__all__ = ["covered_share"]


def covered_share(
    coverage: Coverage,
    asked: tuple[Axis, ...],
    starts: NDArray[np.int32],
    ends: NDArray[np.int32],
    clauses: tuple[frozenset[str], ...],
) -> NDArray[np.float64]:
    """Delivered share of each cell: of its municipalities, district, unit and span of the period."""
    for place, axis in enumerate(asked):
        if axis.name == DISTRICT:
            others = asked[:place] + asked[place + 1 :]
            shape = [one.labels.size for one in others]
            by_place = any(one.members is not None for one in others)
            parts = [
                covered_share(told, others, starts, ends, clauses).reshape(shape)
                for label in axis.labels.tolist()
                for told in [of_district(coverage, label, by_place=by_place)]
            ]
            # Where nothing is delivered there is no district either, and no cell.
            return np.stack(parts, axis=place).reshape(-1) if parts else np.empty(0)
    places = coverage.municipalities
    by_unit = next((axis for axis in asked if axis.name == "unit"), None)
    units: list[Unit | None] = [None]
    if by_unit is not None:
        codes = {unit.value: unit for unit in Unit}
        units = [codes.get(label) for label in by_unit.labels.tolist()]

    def shares(told: Coverage) -> NDArray[np.float64]:
        """By municipality, span and unit."""
        codes = told.municipalities
        by_office = [told.share(codes, starts, ends, unit, clauses=clauses) for unit in units]
        return np.stack(by_office, axis=-1)

    # Bring it to the order of the axes, 1 where one is missing. A total is of all municipalities,
    # whether they delivered alone or together.
    where = next((axis for axis in asked if axis.members is not None), None)
    members = where.members if where is not None else None
    if not places or (where is not None and where.name == "municipality"):
        share = shares(coverage) if places else np.zeros((1, len(starts), len(units)))
    elif where is None or members is None:
        share = shares(coverage.apart).mean(axis=0, keepdims=True)
    elif coverage.apart is coverage:
        every = shares(coverage)
        lie = np.array([members[code] for code in places])
        share = np.stack([every[lie == label].mean(axis=0) for label in where.labels.tolist()])
    else:
        share = np.stack(
            [
                shares(coverage.only(code for code in places if members[code] == label).apart).mean(
                    axis=0
                )
                for label in where.labels.tolist()
            ]
        )
    order = {"unit": 2} | dict.fromkeys(TIME, 1) | ({where.name: 0} if where is not None else {})
    used = [order[axis.name] for axis in asked if axis.name in order]
    share = share.transpose([*used, *(place for place in range(3) if place not in used)])
    share = share.reshape([share.shape[place] for place in range(len(used))])
    view = [slice(None) if axis.name in order else None for axis in asked]
    spread = np.broadcast_to(share[tuple(view)], [axis.labels.size for axis in asked])
    return np.clip(spread.reshape(-1), 0, 1)
