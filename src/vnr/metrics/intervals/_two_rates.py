"""Two rates side by side: their ratio and their difference."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from vnr.metrics.choices import RateMethod
from vnr.metrics.intervals._checks import PER, check_confidence, check_per
from vnr.metrics.intervals._proportion import binomial_limits
from vnr.metrics.intervals._rate import (
    check_inflation,
    check_method,
    inflated_limits,
    method_name,
)
from vnr.results import Aligned, Estimate, Numbers, align

__all__ = ["rate_difference", "rate_ratio"]

Real = NDArray[np.float64]


def rate_ratio(
    events: Numbers,
    exposure: Numbers,
    events_other: Numbers,
    exposure_other: Numbers,
    *,
    inflation: Numbers = 1,
    inflation_other: Numbers | None = None,
    confidence: float = 0.95,
) -> Estimate:
    r"""One rate relative to another (kvot mellan kvoter).

    .. math:: \hat\theta = \frac{O / E}{O' / E'}

    Given all events :math:`O + O'`, those of the one group are binomial with share
    :math:`\theta E / (\theta E + E')`; its Clopper–Pearson limits give those of the ratio. With
    inflation they are those of :math:`O / \phi` of :math:`O / \phi + O' / \phi'` events.

    Parameters
    ----------
    events, exposure, events_other, exposure_other : array_like, shape ``(cells,)``, or labelled
        Events and exposure of the one group and of the other. Arrays are broadcast; `Counts`,
        mappings and labelled series are joined by label.
    inflation, inflation_other : array_like of float, shape ``(cells,)``, or Estimate
        Variance of each group's events relative to a Poisson variable's, at least 1, as in
        `rate`; by default the other group's is that of the one.
    confidence : float
        Two-sided level, strictly between 0 and 1.

    Returns
    -------
    Estimate
        From 0, with an infinite upper limit where the other group has no events. `n` is the
        events of both. Undefined, so nan, without any event or without exposure.

    Raises
    ------
    DataError
        If a number is negative, events are not whole or labels don't match.

    References
    ----------
    .. [1] Breslow NE, Day NE. *Statistical Methods in Cancer Research*, vol. II. IARC 1987,
       section 3.4, p. 93–95.

    Examples
    --------
    >>> r = rate_ratio(41, 28010, 15, 19017)  # breast cancer after fluoroscopy, women with tuberculosis
    >>> r.value.round(2), r.lower.round(2), r.upper.round(2)
    (array([1.86]), array([1.01]), array([3.61]))
    """
    confidence = check_confidence(confidence)
    groups, phi, phi_other = _groups(
        events, exposure, events_other, exposure_other, inflation, inflation_other
    )
    mine, theirs = groups["events"], groups["events_other"]
    low, high = binomial_limits(
        mine / phi, mine / phi + theirs / phi_other, method="clopper-pearson", confidence=confidence
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = groups["exposure_other"] / groups["exposure"]
        value = mine / theirs * scale
        widened = scale * phi / phi_other
        lower, upper = low / (1 - low) * widened, high / (1 - high) * widened
    undefined = ~(np.isfinite(scale) & (scale > 0) & (mine + theirs > 0))
    value, lower, upper = (np.where(undefined, np.nan, figure) for figure in (value, lower, upper))
    return _estimate(
        "rate_ratio", groups, value, lower, upper, unit="ratio",
        method=method_name("exact", inflation, inflation_other), parameters={},
        confidence=confidence,
    )  # fmt: skip


def rate_difference(
    events: Numbers,
    exposure: Numbers,
    events_other: Numbers,
    exposure_other: Numbers,
    *,
    per: float = PER,
    method: RateMethod = "auto",
    inflation: Numbers = 1,
    inflation_other: Numbers | None = None,
    confidence: float = 0.95,
) -> Estimate:
    r"""One rate less another (skillnad mellan kvoter).

    .. math:: \hat d = \text{per} \cdot (O / E - O' / E')

    with limits from those of the two rates [1]_:
    :math:`\hat d - \sqrt{(r - l)^2 + (u' - r')^2}` and
    :math:`\hat d + \sqrt{(u - r)^2 + (r' - l')^2}`.

    Parameters
    ----------
    events, exposure, events_other, exposure_other, inflation, inflation_other, confidence
        As in `rate_ratio`.
    per : float
        Multiplier of the rates.
    method : str
        Interval of each rate, as in `rate`.

    Returns
    -------
    Estimate
        In events per `per` person-years; `n` is the events of both. No exposure is undefined.

    Raises
    ------
    DataError
        As `rate_ratio`.

    References
    ----------
    .. [1] Zou GY, Donner A. Construction of confidence limits about effect measures: a general
       approach. *Statistics in Medicine* 2008;27:1693–1702.

    Examples
    --------
    >>> print(*rate_difference(30, 1000, 20, 1000).cells("en"))
    100.00 (-46.26–250.08), n=50
    """
    check_method(method)
    confidence, per = check_confidence(confidence), check_per(per)
    groups, *inflations = _groups(
        events, exposure, events_other, exposure_other, inflation, inflation_other
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        sides = []
        for tail, phi in zip(("", "_other"), inflations, strict=True):
            seen, years = groups["events" + tail], groups["exposure" + tail]
            both = inflated_limits(seen, phi, method=method, confidence=confidence)
            scale = per / np.where(years > 0, years, np.nan)
            sides.append([figure * scale for figure in (seen, *both)])
    (r, low, high), (other, other_low, other_high) = sides
    return _estimate(
        "rate_difference",
        groups,
        r - other,
        r - other - np.sqrt((r - low) ** 2 + (other_high - other) ** 2),
        r - other + np.sqrt((high - r) ** 2 + (other - other_low) ** 2),
        unit=f"per {per:g} person-years",
        method=f"{method_name(method, inflation, inflation_other)}, variances recovered",
        parameters={"per": per, "method": method},
        confidence=confidence,
    )


def _groups(
    events: Numbers,
    exposure: Numbers,
    events_other: Numbers,
    exposure_other: Numbers,
    inflation: Numbers,
    inflation_other: Numbers | None,
) -> tuple[Aligned, Real, Real]:
    """What is set beside each other, and the inflation of either."""
    groups = align(
        ("events", "events_other"),
        events=events,
        exposure=exposure,
        events_other=events_other,
        exposure_other=exposure_other,
        inflation=inflation,
        inflation_other=inflation if inflation_other is None else inflation_other,
    )
    return groups, check_inflation(groups), check_inflation(groups, "inflation_other")


def _estimate(
    rule: str,
    groups: Aligned,
    value: Real,
    lower: Real,
    upper: Real,
    *,
    unit: str,
    method: str,
    parameters: dict[str, Any],
    confidence: float,
) -> Estimate:
    return Estimate.over(
        groups.grid(rule, **parameters, confidence=confidence),
        value=value,
        lower=lower,
        upper=upper,
        n=np.nan_to_num(groups["events"] + groups["events_other"]).astype(np.int64),
        confidence=confidence,
        unit=unit,
        method=method,
    )
