"""What hangs on the counted cases and concerns violence: interventions, assessments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vnr.metrics.choices import Roles
from vnr.metrics.ground import Cells, concerns, role_mask

if TYPE_CHECKING:
    from vnr.register import Register

__all__ = ["hung_on"]


def hung_on(
    register: Register, table: Cells, name: str, day: str, roles: Roles, basis: str
) -> tuple[NDArray[np.int64], NDArray[np.intp]]:
    """Cell and row of what hangs on the counted cases, concerns a basis, and is dated in the period.

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
    basis : str
        As in `concerns`.
    """
    hangs = register.table(name)
    mine = concerns(register, basis, name) & role_mask(register, roles)[hangs.parent]
    rows = np.flatnonzero(mine)
    cell, which = table.of(register).place(
        hangs.parent[rows].astype(np.intp),
        table.span(hangs[day][rows]),
        hung=rows,
        day=hangs[day][rows],
    )
    return cell, rows[which]
