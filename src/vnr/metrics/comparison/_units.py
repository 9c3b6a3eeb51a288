"""Which units are set beside each other."""

from __future__ import annotations

from typing import Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError, UnknownNameError
from vnr.metrics.intervals import Figures, Inputs, inputs, limits, poisson_limits, trials

__all__ = ["KINDS", "Compared", "compared"]

Real = NDArray[np.float64]

KINDS: Final = ("proportion", "rate", "smr")


@attrs.frozen(eq=False)
class Compared:
    """Hits and their base in every cell, and the groups whose cells are compared.

    Attributes
    ----------
    kind
        ``proportion`` (of trials), ``rate`` (per exposure) or ``smr`` (of events expected).
    k, n
        Hits and base, shape ``(cells,)``; nan where there is no value.
    group
        Number of the group of each cell.
    groups
        How many there are.
    usable
        Which cells have a value and a base.
    given
        The cells.
    """

    kind: str
    k: Real
    n: Real
    group: NDArray[np.intp]
    groups: int
    usable: NDArray[np.bool_]
    given: Inputs

    def total(self, values: Real) -> Real:
        """Sum over the usable cells of each group."""
        there = np.broadcast_to(values, self.k.shape)[self.usable]
        return np.bincount(self.group[self.usable], there, self.groups).astype(np.float64)

    @property
    def share(self) -> Real:
        """Hits relative to the base; nan where there is none."""
        return np.divide(self.k, self.n, out=np.full(self.k.shape, np.nan), where=self.usable)

    @property
    def events(self) -> NDArray[np.int64]:
        """What `n` of an estimate is: trials, or the events of a rate."""
        return np.nan_to_num(self.n if self.kind == "proportion" else self.k).astype(np.int64)

    def unit(self, per: float) -> str:
        """Unit of measurement of the figures, times `per`."""
        if self.kind == "rate":
            return f"per {per:g} person-years"
        plain = "proportion" if self.kind == "proportion" else "ratio"
        return plain if per == 1 else f"{plain} times {per:g}"

    def own_limits(self, confidence: float) -> tuple[Real, Real]:
        """Each cell's own interval: Wilson's, or the Poisson one."""
        if self.kind == "proportion":
            return limits(self.k, self.n, method="wilson", confidence=confidence)
        low, high = poisson_limits(self.k, method="auto", confidence=confidence)
        base = np.where(self.usable, self.n, np.nan)
        return low / base, high / base


def compared(k: Figures, n: Figures, kind: str, across: str | None) -> Compared:
    """Read what is to be compared.

    Parameters
    ----------
    k, n : array_like, shape ``(cells,)``, or Counts
        Hits and base.
    kind : str
        One of `KINDS`.
    across : str or None
        The stratum whose labels are the units: each combination of the others is a group of its
        own. None compares all cells.

    Raises
    ------
    DataError
        If a number isn't what it must be, or `kind` is none of its choices.
    UnknownNameError
        If the cells have no such stratum.
    """
    if kind not in KINDS:
        raise DataError(f"kind must be one of {', '.join(KINDS)}, got {kind!r}")
    given = trials(k=k, n=n) if kind == "proportion" else inputs(("k",), k=k, n=n)
    group, groups = _groups(given.strata, across, given["k"].size)
    usable = given.known & (given["n"] > 0)
    lost = np.flatnonzero(given.known & ~usable & (given["k"] > 0))
    if lost.size:
        raise DataError(f"there are events without a base at row {lost[0]}; give n for them")
    return Compared(kind, given["k"], given["n"], group, groups, usable, given)


def _groups(
    strata: dict[str, NDArray[Any]], across: str | None, size: int
) -> tuple[NDArray[np.intp], int]:
    if across is None:
        return np.zeros(size, np.intp), 1
    if across not in strata:
        raise UnknownNameError("stratum", across, strata)
    code = np.zeros(size, np.int64)
    for name, labels in strata.items():
        if name != across:
            found, place = np.unique(labels, return_inverse=True)
            code = code * found.size + place
    distinct, group = np.unique(code, return_inverse=True)
    return group.astype(np.intp), distinct.size
