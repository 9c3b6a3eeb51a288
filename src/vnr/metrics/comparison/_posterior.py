"""What the units' true figures may be, given all of them, by integration over the parameters."""

from __future__ import annotations

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.metrics.comparison._families import BetaBinomial, Family, GammaPoisson
from vnr.metrics.comparison._units import UnitFigures

__all__ = ["Posterior", "posterior"]

Real = NDArray[np.float64]

_SMALL = 0.1
_SIZES = 24
_MEANS = 33
_SPAN = 6.0
_PASSES = 3
_HALVINGS = 45


@attrs.frozen(eq=False)
class Posterior:
    r"""Units' true figures given the hits of all: a mixture over the parameters' values.

    Attributes
    ----------
    family
        Distribution of the true figures.
    k, n, group
        Hits, size and group of each unit, shape ``(units,)``.
    zeta : array, shape ``(groups, sizes)``
        Values of the prior size.
    mean : array, shape ``(groups, sizes, means)``
        Values of the mean for each of them.
    weight : array, shape ``(groups, sizes, means)``
        Weight of each, adding to 1 in every group.
    shapes : pair of arrays, shape ``(units, sizes)``
        The unit's distribution for each prior size, the mean integrated out by moments.

    Examples
    --------
    >>> from vnr.metrics.comparison import posterior, unit_figures
    >>> k, n = {"a": 3, "b": 5, "c": 4}, {"a": 30, "b": 40, "c": 50}
    >>> found = posterior(unit_figures("rate", None, events=k, exposure=n))
    >>> float(found.weight.sum().round(6))
    1.0
    """

    family: Family
    k: Real
    n: Real
    group: NDArray[np.intp]
    zeta: Real
    mean: Real
    weight: Real
    shapes: tuple[Real, Real]

    @property
    def by_size(self) -> Real:
        """Weight of each prior size, shape ``(units, sizes)``."""
        return np.asarray(self.weight.sum(axis=2)[self.group])

    @property
    def value(self) -> Real:
        """Mean of each unit's true figure."""
        return np.asarray((self.by_size * self.family.moments(self.shapes)[0]).sum(axis=1))

    @property
    def shrinkage(self) -> Real:
        """How much of each unit's figure comes of the others: 0 none, 1 all."""
        own = self.zeta[self.group]
        return np.asarray((self.by_size * own / (own + self.n[:, None])).sum(axis=1))

    @property
    def common(self) -> Real:
        """Mean of the units' distribution, shape ``(groups,)``."""
        return np.asarray((self.weight * self.mean).sum(axis=(1, 2)))

    def quantile(self, p: float) -> Real:
        """Value that each unit's true figure doesn't exceed with chance `p`."""
        by_prior = self.family.quantile(self.shapes, p)
        weight = self.by_size
        # What weighs next to nothing would only widen the search.
        counts = weight > 1e-12
        low = np.where(counts, by_prior, np.inf).min(axis=1)
        high = np.where(counts, by_prior, -np.inf).max(axis=1)
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            below = (weight * self.family.below(self.shapes, middle[:, None])).sum(axis=1)
            low, high = np.where(below < p, middle, low), np.where(below < p, high, middle)
        return np.asarray((low + high) / 2)

    def draws(self, size: int, seed: int) -> Real:
        """Random sets of true figures, shape ``(size, units)``: what hangs together stays so."""
        rng = np.random.default_rng(seed)
        figures = np.empty((size, self.k.size))
        for group in range(self.zeta.shape[0]):
            mine = self.group == group
            weight = self.weight[group].reshape(-1)
            at = rng.choice(weight.size, size, p=weight / weight.sum())
            zeta = np.repeat(self.zeta[group], self.mean.shape[2])[at][:, None]
            mean = self.mean[group].reshape(-1)[at][:, None]
            shapes = self.family.shapes(self.k[mine], self.n[mine], mean, zeta)
            figures[:, mine] = self.family.draw(rng, shapes)
        return figures


def posterior(units: UnitFigures) -> Posterior:
    r"""Integrate over the mean and the prior size of each group's units.

    The shrinkage of a small unit, :math:`\zeta / (\zeta + n_0)`, is uniform beforehand [1]_, with
    :math:`n_0` the size that one unit in ten is below: larger units are then expected to keep
    more of their own. The mean has Jeffreys' prior of a single mean. Gauss–Legendre in the shrinkage, thrice,
    each time where the last one found the weight; equal steps in the mean.

    References
    ----------
    .. [1] Christiansen CL, Morris CN. Hierarchical Poisson regression modeling. *J Am Stat
       Assoc* 1997;92:618–632.

    Examples
    --------
    >>> from vnr.metrics.comparison import unit_figures
    >>> k, n = {"a": 3, "b": 5, "c": 4}, {"a": 30, "b": 40, "c": 50}
    >>> found = posterior(unit_figures("rate", None, events=k, exposure=n))
    >>> found.mean.shape == found.weight.shape
    True
    """
    keep = units.usable
    k, n, group = units.k[keep], units.n[keep], units.group[keep]
    family: Family = BetaBinomial() if units.kind == "proportion" else GammaPoisson()
    groups = units.groups
    small = np.ones(groups)
    for one in np.unique(group):
        small[one] = np.quantile(n[group == one], _SMALL)
    nodes, width = np.polynomial.legendre.leggauss(_SIZES)
    low, high = np.zeros(groups), np.ones(groups)
    for _ in range(_PASSES):
        share = (low + high)[:, None] / 2 + (high - low)[:, None] / 2 * nodes
        zeta = small[:, None] * share / (1 - share)
        mean, density = _means(family, k, n, group, zeta)
        weight = np.exp(density - density.max(axis=(1, 2), keepdims=True)) * width[:, None]
        weight /= weight.sum(axis=(1, 2), keepdims=True)
        by_size = weight.sum(axis=2)
        centre = (by_size * share).sum(axis=1)
        spread = np.sqrt((by_size * (share - centre[:, None]) ** 2).sum(axis=1))
        reach = _SPAN * np.maximum(spread, (high - low) / _SIZES)
        low, high = np.maximum(low, centre - reach), np.minimum(high, centre + reach)
    shapes = _integrated(family, k, n, group, zeta, mean, density)
    return Posterior(family, k, n, group, zeta, mean, weight, shapes)


def _sum(values: Real, group: NDArray[np.intp], groups: int) -> Real:
    """Sums over the units of each group, along the first axis."""
    sums = np.zeros((groups, *values.shape[1:]))
    np.add.at(sums, group, values)
    return sums


def _means(
    family: Family, k: Real, n: Real, group: NDArray[np.intp], zeta: Real
) -> tuple[Real, Real]:
    """Values of the mean for each prior size, and the logarithm of density times step."""
    groups = zeta.shape[0]
    own = zeta[group]
    pull = own / (own + n[:, None])
    hits, size = _sum(k[:, None] * pull, group, groups), _sum(n[:, None] * pull, group, groups)
    guess = (hits + 0.5) / (size + 1)
    if isinstance(family, GammaPoisson):
        guess = (hits + 0.5) / size
    told = _sum(family.information(guess[group], own, n[:, None]), group, groups) + 0.5
    steps = np.linspace(-_SPAN, _SPAN, _MEANS)
    t = family.place(guess)[..., None] + steps / np.sqrt(told)[..., None]
    mean = family.mean(t)
    log = family.prior(t)
    for one in range(groups):
        mine = group == one
        log[one] += family.likelihood(
            k[mine][:, None, None], n[mine][:, None, None], mean[one], zeta[one][:, None]
        ).sum(axis=0)
    return mean, log - np.log(told)[..., None] / 2


def _integrated(
    family: Family,
    k: Real,
    n: Real,
    group: NDArray[np.intp],
    zeta: Real,
    mean: Real,
    density: Real,
) -> tuple[Real, Real]:
    """Each unit's distribution for each prior size, with the moments it has over the means."""
    own = np.exp(density - density.max(axis=2, keepdims=True))
    own /= own.sum(axis=2, keepdims=True)
    first, second = np.empty((2, k.size, zeta.shape[1]))
    for one in range(zeta.shape[0]):
        mine = group == one
        shapes = family.shapes(
            k[mine][:, None, None], n[mine][:, None, None], mean[one], zeta[one][:, None]
        )
        m, square = family.moments(shapes)
        first[mine], second[mine] = (own[one] * m).sum(axis=2), (own[one] * square).sum(axis=2)
    return family.matching(first, second)
