"""How a figure changes from year to year, within one and the same way of counting."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import MAXYEAR, MINYEAR, date
from typing import Any, Final, Protocol

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError, UnknownNameError
from vnr.frames import listed
from vnr.metrics.comparison._standard import units
from vnr.metrics.intervals import check_confidence
from vnr.results import (
    LABEL,
    Basis,
    Definition,
    Estimate,
    Figure,
    Grid,
    Note,
    Numbers,
    State,
    align,
    labelled,
    numbers,
)

__all__ = ["trend"]

Real = NDArray[np.float64]

_STEPS: Final = 60
_FEWEST: Final = 3
_TIME: Final = "year"


class Dated(Protocol):
    """A break in a series: anything with a date."""

    @property
    def date(self) -> date:
        """First day of the new way of counting."""


def trend(
    events: Numbers,
    exposure: Numbers,
    *,
    years: Any = None,
    breaks: Iterable[Dated | date] = (),
    through_breaks: bool = False,
    confidence: float = 0.95,
) -> Estimate:
    r"""Relative change of a rate from one year to the next (trend över år).

    .. math::

        \log \operatorname{E} O_t = \alpha + \beta t + \log E_t, \qquad
        \hat\phi = \max\Big(1, \frac{1}{T - 2} \sum_t \frac{(O_t - \hat O_t)^2}{\hat O_t}\Big)

    with limits :math:`\exp(\hat\beta \pm t_{T-2} \sqrt{\hat\phi}\, s)`.

    Parameters
    ----------
    events, exposure : array_like, shape ``(years,)`` or ``(units, years)``, or with labels
        Events and person-years. `Counts` need the stratum ``year``, and are joined by label; a
        mapping or a series may have the years as its only labels.
    years : array_like of int, shape ``(years,)``, optional
        The years of arrays; figures with labels have theirs.
    breaks : iterable of date, or of what `data.breaks` gives
        First days of new ways of counting. A trend across one would measure the change of rule.
    through_breaks : bool
        Fit across them all the same, and say so.
    confidence : float
        Two-sided level, strictly between 0 and 1.

    Returns
    -------
    Estimate
        A ratio for each unit, 1.05 for five per cent more each year; `n` is events, the columns
        ``years`` and ``dispersion`` say how many years were used and :math:`\hat\phi`. Years that
        weren't reported are left out, and a unit without any has their state; with a year that
        is suppressed so is the trend. Undefined with fewer than three years, without events, or
        with events in the first or last year only.

    Raises
    ------
    DataError
        If a break lies within the years, a number isn't what it must be, or a year is missing.

    References
    ----------
    .. [1] McCullagh P, Nelder JA. *Generalized Linear Models*. 2nd ed. 1989, section 6.2.

    Examples
    --------
    >>> t = trend([20, 24, 31, 33], [1000, 1010, 1020, 1030], years=[2019, 2020, 2021, 2022])
    >>> t.value.round(3), t.lower.round(3), t.upper.round(3)
    (array([1.176]), array([0.808]), array([1.711]))
    """
    confidence = check_confidence(confidence)
    cells, year, seen, base = _by_year(events, exposure, years)
    inside = _inside(year, breaks)
    if inside and not through_breaks:
        raise DataError(
            f"the way of counting changed on {inside[0]}, within the years {year[0]}–{year[-1]} "
            f"(and {len(inside) - 1} more breaks): take the years before or after, or say "
            "through_breaks=True"
        )
    slope, error, dispersion, used = _fit(year, seen, base)
    from scipy.special import stdtrit

    width = stdtrit(np.maximum(used - 2, 1), 1 - (1 - confidence) / 2) * error
    definition = Definition(
        "trend",
        {"years": year.tolist(), "breaks": inside, "confidence": confidence},
        operands=cells.definition.operands,
    )
    notes = [Note("across_breaks", days=inside)] if inside else []
    return Estimate.over(
        attrs.evolve(cells, definition=definition).saying(*notes),
        value=np.exp(slope),
        lower=np.exp(slope - width),
        upper=np.exp(slope + width),
        n=np.nan_to_num(seen).sum(axis=1).astype(np.int64),
        columns={"years": used, "dispersion": dispersion},
        figures={"value": Figure("ratio"), "years": Figure("number")},
        confidence=confidence,
        unit="ratio per year",
        method="quasi-Poisson regression",
        basis=Basis.MODEL,
    )


def _by_year(events: Any, exposure: Any, years: Any) -> tuple[Grid, Any, Real, Real]:
    """The units, the years, and events and exposure of each unit in each year."""
    counted = labelled(events, "events")
    if counted is None and labelled(exposure, "exposure") is None:
        counts = np.atleast_2d(numbers(events, "events"))
        base = numbers(exposure, "exposure")
        shape = counts.shape
        year = None if years is None else numbers(years, "years")
        if year is None or year.shape != shape[-1:] or not _is_year(year).all():
            raise DataError(f"years must name the {shape[-1]} years of the events")
        if base.shape not in (shape, shape[-1:], ()) and np.atleast_2d(base).shape != shape:
            raise DataError(f"exposure has shape {base.shape}, the events have {shape}")
        year = year.astype(np.int64)
        read = align(
            ("events",),
            events=counts.reshape(-1),
            exposure=np.broadcast_to(base, shape).reshape(-1),
        )
        seen, base = (read[name].reshape(shape) for name in ("events", "exposure"))
        cells = Grid.delivered(shape[0], read.cells.definition)
    else:
        if counted is None:
            raise DataError("exposure has labels, and the events have none; give both labels")
        read = align(("events",), events=counted, exposure=exposure)
        # Labels without a name can only be the years.
        time = LABEL if list(read.cells.strata) == [LABEL] and not counted.named else _TIME
        if time not in read.cells.strata:
            raise UnknownNameError("stratum", _TIME, read.cells.strata)
        year, at = np.unique(read.cells.strata[time], return_inverse=True)
        rest = {name: array for name, array in read.cells.strata.items() if name != time}
        unit, first = units(rest, at.size)
        # A year that a unit has no cell for is as one it didn't report.
        seen, base = np.full((2, first.size, year.size), np.nan)
        share, states = np.zeros(seen.shape), np.full(seen.shape, State.NOT_REPORTED, np.int8)
        seen[unit, at], base[unit, at] = read["events"], read["exposure"]
        share[unit, at], states[unit, at] = read.cells.covered, read.cells.state
        cells = attrs.evolve(
            read.cells,
            strata={name: array[first] for name, array in rest.items()},
            state=_state(states),
            covered=share.sum(axis=1) / max(year.size, 1),
        )
    if not year.size:
        raise DataError("events have no years; give at least one")
    if (np.diff(year) <= 0).any():
        raise DataError("years must rise, each of them once")
    return cells, year, seen, base


def _state(states: NDArray[np.int8]) -> NDArray[np.int8]:
    """The state of each unit: hidden with any of its years, else there with any of them."""
    worst = states.max(axis=1, initial=State.VALUE)
    there = (states == State.VALUE).any(axis=1) & (worst != State.SUPPRESSED)
    return np.where(there, State.VALUE, worst).astype(np.int8)


def _is_year(year: Real) -> NDArray[np.bool_]:
    return (year == np.floor(year)) & (year >= MINYEAR) & (year <= MAXYEAR)


def _inside(year: NDArray[Any], breaks: Iterable[Any]) -> list[str]:
    """Breaks with years, or parts of them, on both sides."""
    days: list[date] = []
    for one in listed(breaks, "breaks"):
        day = one if isinstance(one, date) else getattr(one, "date", None)
        if type(day) is not date:
            raise DataError("breaks must be days, or what data.breaks gives")
        days.append(day)
    days.sort()
    first, last = date(int(year[0]), 1, 1), date(int(year[-1]), 12, 31)
    return [day.isoformat() for day in days if first < day <= last]


def _fit(year: Any, seen: Real, base: Real) -> tuple[Real, Real, Real, NDArray[np.int64]]:
    """Slope, its error, dispersion and number of years of each unit; nan where undefined."""
    there = ~np.isnan(seen) & (base > 0)
    used = there.sum(axis=1)
    o, e = np.where(there, seen, 0), np.where(there, base, 1)
    x = np.where(there, year - year.mean(), 0)
    total = o.sum(axis=1)
    far = np.where(there, x, np.inf).min(axis=1, initial=np.inf)
    near = np.where(there, x, -np.inf).max(axis=1, initial=-np.inf)
    with np.errstate(divide="ignore", invalid="ignore"):
        centre = (x * o).sum(axis=1) / total
    sound = (used >= _FEWEST) & (total > 0) & (centre > far) & (centre < near)
    slope = np.zeros(total.size)
    scale = np.where(there, e, 0)
    # Given the slope, the level is what makes the fitted events as many as those seen.
    for _ in range(_STEPS):
        weight = scale * np.exp(np.clip(slope[:, None] * x, -600, 600))
        weight /= np.maximum(weight.sum(axis=1, keepdims=True), np.finfo(float).tiny)
        mean = (weight * x).sum(axis=1)
        spread = (weight * (x - mean[:, None]) ** 2).sum(axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            step = (centre - mean) / spread
        slope = np.where(sound, slope + np.clip(np.nan_to_num(step), -1, 1), 0)
    fitted = total[:, None] * weight
    with np.errstate(divide="ignore", invalid="ignore"):
        pearson = np.where(there & (fitted > 0), (o - fitted) ** 2 / fitted, 0).sum(axis=1)
        dispersion = np.maximum(pearson / (used - 2), 1)
        error = np.sqrt(dispersion / (total * spread))
    nothing = ~sound
    return (
        np.where(nothing, np.nan, slope),
        np.where(nothing, np.nan, error),
        np.where(nothing, np.nan, dispersion),
        used,
    )
