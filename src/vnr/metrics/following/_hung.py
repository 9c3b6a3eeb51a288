"""What hangs on the counted cases: interventions, assessments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vnr.metrics.ground import Cells, Roles, role_mask

if TYPE_CHECKING:
    from vnr.register import Register

__all__ = ["hung_on"]


def hung_on(
    register: Register, table: Cells, name: str, day: str, roles: Roles
) -> tuple[NDArray[np.int64], NDArray[np.intp]]:
    """Cell and row of what hangs on the counted cases and is dated in the period.

    Parameters
    ----------
    register : Register
        The cases.
    table : Cells
        The cells.
    name, day : str
        The table, and the column that dates its rows.
    roles : str or set of Role
        Whose cases.
    """
    hangs = register.table(name)
    rows = np.flatnonzero(role_mask(register, roles)[hangs.parent])
    kind: Any = hangs["kind"][rows] if "kind" in hangs else None
    cell, which = table.of(register).place(
        hangs.parent[rows].astype(np.intp),
        table.span(hangs[day][rows]),
        kind,
        day=hangs[day][rows],
    )
    return cell, rows[which]
