"""Key figures of several years as one table, within one and the same way of counting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

import attrs
import numpy as np

from vnr.errors import DataError, shown
from vnr.metrics.comparison._breaks import Dated, inside
from vnr.model import Period
from vnr.results import Definition, Estimate, Grid, Note

__all__ = ["over_years"]

_YEAR: Final = "year"
_OF_ONE: Final = ("period", "as_of")
"""What is asked for by each year anew."""


def over_years(
    figures: Mapping[int, Estimate] | Estimate,
    *,
    breaks: Iterable[Dated | date] = (),
    through_breaks: bool = False,
) -> Estimate:
    """Key figures year by year, across a changed way of counting only when asked (över åren).

    Parameters
    ----------
    figures : mapping of int to Estimate, or Estimate
        Of each year what `kolada`, `su_kvinnofrid` or another metric gives of it; or figures by
        ``year``, as `vnr.data.read_indicators` gives.
    breaks : iterable of date, or of what `data.breaks` gives
        First days of new ways of counting. What is only proposed hinders nothing and is told of.
    through_breaks : bool
        Set years on both sides of one side by side all the same, and say so.

    Returns
    -------
    Estimate
        The figures as they were, by ``year`` first. A year that isn't given has no row: it is no
        0. Nothing is reckoned from one year to another: `trend` does that.

    Raises
    ------
    DataError
        If a break lies within the years, figures are of different questions, or have no years.

    Examples
    --------
    >>> from vnr import data
    >>> read = data.read_indicators(
    ...     [{"kommun": "Trosa", "2022": 4.0, "2023": 5.5}], unit="per 10 000", indicator="U30750"
    ... )
    >>> over_years(read, breaks=[date(2024, 1, 1)]).value.tolist()
    [4.0, 5.5]
    >>> over_years(read, breaks=[date(2023, 1, 1)])
    Traceback (most recent call last):
    ...
    vnr.errors.DataError: the way of counting changed on 2023-01-01, within the years 2022–2023 (and 0 more breaks): take the years before or after, or say through_breaks=True
    """
    made = figures if isinstance(figures, Estimate) else _together(figures)
    if _YEAR not in made.strata or not len(made):
        raise DataError("figures have no years: give those of each, as {2023: …, 2024: …}")
    years = np.unique(made.strata[_YEAR].astype(np.int64))
    in_force, proposed = inside(years, breaks)
    if in_force and not through_breaks:
        raise DataError(
            f"the way of counting changed on {in_force[0]}, within the years {years[0]}–"
            f"{years[-1]} (and {len(in_force) - 1} more breaks): take the years before or after, "
            "or say through_breaks=True"
        )
    notes = [
        *([Note("years_across_breaks", days=in_force)] if in_force else []),
        *([Note("years_proposed_breaks", days=proposed)] if proposed else []),
    ]
    return attrs.evolve(made, notes=(*made.notes, *notes))


def _together(figures: Any) -> Estimate:
    """Figures of single years, one after the other.

    Raises
    ------
    DataError
        If they are none, or not of the same question.
    """
    if not isinstance(figures, Mapping) or not figures:
        raise DataError("figures must be an Estimate by year, or one of each as {2023: …, 2024: …}")
    for year, one in figures.items():
        if type(year) is not int or not isinstance(one, Estimate) or _YEAR in one.strata:
            raise DataError(f"figures must be an Estimate of each year; {shown(year)} has none")
    years = sorted(figures)
    every = [figures[year] for year in years]
    first = every[0]
    for year, one in zip(years, every, strict=True):
        if _question(one) != _question(first):
            raise DataError(
                f"figures of {year} answer another question than those of {years[0]}: the metric, "
                "its arguments, strata, unit and confidence must be the same"
            )
    sizes = [len(one) for one in every]
    strata = {
        _YEAR: np.repeat(np.array(years), sizes),
        **{name: _joined(every, lambda one, name=name: one.strata[name]) for name in first.strata},
    }
    asked = {**first.definition.parameters}
    if "period" in asked:
        asked["period"] = Period.years(years[0], years[-1]).label
    definition = attrs.evolve(
        first.definition,
        parameters=asked,
        cutoff=max((d for one in every if (d := one.definition.cutoff)), default=None),
        coverage=[row for one in every for row in one.definition.coverage],
    )
    grid = Grid(
        strata=strata,
        state=_joined(every, lambda one: one.state),
        covered=_joined(every, lambda one: one.covered),
        definition=definition,
        provenance=every[-1].provenance,
        notes=[note for one in every for note in one.notes],
        adds_over=frozenset.intersection(*(one.adds_over for one in every)),
        sensitive=frozenset.union(*(one.sensitive for one in every)),
    )
    return Estimate.over(
        grid,
        value=_joined(every, lambda one: one.value),
        lower=_joined(every, lambda one: one.lower),
        upper=_joined(every, lambda one: one.upper),
        n=_joined(every, lambda one: one.n),
        columns={name: _joined(every, lambda one, name=name: one[name]) for name in first.columns},
        states={
            name: _joined(every, lambda one, name=name: one.state_of(name)) for name in first.names
        },
        figures=first.figures,
        confidence=first.confidence,
        unit=first.unit,
        method=first.method,
        basis=first.basis,
        source=first.source,
    )


def _joined(every: list[Estimate], read: Any) -> Any:
    return np.concatenate([read(one) for one in every])


def _question(one: Estimate) -> tuple[Any, ...]:
    """What has to be the same for years to stand side by side."""
    definition: Definition = one.definition
    asked = {key: value for key, value in definition.parameters.items() if key not in _OF_ONE}
    return (
        (definition.rule, str(asked), [*one.strata], [*one.columns]),
        (one.unit, one.confidence, one.basis, one.figures),
    )
