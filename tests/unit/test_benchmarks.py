"""The benchmarks run, at a size at which they tell nothing of speed but still compare every cell."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
SIZE = 10_000  # at fewer a municipality has no assessment, and vnr says "not reported" of it
QUICK = [
    "count of persons by municipality and year",
    "episodes and their kinds",
    "reactivation by municipality and year",
    "detection by municipality and year",
    "follow-up, clustered by person",
    "register of three tables",
    "to_frame of polars",
    "Wilson intervals",
]


@pytest.fixture(scope="module")
def bench() -> Iterator[Any]:
    """What the benchmarks' own folder holds, as `make bench` finds it."""
    for name in ("duckdb", "pandas", "polars", "statsmodels"):
        pytest.importorskip(name, reason=f"{name} is not installed, beside which jobs are measured")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(BENCHMARKS))
        yield pytest.importorskip("table", reason="the benchmarks are not part of what was packed")


@pytest.mark.filterwarnings("ignore:Sortedness of columns")
@pytest.mark.parametrize("name", QUICK)
def test_a_benchmark_compares_every_cell_and_measures_each(bench: Any, name: str) -> None:
    """Whatever a rival's form and ours tell otherwise stops the benchmark before it measures."""
    asked = next(job for job in bench.JOBS if job.name == name)
    row = bench.measured(asked, SIZE, 1)
    assert row["runs"] == 1
    assert row["cpu_ms"].keys() == row["half_ms"].keys() >= {"first"}
    if asked.name != "to_frame of polars":  # which is measured in a process of its own
        assert row["bytes"]["first"] > 0


def test_the_page_says_what_is_met_and_what_is_not(bench: Any) -> None:
    """A goal is met up to itself; over it the page says by how much, and of growth too."""
    row = {
        "job": "read CSV", "runs": 7, "load": 0.0, "best": "pyarrow", "part": {"first": 2},
        "half_ms": {"first": [1, 2]}, "bytes": {"first": 400.0}, "most_bytes": 400,
    }  # fmt: skip
    small = {**row, "size": 10**6, "cpu_ms": {"first": 20.0}, "goal_ms": {"first": 20.0}}
    large = {**row, "size": 10**7, "cpu_ms": {"first": 300.0}, "goal_ms": {"first": 299.0}}
    rows = [one | {"wall_ms": one["cpu_ms"]} for one in (large, small)]
    lines = bench.page(rows, {"runs": 7, "cores": 2}, bench.JOBS).splitlines()
    met, missed = (line for line in lines if line.startswith("| read CSV"))
    assert "first ≤ 20 = 2 × pyarrow: met | – | 400 ≤ 400: met | – |" in met
    assert "first ≤ 299 = 2 × pyarrow: **gap** | – | 400 ≤ 400: met | 1.18: **gap** |" in missed
    assert any("10 000 000 rows: first call 300 ms beside 299, growth 1.18" in one for one in lines)
