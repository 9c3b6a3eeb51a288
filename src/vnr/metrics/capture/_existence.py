"""Whether a model has an estimate on a table: empty terms, existence and identifiability."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from vnr.metrics.capture._models import design, lists_of
from vnr.metrics.capture._newton import information, scaled_solve

__all__ = [
    "certified",
    "empty_lists",
    "rank_is_full",
    "without_empty",
]

Real = NDArray[np.float64]
Flags = NDArray[np.bool_]

_ABOVE_ZERO: Final = 1e-6
"""The optimum of the linear program is 0 or a ratio of small whole numbers; between lies what the
solver's tolerance (1e-7) leaves."""


def empty_lists(tables: Real) -> Flags:
    """Whether some list of each table holds nobody, so that its main effect has no estimate."""
    singles = design(lists_of(tables), ())
    return (tables[:, 1:] @ singles == 0).any(axis=1)


def without_empty(counts: Real, matrix: Real, active: Flags) -> tuple[Flags, Flags]:
    """The parameters and cells of each table that are left, with empty terms at minus infinity.

    So is a list that nobody is in, which is left out or refused by who asks.

    Parameters
    ----------
    counts : ndarray of float, shape ``(tables, cells)``
        Observable cells alone.
    matrix : ndarray of float, shape ``(cells, parameters)``
        Design of the terms.
    active : ndarray of bool, shape ``(tables, parameters)``
        Each table's model.
    """
    empty = active & (counts @ matrix == 0)
    empty[:, 0] = False
    return active & ~empty, ~((empty @ matrix.T) > 0)


def rank_is_full(matrix: Real, active: Flags, kept: Flags) -> Flags:
    """Whether each table's parameters are told apart by its cells."""
    gram = _gram(matrix, active, kept)
    return np.linalg.matrix_rank(gram, hermitian=True) == matrix.shape[1]


def certified(counts: Real, fitted: Real, matrix: Real, active: Flags, kept: Flags) -> Flags:
    r"""Whether each table's estimate exists, for tables of full rank.

    Once empty terms are at minus infinity it does if and only if some table with every cell above
    0 has the same sufficient statistics:

    .. math:: \max s \quad\text{with}\quad X^\top x = X^\top y,\; x_i \ge s

    is above 0. A converged fit all but has the table's sufficient statistics. Moved by the least
    that gives them exactly, it proves existence if it still is above 0 everywhere, without a linear
    program; those that prove nothing are put to the program.

    References
    ----------
    .. [1] Fienberg SE, Rinaldo A. Maximum likelihood estimation in log-linear models. *Annals of
       Statistics* 2012;40:996–1023.
    .. [2] Chan L, Silverman BW, Vincent K. Multiple systems estimation for sparse capture data.
       *J Am Stat Assoc* 2021;116:1297–1306.
    """
    gap = ((counts - fitted) * kept @ matrix) * active
    moved = fitted + scaled_solve(_gram(matrix, active, kept), gap) @ matrix.T
    sure = np.where(kept, moved, np.inf).min(axis=1) > _ABOVE_ZERO
    for row in np.flatnonzero(~sure):
        cells, columns = kept[row], active[row]
        sure[row] = _program(counts[row][cells], matrix[cells][:, columns])
    return sure


def _gram(matrix: Real, active: Flags, kept: Flags) -> Real:
    products = (matrix[:, :, None] * matrix[:, None, :]).reshape(len(matrix), -1)
    return information(kept.astype(np.float64), products, active)


def _program(y: Real, matrix: Real) -> bool:
    """Whether the linear program's optimum is above 0."""
    from scipy.optimize import linprog

    # x = z + s with z and s at or above 0: y itself is such a table, so the optimum is not below.
    target = np.append(np.zeros(len(y)), -1.0)
    optimum = linprog(
        target,
        A_eq=np.column_stack([matrix.T, matrix.sum(axis=0)]),
        b_eq=matrix.T @ y,
        method="highs",
    )
    return bool(optimum.x is not None and optimum.x[-1] > _ABOVE_ZERO)
