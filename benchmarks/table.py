"""What vnr does, at sizes that grow: the first call and a later one, beside others' best.

Run: python benchmarks/table.py [rows …] [--runs 7] [--only WORD] [--write] [--since TIME]

Each job of `jobs` has a process of its own: it is asked of what is fresh (nothing derived before)
and again, in turns with its rivals; before anything is timed every cell is compared. Polars takes
its threads when it is imported, so that a second process lets it have one. With --write the rows
take the place of those of the same job and size in measured.json beside this file, of which
docs/explanation/speed.md is made; a run that was ended keeps what it had, and with --since (as
2026-11-27T10:10) leaves out what was measured since. A job that fails is told, and the rest goes on.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import time
import warnings
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

from jobs import JOBS
from page import page, told
from timing import Asked, judged, measured

HERE: Final = Path(__file__).parent
FILE: Final = HERE / "measured.json"
PAGE: Final = HERE.parent / "docs" / "explanation" / "speed.md"
LIBRARIES: Final = (
    "numpy", "polars", "duckdb", "pandas", "pyarrow", "statsmodels", "lifelines",
    "scikit-survival", "cattrs", "pydantic", "msgspec", "python-calamine",
)  # fmt: skip
ALONE: Final = "polars"
"""Whose threads are set when it is imported."""


def alone(asked: Asked, size: int, runs: int) -> dict[str, Any]:
    """The row of a job: measured in a process of its own, and polars' one thread in a second."""
    began = time.perf_counter()
    row = _child(asked, size, runs)
    if any(name.startswith(ALONE) for name in row["cpu_ms"]):
        single = _child(asked, size, runs, only=ALONE)
        for kind in ("cpu_ms", "half_ms", "wall_ms", "wall_half_ms"):
            row[kind] |= {f"{name}, one thread": spent for name, spent in single[kind].items()}
    row["at"] = datetime.now().isoformat("T", "minutes")  # noqa: DTZ005 # As who runs it has it.
    row["took_s"] = round(time.perf_counter() - began, 1)
    return judged(row, asked.largest)


def _child(asked: Asked, size: int, runs: int, only: str = "") -> dict[str, Any]:
    command = [
        sys.executable,
        __file__,
        str(size),
        "--runs",
        str(runs),
        "--child",
        asked.name,
        only,
    ]
    threads = {"POLARS_MAX_THREADS": "1"} if only else {}
    ended = subprocess.run(command, env=os.environ | threads, check=True, stdout=subprocess.PIPE)
    row: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    return row


def surroundings(runs: int) -> dict[str, Any]:
    """The machine and the versions."""
    versions = {}
    for name in LIBRARIES:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            continue
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "runs": runs,
        "cores": os.cpu_count(),
        "memory": f"{memory:.0f} GB",
        "processor": _processor(),
        "system": f"{platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
        **versions,
    }


def _processor() -> str:
    """What the system calls it."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text("utf-8").splitlines() if told.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def known() -> dict[tuple[str, int], dict[str, Any]]:
    """What was measured before, of jobs that there are."""
    largest = {job.name: job.largest for job in JOBS}
    if not FILE.exists():
        return {}
    rows = json.loads(FILE.read_text("utf-8"))["rows"]
    return {
        (row["job"], row["size"]): row for row in rows if row["size"] <= largest.get(row["job"], -1)
    }


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure what vnr does, beside others.")
    parser.add_argument("sizes", nargs="*", default=["1e5", "1e6", "1e7"], help="numbers of rows")
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--only", default="", help="jobs whose name holds this")
    parser.add_argument("--write", action="store_true", help="keep what is measured, and the page")
    parser.add_argument("--since", default="9999", help="leave out what was measured since")
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    sizes = sorted({int(float(one)) for one in asked.sizes})
    if asked.child:
        name, only = asked.child
        job = next(job for job in JOBS if job.name == name)
        print(json.dumps(measured(job, sizes[0], asked.runs, only)))
        return 0
    about, before, rows = surroundings(asked.runs), known(), dict[tuple[str, int], dict[str, Any]]()
    wanted = dict.fromkeys(
        (job.name, min(size, job.largest))
        for size in sizes
        for job in JOBS
        if asked.only in job.name
    )
    wanted = {key: None for key in wanted if before.get(key, {}).get("at", "") < asked.since}
    jobs, failed = {job.name: job for job in JOBS}, []
    for number, (name, size) in enumerate(wanted, start=1):
        print(f"{time.strftime('%H:%M:%S')} {number} of {len(wanted)}: {name}, {size}", flush=True)
        try:
            row = rows[name, size] = alone(jobs[name], size, asked.runs)
        except subprocess.CalledProcessError as error:
            failed.append(f"{name}, {size}: {error}")
            print(f"    failed: {error}", flush=True)
            continue
        print(f"    {told(row)}", flush=True)
        if asked.write:
            # What is measured stays, if a greater size takes too long.
            kept = list((before | rows).values())
            FILE.write_text(json.dumps({"about": about, "rows": kept}, indent=1) + "\n", "utf-8")
            PAGE.write_text(page(kept, about, JOBS), "utf-8")
    print(page(list(rows.values()), about, JOBS))
    print(*failed, sep="\n", file=sys.stderr)
    return len(failed) > 0


if __name__ == "__main__":
    warnings.filterwarnings("ignore", "Sortedness of columns")
    # statsmodels divides by nobody where all were lost.
    warnings.filterwarnings("ignore", category=RuntimeWarning, module="statsmodels")
    sys.exit(main())
