"""The report on what municipalities offer: of a county, or of one municipality."""

from __future__ import annotations

from collections.abc import Mapping

from vnr import data, metrics
from vnr.model import Period
from vnr.register import Register, Supply
from vnr.report._report import Report
from vnr.report.chapters import Chapter, Sentence, offer_answers, offer_chapters, offer_together
from vnr.words import label, refusal

__all__ = ["supply_report"]


def supply_report(
    supply: Supply,
    place: str,
    year: int,
    *,
    register: Register | None = None,
    at_least: int | None = None,
    parts: Mapping[str, str] | None = None,
) -> Report:
    """Answer the four questions on what is offered (rapport om utbudet).

    What do we lack and who nearby has it; what hangs on one person; with whom would we have cases
    enough; what to write to the board. Beside them what nobody answered, of a county a matrix and
    a map, and what was answered to surveys.

    Parameters
    ----------
    supply : Supply
        What municipalities answered.
    place : str
        Code of a county, or a municipality's code or name.
    year : int
        The year of the answers.
    register : Register, optional
        The cases of that year, for the third question.
    at_least : int, optional
        How many cases a year are enough, for the third question: no source gives a number.
    parts : mapping of str to str, optional
        County part by code, by default that of `supply`'s municipalities, then the known ones;
        without any the county is one.

    Raises
    ------
    UnknownNameError
        If there is no such place.
    DataError
        If nobody there answered about the year, or answers contradict each other.

    Examples
    --------
    >>> from vnr import synthetic
    >>> made_up = synthetic.municipalities("04", 2019, seed=1).supply
    >>> [chapter.name for chapter in supply_report(made_up, "04", 2019).chapters][:3]
    ['offer_lacking', 'offer_few', 'offer_together']
    """
    if not isinstance(supply, Supply):
        raise refusal("supply_kind")
    period = Period.of(year)
    asked = period.start.year
    whole = place in data.counties()
    codes = (
        [one.code for one in data.municipalities(place)]
        if whole
        else [data.municipality(place).code]
    )
    county = codes[0][:2]
    name = data.counties()[county] if whole else label("municipality", codes[0], "sv")
    supply = supply.of_year(asked)
    there = {*supply.provisions.municipalities}
    if there.isdisjoint(codes):
        raise refusal("supply_nobody", place=name, year=asked)
    groups = _parts(supply, county, parts) if whole else {codes[0]: name}
    answered = [code for code in codes if code in there]
    chapters = offer_chapters(
        supply.provisions, asked, answered, place=name, groups=groups,
        near=() if whole else _neighbours(codes[0]),
    )  # fmt: skip
    chapters.insert(2, _together(register, period, county, codes, at_least))
    chapters[-1:-1] = offer_answers(supply, codes)
    return Report(place=name, period=period, chapters=chapters)


def _parts(supply: Supply, county: str, parts: Mapping[str, str] | None) -> dict[str, str]:
    """County part of each municipality of a county; the county's name where none is known."""
    own = {one.code: one.county_part for one in supply.municipalities}
    known = data.county_parts(county) if parts is None else parts
    codes = [one.code for one in data.municipalities(county)]
    county_name = data.counties()[county]
    told = {code: (parts or {}).get(code) or own.get(code) or known.get(code) for code in codes}
    return {code: part or county_name for code, part in told.items()}


def _neighbours(code: str) -> tuple[str, ...]:
    return tuple(
        other for pair in data.neighbours() if code in pair for other in pair if other != code
    )


def _together(
    register: Register | None, period: Period, county: str, codes: list[str], at_least: int | None
) -> Chapter:
    """With whom there would be cases enough; what is needed to say it where it isn't there."""
    if register is None or at_least is None:
        return Chapter(name="offer_together", sentences=(Sentence("offer_together_without"),))
    every = [one.code for one in data.municipalities(county)]
    mine = register.where(county=county).expecting(every)
    cases = metrics.count(mine, period, by="municipality")
    people = data.population(every, period.start.year)
    chance = metrics.enough(cases, people, at_least=at_least)
    made = metrics.partnerships(chance, neighbours=data.neighbours(county))
    return offer_together(made if len(codes) > 1 else made.select(municipality=codes[0]))
