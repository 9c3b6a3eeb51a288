"""The rows that tables and pictures of a chapter share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from vnr.model import place_of
from vnr.report.chapters._stacked import Stacked
from vnr.report.chapters._table import Column, Table
from vnr.report.chapters._writing import Shown, text
from vnr.results import State, places
from vnr.results.pictures import names
from vnr.words import Language

if TYPE_CHECKING:
    from vnr.register import Register

__all__ = [
    "BY_PART",
    "ENOUGH_LEFT",
    "by_name",
    "height",
    "municipalities",
    "rows_in_words",
    "stacked",
]

ENOUGH_LEFT: Final = 0.8
"""The share of a municipality's figures that must be left, or its row is left out of a release."""

_SWEDISH: Final = str.maketrans("åäö", "{|}")
"""Letters behind z, in their order."""
BY_PART: Final = "_parts"
"""What stands behind the label of a result by county part."""


def municipalities(register: Register) -> tuple[str, ...]:
    """Codes of the municipalities of which something is expected, by name as Swedes sort.

    Figures must not choose the order: it would tell of those that a release hides.
    """
    return by_name(sorted(register.coverage.municipalities))


def by_name(codes: Sequence[str]) -> tuple[str, ...]:
    """Codes of municipalities by name as Swedes sort."""
    # A municipality has one name in all languages.
    called = dict(zip(codes, names("municipality", codes, "sv"), strict=True))
    return tuple(sorted(codes, key=lambda code: called[code].casefold().translate(_SWEDISH)))


def stacked(
    register: Register, parts: Mapping[str, str] | None, columns: Callable[[str], Sequence[Column]]
) -> Table | Stacked:
    """A table of the municipalities, below one of the county parts if there are any.

    Parameters
    ----------
    register : Register
        Of which something is expected from the municipalities.
    parts : mapping of str to str, optional
        County part by municipality.
    columns : function
        Gives the columns, from what stands behind the labels of results by county part.
    """
    codes = municipalities(register)
    # What is of one municipality only has nothing else to show.
    surviving = ENOUGH_LEFT if len(codes) > 1 else 0.0
    own = Table("municipality", codes, columns(""), surviving=surviving)
    if not parts:
        return own
    labels = sorted({place_of(code, parts.__getitem__) for code in codes})
    return Stacked((Table("county_part", labels, columns(BY_PART), "part_or_municipality"), own))


def height(labels: Sequence[str], row: float) -> float:
    """Height of a panel with a row for each label, in inches."""
    return row * len(labels) + 1.2


def rows_in_words(
    result: Shown,
    by: str,
    labels: Sequence[str | int],
    figures: Sequence[str],
    key: str,
    language: Language,
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
