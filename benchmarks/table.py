"""What vnr does, at sizes that grow: the first call and a later one, beside others' best.

Run: python benchmarks/table.py [rows …] [--runs 7] [--only WORD] [--write]

Each job of `jobs` is asked of what is fresh (nothing derived before) and again, in turns with its
rivals, in one process; before anything is timed every cell is compared. Processor time of all
threads, and of processes that ended, tells, as it does not hang on who else uses the machine. Polars,
pyarrow and duckdb take as many threads as there are; ``POLARS_MAX_THREADS=1`` before the command
lets polars have one. With --write the rows take the place of those of the same job and size in
measured.json beside this file, of which docs/explanation/speed.md is made.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import tomllib
import warnings
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from math import log
from pathlib import Path
from typing import Any, Final

from jobs import JOBS
from timing import FEW, measured

HERE: Final = Path(__file__).parent
FILE: Final = HERE / "measured.json"
PAGE: Final = HERE.parent / "docs" / "explanation" / "speed.md"
POWER: Final = 1.12
"""By at most this power of the rows time may grow."""
LIBRARIES: Final = (
    "numpy", "polars", "duckdb", "pandas", "pyarrow", "statsmodels", "lifelines",
    "scikit-survival", "cattrs", "pydantic", "msgspec", "python-calamine",
)  # fmt: skip


def told(ms: float | None, goal: float | None) -> str:
    """A time, and whether its goal is met."""
    if ms is None:
        return "–"
    return number(ms) if goal is None else f"{number(ms)} ({verdict(ms, goal)} {number(goal)})"


def verdict(spent: float, goal: float) -> str:
    """Whether a goal is met."""
    return "met:" if spent <= goal else "**gap**:"


def number(value: float) -> str:
    """Three digits."""
    return f"{value:,.0f}".replace(",", " ") if value >= 100 else f"{value:.3g}"


def spread(row: Mapping[str, Any]) -> str:
    """The middle half of the first call."""
    low, high = row["half_ms"]["first"]
    return f"{number(low)}–{number(high)}"


def gaps(rows: list[dict[str, Any]]) -> list[str]:
    """The jobs with a goal that isn't met, with what gaps.toml says of the cause."""
    found = [
        row["job"]
        for row in rows
        if any(row["cpu_ms"][name] > goal for name, goal in row["goal_ms"].items())
        or (row["most_bytes"] and row["bytes"] > row["most_bytes"])
    ]
    causes = tomllib.loads((HERE / "gaps.toml").read_text("utf-8"))
    lines = [
        f"* {job}: {causes.get(job, 'The cause is not found yet.')}" for job in dict.fromkeys(found)
    ]
    return ["## Where a goal is not met", "", *lines, ""] if lines else []


def power(row: Mapping[str, Any], rows: list[dict[str, Any]]) -> str:
    """By which power of the size the first call grew, from the size before."""
    before = [one for one in rows if one["job"] == row["job"] and 0 < one["size"] < row["size"]]
    if not before:
        return "–"
    last = max(before, key=lambda one: int(one["size"]))
    grown = log(row["cpu_ms"]["first"] / last["cpu_ms"]["first"]) / log(row["size"] / last["size"])
    met = f" ({verdict(grown, POWER)} {POWER})" if row["size"] > 10**6 else ""
    return f"{grown:.2f}{met}"


def rivals(row: Mapping[str, Any]) -> str:
    """Who else was measured."""
    names = [name for name in row["cpu_ms"] if name not in ("first", "later")]
    return ", ".join(
        f"{name} {number(row['cpu_ms'][name])}"
        for name in sorted(names, key=row["cpu_ms"].__getitem__)
    )


def page(rows: list[dict[str, Any]], about: Mapping[str, Any]) -> str:
    """The table of the documentation."""
    lines = [
        "# How long it takes",
        "",
        "What `make bench` measured: milliseconds of processor time, of all threads and processes,",
        f"the median of {about['runs']} runs in turns, where nothing was derived before (*first*)",
        "and again (*later*); in brackets whether the goal is met, and the goal, which for most is a",
        "part of the time of the best rival. Every cell was compared before. *Half* is the middle",
        "half of the first calls; *wall* is their time by the clock, on a machine that others may",
        "use. *Bytes* is the most that a first call took beside what there was, for each row;",
        "*power* is by which power of the rows the first call grew from the size above; *load* is how",
        "many processes wanted the processors meanwhile.",
        "",
        "| job | rows | first | half | later | wall | rivals | bytes | power | load |",
        "|---|---:|---:|---:|---:|---:|---|---:|---:|---:|",
    ]
    for row in sorted(
        rows, key=lambda one: ([job.name for job in JOBS].index(one["job"]), one["size"])
    ):
        goals, cpu = row["goal_ms"], row["cpu_ms"]
        first, later = (told(cpu.get(when), goals.get(when)) for when in ("first", "later"))
        size = f"{row['size']:,}".replace(",", " ") if row["size"] else "–"
        cells = (
            row["job"], size, first, spread(row), later, number(row["wall_ms"]["first"]),
            rivals(row) or "–", told(row["bytes"], row["most_bytes"]), power(row, rows),
            f"{row['load']:.0f}",
        )  # fmt: skip
        lines.append(f"| {' | '.join(cells)} |")
    machine = ", ".join(f"{name} {value}" for name, value in about.items())
    few = sorted({row["job"] for row in rows if row["runs"] < about["runs"]})
    told_few = [f"Slow jobs were asked {FEW} times: {', '.join(few)}.", ""] if few else []
    return "\n".join([*lines, "", *told_few, f"Measured on: {machine}.", "", *gaps(rows)])


def surroundings(runs: int) -> dict[str, Any]:
    """The machine and the versions."""
    versions = {}
    for name in LIBRARIES:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            continue
    return {
        "runs": runs,
        "cores": os.cpu_count(),
        "Python": platform.python_version(),
        "machine": platform.machine(),
        **versions,
    }


def known() -> list[dict[str, Any]]:
    """What was measured before, of jobs that there are."""
    names = {job.name for job in JOBS}
    if not FILE.exists():
        return []
    return [row for row in json.loads(FILE.read_text("utf-8"))["rows"] if row["job"] in names]


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure what vnr does, beside others.")
    parser.add_argument("sizes", nargs="*", default=["1e5", "1e6", "1e7"], help="numbers of rows")
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--only", default="", help="jobs whose name holds this")
    parser.add_argument("--write", action="store_true", help="keep what is measured, and the page")
    asked = parser.parse_args()
    about, rows = surroundings(asked.runs), dict[tuple[str, int], dict[str, Any]]()
    for size in sorted({int(float(one)) for one in asked.sizes}):
        for job in JOBS:
            small = min(size, job.largest)
            if (job.name, small) in rows or asked.only not in job.name:
                continue
            row = rows[job.name, small] = measured(job, small, asked.runs)
            gc.collect()
            mine = {name: told(ms, row["goal_ms"].get(name)) for name, ms in row["cpu_ms"].items()}
            print(f"{job.name}, {small}:", mine, told(row["bytes"], row["most_bytes"]), flush=True)
            if asked.write:
                # What is measured stays, if a greater size takes too long.
                kept = {(one["job"], one["size"]): one for one in known()} | rows
                made = {"about": about, "rows": list(kept.values())}
                FILE.write_text(json.dumps(made, indent=1) + "\n", "utf-8")
                PAGE.write_text(page(list(kept.values()), about), "utf-8")
    print(page(list(rows.values()), about))


if __name__ == "__main__":
    warnings.filterwarnings("ignore", "Sortedness of columns")
    main()
