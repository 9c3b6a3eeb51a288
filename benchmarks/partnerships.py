"""Partnerships: all of up to four of 49 municipalities, and the country's of neighbours."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from vnr import data, metrics

rng = np.random.default_rng(1)
EVERY = [one.code for one in data.municipalities()]
PEOPLE = dict(zip(EVERY, data.population(EVERY, 2019).value.tolist(), strict=True))
CASES = {code: int(rng.poisson(2e-4 * number)) for code, number in PEOPLE.items()}


def least(call: Callable[[], Any], runs: int = 5) -> tuple[float, float, Any]:
    """Seconds by the clock and of the processor, each the least of some runs, and what is made."""
    made = call()
    times = []
    for _ in range(runs):
        began, used = time.perf_counter(), time.process_time()
        call()
        times.append((time.perf_counter() - began, time.process_time() - used))
    clock, processor = map(min, zip(*times, strict=True))
    return clock, processor, made


def score(codes: Iterable[str]) -> Any:
    mine = list(codes)
    return metrics.enough(
        {code: CASES[code] for code in mine}, {code: PEOPLE[code] for code in mine}, at_least=10
    )


county = score(one.code for one in data.municipalities("14"))
country = score(EVERY)
ROWS: list[tuple[str, float, Callable[[], Any]]] = [
    ("231 525 of up to four of 49", 1.0, lambda: metrics.partnerships(county, equals=math.inf)),
    ("13 047 of neighbours in the country", 0.5, lambda: metrics.partnerships(
        country, equals=math.inf, neighbours=data.neighbours())),
]  # fmt: skip
for name, goal, call in ROWS:
    seconds, used, made = least(call)
    nowhere = (made["members"] == 0).sum()
    print(f"{seconds:7.2f} s, {used:5.2f} s of processor  {name}, goal {goal} s; {nowhere} nowhere")
