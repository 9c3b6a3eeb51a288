"""The event nearest to a day, beside a walk through all of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnr.metrics.ground import NEVER, nearest

EVENTS = st.lists(st.tuples(st.integers(-5, 5), st.integers(0, 2)), max_size=8)


@pytest.mark.parametrize("back", [False, True])
@given(EVENTS, EVENTS)
def test_walk(back: bool, events: list[tuple[int, int]], asked: list[tuple[int, int]]) -> None:
    """The first of the same owner strictly after each day, or the last strictly before it."""
    expected = []
    for at, owner in asked:
        own = [when for when, of in events if of == owner and (when < at if back else when > at)]
        expected.append((max if back else min)(own, default=int(NEVER)))
    event_day, event_of = np.array(events, np.int64).reshape(-1, 2).T
    days, of = np.array(asked, np.int64).reshape(-1, 2).T
    found = nearest(event_day.astype(np.int32), event_of, days.astype(np.int32), of, back=back)
    assert found.tolist() == expected
