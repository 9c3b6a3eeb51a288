"""What stands in a cell: a value, or one of three reasons for there being none."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError
from vnr.words import Language, label

__all__ = ["State", "codes_of", "states_by_code"]


class State(IntEnum):
    """What stands in a cell; zero is a value, the others are not."""

    VALUE = 0
    NOT_REPORTED = 1
    NOT_MATURE = 2
    SUPPRESSED = 3

    @property
    def code(self) -> str:
        """The state in frames and JSON."""
        return self.name.lower()

    def label(self, language: Language) -> str:
        """Why there is no value, in words; empty where there is one."""
        return label("state", self.code, language) if self else ""


def codes_of(states: NDArray[np.int8]) -> list[str]:
    """States as frames and JSON have them."""
    return [State(state).code for state in states.tolist()]


def states_by_code(codes: Sequence[object]) -> list[State]:
    """The states of their codes.

    Raises
    ------
    DataError
        If there is no such state.
    """
    states = [state.code for state in State]
    if any(code not in states for code in codes):
        raise DataError(f"a state is one of {', '.join(states)}")
    return [State(states.index(str(code))) for code in codes]
