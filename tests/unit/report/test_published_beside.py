"""Reports on a county and on each of its municipalities: who has all of them finds nothing hidden."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Any, Final

import attrs
import numpy as np
import pytest
from scipy.optimize import linprog

from counties import small_county
from vnr.disclosure import Rule
from vnr.report import Report, county_report, municipality_report
from vnr.report._public import public
from vnr.results import Estimate, State

RULE = Rule(name="five", threshold=5, insider=0)
YEAR: Final = 2019
FIGURES: Final = (
    *("original", "intake", "known"),
    *("due", "on_time", "late", "missed", "interventions", "planned", "started", "followed"),
)
_SHARES: Final = {"beside", "missed", "follow_due", "done"}
WITHIN: Final = (
    *(("original", "intake"), ("intake", "known"), ("original", "known")),
    *(("on_time", "due"), ("planned", "interventions")),
    *(("followed", "started"), ("started", "interventions")),
)
Results = Mapping[str, Any]


@pytest.fixture(scope="module")
def towns() -> tuple[str, ...]:
    """The municipalities of the county."""
    return small_county().coverage.municipalities


@pytest.fixture(scope="module")
def reports(towns: tuple[str, ...]) -> dict[str, Report]:
    """The chapters of shares: in the county's report, and in each municipality's, beside the county's."""
    register = small_county()
    every = {"county": county_report(register, "10", YEAR)}
    every |= {code: municipality_report(register, code, YEAR) for code in towns}
    return {
        name: attrs.evolve(report, chapters=[one for one in report.chapters if one.name in _SHARES])
        for name, report in every.items()
    }


@pytest.fixture(scope="module")
def out(reports: Mapping[str, Report]) -> dict[str, Results]:
    """The results of the county's report and of each municipality's, each protected beside those before."""
    shown: dict[str, Results] = {}
    for name, report in reports.items():
        before = {
            f"{other}: {label}": result
            for other, results in shown.items()
            for label, result in results.items()
        }
        shown[name] = public(report, RULE, before, seconds=60).report.results
    return shown


def told(results: Iterable[Any], towns: tuple[str, ...]) -> Iterator[tuple[str, list[str], Any]]:
    """Each number of the year by figure and municipalities; None if it is hidden."""
    for result in results:
        asked = result.definition.parameters
        year = asked.get("period") == str(YEAR)
        if result.definition.rule not in ("detection", "follow_up") or not year:
            continue
        selection = asked.get("selection", {}).get("municipality", towns)
        parts = asked.get("groups", {}).get("county_part", {})
        for name, row in product(FIGURES, range(len(result))):
            if name not in result.names or {*result.strata} - {"municipality", "county_part"}:
                continue
            held = [*selection]
            if "municipality" in result.strata:
                held = [str(result.strata["municipality"][row])]
            elif "county_part" in result.strata:
                held = parts[str(result.strata["county_part"][row])]
            state = result.state_of(name)[row]
            if state in (State.VALUE, State.SUPPRESSED):
                yield name, held, int(result[name][row]) if state == State.VALUE else None


def ends(
    out: Mapping[str, Results], towns: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], int, float, float]]:
    """Between which numbers each hidden one, and what is left of a whole, lies."""
    atoms = {cell: at for at, cell in enumerate(product(FIGURES, towns))}
    equal: dict[tuple[int, ...], int] = {}
    for results in out.values():
        for name, held, value in told(results.values(), towns):
            if value is not None:
                equal[tuple(sorted(atoms[name, town] for town in held))] = value
    rows, values, less = [], [*equal.values()], []
    for places in equal:
        rows.append(np.zeros(len(atoms)))
        rows[-1][[*places]] = 1
    goals = {}
    for town in towns:
        rows.append(np.zeros(len(atoms)))
        rows[-1][atoms["due", town]] = -1
        rows[-1][[atoms[one, town] for one in ("on_time", "late", "missed")]] = 1
        values.append(0)
        for part, whole in WITHIN:
            row = np.zeros(len(atoms))
            row[[atoms[part, town], atoms[whole, town]]] = 1, -1
            less.append(row)
            goals[f"{whole} − {part}", town] = -row
    for cell, at in atoms.items():
        goals[cell] = np.eye(len(atoms))[at]
    solve: Any = linprog
    for cell, goal in goals.items():
        found = []
        for sign in (1, -1):
            solved = solve(sign * goal, np.array(less), np.zeros(len(less)), np.array(rows), values)
            found.append(float(goal @ solved.x) if solved.success else np.inf)
        shown = (int(np.flatnonzero(goal)[0]),) in equal and goal.sum() == 1
        yield cell, shown, np.ceil(found[0] - 1e-6), np.floor(found[1] + 1e-6)


def narrow(out: Mapping[str, Results], towns: tuple[str, ...]) -> list[Any]:
    """What isn't shown and is known closer than the rule allows."""
    return [
        (cell, low, high)
        for cell, shown, low, high in ends(out, towns)
        if not shown and low <= RULE.sensitive_to and high >= 1 and high - low + 1 < RULE.need
    ]


def test_nothing_hidden_is_found(
    out: Mapping[str, Results], reports: Mapping[str, Report], towns: tuple[str, ...]
) -> None:
    """Of each municipality's numbers none that is hidden is known closer than the rule allows."""
    hidden = [
        None for results in out.values() for *_, one in told(results.values(), towns) if one is None
    ]

    assert narrow(out, towns) == []
    assert hidden
    assert narrow({**out, towns[-1]: reports[towns[-1]].results}, towns)


def test_the_county_stands_beside(out: Mapping[str, Results], towns: tuple[str, ...]) -> None:
    """Each released report of a municipality has the county's shares of cases and of measures."""
    for code in towns:
        beside = [label for label in out[code] if label.endswith(("_own", "_county"))]
        county = out[code]["first_missed_county"]

        assert sorted(beside) == [
            *("first_followed_county", "first_followed_own"),
            *("first_missed_county", "first_missed_own"),
        ]
        assert isinstance(county, Estimate)
        assert county["known"] == out["county"]["missed_total"]["known"]
