"""Observed events relative to those expected: indirect standardisation."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError
from vnr.metrics.comparison._standard import units
from vnr.metrics.intervals import Figures, check_confidence, inputs, poisson_limits, rows, say
from vnr.results import Basis, Counts, Definition, Estimate, Provenance

__all__ = ["expected", "smr"]

Real = NDArray[np.float64]

_METHOD: Final = "auto"


def expected(exposure: Figures, rates: Figures, *, per: float = 10_000) -> Estimate:
    r"""Events that would be there at the standard's rates (förväntat antal).

    .. math:: X = \sum_g E_g r_g / \text{per}

    Parameters
    ----------
    exposure : array_like, shape ``(groups,)`` or ``(units, groups)``, or Counts
        Person-years by group.
    rates : array_like, shape ``(groups,)``, or Estimate by group
        The standard's rates, per `per` person-years, such as `rate` gives. An `Estimate` goes
        with `Counts` and is joined by label; its strata are the groups.
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
    """
    if not isinstance(exposure, Counts | Estimate):
        own = np.atleast_1d(np.asarray(exposure, np.float64))
        norm = inputs((), rates=rates)["rates"]
        if isinstance(rates, Counts | Estimate) or own.shape[-1:] != norm.shape:
            raise DataError(f"exposure needs {norm.size} groups, as the rates; one row a unit")
        flat = inputs((), exposure=own.reshape(-1))["exposure"].reshape(-1, norm.size)
        value = (flat * norm).sum(axis=1) / per
        size = value.size
        return _expected(value, rows(size), np.zeros(size), np.ones(size), (), Provenance())
    if not isinstance(rates, Counts | Estimate):
        raise DataError("rates for Counts have labels: give an Estimate by group")
    read = inputs((), exposure=exposure, rates=rates)
    rest = {name: array for name, array in exposure.strata.items() if name not in rates.strata}
    unit, first = units(rest, len(exposure))
    size = first.size
    value = np.bincount(unit, np.nan_to_num(read["exposure"] * read["rates"]), size) / per
    state = np.zeros(size, np.int8)
    np.maximum.at(state, unit, read.state)
    covered = np.ones(size)
    np.minimum.at(covered, unit, read.covered)
    strata = {name: array[first] for name, array in rest.items()}
    return _expected(value, strata, state, covered, read.definitions, read.provenance)


def _expected(
    value: Real, strata: Any, state: Any, covered: Any, given: Any, provenance: Provenance
) -> Estimate:
    nothing = np.full(value.size, np.nan)
    return Estimate(
        strata=strata,
        value=value,
        lower=nothing,
        upper=nothing,
        n=nothing,
        state=state,
        covered=covered,
        confidence=None,
        unit="events",
        method="standard rates times exposure",
        basis=Basis.MODEL,
        definition=Definition("expected", {}, inputs=given),
        provenance=provenance,
    )


def smr(observed: Figures, expected: Figures, *, confidence: float = 0.95) -> Estimate:
    r"""Observed events relative to those expected (indirekt standardisering).

    .. math:: \text{SMR} = O / X

    Parameters
    ----------
    observed : array_like of int, shape ``(cells,)``, or Counts
        Events.
    expected : array_like of float, shape ``(cells,)``, or Estimate
        Events expected at the standard's rates, as `expected` gives them; joined by label.
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
    check_confidence(confidence)
    given = inputs(("observed",), observed=observed, expected=expected)
    low, high = poisson_limits(given["observed"], method=_METHOD, confidence=confidence)
    scale = 1 / np.where(given["expected"] > 0, given["expected"], np.nan)
    return Estimate(
        value=given["observed"] * scale,
        lower=low * scale,
        upper=high * scale,
        n=np.nan_to_num(given["observed"]).astype(np.int64),
        confidence=confidence,
        unit="ratio",
        method=say(_METHOD, np.ones(1)),
        columns={"expected": given["expected"]},
        **given.cells("smr", confidence=confidence),
    )
