"""Which units are set beside each other."""

from __future__ import annotations

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError, UnknownNameError, check_choice
from vnr.metrics.choices import Kind
from vnr.metrics.intervals import (
    PER,
    align_trials,
    binomial_limits,
    check_inflation,
    check_per,
    inflated_limits,
)
from vnr.results import Aligned, Numbers, Strata, align

__all__ = ["UnitFigures", "check_kind", "unit_figures"]

Real = NDArray[np.float64]


@attrs.frozen(eq=False)
class UnitFigures:
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
    inflation
        Variance of the hits relative to a Poisson or binomial variable's, from 1.
    aligned
        The cells.

    Examples
    --------
    >>> from vnr.metrics.comparison import unit_figures
    >>> units = unit_figures("rate", None, events={"a": 3, "b": 5}, exposure={"a": 30, "b": 40})
    >>> units.k, units.n, units.groups
    (array([3., 5.]), array([30., 40.]), 1)
    """

    kind: str
    k: Real
    n: Real
    group: NDArray[np.intp]
    groups: int
    usable: NDArray[np.bool_]
    inflation: Real
    aligned: Aligned

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
        """Unit of measurement of the figures."""
        if self.kind == "rate":
            return f"per {per:g} person-years"
        return "proportion" if self.kind == "proportion" else "ratio"

    def own_limits(self, confidence: float) -> tuple[Real, Real]:
        """Each cell's own interval: Wilson's, or the Poisson one."""
        if self.kind == "proportion":
            k, n = self.k / self.inflation, self.n / self.inflation
            return binomial_limits(k, n, method="wilson", confidence=confidence)
        low, high = inflated_limits(self.k, self.inflation, method="auto", confidence=confidence)
        base = np.where(self.usable, self.n, np.nan)
        return low / base, high / base


def check_kind(kind: str, per: float | None) -> float:
    """What the figures of a kind are per: 1 of all but rates.

    Raises
    ------
    DataError
        If `kind` is none of its choices, or `per` is given for what isn't per anything.
    """
    check_choice("kind", kind, Kind)
    if kind == "rate":
        return check_per(PER if per is None else per)
    if per not in (None, 1):
        raise DataError(
            f"per belongs to kind='rate'; a figure of kind {kind!r} is per nothing, got {per!r}: "
            "leave it out"
        )
    return 1


def unit_figures(
    kind: str, across: str | None, inflation: Numbers = 1, /, **pair: Numbers
) -> UnitFigures:
    """Read what is to be compared.

    Parameters
    ----------
    kind : str
        One of `Kind`.
    across : str or None
        The stratum whose labels are the units: each combination of the others is a group of its
        own. None compares all cells.
    inflation : Numbers
        As in `rate`.
    **pair
        Hits and base by the names of their arguments, shape ``(cells,)``.

    Raises
    ------
    DataError
        If a number isn't what it must be, or `kind` is none of its choices.
    UnknownNameError
        If the cells have no such stratum.

    Examples
    --------
    >>> units = unit_figures("rate", None, events={"a": 3, "b": 5}, exposure={"b": 40, "a": 30})
    >>> units.k / units.n
    array([0.1  , 0.125])
    """
    hits, base = pair
    if kind == "proportion":
        aligned = align_trials(beside={"inflation": inflation}, **pair)
    else:
        aligned = align((hits,), **pair, inflation=inflation)
    k, n = aligned[hits], aligned[base]
    group, groups = _groups(aligned.cells.strata, across, k.size)
    usable = aligned.known & (n > 0)
    lost = np.flatnonzero(aligned.known & ~usable & (k > 0))
    if lost.size:
        raise DataError(f"there are events without a base at row {lost[0]}; give {base} for them")
    return UnitFigures(kind, k, n, group, groups, usable, check_inflation(aligned), aligned)


def _groups(strata: Strata, across: str | None, size: int) -> tuple[NDArray[np.intp], int]:
    if across is None:
        return np.zeros(size, np.intp), 1
    if not isinstance(across, str) or across not in strata:
        raise UnknownNameError("stratum", across, strata)
    code = np.zeros(size, np.int64)
    for name, labels in strata.items():
        if name != across:
            distinct, place = np.unique(labels, return_inverse=True)
            code = code * distinct.size + place
    distinct, group = np.unique(code, return_inverse=True)
    return group.astype(np.intp), distinct.size
