"""A reading shows what was lost."""

from __future__ import annotations

from pathlib import Path

import vnr
from delivering import GOOD, HEAD, YEAR, written


def test_many_files(tmp_path: Path) -> None:
    """Of many files only those that lost rows are listed."""
    paths = [written(tmp_path, HEAD + GOOD.replace("101", str(n)), f"{n}.csv") for n in range(14)]
    paths.append(written(tmp_path, HEAD + GOOD.replace("2019", "x"), "bad.csv"))
    shown = repr(vnr.read(paths, observed=YEAR))
    assert "14 filer lästes utan" in shown
    assert "bad.csv: 1 lästa = 0 godtagna + 1 bortlagda" in shown
