"""Rates as if every unit had the standard population's make-up."""

from __future__ import annotations

import attrs
import numpy as np

from vnr.metrics.comparison._standard import by_label, by_place
from vnr.metrics.intervals import (
    PER,
    check_confidence,
    check_per,
    inflated_limits,
    method_name,
)
from vnr.results import Definition, Estimate, Numbers, labelled

__all__ = ["standardise"]

_METHOD = "auto"


def standardise(
    events: Numbers,
    exposure: Numbers,
    standard: Numbers,
    *,
    per: float = PER,
    confidence: float = 0.95,
    inflation: Numbers = 1,
) -> Estimate:
    r"""Rate the units would have with the standard population's make-up (direkt standardisering).

    .. math::

        r = \sum_g w_g \frac{O_g}{E_g}, \qquad
        v = \sum_g w_g^2 \phi_g \frac{O_g}{E_g^2}, \qquad
        r + \sqrt{v / (\Phi O)} \, (O_\text{limit} - O)

    with :math:`w_g` the standard's shares, :math:`O = \sum_g O_g` and :math:`O_\text{limit}` the
    Poisson limits of the total, exact below 10 events and Byar's above.

    Parameters
    ----------
    events, exposure : array_like, shape ``(groups,)`` or ``(units, groups)``, or with labels
        Events and person-years by group. Of `Counts` or labelled series, the groups are the
        standard's strata, and the other strata are the units; `exposure` is joined by label.
    standard : array_like, shape ``(groups,)``, or with labels
        The standard population. It has labels if the events do: a mapping or a series names the
        labels of one stratum.
    per : float
        Multiplier of the rate.
    confidence : float
        Two-sided level, strictly between 0 and 1.
    inflation : array_like or Estimate, shaped as `events`
        From `repeats`, where one person may have several events.

    Returns
    -------
    Estimate
        In events per `per` person-years; `n` is events. Without events the rate is 0 with an
        upper limit of nan. A group of the standard without exposure leaves the rate undefined.
        Not reported where a group isn't.

    Raises
    ------
    DataError
        If a group of the events is missing in the standard, or one of the standard in the
        events, a number is negative, or the standard is empty.

    References
    ----------
    .. [1] Dobson AJ, Kuulasmaa K, Eberle E, Scherer J. Confidence intervals for weighted sums of
       Poisson parameters. *Statistics in Medicine* 1991;10:457–462.
    .. [2] Stukel TA, Glynn RJ, Fisher ES, Sharp SM, Lu-Yao G, Wennberg JE. Standardized rates
       of recurrent outcomes. *Statistics in Medicine* 1994;13:1781–1791.

    Examples
    --------
    >>> r = standardise([3, 12], [1000, 2000], [1, 1], per=1000)
    >>> r.value.round(2), r.lower.round(2), r.upper.round(2)
    (array([4.5]), array([2.41]), array([7.58]))
    """
    confidence, per = check_confidence(confidence), check_per(per)
    counted = labelled(events, "events")
    groups = (
        by_place(events, exposure, standard, inflation)
        if counted is None
        else by_label(counted, exposure, standard, inflation)
    )
    seen, years, weight, phi = groups.events, groups.exposure, groups.weights, groups.inflation
    parameters = {"per": per, "confidence": confidence, "standard": groups.standard}
    parameters |= {"over": groups.over} if groups.over else {}
    definition = Definition("standardise", parameters, operands=groups.cells.definition.operands)
    with np.errstate(divide="ignore", invalid="ignore"):
        # A group that the standard lacks people of weighs nothing, whatever its exposure.
        own = np.where(weight > 0, np.where(years > 0, weight * seen / years, np.nan), 0)
        value = own.sum(axis=-1)
        variance = np.where(weight > 0, weight**2 * phi * seen / years**2, 0).sum(axis=-1)
    total = seen.sum(axis=-1)
    spread = (phi * seen).sum(axis=-1)
    repeated = np.divide(spread, total, out=np.ones(total.shape), where=total > 0)
    low, high = inflated_limits(total, repeated, method=_METHOD, confidence=confidence)
    nothing = (total == 0) & ~np.isnan(value)
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.sqrt(variance / spread)
        lower = np.where(nothing, 0, value + scale * (low - total))
        upper = np.where(nothing, np.nan, value + scale * (high - total))
    return Estimate.over(
        attrs.evolve(groups.cells, definition=definition),
        value=per * value,
        lower=per * lower,
        upper=per * upper,
        n=np.nan_to_num(total).astype(np.int64),
        confidence=confidence,
        unit=f"per {per:g} person-years, standardised",
        method=f"Dobson, {method_name(_METHOD, inflation)}",
    )
