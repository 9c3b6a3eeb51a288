"""What is made of counts some of which aren't shown is strict JSON, and equal to its own pickle."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from measuring import counts
from vnr import metrics
from vnr.results import Result, State

V, NR, SU = State.VALUE, State.NOT_REPORTED, State.SUPPRESSED
CODES = ["0483", "0484", "0486", "0488"]


def made(value: list[int], state: list[State], **changes: Any) -> Any:
    """Counts of two to four municipalities."""
    size = len(value)
    return counts(
        strata={"municipality": CODES[:size]}, value=value, state=state, covered=[1.0] * size,
        adds_over={"municipality"}, **changes,
    )  # fmt: skip


HIDDEN, SILENT, WHOLE = made([3, 4], [V, SU]), made([2, 0], [V, NR]), made([5, 6], [V, V])
FOUR, YEARS = made([3, 4, 5, 6], [V, SU, V, V]), [100, 200, 300, 400]
AGES = {"municipality": ["0483", "0483", "0484", "0484"], "age": ["0-17", "18+"] * 2}

CALLS: dict[str, tuple[Callable[[], Result], list[State]]] = {
    "smr": (lambda: metrics.smr(HIDDEN, SILENT), [V, SU]),
    "rate": (lambda: metrics.rate(HIDDEN, [100, 200]), [V, SU]),
    "rate by counts": (lambda: metrics.rate(WHOLE, made([100, 0], [V, NR])), [V, NR]),
    "rate_difference": (
        lambda: metrics.rate_difference([0, 11], [5, 12], made([7, 0], [V, NR]), HIDDEN),
        [V, NR],
    ),
    "rate_ratio": (lambda: metrics.rate_ratio(SILENT, [5, 12], [1, 2], [5, 12]), [V, NR]),
    "proportion": (lambda: metrics.proportion(HIDDEN, WHOLE), [V, SU]),
    "proportion of hidden": (lambda: metrics.proportion(WHOLE, made([8, 9], [V, SU])), [V, SU]),
    # The whole would give the hidden one back.
    "percentages": (lambda: metrics.percentages(HIDDEN, over="municipality"), [SU, SU]),
    "funnel": (lambda: metrics.funnel(HIDDEN, [10, 20]), [V, SU]),
    "shrink": (lambda: metrics.shrink(FOUR, YEARS), [V, SU, V, V]),
    "ranks": (lambda: metrics.ranks(FOUR, YEARS), [V, SU, V, V]),
    "complete": (lambda: metrics.complete(made([3, 4], [V, NR]), highest=10), [V]),
    "standardise": (
        lambda: metrics.standardise(
            counts(strata=AGES, value=[3, 4, 5, 6], state=[V, V, V, SU], covered=[1] * 4),
            [10, 20, 30, 40],
            {"0-17": 1, "18+": 4},
        ),
        [V, SU],
    ),
    "proportion_difference": (
        lambda: metrics.proportion_difference(HIDDEN, WHOLE, [1, 2], [3, 4]),
        [V, SU],
    ),
}


@pytest.mark.parametrize("name", CALLS)
def test_ways_out(name: str) -> None:
    """Each state is that of its worst part; JSON knows no nan; two calls and a copy are equal."""
    call, expected = CALLS[name]
    result = call()
    assert expected == result.state.tolist()
    assert result == call() == pickle.loads(pickle.dumps(result))
    assert type(result).from_json(json.dumps(result.to_dict(), allow_nan=False)) == result
    gone = np.isin(result.state, [NR, SU])
    assert not gone.any() or {
        result.to_dict()["value"][place] for place in np.flatnonzero(gone)
    } == {None}
