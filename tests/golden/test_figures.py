"""No figure and no sentence changes with the shape of the house: `figures.json` holds them all."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from golden import figures

EXPECTED: dict[str, Any] = json.loads(figures.FILE.read_text("utf-8"))
# What read otherwise in the file, and why: the call, and the fault that was mended.
MENDED: dict[str, str] = {}
MENDED_LINES: dict[str, str] = {}


# Fault mended for all calls: a figure that isn't a value stood there all the same (a column of a
# municipality that delivered nothing read 0). Now it is erased, in these rows and no others.
ERASED: dict[str, dict[str, list[int]]] = {}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return figures.all_figures(tmp_path_factory.mktemp("figures"), ERASED)


def same(one: Any, other: Any) -> bool:
    """Equal but for the last bits of a float, which differ between processors."""
    if isinstance(one, float) and isinstance(other, (int, float)):
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)
    return bool(one == other)


@pytest.mark.parametrize("name", EXPECTED)
def test_figures(name: str, found: dict[str, Any]) -> None:
    """Values, limits, n and further columns are those of the file, label for label."""
    expected, ours = EXPECTED[name], found[name]
    if name in MENDED:
        assert ours != expected, f"{name} is as it was: leave it out of MENDED"
        return
    assert list(ours) == list(expected)
    for column, values in expected.items():
        assert len(ours[column]) == len(values), column
        no_value = ERASED.get(name, {}).get(column, [])
        unlike = [
            (row, one, other)
            for row, (one, other) in enumerate(zip(values, ours[column], strict=True))
            if not (other in (None, 0, "") if row in no_value else same(one, other))
        ]
        assert unlike == [], column


def test_every_call_is_held(found: dict[str, Any]) -> None:
    """A new call is a new row of the file, and no row is left without a call."""
    assert list(found) == list(EXPECTED)
