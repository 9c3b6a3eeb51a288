"""Cases that may come in a year, by municipality and by partners: what `enough` asks of them."""

from __future__ import annotations

from typing import Protocol

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.metrics.comparison import Posterior

__all__ = ["Cases", "Predicted", "Shared"]

Real = NDArray[np.float64]
Sets = NDArray[np.intp]

_NEXT_TO_NOTHING = 1e-12
_AT_ONCE = 4_000_000
"""So many numbers of halves are multiplied by each other at a time."""


class Cases(Protocol):
    """Numbers of cases, each municipality's a random one."""

    def reaching(self, sets: Sets, least: int) -> Real:
        """Chance of at least so many cases together, of sets of one size, shape ``(sets,)``."""


@attrs.frozen(eq=False)
class Shared:
    """Poisson numbers with means that are known, shape ``(units,)``."""

    mean: Real

    def reaching(self, sets: Sets, least: int) -> Real:
        from scipy.special import gammainc

        return np.asarray(gammainc(least, self.mean[sets].sum(axis=1)))


@attrs.frozen(eq=False)
class Predicted:
    """Numbers that the posterior of rates predicts: negative binomial for each prior size.

    Given the prior size the municipalities' numbers are independent, so they are convolved for
    each of its values and mixed afterwards.

    Attributes
    ----------
    shape, odds : array, shape ``(units, sizes)``
        Parameters of each unit's numbers: the gamma's shape, and people over people plus prior.
    weight : array, shape ``(sizes,)``
        Weight of each prior size.
    """

    shape: Real
    odds: Real
    weight: Real

    @classmethod
    def of(cls, posterior: Posterior, people: Real, group: int = 0) -> Predicted:
        """The numbers of one group's units in a year with so many people each."""
        mine = posterior.group == group
        weight = posterior.weight[group].sum(axis=1)
        kept = weight > _NEXT_TO_NOTHING
        shape, rate = (one[mine][:, kept] for one in posterior.shapes)
        return cls(shape, people[:, None] / (people[:, None] + rate), weight[kept])

    def reaching(self, sets: Sets, least: int) -> Real:
        from scipy.special import betainc

        if sets.shape[1] == 1:
            above = np.asarray(betainc(least, self.shape, self.odds)) @ self.weight
            return np.asarray(above[sets[:, 0]])
        half = (sets.shape[1] + 1) // 2
        first, at_first = _distinct(sets[:, :half])
        second, at_second = _distinct(sets[:, half:])
        alone = self._alone(least)
        chance = self._chances(first, alone) * self.weight[:, None]
        at_most = np.cumsum(self._chances(second, alone), axis=2)[:, :, ::-1]
        left, right = chance.reshape(len(first), -1), at_most.reshape(len(second), -1)
        if len(first) * len(second) <= _AT_ONCE:
            below = (left @ right.T)[at_first, at_second]
        else:
            below = np.empty(len(sets))
            step = max(1, _AT_ONCE // left.shape[1])
            for start in range(0, len(sets), step):
                part = slice(start, start + step)
                below[part] = np.einsum("ij,ij->i", left[at_first[part]], right[at_second[part]])
        return np.clip(1 - below, 0, 1)

    def _chances(self, sets: Sets, alone: Real) -> Real:
        """Chance of 0, 1, … cases of sets from that of each, shape ``(sets, sizes, numbers)``."""
        if sets.shape[1] == 1:
            return np.asarray(alone[sets[:, 0]])
        half = (sets.shape[1] + 1) // 2
        first, at_first = _distinct(sets[:, :half])
        second, at_second = _distinct(sets[:, half:])
        one, other = self._chances(first, alone), self._chances(second, alone)
        least = alone.shape[2]
        together = np.zeros((len(sets), self.weight.size, least))
        for number in range(least):
            together[:, :, number:] += (
                one[at_first, :, number, None] * other[at_second, :, : least - number]
            )
        return together

    def _alone(self, least: int) -> Real:
        """Chance of 0, 1, … cases of each unit, shape ``(units, sizes, least)``."""
        from scipy.special import gammaln, xlog1py, xlogy

        number = np.arange(least)
        a, q = self.shape[..., None], self.odds[..., None]
        log = np.asarray(gammaln(a + number)) - np.asarray(gammaln(a)) - gammaln(number + 1.0)
        return np.exp(log + xlogy(number, q) + xlog1py(a, -q))


def _distinct(sets: Sets) -> tuple[Sets, NDArray[np.intp]]:
    """Each row once, and where those given stand among them."""
    key = np.zeros(len(sets), np.int64)
    for column in sets.T:
        key = key * (int(sets.max(initial=0)) + 1) + column
    _, first, place = np.unique(key, return_index=True, return_inverse=True)
    return sets[first], place
