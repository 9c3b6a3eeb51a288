"""Cases written as municipalities write them, one row for each intake, are read back equal."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import attrs
import polars as pl
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import vnr
from vnr.model import Case
from vnr.register import CASES, Register
from vnr.testing import OBSERVED, registers

SHARED = ("cases", "intakes", "closings")


def by_key(cases: Any) -> list[Case]:
    return sorted(cases, key=lambda case: tuple(map(str, case.key)))


def base_rows(register: Register) -> pl.DataFrame:
    """Each intake beside its case, its person and the closing of its own spell."""
    cases = register.to_frame("cases", "polars").drop("opened", "reason", "unplaceable")
    cases = cases.drop("closed", "closing_reason", "goal")
    intakes = register.to_frame("intakes", "polars")
    closings = [
        spell.closing for case in register.cases() for spell in case.spells for _ in spell.intakes
    ]
    told = pl.DataFrame(
        {
            "closed": [closing and closing.date for closing in closings],
            "closing_reason": [closing and closing.reason for closing in closings],
            "goal": [closing and closing.goal for closing in closings],
        },
        schema={"closed": pl.Date, "closing_reason": pl.String, "goal": pl.String},
    )
    rows = intakes.hstack(told)
    whole: pl.DataFrame = rows.join(
        cases, on=list(CASES.keys), nulls_equal=True, how="left", maintain_order="left"
    )
    return whole


@given(registers())
def test_a_frame_of_the_base_shape(register: Register) -> None:
    """Spells, roles and persons whom nobody knows stand in the rows of intakes."""
    frames = {"intakes": base_rows(register)} | {
        name: register.to_frame(name, "polars") for name in CASES.parents if name not in SHARED
    }
    again = Register.from_frame(frames, observed=OBSERVED)
    assert by_key(again.cases()) == by_key(register.cases())


def once(case: Case) -> Case:
    """The case without what it holds twice, alike in all but what hangs on it."""
    bare = [attrs.evolve(one, follow_ups=()) for one in case.interventions]
    assume(all(bare.count(one) == 1 for one in bare))
    return attrs.evolve(
        case,
        intakes=tuple(dict.fromkeys(case.intakes)),
        investigations=tuple(dict.fromkeys(case.investigations)),
        assessments=tuple(dict.fromkeys(case.assessments)),
    )


@settings(max_examples=20)
@given(registers(), st.booleans())
def test_files(register: Register, own_sheet: bool) -> None:
    """So in text files, whether closings stand in the rows of intakes or in a file of their own."""
    rows = base_rows(register)
    frames = {
        name: register.to_frame(name, "polars") for name in CASES.parents if name not in SHARED
    }
    frames["intakes"] = rows.drop("closed", "closing_reason", "goal") if own_sheet else rows
    if own_sheet:
        frames["closings"] = register.to_frame("closings", "polars")
    with tempfile.TemporaryDirectory() as folder:
        for name, frame in frames.items():
            if frame.height:
                frame.write_csv(Path(folder) / f"{name}.csv", separator="\t")
        if rows.height:
            reading = vnr.read(folder, observed=OBSERVED)
            assert reading.faults.rules == {}
            assert by_key(reading.register.cases()) == by_key(map(once, register.cases()))
