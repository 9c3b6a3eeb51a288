"""Known breaks in series: days from which a figure means something else."""

from __future__ import annotations

from datetime import date as day
from enum import StrEnum
from functools import cache

import attrs

from vnr.data._files import records
from vnr.display import Fields
from vnr.errors import UnknownNameError

__all__ = ["Break", "Certainty", "breaks"]


class Certainty(StrEnum):
    """How sure it is that a way of counting changed on a day (säkerhet)."""

    SEEN = "seen"
    """In the text of the source."""
    KNOWN = "known"
    """Generally known, and not seen in a source: look it up before you rest on it."""
    PROPOSED = "proposed"
    """Proposed for that day; whether it came into force is not known here."""


@attrs.frozen
class Break(Fields):
    """A changed way of counting (tidsseriebrott).

    Attributes
    ----------
    date
        First day of the new way.
    series
        What is counted, such as ``sheltered_housing``.
    certainty
        How sure it is. What is only proposed hinders no trend.
    sv, en
        What changed, in Swedish and English.
    source
        Where that is said.

    Examples
    --------
    >>> from vnr import data
    >>> first = min(data.breaks(), key=lambda one: one.date)
    >>> str(first.date), first.series, first.certainty.value
    ('2012-01-01', 'reactivation', 'seen')
    """

    date: day
    series: str
    certainty: Certainty = attrs.field(converter=Certainty)
    sv: str
    en: str
    source: str


@cache
def _all() -> tuple[Break, ...]:
    return tuple(
        Break(
            day.fromisoformat(row["date"]), row["series"], row["certainty"],
            sv=row["sv"], en=row["en"], source=row["source"],
        )
        for row in records("breaks.csv")
    )  # fmt: skip


def breaks(*series: str) -> tuple[Break, ...]:
    """Known breaks, of some series or of all, in the order of their days.

    A list that nobody keeps complete: that a break isn't here doesn't say there was none. A
    change that touches several series stands once for each.

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
    >>> breaks("honour")[0].certainty
    <Certainty.KNOWN: 'known'>
    """
    known = sorted({one.series for one in _all()})
    for name in series:
        if name not in known:
            raise UnknownNameError("series", name, known)
    return tuple(one for one in _all() if not series or one.series in series)
