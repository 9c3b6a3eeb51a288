"""Hand-made extracts, and what they hold as worked out by hand in `extracts/expected.txt`."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import vnr
from vnr import metrics
from vnr.model import Case, Period
from vnr.results import Counts, State

FOLDER = Path(__file__).parents[1] / "extracts"
YEAR = Period.year(2019)
KEY = "a secret for tests only, not for people"


def blocks() -> list[dict[str, list[str]]]:
    found: list[dict[str, list[str]]] = []
    for block in (FOLDER / "expected.txt").read_text("utf-8").split("\n\n"):
        lines = [line.split(" ", 1) for line in block.splitlines() if line[:1] not in ("#", "")]
        if lines:
            said: dict[str, list[str]] = {}
            for name, text in lines:
                said.setdefault(name, []).append(text)
            found.append(said)
    return found


def shown(case: Case) -> str:
    fields = (
        case.municipality,
        case.case_id,
        case.person.person_id,
        ";".join(sorted(case.roles)),
        case.opened,
        case.intakes[0].reason,
        len(case.intakes),
        case.closed or "-",
    )
    return " ".join(str(field) for field in fields)


def told(counts: Counts) -> str:
    """The number, or ``?`` where nothing was delivered that could tell of it."""
    return str(int(counts)) if counts.state[0] == State.VALUE else "?"


BLOCKS = blocks()


@pytest.mark.parametrize("said", BLOCKS, ids=[said["files"][0] for said in BLOCKS])
def test_extract(said: dict[str, list[str]]) -> None:
    """Rows, faults, cases and counts are those worked out by hand."""
    words = said["files"][0].split()
    more: dict[str, Any] = {"key": KEY} if "key" in words else {}
    for word in words:
        if word.startswith("profile="):
            more["profile"] = FOLDER / word.removeprefix("profile=")
    paths = [FOLDER / word for word in words if "=" not in word and word != "key"]
    reading = vnr.read(paths, observed=YEAR, **more)

    rows = f"{reading.rows_read} = {reading.accepted} + {reading.rejected}"
    assert said["rows"] == [rows]
    faults = ", ".join(f"{rule} {number}" for rule, number in sorted(reading.faults.rules.items()))
    assert said.get("faults", [""]) == [faults]
    found = sorted(reading.register.cases(), key=shown)
    for line, case in zip(said.get("case", []), found, strict=True):
        pairs = zip(line.split(), shown(case).split(), strict=True)
        assert all(expected in ("*", got) for expected, got in pairs), line
    counts = [
        told(metrics.count(reading.register, YEAR, basis=basis)) if found else "0"
        for basis in ("original", "intake", "known")
    ]
    assert said["counts"] == [" ".join(counts)]
    if "persons" in said:
        people = {case.person.person_id for case in found}
        assert said["persons"] == [str(len(people))]
        assert all(len(str(person)) == 32 for person in people)
    for text in said.get("covered", []):
        counted = metrics.count(reading.register, YEAR, by="municipality")
        for part in text.split(", "):
            code, share = part.split()
            got = counted.select(municipality=code).covered[0]
            assert got == pytest.approx(float(Fraction(share)))


def test_every_file_is_expected() -> None:
    """No extract lies there unread."""
    named = {word.split("=")[-1] for said in BLOCKS for word in said["files"][0].split()}
    assert {path.name for path in FOLDER.iterdir()} - {"expected.txt"} == named - {"key"}
