"""Follow-up of 10^6 and 10^7 interventions by municipality and year, beside polars."""

from __future__ import annotations

import resource
import sys
import time
import tracemalloc
from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from vnr import data, metrics
from vnr.model import Period
from vnr.register import Register
from vnr.register._assemble import assemble
from vnr.register._keys import Keys

PERIOD = Period(date(2010, 1, 1), date(2024, 12, 31))
FIRST = 14_610
LAST = 20_088
NEVER = -(2**31)


def least(call: Callable[[], Any], runs: int = 5) -> float:
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        call()
        times.append(time.perf_counter() - began)
    return min(times)


def made(size: int) -> tuple[Register, pl.DataFrame, pl.DataFrame]:
    """A register with one follow-up for each of `size` interventions, and the same as frames."""
    rng = np.random.default_rng(1)
    number = size // 4
    codes = np.array([one.code.encode() for one in data.municipalities()])
    place = rng.integers(0, 290, number).astype(np.int32)
    ids = np.array([f"{one * 2654435761 % 2**32:08x}" for one in range(number)], "S8")
    opened = rng.integers(FIRST, LAST - 400, number).astype(np.int32)
    closed = (opened + rng.integers(0, 1000, number)).astype(np.int32)
    closed[closed > LAST] = NEVER
    of = np.sort(rng.integers(0, number, size)).astype(np.int32)
    # A case's interventions begin on days of their own, so that a follow-up finds its one.
    started = (opened[of] + np.arange(size) % 389).astype(np.int32)
    due = (started + rng.integers(0, 200, size)).astype(np.int32)
    done = np.where(rng.random(size) < 0.7, due + rng.integers(-20, 60, size), NEVER)
    done = np.where(done == NEVER, NEVER, np.maximum(done, started)).astype(np.int32)
    case, person = Keys(ids, np.arange(number, dtype=np.int32)), np.arange(number) // 2 * 2
    reason = rng.integers(0, 9, number).astype(np.int8)

    def keys(rows: Any) -> dict[str, Any]:
        return {
            "municipality": Keys(codes, place[rows]),
            "case_id": Keys(ids, case.codes[rows]),
            "person_id": Keys(ids, person[rows].astype(np.int32)),
        }

    everybody = np.arange(number)
    flat: dict[str, dict[str, Any]] = {
        "intakes": {
            **keys(everybody),
            "role": np.zeros(number, np.int8),
            "date": opened,
            "reason": np.zeros(number, np.int8),
            "closed": closed,
            "closing_reason": np.where(closed == NEVER, -1, reason).astype(np.int8),
        },
        "interventions": {**keys(of), "kind": np.zeros(size, np.int8), "started": started},
        "follow_ups": {
            **keys(of),
            "kind": np.zeros(size, np.int8),
            "started": started,
            "due": due,
            "done": done,
        },
    }
    register = Register.from_assembly(assemble(flat), observed=PERIOD)
    day = "datetime64[D]"
    cases = pl.DataFrame(
        {
            "case_id": ids.astype(str),
            "municipality": codes.astype(str)[place],
            "closed": closed.astype(np.int64).astype(day),
            "no_end": closed == NEVER,
            "reason": reason,
        }
    ).with_columns(
        pl.col("municipality").cast(pl.Categorical),
        closed=pl.when("no_end").then(None).otherwise("closed"),
    )
    follow_ups = (
        pl.DataFrame(
            {
                "case_id": ids.astype(str)[of],
                "started": started.astype(np.int64).astype(day),
                "due": due.astype(np.int64).astype(day),
                "done": done.astype(np.int64).astype(day),
                "not_done": done == NEVER,
            }
        )
        .with_columns(done=pl.when("not_done").then(None).otherwise("done"))
        # As files come: not in the order of the cases.
        .sample(fraction=1, shuffle=True, seed=1)
    )
    return register, cases, follow_ups


def by_polars(cases: pl.DataFrame, follow_ups: pl.DataFrame) -> list[pl.DataFrame]:
    """The same statuses, and interventions followed in 180 days, without intervals."""
    limit = pl.col("due") + pl.duration(days=30)
    ended = (pl.col("closed") < pl.col("due")).fill_null(value=False)
    done = pl.col("done")
    status = (
        pl.when(ended & pl.col("reason").is_in([3, 4, 6]))
        .then(4)
        .when(ended & (pl.col("reason") != 5))
        .then(3)
        .when(limit >= PERIOD.end)
        .then(5)
        .when(done <= limit)
        .then(0)
        .when(done <= PERIOD.end)
        .then(1)
        .otherwise(2)
    )
    joined = follow_ups.lazy().join(cases.lazy(), on="case_id")
    inside = pl.col("due").is_between(PERIOD.start, PERIOD.end)
    last = pl.col("started") + pl.duration(days=180)
    return pl.collect_all(
        [
            joined.filter(inside)
            .with_columns(status=status.cast(pl.Int8), year=pl.col("due").dt.year())
            .group_by("municipality", "year", "status")
            .len(),
            joined.filter(pl.col("started").is_between(PERIOD.start, PERIOD.end))
            .with_columns(year=pl.col("started").dt.year(), observed=last <= PERIOD.end)
            .group_by("municipality", "year")
            .agg(
                pl.len(),
                pl.col("observed").sum(),
                (pl.col("observed") & (done <= last)).sum().alias("followed"),
            ),
        ]
    )


def compare(size: int) -> None:
    register, cases, follow_ups = made(size)
    by = ("municipality", "year")

    def ours(cluster: str | None) -> Any:
        return metrics.follow_up(register, PERIOD, denominator="due", cluster=cluster, by=by)

    found, theirs = ours(None), by_polars(cases, follow_ups)
    for status, name in enumerate(
        ("on_time", "late", "missed", "n_closed_early", "n_exempt", "n_pending")
    ):
        number = theirs[0].filter(pl.col("status") == status)["len"].sum()
        if number != found.columns[name].sum():
            sys.exit(f"{name}: polars finds {number}, vnr {found.columns[name].sum()}")
    if theirs[1]["observed"].sum() != found.columns["started"].sum():
        sys.exit("started differs")
    print(f"{size:,} interventions, 290 municipalities, 15 years".replace(",", "\u202f", 2))
    rows: dict[str, Callable[[], Any]] = {
        "polars: joined and counted": lambda: by_polars(cases, follow_ups),
        "vnr, plain Wilson": lambda: ours(None),
        "vnr, clustered by person": lambda: ours("person"),
    }
    for name, call in rows.items():
        print(f"{1000 * least(call):8.0f} ms  {name}")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    tracemalloc.start()
    ours("person")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    print(f"{peak / size:8.0f} bytes a row beyond the register; {before // 1024} MB in all")


for given in sys.argv[1:] or ["1e6", "1e7"]:
    compare(int(float(given)))
