"""The chapters on episodes by kind, and on what they are when gaps are joined."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np

from vnr import metrics
from vnr.metrics.counting import episode_table
from vnr.metrics.ground import CLOSED, EPISODE_KINDS, Need
from vnr.model import place_of
from vnr.report.chapters._chapter import Chapter
from vnr.report.chapters._picture import Panel, Picture
from vnr.report.chapters._places import BY_PART, height, municipalities, rows_in_words, stacked
from vnr.report.chapters._sentence import Sentence
from vnr.report.chapters._table import Column, Results, Table
from vnr.report.chapters._writing import text
from vnr.results import Counts, Definition, Grid, Provenance, State
from vnr.results.pictures import bars_plot
from vnr.words import Language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    from vnr.metrics.choices import Within
    from vnr.metrics.ground import Cells
    from vnr.model import PeriodLike
    from vnr.register import Register

__all__ = ["GAPS", "KINDS", "episodes", "gaps"]

KINDS: Final = ("new", "reactivated", "returning", "undetermined")
_ASKED: Final = {
    "basis": "known",
    "roles": "exposed",
    "dated_by": "basis",
    "window": metrics.Years(1),
}
"""Which episodes: what `metrics.episodes` gives if nothing else is asked."""
_PLACES: Final = np.array([KINDS.index(kind) for kind in EPISODE_KINDS])
GAPS: Final = (0, 1, 3, 14)
"""Days that are joined beside each other, since how many they should be is a choice."""


def episodes(
    register: Register, period: PeriodLike, *, parts: Mapping[str, str] | None = None
) -> Chapter:
    """Episodes that start in the period, by municipality and kind.

    Parameters
    ----------
    register : Register
        The cases.
    period : Period, year or text
        When they start.
    parts : mapping of str to str, optional
        County part by municipality; in a release their rows stand first.
    """
    kinds = _kinds(register, period, 1, within="municipality")
    results = {"kinds": kinds, "kinds_total": kinds.sum("municipality")}
    chapter = Chapter(
        name="kinds",
        results=results,
        definitions={"kinds": ""},
        note=Sentence("kinds_note"),
        table=Table("municipality", municipalities(register), _columns("kinds")),
        picture=Picture(
            (Panel("figure_kinds", height(KINDS, 0.35), "kinds_total", _drawn),), _told
        ),
    )
    if parts:
        results[f"kinds{BY_PART}"] = _kinds_by_part(register, period, results["kinds"], parts)
    table = stacked(register, parts, lambda part: _columns(f"kinds{part}"))
    return attrs.evolve(chapter, released=attrs.evolve(chapter, results=results, table=table))


def gaps(register: Register, period: PeriodLike) -> Chapter:
    """Episodes by kind, when gaps of 0, 1, 3 and 14 days are joined."""
    alone = len(municipalities(register)) == 1
    return Chapter(
        name="gaps",
        results={"gaps": _gaps(register, period)},
        definitions={"gaps": ""},
        note=Sentence("gaps_note_alone" if alone else "gaps_note"),
        table=Table("merge_gap", GAPS, _columns("gaps"), "gap"),
        # Beside each other they tell of the few whom each further day joins.
        internal=True,
    )


def _drawn(kinds: Counts, axes: Axes, language: Language) -> None:
    word = {"value": text("episodes", language)}
    bars_plot(kinds, word, ax=axes, language=language, order=KINDS, notes=False)


def _told(results: Results, language: Language) -> list[str]:
    return rows_in_words(
        results["kinds_total"], "kind", KINDS, ("value",), "episodes_row", language
    )


def _columns(result: str) -> list[Column]:
    return [Column(kind, result, where={"kind": kind}) for kind in KINDS]


def _kinds(register: Register, period: PeriodLike, gap: int, within: Within) -> Counts:
    asked: dict[str, Any] = {**_ASKED, "merge_gap": gap, "within": within}
    told = Need(tables=CLOSED)
    began = metrics.cells(register, register.observed, need=told).grid("episodes", **asked)
    table = episode_table(register, **asked)
    # Without a closing nobody can tell where an episode ends, nor that another begins.
    cells = metrics.cells(register, period, "municipality", need=told)
    rows = {code: row for row, code in enumerate(cells.labels["municipality"].tolist())}
    place = np.array([rows.get(code, -1) for code in register.names()], int)
    place = place[register.table("cases")["municipality"][table.first]]
    inside = register.counted[table.first] & (cells.span(table.start) >= 0) & (place >= 0)
    kind = _PLACES[table.kind[inside]]
    return Counts.over(
        _meaning(cells, began.definition).split("kind", KINDS),
        value=cells.tabulate(place[inside], kind, len(KINDS)).reshape(-1),
        unit="episodes",
        adds_over={"municipality", "kind"},
    )


def _kinds_by_part(
    register: Register, period: PeriodLike, kinds: Counts, parts: Mapping[str, str]
) -> Counts:
    """The same by county part: of the municipalities that can tell."""
    cells = metrics.cells(register, period, {"county_part": parts}, need=Need(tables=CLOSED))
    labels = cells.labels["county_part"].tolist()
    told = kinds.select(kinds.state == State.VALUE)
    place = [
        labels.index(place_of(code, parts.__getitem__))
        for code in told.strata["municipality"].tolist()
    ]
    kind = [KINDS.index(kind) for kind in told.strata["kind"].tolist()]
    value = np.zeros((len(labels), len(KINDS)), np.int64)
    np.add.at(value, (place, kind), told.value)
    return Counts.over(
        _meaning(cells, kinds.definition.operands[0]).split("kind", KINDS),
        value=value.reshape(-1),
        unit="episodes",
        adds_over={"county_part", "kind"},
    )


def _meaning(cells: Cells, episodes: Definition) -> Grid:
    """The cells of a table of episodes that start in them."""
    grid = cells.grid("episodes starting in the period")
    asked = grid.definition.parameters
    kept = {name: asked[name] for name in ("period", "groups") if name in asked}
    meaning = Definition(grid.definition.rule, kept, operands=(episodes,))
    return attrs.evolve(grid, definition=meaning)


def _gaps(register: Register, period: PeriodLike) -> Counts:
    parts = [_kinds(register, period, gap, "person").sum("municipality") for gap in GAPS]
    return Counts(
        strata={
            "merge_gap": np.repeat(GAPS, len(KINDS)),
            "kind": np.concatenate([part.strata["kind"] for part in parts]),
        },
        value=np.concatenate([part.value for part in parts]),
        state=np.concatenate([part.state for part in parts]),
        covered=np.concatenate([part.covered for part in parts]),
        unit="episodes",
        adds_over={"kind"},
        definition=Definition(
            "episodes by merge gap",
            {"gaps": list(GAPS)},
            operands=tuple(part.definition for part in parts),
        ),
        provenance=Provenance(lambda: register.fingerprint),
        notes=parts[0].notes,
    )
