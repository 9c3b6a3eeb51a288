"""The report's tables as words: one place for the page and the workbook."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs
import numpy as np

from vnr import data
from vnr.register import State
from vnr.register import _show as show
from vnr.register._show import count, estimate
from vnr.report._county import GAPS, KINDS, CountyReport
from vnr.report._words import texts

__all__ = ["Page", "page"]

_ENOUGH_CHILDREN = 20
"""Children of a municipality from which its own steps are shown."""
_PLACES_STEPS = ("children", "own_case", "preliminary", "investigation", "assessed", "supported")
# Results that stand in another's table; what has none stands in the summary.
_STANDS_IN = {
    "missed_total": "missed",
    "cases": "rates",
    "funnel": "rates",
    "follow_started": "follow_due",
    "follow_due_total": "follow_due",
    "returned": "summary",
    "cases_total": "summary",
    "waits": "summary",
}


@attrs.frozen
class Page:
    """The report in words.

    Attributes
    ----------
    title, warning
        Heading, and the mark of internal working material.
    summary
        Sentences made from the figures.
    tables
        ``(name, title, note, headings, rows)`` in order.
    definitions, sources
        Each figure's definition, and what it rests on.
    """

    title: str
    warning: str
    summary: tuple[str, ...]
    tables: tuple[tuple[str, str, str, Sequence[str], Sequence[Sequence[str]]], ...]
    definitions: tuple[tuple[str, str], ...]
    sources: tuple[str, ...]


def page(report: CountyReport, language: str) -> Page:
    """Put a report into words."""
    words = texts(language)
    county = data.counties()[report.county]
    title = words["title"].format(county=county, period=report.period.label)
    made = words["made"].format(
        version=report.cases.provenance.vnr, input=report.cases.provenance.input
    )
    names = {
        name: words[f"{name.removesuffix('_total')}_title"]
        for name in report.tables
        if f"{name.removesuffix('_total')}_title" in words
    }
    return Page(
        title,
        words["internal"],
        (*_summary(report, words, language), *_notes(report, "summary", language)),
        tuple(
            (name, title, " ".join(filter(None, (note, *_notes(report, name, language)))), *rest)
            for name, title, note, *rest in _tables(report, words, language)
        )
        + tuple(
            (f"further-{place}", title, _said(result, language), *_further(result, language))
            for place, (title, result) in enumerate(report.further.items(), start=1)
        ),
        tuple(
            (names.get(name, words["cases"]), result.definition.text(language))
            for name, result in report.tables.items()
            if not name.endswith("_total")
        )
        + tuple(
            (title, result.definition.text(language)) for title, result in report.further.items()
        ),
        (data.SOURCE, metrics_source(report), made),
    )


def _notes(report: CountyReport, place: str, language: str) -> list[str]:
    """What must be said of the results that stand in a place, each sentence once."""
    return list(
        dict.fromkeys(
            note.text(language)
            for name, result in report.tables.items()
            if _STANDS_IN.get(name, name) == place
            for note in result.notes
        )
    )


def _said(result: Any, language: str) -> str:
    return " ".join(note.text(language) for note in result.notes)


def _further(result: Any, language: str) -> tuple[list[str], list[list[str]]]:
    """A result of one's own, municipalities by name."""
    head, rows = result.rows(language)
    names = {one.code: one.name for one in data.municipalities()}
    for place, stratum in enumerate(result.strata):
        if stratum == "municipality":
            for row in rows:
                row[place] = names.get(row[place], row[place])
    return head, rows


def metrics_source(report: CountyReport) -> str:
    """Where the rule of reactivation comes from."""
    return str(report.returned.definition.parameters["source"])


def _percent(share: float, language: str) -> str:
    shown = f"{100 * share:.1f}\N{NO-BREAK SPACE}%"
    return shown.replace(".", ",") if language == "sv" else shown


def _summary(report: CountyReport, words: dict[str, Any], language: str) -> list[str]:
    total = report.missed_total
    lines = [
        words["known_line"].format(
            cases=_number(report.cases_total, 0, language), period=report.period.label
        )
    ]
    if total.state[0] == State.NOT_MATURE:
        lines.append(words["missed_immature"])
    elif np.isnan(total.value[0]):
        lines.append(words["missed_none"])
    else:
        lines.append(
            words["missed_line"].format(
                known=_column(total, "known", 0, language),
                original=_column(total, "original", 0, language),
                share=_percent(total.value[0], language),
                lower=_percent(total.lower[0], language),
                upper=_percent(total.upper[0], language),
            )
        )
    lines.append(_followed(report, words, language))
    back = report.returned
    if np.isnan(back.value[0]):
        lines.append(words["returned_immature"])
    else:
        lines.append(
            words["returned_line"].format(
                n=_of(back, back.n[0], language),
                returned=_of(back, back.columns["returned"][0], language),
                share=_percent(back.value[0], language),
            )
        )
    codes, covered = report.cases.strata["municipality"], report.cases.covered
    partial = [data.municipality(str(code)).name for code in codes[covered < 1]]
    lines.append(
        words["coverage_line"].format(silent=len(partial), all=codes.size, names=", ".join(partial))
        if partial
        else words["coverage_whole"].format(all=codes.size)
    )
    rows, rejected = report.rows
    if rows:
        name = "rows_line" if rejected else "rows_whole"
        shown = {"rows": rows, "rejected": rejected}
        lines.append(
            words[name].format(**{key: count(0, n, 1, language) for key, n in shown.items()})
        )
    lines.append(words["heads_up"])
    return lines


def _number(counts: Any, row: int, language: str) -> str:
    return count(
        int(counts.state[row]), int(counts.value[row]), float(counts.covered[row]), language
    )


def _followed(report: CountyReport, words: dict[str, Any], language: str) -> str:
    """One sentence on follow-up: how much was planned, and how much of it was done on time."""
    total = report.follow_total
    planned = words["planned_line"].format(
        n=_of(total, total.columns["interventions"][0], language),
        share=_percent(total.columns["share_planned"][0], language)
        if total.columns["interventions"][0]
        else "–",
    )
    if np.isnan(total.value[0]):
        return str(planned + " " + words["follow_none"])
    return str(
        planned
        + " "
        + words["follow_line"].format(
            n=_of(total, total.n[0], language),
            share=_percent(total.value[0], language),
            lower=_percent(total.lower[0], language),
            upper=_percent(total.upper[0], language),
        )
    )


def _of(result: Any, number: Any, language: str) -> str:
    """A number the only cell rests on; *minst* where not everything was delivered."""
    return count(int(State.VALUE), int(number), float(result.covered[0]), language)


def _share(result: Any, row: int, language: str) -> str:
    return estimate(
        int(result.state[row]),
        float(result.value[row]),
        float(result.lower[row]),
        float(result.upper[row]),
        float(result.n[row]),
        unit=result.unit,
        language=language,
    )


def _tables(report: CountyReport, words: dict[str, Any], language: str) -> Any:
    codes = report.cases.strata["municipality"].tolist()
    names = [data.municipality(code).name for code in codes]
    bases = ("original", "intake", "known")
    rows = [
        [
            name,
            *(_column(report.missed, one, row, language) for one in bases),
            _column(report.missed, "n_not_mature", row, language),
            _share(report.missed, row, language),
        ]
        for row, name in enumerate(names)
    ]
    rows.append(
        [
            words["total"],
            *(_column(report.missed_total, one, 0, language) for one in bases),
            _column(report.missed_total, "n_not_mature", 0, language),
            _share(report.missed_total, 0, language),
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
                _number(report.cases, row, language),
                _share(report.rates, row, language),
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
                *(_column(due, one, row, language) for one in ("on_time", "late", "missed")),
                _share(due, row, language),
                _share(started, row, language),
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
                _number(steps, row, language),
                *(_column(steps, one, row, language) for one in ("no", "not_recorded")),
            ]
            for row, step in enumerate(show.words("step", steps.strata["step"], language))
        ],
    )

    yield (
        "children_places",
        words["children_places_title"],
        words["places_note"].format(enough=_ENOUGH_CHILDREN),
        [
            words["municipality"],
            *map(str, show.words("step", np.array(_PLACES_STEPS), language)),
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
    number = _number(counts, rows["children"], language)
    there = counts.state[rows["children"]] == State.VALUE
    if not there or counts.value[rows["children"]] < _ENOUGH_CHILDREN:
        few = words["places_few"] if there else number
        return [number, *[few] * (len(_PLACES_STEPS) - 1), few]
    return [
        *(_number(counts, rows[step], language) for step in _PLACES_STEPS),
        _column(counts, "not_recorded", rows["own_case"], language),
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
    return [_number(counts, first + place, language) for place in range(len(KINDS))]


def _column(result: Any, name: str, row: int, language: str) -> str:
    state = int(result.state[row])
    # What waits to be judged is itself a number.
    if state == State.NOT_MATURE and name in ("n_not_mature", "on_time", "late", "missed"):
        state = State.VALUE
    return count(state, int(result.columns[name][row]), float(result.covered[row]), language)
