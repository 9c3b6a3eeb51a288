"""Intervals for 290 municipalities by 15 years, beside bare scipy calls of the same mathematics."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import special

from vnr import metrics

CELLS = 290 * 15
rng = np.random.default_rng(1)
n = rng.integers(5, 3000, CELLS)
k = rng.binomial(n, 0.1)
z = -special.ndtri(0.025)


def least(call: Callable[[], Any], runs: int = 15) -> float:
    call()
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        call()
        times.append(time.perf_counter() - began)
    return 1000 * min(times)


def beta(shift: float) -> Callable[[], Any]:
    def call() -> Any:
        if shift:
            a, b = k + shift, n - k + shift
            return special.betaincinv(a, b, 0.025), special.betaincinv(a, b, 0.975)
        low = special.betaincinv(np.maximum(k, 1), n - k + 1, 0.025)
        return low, special.betaincinv(k + 1, np.maximum(n - k, 1), 0.975)

    return call


def wilson() -> Any:
    z2 = special.ndtri(0.025) ** 2
    centre = (k + z2 / 2) / (n + z2)
    half = np.sqrt(z2) / (n + z2) * np.sqrt(k * (n - k) / n + z2 / 4)
    return centre - half, centre + half


def gamma() -> Any:
    return special.gammaincinv(np.maximum(k, 1), 0.025), special.gammainccinv(k + 1, 0.025)


ROWS: list[tuple[str, Callable[[], Any], Callable[[], Any] | None]] = [
    ("clopper-pearson", lambda: metrics.proportion(k, n, method="clopper-pearson"), beta(0)),
    ("jeffreys", lambda: metrics.proportion(k, n, method="jeffreys"), beta(0.5)),
    ("wilson", lambda: metrics.proportion(k, n), wilson),
    ("rate, exact", lambda: metrics.rate(k, n, method="exact"), gamma),
    ("rate, auto", lambda: metrics.rate(k, n), None),
    ("rate ratio", lambda: metrics.rate_ratio(k, n, k, n), None),
    ("difference, Newcombe", lambda: metrics.proportion_difference(
        k, n, k, n, method="newcombe"), None),
    ("difference, Miettinen-Nurminen", lambda: metrics.proportion_difference(k, n, k, n), None),
    ("standardised, 5 groups", lambda: metrics.standardise(
        k.reshape(-1, 5), n.reshape(-1, 5), np.ones(5)), None),
    ("funnel", lambda: metrics.funnel(k, n), None),
    ("shrinkage, one of 290", lambda: metrics.shrink(k[:290], n[:290]), None),
    ("trend, 290 by 15 years", lambda: metrics.trend(
        k.reshape(290, 15), n.reshape(290, 15), years=np.arange(2010, 2025)), None),
]  # fmt: skip

for name, call, bare in ROWS:
    ours = least(call)
    beside = "" if bare is None else f"{(theirs := least(bare)):9.2f} ms bare, {ours / theirs:.2f}"
    print(f"{ours:9.2f} ms  {name:32}{beside}")
