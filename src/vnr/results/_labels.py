"""Labels of cells: which have those asked for, and where each stands among others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError, UnknownNameError
from vnr.results._show import PLACES, code_of, in_words, name_of

__all__ = ["Strata", "places", "selection"]

Strata = Mapping[str, NDArray[Any]]
"""Labels of cells by stratum, each of shape ``(cells,)``."""


def selection(strata: Strata, labels: Mapping[str, Any], size: int) -> NDArray[np.bool_]:
    """Which cells have these labels: one or several of each stratum named.

    Raises
    ------
    UnknownNameError
        If a stratum or a label is not there.

    Examples
    --------
    >>> selection({"sex": np.array(["woman", "man"])}, {"sex": "man"}, 2)
    array([False,  True])
    """
    keep = np.ones(size, bool)
    for name, asked in labels.items():
        if name not in strata:
            raise UnknownNameError("stratum", name, strata, meant=name_of(name))
        several = isinstance(asked, Iterable) and not isinstance(asked, str)
        values = [_code(name, value, strata[name]) for value in (asked if several else [asked])]
        keep &= np.isin(strata[name], values)
    return keep


def _code(name: str, value: Any, there: NDArray[Any]) -> Any:
    """The label itself, or the code of the name that it is."""
    if value in there:
        return value
    if isinstance(value, str):
        code = (
            int(value) if there.dtype.kind in "iu" and value.isdecimal() else code_of(name, value)
        )
        if code is not None and code in there:
            return code
    choices = np.unique(there)
    if name in PLACES and isinstance(value, str) and not value.isdecimal():
        # Who asks by a name is answered with names.
        choices = in_words(name, choices, "sv")
    raise UnknownNameError(name, value, choices.tolist())


def places(wanted: Strata, among: Strata, *, size: int, name: str) -> NDArray[np.intp]:
    """Where each wanted cell stands among others.

    Parameters
    ----------
    wanted, among : mapping of str to array, shape ``(size,)`` and ``(others,)``
        Labels of the cells by stratum; the names of `among` are some or all of `wanted`'s. With
        no stratum there is one cell, which serves for all.
    size : int
        Number of wanted cells, which tells it where there is no stratum.
    name : str
        What `among` belongs to, for messages.

    Raises
    ------
    DataError
        If strata differ, a label is missing or a cell of `among` stands twice; the label is named.

    Examples
    --------
    >>> wanted = {"sex": np.array(["woman", "man", "woman"])}
    >>> places(wanted, {"sex": np.array(["man", "woman"])}, size=3, name="exposure")
    array([1, 0, 1])
    """
    foreign = [stratum for stratum in among if stratum not in wanted]
    if foreign:
        raise DataError(
            f"{name} has the stratum {foreign[0]}, which the figures it is joined to lack; "
            f"sum it over {foreign[0]}, count by it too, or name it as they do"
        )
    asked = np.zeros(size, np.int64)
    there = np.zeros(len(next(iter(among.values()), [0])), np.int64)
    for stratum, labels in among.items():
        both = np.concatenate([labels, wanted[stratum]])
        distinct, code = np.unique(both, return_inverse=True)
        there = there * distinct.size + code[: labels.size]
        asked = asked * distinct.size + code[labels.size :]
    order = np.argsort(there, kind="stable")
    ranked = there[order]
    twice = np.flatnonzero(ranked[1:] == ranked[:-1])
    if twice.size:
        raise DataError(
            f"{name} has {_cell(among, order[twice[0]])} twice; give it one cell for each"
        )
    at = np.minimum(np.searchsorted(ranked, asked), max(ranked.size - 1, 0))
    missing = np.flatnonzero(ranked[at] != asked) if ranked.size else np.arange(size)
    if missing.size:
        shown = _cell({stratum: wanted[stratum] for stratum in among}, missing[0])
        raise DataError(
            f"{name} has no cell for {shown} (and {missing.size - 1} more); add it, with 0 where "
            "nothing was found"
        )
    return order[at]


def _cell(strata: Strata, row: Any) -> str:
    return ", ".join(f"{name} {labels[row]}" for name, labels in strata.items()) or "cell"
