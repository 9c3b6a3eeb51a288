"""A report in words: one place for the page and the workbook."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs

from vnr import data
from vnr.report._county import CountyReport
from vnr.report._summary import summary
from vnr.report._tables import tables
from vnr.report._words import texts

__all__ = ["Page", "page"]

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
        (*summary(report, words, language), *_notes(report, "summary", language)),
        tuple(
            (name, title, " ".join(filter(None, (note, *_notes(report, name, language)))), *rest)
            for name, title, note, *rest in tables(report, words, language)
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
        (data.SOURCE, _source(report), made),
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


def _source(report: CountyReport) -> str:
    """Where the rule of reactivation comes from."""
    return str(report.returned.definition.parameters["source"])
