"""Read 10^6 intake rows (cp1252, about 80 MB) into a register, beside polars on the same file.

`python benchmarks/read.py --turns OTHER [CASE]` reads with this tree and another in turns: 10^6,
10^5 and 10^3 rows, with pyarrow and without, all cells quoted, half of the rows delivered twice,
workbooks and frames.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from statistics import median

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
    "vnr.io.sheets._csv.FAST_FROM = 10**12; "
    "p = vnr.Period(date(2015, 1, 1), date(2024, 12, 31)); t = time.perf_counter(); "
    "vnr.read({path!r}, observed=p)",
}


READ = """
import resource, sys, time
kind, *paths = sys.argv[1:]
if kind == "plain":
    sys.modules["pyarrow"] = None
import vnr, vnr.io, vnr.register
if kind == "fast":
    import pyarrow.csv
period = vnr.Period.years(2015, 2024)
call = lambda: vnr.read(paths, observed=period).rows_read
if kind in ("polars", "pandas"):
    import polars
    frame = polars.read_parquet(paths[0])
    frame = frame.to_pandas() if kind == "pandas" else frame
    call = lambda: vnr.Register.from_frame(frame, observed=period) and len(frame)
def used():
    both = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in both)
calls, ends, best = 0, time.perf_counter() + 4, (9e9, 9e9)
while calls < 2 or time.perf_counter() < ends:
    calls, wall, processor = calls + 1, time.perf_counter(), used()
    rows = call()
    best = min(best, (used() - processor, time.perf_counter() - wall))
print(*best, rows)
"""

ROUNDS = 3
CASES = {
    "fast a.csv": 10**6,
    "fast 5.csv": 10**5,
    "fast 3.csv": 10**3,
    "fast quoted.csv": 10**5,
    "fast a.csv again.csv": 15 * 10**5,
    "plain 5.csv": 10**5,
    "plain quoted.csv": 10**5,
    "excel 5.xlsx": 10**5,
    "excel 5.xls": 10**5,
    "polars a.parquet": 10**6,
    "pandas a.parquet": 10**6,
}
"""What is read in turns, and of how many rows: with pyarrow and without, workbooks, and frames."""


def turns(other: Path, folder: Path, asked: str = "") -> None:
    """Processor and wall time of this tree and another, in turns: the median of the best of each."""
    whole = (folder / "a.csv").read_bytes().splitlines(keepends=True)
    half = len(whole) // 2
    few = whole[: 10**5 + 1]
    files = {
        "5": few,
        "3": whole[: 10**3 + 1],
        "quoted": [b'"' + row.rstrip().replace(b";", b'";"') + b'"\n' for row in few],
        "again": [whole[0], *whole[half:]],
    }
    for name, rows in files.items():
        (folder / f"{name}.csv").write_bytes(b"".join(rows))
    asked_for = [case for case in CASES if asked in case]
    if any(case.startswith("excel") for case in asked_for):
        _workbooks(folder, [row.rstrip().decode("cp1252").split(";") for row in few])
    if any(case.endswith("parquet") for case in asked_for):
        _frame(folder, whole)
    trees = {"this": Path(__file__).parents[1], "other": other}
    for case in asked_for:
        rows = CASES[case]
        kind, *names = case.split()
        found: dict[str, list[tuple[float, float]]] = {tree: [] for tree in trees}
        for tree in ROUNDS * [*trees]:
            out = subprocess.run(
                [sys.executable, "-c", READ, kind, *(str(folder / name) for name in names)],
                capture_output=True, text=True, check=True,
                env={**os.environ, "PYTHONPATH": str(trees[tree] / "src")},
            ).stdout.split()  # fmt: skip
            found[tree].append((float(out[0]), float(out[1])))
            assert abs(int(out[2]) - rows) <= 2, (case, tree, out)
        shown = "  ".join(
            f"{tree} {median(one[0] for one in times):.3f} s"
            f" (wall {median(one[1] for one in times):.3f})"
            for tree, times in found.items()
        )
        print(f"{case:22} {rows:>8} rows  {shown}", flush=True)


def _workbooks(folder: Path, rows: list[list[str]]) -> None:
    """The rows as Excel would hold them, with days; an .xls has no more than 65 536 in a sheet."""
    import xlsxwriter
    import xlwt

    days = [place for place, heading in enumerate(rows[0]) if heading.endswith("datum")]
    typed: list[list[object]] = [
        [date.fromisoformat(cell) if place in days else cell for place, cell in enumerate(row)]
        for row in rows[1:]
    ]
    with xlsxwriter.Workbook(folder / "5.xlsx", {"constant_memory": True}) as book:
        sheet, form = book.add_worksheet("Aktualiseringar"), {"num_format": "yyyy-mm-dd"}
        day = book.add_format(form)
        sheet.write_row(0, 0, rows[0])
        for number, row in enumerate(typed, start=1):
            for place, cell in enumerate(row):
                if place in days:
                    sheet.write_datetime(number, place, cell, day)
                else:
                    sheet.write_string(number, place, cell)
    old, style = xlwt.Workbook(), xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for name, start in (("Aktualiseringar 1", 0), ("Aktualiseringar 2", len(typed) // 2)):
        page = old.add_sheet(name)
        for place, heading in enumerate(rows[0]):
            page.write(0, place, heading)
        for number, row in enumerate(typed[start : start + len(typed) // 2], start=1):
            for place, cell in enumerate(row):
                page.write(
                    number, place, cell, style if place in days else xlwt.Style.default_style
                )
    old.save(str(folder / "5.xls"))


def _frame(folder: Path, lines: list[bytes]) -> None:
    """The rows as a frame with the model's names."""
    import polars as pl

    names = {
        "case_id": 0, "person_id": 1, "municipality": 2, "date": 5, "reason": 6,
    }  # fmt: skip
    cells = [row.rstrip().split(b";") for row in lines[1:]]
    columns = {name: [row[at].decode("cp1252") for row in cells] for name, at in names.items()}
    reasons = {"våld": "violence", "ekonomi": "economic", "oro för barn": "child_welfare"}
    columns["reason"] = [reasons[reason] for reason in columns["reason"]]
    frame = pl.DataFrame(columns | {"roles": ["exposed_adult"] * len(cells)})
    frame.with_columns(pl.col("date").str.to_date()).write_parquet(folder / "a.parquet")


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
        turns(Path(sys.argv[2]), Path(folder), "".join(sys.argv[3:]))
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
