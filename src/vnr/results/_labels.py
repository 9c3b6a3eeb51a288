"""Which rows have the labels asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vnr.errors import UnknownNameError

__all__ = ["labelled"]


def labelled(
    strata: Mapping[str, NDArray[Any]], labels: Mapping[str, Any], size: int
) -> NDArray[np.bool_]:
    """The rows with these labels: one or several of each stratum named.

    Raises
    ------
    UnknownNameError
        If a stratum or a label is not there.
    """
    keep = np.ones(size, bool)
    for name, asked in labels.items():
        if name not in strata:
            raise UnknownNameError("stratum", name, strata)
        several = isinstance(asked, Iterable) and not isinstance(asked, str)
        values = list(asked) if several else [asked]
        for value in values:
            if value not in strata[name]:
                raise UnknownNameError(name, value, np.unique(strata[name]).tolist())
        keep &= np.isin(strata[name], values)
    return keep
