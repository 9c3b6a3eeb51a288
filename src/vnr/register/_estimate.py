"""Estimates: figures with their interval, and what kind of interval it is."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

import attrs
import numpy as np

from vnr.errors import DataError
from vnr.register import _show
from vnr.register._results import Array, Result, State, read_only, real

__all__ = ["Basis", "Estimate"]


class Basis(StrEnum):
    """What an interval rests on. A guess never becomes a confidence interval."""

    REGISTER = "register"
    GUESS = "guess"
    BOUND = "bound"
    SAMPLING = "sampling"
    MODEL = "model"


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Estimate(Result):
    """Figures with lower and upper limits (skattning), one for each cell.

    Attributes
    ----------
    value, lower, upper
        In `unit`, float64; nan where undefined or without value, never 0.
    n
        Denominator: trials, or events of a rate.
    confidence
        Two-sided level of the interval; None where it is not a confidence interval.
    method
        Name of the interval.
    basis
        What the interval rests on.
    source
        Where a figure from elsewhere comes from.

    Notes
    -----
    The other attributes are those of every result: ``strata``, ``state``, ``covered``,
    ``columns``, ``unit``, ``notes``, ``definition`` and ``provenance``.
    """

    value: Array = attrs.field(converter=real)
    lower: Array = attrs.field(converter=real)
    upper: Array = attrs.field(converter=real)
    n: Array = attrs.field(converter=read_only)
    confidence: float | None = 0.95
    method: str
    basis: Basis = attrs.field(default=Basis.SAMPLING, converter=Basis)
    source: str | None = None

    _figures: ClassVar[tuple[str, ...]] = ("value", "lower", "upper", "n")
    _plain: ClassVar[tuple[str, ...]] = ("confidence", "method", "basis", "source")

    def __attrs_post_init__(self) -> None:
        """Refuse a guess with a level of confidence; put nan where there is no value."""
        super().__attrs_post_init__()
        if self.basis in (Basis.GUESS, Basis.BOUND) and self.confidence is not None:
            raise DataError(f"a {self.basis} has no level of confidence")
        known = self.state == State.VALUE
        if known.all():
            return
        for name in ("value", "lower", "upper"):
            array = np.where(known, getattr(self, name), np.nan)
            object.__setattr__(self, name, read_only(array, np.float64))

    def __float__(self) -> float:
        return float(self.value[self._single()])

    def _cells(self, language: str) -> list[str]:
        return [
            _show.estimate(*row, unit=self.unit, language=language)
            for row in zip(
                self.state.tolist(),
                self.value.tolist(),
                self.lower.tolist(),
                self.upper.tolist(),
                self.n.tolist(),
                strict=True,
            )
        ]
