"""Forms of made-up municipalities, filled in as somebody does it in a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import python_calamine

from vnr import io
from workbooks import xlsx

__all__ = ["Grid", "filled"]

Grid = dict[str, list[list[Any]]]
SHORT = {
    "state": "Finns?",
    "way": "Hur?",
    "with": "Vilka kommuner?",
    "partners": "Andra parter",
    "persons": "Antal personer",
    "posts": "Antal tjänster",
    "places": "Antal platser",
    "under_way": "Införs nu?",
    "kind": "Slag",
    "subject": "Innehåll",
    "target": "Målgrupp",
}


def filled(
    path: Path,
    rows: Mapping[int, Mapping[str, Any]] | None = None,
    questions: Mapping[str, list[Any]] | None = None,
    *,
    code: str | None = "0488",
    year: int | None = 2026,
    edit: Callable[[Grid], object] | None = None,
    **more: Any,
) -> Path:
    """The form with cells by row and heading, answers to questions, and what `edit` does to it."""
    grid = _grid(path, municipality=code, year=year, **more)
    names = [*grid]
    heads = grid[names[1]][0]
    for number, cells in (rows or {}).items():
        for name, value in cells.items():
            grid[names[1]][number - 1][heads.index(SHORT.get(name, name))] = value
    for row in grid[names[2]][1:]:
        for place, value in enumerate((questions or {}).get(row[-1], [])):
            row[3 + place] = value
    if edit is not None:
        edit(grid)
    return xlsx(path, grid)


def _cell(value: Any) -> Any:
    return None if value == "" else value


def _grid(path: Path, **more: Any) -> Grid:
    """The cells of a form; the empty one is written once."""
    key = repr(sorted(more.items()))
    if key not in _EMPTY:
        io.write_answer_form(path, **more)
        book = python_calamine.load_workbook(str(path))
        _EMPTY[key] = {
            name: [
                [*map(_cell, row)]
                for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            ]
            for name in book.sheet_names[:3]
        }
    return deepcopy(_EMPTY[key])


_EMPTY: dict[str, Grid] = {}
