"""Chapters on what municipalities offer: the four questions, what nobody answered, and a draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from string import ascii_lowercase
from typing import Any

import numpy as np

from vnr import metrics
from vnr.register import Provisions, Supply
from vnr.report.chapters._chapter import Chapter
from vnr.report.chapters._offered import (
    DraftLines,
    FewLines,
    LackingLines,
    MatrixLines,
    SilentLines,
)
from vnr.report.chapters._sentence import Sentence
from vnr.report.chapters._table import Whole
from vnr.report.chapters._tiles import TileMap
from vnr.results import Counts, Definition, Estimate, Figure, FigureKind, Grid, Note, State

__all__ = ["offer_answers", "offer_chapters", "offer_together"]

_SHELTER = "sheltered_housing"


def offer_chapters(
    provisions: Provisions,
    year: int,
    codes: Sequence[str],
    *,
    place: str,
    groups: Mapping[str, str],
    near: Sequence[str] = (),
) -> list[Chapter]:
    """The chapters that need answers alone.

    Parameters
    ----------
    provisions : Provisions
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
    """
    offers = metrics.offers(provisions.where(codes=codes), year)
    offers = offers.select(np.isin(offers.strata["municipality"], [*codes]))
    lacking = metrics.lacking(provisions, year, groups=groups)
    chapters = [
        Chapter(
            name="offer_lacking",
            results={"offer_lacking": lacking},
            definitions={"offer_lacking": ""},
            note=Sentence("offer_lacking_note"),
            table=LackingLines("offer_lacking", near),
        ),
        Chapter(
            name="offer_few",
            results={"offer_matrix": offers},
            note=Sentence("offer_few_note"),
            table=FewLines("offer_matrix"),
            internal=True,
        ),
        Chapter(
            name="offer_matrix",
            results={"offer_matrix": offers},
            definitions={"offer_matrix": ""},
            table=MatrixLines("offer_matrix"),
        ),
    ]
    if len(codes) > 1:
        chapters.append(
            Chapter(
                name="offer_map",
                results={"offer_tiles": _tiles(offers)},
                note=Sentence("offer_map_note"),
                picture=TileMap(label="offer_tiles", groups=groups),
            )
        )
    return [
        *chapters,
        Chapter(
            name="offer_silent",
            results={"offer_matrix": offers},
            note=Sentence("offer_silent_note"),
            table=SilentLines("offer_matrix"),
        ),
        Chapter(
            name="offer_draft",
            results={"offer_lacking": lacking, "offer_matrix": offers},
            note=Sentence("offer_draft_note"),
            table=DraftLines("offer_matrix", "offer_lacking", place, year),
            known=(year, 2022, 39, 3, 7),
        ),
    ]


def _tiles(offers: Counts) -> Counts:
    """How many things each municipality has, of how many it is known; sheltered housing is none."""
    codes = list(dict.fromkeys(offers.strata["municipality"].tolist()))
    told = (offers.state == State.VALUE) & (offers.strata["subject"] != _SHELTER)
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


def offer_together(partnerships: Estimate) -> Chapter:
    """With whom there would be cases enough: what `metrics.partnerships` found."""
    return Chapter(
        name="offer_together",
        results={"offer_together": partnerships},
        definitions={"offer_together": ""},
        note=Sentence("offer_together_note"),
        table=Whole("offer_together"),
        internal=True,
    )


def offer_answers(supply: Supply, codes: Sequence[str]) -> list[Chapter]:
    """What municipalities answered to each survey of the year: needs and procurement among it."""
    chapters: list[Chapter] = []
    for survey in supply.surveys:
        answers = [
            one for one in supply.answers
            if one.survey == survey.name and {one.respondent, *one.covers} & {*codes}
        ]  # fmt: skip
        if not answers or not any(question.is_chosen for question in survey.questions):
            continue
        label = f"offer_answers_{ascii_lowercase[len(chapters)]}"
        made: Any = metrics.survey(survey, answers, of="municipality")
        chapters.append(
            Chapter(
                name=label,
                title=survey.sv or survey.en or survey.name,
                results={label: made},
                definitions={label: ""},
                table=Whole(label),
            )
        )
    return chapters
