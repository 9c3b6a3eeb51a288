"""The chapter on cases for each inhabitant, beside what chance alone would give."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np

from vnr import data, metrics
from vnr.errors import DataError
from vnr.model import Period, PeriodLike
from vnr.report.chapters._cases import known_cases
from vnr.report.chapters._chapter import Chapter
from vnr.report.chapters._finding import Finding, Found, worst
from vnr.report.chapters._picture import Panel, Picture
from vnr.report.chapters._places import municipalities
from vnr.report.chapters._sentence import Sentence
from vnr.report.chapters._table import Column, Results, Table
from vnr.report.chapters._writing import Shown, enumerated, scope, text
from vnr.results import State, align_to, estimate, places
from vnr.results.pictures import funnel_plot, names
from vnr.words import Language, number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from vnr.register import Register
    from vnr.results import Estimate

__all__ = ["per_whom", "rates"]

_PER: Final = 10_000
_LIMITS: Final = ("lower_95", "upper_95")
_SIDE: Final = ("value", *_LIMITS, "outside_95")
_FAR: Final = "outside_99.8"
_SIDES: Final = {0: "place_within", 1: "place_above", -1: "place_below"}


def rates(register: Register, period: PeriodLike) -> Chapter:
    """Known cases of the period by municipality, for each 10 000 inhabitants.

    Intervals reckon with persons who have several cases. One municipality alone isn't laid beside
    chance, which would be its own rate. In a year of which the population isn't
    published here the cases stand alone, and that is said. Over several years the rate is for each
    inhabitant and year.
    """
    period = Period.of(period)
    spanned = range(period.start.year, period.end.year + 1)
    codes = municipalities(register)
    cases = known_cases(register, period)
    shown = Column("cases", "cases")
    years, lacking = _person_years(register, period)
    if lacking:
        return Chapter(
            name="rates",
            results={"cases": cases},
            definitions={"cases": "cases"},
            note=Sentence("rates_no_population", parameters={"year": lacking}),
            sentences=(Sentence("rates_without", parameters={"year": lacking}),),
            table=Table("municipality", codes, (shown,)),
        )

    several = len(codes) > 1
    beside = (
        Column("funnel_span", "funnel", "lower_95", write=_span),
        Column(
            "funnel_place_several" if scope(codes) == "several" else "funnel_place",
            "funnel",
            write=_side,
        ),
    )

    def counted(repeats: Any) -> dict[str, Shown]:
        rates = metrics.rate(cases, years, per=_PER, inflation=repeats)
        if not several:
            return {"cases": cases, "rates": rates}
        funnel = metrics.funnel(cases, years, kind="rate", per=_PER, inflation=repeats)
        return {"cases": cases, "rates": rates, "funnel": funnel}

    defined = {"cases": "cases", "rates": "", "funnel": "funnel_span"}
    panel = Panel("figure_funnel", 3.8, "funnel", _funnel)
    chapter = Chapter(
        name="rates",
        results=counted(metrics.repeats(register, period, by="municipality")),
        definitions=defined if several else {"cases": "cases", "rates": ""},
        note=Sentence("rates_years_note" if len(spanned) > 1 else "rates_note"),
        sentences=(
            Finding("rates_found", partial(_apart, codes) if several else partial(_alone, period)),
        ),
        table=Table(
            "municipality",
            codes,
            (
                shown,
                Column("rate_years" if len(spanned) > 1 else "rate", "rates", write=_rates),
                *(beside if several else ()),
            ),
        ),
        picture=Picture((panel,), partial(_outside, codes)) if several else None,
        sources=(data.SOURCE,),
    )
    # A municipality's own limits would tell how many of its persons have several cases.
    together = float(metrics.repeats(register, period).value[0])
    # Where nobody is counted nobody recurs.
    released = counted(max(1.0, math.ceil(10 * together) / 10) if together > 0 else 1.0)
    return attrs.evolve(chapter, released=attrs.evolve(chapter, results=released))


def per_whom(period: Period, language: Language) -> str:
    """What a rate is for each of: inhabitants, and years where there are several."""
    form = "year" if period.start.year == period.end.year else "years"
    return text("rate_each", language, form=form)


def _alone(period: Period, results: Results, language: Language) -> Found:
    """The rate of one municipality, without decimals."""
    rates = results["rates"]
    state = worst(rates)
    if state != State.VALUE or np.isnan(rates.value).any():
        return (state.code if state else "none"), {}
    rate = number(float(rates.value.item()), ".0f", language)
    return "alone", {"rate": rate, "each": per_whom(period, language)}


def _apart(codes: Sequence[str], results: Results, language: Language) -> Found:
    """Who lies above the county's mean and who below, further than chance mostly gives."""
    funnel = results["funnel"]
    there = funnel.state_of(*_SIDE) == State.VALUE
    if not there.any():
        return worst(funnel).code, {}
    wanted = {"municipality": np.array(codes)}
    rows = places(wanted, funnel.strata, size=len(codes), name="funnel")
    called = names("municipality", codes, language)
    sides = {
        side: [name for name, row in zip(called, rows, strict=True)
               if there[row] and funnel["outside_95"][row] == which]
        for side, which in (("above", 1), ("below", -1))
    }  # fmt: skip
    told = {side: enumerated(some, language) for side, some in sides.items() if some}
    mean = text("mean", language, form=scope(codes))
    return "_".join(told) or "nobody", {**told, "mean": mean}


def _person_years(register: Register, period: Period) -> tuple[dict[str, float], list[str]]:
    """Population times delivered time by municipality, and the years whose isn't published here.

    Each year has its own population, and its own delivered part.
    """
    people: dict[str, float] = dict.fromkeys(municipalities(register), 0.0)
    lacking = []
    for part in period.split("year"):
        cells = metrics.cells(register, part, "municipality")
        codes, year = cells.labels["municipality"], part.start.year
        try:
            population = data.population(codes.tolist(), year)
        except DataError:
            lacking.append(str(year))
            continue
        asked = {"municipality": codes, "year": np.full(codes.size, year)}
        living = align_to(population, asked, codes.size, name="population")
        years = living * cells.covered * part.days / 365.25
        for code, number_of in zip(codes.tolist(), years.tolist(), strict=True):
            people[code] += number_of
    return people, lacking


def _rates(rates: Shown, _: str, language: Language) -> list[str]:
    """Each rate with its limits to one decimal, or why there is none."""
    nothing = float("nan")
    cells = zip(
        rates.state.tolist(), rates.value.tolist(), rates["lower"].tolist(),
        rates["upper"].tolist(), strict=True,
    )  # fmt: skip
    return [
        estimate(state, rate, nothing, nothing, None, unit=rates.unit, language=language)
        if state or np.isnan(rate)
        else "{} ({}–{})".format(*(number(one, ".1f", language) for one in (rate, lower, upper)))
        for state, rate, lower, upper in cells
    ]


def _span(funnel: Shown, _: str, language: Language) -> list[str]:
    """What chance alone would give a unit of this size, in each cell."""
    limits = zip(*(funnel[name].tolist() for name in _LIMITS), strict=True)
    spans = ["–".join(number(limit, ".1f", language) for limit in pair) for pair in limits]
    return _beside(funnel, _LIMITS, spans, language)


def _side(funnel: Shown, _: str, language: Language) -> list[str]:
    """Where it lies beside that, in each cell."""
    cells, form = [], scope(funnel.strata["municipality"])
    for side, far in zip(funnel["outside_95"].tolist(), funnel[_FAR].tolist(), strict=True):
        where = text(_SIDES[side], language, form=form)
        cells.append(text("place_far", language, where=where) if far else where)
    return _beside(funnel, (*_SIDE, _FAR), cells, language)


def _beside(
    funnel: Shown, read: Sequence[str], cells: Sequence[str], language: Language
) -> list[str]:
    """The cells, or why nothing can be laid beside chance: no value, or nothing to judge by."""
    nothing = float("nan")
    undefined = estimate(0, nothing, nothing, nothing, 1.0, unit=funnel.unit, language=language)
    rows = zip(funnel.state_of(*read).tolist(), np.isnan(funnel["lower_95"]), cells, strict=True)
    return [
        State(state).label(language) or (undefined if empty else cell)
        for state, empty, cell in rows
    ]


def _funnel(funnel: Estimate, axes: Axes, language: Language) -> None:
    base = text("figure_funnel_base", language)
    mean = text("mean", language, form=scope(funnel.strata["municipality"]))
    funnel_plot(funnel, ax=axes, language=language, base=base, mean=mean, notes=False)
    axes.set_ylabel("")


def _outside(codes: Sequence[str], results: Results, language: Language) -> list[str]:
    """Which municipalities lie outside the 95 per cent limits, and which can't be judged."""
    funnel = results["funnel"]
    wanted = {"municipality": np.array(codes)}
    rows = places(wanted, funnel.strata, size=len(codes), name="funnel")
    states, sides = funnel.state_of(*_SIDE)[rows].tolist(), funnel["outside_95"][rows].tolist()
    called = names("municipality", codes, language)
    told = [
        f"{name}: {State(state).label(language) or text(_SIDES[side], language, form=scope(codes))}"
        for name, state, side in zip(called, states, sides, strict=True)
        if state or side
    ]
    judged = [state for state in states if state == State.VALUE]
    nobody = judged and not any(sides)
    return [*([text("funnel_nobody", language)] if nobody else []), *told]
