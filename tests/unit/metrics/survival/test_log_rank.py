"""The log-rank test, beside published figures and other libraries."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from published import EVENT, GROUP, TIME
from vnr.errors import DataError
from vnr.metrics import log_rank


def test_freireich() -> None:
    """Chi-square 16.79 with 1 degree; 19.25 and 10.75 relapses expected (R, survdiff)."""
    found = log_rank(TIME, EVENT, group=GROUP)
    assert round(found.statistic, 2) == 16.79
    assert found.degrees == 1
    assert found.p == pytest.approx(4.17e-5, abs=5e-8)
    assert found.observed == (9, 21)
    assert [round(one, 2) for one in found.expected] == [19.25, 10.75]
    assert found.groups == ("drug", "placebo")


def made(seed: int, size: int = 400) -> tuple[Any, Any, Any]:
    rng = np.random.default_rng(seed)
    return rng.integers(1, 60, size), rng.integers(0, 3, size), rng.integers(0, 4, size)


def test_lifelines() -> None:
    """The statistic of lifelines, for two and four groups; with entry, that of statsmodels."""
    statistics = pytest.importorskip("lifelines.statistics")
    time, cause, group = made(4)
    for labels in (group % 2, group):
        other = statistics.multivariate_logrank_test(time, labels, cause > 0)
        found = log_rank(time, cause > 0, group=labels)
        assert other.test_statistic == pytest.approx(found.statistic, rel=1e-10)
        assert other.p_value == pytest.approx(found.p, rel=1e-9)
        assert found.degrees == labels.max()
    survfunc = pytest.importorskip("statsmodels.duration.survfunc")
    entry = np.minimum(time - 1, group * 3)
    square, p = survfunc.survdiff(time, cause > 0, group, entry=entry)
    found = log_rank(time, cause > 0, group=group, entry=entry)
    assert square == pytest.approx(found.statistic, rel=1e-10)
    assert p == pytest.approx(found.p, rel=1e-9)


def test_one_group_has_no_rank() -> None:
    """One group can't be compared, nor groups without an event."""
    for event in ([1, 1], [0, 0]):
        found = log_rank([1, 2], event, group=["a", "a"] if event[0] else ["a", "b"])
        assert found.degrees == 0
        assert np.isnan(found.statistic)
        assert np.isnan(found.p)


def test_group_never_at_risk() -> None:
    """A group that left before the first event adds no degree of freedom."""
    time, event = [1, 5, 6, 7, 8], [0, 1, 1, 1, 0]
    three = log_rank(time, event, group=["a", "b", "b", "c", "c"])
    two = log_rank(time[1:], event[1:], group=["b", "b", "c", "c"])
    assert three.degrees == two.degrees == 1
    assert three.statistic == pytest.approx(two.statistic)


def test_many_days() -> None:
    """More days than are worked on at a time give the same as all at once."""
    rng = np.random.default_rng(1)
    time, group = rng.permutation(9000), rng.integers(0, 2, 9000)
    found = log_rank(time, np.ones(9000), group=group)
    at = np.arange(9000)
    risk = (time[:, None] >= at[None, ::30]) & (group[:, None] == 0)
    whole = 9000 - at[::30]
    # A thirtieth of the days, times thirty, is the expected number to within its error.
    assert found.expected[0] == pytest.approx(30 * (risk.sum(axis=0) / whole).sum(), rel=0.05)
    assert sum(found.expected) == pytest.approx(9000)


def test_no_groups() -> None:
    """Nothing can be compared with nothing."""
    nothing: Any = None
    with pytest.raises(DataError, match="group must hold a label"):
        log_rank([1, 2], [1, 0], group=nothing)
