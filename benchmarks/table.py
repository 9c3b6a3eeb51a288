"""What vnr exists for, at sizes that grow: the first call and a later one, beside others' best.

Run: python benchmarks/table.py [cases …] [--runs 7] [--only WORD]

Each job is asked of a fresh register (nothing derived before) and again of the same one, in turns
with polars' two engines, and with duckdb and pandas where cases are counted, in one process.
Before anything is timed every cell is compared. CPU of all threads tells, as it does not hang on
who else uses the machine; medians and the span of the middle half are given, and the most memory
that a first call took beside the register, in bytes a case. Writes measured.json beside this file
and docs/explanation/speed.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import tempfile
import tracemalloc
import warnings
from collections.abc import Callable, Mapping
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

import count
import numpy as np
import polars as pl

from vnr import metrics
from vnr.register import Register, assemble

HERE: Final = Path(__file__).parent
PAGE: Final = HERE.parent / "docs" / "explanation" / "speed.md"
BESIDE: Final = {
    "cases": (0.5, 0.5),
    "episodes": (0.5, 0.25),
    "reactivation": (0.5, 0.5),
    "detection": (0.5, 0.5),
}
"""The part of polars' best time that a first and a later call may take."""
BYTES: Final = {"cases": 40, "episodes": 40, "reactivation": 60, "detection": 60}
EACH: Final = {"register of three tables": 0.6, "from_frame of Parquet": 1.2}
"""Microseconds that each case, or row, may take."""
WORDS: Final = {
    "cases": "count of cases by municipality and year",
    "episodes": "episodes and their kinds by municipality and year",
    "reactivation": "reactivation by municipality and year",
    "detection": "detection by municipality and year",
}
Times = dict[str, list[float]]


def in_turns(calls: Callable[[], Mapping[str, Callable[[], Any]]], runs: int) -> Times:
    """CPU in ms of each call, so many times, one after the other."""
    times: Times = {}
    for _ in range(runs):
        for name, call in calls().items():
            times.setdefault(name, []).append(count.spent(call)[0])
    return times


def peak(call: Callable[[], Any]) -> int:
    """The most bytes that a call takes."""
    tracemalloc.start()
    try:
        kept = call()
        return tracemalloc.get_traced_memory()[1] + 0 * (kept is None)
    finally:
        tracemalloc.stop()


def row(job: str, size: int, times: Times, **more: Any) -> dict[str, Any]:
    """A row of the table: medians, spans of the middle half, and whether goals are met."""
    middle = {name: statistics.median(spans) for name, spans in times.items()}
    half = {name: np.percentile(spans, [25, 75]).round(1).tolist() for name, spans in times.items()}
    return {"job": job, "size": size, "ms": middle, "half": half, **more}


def questions(size: int, runs: int, only: str = "") -> list[dict[str, Any]]:
    """The questions of `count`, each beside the others."""
    if not any(only in WORDS[name] for name in count.JOBS):
        return []
    columns, frames = count.made(size)
    codes = count.fresh(columns).names()
    rows = []
    for name, (ours, theirs, figures) in count.JOBS.items():
        if only not in WORDS[name]:
            continue
        query = theirs(frames)
        others: dict[str, Callable[[], pl.DataFrame]] = {
            f"polars {engine}": partial(query.collect, engine=engine) for engine in count.ENGINES
        }
        if name == "cases":
            others |= {"duckdb": count.by_duckdb(frames), "pandas": count.by_pandas(frames)}
        result = ours(count.fresh(columns))
        for call in others.values():
            count.agree(result, call(), figures, codes)

        def calls() -> dict[str, Callable[[], Any]]:
            register = count.fresh(columns)
            ask = partial(ours, register)  # noqa: B023 - asked before the next job
            return {"first": ask, "later": ask, **others}  # noqa: B023

        times = in_turns(calls, runs)
        best = min(statistics.median(times[f"polars {engine}"]) for engine in count.ENGINES)
        goals = dict(zip(("first", "later"), (best * part for part in BESIDE[name]), strict=True))
        taken = peak(partial(ours, count.fresh(columns))) / size
        rows.append(
            row(WORDS[name], size, times, best=best, goals=goals, bytes=taken, most=BYTES[name])
        )
    return rows


def registers(size: int, runs: int, only: str = "") -> list[dict[str, Any]]:
    """A register of three flat tables, and of the rows of a Parquet file."""
    if not any(only in name for name in EACH):
        return []
    flat = count.flat(size)
    rows = []
    each = {
        "register of three tables": lambda: Register(
            assemble({name: dict(table) for name, table in flat.items()}).whole(),
            observed=count.PERIOD,
        )
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "intakes.parquet"
        made = each["register of three tables"]()
        intakes = made.to_frame("intakes", "polars")
        intakes.head(size).write_parquet(path)
        each["from_frame of Parquet"] = lambda: Register.from_frame(
            pl.read_parquet(path), observed=count.PERIOD
        )
        whole = each["from_frame of Parquet"]()
        assert whole.table("intakes").height == min(size, intakes.height)
        for name, make in each.items():
            if only not in name:
                continue
            times = in_turns(lambda make=make: {"first": make}, runs)  # type: ignore[misc]
            goals = {"first": EACH[name] * size / 1000}
            rows.append(row(name, size, times, goals=goals))
    return rows


def wilson(size: int, runs: int, only: str = "") -> list[dict[str, Any]]:
    """Intervals of so many strata, beside statsmodels."""
    if only not in "Wilson intervals":
        return []
    from statsmodels.stats.proportion import proportion_confint

    dice = np.random.default_rng(1)
    n = dice.integers(5, 3000, size)
    k = dice.binomial(n, 0.1)
    ours = partial(metrics.proportion, k, n)
    theirs = partial(proportion_confint, k, n, method="wilson")
    low, high = theirs()
    made = ours()
    assert np.allclose(made.lower, low, atol=1e-12)
    assert np.allclose(made.upper, high, atol=1e-12)
    times = in_turns(lambda: {"first": ours, "statsmodels": theirs}, 3 * runs)
    best = statistics.median(times["statsmodels"])
    return [row("Wilson intervals", size, times, best=best, goals={"first": best})]


def told(spent: float | None, goal: float | None) -> str:
    """A time, and whether its goal is met."""
    if spent is None:
        return "–"
    if goal is None:
        return f"{spent:.1f}"
    return f"{spent:.1f} ({'met' if spent <= goal else 'gap'}: {goal:.1f})"


def page(rows: list[dict[str, Any]], about: Mapping[str, Any]) -> str:
    """The table of the documentation."""
    lines = [
        "# How long it takes",
        "",
        "What `python benchmarks/table.py` measured: milliseconds of CPU of all threads, the median",
        f"of {about['runs']} runs in turns, on a register of which nothing was derived before (first)",
        "and again (later); in brackets whether the goal is met, and the goal. Every cell was compared",
        "before. *Best* is the quicker of polars' two engines on the same question, or statsmodels.",
        "*Bytes* is the most that a first call took beside the register, for each case.",
        "",
        "| job | size | first | later | best | bytes |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for one in rows:
        goals, ms = one["goals"], one["ms"]
        first, later = (told(ms.get(when), goals.get(when)) for when in ("first", "later"))
        best = f"{one['best']:.1f}" if "best" in one else "–"
        taken = told(one.get("bytes"), one.get("most"))
        lines.append(f"| {one['job']} | {one['size']:,} | {first} | {later} | {best} | {taken} |")
    machine = ", ".join(f"{name} {value}" for name, value in about.items())
    return "\n".join([*lines, "", f"Measured on: {machine}.", ""])


def surroundings(runs: int) -> dict[str, Any]:
    """The machine, how busy it was, and the versions."""
    versions = {}
    for name in ("numpy", "polars", "duckdb", "pandas", "statsmodels"):
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            continue
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    return {
        "runs": runs,
        "cores": os.cpu_count(),
        "load": round(load, 1),
        "Python": platform.python_version(),
        "machine": platform.machine(),
        **versions,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure what vnr exists for, beside others.")
    parser.add_argument("sizes", nargs="*", default=["1e5", "1e6"], help="numbers of cases")
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--only", default="", help="jobs whose name holds this; writes nothing")
    asked = parser.parse_args()
    about = surroundings(asked.runs)
    only = asked.only
    rows = wilson(100_000, asked.runs, only)
    for size in (int(float(one)) for one in asked.sizes):
        rows += questions(size, asked.runs, only) + registers(size, asked.runs, only)
        if only:
            continue
        # What is measured stays, if a greater size takes too long.
        made = {"about": about, "rows": rows}
        (HERE / "measured.json").write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
        PAGE.write_text(page(rows, about), encoding="utf-8")
    print(page(rows, about))


if __name__ == "__main__":
    warnings.filterwarnings("ignore", "Sortedness of columns")
    main()
