"""Chapters of results of one's own."""

from __future__ import annotations

from vnr.report.chapters._chapter import Chapter
from vnr.report.chapters._table import Whole
from vnr.report.chapters._writing import Shown
from vnr.results import Counts, Estimate
from vnr.words import refusal

__all__ = ["further"]


def further(title: str, result: Shown, number: int = 1) -> Chapter:
    """All figures of a result under a heading of one's own.

    Parameters
    ----------
    title : str
        The heading.
    result : Counts or Estimate
        What is shown, with its notes and its definition.
    number : int
        Which of the report's further chapters it is.

    Raises
    ------
    DataError
        If the title is no text, or the result is no result.
    """
    if not (isinstance(title, str) and title.strip() and isinstance(result, Counts | Estimate)):
        raise refusal("report_further")
    label = f"further-{number}"
    return Chapter(
        name=label,
        title=title,
        results={label: result},
        definitions={label: ""},
        table=Whole(label),
    )
