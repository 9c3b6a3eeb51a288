"""Kronor granted per inhabitant, by county."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from vnr.errors import DataError
from vnr.metrics.grants._completions import completions
from vnr.metrics.grants._concentration import KRONOR, bounds_note, kronor
from vnr.model import Grant
from vnr.results import Basis, Definition, Estimate, Figure, Grid, Numbers, State, labelled

__all__ = ["grants_per_inhabitant"]


def grants_per_inhabitant(
    grants: Iterable[Grant], population: Numbers, *, total: int | None = None
) -> Estimate:
    """Kronor granted for each inhabitant of the recipients' counties (kronor per invånare).

    Parameters
    ----------
    grants : iterable of Grant
        Of which those granted count, each with its county or municipality.
    population : Numbers with labels
        Inhabitants by municipality or by county, of one year: `vnr.data.population`.
    total : int, optional
        The printed sum. Where amounts can't be read each county's are bounds over every way of
        reading them that gives it; without it over every way.

    Returns
    -------
    Estimate
        Kronor per inhabitant for each county of the population, 0 where nothing was granted,
        without confidence. Where a bound is open there is no value between. Columns: ``grants``,
        ``inhabitants``, and ``kronor_least`` and ``kronor_most``, what the county's got.

    Raises
    ------
    DataError
        If a grant has no county or no amount, its county has no population, or no way of reading
        gives the total.

    Examples
    --------
    >>> from vnr import data
    >>> people = data.population([one.code for one in data.municipalities()], 2013)
    >>> read = grants_per_inhabitant(data.grants(), people, total=53_687_000)
    >>> jamtland, stockholm = read.select(county="23"), read.select(county="01")
    >>> jamtland.lower.round(1), jamtland.upper.round(1), float(stockholm).__round__(2)
    (array([2.5]), array([10.4]), 6.76)
    """
    read = completions(grants, total)
    people, definitions = _by_county(population)
    places = [one.place for one in read.grants]
    for row, place in enumerate(places):
        if place is None:
            raise DataError(
                f"grant {row} of those granted has neither county nor municipality; give it one"
            )
        if place not in people:
            raise DataError(
                f"grant {row} of those granted is in county {place}, which population hasn't; "
                "give the inhabitants of every county with a grant"
            )
    counties = list(people)
    masks = [np.array([place == county for place in places]) for county in counties]
    sums = np.array([read.sums(mask) for mask in masks], np.float64)
    inhabitants = np.array([people[county] for county in counties])
    lower, upper = (
        np.divide(side, inhabitants, out=np.full(side.size, np.nan), where=inhabitants > 0)
        for side in sums.T
    )
    definition = Definition("grants_per_inhabitant", {"total": total}, operands=definitions)
    grid = Grid.delivered(len(counties), definition, {"county": np.array(counties)})
    return Estimate.over(
        grid.saying(*bounds_note(read, total)),
        value=np.where(lower == upper, lower, np.nan),
        lower=lower,
        upper=upper,
        n=np.nan * lower,
        columns={
            "grants": np.array([mask.sum() for mask in masks]),
            "inhabitants": inhabitants.astype(np.int64),
            **kronor(read, *masks),
        },
        figures={"grants": Figure("count"), "inhabitants": Figure("count"), **KRONOR},
        confidence=None,
        unit="kronor per inhabitant",
        method="between",
        basis=Basis.BOUND,
    )


def _by_county(population: Numbers) -> tuple[dict[str, float], tuple[Definition, ...]]:
    """Inhabitants by code of the county, in their order."""
    read = labelled(population, "population")
    strata = {} if read is None else dict(read.strata)
    several = [name for name in strata if name == "year" and np.unique(strata[name]).size > 1]
    strata.pop("year", None)
    if read is None or len(strata) != 1 or several:
        raise DataError(
            "population must be inhabitants by municipality or county, of one year; "
            "take data.population(codes, year)"
        )
    (codes,) = strata.values()
    if (read.state != State.VALUE).any() or np.isnan(read.values).any():
        raise DataError("population has a cell without a number; give every one")
    people: dict[str, float] = {}
    for code, number in zip(map(str, codes.tolist()), read.values.tolist(), strict=True):
        people[code[:2]] = people.get(code[:2], 0) + number
    return people, () if read.definition is None else (read.definition,)
