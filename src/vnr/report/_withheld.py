"""What never leaves the room by municipality, whatever a rule lets through: few staff, and shelters."""

from __future__ import annotations

from typing import Any, Final

import attrs
import numpy as np

from vnr.report._report import Report
from vnr.results import Counts, Estimate

__all__ = ["discreet"]

_SHELTER: Final = "sheltered_housing"
_SHELTERS: Final = (_SHELTER, "shelter")
"""The same as an option of a question."""
_PLACES: Final = ("municipality", "other")
_STAFF: Final = ("persons", "posts", "trained")
_BEDS: Final = ("places", "place_nights", "occupancy")
_FEW: Final = 3
"""Fewer staff than these are never shown by municipality."""


def discreet(report: Report) -> Report:
    """The report without staff under three and without who provides sheltered housing.

    Nothing of sheltered housing is told, of a municipality or of a county part that names its
    municipalities, nor how many places there are, since somebody may be looking for whoever lives
    there; and how many can do something is told of nobody where it may be few.
    """
    return report.showing({label: _result(one) for label, one in report.results.items()})


def _result(result: Counts | Estimate) -> Any:
    rule = result.definition.rule
    if rule in ("offers", "exchange", "lacking"):
        result = _without_shelters(result)
    if rule == "survey" and "choice" in result.strata:
        # How many procure it tells of each where all do.
        result = result.select(~np.isin(result.strata["choice"], _SHELTERS))
    if rule == "gone" and result.strata:
        # Whoever asked may have called the municipalities by any name.
        return result.select(np.asarray(result["n"]) >= _FEW)
    by_place = any(name in result.strata for name in _PLACES)
    if not by_place:
        return result
    if rule in ("offers", "shelter"):
        result = _without(result, (*_STAFF, *_BEDS) if rule == "offers" else _BEDS)
    return result


def _without_shelters(result: Any) -> Any:
    """Without rows of sheltered housing: of a county part it is known who is in it."""
    if "subject" not in result.strata:
        return result
    return result.select(np.asarray(result.strata["subject"] != _SHELTER))


def _without(result: Any, names: tuple[str, ...]) -> Any:
    """Without some figures."""
    gone = {name for name in names if name in result.names}
    left = set(result.names) - gone
    return attrs.evolve(
        result,
        columns={name: array for name, array in result.columns.items() if name in left},
        states={name: states for name, states in result.states.items() if name in left},
        figures={
            name: figure
            for name, figure in result.figures.items()
            if left.issuperset((name, *figure.related))
        },
    )
