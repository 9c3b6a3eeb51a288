"""Tables that others published with what they hid: as safe here, and no more cells hidden.

The tables and patterns are those of the vignette *Small count frequency table suppression* of
GaussSuppression (Statistics Norway, MIT; read at statisticsnorway/ssb-gausssuppression 6db7647).
Counts up to maxN are primary there, and no hidden number may be reckoned out: at least two whole
numbers must be possible.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from vnr.disclosure import Rule
from vnr.disclosure._suppress import suppressed
from vnr.disclosure.attack._attack import attacked
from vnr.disclosure.attack._system import System

GEO = ["Iceland", "Portugal", "Spain", "nonEU", "EU", "Total"]
AGES = ["young", "old", "Total"]
CELLS = [(age, geo) for age in AGES for geo in GEO]
A = [[2, 0, 5], [3, 4, 6]]
B = [[0, 0, 5], [3, 4, 6]]
UNIONS = [(age, geo) for age in ("old", "young") for geo in ("EU", "nonEU", "Iceland", "Portugal")]
SPAIN = [("old", "Spain"), ("young", "Spain")]
TABLES: dict[str, Any] = {
    "table 1": (A, 1, "sensitive", [cell for cell in UNIONS if not cell[1].endswith("EU")]),
    "table 2": (A, 2, "sensitive", UNIONS),
    "table 4": (
        A, 4, "safe",
        [*(cell for cell in UNIONS if cell != ("young", "Portugal")),
         ("young", "Spain"), ("Total", "Portugal"), ("Total", "Spain")],
    ),
    "table 5": (A, 3, "safe", UNIONS),
    "table 7": (B, 2, "sensitive", [*UNIONS, *SPAIN]),
}  # fmt: skip


def system(table: list[list[int]], *, unions: bool) -> System:
    """Age by country, with unions of countries or without, and all totals."""
    place = {cell: at for at, cell in enumerate(CELLS)}
    values = np.zeros((3, 6), int)
    values[:2, :3] = table
    values[2] = values.sum(0)
    values[:, 3], values[:, 4] = values[:, 0], values[:, 1] + values[:, 2]
    values[:, 5] = values[:, 3] + values[:, 4]
    sums = [(place["Total", geo], [place["old", geo], place["young", geo]]) for geo in GEO]
    for age in AGES:
        if unions:
            sums += [
                (place[age, "nonEU"], [place[age, "Iceland"]]),
                (place[age, "EU"], [place[age, "Portugal"], place[age, "Spain"]]),
                (place[age, "Total"], [place[age, "EU"], place[age, "nonEU"]]),
            ]
        else:
            sums.append((place[age, "Total"], [place[age, geo] for geo in GEO[:3]]))
    return System.of(values.ravel(), sums)


@pytest.mark.parametrize("name", TABLES)
def test_no_more_hidden(name: str) -> None:
    """As safe as the published pattern by the attacker, and at most as many cells hidden."""
    table, most, zeros, pattern = TABLES[name]
    unions = name != "table 1"
    figures = system(table, unions=unions)
    shown = np.array([unions or not geo.endswith("EU") for _, geo in CELLS])
    rule = Rule(threshold=most + 1, insider=0, width=1, zeros=zeros)
    ours = suppressed(figures, np.ones(len(CELLS)), rule, hideable=shown | (figures.values < 0))
    theirs = np.isin(np.arange(len(CELLS)), [CELLS.index(cell) for cell in pattern])
    for whose, hidden in (("ours", ours.hidden), ("theirs", theirs)):
        least = 0 if (figures.values[hidden] == 0).any() else 1
        found = attacked(figures, hidden, rule, least=least, truth=False)
        assert not any(one.tells(rule) for one in found), whose

    assert ours.is_least
    assert ours.hidden.sum() <= theirs.sum() == len(pattern)
