"""Sums, differences, shares and multiples of uncertain figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError, shown
from vnr.frames import listed
from vnr.metrics.choices import Dependence
from vnr.metrics.intervals import check_per
from vnr.metrics.uncertain._operands import Operands, operands, sources
from vnr.results import Basis, Definition, Estimate, FigureKind, Note, State

__all__ = ["difference", "scale", "share", "total"]

Real = NDArray[np.float64]

_RELATIVE: Final = (FigureKind.SHARE, FigureKind.RATE, FigureKind.RATIO)
"""Kinds of figures that are relative to a whole of their own."""
_WHOLE: Final = {"proportion": 1.0, "%": 100.0}
"""What all of it is, of shares."""


def total(estimates: Sequence[Estimate], *, dependence: Dependence) -> Estimate:
    r"""Sum of uncertain figures (summa av osäkra uppgifter).

    With value :math:`v`, limits :math:`l, u` of each part, the limits of the sum are

    .. math::

        \text{independent: } \sum v - \sqrt{\sum (v - l)^2},\; \sum v + \sqrt{\sum (u - v)^2}
        \qquad \text{comonotone, bounds: } \sum l,\; \sum u

    Parameters
    ----------
    estimates : sequence of Estimate
        Single figures, or all with the same strata: then they are joined by label.
    dependence : str
        How the parts' errors hang together: ``independent`` (for confidence intervals this is
        MOVER [1]_), ``comonotone`` (all err in the same direction at once) or ``bounds``
        (nothing is assumed: every part is anywhere within its limits).

    Returns
    -------
    Estimate
        With `n` nan and no columns; the parts' definitions are nested in its own. Its basis is
        the weakest of its parts': a sum with a guess is a guess. Confidence is kept where every
        part with a width has the same; ``bounds`` gives none. An open end stays open,
        a limit that is nan makes the sum's nan, unless another part is open there.
        A part that is not reported is taken to be 0 or more, so the sum is *at least* that of
        the others, with `covered` below 1; one not mature or suppressed makes the sum so.

    Raises
    ------
    DataError
        If one object or one `source` is given twice, also inside another sum; if units or
        levels of confidence differ, or a label is missing; or if they are shares, rates or
        ratios, which have different wholes.

    References
    ----------
    .. [1] Zou GY, Donner A. Construction of confidence limits about effect measures. *Statistics
       in Medicine* 2008;27:1693–1702.

    Examples
    --------
    >>> ours = Estimate.parse("cirka 25±2")
    >>> theirs = Estimate.parse("100–125")
    >>> both = total([ours, theirs], dependence="independent")
    >>> float(both), both.lower.round(2), both.upper.round(2), both.basis.value
    (137.5, array([124.84]), array([150.16]), 'guess')
    """
    if isinstance(estimates, Estimate) or not isinstance(estimates, Iterable):
        raise DataError("estimates must be a sequence of estimates, such as [ours, theirs]")
    of = operands(listed(estimates, "estimates"), dependence)
    unit = of.estimates[0].unit
    if any(part.figure("value").kind in _RELATIVE for part in of.estimates):
        raise DataError(
            f"estimates are in {unit}: figures relative to different wholes don't add; make each "
            "a number with scale(estimate, whole, unit=...), or take the share of the sums"
        )
    named = [source for part in of.estimates for source in sources(part)]
    if len(set(named)) < len(named):
        raise DataError("one source is given twice and would count twice; give it once")
    missing = of.state == State.NOT_REPORTED
    there = attrs.evolve(
        of,
        value=np.where(missing, 0, of.value),
        lower=np.where(missing, 0, of.lower),
        upper=np.where(missing, np.inf, of.upper),
    )
    known = np.where(missing, State.VALUE, of.state).max(axis=0)
    made = of.estimate(
        "total",
        *_added(there, np.ones(len(of.estimates))),
        state=np.where(missing.all(axis=0), State.NOT_REPORTED, known),
    )
    if not missing.any():
        return made
    # Counted figures are a bound of those that weren't.
    basis = Basis.BOUND if made.basis == Basis.REGISTER else made.basis
    confidence = None if basis == Basis.BOUND else made.confidence
    return attrs.evolve(
        made, basis=basis, confidence=confidence, notes=(*made.notes, Note("partial"))
    )


def difference(a: Estimate, b: Estimate, *, dependence: Dependence) -> Estimate:
    r"""How much larger `a` is than `b` (skillnad).

    .. math::

        \text{independent: } v_a - v_b - \sqrt{(v_a - l_a)^2 + (u_b - v_b)^2},\; \dots
        \qquad \text{comonotone: } l_a - l_b,\; u_a - u_b \text{ in order}
        \qquad \text{bounds: } l_a - u_b,\; u_a - l_b

    Parameters
    ----------
    a, b : Estimate
        Single figures, or with the same strata: then they are joined by label.
    dependence : str
        As in `total`. Two figures that err the same way, such as two years by one method,
        are ``comonotone``: much of the error cancels.

    Returns
    -------
    Estimate
        As `total` gives it; where a figure is not reported, so is the difference.

    Raises
    ------
    DataError
        If `a` is `b`; if units or levels of confidence differ, or a label is missing.

    Examples
    --------
    >>> before, after = Estimate.parse("25±2"), Estimate.parse("31±3")
    >>> change = difference(after, before, dependence="comonotone")
    >>> float(change), change.lower, change.upper
    (6.0, array([5.]), array([7.]))
    """
    of = operands([a, b], dependence)
    return of.estimate("difference", *_added(of, np.array([1.0, -1.0])))


def share(part: Estimate, whole: Estimate, *, dependence: Dependence) -> Estimate:
    r"""How large a part is of its whole (andel).

    .. math::

        \text{bounds: } l_p / u_w,\; u_p / l_w \qquad
        \text{comonotone: } l_p / l_w,\; u_p / u_w \text{ in order}

    and with independent errors MOVER-R [1]_, all kept within 0 and 1.

    Parameters
    ----------
    part, whole : Estimate
        Single figures, or with the same strata: then they are joined by label.
    dependence : str
        As in `total`.

    Returns
    -------
    Estimate
        A proportion, undefined where the whole is 0.

    Raises
    ------
    DataError
        As `difference`, or if a value is negative or a part is larger than its whole.

    References
    ----------
    .. [1] Donner A, Zou GY. Closed-form confidence intervals for functions of the normal mean and
       standard deviation. *Statistical Methods in Medical Research* 2012;21:347–359.

    Examples
    --------
    >>> men = share(Estimate.parse("2–3"), Estimate.parse("100–125"), dependence="bounds")
    >>> men.lower, men.upper
    (array([0.016]), array([0.03]))
    """
    of = operands([part, whole], dependence)
    (p, w), (lp, lw), (up, uw) = of.value, np.maximum(of.lower, 0), of.upper
    bad = np.flatnonzero((p > w) | (p < 0))
    if bad.size:
        raise DataError(
            f"part must lie between 0 and whole; it does not at row {bad[0]} "
            f"(and {bad.size - 1} more)"
        )
    with np.errstate(divide="ignore", invalid="ignore"):
        value, lower, upper = p / w, lp / uw, up / lw
        if dependence == "independent":
            lower, upper = _mover_ratio(p, lp, up, w, lw, uw)
        elif dependence == "comonotone":
            ends = np.array([lp / lw, up / uw, value])
            unclear = np.isinf(up) & np.isinf(uw) | (lp == 0) & (lw == 0)
            lower = np.where(unclear, lower, ends.min(axis=0))
            upper = np.where(unclear, upper, ends.max(axis=0))
    # Of a whole that may be nearly nothing, any part may be all.
    upper = np.where(lw == 0, np.sign(up), upper)
    value, lower, upper = np.where(w == 0, np.nan, np.clip([value, lower, upper], 0, 1))
    return of.estimate("share", value, lower, upper, unit="proportion")


def scale(estimate: Estimate, factor: float, *, unit: str | None = None) -> Estimate:
    """A figure times a number that is known exactly (skalning).

    Parameters
    ----------
    estimate : Estimate
        One figure or many.
    factor : float
        Above 0 and finite.
    unit : str, optional
        Unit of the result, where it is another one.

    Returns
    -------
    Estimate
        Value and limits times `factor`; all else as it was, with the definition nested.

    Raises
    ------
    DataError
        If `factor` is no finite number above 0, or a share would be more than all: a share times
        its whole is a number, which has another unit.

    Examples
    --------
    >>> a_year = scale(Estimate.parse("minst 40"), 4)  # of a quarter's
    >>> a_year.lower, a_year.upper
    (array([160.]), array([inf]))
    """
    if not isinstance(estimate, Estimate):
        raise DataError(f"scale takes an Estimate, not {shown(estimate)}")
    try:
        factor = check_per(factor)
    except DataError:
        raise DataError(f"factor must be finite and above 0, got {shown(factor)}") from None
    figures: dict[str, Any] = {
        name: estimate[name] * factor for name in ("value", "lower", "upper")
    }
    unit = unit or estimate.unit
    whole = _WHOLE.get(unit, np.inf)
    for name, scaled in figures.items():
        # An open end stays open, and what was more than all before may be.
        over = np.flatnonzero(np.isfinite(scaled) & (scaled > whole) & (estimate[name] <= whole))
        if over.size:
            raise DataError(
                f"estimate is in {estimate.unit}, and times {factor:g} its {name} would be more "
                f"than all of it at row {over[0]}; if the factor is its whole, name what the "
                "number is of with unit=..."
            )
    return attrs.evolve(
        estimate,
        **figures,
        unit=unit,
        definition=Definition("scale", {"factor": float(factor)}, operands=(estimate.definition,)),
    )


# Limits


def _added(of: Operands, signs: Real) -> tuple[Real, Real, Real]:
    """Value and limits of the parts added up with their signs, each of shape ``(cells,)``."""
    sign = signs[:, None]
    value, low, high = sign * of.value, sign * of.lower, sign * of.upper
    least, most = np.minimum(low, high), np.maximum(low, high)
    middle = value.sum(axis=0)
    if of.dependence == "independent":
        _refuse_without_value(of)
        lower = middle - np.sqrt(np.square(value - least).sum(axis=0))
        upper = middle + np.sqrt(np.square(most - value).sum(axis=0))
    else:
        lower, upper = least.sum(axis=0), most.sum(axis=0)
    # What is open stays so, whatever else is unknown.
    lower = np.where((least == -np.inf).any(axis=0), -np.inf, lower)
    upper = np.where((most == np.inf).any(axis=0), np.inf, upper)
    if of.dependence != "comonotone" or (signs > 0).all():
        return middle, lower, upper
    with np.errstate(invalid="ignore"):
        ends = np.array([low.sum(axis=0), high.sum(axis=0)])
    # An open end less an open end may be anything, as under bounds.
    clash = (np.isinf(low).all(axis=0)) | (np.isinf(high).all(axis=0))
    hull = np.array([*ends, np.where(np.isnan(middle), ends[0], middle)])
    return (
        middle,
        np.where(clash, lower, hull.min(axis=0)),
        np.where(clash, upper, hull.max(axis=0)),
    )


def _refuse_without_value(of: Operands) -> None:
    """Errors around a value can't be added where there are limits and no value."""
    without = np.isnan(of.value) & ~np.isnan(of.lower) & (of.state == State.VALUE)
    if without.any():
        number, row = np.argwhere(without)[0]
        raise DataError(
            f"estimate {number} has limits but no value at row {row}; ask for dependence='bounds'"
        )


def _mover_ratio(p: Real, lp: Real, up: Real, w: Real, lw: Real, uw: Real) -> tuple[Real, Real]:
    """Limits of p / w with independent errors; written so that an infinite `uw` gives 0."""
    below, above = lp * (2 * p - lp), up * (2 * p - up)
    product = p * w
    lower = below / (product + np.sqrt(np.square(product) - below * uw * (2 * w - uw)))
    base = lw * (2 * w - lw)
    upper = (product + np.sqrt(np.square(product) - above * base)) / base
    return np.where(below == 0, 0, lower), upper
