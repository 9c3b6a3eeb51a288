"""Columns as they will be stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vnr.register import NO_DAY, Table

if TYPE_CHECKING:
    from vnr.register import Register

__all__ = ["closings", "linkable", "roles"]


def closings(register: Register) -> Table:
    """The closings of every case."""
    if "closings" in register.schema.tables:
        return register.table("closings")

    def make() -> Table:
        cases = register.table("cases")
        ended = np.flatnonzero(cases["closed"] != NO_DAY)
        offsets = np.zeros(cases.rows + 1, np.int64)
        np.cumsum(cases["closed"] != NO_DAY, out=offsets[1:])
        names = ("closed", "closing_reason", "goal")
        return Table("closings", {name: cases[name][ended] for name in names}, offsets)

    return register.remembered("closings", make)


def roles(register: Register) -> NDArray[np.uint32]:
    """One bit for each role of every case."""
    cases = register.table("cases")
    if "roles" in cases:
        return cases["roles"]
    return (np.uint32(1) << cases["role"].astype(np.uint32)).astype(np.uint32)


def linkable(register: Register) -> NDArray[np.bool_]:
    """Whether it is known who each person is."""
    persons = register.table("persons")
    return persons["linkable"] if "linkable" in persons else np.ones(persons.rows, bool)
