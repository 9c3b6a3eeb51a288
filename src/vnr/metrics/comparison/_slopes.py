"""The yearly change of several series at once, and a step in each of them."""

from __future__ import annotations

from typing import Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

__all__ = ["Slopes", "fit"]

Real = NDArray[np.float64]

_STEPS: Final = 60


@attrs.frozen(eq=False)
class Slopes:
    """Log-linear series, each array of shape ``(units,)``; nan where undefined.

    Attributes
    ----------
    slope, error
        Change of the log from one year to the next, and its standard error.
    step, step_error
        Change of the log's level at the step, and its standard error; nan without one.
    dispersion
        Pearson's, at least 1; the errors are widened by it.
    used, free
        Years used, and those that are left over for the dispersion.
    alone
        Whether one side of the step rests on a single year.
    """

    slope: Real
    error: Real
    step: Real
    step_error: Real
    dispersion: Real
    used: NDArray[np.int64]
    free: NDArray[np.int64]
    alone: NDArray[np.bool_]


def fit(year: NDArray[Any], seen: Real, base: Real, after: NDArray[np.bool_]) -> Slopes:
    """Poisson regression on the year, with a level of its own before and after.

    Parameters
    ----------
    year : array of int, shape ``(years,)``
        The years, rising.
    seen, base : array, shape ``(units, years)``
        Events, nan where there is none to use, and exposure.
    after : array of bool, shape ``(years,)``
        The years after the step; none where there is none.
    """
    there = ~np.isnan(seen) & (base > 0)
    sides = np.stack([~after, after]) if after.any() else np.ones((1, year.size), bool)
    # Units, sides of the step, years.
    within = there[:, None, :] & sides
    used, free = there.sum(axis=1), there.sum(axis=1) - 1 - len(sides)
    x = np.where(there, year - year.mean(), 0)[:, None, :]
    o = np.where(within, seen[:, None, :], 0)
    scale = np.where(within, base[:, None, :], 0)
    total = o.sum(axis=2)
    weighed = (x * o).sum(axis=(1, 2))
    least, most = (
        (total * np.where(within.any(axis=2), edge, 0)).sum(axis=1)
        for edge in (
            np.where(within, x, np.inf).min(axis=2, initial=np.inf),
            np.where(within, x, -np.inf).max(axis=2, initial=-np.inf),
        )
    )
    sound = (free > 0) & (total > 0).all(axis=1) & (weighed > least) & (weighed < most)
    slope = np.zeros(used.size)
    low, high = np.full(used.size, -np.inf), np.full(used.size, np.inf)
    # Given the slope, a side's level is what makes the fitted events as many as those seen there.
    for _ in range(_STEPS):
        weight = scale * np.exp(np.clip(slope[:, None, None] * x, -600, 600))
        whole = np.maximum(weight.sum(axis=2), np.finfo(float).tiny)
        weight /= whole[:, :, None]
        mean = (weight * x).sum(axis=2)
        spread = (total * (weight * (x - mean[:, :, None]) ** 2).sum(axis=2)).sum(axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            change = (weighed - (total * mean).sum(axis=1)) / spread
        change = np.where(sound, np.nan_to_num(change), 0)
        low, high = np.where(change > 0, slope, low), np.where(change < 0, slope, high)
        closer = slope + np.clip(change, -1, 1)
        # One that doesn't fall between where it went too far and not far enough is put halfway.
        inner = ((closer > low) & (closer < high)) | (closer == slope)
        slope = np.where(inner, closer, _between(low, high, closer))
    fitted = total[:, :, None] * weight
    nothing = np.full(used.size, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        pearson = np.where(fitted > 0, (o - fitted) ** 2 / fitted, 0).sum(axis=(1, 2))
        dispersion = np.maximum(pearson / free, 1)
        error = np.sqrt(dispersion / spread)
        step, step_error = nothing, nothing
        if len(sides) > 1:
            level = np.log(total) - np.log(whole)
            step = level[:, 1] - level[:, 0]
            apart = (mean[:, 1] - mean[:, 0]) ** 2 / spread
            step_error = np.sqrt(dispersion * ((1 / total).sum(axis=1) + apart))
    slope, error, step, step_error, dispersion = (
        np.where(sound, figure, np.nan) for figure in (slope, error, step, step_error, dispersion)
    )
    alone = sound & (within.sum(axis=2) == 1).any(axis=1) & (len(sides) > 1)
    return Slopes(slope, error, step, step_error, dispersion, used, free, alone)


def _between(low: Real, high: Real, otherwise: Real) -> Real:
    """The middle of two ends, if both are known."""
    known = np.isfinite(low) & np.isfinite(high)
    return np.where(known, (np.where(known, low, 0) + np.where(known, high, 0)) / 2, otherwise)
