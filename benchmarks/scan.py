"""Files larger than memory: from CSV to eight tables, part by part, with time and peak memory.

`python benchmarks/scan.py [ROWS …]` writes synthetic intakes of so many rows (by default 10^6),
splits and reads them in a process of their own, counts eight tables, and adds what it measured to
`scaled.json`, of which `scaling.py` makes a page of the documentation. With ``--whole`` the same
tables are counted of one register too, and every cell is compared.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).parent
FILE = HERE / "scaled.json"
PIECE = 1_000_000
CODES = [
    "0114",
    "0180",
    "0428",
    "0461",
    "0480",
    "0481",
    "0482",
    "0483",
    "0484",
    "0486",
    "0488",
    "1280",
]
WINDOW = "2005-01-01/2024-12-31"


def write(path: Path, rows: int) -> None:
    """Intakes of cases of two rows in three persons' four, in one file."""
    import pyarrow as pa
    from pyarrow import csv

    random = np.random.default_rng(1)
    first = np.datetime64("2005-01-01")
    with path.open("wb") as file:
        for start in range(0, rows, PIECE):
            size = min(PIECE, rows - start)
            case = (np.arange(start, start + size) // 2).astype(np.int64)
            # By case: the same in each of its rows.
            mark = (case.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(3)).astype(
                int
            )
            person = mark % max(rows * 3 // 8, 1)
            opened = first + (mark // 7 % 7000)
            closed = np.datetime_as_string(opened + 20 + mark // 11 % 400)
            columns = {
                "kommun": np.array(CODES)[person % len(CODES)],
                "ärende": np.char.add("A", case.astype(str)),
                "person": np.char.add("P", person.astype(str)),
                "kön": np.array(["kvinna", "man"])[person // 12 % 2],
                "roll": np.array(["utsatt vuxen", "utsatt barn"])[person // 24 % 2],
                "aktualiseringsdatum": np.datetime_as_string(
                    opened + np.arange(start, start + size) % 2 * 9
                ),
                "aktualiseringsorsak": np.array(["ekonomi", "våld", "våld"])[
                    random.integers(0, 3, size)
                ],
                "avslutsdatum": np.where(mark // 13 % 10 > 0, closed, ""),
            }
            table = pa.table(columns)
            options = csv.WriteOptions(
                include_header=start == 0, delimiter=";", quoting_style="none"
            )
            csv.write_csv(table, file, options)


def tables(source: Any) -> dict[str, Any]:
    """Eight tables."""
    from vnr import metrics as m

    period = "2008-01-01/2022-12-31"
    return {
        "cases": m.count(source, period, by=("municipality", "year")),
        "persons": m.count(source, period, of="person", by=("municipality", "year")),
        "episodes": m.count(source, period, of="episode", by=("year", "kind")),
        "stock": m.count(source, period, measure="stock", by=("municipality", "year")),
        "repeats": m.repeats(source, period, by="municipality"),
        "detection": m.detection(source, period, by=("municipality", "year")),
        "reactivation": m.reactivation(source, period, rule="HUD_SPM2", by="municipality"),
        "curve": m.reactivation_curve(source, period, rule="HUD_SPM2", by="sex"),
    }


def peak() -> float:
    """The most memory that this process has had, in MB.

    Not by ``getrusage``, which counts what the process had that started this one.
    """
    told = Path("/proc/self/status").read_text("ascii")
    return int(told.partition("VmHWM:")[2].split()[0]) / 1024


def measure(path: str, rows: int, folder: str, *, whole: bool) -> dict[str, Any]:
    """Time and memory of one scan."""
    import vnr

    start, cpu = time.perf_counter(), time.process_time()
    with vnr.scan(path, observed=WINDOW, folder=folder) as source:
        read, read_cpu = time.perf_counter() - start, time.process_time() - cpu
        found = tables(source)
        took, took_cpu = time.perf_counter() - start, time.process_time() - cpu
        assert source.rows_read == rows == source.accepted, source.faults.rules
        most = peak()
        told = {
            "rows": rows,
            "partitions": source.partitions,
            "bytes": Path(path).stat().st_size,
            "read_s": round(read, 2),
            "read_cpu_s": round(read_cpu, 2),
            "all_s": round(took, 2),
            "all_cpu_s": round(took_cpu, 2),
            "us_a_row": round(1e6 * took / rows, 2),
            "peak_mb": round(most),
        }
        if whole:
            start = time.perf_counter()
            reading = vnr.read(path, observed=WINDOW)
            told["whole_read_s"] = round(time.perf_counter() - start, 2)
            for name, one in tables(reading.register).items():
                assert one.value.tolist() == found[name].value.tolist() or np.array_equal(
                    one.value, found[name].value, equal_nan=True
                ), name
                assert one.state.tolist() == found[name].state.tolist(), name
            told["whole_s"] = round(time.perf_counter() - start, 2)
            told["whole_peak_mb"] = round(peak())
            told["equal"] = True
    return told


def note(kind: str, told: dict[str, Any]) -> None:
    """Add what was measured to the file, in the place of what was measured of that before."""
    known = json.loads(FILE.read_text("utf-8")) if FILE.exists() else {}
    told["load"] = round(os.getloadavg()[0], 1)
    kept = [one for one in known.get(kind, []) if one["rows"] != told["rows"]]
    known[kind] = sorted([*kept, told], key=lambda one: int(one["rows"]))
    known["machine"] = {
        "cpus": len(os.sched_getaffinity(0)),
        "python": platform.python_version(),
    }
    FILE.write_text(json.dumps(known, indent=2) + "\n", "utf-8")


def main() -> None:
    arguments = [one for one in sys.argv[1:] if not one.startswith("--")]
    if "--in-process" in sys.argv:
        path, rows, folder = arguments
        told = measure(path, int(rows), folder, whole="--whole" in sys.argv)
        print(json.dumps(told))
        return
    for rows in map(int, arguments or ["1000000"]):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "aktualiseringar.csv"
            write(path, rows)
            command = [sys.executable, __file__, "--in-process", str(path), str(rows)]
            command += [str(Path(folder) / "parts")]
            command += ["--whole"] if "--whole" in sys.argv else []
            told = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
            note("scan", told)
            print(told, flush=True)


if __name__ == "__main__":
    main()
