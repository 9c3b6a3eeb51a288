"""Noise by cell key: how much each key changes a count, and what a printed count leaves likely."""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from vnr.disclosure.rules import Rule
from vnr.words import withholding

__all__ = ["changes", "posterior", "probabilities"]

Real = NDArray[np.float64]

_STEPS: Final = 200


def _set(rule: Rule) -> tuple[int, float]:
    """The largest change and the variance of a rule.

    Raises
    ------
    DisclosureError
        If they aren't set, or no noise has both.
    """
    if rule.noise is None or rule.variance is None:
        raise withholding(
            "noise_unset", rule=rule.name, example="attrs.evolve(rule, noise=4, variance=2.0)"
        )
    if rule.variance >= rule.noise:
        raise withholding("noise_variance", noise=rule.noise, variance=f"{rule.variance:g}")
    return rule.noise, float(rule.variance)


@cache
def _table(noise: int, variance: float) -> tuple[Real, ...]:
    """Probability of each change from -noise to noise, for a count of 1, 2 … and noise or more.

    Of all without bias and with that variance, under which no count falls below 0, it is the one
    of the largest entropy (Giessing 2016): its logarithm is a parabola.
    """
    rows = []
    for count in range(1, noise + 1):
        change = np.arange(-min(count, noise), noise + 1, dtype=float)
        wanted = np.array([0.0, variance])
        powers = np.vstack([change, change**2])
        slopes = np.zeros(2)
        for _ in range(_STEPS):
            weight = slopes @ powers
            likely = np.exp(weight - weight.max())
            likely /= likely.sum()
            off = powers @ likely - wanted
            spread = (powers * likely) @ powers.T - np.outer(powers @ likely, powers @ likely)
            step = np.linalg.solve(spread, off)
            # A Newton step that would leave the slopes far off is shortened.
            scale = min(1.0, 2.0 / max(abs(step).max(), 1e-300))
            slopes = slopes - scale * step
        row = np.zeros(2 * noise + 1)
        row[noise + change.astype(int)] = likely
        rows.append(row)
    return tuple(rows)


def probabilities(rule: Rule, count: int) -> Real:
    """How likely each change of a count is, from ``-noise`` to ``noise``; a zero stays zero.

    References
    ----------
    .. [1] Giessing S. *Computational issues in the design of transition probabilities and disclosure
       risk estimation for additive noise*. PSD 2016, LNCS 9867:237-251.
    """
    noise, variance = _set(rule)
    if count == 0:
        row = np.zeros(2 * noise + 1)
        row[noise] = 1.0
        return row
    return _table(noise, variance)[min(count, noise) - 1]


def changes(rule: Rule, counts: NDArray[np.int64], keys: NDArray[np.uint64]) -> NDArray[np.int64]:
    """What is added to each count by its key: the same key and count, the same change."""
    noise, _ = _set(rule)
    # 53 bits, as many as a fraction holds.
    at = (keys >> np.uint64(11)).astype(np.float64) / 2.0**53
    change = np.zeros(counts.size, np.int64)
    for row in range(1, noise + 1):
        mine = counts == row if row < noise else counts >= row
        edges = np.cumsum(probabilities(rule, row))
        change[mine] = np.minimum(np.searchsorted(edges, at[mine], "right"), 2 * noise) - noise
    return change


def posterior(rule: Rule, printed: int) -> dict[int, float]:
    """How likely each count is behind a printed one, if all were as likely before."""
    noise, _ = _set(rule)
    likely = {
        count: float(probabilities(rule, count)[noise + printed - count])
        for count in range(max(printed - noise, 0), printed + noise + 1)
    }
    whole = sum(likely.values())
    return {count: one / whole for count, one in likely.items() if one > 0}
