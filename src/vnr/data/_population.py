"""Population by municipality or county, year and age."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, Final, Literal

import numpy as np

from vnr.data._ages import AGES, COUNTY_AGES, age_labels
from vnr.data._files import records
from vnr.data._municipalities import counties, municipality_code
from vnr.errors import shown
from vnr.frames import listed, plain
from vnr.model import board_members
from vnr.results import Counts, Definition
from vnr.words import refusal

__all__ = ["SOURCE", "adults", "population"]

SOURCE: Final = (
    "Folkmängd 31 december: SCB (CC0). Efter ålder 2020: SCB enligt Folkhälsomyndighetens fil "
    "10 juni 2021, barn som återstod. Kommungrupper 2023: SKR."
)
"""What to name beside a figure that rests on these tables."""

_AGE_YEAR: Final = 2020
Age = Literal["age_group"]
_AGE: Final[Age] = "age_group"


@cache
def _population() -> dict[tuple[int, str], int]:
    return {
        (int(row["year"]), row["code"]): int(row["population"]) for row in records("population.csv")
    }


@cache
def _by_age(name: str) -> dict[str, list[int]]:
    """Persons of each age group, by code."""
    return {row["code"]: [*map(int, [*row.values()][1:])] for row in records(name)}


def population(
    codes: Iterable[str],
    years: int | np.integer[Any] | Iterable[int],
    *,
    by: Age | Iterable[Age] = (),
) -> Counts:
    """Population (folkmängd) on 31 December.

    Parameters
    ----------
    codes : iterable of str
        Codes of municipalities, or of counties. Several municipalities that deliver together,
        ``"0482+0483"``, have the sum of theirs.
    years : int or iterable of int
        Years from 2010 to 2025; by age 2020 alone.
    by : str or iterable of str
        ``age_group``: beside place and year also by age, in groups with the lowest ages `AGES`,
        of counties `COUNTY_AGES`.

    Returns
    -------
    Counts
        Persons, by ``municipality`` (or ``county``), ``year`` and what `by` names. The same person
        lives in several years, so they add over the other strata alone.

    Raises
    ------
    UnknownNameError
        If a code is no municipality's, and no county's.
    DataError
        If a year isn't there, which the message names, or persons are asked for by sex: it says
        where they are published.

    Examples
    --------
    >>> int(population("0484", 2019))
    106859
    >>> int(population(["04"], 2020, by="age_group").select(age_group="100+"))
    84
    """
    one = isinstance(years, int | np.integer)
    told = [years] if one else listed(years, "years")
    asked = [plain(year) for year in told]
    more = _strata(by)
    there = [_AGE_YEAR] if more else sorted({year for year, _ in _population()})
    for year in asked:
        if type(year) is not int or year not in there:
            if more:
                raise refusal("population_age_year", year=_AGE_YEAR, asked=shown(year))
            raise refusal("population_years", first=there[0], last=there[-1], year=shown(year))
    return _persons("population", codes, asked, by_age=bool(more))


def adults(codes: Iterable[str], year: int = _AGE_YEAR) -> Counts:
    """Persons of 18 years and over on 31 December 2020, the one year that is there.

    For another year multiply its population by the share of 2020, and say that you did.

    Parameters
    ----------
    codes : iterable of str
        Codes, as in `population`.
    year : int
        2020.

    Returns
    -------
    Counts
        Persons, by ``municipality`` (or ``county``) and ``year``.

    Raises
    ------
    UnknownNameError
        If a code is no municipality's, and no county's.
    DataError
        For any other year: the share of adults is not published here for it.

    Examples
    --------
    >>> int(adults(["0980"]).value[0])
    49042
    """
    if plain(year) != _AGE_YEAR:
        raise refusal("adults_year", known=_AGE_YEAR, year=shown(year), shared=_AGE_YEAR)
    return _persons("adults", codes, [_AGE_YEAR])


def _strata(by: str | Iterable[str]) -> list[str]:
    """What population is to be by, beside place and year."""
    names = [by] if isinstance(by, str) else listed(by, "by")
    if "sex" in names:
        raise refusal("population_sex")
    if [name for name in names if name != _AGE]:
        raise refusal("population_strata", asked=shown(names))
    return names


def _persons(
    rule: str, codes: Iterable[str], years: Sequence[int], *, by_age: bool = False
) -> Counts:
    """Persons by place, year and perhaps age, in the order asked for."""
    told = [codes] if isinstance(codes, str) else listed(codes, "codes")
    asked = [plain(code) for code in told]
    regional = bool(asked) and all(isinstance(code, str) and code in counties() for code in asked)
    strata: dict[str, Sequence[Any]] = {
        "county" if regional else "municipality": asked
        if regional
        else [*map(municipality_code, asked)],
        "year": years,
    }
    places = next(iter(strata.values()))
    if by_age:
        strata |= {"year": years[:1], "age_group": age_labels(COUNTY_AGES if regional else AGES)}
        value = [number for code in places for _ in years[:1] for number in _ages(code)]
    elif rule == "adults":
        value = [sum(_ages(code)[1:]) for code in places]
    else:
        value = [_everybody(code, year) for code in places for year in years]
    places_at = np.indices(tuple(map(len, strata.values()))).reshape(len(strata), -1)
    return Counts(
        strata={
            name: np.array(labels, np.int64 if name == "year" else np.str_)[at]
            for (name, labels), at in zip(strata.items(), places_at, strict=True)
        },
        value=value,
        state=np.zeros(len(value)),
        covered=np.ones(len(value)),
        unit="persons",
        adds_over=set(strata) - {"year"},
        definition=Definition(rule, {"day": "31 December", "source": SOURCE}),
    )


def _everybody(code: str, year: int) -> int:
    """Persons in a municipality, in several together, or in a county."""
    table = _population()
    if code in counties():
        return sum(number for (of, one), number in table.items() if of == year and one[:2] == code)
    return sum(table[year, one] for one in board_members(code))


def _ages(code: str) -> list[int]:
    """The same by age, in the groups that are published of such places."""
    if code in counties():
        return _by_age("population_county_age_2020.csv")[code]
    ages = _by_age("population_age_2020.csv")
    return [sum(of) for of in zip(*(ages[one] for one in board_members(code)), strict=True)]
