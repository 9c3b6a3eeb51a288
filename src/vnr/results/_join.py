"""Cells of one result beside those of another: by label, never by position."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError
from vnr.results._counts import Counts
from vnr.results._estimate import Estimate
from vnr.results._state import State

__all__ = ["per_cell", "places", "result_places"]

Array = NDArray[Any]
Strata = Mapping[str, Array]


def places(wanted: Strata, among: Strata, *, size: int, name: str) -> NDArray[np.intp]:
    """Where each wanted cell stands among others.

    Parameters
    ----------
    wanted, among : mapping of str to array, shape ``(size,)`` and ``(others,)``
        Labels of the cells by stratum; the names of `among` are some or all of `wanted`'s.
    size : int
        Number of wanted cells, which tells it where there is no stratum.
    name : str
        What `among` belongs to, for messages.

    Raises
    ------
    DataError
        If strata differ, a label is missing or a cell of `among` stands twice; the label is named.
    """
    more = [one for one in among if one not in wanted]
    if more:
        raise DataError(
            f"{name} has the stratum {more[0]}, which the figures it is joined to lack; "
            f"sum it over {more[0]} or select one of its labels"
        )
    asked = np.zeros(size, np.int64)
    there = np.zeros(len(next(iter(among.values()), [0])), np.int64)
    for one, labels in among.items():
        both = np.concatenate([labels, wanted[one]])
        found, code = np.unique(both, return_inverse=True)
        there = there * found.size + code[: labels.size]
        asked = asked * found.size + code[labels.size :]
    order = np.argsort(there, kind="stable")
    ranked = there[order]
    twice = np.flatnonzero(ranked[1:] == ranked[:-1])
    if twice.size:
        raise DataError(
            f"{name} has {_label(among, order[twice[0]])} twice; give it one cell for each"
        )
    at = np.minimum(np.searchsorted(ranked, asked), max(ranked.size - 1, 0))
    missing = np.flatnonzero(ranked[at] != asked) if ranked.size else np.arange(size)
    if missing.size:
        shown = _label({one: wanted[one] for one in among}, missing[0])
        raise DataError(
            f"{name} has no cell for {shown} (and {missing.size - 1} more); add it, with 0 where "
            "nothing was found"
        )
    return order[at]


def result_places(
    result: Counts | Estimate, wanted: Strata, size: int, *, name: str
) -> NDArray[np.intp]:
    """Where each wanted cell stands in a result; a single figure serves for all.

    Raises
    ------
    DataError
        As `places`, and if the result has several cells without labels.
    """
    if not result.strata and len(result) != 1:
        raise DataError(f"{name} has {len(result)} cells without labels; give it strata")
    return places(wanted, result.strata, size=size, name=name)


def _label(strata: Strata, row: Any) -> str:
    return ", ".join(f"{name} {labels[row]}" for name, labels in strata.items()) or "cell"


def per_cell(given: Any, strata: Strata, size: int, *, name: str) -> NDArray[np.float64]:
    """One number for every cell: from a scalar, an array in the cells' order, or by label.

    Parameters
    ----------
    given : float, array_like, mapping of label to float, Counts or Estimate
        Counts and estimates are joined by label and may have fewer strata; a mapping is joined
        to the one stratum there is. Where the cells have labels an array is refused.
    strata : mapping of str to array, shape ``(size,)``
        Labels of the cells.
    size : int
        Number of cells.
    name : str
        The argument, for messages.

    Raises
    ------
    DataError
        If something doesn't match, or a number is negative or nan.
    """
    if isinstance(given, Mapping):
        if len(strata) != 1:
            raise DataError(f"{name} is a mapping, which needs cells of just one stratum")
        (stratum,) = strata
        among = {stratum: np.array(list(given))}
        values = np.array(list(given.values()), np.float64)
        values = values[places(strata, among, size=size, name=name)]
    elif isinstance(given, (Counts, Estimate)):
        rows = result_places(given, strata, size, name=name)
        values = np.where(given.state == State.VALUE, given.value, np.nan)[rows]
    else:
        values = np.asarray(given, np.float64)
        if values.ndim and strata:
            raise DataError(f"{name} needs labels, since the cells have: a mapping or Counts")
        if values.ndim and values.shape != (size,):
            raise DataError(f"{name} has {values.size} numbers for {size} cells")
        values = np.broadcast_to(values, (size,))
    bad = np.flatnonzero(~(values >= 0))
    if bad.size:
        raise DataError(
            f"{name} must be numbers from 0; it is not at row {bad[0]} (and {bad.size - 1} more)"
        )
    return values
