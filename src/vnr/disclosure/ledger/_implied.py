"""What a figure gives back of which nothing is declared."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from vnr.results import FigureKind, Result, State
from vnr.words import withholding

__all__ = ["numerators"]

# How far a share of whole numbers may lie from them, by rounding in the machine.
_WHOLE: Final = 1e-6
_DECLARE: Final = 'declare them: figures={"value": Figure("share", ratio_of=("hits", "n")), …}'


def numerators(label: str, result: Result) -> tuple[Any, Any] | None:
    """The numerators that shares give back together with ``n``, and where they are told.

    None where the value is no share, or its numbers are declared.

    Raises
    ------
    DisclosureError
        If nobody knows what the value tells.
    """
    figure = result.figure("value")
    if figure.kind in (FigureKind.NUMBER, FigureKind.RATIO) and "value" not in result.figures:
        raise withholding(
            "kind_undeclared",
            label=label,
            example='figures={"value": Figure("share", ratio_of=("hits", "n")), …}',
        )
    if figure.kind is not FigureKind.SHARE or figure.ratio_of or "n" not in result.names:
        return None
    told = result.state_of("value", "n") == State.VALUE
    told &= ~np.isnan(result["value"]) & (np.nan_to_num(result["n"]) > 0)
    numbers = np.where(told, result["value"] * result["n"], 0.0)
    numbers /= 100 if result.unit == "%" else 1
    if (abs(numbers - np.rint(numbers)) > _WHOLE * np.maximum(numbers, 1)).any():
        raise withholding(
            "shares_undeclared",
            label=label,
            example='figures={"value": Figure("share", ratio_of=("hits", "n")), …}',
        )
    return np.rint(numbers).astype(np.int64), told
