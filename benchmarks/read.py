"""Read 10^6 intake rows (cp1252, about 80 MB) into a register, beside polars on the same file.

`python benchmarks/read.py --turns OTHER` reads with this tree and another in turns: 10^6, 10^5 and
10^3 rows, with pyarrow and without, all cells quoted, and half of the rows delivered twice.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

SIZE = 1_000_000
PEAK = "import resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
COMMANDS = {
    "polars": "import polars as pl, time; t = time.perf_counter(); "
    "pl.read_csv({path!r}, separator=';', encoding='windows-1252')",
    "vnr with pyarrow": "import vnr, vnr.io, vnr.register, pyarrow.csv, time; from datetime import date; "
    "p = vnr.Period(date(2015, 1, 1), date(2024, 12, 31)); t = time.perf_counter(); "
    "vnr.read({path!r}, observed=p)",
    "polars, vnr with pyarrow: warm, in turn": "import vnr, polars as pl, time; from datetime import date; "
    "p = vnr.Period(date(2015, 1, 1), date(2024, 12, 31)); best = [9.0, 9.0]\n"
    "for call in 9 * [(0, lambda: pl.read_csv({path!r}, separator=';', encoding='windows-1252')), "
    "(1, lambda: vnr.read({path!r}, observed=p))]:\n"
    "    t = time.perf_counter(); call[1](); "
    "best[call[0]] = min(best[call[0]], time.perf_counter() - t)\n"
    "print(*best, end=' '); t = time.perf_counter()",
    "vnr without": "import vnr, vnr.io, vnr.register, time; from datetime import date; "
    "vnr.io._csv.FAST_FROM = 10**12; "
    "p = vnr.Period(date(2015, 1, 1), date(2024, 12, 31)); t = time.perf_counter(); "
    "vnr.read({path!r}, observed=p)",
}


READ = """
import sys, time, vnr, vnr.io, vnr.register, vnr.io._csv, pyarrow.csv
from datetime import date
plain, *paths = sys.argv[1:]
vnr.io._csv.FAST_FROM = 10**12 if plain == "plain" else vnr.io._csv.FAST_FROM
period = vnr.Period(date(2015, 1, 1), date(2024, 12, 31))
calls, ends, best = 0, time.perf_counter() + 6, (9e9, 9e9)
while calls < 2 or time.perf_counter() < ends:
    calls, wall, processor = calls + 1, time.perf_counter(), time.process_time()
    reading = vnr.read(paths, observed=period)
    best = min(best, (time.process_time() - processor, time.perf_counter() - wall))
print(*best, reading.rows_read)
"""


def turns(other: Path, folder: Path) -> None:
    """Processor and wall time of this tree and another, in turns, the best of each."""
    whole = (folder / "a.csv").read_bytes().splitlines(keepends=True)
    half = len(whole) // 2
    files = {
        "5": whole[: 10**5 + 1],
        "3": whole[: 10**3 + 1],
        "quoted": [
            b'"' + row.rstrip().replace(b";", b'";"') + b'"\n' for row in whole[: 10**5 + 1]
        ],
        "again": [whole[0], *whole[half:]],
    }
    for name, rows in files.items():
        (folder / f"{name}.csv").write_bytes(b"".join(rows))
    trees = {"this": Path(__file__).parents[1], "other": other}
    for kind, *names in (
        ("fast", "a"), ("fast", "5"), ("fast", "3"), ("fast", "quoted"), ("fast", "a", "again"),
        ("plain", "5"), ("plain", "quoted"),
    ):  # fmt: skip
        paths = [str(folder / f"{name}.csv") for name in names]
        best = {}
        for tree in 3 * [*trees]:
            out = subprocess.run(
                [sys.executable, "-c", READ, kind, *paths],
                capture_output=True, text=True, check=True,
                env={**os.environ, "PYTHONPATH": str(trees[tree] / "src")},
            ).stdout.split()  # fmt: skip
            best[tree] = min(best.get(tree, ["9e9"]), out, key=lambda one: float(one[0]))
        shown = "  ".join(
            f"{tree} {float(processor):.3f} s (wall {float(wall):.3f})"
            for tree, (processor, wall, _) in best.items()
        )
        print(f"{kind:5} {'+'.join(names):8} {best['this'][2]:>8} rows  {shown}", flush=True)


def write(path: Path) -> None:
    import numpy as np
    import polars as pl

    rng = np.random.default_rng(1)
    case = rng.integers(0, 800_000, SIZE)
    opened = np.datetime64("2015-01-01") + case % 3000
    frame = pl.DataFrame(
        {
            "Ärende-ID": [f"{number * 2654435761 % 2**32:010d}" for number in case.tolist()],
            "Klient": [f"P{number * 40503 % 2**31:010d}" for number in case.tolist()],
            "Kommun": np.array([f"{1 + code:04d}" for code in range(290)])[case % 290],
            "Roll": np.array(["våldsutsatt vuxen", "våldsutsatt barn"])[case % 2],
            "Kön": np.array(["Kvinna", "Man"])[case % 2],
            "Aktualiseringsdatum": (opened + rng.integers(0, 200, SIZE)).astype(str),
            "Aktualiseringsorsak": np.array(["våld", "ekonomi", "oro för barn"])[
                rng.integers(0, 3, SIZE)
            ],
            "Avslutsdatum": (opened + 400).astype(str),
        }
    )
    path.write_bytes(frame.write_csv(separator=";").encode("cp1252"))


if len(sys.argv) == 2:
    write(Path(sys.argv[1]))
    sys.exit()

with tempfile.TemporaryDirectory() as folder:
    path = Path(folder) / "a.csv"
    # Written by another process: a child's peak would start from its parent's.
    subprocess.run([sys.executable, __file__, str(path)], check=True)
    print(f"{path.stat().st_size / 1e6:.0f} MB")
    if len(sys.argv) > 2:
        turns(Path(sys.argv[2]), Path(folder))
        sys.exit()
    for name, command in COMMANDS.items():
        runs = []
        for _ in range(1 if "warm" in name else 3):
            code = command.format(path=str(path)) + f"; print(time.perf_counter() - t); {PEAK}"
            out = subprocess.run(
                [sys.executable, "-c", code], capture_output=True, text=True, check=True
            ).stdout.split()
            runs.append((float(out[-2]), int(out[-1])))
        seconds, peak = min(runs)
        shown = " and ".join(f"{float(text):.2f} s" for text in out[:2] if len(out) > 2)
        print(shown or f"{seconds:6.2f} s  {peak:5d} MB", name, sep="  ")
