"""Poisson log-linear fits of many tables at once, by Newton's method with step halving."""

from __future__ import annotations

from typing import Final

import attrs
import numpy as np
from numpy.typing import NDArray

__all__ = ["Solution", "information", "newton", "scaled_solve"]

Real = NDArray[np.float64]
Flags = NDArray[np.bool_]

_STEPS: Final = 100
_HALVINGS: Final = 30
_ENOUGH: Final = 1e-13
"""A step that gains less than this per person is the last one; it is still taken, and since the
method converges quadratically what is left after it is rounding."""
_RIDGE: Final = 1e-13
"""Added to a unit diagonal, so that a parameter on its way to infinity stops no other table."""


@attrs.frozen(eq=False)
class Solution:
    """What `newton` found, one row a table.

    Attributes
    ----------
    coefficients
        Shape ``(tables, parameters)``; 0 where the parameter isn't in the model.
    fitted
        Expected counts, shape ``(tables, cells)``; 0 where the cell is left out.
    converged
        Whether the last step was small, shape ``(tables,)``.
    """

    coefficients: Real
    fitted: Real
    converged: Flags


def newton(counts: Real, matrix: Real, active: Flags, kept: Flags) -> Solution:
    r"""Maximise the Poisson likelihood of each table.

    .. math:: \ell(\beta) = \sum_i y_i \eta_i - e^{\eta_i}, \qquad \eta = X \beta

    Parameters
    ----------
    counts : ndarray of float, shape ``(tables, cells)``
        The table, one a row.
    matrix : ndarray of float, shape ``(cells, parameters)``
        Design with every parameter that some table uses.
    active : ndarray of bool, shape ``(tables, parameters)``
        The parameters of each table's own model.
    kept : ndarray of bool, shape ``(tables, cells)``
        The cells that each table has.

    Returns
    -------
    Solution
        A table without a finite maximum runs towards it until nothing more is gained.
    """
    products = _products(matrix)
    beta = _first_guess(counts, matrix, products, active, kept)
    fitted, level = _at(beta, counts, matrix, kept)
    converged = np.zeros(len(counts), np.bool_)
    enough = _ENOUGH * np.maximum(1, (counts * kept).sum(axis=1))
    at = np.arange(len(counts))  # the tables not done
    for _ in range(_STEPS):
        y, keep, mu = counts[at], kept[at], fitted[at]
        slope = ((y - mu) * keep @ matrix) * active[at]
        step = scaled_solve(information(mu, products, active[at]), slope)
        gain = (slope * step).sum(axis=1)
        whole = _walk(at, step, beta, fitted, level, (counts, matrix, kept))
        done = (gain <= enough[at]) & whole
        converged[at[done]] = True
        at = at[~done]
        if not at.size:
            break
    return Solution(beta, fitted, converged)


def information(fitted: Real, products: Real, active: Flags) -> Real:
    """Fisher information of each table, with 1 on the diagonal of what isn't in its model."""
    size = active.shape[1]
    both = active[:, :, None] & active[:, None, :]
    matrix = np.where(both, (fitted @ products).reshape(-1, size, size), 0)
    matrix[:, np.arange(size), np.arange(size)] += ~active
    return matrix


def scaled_solve(matrix: Real, right: Real) -> Real:
    """Solve each symmetric system after bringing its diagonal to 1."""
    size = matrix.shape[-1]
    diagonal = np.arange(size)
    scale = 1 / np.sqrt(np.maximum(matrix[:, diagonal, diagonal], 1e-300))
    unit = matrix * scale[:, :, None] * scale[:, None, :]
    unit[:, diagonal, diagonal] = 1 + _RIDGE
    return scale * np.linalg.solve(unit, (scale * right)[..., None])[..., 0]


def _products(matrix: Real) -> Real:
    """Each row's outer product with itself, flat."""
    return (matrix[:, :, None] * matrix[:, None, :]).reshape(len(matrix), -1)


def _first_guess(counts: Real, matrix: Real, products: Real, active: Flags, kept: Flags) -> Real:
    """Weighted least squares of the logarithm, a little off zero."""
    mu = (counts + 0.1) * kept
    working = np.log(counts + 0.1) - 0.1 / (counts + 0.1)
    return (
        scaled_solve(information(mu, products, active), ((mu * working) @ matrix) * active) * active
    )


def _at(beta: Real, counts: Real, matrix: Real, kept: Flags) -> tuple[Real, Real]:
    """Expected counts and log-likelihood less its constant."""
    linear = beta @ matrix.T
    with np.errstate(over="ignore"):
        fitted = np.where(kept, np.exp(linear), 0)
    return fitted, (np.where(kept, counts * linear, 0) - fitted).sum(axis=1)


def _walk(
    at: NDArray[np.intp],
    step: Real,
    beta: Real,
    fitted: Real,
    level: Real,
    problem: tuple[Real, Real, Flags],
) -> Flags:
    """Take the step, halved until the likelihood doesn't fall; tell where it was taken whole."""
    counts, matrix, kept = problem
    whole = np.ones(at.size, np.bool_)
    waiting = np.arange(at.size)
    share = 1.0
    for _ in range(_HALVINGS):
        rows = at[waiting]
        tried = beta[rows] + share * step[waiting]
        mu, reached = _at(tried, counts[rows], matrix, kept[rows])
        good = reached >= level[rows] - 1e-12 * np.abs(level[rows]) - 1e-12
        beta[rows[good]], fitted[rows[good]] = tried[good], mu[good]
        level[rows[good]] = reached[good]
        waiting = waiting[~good]
        if not waiting.size:
            break
        whole[waiting] = False
        share /= 2
    return whole
