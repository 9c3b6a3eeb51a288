"""What a job is, and how it is measured: in turns with others, in one process."""

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

__all__ = ["Asked", "Job", "fresh", "measured", "resident", "traced"]

Call = Callable[[], Any]
OURS: Final = ("first", "later")
JUDGED: Final = 10**6
"""Goals hold from so many rows, or the most that a job is measured at."""
LONG: Final = 60_000
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
    peak
        Gives the most bytes that a first call takes for each row, beside what there was.
    most
        So many it may be.
    """

    calls: Callable[[], Mapping[str, Call]]
    part: Mapping[str, float] = attrs.field(factory=dict)
    ms: Mapping[str, float] = attrs.field(factory=dict)
    rivals: str = ""
    peak: Callable[[], float] | None = None
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
    """

    name: str
    make: Callable[[int], Job]
    largest: int = 10**9


def measured(asked: Asked, size: int, runs: int) -> dict[str, Any]:
    """A row of the table: medians and middle halves, in ms of processor and wall."""
    job = asked.make(size)
    cpu: dict[str, list[float]] = {}
    wall: dict[str, list[float]] = {}
    for turn in range(runs):
        if turn >= FEW and sum(map(sum, cpu.values())) > LONG * turn:
            break
        for name, call in job.calls().items():
            processor, clock = _spent(call)
            cpu.setdefault(name, []).append(processor)
            wall.setdefault(name, []).append(clock)
    middle = {name: statistics.median(times) for name, times in cpu.items()}
    rivals = {
        name: spent
        for name, spent in middle.items()
        if name not in OURS and name.startswith(job.rivals)
    }
    judged = size >= min(JUDGED, asked.largest)
    best = min(rivals, key=rivals.__getitem__) if rivals else None
    goals = dict(job.ms) if judged else {}
    if judged and best is not None:
        goals |= {name: part * rivals[best] for name, part in job.part.items()}
    return {
        "job": asked.name,
        "size": size,
        "runs": len(cpu["first"]),
        "load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else 0.0,
        "cpu_ms": {name: round(spent, 3) for name, spent in middle.items()},
        "half_ms": {
            name: np.percentile(times, [25, 75]).round(3).tolist() for name, times in cpu.items()
        },
        "wall_ms": {name: round(statistics.median(times), 3) for name, times in wall.items()},
        "best": best,
        "goal_ms": {name: round(goal, 3) for name, goal in goals.items()},
        "bytes": None if job.peak is None else round(job.peak(), 1),
        "most_bytes": job.most if judged else None,
    }


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
        "def most():\n"
        "    told = Path('/proc/self/status').read_text('ascii')\n"
        "    return 1024 * int(told.partition('VmHWM:')[2].split()[0])\n"
        f"there = most()\n{statement}\nprint(most() - there)\n"
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
