"""Plan past this machine: `python benchmarks/scaling.py` makes `docs/explanation/scaling.md`.

Every figure on that page comes of `scaled.json`, which `scan.py` and `spread.py` write, or of what
is stated here to be assumed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "explanation" / "scaling.md"
ROWS = 10**9
WORKERS, CORES = 20, 8
# A part holds so many rows, and a core works on one part at a time.
A_PART = 500_000
# Gigabit: what a node of a cluster sends a second at the least, in bytes.
NETWORK = 125e6


def said(number: float) -> str:
    """A number with spaces between thousands."""
    return f"{number:,.0f}".replace(",", " ") if number >= 100 else f"{number:.3g}"


def page(known: dict[str, Any]) -> str:
    """The page of what was measured."""
    scans = known["scan"]
    most = scans[-1]
    a_row = most["all_cpu_s"] / most["rows"]
    bytes_a_row = most["bytes"] / most["rows"]
    core_hours = ROWS * a_row / 3600
    shuffle = ROWS * bytes_a_row
    lines = [
        "# How far it reaches",
        "",
        "What counting costs beyond the machine it was measured on.",
        "`python benchmarks/scaling.py` makes this page of `benchmarks/scaled.json`.",
        "",
        "## Measured",
        "",
        f"Python {known['machine']['python']}, {known['machine']['cpus']} processors.",
        "From one CSV of intakes to eight tables, part by part (`vnr.scan`):",
        "cases, persons, episodes, stock, repeats, detection, reactivation and its curve.",
        "",
        "| rows | parts | file, MB | processor, s | wall, s | µs a row | most memory, MB | load |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {said(one['rows'])} | {one['partitions']} | {said(one['bytes'] / 1e6)} | "
        f"{one['all_cpu_s']:.1f} | {one['all_s']:.1f} | "
        f"{1e6 * one['all_cpu_s'] / one['rows']:.1f} | {said(one['peak_mb'])} | {one['load']:.0f} |"
        for one in scans
    ]
    lines += ["", *load(known), *exponent(scans), *spark(known)]
    hours = said(core_hours)
    minutes = said(60 * core_hours / WORKERS / CORES)
    moved = said(shuffle / NETWORK / WORKERS / 60)
    lines += [
        "## Reckoned",
        "",
        f"For {said(ROWS)} rows, by the largest of these, as if each row cost the same:",
        "",
        f"* **Work:** {hours} hours of one core;",
        f"  on {WORKERS} workers of {CORES} cores {minutes} minutes, if nothing waits.",
        f"* **Shuffle:** once, {said(shuffle / 1e9)} GB as text;",
        f"  over {WORKERS} nodes that send {said(NETWORK / 1e6)} MB a second {moved} minutes.",
        "  Before it the keys of cases are moved, to find whose rows are that name nobody.",
        "  Counting moves only sums.",
        f"* **Parts:** {said(ROWS / A_PART)}, of {said(A_PART)} rows each; a core holds one.",
        *memory(scans),
        "* **Disk:** the parts take about what the files take, twice while they are split.",
        "",
        "What isn't reckoned: reading from another machine, starting the cluster,",
        "and persons with very many rows, whose part takes longer than the others.",
        "",
    ]
    return "\n".join(lines)


def memory(scans: list[dict[str, Any]]) -> list[str]:
    """How much more memory one machine needs for each row, by the smallest and the largest."""
    first, last = scans[0], scans[-1]
    if len(scans) < 2:
        return []
    a_row = 1e6 * (last["peak_mb"] - first["peak_mb"]) / (last["rows"] - first["rows"])
    return [
        f"* **Memory:** on one machine a scan's peak grew by {said(a_row)} bytes a row,",
        f"  so that {said(ROWS)} rows would want {said(ROWS * a_row / 1e9)} GB there;",
        "  a cluster's workers hold their parts alone.",
    ]


def load(known: dict[str, Any]) -> list[str]:
    """What disturbed the measuring, if anything did."""
    busy = max(one["load"] for one in known["scan"])
    if busy <= known["machine"]["cpus"]:
        return []
    return [
        "Microseconds a row are of the processor, from CSV to all eight tables.",
        "Where the load is above the number of processors others used the machine meanwhile:",
        "wall times are far too long, and processor times somewhat.",
        "",
    ]


def spark(known: dict[str, Any]) -> list[str]:
    """What the local Spark took, if it was measured."""
    lines = []
    for one in known.get("spark", []):
        rows, made, took = said(one["rows"]), said(one["made_s"]), said(one["all_s"])
        lines += [
            f"A local Spark of two workers (`benchmarks/spread.py`) took {took} s by the clock",
            f"from the frames of {rows} rows to the same tables, in {one['partitions']} parts;",
            f"{made} s of them go to the shuffle. One machine counts them in",
            f"{said(one['one_machine_s'])} s once they are read (load {one['load']:.0f}).",
            f"All {one['metrics_equal']} metrics are those of one machine in every cell,",
            "with the limits of curves to the ninth digit.",
            "",
        ]
    return lines


def exponent(scans: list[dict[str, Any]]) -> list[str]:
    """By which power of the rows the cost grows, from the smallest to the largest."""
    from math import log

    if len(scans) < 2:
        return []
    first, last = scans[0], scans[-1]
    power = log(last["all_cpu_s"] / first["all_cpu_s"]) / log(last["rows"] / first["rows"])
    span = f"{said(first['rows'])} to {said(last['rows'])}"
    return [f"From {span} rows the cost grows by the power {power:.2f} of the rows.", ""]


if __name__ == "__main__":
    PAGE.write_text(page(json.loads((HERE / "scaled.json").read_text("utf-8"))), "utf-8")
