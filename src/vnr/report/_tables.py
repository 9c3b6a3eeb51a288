"""The tables of a report."""

from __future__ import annotations

from typing import Any

import numpy as np

from vnr import data
from vnr.report._cells import column, number, share
from vnr.report._county import GAPS, KINDS, CountyReport
from vnr.results import State, estimate, in_words

__all__ = ["tables"]

_ENOUGH_CHILDREN = 20
"""Children of a municipality from which its own steps are shown."""
_PLACES_STEPS = ("children", "own_case", "preliminary", "investigation", "assessed", "supported")


def tables(report: CountyReport, words: dict[str, Any], language: str) -> Any:
    codes = report.cases.strata["municipality"].tolist()
    names = [data.municipality(code).name for code in codes]
    bases = ("original", "intake", "known")
    rows = [
        [
            name,
            *(column(report.missed, one, row, language) for one in bases),
            column(report.missed, "n_not_mature", row, language),
            share(report.missed, row, language),
        ]
        for row, name in enumerate(names)
    ]
    rows.append(
        [
            words["total"],
            *(column(report.missed_total, one, 0, language) for one in bases),
            column(report.missed_total, "n_not_mature", 0, language),
            share(report.missed_total, 0, language),
        ]
    )
    head = [words["municipality"], *(words[one] for one in bases)]
    yield (
        "missed",
        words["missed_title"],
        words["missed_note"],
        [*head, words["not_mature"], words["share"]],
        rows,
    )
    yield (
        "rates",
        words["rates_title"],
        words["rates_note"],
        [words["municipality"], words["cases"], words["rate"], *words["funnel_head"]],
        [
            [
                name,
                number(report.cases, row, language),
                share(report.rates, row, language),
                *_beside_chance(report.funnel, row, words, language),
            ]
            for row, name in enumerate(names)
        ],
    )
    kinds = [words["kinds"][kind] for kind in KINDS]
    yield (
        "kinds",
        words["kinds_title"],
        words["kinds_note"],
        [words["municipality"], *kinds],
        [[name, *_kinds(report.kinds, row, language)] for row, name in enumerate(names)],
    )
    yield (
        "gaps",
        words["gaps_title"],
        words["gaps_note"],
        [words["gap"], *kinds],
        [[str(gap), *_kinds(report.gaps, row, language)] for row, gap in enumerate(GAPS)],
    )
    yield from _follow_up(report, words, language, names)
    yield (
        "coverage",
        words["coverage_title"],
        "",
        [words["municipality"], words["covered"]],
        [
            [name, f"{100 * share:.0f}\N{NO-BREAK SPACE}%"]
            for name, share in zip(names, report.cases.covered.tolist(), strict=True)
        ],
    )
    yield (
        "faults",
        words["faults_title"],
        "" if report.faults else words["none"],
        [words["file"], words["rule"], words["number"], words["remedy"]],
        [
            [file, f"{message} [{rule}]", str(number), remedy]
            for file, rule, message, remedy, number in report.faults
        ],
    )


def _follow_up(report: CountyReport, words: dict[str, Any], language: str, names: list[str]) -> Any:
    """The chapters on follow-up and on the children."""
    due, started = report.follow_due, report.follow_started
    yield (
        "follow_due",
        words["follow_due_title"],
        words["follow_due_note"],
        words["follow_head"],
        [
            [
                name,
                _planned(due, row, language),
                *(column(due, one, row, language) for one in ("on_time", "late", "missed")),
                share(due, row, language),
                share(started, row, language),
            ]
            for row, name in enumerate(names)
        ],
    )
    steps = report.children
    yield (
        "children",
        words["children_title"],
        words["children_note"],
        words["children_head"],
        [
            [
                str(step),
                number(steps, row, language),
                *(column(steps, one, row, language) for one in ("no", "not_recorded")),
            ]
            for row, step in enumerate(in_words("step", steps.strata["step"], language))
        ],
    )

    yield (
        "children_places",
        words["children_places_title"],
        words["places_note"].format(enough=_ENOUGH_CHILDREN),
        [
            words["municipality"],
            *map(str, in_words("step", np.array(_PLACES_STEPS), language)),
            words["children_head"][-1],
        ],
        [[name, *_place(report, row, words, language)] for row, name in enumerate(names)],
    )


def _place(report: CountyReport, place: int, words: dict[str, Any], language: str) -> list[str]:
    """The children of one municipality, or why they are shown in the county only."""
    steps = report.children_places.strata["step"]
    size = np.unique(steps).size
    rows = {str(steps[row]): row for row in range(place * size, (place + 1) * size)}
    counts = report.children_places
    children = number(counts, rows["children"], language)
    there = counts.state[rows["children"]] == State.VALUE
    if not there or counts.value[rows["children"]] < _ENOUGH_CHILDREN:
        few = words["places_few"] if there else children
        return [children, *[few] * (len(_PLACES_STEPS) - 1), few]
    return [
        *(number(counts, rows[step], language) for step in _PLACES_STEPS),
        column(counts, "not_recorded", rows["own_case"], language),
    ]


def _beside_chance(funnel: Any, row: int, words: dict[str, Any], language: str) -> list[str]:
    """What chance alone would give a unit of this size, and where it lies."""
    low, high = (float(funnel.columns[f"{side}_95"][row]) for side in ("lower", "upper"))
    if np.isnan(low):
        return ["–", "–"]
    span = f"{low:.1f}–{high:.1f}"
    beyond, far = (int(funnel.columns[f"outside_{level}"][row]) for level in ("95", "99.8"))
    where = words["funnel_places"][beyond]
    if far:
        where = words["funnel_far"].format(where=where)
    return [span.replace(".", ",") if language == "sv" else span, where]


def _planned(result: Any, row: int, language: str) -> str:
    """Share of the interventions with anything planned, and of how many."""
    share = float(result.columns["share_planned"][row])
    state, n = int(result.state[row]), float(result.columns["interventions"][row])
    if state == State.NOT_MATURE:
        state = int(State.VALUE)
    nothing = float("nan")
    return estimate(state, share, nothing, nothing, n, unit="proportion", language=language)


def _kinds(counts: Any, row: int, language: str) -> list[str]:
    first = row * len(KINDS)
    return [number(counts, first + place, language) for place in range(len(KINDS))]
