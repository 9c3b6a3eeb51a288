"""A figure of one's own with limits of its own, which no interval may become."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError, shown
from vnr.results import Estimate, State

__all__ = ["stated_figure"]


def stated_figure(figure: Any, name: str, remedy: str) -> NDArray[np.float64]:
    """Value and limits of one stated figure, shape ``(3,)``.

    Raises
    ------
    DataError
        If it is no single estimate without confidence, with its value.
    """
    if type(figure) is not Estimate:
        raise DataError(
            f"{name} must be an Estimate, such as Estimate.parse('25±2'), not {shown(figure)}"
        )
    if len(figure) != 1 or figure.state[0] != State.VALUE:
        raise DataError(f"{name} must be one figure with a value; narrow it with select()")
    if figure.confidence is not None:
        raise DataError(f"{name} is an estimate with a level of confidence; {remedy}")
    return np.array([figure.value[0], figure.lower[0], figure.upper[0]], np.float64)
