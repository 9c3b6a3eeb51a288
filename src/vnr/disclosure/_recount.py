"""Results from protected counts: shares, rates and limits are reckoned anew from these."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.disclosure.ledger import groups_of
from vnr.metrics.intervals import binomial_limits, poisson_limits
from vnr.metrics.survival import stepwise
from vnr.results import Curve, Estimate, FigureKind, Result, State

__all__ = ["in_tenths", "recounted", "redrawn"]

Real = NDArray[np.float64]
Mask = NDArray[np.bool_]

_DRAWN: Final = ("value", "lower", "upper", "n", "at_risk", "events", "censored")
_LEAST_OF: Final = 20
"""A share of fewer, as they are printed, is more noise than share."""
_BINOMIAL: Final = ("wilson", "clopper-pearson", "jeffreys", "agresti-coull")
_REPEATS: Final = 10
"""In tenths is told how much persons who repeat widen a limit, and rounded up."""


def recounted(
    result: Result, numbers: Mapping[str, Any], hidden: Mapping[str, Mask], gone: Mapping[str, Mask]
) -> Result:
    """The result with its counts as they are printed, and all else reckoned from them or hidden.

    Parameters
    ----------
    result : Result
        As it was counted.
    numbers, hidden : mapping of str to array, shape ``(cells,)``
        By figure the printed counts, and which aren't shown.
    gone : mapping of str to array, shape ``(cells,)``
        Where a figure that can't be reckoned from counts goes.
    """
    made: dict[str, Any] = {name: result[name] for name in result.names}
    lost: dict[str, Mask] = {}
    for name in result.names:
        figure = result.figure(name)
        if figure.kind.adds and name in numbers:
            made[name], lost[name] = numbers[name].astype(result[name].dtype), hidden[name]
        elif figure.kind in (FigureKind.LABEL, FigureKind.DAYS):
            lost[name] = gone[name]
        else:
            lost[name] = np.ones(len(result), bool)
    for name in result.names:
        figure = result.figure(name)
        pair = figure.ratio_of or (("value", "n") if name in numbers else None)
        if figure.kind is FigureKind.SHARE and pair and set(pair) <= set(numbers):
            _share(result, name, pair, (numbers, hidden), made, lost)
    if result.definition.rule in _PROPORTIONAL and "n" in numbers:
        _proportional(result, numbers, hidden, made, lost)
    own = {name: made.pop(name) for name in ("value", "lower", "upper", "n") if name in made}
    own = {name: array for name, array in own.items() if name not in result.columns}
    states = {
        name: np.where(
            lost[name] & (result.state_of(name) == State.VALUE),
            State.SUPPRESSED,
            result.state_of(name),
        )
        for name in result.names
    }
    return attrs.evolve(
        result, **own, columns={name: made[name] for name in result.columns},
        state=states["value"], states=states,
    )  # fmt: skip


def redrawn(curve: Curve, numbers: Mapping[str, Any], hidden: Mask) -> Curve:
    """A curve with the numbers of its steps as they are printed, and values reckoned from them.

    Parameters
    ----------
    curve : Curve
        In steps, with the numbers as they are.
    numbers : mapping of str to array, shape ``(rows,)``
        The printed numbers by figure.
    hidden : array of bool, shape ``(rows,)``
        Which rows aren't shown.
    """
    hidden = hidden | (curve.state != State.VALUE)
    made: dict[str, Any] = {name: np.asarray(curve[name]).copy() for name in _DRAWN}
    for _, rows in groups_of(curve):
        at_risk = numbers["at_risk"][rows[0]].astype(float)
        # Of few that are left a curve tells nothing, and nothing after it.
        gone = np.logical_or.accumulate(hidden[rows[0]] | (at_risk < _LEAST_OF))
        told = int(np.argmin(np.append(~gone, False)))
        for own in rows:
            hidden[own[told:]] |= curve.state[own[told:]] == State.VALUE
        if not told:
            continue
        shown = [own[:told] for own in rows]
        before, after = (
            _drawn(curve, shown, at_risk[:told] if printed else curve.at_risk[shown[0]], events)
            for printed, events in (
                (False, curve.events),
                (True, np.minimum(numbers["events"], numbers["at_risk"])),
            )
        )
        for which, own in enumerate(shown):
            plain = (before[1][which], before[2][which])
            wider = np.sqrt(_wider(curve.take(own), plain))
            value, low, high = (one[which] for one in after)
            made["value"][own] = np.minimum(value, 1)
            made["lower"][own] = np.maximum(value - (value - low) * wider, 0)
            made["upper"][own] = np.minimum(value + (high - value) * wider, 1)
    for name in ("n", "at_risk", "events", "censored"):
        made[name] = np.where(curve.state == State.VALUE, numbers[name], curve[name])
    columns = {name: numbers.get(name, array) for name, array in curve.columns.items()}
    states = {
        name: np.where(
            hidden & (curve.state_of(name) == State.VALUE), State.SUPPRESSED, curve.state_of(name)
        )
        for name in curve.names
    }
    return attrs.evolve(curve, **made, columns=columns, state=states["value"], states=states)


def _drawn(curve: Curve, rows: list[Any], at_risk: Any, events: Any) -> tuple[Real, Real, Real]:
    """Values and limits of a group's steps, for every cause."""
    by_cause = np.vstack([events[own] for own in rows]).astype(float)
    by_cause *= np.minimum(1, at_risk / np.maximum(by_cause.sum(axis=0), 1))
    return stepwise(
        np.maximum(at_risk.astype(float), 1),
        by_cause,
        survival=curve.begins == 1,
        effect=np.ones(by_cause.shape)[: 1 if curve.begins == 1 else len(rows)],
        confidence=curve.confidence,
    )


def _share(
    result: Result, name: str, pair: tuple[str, str],
    counts: tuple[Mapping[str, Any], Mapping[str, Mask]], made: dict[str, Any],
    lost: dict[str, Mask],
) -> None:  # fmt: skip
    """A share of two counts, or what is left of it, with its limits."""
    numbers, hidden = counts
    of = numbers[pair[1]].astype(float)
    hits = np.minimum(numbers[pair[0]], of)
    percent = 100.0 if result.unit == "%" and name == "value" else 1.0
    rest = pair[0] != "value" and _is_rest(result, name, pair, percent)
    if rest is None:
        return
    hits = of - hits if rest else hits
    few = hidden[pair[0]] | hidden[pair[1]] | (of < _LEAST_OF)
    made[name] = percent * np.divide(hits, of, out=np.full(of.size, np.nan), where=of > 0)
    lost[name] = few
    confidence = getattr(result, "confidence", None)
    if name != "value" or confidence is None:
        return
    low, high = _limits_of_share(result, hits, of, confidence)
    made |= {"lower": low, "upper": high}
    lost |= {"lower": few, "upper": few}


def in_tenths(result: Result) -> Result:
    """The result with limits of a share that tell in tenths how much repeats widen them.

    Of full precision they tell how many persons have several cases.
    """
    if not isinstance(result, Estimate) or result.confidence is None:
        return result
    # A curve is drawn in steps that have limits of their own.
    if isinstance(result, Curve) or result.figure("value").kind is not FigureKind.SHARE:
        return result
    of = np.nan_to_num(result["n"]).astype(float)
    percent = 100.0 if result.unit == "%" else 1.0
    hits = np.nan_to_num(result["value"] / percent) * of
    low, high = _limits_of_share(result, hits, of, result.confidence)
    told = np.isfinite(result["lower"])
    return attrs.evolve(
        result,
        lower=np.where(told, low, result["lower"]),
        upper=np.where(told, high, result["upper"]),
    )


def _limits_of_share(result: Result, hits: Real, of: Real, confidence: float) -> tuple[Real, Real]:
    """Limits of so many of so many, as much wider for those who repeat as the result's own."""
    percent = 100.0 if result.unit == "%" else 1.0
    asked = str(result.definition.parameters.get("method", ""))
    method = asked if asked in _BINOMIAL else "wilson"

    def limits(k: Real, n: Real) -> tuple[Real, Real]:
        low, high = binomial_limits(k, n, method=method, confidence=confidence)
        return np.maximum(low, 0) * percent, np.minimum(high, 1) * percent

    n = np.nan_to_num(result["n"]).astype(float)
    k = np.nan_to_num(result["value"] / percent) * n
    wider = _wider(result, limits(k, n))
    # Of few the limits don't widen by the root: it takes more to be as wide as they were.
    while (more := _narrower(result, limits(k / wider, n / wider)) & (wider < n)).any():
        wider = wider + more / _REPEATS
    return limits(hits / wider, of / wider)


def _narrower(result: Result, limits: tuple[Real, Real]) -> Mask:
    """Where limits don't hold those of the result, but for the machine's rounding."""
    low, high = limits
    return np.asarray((low > result["lower"] + 1e-6) | (high < result["upper"] - 1e-6))


def _is_rest(result: Result, name: str, pair: tuple[str, str], percent: float) -> bool | None:
    """Whether a share is what is left of its two numbers' ratio; None if it is neither."""
    numerator, of = (np.asarray(result[one], float) for one in pair)
    there = (result.state_of(name, *pair) == State.VALUE) & (of > 0)
    value, ratio = result[name][there] / percent, numerator[there] / of[there]
    for rest, expected in ((False, ratio), (True, 1 - ratio)):
        if np.allclose(value, expected, rtol=0, atol=1e-9):
            return rest
    return None


def _wider(result: Result, plain: tuple[Real, Real]) -> Real:
    """By how much a variance was widened for those who repeat, in tenths and rounded up."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = (result["upper"] - result["lower"]) / (plain[1] - plain[0])
    known = np.isfinite(ratio)
    widest = np.maximum(np.where(known, ratio, 1) ** 2, 1)
    # What is wider by the machine's rounding isn't.
    return np.asarray(np.ceil(_REPEATS * (widest - 1e-6)) / _REPEATS)


def _proportional(
    result: Result, numbers: Mapping[str, Any], hidden: Mapping[str, Mask],
    made: dict[str, Any], lost: dict[str, Mask],
) -> None:  # fmt: skip
    """A rate or ratio that is its count times what everybody knows."""
    before = np.nan_to_num(result["n"]).astype(float)
    count = numbers["n"].astype(float)
    method = _PROPORTIONAL[result.definition.rule](result)
    confidence = getattr(result, "confidence", None) or 0.95
    low, high = poisson_limits(before, method=method, confidence=confidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.where(before > 0, result["value"] / before, result["upper"] / high)
    wider = np.where(before > 0, _wider(result, (low * scale, high * scale)), 1.0)
    low, high = poisson_limits(count / wider, method=method, confidence=confidence)
    made |= {"value": count * scale, "lower": low * wider * scale, "upper": high * wider * scale}
    lost |= dict.fromkeys(("value", "lower", "upper"), hidden["n"])


_PROPORTIONAL: Final[dict[str, Callable[[Result], str]]] = {
    "rate": lambda result: str(result.definition.parameters.get("method", "auto")),
    "smr": lambda _: "auto",
}
