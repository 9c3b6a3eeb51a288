"""Shares that can't be judged yet, since too few have had their time."""

from __future__ import annotations

from typing import Final, TypeVar

import attrs
import numpy as np
from numpy.typing import ArrayLike

from vnr.results import Estimate, State

__all__ = ["RIPE", "ripe"]

RIPE: Final = 0.8
"""The least share that must have had its time, or nothing is said of the others."""

_TINY: Final = 1e-9
_Estimate = TypeVar("_Estimate", bound=Estimate)


def ripe(result: _Estimate, waiting: ArrayLike) -> _Estimate:
    """The result whose shares can't be judged yet where under 80 per cent have had their time.

    What was counted stays as it is: it is the share that would say something of all.

    Parameters
    ----------
    result : Estimate
        A share of those who have had their time, `n`.
    waiting : array of int
        How many haven't, in each cell.
    """
    have, wait = result["n"].astype(float), np.asarray(waiting, float)
    young = (wait > 0) & (have < RIPE * (have + wait) - _TINY)
    states = {
        name: np.where(young & (result.state_of(name) == State.VALUE), State.NOT_MATURE, own)
        for name in ("value", "lower", "upper")
        for own in [result.state_of(name)]
    }
    others = {name: result.state_of(name) for name in result.names if name not in states}
    return attrs.evolve(result, state=states["value"], states=others | states)
