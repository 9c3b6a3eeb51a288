"""Estimates: figures with their interval, and what kind of interval it is."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

import attrs
import numpy as np

from vnr.errors import DataError
from vnr.results import _parse, _show
from vnr.results._arrays import Array, counted, real
from vnr.results._definition import Definition
from vnr.results._grid import Grid
from vnr.results._result import Result
from vnr.results._state import State
from vnr.words import Language

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

    Examples
    --------
    >>> from vnr import metrics
    >>> share = metrics.proportion(3, 10)
    >>> float(share), round(float(share.lower), 3), share.method
    (0.3, 0.108, 'wilson')
    >>> f"{share:.1f}"
    '0.3'
    """

    value: Array = attrs.field(converter=real)
    lower: Array = attrs.field(converter=real)
    upper: Array = attrs.field(converter=real)
    n: Array = attrs.field(converter=counted)
    confidence: float | None = 0.95
    method: str
    basis: Basis = attrs.field(default=Basis.SAMPLING, converter=Basis)
    source: str | None = None

    _figures: ClassVar[tuple[str, ...]] = ("value", "lower", "upper", "n")
    _plain: ClassVar[tuple[str, ...]] = ("confidence", "method", "basis", "source")

    def __attrs_post_init__(self) -> None:
        """Refuse a guess with a level of confidence."""
        super().__attrs_post_init__()
        if self.basis in (Basis.GUESS, Basis.BOUND) and self.confidence is not None:
            raise DataError(f"a {self.basis} has no level of confidence")

    def limits(self) -> tuple[Array, Array]:
        """Lower and upper limits, each of shape ``(cells,)``."""
        return self.lower, self.upper

    @classmethod
    def parse(cls, text: str, *, source: str | None = None, unit: str | None = None) -> Estimate:
        """Read an uncertain figure as reports write it (osäker uppgift), in Swedish or English.

        ==============================  ==============  ========  =====================
        written                         `method`        `basis`   lower, value, upper
        ==============================  ==============  ========  =====================
        ``25±2``, ``cirka 25 +/- 2``    half-width      guess     23, 25, 27
        ``100–125``, ``100 till 125``,  range           guess     100, 112.5, 125
        ``mellan 100 och 125``
        ``över 2 000``, ``fler än``     more than       bound     2000, 2000, inf
        ``minst 40``                    at least        bound     40, 40, inf
        ``högst 3``                     at most         bound     -inf, 3, 3
        ``under 40``, ``färre än``      less than       bound     -inf, 40, 40
        ``ca 240``                      approximately   guess     nan, 240, nan
        ``drygt 25 %``                  just over       guess     25, 25, inf
        ``knappt 17 procent``           just under      guess     -inf, 17, 17
        ``25``                          as stated       register  25, 25, 25
        ==============================  ==============  ========  =====================

        Parameters
        ----------
        text : str
            One figure, with at most one noun after it. Thousands are parted by a space of any
            kind; the decimal mark is a comma or a point; ``tusen``, ``miljoner`` and
            ``miljarder`` multiply, both ends of a range if they stand after the last alone.
        source : str, optional
            Where the figure comes from. `metrics.total` refuses two of one source.
        unit : str, optional
            Unit of measurement; by default ``%``, the noun, or ``number``.

        Returns
        -------
        Estimate
            One figure without confidence and with `n` nan. The value of a range is its
            midpoint, of a one-sided figure the number stated; an open end is infinite. A bare
            number is taken as counted by whoever stated it: basis ``register``, no width.

        Raises
        ------
        DataError
            If the text can't be read in one way, with the position from 1. So is a range that
            runs backwards, a negative half-width, a second figure; ``1.234``, which may be
            thousands; and ``1,234`` beside an English word or a noun. By itself or beside
            Swedish words ``1,234`` is a decimal comma.

        Examples
        --------
        >>> stated = Estimate.parse("cirka 25±2 ärenden")
        >>> float(stated), stated.lower, stated.upper, stated.basis.value, stated.unit
        (25.0, array([23.]), array([27.]), 'guess', 'ärenden')
        >>> Estimate.parse("fler än 370")
           antal
        över 370
        Så är det räknat: parse()
        """
        stated = _parse.read(text)
        if stated.percent and unit not in (None, "%"):
            raise DataError(f"the text is in percent and unit is {unit!r}; leave unit out")
        # Not the text: a definition is told where the figure isn't.
        parameters = {} if source is None else {"source": source}
        return cls.over(
            Grid.delivered(1, Definition("parse", parameters)),
            value=stated.value,
            lower=stated.lower,
            upper=stated.upper,
            n=np.nan,
            confidence=None,
            unit=unit or ("%" if stated.percent else stated.noun or "number"),
            method=stated.method,
            basis=Basis(stated.basis),
            source=source,
        )

    def __float__(self) -> float:
        return float(self.value[self._single()])

    def cells(self, language: Language = "sv") -> list[str]:
        """Each figure with its limits and what it is of, as far as they are there."""
        limited = self.state_of("lower", "upper") == State.VALUE
        lower, upper = (np.where(limited, array, np.nan) for array in self.limits())
        counted = self.state_of("n") == State.VALUE
        return [
            _show.estimate(
                *row, unit=self.unit, language=language, method=self.method, basis=self.basis
            )
            for row in zip(
                self.state.tolist(),
                self.value.tolist(),
                lower.tolist(),
                upper.tolist(),
                [n if there else None for n, there in zip(self.n.tolist(), counted, strict=True)],
                strict=True,
            )
        ]
