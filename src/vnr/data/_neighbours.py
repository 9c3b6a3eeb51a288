"""Municipalities that lie next to each other."""

from __future__ import annotations

from functools import cache

from vnr.data._files import records
from vnr.data._municipalities import municipalities

__all__ = ["neighbours"]


@cache
def _all() -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (row["code_a"], row["code_b"], row["certainty"]) for row in records("neighbours.csv")
    )


def neighbours(county: str | None = None, *, verified: bool = False) -> tuple[tuple[str, str], ...]:
    """Pairs of municipalities that lie next to each other (grannkommuner), by code.

    They are drawn from a simplified map: two that share a point of it are neighbours. Five
    islands have none, whatever ferries and bridges there are.

    Parameters
    ----------
    county : str, optional
        A county's code, for pairs inside it.
    verified : bool
        Only pairs that share at least two points of the drawing. The other 38 meet in one, which
        may be a corner or a real border (Danderyd and Stockholm is one).

    Returns
    -------
    tuple of pairs of str
        Each pair once, the lower code first.

    Raises
    ------
    UnknownNameError
        If no county has that code.

    Examples
    --------
    >>> len(neighbours()), len(neighbours(verified=True))
    (728, 690)
    >>> [one for one in neighbours("04") if "0486" in one]
    [('0461', '0486'), ('0482', '0486'), ('0484', '0486')]
    """
    codes = {one.code for one in municipalities(county)}
    return tuple(
        (one, other)
        for one, other, certainty in _all()
        if one in codes and other in codes and (certainty == "verified" or not verified)
    )
