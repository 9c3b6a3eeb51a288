"""The smallest county report: two cases in two of nine municipalities."""

from __future__ import annotations

from typing import Any

from building import ECONOMIC, case, register
from vnr.model import Period
from vnr.report import Report, county_report
from vnr.report.chapters import Lines
from vnr.words import Language

YEAR = Period.year(2019)
MARK = {"sv": "Internt arbetsmaterial", "en": "Internal working material"}


def small(**more: Any) -> Report:
    two = register(case("1"), case("2", "b", reason=ECONOMIC, municipality="0488"))
    return county_report(two, "04", YEAR, **more)


def table_rows(
    report: Report, chapter: str, language: Language = "sv"
) -> dict[str, tuple[str, ...]]:
    """The cells beside each label of a chapter's table."""
    lines: Lines = report.chapter(chapter).lines(language)
    return {row[0]: row[1:] for row in lines.body}
