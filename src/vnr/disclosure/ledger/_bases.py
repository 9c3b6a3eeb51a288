"""A table of several bases, taken apart: what each asks for by itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.results import Result

__all__ = ["BASIS", "bases_of"]

BASIS: Final = "basis"
"""The stratum of the basis that a number was counted by."""


def bases_of(label: str, result: Result) -> Iterator[tuple[str, NDArray[Any], Result]]:
    """For each basis what it is called, its rows, and they as a result of that basis alone."""
    for basis in dict.fromkeys(result.strata[BASIS].tolist()):
        rows = np.flatnonzero(result.strata[BASIS] == basis)
        asked = {**result.definition.parameters, BASIS: basis}
        yield (
            f"{label} {basis}",
            rows,
            attrs.evolve(
                result.take(rows),
                strata={name: of[rows] for name, of in result.strata.items() if name != BASIS},
                definition=attrs.evolve(result.definition, parameters=asked),
            ),
        )
