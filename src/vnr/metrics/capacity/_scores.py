"""What `enough` and `gone` gave of municipalities, asked anew of sets of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Protocol

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError
from vnr.metrics.capacity._cases import Predicted, Shared
from vnr.metrics.capacity._enough import expected_cases, poisson
from vnr.metrics.capacity._gone import gone
from vnr.metrics.capacity._partners import stratum_of
from vnr.metrics.comparison import Posterior, posterior, unit_figures
from vnr.results import Estimate, State

__all__ = ["Score", "score_of"]

Real = NDArray[np.float64]
Rows = NDArray[np.intp]

_ALIKE: Final = 1e-6
"""Within this the score of a municipality by itself is what its figures give."""


class Score(Protocol):
    """The chance of having enough, of each municipality and of sets of them."""

    @property
    def figures(self) -> Estimate:
        """The score of those who have one."""

    @property
    def stratum(self) -> str:
        """The stratum of the municipalities."""

    @property
    def codes(self) -> list[Any]:
        """Their labels."""

    def reaching(self, sets: Rows) -> Real:
        """Chance of having enough, of sets of one size, shape ``(sets,)``."""

    def limits(self, sets: Sequence[Rows]) -> tuple[Real, Real]:
        """Its limits, of sets of any size, at least one."""


@attrs.frozen(eq=False)
class _Scored:
    """The figures of those who have a score.

    Attributes
    ----------
    figures
        The score of those who have one.
    """

    figures: Estimate

    @property
    def stratum(self) -> str:
        """The stratum of the municipalities."""
        return stratum_of(self.figures.strata, None)

    @property
    def codes(self) -> list[Any]:
        """Their labels."""
        return list(self.figures.strata[self.stratum].tolist())


@attrs.frozen(eq=False)
class _Counted(_Scored):
    """`enough`, from cases that were counted."""

    told: Posterior
    numbers: Predicted

    @classmethod
    def of(cls, figures: Estimate) -> _Counted:
        """The posterior anew, from what it was made of."""
        hits = figures.n.astype(np.float64)
        told = posterior(unit_figures("rate", None, events=hits, exposure=figures["exposure"]))
        return cls(figures, told, Predicted.of(told, figures["inhabitants"]))

    @property
    def least(self) -> int:
        """How many are enough."""
        return int(self.figures.definition.parameters["at_least"])

    def reaching(self, sets: Rows) -> Real:
        return self.numbers.reaching(sets, self.least)

    def limits(self, sets: Sequence[Rows]) -> tuple[Real, Real]:
        confidence, people = self.figures.confidence, self.figures["inhabitants"]
        assert confidence is not None
        low, _, high = expected_cases(self.told, people, sets, confidence)
        return poisson(self.least, low), poisson(self.least, high)


@attrs.frozen(eq=False)
class _Stated(_Scored):
    """`enough`, from a total that somebody stated."""

    @property
    def least(self) -> int:
        """How many are enough."""
        return int(self.figures.definition.parameters["at_least"])

    def reaching(self, sets: Rows) -> Real:
        return Shared(self.figures["cases_expected"]).reaching(sets, self.least)

    def limits(self, sets: Sequence[Rows]) -> tuple[Real, Real]:
        low, high = (
            np.array([self.figures[name][own].sum() for own in sets])
            for name in ("expected_lower", "expected_upper")
        )
        return poisson(self.least, low), poisson(self.least, high)


@attrs.frozen(eq=False)
class _Left(_Scored):
    """`gone`: the chance that somebody is left."""

    def reaching(self, sets: Rows) -> Real:
        return 1 - np.asarray(self.figures.value[sets].prod(axis=1))

    def by_code(self, name: str) -> dict[Any, float]:
        """One of the figures by label."""
        return dict(zip(self.codes, self.figures[name].astype(np.float64).tolist(), strict=True))

    def named(self, sets: Sequence[Rows]) -> dict[str, list[Any]]:
        """Labels of the members of each set, by its number."""
        codes = self.codes
        return {str(row): [codes[one] for one in own] for row, own in enumerate(sets)}

    def limits(self, sets: Sequence[Rows]) -> tuple[Real, Real]:
        if self.figures.confidence is None:
            ends = (self.figures.upper, self.figures.lower)
            lower, upper = (1 - np.array([end[own].prod() for own in sets]) for end in ends)
            return lower, upper
        again = gone(
            self.by_code("n"),
            self.by_code("left"),
            self.by_code("employed"),
            partners=self.named(sets),
            confidence=self.figures.confidence,
        )
        return 1 - again.upper, 1 - again.lower


def score_of(score: Any) -> Score:
    """The score of those who have one.

    Raises
    ------
    DataError
        If it is none, or not of all municipalities as it was reckoned.
    """
    rule = score.definition.rule if type(score) is Estimate else ""
    if rule not in ("enough", "gone"):
        raise DataError("score must be what enough or gone gives of municipalities")
    if score.definition.parameters.get("partners"):
        raise DataError("score is of partners already; give that of each municipality by itself")
    labels = score.strata[stratum_of(score.strata, None)].tolist()
    if len(set(labels)) < len(labels):
        raise DataError(
            "score has a municipality twice; reckon it from the figures of one competence, or year, "
            "at a time"
        )
    there = (score.state == State.VALUE) & ~np.isnan(score.value)
    figures = score.take(np.flatnonzero(there))
    if not there.any():
        raise DataError("score has no value of anybody")
    own = figures.value
    read: Score
    if rule == "gone":
        read, own = _Left(figures), 1 - own
    elif figures.confidence is None:
        read = _Stated(figures)
    else:
        read = _Counted.of(figures)
    alone = read.reaching(np.arange(len(figures), dtype=np.intp)[:, None])
    if not np.allclose(alone, own, atol=_ALIKE):
        raise DataError(
            "score was narrowed or changed since it was reckoned: give it as it was, and choose "
            "by among="
        )
    return read
