"""Paired differences, beside scipy."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnr.metrics.following._paired import paired


class TestPaired:
    """Tests of paired differences."""

    @given(st.lists(st.lists(st.integers(-6, 6), min_size=1, max_size=14), min_size=1, max_size=3))
    def test_scipy(self, cells: list[list[int]]) -> None:
        """The p-values of scipy, exact without ties and normal with them."""
        stats: Any = import_module("scipy.stats")

        number = np.repeat(np.arange(len(cells)), [len(one) for one in cells])
        every = np.concatenate([np.array(one) for one in cells])
        found = paired(number, every, len(cells), 0.95)
        for place, one in enumerate(cells):
            moved = np.array([value for value in one if value])
            up, down = int((moved > 0).sum()), int((moved < 0).sum())
            assert (up, down) == (found.up[place], found.down[place])
            if not moved.size:
                assert found.p_wilcoxon[place] == found.p_sign[place] == 1
                assert np.isnan(found.effect[place])
                continue
            ties = np.unique(np.abs(moved)).size < moved.size
            method = "approx" if ties else "exact"
            expected = stats.wilcoxon(moved, method=method, correction=False).pvalue
            assert expected == pytest.approx(found.p_wilcoxon[place], abs=1e-12)
            sign = stats.binomtest(up, up + down).pvalue
            assert sign == pytest.approx(found.p_sign[place], abs=1e-12)
            ranks = stats.rankdata(np.abs(moved))
            whole = ranks.sum()
            effect = (ranks[moved > 0].sum() - ranks[moved < 0].sum()) / whole
            assert effect == pytest.approx(found.effect[place], abs=1e-12)

    @pytest.mark.parametrize(("n", "method"), [(50, "exact"), (51, "approx")])
    def test_switch(self, n: int, method: Any) -> None:
        """Exact to 50 differences, normal from 51."""
        stats: Any = import_module("scipy.stats")

        difference = np.arange(1, n + 1) * np.where(np.arange(n) % 3, 1, -1)
        found = paired(np.zeros(n, int), difference, 1, 0.95)
        expected = stats.wilcoxon(difference, method=method, correction=False).pvalue
        assert expected == pytest.approx(found.p_wilcoxon[0], rel=1e-9)

    def test_limits(self) -> None:
        """tanh(artanh r ± z se) with se = √((2·27 + 3·9 + 3)/6) / 6 for n = 3."""
        found = paired(np.zeros(3, int), np.array([3, 2, -1]), 1, 0.95)
        error = ((2 * 27 + 3 * 9 + 3) / 6) ** 0.5 / 6
        spread = 1.959963984540054 * error
        assert found.lower[0] == pytest.approx(np.tanh(np.arctanh(4 / 6) - spread))
        assert found.upper[0] == pytest.approx(np.tanh(np.arctanh(4 / 6) + spread))
