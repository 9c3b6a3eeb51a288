"""How a figure changes from year to year, within one and the same way of counting."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError
from vnr.metrics.comparison._breaks import Dated, inside, the_step
from vnr.metrics.comparison._series import by_year
from vnr.metrics.comparison._slopes import fit
from vnr.metrics.intervals import check_confidence
from vnr.results import Basis, Definition, Estimate, Figure, Note, Numbers

__all__ = ["trend"]

Real = NDArray[np.float64]

_STEP: Final = {"step_ratio": "ratio", "step_lower": "limit", "step_upper": "limit"}


def trend(
    events: Numbers,
    exposure: Numbers,
    *,
    years: Any = None,
    breaks: Iterable[Dated | date] = (),
    through_breaks: bool = False,
    step: Dated | date | None = None,
    confidence: float = 0.95,
) -> Estimate:
    r"""Relative change of a rate from one year to the next (trend över år).

    .. math::

        \log \operatorname{E} O_t = \alpha + \beta t + \log E_t, \qquad
        \hat\phi = \max\Big(1, \frac{1}{T - 2} \sum_t \frac{(O_t - \hat O_t)^2}{\hat O_t}\Big)

    with limits :math:`\exp(\hat\beta \pm t_{T-2} \sqrt{\hat\phi}\, s)`. Across a `step` the level
    is another from it on, :math:`\alpha + \beta t + \gamma [t \ge \text{step}]`, with
    :math:`T - 3` for :math:`T - 2`.

    Parameters
    ----------
    events, exposure : array_like, shape ``(years,)`` or ``(units, years)``, or with labels
        Events and person-years. `Counts` need the stratum ``year``, and are joined by label; a
        mapping or a series may have the years as its only labels.
    years : array_like of int, shape ``(years,)``, optional
        The years of arrays; figures with labels have theirs.
    breaks : iterable of date, or of what `data.breaks` gives
        First days of new ways of counting. A trend across one would measure the change of rule.
        What is only proposed hinders none and is told of; if it came into force give its date.
    through_breaks : bool
        Fit across them all the same, and say so.
    step : date, or one of what `data.breaks` gives, optional
        First day of the one new way of counting whose step is to be estimated. The year that it
        lies within is of neither way and is left out, as transitions usually are.
    confidence : float
        Two-sided level, strictly between 0 and 1.

    Returns
    -------
    Estimate
        A ratio for each unit, 1.05 for five per cent more each year; `n` is the events of all
        years, also of one that a step leaves out, the columns
        ``years`` and ``dispersion`` say how many years were used and :math:`\hat\phi`. Years that
        weren't reported are left out, and a unit without any has their state; with a year that
        is suppressed so is the trend. Undefined with fewer than three years, without events, or
        with events in the first or last year only.

        With a step, the columns ``step_ratio``, ``step_lower`` and ``step_upper`` say how many
        times the level before it the level after it is. Undefined with fewer than four years,
        without events on either side, or where only one year of each side could have them.

    Raises
    ------
    DataError
        If a break that is not the step lies within the years, no whole year lies on a side of the
        step, a number isn't what it must be, or a year is missing.

    References
    ----------
    .. [1] McCullagh P, Nelder JA. *Generalized Linear Models*. 2nd ed. 1989, section 6.2.
    .. [2] Lopez Bernal J, Cummins S, Gasparrini A. Interrupted time series regression for the
       evaluation of public health interventions: a tutorial. *Int J Epidemiol* 2017;46:348-355.

    Examples
    --------
    >>> t = trend([20, 24, 31, 33], [1000, 1010, 1020, 1030], years=[2019, 2020, 2021, 2022])
    >>> t.value.round(3), t.lower.round(3), t.upper.round(3)
    (array([1.176]), array([0.808]), array([1.711]))
    >>> years = range(2018, 2024)
    >>> t = trend([20, 22, 24, 40, 44, 49], 1000, years=years, step=date(2021, 1, 1))
    >>> t.value.round(3), t["step_ratio"].round(3)
    (array([1.103]), array([1.501]))
    """
    from scipy.special import stdtrit

    confidence = check_confidence(confidence)
    series = by_year(events, exposure, years)
    at = None if step is None else the_step(step, series.year)
    in_force, proposed = inside(series.year, breaks, but=None if at is None else at.day)
    if in_force and not through_breaks:
        raise DataError(
            f"the way of counting changed on {in_force[0]}, within the years {series.year[0]}–"
            f"{series.year[-1]} (and {len(in_force) - 1} more breaks): take the years before or "
            "after, have one step estimated by step=, or say through_breaks=True"
        )
    used = slice(None) if at is None else at.used
    after = np.zeros(series.year.size, bool) if at is None else at.after
    found = fit(series.year[used], series.seen[:, used], series.base[:, used], after[used])
    quantile = stdtrit(np.maximum(found.free, 1), 1 - (1 - confidence) / 2)
    value, lower, upper = _ratios(found.slope, quantile * found.error)
    columns = {"years": found.used, "dispersion": found.dispersion}
    figures = {"value": Figure("ratio"), "years": Figure("number")}
    if at is not None:
        steps = _ratios(found.step, quantile * found.step_error)
        columns = dict(zip(_STEP, steps, strict=True)) | columns
        figures |= {name: Figure(kind) for name, kind in _STEP.items()}
    definition = Definition(
        "trend",
        {
            "years": series.year[used].tolist(),
            "breaks": in_force,
            **({} if at is None else {"step": at.day}),
            "confidence": confidence,
        },
        operands=series.cells.definition.operands,
    )
    notes = [
        *([Note("across_breaks", days=in_force)] if in_force else []),
        *([Note("proposed_breaks", days=proposed)] if proposed else []),
        *([] if at is None else at.notes),
        *([Note("step_of_one_year")] if found.alone.any() else []),
    ]
    return Estimate.over(
        attrs.evolve(series.cells, definition=definition).saying(*notes),
        value=value,
        lower=lower,
        upper=upper,
        n=np.nan_to_num(series.seen).sum(axis=1).astype(np.int64),
        columns=columns,
        figures=figures,
        confidence=confidence,
        unit="ratio per year",
        method="quasi-Poisson regression",
        basis=Basis.MODEL,
    )


def _ratios(log: Real, width: Real) -> tuple[Real, Real, Real]:
    """Ratios with their limits; one that is too large for a number is infinite."""
    with np.errstate(over="ignore"):
        return np.exp(log), np.exp(log - width), np.exp(log + width)
