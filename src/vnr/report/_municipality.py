"""A municipality's report: the county's, of one place and without what lies beside others."""

from __future__ import annotations

from collections.abc import Mapping

from vnr import data
from vnr.model import PeriodLike, board_members
from vnr.register import Register
from vnr.report import chapters
from vnr.report._contents import contents
from vnr.report._report import Report
from vnr.report._request import asked_period, further_chapters, told_apart
from vnr.report.chapters import Delivery
from vnr.results import Counts, Estimate
from vnr.words import label, refusal

__all__ = ["municipality_report"]


def municipality_report(
    register: Register | Delivery,
    municipality: str,
    period: PeriodLike,
    *,
    reading: Delivery | None = None,
    further: Mapping[str, Counts | Estimate] | None = None,
    sender: str = "",
) -> Report:
    """Count what a report on one municipality shows (kommunrapport).

    Whoever comes back is looked for in all municipalities of the register, also in those that
    aren't reported on.

    Parameters
    ----------
    register : Register or Reading
        The cases, of one municipality or more.
    municipality : str
        Its code or name: ``"0483"``, ``"Katrineholm"`` or ``"Katrineholms kommun"``; of a joint
        board ``"0482+0483"`` or ``"Flen + Katrineholm"``.
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
    UnknownNameError
        If there is no such municipality.
    DataError
        If nothing is delivered of it, the period isn't within the observed window, or what stands
        under a title is no result.

    Examples
    --------
    >>> from vnr import synthetic
    >>> made_up = synthetic.register(county="09", seed=1)
    >>> report = municipality_report(made_up, "Gotland", 2019)
    >>> report.title("en"), "funnel" in report.results
    ('Violence in close relations in Gotland, 2019', False)
    """
    code = data.municipality_code(municipality)
    place = label("municipality", code, "sv")
    cases, reading = told_apart(register, reading)
    period = asked_period(cases, period, reading)
    there = cases.coverage.municipalities
    if code not in there:
        for board in there:
            if {*board_members(code)} < {*board_members(board)}:
                name = label("municipality", board, "sv")
                raise refusal("place_together", place=place, code=board, name=name)
        raise refusal("place_not_delivered", place=place, code=code)
    mine = cases.where(municipality=code).expecting([code]).compact()
    near = chapters.beside(cases, code, period)
    return Report(
        place=place,
        period=period,
        sender=sender,
        chapters=[
            *contents(mine, period, reading, alone=True, beside=near),
            *further_chapters(further),
        ],
    )
