"""The chapters on the children behind the adults, together and by municipality."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import attrs

from vnr import metrics
from vnr.model import Period
from vnr.report.chapters._chapter import Chapter
from vnr.report.chapters._finding import Finding, Found, share_found
from vnr.report.chapters._headline import Headline, HeadlineShare, waiting_share
from vnr.report.chapters._lacks import lacks
from vnr.report.chapters._maturity import RIPE
from vnr.report.chapters._picture import Panel, Picture
from vnr.report.chapters._places import BY_PART, height, municipalities, rows_in_words, stacked
from vnr.report.chapters._sentence import Sentence
from vnr.report.chapters._table import Column, Enough, Results, Table
from vnr.report.chapters._writing import number_of, text
from vnr.results import State
from vnr.results.pictures import GREEN, GREY, ORANGE, bars_plot
from vnr.words import Language, number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    from vnr.model import PeriodLike
    from vnr.register import Register
    from vnr.results import Counts

__all__ = ["children", "children_by_municipality"]

_STEPS: Final = (
    "adults",
    "children",
    "own_case",
    "preliminary",
    "investigation",
    "assessed",
    "supported",
)
_ANSWERS: Final = {"value": "yes", "no": "no", "not_recorded": "not_recorded"}
ENOUGH: Final = 20
"""Children of a municipality from which its own steps are shown."""


def children(register: Register, period: PeriodLike) -> Chapter:
    """The children behind the adults step by step, all municipalities together."""
    behind = metrics.children_behind(register, period)
    chapter = Chapter(
        name="children",
        results={"children": behind},
        definitions={"children": ""},
        headlines=(
            Headline(
                "first_children",
                _own_case,
                "neuter",
                lacks("children", within="cases"),
                {"period": Period.of(period)},
            ),
        ),
        note=Sentence("children_note"),
        questions=(Finding("asked_children", _asked),),
        sentences=(Finding("children_found", _own_case_found),),
        table=Table(
            "step",
            _STEPS,
            [Column(key, "children", figure) for figure, key in _ANSWERS.items()],
        ),
        picture=Picture(
            (Panel("figure_children", height(_STEPS, 0.42), "children", _steps, (*_ANSWERS,)),),
            _told,
        ),
    )
    told = attrs.evolve(chapter, results={"children": _with_unreported(behind)})
    return attrs.evolve(chapter, released=told)


def children_by_municipality(
    register: Register, period: PeriodLike, *, parts: Mapping[str, str] | None = None
) -> Chapter:
    """The same by municipality, where there are 20 children or more.

    Parameters
    ----------
    register : Register
        The cases.
    period : Period, year or text
        When the adults' violence became known.
    parts : mapping of str to str, optional
        County part by municipality; in a release their rows stand first.
    """
    label = "children_by_municipality"
    results = {label: metrics.children_behind(register, period, by="municipality")}

    def columns(parts: str) -> list[Column]:
        shown = f"{label}{parts}"
        count = Column("children", shown, vocabulary="step", where={"step": "children"})
        few = Enough(ENOUGH, shown, where=count.where, word="places_few")
        enough = None if parts else few
        return [
            count,
            *(
                Column(step, shown, vocabulary="step", where={"step": step}, enough=enough)
                for step in _STEPS[2:]
            ),
            Column(
                "not_recorded", shown, "not_recorded", where={"step": "own_case"}, enough=enough
            ),
        ]

    chapter = Chapter(
        name="children_places",
        results=results,
        definitions={label: ""},
        note=Sentence("places_note", parameters={"enough": ENOUGH}),
        table=Table("municipality", municipalities(register), columns("")),
        known=(ENOUGH,),
    )
    if parts:
        grouped = {"county_part": parts}
        results[f"{label}{BY_PART}"] = metrics.children_behind(register, period, by=grouped)
    return attrs.evolve(
        chapter,
        released=attrs.evolve(
            chapter,
            results={
                name: _with_unreported(one.select(step=_STEPS[1:])) for name, one in results.items()
            },
            table=stacked(register, parts, columns),
        ),
    )


def _with_unreported(behind: Counts) -> Counts:
    """With the children whose step isn't reported as not recorded, as in the places they lie in.

    There they are counted so, and whoever subtracts finds them.
    """
    step = behind.strata["step"]
    others = [labels for name, labels in behind.strata.items() if name != "step"]
    cells = {key: row for row, key in enumerate(zip(*others, step.tolist(), strict=True))}
    states, numbers = behind.state_of("not_recorded").copy(), behind["not_recorded"].copy()
    for key, row in cells.items():
        if key[-1] not in _STEPS[2:] or behind.state[row] != State.NOT_REPORTED:
            continue
        at = cells[(*key[:-1], "own_case")]
        if behind.state[at] == State.VALUE:
            numbers[row], states[row] = behind.value[at], State.VALUE
        elif key[-1] == "own_case":
            whole = cells[(*key[:-1], "children")]
            if behind.state[whole] == State.VALUE:
                numbers[row] = behind.value[whole] - behind["n_not_mature"][whole]
                states[row] = State.VALUE
    return attrs.evolve(
        behind,
        columns=dict(behind.columns) | {"not_recorded": numbers},
        states=dict(behind.states) | {"not_recorded": states},
    )


def _own_case(results: Results) -> HeadlineShare:
    """Children with a case of their own, of those at home whose year is over and household known."""
    step = results["children"]
    home, own = step.select(step="children"), step.select(step="own_case")
    told = own.state_of("value", "not_recorded").item()
    state = State(int(told or home.state_of("value", "n_not_mature").item()))
    if state != State.VALUE:
        children, later = number_of(home, "value"), number_of(home, "n_not_mature")
        over = None if children is None or later is None else children - later
        return waiting_share(state, over, later)
    everyone, waiting = int(home.value.item()), int(home["n_not_mature"].item())
    whole, part = everyone - waiting, int(own.value.item())
    if whole < RIPE * everyone:
        return waiting_share(State.NOT_MATURE, whole, waiting)
    unknown = int(own["not_recorded"].item())
    if unknown and unknown >= whole:
        return HeadlineShare(State.NOT_REPORTED)
    whole -= unknown
    return HeadlineShare(state, part, whole, part / whole if whole else math.nan)


def _asked(results: Results, language: Language) -> Found:  # noqa: ARG001
    """Whether children are assessed, where some have no case of their own."""
    told = _own_case(results)
    return "line" if told.state == State.VALUE and told.part < told.whole else "", {}


def _own_case_found(results: Results, language: Language) -> Found:
    """The same in a sentence; and how many of them got a risk assessment of their own."""
    told = _own_case(results)
    form, places = share_found(told, language)
    if form != "line":
        return form, places
    own = results["children"].select(step="own_case")
    known = "known" if own["not_recorded"].item() else ""
    assessed = results["children"].select(step="assessed")
    if assessed.state.item() != State.VALUE:
        return known or form, places
    number_assessed = number(int(assessed.value.item()), ",", language)
    form = f"{known}_assessed" if known else "assessed"
    return form, dict(places) | {"assessed": number_assessed}


def _steps(children: Counts, axes: Axes, language: Language) -> None:
    bars_plot(
        children,
        {figure: text(key, language) for figure, key in _ANSWERS.items()},
        ax=axes,
        language=language,
        order=_STEPS,
        colours=(GREEN, ORANGE, GREY),
        stacked=True,
        notes=False,
    )


def _told(results: Results, language: Language) -> list[str]:
    """How many of each step are yes, no and not recorded."""
    return rows_in_words(
        results["children"], "step", _STEPS, tuple(_ANSWERS), "children_row", language
    )
