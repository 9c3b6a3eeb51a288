"""The report on what municipalities offer: of a county, of one municipality, or of a joint board."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from vnr import data, metrics
from vnr.metrics.intervals import check_whole
from vnr.model import Period, board_members
from vnr.register import Register, Supply
from vnr.report._report import Report
from vnr.report.chapters import Chapter, offer_chapters, offer_needs, offer_together
from vnr.results import Counts, Estimate
from vnr.words import label, refusal

__all__ = ["supply_report"]

_UNITS: Final = 3
"""Of fewer nobody can say how municipalities differ beside chance."""
_COUNTED: Final = (2010, 2025)
"""The years of which inhabitants are packaged."""


def supply_report(
    supply: Supply,
    place: str,
    year: int,
    *,
    cases: Register | Estimate | None = None,
    at_least: int | None = None,
    parts: Mapping[str, str] | None = None,
    sender: str = "",
    aside: int = 0,
) -> Report:
    """Answer the four questions on what is offered (rapport om utbudet).

    What do we lack and who nearby has it; what hangs on one person; with whom would we have cases
    enough; what to write to the board. Beside them what is needed, what nobody answered, what
    each answered, of a county a map, and what was answered to surveys.

    Parameters
    ----------
    supply : Supply
        What municipalities answered.
    place : str
        Code of a county, or a municipality's code or name, or those of a joint board with a plus
        between.
    year : int
        The year of the answers.
    cases : Register or Estimate, optional
        The county's cases of that year, for the third question and for what is needed; or the
        county's number of cases where nobody counted, such as ``Estimate.parse("25±2")``, for the
        third question alone.
    at_least : int, optional
        How many cases a year are enough, for the third question: no source gives a number.
    parts : mapping of str to str, optional
        County part by code, by default that of `supply`'s municipalities, then the known ones;
        without any the county is one.
    sender : str
        Who made it.
    aside : int
        How many rows of answers were set aside for a fault, as `vnr.io.read_answers` counts them.

    Raises
    ------
    UnknownNameError
        If there is no such place.
    DataError
        If nobody there answered about the year, answers contradict each other, or an argument is
        none of what it may be.

    Examples
    --------
    >>> from vnr import synthetic
    >>> made_up = synthetic.municipalities("04", 2019, seed=1).supply
    >>> [chapter.name for chapter in supply_report(made_up, "04", 2019).chapters][:4]
    ['offer_lacking', 'offer_few', 'offer_together', 'offer_draft']
    """
    if not isinstance(supply, Supply):
        raise refusal("supply_kind")
    if cases is not None and not isinstance(cases, (Register, Estimate)):
        raise refusal("supply_cases")
    if parts is not None and not isinstance(parts, Mapping):
        raise refusal("supply_parts", kind=type(parts).__name__)
    if at_least is not None:
        check_whole("at_least", at_least, least=1)
    check_whole("aside", aside, least=0)
    period = Period.of(year)
    asked = period.start.year
    whole = isinstance(place, str) and place in data.counties()
    codes = (
        [one.code for one in data.municipalities(place)]
        if whole
        else [*board_members(data.municipality_code(place))]
    )
    county = codes[0][:2]
    own = [label("municipality", code, "sv") for code in codes]
    # Names of places are the same in all languages.
    name = (
        data.counties()[county]
        if whole
        else " och ".join(filter(None, [", ".join(own[:-1]), own[-1]]))
    )
    supply = supply.of_year(asked)
    there = {*supply.provisions.municipalities}
    if there.isdisjoint(codes):
        raise refusal("supply_nobody", place=name, year=asked)
    groups = _parts(supply, county, parts) if whole else dict.fromkeys(codes, name)
    chapters = offer_chapters(
        supply, asked, codes, place=name, groups=groups,
        near=() if whole else _neighbours(codes),
        together=_together(cases, period, county, codes, at_least),
        needs=_needs(supply, cases, period, codes), aside=aside,
    )  # fmt: skip
    return Report(place=name, period=period, chapters=chapters, sender=sender, about="supply")


def _parts(supply: Supply, county: str, parts: Mapping[str, str] | None) -> dict[str, str]:
    """County part of each municipality of a county; the county's name where none is known."""
    own = {one.code: one.county_part for one in supply.municipalities}
    known = data.county_parts(county) if parts is None else parts
    codes = [one.code for one in data.municipalities(county)]
    county_name = data.counties()[county]
    told = {code: (parts or {}).get(code) or own.get(code) or known.get(code) for code in codes}
    return {code: part or county_name for code, part in told.items()}


def _neighbours(codes: Sequence[str]) -> tuple[str, ...]:
    """Who lies next to some of several, and is none of them."""
    beside = [{*pair} for pair in data.neighbours() if not {*pair}.isdisjoint(codes)]
    return tuple(sorted(set().union(*beside) - {*codes}))


def _together(
    cases: Register | Estimate | None,
    period: Period,
    county: str,
    codes: Sequence[str],
    at_least: int | None,
) -> Chapter:
    """With whom there would be cases enough; how to have it told where that isn't known."""
    every = [one.code for one in data.municipalities(county)]
    number: Estimate | Counts | None = None
    if isinstance(cases, Register) and at_least is not None:
        there = _delivered(cases, every)
        if len(there) < _UNITS:
            return offer_together(why="offer_together_three")
        number = metrics.count(
            cases.where(municipality=there).expecting(every), period, by="municipality"
        )
    elif isinstance(cases, Estimate):
        number = cases
    if number is None or at_least is None:
        # What is given isn't asked for once more.
        if at_least is not None:
            return offer_together(why="offer_together_cases")
        return offer_together(
            why="offer_together_how" if cases is None else "offer_together_enough"
        )
    # Inhabitants weigh the chances only: those of the nearest year that there is.
    people = data.population(every, min(max(period.start.year, _COUNTED[0]), _COUNTED[1]))
    made = metrics.partnerships(
        metrics.enough(number, people, at_least=at_least), neighbours=data.neighbours(county)
    )
    told = [code for code in codes if code in made.strata["municipality"].tolist()]
    if not told:
        return offer_together(why="offer_together_undelivered")
    if not isinstance(cases, Estimate):
        return offer_together(made.select(municipality=told), at_least)
    share = float(cases.value.sum()) / float(people.value.sum())
    taken = {
        code: share * number
        for code, number in zip(
            people.strata["municipality"].tolist(), people.value.tolist(), strict=True
        )
    }
    total = f"{float(cases.value.sum()):.0f}"
    return offer_together(made.select(municipality=told), at_least, total=total, taken=taken)


def _delivered(cases: Register, codes: Sequence[str]) -> list[str]:
    """Which of several municipalities delivered cases, those together by their one label."""
    return [one for one in cases.coverage.municipalities if {*board_members(one)} <= {*codes}]


def _needs(
    supply: Supply, cases: Register | Estimate | None, period: Period, codes: Sequence[str]
) -> Chapter | None:
    """What is needed, where there are cases of the year."""
    there = _delivered(cases, codes) if isinstance(cases, Register) else []
    if not isinstance(cases, Register) or not there:
        return None
    day = min(period.end, cases.observed.end)
    if day < max(period.start, cases.observed.start):
        return None
    # Somebody may be looking for who lives in a shelter: it isn't told that it is what there is.
    open_to_tell = [one for one in supply.provisions if one.subject != "sheltered_housing"]
    return offer_needs(cases.where(municipality=there), day, open_to_tell)
