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
    assert "14 files were read" in vnr.read(paths, observed=YEAR).show("en")
    assert "bad.csv: 1 lästa = 0 godtagna + 1 bortlagda" in shown


def test_language(tmp_path: Path) -> None:
    """The account is in English when asked for, hints, notes and register too."""
    text = HEAD.replace("\n", ";Avslutsdatm\n")
    rows = GOOD.replace("\n", ";2019-02-01\n") + GOOD.replace("101;", "102;").replace("nära", "nra")
    shown = vnr.read(written(tmp_path, text + rows), observed=YEAR).show("en")

    assert "!! 1 of 2 rows (50.0 %) were set aside" in shown
    assert "a.csv: 2 read = 1 accepted + 1 set aside" in shown
    assert "the column «Avslutsdatm» was not read; did you mean Closed?" in shown
    assert "<Register: cases 1, persons 1, municipalities 1" in shown
