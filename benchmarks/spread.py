"""A register in Spark beside one in memory: eight tables and the time, and every metric compared.

`python benchmarks/spread.py [ROWS]` needs Java and pyspark. Two workers of the local Spark. Every
cell, state and note of every metric that the tests ask of parts is that of one machine.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

import pyarrow.parquet as pq
from pyspark.sql import SparkSession
from scan import WINDOW, note, tables, write

import vnr
from vnr.engine.spark import spread

sys.path.append(str(Path(__file__).parents[1] / "tests"))
from generative.test_partition import METRICS, same

TABLES = ("intakes", "cases", "closings")


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "aktualiseringar.csv"
        write(path, rows)
        register = vnr.read(path, observed=WINDOW).register
        for name in TABLES:
            pq.write_table(register.to_frame(name, "pyarrow"), path.with_name(f"{name}.parquet"))
        start = time.perf_counter()
        one = tables(register)
        alone = time.perf_counter() - start
        builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
        session = builder.config("spark.driver.memory", "4g").getOrCreate()
        session.sparkContext.setLogLevel("OFF")
        frames = {
            name: session.read.parquet(str(path.with_name(f"{name}.parquet"))) for name in TABLES
        }
        start = time.perf_counter()
        parts = max(2, rows // 250_000)
        with spread(
            frames, observed=WINDOW, coverage=register.coverage, partitions=parts
        ) as source:
            made = time.perf_counter() - start
            found = tables(source)
            took = time.perf_counter() - start
            for name, table in one.items():
                same(name, table.to_dict(), found[name].to_dict())
            for name, metric in METRICS.items():
                same(name, metric(register).to_dict(), metric(source).to_dict())
        session.stop()
    told = {
        "rows": rows,
        "partitions": parts,
        "made_s": round(made, 1),
        "all_s": round(took, 1),
        "one_machine_s": round(alone, 2),
        "metrics_equal": len(METRICS),
    }
    note("spark", told)
    print(told)


if __name__ == "__main__":
    main()
