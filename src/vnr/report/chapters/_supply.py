"""Chapters on what municipalities offer: the four questions, and what they rest on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from string import ascii_lowercase
from typing import Any, Final

import attrs
import numpy as np

from vnr import metrics
from vnr.model import Provision, ProvisionState, Survey
from vnr.register import Register, Supply
from vnr.report.chapters._chapter import Chapter
from vnr.report.chapters._draft import SHELTER, DraftLines
from vnr.report.chapters._needed import NeedLines
from vnr.report.chapters._offered import FEW, FewLines, LackingLines, MatrixLines, SilentLines
from vnr.report.chapters._partners import Paragraphs, PartnerLines
from vnr.report.chapters._sentence import Sentence
from vnr.report.chapters._surveyed import SurveyLines
from vnr.report.chapters._things import ALL
from vnr.report.chapters._tiles import TileMap
from vnr.results import Counts, Definition, Estimate, Figure, FigureKind, Grid, Note, State

__all__ = ["offer_chapters", "offer_needs", "offer_together"]

_MATRIX: Final = "offer_matrix"
_LACKING: Final = "offer_lacking"
_TOGETHER: Final = "offer_together"


def offer_chapters(
    supply: Supply,
    year: int,
    codes: Sequence[str],
    *,
    place: str,
    groups: Mapping[str, str],
    near: Sequence[str] = (),
    together: Chapter,
    needs: Chapter | None = None,
    aside: int = 0,
) -> list[Chapter]:
    """The chapters of a report on what is offered, in their order.

    Parameters
    ----------
    supply : Supply
        What municipalities answered; what those outside `codes` have is told where it lacks.
    year : int
        The year.
    codes : sequence of str
        The municipalities that the report is on.
    place : str
        What that is, in words.
    groups : mapping of str to str
        County part by code, or the municipality itself.
    near : sequence of str
        Codes of neighbours.
    together, needs
        The chapters of `offer_together` and `offer_needs`, which need cases too.
    aside
        How many rows of answers were set aside.
    """
    others = {*supply.provisions.municipalities} - {*codes}
    offers = metrics.offers(supply.provisions.where(codes=codes), year)
    offers = offers.select(np.isin(offers.strata["municipality"], [*codes]))
    lacking = metrics.lacking(supply.provisions, year, groups=groups)
    if len(codes) == 1:
        # Of one municipality it is told what it answered itself, not what all did.
        kept = [note for note in lacking.notes if note.code != "lacking_is_answered"]
        lacking = attrs.evolve(lacking, notes=kept)
    coming = _coming(supply, year)
    whose = {
        (groups[code], *thing): tuple(
            one
            for one, *other in sorted(coming)
            if (groups.get(one), *other) == (groups[code], *thing)
        )
        for code, *thing in coming
        if code in groups
    }
    lacks = LackingLines(
        _LACKING, near, not others, parted=len({*groups.values()}) > 1, coming=whose
    )
    silent = SilentLines(_MATRIX, codes)
    needed = needs.table if needs and isinstance(needs.table, NeedLines) else None
    told = (
        (
            Sentence(
                "offer_aside", parameters={"form": "one" if aside == 1 else "many", "number": aside}
            ),
        )
        if aside
        else ()
    )
    elsewhere = needed is not None
    lines = DraftLines(_MATRIX, attrs.evolve(lacks, near=()), place, year, elsewhere=elsewhere)
    draft = Chapter(
        name="offer_draft",
        results={_LACKING: lacking, _MATRIX: offers},
        sentences=(Sentence("offer_draft_note"),),
        table=lines,
        noted=False,
        # The regulations by their numbers, and the year.
        known=(year, 2022, 39, 2014, 4, 3, 7),
    )
    form = "parts" if lacks.parted else "place" if len(codes) > 1 else "own"
    lack = Chapter(
        name="offer_lacking",
        results={_LACKING: lacking},
        definitions={_LACKING: ""},
        note=Sentence("offer_lacking_note", parameters={"form": form}),
        sentences=(lacks,),
        table=lacks,
    )
    found = [
        attrs.evolve(
            lack,
            released=attrs.evolve(lack, sentences=(lacks, Sentence("offer_shelter_withheld"))),
        ),
        _few(supply, offers),
        together,
        attrs.evolve(draft, released=_with_needs(draft, needs, attrs.evolve(lines, need=needed))),
        *([] if needs is None else [needs]),
        Chapter(
            name="offer_silent",
            results={_MATRIX: offers},
            note=Sentence("offer_silent_note"),
            sentences=(silent, *told),
            known=(aside,),
            table=silent,
        ),
        Chapter(
            name="offer_matrix",
            results={_MATRIX: offers},
            definitions={_MATRIX: ""},
            table=MatrixLines(_MATRIX, coming),
        ),
    ]
    if len(codes) > 1:
        found.append(
            Chapter(
                name="offer_map",
                results={"offer_tiles": _tiles(offers, codes)},
                note=Sentence("offer_map_note"),
                sentences=(Sentence("offer_map_shades"),),
                picture=TileMap(label="offer_tiles", groups=groups),
            )
        )
    return [*found, *_answered(supply, codes)]


def _coming(supply: Supply, year: int) -> frozenset[tuple[str, ...]]:
    """Municipality, kind, subject and target of what isn't there and is being introduced."""
    return frozenset(
        (code, *(ALL if part is None else str(part) for part in one.thing))
        for one in supply.provisions.where(year=year)
        if one.under_way and one.state is not ProvisionState.HAS
        for code in one.answered_for
    )


def _with_needs(draft: Chapter, needs: Chapter | None, lines: DraftLines) -> Chapter:
    """The draft of a release, where small numbers of known persons are hidden."""
    if needs is None:
        return draft
    return attrs.evolve(
        draft,
        results={**draft.results, **needs.results},
        table=lines,
    )


def _few(supply: Supply, offers: Counts) -> Chapter:
    """What hangs on one person or two, with the chance that nobody is left where it is known."""
    few, risks = FewLines(_MATRIX), _gone(supply, offers)
    return Chapter(
        name="offer_few",
        results={_MATRIX: offers, **risks},
        note=Sentence("offer_few_note", parameters={"form": "risk" if risks else "no_risk"}),
        noted=False,
        sentences=(few,),
        table=few,
        internal=True,
    )


def _gone(supply: Supply, offers: Counts) -> dict[str, Estimate]:
    """By municipality the chance that nobody is left in a year, of one trained and of two."""
    told: dict[str, dict[str, float]] = {"left": {}, "employed": {}}
    for one in supply.answers:
        # What several answered together is nobody's of them alone.
        known = one.question in told and not one.covers
        if known and one.number is not None and one.respondent in offers.strata["municipality"]:
            told[one.question][one.respondent] = one.number
    found = {}
    for k, letter in zip(range(1, FEW), ascii_lowercase, strict=False):
        both = [
            code
            for code, number in told["employed"].items()
            if number >= k and code in told["left"]
        ]
        if both:
            left, employed = ({code: own[code] for code in both} for own in told.values())
            chance = metrics.gone(dict.fromkeys(both, k), left, employed)
            # What its notes say stands above the table, where its other columns aren't.
            found[f"offer_gone_{letter}"] = attrs.evolve(chance, notes=())
    return found


def _tiles(offers: Counts, codes: Sequence[str]) -> Counts:
    """How many things each municipality has, of how many it is known; sheltered housing is none."""
    told = (offers.state == State.VALUE) & (offers.strata["subject"] != SHELTER)
    masks = [told & (offers.strata["municipality"] == code) for code in codes]
    known = np.array([mask.sum() for mask in masks], np.int64)
    return Counts.over(
        Grid(
            strata={"municipality": np.array(codes)},
            state=np.where(known > 0, State.VALUE, State.NOT_REPORTED).astype(np.int8),
            covered=np.ones(len(codes)),
            definition=Definition("offers", dict(offers.definition.parameters)),
            notes=(Note("offered_as_answered"),),
        ),
        value=np.array([offers.value[mask].sum() for mask in masks], np.int64),
        columns={"n_known": known},
        figures=dict.fromkeys(("value", "n_known"), Figure(FigureKind.LABEL)),
        unit="number",
    )


def offer_together(
    partnerships: Estimate | None = None,
    at_least: int = 0,
    *,
    why: str = "offer_together_how",
    total: str = "",
    taken: Mapping[str, float] | None = None,
) -> Chapter:
    """With whom there would be cases enough: what `metrics.partnerships` found, or why it isn't."""
    if partnerships is None:
        return Chapter(
            name=_TOGETHER,
            sentences=(Sentence("offer_together_nowhere"),),
            table=Paragraphs((why,)),
            released=Chapter(name=_TOGETHER, table=Paragraphs(("offer_together_withheld",))),
        )
    lines = PartnerLines(_TOGETHER, at_least, total, taken or {})
    return Chapter(
        name=_TOGETHER,
        results={_TOGETHER: partnerships},
        definitions={_TOGETHER: ""},
        note=Sentence("offer_together_note"),
        sentences=(lines,),
        table=lines,
        released=Chapter(name=_TOGETHER, table=Paragraphs(("offer_together_withheld",))),
    )


def offer_needs(register: Register, day: date, provisions: Sequence[Provision]) -> Chapter:
    """Known persons on a day by role, form and group, against what was there for them.

    Parameters
    ----------
    register : Register
        The cases of the place.
    day : date
        The day.
    provisions : sequence of Provision
        What municipalities answered of that year.
    """
    results: dict[str, Any] = {
        "need_role": metrics.need(register, day, provisions, roles="all", by="role"),
        "need_form": metrics.need(register, day, provisions, by="form"),
        "need_group": metrics.need(register, day, provisions, by="group"),
    }
    lines = NeedLines("need_role", ("need_form", "need_group"))
    told = Sentence("offer_needs_note", parameters={"day": day})
    return Chapter(
        name="offer_needs",
        results=results,
        definitions={"need_role": ""},
        note=told,
        sentences=(lines,),
        table=lines,
        known=(day.day, day.year),
    )


def _answered(supply: Supply, codes: Sequence[str]) -> list[Chapter]:
    """What municipalities answered to each survey of the year: needs and procurement among it."""
    chapters: list[Chapter] = []
    for survey in supply.surveys:
        answers = [
            one for one in supply.answers
            if one.survey == survey.name and {one.respondent, *one.covers} & {*codes}
        ]  # fmt: skip
        chosen = any(question.is_chosen for question in survey.questions)
        if not answers or not chosen:
            continue
        label = f"offer_answers_{ascii_lowercase[len(chapters)]}"
        # Whom the report isn't on was asked by others.
        there = {code for one in answers for code in (one.respondent, *one.covers)}
        mine = attrs.evolve(
            survey, due=tuple(code for code in survey.due if code in {*codes, *there})
        )
        made: Any = metrics.survey(mine, answers, of="municipality")
        chapter = Chapter(
            name=label,
            title=survey.sv or survey.en or survey.name,
            results={label: made},
            definitions={label: ""},
            table=SurveyLines(label, mine, alone=len(codes) == 1),
        )
        chapters.append(attrs.evolve(chapter, released=_without_conditions(chapter, made, mine)))
    return chapters


def _without_conditions(chapter: Chapter, made: Any, survey: Survey) -> Chapter | None:
    """The chapter of a release without questions that are asked after an answer, which they tell."""
    after = [one.code for one in survey.questions if one.asked_if is not None]
    if not np.isin(made.strata["question"], after).any():
        return None
    left = made.select(~np.isin(made.strata["question"], after))
    note = Sentence("offer_conditions_withheld")
    return attrs.evolve(chapter, results=dict.fromkeys(chapter.results, left), note=note)
