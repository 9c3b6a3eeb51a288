"""Protection of a published table, whose numbers and rates others printed."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pytest

from vnr import disclosure
from vnr.results import Counts, Definition, Estimate, Grid, State

TABLE = Path(__file__).parent / "disclosure" / "assault_inpatients_county_2023.csv"
ROWS = list(csv.DictReader(TABLE.read_text("utf-8").splitlines()))
RULE = disclosure.Rule(threshold=5, insider=0)
SMALL = [row for row in ROWS if 1 <= int(row["patients"]) <= 4]


def results(known: Any = lambda row: True) -> dict[str, Counts | Estimate]:
    """The table as four counts, by county and sex with its totals, and their rates."""
    made: dict[str, Counts | Estimate] = {}
    for label, strata in {
        "cells": ("county", "sex"), "counties": ("county",), "sexes": ("sex",), "whole": (),
    }.items():  # fmt: skip
        rows = [
            row
            for row in ROWS
            if (row["county_code"] != "00") == ("county" in strata)
            and (row["sex"] != "total") == ("sex" in strata)
        ]
        columns = {"county": "county_code", "sex": "sex"}
        grid = Grid(
            strata={name: [row[columns[name]] for row in rows] for name in strata},
            state=[State.VALUE if known(row) else State.SUPPRESSED for row in rows],
            covered=np.ones(len(rows)),
            definition=Definition("assault_inpatients", {"period": "2023", "by": list(strata)}),
            adds_over=strata,
        )
        patients = np.array([int(row["patients"]) for row in rows])
        made[label] = Counts.over(grid, value=patients, unit="persons")
        rate = np.array([float(row["per_100000"]) for row in rows])
        made[f"{label}_rate"] = Estimate.over(
            attrs.evolve(grid, definition=Definition("rate", {}, operands=(grid.definition,))),
            value=rate, lower=rate, upper=rate, n=patients, unit="per 100000", method="-", confidence=None,
        )  # fmt: skip
    return made


def test_masking_is_no_protection() -> None:
    """Of six counts of 1 to 4, masked alone, totals less what is shown give back all six."""
    masked = results(lambda row: row not in SMALL)
    found = disclosure.audit(masked, RULE)

    assert len(SMALL) == 6
    assert found.verdict == "unsafe"
    pinned = {
        (leak.cell["county"], leak.cell["sex"], leak.low)
        for leak in found.leaks
        if leak.possible == 1
    }
    assert pinned == {(row["county_code"], row["sex"], int(row["patients"])) for row in SMALL}


def test_protected() -> None:
    """Eleven of 66 counts are hidden, no total of Sweden among them; rates go with their counts.

    It can't be fewer: four counties have one small count, which needs another to hide behind, and
    Gotland's 2 and 3 with their total of 5 leave 1 to 4, where six numbers must be possible.
    """
    shown = disclosure.protect(results(), RULE)
    gone = {label: result.state == State.SUPPRESSED for label, result in shown.items()}
    counts = sum(int(gone[label].sum()) for label in ("cells", "counties", "sexes", "whole"))

    assert sum(len(shown[label]) for label in ("cells", "counties", "sexes", "whole")) == 66
    assert counts == 6 + 4 + 1
    assert not gone["sexes"].any()
    assert not gone["whole"].any()
    for label in ("cells", "counties", "sexes", "whole"):
        assert gone[label].tolist() == gone[f"{label}_rate"].tolist()
        assert np.isnan(shown[f"{label}_rate"].value[gone[label]]).all()
        assert not shown[label].value[gone[label]].any()
    assert disclosure.audit(shown, RULE).verdict == "safe"


@pytest.mark.parametrize(
    "rule", [disclosure.FIVE, disclosure.VNR_BOARD, disclosure.Rule(threshold=10)]
)
def test_safe_by_a_second_attacker(rule: disclosure.Rule) -> None:
    """One who builds equations from the printed labels alone finds nothing more."""
    from scipy.optimize import linprog

    shown = disclosure.protect(results(), rule)
    known: dict[tuple[str, str], int | None] = {}
    for label, strata in {
        "cells": ("county", "sex"),
        "counties": ("county",),
        "sexes": ("sex",),
        "whole": (),
    }.items():
        frame = shown[label].to_frame("pandas")
        for row in frame.to_dict("records"):
            county, sex = (row[name] if name in strata else "total" for name in ("county", "sex"))
            known[county, sex] = None if row["state"] == "suppressed" else int(row["value"])
    keys = list(known)
    equations = []
    for county in {key[0] for key in keys}:
        equations.append({(county, "total"): 1, (county, "female"): -1, (county, "male"): -1})
    for sex in ("female", "male", "total"):
        equations.append(
            {("total", sex): 1} | {key: -1 for key in keys if key[1] == sex and key[0] != "total"}
        )
    matrix = np.array([[row.get(key, 0) for key in keys] for row in equations])
    bounds = [(0, None) if known[key] is None else (known[key], known[key]) for key in keys]
    hidden = [place for place, key in enumerate(keys) if known[key] is None]

    assert hidden
    for place in hidden:
        goal = np.zeros(len(keys))
        goal[place] = 1
        ends = []
        for sign in (1, -1):
            solved: Any = linprog(
                sign * goal, A_eq=matrix, b_eq=np.zeros(len(equations)), bounds=bounds
            )
            ends.append(sign * solved.fun)
        least, most = ends
        wide = most - least >= rule.need - 1 - 1e-6
        assert wide or least > rule.sensitive_to
