"""What goes with counts that aren't shown: shares, limits, days and what nobody knows the making of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np

from vnr.disclosure.ledger import WEEK, groups_of
from vnr.disclosure.rules import Rule
from vnr.results import Curve, Figure, FigureKind, Result

__all__ = ["gone_with", "in_weeks"]

_LIMITS = ("lower", "upper")


def gone_with(
    result: Result, gone: Mapping[str, Any], rule: Rule, withheld: Any = False
) -> dict[str, Any]:
    """Where each figure goes, when counts do, or its cell is withheld."""
    any_gone = np.zeros(len(result), bool)
    for mask in gone.values():
        any_gone |= mask
    if isinstance(result, Curve):
        return dict.fromkeys(result.names, _from_there(result, any_gone))
    every: dict[str, Any] = {}
    for name in result.names:
        figure = result.figure(name)
        own = gone.get(name) if figure.kind.adds else None
        every[name] = (
            own
            if own is not None
            else withheld | _goes_with(result, name, figure, gone, any_gone, rule)
        )
    return every


def _from_there(curve: Curve, gone: Any) -> Any:
    """Where a curve is hidden: from the first step of a group on of which something is."""
    hidden = np.zeros(len(curve), bool)
    for _, rows in groups_of(curve):
        # All causes have the same steps, and what is left goes for all of them.
        any_cause = np.logical_or.reduce([gone[own] for own in rows])
        for own in rows:
            hidden[own] = np.logical_or.accumulate(any_cause)
    return hidden


def in_weeks(result: Result) -> Result:
    """The result with all days in whole weeks, limits away from the value."""
    if isinstance(result, Curve):
        return result
    days = [name for name in result.names if result.figure(name).kind is FigureKind.DAYS]
    ways: dict[str, Any] = dict.fromkeys(days, np.rint)
    if "value" in days and "lower" in result.names:
        ways |= {"lower": np.floor, "upper": np.ceil}
    weeks: dict[str, Any] = {
        name: way(result[name].astype(float) / WEEK) * WEEK for name, way in ways.items()
    }
    own = [name for name in ("value", "lower", "upper") if name in weeks]
    changes: dict[str, Any] = {name: weeks.pop(name) for name in own}
    return attrs.evolve(result, **changes, columns={**result.columns, **weeks})


def _goes_with(
    result: Result,
    name: str,
    figure: Figure,
    gone: Mapping[str, Any],
    any_gone: Any,
    rule: Rule,
) -> Any:
    """Where a figure that is no count goes because others do."""
    if name in _LIMITS and "value" in result.names:
        value = result.figure("value")
        if value.kind.adds:
            return gone["value"]
        return _goes_with(result, "value", value, gone, any_gone, rule)
    if figure.kind is FigureKind.LABEL:
        return np.zeros(len(result), bool)
    if result.definition.rule == "shrink":
        # Two of them give back what all are drawn towards, which is made of every unit's number.
        return np.full(len(result), bool(any_gone.any()))
    if figure.kind is FigureKind.SHARE and figure.ratio_of and set(figure.ratio_of) <= set(gone):
        numerator, denominator = figure.ratio_of
        return gone[numerator] | gone[denominator]
    if figure.kind is FigureKind.DAYS:
        # A median lies on somebody's day: as many must stand on each side as may be shown.
        few = np.asarray(result["n"] if "n" in gone else 0) < 2 * rule.threshold
        return any_gone | few
    if figure.kind in (FigureKind.SHARE, FigureKind.RATE, FigureKind.RATIO):
        return any_gone
    # Of limits of others, scores and weights nobody knows what they are made of: all cells.
    return np.full(len(result), bool(any_gone.any()))
