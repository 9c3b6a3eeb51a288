"""Events and exposure of each unit in each year, from arrays or by label."""

from __future__ import annotations

from datetime import MAXYEAR, MINYEAR
from typing import Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError, UnknownNameError
from vnr.metrics.comparison._standard import units
from vnr.results import LABEL, Aligned, Grid, Labelled, State, align, labelled, numbers

__all__ = ["Series", "by_year"]

Real = NDArray[np.float64]

_TIME: Final = "year"


@attrs.frozen(eq=False)
class Series:
    """Units by years.

    Attributes
    ----------
    grid
        The units, without what follows from their years.
    year
        The years, rising.
    seen, base, state, share
        Events, exposure, state and share delivered, shape ``(units, years)``.
    """

    grid: Grid
    year: NDArray[np.int64]
    seen: Real
    base: Real
    state: NDArray[np.int8]
    share: Real

    @property
    def cells(self) -> Grid:
        """The units: hidden with any of their years, else there with any of them."""
        worst = self.state.max(axis=1, initial=State.VALUE)
        there = (self.state == State.VALUE).any(axis=1) & (worst != State.SUPPRESSED)
        return attrs.evolve(
            self.grid,
            state=np.where(there, State.VALUE, worst).astype(np.int8),
            covered=self.share.mean(axis=1),
        )


def by_year(events: Any, exposure: Any, years: Any) -> Series:
    """Arrays with their years, or figures joined by label.

    Raises
    ------
    DataError
        If shapes or labels don't match, or the years aren't years that rise.
    """
    counted = labelled(events, "events")
    if counted is None and labelled(exposure, "exposure") is None:
        series = _of_arrays(events, exposure, years)
    elif counted is None:
        raise DataError("exposure has labels, and the events have none; give both labels")
    else:
        series = _of_labels(counted, align(("events",), events=counted, exposure=exposure))
    if not series.year.size:
        raise DataError("events have no years; give at least one")
    if (np.diff(series.year) <= 0).any():
        raise DataError("years must rise, each of them once")
    return series


def _of_arrays(events: Any, exposure: Any, years: Any) -> Series:
    counts = np.atleast_2d(numbers(events, "events"))
    base = numbers(exposure, "exposure")
    shape = counts.shape
    year = None if years is None else numbers(years, "years")
    if year is None or year.shape != shape[-1:] or not _is_year(year).all():
        raise DataError(f"years must name the {shape[-1]} years of the events")
    if base.shape not in (shape, shape[-1:], ()) and np.atleast_2d(base).shape != shape:
        raise DataError(f"exposure has shape {base.shape}, the events have {shape}")
    read = align(
        ("events",),
        events=counts.reshape(-1),
        exposure=np.broadcast_to(base, shape).reshape(-1),
    )
    return Series(
        Grid.delivered(shape[0], read.cells.definition),
        year.astype(np.int64),
        seen=read["events"].reshape(shape),
        base=read["exposure"].reshape(shape),
        state=np.zeros(shape, np.int8),
        share=np.ones(shape),
    )


def _of_labels(counted: Labelled, read: Aligned) -> Series:
    # Labels without a name can only be the years.
    time = LABEL if list(read.cells.strata) == [LABEL] and not counted.named else _TIME
    if time not in read.cells.strata:
        raise UnknownNameError("stratum", _TIME, read.cells.strata)
    year, at = np.unique(_years(read.cells.strata[time]), return_inverse=True)
    rest = {name: array for name, array in read.cells.strata.items() if name != time}
    unit, first = units(rest, at.size)
    # A year that a unit has no cell for is as one it didn't report.
    seen, base = np.full((2, first.size, year.size), np.nan)
    share, state = np.zeros(seen.shape), np.full(seen.shape, State.NOT_REPORTED, np.int8)
    seen[unit, at], base[unit, at] = read["events"], read["exposure"]
    share[unit, at], state[unit, at] = read.cells.covered, read.cells.state
    strata = {name: array[first] for name, array in rest.items()}
    bare = np.zeros(first.size)
    grid = attrs.evolve(read.cells, strata=strata, state=bare, covered=bare)
    return Series(grid, year, seen, base, state, share)


def _years(labels: NDArray[Any]) -> NDArray[np.int64]:
    """Labels of years as numbers: files have them as text."""
    try:
        year = labels.astype(np.float64)
    except ValueError:
        year = np.full(labels.size, np.nan)
    if not _is_year(year).all():
        raise DataError("the labels of year must be years, such as 2024")
    return year.astype(np.int64)


def _is_year(year: Real) -> NDArray[np.bool_]:
    return (year == np.floor(year)) & (year >= MINYEAR) & (year <= MAXYEAR)
