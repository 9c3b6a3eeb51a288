"""Observed events relative to those expected: indirect standardisation."""

from __future__ import annotations

from typing import Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError
from vnr.metrics.comparison._standard import units
from vnr.metrics.intervals import (
    PER,
    check_confidence,
    check_inflation,
    check_per,
    inflated_limits,
    method_name,
)
from vnr.results import Basis, Definition, Estimate, Figure, Grid, Numbers, align, labelled, numbers

__all__ = ["expected", "smr"]

Real = NDArray[np.float64]

_METHOD: Final = "auto"


def expected(exposure: Numbers, rates: Numbers, *, per: float = PER) -> Estimate:
    r"""Events that would be there at the standard's rates (förväntat antal).

    .. math:: X = \sum_g E_g r_g / \text{per}

    Parameters
    ----------
    exposure : array_like, shape ``(groups,)`` or ``(units, groups)``, or with labels
        Person-years by group.
    rates : array_like, shape ``(groups,)``, or with labels
        The standard's rates, per `per` person-years, such as `rate` gives. They have labels if
        the exposure does; their strata are the groups.
    per : float
        What the rates are per.

    Returns
    -------
    Estimate
        Number of events without limits, for `smr`: the standard is taken as known.

    Raises
    ------
    DataError
        If a group has no rate, or a number is negative.

    Examples
    --------
    >>> expected({"a": 100, "b": 300}, {"a": 200, "b": 100}, per=10_000).value
    array([5.])
    """
    per = check_per(per)
    years, norm = labelled(exposure, "exposure"), labelled(rates, "rates")
    if years is None:
        own = np.atleast_1d(numbers(exposure, "exposure"))
        known = align(rates=rates)["rates"]
        if norm is not None or own.shape[-1:] != known.shape:
            raise DataError(f"exposure needs {known.size} groups, as the rates; one row a unit")
        flat = align(exposure=own.reshape(-1))["exposure"].reshape(-1, known.size)
        value = (flat * known).sum(axis=1) / per
        return _expected(value, Grid.delivered(value.size, Definition("expected")))
    if norm is None:
        raise DataError(
            "rates have no labels, and the exposure has: give an Estimate by group, or a mapping"
        )
    read = align(exposure=years, rates=norm)
    groups = norm.strata_as(read.cells.strata, "rates")
    rest = {name: array for name, array in read.cells.strata.items() if name not in groups}
    unit, first = units(rest, years.values.size)
    size = first.size
    value = np.bincount(unit, np.nan_to_num(read["exposure"] * read["rates"]), size) / per
    state = np.zeros(size, np.int8)
    np.maximum.at(state, unit, read.cells.state)
    covered = np.ones(size)
    np.minimum.at(covered, unit, read.cells.covered)
    strata = {name: array[first] for name, array in rest.items()}
    cells = attrs.evolve(read.grid("expected"), strata=strata, state=state, covered=covered)
    return _expected(value, cells)


def _expected(value: Real, cells: Grid) -> Estimate:
    nothing = np.full(value.size, np.nan)
    return Estimate.over(
        cells,
        value=value,
        lower=nothing,
        upper=nothing,
        n=nothing,
        confidence=None,
        unit="events",
        figures={"value": Figure("number")},
        method="standard rates times exposure",
        basis=Basis.MODEL,
    )


def smr(
    observed: Numbers, expected: Numbers, *, inflation: Numbers = 1, confidence: float = 0.95
) -> Estimate:
    r"""Observed events relative to those expected (indirekt standardisering).

    .. math:: \text{SMR} = O / X

    Parameters
    ----------
    observed : array_like of int, shape ``(cells,)``, or with labels
        Events.
    expected : array_like of float, shape ``(cells,)``, or with labels
        Events expected at the standard's rates, as `expected` gives them; joined by label.
    inflation : array_like of float, shape ``(cells,)``, or Estimate
        Variance of the events relative to a Poisson variable's, at least 1, as in `rate`.
    confidence : float
        Two-sided level, strictly between 0 and 1.

    Returns
    -------
    Estimate
        A ratio, 1 where as many happened as expected, with the Poisson limits of the events,
        exact below 10 and Byar's above. Nothing expected is undefined. Two units' ratios have
        different weights: compare each with 1, not with the other.

    Raises
    ------
    DataError
        If a number is negative, events are not whole, or labels don't match.

    References
    ----------
    .. [1] Breslow NE, Day NE. *Statistical Methods in Cancer Research*, vol. II. IARC 1987,
       p. 65–71.

    Examples
    --------
    >>> r = smr(68, 30.6)
    >>> r.value.round(2), r.lower.round(2), r.upper.round(2)
    (array([2.22]), array([1.73]), array([2.82]))
    """
    confidence = check_confidence(confidence)
    figures = align(("observed",), observed=observed, expected=expected, inflation=inflation)
    phi = check_inflation(figures)
    low, high = inflated_limits(figures["observed"], phi, method=_METHOD, confidence=confidence)
    scale = 1 / np.where(figures["expected"] > 0, figures["expected"], np.nan)
    return Estimate.over(
        figures.grid("smr", confidence=confidence),
        value=figures["observed"] * scale,
        lower=low * scale,
        upper=high * scale,
        n=figures.whole("observed"),
        confidence=confidence,
        unit="ratio",
        method=method_name(_METHOD, inflation),
        columns={"expected": figures["expected"]},
        figures={"value": Figure("ratio")},
    )
