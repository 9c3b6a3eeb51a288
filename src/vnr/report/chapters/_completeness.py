"""The chapter on what each municipality's delivery holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from vnr import metrics
from vnr.report.chapters._chapter import Chapter
from vnr.report.chapters._places import municipalities
from vnr.report.chapters._sentence import Sentence
from vnr.report.chapters._table import Column, Table
from vnr.report.chapters._writing import Shown, text
from vnr.results import State
from vnr.results.pictures import names
from vnr.words import Language

if TYPE_CHECKING:
    from vnr.model import Period
    from vnr.register import Register

__all__ = ["completeness"]

_TABLES: Final = ("closings", "investigations", "interventions", "follow_ups", "assessments")
"""Tables that a report rests on, beside the cases."""
_MOST: Final = 60
"""More municipalities than these stand together: no page has so many columns."""


def completeness(register: Register, period: Period) -> Chapter:
    """How much is filled in of every table and field, beside what wasn't delivered."""
    codes = municipalities(register)
    filled = metrics.completeness(register, period)
    every = dict.fromkeys(filled.strata["field"].tolist())
    held = {*filled.strata["field"][filled["delivered"] > 0].tolist()}
    nobody = [field for field in every if field not in held]
    lacks = np.isin(filled.strata["field"], _TABLES) & (filled["delivered"] == 0)
    cells = metrics.cells(register, period, "municipality")
    there = {*cells.labels["municipality"][cells.covered > 0].tolist()}
    # Who delivered no cases at all is told by the chapter on coverage, where others did.
    asked = there or {*codes}
    poor = sorted({*filled.strata["municipality"][lacks].tolist()} & asked)
    key = "completeness_line" if poor else "completeness_whole"
    if not poor and len(there) < len(codes):
        key = "completeness_there"
    if len(codes) == 1:
        key = "completeness_alone_part" if poor else "completeness_alone"
    columns = [
        Column(
            code,
            "completeness",
            where={"municipality": code},
            vocabulary="municipality",
            write=_in_whole_percent,
        )
        for code in codes
    ]
    if len(codes) > _MOST:
        filled = metrics.completeness(register, period, by=())
        columns = [Column("completeness_together", "completeness", write=_in_whole_percent)]
    return Chapter(
        name="completeness",
        results={"completeness": filled},
        definitions={"completeness": ""},
        note=Sentence(
            "completeness_lacking" if nobody else "completeness_note",
            parameters={"nobody": nobody},
        ),
        sentences=(
            Sentence(
                key,
                parameters={
                    "poor": len(poor),
                    "there": len(there),
                    "all": len(codes),
                    # A municipality has one name in all languages.
                    "names": names("municipality", poor[:_MOST], "sv"),
                },
            ),
        ),
        table=Table(
            "field",
            [field for field in every if field in held],
            columns,
        ),
        # Shares of cases, as of those with an assessment, without the counts behind them.
        internal=True,
    )


def _in_whole_percent(filled: Shown, name: str, language: Language) -> list[str]:
    empty = text("completeness_empty", language)
    return [
        State(state).label(language)
        or (empty if np.isnan(share) else f"{100 * share:.0f}\N{NO-BREAK SPACE}%")
        for state, share in zip(filled.state.tolist(), filled[name].tolist(), strict=True)
    ]
