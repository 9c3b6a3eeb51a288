"""Faults put into the code on purpose, one at a time: do the unit tests of its room see each?

    python benchmarks/mutants.py                          # all of them, about ten minutes
    python benchmarks/mutants.py --room metrics/survival  # those of one room
    python benchmarks/mutants.py --only 12 13             # those with these numbers

The list is `mutants.toml`. Ends with 1 if a mutant survives, or if its text is no longer found.
"""

from __future__ import annotations

import argparse
import compileall
import os
import py_compile
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path

import attrs

HERE = Path(__file__).parent
TREE = HERE.parent
UNIT = TREE / "tests" / "unit"
TIMEOUT = 600
NEVER_ENDS = "(never ends)"


@attrs.frozen
class Mutant:
    """One fault.

    Attributes
    ----------
    number
        Place in the list, from 1.
    file
        The module, seen from `src/vnr`.
    text, to
        What stands there once, and what is put instead.
    """

    number: int
    file: str
    text: str
    to: str

    @property
    def room(self) -> str:
        """The room it lies in, whose unit tests are to see it."""
        path = Path(self.file)
        return path.stem if path.parent == Path() else path.parent.as_posix()

    @property
    def tests(self) -> list[str]:
        """The room's unit tests, those of the module itself first."""
        folder = UNIT / self.room
        if not folder.is_dir():
            return [str(folder.with_name(f"test_{folder.name}.py"))]
        own = folder / f"test{Path(self.file).stem}.py"
        return [str(path) for path in (own, folder) if path.exists()]

    @property
    def words(self) -> str:
        """The fault on one line."""
        text, to = (" ".join(part.split()) for part in (self.text, self.to))
        return f"{self.number:3} {self.file}: {text!r} -> {to!r}"


def killer(mutant: Mutant, source: Path) -> str:
    """The first test that fails on the mutant, or nothing."""
    path = source / "vnr" / mutant.file
    whole = path.read_text("utf-8")
    path.write_text(whole.replace(mutant.text, mutant.to), "utf-8")
    try:
        # The folder is collected only for what the module's own tests don't see.
        return next(filter(None, (failure([tests], source) for tests in mutant.tests)), "")
    finally:
        path.write_text(whole, "utf-8")


def failure(tests: list[str], source: Path) -> str:
    """The first of the tests that fails, when vnr is imported from a folder, or nothing."""
    run = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "--no-header"]
    environment = os.environ | {"PYTHONPATH": str(source), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            [*run, *tests],
            cwd=TREE, env=environment, capture_output=True, text=True, timeout=TIMEOUT, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return NEVER_ENDS
    if done.returncode == 0:
        return ""
    lines = [line.split(" - ")[0] for line in done.stdout.splitlines()]
    named = [line.split(" ", 1)[1] for line in lines if line.startswith(("FAILED ", "ERROR "))]
    return named[0] if named else (done.stdout + done.stderr)[-400:]


def mutants() -> list[Mutant]:
    """The list."""
    rows = tomllib.loads((HERE / "mutants.toml").read_text("utf-8"))["mutant"]
    return [Mutant(number, **row) for number, row in enumerate(rows, start=1)]


def is_stale(mutant: Mutant) -> bool:
    """Whether its text doesn't stand in the module once."""
    path = TREE / "src" / "vnr" / mutant.file
    return not path.exists() or path.read_text("utf-8").count(mutant.text) != 1


def main() -> int:
    """Try the chosen mutants, and say by room what kills them."""
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--room", help="such as model or metrics/survival")
    ask.add_argument("--only", type=int, nargs="+", metavar="NUMBER")
    asked = ask.parse_args()
    chosen = [
        mutant
        for mutant in mutants()
        if asked.room in (None, mutant.room) and (not asked.only or mutant.number in asked.only)
    ]
    if not chosen:
        ask.error("no mutant is so chosen; leave out --room and --only to try all of them")
    stale = [mutant for mutant in chosen if is_stale(mutant)]
    survivors = []
    sound: dict[str, bool] = {}  # whether the tests that kill pass where there is no fault
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch) / "src"
        shutil.copytree(TREE / "src", source, ignore=shutil.ignore_patterns("__pycache__"))
        # Compiled once; a module that is changed has another hash and is compiled by who imports it.
        compileall.compile_dir(
            source, quiet=1, invalidation_mode=py_compile.PycInvalidationMode.CHECKED_HASH
        )
        for room in dict.fromkeys(mutant.room for mutant in chosen):
            print(f"\n{room}", flush=True)
            for mutant in chosen:
                if mutant.room != room or mutant in stale:
                    continue
                killed_by = killer(mutant, source)
                test = killed_by.partition("[")[0]
                if test.startswith("tests/") and test not in sound:
                    sound[test] = not failure([test], source)
                    if not sound[test]:
                        print(f"  {test} fails as it is")
                        return 1
                shown = killed_by.removeprefix(f"tests/unit/{room}/") or "SURVIVES"
                print(f"  {mutant.words}\n      {shown}", flush=True)
                survivors += [] if killed_by else [mutant]
    minutes = (time.perf_counter() - began) / 60
    print(f"\n{len(chosen)} mutants in {minutes:.1f} minutes: {len(survivors)} survive")
    for title, some in (("survives", survivors), ("stale", stale)):
        for mutant in some:
            print(f"{title}: {mutant.words}")
    return int(bool(survivors or stale))


if __name__ == "__main__":
    sys.exit(main())
