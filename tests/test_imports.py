"""What an import costs: told by the modules it loads, in a process of its own."""

from __future__ import annotations

import subprocess
import sys

import pytest


def loaded(statement: str) -> set[str]:
    """Top-level names of the modules that a statement loads, scipy's parts by themselves."""
    code = f"import sys\n{statement}\nprint(*sys.modules)"
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    return {".".join(name.split(".")[:2]) for name in out} | {name.split(".")[0] for name in out}


@pytest.mark.parametrize(
    ("statement", "without"),
    [
        ("import vnr", {"numpy", "scipy", "narwhals", "cattrs", "tomllib"}),
        ("from vnr import Case, Person, Period", {"numpy", "scipy", "narwhals", "tomllib"}),
        ("from vnr import Register", {"scipy", "narwhals", "pandas", "pyarrow"}),
        ("from vnr import metrics", {"scipy.stats", "narwhals", "pandas", "matplotlib"}),
        ("from vnr import metrics; metrics.rate([1], [1])", {"scipy.stats", "pandas"}),
        ("from vnr import data; data.municipality('Flen')", {"pandas", "scipy"}),
        ("from vnr import read", {"scipy", "pyarrow", "python_calamine", "xlsxwriter"}),
        ("import vnr.cli", {"numpy", "scipy"}),
    ],
)
def test_light(statement: str, without: set[str]) -> None:
    """What isn't needed yet isn't loaded."""
    assert loaded(statement) & without == set()


def test_a_name_is_resolved_once() -> None:
    """The second look finds the same object, not a module of that name."""
    import vnr

    assert vnr.metrics.rate is vnr.metrics.rate
    assert "Register" in vars(vnr) or vnr.Register is vars(vnr)["Register"]


def test_words_are_read_when_asked_for() -> None:
    """Records, registers and metrics are there before a word is; a label reads one file."""
    code = """
import sys
from pathlib import Path
read = []
sys.addaudithook(lambda event, args: read.append(Path(str(args[0])).name) if event == "open" else 0)
import vnr
from vnr import Case, Counts, Register, metrics, model
before = [name for name in read if name.endswith(".toml")]
label = model.Sex.WOMAN.label("sv")
again = model.Sex.MAN.label("sv")
print(before, label, again, [name for name in read if name.endswith(".toml")])
"""
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert out.stdout == "[] kvinna man ['labels.toml']\n"
