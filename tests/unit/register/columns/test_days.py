"""Days of owners in order."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from vnr.register.columns import Agenda, day_key

ASKED = st.lists(st.tuples(st.integers(-1, 5), st.integers(-3, 50)), max_size=60)
PAIRS = st.lists(st.tuples(st.integers(-1, 5), st.integers(-3, 3)), max_size=60)


@given(PAIRS, ASKED, st.booleans())
def test_an_agenda_finds_what_a_search_by_halves_does(
    days: list[tuple[int, int]], asked: list[tuple[int, int]], behind: bool
) -> None:
    """Of owners with few days, many or none, and of those whom nobody is."""
    held = [pair for pair in days if pair[0] >= 0]
    held += [(3, day) for day in range(40)]
    ordered, key = (day_key(*np.array(pairs, np.int32).reshape(-1, 2).T) for pairs in (held, asked))
    ordered.sort()
    expected = np.searchsorted(ordered, key, "right" if behind else "left")
    assert Agenda(ordered, 4).place(key, behind=behind).tolist() == expected.tolist()
