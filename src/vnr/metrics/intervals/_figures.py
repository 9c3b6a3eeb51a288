"""What a figure is computed from: arrays, or results joined by their labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs
import numpy as np
from numpy.typing import ArrayLike, NDArray

from vnr.errors import DataError
from vnr.results import Counts, Definition, Estimate, Provenance, State, result_places

__all__ = ["Figures", "Inputs", "check_confidence", "inputs", "rows"]

Real = NDArray[np.float64]

Figures = ArrayLike | Counts | Estimate
"""Numbers as an array, shape ``(cells,)``, or a result whose cells carry labels."""


@attrs.frozen(eq=False)
class Inputs:
    """Named arrays of one shape ``(cells,)``, and the cells they belong to.

    Attributes
    ----------
    values
        The arrays as float64; nan where a result has no value.
    strata, state, covered
        The cells: of the first result given, else numbered rows, all reported.
    definitions
        Definitions of the results given.
    provenance
        Of the first result given.
    """

    values: dict[str, Real]
    strata: dict[str, NDArray[Any]]
    state: NDArray[np.int8]
    covered: Real
    definitions: tuple[Definition, ...]
    provenance: Provenance

    def __getitem__(self, name: str) -> Real:
        return self.values[name]

    @property
    def known(self) -> NDArray[np.bool_]:
        """Which cells have a value."""
        return np.asarray(self.state == State.VALUE)

    def cells(self, rule: str, **parameters: Any) -> dict[str, Any]:
        """What an estimate of these cells takes over from its inputs."""
        return {
            "strata": self.strata,
            "state": self.state,
            "covered": self.covered,
            "definition": Definition(rule, parameters, inputs=self.definitions),
            "provenance": self.provenance,
        }


def inputs(whole: Sequence[str] = (), /, **given: Figures) -> Inputs:
    """Bring figures together: results by label, arrays cell by cell.

    Parameters
    ----------
    whole : sequence of str
        Names of the figures that have to be whole numbers.
    **given
        The figures by the name of their argument, none of them negative.

    Raises
    ------
    DataError
        If shapes or labels don't match, or a number isn't what it has to be; it names argument,
        row and remedy.
    """
    base = next((one for one in given.values() if isinstance(one, Counts | Estimate)), None)
    if base is None:
        arrays = dict(zip(given, _broadcast(given), strict=True))
        size = next(iter(arrays.values())).size
        state, covered = np.zeros(size, np.int8), np.ones(size)
    else:
        size = len(base)
        state, covered = base.state.copy(), base.covered.copy()
        arrays = {}
    for name, figures in given.items():
        if isinstance(figures, Counts | Estimate):
            place = result_places(figures, {} if base is None else base.strata, size, name=name)
            arrays[name] = np.asarray(figures.value, np.float64)[place]
            state = np.where(state == State.VALUE, figures.state[place], state).astype(np.int8)
            covered = np.minimum(covered, figures.covered[place])
        elif base is not None:
            arrays[name] = _as_cells(name, figures, size)
    known = state == State.VALUE
    if known.all():
        for name, array in arrays.items():
            _check(name, array, None, name in whole)
    else:
        for name, array in arrays.items():
            _check(name, array[known], np.flatnonzero(known), name in whole)
            arrays[name] = np.where(known, array, np.nan)
    results = [one for one in given.values() if isinstance(one, Counts | Estimate)]
    return Inputs(
        arrays,
        rows(size) if base is None else dict(base.strata),
        state,
        covered,
        tuple(one.definition for one in results),
        Provenance() if base is None else base.provenance,
    )


def rows(size: int) -> dict[str, NDArray[Any]]:
    """Strata of figures given as arrays: none for a single one, else the row's number."""
    return {} if size == 1 else {"row": np.arange(size)}


def check_confidence(confidence: float) -> None:
    """Refuse a level that isn't a proportion."""
    if not 0 < confidence < 1:
        raise DataError(
            f"confidence must lie between 0 and 1, got {confidence!r}; 95 percent is 0.95"
        )


def _broadcast(given: Mapping[str, Any]) -> list[Real]:
    arrays = [_floats(name, figures) for name, figures in given.items()]
    try:
        return [np.atleast_1d(array).reshape(-1) for array in np.broadcast_arrays(*arrays)]
    except ValueError:
        shapes = ", ".join(
            f"{name} {array.shape}" for name, array in zip(given, arrays, strict=True)
        )
        raise DataError(
            f"the shapes don't match: {shapes}; give one number for each cell"
        ) from None


def _floats(name: str, figures: Any) -> Real:
    try:
        return np.asarray(figures, np.float64)
    except (TypeError, ValueError):
        raise DataError(f"{name} must be numbers; convert it before") from None


def _as_cells(name: str, figures: Any, size: int) -> Real:
    array = _floats(name, figures)
    if array.ndim and array.shape != (size,):
        raise DataError(
            f"{name} needs {size} cells, as the counts have, got shape {array.shape}; "
            "give Counts to have them joined by label"
        )
    return np.broadcast_to(array, size)


def _check(name: str, values: Real, row: NDArray[np.intp] | None, whole: bool) -> None:
    right = (values >= 0) & (values < np.inf)
    rule = "a number from 0"
    if whole:
        right &= values == np.floor(values)
        rule = "a whole number from 0"
    if right.all():
        return
    bad = np.flatnonzero(~right)
    at = bad[0] if row is None else row[bad[0]]
    raise DataError(
        f"{name} must be {rule}, got {values[bad[0]]:g} at row {at} "
        f"(and {bad.size - 1} more); leave out or correct the row"
    )
