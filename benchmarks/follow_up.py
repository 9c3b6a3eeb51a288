"""Follow-up of 10^6 and 10^7 interventions by municipality and year, beside polars.

Polars gets its best form: hashed case ids, municipalities and days as numbers, a lazy query of
which both halves share the join, strata and status packed into one key, and the quicker of its
two engines. It counts only; clustered by person it also sums what the interval needs. vnr gives
limits as well.
"""

from __future__ import annotations

import sys
import time
import tracemalloc
from collections.abc import Callable
from datetime import date
from typing import Any, Final

import numpy as np
import polars as pl

from vnr import data, metrics
from vnr.model import Period
from vnr.register import Keys, Register, assemble

PERIOD = Period(date(2010, 1, 1), date(2024, 12, 31))
FIRST = 14_610
LAST = 20_088
NEVER = -(2**31)
ENGINES: Final = ("in-memory", "streaming")
STATUSES = ("on_time", "late", "missed", "n_closed_early", "n_exempt", "n_pending")


def least(calls: dict[str, Callable[[], Any]], runs: int = 5) -> dict[str, float]:
    """The least time of each call; they take turns, so that all meet the same machine."""
    times: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(runs):
        for name, call in calls.items():
            began = time.perf_counter()
            call()
            times[name].append(time.perf_counter() - began)
    return {name: min(found) for name, found in times.items()}


def made(size: int) -> tuple[Register, pl.DataFrame, pl.DataFrame]:
    """A register with one follow-up for each of `size` interventions, and the same as frames."""
    rng = np.random.default_rng(1)
    number = size // 4
    codes = np.array([one.code.encode() for one in data.municipalities()])
    place = rng.integers(0, 290, number).astype(np.int32)
    ids = np.array([f"{one * 2654435761 % 2**32:08x}" for one in range(number)], "S8")
    opened = rng.integers(FIRST, LAST - 400, number).astype(np.int32)
    closed = (opened + rng.integers(389, 900, number)).astype(np.int32)
    closed[closed > LAST] = NEVER
    of = np.sort(rng.integers(0, number, size)).astype(np.int32)
    # A case's interventions begin on days of their own, so that a follow-up finds its one.
    started = (opened[of] + np.arange(size) % 389).astype(np.int32)
    due = (started + rng.integers(0, 500, size)).astype(np.int32)
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
            "roles": np.ones(number, np.uint32),
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
    register = Register(assemble(flat).whole(), observed=PERIOD)
    hashed = np.array([one * 2654435761 % 2**32 for one in range(number)], np.uint32)
    cases = pl.DataFrame(
        {
            "case_id": hashed,
            "municipality": place.astype(np.uint16),
            "person": person.astype(np.int32),
            "closed": pl.Series(closed).replace(NEVER, None),
            "exempt": np.isin(reason, [3, 4, 6]),
            "stays": reason == 5,
        }
    )
    follow_ups = pl.DataFrame(
        {
            "case_id": hashed[of],
            "started": started,
            "due": due,
            "done": pl.Series(done).replace(NEVER, None),
        }
    ).sample(fraction=1, shuffle=True, seed=1)  # As files come: not in the order of the cases.
    return register, cases, follow_ups


def by_polars(
    cases: pl.DataFrame, follow_ups: pl.DataFrame, engine: Any, *, cluster: bool = False
) -> list[pl.DataFrame]:
    """The same statuses, and interventions followed in 180 days, without intervals."""
    day = pl.col

    def code(value: int) -> pl.Expr:
        return pl.lit(value, pl.Int32)

    def cell(name: str) -> pl.Expr:
        year = day(name).cast(pl.Date).dt.year().cast(pl.Int32) - PERIOD.start.year
        return day("municipality").cast(pl.Int32) * 15 + year

    limit = day("due") + 30
    ended = (day("closed") < day("due")).fill_null(value=False)
    status = (
        pl.when(ended & day("exempt"))
        .then(code(4))
        .when(ended & ~day("stays"))
        .then(code(3))
        .when(limit >= LAST)
        .then(code(5))
        .when(day("done") <= limit)
        .then(code(0))
        .when(day("done") <= LAST)
        .then(code(1))
        .otherwise(code(2))
    )
    joined = follow_ups.lazy().join(cases.lazy(), on="case_id")
    last = day("started") + 180
    left = (day("exempt") & day("closed").is_between(day("started"), last)).fill_null(value=False)
    observed = ((last <= LAST) & ~left).cast(pl.Int32)
    followed = observed * (day("done") <= last).fill_null(value=False)
    due = joined.filter(day("due").is_between(FIRST, LAST))
    asked = [
        due.select(key=cell("due") * 6 + status).group_by("key").len(),
        joined.filter(day("started").is_between(FIRST, LAST))
        .select(key=cell("started") * 4 + observed * 2 + followed)
        .group_by("key")
        .len(),
    ]
    if cluster:
        k, n = pl.col("k").cast(pl.Int64), pl.col("n").cast(pl.Int64)
        asked.append(
            due.select("person", cell=cell("due"), status=status)
            .filter(pl.col("status") <= 2)
            .group_by("cell", "person")
            .agg(k=(pl.col("status") == 0).sum(), n=pl.len())
            .group_by("cell")
            .agg(k=k.sum(), n=n.sum(), kk=(k * k).sum(), kn=(k * n).sum(), nn=(n * n).sum())
        )
    return pl.collect_all(asked, engine=engine)


def compare(size: int) -> None:
    register, cases, follow_ups = made(size)

    def ours(cluster: str | None) -> Any:
        by = ("municipality", "year")
        return metrics.follow_up(register, PERIOD, denominator="due", cluster=cluster, by=by)

    # What the register remembers of itself is made by the first call, and counted with it.
    tracemalloc.start()
    ours("person")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    found, theirs = ours(None), by_polars(cases, follow_ups, "in-memory")
    number = theirs[0].group_by(pl.col("key") % 6).agg(pl.col("len").sum()).sort("key")["len"]
    mine = [int(found.columns[name].sum()) for name in STATUSES]
    seen = theirs[1].filter(pl.col("key") % 4 >= 2)["len"].sum()
    done = theirs[1].filter(pl.col("key") % 4 == 3)["len"].sum()
    if number.to_list() != mine or [seen, done] != [
        int(found.columns[name].sum()) for name in ("started", "followed")
    ]:
        sys.exit(f"polars finds {number.to_list()}, {seen}, {done}; vnr {mine}")
    print(f"{size:,} interventions, 290 municipalities, 15 years".replace(",", "\u202f"))
    calls: dict[str, Callable[[], Any]] = {}
    for cluster in (False, True):
        for engine in ENGINES:
            calls[f"polars, {engine}{', by person' if cluster else ''}"] = (
                lambda engine=engine, cluster=cluster: by_polars(
                    cases, follow_ups, engine, cluster=cluster
                )
            )
        name = "clustered by person" if cluster else "plain Wilson"
        calls[f"vnr, {name}"] = lambda cluster=cluster: ours("person" if cluster else None)
    times = least(calls, 5 if size <= 1_000_000 else 3)
    for name, seconds in times.items():
        print(f"{1000 * seconds:8.0f} ms  {name}")
    for name, by in (("plain Wilson", ""), ("clustered by person", ", by person")):
        best = min(times[f"polars, {engine}{by}"] for engine in ENGINES)
        print(f"{best / times[f'vnr, {name}']:8.1f} times as fast as polars' best: {name}")
    print(f"{peak / size:8.0f} bytes a row beyond the register, at the most")


for given in sys.argv[1:] or ["1e6", "1e7"]:
    compare(int(float(given)))
