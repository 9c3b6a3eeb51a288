"""Count 10^6 cases in 290 municipalities by year, beside polars, duckdb and pandas."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from typing import Any

import duckdb
import numpy as np
import polars as pl

from vnr import data, metrics
from vnr.model import IntakeReason, Period
from vnr.register import Keys, Register, assemble

SIZE = 1_000_000
PERIOD = Period(date(2010, 1, 1), date(2024, 12, 31))


def least(call: Callable[[], Any], runs: int = 7) -> float:
    call()
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        call()
        times.append(time.perf_counter() - began)
    return 1000 * min(times)


rng = np.random.default_rng(1)
codes = [one.code.encode() for one in data.municipalities()]
place = rng.integers(0, 290, SIZE).astype(np.int32)
ids = np.array([f"{number * 2654435761 % 2**32:08x}" for number in range(SIZE)], "S8")
columns: dict[str, Any] = {
    "municipality": Keys(np.array(codes), place),
    "case_id": Keys(ids, np.arange(SIZE, dtype=np.int32)),
    "person_id": Keys(ids, (np.arange(SIZE) // 2 * 2).astype(np.int32)),
    "role": rng.integers(0, 3, SIZE).astype(np.int8),
    "date": rng.integers(14_610, 20_089, SIZE).astype(np.int32),
    "reason": rng.integers(0, len(IntakeReason), SIZE).astype(np.int8),
}
register = Register(assemble({"intakes": columns}).whole(), observed=PERIOD)
cases = register.table("cases")
frame = pl.DataFrame(
    {
        "municipality": np.array(register.names())[cases["municipality"]],
        "opened": cases["opened"].astype("datetime64[D]"),
        "role": cases["role"],
        "reason": cases["reason"],
    }
).with_columns(pl.col("municipality").cast(pl.Categorical))
numbers = frame.with_columns(pl.Series("code", cases["municipality"]))
table = frame.to_pandas()
connection = duckdb.connect()
connection.register("cases", frame.to_arrow())
connection.execute("create table kept as select * from cases")
violent = [0, 1]


def ours() -> Any:
    return metrics.count(register, PERIOD, basis="intake", by=("municipality", "year"))


def by_polars(of: pl.DataFrame, key: str) -> Any:
    return (
        of.lazy()
        .filter(pl.col("reason").is_in(violent) & (pl.col("role") < 3))
        .group_by(key, pl.col("opened").dt.year())
        .len()
        .collect()
    )


def by_pandas() -> Any:
    chosen = table[table["reason"].isin(violent) & (table["role"] < 3)]
    return chosen.groupby(["municipality", chosen["opened"].dt.year], observed=True).size()


def by_duckdb() -> Any:
    return connection.execute(
        "select municipality, year(opened), count(*) from kept "
        "where reason in (0, 1) and role < 3 group by all"
    ).fetchall()


assert int(ours().sum()) == by_polars(frame, "municipality")["len"].sum()
for name, call in (
    ("vnr", ours),
    ("polars, categories", lambda: by_polars(frame, "municipality")),
    ("polars, numbers", lambda: by_polars(numbers, "code")),
    ("duckdb", by_duckdb),
    ("pandas", by_pandas),
):
    print(f"{least(call):8.1f} ms  {name}")
print(
    f"{least(lambda: metrics.count(register, PERIOD, of='person', by=('municipality', 'year'))):8.1f}"
    " ms  vnr, persons by what is known"
)
