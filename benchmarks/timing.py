"""What a job is, and how it is measured: in turns with others, in a process of its own."""

from __future__ import annotations

import gc
import os
import resource
import statistics
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Mapping
from typing import Any, Final

import attrs
import numpy as np

from vnr.register import Register

__all__ = [
    "FEW",
    "LONG",
    "OURS",
    "Asked",
    "Job",
    "fresh",
    "judged",
    "measured",
    "resident",
    "traced",
]

Call = Callable[[], Any]
OURS: Final = ("first", "later")
JUDGED: Final = 10**6
"""Goals hold from so many rows, or the most that a job is measured at."""
LONG: Final = 30_000
"""A turn that takes more ms is taken but a few times."""
FEW: Final = 3


@attrs.frozen
class Job:
    """One question of one size, of which every cell was compared already.

    Attributes
    ----------
    calls
        Gives, anew for each turn, what is called: ``first`` and ``later`` are vnr's.
    part
        Of ours: what part of the best rival's processor time it may take.
    ms
        Of ours: how many milliseconds it may take.
    rivals
        Those whose name begins so are what goals are held against; blank is all.
    peaks
        Of ours, and of rivals: gives the most bytes that a call takes for each row, or in all
        where a job has no size, beside what there was.
    most
        So many ours may be.
    """

    calls: Callable[[], Mapping[str, Call]]
    part: Mapping[str, float] = attrs.field(factory=dict)
    ms: Mapping[str, float] = attrs.field(factory=dict)
    rivals: str = ""
    peaks: Mapping[str, Callable[[], float]] = attrs.field(factory=dict)
    most: float | None = None


@attrs.frozen
class Asked:
    """What makes a job of a size.

    Attributes
    ----------
    name
        What the table says.
    make
        Makes the data, compares every cell, and gives the job.
    largest
        A greater size is measured at this; 0 is a job of no size.
    why
        Why at no greater one.
    """

    name: str
    make: Callable[[int], Job]
    largest: int = 10**9
    why: str = ""


def measured(asked: Asked, size: int, runs: int, only: str = "") -> dict[str, Any]:
    """What was spent by those whose name begins so, and what goals are held against.

    Medians and middle halves, in ms of processor and by the clock.
    """
    job = asked.make(size)
    cpu: dict[str, list[float]] = {}
    wall: dict[str, list[float]] = {}
    for turn in range(runs):
        if turn >= FEW and sum(map(sum, cpu.values())) > LONG * turn:
            break
        for name, call in job.calls().items():
            if name.startswith(only):
                processor, clock = _spent(call)
                cpu.setdefault(name, []).append(processor)
                wall.setdefault(name, []).append(clock)
    load = round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else 0.0
    return {
        "job": asked.name,
        "size": size,
        "runs": max(map(len, cpu.values()), default=0),
        "load": load,
        "cpu_ms": _middles(cpu),
        "half_ms": _halves(cpu),
        "wall_ms": _middles(wall),
        "wall_half_ms": _halves(wall),
        "bytes": {
            name: round(peak(), 1) for name, peak in job.peaks.items() if name.startswith(only)
        },
        "process_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "held_against": {
            "part": dict(job.part), "ms": dict(job.ms), "rivals": job.rivals, "bytes": job.most
        },
    }  # fmt: skip


def judged(row: Mapping[str, Any], largest: int) -> dict[str, Any]:
    """The row, with the goals that hold at its size, in ms, and what they are made of."""
    held = row["held_against"]
    rest = {name: value for name, value in row.items() if name != "held_against"}
    rivals = {
        name: spent
        for name, spent in row["cpu_ms"].items()
        if name not in OURS and name.startswith(held["rivals"])
    }
    holds = row["size"] >= min(JUDGED, largest)
    best = min(rivals, key=rivals.__getitem__) if rivals else None
    goals = dict(held["ms"]) if holds else {}
    parts = dict(held["part"]) if holds and best else {}
    goals |= {name: part * rivals[best] for name, part in parts.items()}
    return rest | {
        "best": best,
        "part": parts,
        "goal_ms": {name: round(goal, 3) for name, goal in goals.items()},
        "most_bytes": held["bytes"] if holds else None,
    }


def _middles(times: Mapping[str, list[float]]) -> dict[str, float]:
    return {name: round(statistics.median(spent), 3) for name, spent in times.items()}


def _halves(times: Mapping[str, list[float]]) -> dict[str, list[float]]:
    return {name: np.percentile(spent, [25, 75]).round(3).tolist() for name, spent in times.items()}


def _spent(call: Call) -> tuple[float, float]:
    """Processor time of all threads and of processes that ended, and wall time, in ms."""
    # Nobody pays for looking through what others made before.
    gc.collect()
    gc.freeze()
    began, wall = _processor(), time.perf_counter()
    kept = call()
    spent = 1000 * (_processor() - began), 1000 * (time.perf_counter() - wall)
    del kept
    gc.unfreeze()
    return spent


def _processor() -> float:
    both = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in both)


def traced(call: Call, rows: int) -> float:
    """The most bytes a row that Python and numpy take in a call."""
    tracemalloc.start()
    try:
        kept = call()
        most = tracemalloc.get_traced_memory()[1]
        del kept
        return most / rows
    finally:
        tracemalloc.stop()


def resident(before: str, statement: str, rows: int) -> float:
    """The most bytes a row by which a process of its own grows in a statement, after another."""
    code = (
        f"from pathlib import Path\n{before}\n"
        "def told(name):\n"
        "    text = Path('/proc/self/status').read_text('ascii')\n"
        "    return 1024 * int(text.partition(name)[2].split()[0])\n"
        # The most is forgotten that it took to come here.
        "Path('/proc/self/clear_refs').write_text('5')\n"
        f"there = told('VmRSS:')\n{statement}\nprint(told('VmHWM:') - there)\n"
    )
    out = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    ).stdout
    return int(out) / rows


def fresh(register: Register) -> Register:
    """The same register, of which nothing was derived yet."""
    from vnr.register import Columns, Table

    stored = register._stored
    tables = {
        name: Table(name, dict(table), table.offsets) for name, table in stored.tables.items()
    }
    columns = Columns(tables, stored.dictionaries, stored.schema)
    return Register(columns, observed=register.observed, coverage=register.coverage)
