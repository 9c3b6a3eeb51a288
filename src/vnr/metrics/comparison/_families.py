"""Units drawn from a common distribution: gamma with Poisson, beta with binomial."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

__all__ = ["BetaBinomial", "Family", "GammaPoisson"]

Real = NDArray[np.float64]


class Family(Protocol):
    r"""A distribution of the units' true figures, with mean :math:`\mu` and prior size :math:`\zeta`.

    A unit of size `n` is drawn :math:`\zeta / (\zeta + n)` of the way to the mean. The mean is
    held on a scale without ends (log or logit), `t`.
    """

    def mean(self, t: Real) -> Real:
        """Mean from its place on the scale."""

    def place(self, mean: Real) -> Real:
        """Place of a mean on the scale."""

    def prior(self, t: Real) -> Real:
        """Logarithm of the prior density of `t`: Jeffreys' of a single mean."""

    def information(self, mean: Real, zeta: Real, n: Real) -> Real:
        """What a unit of size `n` tells of `t`."""

    def likelihood(self, k: Real, n: Real, mean: Real, zeta: Real) -> Real:
        """Logarithm of the chance of `k`, up to what depends on neither parameter."""

    def shapes(self, k: Real, n: Real, mean: Real, zeta: Real) -> tuple[Real, Real]:
        """The two parameters of the unit's distribution given its hits."""

    def moments(self, shapes: tuple[Real, Real]) -> tuple[Real, Real]:
        """Mean and mean square of that distribution."""

    def matching(self, mean: Real, square: Real) -> tuple[Real, Real]:
        """Parameters of the distribution with this mean and mean square."""

    def below(self, shapes: tuple[Real, Real], x: Real) -> Real:
        """Chance of at most `x`."""

    def quantile(self, shapes: tuple[Real, Real], p: float) -> Real:
        """Value that is not exceeded with chance `p`."""

    def draw(self, rng: np.random.Generator, shapes: tuple[Real, Real]) -> Real:
        """Random values."""


class GammaPoisson:
    r"""Events :math:`k \sim \text{Poisson}(n \lambda)`, :math:`\lambda \sim \Gamma(\zeta\mu, \zeta)`."""

    def mean(self, t: Real) -> Real:
        return np.exp(t)

    def place(self, mean: Real) -> Real:
        return np.log(mean)

    def prior(self, t: Real) -> Real:
        return t / 2

    def information(self, mean: Real, zeta: Real, n: Real) -> Real:
        return mean * n * zeta / (zeta + n)

    def likelihood(self, k: Real, n: Real, mean: Real, zeta: Real) -> Real:
        from scipy.special import gammaln

        a = zeta * mean
        return np.asarray(
            gammaln(k + a) - gammaln(a) - a * np.log1p(n / zeta) - k * np.log(zeta + n)
        )

    def shapes(self, k: Real, n: Real, mean: Real, zeta: Real) -> tuple[Real, Real]:
        return k + zeta * mean, np.broadcast_to(zeta + n, np.broadcast(k, n, mean, zeta).shape)

    def moments(self, shapes: tuple[Real, Real]) -> tuple[Real, Real]:
        a, b = shapes
        return a / b, a * (a + 1) / b**2

    def matching(self, mean: Real, square: Real) -> tuple[Real, Real]:
        b = mean / (square - mean**2)
        return mean * b, b

    def below(self, shapes: tuple[Real, Real], x: Real) -> Real:
        from scipy.special import gammainc

        return np.asarray(gammainc(shapes[0], shapes[1] * x))

    def quantile(self, shapes: tuple[Real, Real], p: float) -> Real:
        from scipy.special import gammaincinv

        return np.asarray(gammaincinv(shapes[0], p) / shapes[1])

    def draw(self, rng: np.random.Generator, shapes: tuple[Real, Real]) -> Real:
        return rng.gamma(shapes[0]) / shapes[1]


class BetaBinomial:
    r"""Hits :math:`k \sim \text{Bin}(n, p)`, :math:`p \sim \text{Beta}(\zeta\mu, \zeta(1-\mu))`."""

    def mean(self, t: Real) -> Real:
        from scipy.special import expit

        return np.asarray(expit(t))

    def place(self, mean: Real) -> Real:
        from scipy.special import logit

        return np.asarray(logit(mean))

    def prior(self, t: Real) -> Real:
        from scipy.special import log_expit

        return np.asarray((log_expit(t) + log_expit(-t)) / 2)

    def information(self, mean: Real, zeta: Real, n: Real) -> Real:
        return mean * (1 - mean) * n * (zeta + 1) / (zeta + n)

    def likelihood(self, k: Real, n: Real, mean: Real, zeta: Real) -> Real:
        from scipy.special import betaln

        a, b = zeta * mean, zeta * (1 - mean)
        return np.asarray(betaln(k + a, n - k + b) - betaln(a, b))

    def shapes(self, k: Real, n: Real, mean: Real, zeta: Real) -> tuple[Real, Real]:
        return k + zeta * mean, n - k + zeta * (1 - mean)

    def moments(self, shapes: tuple[Real, Real]) -> tuple[Real, Real]:
        a, size = shapes[0], shapes[0] + shapes[1]
        return a / size, a * (a + 1) / (size * (size + 1))

    def matching(self, mean: Real, square: Real) -> tuple[Real, Real]:
        size = (mean - square) / (square - mean**2)
        return mean * size, (1 - mean) * size

    def below(self, shapes: tuple[Real, Real], x: Real) -> Real:
        from scipy.special import betainc

        return np.asarray(betainc(*shapes, x))

    def quantile(self, shapes: tuple[Real, Real], p: float) -> Real:
        from scipy.special import betaincinv

        return np.asarray(betaincinv(*shapes, p))

    def draw(self, rng: np.random.Generator, shapes: tuple[Real, Real]) -> Real:
        return rng.beta(*shapes)
