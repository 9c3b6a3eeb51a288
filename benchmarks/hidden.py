"""Multiple-systems estimation on synthetic lists: the searches, the bootstrap, the average."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from vnr.metrics.capture._bootstrap import bca
from vnr.metrics.capture._graphs import average, decomposable_graphs
from vnr.metrics.capture._loglinear import fit
from vnr.metrics.capture._profile import profile_likelihood
from vnr.metrics.capture._search import best_many, search, stepwise, stepwise_many

rng = np.random.default_rng(1)


def table(persons: int, chances: list[float]) -> Any:
    """Lists of given reach; those on the first are thrice as often on the second."""
    seen = rng.random((persons, len(chances))) < chances
    again = rng.random(persons) < 2 * chances[1]
    seen[:, 1] |= seen[:, 0] & again
    codes = seen @ (1 << np.arange(len(chances))[::-1])
    return np.bincount(codes, minlength=2 ** len(chances)).astype(float)


def least(call: Callable[[], Any], runs: int) -> float:
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        call()
        times.append(time.perf_counter() - began)
    return min(times)


four = table(15_000, [0.12, 0.1, 0.12, 0.05])
five = table(12_000, [0.01, 0.05, 0.1, 0.07, 0.03])
for name, call, runs in (
    ("one fit, five lists", lambda: fit(five, ()), 20),
    ("its profile interval", lambda: profile_likelihood(five, fit(five, ())), 5),
    ("every hierarchical model of four lists (113)", lambda: search(four, order=3), 5),
    ("every model with pairs of five lists (1 024)", lambda: search(five), 3),
    ("stepwise, five lists", lambda: stepwise(five), 5),
    ("BCa, 1 000 resamples of stepwise, five lists", lambda: bca(five, stepwise_many), 1),
    ("BCa, 1 000 resamples of AIC over 1 024 models", lambda: bca(five, best_many), 1),
    ("the 822 decomposable graphs of five lists", lambda: decomposable_graphs.__wrapped__(5), 3),
    ("averaged over, 60 000 numbers", lambda: average(five, max_unseen=60_000), 1),
):
    print(f"{least(call, runs):9.3f} s  {name}")
