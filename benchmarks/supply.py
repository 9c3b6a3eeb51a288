"""What the country offers: 290 municipalities by 15 years by 60 things, matrix by matrix."""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Callable
from typing import Any

from vnr import data, metrics
from vnr.model import (
    Answer,
    InterventionKind,
    Provision,
    ProvisionKind,
    ProvisionState,
    Question,
    QuestionKind,
    Role,
    Survey,
)
from vnr.register import Provisions

rng = random.Random(1)
YEARS = range(2011, 2026)
THINGS = [*itertools.product(InterventionKind, Role)][:60]
EVERY = [
    Provision(place.code, year, ProvisionKind.SERVICE, kind, role, rng.choice([*ProvisionState]))
    for year in YEARS
    for place in data.municipalities()
    for kind, role in THINGS
]


def timed(name: str, call: Callable[[], Any]) -> Any:
    began, used = time.perf_counter(), time.process_time()
    made = call()
    spent = time.process_time() - used
    print(f"{time.perf_counter() - began:7.2f} s, {spent:5.2f} s of processor  {name}")
    return made


def by_year(metric: Callable[..., Any], kept: Provisions) -> Callable[[], Any]:
    return lambda: [metric(kept, year) for year in YEARS]


kept = timed(f"{len(EVERY)} records into columns", lambda: Provisions.of(EVERY))
timed("offers of 15 years, first call; goal 1 s", by_year(metrics.offers, kept))
timed("offers of 15 years, later call; goal 1 s", by_year(metrics.offers, kept))
timed("lacking of 15 years", by_year(metrics.lacking, kept))
SURVEYS = [
    Survey(
        f"oj-{year}",
        tuple(one.code for one in data.municipalities()),
        tuple(Question(f"q{number}", QuestionKind.YES_NO) for number in range(60)),
        year=year,
    )
    for year in YEARS
]
ANSWERED = {
    one.name: [
        Answer(one.name, code, question.code, (rng.choice(("yes", "no")),))
        for code in one.due
        for question in one.questions
    ]
    for one in SURVEYS
}
timed(
    "survey of 15 years, 60 questions; goal 1 s",
    lambda: [metrics.survey(one, ANSWERED[one.name]) for one in SURVEYS],
)
timed("exchange of one year", lambda: metrics.exchange(kept, 2025))
