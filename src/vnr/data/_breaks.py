"""Known breaks in series: days from which a figure means something else."""

from __future__ import annotations

from datetime import date as day
from functools import cache

import attrs

from vnr.data._files import records
from vnr.errors import UnknownNameError

__all__ = ["Break", "breaks"]


@attrs.frozen
class Break:
    """A changed way of counting (tidsseriebrott).

    Attributes
    ----------
    date
        First day of the new way.
    series
        What is counted, such as ``sheltered_housing``.
    sv, en
        What changed, in Swedish and English.
    source
        Where that is said.
    """

    date: day
    series: str
    sv: str
    en: str
    source: str


@cache
def _all() -> tuple[Break, ...]:
    return tuple(
        Break(day.fromisoformat(row["date"]), row["series"], row["sv"], row["en"], row["source"])
        for row in records("breaks.csv")
    )


def breaks(*series: str) -> tuple[Break, ...]:
    """Known breaks, of some series or of all, in the order of their days.

    A list that nobody keeps complete: that a break isn't here doesn't say there was none.

    Parameters
    ----------
    *series : str
        Names of series, such as ``sheltered_housing``; none for all.

    Returns
    -------
    tuple of Break

    Raises
    ------
    UnknownNameError
        If a series isn't known.

    Examples
    --------
    >>> [one.date.isoformat() for one in breaks("sheltered_housing")]
    ['2024-04-01']
    """
    known = sorted({one.series for one in _all()})
    for name in series:
        if name not in known:
            raise UnknownNameError("series", name, known)
    return tuple(one for one in _all() if not series or one.series in series)
