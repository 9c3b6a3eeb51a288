"""How figures of a report are written: each by its own state, never by how its number looks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from vnr.results import Counts, Estimate, State, count, estimate
from vnr.words import number
from vnr.words import text as sentence

__all__ = ["Shown", "figures", "in_sentence", "share", "text", "whole"]

Shown = Counts | Estimate
_UNDEFINED = math.nan


def text(key: str, language: str, /, **parameters: Any) -> str:
    """One of the report's own sentences or headings."""
    return sentence("report", key, language, **parameters)


def figures(result: Shown, name: str, language: str) -> Sequence[str]:
    """A figure in each cell: the value with its limits, any other as a whole number."""
    return result.cells(language) if name == "value" else whole(result, name, language)


def whole(result: Shown, name: str, language: str) -> list[str]:
    """A whole number in each cell; *minst* where not everything was delivered."""
    cells = zip(
        result.state_of(name).tolist(), result[name].tolist(), result.covered.tolist(), strict=True
    )
    return [
        count(state, 0 if state else int(value), covered, language)
        for state, value, covered in cells
    ]


def share(result: Shown, name: str, language: str, *, of: str) -> list[str]:
    """A share without limits in each cell, beside what it is of."""
    counted = result.state_of(of) == State.VALUE
    base = [float(n) if there else None for n, there in zip(result[of], counted, strict=True)]
    cells = zip(result.state_of(name).tolist(), result[name].tolist(), base, strict=True)
    return [
        estimate(state, value, _UNDEFINED, _UNDEFINED, n, unit="proportion", language=language)
        for state, value, n in cells
    ]


def in_sentence(result: Shown, name: str, language: str) -> str:
    """A figure of the only cell, as it stands in a sentence."""
    if result.figure(name).kind.adds:
        return whole(result, name, language)[0]
    return number(100 * float(result[name][0]), ".1f", language) + "\N{NO-BREAK SPACE}%"
