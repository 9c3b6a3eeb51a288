"""Short ways to the results that tests need."""

from __future__ import annotations

from datetime import date
from typing import Any

from vnr.results import Counts, Curve, Definition, Estimate, State

NAN, INF = float("nan"), float("inf")


def counts(**changes: Any) -> Counts:
    given: dict[str, Any] = {
        "strata": {"municipality": ["0484", "0484", "0488", "0488"], "year": [2018, 2019] * 2},
        "value": [3, 0, 7, 5],
        "state": [State.VALUE, State.VALUE, State.NOT_REPORTED, State.VALUE],
        "covered": [1, 1, 0, 0.5],
        "unit": "cases",
        "adds_over": {"municipality", "year"},
        "definition": Definition("count", {"of": "case"}, date(2019, 12, 31), [["0484", None]]),
    }
    return Counts(**(given | changes))


def estimate(**changes: Any) -> Estimate:
    given: dict[str, Any] = {
        "strata": {"sex": ["woman", "man", "other", "unknown"]},
        "value": [0.5, 0, NAN, 0.25],
        "lower": [0.25, 0, NAN, -INF],
        "upper": [0.75, 0.3, NAN, INF],
        "n": [10, 9, 0, 4],
        "state": [State.VALUE, State.VALUE, State.VALUE, State.NOT_MATURE],
        "covered": [1, 1, 1, 1],
        "unit": "proportion",
        "method": "wilson",
        "definition": Definition("x"),
    }
    return Estimate(**(given | changes))


def curve(**changes: Any) -> Curve:
    given: dict[str, Any] = {
        "strata": {"sex": ["woman"] * 3 + ["man"], "day": [10, 20, 30, 5]},
        "value": [0.25, 0.5, 0.75, 0.1],
        "lower": [0.1, 0.3, 0.5, 0.0],
        "upper": [0.4, 0.7, 0.9, 0.3],
        "n": [8, 6, 4, 10],
        "at_risk": [8, 6, 4, 10],
        "events": [2, 2, 2, 1],
        "censored": [0, 0, 2, 9],
        "columns": {"followed": [40, 40, 40, 100]},
        "state": [0, 0, 0, 0],
        "covered": [1, 1, 1, 1],
        "unit": "proportion",
        "method": "m",
        "definition": Definition("x"),
    }
    return Curve(**(given | changes))
