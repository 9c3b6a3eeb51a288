"""The bases side by side: the stratum of which of them a number was counted by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import attrs
import numpy as np

from vnr.errors import DataError
from vnr.metrics.choices import By, ViolenceBasis
from vnr.metrics.ground import by_names
from vnr.results import Counts, Figure, Note

__all__ = ["BASIS", "BY_BASIS", "side_by_side"]

BASIS: Final = "basis"
"""The stratum's name."""
BY_BASIS: Final[tuple[ViolenceBasis, ...]] = ("original", "intake", "known")
"""Its labels: each holds those before it."""


def side_by_side(counted: Callable[[ViolenceBasis, By], Counts], by: By) -> Counts:
    """The counts by each basis as one table, with the stratum where it was asked for.

    Parameters
    ----------
    counted : function of a basis and strata
        The counts by one basis.
    by : str, tuple of str, or mapping
        The strata, `BASIS` among them.
    """
    names: list[Any] = [*by_names(by)]
    if len(set(names)) < len(names):
        raise DataError("a stratum is named twice")
    left: By = tuple(name for name in names if name != BASIS)
    if isinstance(by, Mapping):
        left = {name: by[name] for name in left}
    parts = [counted(basis, left) for basis in BY_BASIS]
    first = parts[0]
    behind = names[names.index(BASIS) + 1 :]
    inner = int(np.prod([np.unique(first.strata[name]).size for name in behind], dtype=int))
    order = np.arange(len(BY_BASIS) * len(first)).reshape(len(BY_BASIS), -1, inner)
    rows = order.transpose(1, 0, 2).reshape(-1)

    def joined(arrays: list[Any]) -> Any:
        return np.concatenate(arrays)[rows]

    strata = {
        name: joined(
            [part.strata[name] for part in parts]
            if name != BASIS
            else [np.full(len(part), basis) for part, basis in zip(parts, BY_BASIS, strict=True)]
        )
        for name in names
    }
    meaning = {**first.definition.parameters, BASIS: list(BY_BASIS), "by": list(names)}
    keys = [part.cell_keys for part in parts]
    grid = attrs.evolve(
        first.grid,
        strata=strata,
        state=joined([part.state for part in parts]),
        covered=joined([part.covered for part in parts]),
        definition=attrs.evolve(first.definition, parameters=meaning),
        notes=Note.together(note for part in parts for note in part.notes),
    )
    return Counts.over(
        grid,
        value=joined([part.value for part in parts]),
        columns={name: joined([part.columns[name] for part in parts]) for name in first.columns},
        figures=_figures(parts),
        unit=first.unit,
        cell_keys=None if keys[0] is None else joined(keys),
    )


def _figures(parts: list[Counts]) -> dict[str, Figure]:
    """What is declared of the numbers; what only the first basis rules out is not told of all."""
    known: dict[str, Figure] = {}
    for part in parts:
        known |= part.figures
    return known
