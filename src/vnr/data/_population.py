"""Population by municipality and year."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from vnr.data._files import rows
from vnr.data._municipalities import municipality
from vnr.errors import DataError

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
        (int(row["year"]), row["code"]): int(row["population"]) for row in rows("population.csv")
    }


@cache
def _adults() -> dict[str, int]:
    return {row["code"]: int(row["adults"]) for row in rows("adults_2020.csv")}


def population(codes: Iterable[str], years: Iterable[int]) -> NDArray[np.int64]:
    """Population (folkmängd) on 31 December.

    Parameters
    ----------
    codes : iterable of str, length m
        Municipality codes.
    years : iterable of int, length k
        Years from 2010 to 2025.

    Returns
    -------
    array of int64, shape ``(m, k)``

    Raises
    ------
    UnknownNameError
        If a code is no municipality's.
    DataError
        If a year isn't there.

    Examples
    --------
    >>> population(["0484"], [2019])
    array([[106859]])
    """
    asked = list(years)
    there = {year for year, _ in _population()}
    for year in asked:
        if year not in there:
            raise DataError(f"population is there for {min(there)}–{max(there)}, not for {year}")
    names = [municipality(code).code for code in codes]
    found = [[_population()[year, code] for year in asked] for code in names]
    return np.array(found, np.int64).reshape(len(names), len(asked))


def adults(codes: Iterable[str], year: int = _ADULT_YEAR) -> NDArray[np.int64]:
    """Persons of 18 years and over on 31 December 2020, the one year that is there.

    For another year multiply its population by the share of 2020, and say that you did.

    Parameters
    ----------
    codes : iterable of str, length m
        Municipality codes.
    year : int
        2020.

    Returns
    -------
    array of int64, shape ``(m,)``

    Raises
    ------
    DataError
        For any other year: the share of adults is not published here for it.
    """
    if year != _ADULT_YEAR:
        raise DataError(
            f"adults are there for {_ADULT_YEAR} only; for {year} take population() times the "
            f"share of {_ADULT_YEAR}, and name that assumption beside the figure"
        )
    return np.array([_adults()[municipality(code).code] for code in codes], np.int64)
