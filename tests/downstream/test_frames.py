"""Results are read by pyarrow and DuckDB without pandas or polars."""

from __future__ import annotations

import subprocess
import sys
from textwrap import dedent

SCRIPT = """
    import sys

    from importlib.machinery import PathFinder

    class Lacking(PathFinder):  # as where they aren't installed
        @classmethod
        def find_spec(cls, name, path=None, target=None):
            lacks = name.partition(".")[0] in ("pandas", "polars")
            return None if lacks else PathFinder.find_spec(name, path, target)

    sys.meta_path[:] = [Lacking if one is PathFinder else one for one in sys.meta_path]

    import duckdb
    import pyarrow as pa
    import vnr

    people = vnr.data.population(["0482", "0483"], [2018, 2019])
    figures = people.to_frame()
    assert isinstance(figures, pa.Table)
    assert pa.Table.from_pylist(people.to_records()).num_rows == 4
    total = duckdb.sql("select sum(value) from figures where year = 2018 and state = 'value'").fetchall()
    assert total == [(people.select(year=2018).value.sum(),)]
"""


def test_without_pandas() -> None:
    """A figure leaves as a table of Arrow, which SQL reads by its columns' names."""
    done = subprocess.run(
        [sys.executable, "-c", dedent(SCRIPT)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_rooms_are_there_without_an_import() -> None:
    """`import vnr` alone reaches reports, files and protection; what isn't asked isn't loaded."""
    script = """
        import sys
        import vnr
        assert "vnr.report" not in sys.modules
        assert vnr.report.Report and vnr.io.read and vnr.disclosure.protect
    """
    done = subprocess.run(
        [sys.executable, "-c", dedent(script)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
