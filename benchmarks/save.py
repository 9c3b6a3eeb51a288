"""What it costs to save and load a register, beside polars' Parquet of the same columns.

Run: python benchmarks/save.py [cases]
"""

from __future__ import annotations

import sys
import warnings
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import polars as pl
import pyrage
from count import fresh, made

from vnr import Register


def seconds(act: Any) -> float:
    """The quickest of three."""
    times = []
    for _ in range(3):
        before = perf_counter()
        act()
        times.append(perf_counter() - before)
    return min(times)


def size(folder: Path, pattern: str) -> float:
    return sum(path.stat().st_size for path in folder.glob(pattern)) / 1e6


warnings.simplefilter("ignore")
columns, _ = made(int(sys.argv[1]) if sys.argv[1:] else 1_000_000)
register = fresh(columns)
frames = {name: pl.DataFrame(dict(table)) for name, table in columns.tables.items()}
frames |= {
    f"{name}_key": pl.DataFrame({name: values}).cast(pl.String)
    for name, values in columns.dictionaries.items()
}
key = pyrage.x25519.Identity.generate()
with TemporaryDirectory() as temporary:
    folder = Path(temporary)
    plain, sealed = folder / "plain.vnr", folder / "sealed.vnr"

    def parquet_written() -> None:
        for name, frame in frames.items():
            frame.write_parquet(folder / f"{name}.parquet")

    def parquet_read() -> None:
        for name in frames:
            pl.read_parquet(folder / f"{name}.parquet")

    for what, act, pattern in (
        ("save", lambda: register.save(plain), "plain.vnr"),
        ("save, encrypted", lambda: register.save(sealed, recipients=str(key.to_public())), "sealed.vnr"),
        ("polars Parquet", parquet_written, "*.parquet"),
        ("load", lambda: Register.load(plain), ""),
        ("load, encrypted", lambda: Register.load(sealed, identity=str(key)), ""),
        ("polars Parquet", parquet_read, ""),
    ):  # fmt: skip
        took = seconds(act)
        print(f"{what:16} {took:6.2f} s", f"{size(folder, pattern):6.0f} MB" if pattern else "")
