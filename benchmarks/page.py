"""What was measured, as the page of the documentation says it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from math import log
from pathlib import Path
from typing import Any, Final

from timing import FEW, JUDGED, LONG, OURS, Asked

__all__ = ["page", "told"]

Row = Mapping[str, Any]
POWER: Final = 1.12
"""By at most this power of the rows time may grow."""
CAUSES: Final = Path(__file__).parent / "gaps.toml"
HEAD: Final = """\
# How long it takes

What each job takes at growing sizes, beside the best forms of others that do the same.
`make bench` measures all of it anew, and makes this page.

* Times are **milliseconds of processor time, and after the stroke by the clock**: `60.7 / 55.9`.
  Processor time is that of all threads, and of processes that a job started; it hardly hangs on who else uses the machine, so goals are held against it.
* **first** is a call on a register of which nothing was derived before, **later** the same call again on that register.
  Both are medians of {runs} turns; the *middle half* is that of the first call's processor time.
  A job whose turn takes more than {long} s is asked {few} times.{slow}
* **Others** are asked in the same process, in turns with vnr, and hold what they were given in the form they are fastest with.
  Before anything is timed, every cell of their answers is compared with vnr's; readers are compared by what vnr read and what was written.
  Questions of registers are asked of pandas at no more than 1 000 000 rows, as it takes longest.
  Polars has both its engines, each with all threads and, in a second process, with one.
* A **goal** is a number of milliseconds, or a part of what the best of those named takes: of polars for counting, by its best engine and number of threads.
  Goals hold from {judged} rows, or the most that a job is measured at; *met* and **gap** say how it went.
* **Memory** is the most that a first call took beside what there was, in bytes for each row; of jobs without a size in MB in all.
  Where texts are read or frames made, each reader had a process of its own; else it is what Python and numpy asked for.
  What polars and duckdb take while they count isn't measured.
* **Growth** is by which power of the rows the first call grew from the next smaller size; 1 is in proportion to them. Above {judged} rows it should be at most {power}.

| job | rows | first | middle half | later | goal | others | memory | growth |
|---|---:|---:|---:|---:|---|---|---:|---:|
"""


def page(rows: Sequence[Row], about: Row, jobs: Sequence[Asked]) -> str:
    """The whole page."""
    place = {job.name: number for number, job in enumerate(jobs)}
    rows = sorted(rows, key=lambda row: (place[row["job"]], row["size"]))
    slow = dict.fromkeys(
        f"{row['job']} ({_rows(row)})" for row in rows if row["runs"] < about["runs"]
    )
    head = HEAD.format(
        runs=about["runs"],
        long=LONG // 1000,
        few=FEW,
        slow=f" So were: {', '.join(slow)}." if slow else "",
        judged=_grouped(JUDGED),
        power=POWER,
    )
    return "\n".join(
        [
            head + "\n".join(f"| {' | '.join(_cells(row, rows))} |" for row in rows),
            "",
            *_gaps(rows),
            *_bounds(jobs, rows),
            *_machine(rows, about),
        ]
    )


def told(row: Row) -> str:
    """A row as the console says it."""
    names = sorted(row["cpu_ms"], key=row["cpu_ms"].__getitem__)
    times = ", ".join(f"{name} {_time(row, name)}" for name in names)
    return f"{times}; goal {_goal(row)}; memory {_memory(row)}; {row['took_s']:.0f} s"


def _cells(row: Row, rows: Sequence[Row]) -> tuple[str, ...]:
    low, high = row["half_ms"]["first"]
    others = sorted(set(row["cpu_ms"]) - set(OURS), key=row["cpu_ms"].__getitem__)
    later = _time(row, "later") if "later" in row["cpu_ms"] else "–"
    return (
        row["job"], _rows(row), _time(row, "first"), f"{_number(low)}–{_number(high)}", later,
        _goal(row), "; ".join(f"{name} {_time(row, name)}" for name in others) or "–",
        _memory(row), _growth(row, rows),
    )  # fmt: skip


def _rows(row: Row) -> str:
    return _grouped(row["size"]) if row["size"] else "–"


def _time(row: Row, name: str) -> str:
    return f"{_number(row['cpu_ms'][name])} / {_number(row['wall_ms'][name])}"


def _goal(row: Row) -> str:
    """What each goal is, of what it is made, and how it went."""
    said = []
    for name, goal in row["goal_ms"].items():
        part = row["part"].get(name)
        made = f" = {part:g} × {row['best']}" if part else ""
        said.append(f"{name} ≤ {_number(goal)}{made}: {_verdict(row['cpu_ms'][name], goal)}")
    return "; ".join(said) or "–"


def _verdict(value: float, goal: float) -> str:
    return "met" if value <= goal else "**gap**"


def _memory(row: Row) -> str:
    unit = 1 if row["size"] else 1_000_000
    taken = {name: one / unit for name, one in row["bytes"].items()}
    if not taken:
        return "–"
    said, most = _number(taken["first"]), row["most_bytes"]
    if not row["size"]:
        said += " MB"
    if most is not None:
        said += f" ≤ {most:g}: {_verdict(taken['first'], most)}"
    others = [f"{name} {_number(one)}" for name, one in taken.items() if name not in OURS]
    return "; ".join([said, *others])


def _power(row: Row, rows: Sequence[Row]) -> float | None:
    """By which power of the size the first call grew, from the size before."""
    before = [one for one in rows if one["job"] == row["job"] and 0 < one["size"] < row["size"]]
    if not before:
        return None
    last = max(before, key=lambda one: int(one["size"]))
    return log(row["cpu_ms"]["first"] / last["cpu_ms"]["first"]) / log(row["size"] / last["size"])


def _growth(row: Row, rows: Sequence[Row]) -> str:
    power = _power(row, rows)
    if power is None:
        return "–"
    return f"{power:.2f}" + (f": {_verdict(power, POWER)}" if row["size"] > JUDGED else "")


def _missed(row: Row, rows: Sequence[Row]) -> list[str]:
    """What of a row is over its goal."""
    over = [
        f"{name} call {_number(row['cpu_ms'][name])} ms beside {_number(goal)}"
        for name, goal in row["goal_ms"].items()
        if row["cpu_ms"][name] > goal
    ]
    if row["most_bytes"] and row["bytes"]["first"] > row["most_bytes"]:
        over.append(f"memory {_number(row['bytes']['first'])} bytes beside {row['most_bytes']:g}")
    power = _power(row, rows)
    if power is not None and row["size"] > JUDGED and power > POWER:
        over.append(f"growth {power:.2f} beside {POWER}")
    return (
        [f"{_rows(row)} rows: {', '.join(over)}" if row["size"] else ", ".join(over)]
        if over
        else []
    )


def _gaps(rows: Sequence[Row]) -> list[str]:
    """The jobs with a goal that isn't met, by how much, and what gaps.toml says of the cause."""
    found: dict[str, list[str]] = {}
    for row in rows:
        if over := _missed(row, rows):
            found.setdefault(row["job"], []).extend(over)
    if not found:
        return []
    causes = tomllib.loads(CAUSES.read_text("utf-8"))
    lines = [
        f"* **{job}** ({'; '.join(over)}). {causes.get(job, 'The cause is not found yet.')}"
        for job, over in found.items()
    ]
    return ["## Where a goal is not met", "", *lines, ""]


def _bounds(jobs: Sequence[Asked], rows: Sequence[Row]) -> list[str]:
    """What isn't measured at every size, and whom nothing stands beside."""
    names = {row["job"] for row in rows}
    bounds = [
        f"* {job.name}: at most {_grouped(job.largest)} rows, since {job.why}."
        for job in jobs
        if job.why and job.name in names
    ]
    return ["## What is measured at smaller sizes only", "", *bounds, ""] if bounds else []


def _machine(rows: Sequence[Row], about: Row) -> list[str]:
    """Where it was measured, who else was there, and how long it took."""
    facts = ", ".join(f"{name} {value}" for name, value in about.items() if name != "runs")
    busy = [f"{row['job']} ({_rows(row)})" for row in rows if row["load"] > about["cores"] + 1]
    others = f"Others used the machine during: {', '.join(busy)}." if busy else (
        "Nobody else used the machine to speak of."
    )  # fmt: skip
    took: dict[str, float] = {}
    for row in rows:
        size = f"{_rows(row)} rows" if row["size"] else "jobs without a size"
        took[size] = took.get(size, 0) + row.get("took_s", 0)
    spent = "; ".join(f"{size} {seconds / 60:.1f}" for size, seconds in took.items())
    most = max((row.get("process_mb", 0) for row in rows), default=0)
    return [
        "## Where it was measured",
        "",
        f"On: {facts}.",
        others,
        f"Minutes that it took, with data made and compared: {spent}.",
        f"No process took more than {_number(most / 1000)} GB.",
        "",
    ]


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", " ")


def _number(value: float) -> str:
    """Three digits."""
    return f"{value:,.0f}".replace(",", " ") if value >= 100 else f"{value:.3g}"
