"""A report on the country: every county above its municipalities."""

from __future__ import annotations

from collections.abc import Mapping

from vnr import data
from vnr.model import PeriodLike, board_members
from vnr.register import Register
from vnr.report._contents import contents
from vnr.report._report import Report
from vnr.report._request import asked_period, further_chapters, told_apart
from vnr.report.chapters import Delivery
from vnr.results import Counts, Estimate
from vnr.words import text

__all__ = ["country_report"]


def country_report(
    register: Register | Delivery,
    period: PeriodLike,
    *,
    reading: Delivery | None = None,
    further: Mapping[str, Counts | Estimate] | None = None,
    sender: str = "",
) -> Report:
    """Count what a report on the country shows (riksrapport): every county above its municipalities.

    Those that the register knows nothing of are not asked for; who of them delivered what is told
    by the report's matrix.

    Parameters
    ----------
    register : Register or Reading
        The municipalities' cases.
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
    >>> country_report(synthetic.register(county="09", seed=1), 2019).title("en")
    'Violence in close relations in Sweden, 2019'
    """
    own = further_chapters(further)
    cases, reading = told_apart(register, reading)
    period = asked_period(cases, period, reading)
    counties = data.counties()
    members = {code for one in cases.coverage.municipalities for code in board_members(one)}
    parts = {code: counties[code[:2]] for code in sorted(members)}
    place = text("report", "country", "sv")
    return Report(
        place=place,
        period=period,
        sender=sender,
        chapters=[*contents(cases, period, reading, parts=parts), *own],
    )
