"""From those that reported to all: bounds, or an estimate under a stated assumption."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError, check_choice
from vnr.frames import listed
from vnr.metrics.choices import Assumption
from vnr.metrics.intervals import check_confidence
from vnr.results import (
    Basis,
    Counts,
    Definition,
    Estimate,
    Grid,
    Note,
    Numbers,
    State,
    align_to,
    labelled,
    numbers,
    places,
)

__all__ = ["complete"]

Real = NDArray[np.float64]


def complete(
    reported: Numbers,
    *,
    highest: Numbers | None = None,
    exposure: Numbers | None = None,
    assumption: Assumption | None = None,
    over: str | tuple[str, ...] = (),
    confidence: float = 0.95,
) -> Estimate:
    r"""What all would have had, from those that reported (partiellt bortfall).

    With :math:`y_i` reported of the delivered share :math:`c_i` (0 where missing), and exposure
    :math:`x_i`:

    .. math::

        \text{none: } \sum y_i,\; \sum_{c_i = 1} y_i + \sum_{c_i < 1} h_i
        \qquad
        \text{between: } \sum y_i + \min r \sum (1 - c_i) x_i,\;
            \sum y_i + \max r \sum (1 - c_i) x_i,\quad r_i = y_i / (c_i x_i)

        \text{same: } \hat Y = \hat R X,\quad \hat R = \frac{\sum_s y_i}{\sum_s x_i},\quad
        \widehat{\mathrm{var}} = \hat R \Big(X_r + \frac{X_r^2}{X_s}\Big)
        + \hat\tau^2 \Big(\sum_r x_i^2 + \frac{X_r^2}{X_s^2} \sum_s x_i^2\Big)

    with s those that reported, r the others, and :math:`\tau` the standard deviation of the units'
    own ratios around R, beyond what chance gives a count:

    .. math::

        \hat\tau^2 = \max\Big(0, \frac{\sum_s x_i (y_i / x_i - \hat R)^2 - (n - 1) \hat R}
        {X_s - \sum_s x_i^2 / X_s}\Big)

    Parameters
    ----------
    reported : array_like of float, shape ``(units,)``, or with labels
        Numbers of those that reported; nan, or ``NOT_REPORTED``, for those that didn't. Partly
        covered cells of `Counts` are at least what they say.
    highest : float, array_like, or with labels, optional
        The most :math:`h_i` that a unit that hasn't reported all could have; without it there
        is no upper limit. Only without an assumption.
    exposure : float, array_like, or with labels, optional
        Size of each unit, above 0, such as inhabitants; needed for an assumption.
    assumption : str, optional
        ``between``: the missing have a number per exposure between the lowest and the highest
        reported. ``same``: they are missing at random, and their ratios vary around the common one as
        much as the reported do; no cell may then be partly covered. By default nothing is assumed.
    over : str or tuple of str
        Strata of the reported to complete and add over; by default all of them.
    confidence : float
        Two-sided level of ``same``, by Student's t with :math:`n - 1` degrees of freedom.

    Returns
    -------
    Estimate
        In the unit of `reported`, with the columns ``reported``, ``n_reported`` and
        ``n_missing``. Of no assumption, a bound: the value is what was reported. Of ``between``,
        a bound without value, since no place within it is likelier than another. Of ``same``,
        the basis is ``model``, `n` the number of units that reported, the column
        ``between_units`` their :math:`\hat\tau / \hat R`, no limit lies below what they have, and
        one unit gives no interval. If none is missing, the sum without width.
        Where no unit has reported the cell isn't reported.

    Raises
    ------
    DataError
        If an argument doesn't match, is negative, or is missing for the assumption; or if one
        unit could be counted in several of the cells.

    References
    ----------
    .. [1] Manski CF. *Partial Identification of Probability Distributions*. Springer 2003, ch. 1.
    .. [2] Royall RM. On finite population sampling theory under certain linear regression
       models. *Biometrika* 1970;57:377–387: the error of what is predicted of the missing.
    .. [3] Marshall RJ. Mapping disease and mortality rates using empirical Bayes estimators.
       *Applied Statistics* 1991;40:283–294: the variance between units.

    Examples
    --------
    >>> inhabitants = [100, 200, 100, 50]
    >>> all_four = complete([10, 30, np.nan, 5], exposure=inhabitants, assumption="between")
    >>> all_four.lower, all_four.upper, all_four.basis.value
    (array([55.]), array([60.]), 'bound')
    """
    if assumption is not None:
        check_choice("assumption", assumption, Assumption)
    confidence = check_confidence(confidence)
    if assumption is None and exposure is not None:
        raise DataError("exposure is used with assumption='between' or 'same'; name one")
    if assumption is not None and highest is not None:
        raise DataError("highest belongs to no assumption; leave highest or assumption out")
    if assumption is not None and exposure is None:
        raise DataError(f"assumption {assumption!r} needs exposure")
    parameters: dict[str, Any] = {"assumption": assumption or "none"}
    parameters |= {"over": over} if over else {}
    if assumption == "same":
        parameters["confidence"] = confidence
    units = _units(reported, over, parameters, (highest, exposure))
    if not (units.share < 1).any():
        return units.estimate("all reported", Basis.REGISTER, units.sums, units.sums, units.sums)
    if exposure is None:
        return _worst_case(units, highest)
    size = units.per_unit(exposure, "exposure")
    bad = np.flatnonzero(size == 0)
    if bad.size:
        raise DataError(f"exposure must be above 0; it is 0 at row {bad[0]}")
    if assumption == "between":
        return _between(units, size)
    return _same(units, size, confidence)


@attrs.frozen(eq=False)
class _Units:
    """Those that should have reported, and the cell of the result that each belongs to.

    Attributes
    ----------
    y, share : array of float64, shape ``(units,)``
        What each reported, 0 where nothing, and the share of its time that it delivered.
    cell : array of int, shape ``(units,)``
        Where each belongs.
    strata
        Labels of the units.
    grid
        Cells of the result.
    unit
        Unit of measurement.
    """

    y: Real
    share: Real
    cell: NDArray[np.intp]
    strata: dict[str, NDArray[Any]]
    grid: Grid
    unit: str

    @property
    def cells(self) -> int:
        return len(self.grid)

    @property
    def sums(self) -> Real:
        return self.add(self.y)

    def add(self, values: NDArray[Any]) -> Real:
        """Sums of the units' values by cell."""
        return np.asarray(np.bincount(self.cell, values, self.cells), np.float64)

    def per_unit(self, figures: Numbers, name: str) -> Real:
        values = align_to(figures, self.strata, self.y.size, name=name)
        bad = np.flatnonzero(~(values >= 0))
        if bad.size:
            raise DataError(
                f"{name} must be numbers from 0; it is not at row {bad[0]} "
                f"(and {bad.size - 1} more)"
            )
        return values

    def estimate(
        self,
        method: str,
        basis: Basis,
        value: Any,
        lower: Any,
        upper: Any,
        *notes: Note,
        further: Mapping[str, Real] | None = None,
        **changes: Any,
    ) -> Estimate:
        """The result, with how many reported."""
        whole = self.add(self.share > 0).astype(np.int64)
        usual = {
            "n": np.full(self.cells, np.nan),
            "confidence": None,
            "columns": {
                "reported": self.sums,
                "n_reported": whole,
                "n_missing": self.add(self.share == 0).astype(np.int64),
                **(further or {}),
            },
        }
        return Estimate.over(
            self.grid.saying(*notes),
            **(usual | changes),
            unit=self.unit,
            value=value,
            lower=lower,
            upper=upper,
            method=method,
            basis=basis,
        )


def _units(
    reported: Numbers,
    over: str | tuple[str, ...],
    parameters: dict[str, Any],
    beside: tuple[Any, ...],
) -> _Units:
    results = [result for result in (reported, *beside) if isinstance(result, (Counts, Estimate))]
    operands = tuple(result.definition for result in results)
    notes = [note for result in results for note in result.notes]
    definition = Definition("complete", parameters, operands=operands)
    read = labelled(reported, "reported")
    if read is not None and not isinstance(reported, Counts):
        reported = read.counts("reported")
    if isinstance(reported, Counts):
        names = (over,) if isinstance(over, str) else tuple(listed(over, "over"))
        summed = reported.sum(*names)
        rest = {name: reported.strata[name] for name in summed.strata}
        cell = places(rest, summed.strata, size=len(reported), name="reported")
        known = reported.state == State.VALUE
        return _Units(
            reported.value.astype(np.float64),
            np.where(known, reported.covered, 0),
            cell,
            dict(reported.strata),
            attrs.evolve(summed.grid, definition=definition).saying(*notes),
            reported.unit,
        )
    if over:
        raise DataError("over names strata, which an array has not; leave it out or give Counts")
    y = np.atleast_1d(numbers(reported, "reported"))
    bad = np.flatnonzero((y < 0) | np.isinf(y))
    if y.ndim != 1 or not y.size:
        raise DataError(f"reported must be one number for each unit, got shape {y.shape}")
    if bad.size:
        raise DataError(
            f"reported must be numbers from 0, or nan where missing; it is not at row {bad[0]} "
            f"(and {bad.size - 1} more)"
        )
    share = (~np.isnan(y)).astype(np.float64)
    return _Units(
        np.nan_to_num(y),
        share,
        np.zeros(y.size, np.intp),
        {},
        Grid(
            state=[State.VALUE if share.any() else State.NOT_REPORTED],
            covered=[share.mean()],
            definition=definition,
            notes=notes,
        ),
        "number",
    )


def _worst_case(units: _Units, highest: Any) -> Estimate:
    if highest is None:
        upper = np.where(units.add(units.share < 1) > 0, np.inf, units.sums)
        return units.estimate(
            "at least",
            Basis.BOUND,
            units.sums,
            units.sums,
            upper,
            Note("partial_reporting", form="reported_only"),
        )
    most = units.per_unit(highest, "highest")
    bad = np.flatnonzero((units.share < 1) & (most < units.y))
    if bad.size:
        raise DataError(f"highest is below what was already reported at row {bad[0]}")
    upper = units.add(np.where(units.share < 1, most, units.y))
    return units.estimate(
        "worst case",
        Basis.BOUND,
        units.sums,
        units.sums,
        upper,
        Note("partial_reporting", form="worst_case"),
    )


def _between(units: _Units, size: Real) -> Estimate:
    there = units.share > 0
    ratio = units.y[there] / (units.share * size)[there]
    least, most = np.full(units.cells, np.inf), np.full(units.cells, -np.inf)
    np.minimum.at(least, units.cell[there], ratio)
    np.maximum.at(most, units.cell[there], ratio)
    missing = units.add((1 - units.share) * size)
    known = np.isfinite(least)
    least, most = np.where(known, least, 0), np.where(known, most, 0)
    lower, upper = units.sums + least * missing, units.sums + most * missing
    value = np.where(lower == upper, lower, np.nan)
    return units.estimate(
        "between", Basis.BOUND, value, lower, upper, Note("partial_reporting", form="between")
    )


def _same(units: _Units, size: Real, confidence: float) -> Estimate:
    from scipy.special import stdtrit

    there = units.share > 0
    partly = np.flatnonzero(there & (units.share < 1))
    if partly.size:
        raise DataError(
            f"assumption 'same' needs whole units; row {partly[0]} (and {partly.size - 1} more) "
            "is partly covered: leave it out as not reported, or ask for 'between'"
        )
    n, everyone = units.add(there), units.add(np.ones(there.size))
    mine, theirs = (units.add(mask * size) for mask in (there, ~there))
    squared, missing = (units.add(mask * size**2) for mask in (there, ~there))
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = units.sums / mine
        off = np.where(there, units.y / size - ratio[units.cell], 0)
        beyond = units.add(size * off**2) - (n - 1) * ratio
        between = np.maximum(beyond / (mine - squared / mine), 0)
        again = (theirs / mine) ** 2
        by_chance = ratio * (theirs + again * mine)
        variance = by_chance + between * (missing + again * squared)
        value = ratio * units.add(size)
        half = stdtrit(n - 1, 1 - (1 - confidence) / 2) * np.sqrt(variance)
        half = np.where(n == everyone, 0, half)
        spread = np.sqrt(between) / ratio
    widest = spread[np.isfinite(spread) & (n < everyone)]
    differ = (
        [Note("units_differ", figures="between_units", spread=100 * widest.max())]
        if widest.size
        else []
    )
    return units.estimate(
        "ratio estimator, widened for units that differ",
        Basis.MODEL,
        value,
        np.maximum(value - half, units.sums),
        value + half,
        Note("partial_reporting", form="same"),
        *differ,
        n=n.astype(np.int64),
        confidence=confidence,
        further={"between_units": spread},
    )
