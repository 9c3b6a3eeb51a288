"""A report on a district, an NGO, or whatever else of a register is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from vnr.model import PeriodLike
from vnr.register import Register
from vnr.report._contents import contents
from vnr.report._report import Report
from vnr.report._request import asked_period, further_chapters, told_apart
from vnr.report.chapters import Delivery
from vnr.results import Counts, Estimate

__all__ = ["chosen_report"]

_PLACES: Final = frozenset(("county", "municipality"))
"""What is chosen by these has inhabitants that are counted."""


def chosen_report(
    register: Register | Delivery,
    place: str,
    period: PeriodLike,
    *,
    reading: Delivery | None = None,
    further: Mapping[str, Counts | Estimate] | None = None,
    sender: str = "",
) -> Report:
    """Count what a report on a district, an NGO or whatever else is chosen shows (delrapport).

    What is counted is what `Register.where` chose; who comes back is looked for in the whole
    register all the same. Nothing is laid beside inhabitants but whole municipalities.

    Parameters
    ----------
    register : Register or Reading
        The cases: ``register.where(district="norr")``, ``register.where(provider="ngo")``.
    place : str
        What it is on, in words, as it stands in the title.
    period : Period, year or text
        A calendar year, a part of one, or several together: ``"2017-2020"``, ``"2019H1"``.
    reading : Reading, optional
        Where the register came from, for the fault appendix; by default the reading that is given
        in the place of the register.
    further : mapping of str to Counts or Estimate, optional
        Results of your own by title, shown last with their notes and definitions.
    sender : str
        Who made it, as it stands on the first screen.

    Raises
    ------
    DataError
        If the period isn't within the observed window, or what stands under a title is no result.

    Examples
    --------
    >>> from vnr import synthetic
    >>> made_up = synthetic.register(county="09", seed=1)
    >>> chosen_report(made_up.where(sex="woman"), "Gotland, kvinnor", 2019).title("en")
    'Violence in close relations in Gotland, kvinnor, 2019'
    """
    own = further_chapters(further)
    cases, reading = told_apart(register, reading)
    period = asked_period(cases, period, reading)
    alone = len(cases.coverage.municipalities) == 1
    told = contents(cases.compact(), period, reading, alone=alone)
    if set(cases.selection) - _PLACES:
        # How many live there, of whom these are a part, isn't known.
        told = [chapter for chapter in told if chapter.name != "rates"]
    return Report(place=place, period=period, sender=sender, chapters=[*told, *own])
