"""Values that stand for far too many cases to be one person's: nobody knows whose they are."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from vnr.register.columns import NO_DAY

__all__ = ["crowds"]

_A_YEAR: Final = 24
"""A case each fortnight of every year in which there are any: more than anybody has."""
_OTHERS: Final = 10
"""So many others there must be, or nothing tells what is usual."""
_BIRTH_YEARS: Final = 5
"""A slip of the pen gives a person a second year of birth, and not a fifth."""


def crowds(
    person: NDArray[np.int32],
    case: NDArray[np.int64],
    days: NDArray[np.int32],
    birth_years: NDArray[np.int32],
) -> NDArray[np.intp]:
    """The persons who are none: more cases than anybody has, or many years of birth.

    Parameters
    ----------
    person : array of int32, shape ``(rows,)``
        Code of each row's person; -1 is missing.
    case : array of int64, shape ``(rows,)``
        Number of each row's case; -1 is missing.
    days : array of int32, shape ``(rows,)``
        Day of each row's intake.
    birth_years : array of int32, shape ``(rows,)``
        As stated; -1 is missing.

    Returns
    -------
    array of int
        Their codes: with more than 24 cases for each calendar year in which they have any, or at
        least five years of birth, where at least ten other persons occur.

    Examples
    --------
    >>> one = np.zeros(60, np.int32)
    >>> others = np.arange(1, 11, dtype=np.int32)
    >>> person = np.r_[one, others]
    >>> crowds(person, np.arange(70), np.full(70, 17897, np.int32), np.full(70, -1, np.int32))
    array([0])
    """
    rows = np.bincount(person[person >= 0], minlength=1)
    if int((rows > 0).sum()) <= _OTHERS:
        return np.empty(0, np.intp)
    several = np.append(rows > _A_YEAR, False)[person] & (case >= 0) & (days != NO_DAY)
    years = days[several].astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64)
    cases = _distinct(person[several], case[several], rows.size)
    busy = cases > _A_YEAR * np.maximum(_distinct(person[several], years, rows.size), 1)
    stated = np.append(rows >= _BIRTH_YEARS, False)[person] & (birth_years >= 0)
    born = _distinct(person[stated], birth_years[stated].astype(np.int64), rows.size)
    return np.flatnonzero(busy | (born >= _BIRTH_YEARS))


def _distinct(person: NDArray[np.int32], value: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """How many different values there are of each person, shape ``(size,)``."""
    pairs = np.unique(np.stack([person.astype(np.int64), value]), axis=1)
    return np.asarray(np.bincount(pairs[0], minlength=size), np.int64)
