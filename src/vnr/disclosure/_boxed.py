"""Figures that are printed rounded: what must be hidden besides, so that boxes tell too little."""

from __future__ import annotations

import time
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.disclosure.attack import Finding, System, attacked
from vnr.disclosure.ledger import Ledger, Rounding
from vnr.disclosure.rules import Rule
from vnr.words import withholding

__all__ = ["Printed", "printed_rounded"]

Mask = NDArray[np.bool_]
Whole = NDArray[np.int64]


@attrs.frozen(eq=False)
class Printed:
    """Numbers as they are printed.

    Attributes
    ----------
    numbers
        Shape ``(figures,)``; what isn't shown is nothing.
    hidden
        Which aren't shown.
    by_rule
        Whether nothing is hidden but what the rule hides.
    """

    numbers: Whole
    hidden: Mask
    by_rule: bool


def printed_rounded(ledger: Ledger, rule: Rule, *, withheld: Mask, seconds: float) -> Printed:
    """Round all figures, and hide those of which the boxes together tell too much.

    Figures are only added to what is hidden, until the attacker finds nothing.

    Raises
    ------
    DisclosureError
        If a sensitive figure can't be protected, however much is hidden.
    """
    rounding, system = Rounding.of(rule), ledger.system
    end = time.monotonic() + seconds
    ours = system.printed & ~ledger.public
    small = rounding.redacted(system.values) & ours & ~system.certain
    hidden = small | (withheld & ours)
    while True:
        shown = ours & ~hidden
        numbers = np.where(ours, rounding.rounded(system.values), system.values)
        if rounding.way == "controlled":
            numbers = np.where(
                shown, rounding.controlled(system, shown, end - time.monotonic()), numbers
            )
        by_rule = bool((hidden == small).all())
        boxes = _boxes(system, rounding, numbers, shown, hidden & by_rule)
        unknown = (boxes.low < boxes.high) & (ours | ~system.printed)
        # As the audit does, which can't tell a zero from a number.
        findings = [
            finding
            for finding in attacked(boxes, unknown, rule, least=0, truth=False, seconds=seconds)
            if finding.tells(rule) or not finding.proved
        ]
        if not findings:
            return Printed(numbers, hidden, by_rule)
        free = shown & unknown & ~system.certain
        hidden = hidden | _more(system, free, findings, ledger.weight)


def _boxes(
    system: System, rounding: Rounding, numbers: Whole, shown: Mask, redacted: Mask
) -> System:
    """The system as a reader of rounded numbers has it."""
    low, high = rounding.box(numbers)
    small = (max(rounding.least, 0), float(rounding.most))
    lows = np.where(shown, low, np.where(redacted, small[0], 0))
    highs: Any = np.where(shown, high, np.where(redacted, small[1], np.inf))
    certain = np.where(system.certain, 0, np.inf)
    return attrs.evolve(
        system,
        low=np.maximum(system.low, lows),
        high=np.minimum(np.minimum(system.high, highs), certain),
    )


def _more(system: System, free: Mask, findings: list[Finding], weight: Any) -> Mask:
    """For each figure of which too much is told, itself or the lightest one near it."""
    ties: Any = abs(system.equal)
    more = np.zeros_like(free)
    for finding in findings:
        near = np.zeros(free.size, bool)
        near[finding.place] = True
        while not (near & (free | more)).any():
            wider = near | ((ties.T @ (ties @ near.astype(float))) > 0)
            if (wider == near).all():
                raise withholding("hopeless")
            near = wider
        if not (near & more).any():
            places = np.flatnonzero(near & free)
            more[places[np.argmin(weight[places])]] = True
    return more
