"""Kaplan–Meier with log-log limits of 10^6 times in 290 groups, beside lifelines and equal to it."""

from __future__ import annotations

import sys
import time
from typing import Any

import numpy as np
from lifelines import KaplanMeierFitter

from vnr import metrics

GROUPS = 290
SIZE = int(float(sys.argv[1])) if len(sys.argv) > 1 else 1_000_000


def timed(call: Any, runs: int) -> tuple[float, Any]:
    times, found = [], None
    for _ in range(runs):
        began = time.perf_counter()
        found = call()
        times.append(time.perf_counter() - began)
    return min(times), found


def by_lifelines(parts: list[tuple[Any, Any]]) -> list[Any]:
    """One fit for each group, of times that were split already; limits are log-log there too."""
    return [KaplanMeierFitter().fit(days, event) for days, event in parts]


rng = np.random.default_rng(1)
group = rng.integers(0, GROUPS, SIZE)
event, days = rng.random(SIZE) < 0.6, np.minimum(rng.exponential(300, SIZE).astype(int) + 1, 1500)
order = np.argsort(group, kind="stable")
edges = np.searchsorted(group[order], np.arange(1, GROUPS))
split = list(zip(np.split(days[order], edges), np.split(event[order], edges), strict=True))

ours, curve = timed(lambda: metrics.kaplan_meier(days, event, group=group), 5)
theirs, fits = timed(lambda: by_lifelines(split), 2)
apart = 0.0
for place, fit in enumerate(fits):
    part = curve.select(group=place)
    at = part.strata["day"]
    limits = fit.confidence_interval_.loc[at].to_numpy()
    inside = ~np.isnan(part.lower)
    apart = max(
        apart,
        np.abs(part.value - fit.survival_function_.iloc[:, 0].loc[at].to_numpy()).max(),
        np.abs(part.lower - limits[:, 0])[inside].max(),
        np.abs(part.upper - limits[:, 1])[inside].max(),
    )
print(f"{SIZE:,} times in {GROUPS} groups".replace(",", "\u202f"))
print(f"{1000 * theirs:8.0f} ms  lifelines, groups split beforehand")
print(f"{1000 * ours:8.0f} ms  vnr")
print(f"{theirs / ours:8.1f} times as fast; values and limits at most {apart:.1e} apart")
if apart > 1e-12:
    sys.exit("vnr and lifelines differ")
