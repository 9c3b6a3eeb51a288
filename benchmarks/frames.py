"""How long it takes to read frames, beside `Register.from_frame` of the same rows.

Run: python benchmarks/frames.py [rows …]
"""

from __future__ import annotations

import sys
from datetime import date, timedelta
from functools import partial
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd
import polars as pl

import vnr

WINDOW = "2017-01-01/2020-12-31"


def columns(rows: int) -> dict[str, Any]:
    """Rows of intakes, three of ten of which belong to the case of an earlier one."""
    dice = np.random.default_rng(1)
    case = dice.integers(0, int(rows * 0.8) + 1, rows)
    start = date(2017, 1, 1)
    days = [start + timedelta(day) for day in range(1_461)]
    return {
        "municipality": np.array(["0482", "0483", "0484"], object)[case % 3],
        "case_id": np.array([f"f{number}" for number in case], object),
        "person_id": np.array([f"p{number * 7}" for number in case], object),
        "roles": np.full(rows, "exposed_adult", object),
        "date": np.array(days, object)[dice.integers(0, len(days), rows)],
        "reason": np.array(["violence", "economic", "other"], object)[dice.integers(0, 3, rows)],
    }


def seconds(make: Any) -> float:
    """The quickest of three."""
    times = []
    for _ in range(3):
        before = perf_counter()
        make()
        times.append(perf_counter() - before)
    return min(times)


for rows in map(int, sys.argv[1:] or ("100000", "1000000")):
    held = columns(rows)
    objects = pd.DataFrame(held)
    kinds = {
        "pandas, objects": objects,
        "pandas, categories": objects.astype(
            dict.fromkeys(("municipality", "roles", "reason"), "category")
        ).assign(date=pd.to_datetime(objects["date"])),
        "polars": pl.DataFrame({name: values.tolist() for name, values in held.items()}),
        "pyarrow": pl.DataFrame({n: v.tolist() for n, v in held.items()}).to_arrow(),
        "list of dicts": objects.to_dict("records") if rows <= 100_000 else None,
    }
    for name, frame in kinds.items():
        if frame is None:
            continue
        door = seconds(partial(vnr.Register.from_frame, frame, observed=WINDOW))
        read = seconds(partial(vnr.read, frame, observed=WINDOW))
        print(f"{rows:>9} {name:<20} from_frame {door:6.2f} s   read {read:6.2f} s")
