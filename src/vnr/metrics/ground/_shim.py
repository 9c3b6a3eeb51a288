"""Columns as they will be stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from vnr.register import Register

__all__ = ["linkable"]


def linkable(register: Register) -> NDArray[np.bool_]:
    """Whether it is known who each person is."""
    persons = register.table("persons")
    return persons["linkable"] if "linkable" in persons else np.ones(persons.rows, bool)
