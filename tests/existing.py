"""Whether a log-linear model has an estimate on a table, told slowly: an oracle for the kernels."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from vnr.metrics.capture._models import Model, design, hierarchical, lists_of

Real = NDArray[np.float64]


def left_of(table: Real, terms: Model) -> tuple[Real, Real]:
    """Counts and design without the terms that nobody is in, and without their cells."""
    lists = lists_of(table)
    model = hierarchical(lists, terms)
    matrix, y = design(lists, model), np.asarray(table, np.float64)[1:]
    empty = [at for at in range(1 + lists, matrix.shape[1]) if y @ matrix[:, at] == 0]
    cells = ~matrix[:, empty].any(axis=1)
    return y[cells], np.delete(matrix, empty, axis=1)[cells]


def exists(table: Real, terms: Model) -> bool:
    """For every cell that is left, some table with the same statistics has it above 0."""
    y, matrix = left_of(table, terms)
    for cell in range(len(y)):
        found: Any = linprog(-np.eye(len(y))[cell], A_eq=matrix.T, b_eq=matrix.T @ y)
        if not found.x[cell] > 1e-6:
            return False
    return True


def identifiable(table: Real, terms: Model) -> bool:
    """Whether the cells that are left tell the parameters that are left apart."""
    _, matrix = left_of(table, terms)
    return bool(np.linalg.matrix_rank(matrix) == matrix.shape[1])
