"""The rows that tables and pictures of a chapter share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from vnr.report.chapters._writing import Shown, text
from vnr.results import State, places
from vnr.results.pictures import names

if TYPE_CHECKING:
    from vnr.register import Register

__all__ = ["height", "municipalities", "rows_in_words"]


def municipalities(register: Register) -> tuple[str, ...]:
    """Codes of the municipalities of which something is expected, in order."""
    return tuple(sorted(register.coverage.municipalities))


def height(labels: Sequence[str], row: float) -> float:
    """Height of a panel with a row for each label, in inches."""
    return row * len(labels) + 1.2


def rows_in_words(
    result: Shown, by: str, labels: Sequence[str], figures: Sequence[str], key: str, language: str
) -> list[str]:
    """Each label with its figures in a sentence of the report's, or with the state they are in."""
    wanted = {by: np.array(labels)}
    state = result.state_of(*figures)
    lines = []
    for name, row in zip(
        names(by, labels, language),
        places(wanted, result.strata, size=len(labels), name=by).tolist(),
        strict=True,
    ):
        words = (
            text(key, language, **{figure: int(result[figure][row]) for figure in figures})
            if state[row] == State.VALUE
            else State(state[row]).label(language)
        )
        lines.append(f"{name}: {words}")
    return lines
