"""Order by owner and day, and by case where these are equal."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from building import case, register
from vnr.metrics.ground import chronological, least_case

CASES = [("0488", "b"), ("0484", "b"), ("0484", "a"), ("0488", "a"), ("0484", "c")]
"""Five cases; their rows in order of municipality and id are 2, 1, 4, 3, 0."""
MADE = register(*(case(name, "p", municipality=code) for code, name in CASES))

rows = st.lists(
    st.tuples(st.integers(0, 3), st.integers(-2, 2), st.integers(0, 2), st.integers(0, 4)),
    max_size=12,
    unique=True,
)


@given(rows, st.sampled_from([1, *(2**power for power in range(53, 61))]))
def test_chronological(found: list[tuple[int, int, int, int]], scale: int) -> None:
    """By owner, day, what ties go by, municipality and case id; however great the owners' numbers."""
    expected = sorted(range(len(found)), key=lambda row: (found[row][:3], *CASES[found[row][3]]))
    owner, day, opened, of = np.array(found, np.int64).reshape(-1, 4).T
    order, whose, when = chronological(
        MADE, owner * scale, day.astype(np.int32), of, ties=opened.__getitem__
    )
    assert order.tolist() == expected
    assert whose.tolist() == [found[row][0] * scale for row in expected]
    assert when.tolist() == [found[row][1] for row in expected]


@pytest.mark.parametrize(
    ("run", "of", "places"),
    [
        ([], [], []),
        ([0, 1, 2], [0, 1, 2], [0, 1, 2]),
        ([0, 0, 0, 1], [0, 3, 1, 4], [2, 3]),
        ([0, 1, 1, 2, 2], [4, 0, 3, 1, 2], [0, 2, 4]),
        ([0, 0, 1], [2, 1, 0], [0, 2]),
    ],
)
def test_least_case(run: list[int], of: list[int], places: list[int]) -> None:
    """Of each run the first by municipality, then by case id."""
    assert least_case(MADE, np.array(run, int), np.array(of, int)).tolist() == places
