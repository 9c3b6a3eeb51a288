"""Estimates that are to be combined: checked, joined by label, and what they make together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError, check_choice
from vnr.metrics.choices import Dependence
from vnr.results import Basis, Definition, Estimate, Grid, Note, State, places

__all__ = ["Operands", "operands", "sources"]

Real = NDArray[np.float64]


@attrs.frozen(eq=False)
class Operands:
    """Estimates in the order of the first one's cells.

    Attributes
    ----------
    estimates
        The estimates.
    dependence
        How their errors hang together.
    value, lower, upper, covered : array of float64, shape ``(estimates, cells)``
        Their figures.
    state : array of int8, shape ``(estimates, cells)``
        Their states.
    """

    estimates: tuple[Estimate, ...]
    dependence: Dependence
    value: Real
    lower: Real
    upper: Real
    covered: Real
    state: NDArray[np.int8]

    def estimate(
        self,
        rule: str,
        value: Real,
        lower: Real,
        upper: Real,
        *,
        state: NDArray[Any] | None = None,
        unit: str | None = None,
    ) -> Estimate:
        """The figures as the result of a rule, with all that the parts have in common."""
        first = self.estimates[0]
        basis, confidence = self._basis()
        named = sorted({source for part in self.estimates for source in sources(part)})
        parameters = {"dependence": self.dependence} | ({"sources": named} if named else {})
        definition = Definition(
            rule, parameters, operands=tuple(part.definition for part in self.estimates)
        )
        cells = Grid(
            strata=first.strata,
            state=self.state.max(axis=0) if state is None else state,
            covered=np.where(self.state == State.VALUE, self.covered, 0).mean(axis=0),
            definition=definition,
        )
        return Estimate.over(
            cells.saying(*self._notes(basis)),
            value=value,
            lower=lower,
            upper=upper,
            n=np.full(len(first), np.nan),
            confidence=confidence,
            unit=unit or first.unit,
            method=self.dependence,
            basis=basis,
        )

    def _basis(self) -> tuple[Basis, float | None]:
        """The weakest basis of the parts with a width, and the confidence that they share."""
        wide = [part for part in self.estimates if not _exact(part)]
        kinds = {part.basis for part in wide}
        if not wide:
            return Basis.REGISTER, None
        if Basis.GUESS in kinds:
            return Basis.GUESS, None
        if Basis.BOUND in kinds or self.dependence == "bounds":
            return Basis.BOUND, None
        levels = {part.confidence for part in wide}
        if len(levels) > 1:
            shown = ", ".join(sorted(map(str, levels)))
            raise DataError(
                f"estimates have different confidence: {shown}; ask for one level in all of them, "
                "or for dependence='bounds'"
            )
        return min(kinds, key=[Basis.MODEL, Basis.SAMPLING, Basis.REGISTER].index), levels.pop()

    def _notes(self, basis: Basis) -> Iterator[Note]:
        """Every note of the parts once, and what is to be said of them together."""
        notes = {note: None for part in self.estimates for note in part.notes}
        if not all(map(_exact, self.estimates)):
            code = basis.value if basis in (Basis.GUESS, Basis.BOUND) else "dependence"
            notes[Note(code, dependence=self.dependence)] = None
        known = self.state == State.VALUE
        if (np.isinf(self.lower) | np.isinf(self.upper))[known].any():
            notes[Note("open_end")] = None
        stated = known & ~np.isnan(self.value)
        if (np.isnan(self.lower) | np.isnan(self.upper))[stated].any():
            notes[Note("no_width")] = None
        if basis == Basis.BOUND and not self._certain():
            notes[Note("not_certain")] = None
        return iter(notes)

    def _certain(self) -> bool:
        """Whether limits are as certain as the parts' own: none estimated, none drawn in."""
        kinds = {part.basis for part in self.estimates if not _exact(part)}
        if kinds != {Basis.BOUND}:
            return False
        ends = np.array([self.lower, self.upper])
        wide = (np.isfinite(ends) & (ends != self.value)).any(axis=(0, 2))
        return self.dependence == "bounds" or int(wide.sum()) < 2


def operands(estimates: Sequence[Any], dependence: Dependence) -> Operands:
    """Check the estimates and join them by label.

    Raises
    ------
    DataError
        If there is none, one is no estimate or stands twice, units differ or labels don't match.
    """
    check_choice("dependence", dependence, Dependence)
    if not estimates:
        raise DataError("estimates is empty; give at least one")
    for number, part in enumerate(estimates):
        if type(part) is not Estimate:
            raise DataError(
                f"estimate {number} is a {type(part).__name__} and no Estimate; a text is read "
                "with Estimate.parse"
            )
    if len({id(part) for part in estimates}) < len(estimates):
        raise DataError("one estimate is given twice and would count twice; give it once")
    units = sorted({part.unit for part in estimates})
    if len(units) > 1:
        raise DataError(f"estimates differ in unit: {', '.join(units)}; name one with unit=")
    rows = [_rows(part, estimates[0], number) for number, part in enumerate(estimates)]

    def stacked(name: str) -> Any:
        return np.stack([getattr(part, name)[at] for part, at in zip(estimates, rows, strict=True)])

    figures = {name: stacked(name) for name in ("value", "lower", "upper", "covered", "state")}
    return Operands(tuple(estimates), dependence, **figures)


def sources(part: Estimate) -> set[str]:
    """The part's source, and those of the figures that it was made from."""
    names = set() if part.source is None else {part.source}
    waiting = [part.definition]
    while waiting:
        definition = waiting.pop()
        names.update(definition.parameters.get("sources", ()))
        waiting.extend(definition.operands)
    return names


def _exact(part: Estimate) -> bool:
    known = part.state == State.VALUE
    same = (part.lower == part.value) & (part.upper == part.value)
    return part.basis == Basis.REGISTER and bool(same[known].all())


def _rows(part: Estimate, first: Estimate, number: int) -> NDArray[np.intp]:
    """The part's rows in the order of the first one's cells; each must have the other's."""
    name = f"estimate {number}"
    for stratum in first.strata:
        if stratum not in part.strata:
            raise DataError(f"{name} has no stratum {stratum}, which estimate 0 has")
    places(_labels(part), _labels(first), size=len(part), name="estimate 0")
    return places(_labels(first), _labels(part), size=len(first), name=name)


def _labels(part: Estimate) -> Mapping[str, NDArray[Any]]:
    # A single figure has one cell and no label.
    return part.strata or {"cell": np.zeros(len(part), np.int64)}
