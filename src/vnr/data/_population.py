"""Population by municipality and year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final

import numpy as np

from vnr.data._files import records
from vnr.data._municipalities import municipality
from vnr.errors import DataError, shown
from vnr.frames import listed, plain
from vnr.results import Counts, Definition

__all__ = ["SOURCE", "adults", "population"]

SOURCE: Final = (
    "Folkmängd 31 december: SCB (CC0). Vuxna 2020: SCB enligt Folkhälsomyndighetens fil "
    "10 juni 2021. Kommungrupper 2023: SKR."
)
"""What to name beside a figure that rests on these tables."""

_ADULT_YEAR = 2020


@cache
def _population() -> dict[tuple[int, str], int]:
    return {
        (int(row["year"]), row["code"]): int(row["population"]) for row in records("population.csv")
    }


@cache
def _adults() -> dict[str, int]:
    return {row["code"]: int(row["adults"]) for row in records("adults_2020.csv")}


def population(codes: Iterable[str], years: int | np.integer[Any] | Iterable[int]) -> Counts:
    """Population (folkmängd) on 31 December.

    Parameters
    ----------
    codes : iterable of str
        Municipality codes.
    years : int or iterable of int
        Years from 2010 to 2025.

    Returns
    -------
    Counts
        Persons, by ``municipality`` and ``year``. The same person lives in several years, so
        they add over municipalities alone.

    Raises
    ------
    UnknownNameError
        If a code is no municipality's.
    DataError
        If a year isn't there; the message names those that are.

    Examples
    --------
    >>> int(population(["0484"], 2019))
    106859
    """
    one = isinstance(years, int | np.integer)
    told = [years] if one else listed(years, "years")
    asked = [plain(year) for year in told]
    there = sorted({year for year, _ in _population()})
    for year in asked:
        if type(year) is not int or year not in there:
            raise DataError(
                f"population is there for {there[0]}–{there[-1]}, not for {shown(year)}"
            )
    return _persons("population", _population(), codes, asked)


def adults(codes: Iterable[str], year: int = _ADULT_YEAR) -> Counts:
    """Persons of 18 years and over on 31 December 2020, the one year that is there.

    For another year multiply its population by the share of 2020, and say that you did.

    Parameters
    ----------
    codes : iterable of str
        Municipality codes.
    year : int
        2020.

    Returns
    -------
    Counts
        Persons, by ``municipality`` and ``year``.

    Raises
    ------
    UnknownNameError
        If a code is no municipality's.
    DataError
        For any other year: the share of adults is not published here for it.
    """
    if plain(year) != _ADULT_YEAR:
        raise DataError(
            f"adults are there for {_ADULT_YEAR} only; for {shown(year)} take population() times the "
            f"share of {_ADULT_YEAR}, and name that assumption beside the figure"
        )
    table = {(year, code): number for code, number in _adults().items()}
    return _persons("adults", table, codes, [_ADULT_YEAR])


def _persons(
    rule: str, table: Mapping[tuple[int, str], int], codes: Iterable[str], years: Sequence[int]
) -> Counts:
    """Persons by municipality and year, in the order asked for."""
    names = [municipality(code).code for code in listed(codes, "codes")]
    size = len(names) * len(years)
    return Counts(
        strata={
            "municipality": np.repeat(np.array(names, np.str_), len(years)),
            "year": np.tile(np.array(years, np.int64), len(names)),
        },
        value=[table[year, code] for code in names for year in years],
        state=np.zeros(size),
        covered=np.ones(size),
        unit="persons",
        adds_over={"municipality"},
        definition=Definition(rule, {"day": "31 December", "source": SOURCE}),
    )
