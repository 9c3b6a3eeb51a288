"""Numbers that are printed rounded, and in which box each of them lies."""

from __future__ import annotations

from typing import Any, Final, Self

import attrs
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from vnr.disclosure.attack import System
from vnr.disclosure.rules import Rule
from vnr.results import Note, Result
from vnr.words import withholding

__all__ = ["HIDDEN_BY_RULE", "Rounding", "in_box"]

Whole = NDArray[np.int64]
Mask = NDArray[np.bool_]

_CODES: Final = {
    "nearest": "rounded_nearest",
    "midpoint": "rounded_midpoint",
    "controlled": "rounded_controlled",
}
HIDDEN_BY_RULE: Final = "rounded_small_hidden"
"""The note of results in which nothing is hidden but what the rule hides."""


@attrs.frozen
class Rounding:
    """How numbers are rounded (avrundning), as every reader knows.

    Attributes
    ----------
    base
        To what.
    way
        ``nearest`` (halves go up), ``midpoint`` or ``controlled``.
    least, most
        Numbers from the one to the other are hidden instead; none where `most` is -1.
    """

    base: int
    way: str
    least: int = 0
    most: int = -1

    @classmethod
    def of(cls, rule: Rule) -> Self:
        """The rounding of a rule."""
        assert rule.base is not None, "a rule that rounds has a base"
        if not rule.redact:
            return cls(rule.base, rule.rounding)
        return cls(rule.base, rule.rounding, rule.sensitive_from, rule.sensitive_to)

    @classmethod
    def told(cls, result: Result) -> tuple[Self, bool] | None:
        """How a result says that it is rounded, and whether small numbers alone are hidden."""
        codes = {note.code: note.parameters for note in result.notes}
        for way, code in _CODES.items():
            if code in codes:
                base, least, most = (codes[code][name] for name in ("base", "least", "most"))
                return cls(base, way, least, most), HIDDEN_BY_RULE in codes
        return None

    def note(self, rule: Rule) -> Note:
        """What is said of it."""
        return Note(
            _CODES[self.way], rule=rule.name, base=self.base, least=self.least, most=self.most
        )

    def redacted(self, values: Whole) -> Mask:
        """Which are hidden for their size."""
        return (values >= self.least) & (values <= self.most)

    def rounded(self, values: Whole) -> Whole:
        """The numbers as they are printed, by the nearest or the midpoint."""
        base = self.base
        if self.way == "midpoint":
            return np.where(values > 0, -(-values // base) * base - base // 2, 0)
        return (values + base // 2) // base * base

    def box(self, printed: Whole) -> tuple[Whole, Whole]:
        """The least and the largest number that is printed so."""
        base = self.base
        if self.way == "midpoint":
            end = -(-printed // base) * base
            low, high = np.where(printed > 0, end - base + 1, 0), end
        elif self.way == "nearest":
            low, high = printed - base // 2, printed + (base - 1) // 2
        else:
            low, high = printed - base + 1, printed + base - 1
        # Who knows that small numbers are hidden knows that what is printed is none.
        floor = np.where((self.least > 0) & (printed == 0), 0, self.most + 1)
        high = np.where((self.least > 0) & (printed == 0), 0, high)
        return np.maximum(low, floor), high

    def controlled(self, system: System, chosen: Mask, seconds: float) -> Whole:
        """Each number to a multiple beside it, so that what adds up adds up, as near as can be.

        Raises
        ------
        DisclosureError
            If no such multiples add up.
        """
        base, values = self.base, system.values
        floor = values // base
        touched = np.flatnonzero(np.diff(system.equal[:, np.flatnonzero(chosen)].indptr))
        rows: Any = csr_array(system.equal[touched])
        # What isn't printed is whatever is left.
        exact = chosen & (values % base == 0)
        up = np.where(chosen, floor + ~exact, np.inf)
        low = np.where(chosen, floor, -np.inf)
        cost = np.where(chosen, base - 2 * (values % base), 0).astype(float)
        size = values.size
        solved = milp(
            cost,
            constraints=LinearConstraint(rows, 0, 0) if rows.shape[0] else None,
            bounds=Bounds(low, up),
            integrality=np.where(chosen, 1, 0),
            options={"time_limit": max(seconds, 0)},
        )
        if solved.x is None:
            raise withholding("totals_rounded", base=base)
        return np.rint(solved.x[:size]).astype(np.int64) * base


def in_box(
    value: int | None, rounding: Rounding, by_rule: bool
) -> tuple[int | None, tuple[float, float] | None]:
    """A number that is rounded: itself if only it is printed so, and else in which box it lies."""
    if value is None:
        return None, (rounding.least, rounding.most) if by_rule else None
    low, high = (int(end[0]) for end in rounding.box(np.array([value])))
    return (low, None) if low == high else (None, (low, high))
