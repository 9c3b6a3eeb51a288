"""A county's report: its list of chapters."""

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
from vnr.words import refusal

__all__ = ["county_report"]


def county_report(
    register: Register | Delivery,
    county: str,
    period: PeriodLike,
    *,
    reading: Delivery | None = None,
    further: Mapping[str, Counts | Estimate] | None = None,
    sender: str = "",
    parts: Mapping[str, str] | None = None,
) -> Report:
    """Count what a county report shows (länsrapport).

    Parameters
    ----------
    register : Register or Reading
        The municipalities' cases.
    county : str
        County code, two digits.
    period : Period, year or text
        A calendar year, a part of one, or several together: ``"2017-2020"``, ``"2019H1"``.
    reading : Reading, optional
        Where the register came from, for the fault appendix; by default the reading that is given
        in the place of the register.
    further : mapping of str to Counts or Estimate, optional
        Results of your own by title, shown last with their notes and definitions.
    sender : str
        Who made it, as it stands on the first screen.
    parts : mapping of str to str, optional
        County part (länsdel) by code of municipality, for what small municipalities can't be
        shown with alone; by default those of `vnr.data.county_parts`, if they are known.

    Raises
    ------
    UnknownNameError
        If there is no such county.
    DataError
        If the period isn't within the observed window, what stands under a title is no
        result, or a municipality lies in no county part.

    Examples
    --------
    >>> county_report(gotland, "09", 2019)
    <Report: Våld i nära relationer i Gotlands län, 2019; missed, cases, trend, whom, violence, done,
      follow_due, returned, kinds, children, children_places, rates, coverage, completeness, faults,
      gaps>
    """
    own = further_chapters(further)
    cases, reading = told_apart(register, reading)
    period = asked_period(cases, period, reading)
    codes = [municipality.code for municipality in data.municipalities(county)]
    if not any({*board_members(one)} <= {*codes} for one in cases.coverage.municipalities):
        raise refusal("county_none", county=county)
    mine = cases.where(county=county).expecting(codes).compact()
    known = data.county_parts(county) if parts is None else parts
    # What is no mapping is refused by the chapter that takes it.
    given = parts if isinstance(parts, Mapping) else {}
    lacking = [code for code in codes if given and code not in given]
    if lacking:
        name = data.municipality(lacking[0]).name
        raise refusal("parts_lacking", number=len(lacking), name=name)
    return Report(
        place=data.counties()[county],
        period=period,
        sender=sender,
        chapters=[*contents(mine, period, reading, parts=known), *own],
    )
